"""The rule: indicators in, ratings out. Everything that shows or counts a rating calls this module."""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, RATINGS
from scoring.rating.benchmarks import (
    Compared,
    Intervals,
    breaches,
    compare_with_benchmarks,
    edges,
    funnel_error,
    intervals_of,
    is_worse,
    low_and_high,
)
from scoring.rating.compiled import NO_COMPARISON, CompiledRule, Sampled, compile_rule
from scoring.rating.grid import (
    BoolArray,
    Grid,
    IntArray,
    how_many,
    limits,
    one_for_all,
    round_half_up,
    to_grid,
)
from scoring.rating.intervals import FloatArray
from scoring.rating.scores import combine, indicator_scores
from scoring.rating.shrinkage import shrunken_figures

NOT_RATED = RATINGS.index("not_rated")
BY_VALUE = COMPARISONS.index("value")
_FUNNELS = {i for i, kind in enumerate(COMPARISONS) if kind.startswith("funnel")}
TIE = 1e-11
"""Scores that differ by less, in parts of their size, are equal: they differ by the order of a sum only."""


_Side = tuple[FloatArray, FloatArray]
"""What was compared, and the benchmark that it was compared with."""


@dataclass(frozen=True)
class Judgement:
    """What the rule says; arrays are (…, areas, indicators) unless said otherwise.

    `low` and `high` are never both true, `very_low` only where `low` is; `present` is false where there is
    no value. `value` is what was judged, after any shrinkage; it, `benchmark`, `low_edge` and `high_edge` (what
    was compared) and `low_benchmark` and `high_benchmark` (what each was compared with: the benchmark, rounded
    where it is a figure and compared by value) are in the indicator's unit. `indicator_scores`, and `score` (…, areas),
    are None for a rule without scores. `breached` says for each limit which areas breach it. Ratings
    are (…, areas), positions in `RATINGS`: `before_limits`; `by_rule`, with limits; and `rating`, moderated.
    """

    value: FloatArray
    benchmark: FloatArray
    low_edge: FloatArray
    low_benchmark: FloatArray
    high_edge: FloatArray
    high_benchmark: FloatArray
    low: BoolArray
    very_low: BoolArray
    high: BoolArray
    present: BoolArray
    indicator_scores: FloatArray | None
    score: FloatArray | None
    breached: tuple[BoolArray, ...]
    before_limits: IntArray
    by_rule: IntArray
    rating: IntArray


def judge(grid: Grid, method: Methodology, sampled: Sampled | None = None) -> Judgement:
    """Apply the rule to arrays: which indicators are low or high, and the rating of each area.

    Parameters
    ----------
    grid : Grid
        Figures, with any leading dimensions.
    method : Methodology
    sampled : mapping of path to array, optional
        Constants with many values at once, of shapes that broadcast to (…, areas); see `scoring.rating.compiled`.

    Raises
    ------
    DataError
        If a benchmark is a figure of the edition and there is no such figure.
    """
    rule = compile_rule(method, sampled)
    if method.figures == "shrunken":
        grid = shrunken_figures(grid)
    compared, intervals = compare_with_benchmarks(grid, rule), intervals_of(grid, rule)
    present = ~np.isnan(grid.value)
    low_side, high_side, low, very_low, high = _outcomes(grid, method, rule, compared, intervals)
    score = scores = None
    if method.score is not None:
        scores = indicator_scores(grid, method, rule, compared, low=low, high=high)
        score = combine(scores, method, rule)
        present = present & ~np.isnan(scores)
    counts = Counts(how_many(low), how_many(very_low), how_many(high))
    before_limits = band(rule, counts, how_many(present), score)
    breached = tuple(breaches(grid, limit, rule, compared.rounded, intervals) for limit in rule.limits)
    by_rule = capped(before_limits, breached, rule)
    rating = _moderated(by_rule, grid, method)
    return Judgement(
        grid.value,
        compared.benchmark,
        *low_side,
        *high_side,
        low,
        very_low,
        high,
        present,
        scores,
        score,
        breached,
        before_limits,
        by_rule,
        rating,
    )


def _outcomes(
    grid: Grid,
    method: Methodology,
    rule: CompiledRule,
    compared: Compared,
    intervals: Intervals,
) -> tuple[_Side, _Side, BoolArray, BoolArray, BoolArray]:
    """Return what was compared for low and for high, and which indicators are low, very low and high."""
    present = ~np.isnan(grid.value)
    if not method.judges_by_benchmark:
        none = np.zeros(present.shape, bool)
        nothing = compared.rounded, compared.benchmark
        return nothing, nothing, none, none, none
    error = None
    if rule.kinds & _FUNNELS:
        assert method.over_dispersion is not None
        error = funnel_error(grid, rule, compared, over_dispersed=method.over_dispersion.kind == "additive")
    low_side = edges(grid, rule, compared, intervals, rule.low_by, optimistic=True, error=error)
    high_side = edges(grid, rule, compared, intervals, rule.high_by, optimistic=False, error=error)
    direction = one_for_all(grid.direction)
    low, high = low_and_high(low_side, high_side, direction, rule.high_by == BY_VALUE)
    low, high = low & present, high & present
    if (rule.very_low_by == NO_COMPARISON).all():
        return low_side, high_side, low, np.zeros((1, 1), bool), high
    edge = edges(grid, rule, compared, intervals, rule.very_low_by, optimistic=True, error=error)
    with np.errstate(invalid="ignore"):
        very_low = low & is_worse(*edge, direction) & (rule.very_low_by != NO_COMPARISON)
    return low_side, high_side, low, very_low, high


