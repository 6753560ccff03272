"""Polygons that fit together: no overlaps, and shared borders that are the same line on both sides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]

AREAL_TYPES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def polygonal_part(shape: shapely.Geometry | None) -> shapely.Polygon | shapely.MultiPolygon:
    """Return only the polygons of a shape, repaired where invalid; an empty polygon if there are none.

    Nested outlines are read as holes (the even-odd rule), which is how generalised official
    boundaries break: the inner outline is the border of the area inside.
    """
    if shape is None or shape.is_empty:
        return shapely.Polygon()
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    if shapely.get_type_id(shape) in AREAL_TYPES:
        return shape
    polygons = [part for part in shapely.get_parts(shape, return_index=False) if part.area > 0]
    return shapely.union_all(polygons) if polygons else shapely.Polygon()


def match_edges(shapes: Shapes, *, gap_width: float = 0.0, snap: float = 0.01) -> Shapes:
    """Return shapes whose shared borders have the same vertices on both sides.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        Valid, in metres.
    gap_width : float
        Holes between areas narrower than this (metres) are given to a neighbour.
    snap : float
        Vertices nearer than this (metres) become one.
    """
    if shapely.coverage_is_valid(shapes):
        return shapes
    return shapely.coverage_clean(shapes, gap_width=gap_width, snapping_distance=snap)


def dissolve(shapes: Shapes, codes: NDArray[np.object_]) -> dict[str, shapely.Geometry]:
    """Merge the shapes that have the same code; shapes must be a valid coverage (see `match_edges`)."""
    return {
        str(code): shapely.coverage_union_all(shapes[codes == code]) for code in sorted(set(codes.tolist()))
    }


def round_coordinates(shapes: Shapes, decimals: int) -> Shapes:
    """Round every coordinate to so many decimals; vertices that were equal stay equal."""
    return map_coordinates(shapes, lambda xy: np.round(xy, decimals))


def map_coordinates(shapes: Shapes, change: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Shapes:
    """Apply a function on an (n, 2) array to all coordinates of all shapes."""
    return np.asarray(shapely.transform(shapes, change), dtype=object)


def overlap_area(shapes: Shapes) -> float:
    """Return the area (in squared units of the coordinates) that lies in more than one shape."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    return float(shapely.area(shapely.intersection(shapes[left[once]], shapes[right[once]])).sum())
