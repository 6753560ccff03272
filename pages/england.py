"""England: the map of ratings, with the breakdown of the area that is clicked."""

import streamlit as st

from ui.components import change, downloads, layout
from ui.components.area_picker import area_picker
from ui.components.breakdown import area_summary
from ui.components.colours import colour_picker, colouring, legend_for, map_picture
from ui.components.later import later
from ui.components.maps import (
    draw_map,
    moderation_notes,
    outline_picker,
    shape_picker,
    tooltip_figures,
)
from ui.components.place_search import place_search
from ui.england.introduction import introduction
from ui.england.overview import all_areas, first_sentence, overview
from ui.england.period_slider import period_bar
from ui.session import results as data
from ui.session import state
from ui.session.view import CHANGE

MAP_HEIGHT = 560  # pixels; a low screen shows the whole map smaller

view = state.view()
ratings = data.ratings(view.edition, state.method())
assessment = layout.start("Cancer care ratings across England", plays=True)
edition, method = assessment.edition, assessment.method
layout.scenario_notice(assessment)

# On a wide screen the map stands to the left of the finder; on a phone the finder comes first.
with st.container(key="england"):
    with st.container(key="answer"):
        st.markdown(first_sentence(ratings))
    with st.container(key="finder"):
        with st.container(horizontal=True):
            place_search(edition)
            area_picker(edition)
        if view.area is None:
            introduction(edition)
        area_summary(assessment)
    with st.container(key="map_side"):
        with st.container(horizontal=True):
            colour_picker(edition)
            shape_picker()
            outline_picker()
        if view.colour == CHANGE:
            with st.container(horizontal=True):
                change.follow_picker(edition)
                change.since_picker(edition)
        period_bar(edition)
        how, shown, more_lines = colouring(edition, ratings)
        legend = legend_for(edition, ratings, shown)
        figures, lines = tooltip_figures(edition, shown["area_code"])
        notes, note_lines = moderation_notes(ratings)
        draw_map(
            shown.merge(figures, on="area_code").merge(notes, on="area_code"),
            how,
            [*more_lines, *lines, *note_lines],
            key="england_map",
            alt_text="Map of England's areas. The table under the map has the same content.",
            height=MAP_HEIGHT,
            picture=map_picture(assessment, ratings, legend),
        )
    if view.area is None:
        later("overview", lambda: overview(assessment))

if view.colour == CHANGE:
    change.change_section(assessment)
st.header("All areas", anchor=False)
later("all_areas", lambda: all_areas(edition, ratings))
downloads.ratings_download(assessment)
