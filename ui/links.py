"""What somebody brought, in the address bar: the YAML of a methodology, packed, and groups of areas."""

import base64
import binascii
import zlib
from collections.abc import Callable, Mapping

from scoring import DataError
from scoring.clean_text import one_line
from scoring.methodology_files import MAXIMUM_CHARACTERS

LONGEST = 6_000
"""Characters of packed text that still make a link which mail programs and browsers pass on whole."""

MOST_GROUPS = 12
LONGEST_NAME = 60
_BETWEEN_GROUPS, _AFTER_NAME, _BETWEEN_AREAS = "|", ":", ","


def pack(text: str) -> str:
    """Return text packed into letters that need no escape in an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def fits(text: str) -> bool:
    """Return whether text is short enough, once packed, for a link."""
    return len(pack(text)) <= LONGEST


def unpack(packed: str) -> str:
    """Return what `pack` packed.

    Raises
    ------
    DataError
        If it is not that, or unpacks to more than a methodology may have.
    """
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        # A link may come from anyone: never unpack more than is allowed.
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw, 4 * MAXIMUM_CHARACTERS)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise DataError("The methodology in the link is cut off or too long.")
        return text.decode()
    except (binascii.Error, zlib.error, ValueError) as problem:
        if isinstance(problem, DataError):
            raise
        raise DataError("The methodology in the link cannot be read.") from None


def group_name(text: str) -> str:
    """Return a name for a group as a link can carry it: on one line, not too long, without the signs in between."""
    text = one_line(text)
    for sign in (_BETWEEN_GROUPS, _AFTER_NAME, _BETWEEN_AREAS):
        text = text.replace(sign, " ")
    return " ".join(text.split())[:LONGEST_NAME].strip()


def write_groups(groups: Mapping[str, tuple[str, ...]], short_codes: Mapping[str, str]) -> str:
    """Return groups of areas as text: 'South coast:11J,11A|Two cities:…', with the short code of each area."""
    return _BETWEEN_GROUPS.join(
        f"{name}{_AFTER_NAME}{_BETWEEN_AREAS.join(short_codes[code] for code in codes)}"
        for name, codes in groups.items()
    )


def read_groups(text: str, find: Callable[[str], str | None]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the groups that a text from `write_groups` describes, and what in it was not understood.

    `find` gives the code of the area that a short code means, None if there is none.
    """
    groups: dict[str, tuple[str, ...]] = {}
    ignored: list[str] = []
    for part in text.split(_BETWEEN_GROUPS)[:MOST_GROUPS]:
        given, _, listed = part.partition(_AFTER_NAME)
        name = group_name(given)
        found = {short: find(short) for short in listed.split(_BETWEEN_AREAS) if short.strip()}
        ignored += [f"area {short} of the group {name}" for short, code in found.items() if code is None]
        codes = tuple(sorted({code for code in found.values() if code is not None}))
        if name and codes:
            groups[name] = codes
        else:
            ignored.append(f"group {name or given}")
    return groups, ignored
