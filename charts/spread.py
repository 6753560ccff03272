"""From the worst to the best area, as distances from England."""

import altair as alt
import pandas as pd

from charts.heading import finished
from charts.palette import CHANCE_RANGE, GRID, INK, MUTED, OBSERVED

_ROW = 62
_NAME, _NOTE, _BAR = -20, -6, 13
"""Pixels below the middle of its row at which each stands."""


def spread_chart(
    rows: pd.DataFrame, *, title: str | list[str], subtitle: list[str], axis_title: str
) -> alt.LayerChart:
    """Return for each indicator a bar from the worst to the best area, and one of the middle eight tenths.

    Parameters
    ----------
    rows : DataFrame
        In the order to be drawn: label, note (text); lowest, percentile_10, percentile_90, highest (all as
        distances from England in one unit).
    """
    y = alt.Y("label:N", sort=list(rows["label"]), axis=None, scale=alt.Scale(paddingInner=0))
    base = alt.Chart(rows).encode(y=y)
    tooltip = [alt.Tooltip("label:N", title="Indicator"), alt.Tooltip("note:N", title="Spread")]
    whole = base.mark_bar(size=11, color=CHANCE_RANGE, yOffset=_BAR).encode(
        x=alt.X("lowest:Q", title=axis_title, axis=alt.Axis(tickCount=6)), x2="highest:Q", tooltip=tooltip
    )
    middle = base.mark_bar(size=11, color=OBSERVED, yOffset=_BAR).encode(
        x="percentile_10:Q", x2="percentile_90:Q", tooltip=tooltip
    )
    england = (
        alt.Chart(rows.head(1))
        .mark_rule(color=INK, strokeWidth=1.5)
        .encode(x=alt.XDatum(0, type="quantitative"))
    )
    words = [
        base.mark_text(align="left", dy=dy, color=colour, fontSize=size, limit=alt.ExprRef("width")).encode(
            x=alt.value(0), text=f"{field}:N"
        )
        for field, dy, colour, size in (("label", _NAME, INK, 12.5), ("note", _NOTE, MUTED, 11.5))
    ]
    line = base.mark_rule(color=GRID, yOffset=-_ROW / 2)
    return finished(
        alt.layer(line, whole, middle, england, *words),
        height=_ROW * len(rows) + 125,
        title=title,
        subtitle=subtitle,
    )
