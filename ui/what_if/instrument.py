"""The instrument of the What if page: what its component in the browser is sent, and what it sends back.

The browser follows a thumb by looking up the ratings at its position. They are worked out here, by the one rule.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite, isnan, nan
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import streamlit as st

from charts.palette import (
    DIRECTION_COLOURS,
    INK,
    NO_VALUE,
    RATING_COLOURS,
    RATING_TEXT_COLOURS,
)
from scoring import (
    PRESS_LABELS,
    RATING_LABELS,
    RATINGS,
    Assessment,
    Methodology,
    describe_changes,
    explain,
    format_value,
)
from scoring.analysis.positions import (
    OUTCOMES,
    Positions,
    RatingsAtPositions,
    benchmark_number,
    outcome_codes,
    ratings_at_positions,
    slider_positions,
)
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.explain.meanings import what_decides
from scoring.explain.outcomes import RATING_VERBS
from scoring.explain.words import format_threshold, parameter_label
from scoring.rating.grid import IntArray
from ui.components import html
from ui.components.before_after import DIRECTION_WORDS
from ui.components.scripts import script_from
from ui.session import results as data
from ui.session import state
from ui.session.map_source import MapSource
from ui.session.saved_links import shortest_address
from ui.session.state import Side
from ui.session.view import outlines

_FILE, _KEY, _SEEN = "what_if/instrument.js", "instrument", "instrument_seen"
_facts = st.components.v2.component("what_if_facts", js=script_from(_FILE, "facts"))
_instrument = st.components.v2.component("what_if_instrument", js=script_from(_FILE, "instrument"))


def send_facts(assessment: Assessment) -> None:
    """Send what stays while thresholds move. Outside the fragment, so that it travels once."""
    _facts(key="what_if_facts", data=_facts_in_view(assessment.method))


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
        "facts": _facts_in_view(now.method)["key"],
        "seen": seen.get("moved"),
        "seenArea": seen.get("area"),
        "side": side,
        "changed": view.is_scenario,
        "changes": _changes_in_words(was, now),
        # What the address will say once the run has ended, for who copies the link before.
        "query": urlencode(shortest_address(view), quote_via=quote),
        "before": _text(was.judgement.rating),
        "after": _text(now.judgement.rating),
        "outcomes": _text(outcome_codes(now.judgement, now.judgement.present.shape)),
        "compared": _compared_with(now),
        "scores": _scores(now, chosen),
        "chosen": chosen,
        "decides": "" if chosen is None else what_decides(now),
        "reason": "" if chosen is None else explain(now, str(view.area)).sentence,
        "sliders": [
            _slider(one, found, turned, state.unchanged_method(side), chosen) for one in found.positions
        ],
    }


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


def _slider(
    one: Positions, found: RatingsAtPositions, of: Assessment, original: Methodology, chosen: int | None
) -> dict[str, Any]:
    start, step, count = one.even
    meta = None if one.indicator is None else of.edition.meta.indicators[one.indicator]
    kind = original.values[one.path]
    first = float(one.values[one.first])
    hint = f"rule: {format_threshold(first, meta) if meta else f'{first:g}'}"
    if meta and kind == "england":
        hint = f"England: {format_value(first, meta)}"
    elif meta and first == meta.standard:
        hint = f"standard: {format_threshold(first, meta)}"
    label = parameter_label(one.path, of)
    if meta and one.path.partition(".")[0] == one.indicator:
        label = meta.short_label
    whole = isinstance(kind, int)
    about = of.method.parameters[one.path]
    return {
        "path": one.path,
        "label": label,
        "hint": hint,
        "meant": meta is not None,
        "unit": "" if meta is None else meta.unit,
        "decimals": 0 if whole else meta.decimals if meta else 2,
        "whole": whole,
        "lowest": about.minimum,
        "highest": about.maximum,
        "values": {
            "from": start,
            "step": step,
            "count": count,
            "more": sorted({float(one.values[place]) for place in (one.now, one.first, -1)}),
        },
        "now": one.now,
        "first": one.first,
        "ratings": _turns(found.rating[one.path]),
        "outcomes": "" if chosen is None else _turns(found.outcome[one.path][:, chosen]),
    }


_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Digits to the base of 64."""
_FAR = 62
"""So many rows further on, and the next digit counts as well."""


