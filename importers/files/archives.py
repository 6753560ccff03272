"""Zip archives (and a workbook is one): what they declare is checked, and what really comes out is counted."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from geodata.reading.formats import ACCEPTED as BOUNDARIES
from importers.files.limits import Limits, megabytes
from importers.files.refusal import FileRefused

_CHUNK = 1 << 18
_ENCRYPTED = 0x1
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    OverflowError,
)
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")


@contextmanager
def opened_archive(name: str, content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive in memory; whatever is wrong with it is refused in a sentence."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield archive
    except FileRefused:
        raise
    except BROKEN_ZIP:
        raise FileRefused(f"{name} is damaged or cut short. Copy or download it again.") from None
    except RuntimeError:
        raise FileRefused(f"{name} is protected by a password. Save it without one.") from None


def check_archive(name: str, content: bytes, limits: Limits) -> Literal["xlsx", "zip"]:
    """Check a zip archive without unpacking it and say whether it is a workbook.

    Raises
    ------
    FileRefused
        If it is broken or protected, holds too many files, names that point out of it or a packing that is
        not usual, or declares to unpack to more than the limit.
    """
    with opened_archive(name, content) as archive:
        members = archive.infolist()
        if len(members) > limits.parts:
            raise FileRefused(f"{name} holds {len(members):,} files; at most {limits.parts:,} are read.")
        for member in members:
            _check_member(name, member)
        declared = sum(member.file_size for member in members)
        if declared > limits.unpacked_bytes:
            raise FileRefused(
                f"{name} would unpack to {megabytes(declared)}; the limit is {megabytes(limits.unpacked_bytes)}."
            )
        names = {member.filename.lower() for member in members}
    return "xlsx" if "[content_types].xml" in names and any(n.startswith("xl/") for n in names) else "zip"


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    place = PurePosixPath(member.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or (place.parts and ":" in place.parts[0]):
        raise FileRefused(f"{name} holds a file that points out of the archive: {member.filename[:100]!r}.")
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused(f"{name} is protected by a password. Save it without one.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(
            f"{name} is compressed in a way that cannot be read here. Save it as an ordinary zip file."
        )


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a member unpacks to, in pieces."""
    with archive.open(member) as file:
        while piece := file.read(_CHUNK):
            yield piece


def table_inside(name: str, content: bytes, limits: Limits) -> tuple[str, bytes]:
    """Return name and content of the one table in a zip archive; the content stays in memory.

    Raises
    ------
    FileRefused
        If there is none or more than one, if it is larger than a file may be, or if there is an archive in
        the archive.
    """
    with opened_archive(name, content) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_shadow(m.filename)]
        if any(PurePosixPath(m.filename).suffix.lower() in _ARCHIVES for m in members):
            raise FileRefused(f"{name} holds another archive. Unpack it and give the table in it.")
        tables = [m for m in members if PurePosixPath(m.filename).suffix.lower() in _TABLES]
        if len(tables) != 1:
            found = "no table" if not tables else f"{len(tables)} tables"
            raise FileRefused(
                f"{name} holds {found}; give one CSV, Excel (.xlsx) or Parquet file for figures. "
                f"For boundaries use {BOUNDARIES}."
            )
        unpacked = bytearray()
        for piece in pieces(archive, tables[0]):
            unpacked += piece
            if len(unpacked) > limits.file_bytes:
                raise FileRefused(
                    f"{tables[0].filename} in {name} is larger than {megabytes(limits.file_bytes)}."
                )
    if not unpacked:
        raise FileRefused(f"{tables[0].filename} in {name} is empty.")
    if unpacked.startswith(b"PK\x03\x04") and not tables[0].filename.lower().endswith(".xlsx"):
        raise FileRefused(f"{name} holds another archive. Unpack it and give the table in it.")
    return PurePosixPath(tables[0].filename.replace("\\", "/")).name, bytes(unpacked)


def _is_shadow(filename: str) -> bool:
    """Whether it is what macOS adds beside each file: the same ending and none of the content."""
    place = PurePosixPath(filename)
    return "__MACOSX" in place.parts or place.name.startswith("._")
