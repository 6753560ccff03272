"""How sure a rating is: the probability of each rating, had the same year been repeated.

The true rates stay as they are and only chance differs. For rules in which each indicator is low, similar or
high by its own figure, no simulation is needed: an outcome turns at certain numbers of patients, found by
asking `judge` itself, so that its probability is a difference of binomial tails; indicators vary
independently; and `band` says which rating each combination of outcomes gives. Other rules are drawn
(see `scoring.analysis.monte_carlo`).
"""

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from scoring.analysis.cutoffs import cut_offs, turning_points
from scoring.analysis.monte_carlo import drawn_probabilities
from scoring.errors import DataError
from scoring.explain.words import describe_probability, lower_first
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATING_LABELS, RATINGS
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import Grid, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import Counts, Judgement, band, capped, judge
from scoring.rating.scores import combine, points_of
from scoring.rating.shrinkage import binomial_at_least, chance_of

_MENTIONED = 0.005
MOST_COMBINATIONS = 20_000
"""Combinations of outcomes of one area beyond which draws are cheaper."""


@dataclass(frozen=True)
class Outcomes:
    """Probabilities of the outcomes of each indicator; arrays of shape (areas, indicators).

    `low`, `similar`, `high` and `missing` sum to 1. `breached` (limits, areas, indicators) is the
    probability that an indicator breaches a limit, 0 for indicators that the limit is not about. An
    indicator that is worse than one bar is worse than every easier one, so that these say all.
    `true_value` is what is taken for the truth, in the indicator's unit, NaN where missing.
    """

    low: FloatArray
    similar: FloatArray
    high: FloatArray
    missing: FloatArray
    breached: FloatArray
    true_value: FloatArray


def has_own_outcomes(method: Methodology) -> bool:
    """Return whether each indicator is low, similar or high by the area's own figure and the benchmark."""
    kinds = {str(k) for r in method.indicators.values() for k in (r.low_by, r.high_by)}
    funnel = any(kind.startswith("funnel") for kind in kinds)
    return method.judges_by_benchmark and method.figures == "as_given" and not funnel


def is_exact(method: Methodology) -> bool:
    """Return whether the probabilities of a methodology can be had without draws."""
    by_outcomes = method.aggregation in ("counts", "not_rated") or (
        method.score == "points" and method.aggregation in ("worst", "mean")
    )
    on = [limit.indicator for limit in method.limits.values()]
    combinations = prod(3 * 2 ** on.count(name) for name in method.indicators)
    return (
        by_outcomes
        and has_own_outcomes(method)
        and all(rule.very_low_by is None for rule in method.indicators.values())
        and all(band.percent_of_areas is None for band in method.bands.values())
        and combinations <= MOST_COMBINATIONS
    )


def rating_probabilities(
    indicators: pd.DataFrame, method: Methodology, *, shrink: bool = True
) -> pd.DataFrame:
    """Return the probability of each rating of each area, had the same year been repeated.

    Parameters
    ----------
    indicators : DataFrame
        A long table as `rate` takes it.
    method : Methodology
        Exact where `is_exact` says so, else from 10,000 draws with a fixed seed.
    shrink : bool
        Whether the true rate of an area is its own drawn towards that of all areas in the table
        (see `scoring.rating.shrinkage`), or the figure as it stands.

    Returns
    -------
    DataFrame
        One row an area, sorted by area_code: area_code; top, well, needs, greatest and not_rated
        (probabilities of the rule's ratings, before any moderation, that sum to 1); rating (the id that
        `rate` gives), shown (the probability of that rating), basis ('published' if every value and its
        counts or limits are, else 'estimated').

    Raises
    ------
    DataError
        As `rate` does.
    """
    grid = to_grid(indicators, method)
    verdict = judge(grid, method)
    rule = method.unmoderated()
    if is_exact(method):
        probability = rating_distribution(outcomes(grid, verdict, rule, shrink=shrink), rule)
    else:
        probability = drawn_probabilities(grid, rule, shrink=shrink)
    by_rating: dict[str, FloatArray] = dict(zip(RATINGS, probability, strict=True))
    # A probability rests on the numbers of patients too, which may be estimated where a value is published.
    known = grid.published & ~grid.interval_estimated
    return pd.DataFrame(
        {
            "area_code": grid.area_codes,
            **by_rating,
            "rating": np.array(RATINGS, object)[verdict.rating],
            "shown": probability[verdict.rating, np.arange(len(grid.area_codes))],
            "basis": np.where(known.all(-1), "published", "estimated"),
        }
    )


