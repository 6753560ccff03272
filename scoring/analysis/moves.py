"""Two sets of ratings side by side: who moves, and why."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.assessment import Assessed, Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError
from scoring.explain.outcomes import LOW, decimals_until_apart, describe_outcome
from scoring.explain.scores import standing
from scoring.explain.words import describe_benchmark, format_value, lower_first, number_word
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATING_LABELS, RATINGS
from scoring.rating.grid import IntArray
from scoring.rating.judge import NOT_RATED, Counts, Judgement, band, breakdown_rows


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the areas whose rating differs between two results of `rate`.

    Returns
    -------
    DataFrame
        area_code, rating_before, rating_after (ids), direction ('up' to a better rating, 'down' to a
        worse one, 'rated' or 'unrated' where one side has no rating), steps (ratings apart).

    Raises
    ------
    DataError
        If the two results are not of the same areas.
    """
    area_codes, was, now = _side_by_side(before, after)
    moved = was != now
    area_codes, was, now = area_codes[moved], was[moved], now[moved]
    names = np.array(RATINGS, object)
    return pd.DataFrame(
        {
            "area_code": area_codes,
            "rating_before": names[was],
            "rating_after": names[now],
            "direction": np.select(
                [now == NOT_RATED, was == NOT_RATED, now < was], ["unrated", "rated", "up"], "down"
            ),
            "steps": np.abs(now - was),
        }
    )


