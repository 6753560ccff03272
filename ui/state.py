"""The view: what a person is looking at. It follows them from page to page and is in the address bar.

Streamlit forgets widgets and map selections when the page changes, so the view is kept apart from them:
widgets are given the view's values and report changes back to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd
import streamlit as st

from scoring import (
    DEFAULT_EDITION,
    DEFAULT_METHODOLOGY,
    DataError,
    Methodology,
    UnknownNameError,
    edition_ids,
    methodology_ids,
)
from scoring.groups import find_group, group_kinds, own_members
from scoring.methodology import MODERATION
from ui import data, links, loaded

_VIEW, _WRITTEN, _ACTED, _EARLIER = "view", "address_written", "acted", "earlier_scenarios"
COLOUR_BY = ("rating", "probability", "agreement", "basis")
SHAPES = ("true", "hexagons")
OUTLINES = ("none", "alliances", "stps", "regions", "own")
TRUE_RATES = ("shrunken", "plain")
OWN = data.OWN
MOST_UNDONE = 100

Changes = dict[str, float | int | str]
Side = Literal["scenario", "baseline"]


@dataclass
class View:
    """What is shown: edition, methodology and baseline with changed parameters, area, and how the map looks.

    `own` is the YAML of a methodology that somebody brought; `method` or `baseline` is then OWN. `true_rates`
    says what probabilities take for the truth. `group_kind` is one of GROUP_KINDS or OWN, `group` the code of a
    group of that kind (None for the one in which the area lies); `own_groups` are groups that somebody put together,
    area codes by name. `turn` counts the choices of an area; the map's clicks carry
    it, so that clicking an area again after choosing another elsewhere is a new click. `ignored` are parts
    of a link that mean nothing here.
    """

    edition: str = DEFAULT_EDITION
    baseline: str = DEFAULT_METHODOLOGY
    baseline_changes: Changes = field(default_factory=dict)
    method: str = DEFAULT_METHODOLOGY
    changes: Changes = field(default_factory=dict)
    own: str = ""
    area: str | None = None
    colour: str = "rating"
    outline: str = "none"
    shape: str = "true"
    true_rates: str = "shrunken"
    group_kind: str = "alliance"
    group: str | None = None
    own_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    turn: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def is_scenario(self) -> bool:
        """Whether something else is shown than the baseline."""
        return self.method != self.baseline or self.changes != self.baseline_changes


def view() -> View:
    """Return the view of this session."""
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = View()
    return st.session_state[_VIEW]


def method(side: Side = "scenario", of: View | None = None) -> Methodology:
    """Return the methodology in force, or the baseline, with its changes: of this session's view, or another."""
    shown = of or view()
    if side == "baseline":
        return data.changed_methodology(shown.baseline, shown.own, shown.baseline_changes)
    return data.changed_methodology(shown.method, shown.own, shown.changes)


def unchanged_method(side: Side = "scenario") -> Methodology:
    """Return the methodology in force, or the baseline, as it was read."""
    shown = view()
    return data.methodology(shown.method if side == "scenario" else shown.baseline, shown.own)


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
    if (packed := rest.pop("own", None)) is not None:
        try:
            result.own = links.unpack(packed)
            data.methodology(OWN, result.own)
        except DataError as problem:
            result.own = ""
            result.ignored.append(f"own methodology ({problem})")
    methods = [*methodology_ids(), *([OWN] if result.own else [])]
    known = {"edition": edition_ids(), "outline": OUTLINES, "shape": SHAPES, "true_rates": TRUE_RATES}
    known |= {"method": methods, "baseline": methods}
    for name, allowed in known.items():
        given = rest.pop(name, None)
        if given in allowed:
            setattr(result, name, given)
        elif given is not None:
            result.ignored.append(f"{name} {given}")
    if rest.pop("figures", None) is not None:
        result.edition = loaded.name_for(result.edition) or result.edition
        if not loaded.figures(result.edition):
            result.ignored.append(loaded.NOT_HERE)
    edition = data.edition(result.edition)
    colour = rest.pop("colour", "rating")
    if colour in (*COLOUR_BY, *edition.meta.indicators):
        result.colour = colour
    else:
        result.ignored.append(f"colour {colour}")
    _take_groups(result, rest)
    if (area := rest.pop("area", None)) is not None:
        result.area = data.area_or_none(edition, area)
        if result.area is None:
            result.ignored.append(f"area {area}")
    for path, value in rest.items():
        _take_change(result, path, value)
    return result


