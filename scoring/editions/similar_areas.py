"""Similar areas: for each area those that are most like it, why, and the mean of their figures."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from scoring.errors import DataError, listed
from scoring.rating.intervals import FloatArray, known_figures, standard_error

PAIR_COLUMNS = ["area_code", "similar_code", "rank", "distance"]
_TIE_DECIMALS = 9
"""Distances that agree to so many decimals are equal: what is left is the rounding of the computer."""
_NO_SPREAD = 1e-12
"""A standard deviation below this share of the largest value is the rounding of the computer."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class VariableMeta(_Settings):
    """One thing in which areas are compared: a column of areas.csv, or one column divided by another.

    `noun`, `higher` and `lower` are its words in a phrase: deprivation, more deprived, less deprived.
    """

    label: str
    noun: str
    higher: str
    lower: str
    column: str
    divided_by: str | None = None
    scale: Literal["linear", "log"] = "linear"
    weight: float = Field(default=1.0, gt=0, strict=True)
    unit: str = ""
    source: str


class SimilarAreasMeta(_Settings):
    """The block `similar_areas` of an edition: how many similar areas, compared in what.

    Two areas are alike in a variable if they are less than `alike_within` standard deviations apart.
    """

    number: int = Field(ge=1, strict=True)
    alike_within: float = Field(gt=0, strict=True)
    source: str
    variables: dict[str, VariableMeta] = Field(min_length=1)


def difference_column(variable: str) -> str:
    """Return the name of the column of `similar_areas` with the differences in a variable."""
    return f"{variable}_difference"


def similar_areas(areas: pd.DataFrame, settings: SimilarAreasMeta | None) -> pd.DataFrame:
    """Return the most similar areas of each area.

    Parameters
    ----------
    areas : DataFrame
        One row an area: area_code and the columns that the variables name. An empty cell is allowed.
    settings : SimilarAreasMeta or None
        None gives an empty frame.

    Returns
    -------
    DataFrame
        One row an area and similar area, sorted by area_code and rank: area_code, similar_code, rank
        (1 for the most similar), distance (standard deviations), and for each variable a column such as
        deprivation_difference: the similar area's value less the area's, in standard deviations.
        An area that has none of the variables has no rows.

    Raises
    ------
    DataError
        If a column is missing or is not numbers, or a ratio or logarithm cannot be taken.

    Notes
    -----
    Each variable is standardised over the areas (mean 0, standard deviation 1) and the distance is

        d = sqrt(sum w (za - zb)² / sum w)

    over the variables that both areas have. This is the weighted Euclidean distance with which NHS
    England chose the "Similar 10 CCGs" of RightCare, on a scale where 1 is one standard deviation
    apart in everything; variables, weights and their source stand in the edition's metadata. Of areas
    equally far away, the one whose code comes first is first.
    """
    if settings is None:
        return pd.DataFrame(columns=PAIR_COLUMNS)
    ordered = areas.sort_values("area_code", ignore_index=True)
    scores = np.column_stack([_scores(ordered, name, meta) for name, meta in settings.variables.items()])
    weights = np.array([meta.weight for meta in settings.variables.values()])
    distance = _distances(scores, weights)
    nearest = distance.argsort(axis=1, kind="stable")[:, : settings.number]
    found = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
    area, place = np.nonzero(found)
    similar = nearest[found]
    codes = ordered["area_code"].to_numpy(object)
    pairs = {
        "area_code": codes[area],
        "similar_code": codes[similar],
        "rank": place + 1,
        "distance": distance[area, similar],
    }
    differences = scores[similar] - scores[area]
    names = [difference_column(name) for name in settings.variables]
    return pd.DataFrame(pairs | dict(zip(names, differences.T, strict=True)))


def why_similar(pairs: pd.DataFrame, settings: SimilarAreasMeta) -> pd.Series:
    """Say in a short phrase why each similar area is similar, and in what it differs most.

    Parameters
    ----------
    pairs : DataFrame
        Rows of `similar_areas`.

    Returns
    -------
    Series of str
        On the index of `pairs`, such as 'similar deprivation and density; smaller, older population':
        what is alike, then what the similar area is in comparison, largest difference first.
    """
    phrases = [_phrase(row, settings) for row in pairs.to_dict("records")]
    return pd.Series(phrases, index=pairs.index, dtype=str)


