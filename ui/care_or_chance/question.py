"""What the page Care or chance? answers at once, and which of its two parts it shows."""

import pandas as pd
import streamlit as st

from scoring import Assessment, DataError
from scoring.lottery.chance_words import care_or_chance_sentence
from ui.components import markdown
from ui.components import probabilities as how_sure
from ui.components.widgets import widget
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.session import state
from ui.session.view import QUESTIONS

_PAGE = "pages/care_or_chance.py"
_ASKED = "question_asked"
_WORDS = dict(zip(QUESTIONS, ("How sure?", "Postcode lottery"), strict=True))


def answer(assessment: Assessment) -> str:
    """Return the first sentence of the page, with three numbers."""
    try:
        borders = lottery.border_counts_in_view(assessment.method)
    except DataError:
        borders = pd.DataFrame()
    try:
        found = lottery_data.funnel_of(state.view().edition, lottery.best_known(assessment))
    except DataError:
        found = None
    short, numbers = care_or_chance_sentence(assessment, how_sure.chances(), borders, found)
    return f"**{short}** {markdown.escape(numbers)}".strip()


def question_picker(asked: str) -> None:
    """Draw the choice between the two parts of the page, of which `asked` is shown.

    An address from before the two were one page shows its part; the other is at the address of the page.
    """
    box = widget("question", asked, _ask)
    st.segmented_control(
        "Part",
        list(_WORDS),
        default=box.start,
        format_func=_WORDS.__getitem__,
        key=box.key,
        on_change=box.report,
        required=True,
        label_visibility="collapsed",
    )
    if st.session_state.pop(_ASKED, asked) != asked:
        st.switch_page(_PAGE, query_params=state.current_address())


def _ask(question: str) -> None:
    state.ask_question(question)
    st.session_state[_ASKED] = question