@dataclass(frozen=True)
class Counts:
    """How many indicators are low, very low and high; arrays that broadcast to (…, areas)."""

    low: npt.ArrayLike
    very_low: npt.ArrayLike
    high: npt.ArrayLike


def band(
    rule: CompiledRule, counts: Counts, present: npt.ArrayLike, score: FloatArray | None = None
) -> IntArray:
    """Return the rating (position in `RATINGS`) for counts of outcomes, indicators present, and a score.

    Arrays broadcast to (…, areas). An area is not rated if it has too few indicators, or no score where the
    rule needs one, or if the rule has no bands.
    """
    low, very_low, high = (np.asarray(c) for c in (counts.low, counts.very_low, counts.high))
    undecided = np.asarray(present) >= rule.minimum_indicators
    if score is not None:
        undecided = undecided & ~np.isnan(score)
    conditions = [part for condition in rule.bands for part in condition.arrays()]
    shape = np.broadcast_shapes(*(part.shape for part in (undecided, low, very_low, high, *conditions)))
    undecided = np.broadcast_to(undecided, shape).copy()
    rated = undecided.copy()
    taken: FloatArray = np.array(0.0)
    rating = np.full(undecided.shape, NOT_RATED)
    for condition in rule.bands:
        fits = undecided.copy()
        for least, found in (
            (condition.low_at_least, low),
            (condition.very_low_at_least, very_low),
            (condition.high_at_least, high),
        ):
            if least is not None:
                fits &= found >= least
        if condition.score_at_least is not None and score is not None:
            fits &= score >= _just_under(condition.score_at_least)
        if condition.percent_of_areas is not None and score is not None:
            taken = taken + condition.percent_of_areas
            fits &= score >= _score_of_best(score, rated, taken)
        rating[fits] = condition.rating
        undecided &= ~fits
    return rating


def _just_under(score: FloatArray) -> FloatArray:
    return score - TIE * np.maximum(np.abs(score), 1)


def _score_of_best(score: FloatArray, rated: BoolArray, percent: FloatArray | float) -> FloatArray:
    """Return the score of the last of the best so many percent of rated areas, infinite if they are none."""
    if not rated.shape[-1]:
        return np.array(np.inf)
    ordered = -np.sort(np.where(rated, -score, np.inf), axis=-1)
    number = round_half_up(rated.sum(-1, keepdims=True) * np.asarray(percent) / 100, 0).astype(np.int64)
    ordered, number = np.broadcast_to(ordered, rated.shape), np.broadcast_to(number, (*rated.shape[:-1], 1))
    last = np.take_along_axis(ordered, np.clip(number - 1, 0, ordered.shape[-1] - 1), axis=-1)
    return np.where(number > 0, _just_under(last), np.inf)


def capped(rating: IntArray, breached: Sequence[BoolArray], rule: CompiledRule) -> IntArray:
    """Return ratings (…, areas) no better than each limit allows to those who breach it."""
    for limit, caught in zip(rule.limits, breached, strict=True):
        rating = np.where(caught & (rating < limit.caps_at), limit.caps_at, rating)
    return rating


def _moderated(rating: IntArray, grid: Grid, method: Methodology) -> IntArray:
    """Return ratings with the expert panel's in place of the rule's."""
    if not method.moderation or method.moderation_applied == "no":
        return rating
    rating = rating.copy()
    for code, decided in method.moderation.items():
        rating[..., grid.area_codes == code] = RATINGS.index(decided.rating)
    return rating


def rate(indicators: pd.DataFrame, method: Methodology) -> pd.DataFrame:
    """Rate every area of a long table of indicators.

    Parameters
    ----------
    indicators : DataFrame
        One row an area and indicator; columns as in `Edition.indicators`.
    method : Methodology

    Returns
    -------
    DataFrame
        One row an area, sorted by area_code: area_code, rating (id), low_count, high_count,
        rated_indicators (how many had a value), score (NaN for a rule without), rule_rating (id, before
        moderation), limited_by (the limits that cap the rating, in words), moderation (why, by whom and when,
        in words), basis ('published' if every value is, else 'estimated').
    """
    return ratings_frame(*judged(indicators, method), method)


def breakdown(indicators: pd.DataFrame, method: Methodology) -> pd.DataFrame:
    """Return what the rule says of each indicator: one row an area and indicator.

    Returns
    -------
    DataFrame
        area_code, indicator, value, lower_ci, upper_ci (95%), benchmark (as it was compared: by value a figure
        is rounded like the value), low_edge, high_edge (all in the indicator's unit), outcome ('low', 'very low',
        'similar', 'high', 'missing', or 'scored' for a rule that only scores), compared_value (the value, after
        any shrinkage), score (what it contributes, NaN for a rule without scores), numerator, denominator (as
        given), basis, interval_basis (of limits and counts: 'estimated', or 'published' also where derived from
        counts).
    """
    return breakdown_frame(*judged(indicators, method), method)


