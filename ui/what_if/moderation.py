"""Expert moderation on the What if page: who was moderated, by whom and why; adding, removing, switching off."""

import datetime

import streamlit as st

from scoring import RATING_LABELS, Assessment, Edition
from scoring.methodology.parts import MODERATION, MODERATION_APPLIED
from ui.components import markdown
from ui.session import state

_RATINGS = ("top", "well", "needs", "greatest")


def moderation_section(assessment: Assessment) -> None:
    """Draw the moderated areas of the scenario, a form for another one, and the switch that removes all."""
    edition, method = assessment.edition, assessment.method
    number = len(method.moderation)
    with st.expander(f"Expert moderation ({number or 'none'})", expanded=False):
        st.caption(
            "A panel may decide that an area should have a different rating from the rule's. The reason, the "
            "panel and the date appear wherever the rating is shown."
        )
        if number:
            st.toggle(
                "Apply expert moderation",
                value=method.moderation_applied == "yes",
                key=f"moderation-applied-{method.moderation_applied}",
                on_change=_switch,
                args=(method.moderation_applied,),
            )
        for code, decided in method.moderation.items():
            text, button = st.columns([5, 1], vertical_alignment="center")
            when = f"{decided.date.day} {decided.date:%B %Y}"
            name = edition.short_names.get(code, code)
            text.markdown(
                f"**{markdown.escape(name)}:** {RATING_LABELS[decided.rating].lower()}. "
                f"{markdown.escape(decided.reason)} ({markdown.escape(decided.by)}, {when})"
            )
            button.button("Remove", key=f"unmoderate-{code}", on_click=_remove, args=(code,))
        _form(edition)


def _form(edition: Edition) -> None:
    names = edition.areas.sort_values("short_name")["area_code"].tolist()
    with st.form("moderate", clear_on_submit=False, border=False):
        chosen = state.view().area
        st.selectbox(
            "Area",
            names,
            index=names.index(chosen) if chosen in names else None,
            format_func=edition.short_names.__getitem__,
            key="moderate_area",
            placeholder="Choose an area",
        )
        st.selectbox(
            "Rating", _RATINGS, index=1, format_func=RATING_LABELS.__getitem__, key="moderate_rating"
        )
        st.text_input("Reason", key="moderate_reason", max_chars=300)
        st.text_input("By whom", key="moderate_by", max_chars=100)
        st.date_input("Date", datetime.date.today(), key="moderate_date", format="DD/MM/YYYY")
        given = st.form_submit_button("Moderate this area")
    if given and (problem := _add()):
        st.error(problem)
    elif given:
        st.rerun()


def _add() -> str | None:
    """Take the form's moderation into the scenario, or return what is missing."""
    kept = st.session_state
    wanted = {
        "Area": kept["moderate_area"],
        "Reason": kept["moderate_reason"],
        "By whom": kept["moderate_by"],
    }
    if missing := [label for label, value in wanted.items() if not (value and value.strip())]:
        return f"Not moderated yet: fill in {' and '.join(missing)}."
    reason, by = (str(kept[key]).replace("|", "/").strip() for key in ("moderate_reason", "moderate_by"))
    decided = [kept["moderate_rating"], reason, by, kept["moderate_date"].isoformat()]
    state.change_parameter(f"{MODERATION}.{kept['moderate_area']}", " | ".join(decided))
    return None


def _remove(code: str) -> None:
    state.change_parameter(f"{MODERATION}.{code}", "none")


def _switch(applied: str) -> None:
    state.change_parameter(MODERATION_APPLIED, "no" if applied == "yes" else "yes")
