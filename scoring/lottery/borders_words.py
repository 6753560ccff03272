"""Across the border, in words."""

from typing import Any

import pandas as pd

from scoring.edition import Edition
from scoring.lottery.borders import RATING
from scoring.methodology import RATING_LABELS, Methodology
from scoring.sensitivity_words import how_many_estimated, how_many_of
from scoring.words import describe_probability, format_value, lower_first, number_word

_ALMOST = 0.999
_WHOLE = 9.95
"""An expected number from here on is written without decimals."""


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
    sure = (
        "nothing is known of how far chance moves these figures"
        if pd.isna(row.probability)
        else f"the probability that the order is real is {_probability(row.probability, row)}"
    )
    distance = format_gap(row.gap, edition, row.measure)
    return f"From {worse} ({there}) drive to {better} ({here}): {distance} on {label}; {sure}"


def _rating_sentence(row: Any, better: str, worse: str) -> str:
    here = _marked(lower_first(RATING_LABELS[row.rating]), row.area_estimated)
    there = _marked(lower_first(RATING_LABELS[row.neighbour_rating]), row.neighbour_estimated)
    repeated = "had the year been repeated, the probability"
    equal = _probability(row.probability_equal, row)
    if row.gap == 0:
        mark = " est." if row.estimated and not row.area_estimated else ""
        return (
            f"{better} has the same rating as {worse}, {here}{mark}; {repeated} of equal ratings is {equal}"
        )
    steps = f"{number_word(int(row.gap))} step{'s' if row.gap > 1 else ''} of rating"
    return (
        f"From {worse} ({there}) drive to {better} ({here}): {steps}; {repeated} of the same order is "
        f"{_probability(row.probability, row)}, of equal ratings {equal}"
    )


def _probability(probability: float, row: Any) -> str:
    """Write a probability, which is never certain when it comes from what is known of chance."""
    return _marked(describe_probability(min(probability, _ALMOST)), row.probability_estimated)


def _marked(text: str, estimated: bool) -> str:
    return f"{text} est." if estimated else text


def format_gap(gap: float, edition: Edition, measure: str) -> str:
    """Write a distance between two figures of an indicator: '5.4 percentage points', '12.1 per 100,000'."""
    meta = edition.meta.indicators[measure]
    text = format_value(gap, meta)
    return f"{text.removesuffix('%')} percentage points" if meta.unit == "%" else text


def border_summary_sentence(row: Any, edition: Edition, method: Methodology) -> str:
    """Say how many borders differ in one measure, how many of the orders are sure and how many are expected not to be.

    Parameters
    ----------
    row : a row of `border_summary`, as a Series or named tuple
    edition, method
        What it was made of.
    """
    least = f"a probability of at least {describe_probability(row.at_least)}"
    if row.measure == RATING:
        estimated = how_many_estimated(edition, method)
        subject = f"By these figures, {estimated} of them estimates, the" if estimated else "The"
        said = f"{subject} rating differs across {row.different:,} of {row.borders:,} borders."
        if not row.different:
            return said
        return (
            f"{said} Had the year been repeated, {row.sure:,} of these orders would be the same with {least}; of all "
            f"{row.different:,}, {_expected(row.by_chance)} are expected to come out equal or the other way round."
        )
    estimated = how_many_of(edition, [row.measure])
    by = f", by figures {estimated} of which are estimates" if estimated else ""
    if row.probability_estimated and not estimated:
        by = ", by numbers of patients some of which are estimates"
    middle, widest = (format_gap(gap, edition, row.measure) for gap in (row.median_gap, row.widest_gap))
    said = (
        f"{edition.meta.indicators[row.measure].short_label}{by}: across half of {row.borders:,} borders the gap is "
        f"{middle} or more, at the widest {widest}."
    )
    known = row.different - row.unknown
    if not known:
        return f"{said} Nothing is known of how far chance moves these figures."
    return (
        f"{said} The order is real with {least} across {row.sure:,}, of which {_expected(row.sure_by_chance)} are "
        f"expected to be wrong all the same; of all {known:,} that differ, {_expected(row.by_chance)}."
    )


def _expected(number: float) -> str:
    return f"{number:,.0f}" if number >= _WHOLE else f"{number:.1f}"


def borders_meaning(*, shrink: bool = True) -> list[str]:
    """Say what gaps across borders mean and what they do not, a sentence each."""
    said = [
        "A gap means that people who live close to each other belong to areas with different figures.",
        "It does not mean that care changes at the border: patients of both areas may go to the same hospital.",
        "Of many borders some look wide by chance alone; the numbers expected to be wrong count these.",
    ]
    if not shrink:
        said.append(
            "They count too few here, since each figure is taken as it stands, and wide gaps are partly wide by chance."
        )
    return said
