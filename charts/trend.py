"""One indicator of one area over time, with England and the standard."""

from copy import deepcopy
from functools import cache
from typing import Any

import altair as alt

from charts.chrome import Words, finished, named
from charts.palette import (
    CHANCE_RANGE,
    ENGLAND_LINE,
    INK,
    MUTED,
    OBSERVED,
    STANDARD_LINE,
)

GAP_FILL = "#eef1f5"
LINES = {"England": (ENGLAND_LINE, [1, 0]), "Standard": (STANDARD_LINE, [5, 3])}
_HEIGHT = 300


def trend_chart(*, words: Words, domain: tuple[float, float], ends: tuple[str, str]) -> dict[str, Any]:
    """Return the spec of an area's values over time.

    Parameters
    ----------
    words : Words
    domain : pair of numbers
        The ends of the vertical axis, in the indicator's unit.
    ends : pair of str
        The first and the last date of the time axis, as ISO dates.

    Notes
    -----
    Named data: `values` with one row a period that has a value: date (middle of the period), value, lower_ci,
    upper_ci, segment (int; a line never crosses a gap), alone (bool, whether it is the only one of its segment), chosen
    (bool, whether it is the period in view), period, shown, interval, england, standard and note (texts); `lines` with
    date, value, kind (a key of LINES) and segment; `gaps` with start, end (dates) and note.
    """
    # A spec costs Altair a tenth of a second, and those of all areas and indicators differ in little.
    spec = deepcopy(_spec_of_any())
    spec["title"] |= {"text": list(words.title), "subtitle": list(words.subtitle)}
    for layer in spec["layer"]:
        for axis, own in (("x", list(ends)), ("y", list(domain))):
            if "scale" in layer["encoding"].get(axis, {}):
                layer["encoding"][axis]["scale"]["domain"] = own
    return spec


@cache
def _spec_of_any() -> dict[str, Any]:
    """Return the spec without what `trend_chart` fills in: heading and ends of the axes."""
    time = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%Y", tickCount="year", grid=True, labelFlush=False),
    )
    scale = alt.Scale(nice=False, zero=False)
    height = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=6))
    low = alt.Y("lower_ci:Q", title=None, scale=scale)
    # What is missing is said under the chart; and an empty layer would be read out as one without a name.
    gaps = named("gaps").mark_rect(color=GAP_FILL, aria=False)
    kinds = ["This area", *LINES]
    colours = alt.Scale(domain=kinds, range=[OBSERVED, *(colour for colour, _ in LINES.values())])
    dashes = alt.Scale(domain=kinds, range=[[1, 0], *(dash for _, dash in LINES.values())])
    legend = alt.Legend(title=None, orient="top", labelLimit=260, symbolType="stroke", symbolSize=300)
    colour = alt.Color("kind:N", scale=colours, legend=legend)
    dash = alt.StrokeDash("kind:N", scale=dashes, legend=legend)
    values = named("values").transform_calculate(kind="'This area'")
    tooltip = [
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("shown:N", title="Value"),
        alt.Tooltip("interval:N", title="95% interval"),
        alt.Tooltip("england:N", title="England"),
        alt.Tooltip("standard:N", title="Standard"),
        alt.Tooltip("note:N", title="Note"),
    ]
    points = values.encode(x=time, y=height, tooltip=tooltip)
    layers = [
        gaps.encode(x=alt.X("start:T"), x2="end:T", tooltip=[alt.Tooltip("note:N", title="No figure")]),
        values.mark_area(color=CHANCE_RANGE, opacity=0.9).encode(
            x=time, y=low, y2="upper_ci:Q", detail="segment:N"
        ),
        # A single period between gaps has no area to be seen.
        values.transform_filter("datum.alone")
        .mark_rule(color=CHANCE_RANGE, strokeWidth=3)
        .encode(x=time, y=low, y2="upper_ci:Q"),
        named("lines")
        .mark_line(strokeWidth=1.8)
        .encode(x=time, y=height, color=colour, strokeDash=dash, detail="segment:N"),
        values.mark_line(strokeWidth=2.4).encode(
            x=time, y=height, color=colour, strokeDash=dash, detail="segment:N"
        ),
        points.mark_point(filled=True, size=42, color=OBSERVED, opacity=1),
        # The point inside it is read out already.
        points.transform_filter("datum.chosen").mark_point(size=170, strokeWidth=2.2, color=INK, aria=False),
    ]
    spec = finished(layers, Words(("",), ("",), ""), _HEIGHT)
    spec["config"]["axis"]["labelColor"] = MUTED
    return spec
