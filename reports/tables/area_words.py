"""The figures of one area as texts, the same on pages and in documents."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from scoring import Edition, Methodology, format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import format_threshold
from scoring.rating.grid import round_half_up


def about_area(edition: Edition, code: str) -> str:
    """Return name, codes, groups and population of an area in a line; what is not known is left out."""
    about = edition.areas.set_index("area_code").loc[code].dropna()
    groups = {"alliance": "Cancer Alliance: ", "stp": "STP: ", "region": ""}
    parts = [f"{about['area_name']} ({code}, {about['ods_code']})"]
    parts += [f"{label}{about[name]}" for name, label in groups.items() if name in about]
    if "population" in about:
        parts.append(f"{about['population']:,.0f} people (mid-2015)")
    return " · ".join(parts)


def area_notes(edition: Edition, area_code: str) -> dict[str, str]:
    """Return the notes that the edition has on the figures of an area, by indicator."""
    if "note" not in edition.indicators:
        return {}
    rows = edition.indicators[
        (edition.indicators["area_code"] == area_code) & edition.indicators["note"].notna()
    ]
    return {
        r.indicator: f"{edition.meta.indicators[r.indicator].short_label}: {r.note}"
        for r in rows.itertuples()
    }


def figure_in_words(value: float, basis: str, meta: IndicatorMeta) -> str:
    """Return a figure with its unit, marked if it is an estimate; '–' for none."""
    if math.isnan(value):
        return "–"
    return format_value(value, meta) + ("" if basis == "published" else " est.")


def interval(row: Any, meta: IndicatorMeta) -> str:
    """Return the 95% interval of a row of `breakdown`, marked if it is based on estimates."""
    if math.isnan(row.lower_ci):
        return "none"
    mark = " est." if row.interval_basis == "estimated" else ""
    return f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}{mark}"


def counts(row: Any, meta: IndicatorMeta, *, label: bool = True) -> str:
    """Return the patients behind a row of `breakdown`: '525 of 635 patients'; '–' if they are not known."""
    if math.isnan(row.denominator):
        return "–"
    mark = " est." if row.interval_basis == "estimated" else ""
    words = f" {meta.denominator_label}" if label and meta.denominator_label else ""
    return f"{row.numerator:,.0f} of {row.denominator:,.0f}{words}{mark}"


def moderation_aside(method: Methodology, area_codes: Iterable[str]) -> list[str]:
    """Return what to say with probabilities of areas if a panel decided the rating of any: a sentence, or nothing."""
    applied = method.moderation_applied == "yes" and any(code in method.moderation for code in area_codes)
    return ["By the rule alone, moderation aside."] if applied else []


def england_in_words(meta: IndicatorMeta) -> str:
    """Return England's value, '–' if there is none."""
    return "–" if meta.england_value is None else format_value(meta.england_value, meta)


def is_england(benchmark: float, meta: IndicatorMeta) -> bool:
    """Return whether a benchmark is England's value, which is rounded where a value is compared by itself."""
    england = meta.england_value
    return england is not None and any(
        benchmark == float(round_half_up(np.asarray(england), decimals))
        for decimals in range(_MOST_DECIMALS + 1)
    )


_MOST_DECIMALS = 6
"""To how many decimals a methodology may round at most."""


def standard(meta: IndicatorMeta) -> str:
    """Return the national standard, '–' if there is none."""
    return "–" if meta.standard is None else format_threshold(meta.standard, meta, trim=False)
