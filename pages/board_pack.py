"""Board pack: choose areas, edition, scenario and parts, look at the screens, take them away or present them."""

import streamlit as st

from ui.board_pack import pack
from ui.board_pack.files import take_away
from ui.components import layout

assessment = layout.start(
    "Board pack",
    "What goes to the board? A short set of slides, a page on each area, a spreadsheet and pictures, with sources and "
    "caveats.",
)
edition = assessment.edition
layout.scenario_notice(assessment)
st.header("1. Choose", anchor=False)
pack.areas_picker(edition)
chosen = pack.chosen_areas(edition)
if chosen is None:
    st.info("Choose a group or an area above.")
else:
    pack.parts_picker(chosen)
    case, screens = pack.told(edition, chosen)
    st.header("2. Look", anchor=False)
    pack.preview(screens)
    st.header("3. Download", anchor=False)
    take_away(case)
