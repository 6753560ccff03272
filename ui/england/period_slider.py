"""Time on the map of England: a slider over the periods of a series, and a player that steps through them."""

import streamlit as st

from scoring import Edition
from ui.components import edition_picker as editions
from ui.components.widgets import widget
from ui.session import results as data
from ui.session import state

STEP = 2.5
"""Seconds that a period stays on the map before the next is drawn."""

_FRESH = "player_fresh"


def period_bar(edition: Edition) -> None:
    """Draw the player and the slider of periods; nothing for an edition without others in its series."""
    periods = data.periods(edition.meta.id)
    if len(periods) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="noprint_periods"):
        _player()
        box = widget("period_slider", edition.meta.id, editions.choose)
        st.select_slider(
            "Period on the map",
            list(periods),
            value=box.start,
            format_func=periods.__getitem__,
            key=box.key,
            on_change=box.report,
            # The periods at the ends have long names that would stand over each other on a phone.
            width="stretch",
        )


def _player() -> None:
    """Draw the button that plays or pauses; while it plays, the browser asks for the next period by itself."""
    if not state.is_playing():
        st.button("Play", icon=":material/play_arrow:", key="play", on_click=_play)
        return
    st.button("Pause", icon=":material/pause:", key="pause", on_click=state.pause)
    st.session_state[_FRESH] = True
    st.fragment(_next, run_every=STEP)()


def _play() -> None:
    """Start from the period on the map, or from the first if that is the last."""
    state.play()
    first, *_, last = data.periods(state.view().edition)
    if state.view().edition == last:
        editions.choose(first)


def _next() -> None:
    """Step to the next period, or pause at the last; the first call is that of the page itself."""
    if st.session_state.pop(_FRESH, False):
        return
    name = state.view().edition
    order = list(data.periods(name))
    place = order.index(name) + 1
    if place < len(order):
        editions.choose(order[place])
    if place >= len(order) - 1:
        state.pause()
    st.rerun()
