"""The table of saved scenarios, and what can be done with the one that is picked."""

from typing import Any

import pandas as pd
import streamlit as st

from saved import Scenario, ScenarioShelf
from ui import database, html, state
from ui.saved_items import SCENARIO, about, item_buttons, pick, picked, picker, suggest
from ui.saved_links import saved_view
from ui.scenarios import Kept, last_said, open_scenario, summary
from ui.scenarios_save import links_of
from ui.widgets import widget


def saved_section(kept: Kept) -> None:
    """Draw all saved scenarios, and what can be done with one."""
    st.subheader("Saved scenarios", anchor=False)
    last_said(SCENARIO)
    if not kept.scenarios:
        st.markdown("None yet. Move something on the page What if, then save it above.")
        return
    if opened := state.view().opened:
        suggest(SCENARIO, opened.id)
    _table(kept.scenarios)
    picker("Saved scenario", SCENARIO, kept.scenarios)
    scenario: Scenario = picked(SCENARIO, kept.scenarios)
    if scenario.description:
        st.markdown(html.plain(scenario.description))
    st.caption(about(scenario))
    said = summary(scenario)
    if said.problem:
        st.warning(f"“{html.plain(scenario.name)}” cannot be opened. {html.plain(said.problem)}")
    if said.ignored:
        st.warning(f"What this app does not know is left out of it: {html.plain(', '.join(said.ignored))}.")
    if said.words:
        st.markdown(html.plain(f"{said.words}."))
    with st.container(horizontal=True):
        if not said.problem:
            st.button(
                "Open",
                key=f"open-{scenario.id}",
                type="primary",
                on_click=open_scenario,
                args=(scenario,),
                icon=":material/folder_open:",
            )
            with st.popover("Links", icon=":material/link:", key=f"links-{scenario.id}-{scenario.revision}"):
                links_of(saved_view(scenario))
        item_buttons(_shelf, scenario, SCENARIO)


def _shelf() -> ScenarioShelf:
    return database.store().scenarios


def _table(scenarios: tuple[Scenario, ...]) -> None:
    numbers = [scenario.id for scenario in scenarios]

    def chosen(selected: Any) -> int:
        rows = selected["selection"]["rows"]
        return numbers[rows[0]] if rows else picked(SCENARIO, scenarios).id

    # Other rows make another table, in which the numbers of the selected rows would mean other scenarios.
    rows = widget(
        f"saved_rows-{hash(tuple(numbers))}",
        picked(SCENARIO, scenarios).id,
        lambda number: pick(SCENARIO, number),
        chosen,
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        pd.DataFrame([_row(scenario) for scenario in scenarios]),
        key=rows.key,
        on_select=rows.report,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [numbers.index(rows.start)]}},
        hide_index=True,
        height=min(420, 38 + 35 * len(numbers)),
        column_config={
            "Name": text(pinned=True, width=220),
            "What it changes": text(width=380),
            "Below performing well": number(help="How many areas are rated below “performing well”"),
            "Areas that move": number(help="How many areas have another rating than in its baseline"),
            "Figures": text(width=230),
            "Changed": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone="UTC"),
        },
        alt="Table of the saved scenarios: what each changes, how many areas are below performing well, and how many "
        "move against its baseline.",
    )


def _row(scenario: Scenario) -> dict[str, Any]:
    said = summary(scenario)
    return {
        "Name": scenario.name,
        "What it changes": said.problem or said.words,
        "Below performing well": said.figures.below if said.figures else None,
        "Areas that move": said.figures.moves if said.figures else None,
        "Figures": said.edition,
        "Changed": scenario.changed,
    }
