"""Watch list: which areas have missed a standard repeatedly, of all or of one group; My alliance leads here."""

import streamlit as st

from ui.components import layout
from ui.components.breakdown import area_summary
from ui.components.group_picker import group_pickers
from ui.session import results as data
from ui.session import state
from ui.watch_list import sections as watch

watch.open_newest_of_group()
view = state.view()
edition = data.edition(view.edition)
if edition.meta.series is None:
    layout.start("Watch list")
    watch.no_series()
else:
    every = watch.of_group_in_view(watch.watch_list_rows(edition))
    assessment = layout.start("Watch list", watch.watch_list_headline(edition, every))
    st.page_link("pages/alliance.py", label="My alliance", icon=":material/arrow_back:")
    group_pickers(edition, none="All areas")
    watch.controls(edition)
    list_side, area_side = (st.container(), None) if view.area is None else st.columns([3, 2], gap="large")
    with list_side:
        watch.watch_list_section(assessment, every)
    if area_side:
        with area_side:
            area_summary(assessment)
