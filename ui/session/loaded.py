"""What this session loaded: figures and boundaries that no other session can see.

They are kept in the session alone. The name of loaded figures is drawn at random for each load, so that what
is worked out from them and kept for all sessions (see `ui.session.results`) can be asked for by this session only, and
never stands for other figures.
"""

import secrets
from dataclasses import dataclass

import streamlit as st

import geodata
from scoring import Edition
from ui.session.map_source import MapSource

_FIGURES, _SHAPES = "loaded_figures", "loaded_shapes"
NOT_HERE = "figures that somebody loaded, which links do not include (load the file again to see them)"


@dataclass(frozen=True)
class LoadedFigures:
    """Figures that were loaded.

    Attributes
    ----------
    name : what they are called in the view instead of an edition's id
    base : id of the edition that they were put into
    edition : Edition
    files : names of the files
    words : which files, and what was taken from them
    """

    name: str
    base: str
    edition: Edition
    files: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class LoadedShapes:
    """Boundaries that were loaded, for the edition `base`."""

    base: str
    source: MapSource
    words: str


def figures(name: str) -> LoadedFigures | None:
    """Return the loaded figures of this name, None if this session has none."""
    kept: LoadedFigures | None = st.session_state.get(_FIGURES)
    return kept if kept and kept.name == name else None


def name_for(base: str) -> str | None:
    """Return the name of the figures that were loaded into an edition, if there are any."""
    kept: LoadedFigures | None = st.session_state.get(_FIGURES)
    return kept.name if kept and kept.base == base else None


def keep_figures(base: str, edition: Edition, files: tuple[str, ...], words: str) -> str:
    """Keep figures in place of those loaded before, and return their name."""
    name = f"loaded-{secrets.token_urlsafe(16)}"
    st.session_state[_FIGURES] = LoadedFigures(name, base, edition, files, words)
    return name


def drop_figures() -> None:
    """Forget loaded figures."""
    st.session_state.pop(_FIGURES, None)


def shapes(base: str) -> LoadedShapes | None:
    """Return the boundaries that were loaded for an edition, if there are any."""
    kept: LoadedShapes | None = st.session_state.get(_SHAPES)
    return kept if kept and kept.base == base else None


def keep_shapes(base: str, source: MapSource, file: geodata.TopologyFile, words: str) -> None:
    """Keep boundaries, whose file was published, in place of those loaded before."""
    drop_shapes()
    _until_the_session_ends(file.name, file)
    st.session_state[_SHAPES] = LoadedShapes(base, source, words)


def drop_shapes() -> None:
    """Forget loaded boundaries, and delete what the browser could fetch of them."""
    st.session_state.pop(_SHAPES, None)
    _until_the_session_ends.clear()


@st.cache_resource(scope="session", max_entries=2, on_release=geodata.withdraw, show_spinner=False)
def _until_the_session_ends(name: str, _file: geodata.TopologyFile) -> geodata.TopologyFile:
    """Hold what this session published; when it is let go, at the latest as the session ends, it is deleted."""
    return _file
