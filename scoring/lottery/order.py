"""How sure the order of two areas is: what is known of the truth behind each figure, and its comparison."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv, betaln, expit, ndtr

from scoring.rating.grid import Grid, IntArray
from scoring.rating.intervals import FloatArray
from scoring.rating.shrinkage import Chance, chance_of, spread_of_rates, spread_of_values

PRIOR_COUNTS = 0.5
"""What Jeffreys' prior adds to successes and to failures, for plain rates."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)
_LEFT_OUT = 1e-9
"""The probability in each tail beyond the points of the quadrature."""
_LEAST = 1e-6
"""A parameter of a beta below this is taken for this: all but 0.01% of the share is then 0, or 1, to any eye."""
_FARTHEST = 46.0
"""Log odds beyond which shares are not told apart: less than one in 10^19, or all but that."""


@dataclass(frozen=True)
class Truth:
    """What is known of the true figures of a grid; every array is (areas, indicators).

    With counts the true share is Beta(`successes`, `failures`), both NaN without; with limits only it is
    normal. `centre` and `spread` are mean and standard deviation in the indicator's unit in both cases, NaN
    where nothing is known of chance. Where the areas of an indicator differ by no more than chance makes them, the
    parameters are infinite and the spread is 0.
    """

    successes: FloatArray
    failures: FloatArray
    centre: FloatArray
    spread: FloatArray


def truth_of(grid: Grid, *, shrink: bool = True) -> Truth:
    """Return what the figures of a grid say of the truth behind them.

    Parameters
    ----------
    grid : Grid
        Without leading dimensions.
    shrink : bool
        Whether the truth is drawn towards that of all areas, or goes by each figure alone.

    Notes
    -----
    The figures that vary are those of `scoring.rating.shrinkage.chance_of`. With shrink, the priors are those of
    `shrunken_rates` and `shrunken_values`, so that the means here are what these give: a beta prior of mean m
    that counts as (1 - ρ) / ρ patients, and a normal one of variance τ². Without shrink, counts have Jeffreys'
    prior Beta(½, ½) (L. D. Brown, T. T. Cai and A. DasGupta (2001), Interval estimation for a binomial
    proportion, Statistical Science 16:101-133) and values a flat one. Priors are taken as known: that they are
    themselves estimated is left out, which matters little with two hundred areas.
    """
    chance = chance_of(grid, shrink=shrink)
    successes, failures = _beta(grid, chance, shrink=shrink)
    size = successes + failures
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.isinf(size), chance.rate, successes / size)
        centre = np.where(chance.counted, grid.per * share, chance.centre)
        counted_spread = grid.per * np.sqrt(share * (1 - share) / (size + 1))
    spread = np.where(chance.counted, counted_spread, _normal_spread(grid, chance, shrink=shrink))
    return Truth(successes, failures, centre, spread)


