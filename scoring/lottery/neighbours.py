"""Neighbours on a map: who shares a border with whom, and values shuffled over areas at random."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from scoring.editions.model import Edition
from scoring.errors import DataError, listed
from scoring.rating.grid import IntArray
from scoring.rating.intervals import FloatArray

WEIGHTS_IN_WORDS = (
    "Neighbours are areas that share a border, all alike however long it is; each area is set beside the mean of "
    "its neighbours."
)
_TIE = 1e-9
"""Statistics that differ by less are equal: they differ by the order of a sum only."""


@dataclass(frozen=True)
class Joined:
    """Areas that have a value and a neighbour with one.

    Attributes
    ----------
    codes : array of str
        Sorted area codes.
    value : array of shape (areas,)
    borders : sparse array of shape (areas, areas)
        1 where two areas share a border, symmetric.
    without_value, without_neighbour : list of str
        Codes of the areas that are left out.
    """

    codes: npt.NDArray[np.object_]
    value: FloatArray
    borders: csr_array
    without_value: list[str]
    without_neighbour: list[str]

    @property
    def left_out(self) -> list[str]:
        """Codes of all areas that are left out."""
        return sorted([*self.without_value, *self.without_neighbour])

    @property
    def neighbours(self) -> IntArray:
        """How many neighbours each area has."""
        return np.diff(self.borders.indptr).astype(np.int64)

    def neighbours_mean(self, value: FloatArray) -> FloatArray:
        """Return the mean over each area's neighbours; `value` is (areas, …)."""
        count = self.neighbours.reshape(-1, *[1] * (value.ndim - 1))
        return (self.borders @ value) / count


def check_borders(edition: Edition) -> None:
    """Raise a DataError if an edition knows no borders."""
    if edition.neighbours.empty:
        raise DataError(
            f"{edition.meta.title} does not say which areas share a border, so clusters cannot be looked for. "
            "Put a neighbours.csv into its folder."
        )


def join_neighbours(edition: Edition, known: pd.DataFrame) -> Joined:
    """Return the areas of a frame (area_code, value) that have a neighbour in it.

    Raises
    ------
    DataError
        If the edition knows no borders, or fewer than three areas are left.
    """
    check_borders(edition)
    pairs = edition.neighbours[["area_code", "neighbour_code"]]
    pairs = pairs[pairs.isin(set(known["area_code"])).all(axis=1)]
    pairs = pairs[pairs["area_code"] != pairs["neighbour_code"]]
    codes = np.array(sorted({*pairs["area_code"], *pairs["neighbour_code"]}), object)
    if len(codes) < 3:
        raise DataError(
            f"Fewer than three areas of {edition.meta.title} have both a value and a neighbour with one, so "
            "clusters cannot be looked for."
        )
    place = pd.Index(codes)
    ends = place.get_indexer(pairs["area_code"]), place.get_indexer(pairs["neighbour_code"])
    rows, columns = np.concatenate(ends), np.concatenate(ends[::-1])
    borders = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(codes), len(codes)))
    borders.data[:] = 1  # a border given from both sides is one border
    value = known.set_index("area_code")["value"].loc[codes].to_numpy(float)
    missing = set(edition.areas["area_code"]) - set(known["area_code"])
    alone = set(known["area_code"]) - set(codes)
    return Joined(codes, value, borders, sorted(missing), sorted(alone))


def left_out_sentence(edition: Edition, joined: Joined) -> str:
    """Say which areas are left out: 'Isle of Wight has no neighbour and is left out.', '' for none."""
    said = []
    for codes, what in ((joined.without_value, "value"), (joined.without_neighbour, "neighbour")):
        have, are = ("has", "is") if len(codes) == 1 else ("have", "are")
        names = listed(edition.short_names.get(code, code) for code in codes)
        if codes:
            said.append(f"{names} {have} no {what} and {are} left out.")
    return " ".join(said)


def shuffled(value: FloatArray, shuffles: int, seed: int) -> FloatArray:
    """Return the values in `shuffles` random orders, (areas, shuffles); the same for the same seed."""
    return np.random.default_rng(seed).permuted(np.tile(value[:, None], (1, shuffles)), axis=0)


def drawn_from_others(areas: int, most: int, shuffles: int, seed: int) -> IntArray:
    """Return random draws from all areas but one, without replacement: positions, (most, shuffles).

    The first few of each draw are a random draw too.
    """
    keys = np.random.default_rng(seed).random((shuffles, areas - 1))
    drawn = np.argpartition(keys, most - 1, axis=1)[:, :most]
    # A partition leaves them in part in their old order.
    order = np.take_along_axis(keys, drawn, axis=1).argsort(axis=1)
    return np.take_along_axis(drawn, order, axis=1).T


def two_sided(found: npt.ArrayLike, by_chance: FloatArray) -> FloatArray:
    """Return the p-value of each statistic beside those of shuffles, which are along the last axis.

    Notes
    -----
    Twice the smaller of the shares, at most 1, the statistic counting as one of its shuffles (B. Phipson and
    G. K. Smyth (2010), Permutation p-values should never be zero, Statistical Applications in Genetics and
    Molecular Biology 9:39).
    """
    found = np.asarray(found)
    above = (by_chance >= found[..., None] - _TIE).sum(-1)
    below = (by_chance <= found[..., None] + _TIE).sum(-1)
    return np.minimum(2 * (np.minimum(above, below) + 1) / (by_chance.shape[-1] + 1), 1.0)
