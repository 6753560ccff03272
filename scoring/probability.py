"""How sure a rating is: the probability of each rating, had the same year been repeated.

The true rates stay as they are and only chance differs. No simulation is needed: an outcome (low, similar,
high) turns at two numbers of patients, found by asking `judge` itself, so that its probability is a
binomial tail; indicators vary independently, so that counts of outcomes are a convolution; and `band`
says which rating each count gives.
"""

from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betainc, ndtr

from scoring.chance import chance_of
from scoring.explain import lower_first
from scoring.intervals import FloatArray, z_value
from scoring.methodology import RATING_LABELS, RATINGS, Comparison, Methodology
from scoring.rating import BoolArray, Grid, Judgement, band, judge, to_grid

_CERTAIN = 1 - 1e-9
_MENTIONED = 0.005


@dataclass(frozen=True)
class Outcomes:
    """Probabilities of the outcomes of each indicator; every array is (areas, indicators).

    `low`, `similar`, `high` and `missing` sum to 1. `true_value` is what is taken for the truth, in the
    indicator's unit, NaN where missing.
    """

    low: FloatArray
    similar: FloatArray
    high: FloatArray
    missing: FloatArray
    true_value: FloatArray


def rating_probabilities(
    indicators: pd.DataFrame, method: Methodology, *, shrink: bool = True
) -> pd.DataFrame:
    """Return the probability of each rating of each area, had the same year been repeated.

    Parameters
    ----------
    indicators : DataFrame
        A long table as `rate` takes it.
    method : Methodology
        One whose aggregation is by counts.
    shrink : bool
        Whether the true rate of an area is its own drawn towards that of all areas in the table
        (see `scoring.chance`), or the figure as it stands.

    Returns
    -------
    DataFrame
        One row an area, sorted by area_code: area_code; top, well, needs, greatest and not_rated
        (probabilities that sum to 1); rating (the id that `rate` gives), shown (the probability of that
        rating), basis ('published' if every value and its
        counts or limits are, else 'estimated').

    Raises
    ------
    DataError
        As `rate` does.
    """
    grid = to_grid(indicators, method)
    verdict = judge(grid, method)
    probability = rating_distribution(outcomes(grid, verdict, method, shrink=shrink), method)
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
    """
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
      comes from its own counts; limits that the table gives are not used. Values are percentages.
    - Without counts but with both 95% limits, the value is normal round the true value, with the standard
      error (upper - lower) / (2 · 1.959964); both half-widths stay as they are.
    - With neither, or limits that coincide, nothing is known of chance: the outcome is certain.

    Benchmarks, England's too, are taken as fixed.
    """
    known, chance = verdict.present, chance_of(grid, shrink=shrink)
    counted, normal, rate = chance.counted, chance.normal, chance.rate
    turns = turning_points(grid, verdict.benchmark, counted, method)
    cuts = cut_offs(grid, turns, counted, method)
    # The probability that the figure of a repeated year reaches each of the two points.
    reached = np.where(normal, ndtr((chance.centre - turns) / chance.error), 0.0)
    reached[:, counted] = binomial_at_least(cuts[:, counted], chance.size[counted], rate[counted])
    below = 1 - reached
    better_is_higher = grid.direction > 0
    uncertain = counted | normal
    low = np.where(uncertain, np.where(better_is_higher, below[0], reached[0]), verdict.low)
    high = np.where(uncertain, np.where(better_is_higher, reached[1], below[1]), verdict.high)
    similar = np.where(known, np.maximum(1 - low - high, 0), 0.0)
    true_value = np.where(counted, 100 * rate, np.where(normal, chance.centre, grid.value))
    return Outcomes(low, similar, high, (~known).astype(float), true_value)


