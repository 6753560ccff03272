"""What is known of chance in each figure, and the true values that a repeated year would vary round."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betainc

from scoring.rating.grid import BoolArray, Grid
from scoring.rating.intervals import NO_SPREAD, FloatArray, z_value


@dataclass(frozen=True)
class Chance:
    """How each figure of a grid may vary by chance; every array is (areas, indicators).

    `counted` figures have counts: their numerator is Binomial(`size`, `rate`), with `size` the denominator
    in whole patients, 0 where not counted, and `rate` the true share (0 to 1), NaN where not counted.
    `normal` figures have only 95% limits: their value is normal round `centre` with the standard error
    `error`, both in the indicator's unit, NaN where not normal. All others do not vary.
    """

    counted: BoolArray
    normal: BoolArray
    size: FloatArray
    rate: FloatArray
    centre: FloatArray
    error: FloatArray


def chance_of(grid: Grid, *, shrink: bool = True) -> Chance:
    """Return what is known of chance in each figure of a grid without leading dimensions.

    Parameters
    ----------
    grid : Grid
    shrink : bool
        Whether the true rate of an area is its own drawn towards that of all areas in the grid
        (see `shrunken_rates` and `shrunken_values`), or the figure as it stands.
    """
    known = ~np.isnan(grid.value)
    with np.errstate(invalid="ignore"):
        error = (grid.upper_ci - grid.lower_ci) / (2 * z_value(95))
        counted = known & ~np.isnan(grid.numerator) & ~np.isnan(grid.per) & (np.rint(grid.denominator) >= 1)
        normal = known & ~counted & (error > NO_SPREAD)
    numerator = np.where(counted, grid.numerator, np.nan)
    denominator = np.where(counted, grid.denominator, np.nan)
    value, error = np.where(normal, grid.value, np.nan), np.where(normal, error, np.nan)
    if shrink:
        rate, centre = shrunken_rates(numerator, denominator), shrunken_values(value, error)
    else:
        rate, centre = np.clip(numerator / denominator, 0, 1), value
    size = np.where(counted, np.rint(grid.denominator), 0)
    return Chance(counted, normal, size, rate, centre, error)


def shrunken_rates(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the share of each area, drawn towards that of all areas as far as it may be chance.

    Parameters
    ----------
    numerator, denominator : arrays of shape (areas, …)
        Counts; NaN where there are none. Each column is an indicator of its own.

    Returns
    -------
    array of shape (areas, …)
        Shares from 0 to 1, NaN where there are no counts.

    Notes
    -----
    Beta-binomial empirical Bayes, fitted by moments: J. C. Kleinman (1973), Proportions with extraneous
    variance: single and independent samples, Journal of the American Statistical Association 68:46-54,
    with weights proportional to size. With w = n / Σn, m = Σ w p and S = Σ w (p - m)²::

        E S = m (1 - m) · [Σ w (1 - w) / n + ρ · (Σ w (1 - w) - Σ w (1 - w) / n)]

    which gives the correlation ρ within areas, limited to 0 and 1. The prior is a beta distribution of
    mean m that counts as (1 - ρ) / ρ patients, so that an area's posterior mean is
    B p + (1 - B) m with B = nρ / (1 + (n - 1) ρ). Without more variation than chance gives, ρ is 0 and
    every area has the share m; a single area keeps its own.

    Examples
    --------
    >>> shrunken_rates(np.array([2.0, 8.0]), np.array([10.0, 10.0])).round(3).tolist()
    [0.213, 0.787]
    """
    mean, within = spread_of_rates(numerator, denominator)
    known, size, share = _shares(numerator, denominator)
    own = size * within / (1 + (size - 1) * within)
    # Weights may add to a little more than 1, and shares of 1 with them.
    return np.where(known, np.minimum(own * share + (1 - own) * mean, 1), np.nan)


