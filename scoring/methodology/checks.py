"""Whether the parts of a methodology go together; every fault is a sentence."""

from scoring.errors import listed
from scoring.methodology.parts import MODERATION, MODERATION_APPLIED, RATINGS, Band, Parts


def check_parts(method: Parts) -> None:
    """Raise a ValueError where parts of a rule are missing or do not go together."""
    _check_names(method)
    _check_indicators(method)
    _check_score(method)
    _check_bands(method)
    compares = method.judges_by_benchmark or bool(method.limits)
    if compares and method.value_decimals is None:
        raise ValueError("value_decimals is missing, to which values are rounded before they are compared")


def _check_names(method: Parts) -> None:
    taken = {*RATINGS, "points", "scale", "over_dispersion", MODERATION, MODERATION_APPLIED}
    taken |= {"minimum_indicators", "value_decimals"}
    for group, names in (("indicators", method.indicators), ("limits", method.limits)):
        for name in names:
            if name in taken:
                raise ValueError(f"{group}.{name} needs a name of its own, since {name} names something else")
            if "." in name or not name.strip():
                raise ValueError(
                    f"{group} has the name {name!r}; a name must not be empty or have a point in it"
                )
        taken |= set(names)
    for name, limit in method.limits.items():
        if limit.indicator not in method.indicators:
            raise ValueError(
                f"limits.{name}.indicator is {limit.indicator!r}; there is {listed(method.indicators, 30)}"
            )


def _check_indicators(method: Parts) -> None:
    rules = method.indicators
    if unknown := [name for name in method.may_lack if name not in rules]:
        raise ValueError(f"may_lack has {listed(unknown)}; the indicators are {listed(rules, 30)}")
    judged = [name for name, rule in rules.items() if rule.low_by is not None]
    if 0 < len(judged) < len(rules):
        raise ValueError("low_by and high_by must be given for all indicators, or for none")
    if (method.aggregation in ("counts", "not_rated") or method.score == "points") and not judged:
        raise ValueError(f"{_kind(method)} needs low_by and high_by for every indicator")
    if method.score == "z" and any(rule.benchmark is None for rule in rules.values()):
        raise ValueError("a score of z needs a benchmark for every indicator")
    kinds = {str(k) for r in rules.values() for k in (r.low_by, r.very_low_by, r.high_by)}
    uses = method.score == "z" or any(kind.startswith("funnel") for kind in kinds)
    if uses and method.over_dispersion is None:
        raise ValueError("over_dispersion is missing, which a score of z and a funnel need")
    weighs = method.aggregation in ("mean", "geometric_mean", "combined_z")
    if weighs and any(rule.weight is None for rule in rules.values()):
        raise ValueError(f"aggregation by {method.aggregation} needs a weight for every indicator")
    if weighs and not any(rule.weight for rule in rules.values()):
        raise ValueError("at least one weight must be more than 0")
    if not weighs and any(rule.weight is not None for rule in rules.values()):
        raise ValueError(f"aggregation by {method.aggregation} uses no weights")


def _kind(method: Parts) -> str:
    return f"aggregation by {method.aggregation}" if method.score is None else f"a score of {method.score}"


def _check_score(method: Parts) -> None:
    scored = method.aggregation not in ("counts", "not_rated")
    if scored != (method.score is not None):
        raise ValueError(f"aggregation by {method.aggregation} {'needs a' if scored else 'uses no'} score")
    if (method.score == "points") != (method.points is not None):
        raise ValueError("points (low, similar, high) go with a score of points")
    wanted = {"standardised": ("centre", "spread"), "min_max": ("lowest", "highest")}.get(
        str(method.score), ()
    )
    given = tuple(name for name, value in method.scale or () if value is not None)
    if wanted != given:
        needs = f"needs a scale with {listed(wanted)}, and nothing else" if wanted else "uses no scale"
        raise ValueError(f"{_kind(method)} {needs}")
    if method.aggregation == "combined_z" and method.score != "z":
        raise ValueError("aggregation by combined_z needs a score of z")
    scale = method.scale
    if method.aggregation == "geometric_mean" and (scale is None or (scale.lowest or 0) <= 0):
        raise ValueError("a geometric mean needs a score of min_max with a lowest above 0")
    if scale is not None and scale.lowest is not None and not scale.lowest < float(scale.highest or 0):
        raise ValueError("scale.lowest must be under scale.highest")
    start = 0 if scale is None else scale.centre if scale.lowest is None else scale.lowest
    if method.aggregation == "mazziotta_pareto" and not float(start or 0) > 0:
        raise ValueError(
            "aggregation by mazziotta_pareto divides by the mean score, so it needs a score of standardised with "
            "a centre above 0, or of min_max with a lowest above 0"
        )


def _check_bands(method: Parts) -> None:
    bands = list(method.bands.values())
    if method.aggregation == "not_rated":
        if bands:
            raise ValueError("aggregation not_rated has no bands")
        return
    if method.minimum_indicators > len(method.indicators):
        wanted, there = method.minimum_indicators, len(method.indicators)
        raise ValueError(f"minimum_indicators is {wanted}, more than the {there} that the rule has")
    if not bands or bands[-1] != Band():
        raise ValueError("the last band must have no condition, so that every area gets a rating")
    used = {field for band in bands for field, value in band if value is not None}
    by_count = {"low_at_least", "very_low_at_least", "high_at_least"}
    if method.score is None and used - by_count:
        raise ValueError("bands of counts have low_at_least, very_low_at_least or high_at_least")
    cuts = [place for place, band in enumerate(bands) if band.score_at_least is not None]
    quotas = [place for place, band in enumerate(bands) if band.percent_of_areas is not None]
    if cuts and quotas and min(cuts) < max(quotas):
        raise ValueError("a band with percent_of_areas must not come after one with score_at_least")
    if used & by_count and not method.judges_by_benchmark:
        raise ValueError("bands with counts of low or high need low_by and high_by for every indicator")
    if "very_low_at_least" in used and any(r.very_low_by is None for r in method.indicators.values()):
        raise ValueError("bands with very_low_at_least need very_low_by for every indicator")
    order = [RATINGS.index(name) for name in method.bands]
    if "percent_of_areas" in used and order != sorted(order):
        raise ValueError("bands with percent_of_areas must be given from the best to the worst")
