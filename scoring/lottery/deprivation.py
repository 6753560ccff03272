"""By deprivation: the difference between the most and the least deprived end, absolute and relative."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError, listed
from scoring.explain.words import format_value
from scoring.lottery.measures import (
    RATING,
    UPPER_TWO,
    Measure,
    difference_in_words,
    measure_of,
    measures_of,
    with_estimate_note,
)
from scoring.rating.intervals import FloatArray

DEPRIVATION = "imd_2015_score"
POPULATION = "population"
CONFIDENCE = 0.95
NUMBERS = (
    "most_deprived",
    "least_deprived",
    "slope_index",
    "slope_low",
    "slope_high",
    "relative_index",
    "relative_low",
    "relative_high",
)
POSITION_IN_WORDS = (
    "Areas stand in order of deprivation (average score of the Index of Multiple Deprivation 2015), each as wide as "
    "its population. 0 is the most deprived end of England, 1 the least deprived."
)
RATIO_IN_WORDS = (
    "The relative index is what the line gives at the most deprived end, divided by what it gives at the least "
    "deprived (Mackenbach and Kunst 1997)."
)
CAUTION = (
    "It compares areas, not persons: it does not say that deprived patients fare so within an area, nor that "
    "deprivation is the cause. The interval takes areas as independent; since neighbours are often alike, it is "
    "rather too narrow."
)


@dataclass(frozen=True)
class Gradient:
    """How a measure changes with deprivation, from the most (position 0) to the least deprived end (1).

    Attributes
    ----------
    measure, label : str
        See `Measure`.
    most_deprived, least_deprived : float
        What the line gives at the two ends, in the measure's unit.
    slope_index, slope_low, slope_high : float
        Slope index of inequality: most_deprived - least_deprived, and its 95% interval, in the unit. Negative where
        the most deprived end is lower.
    relative_index, relative_low, relative_high : float
        Relative index of inequality: most_deprived / least_deprived, and its 95% interval; NaN if the line is not
        above 0 at both ends.
    points : DataFrame
        One row an area that counts, most deprived first: area_code, position (0 to 1), value, fitted, population,
        deprivation (score), estimated.
    line : DataFrame
        The fitted line, to draw: position (0 to 1), fitted, lower, upper (95% interval of the line).
    left_out : list of str
        Codes of areas without a value, a population or a deprivation score.
    sentence, caution : str
        What it shows, and what it does not mean.
    """

    measure: str
    label: str
    most_deprived: float
    least_deprived: float
    slope_index: float
    slope_low: float
    slope_high: float
    relative_index: float
    relative_low: float
    relative_high: float
    points: pd.DataFrame
    line: pd.DataFrame
    left_out: list[str]
    sentence: str
    caution: str


def gradient(assessment: Assessment, measure: str = RATING) -> Gradient:
    """Return the slope and the relative index of inequality of one measure, and the line behind them.

    Parameters
    ----------
    edition, method
    measure : str
        The id of an indicator, `RATING` (steps above the lowest) or `UPPER_TWO` (percent performing well or better).

    Raises
    ------
    DataError
        If there is no such measure, the edition has no deprivation scores or populations, fewer than four areas
        have all three, or all are equally deprived.

    Notes
    -----
    J. P. Mackenbach and A. E. Kunst (1997), Measuring the magnitude of socio-economic inequalities in health,
    Social Science and Medicine 44:757-771: least squares, weighted by population, of the value on the position of
    the area (the middle of its share of the population in order of deprivation). Intervals are robust against
    unequal variance (HC3: J. G. MacKinnon and H. White (1985), Journal of Econometrics 29:305-325), with Student's
    t of n - 2 degrees of freedom. The ratio's interval is by the delta method on its logarithm.
    """
    return _gradient(assessment.edition, measure_of(assessment, measure))


def gradients(assessment: Assessment) -> pd.DataFrame:
    """Return the indices of inequality of every indicator, and of the ratings where the methodology gives them.

    Returns
    -------
    DataFrame
        One row a measure: measure, label, unit, the numbers of `Gradient` (see `NUMBERS`), areas (how many
        count), estimated (whether any value is), sentence. Where no line can be drawn numbers are NaN and the
        sentence says why.

    Raises
    ------
    DataError
        If the edition has no deprivation scores or populations.
    """
    _check_areas(assessment.edition)
    return pd.DataFrame([_row(assessment.edition, m) for m in measures_of(assessment, UPPER_TWO, RATING)])


def _row(edition: Edition, measure: Measure) -> dict[str, object]:
    row: dict[str, object] = {"measure": measure.id, "label": measure.label, "unit": measure.unit}
    try:
        found = _gradient(edition, measure)
    except DataError as problem:
        numbers = dict.fromkeys(NUMBERS, np.nan)
        return row | numbers | {"areas": 0, "estimated": False, "sentence": str(problem)}
    numbers = {name: getattr(found, name) for name in NUMBERS}
    estimated = bool(found.points["estimated"].any())
    return row | numbers | {"areas": len(found.points), "estimated": estimated, "sentence": found.sentence}


def positions(score: FloatArray, population: FloatArray) -> FloatArray:
    """Return where areas stand in order of deprivation: 0 the most, 1 the least deprived.

    Parameters
    ----------
    score, population : arrays of shape (areas,)
        A higher score is more deprived.

    Returns
    -------
    array of shape (areas,)
        The middle of each area's share of the population; areas of the same score share one middle.

    Examples
    --------
    >>> positions(np.array([30.0, 10.0, 20.0]), np.array([50.0, 30.0, 20.0])).tolist()
    [0.25, 0.85, 0.6]
    """
    _, group = np.unique(-score, return_inverse=True)
    people = np.bincount(group, weights=population)
    return ((np.cumsum(people) - people / 2) / people.sum())[group]


def _gradient(edition: Edition, measure: Measure) -> Gradient:
    points, left_out = _points(edition, measure)
    position = points["position"].to_numpy()
    ends, covariance = _weighted_line(position, points["value"].to_numpy(), points[POPULATION].to_numpy())
    most, least = (float(end) for end in ends)
    t = float(stdtrit(len(points) - 2, (1 + CONFIDENCE) / 2))
    half = t * _error(np.array([1.0, -1.0]), covariance)
    low, high = most - least - half, most - least + half
    ratio, ratio_low, ratio_high = _ratio(most, least, covariance, t)
    return Gradient(
        measure=measure.id,
        label=measure.label,
        most_deprived=most,
        least_deprived=least,
        slope_index=most - least,
        slope_low=low,
        slope_high=high,
        relative_index=ratio,
        relative_low=ratio_low,
        relative_high=ratio_high,
        points=points.assign(fitted=most + (least - most) * position),
        line=_line(ends, covariance, t),
        left_out=left_out,
        sentence=with_estimate_note(_sentence(measure, most, least, (low, high)), points["estimated"]),
        caution=CAUTION,
    )


def _ratio(most: float, least: float, covariance: FloatArray, t: float) -> tuple[float, float, float]:
    """Return most / least and its interval, NaN unless both are above 0."""
    if most <= 0 or least <= 0:
        return np.nan, np.nan, np.nan
    spread = float(np.exp(t * _error(np.array([1 / most, -1 / least]), covariance)))
    return most / least, most / least / spread, most / least * spread


def _check_areas(edition: Edition) -> None:
    if missing := [name for name in (DEPRIVATION, POPULATION) if name not in edition.areas]:
        raise DataError(
            f"The areas of {edition.meta.title} have no column {listed(missing)}, so they cannot be put in order of "
            "deprivation."
        )


def _points(edition: Edition, measure: Measure) -> tuple[pd.DataFrame, list[str]]:
    """Return the areas with all that is needed, most deprived first, and the codes of the others."""
    _check_areas(edition)
    known = edition.areas[["area_code", DEPRIVATION, POPULATION]].copy()
    for column in (DEPRIVATION, POPULATION):
        known[column] = pd.to_numeric(known[column], errors="coerce")
    table = measure.table.merge(known.rename(columns={DEPRIVATION: "deprivation"}), on="area_code")
    whole = table.notna().all(axis=1) & (table[POPULATION] > 0)
    points = table[whole].sort_values(
        ["deprivation", "area_code"], ascending=[False, True], ignore_index=True
    )
    if len(points) < 4:
        raise DataError(
            f"Fewer than four areas of {edition.meta.title} have a figure for {measure.label}, a population and a "
            "deprivation score, so no line can be drawn through them."
        )
    if points["deprivation"].nunique() == 1:
        raise DataError(
            f"All areas of {edition.meta.title} have the same deprivation score, so they have no order."
        )
    points["position"] = positions(points["deprivation"].to_numpy(), points[POPULATION].to_numpy())
    return points, list(table.loc[~whole, "area_code"])


def _weighted_line(
    position: FloatArray, value: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what the weighted line gives at 0 and at 1, and the HC3 covariance of these two."""
    root = np.sqrt(weight / weight.mean())
    # In this basis the two coefficients are the two ends.
    design = np.column_stack([1 - position, position]) * root[:, None]
    inverse = np.linalg.inv(design.T @ design)
    ends = inverse @ design.T @ (value * root)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    residual = (value * root - design @ ends) / np.maximum(1 - leverage, 1e-12)
    half = inverse @ (design * residual[:, None]).T
    return ends, half @ half.T


