"""England: the map of ratings, with the breakdown of the area that is clicked."""

import streamlit as st

from scoring import count_ratings
from ui import data, layout, state
from ui.breakdown import area_summary
from ui.colours import colour_picker, colouring, legend_for
from ui.maps import draw_map, figures_table, outline_picker
from ui.picker import area_picker, area_table
from ui.tables import all_areas_columns, all_areas_table

view = state.view()
ratings = data.ratings(view.edition, view.method, view.changes)
counts = count_ratings(ratings)
below = counts["needs"] + counts["greatest"]

edition, method = layout.start(
    "Cancer care ratings across England",
    f"**{below} of {len(ratings)} areas are rated below “performing well”:** {counts['needs']} need improvement "
    f"and {counts['greatest']} are in greatest need. How much of that is care, and how much is the threshold? "
    "Choose an area to see why it is rated so, or move the thresholds on the page “What if”.",
)
layout.scenario_notice(edition, method)

map_side, area_side = st.columns([3, 2], gap="large")
with area_side:
    area_picker(edition)
    area_summary(edition, method)
with map_side:
    left, right = st.columns(2)
    with left:
        colour_picker(edition)
    with right:
        outline_picker()
    legend_for(edition, ratings)
    how, shown = colouring(edition, ratings)
    figures, lines = figures_table(edition, shown["area_code"])
    draw_map(
        edition,
        shown.merge(figures, on="area_code"),
        how,
        lines,
        key="england_map",
        alt_text="Map of England's areas. The table under the map has the same content.",
    )

st.subheader("All areas", anchor=False)
st.caption("Choose a row to see that area's breakdown. Click a heading to sort.")
area_table(
    all_areas_table(edition, ratings),
    key="all_areas",
    columns=all_areas_columns(edition),
    alt="Table of all areas with rating, number of low and high indicators, and the four figures.",
)
