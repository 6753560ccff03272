"""The table of movers, with the reason of each."""

from functools import partial

import pandas as pd
import streamlit as st

from reports.tables.contents import movers_table, transitions_table
from reports.tables.provenance import about
from reports.tables.table import Table
from scoring import Assessment, Edition
from scoring.analysis.moves import reasons_of
from ui.components import before_after as scenario
from ui.components import downloads, markdown
from ui.components.area_picker import area_choice_table
from ui.components.tables import movers_columns
from ui.session import state

MOVERS_SHOWN = 10


def movers_section(before: Assessment, after: Assessment, table: pd.DataFrame) -> None:
    """Draw who moves from the baseline to the scenario (the rows of `moves`), and why."""
    area = state.view().area
    st.header("Movers, with the reason", anchor=False)
    if table.empty:
        st.markdown("None.")
        return
    # Many rows make every change slow to send, so a long table is shown in full only when asked for.
    many = len(table) > MOVERS_SHOWN
    everyone = many and st.checkbox(f"Show all {len(table)} movers, not just the first {MOVERS_SHOWN}")
    shown = table if everyone else table.head(MOVERS_SHOWN)
    area_choice_table(
        scenario.movers_shown(shown.assign(reason=reasons_of(before, after, shown["area_code"]))),
        key="movers",
        columns=movers_columns(),
        alt="Table of areas whose rating changes, with the reason.",
        height=min(420, 38 + 35 * len(table)),
    )
    mine = table.loc[table["area_code"] == area, "area_code"]
    for code, reason in zip(mine, reasons_of(before, after, mine), strict=True):
        st.markdown(f"**{markdown.escape(after.edition.short_names[code])}:** {markdown.escape(reason)}.")


_COMPARISONS = {
    "movers": (
        "Download the movers",
        "Areas whose rating changes from the baseline to the scenario, with the reason",
        movers_table,
        "areas-that-change",
    ),
    "transitions": (
        "Download ratings before and after",
        "Number of areas by rating in the baseline and in the scenario",
        transitions_table,
        "",
    ),
}
"""What can be taken away: the button, the title of the table, what makes it, and of which areas it is."""


def comparison_downloads(edition: Edition) -> None:
    """Draw the downloads of what changes, for outside the fragment: a moved threshold does not send them again."""
    view, page = state.view(), st.context.url or ""

    def table(what: str) -> Table:
        # Asked for when it is clicked, since the scenario may have changed by then, and outside any session.
        baseline, scenario = state.assessment("baseline", of=view), state.assessment(of=view)
        _, title, make, _ = _COMPARISONS[what]
        said = about(title, scenario, downloads.link(view, page), baseline=baseline.method)
        return make(baseline, scenario, said)

    of = Assessment(edition, state.unchanged_method())
    for what, (label, _, _, areas) in _COMPARISONS.items():
        downloads.popover(label, what, partial(table, what), of=of, areas=areas)