def _turns(rows: IntArray) -> str:
    """Return what changes from row to row of small numbers, four letters a change.

    Rows further on since the last change, column (two letters), and eight times the number before plus the number
    after. From any row that is known, all others follow.
    """
    row, column = np.nonzero(rows[1:] != rows[:-1])
    further = np.diff(row + 1, prepend=0)
    numbers = 8 * rows[row, column] + rows[row + 1, column]
    letters = []
    for far, place, both in zip(further.tolist(), column.tolist(), numbers.tolist(), strict=True):
        letters.append("_" * (far // (_FAR + 1)) + _LETTERS[far % (_FAR + 1)])
        letters.append(_LETTERS[place // 64] + _LETTERS[place % 64] + _LETTERS[both])
    return "".join(letters)


def _text(numbers: Any) -> str:
    """Return small numbers as a text, a digit each."""
    return "".join(map(str, np.asarray(numbers).astype(int).ravel().tolist()))


@st.cache_resource(show_spinner=False, max_entries=200, hash_funcs=data.BY_CONTENT)
def _at_positions(edition_name: str, method: Methodology, original: Methodology) -> RatingsAtPositions:
    of = data.assessment(edition_name, method)
    return ratings_at_positions(of, original, slider_positions(of, original))


def _facts_in_view(method: Methodology) -> dict[str, Any]:
    """Return the facts of the edition in view, as the browser sees them."""
    view = state.view()
    source = data.map_source(view.edition)
    known = view.outline in outlines(view.edition, own=False) and view.outline != "none"
    return _facts_of(
        view.edition, tuple(method.indicators), source, view.shape, view.outline if known else ""
    )


@st.cache_resource(
    show_spinner=False, max_entries=50, hash_funcs={MapSource: lambda source: str(asdict(source))}
)
def _facts_of(
    edition_name: str, indicators: tuple[str, ...], source: MapSource, shape: str, outline: str
) -> dict[str, Any]:
    """Return areas, figures, colours and words, and where the shapes are; `key` names them."""
    edition = data.edition(edition_name)
    grid = edition.grid(indicators)
    places = {code: place for place, code in enumerate(grid.area_codes)}
    hexagons = shape == "hexagons" and source.hexagons_url is not None
    addresses = [source.hexagons_url] if hexagons else [source.url, source.inset_url]
    groups = edition.areas.set_index("area_code").reindex(grid.area_codes)
    facts: dict[str, Any] = {
        "codes": grid.area_codes.tolist(),
        "estimated": _text(~grid.published.all(axis=-1)),
        "ods": groups["ods_code"].fillna("").tolist() if "ods_code" in groups else [],
        "names": [edition.short_names.get(code, code) for code in grid.area_codes],
        "groups": groups["alliance"].fillna("").tolist() if "alliance" in groups else [],
        "topologies": [address for address in addresses if address] if source.url else [],
        "projection": "identity" if hexagons else "mercator",
        # Without outlines of regions, London cannot be told from its neighbours on hexagons.
        "outlines": outline or ("regions" if hexagons else ""),
        "noMap": source.problem or "",
        "ids": [places.get(code, -1) for code in source.area_codes],
        "noValue": NO_VALUE,
        "ratings": [
            {
                "label": RATING_LABELS[rating],
                "press": PRESS_LABELS[rating].lower(),
                "verb": RATING_VERBS[rating],
                "colour": RATING_COLOURS[rating],
                "pale": html.pale(RATING_COLOURS[rating]),
                "text": RATING_TEXT_COLOURS[rating],
            }
            for rating in RATINGS
        ],
        "ways": {
            way: {"label": label, "colour": DIRECTION_COLOURS[way], "pale": DIRECTION_COLOURS[way]}
            for way, label in DIRECTION_WORDS.items()
        },
        "moved": INK,
        "outcomes": [{"label": OUTCOME_WORDS[one], "colour": html.outcome_colour(one)} for one in OUTCOMES],
        "indicators": [
            {
                "name": name,
                "label": meta.short_label,
                "england": "–" if meta.england_value is None else format_value(meta.england_value, meta),
                "standard": "–"
                if meta.standard is None
                else format_threshold(meta.standard, meta, trim=False),
                "values": [
                    "–" if np.isnan(value) else format_value(value, meta) for value in grid.value[:, column]
                ],
                "estimated": _text(~grid.published[:, column] & ~np.isnan(grid.value[:, column])),
            }
            for column, name in enumerate(indicators)
            for meta in (edition.meta.indicators[name],)
        ],
    }
    return {"key": hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16], **facts}


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
