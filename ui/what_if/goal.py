"""Which single change reaches a goal for the whole country, as the What if page shows it on request."""

from functools import partial

import pandas as pd
import streamlit as st

from reports.tables.columns import Column
from reports.tables.table import Table
from scoring import Assessment, Methodology, count_ratings
from scoring.analysis.goal_seek import COUNTED, Goal, goal_seek, half_of
from scoring.analysis.goal_seek_words import goal_sentence, goal_table
from ui.components import downloads, html, markdown
from ui.session import results as data
from ui.session import state

_GOALS = {"half": "Half as many below par", "number": "A number below par", "none": "None in greatest need"}
_HEADINGS = {"constant": "Setting", "now": "Now", "needed": "Needed", "number": "Areas then"}
_COLUMNS = {
    "constant": Column("Setting"),
    "now": Column("Now"),
    "needed": Column("Needed"),
    "number": Column("Areas that the goal is of, then", "count"),
}


def goal_section(assessment: Assessment) -> Goal | None:
    """Draw the choice of a goal and what reaches it, and return the goal; nothing unless it is asked for."""
    if not assessment.method.bands:
        return None
    st.header("What would it take, nationally?", anchor=False)
    # Every constant is moved over its whole range, which a moved threshold need not wait for.
    if not st.toggle("Find the single change that reaches a goal", key="goal"):
        return None
    goal = _chosen(assessment)
    found = _sought(state.view().edition, assessment.method, goal)
    st.markdown(f"**{markdown.escape(goal_sentence(assessment, found, goal))}**")
    table = goal_table(assessment, found)
    html.draw(html.rows_table(list(_HEADINGS.values()), table.to_numpy().tolist(), numbers=("Areas then",)))
    below = "below “performing well”" if goal.of == "below" else "in greatest need for improvement"
    estimates = (assessment.edition.indicators["basis"] != "published").any()
    st.caption(
        f"Areas then: how many are {below} with that one change. The nearest value that reaches the goal, else the "
        f"one that comes nearest to it.{' Most figures are estimates.' if estimates else ''}"
    )
    downloads.table_download(
        "Download what reaches the goal",
        "goal",
        "What reaches the goal, one setting at a time",
        partial(Table.of, table, more=_COLUMNS),
        of=assessment,
    )
    return goal


def _chosen(assessment: Assessment) -> Goal:
    """Draw the choice of a goal, and return it."""
    kind = st.segmented_control(
        "Goal",
        list(_GOALS),
        default="half",
        format_func=_GOALS.__getitem__,
        key="goal_of",
        required=True,
    )
    if kind == "none":
        return Goal("greatest", 0)
    half = half_of(assessment)
    if kind != "number":
        return half
    counts = count_ratings(assessment.ratings)
    rated = sum(counts.values()) - counts["not_rated"]
    now = sum(counts[rating] for rating in COUNTED["below"])
    most = st.number_input(
        f"Areas below “performing well”, at most (now {now})", 0, max(rated, 1), half.most, key="goal_number"
    )
    return Goal("below", int(most))


@st.cache_data(show_spinner="Moving every setting …", max_entries=50, hash_funcs=data.BY_CONTENT)
def _sought(edition_name: str, method: Methodology, goal: Goal) -> pd.DataFrame:
    return goal_seek(data.assessment(edition_name, method), goal)