def _take_groups(result: View, rest: dict[str, str]) -> None:
    """Take own groups, the kind of groups and the group out of the rest of an address."""
    edition = data.edition(result.edition)
    if (own := rest.pop("groups", None)) is not None:
        result.own_groups, unknown = links.read_groups(own, lambda name: data.area_or_none(edition, name))
        result.ignored += unknown
    kinds = [*group_kinds(edition), *([OWN] if result.own_groups else [])]
    kind = rest.pop("by", result.group_kind)
    if kind in kinds:
        result.group_kind = kind
    elif kinds:
        result.group_kind = kinds[0]
        result.ignored.append(f"by {kind}")
    if (group := rest.pop("group", None)) is not None:
        try:
            result.group = find_group(groups_of(result), group)
        except UnknownNameError:
            result.ignored.append(f"group {group}")
    if result.outline == OWN and not result.own_groups:
        result.outline = "none"


def groups_of(shown: View) -> pd.DataFrame:
    """Return which areas belong to which group, of the kind that a view shows."""
    if shown.group_kind == OWN:
        return own_members(data.edition(shown.edition), shown.own_groups)
    return data.members(shown.edition, shown.group_kind)


def _take_change(result: View, path: str, value: str) -> None:
    """Take a changed parameter of the methodology, or with 'baseline.' before its path of the baseline."""
    of_baseline = path.startswith("baseline.")
    name, changes = (
        (result.baseline, result.baseline_changes) if of_baseline else (result.method, result.changes)
    )
    base = data.methodology(name, result.own)
    path_there = path.removeprefix("baseline.")
    accepted, problem = data.try_changes(base, {**changes, path_there: value})
    owner, _, code = path_there.partition(".")
    if owner == MODERATION and code not in data.edition(result.edition).short_names:
        accepted.pop(path_there, None)
        problem = f"There is no area {code}."
    if of_baseline:
        result.baseline_changes = accepted
    else:
        result.changes = accepted
    if problem:
        result.ignored.append(f"{path} {value}")


def to_address(shown: View) -> dict[str, str]:
    """Return the query parameters that describe a view; what is as at the start is left out."""
    start = View()
    address = {
        name: str(getattr(shown, name))
        for name in ("edition", "baseline", "method", "area", "colour", "outline", "shape", "true_rates")
        if getattr(shown, name) != getattr(start, name)
    }
    if own := loaded.figures(shown.edition):
        # Figures that somebody loaded are in no link; whoever opens it is told that they are missing.
        address |= {"edition": own.base, "figures": "loaded"}
    if shown.group_kind != start.group_kind:
        address["by"] = shown.group_kind
    if shown.group is not None:
        address["group"] = shown.group
    if shown.own_groups:
        ods_codes = data.edition(shown.edition).ods_codes
        address["groups"] = links.write_groups(shown.own_groups, ods_codes)
    for prefix, changes in (("", shown.changes), ("baseline.", shown.baseline_changes)):
        for path, value in changes.items():
            address[prefix + path] = f"{value:.10g}" if isinstance(value, float) else str(value)
    if OWN in (shown.method, shown.baseline) and links.fits(shown.own):
        address["own"] = links.pack(shown.own)
    return address


def link_is_complete() -> bool:
    """Return whether the address bar says all of the view: a long methodology of one's own does not fit."""
    shown = view()
    return OWN not in (shown.method, shown.baseline) or links.fits(shown.own)


# What a person does


def show_edition(name: str) -> None:
    """Show another edition of the same areas: the figures that were just loaded, or those from before."""
    st.session_state[_ACTED] = True
    view().edition = name


def choose_area(area_code: str | None) -> None:
    """Make an area the chosen one, wherever it was chosen; a group without it gives way to the area's own."""
    st.session_state[_ACTED] = True
    shown = view()
    if area_code == shown.area:
        return
    shown.area = area_code
    shown.turn += 1
    if area_code is not None and shown.group is not None and shown.group_kind != OWN:
        there = groups_of(shown)
        inside = there.loc[there["group_code"] == shown.group, "area_code"]
        if area_code not in set(inside):
            shown.group = None


