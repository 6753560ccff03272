"""The equal-area hexagon cartogram: one hexagon an area, so that London is as large as its 32 areas.

The layout of the 209 CCGs is computed once (`python -m geodata hexagons`) and stored beside this module.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.boundaries import BoundaryError
from geodata.cartogram.hexagon_search import ROW_HEIGHT, HexagonGrid, Matrix, Search, beside, deal, push_apart
from geodata.neighbours import neighbours
from geodata.paths import PACKAGE
from geodata.topology.arcs import IntegerGrid, topology
from geodata.topology.coverage import Shapes
from geodata.topology.layers import area_layer, group_layers
from geodata.topology.prepare import to_json

_LAYOUT = ["area_code", "column", "row"]
EMBEDDED_LAYOUT = PACKAGE / "hexagons_ccg_april_2016.csv"

STEPS = 4_000_000
SEEDS = (8,)
"""Of the seeds 1 to 8 the one whose layout is worth most; each takes about 20 seconds."""

# What it is worth that two areas lie side by side, in units of a shared border. These numbers, the costs and
# the temperatures were chosen by looking: more for borders keeps more of them but bends England out of shape.
BORDER_WORTH = 1.0
WATER_WORTH = 0.15
GROUP_WORTH = {"region": 0.2, "alliance": 0.4, "stp": 0.1}
INLAND_SEA_WORTH, COAST_SEA_WORTH, ISLAND_SEA_WORTH = -0.6, 0.05, 0.6
"""The same for an area and the sea: London should not lie on a coast, nor the Isle of Wight on land."""

DISTANCE_COST = 0.12
DIRECTION_COST = 0.2
HOT, COLD = 1.2, 0.02

CORNERS = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])
CORNER_GRID = IntegerGrid(origin=(0.0, 0.0), step=(ROW_HEIGHT, 0.5))
"""In half widths and half sides of a hexagon all corners have whole numbers; a side is 1 long."""

WATER_METRES = 2000.0
"""Areas this near to each other without a border face each other across a river or an estuary."""


@dataclass(frozen=True)
class LayoutCheck:
    """What `check_layout` measures.

    Attributes
    ----------
    areas : int
    kept, neighbour_pairs : int
        Pairs of areas that share a border, and how many of them are side by side in the layout.
    apart : dict of str to dict of str to int
        For each kind of group those that are in more than one piece, and in how many.
    """

    areas: int
    kept: int
    neighbour_pairs: int
    apart: dict[str, dict[str, int]]

    @property
    def share(self) -> float:
        """Share of the pairs that share a border which are side by side in the layout."""
        return self.kept / self.neighbour_pairs

    def __str__(self) -> str:
        lines = [
            f"areas             {self.areas}",
            f"neighbours kept   {self.kept} of {self.neighbour_pairs} pairs, {self.share:.1%}",
        ]
        for kind, groups in self.apart.items():
            named = ", ".join(f"{name} ({pieces})" for name, pieces in groups.items()) or "none"
            lines.append(f"{f'{kind} apart':<18}{named}")
        return "\n".join(lines)


def hexagon_layout(
    areas: gpd.GeoDataFrame,
    groups: pd.DataFrame | None = None,
    *,
    steps: int = STEPS,
    seeds: Sequence[int] = SEEDS,
) -> pd.DataFrame:
    """Return a hexagon for each area, so that neighbours stay together and the outline recognisable.

    Parameters
    ----------
    areas : GeoDataFrame
        `area_code` and `geometry` in metres, as in `Boundaries.areas`.
    groups : DataFrame, optional
        `area_code` and any of `region`, `alliance`, `stp`: areas of a group are kept together.
    steps : int
        Of the search: about 5 seconds a million for 209 areas.
    seeds : sequence of int
        One search each, of which the best counts; the same seeds give the same layout.

    Returns
    -------
    DataFrame
        `area_code`, `column` (from the west), `row` (from the south), in the order of `areas`. Hexagons
        stand on a point; odd rows are shifted east by half a hexagon ("odd-r" in HexJSON).
    """
    shapes = areas.geometry.to_numpy()
    borders = _bordering(areas)
    centroids = shapely.get_coordinates(shapely.centroid(shapes))
    width = math.sqrt(shapely.area(shapes).sum() / len(shapes) / ROW_HEIGHT)
    wanted = push_apart(centroids / width, borders)
    grid = HexagonGrid.over(wanted)
    search = Search(
        grid=grid,
        worth=_worth(areas["area_code"], shapes, borders, groups),
        wanted=wanted,
        directions=_directions(centroids, borders),
        distance_cost=DISTANCE_COST,
        direction_cost=DIRECTION_COST,
    )
    start = deal(wanted, grid)
    cells = max((search.anneal(start, steps, HOT, COLD, seed) for seed in seeds), key=search.value)
    column, row = grid.column[cells], grid.row[cells]
    return pd.DataFrame(
        {
            "area_code": areas["area_code"].to_numpy(),
            "column": column - column.min(),
            # By an even number of rows, so that the odd ones stay odd.
            "row": row - row.min() // 2 * 2,
        }
    )


@lru_cache(maxsize=1)
def embedded_layout() -> pd.DataFrame:
    """Return the stored layout of the 209 CCGs, as `hexagon_layout` made it; nobody may change it.

    Raises
    ------
    BoundaryError
        If its file is missing or damaged.
    """
    name, way_on = EMBEDDED_LAYOUT.name, "Run: python -m geodata hexagons"
    if not EMBEDDED_LAYOUT.exists():
        raise BoundaryError(f"There is no map of hexagons: {name} is missing. {way_on}")
    try:
        return pd.read_csv(EMBEDDED_LAYOUT, dtype={"area_code": str, "column": int, "row": int})[_LAYOUT]
    except (OSError, ValueError, KeyError):
        raise BoundaryError(f"There is no map of hexagons: {name} is damaged. {way_on}") from None


def hexagon_topology(areas: pd.DataFrame, layout: pd.DataFrame, groups: pd.DataFrame | None = None) -> bytes:
    """Return a layout as TopoJSON text for the browser.

    Parameters
    ----------
    areas : DataFrame
        `area_code`, `area_name`; all must be in the layout.
    layout : DataFrame
        From `hexagon_layout`.
    groups : DataFrame, optional
        As for `prepare_topology`.

    Returns
    -------
    bytes
        A TopoJSON object in a plane, north up, in which the side of a hexagon is 1. Its layers are those of
        `prepare_topology`, without an inset, with the same ids if `areas` are the same.
    """
    place = layout.set_index("area_code").loc[areas["area_code"]]
    middle = np.column_stack([2 * place["column"] + place["row"] % 2, 3 * place["row"]])
    hexagons = shapely.polygons(middle[:, None] + CORNERS)
    layer = area_layer(areas["area_code"].tolist(), areas["area_name"].fillna("").tolist(), hexagons)
    return to_json(topology({"areas": layer, **group_layers(layer, groups)}, CORNER_GRID))


def check_layout(
    layout: pd.DataFrame, areas: gpd.GeoDataFrame, groups: pd.DataFrame | None = None
) -> LayoutCheck:
    """Measure a layout: which neighbours it keeps, and which groups it tears apart.

    `areas` are those of the layout, in its order; `groups` as for `hexagon_layout`.
    """
    side_by_side = beside(layout["column"].to_numpy(), layout["row"].to_numpy())
    borders = _bordering(areas)
    pieces = {}
    for kind, names in _names(areas["area_code"], groups).items():
        _, piece = connected_components(csr_array(side_by_side & _same(names)), directed=False)
        count = pd.Series(piece).groupby(names).nunique()
        pieces[kind] = {str(name): int(number) for name, number in count[count > 1].items()}
    return LayoutCheck(len(layout), int((borders & side_by_side).sum() // 2), int(borders.sum() // 2), pieces)


def _bordering(areas: gpd.GeoDataFrame) -> Matrix:
    position = pd.Series(np.arange(len(areas)), index=areas["area_code"].to_numpy())
    pairs = neighbours(areas)
    result = np.zeros((len(areas), len(areas)), dtype=bool)
    result[position[pairs["area_code"]], position[pairs["neighbour_code"]]] = True
    return result


def _names(codes: pd.Series, groups: pd.DataFrame | None) -> dict[str, np.ndarray]:
    """Return the name of each area's group, for each kind of group that is known."""
    if groups is None:
        return {}
    table = groups.set_index("area_code").reindex(codes)
    return {kind: table[kind].to_numpy(dtype=object) for kind in GROUP_WORTH if kind in table}


