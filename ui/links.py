"""A methodology of one's own in the address bar: its YAML, packed."""

import base64
import binascii
import zlib

from scoring import DataError
from scoring.methodology_files import MAXIMUM_CHARACTERS

LONGEST = 6_000
"""Characters of packed text that still make a link which mail programs and browsers pass on whole."""


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
