"""The view: what a person is looking at. It follows them from page to page and is in the address bar.

Streamlit forgets widgets and map selections when the page changes, so the view is kept apart from them:
widgets are given the view's values and report changes back to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from saved import Scenario
from scoring import Assessment, Methodology, describe_changes, methodology_ids
from scoring.editions.catalogue import edition_ids, first_edition
from scoring.methodology.parts import Constant
from ui.session import results as data
from ui.session.fields import declarations
from ui.session.saved_links import beside_address, fits_link, is_as_saved, open_link, shortest_address
from ui.session.view import OWN, View, cannot_be_shown, first_kind, groups_of, start_of

_VIEW, _WRITTEN, _ACTED, _EARLIER = "view", "address_written", "acted", "earlier_scenarios"
_TOLD, _PLAYING, _BESIDE_ADDRESS = "told", "playing", "beside_address"
_UNDO_OFFERED = "undo_offered"
SAID = "saved_said"
"""Where the session has what became of the last thing that was done with the database."""
MOST_UNDONE = 100
_MOST_KEPT = 50
"""Addresses that a session remembers having written."""

Side = Literal["scenario", "baseline"]
_SIDES: tuple[Side, ...] = ("scenario", "baseline")


def view() -> View:
    """Return the view of this session."""
    if _VIEW not in st.session_state:
        st.session_state[_VIEW] = start_of(first_edition())
    return st.session_state[_VIEW]


def method(side: Side = "scenario", of: View | None = None) -> Methodology:
    """Return the methodology in force, or the baseline, with its changes: of this session's view, or another."""
    shown = of or view()
    if side == "baseline":
        return data.changed_methodology(shown.edition, shown.baseline, shown.own, shown.baseline_changes)
    return data.changed_methodology(shown.edition, shown.method, shown.own, shown.changes)


def assessment(side: Side = "scenario", of: View | None = None) -> Assessment:
    """Return the edition in view as the methodology in force, or the baseline, rates it."""
    return data.assessment((of or view()).edition, method(side, of))


def unchanged_method(side: Side = "scenario") -> Methodology:
    """Return the methodology in force, or the baseline, as it was read."""
    shown = view()
    name = shown.method if side == "scenario" else shown.baseline
    return data.methodology(name, shown.own, shown.edition)


def follow_address() -> None:
    """Take the view from the address bar, if somebody went back or forward there, or opened a link."""
    address = st.query_params.to_dict()
    written: list[dict[str, str]] = st.session_state.setdefault(_WRITTEN, [])
    if went_through_history():
        is_news = not written or address != written[-1]
    else:
        # What a person has just done counts, and the browser may have sent it before it learned of the last addresses.
        # It empties the address when the page changes, which says nothing new either.
        is_news = bool(address) and not st.session_state.get(_ACTED, False) and address not in written
    if is_news:
        _take(address)


def leave_what_is_gone() -> None:
    """Start again if a file that the view depends on can no longer be used, and say why."""
    if why := cannot_be_shown(view()):
        kept = view().edition
        show(start_of(kept if kept in edition_ids() else first_edition()), [why])


def start_again() -> None:
    """Forget what was chosen."""
    show(start_of(first_edition()), [])


