"""What if: move thresholds and counts, see who changes and why."""

import streamlit as st

from charts import by_category
from charts.palette import DIRECTION_COLOURS
from scoring import compare, movers
from ui import controls, data, html, layout, scenario, state
from ui.maps import draw_map
from ui.picker import area_table
from ui.sweeps import sweep_section
from ui.tables import movers_columns

MOVERS_SHOWN = 25


# A fragment: moving a threshold sends only what stands below the banner.
@st.fragment
def what_if() -> None:
    """Draw the controls and what they lead to."""
    view = state.view()
    edition = data.edition(view.edition)
    baseline = data.methodology(view.baseline)
    method = data.methodology(view.method).with_changes(view.changes)
    before = data.ratings(view.edition, view.baseline, {})
    after = data.ratings(view.edition, view.method, view.changes)
    moves = compare(before, after)

    controls.methodology_controls()
    st.markdown(scenario.headline(before, after, moves, changed=view.is_scenario))
    layout.scenario_notice(edition, method)
    st.html(scenario.counts_html(before, after))

    control_side, map_side = st.columns([2, 3], gap="large")
    with control_side:
        st.subheader("Thresholds", anchor=False)
        st.caption(
            "Low: worse than the threshold, high: better – by the value alone, or only if its whole "
            "confidence interval is."
        )
        controls.indicator_controls(edition, method)
        controls.count_controls(method)
        st.button(
            "Back to the baseline", key="reset", on_click=state.reset_scenario, disabled=not view.is_scenario
        )
    with map_side:
        st.subheader("Who changes", anchor=False)
        st.html(html.move_legend(*scenario.direction_counts(moves, len(before))))
        draw_map(
            edition,
            scenario.moves_table(before, after),
            by_category(scenario.DIRECTION, DIRECTION_COLOURS),
            scenario.moves_tooltip(),
            key="moves_map",
            alt_text="Map of the areas whose rating changes. The table of movers lists them.",
            height=600,
        )
        st.subheader("From which rating to which", anchor=False)
        st.html(scenario.transition_html(before, after))
        sweep_section(edition, method)

    st.subheader("Movers, with the reason", anchor=False)
    table = movers(edition, baseline, method)
    if table.empty:
        st.markdown("None.")
    else:
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
            file_name=f"{view.edition}-movers-{view.method}.csv",
            mime="text/csv",
            on_click="ignore",
        )
    state.write_address()


layout.start("What if the thresholds were different?")
what_if()
