"""The halves of What if: thresholds to move, and scenarios to save and compare."""

from functools import partial

import streamlit as st

from scoring import Assessment, Edition
from ui.components import layout
from ui.components.saved_scenarios import Kept, kept
from ui.components.widgets import widget
from ui.scenarios.saved import follow_the_database, in_force, saved_section
from ui.scenarios.saved_groups import groups_section
from ui.scenarios.side_by_side import beside_section
from ui.session import state
from ui.session.view import HALVES

_PAGE = "pages/what_if.py"
_CHOSEN = "half_chosen"
_WORDS = dict(zip(HALVES, ("Move thresholds", "Compare two"), strict=True))


def start_half(shown: str) -> Assessment:
    """Draw the head of What if, of which one of HALVES is shown, and return the edition as it is rated."""
    return layout.start("What if?", beside=partial(_half_picker, shown))


def _half_picker(shown: str) -> None:
    """Draw the choice between the halves.

    An address from before Scenarios was a half of What if shows that half; the other is at the address of the page.
    """
    box = widget("half", shown, _choose)
    st.segmented_control(
        "Part",
        list(_WORDS),
        default=box.start,
        format_func=_WORDS.__getitem__,
        key=box.key,
        on_change=box.report,
        required=True,
        label_visibility="collapsed",
        width="content",
    )
    if st.session_state.pop(_CHOSEN, shown) != shown:
        st.switch_page(_PAGE, query_params=state.current_address())


def _choose(half: str) -> None:
    state.show_half(half)
    st.session_state[_CHOSEN] = half


def comparison() -> None:
    """Draw the half in which two scenarios stand side by side, above all that is saved."""
    edition = start_half("comparison").edition
    there = _kept()
    beside_section(there)
    st.header("Save and compare", anchor=False)
    in_force(edition, there)
    _all_saved(edition, there)


def save_and_compare_section(edition: Edition) -> None:
    """Draw what is saved below the thresholds, outside their fragment, with the way to the other half."""
    st.header("Save and compare", anchor=False)
    st.markdown(
        "Save what you see with the button in the top row, and send its link. Anyone who uses this app with the same "
        "database can see and change everything saved here."
    )
    there = _kept()
    st.button("Compare two side by side", key="compare_two", on_click=state.show_half, args=("comparison",))
    _all_saved(edition, there)


def _kept() -> Kept:
    there = kept()
    if there.problem:
        st.warning(there.problem)
    follow_the_database(there)
    return there


def _all_saved(edition: Edition, there: Kept) -> None:
    if not there.problem:
        saved_section(there)
    groups_section(edition, there)
