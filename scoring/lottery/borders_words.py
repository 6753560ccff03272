"""Across the border, in words."""

from typing import Any

import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.explain.words import describe_probability, format_value, lower_first, number_word
from scoring.lottery.measures import RATING, difference_in_words, with_estimate_note
from scoring.methodology.parts import RATING_LABELS

_ALMOST = 0.999
"""The highest probability that is written, as "more than 99%"."""
_UNKNOWN = "how far chance moves these figures is not known"


def border_sentence(row: Any, edition: Edition) -> str:
    """Say what changes across a border.

    For example "From Dorset (82.7%) drive to West Hampshire (88.1%): 5.4 percentage points on 62-day waits; the
    probability that the order is real is 97%." What is or rests on an estimate is marked "est.".

    Parameters
    ----------
    row : a row of `border_gaps`, as a Series or named tuple
    edition : Edition
    """
    better, worse = edition.short_names[row.area_code], edition.short_names[row.neighbour_code]
    said = (
        _rating_sentence(row, better, worse)
        if row.measure == RATING
        else _figures(row, better, worse, edition)
    )
    # The full stop of "est." ends the sentence too.
    return f"{said.removesuffix('.')}."


def _figures(row: Any, better: str, worse: str, edition: Edition) -> str:
    meta = edition.meta.indicators[row.measure]
    label = lower_first(meta.short_label)
    here = _marked(format_value(row.value, meta), row.area_estimated)
    there = _marked(format_value(row.neighbour_value, meta), row.neighbour_estimated)
    if row.gap == 0:
        mark = " est." if row.estimated and not row.area_estimated else ""
        return f"{better} has the same figure for {label} as {worse}: {here}{mark}"
    said = f"From {worse} ({there}) drive to {better} ({here}): {format_gap(row.gap, edition, row.measure)} on {label}"
    if pd.isna(row.probability):
        return f"{said}; {_UNKNOWN}"
    return f"{said}; the probability that the order is real is {_probability(row.probability, row)}"


def _rating_sentence(row: Any, better: str, worse: str) -> str:
    here = _marked(lower_first(RATING_LABELS[row.rating]), row.area_estimated)
    there = _marked(lower_first(RATING_LABELS[row.neighbour_rating]), row.neighbour_estimated)
    if row.gap == 0:
        mark = " est." if row.estimated and not row.area_estimated else ""
        said, order = f"{better} has the same rating as {worse}, {here}{mark}", ""
    else:
        steps = f"{number_word(int(row.gap))} step{'s' if row.gap > 1 else ''} of rating"
        said = f"From {worse} ({there}) drive to {better} ({here}): {steps}"
        order = f"the same order is {_probability(row.probability, row)}, of "
    if pd.isna(row.probability):
        return f"{said}; {_UNKNOWN}"
    equal = f"equal ratings {'' if order else 'is '}{_probability(row.probability_equal, row)}"
    return f"{said}; had the year been repeated, the probability of {order}{equal}"


def _probability(probability: float, row: Any) -> str:
    """Write a probability, which is never certain when it comes from what is known of chance."""
    return _marked(describe_probability(min(probability, _ALMOST)), row.probability_estimated)


def _marked(text: str, estimated: bool) -> str:
    return f"{text} est." if estimated else text


def format_gap(gap: float, edition: Edition, indicator: str) -> str:
    """Write a distance between two figures of an indicator: '5.4 percentage points', '12.1 per 100,000'."""
    return difference_in_words(gap, edition.meta.indicators[indicator])


def border_summary_sentence(
    row: Any,
    assessment: Assessment,
) -> str:
    """Say how many borders differ in one measure, and across how many of them it is clear which side is the better.

    Parameters
    ----------
    row : a row of `border_summary`, as a Series or named tuple
    edition, method
        What it was made of.
    """
    edition, method = assessment.edition, assessment.method
    if row.measure == RATING:
        return with_estimate_note(_ratings_summary(row), estimates_among(edition, list(method.indicators)))
    return with_estimate_note(_figures_summary(row, edition), estimates_among(edition, [row.measure]))


def _ratings_summary(row: Any) -> str:
    said = f"Neighbours are rated differently across {row.different:,} of {row.borders:,} borders"
    if row.different == row.unknown:
        return f"{said}."
    return (
        f"{said}, clearly so across {row.sure:,}. Clearly means that the same side would be rated better, had the year "
        f"been repeated, with {_at_least(row)}."
    )


def _figures_summary(row: Any, edition: Edition) -> str:
    label = lower_first(edition.meta.indicators[row.measure].short_label)
    middle, widest = (format_gap(gap, edition, row.measure) for gap in (row.median_gap, row.widest_gap))
    said = (
        f"Across half of {row.borders:,} borders the gap in {label} is {middle} or more, at "
        f"the widest {widest}."
    )
    if row.different == row.unknown:
        return f"{said} {_UNKNOWN.capitalize()}."
    mark = " est." if row.probability_estimated and not row.estimated else ""
    return (
        f"{said} Across {row.sure:,}{mark} of them it is clear which side has the better figure: with "
        f"{_at_least(row)}."
    )


def _at_least(row: Any) -> str:
    return f"a probability of at least {describe_probability(row.at_least)}"


def estimates_among(edition: Edition, indicators: list[str]) -> pd.Series:
    """Return of each figure of some indicators whether it is an estimate."""
    figures = edition.indicators
    return figures.loc[figures["indicator"].isin(indicators), "basis"] != "published"


def borders_meaning(*, shrink: bool = True) -> list[str]:
    """Say what gaps across borders mean and what they do not, a sentence each."""
    said = [
        "A gap means that people who live close to each other belong to areas with different figures.",
        "It does not mean that care changes at the border: patients of both areas may go to the same hospital.",
        "Of many borders some look wide by chance alone, so that a few of those called clear are not.",
    ]
    if not shrink:
        said.append(
            "Too many are called clear here, since each figure is taken as it stands, and wide gaps are partly wide by "
            "chance."
        )
    return said
