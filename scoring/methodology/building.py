"""Building a methodology from another one without writing YAML: a part more, or an indicator less.

What comes out is a methodology like any that was read from a file, checked by the same rules, and `methodology_yaml`
writes it out.
"""

from dataclasses import dataclass
from typing import Any

from scoring.errors import DataError, listed
from scoring.methodology.files import load_methodology
from scoring.methodology.model import Methodology, validated
from scoring.methodology.parts import MOST_OF_A_SUMMARY

_BY_HAND = "Set by hand on What if."
_POINTS = "mean-points"
"""The methodology of the library whose points and cuts are taken where indicators are weighed that were counted."""
_WEIGHED = ("mean", "geometric_mean", "combined_z")
_CAPS = ("well", "needs", "greatest")
_LIMIT_WORDS = {
    "benchmark": "What the figure is compared with, in the indicator's unit.",
    "breached_by": "Whether the value alone, or its whole confidence interval, must be on the worse side.",
    "caps_at": "The best rating that an area may have which breaches the limit.",
}
_WEIGHT = {
    "meaning": "How much the indicator counts in the score, relative to the others.",
    "source": _BY_HAND,
    "minimum": 0,
    "maximum": 10,
    "step": 0.25,
}
_DECIMALS = {
    "meaning": "To how many decimals a value, and a figure that it is compared with by value, are rounded first.",
    "source": _BY_HAND,
    "minimum": 0,
    "maximum": 6,
    "step": 1,
}


@dataclass(frozen=True)
class LimitWanted:
    """A limiting judgement to be added: what breaches it, by what evidence, and the best rating that it leaves."""

    label: str
    indicator: str
    benchmark: float | str | None
    breached_by: str = "value"
    caps_at: str = "needs"


@dataclass(frozen=True)
class PartsWanted:
    """What is to be built: indicators left out, whether the others are weighed, and a limit or none."""

    left_out: tuple[str, ...] = ()
    weighed: bool = False
    limit: LimitWanted | None = None


def build_methodology(method: Methodology, wanted: PartsWanted) -> Methodology:
    """Return a methodology with parts added and indicators left out; its own changes are made.

    Weighing indicators that are counted makes points of their outcomes, with the points and cuts of the library's
    “Mean of points”. Where indicators are left out, so are their limits, and no more indicators are asked for, of
    values or of low or high ones, than are left.

    Raises
    ------
    DataError
        With everything that is wrong, a sentence each.
    """
    if faults := _faults(method, wanted):
        raise DataError(" ".join(faults))
    document = method.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    document |= {
        "id": f"{method.id.removesuffix('-by-hand')}-by-hand",
        "title": f"{method.title.removesuffix(', built by hand')}, built by hand",
        "status": "alternative",
        # What was said in a sentence of the rule as it was need not be true of this one.
        "summary": _summary(method, wanted),
    }
    for name in wanted.left_out:
        _leave_out(document, name)
    if wanted.weighed:
        _weigh(document, method)
    if wanted.limit is not None:
        _limit(document, wanted.limit)
    return validated(document, "The methodology")


def _summary(method: Methodology, wanted: PartsWanted) -> str:
    """Return what was done to the methodology, in a sentence, or nothing where that is too long for one."""
    left_out = len(wanted.left_out)
    done = [f"without {'one' if left_out == 1 else left_out} of the indicators"] if left_out else []
    done += ["with points and weights"] * wanted.weighed
    done += [f"with the limit “{wanted.limit.label}”"] if wanted.limit is not None else []
    said = f"{method.title}, {', '.join(done)}."
    return said if done and len(said) <= MOST_OF_A_SUMMARY else ""


def _faults(method: Methodology, wanted: PartsWanted) -> list[str]:
    """Return all that is wrong with what is wanted, a sentence each."""
    faults = []
    if not wanted.left_out and not wanted.weighed and wanted.limit is None:
        faults.append("Nothing is chosen yet: leave out an indicator, weigh them, or add a limit.")
    if unknown := [name for name in wanted.left_out if name not in method.indicators]:
        faults.append(f"The methodology has no indicator {listed(unknown)}.")
    if not set(method.indicators) - set(wanted.left_out):
        faults.append("At least one indicator must stay.")
    if wanted.weighed and not _can_be_weighed(method):
        faults.append(
            f"{method.title} has no place for weights: it goes by the worst indicator or by balance, or "
            "gives no rating."
        )
    return faults + ([] if wanted.limit is None else _limit_faults(method, wanted))


