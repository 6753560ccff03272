"""Text tables: CSV in any usual encoding and with any usual separator."""

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from importers.counting import Counter
from importers.refusal import FileRefused
from importers.sheets import Sheet

_CHUNK = 1 << 16
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = {character: None for character in range(32) if chr(character) not in "\t\r\n\f\x1a"}
SEPARATORS = ",;\t|"
_LOOKED_AT = 50


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


def _rows(content: bytes, encoding: str, counter: Counter) -> Iterator[tuple[int, list[str]]]:
    limit = counter.limits.text
    with TextIOWrapper(BytesIO(content), encoding, newline="") as text:
        separator = _separator(text)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator, skipinitialspace=True, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, cells
        except csv.Error as problem:
            if "field limit" in str(problem):
                raise FileRefused(
                    f"{counter.file}, row {number + 1}: a cell holds more than {limit:,} characters; perhaps a "
                    "quote is not closed."
                ) from None
            raise FileRefused(
                f"{counter.file}, row {number + 1} cannot be read as a row of a table: {problem}."
            ) from None


def _separator(text: TextIOWrapper) -> str:
    """Return the separator found in most of the first lines; in as many, the one found most often."""
    lines = [text.readline(_CHUNK) for _ in range(_LOOKED_AT)]
    return max(SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), "".join(lines).count(mark)))
