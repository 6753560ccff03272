"""Figures, methodology and boundaries for the pages, loaded once."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

import geodata
from scoring import (
    DEFAULT_METHODOLOGY,
    DataError,
    Edition,
    Methodology,
    UnknownNameError,
    groups,
    load_edition,
    load_methodology,
    methodology_ids,
    parse_methodology,
    rate,
)
from scoring.agreement import agreement
from scoring.library import library_table
from scoring.probability import rating_probabilities
from ui import loaded

BOUNDARIES_VARIABLE = "RATINGS_BOUNDARIES"
"""Environment variable with the path of a boundary file to use instead of the embedded one."""

OWN = "own"
"""What a methodology that somebody brought is called in the view and in links."""

SCENARIO = "scenario"
"""The column of the scenario among those of the methodologies."""

STATIC_FOLDER = Path(__file__).parent.parent / "static"


@dataclass(frozen=True)
class MapSource:
    """Where the browser finds the shapes, which areas they are (in the order of their ids), and what to say.

    Without an `inset_url` there is no London inset, without a `hexagons_url` no map of equal areas.
    """

    url: str
    area_codes: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None = None
    inset_url: str | None = None
    hexagons_url: str | None = None


def edition(name: str) -> Edition:
    """Return an edition, or the figures that this session loaded; nobody may change its frames."""
    own = loaded.figures(name)
    return own.edition if own else _edition(name)


@st.cache_resource(show_spinner="Reading the figures …")
def _edition(name: str) -> Edition:
    """Return an edition that came with the app, read once for all sessions."""
    return load_edition(name)


@lru_cache(maxsize=64)
def methodology(name: str, own: str = "") -> Methodology:
    """Return a methodology without changes; for OWN, the one that the YAML text `own` describes."""
    return parse_methodology(own, "Your methodology") if name == OWN else load_methodology(name)


def changed_methodology(name: str, own: str, changes: dict[str, float | int | str]) -> Methodology:
    """Return a methodology with changes."""
    return _changed(name, own, tuple(changes.items()))


@lru_cache(maxsize=256)
def _changed(name: str, own: str, changes: tuple[tuple[str, float | int | str], ...]) -> Methodology:
    return methodology(name, own).with_changes(dict(changes))


def methodologies(own: str = "") -> dict[str, Methodology]:
    """Return every methodology that can be chosen, the reconstructed rule first, by id; last OWN, if there is one."""
    names = sorted(methodology_ids(), key=lambda name: (name != DEFAULT_METHODOLOGY, methodology(name).title))
    return {name: methodology(name, own) for name in [*names, *([OWN] if own else [])]}


BY_CONTENT: Any = {Methodology: lambda method: method.model_dump_json()}
"""Methodologies are told apart by what they say, whatever was changed to come to it."""


@st.cache_data(show_spinner=False, max_entries=200, hash_funcs=BY_CONTENT)
def ratings(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return the ratings of an edition under a methodology."""
    return rate(edition(edition_name).indicators, method)


@st.cache_data(show_spinner="Working out probabilities …", max_entries=200, hash_funcs=BY_CONTENT)
def probabilities(edition_name: str, method: Methodology, true_rates: str) -> pd.DataFrame:
    """Return the probability of each rating of every area, with shrunken or plain true rates."""
    return rating_probabilities(edition(edition_name).indicators, method, shrink=true_rates == "shrunken")


@st.cache_data(show_spinner=False, max_entries=50, hash_funcs=BY_CONTENT)
def agreement_of_methodologies(edition_name: str, scenario: Methodology | None) -> pd.DataFrame:
    """Return every area's rating by every methodology, and by a scenario in the column SCENARIO."""
    library = [methodology(name) for name in methodology_ids()]
    if scenario is not None:
        library.append(scenario.model_copy(update={"id": SCENARIO}))
    return agreement(edition(edition_name).indicators, library)


@st.cache_data(show_spinner=False, max_entries=20)
def library(edition_name: str) -> pd.DataFrame:
    """Return how many areas every methodology of the library gives each rating."""
    return library_table(edition(edition_name).indicators, list(methodologies().values()))


@st.cache_data(show_spinner=False, max_entries=50)
def members(edition_name: str, kind: str) -> pd.DataFrame:
    """Return which areas belong to which group of a kind."""
    return groups.members(edition(edition_name), kind)


@st.cache_data(show_spinner=False, max_entries=100)
def group_figures(edition_name: str, belonging: pd.DataFrame) -> pd.DataFrame:
    """Return each group's own figure for each indicator."""
    return groups.group_figures(edition(edition_name), belonging)


def try_changes(
    base: Methodology, changes: dict[str, float | int | str]
) -> tuple[dict[str, float | int | str], str | None]:
    """Return the changes that a methodology accepts, and the sentence about the first it refuses."""
    accepted: dict[str, float | int | str] = {}
    problem = None
    for path, value in changes.items():
        try:
            accepted = base.with_changes({**accepted, path: value}).changes
        except DataError as refusal:
            problem = problem or str(refusal)
    return accepted, problem


def area_or_none(of: Edition, wanted: str) -> str | None:
    """Return the code of an area that a link names, or None if the edition has no such area."""
    try:
        return of.find_area(wanted)
    except UnknownNameError:
        return None


def map_source(edition_name: str) -> MapSource:
    """Return the shapes to draw: those that this session loaded, else those of the edition."""
    own = loaded.figures(edition_name)
    name = own.base if own else edition_name
    shapes = loaded.shapes(name)
    return shapes.source if shapes else _map_source(name)


def session_map(file: geodata.TopologyFile, areas: pd.DataFrame) -> MapSource:
    """Return the shapes to draw of a topology that one session alone may see."""
    return _with_companions(file, areas, None)


@st.cache_resource(show_spinner="Preparing the map …")
def _map_source(edition_name: str) -> MapSource:
    """Return the embedded shapes, or those of the file that was asked for when the app was started.

    A file that cannot be used leaves the embedded boundaries in place, with the reason in `problem`.
    """
    areas = _edition(edition_name).areas
    wanted = os.environ.get(BOUNDARIES_VARIABLE) or None
    try:
        return _published(wanted, areas, None)
    except (geodata.BoundaryError, OSError) as problem:
        return _published(None, areas, f"{problem} The embedded boundaries are shown instead.")


def _published(path: str | None, areas: pd.DataFrame, problem: str | None) -> MapSource:
    return _with_companions(geodata.publish_topology(path, areas, STATIC_FOLDER), areas, problem)


def _with_companions(file: geodata.TopologyFile, areas: pd.DataFrame, problem: str | None) -> MapSource:
    inset, hexagons = geodata.publish_inset(file, areas), geodata.publish_hexagons(file, areas)
    return MapSource(
        _address(file),
        tuple(file.areas["area_code"]),
        file.notes,
        problem,
        _address(inset) if inset else None,
        _address(hexagons) if hexagons else None,
    )


def _address(file: geodata.TopologyFile) -> str:
    return f"app/static/{file.name}"
