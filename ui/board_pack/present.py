"""The board pack on a projector: one message a screen, and keys instead of controls that are always there."""

import streamlit as st

from reports.screens.model import Screen
from ui.board_pack import screens
from ui.components import html
from ui.paths import STYLES_AND_SCRIPTS
from ui.session import state

USUAL_ROOM = (1440, 810)
"""Pixels of the window until the browser has told its own."""
_BARE = """<style>
header[data-testid="stHeader"], [data-testid="stElementToolbar"] {display:none}
.stMainBlockContainer {padding:1.2rem 2.6rem 4.5rem; max-width:none}
.stMainBlockContainer > [data-testid="stVerticalBlock"] {gap:.2rem}
.st-key-present_keys_around {position:fixed; bottom:0; left:50%; transform:translateX(-50%); width:auto; z-index:1}
footer.screen {position:fixed; bottom:0; left:0; right:0; padding:.5rem 2.6rem .7rem; background:#fff}
@media (max-width:640px) {
  .stMainBlockContainer {padding:1.2rem 1rem 4.5rem}
  footer.screen {position:static; padding:.5rem 0; flex-wrap:wrap}
}
</style>"""
_HELP = "Arrow keys turn the screens, F fills the whole screen, Esc leaves"

_keys = st.components.v2.component(
    "present_keys",
    js=(STYLES_AND_SCRIPTS / "present.js").read_text(),
    css=(STYLES_AND_SCRIPTS / "present.css").read_text(),
)


def present(told: list[Screen]) -> bool:
    """Show the screen of the board pack whose turn it is, and return whether the person wants to leave."""
    place = min(state.view().screen, len(told))
    st.html(html.STYLE + _BARE)
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
    screens.footer(shown, f"{place} of {len(told)}", _HELP if place == 1 else "")
    return bool(pressed.leave)


def _turn() -> None:
    state.pack(screen=int(st.session_state["present_keys"]["screen"]))
