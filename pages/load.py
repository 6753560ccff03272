"""Load data: figures and boundaries of one's own, checked, reported on, and used in this session only."""

import streamlit as st

from ui.components import layout
from ui.load_data import files as load_files
from ui.load_data import page as load
from ui.session import loaded, state
from ui.session import results as data

view = state.view()
edition, method = layout.start(
    "Load data",
    "Put newer or your own figures, or other boundaries, in place of those that came with the app. What you load is "
    "checked first, is used only when you say so, and is seen by nobody but you.",
)
own = loaded.figures(view.edition)
base = own.base if own else view.edition

st.header("1. Choose a file", anchor=False)
load.what_can_be_loaded()
load.example()
readings = load_files.read_files(load_files.choose_files(), base, data.edition(base))
if readings:
    st.header("2. Look at what was found", anchor=False)
    load.reports(readings, data.edition(base))
    st.header("3. Use it", anchor=False)
    load.use_section(readings, base)
