"""One indicator of one area beside all other areas, England and the standard."""

import altair as alt
import pandas as pd

from charts.palette import ENGLAND_LINE, GRID, INK, MUTED, OUTCOME_COLOURS, STANDARD_LINE


def indicator_strip(
    others: pd.DataFrame,
    area: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    axis_title: str,
    domain: tuple[float, float],
) -> alt.LayerChart:
    """Return a strip of all areas with one area and its 95% interval on top.

    Parameters
    ----------
    others : DataFrame
        One row an area: short_name, value (the indicator's unit), shown (text with unit and basis).
    area : DataFrame
        One row: short_name, value, lower_ci, upper_ci, shown, interval (text), outcome.
    lines : DataFrame
        One row a reference line: label, value, kind ('England' or 'Standard').
    domain : pair of numbers
        The ends of the axis, in the indicator's unit.
    """
    scale = alt.Scale(domain=list(domain), nice=False)
    x = alt.X("value:Q", title=axis_title, scale=scale, axis=alt.Axis(grid=True, gridColor=GRID, tickCount=6))
    tooltip = [alt.Tooltip("short_name:N", title="Area"), alt.Tooltip("shown:N", title="Value")]
    strip = alt.Chart(others).mark_tick(color=MUTED, opacity=0.35, size=26, thickness=1.5)
    outcome = alt.Color(
        "outcome:N",
        scale=alt.Scale(domain=list(OUTCOME_COLOURS), range=list(OUTCOME_COLOURS.values())),
        legend=None,
    )
    kind = alt.Scale(domain=["England", "Standard"], range=[ENGLAND_LINE, STANDARD_LINE])
    dash = alt.Scale(domain=["England", "Standard"], range=[[1, 0], [5, 3]])
    rule = alt.Chart(lines).mark_rule(strokeWidth=1.6)
    row = alt.value(44)
    layers = [
        strip.encode(x=x, y=row, tooltip=tooltip),
        rule.encode(
            x="value:Q",
            color=alt.Color("kind:N", scale=kind, legend=None),
            strokeDash=alt.StrokeDash("kind:N", scale=dash, legend=None),
            tooltip=[alt.Tooltip("label:N", title=" ")],
        ),
        alt.Chart(lines)
        .mark_text(dy=-6, baseline="bottom", fontSize=11, align="center")
        .encode(
            x="value:Q", y=alt.value(8), text="label:N", color=alt.Color("kind:N", scale=kind, legend=None)
        ),
        alt.Chart(area)
        .mark_rule(strokeWidth=4, opacity=0.75)
        .encode(x="lower_ci:Q", x2="upper_ci:Q", y=row, color=outcome),
        alt.Chart(area)
        .mark_point(size=150, filled=True, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(
            x="value:Q",
            y=row,
            color=outcome,
            tooltip=[*tooltip, alt.Tooltip("interval:N", title="95% interval")],
        ),
    ]
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent", strokeDash="independent")
        .properties(
            height=80,
            title=alt.TitleParams(
                title,
                subtitle=subtitle,
                anchor="start",
                color=INK,
                subtitleColor=MUTED,
                fontSize=14,
                offset=22,
            ),
        )
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal")
    )
