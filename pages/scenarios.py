"""Scenarios: keep what you moved under a name, open what others kept, and see two beside each other."""

import streamlit as st

from ui import layout, scenarios
from ui.saved_groups import groups_section
from ui.scenarios_beside import beside_section
from ui.scenarios_list import saved_section
from ui.scenarios_save import in_force

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
beside_section(kept.scenarios)
groups_section(edition, kept)
