"""How sure?: what chance, the choice of methodology and every single choice do to the ratings."""

import streamlit as st

from scoring import Assessment
from ui.components import layout, markdown
from ui.components import probabilities as how_sure
from ui.components.area_picker import area_table
from ui.session import state
from ui.uncertainty.sensitivity import sensitivity_section

view = state.view()
chances, method = how_sure.chances(), state.method()
edition, method = layout.start("How sure are the ratings?", how_sure.headline(chances, method))
layout.scenario_notice(Assessment(edition, method))

st.header("Choice of methodology", anchor=False)
how_sure.agreement_section(Assessment(edition, method))

st.header("Chance", anchor=False)
how_sure.true_rates_picker()
st.caption(markdown.escape(how_sure.assumption(method)))
table = how_sure.probability_table(edition, chances)
area_table(
    table,
    key="probabilities",
    columns=how_sure.probability_columns(table),
    alt="Table of all areas with the probability of each rating, least sure first.",
)
how_sure.probability_download(Assessment(edition, method), chances)

sensitivity_section(Assessment(edition, method))

if view.area is not None:
    st.header(markdown.escape(edition.short_names[view.area]), anchor=False)
    how_sure.area_section(Assessment(edition, method), view.area)
