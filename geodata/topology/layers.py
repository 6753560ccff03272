"""The layers of a topology: areas, and the outlines of the groups that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geodata.topology.coverage import Shapes

GROUP_LAYERS = {"alliance": "alliances", "stp": "stps", "region": "regions"}

Layer = list[tuple[dict[str, Any], shapely.Geometry]]
"""Features and their shapes: a feature holds `properties` and perhaps `id`."""


def area_layer(codes: Sequence[str], names: Sequence[str], shapes: Shapes) -> Layer:
    """Return the layer of areas: `id` (position of the area), `area_code` and `area_name`."""
    return [
        ({"id": position, "properties": {"area_code": code, "area_name": name}}, shape)
        for position, (code, name, shape) in enumerate(zip(codes, names, shapes, strict=True))
    ]


def group_layers(areas: Layer, groups: pd.DataFrame | None, *, fitted: bool = True) -> dict[str, Layer]:
    """Return a layer for each kind of group: the outlines of groups of areas, `name` and `code`.

    Parameters
    ----------
    areas : Layer
        From `area_layer`.
    groups : DataFrame, optional
        `area_code` and any of `alliance`, `stp`, `region` (names), with `alliance_code` etc. if known.
    fitted : bool
        Whether the areas fit together. Where they overlap there is no outline to speak of: a group is then
        all of its areas.
    """
    if groups is None:
        return {}
    shape_of = {feature["properties"]["area_code"]: shape for feature, shape in areas}
    return {
        layer: _outlines(groups, column, shape_of, fitted)
        for column, layer in GROUP_LAYERS.items()
        if column in groups
    }


def _outlines(
    groups: pd.DataFrame, column: str, shape_of: dict[str, shapely.Geometry], fitted: bool
) -> Layer:
    known = groups[groups["area_code"].isin(shape_of.keys()) & groups[column].notna()]
    result = []
    for name, members in known.groupby(column, sort=True):
        shapes = np.array([shape_of[code] for code in members["area_code"]], dtype=object)
        outline = (
            shapely.coverage_union_all(shapes) if fitted else shapely.multipolygons(shapely.get_parts(shapes))
        )
        properties = {"name": str(name)}
        if f"{column}_code" in members:
            properties["code"] = str(members[f"{column}_code"].iloc[0])
        result.append(({"properties": properties}, outline))
    return result
