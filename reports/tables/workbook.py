"""Tables as an Excel workbook: the data under frozen headers, the notes, and what each indicator is."""

import datetime as dt
import math
from collections.abc import Hashable, Mapping
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.tables.columns import Column
from reports.tables.formulas import neutralised
from reports.tables.provenance import Provenance
from reports.tables.table import Table
from scoring import DataError

MOST_ROWS = 1_048_576
"""Rows of a sheet, and characters of a cell: Microsoft, Excel specifications and limits."""
MOST_CHARACTERS = 32_767
_LONGEST_LINK = 2_000
_NARROWEST, _WIDEST, _MEASURED_ROWS = 9, 48, 500
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook_bytes(table: Table) -> bytes:
    """Return a table as a workbook with the sheets Data, Notes and Indicators.

    Raises
    ------
    DataError
        If the table has more rows than a sheet can have.
    """
    return book_bytes({"Data": table}, table.about)


def book_bytes(tables: Mapping[str, Table], about: Provenance) -> bytes:
    """Return tables as a workbook: a sheet each, by these names, then the sheets Notes and Indicators.

    Raises
    ------
    DataError
        If a table has more rows than a sheet can have.
    """
    for table in tables.values():
        if len(table.frame) >= MOST_ROWS:
            raise DataError(
                f"The table has {len(table.frame):,} rows, and a sheet of a workbook holds {MOST_ROWS - 1:,} under "
                "its header. Download it as CSV or Parquet instead."
            )
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties(
            {
                "title": about.title,
                "subject": about.edition,
                "author": about.publisher,
                "comments": about.link,
                "created": dt.datetime.combine(about.made_on, dt.time(), dt.UTC),
            }
        )
        for name, table in tables.items():
            _Sheet(book, name).write(table.titled, table)
        notes = pd.DataFrame(about.notes().items(), columns=["Item", "Detail"])
        _Sheet(book, "Notes").write(notes, widths=(32, 110))
        _Sheet(book, "Indicators").write(about.indicator_table())
    return buffer.getvalue()


class _Sheet:
    """A sheet of a workbook that is being written."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.book = book
        self.sheet: Worksheet = book.add_worksheet(name)
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(
        self, shown: pd.DataFrame, table: Table | None = None, widths: tuple[int, ...] | None = None
    ) -> None:
        """Write a frame under its header; numbers are formatted by the columns of `table`."""
        sheet = self.sheet
        header = self.format(bold=True, text_wrap=True, valign="top", bottom=1, bg_color="#E8EDEE")
        for place, title in enumerate(shown):
            self._write_text(0, place, title, header)
            width = widths[place] if widths else _width(shown.iloc[:, place], title)
            sheet.set_column(place, place, width)
            formats = self._formats_of(shown, place, table)
            for row, (value, style) in enumerate(zip(shown.iloc[:, place], formats, strict=True), start=1):
                self._write_cell(row, place, value, style)
        sheet.freeze_panes(1, 0)
        if len(shown.columns):
            sheet.autofilter(0, 0, len(shown), len(shown.columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def format(self, **properties: object) -> Format:
        """Return a format of the workbook, the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def _formats_of(self, shown: pd.DataFrame, place: int, table: Table | None) -> list[Format]:
        """Return the format of every cell of a column."""
        if table is None:
            return [self.format(text_wrap=True, valign="top")] * len(shown)
        column = table.columns[table.frame.columns[place]]
        units = _of_row(table.frame, "" if column.unit else "unit", column.unit)
        bases = _of_row(table.frame, column.basis, "")
        if column.kind != "figure":
            units = [""] * len(shown)
        return [
            self._number_format(column, unit, basis == "estimated")
            for unit, basis in zip(units, bases, strict=True)
        ]

    def _number_format(self, column: Column, unit: Hashable, estimated: bool) -> Format:
        if column.kind == "text":
            return self.format(valign="top")
        pattern = {"count": "#,##0", "number": "0.00", "small": "0.0000"}.get(column.kind, "#,##0.0")
        sign = "%" if unit == "%" or column.kind == "percent" else ""
        said = sign + (" est." if estimated else "")
        pattern += f'"{said}"' if said else ""
        looks = {"italic": True, "font_color": "#5A6570"} if estimated else {}
        return self.format(num_format=pattern, valign="top", **looks)

    def _write_cell(self, row: int, place: int, value: Any, style: Format) -> None:
        if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
            return
        if isinstance(value, str):
            self._write_text(row, place, value, style)
        elif isinstance(value, bool | np.bool_):
            self.sheet.write_string(row, place, "yes" if value else "no", style)
        elif isinstance(value, dt.date):
            self._write_text(row, place, value.isoformat(), style)
        else:
            self.sheet.write_number(row, place, value, style)

    def _write_text(self, row: int, place: int, text: str, style: Format) -> None:
        if text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK and " " not in text:
            self.sheet.write_url(row, place, text, style, string=text)
            return
        safe = str(neutralised(text))
        if len(safe) > MOST_CHARACTERS:
            safe = f"{safe[: MOST_CHARACTERS - 1]}…"
        self.sheet.write_string(row, place, safe, style)


def _of_row(frame: pd.DataFrame, name: str, otherwise: str) -> list[Hashable]:
    """Return what a column says of each row, or the same for all if there is no such column."""
    return list(frame[name]) if name in frame else [otherwise] * len(frame)


def _width(column: pd.Series, title: str) -> int:
    """Return the width of a column, in characters: that of its longest text, within limits; titles wrap."""
    longest_word = max((len(word) for word in title.split()), default=0)
    texts = [value for value in column.head(_MEASURED_ROWS) if isinstance(value, str)]
    longest = max((len(text) for text in texts), default=0)
    # Two more for the arrow of the filter.
    return min(max(_NARROWEST, longest_word + 2, math.ceil(len(title) / 3), longest + 2), _WIDEST)
