"""Confidence intervals of percentages."""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

NO_SPREAD = 1e-6
"""A standard error below this, in the indicator's unit, is none: nothing is known of chance."""


@lru_cache(maxsize=100)
def z_value(confidence: float) -> float:
    """Return the two-sided normal quantile: 1.959964 for 95 (%), 3.090232 for 99.8 (%)."""
    return NormalDist().inv_cdf(0.5 + confidence / 200)


def wilson_interval(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, confidence: float = 95
) -> tuple[FloatArray, FloatArray]:
    """Return the Wilson score interval of a proportion, in percent.

    Parameters
    ----------
    numerator, denominator : array_like
        Counts, of shapes that broadcast. NaN, or a denominator of 0, gives NaN limits.
    confidence : float
        Two-sided confidence in percent.

    Returns
    -------
    lower, upper : arrays of percent, 0 to 100

    Notes
    -----
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22:209-212.

    Examples
    --------
    >>> lower, upper = wilson_interval(81, 263)
    >>> float(lower.round(2)), float(upper.round(2))
    (25.53, 36.62)
    """
    count, total = np.asarray(numerator, float), np.asarray(denominator, float)
    z2 = z_value(confidence) ** 2
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = count / total
        scale = 1 + z2 / total
        centre = (share + z2 / (2 * total)) / scale
        half = np.sqrt(z2 * (share * (1 - share) / total + z2 / (4 * total**2))) / scale
    return 100 * (centre - half), 100 * (centre + half)


def rescale_interval(
    value: FloatArray, lower: FloatArray, upper: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Return 95% limits widened or narrowed to another confidence, for figures without counts.

    Each half-width is multiplied by the ratio of normal quantiles: exact for a normal interval
    (an index with a standard error), an approximation for limits read off a proportion.
    """
    ratio = z_value(confidence) / z_value(95)
    return value - ratio * (value - lower), value + ratio * (upper - value)


def standard_error(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    multiplier: npt.ArrayLike = 100,
) -> FloatArray:
    """Return the standard error of figures, in the indicator's unit.

    Parameters
    ----------
    numerator, denominator : array_like
        Counts, NaN where there are none: the error is multiplier · sqrt(p (1 - p) / n), which is 0 if
        none or all of n count.
    lower, upper : array_like
        95% limits in the indicator's unit, for figures without counts: (upper - lower) / (2 · 1.959964).
    multiplier : array_like
        What a share is multiplied by to be in the indicator's unit: 100 for percent.

    Returns
    -------
    array of the broadcast shape, NaN where there are neither counts nor limits

    Examples
    --------
    >>> standard_error([90, float("nan")], [100, float("nan")], [80, 68.04], [95, 71.96]).round(2).tolist()
    [3.0, 1.0]
    """
    count, total = np.asarray(numerator, float), np.asarray(denominator, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = count / total
        counted = np.asarray(multiplier, float) * np.sqrt(share * (1 - share) / total)
    measured = (np.asarray(upper, float) - np.asarray(lower, float)) / (2 * z_value(95))
    return np.where(np.isnan(counted), measured, counted)
