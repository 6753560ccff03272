"""What it would take for an area to reach a better rating: patients, or points of an index."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.edition import Edition, IndicatorMeta
from scoring.errors import DataError, listed
from scoring.grid import Grid, limits, round_half_up, to_grid
from scoring.intervals import FloatArray
from scoring.methodology import RATINGS, Methodology
from scoring.rating import Judgement, judge
from scoring.words import format_value, lower_first, number_word

_CHANGED = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
_FLOAT_NOISE = 9
"""Decimals to which sums such as 70.2 + 0.1 are rounded, so that they compare as they are written."""
_REACHED = {
    "top": "make {} top performing",
    "well": "make {} performing well",
    "needs": "lift {} to needs improvement",
}


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
    """

    area_code: str
    short_name: str
    rating: str
    already_best: bool
    singles: dict[str, Target | None]
    pair: Target | None
    missing: tuple[str, ...]
    needed: int


@dataclass(frozen=True)
class _Moves:
    """All improvements of one indicator, smallest first: arrays of shape (moves,).

    `size` is in patients if `counted`, else in the indicator's unit.
    """

    counted: bool
    size: FloatArray
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower_ci: FloatArray
    upper_ci: FloatArray


def what_would_it_take(edition: Edition, method: Methodology, area_code: str) -> Targets:
    """Find the smallest changes that lift an area to any better rating than its present one.

    Each indicator alone, and the cheapest pair of indicators with counts. With counts the numerator
    changes, the denominator stays, and value and interval (Wilson) follow the new counts. Without whole
    counts, or in a unit that is no share, the value moves in steps of its last decimal and keeps its half-widths.
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
    on outcomes alone.
    """
    edition.check_indicators(method.indicators)
    figures = edition.indicators[edition.indicators["area_code"] == area_code]
    name = edition.short_names.get(area_code, area_code)
    if figures.empty:
        raise DataError(f"There are no figures for {name}.")
    grid = to_grid(figures, method)
    now = judge(grid, method)
    rating = RATINGS[int(now.rating[0])]
    present = {key: bool(now.present[0, j]) for j, key in enumerate(grid.indicators)}
    missing = tuple(key for key, has_value in present.items() if not has_value)
    best = rating == min(method.bands, key=RATINGS.index)
    singles: dict[str, Target | None] = {}
    pair = None
    if rating != "not_rated" and not best:
        columns = [j for j, key in enumerate(grid.indicators) if present[key]]
        moves = {
            j: _moves(grid, now, j, edition.meta.indicators[grid.indicators[j]], method) for j in columns
        }
        verdicts = {j: judge(_moved(grid, j, moves[j]), method) for j in columns}
        singles = {grid.indicators[j]: _single(grid, now, j, moves[j], verdicts[j]) for j in columns}
        pair = _cheapest_pair(grid, now, moves, verdicts, method)
        alone = [t.patients for t in singles.values() if t is not None and t.patients is not None]
        if pair is not None and alone and min(alone) <= (pair.patients or 0):
            pair = None
    return Targets(area_code, name, rating, best, singles, pair, missing, method.minimum_indicators)


def targets_sentences(edition: Edition, targets: Targets) -> list[str]:
    """Say what it would take, one sentence an indicator, and one for the cheapest pair.

    For example "62-day waits: 14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%)
    would make Dorset top performing." Figures that rest on estimates are marked "est.".
    """
    metas, name = edition.meta.indicators, targets.short_name
    if targets.rating == "not_rated":
        lacking = listed([lower_first(metas[key].short_label) for key in targets.missing])
        needed = number_word(targets.needed)
        indicators = "indicator" if targets.needed == 1 else "indicators"
        return [
            f"{name} is not rated: {needed} {indicators} must have a value, and there is none for {lacking}."
        ]
    if targets.already_best:
        return ["Already the best rating."]
    said = []
    for key, target in targets.singles.items():
        label = metas[key].short_label
        if target is None:
            said.append(f"{label}: not with this indicator alone.")
        else:
            (change,) = target.changes
            said.append(f"{label}: {_describe(change, metas[key])} would {_reached(target, name)}.")
        said[-1] += _difference(target, metas)
    said += [f"{metas[key].short_label}: no value." for key in targets.missing]
    if targets.pair is not None:
        said.append(_pair_sentence(targets.pair, metas, name))
    elif not any(targets.singles.values()):
        said.append("No two indicators with counts are enough together.")
    return said


