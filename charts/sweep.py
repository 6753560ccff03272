"""How the number of areas in each rating changes as one threshold moves."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import CHOSEN, GRID, INK, MUTED, RATING_COLOURS


def sweep_chart(
    counts: pd.DataFrame,
    now: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    title: str,
    subtitle: list[str],
    axis_title: str,
    domain: tuple[float, float],
    goal: pd.DataFrame | None = None,
    unit: str = "",
) -> alt.LayerChart:
    """Return stacked numbers of areas over the whole range of a threshold, with today's value marked.

    Parameters
    ----------
    counts : DataFrame
        One row a stretch without change: from_threshold, to_threshold (the indicator's unit) and a column
        a rating (id) with the number of areas.
    now : DataFrame
        One row: value (the present threshold), label (text).
    labels : rating in words, by rating id
    domain : pair of numbers
        The ends of the axis.
    goal : DataFrame, optional
        One row: areas (number of areas, at which a line is drawn), label (text).
    unit : str
        Of the threshold, for the tooltip.
    """
    areas = _stacked_areas(counts, labels, axis_title, domain, unit)
    line = alt.Chart(now).mark_rule(color=CHOSEN, strokeWidth=2).encode(x="value:Q")
    label = (
        alt.Chart(now)
        .mark_text(color=INK, baseline="bottom", fontSize=12)
        .encode(x="value:Q", y=alt.value(-3), text="label:N")
    )
    layers: list[alt.Chart] = [areas, line, label, *(() if goal is None else _goal_line(goal))]
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14, offset=22
    )
    return with_look(
        alt.LayerChart(layer=layers),
        properties={"height": 330, "title": heading},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID),
    )


def _goal_line(goal: pd.DataFrame) -> tuple[alt.Chart, alt.Chart]:
    """Return a line across the chart at a number of areas, and what it is at its right end."""
    line = alt.Chart(goal).mark_rule(color=INK, strokeWidth=2, strokeDash=[6, 4]).encode(y="areas:Q")
    label = (
        alt.Chart(goal)
        .mark_text(color=INK, align="right", baseline="bottom", dx=-4, dy=-3, fontSize=12, fontWeight="bold")
        .encode(x=alt.value("width"), y="areas:Q", text="label:N")
    )
    return line, label


def _stacked_areas(
    counts: pd.DataFrame, labels: Mapping[str, str], axis_title: str, domain: tuple[float, float], unit: str
) -> alt.Chart:
    """Return a rectangle for each stretch of the threshold and rating, the best rating at the bottom."""
    ratings: list[Any] = [rating for rating in RATING_COLOURS if rating in counts and counts[rating].any()]
    words = {rating: labels[rating] for rating in ratings}
    x = alt.X(
        "from_threshold:Q",
        title=axis_title,
        scale=alt.Scale(domain=list(domain), nice=False),
        axis=alt.Axis(grid=False),
    )
    colours = alt.Scale(domain=list(words.values()), range=[RATING_COLOURS[r] for r in ratings])
    return (
        alt.Chart(counts)
        .transform_fold(ratings, as_=["rating", "areas"])
        .transform_calculate(
            order=f"indexof({list(ratings)}, datum.rating)", rating_name=f"{dict(words)}[datum.rating]"
        )
        .transform_stack(
            stack="areas",
            groupby=["from_threshold"],
            sort=[alt.SortField("order")],
            as_=["bottom", "top_edge"],
        )
        .mark_rect(clip=True, strokeWidth=0.7)
        .encode(
            x=x,
            x2="to_threshold:Q",
            y=alt.Y("bottom:Q", title="Number of areas", scale=alt.Scale(nice=False)),
            y2="top_edge:Q",
            # An outline in the same colour closes the hairlines between neighbours.
            color=alt.Color("rating_name:N", scale=colours, legend=None),
            stroke=alt.Stroke("rating_name:N", scale=colours, legend=None),
            tooltip=[
                alt.Tooltip("rating_name:N", title="Rating"),
                alt.Tooltip("areas:Q", title="Areas"),
                alt.Tooltip("from_threshold:Q", title=f"From{unit}", format=",.4~f"),
                alt.Tooltip("to_threshold:Q", title=f"To{unit}", format=",.4~f"),
            ],
        )
    )
