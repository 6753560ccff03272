"""What would lift each area of a group to a better rating, nearest first."""

from functools import partial

import streamlit as st

from reports.tables.contents import group_targets_table
from scoring import Methodology
from scoring.analysis.group_targets import AreaTarget, group_targets
from scoring.analysis.group_targets_words import PATIENTS, nearest_sentence, targets_in_words
from ui.components import html, markdown
from ui.components.downloads import table_download
from ui.session import results as data
from ui.session import state

_READING = (
    "The fewest more patients, in one indicator or in two together, with which the rule gives the area a better "
    "rating; all other figures, and England's, stay as they are."
)


def lift_section(name: str, area_codes: tuple[str, ...]) -> None:
    """Draw the table of what would lift each area of a group, and its download; nothing without ratings."""
    assessment = state.assessment()
    if assessment.method.aggregation == "not_rated":
        return
    found = _targets(state.view().edition, state.method(), area_codes)
    st.header("What would lift each area", anchor=False)
    if said := nearest_sentence(assessment.edition, found):
        st.markdown(markdown.escape(said))
    html.draw(html.table(targets_in_words(assessment, found), (PATIENTS,)))
    st.caption(_READING)
    table_download(
        "Download this table",
        "targets",
        f"What would lift each area of {name}",
        partial(group_targets_table, found, assessment.edition),
        of=assessment,
        areas=f"{len(found)}-areas-of-{name}",
    )


@st.cache_data(show_spinner=False, max_entries=50, hash_funcs=data.BY_CONTENT)
def _targets(edition_name: str, method: Methodology, area_codes: tuple[str, ...]) -> list[AreaTarget]:
    """Work out the targets once for an edition, a methodology and some areas."""
    return group_targets(data.assessment(edition_name, method), area_codes)
