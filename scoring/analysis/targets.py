"""What it would take for an area to reach a better rating: patients, or points of an index."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import inf, isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.errors import DataError
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.benchmarks import limit_benchmarks
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import Grid, limits, to_grid
from scoring.rating.intervals import FloatArray, counts_give_value, within_scale
from scoring.rating.judge import Judgement, judge

_CHANGED = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
_FLOAT_NOISE = 9
"""Decimals to which sums such as 70.2 + 0.1 are rounded, so that they compare as they are written."""
_MOST_FIGURES = 2**20
"""Figures judged at once, so that memory stays small where numbers of patients or areas are large."""
_MANY_STEPS = 2_000
"""How many steps of an index are tried at least, if there is room, where nothing says how many are enough."""


@dataclass(frozen=True)
class Change:
    """One indicator changed, as little as is enough.

    Attributes
    ----------
    indicator : str
    patients : int or None
        How many more are counted in the numerator (fewer, if lower is better); None without counts.
    points : float or None
        How much better the value is, in the indicator's unit, for an indicator without counts.
    numerator_before, numerator, denominator : int or None
        Present and new counts.
    value_before, value : float
        Present value as given, and the new one, in the indicator's unit.
    lower_ci, upper_ci : float
        New 95% limits: from the new counts (Wilson), or moved with the value. NaN where there are none.
    estimated : bool
        Whether the present value, counts or interval are estimates.
    counts_left_aside : tuple of two int, or None
        Numerator and denominator that are given but do not give the value, so that it moves in points.
    """

    indicator: str
    patients: int | None
    points: float | None
    numerator_before: int | None
    numerator: int | None
    denominator: int | None
    value_before: float
    value: float
    lower_ci: float
    upper_ci: float
    estimated: bool
    counts_left_aside: tuple[int, int] | None = None


@dataclass(frozen=True)
class Target:
    """One or two indicators changed, and the better rating (id) that this reaches."""

    changes: tuple[Change, ...]
    rating: str

    @property
    def patients(self) -> int | None:
        """Additional patients in all; None if a change is not counted in patients."""
        counts = [change.patients for change in self.changes]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None


@dataclass(frozen=True)
class Targets:
    """What would lift one area to any better rating than its present one.

    Attributes
    ----------
    area_code, short_name : str
    rating : str
        The present rating (id).
    already_best : bool
        Whether the methodology has no better rating; then there are no targets.
    singles : dict of str to Target or None
        For each indicator with a value, in the methodology's order: the smallest change of it alone that
        is enough, or None if no change of it alone is. Empty if the area is not rated or already best.
    pair : Target or None
        The two indicators with counts that take the fewest patients in all, if that is fewer than
        any one indicator with counts takes alone; else None.
    missing : tuple of str
        Indicators without a value.
    needed : int
        How many indicators with a value the methodology needs.
    pairs_tried : bool
        Whether pairs were tried: only for rules in which outcomes decide, not scores.
    no_ratings : bool
        Whether the methodology gives no area a rating.
    no_score : bool
        Whether the area has enough indicators with a value and yet no score, and so no rating.
    """

    area_code: str
    short_name: str
    rating: str
    already_best: bool
    singles: dict[str, Target | None]
    pair: Target | None
    missing: tuple[str, ...]
    needed: int
    pairs_tried: bool
    no_ratings: bool
    no_score: bool


@dataclass(frozen=True)
class _Case:
    """One area among those that its rating depends on, and what the rule says of them now."""

    grid: Grid
    now: Judgement
    place: int
    method: Methodology


@dataclass(frozen=True)
class _Moves:
    """All improvements of one indicator, smallest first: arrays of shape (moves,).

    `size` is in patients if `counted`, else in the indicator's unit. `numerator` and `denominator` are NaN where
    the interval does not follow from them.
    """

    counted: bool
    size: FloatArray
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower_ci: FloatArray
    upper_ci: FloatArray

    def part(self, start: int, end: int) -> "_Moves":
        """Return the moves from one place to before another."""
        return replace(self, **{name: getattr(self, name)[start:end] for name in ("size", *_CHANGED)})


@dataclass(frozen=True)
class _After:
    """What the rule says of the area after each move of one indicator: arrays of shape (moves,)."""

    rating: npt.NDArray[np.int64]
    outcome: npt.NDArray[np.int64]


def what_would_it_take(assessment: Assessment, area_code: str) -> Targets:
    """Find the smallest changes that lift an area to any better rating than its present one by the rule.

    Expert moderation is left aside. Each indicator alone, and the cheapest pair of indicators with counts.
    With counts that give the value the numerator changes, the denominator stays, and the value follows. The
    interval stays of the kind that it is: Wilson's follows the new counts, and limits that are not those of the
    counts move with the value. Without whole counts, or where they do not give the value (a standardised rate),
    or in a unit that is no share, the value moves in steps of its last decimal and keeps its half-widths.
    No change means the figures as they are given, also where a printed value differs from its counts;
    benchmarks stay as they are, England's too, which would move a little with the area.

    Parameters
    ----------
    area_code : str
        An ONS code that the edition has (see `Edition.find_area`).

    Raises
    ------
    DataError
        If the edition has no figures for the area, or lacks an indicator that the methodology uses.

    Notes
    -----
    Every possible numerator is judged, by `judge`, in one call an indicator: 4,000 cases take under 2 ms.
    A pair needs only the smallest change to each outcome of its two indicators, since the rating depends
    on outcomes alone; where scores decide, pairs are not tried. Where the rating depends on other areas too,
    all are judged anew in every case, and stay as they are.
    """
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    method = method.unmoderated()
    name = edition.short_names.get(area_code, area_code)
    of_area = edition.indicators["area_code"] == area_code
    if not of_area.any():
        raise DataError(f"There are no figures for {name}.")
    grid = to_grid(edition.indicators if method.is_relative else edition.indicators[of_area], method)
    case = _Case(grid, judge(grid, method), int(np.flatnonzero(grid.area_codes == area_code)[0]), method)
    rating = RATINGS[int(case.now.rating[case.place])]
    present = {key: bool(case.now.present[case.place, j]) for j, key in enumerate(grid.indicators)}
    missing = tuple(key for key, has_value in present.items() if not has_value)
    best = bool(method.bands) and rating == min(method.bands, key=RATINGS.index)
    outcomes_decide = method.score in (None, "points") and not method.is_relative
    singles: dict[str, Target | None] = {}
    pair = None
    if rating != "not_rated" and not best:
        columns = [j for j, key in enumerate(grid.indicators) if present[key]]
        moves = {j: _moves(case, j, edition.meta.indicators[grid.indicators[j]]) for j in columns}
        after = {j: _after(case, j, moves[j], stops_early=not outcomes_decide) for j in columns}
        singles = {grid.indicators[j]: _single(case, j, moves[j], after[j]) for j in columns}
        if outcomes_decide:
            pair = _cheapest_pair(case, moves, after)
        alone = [t.patients for t in singles.values() if t is not None and t.patients is not None]
        if pair is not None and alone and min(alone) <= (pair.patients or 0):
            pair = None
    return Targets(
        area_code,
        name,
        rating,
        best,
        singles,
        pair,
        missing,
        method.minimum_indicators,
        outcomes_decide,
        method.aggregation == "not_rated",
        case.now.score is not None
        and bool(np.isnan(case.now.score[case.place]))
        and len(missing) < len(present),
    )


def _moves(case: _Case, column: int, meta: IndicatorMeta) -> _Moves:
    """Return every improvement of one indicator of the area."""
    grid, at = case.grid, (case.place, column)
    value, way = float(grid.value[at]), float(grid.direction[at])
    if (counts := _patients(case, column, meta.per)) is not None:
        numerator, denominator = counts
        size = np.arange(1.0, np.floor(denominator - numerator if way > 0 else numerator) + 1)
        new, unknown = numerator + way * size, np.full(len(size), np.nan)
        moved = meta.per * new / denominator
        if not isnan(float(grid.numerator[at])):
            return _Moves(True, size, moved, new, np.full(len(size), denominator), unknown, unknown)
        return _Moves(
            True, size, moved, unknown, unknown, *_limits_moved(case, column, moved - value, meta.per)
        )
    steps = _steps(case, column, meta)
    size = np.arange(1.0, steps + 1) / 10**meta.decimals
    unknown = np.full(steps, np.nan)
    moved = np.round(value + way * size, _FLOAT_NOISE)
    return _Moves(False, size, moved, unknown, unknown, *_limits_moved(case, column, way * size, meta.per))


def _patients(case: _Case, column: int, per: float) -> tuple[float, float] | None:
    """Return whole numerator and denominator that are the figure, None if it is not counted in patients.

    That is where they give its value, as it is written, or its limits, beside which a printed value may be
    slightly off.
    """
    grid, at = case.grid, (case.place, column)
    numerator, denominator = _stated(case, column)
    value = float(grid.value[at])
    whole = numerator.is_integer() and denominator.is_integer() and not isnan(per)
    if not whole or not 0 <= numerator <= denominator or denominator <= 0:
        return None
    gives_limits = not isnan(float(grid.numerator[at])) and not isnan(float(grid.lower_ci[at]))
    if gives_limits or counts_give_value(value, numerator, denominator, per):
        return numerator, denominator
    return None


def _stated(case: _Case, column: int) -> tuple[float, float]:
    """Return numerator and denominator of one indicator of the area as they were given, NaN where not."""
    given = case.grid.stated_numerator, case.grid.stated_denominator
    numerator, denominator = (float(array[case.place, column]) for array in given)
    return numerator, denominator


def _limits_moved(case: _Case, column: int, by: FloatArray, per: float) -> tuple[FloatArray, FloatArray]:
    """Return the 95% limits of one indicator of the area after its value has moved, within its scale."""
    grid, at = case.grid, (case.place, column)
    lower, upper = (np.round(end[at] + by, _FLOAT_NOISE) for end in limits(grid, 95))
    return within_scale(lower, upper, per)


def _steps(case: _Case, column: int, meta: IndicatorMeta) -> int:
    """Return how many steps an index may move: until all that is compared is past every benchmark.

    Where a score or other areas decide, which know no such end, also past the best of all areas by far.
    """
    grid, at = case.grid, (case.place, column)
    value, way, step = float(grid.value[at]), float(grid.direction[at]), 10.0**-meta.decimals
    room = inf if isnan(meta.per) else meta.per - value if way > 0 else value
    wide = [float(end[at]) for end in limits(grid, 99.8)]
    compared = [value, float(case.now.low_edge[at]), float(case.now.high_edge[at]), *wide]
    furthest = max(
        (way * (bar - found) for bar in _bars(case, column) for found in compared if not isnan(found)),
        default=0.0,
    )
    # Beyond what is furthest off: the rounding of the value, and one step to be past and not at it.
    steps = np.ceil((max(furthest, 0) + 10.0 ** -float(case.method.value_decimals or 0)) / step) + 1
    if case.method.score not in (None, "points") or case.method.is_relative:
        best = float(np.nanmax(way * grid.value[:, column]))
        steps = max(steps, np.ceil((best - way * value) / step) + 1, _MANY_STEPS)
    return max(0, int(min(steps, np.floor(room / step + 10.0**-_FLOAT_NOISE))))


def _bars(case: _Case, column: int) -> list[float]:
    """Return what one indicator of the area is compared with: the rule's benchmark, and those of limits."""
    grid, now, at = case.grid, case.now, (case.place, column)
    bars = [float(np.broadcast_to(now.benchmark, now.low.shape)[at])]
    rule = compile_rule(case.method)
    for limit in rule.limits:
        if limit.column == column:
            bar, _ = limit_benchmarks(grid, limit, rule.value_decimals)
            bars.append(float(np.broadcast_to(bar, grid.area_codes.shape)[case.place]))
    return [bar for bar in bars if not isnan(bar)]


