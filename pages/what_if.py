"""What if: move thresholds, swap methodologies, see who changes and why."""

import streamlit as st

from scoring import Assessment
from scoring.analysis.moves import moves
from ui.components import before_after as scenario
from ui.components.pictures import Latest, latest_download
from ui.scenarios.half import comparison, save_and_compare_section, start_half
from ui.scenarios.saved import save_control
from ui.session import results as data
from ui.session import state
from ui.session.state import Side
from ui.what_if import controls
from ui.what_if.contributions import contributions_section
from ui.what_if.goal import goal_section
from ui.what_if.instrument import draw_instrument, send_facts
from ui.what_if.moderation import moderation_section
from ui.what_if.movers import draw_movers
from ui.what_if.own_methodology import bring_section
from ui.what_if.parts import parts_section
from ui.what_if.sweeps import sweep_section


# A fragment: moving a threshold sends only what changes with it.
@st.fragment
def what_if(side: Side, everything: bool) -> None:
    """Draw the instrument, and what its thresholds lead to."""
    was, now = state.assessment("baseline"), state.assessment()
    moved_areas = moves(was, now)
    if everything:
        # Of a height that leaves a part of the map in sight.
        with st.container(height=220, key="noprint_all_settings"):
            controls.all_controls(controls.Editing.of(side, now.edition))
    draw_instrument(was, now, side)
    contributed = contributions_section(was, now)
    draw_movers(was, now, moved_areas, contributed)

    keys = scenario.move_keys(moved_areas, len(was.ratings))
    changed.show(
        scenario.moves_drawing(was.ratings, now.ratings),
        scenario.moves_picture(now, was.method, moved_areas, keys),
    )
    sweep_section(now, goal_section(now))
    state.write_address()
    scenario.redraw_if_changed()


if state.view().half == "comparison":
    comparison()
else:
    assessment = start_half("thresholds")
    scenario.remember_drawn()
    with st.container(horizontal=True, vertical_alignment="bottom", key="noprint_settings"):
        scenario.methodology_pickers()
        side = scenario.side_picker()
        everything = st.toggle("All settings", key="all_settings")
        save_control()
    scenario.methodology_summary()
    send_facts()
    changed = Latest()
    what_if(side, everything)
    # Outside the fragment, so that a moved threshold does not send them again.
    if data.map_source(state.view().edition).url:
        unchanged = Assessment(assessment.edition, state.unchanged_method())
        latest_download("moves", changed, unchanged, shows="the map of changes")
    parts_section(assessment.edition)
    moderation_section(assessment)
    bring_section(assessment.edition)
    save_and_compare_section(assessment.edition)
    scenario.page_is_whole()