def turning_points(grid: Grid, benchmark: FloatArray, counted: BoolArray, method: Methodology) -> FloatArray:
    """Return the values at which an indicator turns low and turns high.

    Returns
    -------
    array of shape (2, areas, indicators), in the indicator's unit
        First where low ends, then where high begins, on the way from worse to better; the second is never
        on the worse side of the first. Exact for a value without counts; for counts before rounding to
        whole patients (see `cut_offs`).

    Notes
    -----
    A Wilson limit (1927) is on the far side of the benchmark b exactly when the share differs from b by
    more than z · sqrt(b (1 - b) / n). A rounded value is under b when the value is more than half a unit
    of its last decimal under the first rounded number that is not.
    """
    better = grid.direction
    by_value = _rounding_turn(benchmark, better, method.value_decimals)
    share = np.clip(benchmark / 100, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 100 * np.sqrt(share * (1 - share) / np.where(counted, grid.denominator, np.nan))
    above, below = (grid.upper_ci - grid.value) / z_value(95), (grid.value - grid.lower_ci) / z_value(95)
    kind = np.where(counted, chance, np.where(better > 0, above, below))
    harsh = np.where(counted, chance, np.where(better > 0, below, above))
    rules = [method.indicators[name] for name in grid.indicators]
    z_low, z_high = _z_values([r.low_by for r in rules]), _z_values([r.high_by for r in rules])
    low = np.where(z_low > 0, benchmark - better * z_low * kind, by_value)
    high = np.where(z_high > 0, benchmark + better * z_high * harsh, by_value)
    return np.stack([low, better * np.maximum(better * low, better * high)])


def _z_values(kinds: list[Comparison]) -> FloatArray:
    """Return the normal quantile of each comparison, 0 for one by value."""
    return np.array([0.0 if kind == "value" else z_value(float(kind)) for kind in kinds])


def _rounding_turn(benchmark: FloatArray, better: FloatArray, decimals: int) -> FloatArray:
    """Return the value from which rounding half up reaches the benchmark, from its worse side."""
    scale = 10.0**decimals
    nearest = np.rint(benchmark * scale)
    reaches = nearest + better * (better * (nearest / scale) < better * benchmark)
    return (reaches - better / 2) / scale


def cut_offs(grid: Grid, turns: FloatArray, counted: BoolArray, method: Methodology) -> FloatArray:
    """Return the numerators from which an indicator is no longer low, and from which it is high.

    If lower is better: from which it is low, and from which it is no longer high. A cut-off of 0 or of
    the denominator plus 1 is one that is never crossed.

    Parameters
    ----------
    turns : array of shape (2, areas, indicators)
        What `turning_points` gives: right to within a patient, so that `judge` has two numerators to decide.
    counted : array of shape (areas, indicators)
        Where there are counts.

    Returns
    -------
    array of shape (2, areas, indicators), whole numbers, 0 where there are no counts
    """
    size = np.where(counted, np.rint(grid.denominator), 0)
    first = np.floor(np.clip(np.where(counted, turns, 0) * size / 100, 0, size))
    tried = np.stack([first, first + 1])
    verdict = judge(repeated(grid, np.minimum(tried, size), counted), method)
    better_is_higher = grid.direction > 0
    not_yet = np.stack(
        [verdict.low[:, 0] == better_is_higher, verdict.high[:, 1] != better_is_higher], axis=1
    )
    return np.where(counted, first + (not_yet & (tried <= size)).sum(0), 0)


def repeated(grid: Grid, numerator: FloatArray, counted: BoolArray) -> Grid:
    """Return the grid with other numerators where there are counts; value and limits follow from them.

    `numerator` is (…, areas, indicators): leading dimensions are draws, or numerators to try.
    """
    size = np.where(counted, np.rint(grid.denominator), np.nan)
    return replace(
        grid,
        numerator=np.where(counted, numerator, grid.numerator),
        denominator=np.where(counted, size, grid.denominator),
        value=np.where(counted, 100 * numerator / size, grid.value),
        lower_ci=np.where(counted, np.nan, grid.lower_ci),
        upper_ci=np.where(counted, np.nan, grid.upper_ci),
    )


def binomial_at_least(cut: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the probability of at least `cut` successes in `size` trials; arrays that broadcast.

    Notes
    -----
    The regularised incomplete beta function I_share(cut, size - cut + 1): M. Abramowitz and I. A. Stegun
    (1964), Handbook of Mathematical Functions, 26.5.24.
    """
    inside = (cut >= 1) & (cut <= size)
    tail = betainc(np.where(inside, cut, 1), np.where(inside, size - cut + 1, 1), share)
    return np.where(inside, tail, cut < 1)


def rating_distribution(chances: Outcomes, method: Methodology) -> FloatArray:
    """Return the probability of each rating, shape (ratings, areas), in the order of `RATINGS`.

    The indicators of an area are independent given their true values.
    """
    areas, number = chances.low.shape
    low, high, neither = chances.low.T, chances.high.T, (chances.similar + chances.missing).T
    counts = np.zeros((number + 1, number + 1, areas))  # by how many are low, and how many high
    counts[0, 0] = 1
    for j in range(number):
        before, counts = counts, counts * neither[j]
        counts[1:] += before[:-1] * low[j]
        counts[:, 1:] += before[:, :-1] * high[j]
    step = np.arange(number + 1)
    present = number - chances.missing.sum(-1).astype(int)
    probability = np.empty((len(RATINGS), areas))
    for values in np.flatnonzero(np.bincount(present)):
        among = present == values
        ratings = band(step[:, None], step, np.array(values), method)
        gives = ratings == np.arange(len(RATINGS))[:, None, None]
        probability[:, among] = np.tensordot(gives.astype(float), counts[..., among], 2)
    return probability


def probability_sentence(row: Any, name: str) -> str:
    """Say how likely each rating of an area is: "Dorset: 71% needs improvement, 29% performing well."

    Parameters
    ----------
    row : a row of `rating_probabilities`, as a Series, mapping or named tuple
    name : str
        What to call the area.

    Notes
    -----
    The most likely first; ratings under 0.5% are left out. Percentages are rounded so that they add to
    100, or to what is left where several are left out. Above 99% and under 1% are said in words.
    """
    chances = {
        rating: float(getattr(row, rating) if hasattr(row, rating) else row[rating]) for rating in RATINGS
    }
    likely = {r: p for r, p in sorted(chances.items(), key=lambda item: -item[1]) if p >= _MENTIONED}
    percentages = _rounded_together(list(likely.values()))
    parts = [
        f"{_percentage(probability, percentage)} {lower_first(RATING_LABELS[rating])}"
        for (rating, probability), percentage in zip(likely.items(), percentages, strict=True)
    ]
    return f"{name}: {', '.join(parts)}."


def _rounded_together(probabilities: list[float]) -> list[int]:
    """Return whole percentages that add to the rounded total: the largest remainders are rounded up."""
    exact = [100 * probability for probability in probabilities]
    whole = [floor(share) for share in exact]
    spare = floor(sum(exact) + 0.5) - sum(whole)
    up = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])[: max(spare, 0)]
    return [share + (i in up) for i, share in enumerate(whole)]


def _percentage(probability: float, percentage: int) -> str:
    """Write a probability: '71%', and at the ends 'less than 1%', 'more than 99%' or '100%'."""
    if probability >= _CERTAIN:
        return "100%"
    if probability > 0.99:
        return "more than 99%"
    return "less than 1%" if probability < 0.01 else f"{percentage}%"
