"""Building the embedded boundaries of every date, dissolved from small census areas.

Sources, licence and the reasons for each step are in `geodata/sources/README.md`.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries import (
    AREA_COLUMNS,
    BRITISH_NATIONAL_GRID,
    DEFAULT_GEOGRAPHY,
    GEOGRAPHIES,
    Boundaries,
    BoundaryError,
    Geography,
    embedded_boundaries,
)
from geodata.building.membership import back_to_april_2016, ccg_membership, icb_membership
from geodata.building.packages import CCG_POLYGONS_2017, LSOA_POLYGONS, read_member
from geodata.paths import DOWNLOADS, SOURCES, STATIC
from geodata.publish import (
    HEXAGONS,
    INSET,
    companion,
    publish_hexagons,
    publish_inset,
    publish_topology,
)
from geodata.topology.coverage import Shapes, dissolve, match_edges, round_coordinates
from geodata.topology.prepare import prepare_topology

DEFAULT_CACHE = DOWNLOADS
DEFAULT_AREAS = GEOGRAPHIES[DEFAULT_GEOGRAPHY].areas_table
DEFAULT_STATIC = STATIC

COORDINATE_DECIMALS = 1
FIXED_DATE = (2016, 4, 1)
"""Written into the files instead of the day of building, so that equal data give equal bytes."""


@dataclass(frozen=True)
class BuildResult:
    """The files that a build wrote for one set of areas."""

    shapefile: Path
    topologies: tuple[Path, ...]
    areas: int


def build(cache: Path = DEFAULT_CACHE, static: Path = DEFAULT_STATIC) -> list[BuildResult]:
    """Build the embedded shapefiles and the topologies that the browser fetches, and write them.

    Raises
    ------
    PackageError
        If a source package cannot be downloaded or is not the pinned one.
    BoundaryError
        If the sources do not fit together.
    """
    lsoas = read_lsoas_with_ccg(cache)
    shapes = match_edges(lsoas.geometry.to_numpy())
    membership = ccg_membership(lsoas["lsoa_code"], lsoas["code_2017"])
    membership["icb-april-2023"] = icb_membership(lsoas["lsoa_code"], cache)
    static.mkdir(parents=True, exist_ok=True)
    return [_build_one(kind, shapes, membership[kind.id], static) for kind in GEOGRAPHIES.values()]


def _build_one(kind: Geography, lsoas: Shapes, codes: pd.Series, static: Path) -> BuildResult:
    areas = pd.read_csv(kind.areas_table, dtype=str)
    boundaries = Boundaries(merge_lsoas(lsoas, codes, areas))
    write_zipped_shapefile(boundaries.areas, kind.shapefile)
    embedded_boundaries.cache_clear()
    topology = static / kind.topology_name
    topology.write_bytes(prepare_topology(boundaries, areas))
    return BuildResult(
        kind.shapefile, (topology, *write_companions(areas, static, kind.id)), len(boundaries.areas)
    )


def write_companions(
    groups: pd.DataFrame, static: Path = DEFAULT_STATIC, embedded: str = DEFAULT_GEOGRAPHY
) -> tuple[Path, ...]:
    """Write the inset and the hexagons of embedded areas anew, beside their topology."""
    topology = publish_topology(None, groups, static, embedded)
    for kind in (INSET, HEXAGONS):
        companion(topology.path, kind).unlink(missing_ok=True)
    files = publish_inset(topology, groups), publish_hexagons(topology, groups)
    return tuple(file.path for file in files if file)


def read_lsoas_with_ccg(cache: Path) -> gpd.GeoDataFrame:
    """Return England's LSOAs of 2011 with their CCG of April 2017: `lsoa_code`, `code_2017`, `geometry`."""
    lsoas = read_lsoas(read_member(LSOA_POLYGONS, cache))
    ccgs = read_ccgs_2017(read_member(CCG_POLYGONS_2017, cache))
    return lsoas.assign(code_2017=ccg_of_each_lsoa(lsoas, ccgs))


def read_lsoas_with_area(cache: Path) -> gpd.GeoDataFrame:
    """Return England's LSOAs of 2011 with their CCG of April 2016: `lsoa_code`, `area_code`, `geometry`."""
    lsoas = read_lsoas_with_ccg(cache)
    codes = back_to_april_2016(lsoas["lsoa_code"], lsoas["code_2017"])
    return lsoas.drop(columns="code_2017").assign(area_code=codes)


