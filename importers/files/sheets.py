"""What every kind of file is read as: sheets of numbered rows of plain Python values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None

NO_RESULT = "(formula without a result)"
"""Stands in a cell whose formula was never worked out: formulas are not evaluated here."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something.

    Attributes
    ----------
    number : its number as a spreadsheet shows it, from 1
    cells : its values from column A on, without empty ones at the end. Texts are as they stand in the file,
        blank texts and empty cells are None; a CSV file has texts only.
    """

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a whole CSV or Parquet file.

    Attributes
    ----------
    name : the sheet's name; of a CSV or Parquet file, the file's
    rows : its rows, read one after another while they are asked for, once. Blank rows are left out.
    hidden : whether a spreadsheet hides it
    """

    name: str
    rows: Iterator[SheetRow]
    hidden: bool = False


def column_letters(position: int) -> str:
    """Return the letters of a column of a spreadsheet by its position from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
