"""Postcode lottery: how unequal areas are, across borders, beyond chance, in clusters, by deprivation, in all."""

import streamlit as st

from ui import data, layout, lottery, state
from ui.lottery_borders import borders_section
from ui.lottery_clusters import clusters_section
from ui.lottery_deprivation import deprivation_section
from ui.lottery_funnel import funnel_section
from ui.lottery_spread import spread_section
from ui.picker import area_picker
from ui.places import place_search

edition, method = data.edition(state.view().edition), state.method()
gaps = lottery.gaps(method)
layout.start("How much of a lottery is it?", lottery.headline(edition, method, gaps))
layout.scenario_notice(edition, method)

chosen, area, place = st.columns(3)
with chosen:
    measure = lottery.measure_picker(edition, method)
with area:
    area_picker(edition)
with place:
    place_search(edition)

borders_section(edition, method, measure, gaps)
funnel_section(edition, method, measure)
clusters_section(edition, method, measure)
deprivation_section(edition, method, measure)
spread_section(edition, method, measure)
