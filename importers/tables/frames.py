"""A sheet as a frame of texts under its header, however long it is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain, islice, zip_longest

import pandas as pd
import pyarrow as pa

from importers.files.limits import LIMITS, Limits
from importers.files.refusal import FileRefused
from importers.files.sheets import Sheet, SheetRow, Value, column_letters

HEADER_WITHIN = 40
"""A header stands within so many filled rows; above it there may be titles and notes."""
LONGEST_NAME = 80
MOST_CELLS = 30_000_000
"""Columns times rows: an empty cell of a frame takes 8 bytes too, so that these take 240 MB."""
_BLOCK_CELLS = 500_000


@dataclass(frozen=True)
class TextFrame:
    """A sheet as texts.

    Attributes
    ----------
    sheet : name of the sheet
    frame : DataFrame of str, one column a column of the sheet by its header (those without one by their
        letters), missing where a cell is blank; the index is the row as a spreadsheet numbers it
    header_row : the row of the header
    not_read : names of the sheets after it, if there are any
    """

    sheet: str
    frame: pd.DataFrame
    header_row: int
    not_read: tuple[str, ...] = ()


def text_frame(sheet: Sheet, words: Sequence[str] = (), limits: Limits = LIMITS) -> TextFrame:
    """Return a sheet as texts; the header is the row that looks most like one.

    Parameters
    ----------
    sheet : Sheet, its rows not yet read
    words : what headers of the wanted kind say, in lower case; a row with more of them is preferred
    limits : Limits, of which `cells` counts here

    Raises
    ------
    FileRefused
        If there is no header with rows under it, a row has more cells than the header, or cells and columns
        would take too much memory.
    """
    start = list(islice(sheet.rows, HEADER_WITHIN))
    if not start:
        raise FileRefused(f"{sheet.name} is empty.")
    most_cells = min(limits.cells, MOST_CELLS)
    position = _header_position(start, words)
    header = start[position]
    names = _names(header)
    numbers: list[int] = []
    blocks: list[list[pa.Array]] = []
    rows = chain(start[position + 1 :], sheet.rows)
    for block in _blocks(rows):
        numbers += [row.number for row in block]
        _check_width(block, header, sheet.name)
        if len(names) * len(numbers) > most_cells:
            raise FileRefused(
                f"{sheet.name} spans more than {most_cells:,} cells, empty ones included. Delete the columns that "
                "are almost empty."
            )
        blocks.append(_columns(block, len(names)))
    if not blocks:
        raise FileRefused(f"{sheet.name} has a header in row {header.number} but no rows under it.")
    # Each column leaves the blocks as it is joined, so that it is in memory once.
    columns = {name: _joined([block.pop() for block in blocks]) for name in reversed(names)}
    frame = pd.DataFrame(columns, columns=names, copy=False)
    frame.index = pd.Index(numbers, name="row")
    return TextFrame(sheet.name, frame, header.number)


def header_words(header: str) -> str:
    """Return the words of a header in lower case, also of one that writes them together.

    >>> header_words("Time_Period"), header_words("TimePeriod"), header_words("LowerCI")
    ('time period', 'time period', 'lower ci')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[\W_]+", " ", apart.lower()).split())


_TEXT = pa.large_string()


def _blocks(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    """Give rows in blocks, so that only one of them is in memory as Python values."""
    block: list[SheetRow] = []
    cells = 0
    for row in rows:
        block.append(row)
        cells += len(row.cells)
        if cells > _BLOCK_CELLS:
            yield block
            block, cells = [], 0
    if block:
        yield block


def _check_width(block: list[SheetRow], header: SheetRow, sheet: str) -> None:
    """Refuse rows that are wider than the header: a comma too many in a row moves figures to other columns."""
    widest = max(block, key=lambda row: len(row.cells))
    if len(widest.cells) > len(header.cells):
        raise FileRefused(
            f"{sheet}, row {widest.number} has a cell in column {column_letters(len(widest.cells) - 1)}, where the "
            f"header in row {header.number} has no name. Put quotes round text that has commas in it, name the "
            "column, or delete the cell."
        )


def _columns(block: list[SheetRow], width: int) -> list[pa.Array]:
    """Return rows as columns of texts."""
    columns = [
        pa.array(list(map(_text, cells)), _TEXT) for cells in zip_longest(*(row.cells for row in block))
    ]
    return columns + [pa.nulls(len(block), _TEXT)] * (width - len(columns))


def _joined(parts: list[pa.Array]) -> pd.Series:
    return pd.Series(pa.chunked_array(parts, _TEXT).to_pandas(), dtype="str")


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value.strip() if value else None
    if isinstance(value, float):
        # A number of a spreadsheet has 15 digits; the sixteenth is noise of its arithmetic.
        return f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def _header_position(rows: list[SheetRow], words: Sequence[str]) -> int:
    """Return the position of the row with most known words; of those, with most texts; of those, the first."""

    def rank(position: int) -> tuple[int, int, int]:
        texts = [" ".join(cell.lower().split()) for cell in rows[position].cells if isinstance(cell, str)]
        known = sum(any(word in text for word in words) for text in texts if len(text) <= LONGEST_NAME)
        return known, len(texts), -position

    return max(range(len(rows)), key=rank)


def _names(header: SheetRow) -> list[str]:
    """Return a name for each column: no two the same, none blank or very long."""
    names: list[str] = []
    for position, cell in enumerate(header.cells):
        text = " ".join((_text(cell) or "").split())[:LONGEST_NAME]
        name = text or f"column {column_letters(position)}"
        while name in names:
            name = f"{name} ({column_letters(position)})"
        names.append(name)
    return names
