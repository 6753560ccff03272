"""Watch list: which areas of all have missed a standard repeatedly; My alliance leads here."""

import streamlit as st

from ui.components import layout
from ui.components.breakdown import area_summary
from ui.session import results as data
from ui.session import state
from ui.watch_list import sections as watch

view = state.view()
edition = data.edition(view.edition)
if edition.meta.series is None:
    layout.start("Watch list")
    watch.no_series()
else:
    every = watch.watch_list_rows(edition)
    assessment = layout.start("Watch list", watch.watch_list_headline(edition, every))
    st.page_link("pages/alliance.py", label="Only my alliance", icon=":material/arrow_back:")
    watch.controls(edition)
    list_side, area_side = (st.container(), None) if view.area is None else st.columns([3, 2], gap="large")
    with list_side:
        watch.watch_list_section(assessment, every)
    if area_side:
        with area_side:
            area_summary(assessment)
