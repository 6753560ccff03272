"""The sweep of one constant, as the What if page shows it on request."""

from functools import partial

import pandas as pd
import streamlit as st

from charts import sweep_chart
from charts.palette import RATING_COLOURS
from reports.tables.contents import rating_counts
from reports.tables.table import Table
from scoring import RATING_LABELS, RATINGS, Assessment, count_ratings, format_value
from scoring.analysis.goal_seek import Goal
from scoring.analysis.positions import benchmark_number, threshold_range
from scoring.analysis.sweep import is_whole, next_change, sweep, sweepable
from scoring.explain.words import PLAIN_NUMBER, format_threshold, parameter_label
from ui.components import downloads, html, markdown
from ui.components.drawing import draw_altair
from ui.components.pictures import Picture


def sweep_section(assessment: Assessment, goal: Goal | None = None) -> None:
    """Draw how the national picture changes as one constant of the scenario moves, if one is chosen.

    With a goal, a line shows where it is reached.
    """
    edition, method = assessment.edition, assessment.method
    names = {path: parameter_label(path, assessment) for path in sweepable(method)}
    if not names or not method.bands:
        return
    path = st.selectbox(
        "Move one threshold, count, weight or cut over its whole range",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"sweep-{method.id}",
        placeholder="Choose what to move",
    )
    if path is None:
        return
    owner, _, field = path.partition(".")
    about = method.parameters[path]
    low, high = float(about.minimum or 0), float(about.maximum or 0)
    meta = None
    if field == "benchmark":
        indicator = method.limits[owner].indicator if owner in method.limits else owner
        meta, (low, high) = edition.meta.indicators[indicator], threshold_range(edition, indicator)
        now = benchmark_number(assessment, path, indicator)
    else:
        now = float(method.values[path])
    counts = sweep(edition.indicators, method, path)
    table = counts
    if is_whole(method, path):
        # Each whole number is a column of its own, as wide as the others.
        low, high = low - _HALF, high + _HALF
        counts = counts.assign(
            from_threshold=counts["from_threshold"] - _HALF, to_threshold=counts["to_threshold"] + _HALF
        )
    counts = counts[(counts["to_threshold"] >= low) & (counts["from_threshold"] <= high)]
    ends = ["from_threshold", "to_threshold"]
    named = isinstance(method.values[path], str)
    shown = format_value(now, meta) if meta and named else format_threshold(now, meta or PLAIN_NUMBER)
    estimates = "; most figures are estimates" if (edition.indicators["basis"] != "published").any() else ""
    unit = meta.unit if meta else "percent" if field == "percent_of_areas" else "a plain number"
    keys = [(RATING_COLOURS[rating], RATING_LABELS[rating]) for rating in RATINGS if rating in counts]
    html.draw(html.legend(keys))
    draw_altair(
        sweep_chart(
            counts.assign(**{end: counts[end].clip(low, high).astype("float32") for end in ends}),
            pd.DataFrame({"value": [now], "label": [f"now {shown}"]}),
            RATING_LABELS,
            title=f"Areas in each rating by “{names[path]}”",
            subtitle=[f"{edition.meta.title}; {method.title}{estimates}"],
            axis_title=f"{names[path]} ({unit})",
            domain=(low, high),
            goal=_goal_line(assessment, goal),
            unit=f", {unit}" if meta else "",
        ),
        key="sweep",
        alt_text="Stacked numbers of areas in each rating over the whole range.",
        picture=Picture(assessment, legend=keys, shows="the sweep"),
    )
    downloads.table_download(
        "Download these numbers",
        "sweep",
        f"Areas in each rating by “{names[path]}”",
        partial(Table.of, table, more=rating_counts()),
        of=assessment,
    )
    if method.values[path] == "peers":
        return  # every area has a benchmark of its own, so there is no one place to move from
    for direction, words in (("down", "Lower"), ("up", "Higher")):
        sentence = next_change(assessment, path, direction)  # type: ignore[arg-type]
        st.markdown(f"**{words}:** {markdown.escape(sentence or 'No further rating changes.')}")


_HALF = 0.5


def _goal_line(assessment: Assessment, goal: Goal | None) -> pd.DataFrame | None:
    """Return where the line of a goal is drawn: ratings are stacked with the best at the bottom."""
    if goal is None:
        return None
    rated = len(assessment.ratings) - count_ratings(assessment.ratings)["not_rated"]
    words = "below par" if goal.of == "below" else "in greatest need"
    return pd.DataFrame({"areas": [rated - goal.most], "label": [f"goal: {goal.most} {words}"]})
