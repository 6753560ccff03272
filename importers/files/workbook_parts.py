"""The parts of a workbook, looked through before anything is made of them.

A workbook is a zip of XML files. A few bytes of it can unpack to so many tags that what is made of them fills
the memory, so each part is unpacked once, piece by piece, and its tags are counted.
"""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field

from importers.files.archives import opened_archive, pieces
from importers.files.limits import Limits, megabytes
from importers.files.refusal import FileRefused

_READ_ROW_BY_ROW = re.compile(r"^xl/(worksheets/[^/]+|sharedStrings[^/]*)\.xml$", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?(?:row|si)[ />\t\r\n]")
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]*)")
_PLAIN_ENCODING = re.compile(rb"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?c ([^<>]*)>\s?<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s?</(?:\w+:)?c>"
)
"""A cell with a formula and without a value, or with an empty one."""
_PLACE = re.compile(rb"\br=[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")
_SEAM = 4096
"""As many bytes of a piece are looked at again with the next one, for what is cut in two."""
_MOST_WITHOUT_RESULT = 100_000


@dataclass
class _Part:
    """What was found in one part so far."""

    row_by_row: bool
    bytes: int = 0
    rows: int = 0
    cells: int = 0
    tags: int = 0
    most_tags: int = 0
    without_result: set[str] = field(default_factory=set)


def look_through(name: str, content: bytes, limits: Limits) -> dict[str, frozenset[str]]:
    """Check every part of a workbook and return the cells whose formulas have no result, by part.

    Raises
    ------
    FileRefused
        If there are macros, another archive, declared entities, a part with too many tags, or more bytes than
        the limit.
    """
    unpacked = 0
    without_result = {}
    with opened_archive(name, content) as archive:
        for member in archive.infolist():
            _check_name(name, member.filename)
            part = _Part(bool(_READ_ROW_BY_ROW.match(member.filename)))
            is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
            before = b""
            for piece in pieces(archive, member):
                unpacked += len(piece)
                if unpacked > limits.unpacked_bytes:
                    limit = megabytes(limits.unpacked_bytes)
                    raise FileRefused(f"{name} unpacks to more than {limit}, which is the limit.")
                if is_xml:
                    if not before:
                        _check_encoding(name, piece)
                    _look_at(name, before, piece, part, limits)
                    before = piece[-_SEAM:]
            if part.without_result:
                without_result[member.filename] = frozenset(part.without_result)
    return without_result


def _check_name(name: str, part: str) -> None:
    lower = part.lower()
    if lower.endswith("vbaproject.bin") or "/macrosheets/" in lower:
        raise FileRefused(f"{name} holds macros. Save it without them, as an ordinary .xlsx workbook.")
    if lower.endswith((".zip", ".xlsx", ".xlsm", ".docx", ".7z", ".gz", ".rar")):
        raise FileRefused(f"{name} holds another archive ({part[:100]}). Save it without embedded files.")


def _check_encoding(name: str, start: bytes) -> None:
    """Refuse a part whose bytes are not its characters, where a declaration of entities could not be seen."""
    declared = _ENCODING.match(start)
    plain = start.removeprefix(BOM_UTF8).lstrip().startswith(b"<") and b"\0" not in start
    if not plain or (declared and not _PLAIN_ENCODING.fullmatch(declared[1])):
        raise FileRefused(
            f"{name} has a part in another encoding than UTF-8, as no spreadsheet writes it, or is damaged. Open it "
            "in a spreadsheet and save it again."
        )


def _look_at(name: str, before: bytes, piece: bytes, part: _Part, limits: Limits) -> None:
    whole = before + piece
    if _DECLARATION.search(whole):
        raise FileRefused(entities_sentence(name))
    # In a comment or a raw text, a row would be none.
    part.row_by_row = part.row_by_row and b"<!" not in whole
    _count_tags(piece, part)
    part.cells += sum(piece.count(start) for start in (b"<c ", b"<c>", b"<c/>"))
    part.bytes = 0 if part.row_by_row else part.bytes + len(piece)
    if part.most_tags > limits.part_tags or part.bytes > limits.part_bytes or part.rows > 2 * limits.rows:
        raise FileRefused(
            f"{name} has a part that is too large to be read: too much in one row, or too much that belongs to "
            "no row. Copy the table alone into a new workbook."
        )
    if part.cells > limits.workbook_cells:
        raise FileRefused(
            f"{name} has a sheet of more than {limits.workbook_cells:,} cells, empty ones included. Copy the table "
            "alone into a new workbook, or save it as CSV."
        )
    if b"f" in whole:
        for cell in _WITHOUT_RESULT.finditer(whole):
            if place := _PLACE.search(cell[1]):
                part.without_result.add(place[1].decode().upper())
        if len(part.without_result) > _MOST_WITHOUT_RESULT:
            raise FileRefused(
                f"{name} is full of formulas whose results were never saved. Open it in a spreadsheet and save it."
            )


def _count_tags(piece: bytes, part: _Part) -> None:
    """Count the tags since the last row, and keep the most that ever stood between two rows."""
    start = 0
    if part.row_by_row:
        for row in _ROW.finditer(piece):
            part.most_tags = max(part.most_tags, part.tags + piece.count(b"<", start, row.start()))
            part.tags, part.rows, start = 0, part.rows + 1, row.start()
    part.tags += piece.count(b"<", start)
    part.most_tags = max(part.most_tags, part.tags)


def entities_sentence(name: str) -> str:
    """Return why a workbook with declared entities is refused."""
    return f"{name} declares XML entities, as no spreadsheet does. It is not opened."
