"""The charts of screens as specs with their data: for the Present page and for pictures."""

from typing import Any

import pandas as pd

from charts.palette import INK, MUTED, OBSERVED, RATING_TEXT_COLOURS
from charts.screens import BARS, LINES, MANY, POINTS, Look, bars_chart, points_chart
from reports.figures.screen_looks import COLOURS, kind_name, kinds_of
from reports.screens.model import ESTIMATED_MARK, BarChart, PointChart

Drawn = tuple[dict[str, Any], dict[str, pd.DataFrame]]
"""A Vega-Lite spec over named data, and the data."""


_SHAPES = {"high": "triangle-up", "low": "triangle-down", "very low": "triangle-down"}
_SOLID, _DASHED = [1, 0], [6, 4]
_ROW, _THIN_ROW, _HEAD = 2.6, 0.35, 6
"""Heights by that of a letter: of a row, of one without a name, and of title, legend and axis."""


def chart_height(chart: BarChart | PointChart, size: float) -> int:
    """Return the height in pixels at which the rows of a chart stand well apart, with letters of `size` pixels."""
    beside = 1 if isinstance(chart, PointChart) or chart.stacked else len(chart.series)
    rows = len(chart.categories) * beside
    return round(size * (_HEAD + max(rows, 2) * (_ROW if rows <= MANY else _THIN_ROW)))


def screen_chart(chart: BarChart | PointChart, *, size: float, height: int, narrow: bool = False) -> Drawn:
    """Return the chart of a screen, with letters of `size` pixels, `height` pixels high with title and legend.

    `narrow` is for a phone.
    """
    sizes = {"size": size, "height": height, "narrow": narrow}
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
    unit = "%" if chart.unit == "%" else f" {chart.unit}"
    values = chart.points.values
    points = pd.DataFrame(
        {
            "category": chart.categories,
            "place": range(len(values)),
            "value": values,
            "lower": chart.lower,
            "upper": chart.upper,
            "kind": [kind_name(chart, kind) for kind in zip(chart.outcomes, chart.estimated, strict=True)],
            "text": [
                ""
                if value is None
                else f"{value:.{chart.decimals}f}{unit}{f' {ESTIMATED_MARK}' if estimated else ''}"
                for value, estimated in zip(values, chart.estimated, strict=True)
            ],
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
    spec = points_chart(
        title=chart.title,
        kinds={kind_name(chart, kind): _look(*kind) for kind in kinds_of(chart)},
        lines={
            line.name: (COLOURS.get(line.key, INK), _SOLID if line.key == "england" else _DASHED)
            for line in chart.lines
        },
        named_rows=len(values) <= MANY,
        domain=chart.axis,
        unit=chart.unit,
        **sizes,
    )
    return spec, {POINTS: points, LINES: lines.dropna(subset=["value"])}


def _look(outcome: str, estimated: bool) -> Look:
    """Return how a point looks: hollow if its figure is an estimate."""
    colour = COLOURS.get(outcome, MUTED)
    return "#ffffff" if estimated else colour, colour, _SHAPES.get(outcome, "circle")
