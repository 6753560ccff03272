"""What stands below the first screen is drawn once the browser has drawn what is on it.

A table or a chart further down would hold the map up: its scripts are loaded and its data unpacked before the map is
painted, though nobody sees it yet.
"""

from collections.abc import Callable
from copy import deepcopy

import streamlit as st

from ui.components.scripts import script_from
from ui.session import state
from ui.session.view import View

_reached = st.components.v2.component("later", js=script_from("later.js", "later"), html="<i hidden></i>")


def later(name: str, draw: Callable[[], object]) -> None:
    """Draw a part of a page when the first screen stands and the part is near; again at once in every later run.

    Parameters
    ----------
    name : str
        Name of the part on its page.
    draw : function
        Draws it. What a person does in it may change the view: then the whole page is drawn again.
    """
    # A copy: what a person does changes the session's own view in place.
    _part(name, draw, deepcopy(state.view()))


@st.fragment
def _part(name: str, draw: Callable[[], object], shown: View) -> None:
    if state.view() != shown:  # changed in this part, while the rest of the page stands as it was
        st.rerun()
    with st.container(key=f"later-{name}"):
        if _near(name):
            draw()


def _near(name: str) -> bool:
    return bool(_reached(key=f"later_{name}", on_near_change=_nothing).near)


def _nothing() -> None:
    """What is near is drawn by the run that follows."""