def _beta(grid: Grid, chance: Chance, *, shrink: bool) -> tuple[FloatArray, FloatArray]:
    """Return the parameters of the true shares; infinite where every area has the same share."""
    size = np.where(chance.counted, grid.denominator, np.nan)
    numerator = np.where(chance.counted, np.clip(grid.numerator, 0, grid.denominator), np.nan)
    if not shrink:
        return numerator + PRIOR_COUNTS, size - numerator + PRIOR_COUNTS
    mean, within = spread_of_rates(numerator, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = (1 - within) / within
        # Where the share is 0 or 1 in all areas a part is ∞ · 0, and as infinite as the other.
        prior = [np.where(np.isinf(weight), np.inf, weight * part) for part in (mean, 1 - mean)]
    return numerator + prior[0], size - numerator + prior[1]


def _normal_spread(grid: Grid, chance: Chance, *, shrink: bool) -> FloatArray:
    if not shrink:
        return chance.error
    _, between = spread_of_values(np.where(chance.normal, grid.value, np.nan), chance.error)
    variance = chance.error**2
    return np.sqrt(variance * between / (variance + between))


def probability_higher(truth: Truth, first: IntArray, second: IntArray) -> FloatArray:
    """Return the probability that the true figure of one area is higher than that of another.

    Parameters
    ----------
    truth : Truth
    first, second : arrays of shape (pairs,)
        Rows of the areas. Their truths are independent given the priors.

    Returns
    -------
    array of shape (pairs, indicators)
        NaN where nothing is known of chance in either figure. 0.5 where the areas of an indicator differ by no
        more than chance makes them: the limit as the variation between areas goes to none.

    Notes
    -----
    Two shares are compared by `probability_higher_share`. Two values, or a value and a share, are compared
    as normal: Φ of the difference of means over the root of the sum of variances.
    """
    difference = truth.centre[first] - truth.centre[second]
    together = np.hypot(truth.spread[first], truth.spread[second])
    with np.errstate(divide="ignore", invalid="ignore"):
        probability = np.where(together == 0, 0.5, ndtr(difference / together))
    shares = [truth.successes[first], truth.failures[first], truth.successes[second], truth.failures[second]]
    both = np.isfinite(shares).all(axis=0)
    probability[both] = probability_higher_share(*(parameter[both] for parameter in shares))
    return probability


def probability_higher_share(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """Return the probability that a share Beta(a, b) is higher than an independent one Beta(c, d).

    Parameters
    ----------
    a, b, c, d : arrays of shape (pairs,)
        0 or more; a or b of 0 is a share of exactly 0 or 1.

    Notes
    -----
    P = ∫ f(x) F(x) dx by Gauss-Legendre quadrature over the log odds of the narrower share, where both functions
    are smooth: 80 points hold seven decimals, even for the share of a single patient.

    Examples
    --------
    >>> probability_higher_share(*np.array([[3.0], [1.0], [1.0], [1.0]])).round(6).tolist()
    [0.75]
    """
    a, b, c, d = (np.maximum(parameter, _LEAST) for parameter in (a, b, c, d))
    low, high = _range_of_log_odds(a, b)
    other_low, other_high = _range_of_log_odds(c, d)
    swap = high - low > other_high - other_low
    a, b, c, d = (np.where(swap, *pair)[:, None] for pair in ((c, a), (d, b), (a, c), (b, d)))
    low, high = (np.where(swap, *pair)[:, None] for pair in ((other_low, low), (other_high, high)))
    half = (high - low) / 2
    odds = (high + low) / 2 + half * _NODES
    # log x = odds - log(1 + e^odds), and log(1 - x) = -log(1 + e^odds).
    density = np.exp(a * odds - (a + b) * np.logaddexp(0, odds) - betaln(a, b))
    inside = (half * _WEIGHTS * density * _lower(c, d, odds)).sum(-1)
    below = _lower(a, b, low) * _lower(c, d, low) / 2
    above = _lower(b, a, -high) * (2 - _lower(d, c, -high)) / 2
    probability = np.clip(inside + (below + above)[:, 0], 0, 1)
    return np.where(swap, 1 - probability, probability)


def _lower(a: FloatArray, b: FloatArray, odds: FloatArray) -> FloatArray:
    """Return the probability that the log odds of a share Beta(a, b) are lower, exact at both ends."""
    high = odds > 0
    tail = betainc(np.where(high, b, a), np.where(high, a, b), expit(-np.abs(odds)))
    return np.where(high, 1 - tail, tail)


def _range_of_log_odds(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log odds between which all but a little of the probability of Beta(a, b) lies."""
    with np.errstate(divide="ignore", over="ignore"):
        low, high = betaincinv(a, b, _LEFT_OUT), betaincinv(b, a, _LEFT_OUT)
        ends = np.log(low) - np.log1p(-low), np.log1p(-high) - np.log(high)
    return np.clip(ends[0], -_FARTHEST, _FARTHEST), np.clip(ends[1], -_FARTHEST, _FARTHEST)
