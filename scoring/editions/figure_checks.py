"""What cannot be a figure: the checks of a long table of indicators, of an edition or brought by somebody.

The index of a table is the row as a spreadsheet numbers it, for messages.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from scoring.errors import DataError, listed
from scoring.rating.intervals import as_written, counts_give_value, known_figures

KEYS = ("area_code", "indicator")
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
MAXIMUM_COUNT = 1e9
VALUE_TOLERANCE = 1.0
"""How far, in percentage points, a value may be from its counts or limits: a printed value of 2016 is 0.5 off."""


class Unit(Protocol):
    """What the checks ask of an indicator's metadata."""

    @property
    def unit(self) -> str:
        """The unit: '%', 'per 100,000', …"""

    @property
    def per(self) -> float:
        """What numerator / denominator is multiplied by, NaN where a value is no share."""


def with_numbers(table: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the table with the columns of `NUMBERS` as numbers, NaN where a cell is empty or a column not there."""
    return table.assign(**{column: numbers_of(table, column, where) for column in NUMBERS})


def numbers_of(table: pd.DataFrame, column: str, where: str) -> pd.Series:
    """Return a column of texts as numbers, NaN where a cell is empty or the column not there.

    Raises
    ------
    DataError
        At the first cell that is not a number.
    """
    if column not in table:
        return pd.Series(np.nan, table.index, dtype=float)
    plain = table[column].str.replace("%", "").str.replace(r"(?<=\d),(?=\d{3}\b)", "", regex=True)
    numbers = pd.to_numeric(plain.where(plain != ""), errors="coerce")
    wrong = (plain != "") & ~np.isfinite(numbers)
    reason = "is not a number. Write decimals with a point, and leave the cell empty if there is none."
    refuse(table, where, wrong, column, reason)
    return numbers.astype(float)


def check_names(
    table: pd.DataFrame, where: str, indicators: Collection[str], areas: Collection[str], unknown_area: str
) -> None:
    """Raise a DataError where a row is not of a known area and indicator; `unknown_area` says what to do."""
    for column in KEYS:
        empty = table[column].isna() | (table[column] == "")
        refuse(table, where, empty, column, "is empty; every row needs one.")
    allowed = listed(indicators, 20)
    unknown = ~table["indicator"].isin(list(indicators))
    refuse(table, where, unknown, "indicator", f"is not an indicator here; there is {allowed}.")
    refuse(table, where, ~table["area_code"].isin(list(areas)), "area_code", unknown_area)


def check_figures(table: pd.DataFrame, where: str, units: Mapping[str, Unit]) -> None:
    """Raise a DataError with file, row, column and value at the first figure that cannot be.

    Parameters
    ----------
    table : DataFrame
        Columns of `KEYS` and `NUMBERS`, and basis if there is one; known indicators only.
    units : mapping of indicator to its metadata

    Notes
    -----
    Counts need not give a value that has limits of its own: it may be standardised or weighted. A percentage
    without limits must be near to what its counts give.
    """
    per = table["indicator"].map({name: unit.per for name, unit in units.items()}).astype(float)
    percent = table["indicator"].map({name: unit.unit == "%" for name, unit in units.items()}).astype(bool)
    _check_counts(table, where, per)
    _check_scale(table, where, per, percent)
    _check_limits(table, where, percent)
    _check_agreement(table, where, per, percent)
    _check_duplicates(table, where)
    if "basis" in table:
        wrong = ~table["basis"].isin(["published", "estimated"])
        refuse(table, where, wrong, "basis", "must be 'published' or 'estimated'.")


def _check_counts(table: pd.DataFrame, where: str, per: pd.Series) -> None:
    numerator, denominator = table["numerator"], table["denominator"]
    checks = [
        ("denominator", denominator <= 0, "must be more than 0."),
        ("numerator", numerator < 0, "must not be negative."),
        ("numerator", per.notna() & (numerator > denominator), "is more than the denominator."),
        ("denominator", denominator > MAXIMUM_COUNT, "is more people than there can be."),
        ("denominator", numerator.notna() & denominator.isna(), "is empty although there is a numerator."),
        ("numerator", denominator.notna() & numerator.isna(), "is empty although there is a denominator."),
    ]
    for column, wrong, reason in checks:
        refuse(table, where, wrong, column, reason)


def _check_scale(table: pd.DataFrame, where: str, per: pd.Series, percent: pd.Series) -> None:
    for column in ("value", "lower_ci", "upper_ci"):
        there = table[column].notna()
        wrong = percent & ~table[column].between(0, 100) & there
        refuse(table, where, wrong, column, "is not a percentage between 0 and 100.")
    refuse(table, where, per.notna() & (table["value"] < 0), "value", "must not be negative.")
    refuse(table, where, table["value"] > per, "value", "is more than all of those who are counted.")


def _check_limits(table: pd.DataFrame, where: str, percent: pd.Series) -> None:
    value, lower, upper = table["value"], table["lower_ci"], table["upper_ci"]
    refuse(table, where, lower > upper, "lower_ci", "is above upper_ci.")
    none = value.isna() & table["numerator"].isna() & (lower.notna() | upper.notna())
    refuse(table, where, none, "value", "is empty although there are limits.")
    # A value may be rounded further than its limits.
    near = np.where(percent, VALUE_TOLERANCE, as_written(value.to_numpy(float)))
    outside = (value < lower - near) | (value > upper + near)
    if outside.any():
        row = first_row(table, outside)
        low, high = (_number_or(limits[row], word) for limits, word in ((lower, "below"), (upper, "above")))
        raise fault(table, where, row, "value", f"is outside its limits, {low} to {high}.")


def _number_or(limit: float, word: str) -> str:
    return f"no limit {word}" if np.isnan(limit) else f"{limit:.10g}"


def _check_agreement(table: pd.DataFrame, where: str, per: pd.Series, percent: pd.Series) -> None:
    counted = per * table["numerator"] / table["denominator"]
    alone = table["lower_ci"].isna() & table["upper_ci"].isna()
    wrong = percent & alone & ((table["value"] - counted).abs() > VALUE_TOLERANCE)
    if wrong.any():
        row = first_row(table, wrong)
        reason = f"does not agree with its counts, which give {counted[row]:.1f}."
        raise fault(table, where, row, "value", reason)


def _check_duplicates(table: pd.DataFrame, where: str) -> None:
    twice = table.duplicated(list(KEYS))
    if twice.any():
        row = first_row(table, twice)
        raise fault(table, where, row, "area_code", f"already has a row for {table.loc[row, 'indicator']}.")


def counts_left_aside(table: pd.DataFrame) -> pd.Series:
    """Return which figures have limits or a value that their counts do not give, so that counts are left aside.

    Parameters
    ----------
    table : DataFrame
        A long table as `Edition.indicators`.

    Returns
    -------
    Series of bool, on the index of the table
    """
    there = table["value"].notna() & table["numerator"].notna() & table["per"].notna()
    given = counts_give_value(table["value"], table["numerator"], table["denominator"], table["per"])
    return there & ~known_figures(table).counted & ~given


def refuse(table: pd.DataFrame, where: str, wrong: pd.Series | np.ndarray, column: str, reason: str) -> None:
    """Raise a DataError with the first row that is wrong, if one is."""
    if np.asarray(wrong).any():
        raise fault(table, where, first_row(table, wrong), column, reason)


def first_row(table: pd.DataFrame, faulty: pd.Series | np.ndarray) -> int:
    """Return the number of the first faulty row."""
    return int(table.index[np.asarray(faulty)][0])


def fault(table: pd.DataFrame, where: str, row: int, column: str, reason: str) -> DataError:
    """Return the error of one cell."""
    given = table.loc[row, column]
    if given == "" or pd.isna(given):
        shown = "the cell"
    else:
        shown = f"{given:.10g}" if isinstance(given, float) else repr(str(given)[:60])
    return DataError(f"{where}, row {row}, column {column}: {shown} {reason}")


def checked_figures(
    table: pd.DataFrame, where: str, units: Mapping[str, Unit], areas: Collection[str]
) -> pd.DataFrame:
    """Return the figures of an edition with their numbers, checked as those that somebody brings are.

    The columns of `NUMBERS` are the cells as they stand in the file.
    """
    if table.empty:
        raise DataError(f"{where} has a header but no rows; an edition needs the figures of its areas.")
    # A file with counts alone is a file of values, too.
    numbered = with_numbers(table, where)
    unknown = "is not an area of this edition: areas.csv has no such code."
    check_names(numbered, where, units.keys(), areas, unknown)
    check_figures(numbered, where, units)
    return numbered
