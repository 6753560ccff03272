"""Board pack: choose areas, edition, scenario and parts, look at the screens, take them away or present them."""

import streamlit as st

from ui import layout, pack

edition, method = layout.start(
    "Board pack",
    "A few slides that say what matters, a page for each area, a spreadsheet and pictures, with sources and caveats.",
    pack=True,
)
layout.scenario_notice(edition, method)
st.header("1. Choose", anchor=False)
pack.areas_picker(edition)
chosen = pack.choice(edition)
if chosen is None:
    st.info("Choose a group or an area above.")
else:
    pack.parts_picker(chosen)
    told = pack.screens(edition, chosen)
    st.header("2. Look", anchor=False)
    pack.preview(told)