def read_lsoas(geojson: bytes) -> gpd.GeoDataFrame:
    """Return England's LSOAs of 2011: `lsoa_code`, `geometry` (valid, EPSG:27700)."""
    frame = gpd.read_file(io.BytesIO(geojson), columns=["LSOA11CD"], engine="pyogrio")
    england = frame[frame["LSOA11CD"].str.startswith("E")].to_crs(BRITISH_NATIONAL_GRID)
    england = england.rename(columns={"LSOA11CD": "lsoa_code"}).sort_values("lsoa_code", ignore_index=True)
    england["geometry"] = england.geometry.make_valid()
    return england


def read_ccgs_2017(geojson: bytes) -> gpd.GeoDataFrame:
    """Return the CCGs of April 2017: `code_2017`, `geometry` (EPSG:27700).

    The file has names only; codes come from the project's own table. It also names CCGs that began a
    year later and have no shape: those are left out.
    """
    frame = gpd.read_file(io.BytesIO(geojson), columns=["name"], engine="pyogrio")
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(BRITISH_NATIONAL_GRID)
    table = pd.read_csv(SOURCES / "ccg_april_2017.csv", dtype=str)
    code_of_name = dict(zip(_name_key(table["name"]), table["code"], strict=True))
    frame["code_2017"] = _name_key(frame["name"]).map(code_of_name)
    unknown = frame.loc[frame["code_2017"].isna(), "name"].tolist()
    missing = sorted(set(table["code"]) - set(frame["code_2017"].dropna()))
    if unknown or missing:
        raise BoundaryError(
            f"The CCG polygons do not match ccg_april_2017.csv: not in the table {unknown}, "
            f"without a polygon {missing}."
        )
    frame["geometry"] = frame.geometry.make_valid()
    return frame[["code_2017", "geometry"]].reset_index(drop=True)


def ccg_of_each_lsoa(lsoas: gpd.GeoDataFrame, ccgs: gpd.GeoDataFrame) -> pd.Series:
    """Return the April 2017 code for each row of `lsoas`: by a point inside it, else the nearest CCG."""
    points = gpd.GeoSeries(shapely.point_on_surface(lsoas.geometry.values), crs=lsoas.crs)
    point, ccg = ccgs.sindex.query(points, predicate="within")
    if len(set(point)) < len(point):
        raise BoundaryError("The CCG polygons of April 2017 overlap: an LSOA lies in two of them.")
    codes = pd.Series(pd.NA, index=lsoas.index, dtype="object")
    codes.iloc[point] = ccgs["code_2017"].to_numpy()[ccg]
    outside = np.flatnonzero(codes.isna())
    if len(outside):
        nearest = ccgs.sindex.nearest(points.iloc[outside], return_all=False)[1]
        codes.iloc[outside] = ccgs["code_2017"].to_numpy()[nearest]
    return codes


def merge_lsoas(lsoas: Shapes, codes: pd.Series, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Dissolve LSOAs, with matched edges, into areas: `area_code`, `ods_code`, `area_name`, `geometry`."""
    if set(codes) != set(areas["area_code"]):
        difference = sorted(set(codes) ^ set(areas["area_code"]))
        raise BoundaryError(f"The LSOAs and the table of areas name different areas: {difference}.")
    merged = dissolve(lsoas, codes.to_numpy(dtype=object))
    frame = areas[AREA_COLUMNS].sort_values("area_code", ignore_index=True)
    shapes = np.array([merged[code] for code in frame["area_code"]], dtype=object)
    shapes = round_coordinates(shapes, COORDINATE_DECIMALS)
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise BoundaryError("The dissolved areas are not valid or overlap.")
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=BRITISH_NATIONAL_GRID)


def write_zipped_shapefile(areas: gpd.GeoDataFrame, path: Path) -> None:
    """Write areas as a zipped ESRI Shapefile, with the same bytes each time."""
    date = "-".join(f"{part:02d}" for part in FIXED_DATE)
    with tempfile.TemporaryDirectory() as folder:
        shapefile = Path(folder) / f"{path.stem}.shp"
        areas.to_file(shapefile, engine="pyogrio", encoding="UTF-8", DBF_DATE_LAST_UPDATE=date)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for part in sorted(Path(folder).iterdir()):
                entry = zipfile.ZipInfo(part.name, date_time=(*FIXED_DATE, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, part.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


def _name_key(names: pd.Series) -> pd.Series:
    return names.str.casefold().str.replace("&", "and", regex=False).str.split().str.join(" ")
