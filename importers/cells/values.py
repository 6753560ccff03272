"""The content of a cell, understood: plain words, numbers however they are written, codes of areas."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from importers.files.sheets import NO_RESULT, Value

MAXIMUM_COUNT = 1e9
_DIGITS = 15
"""So many digits are a number without rounding."""
T = TypeVar("T")
_FOOTNOTE = re.compile(
    r"\s*\((?:\d{1,2}|[a-z])\)\s*$|\s*\[\d{1,2}\]\s*$|\s*[\[(]notes?\s?[\d,;\s]{1,12}[\])]\s*$|[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡#]+$",
    re.IGNORECASE,
)
"""'(4)', '[note 1]' (as 'Releasing statistics in spreadsheets' has it), '¹' behind a text."""
_NUMBER = re.compile(
    r"[-+]?(?=\.?\d)(?:\d{1,3}(?:[, ]\d{3})+|\d{1,15})?(?:\.\d{1,20})?(?:e[-+]?\d{1,2})?\s?%?", re.IGNORECASE
)
_SUPPRESSED = frozenset(
    {
        "-",
        "--",
        "–",
        "—",
        "*",
        "**",
        ".",
        "..",
        "...",
        ":",
        "c",
        "x",
        "z",
        "[c]",
        "[x]",
        "[z]",
        "n/a",
        "na",
        "nil",
    }
    | {
        "#n/a",
        "#div/0!",
        "#value!",
        "#ref!",
        "#name?",
        "#num!",
        "#null!",
        "null",
        "none",
        "suppressed",
        "no data",
    }
)
_ONS_CODE = re.compile(r"N?(E\d{8})|([WSNK]\d{8})")
_ODS_CODE = re.compile(r"(?=[A-Z0-9]*\d|Q)[A-Z0-9]{3}(?:[A-Z0-9]{2})?")


def words(value: Value) -> str:
    """Return a cell's text in lower case on one line, without footnote marks, underlines as spaces.

    >>> words("TREATMENT TYPE (4)"), words("Org_Code"), words(None)
    ('treatment type', 'org code', '')
    """
    return _remembered_words(value) if isinstance(value, str) else ""


def _words(text: str) -> str:
    return without_footnotes(" ".join(text.replace("_", " ").split())).lower()


def without_footnotes(text: str) -> str:
    """Return a text without the marks of footnotes behind it.

    >>> without_footnotes("Kent and Medway [note 1]"), without_footnotes("Devon (a)*")
    ('Kent and Medway', 'Devon')
    """
    while (shorter := _FOOTNOTE.sub("", text)) != text:
        text = shorter
    return text.strip()


def clean(value: Value) -> str:
    """Return a cell as text on one line, without footnote marks; numbers without a useless point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _remembered_line(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)


def _line(text: str) -> str:
    text = " ".join(text.split())
    return _FOOTNOTE.sub("", text) or text


def remembering(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return a function of a text that remembers its answers to short texts: most rows repeat them."""
    remembered = lru_cache(maxsize=10_000)(read)
    return lambda text: remembered(text) if len(text) <= 200 else read(text)


_remembered_words = remembering(_words)
_remembered_line = remembering(_line)


def is_suppressed(value: Value) -> bool:
    """Return whether a mark stands where a number was left out, such as '*', '-' or '#N/A'."""
    return isinstance(value, str) and value.strip().lower() in _SUPPRESSED


def looks_like_number(value: Value) -> bool:
    """Return whether a cell holds a number, also one written as text."""
    return not math.isnan(number(value)[0])


def number(value: Value) -> tuple[float, str | None]:
    """Return a number and what is wrong with it; NaN if there is none.

    A percentage written as text ('92.3%') is returned as 92.3.

    >>> number("1,234"), number("92.3%"), number(7)
    ((1234.0, None), (92.3, None), (7.0, None))
    >>> number("*")
    (nan, 'is suppressed or not given')
    """
    if value is None:
        return math.nan, "is empty"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan, "is not a number"
    if isinstance(value, str):
        if len(value) <= _DIGITS and value.isascii() and value.isdigit():
            return float(value), None
        return _written_number(value.replace("\xa0", " ").strip())
    try:
        plain = float(value)
    except OverflowError:
        plain = math.inf
    return (plain, None) if math.isfinite(plain) else (math.nan, "is not a number")


def _written_number(text: str) -> tuple[float, str | None]:
    if is_suppressed(text):
        return math.nan, "is suppressed or not given"
    if text == NO_RESULT:
        return math.nan, "has no result; open the file in a spreadsheet and save it"
    if text.startswith("="):
        return math.nan, "is a formula, not a number"
    if not _NUMBER.fullmatch(text) or not any(character.isdigit() for character in text):
        return math.nan, "is not a number"
    plain = float(text.replace(",", "").replace(" ", "").rstrip("%"))
    return (plain, None) if math.isfinite(plain) else (math.nan, "is not a number")


def count(value: Value) -> tuple[float, str | None]:
    """Return a number of people and what is wrong with it; NaN if there is none."""
    plain, fault = number(value)
    if fault is None and isinstance(value, str) and value.strip().endswith("%"):
        return math.nan, "is a percentage where a number of people is needed"
    if fault is None and plain < 0:
        return math.nan, "must not be negative"
    if fault is None and plain > MAXIMUM_COUNT:
        return math.nan, "is more people than there can be"
    return plain, fault


def ons_code(value: Value) -> str | None:
    """Return a code of the Office for National Statistics (E38000045), None if the cell holds none."""
    return _codes(value)[0] if isinstance(value, str) else None


def ods_code(value: Value) -> str | None:
    """Return a code of the Organisation Data Service (11J, QOX, D9Y0V), None if the cell holds none.

    A spreadsheet may have made a number of a code such as 00100: it is not guessed back.
    """
    return _codes(value)[1] if isinstance(value, str) else None


@remembering
def _codes(text: str) -> tuple[str | None, str | None]:
    code = clean(text).upper()
    ons = _ONS_CODE.fullmatch(code)  # Some of Fingertips' codes have an n before them.
    return ((ons[1] or ons[2]) if ons else None), (code if _ODS_CODE.fullmatch(code) else None)