def _limit_faults(method: Methodology, wanted: PartsWanted) -> list[str]:
    limit, faults = wanted.limit, []
    if limit is None:
        return []
    if not limit.label.strip():
        faults.append("The limit needs a name, such as “Below the 62-day standard”.")
    if limit.indicator not in method.indicators or limit.indicator in wanted.left_out:
        faults.append("The limit needs an indicator that the methodology uses.")
    if limit.benchmark is None:
        faults.append("The limit needs a threshold.")
    if limit.breached_by not in ("value", "95", "99.8"):
        faults.append("The limit is breached by the value or by a whole interval of 95% or 99.8%.")
    if limit.caps_at not in _CAPS:
        faults.append(
            "The limit caps at performing well, needs improvement or greatest need for improvement."
        )
    if method.aggregation == "not_rated":
        faults.append(f"{method.title} gives no rating that a limit could cap.")
    return faults


def _can_be_weighed(method: Methodology) -> bool:
    return method.aggregation in ("counts", *_WEIGHED)


def _leave_out(document: dict[str, Any], name: str) -> None:
    """Take an indicator out, and all that is said of it."""
    del document["indicators"][name]
    gone = {name, *(key for key, limit in document.get("limits", {}).items() if limit["indicator"] == name)}
    document["limits"] = {key: limit for key, limit in document.get("limits", {}).items() if key not in gone}
    document["parameters"] = {
        path: about for path, about in document["parameters"].items() if path.partition(".")[0] not in gone
    }
    document["may_lack"] = [other for other in document.get("may_lack", []) if other != name]
    left = len(document["indicators"])
    document["minimum_indicators"] = min(document["minimum_indicators"], left)
    for band in document.get("bands", {}).values():
        for field in ("low_at_least", "very_low_at_least", "high_at_least"):
            if field in band:
                band[field] = min(band[field], left)
    # What is plausible was said of the rule as it was.
    document.pop("plausible", None)


def _weigh(document: dict[str, Any], method: Methodology) -> None:
    """Give every indicator a weight of 1, where it has none; make points of outcomes that are counted."""
    document.pop("plausible", None)
    if method.aggregation == "counts":
        points = load_methodology(_POINTS).model_dump(mode="json", exclude_none=True)
        old = {f"{band}.{field}" for band, rule in document["bands"].items() for field in rule}
        old |= {f"{name}.very_low_by" for name in document["indicators"]}
        document |= {name: points[name] for name in ("aggregation", "score", "points", "bands")}
        for rule in document["indicators"].values():
            rule.pop("very_low_by", None)
        kept = {path: about for path, about in document["parameters"].items() if path not in old}
        owners = ("points", *points["bands"])
        taken = {p: about for p, about in points["parameters"].items() if p.partition(".")[0] in owners}
        document["parameters"] = kept | taken
    for name, rule in document["indicators"].items():
        if "weight" not in rule:
            rule["weight"] = 1.0
            document["parameters"][f"{name}.weight"] = dict(_WEIGHT)


def _limit(document: dict[str, Any], wanted: LimitWanted) -> None:
    """Add a limit, with meaning and source of its constants."""
    limits = document.setdefault("limits", {})
    name = next(f"limit_{n}" for n in range(1, len(limits) + 2) if f"limit_{n}" not in limits)
    limits[name] = {
        "label": wanted.label.strip(),
        "indicator": wanted.indicator,
        "benchmark": wanted.benchmark,
        "breached_by": wanted.breached_by,
        "caps_at": wanted.caps_at,
    }
    if "value_decimals" not in document:
        document["value_decimals"] = 1
        document["parameters"]["value_decimals"] = dict(_DECIMALS)
    for field, meaning in _LIMIT_WORDS.items():
        document["parameters"][f"{name}.{field}"] = {"meaning": meaning, "source": _BY_HAND}
