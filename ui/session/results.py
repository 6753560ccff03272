"""Figures, methodology and boundaries for the pages, loaded once."""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

import geodata
from scoring import (
    DEFAULT_EDITION,
    Assessment,
    DataError,
    Edition,
    Methodology,
    UnknownNameError,
    catalogue,
    edition_metadata,
    linked_figures,
    load_edition,
    load_methodology,
    load_series,
    parse_methodology,
    series_ids,
)
from scoring.analysis.agreement import agreement
from scoring.analysis.group_newest import Newest, group_newest
from scoring.analysis.methodology_table import library_table, usable_methodologies
from scoring.analysis.probability import rating_probabilities
from scoring.editions import groups
from scoring.editions.catalogue import Catalogue, look_again
from scoring.editions.series import Series, link_areas
from scoring.methodology.compatibility import is_compatible
from ui import paths
from ui.session import loaded
from ui.session.map_source import MapSource

BOUNDARIES_VARIABLE = "RATINGS_BOUNDARIES"
"""Environment variable with the path of a boundary file to use instead of the embedded one."""

OWN = "own"
"""What a methodology that somebody brought is called in the view and in links."""

SCENARIO = "scenario"
"""The column of the scenario among those of the methodologies."""

_EDITIONS = 100
"""Editions that are kept in memory once they were asked for: more than come with the app."""
_RULES, _OWN_RULES = 64, 16
_ASSESSMENTS = 64
"""Methodologies with changes, and those that somebody brought, that are kept: a link may hold any."""

_ADDRESS = "app/static/"


_looked_at: list[Catalogue] = []


def look_at_files() -> Catalogue:
    """Return what can be used; what was worked out from a file that has changed since is worked out anew."""
    there = look_again()
    if not _looked_at or _looked_at[0] is not there:
        _looked_at[:] = [there]
        # All that is kept of this kind is worked out from figures and methodologies.
        st.cache_data.clear()
        # Not all of this kind: what sessions loaded for themselves is kept so, too.
        for kept in (series, linked, _map_source, assessment):
            kept.clear()
        for remembered in (scale_of, _of_library, _own_methodology, _changed, _links):
            remembered.cache_clear()
    return there


def edition(name: str) -> Edition:
    """Return an edition, or the figures that this session loaded; nobody may change its frames."""
    own = loaded.figures(name)
    return own.edition if own else _edition(name)


def _edition(name: str) -> Edition:
    """Return an edition that came with the app, read once for all sessions."""
    # One that is left out is read by itself, for the reason.
    return catalogue().editions.get(name) or load_edition(name)


def periods(edition_name: str) -> dict[str, str]:
    """Return the editions of the series of an edition, the earliest first: their periods by their ids."""
    # Figures that somebody loaded are of no series.
    name = edition_metadata()[edition_name].series if edition_name in edition_metadata() else None
    own = [meta for meta in edition_metadata().values() if name is not None and meta.series == name]
    return {meta.id: meta.period or meta.title for meta in sorted(own, key=lambda meta: meta.date)}


def earlier_periods(edition_name: str) -> list[str]:
    """Return the editions before one of a series, the earliest first."""
    order = list(periods(edition_name))
    return order[: order.index(edition_name)] if order else []


@st.cache_resource(show_spinner="Reading all periods …", max_entries=20)
def series(name: str) -> Series:
    """Return all editions of a series, read once for all sessions; nobody may change its frames."""
    return load_series(name)


@st.cache_resource(show_spinner=False, max_entries=20)
def linked(name: str, geography_id: str) -> pd.DataFrame:
    """Return the figures of all periods of a series in the areas of one time; nobody may change the frame."""
    return linked_figures(series(name), geography_id)


@lru_cache(maxsize=256)
def scale_of(edition_name: str, indicator: str) -> tuple[float, float]:
    """Return the ends of the colours for an indicator, the same in all periods of a series.

    They are the 2nd and 98th percentile: one extreme area would leave all others in one shade.
    """
    same = list(periods(edition_name)) or [edition_name]
    tables = [edition(name).indicators for name in same]
    values = pd.concat(table.loc[table["indicator"] == indicator, "value"] for table in tables)
    low, high = values.quantile([0.02, 0.98])
    return float(round(low)), float(round(high))


def methodology(name: str, own: str = "", edition_name: str | None = None) -> Methodology:
    """Return a methodology without changes; for OWN, the one that the YAML text `own` describes.

    With an `edition_name` it is without the indicators that the edition lacks.
    """
    return _own_methodology(own, edition_name) if name == OWN else _of_library(name, edition_name)


@lru_cache(maxsize=256)
def _of_library(name: str, edition_name: str | None) -> Methodology:
    if edition_name is not None:
        return edition(edition_name).fitted(_of_library(name, None))
    return catalogue().methodologies.get(name) or load_methodology(name)


@lru_cache(maxsize=_OWN_RULES)
def _own_methodology(own: str, edition_name: str | None) -> Methodology:
    if edition_name is not None:
        return edition(edition_name).fitted(_own_methodology(own, None))
    return parse_methodology(own, "Your methodology")


