"""Figures, benchmarks and parameters in words."""

import calendar
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.methodology.parts import MODERATION, MODERATION_APPLIED, RATING_LABELS
from scoring.rating.grid import round_half_up

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_CERTAIN = 1 - 1e-9


def describe_benchmark(
    benchmark: float,
    meta: IndicatorMeta,
    kind: float | str,
    *,
    brief: bool = False,
    estimated: bool = False,
    extra: int = 0,
) -> str:
    """Name a benchmark: 'the standard of 85%' (briefly '85%'), "England's 50.7%", 'the threshold of 82%'.

    A figure has `extra` decimals, as the value beside it; a threshold all that it is used with.
    """
    if kind == "england":
        return f"England's {format_value(benchmark, meta, extra=extra)}"
    if kind == "peers":
        return f"similar areas' {format_value(benchmark, meta, extra=extra)}{' est.' if estimated else ''}"
    shown = format_threshold(benchmark, meta)
    if brief:
        return shown
    if kind == "standard" or (meta.standard is not None and abs(benchmark - meta.standard) < 1e-9):
        return f"the standard of {shown}"
    return f"the threshold of {shown}"


class Quantity(Protocol):
    """What a number is counted in: an indicator's metadata, or a plain number without a unit."""

    @property
    def decimals(self) -> int:
        """Decimals to show."""

    @property
    def unit(self) -> str:
        """The unit, empty for a plain number."""


@dataclass(frozen=True)
class _Plain:
    decimals: int = 2
    unit: str = ""


PLAIN_NUMBER: Quantity = _Plain()
"""A weight, a cut of a score, a share: two decimals and no unit."""


def format_value(value: float, meta: Quantity, *, trim: bool = False, extra: int = 0) -> str:
    """Write a value with its unit: 82.7%, 12.3 per 100,000. `trim` drops a trailing .0."""
    decimals = meta.decimals + extra
    text = f"{float(round_half_up(np.asarray(value), decimals)):,.{decimals}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if meta.unit == "%" else f"{text} {meta.unit}".rstrip()


def format_threshold(threshold: float, meta: Quantity = PLAIN_NUMBER, *, trim: bool = True) -> str:
    """Write a threshold or another number that was set, with its unit, as it is used: 82.25% is not 82.3%.

    `trim` drops the zeros of 85.0, which are kept beside measured figures in a table.
    """
    decimals = set_decimals(threshold)
    return format_value(
        threshold, meta, extra=(decimals if trim else max(decimals, meta.decimals)) - meta.decimals
    )


