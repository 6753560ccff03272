"""A figure of all areas by their place in order of deprivation, with the line through them."""

import altair as alt
import pandas as pd

from charts.heading import POINT_SIZE, area_click, finished, hollow_if_estimated, ring_and_name
from charts.palette import GRADIENT_COLOUR, MUTED


def gradient_chart(
    areas: pd.DataFrame,
    line: pd.DataFrame,
    *,
    title: str | list[str],
    subtitle: list[str],
    x_title: str,
    y_title: str,
    level_words: list[str] | None = None,
) -> alt.LayerChart:
    """Return a scatter of areas in order of deprivation with a fitted line; a click chooses the area.

    Parameters
    ----------
    areas : DataFrame
        One row an area: area_code, short_name, position (0, the most deprived, to 1), deprivation (text),
        value (the unit of the axis), shown (text), estimated, chosen and to_the_left (bool; the name of
        the area stands there), turn (int).
    line : DataFrame
        One row a position, in order: position, fitted, lower, upper (95% interval of the line).
    level_words : list of str, optional
        What 0, 1, 2, … on the vertical axis mean, where values are levels and not numbers.
    """
    ends = "datum.value === 0 ? 'most deprived' : datum.value === 1 ? 'least deprived' : 'middle'"
    x = alt.X(
        "position:Q",
        title=x_title,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(values=[0, 0.5, 1], labelExpr=ends, labelFlush=True),
    )
    axis = alt.Axis(tickCount=6)
    if level_words:
        levels = list(range(len(level_words)))
        axis = alt.Axis(values=levels, labelExpr=f"{level_words}[datum.value]", labelLimit=90)
    y = alt.Y("value:Q", title=y_title, scale=alt.Scale(zero=False, padding=8), axis=axis)
    fitted = alt.Chart(line).encode(x=x)
    band = fitted.mark_area(color=GRADIENT_COLOUR, opacity=0.18).encode(
        y=alt.Y("lower:Q", title=y_title, axis=axis), y2="upper:Q"
    )
    middle = fitted.mark_line(color=GRADIENT_COLOUR, strokeWidth=2.5).encode(y=alt.Y("fitted:Q", axis=axis))
    base = alt.Chart(areas)
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
    return finished(
        alt.layer(band, points, middle, *ring_and_name(base, x, y)),
        height=430,
        title=title,
        subtitle=subtitle,
    )
