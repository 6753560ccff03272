"""Putting shapes in order: coordinate system, invalid outlines, heights, rows without a polygon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geodata.boundaries import BRITISH_NATIONAL_GRID, LONGITUDE_LATITUDE, BoundaryError, embedded_boundaries
from geodata.reading.columns import first_few
from geodata.reading.formats import LONGITUDE_LATITUDE_ENDINGS
from geodata.topology.coverage import Shapes, polygonal_part

Bounds = tuple[float, float, float, float]

WEB_MERCATOR = "EPSG:3857"
UK = shapely.box(-100_000, 5_000, 700_000, 1_250_000)
"""The land of the United Kingdom on the National Grid (m). Degrees, or metres round another origin, lie outside."""
NEARBY: Bounds = (-400_000.0, -200_000.0, 1_000_000.0, 1_500_000.0)
"""The same with its seas, generously: west, south, east, north. What reaches beyond would squash the map."""
COAST_METRES = 10_000
"""Some boundaries go out into estuaries and to the low-water mark of rocks."""

MOST_OF_THE_AREAS, CLEARLY_BETTER = 0.5, 0.25
"""The share of areas that must lie in their country, and how much larger it must be to overrule what a file states."""

LEAST_SQUARE_METRES, LEAST_WIDTH_METRES = 10_000.0, 20.0
MOST_SQUARE_METRES = 150_000e6
"""England has 130,000 km², and with its tidal waters a little more."""

MOST_AREAS_NAMED = 5


@dataclass(frozen=True)
class System:
    """What coordinates may be: a coordinate system, and whether they stand the other way round."""

    crs: str
    words: str
    swapped: bool = False


SYSTEMS = (
    System(LONGITUDE_LATITUDE, "longitude and latitude"),
    System(BRITISH_NATIONAL_GRID, "the British National Grid"),
    System(WEB_MERCATOR, "Web Mercator"),
    System(LONGITUDE_LATITUDE, "latitude before longitude", swapped=True),
    System(BRITISH_NATIONAL_GRID, "northing before easting on the British National Grid", swapped=True),
    System(WEB_MERCATOR, "Web Mercator with the northing first", swapped=True),
)


def to_national_grid(
    frame: gpd.GeoDataFrame, labels: list[str], file: str
) -> tuple[gpd.GeoDataFrame, list[str], list[str]]:
    """Return a frame in the British National Grid, its labels, and notes on what was assumed or left out.

    A coordinate system that is stated is believed as long as the areas then lie in their country. If they do not,
    and plainly do in one of the `SYSTEMS`, that is taken instead.

    Parameters
    ----------
    frame : GeoDataFrame
        With `area_code`: a code that begins with E is of England.
    labels : list of str
        What to call each row in a note.
    file : str
        What to call the file.

    Raises
    ------
    BoundaryError
        If coordinates are not numbers, or the areas lie in their country in no known system.
    """
    # Altitudes say nothing of boundaries, and one that is not that of its ring's other end would open the ring.
    frame = frame.set_geometry(frame.geometry.force_2d())
    bounds = _bounds(frame)
    # Bounds leave out what is not a number, and are none if there are no shapes.
    if not (np.isfinite(bounds).all() and np.isfinite(shapely.get_coordinates(frame.geometry)).all()):
        raise BoundaryError(f"{file} has coordinates that are not numbers. Export it again.")
    stated = _share_at_home(frame, frame.crs)
    shares = [_share_at_home(frame, system.crs, system.swapped) for system in SYSTEMS]
    best = int(np.argmax(shares))
    said = _said(file, frame.crs)
    west, south, east, north = bounds
    span = f"from {west:,.6g}, {south:,.6g} to {east:,.6g}, {north:,.6g}"
    notes = []
    if max(stated, shares[best]) < MOST_OF_THE_AREAS:
        raise BoundaryError(
            f"{file} {said}, and its coordinates ({span}) fit neither longitude and latitude in "
            f"{_home(frame)[0]} nor the British National Grid. Export it in EPSG:27700 or EPSG:4326."
        )
    if shares[best] - stated >= CLEARLY_BETTER:
        system = SYSTEMS[best]
        notes.append(f"{file} {said}; its coordinates ({span}) were taken as {system.words} ({system.crs}).")
        if system.swapped:
            frame = frame.set_geometry(_swapped(frame.geometry.to_numpy()))
        frame = frame.set_crs(system.crs, allow_override=True)
    frame = frame.to_crs(BRITISH_NATIONAL_GRID)
    far, abroad = _far_away(frame), ~_at_home(frame, BRITISH_NATIONAL_GRID)
    names = np.array(labels, dtype=object)
    if far.all():
        raise BoundaryError(
            f"{file} has only areas that reach far outside {_home(frame)[0]}. Export it again."
        )
    if far.any():
        notes.append(
            f"Left out because they lie far outside {_home(frame)[0]}: {first_few(list(names[far]))}."
        )
    if (abroad & ~far).any():
        notes.append(f"Not in {_home(frame)[0]}: {first_few(list(names[abroad & ~far]))}. Check the file.")
    return frame.loc[~far], list(names[~far]), notes


def _home(frame: gpd.GeoDataFrame) -> tuple[str, shapely.Geometry]:
    """Return where the areas of a frame should lie, in words and as a shape on the National Grid."""
    if frame["area_code"].str.startswith("E").all():
        return "England", outline_of_england()
    return "the United Kingdom", UK


@lru_cache(maxsize=1)
def outline_of_england() -> shapely.Geometry:
    """Return the outline of England with the waters along its coast, on the National Grid."""
    areas = embedded_boundaries().areas.geometry.to_numpy()
    land = shapely.union_all(shapely.coverage_simplify(areas, COAST_METRES / 5))
    outline = land.buffer(COAST_METRES, quad_segs=2)
    shapely.prepare(outline)
    return outline


def _at_home(frame: gpd.GeoDataFrame, crs: pyproj.CRS | str, swapped: bool = False) -> np.ndarray:
    """Return for each row whether its middle lies in its country if the coordinates are of this system.

    A row without a shape counts as at home: nothing is known against it.
    """
    shapes = frame.geometry.to_numpy()
    middles = _middles(_swapped(shapes) if swapped else shapes)
    unknown = shapely.is_missing(middles) | shapely.is_empty(middles)
    x, y = np.full((2, len(shapes)), np.nan)
    # GEOS has no coordinates of an empty point, and may say so with an error.
    x[~unknown], y[~unknown] = shapely.get_coordinates(middles[~unknown]).T
    try:
        change = _to_grid(crs)
        x, y = change.transform(x, y)
    except (pyproj.exceptions.ProjError, pyproj.exceptions.CRSError):
        return unknown
    inside = np.isfinite(x) & np.isfinite(y)
    inside[inside] = shapely.contains_xy(_home(frame)[1], x[inside], y[inside])
    return inside | unknown


def _middles(shapes: Shapes) -> Shapes:
    """Return the middle of each shape by its area; of one that crosses itself, whose parts cancel, of its bounds."""
    with np.errstate(invalid="ignore", over="ignore"):
        middles, bounds = shapely.centroid(shapes), shapely.envelope(shapes)
        return np.where(shapely.intersects(middles, bounds), middles, shapely.centroid(bounds))


@lru_cache(maxsize=20)
def _to_grid(crs: pyproj.CRS | str) -> pyproj.Transformer:
    """Return what changes coordinates to the National Grid; to make one takes longer than to use it."""
    return pyproj.Transformer.from_crs(crs, BRITISH_NATIONAL_GRID, always_xy=True)


def _share_at_home(frame: gpd.GeoDataFrame, crs: pyproj.CRS | str | None, swapped: bool = False) -> float:
    """Return the share of shapes that lie in their country; 0 if no coordinate system is given."""
    there = ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    return 0.0 if crs is None else float(_at_home(frame.loc[there], crs, swapped).mean())


def _far_away(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return for each row whether some of it, on the National Grid, lies where no area can be."""
    bounds = frame.bounds.to_numpy()
    known = ~np.isnan(bounds).any(axis=1)
    low, high = bounds[:, :2] < NEARBY[:2], bounds[:, 2:] > NEARBY[2:]
    return known & (low | high).any(axis=1)


