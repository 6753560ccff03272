"""The board pack on a projector: one message a screen, and keys instead of controls that are always there."""

import streamlit as st

from reports.screens.model import Screen
from ui.board_pack import screens
from ui.components import html
from ui.components.styles import style
from ui.paths import STYLES_AND_SCRIPTS
from ui.session import state

USUAL_ROOM = (1440, 810)
"""Pixels of the window until the browser has told its own."""
_HELP = "Arrow keys: next or previous screen · F: full screen · Esc: leave"

_keys = st.components.v2.component(
    "present_keys",
    js=(STYLES_AND_SCRIPTS / "present.js").read_text(encoding="utf-8"),
    css=(STYLES_AND_SCRIPTS / "present.css").read_text(encoding="utf-8"),
)


def present(told: list[Screen]) -> bool:
    """Show the screen of the board pack whose turn it is, and return whether the person wants to leave."""
    place = min(state.view().screen, len(told))
    html.draw(style("app", "present_page"))
    with st.container(key="present_keys_around"):
        pressed = _keys(
            key="present_keys",
            data={"screen": place, "screens": len(told), "message": told[place - 1].title},
            default={"screen": place, "room": None},
            on_screen_change=_turn,
            on_room_change=lambda: None,
            on_leave_change=lambda: None,
        )
    shown = told[place - 1]
    screens.draw_screen(shown, *(pressed.room or USUAL_ROOM))
    screens.screen_footer(shown, f"{place} of {len(told)}", _HELP if place == 1 else "")
    return bool(pressed.leave)


def _turn() -> None:
    state.pack(screen=int(st.session_state["present_keys"]["screen"]))
