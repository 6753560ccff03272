"""What if: move thresholds, swap methodologies, see who changes and why."""

import streamlit as st

from scoring import Assessment
from scoring.analysis.moves import moves
from ui.components import before_after as scenario
from ui.components import html, layout
from ui.components.movers import movers_section
from ui.components.pictures import Latest, latest_download
from ui.session import results as data
from ui.session import state
from ui.what_if import controls
from ui.what_if.contributions import contributions_section
from ui.what_if.goal import goal_section
from ui.what_if.instrument import draw_instrument, send_facts
from ui.what_if.moderation import moderation_section
from ui.what_if.own_methodology import bring_section
from ui.what_if.sweeps import sweep_section


# A fragment: moving a threshold sends only what stands below the head.
@st.fragment
def what_if() -> None:
    """Draw the instrument, and what its thresholds lead to."""
    view = state.view()
    was, now = state.assessment("baseline"), state.assessment()
    moved_areas = moves(was, now)
    with st.container(horizontal=True, vertical_alignment="bottom", key="noprint_settings"):
        scenario.methodology_pickers()
        st.button("Undo", key="undo", on_click=state.undo, disabled=not state.can_undo())
        st.button(
            "Back to the baseline", key="reset", on_click=state.reset_scenario, disabled=not view.is_scenario
        )
        side = scenario.side_picker()
        everything = st.toggle("All settings", key="all_settings")
        st.page_link("pages/scenarios.py", label="Save or compare", icon=":material/save:")
    scenario.methodology_summary()
    if everything:
        # Of a height that leaves a part of the map in sight.
        with st.container(height=220, key="noprint_all_settings"):
            controls.all_controls(controls.Editing.of(side, now.edition))
    draw_instrument(was, now, side)
    contributed = contributions_section(was, now)

    keys = scenario.move_keys(moved_areas, len(was.ratings))
    changed.show(
        scenario.moves_drawing(was.ratings, now.ratings),
        scenario.moves_picture(now, was.method, moved_areas, keys),
    )
    st.header("Ratings before and after", anchor=False)
    html.draw(scenario.transition_html(was.ratings, now.ratings))
    movers_section(was, now, moved_areas, contributed)
    sweep_section(now, goal_section(now))
    state.write_address()
    scenario.redraw_if_changed()


assessment = layout.start("What if the thresholds were different?")
scenario.remember_drawn()
send_facts(assessment)
changed = Latest()
what_if()
# Outside the fragment, so that a moved threshold does not send them again.
if data.map_source(state.view().edition).url:
    unchanged = Assessment(assessment.edition, state.unchanged_method())
    latest_download("moves", changed, unchanged, shows="the map of changes")
moderation_section(assessment)
bring_section(assessment.edition)
