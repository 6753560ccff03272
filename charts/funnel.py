"""The figures of all areas by their numbers of patients, between the limits that chance alone keeps to."""

import altair as alt
import pandas as pd

from charts.heading import POINT_SIZE, area_click, finished, hollow_if_estimated, ring_and_name
from charts.palette import FUNNEL_COLOURS, INK, MUTED

FUNNEL_SHAPES = {
    "far_better": "triangle-up",
    "better": "triangle-up",
    "within": "circle",
    "worse": "triangle-down",
    "far_worse": "triangle-down",
}
"""The shape of a point by where it lies; the arrow points up for better, whichever way the numbers run."""


def funnel_chart(
    areas: pd.DataFrame,
    limits: pd.DataFrame,
    words: dict[str, str],
    *,
    title: str,
    subtitle: list[str],
    x_title: str,
    y_title: str,
) -> alt.LayerChart:
    """Return a funnel plot on which a click chooses the area.

    Parameters
    ----------
    areas : DataFrame
        One row an area: area_code, short_name, size (what chance shrinks with), value (the indicator's
        unit), shown and size_shown (text), position (a key of FUNNEL_SHAPES), estimated, chosen and
        to_the_left (bool; the name of the area stands there), turn (int).
    limits : DataFrame
        One row a size, in order: size, centre, and lower_95, upper_95, lower_998, upper_998.
    words : position in words, by the positions that occur, in the order of the legend
    """
    x = alt.X("size:Q", title=x_title, scale=alt.Scale(zero=False, nice=False, padding=12))
    y = alt.Y("value:Q", title=y_title, scale=alt.Scale(zero=False, padding=8))
    lines = [
        alt.Chart(limits)
        .mark_line(color=colour, strokeDash=dash, strokeWidth=width, clip=True)
        .encode(x=x, y=alt.Y(f"{column}:Q", title=y_title))
        for column, colour, dash, width in _LINES
    ]
    keys = list(words)
    legend = alt.Legend(
        title=None, orient="top", columns=2, labelExpr=f"{words}[datum.label]", labelLimit=300, symbolSize=90
    )
    colours = alt.Scale(domain=keys, range=[FUNNEL_COLOURS[k] for k in keys])
    shape = alt.Shape(
        "position:N", scale=alt.Scale(domain=keys, range=[FUNNEL_SHAPES[k] for k in keys]), legend=legend
    )
    base = alt.Chart(areas)
    points = (
        base.mark_point(size=POINT_SIZE, strokeWidth=1.5, cursor="pointer", opacity=0.95)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("position:N", scale=colours, legend=legend),
            shape=shape,
            fill=hollow_if_estimated(alt.Fill("position:N", scale=colours, legend=None)),
            tooltip=[
                alt.Tooltip("short_name:N", title="Area"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("size_shown:N", title="Of"),
            ],
        )
        .add_params(area_click())
    )
    return finished(
        alt.layer(*lines, points, *ring_and_name(base, x, y)), height=470, title=title, subtitle=subtitle
    )


_LINES = (
    ("centre", INK, [1, 0], 1.2),
    ("lower_95", MUTED, [6, 3], 1.3),
    ("upper_95", MUTED, [6, 3], 1.3),
    ("lower_998", MUTED, [1, 0], 1.3),
    ("upper_998", MUTED, [1, 0], 1.3),
)
"""Column, colour, dashes and width of each line."""
