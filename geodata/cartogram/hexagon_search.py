"""Finding a place for every area on a grid of hexagons, so that neighbours stay together.

Three steps: areas are spread out until each has the room of one hexagon (`spread`), dealt to the nearest
free hexagons (`deal`), and then moved about by simulated annealing (`Search`). Everything is deterministic.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

ROW_HEIGHT = math.sqrt(3) / 2
"""Distance between rows, if hexagons of a row are 1 apart."""

MARGIN = 3
"""Empty hexagons around England, room for its outline to move."""

ROUNDS, STEP = 400, 0.2
"""Of spreading: enough for places to come to rest, and small enough for them not to swing."""

Places = np.ndarray
"""An array with a row a place and the columns x (east) and y (north), in widths of a hexagon."""

Matrix = np.ndarray
"""A square array with a row and a column an area."""


@dataclass(frozen=True)
class HexagonGrid:
    """A field of hexagons that stand on a point; odd rows are shifted east by half a hexagon.

    Attributes
    ----------
    column, row : ndarray of int
        Of each cell, from the west and from the south. The cell of column c and row r has number
        `r * columns + c`.
    centre : Places
        The middle of each cell.
    ring : list of list of int
        The six cells around each cell; shorter at the rim of the field.
    """

    column: np.ndarray
    row: np.ndarray
    centre: Places
    ring: list[list[int]]

    @classmethod
    def over(cls, places: Places) -> HexagonGrid:
        """Lay a field over places, with a margin."""
        south_west = places.min(axis=0) - MARGIN
        width, height = places.max(axis=0) + MARGIN - south_west
        rows, columns = math.ceil(height / ROW_HEIGHT) + 1, math.ceil(width) + 1
        row, column = np.divmod(np.arange(rows * columns), columns)
        centre = south_west + np.column_stack([column + row % 2 / 2, row * ROW_HEIGHT])
        ring = [
            [y * columns + x for x, y in six_around(c, r) if 0 <= x < columns and 0 <= y < rows]
            for c, r in zip(column.tolist(), row.tolist(), strict=True)
        ]
        return cls(column, row, centre, ring)


def six_around(column: int, row: int) -> list[tuple[int, int]]:
    """Return column and row of the six hexagons around one, counter-clockwise from the east."""
    east = column + row % 2
    west = east - 1
    return [
        (column + 1, row),
        (east, row + 1),
        (west, row + 1),
        (column - 1, row),
        (west, row - 1),
        (east, row - 1),
    ]


def beside(column: np.ndarray, row: np.ndarray) -> Matrix:
    """Return which hexagons are side by side."""
    # In half hexagons: beside in a row is two apart, in the next row one.
    x = 2 * column + row % 2
    apart, rows = np.abs(x[:, None] - x), np.abs(row[:, None] - row)
    return np.asarray(((rows == 0) & (apart == 2)) | ((rows == 1) & (apart == 1)))


def push_apart(places: Places, borders: Matrix) -> Places:
    """Move places apart until they are about 1 from each other, keeping neighbours close.

    The method is that of Dorling, "Area cartograms: their use and creation" (1996), with circles of one
    size: circles that overlap push each other away, neighbours that gape attract each other.

    Parameters
    ----------
    places : Places
        Centroids, scaled so that all areas together have room for one hexagon each.
    borders : Matrix of bool
        Which areas are neighbours.
    """
    number_of_borders = np.maximum(borders.sum(axis=1), 1)[:, None]
    for _ in range(ROUNDS):
        away = places[:, None] - places
        distance = np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)[..., None]
        away /= distance
        push = (away * np.clip(1 - distance, 0, None)).sum(axis=1)
        pull = (away * np.clip(distance - 1, 0, None) * borders[..., None]).sum(axis=1) / number_of_borders
        places = places + STEP * (push - pull)
    return places


def deal(places: Places, grid: HexagonGrid) -> np.ndarray:
    """Return the number of a cell for each place, no two the same, as near as possible to all."""
    return linear_sum_assignment(_square_distances(places, grid))[1]


def _square_distances(places: Places, grid: HexagonGrid) -> np.ndarray:
    return ((places[:, None] - grid.centre) ** 2).sum(axis=-1)


@dataclass
class Search:
    """Simulated annealing over layouts: two hexagons, one of which may be empty, change places.

    What is maximised is the sum over all pairs of hexagons side by side of what their areas are worth to
    each other, less what it costs that an area is far from its place and that neighbours lie in another
    direction than in truth.

    Attributes
    ----------
    grid : HexagonGrid
    worth : Matrix, symmetric
        What it is worth that two areas lie side by side; one row and column more, the last, for the sea.
    wanted : Places
        Where each area would lie best.
    directions : list of list of (neighbour, east, north)
        For each area, unit vectors to its neighbours, in truth; at the end an empty list for the sea.
    distance_cost, direction_cost : float
        Cost of a square distance of 1, and of a neighbour that lies on the opposite side (half as much
        for a right angle).
    """

    grid: HexagonGrid
    worth: Matrix
    wanted: Places
    directions: list[list[tuple[int, float, float]]]
    distance_cost: float
    direction_cost: float
    _far: list[list[float]] = field(init=False)
    _centre: list[tuple[float, float]] = field(init=False)

    def __post_init__(self) -> None:
        far = self.distance_cost * _square_distances(self.wanted, self.grid)
        self._far = [*far.tolist(), [0.0] * len(self.grid.ring)]
        self._centre = [(x, y) for x, y in self.grid.centre.tolist()]

    def value(self, cells: np.ndarray) -> float:
        """Return what a layout is worth."""
        areas, owner, place = range(len(cells)), self._owners(cells), cells.tolist()
        beside = sum(
            self.worth[owner[cell], owner[other]]
            for cell, ring in enumerate(self.grid.ring)
            for other in ring
        )
        far = sum(self._far[area][place[area]] for area in areas)
        turned = sum(self._turned(area, place) for area in areas)
        return float(beside / 2 - far - turned / 2)

    def anneal(self, cells: np.ndarray, steps: int, hot: float, cold: float, seed: int) -> np.ndarray:
        """Return a better layout, cooling from `hot` to `cold` (in units of worth) step by step."""
        draw = random.Random(seed).random
        sea, ring, worth, far = len(cells), self.grid.ring, self.worth.tolist(), self._far
        place = [*cells.tolist(), -1]
        owner = self._owners(cells)
        temperature, cooling = hot, (cold / hot) ** (1 / steps)
        for _ in range(steps):
            temperature *= cooling
            area = int(draw() * sea)
            here = place[area]
            there = self._proposal(area, place, draw)
            # At the rim of the field a hexagon has fewer than six around it: the rim stays empty.
            if there == here or len(ring[there]) < 6:
                continue
            other = owner[there]
            gain = far[area][here] + far[other][there] - far[area][there] - far[other][here]
            mine, theirs = worth[area], worth[other]
            for cell in ring[here]:
                if cell != there:
                    gain += theirs[owner[cell]] - mine[owner[cell]]
            for cell in ring[there]:
                if cell != here:
                    gain += mine[owner[cell]] - theirs[owner[cell]]
            gain += self._turned(area, place) + self._turned(other, place, area)
            place[area], place[other] = there, here
            gain -= self._turned(area, place) + self._turned(other, place, area)
            if gain >= 0 or draw() < math.exp(gain / temperature):
                owner[here], owner[there] = other, area
            else:
                place[area], place[other] = here, there
        return np.array(place[:sea])

    def _owners(self, cells: np.ndarray) -> list[int]:
        owner = np.full(len(self.grid.ring), len(cells))
        owner[cells] = np.arange(len(cells))
        return owner.tolist()

    def _proposal(self, area: int, place: list[int], draw: Callable[[], float]) -> int:
        """Return a cell to try: beside a neighbour of the area, or a step or two away."""
        ring, neighbours = self.grid.ring, self.directions[area]
        if neighbours and draw() < 0.5:
            near = place[neighbours[int(draw() * len(neighbours))][0]]
        else:
            around_here = ring[place[area]]
            near = around_here[int(draw() * len(around_here))]
        return ring[near][int(draw() * len(ring[near]))]

    def _turned(self, area: int, place: list[int], skipped: int = -1) -> float:
        """Return the cost of the directions in which the neighbours of an area lie."""
        x, y = self._centre[place[area]]
        cost = 0.0
        for neighbour, east, north in self.directions[area]:
            if neighbour != skipped:
                there_x, there_y = self._centre[place[neighbour]]
                dx, dy = there_x - x, there_y - y
                cost += 1 - (east * dx + north * dy) / math.hypot(dx, dy)
        return self.direction_cost * cost
