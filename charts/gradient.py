"""A figure of all areas by their deprivation, with the line through them."""

import altair as alt
import pandas as pd

from charts.heading import POINT_SIZE, area_click, finished, hollow_if_estimated, ring_and_name
from charts.palette import GRADIENT_COLOUR, MUTED


def gradient_chart(
    areas: pd.DataFrame,
    line: pd.DataFrame,
    *,
    title: str,
    subtitle: list[str],
    x_title: str,
    y_title: str,
) -> alt.LayerChart:
    """Return a scatter of areas over their deprivation with a fitted line; a click chooses the area.

    Parameters
    ----------
    areas : DataFrame
        One row an area: area_code, short_name, deprivation, deprivation_shown, value (the indicator's unit),
        shown (text), estimated, chosen and to_the_left (bool; the name of the area stands there), turn (int).
    line : DataFrame
        One row a deprivation, in order: deprivation, fitted, lower, upper (95% interval of the line).
    """
    x = alt.X("deprivation:Q", title=x_title, scale=alt.Scale(zero=False, nice=False, padding=12))
    y = alt.Y("value:Q", title=y_title, scale=alt.Scale(zero=False, padding=8))
    fitted = alt.Chart(line).encode(x=x)
    band = fitted.mark_area(color=GRADIENT_COLOUR, opacity=0.18).encode(
        y=alt.Y("lower:Q", title=y_title), y2="upper:Q"
    )
    middle = fitted.mark_line(color=GRADIENT_COLOUR, strokeWidth=2.5).encode(y="fitted:Q")
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
                alt.Tooltip("deprivation_shown:N", title="Deprivation"),
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
