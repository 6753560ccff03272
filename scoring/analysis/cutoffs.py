"""Where an indicator turns low, turns high or breaches a limit, as its own figure grows.

Exact for rules in which an outcome depends on the area's own figures alone. Each way to turn is an event:
the first two are ceasing to be low and becoming high, the rest ceasing to breach a limit, in their order.
"""

from dataclasses import replace

import numpy as np

from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS
from scoring.rating.benchmarks import Compared, added_by_squares, compare_with_benchmarks, limit_benchmarks
from scoring.rating.compiled import CompiledRule, compile_rule
from scoring.rating.grid import BoolArray, Grid, IntArray
from scoring.rating.intervals import FloatArray, z_value
from scoring.rating.judge import judge

Z_VALUES = np.array(
    [0.0 if kind == "value" else z_value(float(kind.removeprefix("funnel_"))) for kind in COMPARISONS]
)


def turning_points(grid: Grid, counted: BoolArray, method: Methodology) -> FloatArray:
    """Return the values at which an indicator turns low and turns high, and at which it breaches each limit.

    Returns
    -------
    array of shape (2 + limits, areas, indicators), in the indicator's unit
        First where low ends, then where high begins, on the way from worse to better; the second is never
        on the worse side of the first. Then where a breach ends, NaN but for the indicator of the limit.
        Exact for a value without counts; for counts before rounding to whole patients (see `cut_offs`).

    Notes
    -----
    A Wilson limit (1927) is on the far side of the benchmark b exactly when the share differs from b by
    more than z · sqrt(b (1 - b) / n). A rounded value is under b when the value is more than half a unit
    of its last decimal under the first rounded number that is not. A benchmark's own error adds by squares
    (see `scoring.rating.benchmarks.edges`); for counts that is then only near the turning point.
    """
    rule, better = compile_rule(method), grid.direction
    compared = compare_with_benchmarks(grid, rule)
    low = _turn(grid, counted, compared, rule.low_by, rule, side=-1)
    high = _turn(grid, counted, compared, rule.high_by, rule, side=1)
    turns = [low, better * np.maximum(better * low, better * high)]
    for limit in rule.limits:
        bars = (bar[..., None] for bar in limit_benchmarks(grid, limit, rule.value_decimals))
        benchmark, rounded = (np.broadcast_to(bar, grid.value.shape) for bar in bars)
        against = Compared(benchmark, None, compared.rounded, rounded)
        breach = _turn(grid, counted, against, limit.breached_by, rule, side=-1)
        only = np.arange(grid.value.shape[-1]) == limit.column
        turns.append(np.where(only, breach, np.nan))
    return np.stack(turns)


def _turn(
    grid: Grid, counted: BoolArray, compared: Compared, by: IntArray, rule: CompiledRule, *, side: int
) -> FloatArray:
    """Return where low ends (side -1) or high begins (side 1), shape (areas, indicators)."""
    benchmark, better = compared.benchmark, grid.direction
    share = np.clip(benchmark / grid.per, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = grid.per * np.sqrt(share * (1 - share) / np.where(counted, grid.denominator, np.nan))
    above, below = (grid.upper_ci - grid.value) / z_value(95), (grid.value - grid.lower_ci) / z_value(95)
    given = np.where(better * side < 0, above, below)
    half = Z_VALUES[by] * np.where(counted, chance, given)
    if compared.benchmark_error is not None:
        half = half + added_by_squares(half, Z_VALUES[by] * compared.benchmark_error)
    # By value, and where there is no interval to ask.
    by_value = _rounding_turn(compared.rounded_benchmark, better, float(rule.value_decimals))
    return np.where((Z_VALUES[by] > 0) & ~np.isnan(half), benchmark + side * better * half, by_value)


def _rounding_turn(benchmark: FloatArray, better: FloatArray, decimals: float) -> FloatArray:
    """Return the value from which rounding half up reaches the benchmark, from its worse side."""
    scale = 10.0**decimals
    nearest = np.rint(benchmark * scale)
    reaches = nearest + better * (better * (nearest / scale) < better * benchmark)
    return (reaches - better / 2) / scale


def cut_offs(grid: Grid, turns: FloatArray, counted: BoolArray, method: Methodology) -> FloatArray:
    """Return the numerators from which an indicator is no longer low, is high, and no longer breaches a limit.

    If lower is better: from which it is low, is no longer high, and breaches a limit. A cut-off of 0 or of
    the denominator plus 1 is one that is never crossed.

    Parameters
    ----------
    turns : array of shape (events, areas, indicators)
        What `turning_points` gives: right to within a patient, so that `judge` has two numerators to decide,
        unless a benchmark has an error of its own; then they are found by halving.
    counted : array of shape (areas, indicators)
        Where there are counts.

    Returns
    -------
    array of shape (events, areas, indicators), whole numbers, 0 where there are no counts
    """
    size = np.where(counted, np.rint(grid.denominator), 0)
    with np.errstate(invalid="ignore"):
        guess = np.clip(np.where(counted, turns, 0) * size / grid.per, 0, size)
    first = np.floor(np.nan_to_num(guess))
    if (grid.peers_error > 0).any() and "peers" in compile_rule(method).named:
        return np.where(counted, _by_halving(grid, size, counted, method, len(turns)), 0)
    tried = np.stack([first, first + 1])
    not_yet = _not_yet(grid, tried, size, counted, method)
    return np.where(counted, first + (not_yet & (tried <= size)).sum(0), 0)


def _not_yet(
    grid: Grid, tried: FloatArray, size: FloatArray, counted: BoolArray, method: Methodology
) -> BoolArray:
    """Return which numerators, (tries, events, areas, indicators), are short of their event's cut-off."""
    verdict = judge(repeated(grid, np.minimum(tried, size), counted), method)
    better_is_higher = grid.direction > 0
    events = [verdict.low[:, 0] == better_is_higher, verdict.high[:, 1] != better_is_higher]
    for place, breached in enumerate(verdict.breached, start=2):
        events.append(breached[:, place, :, None] == better_is_higher)
    return np.stack(np.broadcast_arrays(*events), axis=1)


def _by_halving(
    grid: Grid, size: FloatArray, counted: BoolArray, method: Methodology, events: int
) -> FloatArray:
    """Return the cut-offs by halving the numerators that are possible."""
    lowest = np.zeros((events, *size.shape))
    highest = np.broadcast_to(size + 1, lowest.shape).copy()
    while (lowest < highest).any():
        middle = np.floor((lowest + highest) / 2)
        open_ = lowest < highest
        short = _not_yet(grid, middle[None], size, counted, method)[0] & (middle <= size)
        lowest = np.where(open_ & short, middle + 1, lowest)
        highest = np.where(open_ & ~short, middle, highest)
    return lowest


def repeated(grid: Grid, numerator: FloatArray, counted: BoolArray) -> Grid:
    """Return the grid with other numerators where there are counts; value and limits follow from them.

    `numerator` is (…, areas, indicators): leading dimensions are draws, or numerators to try.
    """
    size = np.where(counted, np.rint(grid.denominator), np.nan)
    return replace(
        grid,
        numerator=np.where(counted, numerator, grid.numerator),
        denominator=np.where(counted, size, grid.denominator),
        value=np.where(counted, grid.per * numerator / size, grid.value),
        lower_ci=np.where(counted, np.nan, grid.lower_ci),
        upper_ci=np.where(counted, np.nan, grid.upper_ci),
    )
