"""What if: move thresholds, swap methodologies, see who changes and why."""

import streamlit as st

from charts import by_category
from charts.palette import DIRECTION_COLOURS
from scoring import Assessment
from scoring.analysis.moves import moves
from ui.components import before_after as scenario
from ui.components import html, layout
from ui.components.maps import draw_map
from ui.components.movers import movers_section
from ui.components.pictures import Latest, latest_download
from ui.session import results as data
from ui.session import state
from ui.what_if import controls
from ui.what_if.moderation import moderation_section
from ui.what_if.own_methodology import bring_section
from ui.what_if.sweeps import sweep_section


# A fragment: moving a threshold sends only what stands below the banner.
@st.fragment
def what_if() -> None:
    """Draw the controls and what they lead to."""
    view = state.view()
    was, now = state.assessment("baseline"), state.assessment()
    before, after = was.ratings, now.ratings
    moved_areas = moves(was, now)

    st.markdown(scenario.scenario_headline(before, after, moved_areas, changed=view.is_scenario))
    layout.scenario_notice(now, way_back=False)
    html.draw(scenario.counts_html(before, after))

    control_side, map_side = st.columns([2, 3], gap="large")
    with control_side:
        with st.container(horizontal=True):
            st.button("Undo", key="undo", on_click=state.undo, disabled=not state.can_undo())
            st.button(
                "Back to the baseline",
                key="reset",
                on_click=state.reset_scenario,
                disabled=not view.is_scenario,
            )
        controls.all_controls(controls.Editing.of(scenario.side_picker(), now.edition))
    with map_side:
        st.header("Areas that change", anchor=False)
        keys = scenario.move_keys(moved_areas, len(before))
        html.draw(html.legend(keys))
        drawn = draw_map(
            scenario.moves_table(before, after),
            by_category(scenario.DIRECTION, DIRECTION_COLOURS),
            scenario.moves_tooltip(),
            key="moves_map",
            alt_text="Map of the areas whose rating changes. The table of movers lists them.",
            height=600,
        )
        if drawn is not None:
            picture = scenario.moves_picture(now, was.method, moved_areas, keys)
            moved.show(lambda: drawn, picture)
        st.header("Ratings before and after", anchor=False)
        html.draw(scenario.transition_html(before, after))
        movers_section(was, now, moved_areas)
        sweep_section(now)
    state.write_address()
    scenario.redraw_if_changed()


assessment = layout.start("What if the thresholds were different?")
scenario.methodology_pickers()
scenario.remember_drawn()
moved = Latest()
what_if()
# Outside the fragment, as the pickers are, so that a moved threshold does not send them again.
if data.map_source(state.view().edition).url:
    unchanged = Assessment(assessment.edition, state.unchanged_method())
    latest_download("moves", moved, unchanged, shows="the map of changes")
moderation_section(assessment)
bring_section(assessment.edition)
