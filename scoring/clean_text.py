"""Text that somebody gave, as it is kept: on one line, without what nobody can see.

All text comes in through here, whether from a file, a link, a form or a database: no page, file or slide has to deal
with signs that it cannot hold. They are taken out and not refused, since nothing that can be read is lost: they come
along unseen when text is copied from a slide, a web page or a spreadsheet.
"""

import unicodedata

import pandas as pd

_JOINERS = "\u200c\u200d"
"""Without them words of some scripts are written wrongly."""


def one_line(text: str) -> str:
    """Return text on one line, its letters composed, without signs that cannot be seen.

    Tabs and ends of lines become blanks. What goes: control characters, halves of characters, signs that no
    interchange allows or that only one program knows, and marks without width, among them those that turn the order
    of what is read.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    # Two halves beside each other are one character; half a character is none.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    seen = "".join(sign for sign in whole if sign.isspace() or not _is_unseen(sign))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _is_unseen(sign: str) -> bool:
    if sign in _JOINERS:
        return False
    number = ord(sign)
    is_no_character = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return is_no_character or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")


def cleaned(document: object) -> object:
    """Return a document of blocks, lists and values with every text in it, names of fields too, as `one_line`.

    A part that stands in several places, as a reference in YAML does, is cleaned once and stays one part: spelt out, a
    few references within each other would be more than fits into the memory.
    """
    return _cleaned(document, {})


def _cleaned(document: object, done: dict[int, object]) -> object:
    if isinstance(document, str):
        return one_line(document)
    if id(document) in done:
        return done[id(document)]
    if isinstance(document, dict):
        block: dict[object, object] = {}
        done[id(document)] = block
        block.update({_cleaned(name, done): _cleaned(value, done) for name, value in document.items()})
        return block
    if isinstance(document, list):
        parts: list[object] = []
        done[id(document)] = parts
        parts.extend(_cleaned(part, done) for part in document)
        return parts
    return document


def cleaned_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its texts as `one_line`; the same one if they are so already."""
    changed = {}
    for name in table.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]]:
        texts = [text for text in table[name].unique() if isinstance(text, str)]
        better = {text: clean for text in texts if (clean := one_line(text)) != text}
        if better:
            changed[name] = table[name].replace(better)
    return table.assign(**changed) if changed else table