def breakdown_frame(
    grid: Grid, verdict: Judgement, method: Methodology, places: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return the frame that `breakdown` describes for one judgement of a grid, of all areas or those at `places`."""
    return pd.DataFrame(_breakdown_columns(grid, verdict, method, places))


def breakdown_rows(
    grid: Grid, verdict: Judgement, method: Methodology, places: Sequence[int]
) -> list[tuple[Any, ...]]:
    """Return rows of `breakdown_frame`, as its `itertuples` gives them, of a few areas: a tenth of the time."""
    columns = _breakdown_columns(grid, verdict, method, places)
    row = namedtuple("row", columns)  # type: ignore[misc]
    return [row(*values) for values in zip(*(column.tolist() for column in columns.values()), strict=True)]


def _breakdown_columns(
    grid: Grid, verdict: Judgement, method: Methodology, places: Sequence[int] | None
) -> dict[str, npt.NDArray[Any]]:
    shape = verdict.present.shape
    wanted = slice(None) if places is None else np.asarray(places, int)

    def column(array: npt.NDArray[Any] | None) -> npt.NDArray[Any]:
        """Return an array as a column of the table, NaN where there is none."""
        return np.broadcast_to(np.nan if array is None else array, shape)[wanted].ravel()

    lower, upper = limits(grid, 95)
    otherwise = "similar" if method.judges_by_benchmark else "scored"
    outcome = np.select(
        [np.isnan(column(grid.value)), column(verdict.very_low), column(verdict.low), column(verdict.high)],
        ["missing", "very low", "low", "high"],
        otherwise,
    )
    codes = grid.area_codes[wanted]
    return {
        "area_code": np.repeat(codes, len(grid.indicators)),
        "indicator": np.tile(np.array(grid.indicators, object), len(codes)),
        "value": column(grid.value),
        "compared_value": column(verdict.value),
        "lower_ci": column(lower),
        "upper_ci": column(upper),
        "benchmark": column(np.where(verdict.high, verdict.high_benchmark, verdict.low_benchmark)),
        "low_edge": column(verdict.low_edge),
        "high_edge": column(verdict.high_edge),
        "outcome": outcome,
        "score": column(verdict.indicator_scores),
        "numerator": column(grid.stated_numerator),
        "denominator": column(grid.stated_denominator),
        "basis": np.where(column(grid.published), "published", "estimated"),
        "interval_basis": np.where(column(grid.interval_estimated), "estimated", "published"),
    }


def ratings_frame(grid: Grid, verdict: Judgement, method: Methodology) -> pd.DataFrame:
    """Return the frame that `rate` describes for one judgement of a grid."""
    names = np.array(RATINGS, object)
    areas = len(grid.area_codes)
    return pd.DataFrame(
        {
            "area_code": grid.area_codes,
            "rating": names[verdict.rating],
            "low_count": verdict.low.sum(-1),
            "high_count": verdict.high.sum(-1),
            "rated_indicators": verdict.present.sum(-1),
            "score": np.full(areas, np.nan) if verdict.score is None else verdict.score,
            "rule_rating": names[verdict.by_rule],
            "limited_by": _limits_in_words(grid, verdict, method),
            "moderation": _moderation_in_words(grid, method),
            "basis": np.where(grid.published.all(-1), "published", "estimated"),
        }
    )


def _limits_in_words(grid: Grid, verdict: Judgement, method: Methodology) -> npt.NDArray[np.object_]:
    words = np.full(len(grid.area_codes), "", object)
    worse = verdict.by_rule != verdict.before_limits
    for limit, caught in zip(method.limits.values(), verdict.breached, strict=True):
        here = caught & worse & (verdict.before_limits < RATINGS.index(limit.caps_at))
        words[here] = [f"{word}; {limit.label}" if word else limit.label for word in words[here]]
    return words


def _moderation_in_words(grid: Grid, method: Methodology) -> npt.NDArray[np.object_]:
    words = np.full(len(grid.area_codes), "", object)
    if method.moderation_applied == "yes":
        for code, decided in method.moderation.items():
            when = f"{decided.date.day} {decided.date:%B %Y}"
            words[grid.area_codes == code] = f"{decided.reason} ({decided.by}, {when})"
    return words


def count_ratings(ratings: pd.DataFrame) -> dict[str, int]:
    """Return how many areas have each rating, best first, absent ratings as 0."""
    counts = ratings["rating"].value_counts()
    return {rating: int(counts.get(rating, 0)) for rating in RATINGS}


def judged(indicators: pd.DataFrame, method: Methodology) -> tuple[Grid, Judgement]:
    """Return a long table as arrays, and what the rule says of it."""
    grid = to_grid(indicators, method)
    return grid, judge(grid, method)
