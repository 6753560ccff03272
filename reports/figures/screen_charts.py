"""The charts of screens as specs with their data: for the Present page and for pictures."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from charts.palette import INK, MUTED, OBSERVED, RATING_TEXT_COLOURS
from charts.screens import BARS, LINES, MANY, OTHERS, POINTS, TICKS, Look, bars_chart, points_chart
from reports.figures.screen_looks import COLOURS, kind_name, kinds_of, point_texts, tick_values
from reports.screens.model import BarChart, PointChart, StripChart

Drawn = tuple[dict[str, Any], dict[str, pd.DataFrame]]
"""A Vega-Lite spec over named data, and the data."""


_SHAPES = {"high": "triangle-up", "low": "triangle-down", "very low": "triangle-down"}
_SOLID, _DASHED = [1, 0], [6, 4]
_ROW, _THIN_ROW, _HEAD, _STRIP = 2.6, 0.35, 6, 4.2
"""Heights by that of a letter: of a row, of one without a name, of title, legend and axis, and of a strip."""


def chart_height(chart: BarChart | PointChart | StripChart, size: float) -> int:
    """Return the height in pixels at which the rows of a chart stand well apart, with letters of `size` pixels."""
    if isinstance(chart, StripChart):
        return round(size * (_HEAD + len(chart.strips) * _STRIP))
    beside = 1 if isinstance(chart, PointChart) or chart.stacked else len(chart.series)
    rows = len(chart.categories) * beside
    return round(size * (_HEAD + max(rows, 2) * (_ROW if rows <= MANY else _THIN_ROW)))


def screen_chart(
    chart: BarChart | PointChart | StripChart, *, size: float, height: int, narrow: bool = False
) -> Drawn:
    """Return the chart of a screen, with letters of `size` pixels, `height` pixels high with title and legend.

    `narrow` is for a phone.
    """
    sizes = {"size": size, "height": height, "narrow": narrow}
    if isinstance(chart, StripChart):
        return _strips(chart, sizes)
    return _bars(chart, sizes) if isinstance(chart, BarChart) else _points(chart, sizes)


def _bars(chart: BarChart, sizes: dict[str, Any]) -> Drawn:
    rows = [
        (
            category,
            one.name,
            COLOURS.get(one.keys[place] if one.keys else one.key, OBSERVED),
            one.values[place],
            place,
            order,
        )
        for order, one in enumerate(chart.series)
        for place, category in enumerate(chart.categories)
    ]
    frame = pd.DataFrame(rows, columns=["category", "series", "colour", "value", "place", "order"])
    spec = bars_chart(
        title=chart.title,
        series={
            one.name: (COLOURS.get(one.key, OBSERVED), RATING_TEXT_COLOURS.get(one.key, "#ffffff"))
            for one in chart.series
        },
        unit=chart.unit,
        decimals=chart.decimals,
        stacked=chart.stacked,
        **sizes,
    )
    return spec, {BARS: frame.dropna(subset=["value"])}


def _points(chart: PointChart, sizes: dict[str, Any]) -> Drawn:
    spec = points_chart(
        title=chart.title,
        kinds={kind_name(chart, kind): _look(*kind) for kind in kinds_of(chart)},
        lines=_line_looks([chart]),
        named_rows=len(chart.categories) <= MANY,
        domain=chart.axis,
        unit=chart.unit,
        **sizes,
    )
    points, lines = _frames(chart)
    return spec, {POINTS: points, LINES: lines}


def _frames(chart: PointChart) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the data of the points and of the lines of a chart."""
    values = chart.points.values
    points = pd.DataFrame(
        {
            "category": chart.categories,
            "place": range(len(values)),
            "value": values,
            "lower": chart.lower,
            "upper": chart.upper,
            "kind": [kind_name(chart, kind) for kind in zip(chart.outcomes, chart.estimated, strict=True)],
            "text": point_texts(chart),
        }
    )
    lines = pd.DataFrame(
        [
            (category, place, line.name, line.values[place])
            for line in chart.lines
            for place, category in enumerate(chart.categories)
        ],
        columns=["category", "place", "line", "value"],
    )
    return points, lines.dropna(subset=["value"])


def _line_looks(charts: Sequence[PointChart]) -> dict[str, tuple[str, list[int]]]:
    lines = {line.name: line for chart in charts for line in chart.lines}
    return {
        name: (COLOURS.get(line.key, INK), _SOLID if line.key == "england" else _DASHED)
        for name, line in lines.items()
    }


def _strips(chart: StripChart, sizes: dict[str, Any]) -> Drawn:
    """Draw strips in one chart, in which every row has an axis of its own: values become places from 0 to 1."""
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in (POINTS, LINES, TICKS, OTHERS)}
    kinds: dict[str, Look] = {}
    for place, strip in enumerate(chart.strips):
        points, lines = _frames(strip)
        low, high = strip.axis
        ends = pd.DataFrame({"value": tick_values(strip.axis)})
        ends["text"] = [f"{value:g}{'%' if strip.unit == '%' else ''}" for value in ends["value"]]
        rows = (points, lines, ends, pd.DataFrame({"value": strip.others}, dtype=float))
        for name, frame in zip(frames, rows, strict=True):
            placed = {
                column: (frame[column].astype(float) - low) / (high - low)
                for column in ("value", "lower", "upper")
                if column in frame
            }
            frames[name].append(frame.assign(category=strip.categories[0], place=place, **placed))
        kinds |= {kind_name(strip, kind): _look(*kind) for kind in kinds_of(strip)}
    spec = points_chart(
        title=chart.title,
        kinds=kinds,
        lines=_line_looks(chart.strips),
        named_rows=True,
        domain=(0.0, 1.0),
        unit="",
        own_axes=True,
        **sizes,
    )
    return spec, {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}


def _look(outcome: str, estimated: bool) -> Look:
    """Return how a point looks: hollow if its figure is an estimate."""
    colour = COLOURS.get(outcome, MUTED)
    return "#ffffff" if estimated else colour, colour, _SHAPES.get(outcome, "circle")
