"""Scenarios: keep what you moved under a name, open what others kept, and see two beside each other."""

import streamlit as st

from ui import layout, scenarios
from ui.saved_groups import groups_section
from ui.scenarios_beside import beside_section
from ui.scenarios_saved import in_force, saved_section

kept = scenarios.kept()
edition, method = layout.start(
    "Scenarios",
    "Keep a scenario under a name, send its link, and put two side by side. Whoever opens this app with the same "
    "database sees, and can change, all that is saved here.",
)
if kept.problem:
    st.warning(kept.problem)
in_force(edition, kept)
if not kept.problem:
    saved_section(kept)
beside_section(kept)
groups_section(edition, kept)
