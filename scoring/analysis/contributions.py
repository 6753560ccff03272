"""Which change did what: the changes of a scenario alone, all together, and in fair shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb, nan
from typing import Any

import numpy as np
import pandas as pd

from scoring.assessment import Assessment
from scoring.errors import DataError
from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, MODERATION, MODERATION_APPLIED, RATINGS, Constant
from scoring.rating.compiled import NO_COMPARISON
from scoring.rating.grid import BoolArray, Grid, IntArray
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import NOT_RATED, judge

MOST_SHARED = 8
"""Changes over which shares are worked out: each further one doubles the combinations."""
BELOW_PAR = (RATINGS.index("needs"), RATINGS.index("greatest"))
_BY = ("low_by", "very_low_by", "high_by")


@dataclass(frozen=True)
class ScenarioChange:
    """Constants that are changed together, by path: to these values, or back to what they were ("none").

    A change of the methodology itself has no constants.
    """

    values: Mapping[str, Constant]

    @property
    def is_swap(self) -> bool:
        """Whether it is another methodology."""
        return not self.values


@dataclass(frozen=True)
class Contributions:
    """What the changes of a scenario do; all counts are numbers of areas.

    Attributes
    ----------
    changes : tuple of ScenarioChange
        Another methodology first. What is said of the others is then said of changes of that methodology.
    before, after : Assessment
        The baseline and the scenario.
    alone : array of shape (changes, areas)
        Ratings, positions in `RATINGS`, with each change alone.
    start : array of shape (changes, areas)
        The ratings that those are compared with: the baseline's, or those of the other methodology as it is.
    shares : array of shape (changes,)
        By how many areas each changes the number below "performing well", in fair shares, which add up to the whole
        difference; NaN for more than MOST_SHARED changes.
    because : mapping of area code to tuple of tuples
        For each mover the smallest sets of changes (their places) that alone give it the scenario's rating; empty
        if that takes more than one change and there are more than MOST_SHARED.

    Notes
    -----
    The share of a change is its Shapley value (L. S. Shapley (1953), A value for n-person games, Contributions to
    the Theory of Games 2:307-317): what it adds to the number, averaged over all orders in which the changes can be
    made. Another methodology comes first in each order, since the rest are changes of its constants (U. Faigle and
    W. Kern (1992), The Shapley value for cooperative games under precedence constraints, International Journal of
    Game Theory 21:249-266).
    """

    changes: tuple[ScenarioChange, ...]
    before: Assessment
    after: Assessment
    alone: IntArray
    start: IntArray
    shares: FloatArray
    because: Mapping[str, tuple[tuple[int, ...], ...]]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a change, and one for all together.

        Columns: up, down, rated, unrated (areas that move, see `scoring.analysis.moves.compare`), below (areas below
        "performing well"), share (NaN for all together).
        """
        was, now = self.before.judgement.rating, self.after.judgement.rating
        rows = [_counts(start, alone) for start, alone in zip(self.start, self.alone, strict=True)]
        table = pd.DataFrame([*rows, _counts(was, now)])
        return table.assign(share=np.r_[self.shares, nan])


def _counts(was: IntArray, now: IntArray) -> dict[str, int]:
    both = (was != NOT_RATED) & (now != NOT_RATED)
    return {
        "up": int((both & (now < was)).sum()),
        "down": int((both & (now > was)).sum()),
        "rated": int(((was == NOT_RATED) & (now != NOT_RATED)).sum()),
        "unrated": int(((was != NOT_RATED) & (now == NOT_RATED)).sum()),
        "below": int(np.isin(now, BELOW_PAR).sum()),
    }


def changes_between(before: Methodology, after: Methodology) -> tuple[ScenarioChange, ...]:
    """Return what was changed from a baseline to a scenario, another methodology first.

    What is set alike on one indicator (low and high both by value) is one change, and so is all moderation.
    """
    swap = _is_swap(before, after)
    values = dict(after.changes) if swap else _differences(before, after)
    return (*([ScenarioChange({})] if swap else []), *_joined(values))


