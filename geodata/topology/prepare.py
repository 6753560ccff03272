"""Preparing boundaries for the browser: simplified, on a grid, with shared arcs, within a size.

The one preparation for the embedded boundaries and for a file that somebody brings.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries import BRITISH_NATIONAL_GRID, LONGITUDE_LATITUDE, Boundaries
from geodata.topology.arcs import IntegerGrid, topology
from geodata.topology.coverage import Shapes, match_edges, polygonal_part
from geodata.topology.layers import area_layer, group_layers

MAX_BYTES = 250_000
MAX_GZIP_BYTES = 90_000

# A vertex costs at least this much in the file (measured: 7.1 to 9.1), although most are stored once for
# two areas. Used only to skip attempts that are certainly too large.
LEAST_BYTES_PER_COORDINATE = 7

GRIDS = (100_000, 200_000, 400_000, 1_000_000)
"""Grid lines each way: over England a cell is about 5 m; finer ones if 5 m makes a shape invalid."""

FINEST_TOLERANCE = 20.0
COARSE_TOLERANCE = 1000.0
COARSEST_TOLERANCE = 20_000.0
"""Metres. Between the finest and the coarse one an attempt that is far too large is not even made."""

GAP_WIDTH_METRES = 200.0
"""Borders digitised separately gape by up to this; real gaps between areas are wider, or open to the sea."""

CRUMB_SQUARE_METRES = 2500.0
"""Matching borders leaves crumbs; a part of an area below this, 50 m by 50 m, is one."""

MANY_COORDINATES = 200_000
"""Above this, borders that do not match are generalised a little first: matching takes long otherwise."""

STRICT_UP_TO = 1.5
"""How much more tolerance is worth having for a map whose borders all fit on the grid."""


@dataclass(frozen=True)
class Detail:
    """How much is left out: detail smaller than `tolerance` (m), islands below `smallest_island` (m²)."""

    tolerance: float
    smallest_island: float


def details() -> Iterator[Detail]:
    """Give levels of detail from all of it to hardly any, each a tenth coarser than the one before."""
    yield Detail(0.0, 0.0)
    tolerance = FINEST_TOLERANCE
    while tolerance < COARSEST_TOLERANCE:
        # Islands are kept while the general detail is fine: the Isles of Scilly matter more than a bay.
        smallest = 0.0 if tolerance < 250 else (tolerance / 4) ** 2
        yield Detail(tolerance, smallest)
        tolerance *= 1.1


def prepare_topology(
    boundaries: Boundaries,
    groups: pd.DataFrame | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    max_gzip_bytes: int = MAX_GZIP_BYTES,
) -> bytes:
    """Return boundaries as TopoJSON text for the browser, no larger than asked for.

    Parameters
    ----------
    boundaries : Boundaries
        What `read_boundaries` or `embedded_boundaries` gives. Borders need not match exactly: gaps and
        overlaps up to about 200 m wide are closed.
    groups : DataFrame, optional
        `area_code` and any of `alliance`, `stp`, `region` (names), with `alliance_code` etc. if known.
    max_bytes, max_gzip_bytes : int
        The size to stay within, plain and compressed.

    Returns
    -------
    bytes
        A TopoJSON object in longitude and latitude. Layer `areas`: `id` (position of the area in
        `boundaries.areas`, two bytes where a code takes nine) and properties `area_code`, `area_name`.
        Layers `alliances`, `stps`, `regions`, if asked for: properties `name` and `code`, made of the
        same arcs. The finest detail that fits is kept, and every area; if no detail fits (thousands of
        areas) the coarsest is returned.
    """
    codes = boundaries.areas["area_code"].tolist()
    names = boundaries.areas["area_name"].fillna("").tolist()
    shapes = close_seams(boundaries.areas.geometry.to_numpy())
    coarsest, fallback, limit = b"", None, np.inf
    for detail in details():
        if detail.tolerance > limit:
            break
        shapes = simplify(shapes, detail)
        if _far_too_large(shapes, max_bytes) and detail.tolerance < COARSE_TOLERANCE:
            continue
        coarsest, strict = _encode(codes, names, shapes, groups)
        if len(coarsest) > max_bytes or len(gzip.compress(coarsest, 9)) > max_gzip_bytes:
            continue
        if strict:
            return coarsest
        if fallback is None:
            fallback, limit = coarsest, STRICT_UP_TO * detail.tolerance
    return fallback or coarsest


def close_seams(shapes: Shapes) -> Shapes:
    """Return shapes that share their borders exactly, closing narrow gaps and overlaps between them.

    If an area would vanish, because it lies under another, the shapes are returned as they came.
    """
    if shapely.coverage_is_valid(shapes):
        return shapes
    light = shapes
    if shapely.get_num_coordinates(shapes).sum() > MANY_COORDINATES:
        light = shapely.coverage_simplify(shapes, FINEST_TOLERANCE)
        light = np.array([polygonal_part(shape) for shape in light], dtype=object)
    matched = match_edges(light, gap_width=GAP_WIDTH_METRES)
    matched = match_edges(drop_parts(matched, CRUMB_SQUARE_METRES), gap_width=GAP_WIDTH_METRES)
    if shapely.is_empty(matched).any() or not shapely.is_valid(matched).all():
        return shapes
    return matched


def simplify(shapes: Shapes, detail: Detail) -> Shapes:
    """Leave out small detail and small islands, keeping shared borders shared and every area."""
    if detail.smallest_island:
        shapes = drop_parts(shapes, detail.smallest_island, touching=False)
    return np.asarray(shapely.coverage_simplify(shapes, detail.tolerance), dtype=object)


def drop_parts(shapes: Shapes, smallest: float, *, touching: bool = True) -> Shapes:
    """Drop parts below an area (m²); the largest part of each area always stays.

    With `touching=False` only islands go: parts that touch no other, so that no gap opens.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    sizes = shapely.area(parts)
    largest = pd.Series(sizes).groupby(owner).transform("max").to_numpy()
    dropped = np.flatnonzero((sizes < smallest) & (sizes < largest))
    if not touching:
        meets = shapely.STRtree(parts).query(parts[dropped], predicate="intersects")[0]
        dropped = dropped[np.bincount(meets, minlength=len(dropped)) == 1]
    keep = np.setdiff1d(np.arange(len(parts)), dropped)
    result = shapes.copy()
    for number in np.unique(owner[dropped]):
        rest = parts[keep[owner[keep] == number]]
        result[number] = rest[0] if len(rest) == 1 else shapely.multipolygons(rest)
    return result


