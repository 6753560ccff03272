"""The areas next door to the one that is chosen, each with its rating."""

import streamlit as st

from scoring import RATING_LABELS, Assessment
from scoring.analysis.next_door import next_door
from scoring.explain.words import lower_first
from ui.components import html, markdown
from ui.session import state


def next_door_line(assessment: Assessment, area_code: str) -> None:
    """Draw the neighbours of an area with their ratings, longest border first; each leads to its area."""
    rows = next_door(assessment, area_code)
    if rows.empty:
        return
    with st.container(horizontal=True, key="next_door"):
        st.markdown("**Next door:**", width="content")
        for row in rows.itertuples():
            mark = " est." if row.estimated else ""
            rating = lower_first(RATING_LABELS[str(row.rating)])
            st.button(
                f"{markdown.escape(str(row.short_name))} ({rating}{mark})",
                key=f"next-{row.area_code}",
                on_click=state.choose_area,
                args=(row.area_code,),
                type="tertiary",
            )
        if rows["estimated"].any():
            # Within a button the word cannot be asked; the breakdown on the same page has its sentence.
            html.draw(html.estimate_asked("What est. means"), width="content")
