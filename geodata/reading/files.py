"""Boundary files on disk: which files belong together, what is inside a zip, and is it safe to open."""

from __future__ import annotations

import lzma
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath

from geodata.boundaries import BoundaryError
from geodata.reading.contents import MAX_UNPACKED_BYTES, is_geoparquet, is_map_xml
from geodata.reading.formats import (
    ACCEPTED,
    ARCHIVE_ENDINGS,
    BY_ENDING,
    COMPANION_ENDINGS,
    GEODATABASE,
    IDLE_ENDINGS,
    PARQUET_ENDINGS,
    READABLE,
    UNREAD_ENDINGS,
)

MAX_MEMBERS = 2_000

_PLAIN_JSON = (".json", ".jsonl", ".ndjson", ".xml")
"""Endings that other files have as well."""
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    OverflowError,
)


@contextmanager
def data_sets_in(path: Path) -> Iterator[list[Path]]:
    """Give the data sets in a file, in a folder of their own that is removed afterwards.

    GDAL writes files beside those that it reads, and takes some signs in a path for commands of its own.

    Raises
    ------
    BoundaryError
        If the file does not exist, has an unknown ending, is empty, lacks a companion, or is a zip that is
        broken, too large, or without boundaries.
    """
    check_readable(path)
    with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
        if path.suffix.lower() in ARCHIVE_ENDINGS:
            yield unpacked(path, Path(folder))
        else:
            check_companions(path)
            yield [_copied(path, Path(folder))]


def is_boundaries(name: str, content: bytes) -> bool:
    """Return whether a file is one of boundaries: by its ending, or by what is inside it where that may be a table."""
    ending = Path(name).suffix.lower()
    if is_idle(name) or ending in UNREAD_ENDINGS or ending == GEODATABASE:
        return True
    if ending == ".xml":
        return is_map_xml(content)
    if ending in PARQUET_ENDINGS:
        return ending == ".geoparquet" or is_geoparquet(BytesIO(content))
    if ending != ".zip":
        return ending in (*READABLE, *COMPANION_ENDINGS)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _holds_boundaries(archive)
    except (*_BROKEN_ZIP, RuntimeError):
        return False


def is_idle(name: str) -> bool:
    """Return whether a file belongs to a shapefile and is of no use here: an index, or words about it."""
    return name.lower().endswith((*IDLE_ENDINGS, ".shp.xml"))


def _holds_boundaries(archive: zipfile.ZipFile) -> bool:
    places = [place for place, _ in _members(archive)]
    endings = {place.suffix.lower() for place in places}
    if any(part.lower().endswith(GEODATABASE) for place in places for part in place.parts[:-1]):
        return True
    if endings & (set(READABLE) - {*_PLAIN_JSON, *PARQUET_ENDINGS, ".zip"}) or ".geoparquet" in endings:
        return True
    if endings & set(_TABLES):
        return False
    parquet = [info for place, info in _members(archive) if place.suffix.lower() == ".parquet"]
    if parquet and parquet[0].file_size <= MAX_UNPACKED_BYTES:
        return is_geoparquet(BytesIO(archive.read(parquet[0])))
    return bool(endings & {*_PLAIN_JSON, *UNREAD_ENDINGS} - {".xml"})


def check_readable(path: Path) -> None:
    """Raise BoundaryError unless the path is a file, not empty, with an ending that can be read."""
    suffix = path.suffix.lower()
    if path.is_dir() and suffix != GEODATABASE:
        raise BoundaryError(f"{path} is a folder. Give the file in it: {ACCEPTED}.")
    if not path.exists():
        raise BoundaryError(f"There is no file {path}.")
    if suffix not in READABLE and not path.is_dir():
        hint = ""
        if suffix in COMPANION_ENDINGS or is_idle(path.name):
            hint = " Give the .shp, .tab or .mif file that it belongs to."
        elif suffix.startswith(GEODATABASE):
            hint = " Put the folder .gdb with all its files into a ZIP."
        raise BoundaryError(f"{path.name} is not a boundary file that can be read.{hint} Use {ACCEPTED}.")
    if path.stat().st_size == 0:
        raise BoundaryError(f"{path.name} is empty.")


