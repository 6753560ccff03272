"""Saved scenarios in the address bar: a short link by name, as long as nothing was moved since it was opened."""

from saved import Content, DatabaseError, Scenario
from ui import database, links
from ui.address import parse_address, scenario_address, to_address
from ui.view import OWN, View

NAME = "scenario"
"""The query parameter with the name of a saved scenario."""


def content_of(shown: View) -> Content:
    """Return what is saved of a view: what is rated and how, and not how it is looked at."""
    uses_own = OWN in (shown.method, shown.baseline)
    return Content(scenario_address(shown), shown.own if uses_own else "")


def saved_view(scenario: Scenario) -> View:
    """Return the view that a saved scenario is opened with; what means nothing any more is in its `ignored`."""
    result = parse_address(scenario.content.parameters, scenario.content.own)
    result.opened = scenario
    return result


def open_link(address: dict[str, str]) -> View:
    """Return the view that an address describes, which may name a saved scenario; the rest applies on top of it."""
    rest = dict(address)
    name = rest.pop(NAME, None)
    if name is None:
        return parse_address(rest)
    try:
        found, why = database.store().scenarios.find(name), "of which none is saved under this name"
    except DatabaseError:
        found, why = (
            None,
            "since the database of saved scenarios cannot be reached (open the link again later)",
        )
    if found is None or found.problem:
        why = found.problem if found else why
        result = parse_address(rest)
        result.ignored.insert(0, f"scenario “{name}”, {why.rstrip('.')}")
        return result
    result = parse_address({**found.content.parameters, **rest}, found.content.own)
    result.opened = found
    return result


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


def fits_link(shown: View) -> bool:
    """Return whether a long link can say all of a view: a long methodology of one's own does not fit."""
    return OWN not in (shown.method, shown.baseline) or links.fits(shown.own)