def _same(names: np.ndarray) -> Matrix:
    # An area without a group is in none together with others: a missing name equals nothing.
    return (names[:, None] == names) & pd.notna(names)


def _worth(codes: pd.Series, shapes: Shapes, borders: Matrix, groups: pd.DataFrame | None) -> Matrix:
    """Return what areas are worth to each other side by side; the last row and column are the sea's."""
    number = len(shapes)
    near = np.zeros_like(borders)
    here, there = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=WATER_METRES)
    near[here, there] = True
    land = BORDER_WORTH * borders + WATER_WORTH * (near & ~borders)
    for kind, names in _names(codes, groups).items():
        land = land + GROUP_WORTH[kind] * _same(names)
    worth = np.zeros((number + 1, number + 1))
    worth[:number, :number] = land
    np.fill_diagonal(worth, 0)
    sea = np.where(_on_the_coast(shapes), COAST_SEA_WORTH, INLAND_SEA_WORTH)
    sea[~borders.any(axis=1)] = ISLAND_SEA_WORTH
    worth[number, :number] = worth[:number, number] = sea
    return worth


def _on_the_coast(shapes: Shapes) -> np.ndarray:
    """Return which areas lie on the outline of the whole, rivers and narrow estuaries aside."""
    land = shapely.buffer(shapely.union_all(shapely.buffer(shapes, WATER_METRES)), -WATER_METRES)
    outlines = shapely.multilinestrings([part.exterior for part in shapely.get_parts(land)])
    # Growing and shrinking again moves the outline by a few metres.
    return np.asarray(shapely.dwithin(shapes, outlines, 50.0))


def _directions(centroids: np.ndarray, borders: Matrix) -> list[list[tuple[int, float, float]]]:
    result: list[list[tuple[int, float, float]]] = []
    for area, row in enumerate(borders):
        others = np.flatnonzero(row)
        away = centroids[others] - centroids[area]
        away /= np.hypot(away[:, 0], away[:, 1])[:, None]
        result.append([(other, x, y) for other, (x, y) in zip(others.tolist(), away.tolist(), strict=True)])
    return [*result, []]