def outcome_probabilities(
    indicators: pd.DataFrame, method: Methodology, *, shrink: bool = True
) -> pd.DataFrame:
    """Return the probability of each outcome of each indicator; parameters as `rating_probabilities`.

    Returns
    -------
    DataFrame
        One row an area and indicator, sorted by area_code, then as in the methodology: area_code,
        indicator; low, similar, high and missing (probabilities that sum to 1); true_value (what is taken
        for the truth, in the indicator's unit, NaN where missing).

    Raises
    ------
    DataError
        If the outcomes of the methodology do not follow from each figure alone, or as `rate` does.
    """
    if not has_own_outcomes(method):
        raise DataError(
            f"{method.title} does not judge each indicator by its own figure alone, so that the probability of "
            "low and high cannot be told without draws."
        )
    grid = to_grid(indicators, method)
    chances = outcomes(grid, judge(grid, method), method, shrink=shrink)
    return pd.DataFrame(
        {
            "area_code": np.repeat(grid.area_codes, len(grid.indicators)),
            "indicator": np.tile(np.array(grid.indicators, object), len(grid.area_codes)),
            "low": chances.low.ravel(),
            "similar": chances.similar.ravel(),
            "high": chances.high.ravel(),
            "missing": chances.missing.ravel(),
            "true_value": chances.true_value.ravel(),
        }
    )


def outcomes(grid: Grid, verdict: Judgement, method: Methodology, *, shrink: bool = True) -> Outcomes:
    """Return the probabilities of the outcomes for a grid and what `judge` says of it.

    Notes
    -----
    - With counts, the numerator of a repeated year is Binomial(denominator, true rate), and its interval
      comes from its own counts; limits that the table gives are not used.
    - Without counts but with both 95% limits, the value is normal round the true value, with the standard
      error (upper - lower) / (2 · 1.959964); both half-widths stay as they are.
    - With neither, or limits that coincide, nothing is known of chance: the outcome is certain.

    Benchmarks, those of England and of similar areas too, are taken as fixed.
    """
    known, chance = ~np.isnan(grid.value), chance_of(grid, shrink=shrink)
    counted, normal, rate = chance.counted, chance.normal, chance.rate
    turns = turning_points(grid, counted, method)
    cuts = cut_offs(grid, turns, counted, method)
    # The probability that the figure of a repeated year reaches each of the points.
    reached = np.where(normal, ndtr((chance.centre - turns) / chance.error), 0.0)
    reached[:, counted] = binomial_at_least(cuts[:, counted], chance.size[counted], rate[counted])
    worse = np.where(grid.direction > 0, 1 - reached, reached)
    uncertain = counted | normal
    low = np.where(uncertain, worse[0], verdict.low)
    high = np.where(uncertain, 1 - worse[1], verdict.high)
    breached = np.zeros((len(method.limits), *known.shape))
    for place, limit in enumerate(compile_rule(method).limits):
        j = limit.column
        sure = verdict.breached[place]
        breached[place, :, j] = np.where(uncertain[:, j], worse[2 + place, :, j], sure)
    similar = np.where(known, np.maximum(1 - low - high, 0), 0.0)
    true_value = np.where(counted, grid.per * rate, np.where(normal, chance.centre, grid.value))
    return Outcomes(low, similar, high, (~known).astype(float), breached, true_value)


