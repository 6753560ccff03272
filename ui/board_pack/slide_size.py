"""How large everything on a screen is, so that it fits a window: letters, charts and maps."""

import math
from dataclasses import dataclass

import pandas as pd

from charts.screens import MANY
from reports.screens.model import Screen, StripChart

TITLE, LINE, TABLE = 2.1, 1.05, 0.92
"""Size of type by the letters of the screen."""
_ADVANCE = 0.47
"""Mean width of a character by its size, in the type of the app."""
_LEADING, _TITLE_LEADING, _TABLE_LEADING = 1.4, 1.15, 1.6
_FOOT, _FOOT_SHARE, _AROUND = 92, 0.038, 44
"""Pixels: of the foot, at least, and by the width of the window; and of the margins above and below."""
_CELL, _BULLET, _GAP = 12, 30, 24
_LEAST_MAP, _LEAST_HEAD, _LEAST_ROW = 16, 6.5, 1.7
"""Heights by the letters, below which these are made smaller instead: of a map, a chart's head, and its rows."""
_LEAST_MANY, _LEAST_STRIP = 12, 3.2
SMALLEST, LARGEST = 11.0, 72.0


@dataclass(frozen=True)
class SlideSize:
    """Pixels: of the letters, and the heights of chart and map."""

    size: float
    chart: int
    map: int


def room_for(screen: Screen, width: float, height: float) -> SlideSize:
    """Return how large the parts of a screen are in a window of so many pixels.

    Letters grow with the window, and are smaller on a screen that says more; what is left is for chart and map.
    """
    size = min(width / 72, height / 40)
    if screen.chart is None and screen.map is None:
        # Words and tables alone may be larger than those beside a picture.
        size *= 1.35
    size = min(max(size, SMALLEST), LARGEST)
    while True:
        room = _at(screen, width - 80, height - max(_FOOT, _FOOT_SHARE * width) - _AROUND, size)
        chart, map_ = _least(screen, size)
        if size <= SMALLEST or (room.chart >= chart and room.map >= map_):
            return SlideSize(size, max(room.chart, round(chart)), max(room.map, round(map_)))
        size = max(size * 0.95, SMALLEST)


def _least(screen: Screen, size: float) -> tuple[float, float]:
    """Return the least heights of the screen's chart and map that can be read."""
    rows = 0 if screen.chart is None else len(screen.chart.categories)
    tall = rows * _LEAST_ROW if rows <= MANY else _LEAST_MANY
    if isinstance(screen.chart, StripChart):
        tall = rows * _LEAST_STRIP
    chart = size * (_LEAST_HEAD + tall) if rows else 0.0
    return chart, 0.0 if screen.map is None else size * _LEAST_MAP


def _at(screen: Screen, width: float, height: float, size: float) -> SlideSize:
    left = height - _text([screen.title], TITLE * size, width, _TITLE_LEADING) - TITLE * size * 0.4 - _GAP
    beside = _columns(screen)
    lines = _text(screen.lines, LINE * size, width * beside[0] - _BULLET - _GAP, _LEADING)
    lines += 0.5 * LINE * size * len(screen.lines)
    if screen.map is not None:
        legend = 2 * 1.9 * size + _GAP
        return SlideSize(size, int(left - lines - _GAP), int(left - legend))
    table = 0.0
    if screen.table is not None:
        table = _table(screen.table.frame, TABLE * size, width * beside[1]) + _GAP
    if screen.chart is None:
        spare = int(left - lines - table)
        return SlideSize(size, spare, spare)
    above = 0 if len(set(beside)) > 1 else lines
    return SlideSize(size, int(left - table - above), int(left))


def _columns(screen: Screen) -> tuple[float, float]:
    """Return the part of the width that lines have, and that what shows the message has."""
    if screen.map is not None:
        return 0.5, 0.5
    if screen.chart is not None and screen.lines:
        return 0.4, 0.6
    return 1.0, 1.0


def _text(texts: tuple[str, ...] | list[str], letters: float, width: float, leading: float) -> float:
    rows = sum(math.ceil(len(text) * _ADVANCE * letters / width) for text in texts)
    return rows * letters * leading


def _table(frame: pd.DataFrame, letters: float, width: float) -> float:
    """Return about how high a table is: rows grow with the texts that do not fit beside each other."""
    words = [
        list(map(str, frame.columns)),
        *([str(cell) for cell in row] for row in frame.itertuples(index=False)),
    ]
    longest = [max(len(row[place]) for row in words) for place in range(len(frame.columns))]
    wanted = [letters * _ADVANCE * length + 16 for length in longest]
    stretched = width / sum(wanted)
    rows = 0.0
    for row in words:
        needed = [
            math.ceil((len(cell) * letters * _ADVANCE * 1.15) / max(full * stretched - 16, 1))
            for cell, full in zip(row, wanted, strict=True)
        ]
        rows += max(needed) * letters * _TABLE_LEADING + _CELL
    return rows
