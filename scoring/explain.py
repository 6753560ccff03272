"""Ratings in words: why an area has the rating it has."""

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from scoring.edition import Edition, IndicatorMeta
from scoring.errors import DataError
from scoring.methodology import RATING_LABELS, Band, Methodology
from scoring.rating import breakdown, rate, round_half_up

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VERBS = {
    "top": "is top performing",
    "well": "is performing well",
    "needs": "needs improvement",
    "greatest": "is in greatest need for improvement",
    "not_rated": "is not rated",
}


@dataclass(frozen=True)
class Explanation:
    """Why an area has its rating.

    `sentence` is for people; `indicators` has one row an indicator, in the methodology's order, with the
    columns of `breakdown` and `reason` (what was compared with what, in words).
    """

    area_code: str
    short_name: str
    rating: str
    basis: str
    sentence: str
    indicators: pd.DataFrame


def explain(edition: Edition, method: Methodology, area_code: str) -> Explanation:
    """Explain the rating of one area.

    Parameters
    ----------
    area_code : str
        An ONS code that the edition has (see `Edition.find_area`).

    Raises
    ------
    DataError
        If the edition has no figures for the area, or lacks an indicator that the methodology uses.
    """
    edition.check_indicators(method.indicators)
    figures = edition.indicators[edition.indicators["area_code"] == area_code]
    if figures.empty:
        raise DataError(f"There are no figures for {edition.short_names.get(area_code, area_code)}.")
    rows = breakdown(figures, method)
    rows["reason"] = [describe_outcome(row, edition, method) for row in rows.itertuples()]
    rated = rate(figures, method).iloc[0]
    name = edition.short_names.get(area_code, area_code)
    sentence = rating_sentence(name, str(rated["rating"]), rows, edition, method)
    return Explanation(area_code, name, str(rated["rating"]), str(rated["basis"]), sentence, rows)


def rating_sentence(name: str, rating: str, rows: pd.DataFrame, edition: Edition, method: Methodology) -> str:
    """Say why an area has a rating, from its rows of `breakdown` with `reason`.

    For example: "Dorset needs improvement because one of four indicators, 62-day waits, is low: 82.7%
    against the standard of 85%. The other three are not low."
    """
    opening = f"{name} {_VERBS[rating]}"
    total = number_word(len(rows))
    low, high = rows[rows["outcome"] == "low"], rows[rows["outcome"] == "high"]
    present = rows[rows["outcome"] != "missing"]
    if rating == "not_rated":
        few = f"only {number_word(len(present))}" if len(present) else "none"
        have = "has" if len(present) < 2 else "have"
        return (
            f"{opening} because {few} of {total} indicators {have} a value; "
            f"this methodology needs {number_word(method.minimum_indicators)}."
        )
    labels = {key: lower_first(meta.short_label) for key, meta in edition.meta.indicators.items()}
    if low.empty:
        return (
            f"{opening} because none of {total} indicators is low{_about_high(rating, high, labels, method)}."
        )
    # A rule may let an area do well with some indicators low; then "because" would be wrong.
    because = "although" if rating in ("top", "well") else "because"
    others = len(present) - len(low)
    rest = f" The other {number_word(others)} {'is' if others == 1 else 'are'} not low." if others else ""
    if len(low) == 1:
        row = low.iloc[0]
        subject = f"one of {total} indicators, {labels[row['indicator']]}, is low"
        return f"{opening} {because} {subject}: {row['reason']}.{rest}"
    reasons = [describe_outcome(row, edition, method, ends=False) for row in low.itertuples()]
    details = "; ".join(
        f"{labels[name]} ({reason})" for name, reason in zip(low["indicator"], reasons, strict=True)
    )
    return f"{opening} {because} {number_word(len(low))} of {total} indicators are low: {details}.{rest}"


def _about_high(rating: str, high: pd.DataFrame, labels: dict[str, str], method: Methodology) -> str:
    """Say how many indicators are high and whether that is enough for the best rating."""
    needed = method.bands.get("top", Band()).high_at_least
    names = ", ".join(labels[indicator] for indicator in high["indicator"])
    count = number_word(len(high)) + (f" ({names})" if names else "")
    verb = "is" if len(high) == 1 else "are"
    if rating == "top" or needed is None:
        return f" and {count} {verb} high"
    return f"; {count} {verb} high, and top performing needs {number_word(needed)}"


