"""The charts of screens as Altair draws them: for the Present page, and as pictures in a pack."""

import json
from typing import Any

import altair as alt
import pandas as pd

from charts.palette import FONT, GRID, INK, MUTED, OBSERVED, RATING_TEXT_COLOURS
from reports.screen_looks import COLOURS, kind_name, kinds_of, number_pattern, paler
from reports.screens import Bars, Points, Series

_SHAPES = {"high": "triangle-up", "low": "triangle-down", "very low": "triangle-down"}
_ROW, _THIN_ROW, _FOOT = 42, 5, 90
"""Pixels of a row with the room round it, at the plain size, where rows have no names, and of axis and legend."""
_LARGE = 1.3
MANY = 28
"""With more points than this, their names are left out."""


def screen_chart(
    chart: Bars | Points, *, size: float = 1.0, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """Return the chart of a screen.

    Parameters
    ----------
    chart : Bars or Points
        `chart` of a `reports.screens.Screen`; its `alt` is the text alternative.
    size : float
        Of the type by that of a page: 2 for a projector.
    width : int or "container"
        In pixels.
    height : int, optional
        In pixels; without it as high as its rows need.
    """
    drawn = _points(chart, size) if isinstance(chart, Points) else _bars(chart, size)
    rows = len(chart.categories) * (1 if isinstance(chart, Points) or chart.stacked else len(chart.series))
    row = _ROW if rows <= MANY else _THIN_ROW
    tall = max(rows * row, 3 * _ROW) + _FOOT
    return (
        drawn.properties(
            width=width,
            height=height or round(tall * size),
            title=alt.Title(chart.title, fontSize=15 * size, anchor="start", color=INK),
        )
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13 * size,
            labelColor=INK,
            labelLimit=300 * size,
            tickCount=8,
            gridColor=GRID,
            domainColor=MUTED,
        )
        .configure_legend(
            labelFontSize=13 * size,
            labelLimit=0,
            orient="bottom",
            columns=4 if size < _LARGE else 2,
            title=None,
            symbolSize=140 * size,
        )
    )


def _bars(bars: Bars, size: float) -> alt.LayerChart:
    frame = _long(bars.categories, bars.series)
    colour = _colours([(one.name, one.key or one.keys[0]) for one in bars.series])
    if len(bars.series) == 1:
        (only,) = bars.series
        colour = _colours(
            list(zip(bars.categories, only.keys or (only.key,) * len(bars.categories), strict=True))
        )
        colour = colour.copy()
        colour["shorthand"], colour["legend"] = "category:N", None
    base = alt.Chart(frame).encode(
        y=alt.Y("category:N", sort=None, title=None, axis=alt.Axis(ticks=False)),
        x=alt.X("value:Q", axis=None, stack="zero" if bars.stacked else None),
        tooltip=["category:N", "series:N", alt.Tooltip("value:Q", format=number_pattern(bars.decimals))],
    )
    order = alt.Order("number:Q")
    if bars.stacked:
        stacked = base.encode(order=order)
        within = stacked.mark_text(fontSize=13 * size, fontWeight=600).encode(
            x=alt.X("value:Q", axis=None, stack="zero", bandPosition=0.5),
            detail="series:N",
            color=_ink(bars),
            text=alt.Text("value:Q", format=number_pattern(bars.decimals)),
            opacity=alt.condition(f"datum.value >= {_least_shown(bars)}", alt.value(1), alt.value(0)),
        )
        return alt.LayerChart(layer=[stacked.mark_bar().encode(color=colour), within])
    offset = (
        {"yOffset": alt.YOffset("series:N", sort=[one.name for one in bars.series])}
        if len(bars.series) > 1
        else {}
    )
    words = base.mark_text(align="left", dx=5, fontSize=13 * size, color=INK)
    numbers = words.encode(text=alt.Text("value:Q", format=number_pattern(bars.decimals)), **offset)
    return alt.LayerChart(layer=[base.mark_bar().encode(color=colour, **offset), numbers])


