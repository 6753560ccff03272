"""What stands on the one-page profile of an area, as the template takes it: texts, and places between 0 and 1."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from charts.palette import OUTCOME_COLOURS, RATING_COLOURS, RATING_TEXT_COLOURS
from charts.strips import LINE_KINDS
from reports.figures.strip_chart import reference_lines
from reports.tables import area_words
from reports.tables.provenance import link_title
from reports.tables.source_text import shortened_link
from scoring import (
    PRESS_LABELS,
    RATING_LABELS,
    RATINGS,
    Assessment,
    Edition,
    Explanation,
    describe_changes,
    explain,
)
from scoring.analysis.probability import probability_sentence
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.assessment import Assessed
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import describe_benchmark, describe_probability, lower_first

_ROOM = 0.02
_LEAST_SHARE, _WIDE_ENOUGH, _NEARLY_SURE = 0.005, 0.08, 1 - 1e-9
"""Parts of a bar: the least that is drawn, the least that has a number in it, and what counts as the whole."""
_PARTS_OF_A_LINK = re.compile(r"[^&]{1,60}&?")


@dataclass(frozen=True)
class Everything(Assessed):
    """What is worked out once for all areas.

    `ratings`, `before` (by the baseline; None without a scenario) and `chances` are by area_code, `axes` are the
    ends of the axis of each indicator, in its unit.
    """

    baseline: Assessment | None
    ratings: pd.DataFrame
    before: pd.DataFrame | None
    chances: pd.DataFrame
    axes: dict[str, tuple[float, float]]


def axes(edition: Edition, judged: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the ends of the axis of each indicator, from rows of `breakdown` of all areas on the pages."""
    found = {}
    for name, meta in edition.meta.indicators.items():
        rows = judged[judged["indicator"] == name]
        lines = [value for value in (meta.england_value, meta.standard) if value is not None]
        values = edition.indicators.loc[edition.indicators["indicator"] == name, "value"]
        ends = pd.concat([values, rows["lower_ci"], rows["upper_ci"], rows["benchmark"], pd.Series(lines)])
        ends = ends.astype(float).dropna()
        low, high = (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)
        room = _ROOM * (high - low) or 1.0
        low, high = low - room, high + room
        found[name] = (max(low, 0.0), min(high, 100.0)) if meta.unit == "%" else (low, high)
    return found


def page_of(every: Everything, area_code: str, link: str) -> dict[str, Any]:
    """Return the page of an area."""
    edition = every.edition
    result = explain(every.assessment, area_code)
    notes = area_words.area_notes(edition, area_code)
    about = area_words.about_area(edition, area_code)
    full = edition.areas.set_index("area_code").loc[area_code, "area_name"]
    return {
        "code": area_code,
        "name": full,
        "about": about.removeprefix(f"{full} ").removeprefix("(").replace(")", "", 1),
        "rating": _rating(result.rating),
        "layers": [
            word
            for word, there in (("moderated", result.moderation), ("capped by a limit", result.limited_by))
            if there
        ],
        "estimated": result.basis != "published" and result.rating != "not_rated",
        "sentence": result.sentence,
        "remarks": [*_baseline(every, result), *_published(edition, result)],
        "indicators": [_indicator(every, row) for row in result.indicators.itertuples()],
        "notes": [notes[name] for name in result.indicators["indicator"] if name in notes],
        "sure": _sure(every, area_code),
        "take": targets_sentences(edition, what_would_it_take(every.assessment, area_code)),
        "similar": _similar(every, area_code),
        "neighbours": _neighbours(every, area_code),
        "link": link if link.startswith("http") else "",
        "link_title": link_title(link) if link else "",
        "link_parts": _PARTS_OF_A_LINK.findall(shortened_link(link)),
    }


def _rating(rating: str) -> dict[str, str]:
    return {
        "words": RATING_LABELS[rating],
        "press": "" if rating == "not_rated" else PRESS_LABELS[rating].lower(),
        "fill": RATING_COLOURS[rating],
        "ink": RATING_TEXT_COLOURS[rating],
    }


def _baseline(every: Everything, result: Explanation) -> list[str]:
    """Say what the scenario changes and how the baseline rates the area."""
    if every.before is None or every.baseline is None:
        return []
    before = RATING_LABELS[every.before.loc[result.area_code, "rating"]]
    same = "the same" if before == RATING_LABELS[result.rating] else lower_first(before)
    changes = "; ".join(describe_changes(every.baseline))
    changed = f" (changed: {changes})" if changes else ""
    return [f"By the baseline, {every.baseline.method.title}{changed}: {same}."]


def _published(edition: Edition, result: Explanation) -> list[str]:
    """Say what rating was published for the area, if any is known of this edition."""
    known = edition.published_ratings
    rows = known[known["area_code"] == result.area_code]
    if rows.empty:
        return []
    row = rows.iloc[0]
    inferred = "" if row["certainty"] == "stated" else ", inferred by elimination"
    same = "the same as" if row["rating"] == result.rating else "different from"
    label = lower_first(RATING_LABELS[row["rating"]])
    return [f"Published rating: {label}{inferred} ({row['publisher']}), {same} the one computed here."]