def changed_methodology(
    edition_name: str, name: str, own: str, changes: dict[str, float | int | str]
) -> Methodology:
    """Return a methodology with changes, as it rates an edition."""
    return _changed(edition_name, name, own, tuple(changes.items()))


@lru_cache(maxsize=_RULES)
def _changed(
    edition_name: str, name: str, own: str, changes: tuple[tuple[str, float | int | str], ...]
) -> Methodology:
    return methodology(name, own, edition_name).with_changes(dict(changes))


def methodologies(own: str = "", edition_name: str = DEFAULT_EDITION) -> dict[str, Methodology]:
    """Return every methodology that can be chosen for an edition, by id: its own first, last OWN, if there is one."""
    meta = edition(edition_name).meta
    there = catalogue().methodologies
    names = sorted(
        (name for name, method in there.items() if is_compatible(method, meta.indicators)),
        key=lambda name: (name != meta.default_methodology, there[name].title),
    )
    if own and is_compatible(methodology(OWN, own), meta.indicators):
        names.append(OWN)
    return {name: methodology(name, own) for name in names}


BY_CONTENT: Any = {Methodology: lambda method: method.model_dump_json()}
"""Methodologies are told apart by what they say, whatever was changed to come to it."""


@st.cache_resource(show_spinner=False, max_entries=_ASSESSMENTS, hash_funcs=BY_CONTENT)
def assessment(edition_name: str, method: Methodology) -> Assessment:
    """Return an edition rated by a methodology, judged once for all who ask; nobody may change its frames."""
    return Assessment(edition(edition_name), method)


