"""Beyond chance: how much of the spread of an indicator chance alone would give, and who is outside it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.editions.model import Edition, IndicatorMeta
from scoring.errors import DataError, UnknownNameError, listed
from scoring.explain.words import format_value, lower_first, whole_percent
from scoring.lottery.measures import with_estimate_note
from scoring.rating.benchmarks import between_variance, chance_error
from scoring.rating.grid import Grid, grid_of
from scoring.rating.intervals import FloatArray, z_value

LIMITS = (95.0, 99.8)
"""Percent of areas within the two pairs of control limits if there were only chance (Spiegelhalter 2005)."""
WINSORISED_PERCENT = 10.0
"""Percent of z-scores pulled in at either end: D. J. Spiegelhalter (2005), Quality and Safety in Health Care
14:347-351."""
PLACES = {
    "below_99_8": "Below the 99.8% limit",
    "below_95": "Below the 95% limit",
    "within": "Within the limits",
    "above_95": "Above the 95% limit",
    "above_99_8": "Above the 99.8% limit",
    "unknown": "Chance not known",
}
CURVE_POINTS = 200


@dataclass(frozen=True)
class Funnel:
    """An indicator's funnel round England, and what it says.

    Attributes
    ----------
    indicator : str
    england : float
        The centre, in the indicator's unit.
    size_is : str
        'denominator', or 'precision' (1 / standard error²) if any area has no counts; the size of an area.
    size_label : str
        The same in words, for an axis: 'Patients treated'.
    areas : DataFrame
        One row an area with a value, by code: area_code, value, size, error (standard error by chance if the truth
        were England's), z, z_dispersed (with over-dispersion), place, place_dispersed (ids in `PLACES`),
        estimated (the value), size_estimated (counts or limits). Where nothing is known of chance, size,
        error and z are NaN and place is 'unknown'.
    curves : DataFrame
        The control limits, by size: size, england, lower_95, upper_95, lower_99_8, upper_99_8, and the same four
        ending in _dispersed; in the indicator's unit.
    outside : DataFrame
        One row a limit, first without over-dispersion: limit (percent), over_dispersed, areas, outside, above,
        below (numbers), percent (of areas outside), expected_percent (5 or 0.2).
    between_areas : float
        Standard deviation between areas beyond chance (over-dispersion), in the indicator's unit.
    chance_percent : float
        How much of the variance of the values chance explains, 0 to 100; NaN where all values are equal.
    estimated : bool
        Whether any value, size or limit is an estimate.
    chance_sentence, outside_sentence, dispersed_sentence : str
    chance_caution, outside_caution : str
        What the figures do not mean.
    """

    indicator: str
    england: float
    size_is: str
    size_label: str
    areas: pd.DataFrame
    curves: pd.DataFrame
    outside: pd.DataFrame
    between_areas: float
    chance_percent: float
    estimated: bool
    chance_sentence: str
    outside_sentence: str
    dispersed_sentence: str
    chance_caution: str
    outside_caution: str


def funnel(edition: Edition, indicator: str) -> Funnel:
    """Return the funnel of an indicator round England's value.

    Raises
    ------
    DataError
        If there is no such indicator, no England value, or fewer than two areas of which anything is known of
        chance (counts or 95% limits).

    Notes
    -----
    D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine
    24:1185-1202: normal limits England ± z · error, with an additive random effect for over-dispersion
    (see `scoring.rating.benchmarks.funnel_error`). For the part of chance see `chance_share`.
    """
    meta = edition.meta.indicators.get(indicator)
    if meta is None:
        raise UnknownNameError(
            f"{edition.meta.title} has no indicator {indicator!r}. There is: {listed(edition.meta.indicators, 12)}."
        )
    grid = grid_of(edition.indicators, (indicator,))
    england = _england(grid, meta, edition)
    error = chance_error(grid, np.array([[england]]))
    error = np.where(np.isnan(grid.value), np.nan, error)
    if np.isfinite(error).sum() < 2:
        raise DataError(
            f"{meta.short_label} has counts or 95% limits for fewer than two areas in {edition.meta.title}, so "
            "chance cannot be judged. Give numerators and denominators, or limits."
        )
    between = float(between_variance(grid.value - england, error, WINSORISED_PERCENT)[0, 0])
    counted = bool((~np.isnan(grid.numerator) & ~np.isnan(grid.denominator))[np.isfinite(error)].all())
    counted = counted and not np.isnan(meta.per)
    areas = _areas(grid, england, error, between, counted=counted)
    curves = _curves(areas["size"].to_numpy(), england, between, meta.per if counted else np.nan)
    outside = _outside(areas)
    chance = chance_share(areas["value"].to_numpy(), areas["error"].to_numpy())
    marks = areas["estimated"] if areas["estimated"].any() else areas["size_estimated"]
    name = lower_first(meta.short_label)
    return Funnel(
        indicator=indicator,
        england=england,
        size_is="denominator" if counted else "precision",
        size_label=_size_label(meta, counted=counted),
        areas=areas,
        curves=curves,
        outside=outside,
        between_areas=between**0.5,
        chance_percent=chance,
        estimated=bool(marks.any()),
        chance_sentence=_chance_sentence(chance, name, marks),
        outside_sentence=with_estimate_note(
            _outside_sentence(outside, format_value(england, meta), name), marks
        ),
        dispersed_sentence=_dispersed_sentence(outside),
        chance_caution=(
            "It does not mean that so much of any one area's distance from England is chance, nor that the rest is "
            f"the quality of care{'; of estimates it says how they were made' if marks.any() else ''}."
        ),
        outside_caution=(
            "An area outside the limits does not necessarily give worse or better care, nor one inside the same "
            "care: patients differ, and so does how figures are recorded."
        ),
    )


def chance_share(value: FloatArray, error: FloatArray) -> float:
    """Return how much of the variance of values chance explains, in percent.

    Parameters
    ----------
    value, error : arrays of shape (areas,)
        Values and their standard errors by chance, in one unit; areas that lack either are left out.

    Returns
    -------
    float
        From 0 to 100; NaN for fewer than two areas or values without any variance.

    Notes
    -----
    By moments, each area counting once: the sample variance of the values is expected to be the variance
    between areas plus the mean of the error variances (L. V. Hedges (1983), A random effects model for effect
    sizes, Psychological Bulletin 93:388-395), so that chance explains mean(error²) / variance(value),
    limited to 100%. `scoring.rating.shrinkage` splits the spread by moments too, with weights.

    Examples
    --------
    >>> chance_share(np.array([70.0, 80.0, 90.0]), np.array([5.0, 5.0, 5.0]))
    25.0
    """
    known = np.isfinite(value) & np.isfinite(error)
    if known.sum() < 2 or np.ptp(value[known]) == 0:
        return float("nan")
    by_chance, variance = float(np.mean(error[known] ** 2)), float(np.var(value[known], ddof=1))
    return 100.0 if by_chance >= variance else 100 * by_chance / variance


def _england(grid: Grid, meta: IndicatorMeta, edition: Edition) -> float:
    given = {float(value) for value in grid.england.ravel() if not np.isnan(value)}
    if len(given) == 1:
        return given.pop()
    if meta.england_value is not None:
        return meta.england_value
    problem = "several England values" if given else "no England value"
    raise DataError(
        f"{meta.short_label} has {problem} in {edition.meta.title}, so control limits have no centre. "
        "Give one england_value."
    )


def _areas(grid: Grid, england: float, error: FloatArray, between: float, *, counted: bool) -> pd.DataFrame:
    known = ~np.isnan(grid.value[:, 0])
    value, chance = grid.value[known, 0], error[known, 0]
    z, dispersed = (value - england) / chance, (value - england) / np.sqrt(chance**2 + between)
    size = grid.denominator[known, 0] if counted else 1 / chance**2
    return pd.DataFrame(
        {
            "area_code": grid.area_codes[known],
            "value": value,
            "size": np.where(np.isnan(chance), np.nan, size),
            "error": chance,
            "z": z,
            "z_dispersed": dispersed,
            "place": _place(z),
            "place_dispersed": _place(dispersed),
            "estimated": ~grid.published[known, 0],
            "size_estimated": grid.interval_estimated[known, 0] & ~np.isnan(chance),
        }
    )


def _place(z: FloatArray) -> npt.NDArray[np.str_]:
    """Return where z-scores are; one exactly on a limit is within it."""
    inner, outer = (z_value(limit) for limit in LIMITS)
    conditions = [np.isnan(z), z < -outer, z < -inner, z > outer, z > inner]
    return np.select(conditions, ["unknown", "below_99_8", "below_95", "above_99_8", "above_95"], "within")


def _curves(size: FloatArray, england: float, between: float, per: float) -> pd.DataFrame:
    """Return control limits by size; with `per` of a share of patients, else by precision."""
    sizes = np.geomspace(np.nanmin(size) * 0.9, np.nanmax(size) * 1.05, CURVE_POINTS)
    if np.isnan(per):
        error = 1 / np.sqrt(sizes)
    else:
        share = np.clip(england / per, 0.5 / sizes, 1 - 0.5 / sizes)
        error = per * np.sqrt(share * (1 - share) / sizes)
    curves = {"size": sizes, "england": np.full(CURVE_POINTS, england)}
    ends = (-np.inf, np.inf) if np.isnan(per) else (0.0, per)
    for suffix, spread in (("", error), ("_dispersed", np.sqrt(error**2 + between))):
        for limit in LIMITS:
            name = f"{limit:g}".replace(".", "_")
            curves[f"lower_{name}{suffix}"] = np.clip(england - z_value(limit) * spread, *ends)
            curves[f"upper_{name}{suffix}"] = np.clip(england + z_value(limit) * spread, *ends)
    return pd.DataFrame(curves)


def _outside(areas: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for column in ("z", "z_dispersed"):
        z = areas[column].dropna().to_numpy()
        for limit in LIMITS:
            above, below = int((z > z_value(limit)).sum()), int((z < -z_value(limit)).sum())
            rows.append(
                {
                    "limit": limit,
                    "over_dispersed": column == "z_dispersed",
                    "areas": len(z),
                    "outside": above + below,
                    "above": above,
                    "below": below,
                    "percent": 100 * (above + below) / len(z),
                    "expected_percent": round(100 - limit, 1),
                }
            )
    return pd.DataFrame(rows)


def _size_label(meta: IndicatorMeta, *, counted: bool) -> str:
    if not counted:
        return "Precision (1 / standard error²)"
    label = meta.denominator_label or "denominator"
    return label[0].upper() + label[1:]


def _chance_sentence(chance: float, name: str, marks: pd.Series) -> str:
    if np.isnan(chance):
        return with_estimate_note(
            f"There is no spread of {name} to explain: every area has the same value.", marks
        )
    if chance == 100:
        said = (
            f"Chance alone explains all of the spread of {name}: areas differ no more than chance makes them."
        )
    else:
        amount = (
            "less than 1%"
            if chance < 1
            else "more than 99%"
            if chance > 99
            else f"about {whole_percent(chance)}"
        )
        said = (
            f"Chance alone explains {amount} of the spread of {name}; the rest are differences between "
            "areas, their patients, or how figures are recorded."
        )
    return with_estimate_note(said, marks)


def _outside_sentence(outside: pd.DataFrame, england: str, name: str) -> str:
    inner, outer = outside.iloc[0], outside.iloc[1]
    return (
        f"On {name}, {inner['outside']} of {inner['areas']} areas ({inner['percent']:.1f}%) are outside the 95% "
        f"control limits round England's {england}; chance alone would put 5% there. Outside the 99.8% limits are "
        f"{outer['outside']} ({outer['percent']:.1f}%); chance would put 0.2% there."
    )


def _dispersed_sentence(outside: pd.DataFrame) -> str:
    inner, outer = outside.iloc[2], outside.iloc[3]
    return (
        "If areas may differ as much as most of them do (limits widened for over-dispersion), "
        f"{inner['outside']} are outside the 95% limits and {outer['outside']} outside the 99.8% limits."
    )