def peer_means(figures: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of the similar areas for each row of a long table, and its standard error.

    Parameters
    ----------
    figures : DataFrame
        One row an area and indicator: area_code, indicator, value, numerator, denominator, lower_ci,
        upper_ci, and per (100 if absent, for percent). Similar areas without a row or value are left out of the mean.
    similar : DataFrame
        area_code and similar_code, as `similar_areas` gives them.

    Returns
    -------
    DataFrame
        On the index of `figures`, in the indicator's unit, NaN where no similar area has a value:
        peers, the mean in which each similar area counts the same; and peers_error, its standard error
        sqrt(sum se²) / k, where se is each of the k values' own (see `standard_error`). A value with
        neither counts nor limits is taken as exact, as the rule takes it.

    Notes
    -----
    The error is that of chance within the similar areas. That they differ from each other does not add
    to it: the benchmark is the mean of these areas, not of others like them. Why it is needed: G. Dropkin
    (2018), RightCare: wrong answers, Journal of Public Health 40:e367-e374, found 12% type I errors where
    the comparators' own variability is ignored.
    """
    area, codes = pd.factorize(figures["area_code"], use_na_sentinel=False)
    indicator, names = pd.factorize(figures["indicator"], use_na_sentinel=False)
    value = np.full((len(codes), len(names)), np.nan)
    value[area, indicator] = figures["value"]
    error = np.full_like(value, np.nan)
    known = known_figures(figures)
    error[area, indicator] = standard_error(
        figures["numerator"].where(known.counted),
        figures["denominator"],
        known.lower,
        known.upper,
        figures.get("per", 100),
    )
    here, there = (
        pd.Index(codes).get_indexer(similar[column].to_numpy(object))
        for column in ("area_code", "similar_code")
    )
    found = (here >= 0) & (there >= 0)
    here, there = here[found], there[found]
    # Areas first, then what is added up, then indicators.
    terms = np.stack([np.ones_like(value), value, error**2], axis=1)
    terms[np.isnan(terms) | np.isnan(value)[:, None]] = 0.0
    sums = np.zeros_like(terms)
    np.add.at(sums, here, terms[there])
    count, total, variance = sums.swapaxes(0, 1)
    count[count == 0] = np.nan
    mean, mean_error = total / count, np.sqrt(variance) / count
    return pd.DataFrame(
        {"peers": mean[area, indicator], "peers_error": mean_error[area, indicator]}, index=figures.index
    )


def _scores(areas: pd.DataFrame, name: str, meta: VariableMeta) -> FloatArray:
    """Return a variable standardised over the areas: NaN where missing, 0 where all areas are equal."""
    where = f"similar_areas.variables.{name}"
    value = _numbers(areas, meta.column, where)
    formula = meta.column
    missing = np.isnan(value)
    with np.errstate(divide="ignore", invalid="ignore"):
        if meta.divided_by is not None:
            divisor = _numbers(areas, meta.divided_by, where)
            missing |= np.isnan(divisor)
            value, formula = value / divisor, f"{formula} / {meta.divided_by}"
        if meta.scale == "log":
            value, formula = np.log(value), f"log({formula})"
    wrong = ~missing & ~np.isfinite(value)
    if wrong.any():
        raise DataError(
            f"{where}: {formula} cannot be computed for {areas['area_code'][wrong].iloc[0]}. "
            "A ratio needs a second number that is not 0, a logarithm numbers above 0."
        )
    if missing.all():
        return value
    mean, spread = float(np.nanmean(value)), float(np.nanstd(value))
    if spread <= _NO_SPREAD * float(np.nanmax(np.abs(value))):
        return np.where(missing, np.nan, 0.0)
    return (value - mean) / spread


def _numbers(areas: pd.DataFrame, column: str, where: str) -> FloatArray:
    if column not in areas:
        raise DataError(f"{where}: the table of areas has no column {column}; it has {listed(areas, 30)}.")
    try:
        return areas[column].to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataError(f"{where}: the column {column} of the table of areas is not numbers.") from None


def _distances(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the distance of every area from every other; infinite from itself and if nothing is shared."""
    squares = np.zeros((len(scores), len(scores)))
    shared = np.zeros_like(squares)
    for score, weight in zip(scores.T, weights, strict=True):
        difference = score[:, None] - score
        both = ~np.isnan(difference)
        squares += weight * np.where(both, difference, 0.0) ** 2
        shared += weight * both
    with np.errstate(invalid="ignore"):
        distance: FloatArray = np.sqrt(squares / shared).round(_TIE_DECIMALS)
    distance[np.isnan(distance)] = np.inf
    np.fill_diagonal(distance, np.inf)
    return distance


def _phrase(pair: Mapping[Any, Any], settings: SimilarAreasMeta) -> str:
    """Return the phrase of `why_similar` for one row."""
    differences = {name: pair[difference_column(name)] for name in settings.variables}
    by_size = sorted(differences, key=lambda name: -abs(differences[name]))
    alike = [
        variable.noun
        for name, variable in settings.variables.items()
        if abs(differences[name]) < settings.alike_within
    ]
    unlike = [
        settings.variables[name].higher if differences[name] > 0 else settings.variables[name].lower
        for name in by_size
        if abs(differences[name]) >= settings.alike_within
    ]
    parts = [f"similar {listed(alike, len(alike))}" if alike else "", ", ".join(unlike)]
    return "; ".join(filter(None, parts))
