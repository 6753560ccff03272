"""Text tables: CSV in any usual encoding and with any usual separator."""

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from importers.files.refusal import FileRefused
from importers.files.row_limiter import Counter
from importers.files.sheets import Sheet

_CHUNK = 1 << 16
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = {character: None for character in range(32) if chr(character) not in "\t\r\n\f\x1a"}
SEPARATORS = ",;\t|"
_LOOKED_AT = 50
LONGEST_ROW = 1_000_000
"""In characters."""


def text_sheet(content: bytes, counter: Counter) -> Sheet:
    """Return a text table as one sheet, read row by row."""
    encoding = text_encoding(content, counter.file)
    return Sheet(counter.file, counter.filled(_rows(content, encoding, counter), counter.file))


def text_encoding(content: bytes, name: str) -> str:
    """Return the encoding of a text: UTF-8 (with or without mark), UTF-16 or Windows-1252.

    Raises
    ------
    FileRefused
        If it is none of them, or holds control characters as no text does.
    """
    for encoding in _candidates(content):
        try:
            _check_decodes(content, encoding, name)
        except UnicodeError:
            continue
        return encoding
    raise FileRefused(f"{name} has characters in an unknown encoding. Save it as CSV UTF-8.")


def _candidates(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return (encoding,)
    # Plain letters in UTF-16 have a zero as every second byte.
    start = content[:_CHUNK]
    if start[1::2].count(0) > 0.4 * len(start) / 2:
        return ("utf-16-le",)
    if start[::2].count(0) > 0.4 * len(start) / 2:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _check_decodes(content: bytes, encoding: str, name: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _CHUNK):
        text = decoder.decode(content[start : start + _CHUNK], start + _CHUNK >= len(content))
        if len(text.translate(_CONTROL)) != len(text):
            raise FileRefused(
                f"{name} is not text but something else, or damaged. Save the table as CSV UTF-8."
            )


class _Lines:
    """The lines of a text, refused where a row of them is longer than any row of a table."""

    def __init__(self, text: TextIOWrapper, name: str) -> None:
        self.text = text
        self.name = name
        self.row = 1
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.text:
            self.characters += len(line)
            if self.characters > LONGEST_ROW:
                raise FileRefused(
                    f"{self.name}, row {self.row} is longer than {LONGEST_ROW:,} characters; perhaps a quote is not "
                    "closed, or it is no table."
                )
            yield line

    def next_row(self, number: int) -> None:
        """Start counting again."""
        self.row, self.characters = number, 0


def _rows(content: bytes, encoding: str, counter: Counter) -> Iterator[tuple[int, list[str]]]:
    with TextIOWrapper(BytesIO(content), encoding, newline="") as text:
        separator = _separator(text)
        text.seek(0)
        lines = _Lines(text, counter.file)
        reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                lines.next_row(number + 1)
                yield number, cells
        except csv.Error as problem:
            reason = (
                "a cell is too long; perhaps a quote is not closed" if "limit" in str(problem) else problem
            )
            raise FileRefused(
                f"{counter.file}, row {number + 1} cannot be read as a row of a table: {reason}."
            ) from None


def _separator(text: TextIOWrapper) -> str:
    """Return the separator found in most of the first lines; in as many, the one found most often."""
    lines = [text.readline(_CHUNK) for _ in range(_LOOKED_AT)]
    return max(SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), "".join(lines).count(mark)))