def describe_outcome(
    row: Any, edition: Edition, method: Methodology, *, brief: bool = False, ends: bool = True
) -> str:
    """Say what one indicator of an area was compared with; `row` is a row of `breakdown` as a tuple.

    `brief` gives a standard or threshold as its number only: '82.7% against 82%'. Without `ends` it is not
    said how near the interval comes.
    """
    indicator, outcome = row.indicator, row.outcome
    meta = edition.meta.indicators[indicator]
    if outcome == "missing":
        return "no value"
    rule = method.indicators[indicator]
    by = {"low": rule.low_by, "high": rule.high_by}.get(outcome, rule.low_by)
    if isnan(row.lower_ci):
        by = "value"  # without an interval the value alone was compared
    # A rule that compares 84.96 with 85 must not be explained with 85.0.
    extra = max(0, method.value_decimals - meta.decimals) if by == "value" else 0
    value = format_value(row.value, meta, extra=extra) + (" est." if row.basis == "estimated" else "")
    bar = describe_benchmark(row.benchmark, meta, rule.benchmark, brief=brief)
    if by == "value":
        return f"{value} against {bar}"
    if outcome == "similar":
        return f"{value}, not clearly different from {bar}"
    lower, upper = row.low_edge, row.high_edge
    side, edge = ("below", lower) if outcome == "low" else ("above", upper)
    if meta.direction == "lower_is_better":
        side = {"below": "above", "above": "below"}[side]
    text = f"{value}, with the whole {by}% interval {side} {bar}"
    if not ends:
        return text
    mark = " est." if row.interval_basis == "estimated" else ""
    end = "upper" if side == "below" else "lower"
    return f"{text} ({end} end {format_value(edge, meta, extra=1)}{mark})"


def describe_benchmark(
    benchmark: float, meta: IndicatorMeta, kind: float | str, *, brief: bool = False
) -> str:
    """Name a benchmark: 'the standard of 85%' (briefly '85%'), "England's 50.7%", 'the threshold of 82%'."""
    if kind == "england":
        return f"England's {format_value(benchmark, meta, trim=True)}"
    # A threshold of 82.75 is not one of 82.8.
    shown = format_value(benchmark, meta, trim=True, extra=4)
    if brief:
        return shown
    if kind == "standard" or (meta.standard is not None and abs(benchmark - meta.standard) < 1e-9):
        return f"the standard of {shown}"
    return f"the threshold of {shown}"


def format_value(value: float, meta: IndicatorMeta, *, trim: bool = False, extra: int = 0) -> str:
    """Write a value with its unit: 82.7%, 12.3 per 100,000. `trim` drops a trailing .0."""
    decimals = meta.decimals + extra
    text = f"{float(round_half_up(np.asarray(value), decimals)):,.{decimals}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if meta.unit == "%" else f"{text} {meta.unit}"


def number_word(number: int) -> str:
    """Write a small number as a word: 'none' for 0, 'four' for 4, '12' for 12."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def lower_first(label: str) -> str:
    """Lower the first letter for use inside a sentence, unless it starts an abbreviation or a number."""
    return label if label[:2].isupper() or not label[:1].isalpha() else label[0].lower() + label[1:]


_CHANGED = {
    "benchmark": "threshold",
    "low_by": "counts as low by",
    "high_by": "counts as high by",
    "low_at_least": "low indicators needed",
    "high_at_least": "high indicators needed",
}


def describe_changes(method: Methodology, edition: Edition) -> list[str]:
    """Say what a scenario changes, one phrase a change: '62-day waits: threshold 82% (was 85%)'."""
    original = method.original_values
    phrases = []
    for path, value in method.changes.items():
        owner, _, field = path.partition(".")
        meta = edition.meta.indicators.get(owner)
        subject = meta.short_label if meta else RATING_LABELS.get(owner, "Every rating")
        now, before = describe_parameter(value, meta), describe_parameter(original[path], meta)
        phrases.append(f"{subject}: {_CHANGED.get(field, owner.replace('_', ' '))} {now} (was {before})")
    return phrases


def describe_parameter(value: object, meta: IndicatorMeta | None = None) -> str:
    """Write the value of a parameter for people: "England's 50.7%", '95% interval', '82%', '3'."""
    words = {"value": "value", "95": "95% interval", "99.8": "99.8% interval", "standard": "the standard"}
    if value == "england":
        if meta is None or meta.england_value is None:
            return "England"
        return f"England's {format_value(meta.england_value, meta, trim=True)}"
    if isinstance(value, int | float):
        return f"{value:g}" if meta is None else format_value(value, meta, trim=True, extra=4)
    return words.get(str(value), str(value))