def _least_shown(bars: Bars) -> float:
    """Return the smallest value whose number fits into its part of a bar."""
    totals = [sum(one.values[place] or 0 for one in bars.series) for place in range(len(bars.categories))]
    return 0.06 * max(totals, default=0)


def _ink(bars: Bars) -> Any:
    """Return the colour of the numbers in each part of a bar."""
    test = json.dumps(
        [one.name for one in bars.series if RATING_TEXT_COLOURS.get(one.key, "").startswith("#1")]
    )
    return alt.condition(f"indexof({test}, datum.series) >= 0", alt.value(INK), alt.value("#ffffff"))


def _points(points: Points, size: float) -> alt.LayerChart:
    names = [kind_name(points, kind) for kind in kinds_of(points)]
    frame = pd.DataFrame(
        {
            "category": points.categories,
            "value": points.points.values,
            "lower": points.lower,
            "upper": points.upper,
            "kind": [kind_name(points, kind) for kind in zip(points.outcomes, points.estimated, strict=True)],
        }
    ).astype({"value": float, "lower": float, "upper": float})
    many = len(frame) > MANY
    axis = alt.Axis(labels=not many, ticks=False)
    scale = alt.Scale(domain=list(points.axis), zero=False, nice=False)
    base = alt.Chart(frame).encode(y=alt.Y("category:N", sort=list(points.categories), title=None, axis=axis))
    unit = points.unit or None
    fills = [paler(COLOURS.get(o, MUTED)) if est else COLOURS.get(o, MUTED) for o, est in kinds_of(points)]
    shapes = [_SHAPES.get(o, "circle") for o, _ in kinds_of(points)]
    marks = base.mark_point(size=(30 if many else 130) * size, filled=True, opacity=1).encode(
        x=alt.X("value:Q", scale=scale, title=unit),
        color=alt.Color("kind:N", scale=alt.Scale(domain=names, range=fills)),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=names, range=shapes)),
        tooltip=["category:N", alt.Tooltip("value:Q", format=number_pattern(points.decimals)), "kind:N"],
    )
    intervals = base.mark_rule(strokeWidth=(1 if many else 2) * size, color=MUTED).encode(
        x=alt.X("lower:Q", scale=scale, title=unit), x2="upper:Q"
    )
    return alt.LayerChart(layer=[*_lines(points, base, scale, size), intervals, marks])


def _lines(points: Points, base: alt.Chart, scale: alt.Scale, size: float) -> list[alt.Chart]:
    """Draw England and the bars: a line where it is the same for all, else a stroke at each category."""
    frame = _long(points.categories, points.lines).dropna()
    shades = [COLOURS[one.key] for one in points.lines]
    colour = alt.Stroke("series:N", scale=alt.Scale(domain=[one.name for one in points.lines], range=shades))
    drawn = []
    for line in points.lines:
        own = frame[frame["series"] == line.name]
        same = len(set(line.values)) == 1
        dash = [1, 0] if line.key == "england" else [6, 4]
        chart = alt.Chart(own.head(1) if same else own)
        x = alt.X("value:Q", scale=scale, title=points.unit or None)
        if same:
            drawn.append(chart.mark_rule(strokeWidth=2 * size, strokeDash=dash).encode(x=x, stroke=colour))
        else:
            tick = chart.mark_tick(orient="vertical", thickness=3 * size, size=22 * size)
            shown = tick.encode(x=x, y=base.encoding.y, stroke=colour, color=alt.value(COLOURS[line.key]))
            drawn.append(shown)
    return drawn


def _long(categories: tuple[str, ...], series: tuple[Series, ...]) -> pd.DataFrame:
    rows = [
        (category, one.name, number, value)
        for number, one in enumerate(series)
        for category, value in zip(categories, one.values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["category", "series", "number", "value"])
    return frame.astype({"value": float})


def _colours(named: list[tuple[str, str]]) -> alt.Color:
    shown = [COLOURS.get(key, OBSERVED) for _, key in named]
    return alt.Color("series:N", scale=alt.Scale(domain=[name for name, _ in named], range=shown))
