"""One table as CSV, as an Excel workbook or as Parquet, under full words and with its notes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reports.tables.columns import Column, columns_of, names_by_title
from reports.tables.formulas import neutralised_table, plain_table
from reports.tables.provenance import IDENTIFYING, Provenance
from scoring import Assessment

NOTES_KEY = b"about"
"""Where the notes of a Parquet file stand in its metadata, as JSON."""


@dataclass(frozen=True)
class Table:
    """A frame with the names of code, what its columns are, and what the file says of itself."""

    frame: pd.DataFrame
    columns: dict[str, Column]
    about: Provenance

    @classmethod
    def of(cls, frame: pd.DataFrame, about: Provenance, more: Mapping[str, Column] | None = None) -> "Table":
        """Return a table; `more` says what columns are that no other table has."""
        return cls(frame, columns_of(frame, more or {}), about)

    @property
    def titled(self) -> pd.DataFrame:
        """The frame with its columns in full words."""
        return self.frame.set_axis([self.columns[name].title for name in self.frame], axis="columns")


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV (UTF-8 with a mark, as spreadsheets need): a header, rows, and nothing round them.

    Lines of notes above the header would break filters and every program that reads tables, so the notes are
    columns at the right: the identifying ones in every row, the long ones in the first row only.
    """
    return as_csv(pd.concat([table.titled, _note_columns(table)], axis="columns"))


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV whose text no spreadsheet runs."""
    # With both characters of a line end, text that has either is put into quotes.
    text = neutralised_table(frame).to_csv(index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode()


def _note_columns(table: Table) -> pd.DataFrame:
    rows = len(table.frame)
    columns = {
        _note_title(title): [text if title in IDENTIFYING or row == 0 else "" for row in range(rows)]
        for title, text in table.about.notes().items()
    }
    return pd.DataFrame(columns, table.frame.index)


def _note_title(title: str) -> str:
    """Return the heading of a column of notes, which is not that of a column of the table."""
    return f"Note: {title[:1].lower()}{title[1:]}"


def parquet_bytes(table: Table) -> bytes:
    """Return a table as Parquet, with the notes under NOTES_KEY and what each column is in its metadata."""
    arrow = pa.Table.from_pandas(table.titled, preserve_index=False)
    columns = [
        field.with_metadata({b"description": column.about.encode()}) if column.about else field
        for field, column in zip(arrow.schema, table.columns.values(), strict=True)
    ]
    notes = {**table.about.notes(), "Indicators": table.about.indicator_table().to_dict("records")}
    metadata = {**(arrow.schema.metadata or {}), NOTES_KEY: json.dumps(notes, ensure_ascii=False).encode()}
    buffer = BytesIO()
    pq.write_table(arrow.cast(pa.schema(columns, metadata)), buffer)
    return buffer.getvalue()


def restored(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table that was read from a file of this project with the names of code and without its notes.

    Columns with names that the project does not know stay as they are.
    """
    shown = plain_table(frame)
    names = names_by_title()
    kept = [name for name in shown if not str(name).startswith(_note_title(""))]
    return shown[kept].rename(columns=lambda title: names.get(title, title))


def file_name(
    what: str,
    ending: str,
    assessment: Assessment,
    *,
    areas: str = "",
    made_on: date | None = None,
) -> str:
    """Return a file name that says edition, areas (all if not said), content, methodology and date.

    Such as 'october-2016_all-209-areas_ratings_nhs-england-2016-changed_2026-01-31.csv'.
    """
    edition, method = assessment.edition, assessment.method
    changed = "-changed" if method.changes else ""
    areas = areas or f"all-{len(edition.areas)}-areas"
    parts = [edition.meta.id, areas, what, f"{method.id}{changed}", str(made_on or date.today())]
    return "_".join(slug(part) for part in parts) + f".{ending}"


def slug(text: str) -> str:
    """Return text as lower-case letters, digits and hyphens, in whole words, short enough for a file name."""
    whole = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(whole) <= _LONGEST_SLUG:
        return whole
    words = whole[: _LONGEST_SLUG + 1].rpartition("-")[0]
    return words or whole[:_LONGEST_SLUG]


_LONGEST_SLUG = 60
