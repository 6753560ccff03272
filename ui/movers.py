"""The table of movers, with the reason of each."""

import streamlit as st

from reports.about import about
from reports.contents import movers_table
from reports.tables import Table
from scoring import Edition, Methodology, movers
from ui import downloads, html, scenario, state
from ui.picker import area_table
from ui.tables import movers_columns

MOVERS_SHOWN = 10


def movers_section(edition: Edition, baseline: Methodology, method: Methodology) -> None:
    """Draw who moves from the baseline to the scenario and why."""
    view = state.view()
    st.subheader("Movers, with the reason", anchor=False)
    table = movers(edition, baseline, method)
    if table.empty:
        st.markdown("None.")
        return
    # Many rows make every change slow to send, so a long table is shown in full only when asked for.
    many = len(table) > MOVERS_SHOWN
    everyone = many and st.checkbox(f"Show all {len(table)} movers, not the first {MOVERS_SHOWN}")
    area_table(
        scenario.movers_shown(table if everyone else table.head(MOVERS_SHOWN)),
        key="movers",
        columns=movers_columns(),
        alt="Table of areas whose rating changes, with the reason.",
        height=min(420, 38 + 35 * len(table)),
    )
    for reason in table.loc[table["area_code"] == view.area, "reason"]:
        st.markdown(f"**{edition.short_names[str(view.area)]}:** {html.plain(reason)}.")


def movers_download(edition: Edition) -> None:
    """Draw the download of all movers, for outside the fragment: a moved threshold does not send it again."""
    view, page = state.view(), st.context.url or ""

    def make() -> Table:
        # Asked for when it is clicked, since the scenario may have changed by then, and outside any session.
        baseline, method = state.method("baseline", of=view), state.method(of=view)
        title = "Areas whose rating changes from the baseline to the scenario, with the reason"
        said = about(title, edition, method, downloads.link(view, page), baseline=baseline)
        return movers_table(edition, baseline, method, said)

    method = state.unchanged_method()
    downloads.popover("Download the movers", "movers", make, of=(edition, method), areas="areas-that-change")
