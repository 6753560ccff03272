"""Which single change of a methodology reaches a goal for the whole country, and how small it can be."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from typing import Literal

import numpy as np
import pandas as pd

from scoring.analysis.positions import benchmark_number, compared_indicator
from scoring.analysis.sweep import is_whole, sweep, sweepable
from scoring.assessment import Assessment
from scoring.errors import DataError
from scoring.methodology.parts import Constant
from scoring.rating.judge import NOT_RATED, count_ratings, rate

COUNTED: dict[str, tuple[str, ...]] = {"below": ("needs", "greatest"), "greatest": ("greatest",)}
"""What a goal can be of: areas below "performing well", or those in greatest need for improvement."""
_TRIED = 51
"""Values of a constant that cannot be swept, at which the rule is applied; then the nearest is closed in on."""
_HALVINGS = 30
_MOST_DECIMALS = 9


@dataclass(frozen=True)
class Goal:
    """No more than so many areas: `most`, of what COUNTED has under `of`."""

    of: Literal["below", "greatest"]
    most: int

    def number(self, counts: pd.DataFrame) -> pd.Series:
        """Return the number of areas that the goal is of, from columns of counts by rating."""
        return counts[list(COUNTED[self.of])].sum(axis=1)


def half_of(assessment: Assessment) -> Goal:
    """Return the goal of half as many areas below "performing well" as now."""
    counts = count_ratings(assessment.ratings)
    return Goal("below", sum(counts[rating] for rating in COUNTED["below"]) // 2)


def goal_seek(assessment: Assessment, goal: Goal) -> pd.DataFrame:
    """Return for every constant the smallest move, alone, that reaches a goal.

    An area that is no longer rated is not a goal reached: at least as many areas as now must be rated.

    Parameters
    ----------
    assessment : Assessment
        All moves are from its methodology, with its changes.
    goal : Goal

    Returns
    -------
    DataFrame
        One row a constant, those that reach the goal first, the rest by how near they come; otherwise in the order
        of the methodology: path; reached (bool); now (as `Methodology.with_changes` takes it); value (to which it must
        be moved: of a number the nearest that is one of the parameter's steps, where the goal is reached at one;
        where it is not reached, the value that comes nearest to it, which is the present one if no other is better);
        threshold (the exact number from which on the goal is reached, which itself may still miss it; NaN where it
        is not reached, or is no number); number (of areas that the goal is of, at `value`); move (from the present
        number to `threshold`, in the constant's unit; NaN for a choice of words).

    Raises
    ------
    DataError
        If the methodology rates nothing.

    Notes
    -----
    A sweep has every value at which a rating changes, so that numbers are exact where a sweep is (see
    `scoring.analysis.sweep`), and found by search else. Of words each is tried, the nearest first in the order in
    which a methodology may have them.
    """
    if not assessment.method.bands:
        raise DataError(f"{assessment.method.title} gives no overall rating, so there is no goal to reach.")
    found = [row for path in assessment.method.parameters if (row := _reach(assessment, path, goal))]
    table = pd.DataFrame(found).astype({"now": object, "value": object})
    order = np.lexsort((np.where(table["reached"], 0, table["number"]), ~table["reached"]))
    return table.iloc[order].reset_index(drop=True)


def _reach(assessment: Assessment, path: str, goal: Goal) -> dict[str, object] | None:
    """Return the row of a constant, None where it has no range."""
    method = assessment.method
    if path in sweepable(method):
        return _by_sweep(assessment, path, goal)
    if options := method.options(path):
        return _by_word(assessment, path, options, goal)
    about = method.parameters[path]
    if about.minimum is None or about.maximum is None:
        return None
    return _by_search(assessment, path, (about.minimum, about.maximum), goal)


def _row(
    path: str,
    now: Constant,
    value: Constant,
    number: int,
    *,
    reached: bool,
    threshold: float = nan,
    move: float = nan,
) -> dict[str, object]:
    return {
        "path": path,
        "reached": reached,
        "now": now,
        "value": value,
        "threshold": threshold,
        "number": number,
        "move": move,
    }


def _by_sweep(assessment: Assessment, path: str, goal: Goal) -> dict[str, object]:
    """Return the row of a constant from its sweep, whose rows are stretches without a change."""
    method = assessment.method
    indicator = compared_indicator(method, path)
    now = (
        float(str(method.values[path]))
        if indicator is None
        else benchmark_number(assessment, path, indicator)
    )
    counts = sweep(assessment.edition.indicators, method, path)
    number = goal.number(counts)
    rated = counts["not_rated"] <= int((assessment.judgement.rating == NOT_RATED).sum())
    enough = rated & (number <= goal.most)
    wanted = enough if enough.any() else rated & (number == number[rated].min())
    if not wanted.any():
        wanted = number == number.min()
    step = method.parameters[path].step
    stretches = [_Stretch.of(row) for row in counts[wanted].itertuples()]
    if not enough.any() and number[wanted].min() >= _present_number(assessment, goal):
        same = int(number[wanted].min())
        return _row(path, method.values[path], method.values[path], same, reached=False)
    if not enough.any():
        # As one says "even at 0%": at the end of the range, where no other place is better.
        ends = [float(counts["from_threshold"].iloc[0]), float(counts["to_threshold"].iloc[-1])]
        at_end = [(end, one) for end in ends for one in stretches if one.has(end)]
        if at_end:
            value, nearest = at_end[0]
        else:
            nearest = min(stretches, key=lambda one: one.distance(now))
            value = nearest.settable(now, step)
    else:
        nearest = min(stretches, key=lambda one: one.distance(now))
        value = nearest.settable(now, step)
    here = int(number[wanted].iloc[stretches.index(nearest)])
    shown: Constant = int(value) if is_whole(method, path) else value
    threshold = nearest.nearest_end(now) if enough.any() else nan
    reached = bool(enough.any())
    return _row(
        path, method.values[path], shown, here, reached=reached, threshold=threshold, move=threshold - now
    )


@dataclass(frozen=True)
class _Stretch:
    """Values of a constant between which no rating changes; the ends may not belong to them."""

    start: float
    end: float
    has_start: bool
    has_end: bool

    @classmethod
    def of(cls, row: object) -> "_Stretch":
        names = ("from_threshold", "to_threshold", "from_included", "to_included")
        return cls(*(getattr(row, name) for name in names))

    def has(self, value: float) -> bool:
        return (value > self.start or (self.has_start and value == self.start)) and (
            value < self.end or (self.has_end and value == self.end)
        )

    def nearest_end(self, now: float) -> float:
        """Return the value of the stretch, or its end, that is nearest to a number."""
        return min(max(now, self.start), self.end)

    def distance(self, now: float) -> float:
        return abs(self.nearest_end(now) - now)

    def settable(self, now: float, step: float | None) -> float:
        """Return the value nearest to a number that is a step of the parameter; of finer ones if there is none."""
        if self.has(now):
            return now
        upwards = now <= self.start
        end = self.start if upwards else self.end
        for size in _steps(step):
            places = end / size
            near = np.ceil(places - _TINY) if upwards else np.floor(places + _TINY)
            for value in (near * size, (near + (1 if upwards else -1)) * size):
                rounded = round(float(value), _MOST_DECIMALS)
                if self.has(rounded):
                    return rounded
        return (self.start + self.end) / 2


_TINY = 1e-9


def _steps(step: float | None) -> list[float]:
    """Return the steps to try, ever finer."""
    first = step or 1.0
    return [first * 10.0**-places for places in range(_MOST_DECIMALS)]


def _by_word(assessment: Assessment, path: str, options: tuple[str, ...], goal: Goal) -> dict[str, object]:
    """Return the row of a choice of words, of which each is tried."""
    now = str(assessment.method.values[path])
    place = options.index(now)
    order = sorted(options, key=lambda word: abs(options.index(word) - place))
    numbers = [_number(assessment, path, word, goal) for word in order]
    chosen = next((i for i, number in enumerate(numbers) if number <= goal.most), None)
    reached = chosen is not None
    if chosen is None:
        chosen = int(np.argmin(numbers))
    return _row(path, now, order[chosen], int(numbers[chosen]), reached=reached)


def _by_search(
    assessment: Assessment, path: str, bounds: tuple[float, float], goal: Goal
) -> dict[str, object]:
    """Return the row of a number of which a rule has one value only: tried over its range, then closed in on."""
    now = float(str(assessment.method.values[path]))

    def number(value: float) -> float:
        return _number(assessment, path, value, goal)

    tried = sorted(np.union1d(np.linspace(*bounds, _TRIED), now).tolist(), key=lambda value: abs(value - now))
    numbers = {value: number(value) for value in tried}
    enough = next((value for value in tried if numbers[value] <= goal.most), None)
    if enough is None:
        nearest = min(tried, key=lambda value: numbers[value])
        return _row(path, now, nearest, int(numbers[nearest]), reached=False)
    threshold = _closed_in(number, now, enough, goal.most)
    there = int(number(threshold))
    return _row(path, now, threshold, there, reached=True, threshold=threshold, move=threshold - now)


def _closed_in(number: Callable[[float], float], now: float, enough: float, most: int) -> float:
    """Return a value as near to the present one as halving finds, where the number is still small enough."""
    short = now
    for _ in range(_HALVINGS if enough != now else 0):
        middle = (short + enough) / 2
        short, enough = (short, middle) if number(middle) <= most else (middle, enough)
    return enough


def _present_number(assessment: Assessment, goal: Goal) -> int:
    counts = count_ratings(assessment.ratings)
    return sum(counts[rating] for rating in COUNTED[goal.of])


def _number(assessment: Assessment, path: str, value: Constant, goal: Goal) -> float:
    """Return the number that a goal is of with a constant changed; infinite where fewer areas are rated than now."""
    edition, method = assessment.edition, assessment.method
    try:
        counts = count_ratings(rate(edition.indicators, method.with_changes({path: value})))
    except DataError:
        return inf
    if counts["not_rated"] > int((assessment.judgement.rating == NOT_RATED).sum()):
        return inf
    return sum(counts[rating] for rating in COUNTED[goal.of])