def _indicator(every: Everything, row: Any) -> dict[str, Any]:
    """Return an indicator: its strip, in places along the axis, and its row of the table."""
    meta = every.edition.meta.indicators[row.indicator]
    judged = OUTCOME_WORDS[row.outcome]
    if row.outcome == "scored":
        judged = f"Score {row.score:.2f}".replace("-", "−") if not math.isnan(row.score) else "No score"
    threshold = _threshold(every, row, meta)
    estimated = row.basis != "published"
    basis = "no value" if math.isnan(row.value) else "estimated (hollow)" if estimated else "published"
    cells = {
        "Indicator": meta.short_label,
        "Value": area_words.figure_in_words(row.value, row.basis, meta),
        "95% interval": area_words.interval(row, meta),
        "England": area_words.england_in_words(meta),
        "Standard": area_words.standard(meta),
        "Threshold": threshold,
        "Judged": judged,
        "Patients": area_words.counts(row, meta),
    }
    return {
        "id": row.indicator,
        "title": meta.short_label,
        "judged": judged,
        "colour": OUTCOME_COLOURS[row.outcome],
        "period": f"{meta.period} · {basis}",
        "alt": f"{meta.label}: {row.reason}. England {cells['England']}, standard {cells['Standard']}, "
        f"95% interval {cells['95% interval']}.",
        "value": _place(every, row.indicator, row.value),
        "shown": "" if math.isnan(row.value) else cells["Value"],
        "lower": _place(every, row.indicator, row.lower_ci),
        "upper": _place(every, row.indicator, row.upper_ci),
        "hollow": estimated,
        "lines": _lines(every, row, meta),
        "axis": _axis(every, row.indicator, meta),
        "cells": cells,
    }


def _threshold(every: Everything, row: Any, meta: IndicatorMeta) -> str:
    if math.isnan(row.benchmark):
        return "–"
    kind = every.method.indicators[row.indicator].benchmark or 0.0
    rests = every.edition.rests_on_estimates(row.indicator)
    text = describe_benchmark(row.benchmark, meta, kind, brief=True, estimated=rests)
    return text[0].upper() + text[1:]


def _place(every: Everything, indicator: str, value: float) -> float | None:
    """Return where a value lies along the axis, from 0 to 1; None for none."""
    low, high = every.axes[indicator]
    return None if math.isnan(value) else float(np.clip((value - low) / (high - low), 0, 1))


def _lines(every: Everything, row: Any, meta: IndicatorMeta) -> list[dict[str, Any]]:
    return [
        {
            "label": line.label,
            "place": _place(every, row.indicator, line.value),
            "colour": LINE_KINDS[line.kind],
            "dashed": line.kind != "England",
            "side": line.side,
        }
        for line in reference_lines(every.method, meta, row).itertuples()
    ]


def _axis(every: Everything, indicator: str, meta: IndicatorMeta) -> list[dict[str, Any]]:
    """Return a few round numbers along the axis."""
    low, high = every.axes[indicator]
    rough = (high - low) / 4
    step = 10 ** math.floor(math.log10(rough))
    step *= next(times for times in (1, 2, 5, 10) if times * step >= rough)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks = np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step
    return [
        {"place": _place(every, indicator, float(tick)), "label": f"{tick:,.{decimals}f}"} for tick in ticks
    ]


def _sure(every: Everything, area_code: str) -> dict[str, Any]:
    """Return the probability of each rating, as a sentence and as parts of a bar."""
    if every.method.aggregation == "not_rated":
        return {"sentence": "There is no overall rating, so there are no probabilities to give.", "bars": []}
    row = every.chances.loc[area_code]
    mark = "" if row["basis"] == "published" or row["not_rated"] > _NEARLY_SURE else " (est.)"
    time = "period" if every.edition.meta.period else "year"
    sentence = probability_sentence(row, f"Had the {time} been repeated and only chance differed")
    said = [f"{sentence.removesuffix('.')}{mark}.", *area_words.moderation_aside(every.method, [area_code])]
    return {
        "sentence": " ".join(said),
        "bars": [
            {
                "share": float(row[rating]),
                "words": describe_probability(row[rating]) if row[rating] > _WIDE_ENOUGH else "",
                "fill": RATING_COLOURS[rating],
                "ink": RATING_TEXT_COLOURS[rating],
            }
            for rating in RATINGS
            if row[rating] >= _LEAST_SHARE
        ],
    }


def _similar(every: Everything, area_code: str) -> dict[str, Any] | None:
    """Return the similar areas with their ratings, nearest first; None where the edition finds none."""
    settings = every.edition.meta.similar_areas
    if settings is None:
        return None
    pairs = every.edition.similar[every.edition.similar["area_code"] == area_code].sort_values("rank")
    if pairs.empty:
        return {"areas": [], "none": "None of the figures used to find similar areas is available."}
    return {"areas": _rated(every, pairs["similar_code"]), "none": ""}


def _neighbours(every: Everything, area_code: str) -> dict[str, Any] | None:
    """Return the neighbours with their ratings, longest border first; None where no borders are known."""
    pairs = every.edition.neighbours
    if pairs.empty:
        return None
    own = pairs[pairs["area_code"] == area_code].sort_values(
        "shared_border_km", ascending=False, kind="stable"
    )
    if own.empty:
        return {"areas": [], "none": "It shares no land border with another area."}
    return {"areas": _rated(every, own["neighbour_code"]), "none": ""}


def _rated(every: Everything, codes: Iterable[str]) -> list[dict[str, str]]:
    found = []
    for code in codes:
        rating, basis = "not_rated", "published"
        if code in every.ratings.index:
            rating, basis = every.ratings.loc[code, ["rating", "basis"]]
        mark = "" if basis == "published" or rating == "not_rated" else ", est."
        words = f"{lower_first(RATING_LABELS[rating])}{mark}"
        name = every.edition.short_names.get(code, code)
        found.append({"name": name, "words": words, "fill": RATING_COLOURS[rating]})
    return found
