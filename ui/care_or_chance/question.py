"""What the page Care or chance? answers at once, and which of its two parts it shows."""

import pandas as pd
import streamlit as st
from markupsafe import Markup

from scoring import Assessment, DataError
from scoring.lottery.chance_words import ChancePhrase, care_or_chance_answer, joints
from ui.components import probabilities as how_sure
from ui.components.widgets import widget
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.paths import STYLES_AND_SCRIPTS
from ui.session import state
from ui.session.view import QUESTIONS

_PAGE = "pages/care_or_chance.py"
_ASKED = "question_asked"
_WORDS = dict(zip(QUESTIONS, ("How sure?", "Postcode lottery"), strict=True))
_SECTIONS = {
    "chance": ("chance", "how-sure"),
    "borders": ("across-the-border", "postcode-lottery"),
    "beyond-chance": ("beyond-chance", "postcode-lottery"),
}
"""The section that each number comes from, and the part that has it."""

_jump = st.components.v2.component(
    "jump", js=(STYLES_AND_SCRIPTS / "jump.js").read_text(encoding="utf-8"), html="<i hidden></i>"
)


def answer(assessment: Assessment) -> Markup:
    """Return the first sentence of the page: each of its three numbers leads to its section."""
    try:
        borders = lottery.border_counts_in_view(assessment.method)
    except DataError:
        borders = pd.DataFrame()
    try:
        found = lottery_data.funnel_of(state.view().edition, lottery.best_known(assessment))
    except DataError:
        found = None
    said = care_or_chance_answer(assessment, how_sure.chances(), borders, found)
    parts = [
        Markup("{}{}").format(joint, _linked(phrase))
        for joint, phrase in zip(joints(len(said.phrases)), said.phrases, strict=True)
    ]
    numbers = Markup("{}.").format(Markup("").join(parts)) if parts else ""
    question = Markup("<strong>Is the postcode lottery real? {}</strong>").format(said.short)
    return Markup('<p class="answer">{} {}</p>').format(question, numbers)


def _linked(phrase: ChancePhrase) -> Markup:
    section, part = _SECTIONS[phrase.about]
    return Markup('{}<a href="#{}" data-section="{}" data-part="{}">{}</a>{}').format(
        phrase.before, section, section, _WORDS[part], phrase.number, phrase.behind
    )


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
    with st.container(key="jump"):
        _jump(key="jump_script")
    if st.session_state.pop(_ASKED, asked) != asked:
        st.switch_page(_PAGE, query_params=state.current_address())


def _ask(question: str) -> None:
    state.ask_question(question)
    st.session_state[_ASKED] = question
