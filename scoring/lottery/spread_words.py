"""How unequal areas are, in words."""

from typing import Any

import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import listed
from scoring.explain.words import describe_probability, format_value, lower_first
from scoring.lottery.borders_words import estimates_among, format_gap
from scoring.lottery.measures import with_estimate_note
from scoring.methodology.parts import RATING_LABELS

_NAMED = 3
"""Areas named in a sentence where several share a figure; more are counted."""


def spread_sentence(row: Any, edition: Edition) -> str:
    """Say how far areas are apart in one indicator.

    For example "62-day waits: from 97.5% in Richmond to 54.8% in Thurrock, 42.7 percentage points apart. Eight of ten
    areas lie between 72.8% and 89.1%, 16.3 percentage points apart; 11.1 percentage points once chance is
    allowed for." What is or rests on an estimate is marked "est.".

    Parameters
    ----------
    row : a row of `spread`, as a Series or named tuple
    edition : Edition
    """
    meta = edition.meta.indicators[row.indicator]
    if not row.areas:
        return f"{meta.short_label}: no area has a figure."
    mark, drawn_mark = " est." if row.estimated else "", " est." if row.shrinkage_estimated else ""
    best, worst = (
        f"{format_value(figure, meta)}{' est.' if estimated else ''} in {_names(codes, edition)}"
        for figure, estimated, codes in (
            (row.best, row.best_estimated, row.best_areas),
            (row.worst, row.worst_estimated, row.worst_areas),
        )
    )
    low, high = (format_value(figure, meta) for figure in (row.percentile_10, row.percentile_90))
    said = (
        f"{meta.short_label}: from {best} to {worst}, {format_gap(row.range, edition, row.indicator)} apart. "
        f"Eight of ten areas lie between {low}{mark} and {high}{mark}, "
        f"{format_gap(row.interdecile_range, edition, row.indicator)} apart"
    )
    if pd.isna(row.shrunken_interdecile_range):
        return f"{said}."
    drawn = format_gap(row.shrunken_interdecile_range, edition, row.indicator)
    return f"{said}; {drawn}{drawn_mark} once chance is allowed for."


def _names(codes: str, edition: Edition) -> str:
    return listed((edition.short_names[code] for code in codes.split()), _NAMED)


def spread_meaning() -> list[str]:
    """Say what the spread of areas means and what it does not, a sentence each."""
    return [
        "The best and the worst of many areas are partly so by chance, small areas most of all; the middle eight of "
        "ten are less so.",
        "Figures as they stand spread wider than the truth, and those with chance allowed for narrower: the true "
        "spread lies between.",
        "Every area counts the same, and why areas differ is another question: their people differ too.",
    ]


def population_sentence(
    table: pd.DataFrame,
    assessment: Assessment,
) -> str:
    """Say how many people live in the areas of each rating, the lowest first.

    For example "By these figures, most of them estimates, 5.5 million people (10%) live in the 24 areas rated
    greatest need for improvement. 42.4 million (77%) live in the 156 areas rated needs improvement. …"

    Parameters
    ----------
    table : DataFrame
        As `population_by_rating` gives it.
    edition, method
        What it was made of.
    """
    there = table[table["areas"] > 0].iloc[::-1]
    ordered = there.sort_values("rating", key=lambda rating: rating == "not_rated", kind="stable")
    said = " ".join(f"{_people_in(row, first=not i)}." for i, row in enumerate(ordered.itertuples()))
    if table["estimated"].any():
        said = with_estimate_note(
            said, estimates_among(assessment.edition, list(assessment.method.indicators))
        )
    unknown = int(table["unknown_population"].sum())
    if not unknown:
        return said
    return f"{said} The population of {unknown:,} of the areas is not known and not counted."


def _people_in(row: Any, *, first: bool) -> str:
    """Say '42.4 million (77%) live in the 156 areas rated needs improvement', the first with the word people."""
    people, live = " people" if first else "", " live"
    areas = f"{row.areas:,} area{'s' if row.areas > 1 else ''}{'' if row.rating == 'not_rated' else ' rated'}"
    return (
        f"{format_people(row.population)}{people} ({describe_probability(row.share)}){live} in the {areas} "
        f"{lower_first(RATING_LABELS[row.rating])}"
    )


def population_meaning() -> str:
    """Say what the number of people in each rating does not mean."""
    return (
        "A rating is about an area as a whole: it does not say how the care of any one person is, and most of these "
        "people are not patients."
    )


def format_people(people: float) -> str:
    """Write a number of people: '5.5 million', and below a million '159,311'."""
    return f"{people / 1e6:,.1f} million" if people >= 1e6 else f"{people:,.0f}"
