"""The charts of screens as specs with their data: for the Present page and for pictures."""

from typing import Any

import pandas as pd

from charts.screens import BARS, LINES, POINTS, bars_chart, points_chart
from reports.screens import ESTIMATED_MARK, Bars, Points

Drawn = tuple[dict[str, Any], dict[str, pd.DataFrame]]
"""A Vega-Lite spec over named data, and the data."""


def screen_chart(chart: Bars | Points, *, size: float, height: int) -> Drawn:
    """Return the chart of a screen, with letters of `size` pixels, `height` pixels high with title and legend."""
    return _bars(chart, size, height) if isinstance(chart, Bars) else _points(chart, size, height)


def _bars(chart: Bars, size: float, height: int) -> Drawn:
    rows = [
        (category, one.name, one.keys[place] if one.keys else one.key, one.values[place], place, order)
        for order, one in enumerate(chart.series)
        for place, category in enumerate(chart.categories)
    ]
    frame = pd.DataFrame(rows, columns=["category", "series", "key", "value", "place", "order"])
    spec = bars_chart(
        title=chart.title,
        series={one.name: one.key for one in chart.series},
        unit=chart.unit,
        decimals=chart.decimals,
        stacked=chart.stacked,
        size=size,
        height=height,
    )
    return spec, {BARS: frame.dropna(subset=["value"])}


def _points(chart: Points, size: float, height: int) -> Drawn:
    unit = "%" if chart.unit == "%" else f" {chart.unit}"
    values = chart.points.values
    points = pd.DataFrame(
        {
            "category": chart.categories,
            "place": range(len(values)),
            "value": values,
            "lower": chart.lower,
            "upper": chart.upper,
            "outcome": chart.outcomes,
            "estimated": chart.estimated,
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
        lines={line.name: line.key for line in chart.lines},
        domain=chart.axis,
        unit=chart.unit,
        size=size,
        height=height,
    )
    return spec, {POINTS: points, LINES: lines.dropna(subset=["value"])}
