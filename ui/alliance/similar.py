"""The areas of a group beside their similar areas: how many are worse by more than chance, and on what."""

from functools import partial

import pandas as pd
import streamlit as st

from reports.tables.contents import similar_table
from scoring import Assessment
from scoring.analysis.group_peers import group_beside_similar
from scoring.analysis.group_peers_words import HOW_COMPARED, similar_in_words, similar_sentence
from scoring.analysis.group_standing import worst_first
from ui.components import html, markdown
from ui.components.downloads import table_download
from ui.session import results as data
from ui.session import state


def similar_areas_section(assessment: Assessment, name: str, area_codes: tuple[str, ...]) -> None:
    """Draw how the areas of a group differ from their similar areas, with a download; nothing without similar areas."""
    edition = assessment.edition
    rows = _rows(state.view().edition, tuple(worst_first(assessment, area_codes)))
    if rows.empty:
        return
    st.header("Beside similar areas", anchor=False)
    st.markdown(markdown.escape(similar_sentence(edition, rows)))
    html.draw(html.table(similar_in_words(edition, rows)))
    st.caption(HOW_COMPARED)
    table_download(
        "Download these differences",
        "similar-areas",
        f"Areas of {name} beside their similar areas",
        partial(similar_table, rows, edition),
        of=assessment,
        areas=f"{rows['area_code'].nunique()}-areas-of-{name}",
    )


@st.cache_data(show_spinner=False, max_entries=50)
def _rows(edition_name: str, area_codes: tuple[str, ...]) -> pd.DataFrame:
    return group_beside_similar(data.edition(edition_name), area_codes)
