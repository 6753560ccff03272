"""The figures of all areas by their numbers of patients, between the limits that chance alone keeps to."""

from typing import Any

import altair as alt

from charts.chrome import (
    POINT_SIZE,
    Words,
    area_click,
    finished,
    marks_by,
    named,
    ring_and_name,
)
from charts.palette import FUNNEL_COLOURS, INK, MUTED

FUNNEL_SHAPES = {
    "far_better": "triangle-up",
    "better": "triangle-up",
    "within": "circle",
    "worse": "triangle-down",
    "far_worse": "triangle-down",
}
"""The shape of a point by where it lies; the arrow points up for better, whichever way the numbers run."""


def funnel_chart(words: Words, positions: dict[str, str], *, hollow_legend: bool = False) -> dict[str, Any]:
    """Return the spec of a funnel plot on which a click chooses the area.

    Parameters
    ----------
    words : Words
    positions : dict
        Positions in words, by the positions that occur (keys of FUNNEL_SHAPES), in the order of the legend.
    hollow_legend : bool
        Whether the legend shows hollow points, as where most figures are estimates.

    Notes
    -----
    The data it draws, by name:

    - areas, one row an area: area_code, short_name, size (what chance shrinks with), value (the indicator's
      unit), shown and size_shown (text), position, estimated, chosen and to_the_left (bool; the name of the
      area stands there), turn (int)
    - limits, one row a size, in order: size, centre, and lower_95, upper_95, lower_998, upper_998
    """
    x = alt.X(
        "size:Q",
        title=words.x_title,
        scale=alt.Scale(zero=False, nice=False, padding=12),
        axis=alt.Axis(tickCount=6, labelOverlap=True),
    )
    y = alt.Y("value:Q", title=words.y_title, scale=alt.Scale(zero=False, nice=False, padding=8))
    lines = [
        named("limits")
        .mark_line(color=colour, strokeDash=dash, strokeWidth=1.3, clip=True)
        .encode(x=x, y=alt.Y(f"{column}:Q", title=words.y_title))
        for column, colour, dash in _LINES
    ]
    looks = {key: (FUNNEL_COLOURS[key], FUNNEL_SHAPES[key]) for key in positions}
    marks = marks_by("position", looks, positions, hollow_legend=hollow_legend)
    base = named("areas")
    points = (
        base.transform_calculate(fill=marks.fill_expression)
        .mark_point(size=POINT_SIZE, strokeWidth=1.5, cursor="pointer", opacity=0.95)
        .encode(
            x=x,
            y=y,
            stroke=marks.stroke,
            shape=marks.shape,
            fill=marks.fill,
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
