"""Where ratings change as one constant moves, found by search: for rules whose changes have no closed form."""

from dataclasses import dataclass
from math import ceil, log2

import numpy as np

from scoring.methodology.model import Methodology
from scoring.rating.grid import BoolArray, Grid, IntArray
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import judge

STEPS = 400
"""Steps into which the range is cut."""
_ROUNDS = 3
"""How often, at most, the changes found are checked and steps cut further."""
_DECIMALS = 9
_MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Found:
    """Changes of rating, by threshold, those 'at' it before those 'above': arrays of shape (changes,).

    `area` is a position in the grid; `is_above` says that the threshold itself still belongs to the lower
    side; `below` and `above` are ratings (positions in `RATINGS`). `lowest`, of shape (areas,), is each
    area's rating at the lowest value.
    """

    area: IntArray
    threshold: FloatArray
    is_above: BoolArray
    below: IntArray
    above: IntArray
    lowest: IntArray

    def ratings_at(self, values: FloatArray) -> IntArray:
        """Return the rating of every area at values that are no thresholds, rising: (values, areas)."""
        rating = np.repeat(self.lowest[None], len(values), axis=0)
        for area, place, above in zip(
            self.area, np.searchsorted(values, self.threshold), self.above, strict=True
        ):
            rating[place:, area] = above
        return rating


def search(grid: Grid, method: Methodology, path: str, lowest: float, highest: float) -> Found:
    """Return the changes of rating between two values of a constant.

    The range is cut into STEPS, and where an area's rating differs at the two ends of a step the place is
    halved until it is known to nine decimals. An area may change twice within a step, as where areas change
    places; so ratings are checked between all changes found, and where one is wrong the step is cut there.
    Two changes of one area are missed only if no check falls between them.

    Parameters
    ----------
    path : str
        A constant of the methodology that is a number.
    """
    values = np.linspace(lowest, highest, STEPS + 1)
    found = _between(grid, method, path, values)
    for _ in range(_ROUNDS):
        distinct = np.unique(found.threshold)
        middle = (distinct[1:] + distinct[:-1]) / 2
        if not len(middle):
            break
        wrong = (_rated(grid, method, path, middle) != found.ratings_at(middle)).any(axis=1)
        if not wrong.any():
            break
        values = np.union1d(values, middle[wrong])
        found = _between(grid, method, path, values)
    return found


def _between(grid: Grid, method: Methodology, path: str, values: FloatArray) -> Found:
    """Return one change of rating for each area and step at whose ends its rating differs."""
    rating = _rated(grid, method, path, values)
    step, area = np.nonzero(rating[1:] != rating[:-1])
    low, high = values[step], values[step + 1]
    below = rating[step, area]
    for _ in range(_halvings(np.diff(values).max())):
        middle = (low + high) / 2
        same = _rated_each(grid, method, path, middle, area) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    threshold = np.round(high, _DECIMALS)
    is_above = _rated_each(grid, method, path, threshold, area) == below
    order = np.lexsort((area, is_above, threshold))
    return Found(
        area[order],
        threshold[order],
        is_above[order],
        below[order],
        rating[step + 1, area][order],
        rating[0],
    )


def _halvings(step: float) -> int:
    """Return how often a step must be halved to be a tenth of the last decimal that is kept."""
    return max(ceil(log2(step * 10 ** (_DECIMALS + 1))), 0) if step > 0 else 0


def _rated(grid: Grid, method: Methodology, path: str, values: FloatArray) -> IntArray:
    """Return the rating of every area at each value: (values, areas)."""
    areas = len(grid.area_codes)
    blocks = np.array_split(values, max(1, -(-len(values) // _MOST_AT_ONCE)))
    rated = [judge(grid, method, {path: block[:, None]}).rating for block in blocks]
    return np.concatenate([np.broadcast_to(r, (len(b), areas)) for r, b in zip(rated, blocks, strict=True)])


def _rated_each(grid: Grid, method: Methodology, path: str, values: FloatArray, area: IntArray) -> IntArray:
    """Return the rating of one area at each value: (values,)."""
    # The cut that an area must reach makes no difference to the scores of others.
    if len(area) and (not method.is_relative or path.endswith(".score_at_least")):
        # Each area may have a value of its own: as many rounds as the area with most changes has.
        return _rated_apart(grid, method, path, values, area)
    return _rated(grid, method, path, values)[np.arange(len(area)), area] if len(area) else area


def _rated_apart(grid: Grid, method: Methodology, path: str, values: FloatArray, area: IntArray) -> IntArray:
    order = np.argsort(area, kind="stable")
    first = np.searchsorted(area[order], area[order], side="left")
    turn = np.empty(len(area), np.int64)
    turn[order] = np.arange(len(area)) - first
    tried = np.full((turn.max() + 1, len(grid.area_codes)), values[0])
    tried[turn, area] = values
    rating = np.broadcast_to(judge(grid, method, {path: tried}).rating, tried.shape)
    return rating[turn, area]