def transition_table(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return how many areas go from each rating (rows) to each rating (columns), both best first.

    Raises
    ------
    DataError
        If the two results are not of the same areas.
    """
    _, was, now = _side_by_side(before, after)
    counts = np.bincount(was * len(RATINGS) + now, minlength=len(RATINGS) ** 2)
    names = list(RATINGS)
    return pd.DataFrame(counts.reshape(len(RATINGS), -1), names, names)


def _side_by_side(
    before: pd.DataFrame, after: pd.DataFrame
) -> tuple[npt.NDArray[np.object_], IntArray, IntArray]:
    """Return the area codes of two results of `rate`, and their ratings before and after as positions in `RATINGS`."""
    codes = before["area_code"].to_numpy(object)
    there = pd.Index(after["area_code"].to_numpy(object))
    places = there.get_indexer(codes)
    if len(there) != len(codes) or not there.is_unique or (places < 0).any():
        raise DataError("The two results are not of the same areas, so they cannot be compared.")
    ratings = pd.Index(RATINGS)
    was, now = (ratings.get_indexer(table["rating"].to_numpy(object)) for table in (before, after))
    return codes, was, now[places]


def movers(before: Assessment, after: Assessment) -> pd.DataFrame:
    """Return the moves from one assessment of an edition to another, with names and the reason in words.

    Returns
    -------
    DataFrame
        The columns of `moves`, and reason.
    """
    found = moves(before, after)
    reasons = reasons_of(before, after, found["area_code"])
    return found.assign(reason=pd.Series(reasons, found.index, dtype=str))


def moves(before: Assessment, after: Assessment) -> pd.DataFrame:
    """Return the areas whose rating differs between two assessments of one edition, by code.

    Returns
    -------
    DataFrame
        The columns of `compare`, and ods_code, area_name, short_name and basis (that of `after`).
    """
    edition = after.edition
    edition.check_indicators([*before.method.indicators, *after.method.indicators])
    found = compare(before.ratings, after.ratings)
    areas = list(found["area_code"])
    names = {
        "ods_code": edition.ods_codes,
        "area_name": edition.area_names,
        "short_name": edition.short_names,
    }
    columns = {name: [of.get(code) for code in areas] for name, of in names.items()}
    basis = after.ratings["basis"].to_numpy(object)
    return pd.DataFrame(
        {
            "area_code": areas,
            **columns,
            **{name: found[name] for name in ("rating_before", "rating_after", "direction", "steps")},
            "basis": [basis[after.places[code]] for code in areas],
        }
    )


@dataclass(frozen=True)
class _Side(Assessed):
    """One of the two sides of a comparison: what the rule says of some areas, of each indicator in a row."""

    rows: dict[tuple[str, str], Any]

    @classmethod
    def of(cls, assessment: Assessment, area_codes: pd.Series) -> "_Side":
        places = [assessment.places[code] for code in area_codes]
        wanted: list[Any] = breakdown_rows(assessment.grid, assessment.judgement, assessment.method, places)
        return cls(assessment, {(row.area_code, row.indicator): row for row in wanted})

    @property
    def verdict(self) -> Judgement:
        return self.assessment.judgement

    @property
    def ratings(self) -> pd.DataFrame:
        return self.assessment.ratings

    def of_area(self, code: str) -> list[Any]:
        return [self.rows[code, indicator] for indicator in self.method.indicators]


def reasons_of(before: Assessment, after: Assessment, area_codes: pd.Series) -> list[str]:
    """Say for some moves what was judged differently, and where a count, score or limit decided, which."""
    edition = after.edition
    old, new = (_Side.of(side, area_codes) for side in (before, after))
    both_count = before.method.aggregation == after.method.aggregation == "counts"
    texts = []
    for code in area_codes:
        place = after.places[code]
        if moderation := new.ratings["moderation"].iloc[place]:
            texts.append(f"moderated: {moderation}")
        elif both_count and not old.ratings["moderation"].iloc[place]:
            texts.append("; ".join(_by_counts(code, place, old, new, edition)))
        else:
            texts.append(
                f"{_in_brief(code, place, new, edition)}; "
                f"by {before.method.short_title}: {_in_brief(code, place, old, edition)}"
            )
    return [_as_sentence(text) for text in texts]


def _by_counts(code: str, place: int, old: _Side, new: _Side, edition: Edition) -> list[str]:
    """Return the reasons of a move between two rules that count outcomes."""
    changed = [
        (_changed_outcome(was, row, edition, old.method, new.method), _way(was, row))
        for row in new.of_area(code)
        if (was := old.rows.get((row.area_code, row.indicator))) is None or was.outcome != row.outcome
    ]
    # What got better is no reason for a lower rating, nor what got worse for a higher one.
    ratings = [RATINGS.index(side.ratings["rating"].iloc[place]) for side in (new, old)]
    against = np.sign(ratings[0] - ratings[1])
    reasons = [text for text, way in changed if way != against]
    verdict = new.verdict
    very_low = np.broadcast_to(verdict.very_low, verdict.low.shape)[place].sum()
    low, high, present = (int(a[place].sum()) for a in (verdict.low, verdict.high, verdict.present))
    # What the baseline's bands make of the new outcomes: if that is the new rating, they explain the move.
    expected = band(old.assessment.rule, Counts(low, very_low, high), present)
    now = RATINGS[int(verdict.before_limits[place])]
    if RATINGS[int(expected)] != now and old.verdict.before_limits[place] != verdict.before_limits[place]:
        reasons.append(_changed_count(_count_low(low, int(very_low)), high, now, as_before=not changed))
    was_limited, is_limited = (side.ratings["limited_by"].iloc[place] for side in (old, new))
    if is_limited != was_limited:
        label = lower_first(is_limited or was_limited)
        reasons.append(f"{'now' if is_limited else 'no longer'} capped: {label}")
    elif is_limited and not reasons:
        capped_at = RATING_LABELS[new.ratings["rule_rating"].iloc[place]].lower()
        reasons.append(f"now capped at {capped_at}: {lower_first(is_limited)}")
    return reasons or [text for text, _ in changed]


_ORDER = ("very low", "low", "similar", "high")


def _way(was: Any, now: Any) -> int:
    """Return 1 if an indicator's outcome is better than it was, -1 if it is worse, 0 if that cannot be said."""
    if was is None or "missing" in (was.outcome, now.outcome):
        return 0
    return int(np.sign(_ORDER.index(now.outcome) - _ORDER.index(was.outcome)))


def _in_brief(code: str, place: int, side: _Side, edition: Edition) -> str:
    """Say in a few words why an area has its rating: 'score of 1.00 is not enough for “performing well” (…)'."""
    rated = side.ratings.iloc[place]
    if rated["moderation"]:
        return f"moderated: {rated['moderation']}"
    if rated["limited_by"]:
        return f"capped: {lower_first(rated['limited_by'])}"
    if side.method.score is not None and rated["rule_rating"] != "not_rated":
        return standing(side.verdict, side.method, place).removeprefix("its ").rstrip(".")
    if rated["rule_rating"] == "not_rated":
        none = side.method.aggregation == "not_rated"
        enough = rated["rated_indicators"] >= side.method.minimum_indicators
        few = "no score can be made" if enough else "too few indicators with a value"
        return "no overall rating" if none else few
    low = [row for row in side.of_area(code) if row.outcome in LOW]
    if not low:
        return f"none low and {number_word(int(rated['high_count']))} high"
    labels = [lower_first(edition.meta.indicators[row.indicator].short_label) for row in low]
    return f"{number_word(len(low))} low ({', '.join(labels)})"


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _changed_outcome(
    was: Any, now: Any, edition: Edition, baseline: Methodology, scenario: Methodology
) -> str:
    """Say how one indicator's outcome changed: '62-day waits no longer low: 82.7% against 82% (was 85%)'."""
    indicator = now.indicator
    meta = edition.meta.indicators[indicator]
    outcome = now.outcome
    before = getattr(was, "outcome", "missing")
    change = f"no longer {before}" if outcome == "similar" else f"now {outcome}"
    reason = describe_outcome(now, Assessment(edition, scenario), brief=True)
    text = f"{lower_first(meta.short_label)} {change}: {reason}"
    high_by = scenario.indicators[indicator].high_by or "value"
    by_interval = high_by in ("95", "99.8") and not np.isnan(now.lower_ci)
    if (before, outcome) == ("high", "similar") and by_interval:
        mark = " est." if now.interval_basis == "estimated" else ""
        more = decimals_until_apart(now.high_edge, now.benchmark, meta.decimals)
        text += f", and its {high_by}% interval reaches {format_value(now.high_edge, meta, extra=more)}{mark}"
    if was is not None and was.benchmark != now.benchmark:
        old, new = (
            describe_benchmark(row.benchmark, meta, method.indicators[indicator].benchmark or 0.0, brief=True)
            for row, method in ((was, baseline), (now, scenario))
        )
        # The same figure, once rounded and once not, is the same threshold.
        text += f" (was {old})" if old != new else ""
    return text


def _count_low(low: int, very_low: int) -> str:
    """Count low indicators: 'two low', 'two low, one of them very low,', 'two very low'."""
    if very_low == low > 0:
        return f"{number_word(low)} very low"
    return f"{number_word(low)} low" + (f", {number_word(very_low)} of them very low," if very_low else "")


def _changed_count(low: str, high: int, rating: str, *, as_before: bool) -> str:
    """Say which counts led to the new rating when outcomes alone do not."""
    label = RATING_LABELS[rating].lower()
    counts = f"{low} and {number_word(high)} high"
    if not as_before:
        return f"{counts} now makes {label}"
    return f"{counts} as before, which now makes {label}"
