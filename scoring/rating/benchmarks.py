"""Indicators against their benchmarks: by value, by interval, or by the control limits of a funnel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.errors import DataError
from scoring.methodology.parts import COMPARISONS
from scoring.rating.compiled import CompiledRule, LimitArrays
from scoring.rating.grid import BoolArray, Grid, IntArray, limits, one_for_all, round_half_up
from scoring.rating.intervals import NO_SPREAD, FloatArray, z_value

_BENCHMARK_WORDS = {
    "england": "England value",
    "standard": "national standard",
    "peers": "mean of similar areas",
}

MEASURED = ("england", "peers")
"""The benchmarks that are figures, and not set by anybody."""

Intervals = Mapping[int, tuple[FloatArray, FloatArray]]
"""Lower and upper limits by the position of their confidence in `COMPARISONS`."""


@dataclass(frozen=True)
class Compared:
    """Indicators beside their benchmarks; arrays broadcast to (…, areas, indicators).

    `benchmark_error` is the standard error of the benchmark, None where no benchmark has one.
    `rounded` is the value as it is compared by value, and `rounded_benchmark` what it is compared with then.
    """

    benchmark: FloatArray
    benchmark_error: FloatArray | None
    rounded: FloatArray
    rounded_benchmark: FloatArray


def compare_with_benchmarks(grid: Grid, rule: CompiledRule) -> Compared:
    """Return the benchmark of each cell, a number of the rule or a figure of the edition, and rounded values.

    By value, published figures are compared as they are published: so the England value and the mean of similar
    areas are rounded like the value. A standard, and a threshold that somebody typed, is no measurement; it is what
    it says, and 82.25 is met by 82.3 and missed by 82.2.

    Raises
    ------
    DataError
        If a benchmark is named and there is no such figure.
    """
    columns, error = [], None
    for j, name in enumerate(rule.named):
        column, rounded_column = _benchmarks(grid, name, j, rule.benchmark[..., j], rule.value_decimals)
        columns.append((column, rounded_column))
        if name == "peers":
            error = np.zeros(grid.value.shape[-2:]) if error is None else error
            error[:, j] = np.broadcast_to(grid.peers_error, error.shape)[:, j]
    benchmark = _side_by_side([column for column, _ in columns])
    measured = any(column is not rounded_column for column, rounded_column in columns)
    as_published = _side_by_side([column for _, column in columns]) if measured else benchmark
    decimals = rule.value_decimals
    if isinstance(decimals, np.ndarray):
        decimals = decimals[..., None]
    rounded = grid.value if np.isnan(decimals).all() else round_half_up(grid.value, decimals)
    return Compared(benchmark, error, rounded, as_published)


def _benchmarks(
    grid: Grid, name: str | None, column: int, number: FloatArray, decimals: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Return the benchmarks of one column, and as they are compared by value; the same array if no figure is.

    `number` is that of the rule, NaN where the named figure counts.
    """
    if name is None:
        return number, number
    figures = _figures(grid, name, column)
    rounded = figures
    if name in MEASURED and not np.isnan(decimals).all():
        rounded = round_half_up(figures, decimals)
    if np.isnan(number).all():
        return figures, rounded
    return np.where(np.isnan(number), figures, number), np.where(np.isnan(number), rounded, number)


def _side_by_side(columns: list[FloatArray]) -> FloatArray:
    """Return columns as one array (…, areas, indicators), no larger than they are: of one area if all have the same."""
    areas = np.broadcast_shapes((1,), *(column.shape for column in columns))
    array = np.empty((*areas, len(columns)))
    for j, column in enumerate(columns):
        array[..., j] = column
    return array


def _figures(grid: Grid, name: str, column: int) -> FloatArray:
    every = getattr(grid, name)
    figures = every[..., column : column + 1] if every.ndim > 1 else every[..., None]
    figures = one_for_all(figures)[..., 0]
    if (np.isnan(figures) & ~np.isnan(grid.value[..., column])).any():
        indicator = grid.indicators[column]
        raise DataError(
            f"{indicator} is compared with the {_BENCHMARK_WORDS[name]}, and the figures have none. "
            f"Set {indicator}.benchmark to a number."
        )
    return figures


