"""Text in the typefaces of documents and pictures: signs that they lack are replaced, and a note says so.

A PDF for screen readers must not have a sign without a shape (ISO 14289-1), and in a picture it would be a gap. Slides
and spreadsheets keep every sign: there the program that shows them chooses a typeface.
"""

import unicodedata
from functools import lru_cache

from reports.figures.fonts import FALLBACK, in_fallback, in_first
from scoring.clean_text import one_line

LACKING = "\u25a1"
"""A white square, in place of a sign that neither typeface has."""
_PLAIN = {"\u2010": "-", "\u2011": "-", "\u2015": "\u2014", "\u2043": "-"}
"""What Unicode gives no plain form of, though there is one: hyphens and the like."""
_MOST_NAMED = 5


class Glyphs:
    """Fits text to the typefaces, and keeps in mind which signs it replaced or set in the second."""

    def __init__(self) -> None:
        self._replaced: dict[str, str] = {}
        self._other: dict[str, None] = {}

    def fitted(self, text: str) -> str:
        """Return text with only such signs as one of the typefaces has."""
        if text.isascii() and text.isprintable():
            return text
        return "\n".join("".join(map(self._sign, one_line(line))) for line in text.split("\n"))

    def document(self, part: object) -> object:
        """Return a document of blocks, lists and values with every text fitted."""
        if isinstance(part, str):
            return self.fitted(part)
        if isinstance(part, dict):
            return {name: self.document(value) for name, value in part.items()}
        return [self.document(value) for value in part] if isinstance(part, list | tuple) else part

    def note(self) -> str:
        """Say which characters were replaced or set in another typeface; nothing if none was."""
        told = [
            f"{_name(given)} is written “{instead}”"
            for given, instead in self._replaced.items()
            if instead != LACKING
        ]
        if lacking := [given for given, instead in self._replaced.items() if instead == LACKING]:
            more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
            told.append(f"“{LACKING}” stands for {', '.join(map(_name, lacking[:_MOST_NAMED]))}{more}")
        if self._other:
            told.append(f"set in {FALLBACK}: {' '.join(self._other)}")
        return f"The typeface lacks some characters: {'; '.join(told)}." if told else ""

    def _sign(self, sign: str) -> str:
        if in_first(sign):
            return sign
        instead = _instead_of(sign)
        if instead == sign:
            self._other[sign] = None
        elif instead.strip():
            self._replaced[sign] = instead
        return instead


@lru_cache(maxsize=4096)
def _instead_of(sign: str) -> str:
    """Return what stands for a sign that the typeface lacks: a plain form, itself in the second, or a square."""
    plain = _PLAIN.get(sign) or unicodedata.normalize("NFKC", sign)
    if all(map(in_first, plain)):
        return plain
    # Joiners and what chooses the form of the sign before have no shape of their own.
    if unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f":
        return ""
    return sign if in_fallback(sign) else LACKING


def _name(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return f"{name} (U+{ord(sign):04X})" if name else f"U+{ord(sign):04X}"
