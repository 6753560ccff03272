"""Native tables of slides, which go on to as many slides as they need."""

from dataclasses import replace
from typing import Any

import pandas as pd
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from charts.palette import INK, MUTED, OUTCOME_COLOURS, RATING_COLOURS, RATING_TEXT_COLOURS
from reports.screens.model import ESTIMATED_MARK, TextTable
from reports.slides.template import Place
from reports.slides.text import LEADING, TextMeasure, colour
from scoring import RATING_LABELS

_POINT = Inches(1) / 72
_SIDE, _ABOVE = 5, 2.5
"""Points between a text and the borders of its cell."""
_SIZES = (18, 17, 16, 15, 14, 13, 12, 11, 10.5, 10)
_LARGEST_BROKEN, _MOST_LINES, _WORTH = 13, 6, 2
"""Points of a table whose texts take many lines; lines that a row may have above that; what breaking them must win."""
_RATINGS = {label: rating for rating, label in RATING_LABELS.items()}
_NO_STYLE_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""Office's table style “No Style, Table TextTable”; fills are set here."""
_HEAD, _SUMMARY = "#e8edee", "#f3f5f8"


def pages(grid: TextTable, place: Place, measure: TextMeasure, scale: float) -> list[tuple[TextTable, float]]:
    """Divide a table into parts that fit into a place, each with the size of its type.

    A table that fits whole in some size stays whole; others go on, and keep the size of the first. What is not an
    area, at the end, stays together.
    """
    size = _fitting_size(grid, place, measure, scale)
    if size is not None:
        return [(grid, size)]
    size = 12 * scale
    head, *rows = _heights(grid, place, measure, size)
    parts: list[list[int]] = [[]]
    used = head
    kept = len(rows) - grid.summary_rows
    for row, height in enumerate(rows):
        needed = sum(rows[kept:]) if row == kept else height
        if parts[-1] and used + needed > place.height:
            parts.append([])
            used = head
        parts[-1].append(row)
        used += height
    return [
        (replace(grid, frame=grid.frame.iloc[part], summary_rows=sum(row >= kept for row in part)), size)
        for part in parts
    ]


def _fitting_size(grid: TextTable, place: Place, measure: TextMeasure, scale: float) -> float | None:
    """Return the size in which a whole table is read best, None if it fits in none.

    As large as it can be without a text on two lines, unless a few lines more make it much larger.
    """
    fitting = [
        (size * scale, heights)
        for size in _SIZES
        if sum(heights := _heights(grid, place, measure, size * scale)) <= place.height
    ]
    if not fitting:
        return None
    flat = next((size for size, heights in fitting if max(heights) == min(heights)), 0.0)
    broken = next(
        (
            size
            for size, heights in fitting
            if size <= _LARGEST_BROKEN * scale
            or (max(heights) <= _height(_MOST_LINES, size) and _words_fit(grid, place, measure, size))
        ),
        fitting[-1][0],
    )
    return flat if flat and broken < flat + _WORTH * scale else broken


def _words_fit(grid: TextTable, place: Place, measure: TextMeasure, size: float) -> bool:
    """Return whether no word of a table has to be broken."""
    columns = [grid.frame.iloc[:, i] for i in range(len(grid.frame.columns))]
    return sum(_least(column, measure, size) + 2 * _SIDE * _POINT for column in columns) <= place.width


def height_of_table(grid: TextTable, place: Place, measure: TextMeasure, size: float) -> int:
    """Return how high a whole table is at the width of a place."""
    return round(sum(_heights(grid, place, measure, size)))


def place_table(slide: Any, grid: TextTable, place: Place, measure: TextMeasure, size: float) -> Any:
    """Add a native table to a slide and return its shape."""
    frame = grid.frame
    heights = _heights(grid, place, measure, size)
    shape = slide.shapes.add_table(
        len(frame) + 1, len(frame.columns), place.left, place.top, place.width, round(sum(heights))
    )
    table = shape.table
    properties = shape._element.graphic.graphicData.tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE_GRID
    properties.set("bandRow", "0")
    for column, width in zip(table.columns, _widths(grid, place, measure, size), strict=True):
        column.width = width
    for row, height in zip(table.rows, heights, strict=True):
        row.height = round(height)
    for place_, title in enumerate(frame.columns):
        _write(table.cell(0, place_), str(title), size, fill=_HEAD, bold=True, right=title in grid.numbers)
        for row, text in enumerate(frame.iloc[:, place_], start=1):
            summary = row > len(frame) - grid.summary_rows
            _write_body(
                table.cell(row, place_), str(text), size, summary=summary, right=title in grid.numbers
            )
    return shape


