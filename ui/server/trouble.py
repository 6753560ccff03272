"""What a person sees when something fails that nobody has thought of: a sentence, a reference, and a way on."""

import logging
import secrets

import streamlit as st

from scoring import DataError
from ui.components import markdown
from ui.session import state

_log = logging.getLogger("ui")


def say_in_words(problem: Exception) -> bool:
    """Say that something failed, in place of Streamlit's own box; what it was is in the log, under the reference.

    Returns
    -------
    bool
        True: there is nothing more to show.
    """
    reference = secrets.token_hex(3)
    _log.error("Reference %s: %s", reference, type(problem).__name__, exc_info=problem)
    if isinstance(problem, DataError):
        st.error(f"The rest of this page cannot be shown. {markdown.escape(str(problem))}")
    else:
        st.error(
            "Something went wrong, and the rest of this page cannot be shown. Nothing saved has been lost, and "
            "other pages may still work. Whoever runs this app can find the details in its log, under the "
            f"reference {reference}."
        )
    # The key: a page can fail in several places.
    st.button("Start again", key=f"start_again-{reference}", on_click=state.start_again)
    return True