def colour_by(colour: str) -> None:
    """Colour the map of England by one of COLOUR_BY or an indicator."""
    st.session_state[_ACTED] = True
    view().colour = colour


def draw_outlines(outline: str) -> None:
    """Draw one of OUTLINES over the map of England."""
    st.session_state[_ACTED] = True
    view().outline = outline


def draw_shapes(shape: str) -> None:
    """Draw areas in one of SHAPES, on every map."""
    st.session_state[_ACTED] = True
    view().shape = shape


def take_true_rates(kind: str) -> None:
    """Take one of TRUE_RATES for the truth in probabilities."""
    st.session_state[_ACTED] = True
    view().true_rates = kind


def show_groups(kind: str) -> None:
    """Show groups of a kind: one of GROUP_KINDS, or OWN."""
    st.session_state[_ACTED] = True
    view().group_kind, view().group = kind, None


def choose_group(code: str | None) -> None:
    """Show one group of the kind that is shown; None for the one of the area in view."""
    st.session_state[_ACTED] = True
    view().group = code


def keep_own_group(name: str, area_codes: Sequence[str], instead_of: str | None = None) -> None:
    """Keep a group of one's own and show it; `instead_of` is its name before."""
    st.session_state[_ACTED] = True
    kept = {other: codes for other, codes in view().own_groups.items() if other != instead_of}
    view().own_groups = {**kept, name: tuple(sorted(area_codes))}
    view().group_kind, view().group = OWN, name


def drop_own_group(name: str) -> None:
    """Take away a group of one's own."""
    st.session_state[_ACTED] = True
    shown = view()
    shown.own_groups = {other: codes for other, codes in shown.own_groups.items() if other != name}
    shown.group = next(iter(shown.own_groups), None)
    if not shown.own_groups:
        shown.group_kind = View().group_kind
        shown.outline = "none" if shown.outline == OWN else shown.outline


def change_parameter(path: str, value: float | int | str, side: Side = "scenario") -> None:
    """Change one parameter of the methodology; going back to its original value is no change."""
    shown = view()
    changes = shown.changes if side == "scenario" else shown.baseline_changes
    accepted, _ = data.try_changes(unchanged_method(side), {**changes, path: value})
    _set_scenario(**{"changes" if side == "scenario" else "baseline_changes": accepted})


def choose_method(name: str, side: Side = "scenario") -> None:
    """Rate by, or compare with, another methodology; changes of the old one's parameters mean nothing there."""
    if side == "scenario":
        _set_scenario(method=name, changes={})
    else:
        _set_scenario(baseline=name, baseline_changes={})


def use_own(text: str, brought: Methodology) -> None:
    """Rate by a methodology or scenario that somebody brought; `brought` is what its YAML text describes."""
    if (
        brought.id in methodology_ids()
        and data.methodology(brought.id).with_changes(brought.changes) == brought
    ):
        _set_scenario(method=brought.id, changes=dict(brought.changes))
    else:
        _set_scenario(method=OWN, changes={}, own=text)


def reset_scenario() -> None:
    """Go back to the baseline."""
    shown = view()
    _set_scenario(method=shown.baseline, changes=dict(shown.baseline_changes))


def undo() -> None:
    """Take back the last change of the scenario or the baseline."""
    st.session_state[_ACTED] = True
    if earlier := st.session_state.get(_EARLIER):
        for name, value in earlier.pop().items():
            setattr(view(), name, value)


def can_undo() -> bool:
    """Return whether there is a change to take back."""
    return bool(st.session_state.get(_EARLIER))


def _set_scenario(**parts: object) -> None:
    """Change parts of the scenario or the baseline, and remember how they were."""
    st.session_state[_ACTED] = True
    before = replace(view())
    for name, value in parts.items():
        setattr(view(), name, value)
    was = {
        name: getattr(before, name) for name in ("method", "changes", "baseline", "baseline_changes", "own")
    }
    if any(getattr(view(), name) != value for name, value in was.items()):
        earlier = st.session_state.setdefault(_EARLIER, [])
        earlier.append(was)
        del earlier[:-MOST_UNDONE]
