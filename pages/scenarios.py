"""Scenarios: save changes under a name, open what others saved, and compare two side by side."""

import streamlit as st

from ui.components import layout
from ui.components import saved_scenarios as scenarios
from ui.scenarios.saved import in_force, saved_section
from ui.scenarios.saved_groups import groups_section
from ui.scenarios.side_by_side import beside_section

kept = scenarios.kept()
edition = layout.start(
    "Scenarios",
    "Save a scenario under a name, share its link, and compare two side by side. Anyone who uses this app with "
    "the same database can see and change everything saved here.",
).edition
if kept.problem:
    st.warning(kept.problem)
in_force(edition, kept)
if not kept.problem:
    saved_section(kept)
beside_section(kept)
groups_section(edition, kept)