def contributions(before: Assessment, after: Assessment) -> Contributions | None:
    """Return what each change from a baseline to a scenario does, None where there are fewer than two.

    Raises
    ------
    DataError
        If the edition lacks a figure that one of the methodologies needs.
    """
    changes = changes_between(before.method, after.method)
    if len(changes) < 2:
        return None
    swap = changes[0].is_swap
    base = _unchanged(after.method) if swap else before.method
    apart = _Apart.of(base, changes[swap:], after.grid)
    if len(apart.changes) + swap < 2:
        return None
    sets = _sets(len(apart.changes))
    rating = apart.rated(sets)
    was, now = before.judgement.rating, after.judgement.rating
    # The empty set comes first, then each change alone; all together come last.
    alone, start = rating[1 : len(apart.changes) + 1], np.repeat(rating[:1], len(apart.changes), axis=0)
    shares = _shares(sets, np.isin(rating, BELOW_PAR).sum(-1))
    because = _because(sets, rating, now, np.flatnonzero(was != now), offset=int(swap))
    if swap:
        alone, start = np.concatenate([rating[:1], alone]), np.concatenate([was[None], start])
        step = np.isin(rating[0], BELOW_PAR).sum() - np.isin(was, BELOW_PAR).sum()
        shares = np.r_[float(step), shares]
    codes = after.grid.area_codes
    return Contributions(
        (*changes[:swap], *apart.changes),
        before,
        after,
        alone,
        start,
        shares,
        {codes[area]: found for area, found in because.items()},
    )


def _is_swap(before: Methodology, after: Methodology) -> bool:
    """Return whether one cannot be made of the other by changing constants."""
    parts = ("id", "aggregation", "score", "figures")
    same = all(getattr(before, part) == getattr(after, part) for part in parts)
    orders = [[list(block) for block in (m.indicators, m.bands, m.limits, m.values)] for m in (before, after)]
    return not same or orders[0] != orders[1]


def _unchanged(method: Methodology) -> Methodology:
    return method.with_changes(method._original) if method.changes else method


def _differences(before: Methodology, after: Methodology) -> dict[str, Constant]:
    """Return the constants that two scenarios of one methodology have otherwise, with the values of the second."""
    first, second = (_with_moderation(method) for method in (before, after))
    paths = first | second
    return {path: second.get(path, "none") for path in paths if first.get(path) != second.get(path)}


def _with_moderation(method: Methodology) -> dict[str, Constant]:
    decided: dict[str, Constant] = {f"{MODERATION}.{c}": str(m) for c, m in method.moderation.items()}
    return {**method.values, **decided, MODERATION_APPLIED: method.moderation_applied}


def _joined(values: Mapping[str, Constant]) -> list[ScenarioChange]:
    """Return changes, those that belong together as one."""
    together: dict[object, dict[str, Constant]] = {}
    for path, value in values.items():
        owner, _, field = path.partition(".")
        key: object = path
        if field in _BY:
            key = owner, value
        elif owner.startswith(MODERATION):
            key = MODERATION
        together.setdefault(key, {})[path] = value
    return [ScenarioChange(part) for part in together.values()]


@dataclass(frozen=True)
class _Apart:
    """The changes of one methodology, to be made in any combination.

    `sampled` are the paths whose values can stand side by side in one call of `judge`; the rest make `methods`, one
    for each combination of the changes (their places) that have such a path.
    """

    base: Methodology
    changes: tuple[ScenarioChange, ...]
    grid: Grid
    sampled: frozenset[str]
    methods: Mapping[frozenset[int], Methodology]

    @classmethod
    def of(cls, base: Methodology, changes: Sequence[ScenarioChange], grid: Grid) -> "_Apart":
        paths = {path: value for change in changes for path, value in change.values.items()}
        sampled = frozenset(path for path, value in paths.items() if _can_be_sampled(base, path, value))
        fixed = [place for place, change in enumerate(changes) if not sampled >= change.values.keys()]
        try:
            methods = {
                frozenset(some): _with(base, [changes[place] for place in some], sampled)
                for size in range(len(fixed) + 1)
                for some in combinations(fixed, size)
            }
        except DataError:
            if len(fixed) < 2:
                raise
            # What the rule takes only together is one change, whatever else it comes with.
            joined = ScenarioChange(
                {path: value for place in fixed for path, value in changes[place].values.items()}
            )
            rest = [change for place, change in enumerate(changes) if place not in fixed]
            return cls.of(base, [*rest, joined], grid)
        return cls(base, tuple(changes), grid, sampled, methods)

    def rated(self, sets: BoolArray) -> IntArray:
        """Return the ratings of all areas under sets of changes, (sets, changes) to (sets, areas)."""
        rating = np.empty((len(sets), len(self.grid.area_codes)), np.int64)
        fixed = sorted(frozenset().union(*self.methods))
        for some, method in self.methods.items():
            rows = (sets[:, fixed] == [place in some for place in fixed]).all(-1)
            if rows.any():
                sampled = self._samples(sets[rows], method)
                rating[rows] = judge(self.grid, method, sampled).rating
        return rating

    def _samples(self, sets: BoolArray, method: Methodology) -> dict[str, FloatArray]:
        samples = {}
        for place, change in enumerate(self.changes):
            for path in change.values.keys() & self.sampled:
                old, new = _as_sample(path, method.values[path]), _as_sample(path, change.values[path])
                samples[path] = np.where(sets[:, place], new, old)[:, None]
        return samples


