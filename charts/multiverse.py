"""The specification curve of a multiverse: the share below par in every combination, and under it the choices made."""

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import CHOSEN, GRID, INK, MUTED

_LABELS = 100
"""Pixels for the words at the left, in both charts, so that one stands exactly under the other."""
_ROW = 17
_COLOUR = "#2c5f8a"


def curve_chart(
    curve: pd.DataFrame, own: pd.DataFrame, *, title: list[str], subtitle: list[str]
) -> alt.LayerChart:
    """Return the shares of all combinations in their order, with that of the rule in force marked.

    Parameters
    ----------
    curve : DataFrame
        place (percent of combinations), share (percent of areas).
    own : DataFrame
        One row or none: place, share, label (text).
    """
    axis = alt.Axis(labelExpr="datum.value + '%'", minExtent=_LABELS, maxExtent=_LABELS, titlePadding=-20)
    y = alt.Y("share:Q", title="Areas below “performing well”", scale=alt.Scale(domain=[0, 100]), axis=axis)
    line = (
        alt.Chart(curve)
        .mark_area(
            color=_COLOUR, opacity=0.25, line={"color": _COLOUR, "strokeWidth": 2}, interpolate="step-after"
        )
        .encode(
            x=_x("place", ["All combinations, the lowest share first"]),
            y=y,
            tooltip=[
                alt.Tooltip("share:Q", title="Areas below “performing well”, %", format=".1f"),
                alt.Tooltip("place:Q", title="Combinations with a lower share, %", format=".0f"),
            ],
        )
    )
    rule = alt.Chart(own).mark_rule(color=CHOSEN, strokeDash=[5, 4]).encode(y="share:Q")
    point = alt.Chart(own).mark_point(color=CHOSEN, filled=True, size=90).encode(x="place:Q", y="share:Q")
    label = (
        alt.Chart(own)
        .mark_text(align="left", baseline="bottom", dx=6, dy=-5, color=INK, fontSize=12.5, fontWeight="bold")
        .encode(x=alt.value(0), y="share:Q", text="label:N")
    )
    return _finished(alt.LayerChart(layer=[line, rule, point, label]), 330, title, subtitle)


def choices_chart(along: pd.DataFrame, *, title: list[str], subtitle: list[str]) -> alt.LayerChart:
    """Return for each value of each choice how often it is made along the curve: the darker, the more often.

    Parameters
    ----------
    along : DataFrame
        One row a value and part of the curve, in the order to be drawn: choice, label (texts), start, end (percent of
        combinations), portion (0 to 1).
    """
    rows = along.drop_duplicates(["choice", "label"])[["choice", "label"]]
    order: list[str] = []
    for choice, group in rows.groupby("choice", sort=False):
        order += [f"{choice}|", *(f"{choice}|{label}" for label in group["label"])]
    y = alt.Y(
        "row:N",
        sort=order,
        title=None,
        scale=alt.Scale(domain=order, paddingInner=0.12),
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')[1]",
            labelLimit=_LABELS,
            minExtent=_LABELS,
            maxExtent=_LABELS,
            ticks=False,
            domain=False,
        ),
    )
    table = along.assign(row=along["choice"] + "|" + along["label"])
    shades = (
        alt.Chart(table)
        .mark_rect(color=_COLOUR)
        .encode(
            x=_x("start", ["All combinations, the lowest share first"]),
            x2="end:Q",
            y=y,
            opacity=alt.Opacity("portion:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 1]), legend=None),
            tooltip=[
                alt.Tooltip("choice:N", title="Choice"),
                alt.Tooltip("label:N", title="Value"),
                alt.Tooltip("portion:Q", title="Of the combinations here", format=".0%"),
            ],
        )
    )
    names = pd.DataFrame({"row": [f"{choice}|" for choice in rows["choice"].unique()]})
    names["choice"] = names["row"].str.removesuffix("|")
    heads = (
        alt.Chart(names)
        .mark_text(align="left", color=INK, fontSize=12, fontWeight="bold", dx=-_LABELS, dy=3)
        .encode(x=alt.value(0), y=y, text="choice:N")
    )
    return _finished(alt.LayerChart(layer=[shades, heads]), _ROW * len(order) + 110, title, subtitle)


def _x(field: str, title: list[str]) -> alt.X:
    scale = alt.Scale(domain=[0, 100], nice=False)
    return alt.X(
        f"{field}:Q", title=title, scale=scale, axis=alt.Axis(labelExpr="datum.value + '%'", grid=False)
    )


def _finished(chart: alt.LayerChart, height: int, title: list[str], subtitle: list[str]) -> alt.LayerChart:
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14, offset=12
    )
    return with_look(
        chart,
        properties={"height": height, "title": heading},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID),
    )
