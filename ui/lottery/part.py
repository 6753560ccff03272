"""How much of a postcode lottery it is: across borders, beyond chance, in clusters, by deprivation, in all."""

import streamlit as st

from scoring import Assessment
from ui.components.area_picker import area_picker
from ui.components.place_search import place_search
from ui.lottery import sections as lottery
from ui.lottery.borders import borders_section
from ui.lottery.clusters import clusters_section
from ui.lottery.deprivation import deprivation_section
from ui.lottery.funnel import funnel_section
from ui.lottery.spread import spread_section


def lottery_part(assessment: Assessment) -> None:
    """Draw the choice of a measure and an area, and how unequal areas are in it, in five sections."""
    chosen, area, place = st.columns(3)
    with chosen:
        measure = lottery.measure_picker(assessment)
    with area:
        area_picker(assessment.edition)
    with place:
        place_search(assessment.edition)
    for title, section in (
        ("Across the border", borders_section),
        ("Beyond chance", funnel_section),
        ("Clustering", clusters_section),
        ("Deprivation", deprivation_section),
        ("Spread", spread_section),
    ):
        lottery.section(title, section, assessment, measure)