def _after(case: _Case, column: int, moves: _Moves, *, stops_early: bool) -> _After:
    """Judge the moves of one indicator, all of them or only until one gives a better rating."""
    found = [_After(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    at_once = max(1, _MOST_FIGURES // case.grid.value.size)
    for start in range(0, len(moves.size), at_once):
        verdict = judge(_moved(case, column, moves.part(start, start + at_once)), case.method)
        found.append(_After(verdict.rating[:, case.place], _outcome(case, column, verdict)))
        if stops_early and (found[-1].rating < case.now.rating[case.place]).any():
            break
    return _After(
        np.concatenate([part.rating for part in found]), np.concatenate([part.outcome for part in found])
    )


def _outcome(case: _Case, column: int, verdict: Judgement) -> npt.NDArray[np.int64]:
    """Return a code of low, similar or high, in which breaching each limit or not is a part."""
    at = (..., case.place, column)
    found = verdict.high[at].astype(np.int64) - verdict.low[at]
    for number, breached in enumerate(verdict.breached, start=1):
        found = found + 10**number * breached[..., case.place]
    return found


def _moved(case: _Case, column: int, moves: _Moves) -> Grid:
    """Return the grid with a leading dimension: one indicator of the area after each of its moves."""
    changed = _repeated(case.grid, len(moves.size))
    for name in _CHANGED:
        getattr(changed, name)[:, case.place, column] = getattr(moves, name)
    return changed


def _repeated(grid: Grid, times: int) -> Grid:
    """Return a grid whose figures that a move changes are repeated along a new leading dimension."""
    arrays: dict[str, Any] = {name: np.repeat(getattr(grid, name)[None], times, axis=0) for name in _CHANGED}
    return replace(grid, **arrays)


def _single(case: _Case, column: int, moves: _Moves, after: _After) -> Target | None:
    """Return the first move of one indicator that gives a better rating."""
    better = np.flatnonzero(after.rating < case.now.rating[case.place])
    if not len(better):
        return None
    return Target((_change(case, column, moves, int(better[0])),), RATINGS[int(after.rating[better[0]])])


def _cheapest_pair(case: _Case, moves: dict[int, _Moves], after: dict[int, _After]) -> Target | None:
    """Return the two indicators with counts that reach a better rating with the fewest patients in all."""
    useful = {j: _first_of_each_outcome(case, j, after[j]) for j in moves if moves[j].counted}
    tried = [
        ((one, i), (other, k))
        for one, other in combinations(useful, 2)
        for i in useful[one]
        for k in useful[other]
    ]
    changed = _repeated(case.grid, len(tried))
    for row, pair in enumerate(tried):
        for j, place in pair:
            for name in _CHANGED:
                getattr(changed, name)[row, case.place, j] = getattr(moves[j], name)[place]
    rating = judge(changed, case.method).rating[:, case.place]
    patients = np.array([sum(moves[j].size[place] for j, place in pair) for pair in tried])
    better = np.flatnonzero(rating < case.now.rating[case.place])
    if not len(better):
        return None
    # Of equally many patients, those that reach the better rating.
    best = better[np.lexsort((rating[better], patients[better]))[0]]
    chosen = tuple(_change(case, j, moves[j], place) for j, place in tried[best])
    return Target(chosen, RATINGS[int(rating[best])])


def _first_of_each_outcome(case: _Case, column: int, after: _After) -> list[int]:
    """Return the places of the smallest moves that give each outcome other than the present one."""
    outcomes, first = np.unique(after.outcome, return_index=True)
    return [int(place) for place in first[outcomes != _outcome(case, column, case.now)]]


def _change(case: _Case, column: int, moves: _Moves, place: int) -> Change:
    """Return one move of one indicator as it is told to people."""
    grid, at = case.grid, (case.place, column)
    lower, upper = limits(_moved(case, column, moves.part(place, place + 1)), 95)
    size = float(moves.size[place])
    before, total = _stated(case, column)
    after = before + float(grid.direction[at]) * size
    per = float(np.broadcast_to(grid.per, grid.value.shape)[at])
    aside = not moves.counted and not bool(counts_give_value(float(grid.value[at]), before, total, per))
    return Change(
        indicator=grid.indicators[column],
        patients=round(size) if moves.counted else None,
        points=None if moves.counted else float(np.round(size, _FLOAT_NOISE)),
        numerator_before=round(before) if moves.counted else None,
        numerator=round(after) if moves.counted else None,
        denominator=round(total) if moves.counted else None,
        value_before=float(grid.value[at]),
        value=float(moves.value[place]),
        lower_ci=float(lower[0, case.place, column]),
        upper_ci=float(upper[0, case.place, column]),
        estimated=bool(~grid.published[at] | grid.interval_estimated[at]),
        counts_left_aside=(round(before), round(total))
        if aside and not isnan(before + total + per)
        else None,
    )
