"""The drawer of pages on a narrow screen: called Menu, and closed when a page is chosen."""

import streamlit as st

from ui.paths import STYLES_AND_SCRIPTS

_menu = st.components.v2.component(
    "menu", js=(STYLES_AND_SCRIPTS / "menu.js").read_text(encoding="utf-8"), html="<i hidden></i>"
)


def menu() -> None:
    """Have the browser mind the drawer; nothing is seen of it."""
    with st.container(key="menu"):
        _menu(key="menu_script")
