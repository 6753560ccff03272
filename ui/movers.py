"""The table of movers, with the reason of each."""

import streamlit as st

from scoring import Edition, Methodology, movers
from ui import html, scenario, state
from ui.picker import area_table
from ui.tables import movers_columns

MOVERS_SHOWN = 12


def movers_section(edition: Edition, baseline: Methodology, method: Methodology) -> None:
    """Draw who moves from the baseline to the scenario and why, and the file of them all."""
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
    st.download_button(
        "Download the movers (CSV)",
        scenario.movers_csv(table, edition, baseline, method),
        file_name=f"{view.edition}-movers-{method.id}.csv",
        mime="text/csv",
        on_click="ignore",
    )