def set_decimals(number: float) -> int:
    """Return how many decimals a number has that was set, of at most nine: 2 for 82.25."""
    return len(f"{number:.{_MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


_MOST_DECIMALS = 9
"""Further decimals are those of the computer: 84.9 + 0.1 is 85."""


_MOST_TYPED_DECIMALS = 6


def counted(number: int, noun: str) -> str:
    """Write how many there are of something that has an -s in the plural: '1 area', '1,234 areas'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def number_word(number: int) -> str:
    """Write a small number as a word: 'none' for 0, 'four' for 4, '12' for 12."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def whole_percent(percent: float) -> str:
    """Write a percentage, from 0 to 100, without decimals, rounded half up: '76%' for 75.5.

    Each is rounded by itself, so that a figure is the same in a sentence, a table, a bar and on a slide. Several that
    make up a whole may come to 99% or 101%.
    """
    return f"{float(round_half_up(np.asarray(percent), 0)) + 0:.0f}%"


def describe_probability(probability: float) -> str:
    """Write a probability: '71%', and at the ends 'less than 1%', 'more than 99%' or '100%'; see `whole_percent`."""
    if probability >= _CERTAIN:
        return "100%"
    if probability > 0.99:
        return "more than 99%"
    if probability < 0.01:
        return "less than 1%"
    return whole_percent(100 * probability)


def lower_first(label: str) -> str:
    """Lower the first letter for use inside a sentence, unless it starts an abbreviation or a number."""
    return label if label[:2].isupper() or not label[:1].isalpha() else label[0].lower() + label[1:]


def lower_period(period: str) -> str:
    """Lower the first letter of a period for use inside a sentence, but not of a month: 'diagnosed in 2014'."""
    return period if period.partition(" ")[0] in calendar.month_name else lower_first(period)


_CHANGED = {
    "benchmark": "threshold",
    "low_by": "counts as low by",
    "high_by": "counts as high by",
    "low_at_least": "low indicators needed",
    "high_at_least": "high indicators needed",
    "very_low_by": "counts as very low by",
    "very_low_at_least": "very low indicators needed",
    "score_at_least": "score needed",
    "percent_of_areas": "percent of areas",
    "weight": "weight",
    "breached_by": "breached by",
    "caps_at": "caps the rating at",
    "kind": "allowance for over-dispersion",
    "winsorised_percent": "percent of z-scores pulled in",
}
_OWNERS = {"points": "Points", "scale": "Scale", "over_dispersion": "Over-dispersion"}


def describe_changes(assessment: Assessment) -> list[str]:
    """Say what a scenario changes, one phrase a change: '62-day waits: threshold 82% (was 85%)'."""
    original = assessment.method.original_values
    return [
        _describe_change(path, value, original, assessment)
        for path, value in assessment.method.changes.items()
    ]


def _describe_change(
    path: str,
    value: object,
    original: dict[str, Any],
    assessment: Assessment,
) -> str:
    owner, _, field = path.partition(".")
    if path == MODERATION_APPLIED:
        return f"Expert moderation {'applied' if value == 'yes' else 'not applied'}"
    if owner == MODERATION:
        name = assessment.edition.short_names.get(field, field)
        if value == "none":
            return f"{name}: no longer moderated"
        decided = assessment.method.moderation[field]
        return f"{name}: moderated to {lower_first(RATING_LABELS[decided.rating])} by {decided.by}"
    in_units = unit_of(path, assessment)
    now, before = describe_parameter(value, in_units), describe_parameter(original[path], in_units)
    return f"{parameter_label(path, assessment)} {now} (was {before})"


def parameter_label(
    path: str,
    assessment: Assessment,
) -> str:
    """Name a constant: '62-day waits: threshold', 'Top performing: high indicators needed'."""
    edition, method = assessment.edition, assessment.method
    owner, _, field = path.partition(".")
    if owner in method.limits:
        subject = f"Limit “{method.limits[owner].label}”"
    elif meta := edition.meta.indicators.get(owner):
        subject = meta.short_label
    else:
        subject = RATING_LABELS.get(owner, _OWNERS.get(owner, "Every rating"))
    return f"{subject}: {_CHANGED.get(field, (field or owner).replace('_', ' '))}"


def unit_of(
    path: str,
    assessment: Assessment,
) -> IndicatorMeta | None:
    """Return the indicator whose unit a constant has: a benchmark has that of its indicator, the rest none."""
    owner, _, field = path.partition(".")
    limit = assessment.method.limits.get(owner)
    return (
        assessment.edition.meta.indicators.get(limit.indicator if limit else owner)
        if field == "benchmark"
        else None
    )


def describe_parameter(value: object, meta: IndicatorMeta | None = None) -> str:
    """Write the value of a parameter for people: "England's 50.7%", '95% interval', '82%', '3'."""
    words = {
        "value": "value",
        "95": "95% interval",
        "99.8": "99.8% interval",
        "funnel_95": "95% control limits",
        "funnel_99.8": "99.8% control limits",
        "standard": "the standard",
        "peers": "similar areas",
        **{rating: lower_first(label) for rating, label in RATING_LABELS.items()},
    }
    if value == "england":
        if meta is None or meta.england_value is None:
            return "England"
        return f"England's {format_value(meta.england_value, meta)}"
    if isinstance(value, int | float):
        # What was worked out, such as the end of a range, has no end of decimals.
        exact = meta is not None or set_decimals(value) <= _MOST_TYPED_DECIMALS
        return format_threshold(value, meta or PLAIN_NUMBER) if exact else f"{value:g}"
    return words.get(str(value), str(value))
