"""Rows on their way out of a file: counted, measured, without what is blank."""

import math
from collections.abc import Iterable, Iterator, Sequence

from importers.files.limits import Limits
from importers.files.refusal import FileRefused
from importers.files.sheets import SheetRow, Value, column_letters

LAST_ROW = 1_048_576
"""The last row that a spreadsheet has (Microsoft's specification of Excel's limits)."""


class Counter:
    """Counts what is read from one file, in all its sheets, and refuses it beyond its limits."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.rows = 0
        self.cells = 0
        self.characters = 0

    def filled(self, rows: Iterable[tuple[int, Sequence[Value]]], where: str) -> Iterator[SheetRow]:
        """Yield the rows that are not blank, from pairs of a number and cells; `where` is file and sheet."""
        for number, cells in rows:
            self.cells += len(cells)
            if self.cells > self.limits.cells:
                raise FileRefused(
                    f"{self.file} spans more than {self.limits.cells:,} cells, empty ones included. Delete the "
                    "empty columns beside the table."
                )
            if number > LAST_ROW:
                raise FileRefused(f"{where} has a row number beyond {LAST_ROW:,}: the file is damaged.")
            plain = self._plain(cells, where, number)
            if not plain:
                continue
            self.rows += 1
            if self.rows > self.limits.rows:
                raise FileRefused(
                    f"{self.file} has more than {self.limits.rows:,} rows. Give it in several files."
                )
            yield SheetRow(number, plain)

    def _plain(self, cells: Sequence[Value], where: str, number: int) -> tuple[Value, ...]:
        """Return cells without what is blank (spaces, a number that is none) and without empty ones at the end."""
        values = list(cells)
        characters = 0
        for position, value in enumerate(cells):
            if isinstance(value, str):
                characters += len(value)
                if not value or value.isspace():
                    values[position] = None
            elif isinstance(value, float) and math.isnan(value):
                values[position] = None
        while values and values[-1] is None:
            values.pop()
        if len(values) > self.limits.columns:
            raise FileRefused(
                f"{where}, row {number} has a value in column {column_letters(len(values) - 1)}; at most "
                f"{self.limits.columns:,} columns are read. Delete what is beside the table."
            )
        self.characters += characters
        if characters > self.limits.text:
            self._check_lengths(values, where, number)
        # A workbook or Parquet file keeps a text once that many cells share; a table has it in each of them.
        if self.characters > self.limits.unpacked_bytes:
            raise FileRefused(
                f"{self.file} has more than {self.limits.unpacked_bytes:,} characters in its cells. Leave out the "
                "columns of long texts."
            )
        return tuple(values)

    def _check_lengths(self, values: Sequence[Value], where: str, number: int) -> None:
        for position, value in enumerate(values):
            if isinstance(value, str) and len(value) > self.limits.text:
                raise FileRefused(
                    f"{where}, row {number}, column {column_letters(position)} holds {len(value):,} characters; "
                    f"a cell may hold {self.limits.text:,}."
                )
