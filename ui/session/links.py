"""What somebody brought, in the address bar: the YAML of a methodology, packed, and groups of areas."""

import base64
import binascii
import zlib
from collections.abc import Callable, Mapping

from scoring import DataError
from scoring.clean_text import one_line

LONGEST = 6_000
"""Characters of packed text that still make a link which mail programs and browsers pass on whole."""
LONGEST_TEXT = 50_000
"""Characters of text that a link may hold: it may come from anyone, and little can be packed to stand for much."""

MOST_GROUPS = 12
MOST_AREAS = 500
"""Areas that a link may name, each counted once; there are fewer in any edition."""
LONGEST_NAME = 60
LONGEST_GIVEN = 60
"""Characters that are told of a part of a link which is not understood."""
_BETWEEN_GROUPS, _AFTER_NAME, _BETWEEN_AREAS = "|", ":", ","


def shortened(given: str, longest: int = LONGEST_GIVEN) -> str:
    """Return the beginning of a text that came with a link, with signs that can be seen only."""
    text = given if len(given) <= longest else f"{given[:longest]}…"
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def encode_text(text: str) -> str:
    """Return text packed into letters that need no escape in an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def fits_address(text: str) -> bool:
    """Return whether text is short enough, once encoded, for a link."""
    return len(text) <= LONGEST_TEXT and len(encode_text(text)) <= LONGEST


def decode_text(packed: str) -> str:
    """Return what `pack` packed.

    Raises
    ------
    DataError
        If it is not that, or is more than `pack` and `fits` let through.
    """
    if len(packed) > LONGEST:
        raise DataError("The methodology in the link is cut off or too long.")
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        # A link may come from anyone: never unpack more than is allowed, of characters of up to four bytes.
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw, 4 * LONGEST_TEXT).decode()
        if unpacker.unconsumed_tail or not unpacker.eof or len(text) > LONGEST_TEXT:
            raise DataError("The methodology in the link is cut off or too long.")
        return text
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
    parts = text.split(_BETWEEN_GROUPS, MOST_GROUPS)
    if len(parts) > MOST_GROUPS:
        ignored.append(f"all groups after the first {MOST_GROUPS}")
    found: dict[str, str | None] = {}
    for part in parts[:MOST_GROUPS]:
        given, _, listed = part.partition(_AFTER_NAME)
        name = group_name(given)
        named = dict.fromkeys(short for short in listed.split(_BETWEEN_AREAS) if short.strip())
        for short in named:
            if short not in found and len(found) < MOST_AREAS:
                found[short] = find(short)
        if len(named.keys() - found.keys()):
            ignored.append(f"areas of the group {name} after the first {MOST_AREAS} of all groups")
        ignored += [f"area {short} of the group {name}" for short in named if found.get(short, "") is None]
        codes = tuple(sorted({code for short in named if (code := found.get(short)) is not None}))
        if name and codes:
            groups[name] = codes
        else:
            ignored.append(f"group {name or given}")
    return groups, ignored
