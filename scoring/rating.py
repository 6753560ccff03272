"""The rule: indicators in, ratings out. Everything that shows or counts a rating calls this module."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.errors import DataError, listed
from scoring.intervals import FloatArray, rescale_interval, wilson_interval
from scoring.methodology import RATINGS, Comparison, IndicatorRule, Methodology

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

NOT_RATED = RATINGS.index("not_rated")
_ROUNDING_GUARD = 1e-9
"""Added before rounding half up, since 1.005 in binary is a little less than 1.005."""

_NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci", "england", "standard", "direction")


@dataclass(frozen=True)
class Grid:
    """A long table of indicators as arrays of shape (areas, indicators), in the methodology's order.

    For `judge`, any array may have extra leading dimensions, such as draws of `value`; the others repeat.
    `published` and `interval_estimated` are for tables only; no judgement asks for them.
    """

    area_codes: npt.NDArray[np.object_]
    indicators: tuple[str, ...]
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower_ci: FloatArray
    upper_ci: FloatArray
    england: FloatArray
    standard: FloatArray
    direction: FloatArray
    published: BoolArray
    interval_estimated: BoolArray = field(default_factory=lambda: np.array(False))


@dataclass(frozen=True)
class Judgement:
    """What the rule says of each indicator; every array is (…, areas, indicators) unless said otherwise.

    `low` and `high` are never both true; `present` is false where there is no value. `benchmark`,
    `low_edge` and `high_edge` (what was compared with it) are in the indicator's unit. `rating` is
    (…, areas), positions in `RATINGS`.
    """

    benchmark: FloatArray
    low_edge: FloatArray
    high_edge: FloatArray
    low: BoolArray
    high: BoolArray
    present: BoolArray
    rating: IntArray


def to_grid(indicators: pd.DataFrame, method: Methodology) -> Grid:
    """Turn a long table (see `Edition.indicators`) into arrays; areas are sorted by code.

    Raises
    ------
    DataError
        If an area has the same indicator twice, or columns are missing.
    """
    if missing := [c for c in ("area_code", "indicator", "value") if c not in indicators]:
        raise DataError(f"The table of indicators has no column {listed(missing)}.")
    names = tuple(method.indicators)
    found, distinct = pd.factorize(indicators["indicator"])
    # The last -1 stands for an empty name, which factorize codes as -1.
    column = np.array([names.index(name) if name in names else -1 for name in distinct] + [-1])[found]
    codes, row = np.unique(indicators["area_code"].to_numpy(object).astype(str), return_inverse=True)
    used = column >= 0
    row, column = row[used], column[used]
    if len(np.unique(row * len(names) + column)) < len(row):
        cells = pd.DataFrame({"area": codes[row], "indicator": np.array(names)[column]})
        twice = cells[cells.duplicated()].iloc[0]
        raise DataError(f"{twice['area']} has the indicator {twice['indicator']} more than once.")
    arrays = {}
    for name in _NUMBERS:
        array = np.full((len(codes), len(names)), 1.0 if name == "direction" else np.nan)
        if name in indicators:
            array[row, column] = indicators[name].to_numpy(float)[used]
        arrays[name] = array
    published = np.zeros((len(codes), len(names)), bool)
    if "basis" in indicators:
        published[row, column] = (indicators["basis"].to_numpy(object) == "published")[used]
    # A published value may still have an interval that rests on an estimated number of patients.
    interval_estimated = ~published
    if "interval_basis" in indicators:
        interval_estimated[row, column] = (indicators["interval_basis"].to_numpy(object) == "estimated")[used]
    return Grid(
        codes.astype(object), names, published=published, interval_estimated=interval_estimated, **arrays
    )


def limits(grid: Grid, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper limits at a confidence, in the indicator's unit, NaN where there are none.

    At 95% the limits given are used; where none are given, or at another confidence, they come from
    the counts (Wilson), and without counts from the 95% limits by rescaling.
    """
    lower, upper = wilson_interval(grid.numerator, grid.denominator, confidence)
    if confidence == 95:
        given = ~np.isnan(grid.lower_ci) & ~np.isnan(grid.upper_ci)
        return np.where(given, grid.lower_ci, lower), np.where(given, grid.upper_ci, upper)
    wider = rescale_interval(grid.value, grid.lower_ci, grid.upper_ci, confidence)
    return np.where(np.isnan(lower), wider[0], lower), np.where(np.isnan(upper), wider[1], upper)


def judge(grid: Grid, method: Methodology) -> Judgement:
    """Apply the rule to arrays: which indicators are low or high, and the rating of each area.

    Raises
    ------
    DataError
        If a benchmark is 'england' or 'standard' and there is no such figure.
    """
    rules = [method.indicators[name] for name in grid.indicators]
    benchmark = _benchmarks(grid, rules)
    by = {confidence: limits(grid, float(confidence)) for confidence in _confidences(rules)}
    value = round_half_up(grid.value, method.value_decimals)
    better_is_higher = grid.direction > 0

    def edge(kinds: list[Comparison], *, optimistic: bool) -> FloatArray:
        """Return what is compared: the value, or the end of its interval that is kinder (or harsher)."""
        compared = value
        for kind, (lower, upper) in by.items():
            end = np.where(better_is_higher == optimistic, upper, lower)
            wanted = np.array([k == kind for k in kinds]) & ~np.isnan(end)
            compared = np.where(wanted, end, compared)
        return compared

    low_edge = edge([r.low_by for r in rules], optimistic=True)
    high_edge = edge([r.high_by for r in rules], optimistic=False)
    by_value = np.array([r.high_by == "value" for r in rules])
    low, high = low_and_high(low_edge, high_edge, benchmark, grid.direction, by_value)
    present = ~np.isnan(grid.value)
    low, high = low & present, high & present
    rating = band(low.sum(-1), high.sum(-1), present.sum(-1), method)
    return Judgement(benchmark, low_edge, high_edge, low, high, present, rating)