def _write_body(cell: Any, text: str, size: float, *, summary: bool, right: bool) -> None:
    rating = _RATINGS.get(text.removesuffix(f" {ESTIMATED_MARK}"))
    if rating is not None:
        _write(cell, text, size, fill=RATING_COLOURS[rating], ink=RATING_TEXT_COLOURS[rating], right=right)
        return
    outcome = text.rpartition(", ")[2].lower()
    estimated = ESTIMATED_MARK in text and len(text) < 30
    ink = OUTCOME_COLOURS.get(outcome, MUTED if estimated else INK) if outcome != "missing" else INK
    fill = _SUMMARY if summary else "#ffffff"
    _write(
        cell,
        text,
        size,
        fill=fill,
        ink=ink,
        right=right,
        bold=_is_bold(text),
        italic=estimated,
    )


def _is_bold(text: str) -> bool:
    return text.rpartition(", ")[2].lower() in ("low", "very low", "high")


def _write(
    cell: Any,
    text: str,
    size: float,
    *,
    fill: str,
    ink: str = INK,
    bold: bool = False,
    italic: bool = False,
    right: bool = False,
) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(fill)
    cell.margin_left = cell.margin_right = Pt(_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(_ABOVE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    if not text:
        # An empty cell is as high as its type, too.
        paragraph._p.get_or_add_endParaRPr().set("sz", str(Pt(size).centipoints))
        return
    run = paragraph.add_run()
    run.text = text
    font = run.font
    font.size, font.bold, font.italic = Pt(size), bold, italic
    font.color.rgb = colour(ink)


def _widths(grid: TextTable, place: Place, measure: TextMeasure, size: float) -> list[int]:
    """Return the widths of columns: as their texts need, and long texts share what is left."""
    side = 2 * _SIDE * _POINT
    wanted = [_wanted(grid.frame.iloc[:, i], measure, size) + side for i in range(len(grid.frame.columns))]
    least = [_least(grid.frame.iloc[:, i], measure, size) + side for i in range(len(grid.frame.columns))]
    whole = place.width
    if sum(wanted) <= whole:
        factor = whole / sum(wanted)
        widths = [width * factor for width in wanted]
    else:
        # No column is narrower than its longest word; the rest goes to those that want more.
        spare = max(whole - sum(least), 0.0)
        missing = [max(want - low, 0.0) for want, low in zip(wanted, least, strict=True)]
        widths = [low + spare * lack / (sum(missing) or 1) for low, lack in zip(least, missing, strict=True)]
        factor = whole / sum(widths)
        widths = [width * factor for width in widths]
    rounded = [int(width) for width in widths]
    rounded[-1] += whole - sum(rounded)
    return rounded


def _texts(column: pd.Series) -> list[str]:
    return [str(text) for text in column]


def _wanted(column: pd.Series, measure: TextMeasure, size: float) -> float:
    head = measure.width(str(column.name), size, bold=True)
    return max(head, *(measure.width(text, size, bold=_is_bold(text)) for text in _texts(column)))


def _least(column: pd.Series, measure: TextMeasure, size: float) -> float:
    words = [word for text in (str(column.name), *_texts(column)) for word in text.split()]
    return max((measure.width(word, size, bold=True) for word in words), default=0.0)


def _heights(grid: TextTable, place: Place, measure: TextMeasure, size: float) -> list[float]:
    """Return the height of the head and of each row."""
    side = 2 * _SIDE * _POINT
    room = [width - side for width in _widths(grid, place, measure, size)]
    rows = [tuple(grid.frame.columns), *grid.frame.itertuples(index=False)]
    lines = [
        max(
            measure.lines(str(text), width, size, bold=number == 0)
            for text, width in zip(row, room, strict=True)
        )
        for number, row in enumerate(rows)
    ]
    return [_height(count, size) for count in lines]


def _height(lines: int, size: float) -> float:
    """Return the height of a row of so many lines."""
    return (lines * LEADING * size + 2 * _ABOVE) * _POINT
