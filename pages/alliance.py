"""Cancer Alliance: the areas of one group on one chart, the group as a whole, and groups side by side."""

from functools import partial

import streamlit as st

from ui.alliance import sections as alliance
from ui.alliance.lift import lift_section
from ui.alliance.newest import what_first_section
from ui.alliance.over_time import over_time_section
from ui.alliance.similar import similar_areas_section
from ui.components import layout
from ui.components.group_picker import PLURALS, current_group, group_pickers, own_group_editor
from ui.components.later import later
from ui.session import results as data
from ui.session import state
from ui.session.view import groups_of
from ui.watch_list import sections as watch

view = state.view()
ratings = data.ratings(view.edition, state.method())
belonging = groups_of(view)
group = current_group(belonging)
assessment = layout.start(
    f"{PLURALS[view.group_kind]}, area by area",
    alliance.group_headline(state.assessment(), belonging, group),
)
edition = assessment.edition
layout.scenario_notice(assessment)
with st.container(key="noprint_pickers"):
    group_pickers(edition)

if group is not None:
    moving = alliance.group_movers(assessment, belonging, group)
    alliance.fit_on_a_page(int((belonging["group_code"] == group).sum()), len(moving))
    alliance.areas_chart(assessment, ratings, belonging, group)
    inside = belonging[belonging["group_code"] == group]
    with st.container(key="noprint_lift"):
        lift_section(str(inside["group"].iloc[0]), tuple(inside["area_code"]))
    with st.container(key="noprint_similar"):
        similar_areas_section(assessment, str(inside["group"].iloc[0]), tuple(inside["area_code"]))
    alliance.own_figures(edition, belonging, group)
    with st.container(key="noprint_over_time"):
        later("over_time", partial(over_time_section, assessment, belonging, group))
    with st.container(key="noprint_what_first"):
        what_first_section(assessment, inside)
    alliance.group_movers_section(moving)
    with st.container(key="noprint_table"):
        later("areas", partial(alliance.group_areas_section, assessment, ratings, belonging, group))
    with st.container(key="noprint_watch"):
        later("watch", partial(watch.of_group_section, assessment, inside["area_code"].tolist()))
else:
    watch.leads_to_all("For how long each area of all has missed a standard")

if belonging.empty:
    st.info("These figures have no groups of areas. You can create one below.")
else:
    with st.container(key="noprint_side_by_side"):
        every = partial(alliance.side_by_side, assessment, ratings, belonging, group)
        if group is None:
            every()  # it is all there is on the first screen
        else:
            later("side_by_side", every)
with st.container(key="noprint_own_groups"):
    own_group_editor(edition)
