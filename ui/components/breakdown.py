"""The breakdown of one area: its rating, why, and its indicators compared with England and the standard."""

import streamlit as st
from markupsafe import Markup

from reports.tables.area_words import area_notes
from scoring import RATING_LABELS, Assessment, Edition, explain
from scoring.explain.meanings import what_decides
from scoring.explain.outcomes import Explanation
from ui.components import html, markdown
from ui.components.next_door import next_door_line
from ui.session import state


def area_summary(assessment: Assessment) -> None:
    """Draw the breakdown of the chosen area; nothing while none is chosen."""
    edition = assessment.edition
    area = state.view().area
    if area is None:
        return
    result = explain(state.assessment(), area)
    st.header(markdown.escape(result.short_name), anchor=False)
    heading(result)
    next_door_line(assessment, area)
    html.draw(html.breakdown_table(result.indicators, edition))
    what_decides_line(assessment)
    notes = Markup("<br>").join(area_notes(edition, area).values())
    html.draw(Markup('<p class="quiet">{}</p>').format(notes))
    more = markdown.escape(f"More about {result.short_name}")
    st.page_link("pages/area.py", label=more, icon=":material/arrow_forward:")


def what_decides_line(assessment: Assessment) -> None:
    """Say under figures which of them are judged by more than their value."""
    if decides := what_decides(assessment):
        html.draw(Markup('<p class="quiet">{}</p>').format(decides))


def heading(result: Explanation) -> None:
    """Draw the rating as a badge, with its basis, and the sentence that explains it."""
    basis = Markup("")
    if result.basis != "published":
        basis = Markup(' <span class="est">est.: based on estimated figures</span>')
    layers = [
        Markup('<span class="badge layer">{}</span>').format(word)
        for word, is_there in (("moderated", result.moderation), ("capped by a limit", result.limited_by))
        if is_there
    ]
    html.draw(Markup("<p>{} {}{}</p>").format(html.badge(result.rating), Markup(" ").join(layers), basis))
    st.markdown(markdown.escape(result.sentence))


def published_rating(edition: Edition, result: Explanation) -> None:
    """Say what rating was published for the area, where known, and whether it agrees with the one computed here."""
    known = edition.published_ratings
    if known.empty:
        return
    row = known[known["area_code"] == result.area_code]
    if row.empty:
        number = len(edition.areas)
        st.markdown(f"**Published rating:** not found. The {number} ratings are not available as a table.")
        return
    found = row.iloc[0]
    same = "the same as" if found["rating"] == result.rating else "different from"
    certainty = "" if found["certainty"] == "stated" else ", inferred by elimination from a list of others"
    st.markdown(
        f"**Published rating:** {RATING_LABELS[found['rating']]}{certainty} – {same} the one computed here. "
        f"Source: [{markdown.escape(found['publisher'])}]({found['url']})"
    )