def ratings(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return the ratings of an edition under a methodology; pandas copies them for whoever changes them."""
    return assessment(edition_name, method).ratings.copy(deep=False)


@st.cache_data(show_spinner="Working out probabilities …", max_entries=200, hash_funcs=BY_CONTENT)
def probabilities(edition_name: str, method: Methodology, true_rates: str) -> pd.DataFrame:
    """Return the probability of each rating of every area, with shrunken or plain true rates."""
    return rating_probabilities(edition(edition_name).indicators, method, shrink=true_rates == "shrunken")


@st.cache_data(show_spinner=False, max_entries=50, hash_funcs=BY_CONTENT)
def agreement_of_methodologies(edition_name: str, scenario: Methodology | None) -> pd.DataFrame:
    """Return every area's rating by every methodology, and by a scenario in the column SCENARIO."""
    shown = edition(edition_name)
    library, _ = usable_methodologies(shown)
    if scenario is not None:
        library.append(scenario.model_copy(update={"id": SCENARIO}))
    return agreement(shown.indicators, library)


@st.cache_data(show_spinner=False, max_entries=20)
def library_counts(edition_name: str) -> pd.DataFrame:
    """Return how many areas every methodology of the library gives each rating."""
    shown = edition(edition_name)
    usable = {method.id: method for method in usable_methodologies(shown)[0]}
    methods = [usable[name] for name in methodologies(edition_name=edition_name) if name in usable]
    return library_table(shown.indicators, methods)


@st.cache_data(show_spinner=False, max_entries=50)
def members(edition_name: str, kind: str) -> pd.DataFrame:
    """Return which areas belong to which group of a kind."""
    return groups.members(edition(edition_name), kind)


@st.cache_data(show_spinner=False, max_entries=100)
def group_figures(edition_name: str, belonging: pd.DataFrame) -> pd.DataFrame:
    """Return each group's own figure for each indicator."""
    return groups.group_figures(edition(edition_name), belonging)


@st.cache_data(show_spinner=False, max_entries=100)
def newest(
    edition_name: str, name: str, whole: tuple[str, ...], parts: tuple[str, ...], indicator: str
) -> Newest | None:
    """Return the newest figures of a group of an edition; parameters as of `group_newest`."""
    every = [series(one) for one in series_ids()]
    return group_newest(edition(edition_name), name, whole, indicator, every, parts=parts)


def geography_of(of: Edition) -> str:
    """Return the id of the set of areas of an edition."""
    return of.meta.geography_id or geodata.DEFAULT_GEOGRAPHY


def edition_for(geography_id: str) -> Edition | None:
    """Return an edition for a set of areas, None if there is none that can be used."""
    return next((one for one in catalogue().editions.values() if geography_of(one) == geography_id), None)


def successor(code: str, here: Edition, there: Edition) -> str | None:
    """Return the area of another edition that an area is, or became a part of as a whole; None if there is none."""
    if code in there.short_names:
        return code
    then, now = geography_of(here), geography_of(there)
    names = {meta.series for meta in edition_metadata().values() if meta.series and meta.geography_id == now}
    for name in sorted(names):
        if then in series(name).geographies:
            links = _links(name, then, now)
            found = links.loc[links["exact"] & (links["then_code"] == code), "area_code"]
            if len(found) == 1:
                return str(found.iloc[0])
    return _board_with_code_of_stp(code, here, there)


def _board_with_code_of_stp(code: str, here: Edition, there: Edition) -> str | None:
    """Return the Integrated Care Board that has the code of the STP in which an area lay as a whole.

    Boards followed STPs. The Office for National Statistics keeps a code as long as the boundary stays, and gives a new
    one where it changes: so whatever lay in an STP lies in the board of the same code, and nothing follows of others.
    """
    if "stp_code" not in here.areas:
        return None
    stp = here.areas.set_index("area_code")["stp_code"].get(code)
    return str(stp) if stp in there.short_names else None


@lru_cache(maxsize=64)
def _links(series_name: str, then: str, now: str) -> pd.DataFrame:
    return link_areas(series(series_name), then, now)


def why_not_rated(edition_name: str, method: Methodology) -> str:
    """Return why the figures of an edition cannot be rated by a methodology, in a sentence; empty if they can."""
    try:
        ratings(edition_name, method)
    except DataError as problem:
        return str(problem)
    return ""


MOST_TRIED = 200
"""How often it is tried which of many changes a methodology takes; a link may hold any number."""


def without_unchanged(
    edition_name: str, base: Methodology, changes: Mapping[str, float | int | str]
) -> dict[str, float | int | str]:
    """Return changes without those that set a benchmark to the very number that it names, such as England's value."""
    indicators = edition(edition_name).meta.indicators

    def is_a_change(path: str, value: float | int | str) -> bool:
        name, _, field = path.partition(".")
        named = base.values.get(path)
        if field != "benchmark" or name not in indicators or not isinstance(named, str):
            return True
        meta = indicators[name]
        return value != {"england": meta.england_value, "standard": meta.standard}.get(named)

    return {path: value for path, value in changes.items() if is_a_change(path, value)}


def try_changes(
    base: Methodology, changes: Mapping[str, float | int | str]
) -> tuple[dict[str, float | int | str], list[str]]:
    """Return the changes that a methodology accepts, and the paths of those it refuses.

    All are tried together, and halves where that is refused; those that MOST_TRIED times do not tell are refused.
    """
    possible = [path for path in changes if base.has_parameter(path)]
    accepted: dict[str, float | int | str] = {}
    waiting, tried, taken = [possible], 0, set()
    while waiting and tried < MOST_TRIED:
        part = waiting.pop()
        tried += 1
        try:
            accepted = base.with_changes({**accepted, **{path: changes[path] for path in part}}).changes
            taken.update(part)
        except DataError:
            half = len(part) // 2
            # The first half is the next one: what was changed before counts before what was changed after it.
            waiting += [part[half:], part[:half]] if half else []
    return accepted, [path for path in changes if path not in taken]


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
    if shapes := loaded.shapes(name):
        return shapes.source
    try:
        return _map_source(name)
    except (geodata.BoundaryError, OSError) as problem:
        # Not kept: as soon as the file is put back, the map is drawn.
        return MapSource(None, (), (), f"The map cannot be drawn: {problem}")


def session_map(file: geodata.TopologyFile, areas: pd.DataFrame) -> MapSource:
    """Return the shapes to draw of a topology that one session alone may see."""
    return _with_companions(file, areas, None)


def _still_there(source: MapSource) -> bool:
    """Return whether the browser would still find the shapes, whose files somebody may have deleted."""
    names = [url.removeprefix(_ADDRESS) for url in (source.url, source.inset_url, source.hexagons_url) if url]
    return all((paths.STATIC_FOLDER / name).is_file() for name in names)


@st.cache_resource(show_spinner="Preparing the map …", max_entries=_EDITIONS, validate=_still_there)
def _map_source(edition_name: str) -> MapSource:
    """Return the embedded shapes, or those of the file that was asked for when the app was started.

    A file that cannot be used leaves the embedded boundaries in place, with the reason in `problem`.
    """
    shown = _edition(edition_name)
    own, areas = geography_of(shown), shown.areas
    wanted = os.environ.get(BOUNDARIES_VARIABLE) or None
    try:
        return _published(wanted, areas, own, None)
    except (geodata.BoundaryError, OSError) as problem:
        return _published(None, areas, own, f"{problem} The embedded boundaries are shown instead.")


def _published(path: str | None, areas: pd.DataFrame, own: str, problem: str | None) -> MapSource:
    return _with_companions(geodata.publish_topology(path, areas, paths.STATIC_FOLDER, own), areas, problem)


def _with_companions(file: geodata.TopologyFile, areas: pd.DataFrame, problem: str | None) -> MapSource:
    inset, hexagons = geodata.publish_inset(file, areas), None
    try:
        hexagons = geodata.publish_hexagons(file, areas)
    except geodata.BoundaryError as lacking:
        problem = " ".join(filter(None, [problem, str(lacking)]))
    return MapSource(
        _address(file),
        tuple(file.areas["area_code"]),
        file.notes,
        problem,
        _address(inset) if inset else None,
        _address(hexagons) if hexagons else None,
    )


def _address(file: geodata.TopologyFile) -> str:
    return f"{_ADDRESS}{file.name}"
