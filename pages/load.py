"""Load data: a person's own figures and boundaries, checked, reported on, and used in this session only."""

import streamlit as st

from ui.components import layout
from ui.load_data import files as load_files
from ui.load_data import page as load
from ui.session import loaded, state
from ui.session import results as data

view = state.view()
layout.start(
    "Your own data",
    "What do newer figures or boundaries say, or your own? Files are checked first and used only when you confirm. "
    "Nobody else can see them.",
)
own = loaded.figures(view.edition)
base = own.base if own else view.edition

st.header("1. Choose a file", anchor=False)
load.what_can_be_loaded()
load.example()
readings = load_files.read_files(load_files.choose_files(), base, data.edition(base))
if readings:
    st.header("2. Review what was found", anchor=False)
    load.reports(readings, data.edition(base))
    st.header("3. Use it", anchor=False)
    load.use_section(readings, base)
