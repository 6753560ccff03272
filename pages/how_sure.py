"""How sure?: what chance and what the choice of methodology do to each rating."""

import streamlit as st

from ui import data, how_sure, layout, state
from ui.picker import area_table

view = state.view()
chances = data.probabilities(view.edition, view.method, view.changes)
edition, method = layout.start("How sure are the ratings?", how_sure.headline(chances))
layout.scenario_notice(edition, method)

st.header("Chance", anchor=False)
st.caption(how_sure.ASSUMPTION)
table = how_sure.probability_table(edition, chances)
area_table(
    table,
    key="probabilities",
    columns=how_sure.probability_columns(table),
    alt="Table of all areas with the probability of each rating, least sure first.",
)

st.header("Choice of methodology", anchor=False)
agreed = data.agreement_of_methodologies(view.edition)
st.markdown(how_sure.agreement_text(agreed))
st.caption(
    "The same figures, rated by every methodology of the library, each without changes; "
    "areas on which they disagree most come first."
)
area_table(
    how_sure.agreement_table(edition, agreed),
    key="agreement",
    columns=how_sure.agreement_columns(),
    alt="Table of all areas with their rating by each methodology, most disagreement first.",
)
if view.area is not None:
    st.header(edition.short_names[view.area], anchor=False)
    how_sure.area_section(edition, method, view.area)