def intervals_of(grid: Grid, rule: CompiledRule) -> Intervals:
    """Return the confidence limits of each cell at every confidence that the rule asks for."""
    names = {kind: COMPARISONS[kind] for kind in rule.kinds}
    return {kind: limits(grid, float(name)) for kind, name in names.items() if name in ("95", "99.8")}


def edges(
    grid: Grid,
    rule: CompiledRule,
    compared: Compared,
    intervals: Intervals,
    by: IntArray,
    *,
    optimistic: bool,
    error: FloatArray | None,
) -> tuple[FloatArray, FloatArray]:
    """Return what is compared, the value or the kinder (or harsher) end of its interval, and the benchmark for it.

    Parameters
    ----------
    by : array that broadcasts to (…, areas, indicators)
        Positions in `COMPARISONS`.
    optimistic : bool
        Whether the better end is taken, as for low, or the worse, as for high.
    error : array or None
        Standard errors of `funnel_error`, where a comparison is by funnel.

    Notes
    -----
    For a benchmark with an interval of its own the half-widths add by squares (R. G. Newcombe (1998),
    Interval estimation for the difference between independent proportions, Statistics in Medicine
    17:873-890, method 10). For a funnel the edge is the value moved by the half-width of the control limits.
    """
    upper_end = (grid.direction > 0) == optimistic
    way = np.where(upper_end, 1.0, -1.0)
    found, bar = compared.rounded, compared.rounded_benchmark
    for kind in sorted(rule.kinds):
        name = COMPARISONS[kind]
        if name == "value" or not (wanted := by == kind).any():
            continue
        confidence = float(name.removeprefix("funnel_"))
        if name.startswith("funnel_"):
            assert error is not None
            end = grid.value + way * z_value(confidence) * error
        else:
            lower, upper = intervals[kind]
            end = np.where(upper_end, upper, lower)
            if compared.benchmark_error is not None:
                half = z_value(confidence) * compared.benchmark_error
                end = end + way * added_by_squares(end - grid.value, half)
        known = ~np.isnan(end)
        found = np.where(wanted & known, end, found)
        if compared.rounded_benchmark is not compared.benchmark:
            # What has no interval is compared by value; mostly there is none such, and benchmarks stay small.
            bar = np.where(wanted if known.all() else wanted & known, compared.benchmark, bar)
    return found, bar


def added_by_squares(half: FloatArray, other: FloatArray) -> FloatArray:
    """Return by how much a half-width grows when another is added to it by squares.

    A printed value may lie outside its own interval; its limits move outward all the same.
    """
    return np.hypot(half, other) - np.abs(half)


def low_and_high(
    low: tuple[FloatArray, FloatArray],
    high: tuple[FloatArray, FloatArray],
    direction: FloatArray,
    at_benchmark_is_high: BoolArray,
) -> tuple[BoolArray, BoolArray]:
    """Return which indicators are low and which high, from what `edges` gives for each.

    Worse than the benchmark is low, better is high; reaching it exactly is high only by value
    (85.0% meets a standard of 85%), since an interval that touches the benchmark does not exclude it.
    """
    edge, benchmark = high
    with np.errstate(invalid="ignore"):
        is_low = is_worse(*low, direction)
        above = direction * edge > direction * benchmark
        reached = at_benchmark_is_high & (edge == benchmark)
    # A printed value may be under the benchmark while the interval, from slightly different counts, is above.
    return is_low, (above | reached) & ~is_low


def is_worse(edge: FloatArray, benchmark: FloatArray, direction: FloatArray) -> BoolArray:
    """Return where what is compared is on the worse side of the benchmark."""
    return direction * edge < direction * benchmark