def rating_distribution(chances: Outcomes, method: Methodology) -> FloatArray:
    """Return the probability of each rating, shape (ratings, areas), in the order of `RATINGS`.

    The indicators of an area are independent given their true values.
    """
    probability = np.empty((len(RATINGS), len(chances.low)))
    present = chances.missing < 1
    for pattern in np.unique(present, axis=0):
        among = (present == pattern).all(axis=1)
        columns = [int(j) for j in np.flatnonzero(pattern)]
        parts = [_stretches(chances, among, j, method) for j in columns]
        sizes = [len(part.chance) for part in parts]
        chosen = np.indices(sizes).reshape(len(parts), prod(sizes))
        each = np.ones((chosen.shape[-1], int(among.sum())))
        for part, place in zip(parts, chosen, strict=True):
            each *= part.chance[place]
        ratings = _ratings_of(parts, chosen, pattern, method)
        gives = ratings == np.arange(len(RATINGS))[:, None]
        probability[:, among] = gives.astype(float) @ each
    return probability


@dataclass(frozen=True)
class _Stretches:
    """What one indicator may come to: low, similar or high, and which limits it breaches.

    Arrays of shape (stretches,), `breached` (limits, stretches) and `chance` (stretches, areas).
    """

    low: npt.NDArray[np.bool_]
    high: npt.NDArray[np.bool_]
    breached: npt.NDArray[np.bool_]
    chance: FloatArray


def _stretches(
    chances: Outcomes, among: npt.NDArray[np.bool_], column: int, method: Methodology
) -> _Stretches:
    rule = compile_rule(method)
    low, high = chances.low[among, column], chances.high[among, column]
    not_high = np.maximum(1 - high, low)
    # From the worst figure to the best, the ends of low, similar and high as shares of all chance.
    outcome = [(0 * low, low), (low, not_high), (not_high, 1 + 0 * low)]
    mine = [place for place, limit in enumerate(rule.limits) if limit.column == column]
    flags = np.array(list(product(range(3), *[(True, False)] * len(mine))), int)
    breached = np.zeros((len(method.limits), len(flags)), bool)
    chance = []
    for number, (which, *broken) in enumerate(flags):
        start, end = outcome[which]
        for place, is_broken in zip(mine, broken, strict=True):
            share = chances.breached[place, among, column]
            start, end = (start, np.minimum(end, share)) if is_broken else (np.maximum(start, share), end)
            breached[place, number] = bool(is_broken)
        chance.append(np.maximum(end - start, 0))
    return _Stretches(flags[:, 0] == 0, flags[:, 0] == 2, breached, np.stack(chance))


def _ratings_of(
    parts: list[_Stretches],
    chosen: npt.NDArray[np.int64],
    present: npt.NDArray[np.bool_],
    method: Methodology,
) -> npt.NDArray[np.int64]:
    """Return the rating of each combination, (combinations,); `chosen` is (indicators present, combinations)."""
    number, rule = chosen.shape[-1], compile_rule(method)
    low, high = np.zeros((number, present.size), bool), np.zeros((number, present.size), bool)
    breached = np.zeros((len(method.limits), number), bool)
    for j, part, place in zip(np.flatnonzero(present), parts, chosen, strict=True):
        low[:, j], high[:, j] = part.low[place], part.high[place]
        breached |= part.breached[:, place]
    score = None
    if method.score == "points":
        score = combine(points_of(low, high, present, rule), method, rule)
    counts = Counts(low.sum(-1), 0, high.sum(-1))
    rating = band(rule, counts, np.full(number, present.sum()), score)
    return capped(rating, tuple(breached), rule)


def probability_sentence(row: Any, name: str) -> str:
    """Say how likely each rating of an area is: "Dorset: 71% needs improvement, 29% performing well."

    Parameters
    ----------
    row : a row of `rating_probabilities`, as a Series, mapping or named tuple
    name : str
        What to call the area.

    Notes
    -----
    The most likely first; ratings under 0.5% are left out. Above 99% and under 1% are said in words.
    """
    chances = {
        rating: float(getattr(row, rating) if hasattr(row, rating) else row[rating]) for rating in RATINGS
    }
    likely = {r: p for r, p in sorted(chances.items(), key=lambda item: -item[1]) if p >= _MENTIONED}
    parts = [
        f"{describe_probability(probability)} {lower_first(RATING_LABELS[rating])}"
        for rating, probability in likely.items()
    ]
    return f"{name}: {', '.join(parts)}."
