"""What was observed, beside what chance alone would give."""

import altair as alt
import pandas as pd

from charts.heading import finished, hollow_if_estimated
from charts.palette import CHANCE_RANGE, GRID, INK, MUTED, OBSERVED

_ROW = 48
_NAME, _BAR = -13, 9
"""Pixels below the middle of its row at which each stands."""


def beside_chance_chart(
    rows: pd.DataFrame, *, title: str | list[str], subtitle: list[str], axis_title: str
) -> alt.LayerChart:
    """Return for each row a bar of what chance gives, a tick at what it gives on average, and what is seen.

    Parameters
    ----------
    rows : DataFrame
        In the order to be drawn: label, observed, expected, lower, upper (the range that chance keeps to,
        19 times of 20), shown (text: the observed number), range_shown (text), beyond (bool: outside the
        range), estimated (bool: hollow).
    """
    y = alt.Y("label:N", sort=list(rows["label"]), axis=None, scale=alt.Scale(paddingInner=0))
    x = alt.X("observed:Q", title=axis_title, scale=alt.Scale(zero=False, nice=False, padding=44))
    base = alt.Chart(rows).encode(y=y)
    chance = base.mark_bar(size=13, color=CHANCE_RANGE, yOffset=_BAR).encode(
        x=alt.X("lower:Q", title=axis_title), x2="upper:Q"
    )
    average = base.mark_tick(color=MUTED, size=13, thickness=2, yOffset=_BAR).encode(x="expected:Q")
    seen = base.mark_point(shape="diamond", size=120, stroke=OBSERVED, strokeWidth=2, yOffset=_BAR, opacity=1)
    points = seen.encode(
        x=x,
        fill=hollow_if_estimated(OBSERVED),
        tooltip=[
            alt.Tooltip("label:N", title="Measure"),
            alt.Tooltip("shown:N", title="Observed"),
            alt.Tooltip("range_shown:N", title="By chance"),
        ],
    )
    numbers = base.mark_text(align="left", dx=10, dy=_BAR, color=INK, fontSize=11.5).encode(
        x="observed:Q", text="shown:N"
    )
    names = base.mark_text(
        align="left", dy=_NAME, color=INK, fontSize=12.5, limit=alt.ExprRef("width")
    ).encode(x=alt.value(0), text="label:N")
    line = base.mark_rule(color=GRID, yOffset=-_ROW / 2)
    return finished(
        alt.layer(line, chance, average, points, numbers, names),
        height=_ROW * len(rows) + 120,
        title=title,
        subtitle=subtitle,
    )
