"""Boundaries that were loaded: drawn on the maps of this session, and nowhere else."""

import streamlit as st

import geodata
from importers.boundaries import BoundariesImported
from scoring.explain.words import counted
from ui import paths
from ui.components import markdown
from ui.load_data.files import FileReading
from ui.session import loaded
from ui.session import results as data

_USED = "load_used_shapes"


def use_boundaries(reading: FileReading, base: str) -> None:
    """Draw the button that uses boundaries, or say that they are in use."""
    if st.session_state.get(_USED) == reading.id and loaded.shapes(base):
        st.success(
            "These boundaries are now used on every map. Only you can see them.",
            icon=":material/check_circle:",
        )
        st.page_link("pages/england.py", label="See the map", icon=":material/arrow_forward:")
        return
    imported = reading.result
    if not isinstance(imported, BoundariesImported) or imported.boundaries is None:
        return
    if st.button("Use these boundaries", type="primary", key="use_boundaries"):
        areas = data.edition(base).areas
        try:
            with st.spinner("Preparing the map …"):
                file = geodata.publish_for_one(imported.boundaries, areas, paths.STATIC_FOLDER)
                try:
                    source = data.session_map(file, areas)
                except (geodata.BoundaryError, OSError):
                    geodata.withdraw(file)
                    raise
        except (geodata.BoundaryError, OSError) as problem:
            st.error(
                f"The boundaries cannot be drawn: {markdown.escape(str(problem))} "
                "The previous boundaries are still in use.",
                icon=":material/block:",
            )
            return
        words = f"{reading.name}, {counted(len(source.area_codes), 'area')}"
        loaded.keep_shapes(base, source, file, words)
        st.session_state[_USED] = reading.id
        st.rerun()
