"""What the rest of the product knows as boundaries: areas, their shapes, and what was done to them.

Some sets of areas come with the product, each of one date: see `GEOGRAPHIES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.gdal import DamagedFileError, ask
from geodata.paths import PACKAGE, SAMPLE_DATA

BRITISH_NATIONAL_GRID = "EPSG:27700"
LONGITUDE_LATITUDE = "EPSG:4326"

AREA_COLUMNS = ["area_code", "ods_code", "area_name"]


class BoundaryError(ValueError):
    """Boundaries that cannot be used; the message says in plain words what is wrong and what to do."""


class EmbeddedFileError(BoundaryError):
    """A file that comes with the product is missing or damaged; `file` says which."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(
            f"{file.name} (in the folder {file.parent.name}) {what}. Put it back from the version that was "
            "installed, or run python -m geodata build to make it again."
        )
        self.file = file


@dataclass(frozen=True)
class Geography:
    """A set of areas of one date whose boundaries come with the product.

    Attributes
    ----------
    id : str
        As an edition names it in its metadata, such as `ccg-april-2016`.
    title : str
    areas : int
        How many areas there are.
    """

    id: str
    title: str
    areas: int

    @property
    def shapefile(self) -> Path:
        """The zipped shapefile, in full detail."""
        return PACKAGE / f"{self.id.replace('-', '_')}.zip"

    @property
    def topology_name(self) -> str:
        """The name of the topology that the browser fetches, below the static folder."""
        return f"{self.id}.json"

    @property
    def areas_table(self) -> Path:
        """The table of its areas: area_code, ods_code, area_name and, if known, alliance, stp, region."""
        folder = "october-2016" if self.id == DEFAULT_GEOGRAPHY else f"areas/{self.id}"
        return SAMPLE_DATA / folder / "areas.csv"

    def table(self) -> pd.DataFrame:
        """Return `area_code`, `ods_code`, `area_name` of its areas.

        Raises
        ------
        BoundaryError
            If the table is missing or damaged.
        """
        try:
            table = pd.read_csv(self.areas_table, dtype=str)[AREA_COLUMNS]
        except (OSError, ValueError, KeyError):
            raise EmbeddedFileError(self.areas_table, "is missing or damaged") from None
        return table.fillna("").sort_values("area_code", ignore_index=True)


DEFAULT_GEOGRAPHY = "ccg-april-2016"
GEOGRAPHIES = {
    kind.id: kind
    for kind in (
        Geography(DEFAULT_GEOGRAPHY, "CCGs of April 2016", 209),
        Geography("ccg-april-2017", "CCGs of April 2017", 207),
        Geography("ccg-april-2018", "CCGs of April 2018", 195),
        Geography("ccg-april-2019", "CCGs of April 2019", 191),
        Geography("ccg-april-2020", "CCGs of April 2020", 135),
        Geography("ccg-april-2021", "CCGs of April 2021", 106),
        Geography("icb-april-2023", "Integrated Care Boards of April 2023", 42),
    )
}
EMBEDDED_SHAPEFILE = GEOGRAPHIES[DEFAULT_GEOGRAPHY].shapefile


def geography(wanted: str) -> Geography:
    """Return a set of areas that comes with the product, by its id.

    Raises
    ------
    BoundaryError
        If there is none of that id.
    """
    if wanted not in GEOGRAPHIES:
        raise BoundaryError(
            f"There are no boundaries {wanted!r}. There are: {', '.join(GEOGRAPHIES)}. "
            "Use one of these, or a boundary file."
        )
    return GEOGRAPHIES[wanted]


@dataclass(frozen=True)
class Boundaries:
    """The shapes of a set of areas.

    Attributes
    ----------
    areas : GeoDataFrame
        One row an area, sorted by `area_code`, in the British National Grid (EPSG:27700, metres):
        `area_code` (ONS code), `ods_code` (NHS organisation code, empty if not known), `area_name`,
        `geometry` (Polygon or MultiPolygon, valid, without height).
    notes : tuple of str
        A sentence for each thing that was repaired or assumed. Empty if there was nothing to do.
    """

    areas: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=len(GEOGRAPHIES))
def embedded_boundaries(of: str = DEFAULT_GEOGRAPHY) -> Boundaries:
    """Return the boundaries of a set of areas that comes with the product: the 209 CCGs of April 2016, if not named.

    The result is kept and shared: copy `areas` before changing it.

    Raises
    ------
    BoundaryError
        If there are no such boundaries.
    EmbeddedFileError
        If their file is missing or damaged.
    """
    kind = geography(of)
    if not kind.shapefile.exists():
        raise EmbeddedFileError(kind.shapefile, "is missing")
    try:
        areas = ask(gpd.read_file, kind.shapefile, engine="pyogrio")[[*AREA_COLUMNS, "geometry"]]
    except (DamagedFileError, KeyError):
        raise EmbeddedFileError(kind.shapefile, "is damaged") from None
    if len(areas) != kind.areas or areas.geometry.isna().any():
        raise EmbeddedFileError(kind.shapefile, "is damaged: it does not have all areas")
    return Boundaries(areas)
