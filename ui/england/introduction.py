"""What the app is, in three sentences for a first visit, until they are closed."""

import streamlit as st

from scoring import Edition
from scoring.explain.words import number_word
from ui.paths import STYLES_AND_SCRIPTS

_CLOSED = "introduction_closed"

_introduction = st.components.v2.component(
    "introduction",
    html='<section aria-label="What this is"></section>',
    js=(STYLES_AND_SCRIPTS / "intro.js").read_text(encoding="utf-8"),
    css=(STYLES_AND_SCRIPTS / "intro.css").read_text(encoding="utf-8"),
)


def introduction(edition: Edition) -> None:
    """Draw the sentences, unless they were closed in this session or, which the browser knows, in one before."""
    if st.session_state.get(_CLOSED):
        return
    with st.container(key="noprint_introduction"):
        _introduction(
            key="introduction",
            data={"sentences": sentences(edition), "button": "Got it"},
            on_closed_change=_close,
        )


def sentences(edition: Edition) -> list[str]:
    """Return what to know before all else."""
    number = number_word(len(edition.meta.indicators))
    return [
        f"The map shows how the cancer care of each area is rated, from {number} indicators, by the figures that are "
        "chosen beside the title.",
        "Type a postcode, or click an area, to see its rating, the reason, and how the areas next door do.",
        "“What if” moves the thresholds behind the ratings; “Care or chance?” says how sure they are.",
    ]


def _close() -> None:
    st.session_state[_CLOSED] = True
