"""What the browser needs once for the What if page, since it stays while thresholds move."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

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
    format_value,
)
from scoring.analysis.positions import OUTCOMES, benchmark_number, compared_indicator
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.explain.outcomes import RATING_VERBS
from scoring.explain.words import format_threshold, parameter_label
from ui.components import html
from ui.components.before_after import DIRECTION_WORDS
from ui.session import results as data
from ui.session import state
from ui.session.map_source import MapSource
from ui.session.view import outlines
from ui.what_if.encoding import digits


def facts_in_view() -> dict[str, Any]:
    """Return the facts of what is in view: those of `facts_of`."""
    view = state.view()
    known = view.outline in outlines(view.edition, own=False) and view.outline != "none"
    return facts_of(
        view.edition,
        data.map_source(view.edition),
        view.shape,
        view.outline if known else "",
        (state.unchanged_method("scenario"), state.unchanged_method("baseline")),
    )


@st.cache_resource(
    show_spinner=False,
    max_entries=50,
    hash_funcs={**data.BY_CONTENT, MapSource: lambda source: str(asdict(source))},
)
def facts_of(
    edition_name: str, source: MapSource, shape: str, outline: str, methods: tuple[Methodology, Methodology]
) -> dict[str, Any]:
    """Return areas, figures, colours and words, where the shapes are, and the sliders; `key` names all of them.

    `methods` are those of scenario and baseline, as they were read.
    """
    indicators = tuple(methods[0].indicators)
    facts = {
        **_areas(edition_name, indicators),
        **_shapes(edition_name, indicators, source, shape, outline),
        **_looks(),
        "sliders": {
            side: _sliders(data.assessment(edition_name, method))
            for side, method in zip(("scenario", "baseline"), methods, strict=True)
        },
    }
    return {"key": hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16], **facts}


def _areas(edition_name: str, indicators: tuple[str, ...]) -> dict[str, Any]:
    edition = data.edition(edition_name)
    grid = edition.grid(indicators)
    about = edition.areas.set_index("area_code").reindex(grid.area_codes)
    return {
        "codes": grid.area_codes.tolist(),
        "estimated": digits(~grid.published.all(axis=-1)),
        "ods": about["ods_code"].fillna("").tolist() if "ods_code" in about else [],
        "names": [edition.short_names.get(code, code) for code in grid.area_codes],
        "groups": about["alliance"].fillna("").tolist() if "alliance" in about else [],
        "indicators": [
            {
                "name": name,
                "label": meta.short_label,
                "england": "–" if meta.england_value is None else format_value(meta.england_value, meta),
                "values": [
                    "–" if np.isnan(value) else format_value(value, meta) for value in grid.value[:, column]
                ],
                "estimated": digits(~grid.published[:, column] & ~np.isnan(grid.value[:, column])),
            }
            for column, name in enumerate(indicators)
            for meta in (edition.meta.indicators[name],)
        ],
    }


def _shapes(
    edition_name: str, indicators: tuple[str, ...], source: MapSource, shape: str, outline: str
) -> dict[str, Any]:
    grid = data.edition(edition_name).grid(indicators)
    places = {code: place for place, code in enumerate(grid.area_codes)}
    hexagons = shape == "hexagons" and source.hexagons_url is not None
    addresses = [source.hexagons_url] if hexagons else [source.url, source.inset_url]
    return {
        "topologies": [address for address in addresses if address] if source.url else [],
        "projection": "identity" if hexagons else "mercator",
        # Without outlines of regions, London cannot be told from its neighbours on hexagons.
        "outlines": outline or ("regions" if hexagons else ""),
        "noMap": source.problem or "",
        "ids": [places.get(code, -1) for code in source.area_codes],
        "noValue": NO_VALUE,
    }


def _looks() -> dict[str, Any]:
    return {
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
    }


def _sliders(original: Assessment) -> dict[str, dict[str, Any]]:
    """Return what is said of every constant that may have a slider, by path."""
    method = original.method
    compared = {path: compared_indicator(method, path) for path, _ in method.constants()}
    return {
        path: _slider(path, compared[path], original)
        for path, value in method.constants()
        if compared[path] is not None or not isinstance(value, str)
    }


def _slider(path: str, indicator: str | None, original: Assessment) -> dict[str, Any]:
    kind, about = original.method.values[path], original.method.parameters[path]
    meta = None if indicator is None else original.edition.meta.indicators[indicator]
    if meta is None or indicator is None:
        hint, label = f"rule: {float(kind):g}", parameter_label(path, original)
    else:
        first = benchmark_number(original, path, indicator)
        hint = f"rule: {format_threshold(first, meta)}"
        if kind == "england":
            hint = f"England: {format_value(first, meta)}"
        elif first == meta.standard:
            hint = f"standard: {format_threshold(first, meta)}"
        of_itself = path.partition(".")[0] == indicator
        label = meta.short_label if of_itself else parameter_label(path, original)
    whole = isinstance(kind, int)
    return {
        "path": path,
        "label": label,
        "hint": hint,
        "meant": meta is not None,
        "unit": "" if meta is None else meta.unit,
        "decimals": 0 if whole else meta.decimals if meta else 2,
        "whole": whole,
        "lowest": about.minimum,
        "highest": about.maximum,
    }
