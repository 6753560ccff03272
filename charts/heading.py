"""What every chart of the Postcode lottery page has in common: heading, fonts, grid, and points one can click."""

from typing import Any

import altair as alt

from charts.maps import MAP_SELECTION
from charts.palette import CHOSEN, FONT, GRID, INK, MUTED

POINT_SIZE = 46


def finished(
    chart: alt.LayerChart, *, height: int, title: str | list[str], subtitle: list[str]
) -> alt.LayerChart:
    """Return a chart with heading, fonts and grid; the height holds title, legend and axis too."""
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14, offset=10
    )
    return (
        chart.properties(height=height, title=heading)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID)
        .configure_legend(labelColor=INK, labelFontSize=12, titleColor=INK, offset=4)
    )


def hollow_if_estimated(colour: str | alt.Fill) -> Any:
    """Return the fill of a point: none where the figure is an estimate, else the colour of its outline."""
    filled = alt.value(colour) if isinstance(colour, str) else colour
    return alt.condition("datum.estimated", alt.value("white"), filled)


def area_click() -> alt.Parameter:
    """Return the selection by which a click on a point chooses its area; it gives area_code and turn."""
    return alt.selection_point(name=MAP_SELECTION, fields=["area_code", "turn"], empty=False, nearest=False)


def ring_and_name(base: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the ring round the chosen area's point and its name."""
    chosen = base.transform_filter("datum.chosen")
    ring = chosen.mark_point(size=210, filled=False, stroke=CHOSEN, strokeWidth=2.2)
    # The name stands on the side where there is room for it.
    words = [
        chosen.transform_filter(f"{'' if align == 'right' else '!'}datum.to_the_left")
        .mark_text(align=align, dx=dx, color=CHOSEN, fontWeight="bold", fontSize=12)
        .encode(x=x, y=y, text="short_name:N")
        for align, dx in (("right", -11), ("left", 11))
    ]
    return [ring.encode(x=x, y=y), *words]
