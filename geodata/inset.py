"""An inset: a few small areas drawn once more, enlarged, where the map has room.

The copies lie in the same plane as the map, and carry the same ids and properties, so that whatever draws,
colours and clicks the areas of the map does the same for them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geodata.topology.arcs import IntegerGrid, decode, topology
from geodata.topology.coverage import Shapes, map_coordinates
from geodata.topology.layers import group_layers
from geodata.topology.prepare import to_json

INSET_REGION = "London"
"""The region whose areas are drawn once more: 32 of 209 areas on a hundredth of England's land."""

FACTORS = (4, 3, 2)
"""How much larger, the largest that there is room for. Whole numbers: whole numbers on the grid stay whole."""

MARGIN = 0.04
LABEL_ROOM = 0.16
"""Shares of the frame's width and height: between frame and areas, and for a label above the frame."""

TRIES = 40
"""Places tried each way."""

FRAME_POINTS = 8
"""Along a side of the frame: on a globe a straight side would bend between its ends."""


@dataclass(frozen=True)
class Room:
    """Where an inset goes: a grid number becomes `factor * number + shift`; `frame` is the box around it."""

    factor: int
    shift: tuple[int, int]
    frame: tuple[int, int, int, int]

    def enlarge(self, shapes: Shapes) -> Shapes:
        """Return the enlarged copies of shapes."""
        return map_coordinates(shapes, lambda xy: self.factor * xy + self.shift)

    def outline(self) -> shapely.Polygon:
        """Return the frame."""
        west, south, east, north = self.frame
        step = max(east - west, north - south) / FRAME_POINTS
        return shapely.transform(shapely.segmentize(shapely.box(*self.frame), step), np.rint)


def inset_topology(
    prepared: Mapping[str, Any], groups: pd.DataFrame | None, region: str = INSET_REGION
) -> bytes | None:
    """Return an inset for a map as TopoJSON text, or None if there is no such region or no room.

    Parameters
    ----------
    prepared : mapping
        The TopoJSON object of the map, from `prepare_topology`.
    groups : DataFrame, optional
        As for `prepare_topology`; without the column `region` there is no inset.
    region : str
        The region whose areas are drawn once more.

    Returns
    -------
    bytes or None
        A TopoJSON object in the longitudes and latitudes of the map, with the layers `areas` (those of the
        region, with their ids and properties), `alliances` etc. (outlines within the region), and
        `frame`: one rectangle with the properties `name`, `factor`, and `longitude` and `latitude` of its
        upper left corner, above which a label can stand. Shapes are a little taller or flatter than on the
        map if the inset lies at another latitude: by 2% for London at 52.3° north.
    """
    if groups is None or "region" not in groups:
        return None
    members = groups[groups["region"] == region]
    # With whole grid numbers, so that the copies fit together as exactly as the areas.
    plain = {**prepared, "transform": {"scale": [1, 1], "translate": [0, 0]}}
    areas = decode(plain, "areas")
    inside = areas["area_code"].isin(members["area_code"]).to_numpy()
    shapes = areas.geometry.to_numpy()
    grid = IntegerGrid(tuple(prepared["transform"]["translate"]), tuple(prepared["transform"]["scale"]))
    room = _find_room(shapes, shapes[inside], grid) if inside.any() else None
    if room is None:
        return None
    features = [
        {"id": feature["id"], "properties": feature["properties"]}
        for feature, chosen in zip(prepared["objects"]["areas"]["geometries"], inside, strict=True)
        if chosen
    ]
    copies = room.enlarge(shapes[inside])
    layer = list(zip(features, copies, strict=True))
    outlines = group_layers(layer, members, fitted=bool(shapely.coverage_is_valid(copies)))
    longitude, latitude = np.add(grid.origin, np.multiply(grid.step, room.frame[::3])).round(4).tolist()
    frame = {"name": region, "factor": room.factor, "longitude": longitude, "latitude": latitude}
    layers = {"areas": layer, **outlines, "frame": [({"properties": frame}, room.outline())]}
    return to_json(topology(layers, grid))


def _find_room(everything: Shapes, members: Shapes, grid: IntegerGrid) -> Room | None:
    """Return the room for the largest inset, as far from all areas as possible; None if there is none."""
    west, south, east, north = shapely.total_bounds(members)
    # A degree of latitude is longer than one of longitude: margins should look the same all round.
    squeezed = math.cos(math.radians(grid.origin[1] + grid.step[1] * (south + north) / 2))
    margin = MARGIN * (east - west)
    margins = np.array([margin, margin * squeezed * grid.step[0] / grid.step[1]])
    size = np.array([east - west, north - south]) + 2 * margins
    tree = shapely.STRtree(everything)
    for factor in FACTORS:
        corners, boxes = _candidates(shapely.total_bounds(everything), factor * size)
        taken = tree.query(boxes, predicate="intersects")[0]
        free = np.setdiff1d(np.arange(len(boxes)), taken)
        if not len(free):
            continue
        _, distances = tree.query_nearest(boxes[free], return_distance=True, all_matches=False)
        corner = corners[free[np.argmax(distances)]]
        shift_x, shift_y = np.rint(corner - factor * ((west, south) - margins)).astype(int).tolist()
        left, bottom, right, top = np.rint([*corner, *(corner + factor * size)]).astype(int).tolist()
        return Room(factor, (shift_x, shift_y), (left, bottom, right, top))
    return None


def _candidates(bounds: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return lower left corners all over the map, and boxes there with room for frame and label."""
    low, high = bounds[:2], bounds[2:]
    rim = 0.01 * (high - low)
    room = size * (1, 1 + LABEL_ROOM)
    if (room > high - low - 2 * rim).any():
        return np.empty((0, 2)), np.empty(0, dtype=object)
    x, y = np.linspace(low + rim, high - rim - room, TRIES, axis=1)
    corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return corners, shapely.box(*corners.T, *(corners + room).T)