def _can_be_sampled(base: Methodology, path: str, value: Constant) -> bool:
    """Return whether both values of a constant can stand in one call of `judge`."""
    owner, _, field = path.partition(".")
    if owner in (MODERATION, "scale", "over_dispersion") or path not in base.values:
        return False
    if field == "benchmark":
        # Similar areas bring an error of their own, and of two figures a rule can name but one.
        return not isinstance(value, str) and base.values[path] != "peers"
    # A rule needs one weight, which is looked at where a methodology is made.
    return field != "weight" or 0 not in (value, base.values[path])


def _as_sample(path: str, value: Constant) -> float:
    if path.endswith("_by"):
        return COMPARISONS.index(value) if value in COMPARISONS else NO_COMPARISON
    if path.endswith(".caps_at"):
        return RATINGS.index(value)
    # A figure that the methodology names.
    return nan if isinstance(value, str) else float(value)


def _with(base: Methodology, changes: Sequence[ScenarioChange], sampled: frozenset[str]) -> Methodology:
    wanted: dict[str, Any] = {
        path: value for change in changes for path, value in change.values.items() if path not in sampled
    }
    return base.with_changes(wanted) if wanted else base


def _sets(changes: int) -> BoolArray:
    """Return sets of changes, a row each: none, each alone, then all others, or only all where they are too many."""
    sizes = range(changes + 1) if changes <= MOST_SHARED else (0, 1, changes)
    chosen = [some for size in sizes for some in combinations(range(changes), size)]
    sets = np.zeros((len(chosen), changes), bool)
    for row, some in enumerate(chosen):
        sets[row, list(some)] = True
    return sets


def _shares(sets: BoolArray, below: IntArray) -> FloatArray:
    """Return the Shapley value of each change from the number of areas below par under every set of them."""
    changes = sets.shape[1]
    if len(sets) < 2**changes:
        return np.full(changes, nan)
    place = np.empty(2**changes, np.int64)
    bits = 2 ** np.arange(changes)
    place[sets @ bits] = np.arange(len(sets))
    number = below[place]
    shares = np.zeros(changes)
    for change in range(changes):
        without = sets[~sets[:, change]]
        weight = np.array([1 / (changes * comb(changes - 1, size)) for size in without.sum(-1)])
        added = number[without @ bits + bits[change]] - number[without @ bits]
        shares[change] = weight @ added
    return shares


def _because(
    sets: BoolArray, rating: IntArray, now: IntArray, movers: IntArray, *, offset: int
) -> dict[int, tuple[tuple[int, ...], ...]]:
    """Return for each mover (its place) the smallest sets that give it its rating; places of changes are shifted.

    Where another methodology comes first it belongs to each set.
    """
    size = sets.sum(-1)
    # With more changes than are shared not all sets are there, and all together need not be the smallest.
    known = np.ones(len(sets), bool)
    if len(sets) < 2 ** sets.shape[1]:
        known[-1] = False
    found = {}
    for area in movers:
        enough = (rating[:, area] == now[area]) & known
        least = size[enough].min(initial=len(sets))
        chosen = np.flatnonzero(enough & (size == least))
        found[int(area)] = tuple(
            (*range(offset), *(int(place) + offset for place in np.flatnonzero(sets[row]))) for row in chosen
        )
    return found
