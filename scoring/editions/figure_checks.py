"""What cannot be a figure: the checks of a long table of indicators, of an edition or brought by somebody.

The index of a table is the row as a spreadsheet numbers it, for messages.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

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
    _check_completeness(table, where)
    figures = with_counted(table, per, percent)
    for check in impossible_figures(figures):
        if np.asarray(check.wrong).any():
            row = first_row(table, check.wrong)
            reason = check.reason(figures.loc[row].to_dict())
            raise fault(table, where, row, check.column, f"{reason}.")
    _check_duplicates(table, where)
    if "basis" in table:
        wrong = ~table["basis"].isin(["published", "estimated"])
        refuse(table, where, wrong, "basis", "must be 'published' or 'estimated'.")


def _check_completeness(table: pd.DataFrame, where: str) -> None:
    value, numerator, denominator = table["value"], table["numerator"], table["denominator"]
    limits = table["lower_ci"].notna() | table["upper_ci"].notna()
    checks = [
        ("denominator", numerator.notna() & denominator.isna(), "is empty although there is a numerator."),
        ("numerator", denominator.notna() & numerator.isna(), "is empty although there is a denominator."),
        ("value", value.isna() & numerator.isna() & limits, "is empty although there are limits."),
    ]
    for column, wrong, reason in checks:
        refuse(table, where, wrong, column, reason)


@dataclass(frozen=True)
class FigureCheck:
    """What cannot be of a figure.

    Attributes
    ----------
    column : the one at fault
    wrong : whether it is, by row
    reason : makes the clause on a row, of which it gets the cells by column
    """

    column: str
    wrong: pd.Series | np.ndarray
    reason: Callable[[Mapping[Any, Any]], str]


def with_counted(table: pd.DataFrame, per: pd.Series, percent: pd.Series | np.ndarray) -> pd.DataFrame:
    """Return figures with what `impossible_figures` goes by: per, percent, and what the counts give (`counted`)."""
    counted = per * table["numerator"] / table["denominator"]
    return table.assign(per=per, percent=percent, counted=counted)


def impossible_figures(table: pd.DataFrame) -> Iterator[FigureCheck]:
    """Give, one after another, the checks on figures that cannot be.

    Parameters
    ----------
    table : DataFrame
        The columns of `NUMBERS`, and those of `with_counted`.
    """
    value, lower, upper = table["value"], table["lower_ci"], table["upper_ci"]
    numerator, denominator = table["numerator"], table["denominator"]
    per, percent, counted = table["per"], table["percent"], table["counted"]

    def check(column: str, wrong: pd.Series | np.ndarray, reason: str) -> FigureCheck:
        return FigureCheck(column, wrong, reason.format_map)

    yield check("denominator", denominator <= 0, "must be more than 0")
    yield check("numerator", numerator < 0, "must not be negative")
    yield check("numerator", per.notna() & (numerator > denominator), "is more than the denominator")
    yield check("denominator", denominator > MAXIMUM_COUNT, "is more people than there can be")
    for column in ("value", "lower_ci", "upper_ci"):
        wrong = percent & ~table[column].between(0, 100) & table[column].notna()
        yield check(column, wrong, "is not a percentage between 0 and 100")
    yield check("value", per.notna() & (value < 0), "must not be negative")
    yield check("value", value > per, "is more than all of those who are counted")
    yield check("lower_ci", lower > upper, "is above the upper limit")
    yield check(
        "value",
        _are_fractions(table),
        "is written as a fraction; in the unit of the indicator its counts give {counted:.4g}",
    )
    # A value may be rounded further than its limits.
    near = np.where(percent, VALUE_TOLERANCE, as_written(value.to_numpy(float)))
    yield FigureCheck("value", (value < lower - near) | (value > upper + near), _outside)
    wrong = percent & lower.isna() & upper.isna() & ((value - counted).abs() > VALUE_TOLERANCE)
    yield check("value", wrong, "does not agree with its counts, which give {counted:.1f}")


def _are_fractions(table: pd.DataFrame) -> pd.Series:
    """Return where a value is numerator / denominator itself (0.827), not what the unit makes of it (82.7%).

    Limits of its own do not change that, unlike a value that is standardised or weighted.
    """
    value, percent = table["value"], table["percent"]
    written = as_written(value.to_numpy(float))
    apart = (value - table["counted"]).abs() > np.where(percent, VALUE_TOLERANCE, written)
    share = (value - table["counted"] / table["per"]).abs() <= np.where(
        percent, VALUE_TOLERANCE / 100, written
    )
    return value.between(0, 1, inclusive="right") & apart & share


def _outside(row: Mapping[Any, Any]) -> str:
    low, high = _number_or(row["lower_ci"], "below"), _number_or(row["upper_ci"], "above")
    return f"is outside its limits, {low} to {high}"


def _number_or(limit: float, word: str) -> str:
    return f"no limit {word}" if np.isnan(limit) else f"{limit:.10g}"


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
