"""One indicator of one area compared with all other areas, England and the standard."""

from typing import Literal

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import ENGLAND_LINE, GRID, INK, MUTED, OUTCOME_COLOURS, STANDARD_LINE

# A label to the left of its line ends before the line, one to the right begins after it: so two lines that are close
# to each other have labels that do not meet.
_LABEL_SIDES: tuple[tuple[str, Literal["left", "right"], int], ...] = (
    ("left", "right", -3),
    ("right", "left", 3),
)

_HEIGHT = alt.Scale(domain=[-1, 1])
"""Areas stand at 0, between labels above and below."""

LINE_KINDS = {"England": ENGLAND_LINE, "Standard": STANDARD_LINE, "Threshold": STANDARD_LINE}
LINE_DASHES = {"England": [1, 0], "Standard": [5, 3], "Threshold": [2, 2]}
"""Colours and dashes of the lines that values are compared with."""


def indicator_strip(
    others: pd.DataFrame,
    area: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    title: str,
    subtitle: list[str],
    axis_title: str,
    domain: tuple[float, float],
) -> alt.LayerChart:
    """Return a strip of all areas with one area and its 95% interval on top.

    Parameters
    ----------
    others : DataFrame
        One row an area: short_name, value (the indicator's unit), shown (text with unit and basis).
    area : DataFrame
        One row: short_name, value, lower_ci, upper_ci, shown, interval (text), outcome, estimated (bool).
        An estimated figure is drawn hollow.
    lines : DataFrame
        One row a reference line: label, value, kind (a key of LINE_KINDS), side ('left', 'right' or
        'below', where the label stands so that labels do not meet).
    domain : pair of numbers
        The ends of the axis, in the indicator's unit.
    """
    scale = alt.Scale(domain=list(domain), nice=False)
    x = alt.X("value:Q", title=axis_title, scale=scale, axis=alt.Axis(grid=True, gridColor=GRID, tickCount=6))
    y = alt.Y(datum=0, scale=_HEIGHT, axis=None)
    tooltip = [alt.Tooltip("short_name:N", title="Area"), alt.Tooltip("shown:N", title="Value")]
    strip = alt.Chart(others).mark_tick(color=MUTED, opacity=0.4, size=34, thickness=1.5)
    layers = [
        strip.encode(x=x, y=y, tooltip=tooltip),
        *_reference_lines(lines),
        *_area_marks(area, y, tooltip),
    ]
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14, offset=24
    )
    apart = alt.ScaleResolveMap(color="independent", strokeDash="independent", fill="independent")
    return with_look(
        alt.LayerChart(layer=layers),
        # The height holds title and axis too, since the page fits the whole chart into it.
        properties={"height": 205, "title": heading, "resolve": alt.Resolve(scale=apart)},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal"),
    )


def _reference_lines(lines: pd.DataFrame) -> list[alt.Chart]:
    """Return the lines of England, standard and threshold, with their labels above the plot."""
    kinds = list(LINE_KINDS)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=list(LINE_KINDS.values())), legend=None)
    dash = alt.Scale(domain=kinds, range=[LINE_DASHES[kind] for kind in kinds])
    base = alt.Chart(lines)
    rule = base.mark_rule(strokeWidth=1.6).encode(
        x="value:Q",
        color=colour,
        strokeDash=alt.StrokeDash("kind:N", scale=dash, legend=None),
        tooltip=[alt.Tooltip("label:N", title="Line")],
    )
    labels = [
        base.transform_filter(alt.datum.side == side)
        .mark_text(align=align, dx=dx, baseline="bottom", fontSize=11.5)
        .encode(x="value:Q", y=alt.value(-3), text="label:N", color=colour)
        for side, align, dx in _LABEL_SIDES
    ]
    below = base.transform_filter(alt.datum.side == "below").mark_text(align="left", dx=4, fontSize=11.5)
    foot = alt.Y(datum=-0.82, scale=_HEIGHT, axis=None)
    labels.append(below.encode(x="value:Q", y=foot, text="label:N", color=colour))
    return [rule, *labels]


def _area_marks(area: pd.DataFrame, y: alt.Y, tooltip: list[alt.Tooltip]) -> list[alt.Chart]:
    """Return the interval and the point of the chosen area, hollow if the figure is an estimate."""
    colours = list(OUTCOME_COLOURS.values())
    scale = alt.Scale(domain=list(OUTCOME_COLOURS), range=colours)
    colour = alt.Color("outcome:N", scale=scale, legend=None)
    base = alt.Chart(area)
    interval = base.mark_rule(strokeWidth=4).encode(
        x="lower_ci:Q",
        x2="upper_ci:Q",
        y=y,
        color=colour,
        opacity=alt.condition("datum.estimated", alt.value(0.55), alt.value(0.9)),
    )
    point = base.mark_point(size=170, filled=False, strokeWidth=3).encode(
        x="value:Q",
        y=y,
        color=colour,
        tooltip=[*tooltip, alt.Tooltip("interval:N", title="95% interval")],
    )
    # The outline under it is read out already.
    filled = point.transform_filter("!datum.estimated").mark_point(
        size=170, filled=True, opacity=1, aria=False
    )
    hollow = base.mark_point(size=150, filled=True, color="white", opacity=1).encode(x="value:Q", y=y)
    return [interval, hollow, point, filled]
