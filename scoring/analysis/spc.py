"""Statistical process control: limits of a series over time, special causes, and whether a standard is reliably met.

The rules are those of NHS England's programme Making Data Count, as its published tools apply them to XmR charts.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.rating.intervals import FloatArray

XMR_FACTOR = 2.66
"""Limits lie so many mean moving ranges from the mean: three standard deviations of 1/1.128 mean moving ranges each."""
SCREENED_ABOVE = 3.267
"""A moving range of more than so many mean moving ranges is a jump, and is left out of their mean."""
RUN = 7
"""So many points in a row on one side of the mean are a shift; so many that only rise, or only fall, a trend."""
FEWEST_POINTS = 12
"""With fewer points than this limits are provisional."""

Assurance = Literal["met", "missed", "not reliable"]


@dataclass(frozen=True)
class ProcessLimits:
    """The mean and the process limits of a series, all in the unit of its values.

    `points` is how many values they rest on. `lower_third` and `upper_third` are two thirds of the way to the limits.
    """

    mean: float
    lower: float
    upper: float
    points: int

    @property
    def lower_third(self) -> float:
        """The end of the inner two thirds, below."""
        return self.mean - 2 / 3 * (self.mean - self.lower)

    @property
    def upper_third(self) -> float:
        """The end of the inner two thirds, above."""
        return self.mean + 2 / 3 * (self.upper - self.mean)


def xmr_limits(values: npt.ArrayLike) -> ProcessLimits:
    """Return the limits of an XmR chart: mean ± 2.66 mean moving ranges.

    Parameters
    ----------
    values : array_like of shape (periods,)
        In the order of time; NaN is left out, and the values on its two sides are not compared.

    Raises
    ------
    ValueError
        If there are fewer than two values, or no two next to each other.

    Notes
    -----
    W. A. Shewhart's chart of individuals (D. J. Wheeler, Understanding Variation, 1993). Moving ranges above
    3.267 times their mean are left out and the mean is taken again, once, as Making Data Count's tools do.
    """
    given = np.asarray(values, float)
    ranges = np.abs(np.diff(given))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        raise ValueError("Limits need two values next to each other.")
    usual = ranges[ranges <= SCREENED_ABOVE * ranges.mean()]
    mean, half = float(np.nanmean(given)), XMR_FACTOR * float(usual.mean())
    return ProcessLimits(mean, mean - half, mean + half, int((~np.isnan(given)).sum()))


def p_chart_limits(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> pd.DataFrame:
    """Return the limits of a p-chart, which allow for the number of patients of each period.

    Returns
    -------
    DataFrame
        One row a period: mean (of all patients together), lower, upper; in per cent, within 0 and 100.

    Notes
    -----
    p ± 3 sqrt(p (1 − p) / n), p the share of all patients of all periods (Montgomery, Introduction to Statistical
    Quality Control, section 7.2). With thousands of patients these limits are narrower than the usual changes of a
    process, so pages show XmR.
    """
    top, whole = np.asarray(numerators, float), np.asarray(denominators, float)
    share = np.nansum(top) / np.nansum(np.where(np.isnan(top), np.nan, whole))
    half = 3 * np.sqrt(share * (1 - share) / whole)
    bounds = {"lower": np.clip(share - half, 0, 1), "upper": np.clip(share + half, 0, 1)}
    return pd.DataFrame({"mean": np.full(len(whole), share), **bounds}) * 100


def special_causes(values: npt.ArrayLike, limits: ProcessLimits, *, higher_is_better: bool) -> pd.DataFrame:
    """Return which points of a series have a special cause, and whether it is for the better.

    Returns
    -------
    DataFrame
        One row a period: outside (the limits), shift (one of seven in a row on one side of the mean), trend (one of
        seven in a row that only rise or only fall), two_of_three (one of two of three in a row, on one side, in the
        outer third within the limits) and variation: 'improvement', 'concern' or 'common'.
    """
    given = np.asarray(values, float)
    side = np.sign(given - limits.mean)
    outside = (given > limits.upper) | (given < limits.lower)
    near = ~outside & ((given > limits.upper_third) | (given < limits.lower_third))
    shift = _in_run(side, RUN)
    steps = np.sign(np.diff(given))
    step_runs = _in_run(steps, RUN - 1)
    trend = np.zeros(len(given), bool)
    trend[:-1] |= step_runs
    trend[1:] |= step_runs
    two = _two_of_three(near, side)
    # In a trend it is the way that counts, elsewhere the side of the mean.
    way = np.where(trend, _way(steps, step_runs, len(given)), side) * (1 if higher_is_better else -1)
    special = outside | shift | trend | two
    variation = np.select([special & (way > 0), special & (way < 0)], ["improvement", "concern"], "common")
    return pd.DataFrame(
        {"outside": outside, "shift": shift, "trend": trend, "two_of_three": two, "variation": variation}
    )


def _in_run(signs: FloatArray, length: int) -> npt.NDArray[np.bool_]:
    """Return which elements lie in a run of at least so many equal signs, neither 0 nor NaN."""
    found = np.zeros(len(signs), bool)
    start = 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or signs[end] != signs[start]:
            if end - start >= length and signs[start] in (-1, 1):
                found[start:end] = True
            start = end
    return found


def _way(steps: FloatArray, runs: npt.NDArray[np.bool_], points: int) -> FloatArray:
    """Return whether each point of a trend is in one that rises (1) or falls (−1)."""
    way = np.zeros(points)
    for place in np.flatnonzero(runs):
        way[place : place + 2] = steps[place]
    return way


def _two_of_three(near: npt.NDArray[np.bool_], side: FloatArray) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(near), bool)
    for start in range(len(near) - 2):
        for way in (-1, 1):
            window = near[start : start + 3] & (side[start : start + 3] == way)
            if window.sum() >= 2:
                found[start : start + 3] |= window
    return found


def assurance(limits: ProcessLimits, standard: float, *, higher_is_better: bool) -> Assurance:
    """Return whether a process as it is meets a standard reliably, misses it reliably, or neither.

    It is met reliably where both limits are on its right side, and missed reliably where both are on its wrong side.
    """
    if standard > limits.upper:
        return "missed" if higher_is_better else "met"
    if standard < limits.lower:
        return "met" if higher_is_better else "missed"
    return "not reliable"
