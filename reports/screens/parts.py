"""Screens with more rows than can be read at once, as several: 'All 209 areas … (2 of 18)'."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from charts.screens import MANY
from reports.screens.model import PointChart, Screen, TextTable

MOST_ROWS = 12
"""Rows of areas that are read from the back of a room."""


def parted(screens: Sequence[Screen]) -> list[Screen]:
    """Return the screens, those with long tables or charts divided; what is no area stays at the end of each table."""
    return [part for screen in screens for part in _parts(screen)]


def _parts(screen: Screen) -> list[Screen]:
    if screen.table is not None and screen.chart is None:
        parts = [replace(screen, table=table) for table in _tables(screen.table)]
    elif isinstance(screen.chart, PointChart) and screen.table is None:
        parts = [replace(screen, chart=chart) for chart in _charts(screen.chart)]
    else:
        parts = [screen]
    if len(parts) == 1:
        return parts
    return [
        replace(
            part,
            title=f"{screen.title} ({number} of {len(parts)})",
            lines=screen.lines if number == 1 else (),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _slices(rows: int) -> list[slice]:
    """Divide rows into parts of about the same length."""
    parts = -(-rows // MOST_ROWS) or 1
    ends = [round(rows * part / parts) for part in range(parts + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def _tables(grid: TextTable) -> list[TextTable]:
    areas = len(grid.frame) - grid.summary_rows
    summary = list(range(areas, len(grid.frame)))
    return [replace(grid, frame=grid.frame.iloc[[*range(areas)[part], *summary]]) for part in _slices(areas)]


def _charts(chart: PointChart) -> list[PointChart]:
    if len(chart.categories) > MANY:
        # So many are one picture of all, without their names, which the tables have.
        return [chart]
    return [part_of(chart, part) for part in _slices(len(chart.categories))]


def part_of(points: PointChart, part: slice) -> PointChart:
    """Return some of the points of a chart, on the same scale."""
    return replace(
        points,
        categories=points.categories[part],
        points=replace(points.points, values=points.points.values[part]),
        lower=points.lower[part],
        upper=points.upper[part],
        outcomes=points.outcomes[part],
        estimated=points.estimated[part],
        lines=tuple(replace(line, values=line.values[part]) for line in points.lines),
    )
