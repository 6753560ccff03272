"""The instrument of the What if page: what its component in the browser is sent, and what it sends back.

The browser follows a thumb by looking up the ratings at its position. They are worked out here, by the one rule.
"""

import hashlib
from collections.abc import Mapping
from math import isfinite, isnan, nan
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st

from scoring import Assessment, Methodology, describe_changes, explain
from scoring.analysis.positions import (
    Positions,
    RatingsAtPositions,
    benchmark_number,
    outcome_codes,
    ratings_at_positions,
    slider_positions,
)
from scoring.explain.meanings import what_decides
from scoring.explain.words import format_threshold
from ui.components.scripts import script_from
from ui.session import results as data
from ui.session import state
from ui.session.saved_links import shortest_address
from ui.session.state import Side
from ui.what_if.encoding import digits, pairs, turns
from ui.what_if.facts import facts_in_view

_FILE, _KEY, _SEEN = "what_if/instrument.js", "instrument", "instrument_seen"
_facts = st.components.v2.component("what_if_facts", js=script_from(_FILE, "facts"))
_instrument = st.components.v2.component("what_if_instrument", js=script_from(_FILE, "instrument"))


def send_facts() -> None:
    """Send what stays while thresholds move. Outside the fragment, so that it travels once."""
    _facts(key="what_if_facts", data=facts_in_view())


def draw_instrument(was: Assessment, now: Assessment, side: Side) -> None:
    """Draw sliders of one side, the map of the ratings before and after, the counts and the chosen area.

    Parameters
    ----------
    was, now : Assessment
        The edition as the baseline and as the scenario rate it.
    side : "scenario" or "baseline"
        What the sliders change.
    """
    view = state.view()
    pressed = _instrument(
        key=_KEY,
        data=_data(was, now, side),
        default={"moved": None, "area": None},
        on_moved_change=lambda: _take_moved({"scenario": now, "baseline": was}),
        on_area_change=_take_area,
        on_more_change=lambda: None,
        on_undo_change=state.undo,
        on_back_change=state.reset_scenario,
    )
    if pressed.more and view.area is not None:
        st.switch_page("pages/area.py")


def _data(was: Assessment, now: Assessment, side: Side) -> dict[str, Any]:
    """Return what the component is sent with every change."""
    view = state.view()
    turned = now if side == "scenario" else was
    found = _at_positions(view.edition, turned.method, state.unchanged_method(side))
    chosen = None if view.area is None else now.places.get(view.area)
    seen = st.session_state.get(_SEEN, {})
    return {
        "facts": facts_in_view()["key"],
        "of": comparison_key(was, now),
        "seen": seen.get("moved"),
        "seenArea": seen.get("area"),
        "side": side,
        "changed": view.is_scenario,
        "undoable": state.can_undo(),
        "changes": _changes_in_words(was, now),
        # What the address will say once the run has ended, for who copies the link before.
        "query": urlencode(shortest_address(view), quote_via=quote),
        "before": digits(was.judgement.rating),
        "after": digits(now.judgement.rating),
        "outcomes": pairs(outcome_codes(now.judgement, now.judgement.present.shape)),
        "compared": _compared_with(now),
        "scores": _scores(now, chosen),
        "chosen": chosen,
        "decides": "" if chosen is None else what_decides(now),
        "reason": "" if chosen is None else explain(now, str(view.area)).sentence,
        "sliders": {one.path: _slider(one, found, chosen) for one in found.positions},
    }


def comparison_key(was: Assessment, now: Assessment) -> str:
    """Return a short name of what is compared, by which parts of the page know that they speak of the same."""
    said = was.method.model_dump_json() + now.method.model_dump_json()
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _changes_in_words(was: Assessment, now: Assessment) -> str:
    """Say which constants differ from the methodologies as they were read."""
    sides = {"Changed": describe_changes(now), "Changed in the baseline": describe_changes(was)}
    return " ".join(f"{side}: {'; '.join(changes)}." for side, changes in sides.items() if changes)


def _compared_with(of: Assessment) -> list[str]:
    """Return what each indicator is compared with, in words."""
    said = []
    for name, rule in of.method.indicators.items():
        meta = of.edition.meta.indicators[name]
        number = nan if rule.benchmark is None else benchmark_number(of, f"{name}.benchmark", name)
        if rule.benchmark == "peers":
            said.append("similar areas")
        elif isnan(number) or not of.method.judges_by_benchmark:
            said.append("–")
        else:
            said.append(format_threshold(number, meta, trim=False))
    return said


def _scores(of: Assessment, place: int | None) -> list[str] | None:
    """Return what each indicator of an area adds to its score, None for a rule that counts low and high ones."""
    scores = of.judgement.indicator_scores
    if of.method.judges_by_benchmark or scores is None:
        return None
    if place is None:
        return []
    return ["–" if isnan(score) else f"{score:.2f}".replace("-", "−") for score in scores[place]]


def _slider(one: Positions, found: RatingsAtPositions, chosen: int | None) -> dict[str, Any]:
    """Return where a slider stands, and what each of its positions makes of the ratings and of the chosen area."""
    start, step, count = one.even
    return {
        "now": one.now,
        "first": one.first,
        "values": {
            "from": start,
            "step": step,
            "count": count,
            "more": sorted({float(one.values[place]) for place in (one.now, one.first, -1)}),
        },
        "ratings": turns(found.rating[one.path]),
        "turns": "" if chosen is None else turns(found.outcome[one.path][:, chosen]),
    }


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=data.BY_CONTENT)
def _at_positions(edition_name: str, method: Methodology, original: Methodology) -> RatingsAtPositions:
    of = data.assessment(edition_name, method)
    return ratings_at_positions(of, original, slider_positions(of, original))


def _take_moved(sides: Mapping[Side, Assessment]) -> None:
    """Take over thresholds that were moved in the browser."""
    moved = st.session_state[_KEY]["moved"]
    if not isinstance(moved, dict):
        return
    _note_seen("moved", moved.get("id"))
    for side, of in sides.items():
        given, original = moved.get(side), state.unchanged_method(side)
        if not isinstance(given, dict) or not given:
            continue
        sliders = {one.path: one for one in slider_positions(of, original)}
        changes = {
            path: sliders[path].constant(float(value), original)
            for path, value in given.items()
            if path in sliders and type(value) in (int, float) and isfinite(value)
        }
        if changes:
            state.change_parameters(changes, side)


def _take_area() -> None:
    chosen = st.session_state[_KEY]["area"]
    if not isinstance(chosen, dict):
        return
    _note_seen("area", chosen.get("id"))
    code = chosen.get("code")
    if code is None or (isinstance(code, str) and code in data.edition(state.view().edition).short_names):
        state.choose_area(code)


def _note_seen(what: str, number: object) -> None:
    """Note which message has been taken, which the browser is told with the next data."""
    if isinstance(number, str):
        st.session_state[_SEEN] = {**st.session_state.get(_SEEN, {}), what: number[:40]}
