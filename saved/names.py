"""Names and descriptions: what may be in them, and which names are the same."""

import unicodedata

from saved.errors import RefusedError
from scoring.clean_text import one_line

LONGEST_NAME = 60
LONGEST_DESCRIPTION = 2_000
LONGEST_KEY = 6 * LONGEST_NAME
"""Letters grow when their case is folded: 'ß' becomes 'ss', and a ligature of three letters becomes three."""

_SIGNS = " -–_.,()'’%+"
_LAST_SIGNS = ")%+"
"""Mail programs leave other signs out of a link when they end it."""


def clean_name(text: str) -> str:
    """Return a name as it is kept: without spaces around it, with single ones inside.

    Raises
    ------
    RefusedError
        If there is none, it is too long, or a link could not carry it.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise RefusedError("A name is missing.")
    if len(name) > LONGEST_NAME:
        raise RefusedError(f"The name has {len(name)} characters; it may have {LONGEST_NAME}.")
    if wrong := "".join(dict.fromkeys(sign for sign in name if not _is_letter(sign) and sign not in _SIGNS)):
        raise RefusedError(
            f"A name is part of a link, so it may have only letters, digits, spaces and - _ . , ( ) ' % +, not {wrong}"
        )
    if not _is_letter(name[0]) or not (_is_letter(name[-1]) or name[-1] in _LAST_SIGNS):
        raise RefusedError("A name begins and ends with a letter or digit (at its end also % or a bracket).")
    if len(key_of(name)) > LONGEST_KEY:
        raise RefusedError("The name is too long.")
    return name


def _is_letter(sign: str) -> bool:
    # Many scripts write vowels as marks of their own.
    return sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc")


def key_of(name: str) -> str:
    """Return what two names have in common that are the same but for case, spaces around and ways of writing."""
    folded = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return unicodedata.normalize("NFKC", folded)


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names count as the same."""
    return key_of(one) == key_of(other)


def clean_description(text: str) -> str:
    """Return a description as it is kept, without signs that cannot be shown.

    Raises
    ------
    RefusedError
        If it is too long.
    """
    shown = "\n".join(one_line(line) for line in text.splitlines()).strip()
    if len(shown) > LONGEST_DESCRIPTION:
        raise RefusedError(
            f"The description has {len(shown):,} characters; it may have {LONGEST_DESCRIPTION:,}."
        )
    return shown
