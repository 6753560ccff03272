"""How sure a rating is under any methodology: the same year repeated many times, and each repeat judged.

`scoring.analysis.probability` is exact, and much faster, where a rating follows from counts of outcomes. Scores,
composites and ranks turn at no single number of patients, so that only draws tell how they vary.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import log
from typing import Any

import numpy as np

from scoring.analysis.cutoffs import repeated
from scoring.errors import DataError
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.grid import Grid, IntArray
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import judge
from scoring.rating.shrinkage import binomial_at_least, chance_of

_BLOCK_FIGURES = 2**17
"""Figures judged at once: few enough for the cache of a processor, many enough to be worth a call."""
_KEPT_FIGURES = 2**21
"""Once so much memory was freed at once, the C library of Linux keeps smaller pieces instead of giving them back to
the system after every block (mallopt(3), M_MMAP_THRESHOLD): a quarter of the time of judging goes into that."""
_THREADS = 2
_PARTS = 512
"""Parts of a guide table: more settle more numbers at once, and take longer to prepare."""
_LEFT_OUT = 1e-12
"""The most probability that a guide table leaves out at either end."""
_MOST_VARIANCE = 10_000.0
"""In patients squared; a guide table for more has over 1,500 steps. Such numbers are drawn by numpy alone."""


def drawn_probabilities(
    grid: Grid, method: Methodology, *, draws: int = 10_000, seed: int = 2016, shrink: bool = True
) -> FloatArray:
    """Return the share of draws with each rating of each area, had the same year been repeated.

    Parameters
    ----------
    grid : Grid
        Without leading dimensions, as `to_grid` gives it.
    method : Methodology
        Any that `judge` takes.
    draws, seed, shrink
        As for `repeated_years`.

    Returns
    -------
    array of shape (ratings, areas)
        Probabilities that sum to 1 for each area, in the order of `RATINGS`. The standard error of a
        probability p is sqrt(p (1 - p) / draws): at most 0.005 with 10,000 draws.

    Raises
    ------
    DataError
        If there is not at least one draw, or as `judge` does.
    """
    years = RepeatedYears(grid, seed=seed, shrink=shrink)
    sizes = years.block_sizes(draws)
    np.empty(_KEPT_FIGURES)

    def count(number: int, size: int) -> IntArray:
        rating = judge(years.draw(number, size), method).rating
        return np.stack([(rating == code).sum(0) for code in range(len(RATINGS))])

    total = np.zeros((len(RATINGS), len(grid.area_codes)))
    # numpy computes outside Python's lock, so that two threads share the work of two processors.
    with ThreadPoolExecutor(_THREADS) as threads:
        for counts in threads.map(count, range(len(sizes)), sizes):
            total += counts
    return total / draws


def repeated_years(
    grid: Grid, *, draws: int = 10_000, seed: int = 2016, shrink: bool = True
) -> Iterator[Grid]:
    """Yield repeats of a year in blocks: grids whose figures are (draws of the block, areas, indicators).

    Parameters
    ----------
    grid : Grid
        Without leading dimensions, as `to_grid` gives it.
    draws : int
        How many repeats in all. A block has as many as make arrays of about a megabyte.
    seed : int
        0 or more. The same figures, draws and seed give the same repeats, so that methodologies can be
        compared on the same ones; more draws begin with the full blocks of fewer.
    shrink : bool
        Whether the true rate of an area is its own drawn towards that of all areas in the grid
        (see `scoring.rating.shrinkage`), or the figure as it stands.

    Raises
    ------
    DataError
        If there is not at least one draw.

    Notes
    -----
    A figure varies as the Notes of `scoring.analysis.probability.outcomes` say: binomial with counts, normal with
    95% limits only, fixed with neither; figures vary independently of each other.
    """
    years = RepeatedYears(grid, seed=seed, shrink=shrink)
    for number, size in enumerate(years.block_sizes(draws)):
        yield years.draw(number, size)


class RepeatedYears:
    """Draws repeats of a year in blocks, each with its own random numbers, in any order.

    Parameters
    ----------
    grid, seed, shrink
        As for `repeated_years`.
    """

    def __init__(self, grid: Grid, *, seed: int = 2016, shrink: bool = True) -> None:
        self.seed = seed
        self.chance = chance_of(grid, shrink=shrink)
        # Whole patients, and no limits where they follow from counts.
        self._grid = repeated(grid, grid.numerator, self.chance.counted)
        size, rate = self.chance.size, self.chance.rate
        few = size * rate * (1 - rate) <= _MOST_VARIANCE
        self._by_table, self._many = self.chance.counted & few, self.chance.counted & ~few
        self._table = GuideTable(size[self._by_table], rate[self._by_table])

    def block_sizes(self, draws: int) -> list[int]:
        """Return the size of each block in which so many draws are made."""
        if draws < 1:
            raise DataError(f"The number of draws is {draws}; it should be at least 1.")
        most = max(_BLOCK_FIGURES // max(self._grid.value.size, 1), 1)
        return [min(most, draws - first) for first in range(0, draws, most)]

    def draw(self, number: int, draws: int) -> Grid:
        """Return the block of this number: a grid whose figures are (draws, areas, indicators)."""
        random, chance, grid = np.random.default_rng([self.seed, number]), self.chance, self._grid
        figures: dict[str, Any] = {
            name: np.repeat(getattr(grid, name)[..., None], draws, axis=-1)
            for name in ("numerator", "value", "lower_ci", "upper_ci")
        }
        numerator, counted = figures["numerator"], chance.counted
        numerator[self._by_table] = self._table.quantiles(random.random((self._by_table.sum(), draws)))
        for cell in zip(*np.nonzero(self._many), strict=True):
            numerator[cell] = random.binomial(int(chance.size[cell]), chance.rate[cell], draws)
        per = np.broadcast_to(grid.per, counted.shape)[counted][:, None]
        figures["value"][counted] = per * numerator[counted] / chance.size[counted][:, None]
        change = random.standard_normal((chance.normal.sum(), draws)) * chance.error[chance.normal][:, None]
        change += (chance.centre - grid.value)[chance.normal][:, None]
        # Limits follow their value.
        for name in ("value", "lower_ci", "upper_ci"):
            figures[name][chance.normal] += change
        # In memory the draws of a figure stay side by side, which `judge` goes through faster.
        return replace(grid, **{name: np.moveaxis(array, -1, 0) for name, array in figures.items()})


class GuideTable:
    """Turns probabilities into binomial numbers, for many sizes and shares at once.

    Parameters
    ----------
    size, share : arrays of shape (cells,)
        Whole numbers of trials, and probabilities of success.

    Notes
    -----
    The method of guide tables: L. Devroye (1986), Non-Uniform Random Variate Generation, Springer,
    chapter III. A number is how many steps of its distribution function lie at or below a probability. The
    probabilities from 0 to 1 are cut into equal parts; where no step lies within a part, it alone tells
    the number, and elsewhere a search among all steps. So the distribution is exact but for the far tails:
    numbers further than t from the mean are left out, with

        exp(-t² / (2 (v + t / 3))) = 1e-12,    v = size · share · (1 - share)

    which bounds the probability of either tail (S. Bernstein's inequality: S. Boucheron, G. Lugosi and
    P. Massart (2013), Concentration Inequalities, Oxford University Press, chapter 2).
    """

    def __init__(self, size: FloatArray, share: FloatArray) -> None:
        cells, left_out = len(size), -log(_LEFT_OUT)
        mean, variance = size * share, size * share * (1 - share)
        reach = left_out / 3 + np.sqrt((left_out / 3) ** 2 + 2 * left_out * variance)
        lowest = np.maximum(np.ceil(mean - reach), 0)
        width = (np.minimum(np.floor(mean + reach), size) - lowest).astype(int) + 1
        cell, last = np.repeat(np.arange(cells), width), np.cumsum(width) - 1
        self._number = np.arange(width.sum()) - (last - width + 1)[cell] + lowest[cell]
        step = 1 - binomial_at_least(self._number + 1, size[cell], share[cell])
        step[last] = 1.5
        # Cells are 2 apart in one sorted array, so that rounding never leads to a neighbour.
        self._step = 2 * cell + step
        parts = 2 * np.arange(cells)[:, None] + np.arange(_PARTS + 1) / _PARTS
        found = np.searchsorted(self._step, parts, side="right")
        settled = found[:, 1:] == found[:, :-1]
        self._guide = np.where(settled, self._number[found[:, :-1]], -1.0)

    def quantiles(self, probability: FloatArray) -> FloatArray:
        """Return the number of each cell for probabilities of shape (cells, draws), from 0 to below 1."""
        cells, draws = probability.shape
        part = (probability * _PARTS).astype(np.int64)
        part += _PARTS * np.arange(cells)[:, None]
        number = self._guide.take(part)
        unsettled = np.flatnonzero(number < 0)
        sought = 2 * (unsettled // draws) + probability.ravel()[unsettled]
        number.ravel()[unsettled] = self._number[np.searchsorted(self._step, sought, side="right")]
        return number
