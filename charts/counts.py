"""How many areas have each rating, before and after."""

import altair as alt
import pandas as pd

from charts.palette import FONT, INK, MUTED, RATING_COLOURS, RATING_TEXT_COLOURS


def ratings_bar(counts: pd.DataFrame, *, title: str, subtitle: list[str]) -> alt.LayerChart:
    """Return stacked bars of the number of areas with each rating, a bar for each rule.

    Parameters
    ----------
    counts : DataFrame
        rule (text, in order of appearance), rating (id), areas (int), label (rating in words),
        start, middle and end (cumulative number of areas), order (int).
    """
    ratings = list(RATING_COLOURS)
    y = alt.Y(
        "rule:N",
        sort=None,
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelFontSize=13, labelPadding=8),
    )
    base = alt.Chart(counts)
    bars = base.mark_bar(height=30, stroke="white").encode(
        x=alt.X(
            "start:Q",
            title="Number of areas",
            scale=alt.Scale(nice=False),
            axis=alt.Axis(tickCount=5, grid=False),
        ),
        x2="end:Q",
        y=y,
        color=alt.Color(
            "rating:N", scale=alt.Scale(domain=ratings, range=list(RATING_COLOURS.values())), legend=None
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Rating"),
            alt.Tooltip("areas:Q", title="Areas"),
            alt.Tooltip("rule:N", title="Rule"),
        ],
    )
    numbers = (
        base.transform_filter("datum.areas > 3")
        .mark_text(fontSize=13, fontWeight="bold")
        .encode(
            x="middle:Q",
            y=y,
            text="areas:Q",
            color=alt.Color(
                "rating:N",
                scale=alt.Scale(domain=ratings, range=list(RATING_TEXT_COLOURS.values())),
                legend=None,
            ),
        )
    )
    return (
        alt.layer(bars, numbers)
        .resolve_scale(color="independent")
        .properties(
            height=alt.Step(42),
            title=alt.TitleParams(
                title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14
            ),
        )
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=MUTED, titleFontWeight="normal")
    )
