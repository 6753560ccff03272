"""Postcode lottery: how unequal areas are, across borders, beyond chance, in clusters, by deprivation, in all."""

import streamlit as st

from ui.components import layout
from ui.components.area_picker import area_picker
from ui.components.place_search import place_search
from ui.lottery import sections as lottery
from ui.lottery.borders import borders_section
from ui.lottery.clusters import clusters_section
from ui.lottery.deprivation import deprivation_section
from ui.lottery.funnel import funnel_section
from ui.lottery.spread import spread_section
from ui.session import state

headline = lottery.lottery_headline(state.assessment())
assessment = layout.start("How much of a lottery is it?", headline)
edition, method = assessment.edition, assessment.method
layout.scenario_notice(assessment)

chosen, area, place = st.columns(3)
with chosen:
    measure = lottery.measure_picker(assessment)
with area:
    area_picker(edition)
with place:
    place_search(edition)

for title, section in (
    ("Across the border", borders_section),
    ("Beyond chance", funnel_section),
    ("Clustering", clusters_section),
    ("Deprivation", deprivation_section),
    ("Spread", spread_section),
):
    lottery.section(title, section, assessment, measure)
