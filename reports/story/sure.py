"""The screen that says how sure the ratings are: chance, and the choice of a methodology."""

import pandas as pd

from reports.screens.model import BarChart, ChartSeries, Screen
from reports.story.case import SURE, Case, in_brackets, sentence
from reports.tables.area_words import moderation_aside
from scoring import RATING_LABELS, RATINGS, UnknownNameError
from scoring.analysis.agreement import agreement, agreement_sentences, methodology_columns
from scoring.analysis.methodology_table import usable_methodologies
from scoring.analysis.probability import probability_sentence
from scoring.analysis.probability_words import assumption, time_word
from scoring.errors import DataError

MOST_BARS = 14


def sure(case: Case) -> list[Screen]:
    """Tell how likely the ratings of the chosen areas are, and how many depend on the choice of a methodology."""
    if not case.has_ratings:
        return []
    rated = set(case.rated["area_code"])
    codes = [code for code in case.choice.areas if code in rated]
    if not codes:
        return []
    chances = case.chances.loc[codes]
    least = chances.sort_values("shown", kind="stable").head(MOST_BARS)
    estimated = bool((chances["basis"] != "published").any())
    lines = [
        f"Had the {time_word(case.edition)} been repeated and only chance differed, a different rating might have "
        "been given.",
        *moderation_aside(case.method, codes),
        *_agreement_lines(case, codes),
    ]
    return [
        Screen(
            "sure",
            _title(case, chances, estimated),
            tuple(lines),
            (assumption(case.assessment), *case.method_notes()),
            case.about,
            estimated,
            chart=_bars(case, least, len(chances), estimated),
        )
    ]


def _title(case: Case, chances: pd.DataFrame, estimated: bool) -> str:
    mark = in_brackets(estimated)
    if len(chances) == 1:
        name = case.edition.short_names[str(chances.index[0])]
        return probability_sentence(chances.iloc[0], name)[:-1] + mark
    unsure = int((chances["shown"] < SURE).sum())
    are = "ratings is" if unsure < 2 else "ratings are"
    return f"{case.choice.title}: {unsure or 'none'} of {len(chances)} {are} less than 90% sure{mark}"


def _bars(case: Case, least: pd.DataFrame, of: int, estimated: bool) -> BarChart:
    names = [case.edition.short_names[str(code)] for code in least.index]
    which = f"the {len(least)} least sure of {of} areas" if len(least) < of else "the least sure first"
    title = f"Probability of each rating, %, {which}" if of > 1 else "Probability of each rating, %"
    used = [rating for rating in RATINGS if (least[rating] >= 0.0005).any()]
    said = " ".join(
        probability_sentence(row, name) for name, (_, row) in zip(names, least.iterrows(), strict=True)
    )
    series = tuple(
        ChartSeries(RATING_LABELS[rating], tuple(100 * float(p) for p in least[rating]), rating)
        for rating in used
    )
    return BarChart(
        title + in_brackets(estimated),
        tuple(names),
        series,
        f"{sentence(title + in_brackets(estimated))} {said}",
        "%",
        0,
        stacked=True,
    )


def _agreement_lines(case: Case, codes: list[str]) -> list[str]:
    """Say how many of the chosen areas depend on the choice of a methodology."""
    try:
        methods, _ = usable_methodologies(case.edition)
    except (DataError, UnknownNameError):
        return []
    rating = [method for method in methods if method.aggregation != "not_rated"]
    if len(rating) < 2:
        return []
    table = agreement(case.edition.indicators, rating)
    table = table[table["area_code"].isin(codes)]
    if len(table) == 1:
        row, total = table.iloc[0], len(methodology_columns(table))
        name = case.edition.short_names[codes[0]]
        return [f"{row['below']} of {total} methodologies put {name} below “performing well”."]
    return agreement_sentences(table)[:2]
