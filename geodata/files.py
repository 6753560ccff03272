"""Boundary files on disk: which files belong together, what is inside a zip, and is it safe to open."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geodata.boundaries import BoundaryError

MAX_UNPACKED_BYTES = 200_000_000
SHAPEFILE_HEADER_BYTES = 100

COMPANIONS = {".shp": (".shx", ".dbf"), ".tab": (".dat", ".map", ".id")}
"""Files without which the file with this ending cannot be read."""

COMPANION_ENDINGS = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind")
READABLE = (".shp", ".zip", ".gpkg", ".geojson", ".json", ".topojson", ".tab")
ACCEPTED = "a shapefile (.shp or zipped), GeoPackage, GeoJSON, TopoJSON or MapInfo TAB file"

_SHAPEFILE_ENDINGS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@contextmanager
def opened(path: Path) -> Iterator[list[Path]]:
    """Give the data sets in a file, ready to be read: the file itself, or the shapefiles in a zip.

    Unpacked files are removed afterwards.

    Raises
    ------
    BoundaryError
        If the file does not exist, has an unknown ending, is empty, lacks a companion, or is a zip that is
        broken, too large, or without a shapefile.
    """
    check_readable(path)
    if path.suffix.lower() != ".zip":
        check_companions(path)
        check_complete(path)
        yield [path]
        return
    with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
        shapefiles = unpack_shapefiles(path, Path(folder))
        for shapefile in shapefiles:
            check_companions(shapefile, inside=path)
            check_complete(shapefile)
        yield shapefiles


def check_readable(path: Path) -> None:
    """Raise BoundaryError unless the path is a file, not empty, with an ending that can be read."""
    if path.is_dir():
        raise BoundaryError(f"{path} is a folder. Give the file in it: {ACCEPTED}.")
    if not path.exists():
        raise BoundaryError(f"There is no file {path}.")
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        hint = " Give the .shp or .tab file that it belongs to." if suffix in COMPANION_ENDINGS else ""
        raise BoundaryError(f"{path.name} is not a boundary file that can be read.{hint} Use {ACCEPTED}.")
    if path.stat().st_size == 0:
        raise BoundaryError(f"{path.name} is empty.")


def check_companions(path: Path, inside: Path | None = None) -> None:
    """Raise BoundaryError if a shapefile or TAB file lacks a file that it cannot be read without."""
    present = {part.suffix.lower() for part in parts_of(path)}
    missing = [ending for ending in COMPANIONS.get(path.suffix.lower(), ()) if ending not in present]
    if missing:
        names = " and ".join(path.stem + ending for ending in missing)
        place = f"in {inside.name}" if inside else "beside it"
        raise BoundaryError(f"{path.name} needs {names} {place}. Put all files of the set together.")


def check_complete(path: Path) -> None:
    """Raise BoundaryError if a shapefile is shorter than its own header says.

    GDAL reads what is there and gives the rest as rows without a shape, which would lose areas quietly.
    """
    if path.suffix.lower() != ".shp":
        return
    with path.open("rb") as file:
        header = file.read(SHAPEFILE_HEADER_BYTES)
    stated = 2 * int.from_bytes(header[24:28], "big")
    if len(header) < SHAPEFILE_HEADER_BYTES or path.stat().st_size < stated:
        raise BoundaryError(f"{path.name} is cut short. Copy or download it again.")


def parts_of(path: Path) -> list[Path]:
    """Return a file and the companions beside it (same name, other ending, in upper or lower case)."""
    if path.suffix.lower() not in COMPANIONS:
        return [path]
    endings = {path.suffix.lower(), *COMPANION_ENDINGS}
    return sorted(
        part for part in path.parent.iterdir() if part.stem == path.stem and part.suffix.lower() in endings
    )


def unpack_shapefiles(path: Path, folder: Path) -> list[Path]:
    """Unpack the shapefiles of a zip into a folder and return their paths.

    Only the parts of shapefiles are unpacked, by their plain names, at most 200 MB of them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _shapefile_members(archive, path.name)
            for number, member in enumerate(members):
                name = PurePosixPath(member.filename.replace("\\", "/"))
                # Each folder of the zip keeps a folder of its own: two may hold files of one name.
                place = folder / f"{_folder_number(members, name, number)}"
                place.mkdir(exist_ok=True)
                (place / f"{name.stem}{name.suffix.lower()}").write_bytes(archive.read(member))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise BoundaryError(
            f"{path.name} is not a zip file that can be opened: it is broken or cut short."
        ) from None
    except RuntimeError:
        raise BoundaryError(f"{path.name} is protected by a password. Give it without one.") from None
    shapefiles = sorted(folder.rglob("*.shp"))
    if not shapefiles:
        raise BoundaryError(f"{path.name} holds no shapefile (.shp).")
    return shapefiles


def _folder_number(members: list[zipfile.ZipInfo], name: PurePosixPath, number: int) -> int:
    for earlier, member in enumerate(members[:number]):
        if PurePosixPath(member.filename.replace("\\", "/")).parent == name.parent:
            return earlier
    return number


def _shapefile_members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    members = []
    for member in archive.infolist():
        place = PurePosixPath(member.filename.replace("\\", "/"))
        # macOS adds a shadow of each file, with the same ending and none of the content.
        if "__MACOSX" in place.parts or place.name.startswith("._"):
            continue
        if place.suffix.lower() not in _SHAPEFILE_ENDINGS:
            continue
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise BoundaryError(f"{name} holds a file that points out of the zip: {member.filename}.")
        members.append(member)
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1_000_000
        raise BoundaryError(
            f"{name} would unpack to {size / 1e6:,.0f} MB; the limit is {limit} MB. "
            "Use a generalised version of the boundaries."
        )
    return members
