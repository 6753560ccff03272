"""The downloads of who changes from the baseline to the scenario."""

from functools import partial

import streamlit as st

from reports.tables.contents import movers_table, transitions_table
from reports.tables.provenance import about
from reports.tables.table import Table
from scoring import Assessment, Edition
from ui.components import downloads
from ui.session import state

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
