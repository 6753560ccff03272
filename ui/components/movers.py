"""The table of movers, with the reason of each."""

from functools import partial

import pandas as pd
import streamlit as st

from reports.tables.contents import movers_table, transitions_table
from reports.tables.provenance import about
from reports.tables.table import Table
from scoring import Assessment, Edition
from scoring.analysis.contributions import Contributions
from scoring.analysis.contributions_words import because_words
from scoring.analysis.moves import reasons_of
from ui.components import before_after as scenario
from ui.components import downloads, markdown
from ui.components.area_picker import area_choice_table
from ui.components.tables import figures_in_columns, movers_columns
from ui.session import state

MOVERS_SHOWN = 10
_WAYS = {"all": "All", "up": "Up", "down": "Down"}


def movers_section(
    before: Assessment, after: Assessment, table: pd.DataFrame, found: Contributions | None = None
) -> None:
    """Draw who moves from the baseline to the scenario (the rows of `moves`), and why.

    The largest moves come first. With what `contributions` found, it is said because of which change each moves.
    """
    area = state.view().area
    st.header("Movers, with the reason", anchor=False)
    if table.empty:
        st.markdown("None.")
        return
    chosen = _chosen_way(table)
    # Many rows make every change slow to send, so a long table is shown in full only when asked for.
    many = len(chosen) > MOVERS_SHOWN
    everyone = many and st.checkbox(
        f"Show all {len(chosen)} movers, not just the first {MOVERS_SHOWN}", key="all_movers"
    )
    shown = chosen if everyone else chosen.head(MOVERS_SHOWN)
    if shown.empty:
        st.markdown("None.")
    else:
        area_choice_table(
            _with_details(before, after, shown, found),
            key="movers",
            columns=movers_columns(after.edition, because=found is not None),
            alt="Table of areas whose rating changes, with the reason.",
            height=min(420, 38 + 35 * len(shown)),
        )
    mine = table.loc[table["area_code"] == area, "area_code"]
    for code, reason in zip(mine, reasons_of(before, after, mine), strict=True):
        st.markdown(f"**{markdown.escape(after.edition.short_names[code])}:** {markdown.escape(reason)}.")


def _chosen_way(table: pd.DataFrame) -> pd.DataFrame:
    """Draw the choice of up or down, and return the moves of that kind, the largest first, then by name."""
    counts = table["direction"].value_counts()
    way = st.segmented_control(
        "Moves", list(_WAYS), default="all", format_func=_WAYS.__getitem__, key="movers_way", required=True
    )
    st.caption(f"{counts.get('up', 0)} up, {counts.get('down', 0)} down; the largest moves come first.")
    wanted = table if way in (None, "all") else table[table["direction"] == way]
    return wanted.sort_values(["steps", "short_name"], ascending=[False, True])


def _with_details(
    before: Assessment, after: Assessment, shown: pd.DataFrame, found: Contributions | None
) -> pd.DataFrame:
    """Return some of the moves with all that the page shows of them."""
    codes, areas = shown["area_code"], after.edition.areas
    table = scenario.movers_shown(shown.assign(reason=reasons_of(before, after, codes)))
    if found is not None:
        table["because_of"] = because_words(found, codes.tolist())
    if "alliance" in areas:
        table["alliance"] = codes.map(areas.set_index("area_code")["alliance"])
    return table.assign(steps=shown["steps"], **figures_in_columns(after.edition, codes))


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
