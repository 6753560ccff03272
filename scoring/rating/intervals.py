"""Confidence intervals: of counts, as they are given, and which of the two a figure has."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    lower, upper : arrays of percent
        From 0, which is reached where none counts and only there, to 100, where all do.

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
    # There the two terms are equal, but for the rounding of the computer.
    lower = np.where(share == 0, 0.0, 100 * (centre - half))
    upper = np.where(share == 1, 100.0, 100 * (centre + half))
    return lower[()], upper[()]


def rescale_interval(
    value: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    confidence: float,
    per: npt.ArrayLike = np.nan,
) -> tuple[FloatArray, FloatArray]:
    """Return 95% limits widened or narrowed to another confidence, for figures without counts.

    Each half-width is multiplied by the ratio of normal quantiles: exact for a normal interval
    (an index with a standard error), an approximation for limits read off a proportion. A share stays
    between 0 and `per`, which is what all of it is; NaN for a figure that has no such ends.
    """
    ratio = z_value(confidence) / z_value(95)
    return within_scale(value - ratio * (value - lower), value + ratio * (upper - value), per)


def within_scale(lower: FloatArray, upper: FloatArray, per: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return limits that do not go beyond 0 and `per`, the ends of a share; NaN for a figure without ends."""
    ends = np.asarray(per, float)
    with np.errstate(invalid="ignore"):
        return np.where((lower < 0) & ~np.isnan(ends), 0.0, lower), np.where(upper > ends, ends, upper)


@dataclass(frozen=True)
class Known:
    """Counts and 95% limits that go together; arrays of one shape, limits in the indicator's unit.

    `counted` is where the counts are those of the figure and its interval follows from them. Elsewhere
    nothing may be worked out from counts, and the limits, if there are any, are all that is known of chance.
    `lower` and `upper` are NaN where none are given and the counts say. `estimated` is where a limit
    that was not given had to be put in its place.
    """

    counted: npt.NDArray[np.bool_]
    lower: FloatArray
    upper: FloatArray
    estimated: npt.NDArray[np.bool_]

    def limits(
        self, numerator: npt.ArrayLike, denominator: npt.ArrayLike, per: npt.ArrayLike
    ) -> tuple[FloatArray, FloatArray]:
        """Return the 95% limits, those of the counts where none are given."""
        counts = np.where(self.counted, np.asarray(numerator, float), np.nan)
        share = np.asarray(per, float) / 100
        low, high = (share * end for end in wilson_interval(counts, denominator))
        return np.where(np.isnan(self.lower), low, self.lower), np.where(
            np.isnan(self.upper), high, self.upper
        )


def known_of(
    value: npt.ArrayLike,
    counts: tuple[npt.ArrayLike, npt.ArrayLike],
    limits: tuple[npt.ArrayLike, npt.ArrayLike],
    per: npt.ArrayLike = 100,
) -> Known:
    """Return which counts and limits of figures go together.

    Parameters
    ----------
    value : array_like
    counts : numerator and denominator, each array_like
    limits : lower and upper limit at 95%, each array_like
        All as they are given, NaN where not.
    per : array_like
        What a share is multiplied by to be in the indicator's unit; NaN where a value is no share.

    Notes
    -----
    A standardised rate or a weighted percentage is not numerator / denominator, and its interval is not
    Wilson's. So counts are those of the figure where they give its limits, as far as these are written out (55
    stands for 54.5 to 55.5), or, where there are no limits, where their own interval holds the value: a printed
    value may rest on slightly different counts. Otherwise the limits given stand for themselves.

    - One limit alone: the other one is that of the counts if they give the first, else as far from the value on
      the other side.
    - Neither, and counts that are not the figure's: Wilson's limits for as many people and the value itself.
      How far weighting widens an interval cannot be told from counts; that many people is an estimate of what is
      known, where leaving chance out would take the value for certain.
    """
    given = [np.asarray(part, float) for part in (value, *counts, *limits, per)]
    value, count, total, lower, upper, per = np.broadcast_arrays(*given)
    has_counts = ~np.isnan(value) & (count >= 0) & (count <= total) & (total > 0) & ~np.isnan(per)
    count = np.where(has_counts, count, np.nan)
    has_lower, has_upper = ~np.isnan(lower), ~np.isnan(upper)
    low, high = (per / 100 * end for end in wilson_interval(count, total))
    slack = _SAME_INTERVAL * (high - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        gives_limits = (~has_lower | (np.abs(lower - low) <= as_written(lower) + slack)) & (
            ~has_upper | (np.abs(upper - high) <= as_written(upper) + slack)
        )
        holds_value = (value >= low - as_written(value)) & (value <= high + as_written(value))
    none_given = ~has_lower & ~has_upper
    counted = has_counts & np.where(none_given, holds_value, gives_limits)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(has_counts, value / per * total, np.nan)
        guessed = per / 100 * np.stack(wilson_interval(share, total))
        mirrored = within_scale(2 * value - upper, 2 * value - lower, per)
    ends = []
    for side, end, counts_end in ((0, lower, low), (1, upper, high)):
        lone = np.where(counted, counts_end, mirrored[side])
        put = np.where(none_given, np.where(counted, np.nan, guessed[side]), lone)
        ends.append(np.where(np.isnan(end), put, end))
    estimated = ~counted & (np.isnan(lower) | np.isnan(upper)) & ~np.isnan(ends[0] + ends[1])
    return Known(counted, ends[0], ends[1], estimated)


def known_figures(figures: pd.DataFrame) -> Known:
    """Return `known_of` for the rows of a long table (see `Edition.indicators`)."""
    counts, limits = (
        (figures["numerator"], figures["denominator"]),
        (figures["lower_ci"], figures["upper_ci"]),
    )
    return known_of(figures["value"], counts, limits, figures.get("per", 100.0))


_SAME_INTERVAL = 1e-3
"""Limits by 1.96 and by 1.959964 are the same: they differ by less than this part of their distance."""


def counts_give_value(
    value: npt.ArrayLike, numerator: npt.ArrayLike, denominator: npt.ArrayLike, per: npt.ArrayLike = 100
) -> npt.NDArray[np.bool_]:
    """Return where counts give the value, but for the rounding with which it is written."""
    figure = np.asarray(value, float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        counted = np.asarray(per, float) * np.asarray(numerator, float) / np.asarray(denominator, float)
        found: npt.NDArray[np.bool_] = np.abs(figure - counted) <= as_written(figure)
    return found


def as_written(figure: FloatArray) -> FloatArray:
    """Return half a unit of the last decimal with which each figure is written, of at most six decimals."""
    half = np.full(figure.shape, 0.5e-6)
    for decimals in range(5, -1, -1):
        with np.errstate(invalid="ignore", over="ignore"):
            whole = np.abs(figure - np.round(figure, decimals)) < _BINARY * np.maximum(1, np.abs(figure))
        half = np.where(whole, 0.5 * 10.0**-decimals, half)
    # A half that was rounded is a full half away.
    return half * (1 + 1e-6) + _BINARY * np.nan_to_num(np.abs(figure))


_BINARY = 1e-12
"""How far, in parts of its size, a decimal fraction may be from what the computer holds of it."""


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
