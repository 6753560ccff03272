"""What is measured over areas: an indicator, or the ratings as a number, with what it rests on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError, UnknownNameError, listed
from scoring.explain.words import Quantity, format_value, lower_first
from scoring.rating.grid import grid_of

RATING = "rating"
UPPER_TWO = "upper_two"
RATING_NUMBERS = {"top": 3.0, "well": 2.0, "needs": 1.0, "greatest": 0.0}
"""The ratings as a number: steps above the lowest. That the steps are equally high is an assumption."""
RATING_NUMBERS_IN_WORDS = (
    "Ratings count as 3 for top performing, 2 for performing well, 1 for needs improvement and 0 for greatest "
    "need for improvement. That takes the steps between them as equally high."
)


@dataclass(frozen=True)
class Measure:
    """A number for every area: an indicator, or what the ratings come to.

    Attributes
    ----------
    id : str
        The id of an indicator, or `RATING` or `UPPER_TWO`.
    label : str
        As within a sentence: '62-day waits'.
    unit, decimals, direction
        As in `IndicatorMeta`.
    table : DataFrame
        One row an area of the edition, sorted by code: area_code, value (in the unit, NaN where missing),
        estimated (True where it is, or rests on, an estimate).
    """

    id: str
    label: str
    unit: str
    decimals: int
    direction: Literal["higher_is_better", "lower_is_better"]
    table: pd.DataFrame

    @property
    def known(self) -> pd.DataFrame:
        """The rows of the table that have a value."""
        return self.table[self.table["value"].notna()]


def measure_of(assessment: Assessment, measure: str) -> Measure:
    """Return one measure of an edition under a methodology, which only ratings depend on.

    Parameters
    ----------
    measure : str
        The id of an indicator, `RATING` (see `RATING_NUMBERS`) or `UPPER_TWO` (100 for an area that is performing
        well or better, 0 for another: a mean is the percent of areas).

    Raises
    ------
    DataError
        If there is no such measure, or an area has the indicator twice.
    """
    edition = assessment.edition
    if measure in (RATING, UPPER_TWO):
        return _of_ratings(edition, rated_areas(assessment), measure)
    meta = edition.meta.indicators.get(measure)
    if meta is None:
        known = listed([*edition.meta.indicators, RATING, UPPER_TWO], limit=12)
        raise UnknownNameError(f"{edition.meta.title} has no indicator {measure!r}. There is: {known}.")
    grid = grid_of(edition.indicators, (measure,))
    table = pd.DataFrame(
        {
            "area_code": grid.area_codes,
            "value": grid.value[:, 0],
            "estimated": ~grid.published[:, 0] & ~np.isnan(grid.value[:, 0]),
        }
    )
    label = lower_first(meta.short_label)
    return Measure(measure, label, meta.unit, meta.decimals, meta.direction, _every_area(edition, table))


def measures_of(assessment: Assessment, *others: str) -> list[Measure]:
    """Return every indicator of the edition as a measure, and these others, unless the methodology rates no area."""
    found = [measure_of(assessment, name) for name in assessment.edition.meta.indicators]
    rated = _rated(assessment)
    if rated["rating"].isin(list(RATING_NUMBERS)).any():
        found += [_of_ratings(assessment.edition, rated, name) for name in others]
    return found


def _of_ratings(edition: Edition, rated: pd.DataFrame, measure: str) -> Measure:
    value = rated["rating"].map(RATING_NUMBERS).astype(float)
    label, unit, decimals = "the ratings", "steps", 2
    if measure == UPPER_TWO:
        value = (100.0 * (value >= RATING_NUMBERS["well"])).where(value.notna())
        label, unit, decimals = "the share of areas performing well or better", "%", 0
    table = rated[["area_code", "estimated"]].assign(value=value)
    return Measure(measure, label, unit, decimals, "higher_is_better", _every_area(edition, table))


def rated_areas(assessment: Assessment) -> pd.DataFrame:
    """Return the rating of each area: area_code, rating (id), estimated.

    Raises
    ------
    DataError
        If the methodology rates no area.
    """
    rated = _rated(assessment)
    if not rated["rating"].isin(list(RATING_NUMBERS)).any():
        raise DataError(
            f"“{assessment.method.title}” rates no area of {assessment.edition.meta.title}. "
            "Choose a methodology that gives ratings."
        )
    return rated


def _rated(assessment: Assessment) -> pd.DataFrame:
    rated = assessment.ratings
    return rated[["area_code", "rating"]].assign(estimated=rated["basis"] != "published")


def _every_area(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    codes = pd.Index(sorted(edition.areas["area_code"]), name="area_code")
    found = table.set_index("area_code").reindex(codes)
    estimated = found["estimated"].eq(True)
    return found[["value"]].assign(estimated=estimated).reset_index()


def difference_in_words(difference: float, unit: Quantity) -> str:
    """Write how large a difference is: '2.1 percentage points', '0.3 per 100,000', '0.25 steps'."""
    text = format_value(abs(difference), unit)
    return f"{text[:-1]} percentage points" if unit.unit == "%" else text


def with_estimate_note(said: str, estimated: pd.Series) -> str:
    """Return a sentence that begins with what its figures rest on, if any is an estimate.

    Parameters
    ----------
    said : str
        A sentence that begins with a capital letter.
    estimated : Series of bool
        Whether each figure is an estimate.
    """
    share = estimated.mean() if len(estimated) else 0
    if share == 0:
        return said
    amount = "all" if share == 1 else "most" if share > 0.5 else "some"
    return f"By these figures, {amount} of them estimates, {lower_first(said)}"
