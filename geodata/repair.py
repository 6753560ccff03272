"""Putting shapes in order: coordinate system, invalid outlines, heights, rows without a polygon."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geodata.boundaries import BRITISH_NATIONAL_GRID, LONGITUDE_LATITUDE, BoundaryError
from geodata.columns import in_words
from geodata.coverage import polygonal_part

Bounds = tuple[float, float, float, float]

# The United Kingdom with its seas, generously: west, south, east, north.
UK_DEGREES: Bounds = (-15.0, 48.0, 5.0, 63.0)
UK_METRES: Bounds = (-400_000.0, -200_000.0, 1_000_000.0, 1_500_000.0)

MOST_AREAS_NAMED = 5


def to_national_grid(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a frame in the British National Grid, and a note if its coordinate system was assumed.

    Raises
    ------
    BoundaryError
        If coordinates are not numbers, lie outside the United Kingdom, or fit no known system.
    """
    bounds = _bounds(frame)
    if not np.isfinite(bounds).all():
        raise BoundaryError(f"{file} has coordinates that are not numbers. Export it again.")
    if frame.crs is not None and _within(_bounds_on_grid(bounds, frame.crs), UK_METRES):
        return frame.to_crs(BRITISH_NATIONAL_GRID), []
    assumed = _system_that_fits(bounds)
    stated = f"says {_system_name(frame.crs)}" if frame.crs is not None else "states no coordinate system"
    west, south, east, north = bounds
    span = f"from {west:,.6g}, {south:,.6g} to {east:,.6g}, {north:,.6g}"
    if assumed is None:
        raise BoundaryError(
            f"{file} {stated}, and its coordinates ({span}) fit neither longitude and latitude in the United "
            "Kingdom nor the British National Grid. Export it in EPSG:27700 or EPSG:4326."
        )
    words = "longitude and latitude" if assumed == LONGITUDE_LATITUDE else "the British National Grid"
    note = f"{file} {stated}; its coordinates ({span}) were taken as {words} ({assumed})."
    frame = frame.set_crs(assumed, allow_override=True)
    return frame.to_crs(BRITISH_NATIONAL_GRID), [note]


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
        If no row has a polygon.
    """
    before = shapely.force_2d(frame.geometry.to_numpy())
    after = np.array([polygonal_part(shape) for shape in before], dtype=object)
    usable = ~shapely.is_empty(after) & (shapely.area(after) > 0)
    if not usable.any():
        kinds = sorted({shape.geom_type for shape in before if shape and not shape.is_empty})
        raise BoundaryError(f"{file} has no polygons, only {in_words(kinds)}. Use a file of boundaries.")
    notes = []
    names = np.array(labels, dtype=object)
    dropped = names[~usable].tolist()
    if dropped:
        notes.append(f"Left out because they have no polygon: {in_words(dropped)}.")
    repaired = np.flatnonzero(usable & ~shapely.is_valid(before))
    for row in repaired[:MOST_AREAS_NAMED]:
        notes.append(f"The shape of {names[row]} was invalid ({_reason(before[row])}) and was repaired.")
    if len(repaired) > MOST_AREAS_NAMED:
        notes.append(f"{len(repaired) - MOST_AREAS_NAMED} more invalid shapes were repaired.")
    kept = frame.loc[usable].copy()
    kept["geometry"] = after[usable]
    return kept, notes


def _reason(shape: shapely.Geometry) -> str:
    reason, _, place = shapely.is_valid_reason(shape).partition("[")
    if not place:
        return reason.lower()
    easting, northing = (float(number) for number in place.rstrip("]").split()[:2])
    return f"{reason.lower()} at {easting:.0f}, {northing:.0f}"


def _bounds(frame: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = frame.total_bounds
    return float(west), float(south), float(east), float(north)


def _bounds_on_grid(bounds: Bounds, crs: pyproj.CRS) -> Bounds:
    try:
        change = pyproj.Transformer.from_crs(crs, BRITISH_NATIONAL_GRID, always_xy=True)
        west, south, east, north = change.transform_bounds(*bounds)
    except (pyproj.exceptions.ProjError, pyproj.exceptions.CRSError):
        return (np.inf,) * 4
    return west, south, east, north


def _within(bounds: Bounds, limits: Bounds) -> bool:
    west, south, east, north = bounds
    return west >= limits[0] and south >= limits[1] and east <= limits[2] and north <= limits[3]


def _system_that_fits(bounds: Bounds) -> str | None:
    if _within(bounds, UK_DEGREES):
        return LONGITUDE_LATITUDE
    # Degrees in the wrong order or of another country must not pass for metres near the grid's origin.
    if _within(bounds, UK_METRES) and max(abs(number) for number in bounds) > 1000:
        return BRITISH_NATIONAL_GRID
    return None


def _system_name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
