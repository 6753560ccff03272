"""Choosing the unexplained part of the estimates, so that they agree with every public fact.

Plain random draws of the models come first. A rating is then given to every area (the published ones
as published, the rest so that the published split comes out in the likeliest way), and each area
keeps a draw that has its rating. No value is pushed over a bar: every kept value is one that the
model drew. Nothing published ever moves.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from drawing import EARLY, EXPERIENCE, SURVIVAL, BoolArray, Draws, Facts, FloatArray, IntArray
from models import Inputs
from scipy.optimize import linear_sum_assignment

from scoring.methodology.parts import RATINGS

CLOSE_ENOUGH = 0.02
"""How far a weighted mean may be from England's printed value, in points: it rounds to the same."""

NEVER = 1e6


def rating_chances(draws: Draws) -> FloatArray:
    """Return the share of allowed draws with each rating, shape (areas, ratings)."""
    hits = [((draws.rating == r) & draws.allowed).sum(0) for r in range(len(RATINGS) - 1)]
    return np.stack(hits, axis=-1) / draws.allowed.sum(0)[:, None]


def likeliest_ratings(chances: FloatArray, known: Mapping[int, int], split: Mapping[str, int]) -> IntArray:
    """Return the ratings of greatest joint probability that meet the split, known ones kept.

    Parameters
    ----------
    chances : (areas, ratings)
    known : area position to rating position
    split : rating id to number of areas

    Raises
    ------
    RuntimeError
        If a published rating never came up, or the split cannot be met.
    """
    with np.errstate(divide="ignore"):
        cost = np.where(chances > 0, -np.log(chances), NEVER)
    for area, rating in known.items():
        if chances[area, rating] == 0:
            raise RuntimeError(f"Area {area} never drew its published rating {RATINGS[rating]!r}.")
        cost[area, np.arange(cost.shape[1]) != rating] = NEVER
    seats = np.repeat([RATINGS.index(r) for r in split], list(split.values()))
    rows, seat = linear_sum_assignment(cost[:, seats])
    if cost[rows, seats[seat]].max() >= NEVER:
        raise RuntimeError("The published split cannot be met by any of the draws.")
    return seats[seat]


def keep_draws(
    draws: Draws, ratings: IntArray, facts: Facts, inputs: Inputs, rng: np.random.Generator
) -> tuple[IntArray, int]:
    """Return, for every area, which draw to keep, and how many were swapped to meet the national facts.

    Each area starts with its first allowed draw of its rating. Then, one random area at a time, another
    such draw replaces it if that brings the national figures nearer to the facts.
    """
    choices = [np.flatnonzero(draws.allowed[:, i] & (draws.rating[:, i] == r)) for i, r in enumerate(ratings)]
    kept = np.array([c[0] for c in choices])
    first, area = kept.copy(), np.arange(len(kept))
    values = draws.grid.value[kept, area] if draws.grid.value.ndim == 3 else draws.grid.value
    weights = draws.grid.denominator
    places = list(inputs.areas.index)
    miss = distance_from_facts(values, weights, facts, places)
    for _ in range(200_000):
        if miss == 0:
            return kept, int((kept != first).sum())
        i = rng.integers(len(area))
        candidate = rng.choice(choices[i])
        trial = values.copy()
        trial[i] = draws.grid.value[candidate, i]
        trial_miss = distance_from_facts(trial, weights, facts, places)
        # Sideways steps find a way out of dead ends; taken only where a draw was swapped already, so
        # that few areas are touched.
        if trial_miss < miss or (trial_miss == miss and kept[i] != first[i]):
            kept[i], values, miss = candidate, trial, trial_miss
    raise RuntimeError(f"The national facts were not met; {miss:.2f} is missing.")


def distance_from_facts(values: FloatArray, weights: FloatArray, facts: Facts, places: list[str]) -> float:
    """Return 0 if the values (areas, 4) agree with every national fact, else how far off they are."""
    means = england_means(values, weights)
    off = np.abs(means - facts.england)[[EARLY, SURVIVAL, EXPERIENCE]]
    miss = float(np.where(off > CLOSE_ENOUGH, off, 0).sum()) * 10
    survival = values[:, SURVIVAL]
    place, rank = facts.ipswich
    miss += abs(int((survival > survival[places.index(place)]).sum()) + 1 - rank) / 5
    miss += max(0, len(values) // 2 + 1 - int((survival < facts.survival_below).sum())) / 5
    return miss + max(0.0, float(values[:, EARLY].min()) - facts.early_range[1])


def england_means(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the means of the four indicators weighted by denominators (survival: by cases of cancer)."""
    by = weights.copy()
    by[:, SURVIVAL] = weights[:, EARLY]
    return (values * by).sum(0) / by.sum(0)


def known_ratings(inputs: Inputs) -> dict[int, int]:
    """Return the position of every published rating by the position of its area."""
    places = list(inputs.areas.index)
    return {places.index(a): RATINGS.index(r) for a, r in inputs.ratings["rating"].items()}


def residual_table(residual: FloatArray, published: BoolArray, names: tuple[str, ...]) -> pd.DataFrame:
    """Return, per indicator, how the residuals of the estimates are spread, in spreads."""
    rows = {}
    for j, name in enumerate(names):
        z = residual[..., j][..., ~published[:, j]].ravel()
        if z.size:
            rows[name] = {"n": z.size, "mean": z.mean(), "sd": z.std(), "beyond_2": (np.abs(z) > 2).mean()}
            rows[name]["largest"] = np.abs(z).max()
    return pd.DataFrame.from_dict(rows, orient="index")
