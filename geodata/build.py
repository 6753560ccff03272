"""Building the embedded boundaries: the 209 CCGs of April 2016, dissolved from small census areas.

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
    EMBEDDED_SHAPEFILE,
    EMBEDDED_TOPOLOGY_NAME,
    Boundaries,
    BoundaryError,
)
from geodata.coverage import dissolve, match_edges, round_coordinates
from geodata.packages import CCG_POLYGONS_2017, LSOA_POLYGONS, read_member
from geodata.publish import (
    HEXAGONS,
    INSET,
    companion,
    publish_hexagons,
    publish_inset,
    publish_topology,
)
from geodata.topology import prepare_topology

REPOSITORY = Path(__file__).parent.parent
SOURCES = Path(__file__).parent / "sources"
DEFAULT_CACHE = REPOSITORY / ".cache"
DEFAULT_AREAS = REPOSITORY / "sample_data" / "october-2016" / "areas.csv"
DEFAULT_STATIC = REPOSITORY / "static"

COORDINATE_DECIMALS = 1
FIXED_DATE = (2016, 4, 1)
"""Written into the files instead of the day of building, so that equal data give equal bytes."""


@dataclass(frozen=True)
class BuildResult:
    """The files that a build wrote."""

    shapefile: Path
    topologies: tuple[Path, ...]
    areas: int


def build(
    cache: Path = DEFAULT_CACHE,
    areas_path: Path = DEFAULT_AREAS,
    shapefile: Path = EMBEDDED_SHAPEFILE,
    static: Path = DEFAULT_STATIC,
) -> BuildResult:
    """Build the embedded shapefile and the topologies that the browser fetches, and write them.

    Raises
    ------
    PackageError
        If a source package cannot be downloaded or is not the pinned one.
    BoundaryError
        If the sources do not fit together.
    """
    lsoas = read_lsoas_with_area(cache)
    areas = pd.read_csv(areas_path, dtype=str)
    boundaries = Boundaries(merge_lsoas(lsoas, lsoas["area_code"], areas))
    write_zipped_shapefile(boundaries.areas, shapefile)
    static.mkdir(parents=True, exist_ok=True)
    topology = static / EMBEDDED_TOPOLOGY_NAME
    topology.write_bytes(prepare_topology(boundaries, areas))
    return BuildResult(shapefile, (topology, *write_companions(areas, static)), len(boundaries.areas))


def write_companions(groups: pd.DataFrame, static: Path = DEFAULT_STATIC) -> tuple[Path, ...]:
    """Write the inset and the hexagons of the embedded areas anew, beside their topology."""
    topology = publish_topology(None, groups, static)
    for kind in (INSET, HEXAGONS):
        companion(topology.path, kind).unlink(missing_ok=True)
    files = publish_inset(topology, groups), publish_hexagons(topology, groups)
    return tuple(file.path for file in files if file)


def read_lsoas_with_area(cache: Path) -> gpd.GeoDataFrame:
    """Return England's LSOAs of 2011 with their CCG of April 2016: `lsoa_code`, `area_code`, `geometry`."""
    lsoas = read_lsoas(read_member(LSOA_POLYGONS, cache))
    ccgs = read_ccgs_2017(read_member(CCG_POLYGONS_2017, cache))
    codes_2017 = ccg_of_each_lsoa(lsoas, ccgs)
    return lsoas.assign(area_code=back_to_april_2016(lsoas["lsoa_code"], codes_2017))


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


def back_to_april_2016(lsoa_codes: pd.Series, codes_2017: pd.Series) -> pd.Series:
    """Turn April 2017 codes into those of April 2016, with the table of LSOAs that differ."""
    moved = pd.read_csv(SOURCES / "lsoa_moved_2016_2017.csv", dtype=str).set_index("lsoa_code")
    now = pd.Series(codes_2017.to_numpy(), index=lsoa_codes.to_numpy())
    unexpected = moved.index[now.reindex(moved.index).to_numpy() != moved["code_2017"].to_numpy()]
    if len(unexpected):
        raise BoundaryError(
            f"{len(unexpected)} LSOAs of lsoa_moved_2016_2017.csv are not in the CCG of April 2017 that it "
            f"gives, the first is {unexpected[0]}."
        )
    now.loc[moved.index] = moved["code_2016"]
    return now.reset_index(drop=True)


def merge_lsoas(lsoas: gpd.GeoDataFrame, codes: pd.Series, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Dissolve LSOAs into areas: `area_code`, `ods_code`, `area_name`, `geometry` (EPSG:27700)."""
    if set(codes) != set(areas["area_code"]):
        difference = sorted(set(codes) ^ set(areas["area_code"]))
        raise BoundaryError(f"The LSOAs and the table of areas name different CCGs: {difference}.")
    merged = dissolve(match_edges(lsoas.geometry.to_numpy()), codes.to_numpy(dtype=object))
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