def went_through_history() -> bool:
    """Return whether the page is drawn since somebody pressed Back or Forward in the browser."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _take(address: dict[str, str]) -> None:
    """Show what an address describes."""
    before = view()
    # What an address that was written here could not hold.
    own, opened = st.session_state.get(_BESIDE_ADDRESS, {}).get(_key(address), (before.own, None))
    shown = open_link(address, own)
    shown.opened = shown.opened or opened
    shown.turn = before.turn + 1
    st.session_state[_VIEW], st.session_state[_TOLD] = shown, []
    st.session_state[_PLAYING] = False
    st.session_state.pop(_EARLIER, None)


def current_address() -> dict[str, str]:
    """Return the query parameters that describe the view."""
    return shortest_address(view()) | beside_address(view())


def write_address() -> None:
    """Put the view into the address bar, so that it can be copied as a link: one entry of the history for an act.

    Every page writes the same, so that going to another page, which is an entry already, is not another one.
    """
    st.session_state[_ACTED] = False
    if is_playing():
        return  # one act, however many periods it shows
    shown, address = view(), current_address()
    written = st.session_state.setdefault(_WRITTEN, [])
    there = st.query_params.to_dict()
    # What the browser said may be older than what was written last, as when somebody undoes at once what they did.
    is_older = bool(written) and written[-1] not in (there, address) and not went_through_history()
    # In the order of the link that was opened: the same in another order would be an entry of its own.
    address = next((each for each in (there, *written[-1:]) if each == address), address)
    written[:] = [*(each for each in written if each != address), address][-_MOST_KEPT:]
    beside = st.session_state.setdefault(_BESIDE_ADDRESS, {})
    beside.pop(_key(address), None)
    beside[_key(address)] = shown.own, shown.opened
    while len(beside) > _MOST_KEPT:
        beside.pop(next(iter(beside)))
    if there != address or is_older:
        st.query_params.from_dict(address)


def _key(address: dict[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(address.items())


def put_beside(**sides: str | Scenario) -> None:
    """Choose what stands side by side: `a` or `b`."""
    _acted()
    for side, chosen in sides.items():
        setattr(view(), side, chosen)


def link_is_complete() -> bool:
    """Return whether the address bar says all of the view: a person's own methodology may be too long."""
    return is_as_saved(view()) or fits_link(view())


# What a person does


def _acted() -> None:
    """Note that somebody did something: what was said of the view before is of the past, and so is the screen shown."""
    st.session_state[_ACTED] = True
    st.session_state[_TOLD] = []
    st.session_state.pop(_UNDO_OFFERED, None)
    st.session_state.pop(SAID, None)
    view().ignored = []
    view().screen = 1


def show(changed: View, told: list[str]) -> None:
    """Show another view, and tell what was left behind on the way, until the next thing that a person does."""
    _acted()
    changed.turn = view().turn + 1
    st.session_state[_VIEW], st.session_state[_TOLD] = changed, told
    # What was undone there may not fit here.
    st.session_state.pop(_EARLIER, None)


def notices() -> list[str]:
    """Return what was left behind when the view was last changed as a whole, in sentences."""
    return st.session_state.get(_TOLD, [])


def show_edition(name: str) -> None:
    """Show another edition of the same areas: the figures that were just loaded, or those from before."""
    _acted()
    view().edition = name


def play() -> None:
    """Begin to step through the periods on the map of England."""
    _acted()
    st.session_state[_PLAYING] = True


def pause() -> None:
    """Stop stepping through the periods."""
    _acted()
    st.session_state[_PLAYING] = False


def is_playing() -> bool:
    """Return whether the map of England steps through the periods by itself."""
    return bool(st.session_state.get(_PLAYING))


def leave_player() -> None:
    """Stop stepping through the periods, on a page that does not show them."""
    st.session_state.pop(_PLAYING, None)


def follow(**parts: str | int | None) -> None:
    """Follow another indicator over time, since another period, or by another measure of the watch list."""
    _acted()
    for name, value in parts.items():
        setattr(view(), name, value)


def choose_area(area_code: str | None) -> None:
    """Make an area the chosen one, wherever it was chosen; a group without it gives way to the area's own."""
    _acted()
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
    _acted()
    view().colour = colour


def draw_outlines(outline: str) -> None:
    """Draw one of OUTLINES over the map of England."""
    _acted()
    view().outline = outline


def draw_shapes(shape: str) -> None:
    """Draw areas in one of SHAPES, on every map."""
    _acted()
    view().shape = shape


def take_true_rates(kind: str) -> None:
    """Take one of TRUE_RATES for the truth in probabilities."""
    _acted()
    view().true_rates = kind


def ask_question(question: str) -> None:
    """Show one part of the page Care or chance?: one of QUESTIONS."""
    _acted()
    view().question = question


def show_half(half: str) -> None:
    """Show one of the HALVES of What if."""
    _acted()
    view().half = half


def show_groups(kind: str) -> None:
    """Show groups of a kind: one of GROUP_KINDS, or OWN."""
    _acted()
    view().group_kind, view().group = kind, None


def show_group(code: str | None) -> None:
    """Show one group of the kind that is shown; None for the one of the area in view."""
    _acted()
    view().group = code


def pack(**parts: str | int | tuple[str, ...]) -> None:
    """Make the board pack of other areas, of other parts, or show another of its screens."""
    _acted()
    shown = view()
    for name, value in parts.items():
        setattr(shown, name, value)


