"""TopoJSON: cutting polygons on an integer grid into shared arcs, and joining arcs into polygons again.

The format is described at https://github.com/topojson/topojson-specification. A border between two areas
is stored once and both refer to it, so it can neither open into a gap nor overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries import LONGITUDE_LATITUDE, BoundaryError
from geodata.topology.coverage import Shapes, map_coordinates

Point = tuple[int, int]
Ring = list[Point]
MINIMUM_RING = 3


@dataclass(frozen=True)
class IntegerGrid:
    """The integer grid that coordinates are rounded to: `place = origin + step * number`."""

    origin: tuple[float, float]
    step: tuple[float, float]

    @classmethod
    def over(cls, shapes: Shapes, cells: int) -> IntegerGrid:
        """Lay `cells` grid lines each way over the extent of the shapes."""
        west, south, east, north = shapely.total_bounds(shapes)
        # A single point or line has no extent one way; any step will do then.
        width, height = (east - west) or 1.0, (north - south) or 1.0
        return cls((float(west), float(south)), (float(width / (cells - 1)), float(height / (cells - 1))))

    def snap(self, shapes: Shapes) -> Shapes:
        """Return shapes whose coordinates are grid numbers, without repeated points.

        Outlines and holes too small for the grid disappear; a shape of which nothing is left is empty.
        """
        snapped = map_coordinates(shapes, lambda xy: np.rint((xy - self.origin) / self.step))
        return np.asarray(shapely.remove_repeated_points(_drop_collapsed_rings(snapped)), dtype=object)


@dataclass
class ArcTable:
    """Arcs, each stored once; asking for the reverse of a stored arc gives its negative index."""

    arcs: list[Ring] = field(default_factory=list)
    _index: dict[tuple[Point, ...], int] = field(default_factory=dict)

    def index_of(self, points: Ring) -> int:
        """Return the index of an arc, adding it if neither it nor its reverse is known."""
        key = tuple(points)
        if key in self._index:
            return self._index[key]
        number = len(self.arcs)
        self.arcs.append(points)
        # The reverse goes first: an arc that is its own reverse must keep its positive index.
        self._index[key[::-1]] = ~number
        self._index[key] = number
        return number

    def encoded(self) -> list[list[list[int]]]:
        """Return the arcs as TopoJSON wants them: a first point, then differences."""
        result = []
        for arc in self.arcs:
            points = np.array(arc, dtype=np.int64)
            result.append(np.vstack([points[:1], np.diff(points, axis=0)]).tolist())
        return result


def topology(
    layers: Mapping[str, Sequence[tuple[dict[str, Any], shapely.Geometry]]], grid: IntegerGrid
) -> dict[str, Any]:
    """Encode layers of polygons as one TopoJSON object.

    Parameters
    ----------
    layers : mapping of layer name to (feature, shape) pairs
        `feature` holds `properties` and perhaps `id`. Shapes have grid numbers as coordinates
        (`Grid.snap`). The first layer decides where arcs begin and end; the shapes of later layers
        must be unions of those of the first.
    grid : Grid
        The grid that the shapes were snapped to.
    """
    first = next(iter(layers.values()))
    junctions = _junctions(ring for _, shape in first for polygon in _polygons(shape) for ring in polygon)
    table = ArcTable()
    objects: dict[str, Any] = {}
    for name, features in layers.items():
        encoded = [{**_encode_shape(shape, junctions, table), **feature} for feature, shape in features]
        objects[name] = {"type": "GeometryCollection", "geometries": encoded}
    return {
        "type": "Topology",
        "transform": {"scale": list(grid.step), "translate": list(grid.origin)},
        "objects": objects,
        "arcs": table.encoded(),
    }


def decode(topology: Mapping[str, Any], layer: str) -> gpd.GeoDataFrame:
    """Return a layer of a TopoJSON object as a frame: its properties and `geometry` (EPSG:4326).

    Raises
    ------
    BoundaryError
        If there is no such layer.
    """
    if layer not in topology["objects"]:
        raise BoundaryError(f"The topology has no layer {layer!r}, only {sorted(topology['objects'])}.")
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]
    features = topology["objects"][layer]["geometries"]
    shapes = [_decode_shape(feature, arcs) for feature in features]
    properties = [feature.get("properties", {}) for feature in features]
    return gpd.GeoDataFrame(properties, geometry=shapes, crs=LONGITUDE_LATITUDE)


def arc_numbers(feature: Mapping[str, Any]) -> set[int]:
    """Return the numbers of the arcs that a TopoJSON feature refers to, whatever their direction."""
    polygons = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
    return {arc if arc >= 0 else ~arc for polygon in polygons for ring in polygon for arc in ring}


def _drop_collapsed_rings(shapes: Shapes) -> Shapes:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    collapsed = np.unique(owner[part_of_ring[shapely.area(shapely.polygons(rings)) == 0]])
    result = shapes.copy()
    for number in collapsed:
        left = []
        for part in parts[owner == number]:
            outline, holes = part.exterior, part.interiors
            if shapely.Polygon(outline).area > 0:
                left.append(
                    shapely.Polygon(outline, [hole for hole in holes if shapely.Polygon(hole).area > 0])
                )
        result[number] = left[0] if len(left) == 1 else shapely.MultiPolygon(left)
    return result


def _polygons(shape: shapely.Geometry) -> Iterable[list[Ring]]:
    # Outlines run clockwise seen from above, holes the other way: d3, which draws the map, takes a
    # polygon that runs the other way for the rest of the world.
    for part in shapely.get_parts(shape):
        polygon = shapely.geometry.polygon.orient(part, sign=-1.0)
        rings = [_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
        if len(rings[0]) >= MINIMUM_RING:
            yield [ring for ring in rings if len(ring) >= MINIMUM_RING]


def _ring(ring: shapely.LinearRing) -> Ring:
    points = shapely.get_coordinates(ring)[:-1].astype(np.int64)
    return [(x, y) for x, y in points.tolist()]


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Return the points where three or more borders meet: there an arc must end."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for here, after in zip(ring, ring[1:] + ring[:1], strict=True):
            neighbours[here].add(after)
            neighbours[after].add(here)
    return {point for point, others in neighbours.items() if len(others) != 2}


def _encode_shape(shape: shapely.Geometry, junctions: set[Point], table: ArcTable) -> dict[str, Any]:
    polygons = [
        [[table.index_of(arc) for arc in _cut(ring, junctions)] for ring in polygon]
        for polygon in _polygons(shape)
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "arcs": polygons[0]}
    return {"type": "MultiPolygon", "arcs": polygons}


def _cut(ring: Ring, junctions: set[Point]) -> list[Ring]:
    """Cut a ring at its junctions; a ring without any is one arc that starts at its least point."""
    cuts = [number for number, point in enumerate(ring) if point in junctions]
    if not cuts:
        cuts = [ring.index(min(ring))]
    start = cuts[0]
    turned = ring[start:] + ring[: start + 1]
    ends = [cut - start for cut in cuts[1:]] + [len(ring)]
    starts = [0, *ends[:-1]]
    return [turned[a : b + 1] for a, b in zip(starts, ends, strict=True)]


def _decode_shape(feature: Mapping[str, Any], arcs: list[np.ndarray]) -> shapely.Geometry:
    polygons = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
    parts = []
    for polygon in polygons:
        outline, *holes = (_join(ring, arcs) for ring in polygon)
        parts.append(shapely.Polygon(outline, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _join(numbers: Iterable[int], arcs: list[np.ndarray]) -> np.ndarray:
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
