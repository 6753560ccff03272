"""How far an area is from the mean of its similar areas, a row an indicator."""

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import GRID, INK, MUTED, OUTCOME_COLOURS

VERDICT_COLOURS = {
    "better": OUTCOME_COLOURS["high"],
    "worse": OUTCOME_COLOURS["low"],
    "unclear": OUTCOME_COLOURS["similar"],
    "no interval": OUTCOME_COLOURS["missing"],
}
_ROW_HEIGHT = 64
_AROUND = 112
"""Height of title, subtitle and axis in pixels: the page fits the whole chart into the height."""


def difference_chart(
    differences: pd.DataFrame, others: pd.DataFrame, *, title: str, subtitle: list[str], axis_title: str
) -> alt.LayerChart:
    """Return an area's differences from the mean of its similar areas, which stands at 0.

    Parameters
    ----------
    differences : DataFrame
        One row an indicator, from top to bottom, all in one unit: label, difference, difference_lower,
        difference_upper (95%; NaN draws no bar), verdict (a key of VERDICT_COLOURS), estimated (bool; drawn
        hollow), shown (the difference as text) and sentence (for the tooltip).
    others : DataFrame
        One row an indicator and similar area: label, short_name, difference (its value less the same mean)
        and shown (its value as text).
    """
    rows = differences["label"].tolist()
    y = alt.Y("label:N", sort=rows, title=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False))
    x = alt.X("difference:Q", title=axis_title, axis=alt.Axis(grid=True, gridColor=GRID, tickCount=7))
    verdicts = alt.Scale(domain=list(VERDICT_COLOURS), range=list(VERDICT_COLOURS.values()))
    colour = alt.Color("verdict:N", scale=verdicts, legend=None)
    tooltip = [alt.Tooltip("label:N", title="Indicator"), alt.Tooltip("sentence:N", title="Difference")]
    ticks = (
        alt.Chart(others)
        .mark_tick(color=MUTED, opacity=0.55, size=26, thickness=1.5)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("short_name:N", title="Similar area"),
                alt.Tooltip("shown:N", title="Value"),
            ],
        )
    )
    base = alt.Chart(differences).encode(y=y, tooltip=tooltip)
    mean = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1.6).encode(x="zero:Q")
    # Of the marks at one place, the ring alone is read out.
    bar = base.mark_rule(strokeWidth=4, opacity=0.75, aria=False).encode(
        x="difference_lower:Q", x2="difference_upper:Q", color=colour
    )
    hollow = base.mark_point(size=120, filled=True, color="white", opacity=1, aria=False).encode(x=x)
    ring = base.mark_point(size=140, filled=False, strokeWidth=3, opacity=1).encode(x=x, color=colour)
    dot = base.transform_filter("!datum.estimated").mark_point(size=140, filled=True, opacity=1, aria=False)
    label = base.mark_text(dy=-21, fontSize=12, fontWeight=600, aria=False).encode(
        x=x, text="shown:N", color=colour
    )
    # So that it can be read across the line and the ticks.
    halo = base.mark_text(
        dy=-21, fontSize=12, fontWeight=600, stroke="white", strokeWidth=5, aria=False
    ).encode(x=x, text="shown:N")
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14
    )
    return with_look(
        alt.LayerChart(layer=[ticks, mean, bar, hollow, ring, dot.encode(x=x, color=colour), halo, label]),
        properties={"height": _AROUND + _ROW_HEIGHT * len(rows), "title": heading},
        axis=alt.AxisConfig(labelColor=INK, titleColor=MUTED, titleFontWeight="normal", labelFontSize=12),
    )