def limit_benchmarks(
    grid: Grid, limit: LimitArrays, decimals: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Return what a limiting judgement compares with, (…, areas): an interval, and the rounded value."""
    return _benchmarks(grid, limit.named_benchmark, limit.column, limit.benchmark, decimals)


def breaches(
    grid: Grid, limit: LimitArrays, rule: CompiledRule, rounded: FloatArray, intervals: Intervals
) -> BoolArray:
    """Return which areas breach a limiting judgement, shape (…, areas)."""
    j = limit.column
    benchmark, bar = limit_benchmarks(grid, limit, rule.value_decimals)
    direction = grid.direction[..., j]
    found = rounded[..., j]
    for kind, (lower, upper) in intervals.items():
        if (limit.breached_by == kind).any():
            end = np.where(direction > 0, upper[..., j], lower[..., j])
            by_interval = (limit.breached_by == kind) & ~np.isnan(end)
            found, bar = np.where(by_interval, end, found), np.where(by_interval, benchmark, bar)
    with np.errstate(invalid="ignore"):
        return is_worse(found, bar, direction) & ~np.isnan(grid.value[..., j])


def funnel_error(grid: Grid, rule: CompiledRule, compared: Compared, *, over_dispersed: bool) -> FloatArray:
    """Return the standard error of each value if the truth were the benchmark, NaN where nothing is known.

    With counts it is that of a share at the benchmark, else that of the 95% limits; over-dispersion adds
    by squares, and so does the benchmark's own error.

    Notes
    -----
    D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine
    24:1185-1202, and Handling over-dispersion of performance indicators, Quality and Safety in Health Care
    14:347-351: an additive random effect, its variance from z-scores winsorised at both ends::

        φ = Σ z² / I,   τ² = (I φ - (I - 1)) / (Σ w - Σ w² / Σ w),   w = 1 / s²,   at least 0
    """
    benchmark = compared.benchmark
    error = chance_error(grid, benchmark)
    if compared.benchmark_error is not None:
        error = np.hypot(error, compared.benchmark_error)
    if not over_dispersed:
        return error
    return np.sqrt(error**2 + between_variance(grid.value - benchmark, error, rule.winsorised_percent))


def chance_error(grid: Grid, benchmark: FloatArray) -> FloatArray:
    """Return the standard error that chance alone gives each value if the truth were the benchmark.

    With counts it is that of a share at the benchmark, else that of the 95% limits; NaN where nothing is known.
    """
    size = grid.denominator
    with np.errstate(divide="ignore", invalid="ignore"):
        # At 0 or 100% a share would have no error at all; half a patient away it has.
        share = np.clip(benchmark / grid.per, 0.5 / size, 1 - 0.5 / size)
        counted = grid.per * np.sqrt(share * (1 - share) / size)
        error = np.where(
            ~np.isnan(grid.numerator) & ~np.isnan(counted),
            counted,
            (grid.upper_ci - grid.lower_ci) / (2 * z_value(95)),
        )
        return np.where(error > NO_SPREAD, error, np.nan)


def between_variance(difference: FloatArray, error: FloatArray, winsorised_percent: float) -> FloatArray:
    """Return the variance between areas beyond chance, τ² of `funnel_error`: shape (…, 1, indicators).

    Parameters
    ----------
    difference, error : arrays that broadcast to (…, areas, indicators)
        Value less benchmark, and its standard error; NaN where there is none.
    """
    difference, error = np.broadcast_arrays(difference, error)
    z = difference / error
    known = ~np.isnan(z)
    number = known.sum(-2, keepdims=True)
    ordered = np.sort(z, axis=-2)  # without a value at the end
    tail = winsorised_percent / 100
    z = np.clip(z, quantile_over_areas(ordered, number, tail), quantile_over_areas(ordered, number, 1 - tail))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(known, 1 / error**2, 0.0)
        total = weight.sum(-2, keepdims=True)
        excess = np.where(known, z**2, 0.0).sum(-2, keepdims=True) - (number - 1)
        variance = excess / (total - (weight**2).sum(-2, keepdims=True) / total)
    return np.where(number > 1, np.maximum(variance, 0), 0.0)


def quantile_over_areas(ordered: FloatArray, number: IntArray, share: float) -> FloatArray:
    """Return a quantile along the areas of sorted values, by linear interpolation; NaN where there are none."""
    if not ordered.shape[-2]:
        return np.full(number.shape, np.nan)
    place = share * np.maximum(number - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(number - 1, 0))
    low, high = (np.take_along_axis(ordered, at, axis=-2) for at in (below, above))
    return low + (place - below) * (high - low)
