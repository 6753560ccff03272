"""The view: what a person is looking at. It follows them from page to page and is in the address bar.

Streamlit forgets widgets and map selections when the page changes, so the view is kept apart from them:
widgets are given the view's values and report changes back to it.
"""

from dataclasses import dataclass, field

import streamlit as st

from scoring import DEFAULT_EDITION, DEFAULT_METHODOLOGY, edition_ids, methodology_ids
from ui import data

_VIEW, _WRITTEN, _ACTED = "view", "address_written", "acted"
COLOUR_BY = ("rating", "probability", "basis")
OUTLINES = ("none", "alliances", "stps", "regions")


@dataclass
class View:
    """What is shown: edition, methodology with changed parameters, baseline, area, and how the map looks.

    `turn` counts the choices of an area; the map's clicks carry it, so that clicking an area again
    after choosing another elsewhere is a new click. `ignored` are parts of a link that mean nothing here.
    """

    edition: str = DEFAULT_EDITION
    baseline: str = DEFAULT_METHODOLOGY
    method: str = DEFAULT_METHODOLOGY
    changes: dict[str, float | int | str] = field(default_factory=dict)
    area: str | None = None
    colour: str = "rating"
    outline: str = "none"
    turn: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def is_scenario(self) -> bool:
        """Whether something else is shown than the baseline as it is."""
        return bool(self.changes) or self.method != self.baseline


def view() -> View:
    """Return the view of this session."""
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = View()
    return st.session_state[_VIEW]


def read_address() -> None:
    """Take the view from the address bar if it holds another view than the one written there last."""
    address = st.query_params.to_dict()
    # What a person has just done counts; the browser may have sent it before it learned of the last address.
    acted = st.session_state.get(_ACTED, False)
    # The address is emptied when the page changes; an empty address therefore says nothing new.
    if address and not acted and address != st.session_state.get(_WRITTEN):
        turn = view().turn + 1
        st.session_state[_VIEW] = parse_address(address)
        st.session_state[_VIEW].turn = turn


def write_address() -> None:
    """Put the view into the address bar, so that it can be copied as a link."""
    address = to_address(view())
    st.session_state[_WRITTEN] = address
    st.session_state[_ACTED] = False
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def parse_address(address: dict[str, str]) -> View:
    """Return the view that an address describes; what it does not understand is listed in `ignored`."""
    result = View()
    rest = dict(address)
    known = {"edition": edition_ids(), "outline": OUTLINES}
    known |= {"method": methodology_ids(), "baseline": methodology_ids()}
    for name, allowed in known.items():
        given = rest.pop(name, None)
        if given in allowed:
            setattr(result, name, given)
        elif given is not None:
            result.ignored.append(f"{name} {given}")
    edition = data.edition(result.edition)
    colour = rest.pop("colour", "rating")
    if colour in (*COLOUR_BY, *edition.meta.indicators):
        result.colour = colour
    else:
        result.ignored.append(f"colour {colour}")
    if (area := rest.pop("area", None)) is not None:
        result.area = data.area_or_none(edition, area)
        if result.area is None:
            result.ignored.append(f"area {area}")
    for path, value in rest.items():
        changes, problem = data.try_changes(result.method, {**result.changes, path: value})
        result.changes = changes
        if problem:
            result.ignored.append(f"{path} {value}")
    return result


def to_address(shown: View) -> dict[str, str]:
    """Return the query parameters that describe a view; what is as at the start is left out."""
    start = View()
    address = {
        name: str(getattr(shown, name))
        for name in ("edition", "baseline", "method", "area", "colour", "outline")
        if getattr(shown, name) != getattr(start, name)
    }
    for path, value in shown.changes.items():
        address[path] = f"{value:.10g}" if isinstance(value, float) else str(value)
    return address


def choose_area(area_code: str | None) -> None:
    """Make an area the chosen one, wherever it was chosen."""
    st.session_state[_ACTED] = True
    if area_code != view().area:
        view().area = area_code
        view().turn += 1


def colour_by(colour: str) -> None:
    """Colour the map of England by one of COLOUR_BY or an indicator."""
    st.session_state[_ACTED] = True
    view().colour = colour


def draw_outlines(outline: str) -> None:
    """Draw one of OUTLINES over the map of England."""
    st.session_state[_ACTED] = True
    view().outline = outline


def change_parameter(path: str, value: float | int | str) -> None:
    """Change one parameter of the methodology; going back to its original value is no change."""
    st.session_state[_ACTED] = True
    view().changes, _ = data.try_changes(view().method, {**view().changes, path: value})


def choose_method(method: str) -> None:
    """Rate by another methodology; changes of the old one's parameters mean nothing there."""
    st.session_state[_ACTED] = True
    view().method, view().changes = method, {}


def choose_baseline(method: str) -> None:
    """Compare with another methodology."""
    st.session_state[_ACTED] = True
    view().baseline = method


def reset_scenario() -> None:
    """Go back to the baseline, without changes."""
    st.session_state[_ACTED] = True
    view().method, view().changes = view().baseline, {}
