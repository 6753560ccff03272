"""Saved scenarios in the address bar: a short link by name, as long as nothing was moved since it was opened."""

import streamlit as st

from saved import LONGEST_NAME, Content, DatabaseError, Scenario, Store, database_address
from ui.session import links
from ui.session.address import parse_address, scenario_address, to_address
from ui.session.fields import declarations
from ui.session.links import shortened
from ui.session.view import OWN, View

NAME = declarations(View)["opened"].parameter
"""The query parameter with the name of a saved scenario."""

SIDES = {
    name: getattr(View(), name) for name, declared in declarations(View, "saved").items() if name != "opened"
}
"""What stands side by side: the fields of the view, which are query parameters too, and what stands there at first."""


def store() -> Store:
    """Return the store of saved scenarios and groups; it connects when it is asked for something."""
    return _store(database_address())


@st.cache_resource(show_spinner=False, max_entries=4, on_release=Store.close)
def _store(address: str) -> Store:
    """Return the store at an address, opened once for all sessions."""
    return Store(address)


def content_of(shown: View) -> Content:
    """Return what is saved of a view: what is rated and how, and not how it is looked at."""
    uses_own = OWN in (shown.method, shown.baseline)
    return Content(scenario_address(shown), shown.own if uses_own else "")


def saved_view(scenario: Scenario) -> View:
    """Return the view that a saved scenario is opened with; parts that no longer apply are in its `ignored`."""
    result = parse_address(scenario.content.parameters, scenario.content.own)
    result.opened = scenario
    return result


def open_link(address: dict[str, str], own: str = "") -> View:
    """Return the view that an address describes, which may name a saved scenario; the rest applies on top of it.

    `own` is the YAML of a person's own methodology, if neither the address nor the scenario has one.
    """
    rest = dict(address)
    name = rest.pop(NAME, None)
    beside = {side: rest.pop(side) for side in SIDES if side in rest}
    opened, problem = (None, "") if name is None else _find(name)
    if opened is None:
        result = parse_address(rest, own)
    else:
        result = parse_address({**opened.content.parameters, **rest}, opened.content.own)
        result.opened = opened
    result.ignored[:0] = [problem] if problem else []
    for side, wanted in beside.items():
        chosen, problem = (wanted, "") if wanted in SIDES.values() else _find(wanted)
        if chosen is None:
            result.ignored.append(problem)
        else:
            setattr(result, side, chosen)
    return result


def _find(name: str) -> tuple[Scenario | None, str]:
    """Return the saved scenario of a name, or why it cannot be had."""
    try:
        found = store().scenarios.find(name)
        why = "which is not saved in this app"
    except DatabaseError as problem:
        found, why = None, f"which cannot be read (open the link again later). {problem}"
    if found is not None and not found.problem:
        return found, ""
    return (
        None,
        f"scenario “{shortened(name, LONGEST_NAME)}”, {(found.problem if found else why).rstrip('.')}",
    )


def is_as_saved(shown: View) -> bool:
    """Return whether a view shows a saved scenario in which nothing was moved since it was opened."""
    return shown.opened is not None and shown.opened.content == content_of(shown)


def shortest_address(shown: View) -> dict[str, str]:
    """Return the query parameters for a view: of the saved scenario that it shows, else of all that it is."""
    address = to_address(shown)
    if shown.opened is None or not is_as_saved(shown):
        return address
    inside = {*scenario_address(shown), "own"}
    return {NAME: shown.opened.name, **{name: value for name, value in address.items() if name not in inside}}


def beside_address(shown: View) -> dict[str, str]:
    """Return the query parameters of what stands side by side; what stands there at first is left out."""
    chosen = {side: getattr(shown, side) for side in SIDES}
    return {
        side: one.name if isinstance(one, Scenario) else one
        for side, one in chosen.items()
        if one != SIDES[side]
    }


def fits_link(shown: View) -> bool:
    """Return whether a long link can say all of a view: a person's own methodology may be too long."""
    return OWN not in (shown.method, shown.baseline) or links.fits_address(shown.own)