def _moves(grid: Grid, now: Judgement, column: int, meta: IndicatorMeta, method: Methodology) -> _Moves:
    """Return every improvement of one indicator of a grid of one area."""
    value, numerator, denominator, lower, upper = (float(getattr(grid, name)[0, column]) for name in _CHANGED)
    way = float(grid.direction[0, column])
    whole = numerator.is_integer() and denominator.is_integer() and not isnan(meta.per)
    if whole and 0 <= numerator <= denominator and denominator > 0:
        size = np.arange(1.0, np.floor(denominator - numerator if way > 0 else numerator) + 1)
        counts, unknown = numerator + way * size, np.full(len(size), np.nan)
        total = np.full(len(size), denominator)
        return _Moves(True, size, meta.per * counts / denominator, counts, total, unknown, unknown)
    steps = _steps(now, grid, column, meta, method)
    size = np.arange(1.0, steps + 1) / 10**meta.decimals
    unknown = np.full(steps, np.nan)
    value_moved, lower_moved, upper_moved = (
        np.round(start + way * size, _FLOAT_NOISE) for start in (value, lower, upper)
    )
    return _Moves(False, size, value_moved, unknown, unknown, lower_moved, upper_moved)


def _steps(now: Judgement, grid: Grid, column: int, meta: IndicatorMeta, method: Methodology) -> int:
    """Return how many steps an index may move: until all that is compared is past the benchmark."""
    value, way, step = grid.value[0, column], grid.direction[0, column], 10.0**-meta.decimals
    compared = np.array([value, now.low_edge[0, column], now.high_edge[0, column]])
    furthest = max(0.0, float((way * (now.benchmark[0, column] - compared)).max()))
    # Beyond what is furthest off: the rounding of the value, and one step to be past and not at it.
    steps = np.ceil((furthest + 10.0**-method.value_decimals) / step) + 1
    if not isnan(meta.per):
        room = meta.per - value if way > 0 else value
        steps = min(steps, np.floor(room / step + 10.0**-_FLOAT_NOISE))
    return max(0, int(steps))


def _moved(grid: Grid, column: int, moves: _Moves) -> Grid:
    """Return a grid of one area with a leading dimension: one indicator after each of its moves."""
    changed = _repeated(grid, len(moves.size))
    for name in _CHANGED:
        getattr(changed, name)[:, 0, column] = getattr(moves, name)
    return changed


def _repeated(grid: Grid, times: int) -> Grid:
    """Return a grid whose figures that a move changes are repeated along a new leading dimension."""
    arrays: dict[str, Any] = {name: np.repeat(getattr(grid, name)[None], times, axis=0) for name in _CHANGED}
    return replace(grid, **arrays)


def _single(grid: Grid, now: Judgement, column: int, moves: _Moves, verdict: Judgement) -> Target | None:
    """Return the first move of one indicator that gives a better rating."""
    better = np.flatnonzero(verdict.rating[:, 0] < now.rating[0])
    if not len(better):
        return None
    rating = RATINGS[int(verdict.rating[better[0], 0])]
    return Target((_change(grid, column, moves, int(better[0])),), rating)


def _cheapest_pair(
    grid: Grid, now: Judgement, moves: dict[int, _Moves], verdicts: dict[int, Judgement], method: Methodology
) -> Target | None:
    """Return the two indicators with counts that reach a better rating with the fewest patients in all."""
    useful = {j: _first_of_each_outcome(now, j, verdicts[j]) for j in moves if moves[j].counted}
    tried = [
        ((one, i), (other, k))
        for one, other in combinations(useful, 2)
        for i in useful[one]
        for k in useful[other]
    ]
    changed = _repeated(grid, len(tried))
    for row, pair in enumerate(tried):
        for j, place in pair:
            for name in _CHANGED:
                getattr(changed, name)[row, 0, j] = getattr(moves[j], name)[place]
    rating = judge(changed, method).rating[:, 0]
    patients = np.array([sum(moves[j].size[place] for j, place in pair) for pair in tried])
    better = np.flatnonzero(rating < now.rating[0])
    if not len(better):
        return None
    # Of equally many patients, those that reach the better rating.
    best = better[np.lexsort((rating[better], patients[better]))[0]]
    chosen = tuple(_change(grid, j, moves[j], place) for j, place in tried[best])
    return Target(chosen, RATINGS[int(rating[best])])


