"""A figure of all areas by their place in order of deprivation, with the line through them."""

from typing import Any

import altair as alt

from charts.chrome import (
    POINT_SIZE,
    Words,
    area_click,
    finished,
    hollow_if_estimated,
    level_axis,
    named,
    ring_and_name,
)
from charts.palette import GRADIENT_COLOUR, MUTED

_ENDS = "datum.value === 0 ? 'most deprived' : datum.value === 1 ? 'least deprived' : 'middle'"


def gradient_chart(words: Words, level_words: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the spec of a scatter of areas in order of deprivation with a line; a click chooses the area.

    Parameters
    ----------
    words : Words
    level_words : tuple of str, optional
        What 0, 1, 2, … on the vertical axis mean, where values are levels and not numbers.

    Notes
    -----
    The data it draws, by name:

    - areas, one row an area: area_code, short_name, position (0, the most deprived, to 1), deprivation (text),
      value (the unit of the axis), shown (text), estimated, chosen and to_the_left (bool; the name of the
      area stands there), turn (int)
    - line, one row a position, in order: position, fitted, lower, upper (95% interval of the line)
    """
    x = alt.X(
        "position:Q",
        title=words.x_title,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(values=[0, 0.5, 1], labelExpr=_ENDS, labelFlush=True),
    )
    vertical = level_axis(level_words) if level_words else alt.Axis(tickCount=6)
    y = alt.Y("value:Q", title=words.y_title, scale=alt.Scale(zero=False, padding=8), axis=vertical)
    line = named("line").encode(x=x)
    lower = alt.Y("lower:Q", title=words.y_title, axis=vertical)
    band = line.mark_area(color=GRADIENT_COLOUR, opacity=0.18).encode(y=lower, y2=alt.Y2("upper:Q"))
    fitted = alt.Y("fitted:Q", title=words.y_title, axis=vertical)
    middle = line.mark_line(color=GRADIENT_COLOUR, strokeWidth=2.5).encode(y=fitted)
    base = named("areas")
    points = (
        base.mark_point(size=POINT_SIZE, stroke=MUTED, strokeWidth=1.3, cursor="pointer", opacity=0.9)
        .encode(
            x=x,
            y=y,
            fill=hollow_if_estimated(MUTED),
            tooltip=[
                alt.Tooltip("short_name:N", title="Area"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("deprivation:N", title="Deprivation score (IMD 2015)"),
            ],
        )
        .add_params(area_click())
    )
    return finished([band, points, middle, *ring_and_name(base, x, y)], words, 430)