def _far_too_large(shapes: Shapes, max_bytes: int) -> bool:
    return int(shapely.get_num_coordinates(shapes).sum()) * LEAST_BYTES_PER_COORDINATE > max_bytes


def _encode(
    codes: list[str], names: list[str], shapes: Shapes, groups: pd.DataFrame | None
) -> tuple[bytes, bool]:
    """Encode on the coarsest grid that leaves all shapes valid and fitting, and say whether there was one.

    If there was none, the finest grid is used, on which a few borders less than 1 m apart may cross.
    """
    places = gpd.GeoSeries(shapes, crs=BRITISH_NATIONAL_GRID).to_crs(LONGITUDE_LATITUDE).to_numpy()
    fitted = bool(shapely.coverage_is_valid(shapes))
    strict = False
    for cells in GRIDS:
        grid = IntegerGrid.over(places, cells)
        snapped = grid.snap(places)
        strict = bool(shapely.is_valid(snapped).all() and (shapely.area(snapped) > 0).all())
        if strict and (not fitted or shapely.coverage_is_valid(snapped)):
            break
        strict = False
    areas, fits = area_layer(codes, names, snapped), fitted and strict
    layers = {"areas": areas, **group_layers(areas, groups, fitted=fits)}
    return to_json(topology(layers, grid)), strict


def to_json(content: dict[str, Any]) -> bytes:
    """Return TopoJSON as text, as short as it can be."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