def _first_of_each_outcome(now: Judgement, column: int, verdict: Judgement) -> list[int]:
    """Return the places of the smallest moves that give each outcome other than the present one."""

    def outcome(given: Judgement) -> npt.NDArray[np.int64]:
        return given.high[..., 0, column].astype(int) - given.low[..., 0, column]

    outcomes, first = np.unique(outcome(verdict), return_index=True)
    return [int(place) for place in first[outcomes != outcome(now)]]


def _change(grid: Grid, column: int, moves: _Moves, place: int) -> Change:
    """Return one move of one indicator as it is told to people."""
    before = grid.numerator[0, column]
    lower, upper = limits(_moved(grid, column, moves), 95)
    size = float(moves.size[place])
    return Change(
        indicator=grid.indicators[column],
        patients=round(size) if moves.counted else None,
        points=None if moves.counted else float(np.round(size, _FLOAT_NOISE)),
        numerator_before=round(float(before)) if moves.counted else None,
        numerator=round(float(moves.numerator[place])) if moves.counted else None,
        denominator=round(float(moves.denominator[place])) if moves.counted else None,
        value_before=float(grid.value[0, column]),
        value=float(moves.value[place]),
        lower_ci=float(lower[place, 0, column]),
        upper_ci=float(upper[place, 0, column]),
        estimated=bool(~grid.published[0, column] | grid.interval_estimated[0, column]),
    )


def _describe(change: Change, meta: IndicatorMeta) -> str:
    """Say a change: '14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%)'."""
    mark = " est." if change.estimated else ""
    value = format_value(change.value, meta) + mark
    if change.patients is None:
        more = "higher" if change.value > change.value_before else "lower"
        points = f"{change.points:,.{meta.decimals}f}"
        unit = f" {meta.unit}" if meta.unit != "%" else " points"
        return f"{points}{unit} {more} ({value})"
    assert change.numerator is not None and change.numerator_before is not None
    more = "more" if change.numerator > change.numerator_before else "fewer"
    return (
        f"{change.patients:,} {more} {_counted_noun(meta, change.patients)} ({change.numerator:,} of "
        f"{change.denominator:,} instead of {change.numerator_before:,}, {value})"
    )


def _counted_noun(meta: IndicatorMeta, count: int) -> str:
    """Return what a numerator counts: 'patients treated within 62 days', or for one 'patient treated …'."""
    label = meta.numerator_label or "patients"
    # 'cases found early' has its noun; 'treated within 62 days' has not.
    if not label.split()[0].endswith("s"):
        label = f"patients {label}"
    noun, *rest = label.split(" ")
    return " ".join([noun.removesuffix("s") if count == 1 else noun, *rest])


def _reached(target: Target, name: str) -> str:
    return _REACHED[target.rating].format(name)


def _pair_sentence(pair: Target, metas: dict[str, IndicatorMeta], name: str) -> str:
    """Say the cheapest pair, and the patients in all."""
    labels = [metas[change.indicator].short_label for change in pair.changes]
    parts = [_describe(change, metas[change.indicator]) for change in pair.changes]
    mark = " est." if any(change.estimated for change in pair.changes) else ""
    return (
        f"{labels[0]} and {lower_first(labels[1])} together: {listed(parts)}, {pair.patients:,}{mark} in all, "
        f"would {_reached(pair, name)}.{_difference(pair, metas)}"
    )


def _difference(target: Target | None, metas: dict[str, IndicatorMeta]) -> str:
    """Say for which indicators the value given differs, as it is shown, from what its counts give."""
    notes = []
    for change in target.changes if target else ():
        meta = metas[change.indicator]
        if change.numerator_before is None or change.denominator is None:
            continue
        counted = meta.per * change.numerator_before / change.denominator
        if np.diff(round_half_up(np.array([change.value_before, counted]), meta.decimals))[0]:
            notes.append(
                f" The value given for {lower_first(meta.short_label)} is "
                f"{format_value(change.value_before, meta)}; its counts, "
                f"{change.numerator_before:,} of {change.denominator:,}, give {format_value(counted, meta)}."
            )
    return "".join(notes)
