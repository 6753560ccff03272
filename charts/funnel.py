"""The figures of all areas by their numbers of patients, between the limits that chance alone keeps to."""

from typing import Any

import altair as alt

from charts.heading import POINT_SIZE, Words, area_click, finished, hollow_if_estimated, named, ring_and_name
from charts.palette import FUNNEL_COLOURS, INK, MUTED

FUNNEL_SHAPES = {
    "far_better": "triangle-up",
    "better": "triangle-up",
    "within": "circle",
    "worse": "triangle-down",
    "far_worse": "triangle-down",
}
"""The shape of a point by where it lies; the arrow points up for better, whichever way the numbers run."""


def funnel_chart(words: Words, positions: dict[str, str]) -> dict[str, Any]:
    """Return the spec of a funnel plot on which a click chooses the area.

    Parameters
    ----------
    words : Words
    positions : dict
        Positions in words, by the positions that occur (keys of FUNNEL_SHAPES), in the order of the legend.

    Notes
    -----
    The data it draws, by name:

    - areas, one row an area: area_code, short_name, size (what chance shrinks with), value (the indicator's
      unit), shown and size_shown (text), position, estimated, chosen and to_the_left (bool; the name of the
      area stands there), turn (int)
    - limits, one row a size, in order: size, centre, and lower_95, upper_95, lower_998, upper_998
    """
    x = alt.X("size:Q", title=words.x_title, scale=alt.Scale(zero=False, nice=False, padding=12))
    y = alt.Y("value:Q", title=words.y_title, scale=alt.Scale(zero=False, padding=8))
    lines = [
        named("limits")
        .mark_line(color=colour, strokeDash=dash, strokeWidth=1.3, clip=True)
        .encode(x=x, y=alt.Y(f"{column}:Q", title=words.y_title))
        for column, colour, dash in _LINES
    ]
    keys = list(positions)
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=2,
        labelExpr=f"{positions}[datum.label]",
        labelLimit=300,
        symbolSize=90,
    )
    colours = alt.Scale(domain=keys, range=[FUNNEL_COLOURS[key] for key in keys])
    shapes = alt.Scale(domain=keys, range=[FUNNEL_SHAPES[key] for key in keys])
    base = named("areas")
    points = (
        base.mark_point(size=POINT_SIZE, strokeWidth=1.5, cursor="pointer", opacity=0.95)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("position:N", scale=colours, legend=legend),
            shape=alt.Shape("position:N", scale=shapes, legend=legend),
            fill=hollow_if_estimated(alt.Fill("position:N", scale=colours, legend=legend)),
            tooltip=[
                alt.Tooltip("short_name:N", title="Area"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("size_shown:N", title="Of"),
            ],
        )
        .add_params(area_click())
    )
    return finished([*lines, points, *ring_and_name(base, x, y)], words, 470)


_LINES = (
    ("centre", INK, [1, 0]),
    ("lower_95", MUTED, [6, 3]),
    ("upper_95", MUTED, [6, 3]),
    ("lower_998", MUTED, [1, 0]),
    ("upper_998", MUTED, [1, 0]),
)
"""Column, colour and dashes of each line."""