def spread_of_rates(numerator: FloatArray, denominator: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean share m and the correlation ρ within areas that `shrunken_rates` goes by.

    Arrays as `shrunken_rates` takes them; what is returned has the shape of one area, NaN (mean) and 0 (ρ)
    where no area has counts.
    """
    known, size, share = _shares(numerator, denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = known * size / (known * size).sum(0)
        mean = (weight * share).sum(0)
        spread = (weight * (share - mean) ** 2).sum(0)
        left = weight * (1 - weight)
        by_chance = (left / size).sum(0)
        unit = mean * (1 - mean)
        # Nothing is known of ρ from a single area, or from one patient an area.
        between = unit * (left * (1 - 1 / size)).sum(0)
        within = np.where(between > 0, np.clip((spread - unit * by_chance) / between, 0, 1), 0.0)
    return mean, within


def _shares(numerator: FloatArray, denominator: FloatArray) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Return where there are counts, their sizes (1 elsewhere) and shares (0 elsewhere)."""
    known = ~np.isnan(numerator) & (denominator > 0)
    size = np.where(known, denominator, 1.0)
    return known, size, np.clip(np.where(known, numerator, 0) / size, 0, 1)


def shrunken_values(value: FloatArray, error: FloatArray) -> FloatArray:
    """Return the value of each area, drawn towards the mean of all areas as far as it may be chance.

    Parameters
    ----------
    value, error : arrays of shape (areas, …)
        Values and their standard errors (above 0), in the indicator's unit; NaN where there are none.

    Returns
    -------
    array of shape (areas, …), NaN where there is no value or no error

    Notes
    -----
    Normal empirical Bayes (C. N. Morris (1983), Parametric empirical Bayes inference, Journal of the
    American Statistical Association 78:47-55): (1 - B) value + B mean with B = error² / (error² + τ²). The
    variance between areas is by moments (R. DerSimonian and N. Laird (1986), Meta-analysis in clinical
    trials, Controlled Clinical Trials 7:177-188): with w = 1 / error² and Q = Σ w (value - Σ w value / Σ w)²,
    τ² = (Q - (k - 1)) / (Σ w - Σ w² / Σ w), at least 0; the mean has weights 1 / (error² + τ²).

    Examples
    --------
    >>> shrunken_values(np.array([69.0, 71.0]), np.array([0.5, 0.5])).round(3).tolist()
    [69.125, 70.875]
    """
    mean, between = spread_of_values(value, error)
    known, found, variance = _measured(value, error)
    chance = variance / (variance + between)
    return np.where(known, (1 - chance) * found + chance * mean, np.nan)


def spread_of_values(value: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean and the variance τ² between areas that `shrunken_values` goes by.

    Arrays as `shrunken_values` takes them; what is returned has the shape of one area, NaN (mean) and 0 (τ²)
    where no area has a value and an error.
    """
    known, found, variance = _measured(value, error)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = known / variance
        total = weight.sum(0)
        mean = (weight * found).sum(0) / total
        heterogeneity = (weight * (found - mean) ** 2).sum(0)
        between = (heterogeneity - (known.sum(0) - 1)) / (total - (weight**2).sum(0) / total)
        between = np.where(known.sum(0) > 1, np.maximum(between, 0), 0.0)
        weight = known / (variance + between)
        return (weight * found).sum(0) / weight.sum(0), between


def _measured(value: FloatArray, error: FloatArray) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Return where there are values with an error, these values (0 elsewhere) and variances (1 elsewhere)."""
    known = ~np.isnan(value) & ~np.isnan(error)
    return known, np.where(known, value, 0.0), np.where(known, error, 1.0) ** 2


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


def shrunken_figures(grid: Grid) -> Grid:
    """Return the grid with every value drawn towards the mean of all areas, as far as it may be chance.

    Values with counts or with limits are replaced (see `shrunken_rates`, `shrunken_values`); others stay.
    The arrays may have leading dimensions: each is a table of its own.
    """
    arrays = (grid.value, grid.numerator, grid.denominator, grid.lower_ci, grid.upper_ci, grid.per)
    value, numerator, denominator, lower, upper, per = np.broadcast_arrays(*arrays)
    error = (upper - lower) / (2 * z_value(95))
    counted = ~np.isnan(value) & ~np.isnan(numerator) & ~np.isnan(per) & (denominator > 0)
    normal = ~np.isnan(value) & ~counted & (error > NO_SPREAD)
    drawn = value.copy(order="K")
    _replace(drawn, counted, shrunken_rates, numerator, denominator, per)
    _replace(drawn, normal, shrunken_values, value, error, np.ones_like(per))
    return replace(grid, value=drawn)


def _replace(
    value: FloatArray,
    where: BoolArray,
    shrunken: Callable[[FloatArray, FloatArray], FloatArray],
    *given: FloatArray,
) -> None:
    """Put shrunken figures in the place of values, all arrays (…, areas, indicators), an indicator at a time.

    `given` are the two arrays (areas, …) that the function takes, and what its result is multiplied by.
    """
    for j in np.flatnonzero(where.any(axis=tuple(range(where.ndim - 1)))):
        mine = where[..., j]
        first, second, unit = (array[..., j] for array in given)
        found = shrunken(*(np.moveaxis(array, -1, 0) for array in (np.where(mine, first, np.nan), second)))
        value[..., j] = np.where(mine, unit * np.moveaxis(found, 0, -1), value[..., j])