def check_companions(path: Path, inside: Path | None = None) -> None:
    """Raise BoundaryError if a shapefile, TAB or MIF file lacks a file that it cannot be read without."""
    present = {part.suffix.lower() for part in parts_of(path)}
    missing = [ending for ending in BY_ENDING[path.suffix.lower()].needs if ending not in present]
    if missing:
        names = " and ".join(path.stem + ending for ending in missing)
        place = f"in {inside.name}" if inside else "beside it"
        raise BoundaryError(f"{path.name} needs {names} {place}. Put all files of the set together.")


def parts_of(path: Path) -> list[Path]:
    """Return a file and the companions beside it (same name, other ending, in upper or lower case)."""
    if path.is_dir():
        return sorted(part for part in path.iterdir() if part.is_file())
    if path.suffix.lower() not in BY_ENDING or not BY_ENDING[path.suffix.lower()].needs:
        return [path]
    endings = {path.suffix.lower(), *COMPANION_ENDINGS}
    return sorted(
        part for part in path.parent.iterdir() if part.stem == path.stem and part.suffix.lower() in endings
    )


def _copied(path: Path, folder: Path) -> Path:
    """Copy a file and its companions, and return the path of the copy."""
    target = folder / _plain_name(PurePosixPath(path.name))
    if path.is_dir():
        target.mkdir()
        for part in parts_of(path):
            shutil.copyfile(part, target / part.name)
        return target
    for part in parts_of(path):
        shutil.copyfile(part, target.with_suffix(part.suffix.lower()))
    return target


def _plain_name(place: PurePosixPath) -> str:
    """Return a file's name without signs that GDAL takes for more than a name, its ending in lower case."""
    return re.sub(r"[^\w .()-]", "-", place.stem) + place.suffix.lower()


def unpacked(path: Path, folder: Path) -> list[Path]:
    """Unpack the boundary files of a zip into a folder and return their paths.

    Only boundary files are unpacked, by their plain names, at most 200 MB of them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked_members(archive, path.name)
            places: dict[PurePosixPath, Path] = {}
            for place, member in members:
                # Each folder of the zip keeps a folder of its own: two may hold files of one name.
                parent = places.setdefault(place.parent, folder / str(len(places)))
                if place.parent.suffix.lower() == GEODATABASE:
                    parent = parent / _plain_name(PurePosixPath(place.parent.name))
                parent.mkdir(parents=True, exist_ok=True)
                (parent / _plain_name(place)).write_bytes(archive.read(member))
    except BoundaryError:
        raise
    except _BROKEN_ZIP:
        raise BoundaryError(
            f"{path.name} is not a zip file that can be opened: it is broken or cut short."
        ) from None
    except RuntimeError:
        raise BoundaryError(f"{path.name} is protected by a password. Save it without one.") from None
    datasets = sorted(found for found in folder.rglob("*") if found.suffix in BY_ENDING)
    if not datasets:
        raise BoundaryError(f"{path.name} holds no boundary file. Use {ACCEPTED}.")
    return datasets


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Give the files of a zip with their places, without the shadows that macOS adds of each."""
    for member in archive.infolist():
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if not (member.is_dir() or "__MACOSX" in place.parts or place.name.startswith("._")):
            yield place, member


def _checked_members(archive: zipfile.ZipFile, name: str) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Return the members of a zip that are boundary files or parts of them."""
    if len(archive.infolist()) > MAX_MEMBERS:
        raise BoundaryError(
            f"{name} holds {len(archive.infolist()):,} files; at most {MAX_MEMBERS:,} are read."
        )
    wanted, others = [], set()
    for place, member in _members(archive):
        ending = place.suffix.lower()
        # Beside boundaries an .xml describes them.
        known = ending in (*BY_ENDING, *COMPANION_ENDINGS) and ending != ".xml"
        if known or place.parent.suffix.lower() == GEODATABASE:
            if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
                raise BoundaryError(f"{name} holds a file that points out of the zip: {member.filename}.")
            if not is_idle(place.name):
                wanted.append((place, member))
        others.add(ending)
    if not wanted and others & set(ARCHIVE_ENDINGS):
        raise BoundaryError(f"{name} holds another archive. Unpack it, and give that one.")
    size = sum(member.file_size for _, member in wanted)
    if size > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1_000_000
        raise BoundaryError(
            f"{name} would unpack to {size / 1e6:,.0f} MB; the limit is {limit} MB. "
            "Use a generalised version of the boundaries."
        )
    return wanted
