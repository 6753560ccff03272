"""The command that measures the postcode lottery: sentences, or the table of one part."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from scoring import DataError
from scoring.assessment import Assessment
from scoring.cli.inputs import WrongUseError, assessment_of, refuse_changes
from scoring.cli.output import note, write_table, write_text
from scoring.lottery import clustering, deprivation
from scoring.lottery.borders import SURE, border_gaps, border_summary, widest_gaps
from scoring.lottery.borders_words import border_sentence, border_summary_sentence, borders_meaning
from scoring.lottery.funnel import funnel
from scoring.lottery.measures import RATING
from scoring.lottery.spread import population_by_rating, spread
from scoring.lottery.spread_words import (
    population_meaning,
    population_sentence,
    spread_meaning,
    spread_sentence,
)

_WIDEST = 5


@dataclass(frozen=True)
class _Part:
    """One part: its heading, the table of its figures, and its sentences, each from an assessment."""

    heading: str
    table: Callable[[Assessment], pd.DataFrame]
    sentences: Callable[[Assessment, pd.DataFrame], list[str]]


def _borders(assessment: Assessment, gaps: pd.DataFrame) -> list[str]:
    said = []
    for row in border_summary(gaps).itertuples():
        said.append(border_summary_sentence(row, assessment))
        widest = widest_gaps(gaps, str(row.measure), number=_WIDEST, at_least=SURE)
        if len(widest):
            said.append("The widest of these:")
        said += [f"  {border_sentence(gap, assessment.edition)}" for gap in widest.itertuples()]
    return said + borders_meaning()


def _funnel_areas(assessment: Assessment) -> pd.DataFrame:
    """Return the areas of each indicator's funnel, one row an indicator and area; an indicator without is left out."""
    frames, reasons = [], []
    for name in assessment.method.indicators:
        try:
            frames.append(funnel(assessment.edition, name).areas.assign(indicator=name))
        except DataError as problem:
            reasons.append(str(problem))
    if not frames:
        raise DataError(" ".join(reasons))
    table = pd.concat(frames, ignore_index=True)
    return table[["indicator", *table.columns.drop("indicator")]]


def _beyond_chance(assessment: Assessment, _: pd.DataFrame) -> list[str]:
    said, caution = [], []
    for name in assessment.method.indicators:
        try:
            found = funnel(assessment.edition, name)
        except DataError as problem:
            said.append(str(problem))
            continue
        said.append(f"{found.chance_sentence} {found.chance_caution}")
        said.append(f"{found.outside_sentence} {found.dispersed_sentence}")
        caution = [found.outside_caution]
    return said + caution


def _clustering(assessment: Assessment, alike: pd.DataFrame) -> list[str]:
    said = alike["sentence"].tolist()
    if RATING in set(alike["measure"]):
        said += clustering.join_counts(assessment)["sentence"].tolist()
    return [*said, clustering.CAUTION]


def _deprivation(_: Assessment, table: pd.DataFrame) -> list[str]:
    return [*table["sentence"], deprivation.CAUTION]


def _spread(assessment: Assessment, table: pd.DataFrame) -> list[str]:
    return [spread_sentence(row, assessment.edition) for row in table.itertuples()] + spread_meaning()


def _population(assessment: Assessment, table: pd.DataFrame) -> list[str]:
    return [population_sentence(table, assessment), population_meaning()]


_PARTS = {
    "borders": _Part("Across the border", border_gaps, _borders),
    "beyond-chance": _Part("Beyond chance", _funnel_areas, _beyond_chance),
    "clustering": _Part("Clusters", clustering.moran, _clustering),
    "deprivation": _Part("By deprivation", deprivation.gradients, _deprivation),
    "spread": _Part("From best to worst", spread, _spread),
    "population": _Part("People in each rating", population_by_rating, _population),
}
_OF_FIGURES = ("beyond-chance", "spread")
"""The parts in which no rating counts."""
ALL = "all"
PARTS = (ALL, *_PARTS)


def lottery(options: argparse.Namespace) -> None:
    """Print how unequal areas are and how much of it may be chance: one part or all."""
    assessment = assessment_of(options)
    if options.part in _OF_FIGURES:
        refuse_changes(options, ("",), f"--part {options.part} is about the figures, not about ratings.")
    assessment.edition.check_indicators(assessment.method.indicators)
    if options.format == "text":
        write_text(_text(options.part, assessment), options)
    elif options.part == ALL:
        raise WrongUseError(
            f"{options.format.upper()} holds one table: choose it with --part, such as --part borders."
        )
    else:
        write_table(_PARTS[options.part].table(assessment), options)


def _text(
    wanted: str,
    assessment: Assessment,
) -> str:
    """Return the sentences of one part, or of all that the edition has the figures for."""
    if wanted != ALL:
        return _sentences(_PARTS[wanted], assessment)
    said, reasons = [], []
    for part in _PARTS.values():
        try:
            said.append(_sentences(part, assessment))
        except DataError as problem:
            reasons.append(f"“{part.heading}” is left out: {problem}")
    if not said:
        raise DataError(" ".join(reasons))
    for reason in reasons:
        note(reason)
    return "\n".join(said)


def _sentences(
    part: _Part,
    assessment: Assessment,
) -> str:
    lines = part.sentences(assessment, part.table(assessment))
    return "\n".join([part.heading, *lines]) + "\n"