def low_and_high(
    low_edge: FloatArray,
    high_edge: FloatArray,
    benchmark: FloatArray,
    direction: FloatArray,
    at_benchmark_is_high: BoolArray,
) -> tuple[BoolArray, BoolArray]:
    """Return which indicators are low and which high; all arrays broadcast to (…, areas, indicators).

    Worse than the benchmark is low, better is high; reaching it exactly is high only by value
    (85.0% meets a standard of 85%), since an interval that touches the benchmark does not exclude it.
    """
    with np.errstate(invalid="ignore"):
        low = direction * low_edge < direction * benchmark
        above = direction * high_edge > direction * benchmark
        reached = at_benchmark_is_high & (high_edge == benchmark)
    # A printed value may be under the benchmark while the interval, from slightly different counts, is above.
    return low, (above | reached) & ~low


def band(low_count: IntArray, high_count: IntArray, present_count: IntArray, method: Methodology) -> IntArray:
    """Return the rating (position in `RATINGS`) for counts of low, high and present indicators."""
    low_count, high_count, present_count = np.broadcast_arrays(low_count, high_count, present_count)
    rating = np.full(low_count.shape, NOT_RATED)
    undecided = present_count >= method.minimum_indicators
    for name, condition in method.bands.items():
        fits = undecided.copy()
        if condition.low_at_least is not None:
            fits &= low_count >= condition.low_at_least
        if condition.high_at_least is not None:
            fits &= high_count >= condition.high_at_least
        rating[fits] = RATINGS.index(name)
        undecided &= ~fits
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
        rated_indicators (how many had a value), basis ('published' if every value is, else 'estimated').
    """
    return ratings_table(*_judged(indicators, method))


def breakdown(indicators: pd.DataFrame, method: Methodology) -> pd.DataFrame:
    """Return what the rule says of each indicator: one row an area and indicator.

    Returns
    -------
    DataFrame
        area_code, indicator, value, lower_ci, upper_ci (95%), benchmark, low_edge, high_edge (all in the
        indicator's unit), outcome ('low', 'similar', 'high' or 'missing'), numerator, denominator, basis,
        interval_basis (of limits and counts: 'estimated', or 'published' also where derived from counts).
    """
    grid, verdict = _judged(indicators, method)
    lower, upper = limits(grid, 95)
    outcome = np.select([~verdict.present, verdict.low, verdict.high], ["missing", "low", "high"], "similar")
    return pd.DataFrame(
        {
            "area_code": np.repeat(grid.area_codes, len(grid.indicators)),
            "indicator": np.tile(np.array(grid.indicators, object), len(grid.area_codes)),
            "value": grid.value.ravel(),
            "lower_ci": lower.ravel(),
            "upper_ci": upper.ravel(),
            "benchmark": verdict.benchmark.ravel(),
            "low_edge": verdict.low_edge.ravel(),
            "high_edge": verdict.high_edge.ravel(),
            "outcome": outcome.ravel(),
            "numerator": grid.numerator.ravel(),
            "denominator": grid.denominator.ravel(),
            "basis": np.where(grid.published, "published", "estimated").ravel(),
            "interval_basis": np.where(grid.interval_estimated, "estimated", "published").ravel(),
        }
    )


def ratings_table(grid: Grid, verdict: Judgement) -> pd.DataFrame:
    """Return the frame that `rate` describes for one judgement of a grid."""
    return pd.DataFrame(
        {
            "area_code": grid.area_codes,
            "rating": np.array(RATINGS, object)[verdict.rating],
            "low_count": verdict.low.sum(-1),
            "high_count": verdict.high.sum(-1),
            "rated_indicators": verdict.present.sum(-1),
            "basis": np.where(grid.published.all(-1), "published", "estimated"),
        }
    )


def count_ratings(ratings: pd.DataFrame) -> dict[str, int]:
    """Return how many areas have each rating, best first, absent ratings as 0."""
    counts = ratings["rating"].value_counts()
    return {rating: int(counts.get(rating, 0)) for rating in RATINGS}


def round_half_up(value: FloatArray, decimals: int) -> FloatArray:
    """Round as a publication does: 84.95 becomes 85.0."""
    scale = 10.0**decimals
    return np.floor(value * scale + 0.5 + _ROUNDING_GUARD) / scale


def _judged(indicators: pd.DataFrame, method: Methodology) -> tuple[Grid, Judgement]:
    grid = to_grid(indicators, method)
    return grid, judge(grid, method)


def _confidences(rules: list[IndicatorRule]) -> set[Comparison]:
    return {kind for rule in rules for kind in (rule.low_by, rule.high_by) if kind != "value"}


def _benchmarks(grid: Grid, rules: list[IndicatorRule]) -> FloatArray:
    """Return the benchmark of each cell: a number of the methodology, or a figure of the edition."""
    benchmark = np.empty(np.broadcast_shapes(grid.england.shape, grid.standard.shape))
    for j, rule in enumerate(rules):
        if isinstance(rule.benchmark, str):
            figures = getattr(grid, rule.benchmark)[..., j]
            if (np.isnan(figures) & ~np.isnan(grid.value[..., j])).any():
                what = "England value" if rule.benchmark == "england" else "national standard"
                raise DataError(
                    f"{grid.indicators[j]} is compared with the {what}, and the figures have none. "
                    f"Set {grid.indicators[j]}.benchmark to a number."
                )
            benchmark[..., j] = figures
        else:
            benchmark[..., j] = rule.benchmark
    return benchmark