def _swapped(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.transform(shapes, lambda xy: xy[:, ::-1]), dtype=object)


def keep_polygons(
    frame: gpd.GeoDataFrame, labels: list[str], file: str
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the rows that have a polygon, without heights and with valid outlines, and notes on changes.

    Parameters
    ----------
    frame : GeoDataFrame
        Any geometry, EPSG:27700.
    labels : list of str
        What to call each row in a note.
    file : str
        What to call the file in an error.

    Raises
    ------
    BoundaryError
        If no row has a polygon, or none has a size.
    """
    before = shapely.force_2d(frame.geometry.to_numpy())
    after = np.array([polygonal_part(shape) for shape in before], dtype=object)
    usable = ~shapely.is_empty(after) & (shapely.area(after) > 0)
    if not usable.any():
        kinds = sorted({shape.geom_type for shape in before if shape and not shape.is_empty})
        raise BoundaryError(f"{file} has no polygons, only {first_few(kinds)}. Use a file of boundaries.")
    notes = []
    names = np.array(labels, dtype=object)
    dropped = names[~usable].tolist()
    if dropped:
        notes.append(f"Left out because they have no polygon: {first_few(dropped)}.")
    repaired = np.flatnonzero(usable & ~shapely.is_valid(before))
    for row in repaired[:MOST_AREAS_NAMED]:
        notes.append(f"The shape of {names[row]} was invalid ({_reason(before[row])}) and was repaired.")
    if len(repaired) > MOST_AREAS_NAMED:
        notes.append(f"{len(repaired) - MOST_AREAS_NAMED} more invalid shapes were repaired.")
    notes += _sizes(after[usable], names[usable], file)
    kept = frame.loc[usable].copy()
    kept["geometry"] = after[usable]
    return kept, notes


def _sizes(shapes: Shapes, names: np.ndarray, file: str) -> list[str]:
    """Return notes on shapes that are hardly there, or larger than the country.

    Raises
    ------
    BoundaryError
        If all are.
    """
    sizes = shapely.area(shapes)
    slight = (sizes < LEAST_SQUARE_METRES) | (2 * sizes / shapely.length(shapes) < LEAST_WIDTH_METRES)
    huge = sizes > MOST_SQUARE_METRES
    if (slight | huge).all():
        raise BoundaryError(
            f"{file} has no area of a usual size: its {len(shapes):,} come to {sizes.sum() / 1e6:,.2g} km² in all. "
            "Use boundaries of areas of England, in EPSG:27700 or EPSG:4326."
        )
    notes = []
    if slight.any():
        notes.append(f"Too small or thin to be seen on a map: {first_few(list(names[slight]))}.")
    if huge.any():
        notes.append(f"Larger than England: {first_few(list(names[huge]))}. Check the file.")
    return notes


def _reason(shape: shapely.Geometry) -> str:
    reason, _, place = shapely.is_valid_reason(shape).partition("[")
    if not place:
        return reason.lower()
    easting, northing = (float(number) for number in place.rstrip("]").split()[:2])
    return f"{reason.lower()} at {easting:.0f}, {northing:.0f}"


def _bounds(frame: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = frame.total_bounds
    return float(west), float(south), float(east), float(north)


def _said(file: str, crs: pyproj.CRS | None) -> str:
    """Return what a file says of its coordinate system; in some formats there is one for all files."""
    if crs is None:
        return "states no coordinate system"
    prescribed = Path(file).suffix.lower() in LONGITUDE_LATITUDE_ENDINGS
    if prescribed and crs.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        return "should be in EPSG:4326, as all files of its format"
    return f"says {_system_name(crs)}"


def _system_name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
