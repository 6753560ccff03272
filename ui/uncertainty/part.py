"""How sure each rating is: what chance, the choice of methodology and every single choice do to the ratings."""

import streamlit as st

from scoring import Assessment
from scoring.analysis.probability_words import reconciled_sentences
from ui.components import markdown
from ui.components import probabilities as how_sure
from ui.components.area_picker import area_choice_table
from ui.session import state
from ui.uncertainty.multiverse import multiverse_section
from ui.uncertainty.sensitivity import sensitivity_section


def how_sure_part(assessment: Assessment) -> None:
    """Draw how far methodologies agree, the probability of each rating, what moves the result, and the chosen area."""
    edition, method = assessment.edition, assessment.method
    area, chances = state.view().area, how_sure.chances()
    st.header("Choice of methodology", anchor=False)
    how_sure.agreement_section(assessment)

    with st.container(key="section_chance"):
        st.header("Chance", anchor=False)
    st.markdown(how_sure.certainty_headline(chances, method))
    for sentence in reconciled_sentences(edition, how_sure.agreed(), chances):
        st.markdown(markdown.escape(sentence))
    how_sure.true_rates_picker()
    st.caption(markdown.escape(how_sure.assumption_in_view(method)))
    table = how_sure.probability_table(edition, chances)
    area_choice_table(
        table,
        key="probabilities",
        columns=how_sure.probability_columns(table),
        alt="Table of all areas with the probability of each rating, least sure first.",
    )
    how_sure.probability_download(assessment, chances)

    sensitivity_section(assessment)
    multiverse_section(assessment)

    if area is not None:
        st.header(markdown.escape(edition.short_names[area]), anchor=False)
        how_sure.area_section(assessment, area)