def _error(gradient_of: FloatArray, covariance: FloatArray) -> float:
    return float(np.sqrt(gradient_of @ covariance @ gradient_of))


def _line(ends: FloatArray, covariance: FloatArray, t: float) -> pd.DataFrame:
    position = np.linspace(0, 1, 21)
    basis = np.column_stack([1 - position, position])
    fitted = basis @ ends
    half = t * np.sqrt(np.einsum("ij,jk,ik->i", basis, covariance, basis))
    return pd.DataFrame(
        {"position": position, "fitted": fitted, "lower": fitted - half, "upper": fitted + half}
    )


def _sentence(measure: Measure, most: float, least: float, interval: tuple[float, float]) -> str:
    difference = most - least
    low, high = (_number(end, measure) for end in sorted(interval, key=abs))
    within = f"95% interval {low} to {high}"
    verdict = ""
    if interval[0] <= 0 <= interval[1]:
        below, above = (_number(end, measure) for end in interval)
        within, verdict = f"95% interval from {below} lower to {above} higher", ". It may be chance"
    side = "higher" if difference > 0 else "lower"
    if measure.direction == "lower_is_better":
        side = f"{side}, so {'worse' if difference > 0 else 'better'},"
    return (
        f"Between the most and the least deprived end of England the difference in {measure.label} is "
        f"{difference_in_words(difference, measure)} ({within}){verdict}. It is {side} at the most deprived end: "
        f"{format_value(most, measure)} against {format_value(least, measure)}."
    )


def _number(difference: float, measure: Measure) -> str:
    """Write the size of a difference without its unit."""
    return format_value(abs(difference), replace(measure, unit=""))
