"""What the columns of somebody's table mean: guessed from their words and cells, for people to correct."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
from rapidfuzz import fuzz, process

from geodata.reading.codes import plain_code
from importers.areas import LIKE_ENOUGH, LONGEST_NAME, area_keys, area_of, edition_with_areas
from importers.cells.number_texts import parse_numbers
from importers.files.refusal import FileRefused
from importers.tables.frames import TextFrame, header_words
from importers.tables.period_columns import with_period_columns
from scoring.editions.figure_checks import NUMBERS
from scoring.editions.model import Edition
from scoring.errors import listed

Role = Literal[
    "area",
    "indicator",
    "period",
    "period_start",
    "year",
    "value",
    "numerator",
    "denominator",
    "lower_ci",
    "upper_ci",
    "basis",
    "interval_basis",
    "source",
    "note",
]
WORDS: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator", "measure", "metric", "indicator name", "indicator id"),
    "period": ("period", "time period", "month", "quarter", "year", "date", "fy", "qtr", "mth"),
    "lower_ci": ("lower ci", "lower limit", "lower confidence", "lower 95", "lci", "lcl", "lower"),
    "upper_ci": ("upper ci", "upper limit", "upper confidence", "upper 95", "uci", "ucl", "upper"),
    "numerator": ("numerator", "count", "events", "within standard", "in time", "cases", "within 62 days"),
    "denominator": ("denominator", "total", "population", "patients", "base", "all", "treated"),
    "value": (
        "value",
        "percentage",
        "percent",
        "per cent",
        "pct",
        "rate",
        "performance",
        "proportion",
        "figure",
    ),
    "interval_basis": ("interval basis",),
    "basis": ("basis",),
    "source": ("source", "publisher"),
    "note": ("note", "notes", "value note", "comment", "comments", "remarks"),
}
"""What headers say, for each role; the first ones count most."""
AREA_WORDS = ("area", "code", "name", "ccg", "ons", "ods", "organisation", "org", "commissioner", "provider")
_EXAMINED = 5_000
_COMPARED = 300
_SHARE = 0.5


@dataclass(frozen=True)
class Mapping:
    """What the columns of a table mean.

    Attributes
    ----------
    area : column of area codes (ONS or ODS) or names
    columns : column by role ('indicator', 'value', 'numerator', …), in a long table; 'year' beside 'period' where the
        year of a month or quarter stands in a column of its own, 'period_start' where its first day does
    wide : indicator and role by column, in a wide table: ('waits_62_day', 'value')
    indicators : indicator of the edition by what the file calls it, in a long table
    only_indicator : the indicator of all rows, where no column says it
    period : the one that is read, where there is a column of periods; the newest of each indicator if not given
    areas : area code by what the file calls it, as somebody decided
    fractions : whether percentages stand as fractions (0.827); None to tell by the figures
    suggestions : indicator of the edition that an unknown word may mean; not used unless put into `indicators`
    """

    area: str
    columns: dict[str, str] = field(default_factory=dict)
    wide: dict[str, tuple[str, str]] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    only_indicator: str | None = None
    period: str | None = None
    areas: dict[str, str] = field(default_factory=dict)
    fractions: bool | None = None
    suggestions: dict[str, str] = field(default_factory=dict)


def guess_mapping(table: TextFrame, edition: Edition) -> Mapping:
    """Guess what the columns of a table mean.

    The column of areas is the one whose cells are areas of the edition; the others go by their headers, and
    those of numbers have to hold numbers.

    Raises
    ------
    FileRefused
        If no column holds areas, or none holds figures.
    """
    sample = table.frame.head(_EXAMINED)
    area = _area_column(sample, edition, table)
    rest = [str(column) for column in sample.columns if column != area]
    columns = _roles(sample[rest])
    keys = [area, *(columns[role] for role in ("indicator",) if role in columns)]
    columns = with_period_columns(columns, sample, keys)
    if "indicator" not in columns and (wide := _wide_columns(sample[rest], edition)):
        others = {role: name for role, name in columns.items() if role not in NUMBERS and name not in wide}
        return Mapping(area, others, wide)
    if "value" not in columns and not {"numerator", "denominator"} <= columns.keys():
        raise FileRefused(
            f"{table.sheet} has no column that can be recognised as figures. It has {listed(sample.columns, 12)}; "
            "it needs a value, or a numerator and a denominator, or a column for each indicator under its name."
        )
    if "indicator" not in columns:
        only = list(edition.meta.indicators)
        return Mapping(area, columns, only_indicator=only[0] if len(only) == 1 else None)
    words = table.frame[columns["indicator"]].dropna().unique()
    known = indicator_keys(edition)
    found = {word: known[key] for word in words if (key := text_key(word)) in known}
    unknown = [word for word in words[:_EXAMINED] if word not in found]
    return Mapping(area, columns, indicators=found, suggestions=_suggest(unknown, edition))


def indicator_keys(edition: Edition) -> dict[str, str]:
    """Return the indicator by what it may be called: its id and labels, in plain lower case."""
    found: dict[str, str] = {}
    for name, meta in edition.meta.indicators.items():
        found |= {text_key(word): name for word in (meta.label, meta.short_label, name)}
    return found


def text_key(text: str) -> str:
    """Return what is compared of a header or a name: its words in lower case."""
    return " ".join(re.sub(r"[\W_]+", " ", text[:LONGEST_NAME].lower()).split())


def _area_column(sample: pd.DataFrame, edition: Edition, table: TextFrame) -> str:
    known = area_keys(edition)

    def rank(column: str) -> tuple[float, float, int]:
        texts = sample[column].dropna()
        given = texts.unique()[:_COMPARED]
        hits = sum(area_of(text, known) is not None for text in given)
        coded = sum(plain_code(text) in known.codes for text in given)
        return hits / max(len(given), 1), coded, len(texts)

    ranks = {str(column): rank(str(column)) for column in sample.columns}
    best = max(ranks, key=lambda column: ranks[column])
    # One area alone may be in the file among many of another edition, but then its header has to say so.
    by_header = [column for column in ranks if set(text_key(column).split()) & set(AREA_WORDS)]
    if ranks[best][0] < _SHARE and by_header:
        best = max(by_header, key=lambda column: ranks[column])
    if ranks[best][0] == 0:
        raise FileRefused(
            f"{table.sheet} has no column of areas of {edition.meta.title}. It has {listed(sample.columns, 12)}; "
            f"it needs ONS codes (E38000045), ODS codes (11J) or names.{edition_with_areas(sample)}"
        )
    return best


def _roles(sample: pd.DataFrame) -> dict[str, str]:
    """Return the column of each role: the one whose header says it best and whose cells fit."""
    fits = []
    for position, column in enumerate(sample.columns):
        for role, words in WORDS.items():
            closeness = _closeness(header_words(str(column)), words)
            by_itself = closeness > 1 or role not in (*NUMBERS, "basis", "interval_basis")
            if closeness and (by_itself or (role in NUMBERS and _holds_numbers(sample[column]))):
                fits.append((closeness, -position, role, str(column)))
    found: dict[str, str] = {}
    for _, _, role, column in sorted(fits, reverse=True):
        if role not in found and column not in found.values():
            found[role] = column
    return found


def _closeness(header: str, words: tuple[str, ...]) -> float:
    """Return how well a header says one of some words: 2 if it is one, less if it holds one, 0 if not."""
    if "99" in header.split():
        return 0  # Limits of 99.8% are not those of 95%.
    ranks = [
        (2.0 if header == word else 1.0) - position / 100
        for position, word in enumerate(words)
        if f" {word} " in f" {header} "
    ]
    return max(ranks, default=0.0)


def _holds_numbers(texts: pd.Series) -> bool:
    given = texts.dropna()
    return given.empty or len(parse_numbers(given).faults) <= (1 - _SHARE) * len(given)


def _wide_columns(sample: pd.DataFrame, edition: Edition) -> dict[str, tuple[str, str]]:
    """Return the indicator and role of each column that is headed by an indicator, as in 'Survival (lower CI)'."""
    known = indicator_keys(edition)
    found: dict[str, tuple[str, str]] = {}
    for column in map(str, sample.columns):
        key = text_key(column)
        options = [("value", key)]
        for role in NUMBERS:
            options += [(role, _without(key, word)) for word in WORDS[role] if f" {word} " in f" {key} "]
        for role, rest in options:
            if rest in known and (known[rest], role) not in found.values() and _holds_numbers(sample[column]):
                found[column] = (known[rest], role)
                break
    return found


def _without(key: str, word: str) -> str:
    return " ".join(f" {key} ".replace(f" {word} ", " ", 1).split())


def _suggest(unknown: Iterable[str], edition: Edition) -> dict[str, str]:
    known = indicator_keys(edition)
    found = {}
    for word in list(unknown)[:200]:
        best = process.extractOne(
            text_key(word), known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH
        )
        if best:
            found[word] = known[best[0]]
    return found
