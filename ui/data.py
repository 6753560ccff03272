"""Figures, methodology and boundaries for the pages, loaded once."""

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

import geodata
from scoring import (
    DataError,
    Edition,
    Methodology,
    UnknownNameError,
    load_edition,
    load_methodology,
    methodology_ids,
    rate,
)
from scoring.agreement import agreement
from scoring.probability import rating_probabilities

BOUNDARIES_VARIABLE = "RATINGS_BOUNDARIES"
"""Environment variable with the path of a boundary file to use instead of the embedded one."""

STATIC_FOLDER = Path(__file__).parent.parent / "static"


@dataclass(frozen=True)
class MapSource:
    """Where the browser finds the shapes, which areas they are (in the order of their ids), and what to say."""

    url: str
    area_codes: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None = None


@st.cache_resource(show_spinner="Reading the figures …")
def edition(name: str) -> Edition:
    """Return an edition, read once for all sessions; nobody may change its frames."""
    return load_edition(name)


@st.cache_resource(show_spinner=False)
def methodology(name: str) -> Methodology:
    """Return a methodology without changes."""
    return load_methodology(name)


@st.cache_data(show_spinner=False, max_entries=200)
def ratings(edition_name: str, method_name: str, changes: dict[str, float | int | str]) -> pd.DataFrame:
    """Return the ratings of an edition under a methodology with changes."""
    return rate(edition(edition_name).indicators, methodology(method_name).with_changes(changes))


@st.cache_data(show_spinner=False, max_entries=200)
def probabilities(edition_name: str, method_name: str, changes: dict[str, float | int | str]) -> pd.DataFrame:
    """Return the probability of each rating of every area, with shrunken true rates."""
    method = methodology(method_name).with_changes(changes)
    return rating_probabilities(edition(edition_name).indicators, method)


@st.cache_data(show_spinner=False, max_entries=20)
def agreement_of_methodologies(edition_name: str) -> pd.DataFrame:
    """Return every area's rating by every methodology."""
    return agreement(edition(edition_name).indicators, [methodology(name) for name in methodology_ids()])


def try_changes(
    method_name: str, changes: dict[str, float | int | str]
) -> tuple[dict[str, float | int | str], str | None]:
    """Return the changes that the methodology accepts, and the sentence about the first it refuses."""
    accepted: dict[str, float | int | str] = {}
    problem = None
    for path, value in changes.items():
        try:
            accepted = methodology(method_name).with_changes({**accepted, path: value}).changes
        except DataError as refusal:
            problem = problem or str(refusal)
    return accepted, problem


def area_or_none(of: Edition, wanted: str) -> str | None:
    """Return the code of an area that a link names, or None if the edition has no such area."""
    try:
        return of.find_area(wanted)
    except UnknownNameError:
        return None


@st.cache_resource(show_spinner="Preparing the map …")
def map_source(edition_name: str) -> MapSource:
    """Return the shapes to draw: the embedded ones, or those of the file that was asked for.

    A file that cannot be used leaves the embedded boundaries in place, with the reason in `problem`.
    """
    areas = edition(edition_name).areas
    wanted = os.environ.get(BOUNDARIES_VARIABLE) or None
    try:
        return _published(wanted, areas, None)
    except (geodata.BoundaryError, OSError) as problem:
        return _published(None, areas, f"{problem} The embedded boundaries are shown instead.")


def _published(path: str | None, areas: pd.DataFrame, problem: str | None) -> MapSource:
    file = geodata.publish_topology(path, areas, STATIC_FOLDER)
    return MapSource(f"app/static/{file.name}", tuple(file.areas["area_code"]), file.notes, problem)
