"""What the rest of the product knows as boundaries: areas, their shapes, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

BRITISH_NATIONAL_GRID = "EPSG:27700"
LONGITUDE_LATITUDE = "EPSG:4326"

AREA_COLUMNS = ["area_code", "ods_code", "area_name"]

EMBEDDED_SHAPEFILE = Path(__file__).parent / "ccg_april_2016.zip"
EMBEDDED_TOPOLOGY_NAME = "ccg-april-2016.json"


class BoundaryError(ValueError):
    """Boundaries that cannot be used; the message says in plain words what is wrong and what to do."""


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


@lru_cache(maxsize=1)
def embedded_boundaries() -> Boundaries:
    """Return the boundaries of the 209 CCGs of April 2016 that come with the product.

    The result is kept and shared: copy `areas` before changing it.

    Raises
    ------
    BoundaryError
        If the file is missing, because `python -m geodata build` was never run.
    """
    if not EMBEDDED_SHAPEFILE.exists():
        raise BoundaryError(f"{EMBEDDED_SHAPEFILE.name} is missing. Run: python -m geodata build")
    areas = gpd.read_file(EMBEDDED_SHAPEFILE, engine="pyogrio")
    return Boundaries(areas[[*AREA_COLUMNS, "geometry"]])