def keep_own_group(name: str, area_codes: Sequence[str], instead_of: str | None = None) -> None:
    """Keep a person's own group and show it; `instead_of` is its name before."""
    _acted()
    kept = {other: codes for other, codes in view().own_groups.items() if other != instead_of}
    view().own_groups = {**kept, name: tuple(sorted(area_codes))}
    view().group_kind, view().group = OWN, name


def drop_own_group(name: str) -> None:
    """Remove a person's own group."""
    _acted()
    shown = view()
    shown.own_groups = {other: codes for other, codes in shown.own_groups.items() if other != name}
    shown.group = next(iter(shown.own_groups), None)
    if not shown.own_groups:
        shown.group_kind = first_kind(shown.edition)
        shown.outline = "none" if shown.outline == OWN else shown.outline


def change_parameter(path: str, value: Constant, side: Side = "scenario") -> None:
    """Change one parameter of the methodology; going back to its original value is no change."""
    change_parameters({path: value}, side)


def change_parameters(changed: Mapping[str, Constant], side: Side = "scenario") -> None:
    """Change parameters of the methodology, as one change that can be undone."""
    shown = view()
    changes = shown.changes if side == "scenario" else shown.baseline_changes
    original = unchanged_method(side)
    accepted, _ = data.try_changes(original, {**changes, **changed})
    accepted = data.without_unchanged(shown.edition, original, accepted)
    _set_scenario(**{"changes" if side == "scenario" else "baseline_changes": accepted})


def choose_method(name: str, side: Side = "scenario") -> None:
    """Rate by, or compare with, another methodology; changes of the old one's parameters mean nothing there.

    What is dropped, and what stays, is said until the next thing that a person does.
    """
    lost, kept = assessment(side), assessment("baseline" if side == "scenario" else "scenario")
    if side == "scenario":
        _set_scenario(method=name, changes={})
    else:
        _set_scenario(baseline=name, baseline_changes={})
    chosen = unchanged_method(side)
    if lost.method.changes and chosen.id != lost.method.id and not st.session_state[_TOLD]:
        st.session_state[_TOLD] = [_dropped(lost, kept, chosen.title, side)]
        st.session_state[_UNDO_OFFERED] = True


def _dropped(lost: Assessment, kept: Assessment, title: str, side: Side) -> str:
    """Say which changes another methodology does not have, and which of the other side are still there."""
    dropped = "; ".join(describe_changes(lost))
    said = f"“{title}” is used with its own settings. Dropped: {dropped}."
    if still := describe_changes(kept):
        said += f" Kept in the {'baseline' if side == 'scenario' else 'scenario'}: {'; '.join(still)}."
    return said


def undo_is_offered() -> bool:
    """Return whether what was just said is of changes that were dropped, and can be had back."""
    return bool(st.session_state.get(_UNDO_OFFERED)) and can_undo()


def use_own(text: str, brought: Methodology) -> None:
    """Rate by a methodology or scenario that somebody brought; `brought` is what its YAML text describes."""
    if (
        brought.id in methodology_ids()
        and data.methodology(brought.id, "", view().edition).with_changes(brought.changes) == brought
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
    _acted()
    if earlier := st.session_state.get(_EARLIER):
        for name, value in earlier.pop().items():
            setattr(view(), name, value)


def can_undo() -> bool:
    """Return whether there is a change to take back."""
    return bool(st.session_state.get(_EARLIER))


def _set_scenario(**parts: object) -> None:
    """Change parts of the scenario or the baseline, and remember how they were."""
    _acted()
    before = replace(view())
    for name, value in parts.items():
        setattr(view(), name, value)
    was = {name: getattr(before, name) for name in declarations(View, "rule")}
    if why := next(filter(None, (data.why_not_rated(view().edition, method(side)) for side in _SIDES)), ""):
        # What the figures cannot be rated by is not taken on, and said.
        for name, value in was.items():
            setattr(view(), name, value)
        st.session_state[_TOLD] = [why]
    elif any(getattr(view(), name) != value for name, value in was.items()):
        earlier = st.session_state.setdefault(_EARLIER, [])
        earlier.append(was)
        del earlier[:-MOST_UNDONE]
