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

from geodata.arcs import Grid, topology
from geodata.boundaries import LONGITUDE_LATITUDE, Boundaries
from geodata.coverage import Shapes, match_edges

MAX_BYTES = 250_000
MAX_GZIP_BYTES = 90_000

GROUP_LAYERS = {"alliance": "alliances", "stp": "stps", "region": "regions"}

# Measured on the embedded areas: what one vertex of a shape costs in the file, nearly all of them being
# stored once for two areas. Used only to skip attempts that are far too large.
BYTES_PER_COORDINATE = 4

GRIDS = (100_000, 1_000_000)
"""Grid lines each way: over England one cell is about 5 m, then 0.5 m if 5 m makes a shape invalid."""

SLIVER_WIDTH_METRES = 50.0
"""Separately digitised borders differ by some metres; real gaps between areas are wider than this."""


@dataclass(frozen=True)
class Detail:
    """How much is left out: detail smaller than `tolerance` (m), islands below `smallest_island` (m²)."""

    tolerance: float
    smallest_island: float


def details() -> Iterator[Detail]:
    """Give levels of detail from all of it to hardly any, each a fifth coarser than the one before."""
    yield Detail(0.0, 0.0)
    tolerance = 20.0
    while tolerance < 20_000:
        # Islands are kept while the general detail is fine: the Isles of Scilly matter more than a bay.
        smallest = 0.0 if tolerance < 250 else (tolerance / 4) ** 2
        yield Detail(tolerance, smallest)
        tolerance *= 1.2


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
        overlaps up to 50 m wide are closed.
    groups : DataFrame, optional
        `area_code` and any of `alliance`, `stp`, `region` (names), with `alliance_code` etc. if known.
    max_bytes, max_gzip_bytes : int
        The size to stay within, plain and compressed.

    Returns
    -------
    bytes
        A TopoJSON object in longitude and latitude. Layer `areas`: `id` and property `area_code`.
        Layers `alliances`, `stps`, `regions`, if asked for: properties `name` and `code`, made of the
        same arcs. The finest detail that fits is kept, and every area; if no detail fits (thousands of
        areas) the coarsest is returned.
    """
    frame = boundaries.areas
    shapes = match_edges(frame.geometry.to_numpy(), gap_width=SLIVER_WIDTH_METRES)
    if shapely.is_empty(shapes).any() or not shapely.is_valid(shapes).all():
        # One area lies under another: matching would swallow it, so the shapes stay as they came.
        shapes = frame.geometry.to_numpy()
    codes = frame["area_code"].tolist()
    best = b""
    for detail in details():
        shapes = simplify(shapes, detail)
        if detail.tolerance < 1000 and _far_too_large(shapes, max_bytes):
            continue
        encoded = _encode_validly(codes, shapes, groups)
        if encoded is None:
            continue
        best = encoded
        if len(best) <= max_bytes and len(gzip.compress(best, 9)) <= max_gzip_bytes:
            break
    return best


def simplify(shapes: Shapes, detail: Detail) -> Shapes:
    """Leave out small detail and small islands, keeping shared borders shared and every area."""
    if detail.smallest_island:
        shapes = drop_small_islands(shapes, detail.smallest_island)
    return np.asarray(shapely.coverage_simplify(shapes, detail.tolerance), dtype=object)


def drop_small_islands(shapes: Shapes, smallest: float) -> Shapes:
    """Drop parts below an area (m²) that touch no other part; the largest part of an area always stays."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    sizes = shapely.area(parts)
    largest = pd.Series(sizes).groupby(owner).transform("max").to_numpy()
    candidates = np.flatnonzero((sizes < smallest) & (sizes < largest))
    touching = shapely.STRtree(parts).query(parts[candidates], predicate="intersects")[0]
    alone = candidates[np.bincount(touching, minlength=len(candidates)) == 1]
    keep = np.setdiff1d(np.arange(len(parts)), alone)
    changed = np.unique(owner[alone])
    result = shapes.copy()
    for number in changed:
        rest = parts[keep[owner[keep] == number]]
        result[number] = rest[0] if len(rest) == 1 else shapely.multipolygons(rest)
    return result


def _far_too_large(shapes: Shapes, max_bytes: int) -> bool:
    return int(shapely.get_num_coordinates(shapes).sum()) * BYTES_PER_COORDINATE > 1.5 * max_bytes


def _encode_validly(codes: list[str], shapes: Shapes, groups: pd.DataFrame | None) -> bytes | None:
    """Encode on the coarsest grid that leaves all shapes valid and fitting; None if there is none.

    Shapes that did not fit together to begin with need only be valid.
    """
    places = gpd.GeoSeries(shapes, crs="EPSG:27700").to_crs(LONGITUDE_LATITUDE).to_numpy()
    fitted = bool(shapely.coverage_is_valid(shapes))
    for cells in GRIDS:
        grid = Grid.over(places, cells)
        snapped = grid.snap(places)
        if not shapely.is_valid(snapped).all() or (shapely.area(snapped) == 0).any():
            continue
        if fitted and not shapely.coverage_is_valid(snapped):
            continue
        return _to_json(topology(_layers(codes, snapped, groups, fitted), grid))
    return None


def _layers(
    codes: list[str], shapes: Shapes, groups: pd.DataFrame | None, fitted: bool
) -> dict[str, list[tuple[dict[str, Any], shapely.Geometry]]]:
    layers = {
        "areas": [
            ({"id": code, "properties": {"area_code": code}}, shape)
            for code, shape in zip(codes, shapes, strict=True)
        ]
    }
    if groups is None:
        return layers
    shape_of = dict(zip(codes, shapes, strict=True))
    for column, layer in GROUP_LAYERS.items():
        if column in groups:
            layers[layer] = _outlines(groups, column, shape_of, fitted)
    return layers


def _outlines(
    groups: pd.DataFrame, column: str, shape_of: dict[str, shapely.Geometry], fitted: bool
) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    known = groups[groups["area_code"].isin(shape_of.keys()) & groups[column].notna()]
    result = []
    for name, members in known.groupby(column, sort=True):
        shapes = np.array([shape_of[code] for code in members["area_code"]], dtype=object)
        # Where areas overlap there is no outline to speak of: the group is then all of its areas.
        outline = (
            shapely.coverage_union_all(shapes) if fitted else shapely.multipolygons(shapely.get_parts(shapes))
        )
        properties = {"name": str(name)}
        if f"{column}_code" in members:
            properties["code"] = str(members[f"{column}_code"].iloc[0])
        result.append(({"properties": properties}, outline))
    return result


def _to_json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
