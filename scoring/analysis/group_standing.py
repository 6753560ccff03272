"""Where the areas of a group stand: who is furthest below what it is compared with, and how many are low on what."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scoring.assessment import Assessment
from scoring.explain.outcomes import LOW
from scoring.explain.words import describe_benchmark, format_value, lower_first, number_word
from scoring.methodology.parts import RATINGS


@dataclass(frozen=True)
class Standing:
    """What pulls a group down.

    Attributes
    ----------
    areas : int
        Areas of the group that have figures.
    low : dict of str to int
        How many areas are low, by indicator; most areas first, indicators on which none is left out.
    furthest : Series or None
        The row of the breakdown that is furthest below its benchmark, on the first indicator of `low`.
    estimated : frozenset of str
        The indicators of `low` on which a low figure, or the interval that makes it low, is an estimate.
    """

    areas: int
    low: dict[str, int]
    furthest: pd.Series | None
    estimated: frozenset[str]


def group_standing(assessment: Assessment, area_codes: Sequence[str]) -> Standing:
    """Return on what how many areas of a group are low, and who is furthest below.

    Points of different indicators do not compare, so furthest is furthest from its benchmark on the one indicator on
    which most areas are low (of equally many, the first of the methodology).
    """
    rows = _rows(assessment, area_codes)
    low = rows[rows["outcome"].isin(LOW)]
    counts = low["indicator"].value_counts()
    order = sorted(
        counts.index, key=lambda name: (-counts[name], list(assessment.method.indicators).index(name))
    )
    by_chance = low["interval_basis"].eq("estimated") & ~_by_value(assessment, low)
    estimated = frozenset(low.loc[low["basis"].ne("published") | by_chance, "indicator"])
    furthest = None
    if order:
        first = low[low["indicator"] == order[0]]
        furthest = first.loc[_shortfall(first).sort_values(ascending=False, kind="stable").index[0]]
    areas = int(rows["area_code"].nunique())
    return Standing(areas, {name: int(counts[name]) for name in order}, furthest, estimated)


def _rows(assessment: Assessment, area_codes: Sequence[str]) -> pd.DataFrame:
    rows = assessment.breakdown
    rows = rows[rows["area_code"].isin(area_codes)]
    names = rows["area_code"].map(assessment.edition.short_names)
    metas = assessment.edition.meta.indicators
    higher = rows["indicator"].map(lambda name: metas[name].direction != "lower_is_better")
    rows = rows.assign(short_name=names, direction=higher.map({True: 1.0, False: -1.0}))
    return rows.sort_values("short_name", kind="stable")


def _by_value(assessment: Assessment, rows: pd.DataFrame) -> pd.Series:
    """Return which rows are judged by the value, so that their interval plays no part."""
    rules = assessment.method.indicators
    return rows["indicator"].isin([name for name, rule in rules.items() if rule.low_by == "value"])


def _shortfall(rows: pd.DataFrame) -> pd.Series:
    """Return how far values are on the wrong side of their benchmark, in the indicator's unit; negative if right."""
    return (rows["benchmark"] - rows["value"]) * rows["direction"]


def worst_first(assessment: Assessment, area_codes: Sequence[str]) -> list[str]:
    """Return the codes of areas, the worst first.

    By rating, then the most low indicators, then the lowest score if there are scores, then the largest distance below
    the benchmark on the indicator on which most areas of the group are low, then by name.
    """
    names = assessment.edition.short_names
    ratings = assessment.ratings.set_index("area_code")
    shortfall = pd.Series(dtype=float)
    if low := group_standing(assessment, area_codes).low:
        rows = _rows(assessment, area_codes)
        rows = rows[rows["indicator"] == next(iter(low))].set_index("area_code")
        shortfall = _shortfall(rows).dropna()

    def badness(code: str) -> tuple[float, ...]:
        if code not in ratings.index:
            return (1.0,)
        row = ratings.loc[code]
        # Not rated is no rating: it comes last, where ratings are given at all.
        rating = -1 if row["rating"] == "not_rated" else RATINGS.index(row["rating"])
        score = 0.0 if pd.isna(row["score"]) else float(row["score"])
        return (-rating, -int(row["low_count"]), score, -float(shortfall.get(code, 0.0)))

    return sorted(sorted(area_codes, key=names.__getitem__), key=badness)


def standing_sentences(assessment: Assessment, area_codes: Sequence[str]) -> str:
    """Say who is furthest below and on what, and how many are low on each indicator.

    For example: "Portsmouth is furthest below: 62-day waits 71.7% against 85%. Five of eight miss the standard for
    62-day waits; two are low on early diagnosis (est.)." Empty where figures are scored and not compared.
    """
    standing = group_standing(assessment, area_codes)
    if not assessment.method.judges_by_benchmark or not standing.areas:
        return ""
    if not standing.low:
        if standing.areas == 1:
            return "It is not low on any indicator."
        return f"None of its {number_word(standing.areas)} areas is low on any indicator."
    if standing.areas == 1:
        return f"{_low_parts(assessment, standing)[0]}."
    said = f"{_furthest(assessment, standing)}. {'; '.join(_low_parts(assessment, standing))}."
    return said


def _furthest(assessment: Assessment, standing: Standing) -> str:
    row = standing.furthest
    assert row is not None
    meta = assessment.edition.meta.indicators[row["indicator"]]
    mark = " est." if row["basis"] != "published" else ""
    below = "below" if row["direction"] > 0 else "above"
    against = describe_benchmark(
        float(row["benchmark"]),
        meta,
        assessment.method.indicators[row["indicator"]].benchmark or 0.0,
        brief=True,
    )
    who = f"{row['short_name']} is furthest {below}"
    if sum(standing.low.values()) == 1:
        who = f"Only {row['short_name']} is {below}"
    return (
        f"{who}: {lower_first(meta.short_label)} {format_value(row['value'], meta)}{mark} against {against}"
    )


def _low_parts(assessment: Assessment, standing: Standing) -> list[str]:
    """Return what is said of each indicator: 'five of eight miss the standard for 62-day waits'."""
    parts = []
    for place, (name, number) in enumerate(standing.low.items()):
        label = lower_first(assessment.edition.meta.indicators[name].short_label)
        mark = " (est.)" if name in standing.estimated else ""
        who = _how_many(number, standing.areas) if place == 0 else number_word(number)
        one = number == 1
        if standing.areas == 1:
            who = "it"
        misses, low = ("misses", "is low on") if one else ("miss", "are low on")
        said = f"{misses} the standard for" if _misses_standard(assessment, name) else low
        parts.append(f"{who} {said} {label}{mark}")
    parts[0] = parts[0][:1].upper() + parts[0][1:]
    return parts


def _misses_standard(assessment: Assessment, indicator: str) -> bool:
    """Return whether low on an indicator means to miss its national standard, whatever the interval."""
    meta, rule = assessment.edition.meta.indicators[indicator], assessment.method.indicators[indicator]
    is_standard = meta.standard is not None and rule.benchmark in ("standard", meta.standard)
    return is_standard and rule.low_by == "value"


def _how_many(number: int, areas: int) -> str:
    """Say a part of the areas: 'five of eight', 'all eight'."""
    if number == areas > 1:
        return f"all {number_word(areas)}"
    return f"{number_word(number)} of {number_word(areas)}"


def standing_headline(assessment: Assessment, title: str, area_codes: Sequence[str]) -> str:
    """Return what pulls a group down most: 'Wessex: five of eight areas miss the standard of 85% for 62-day waits'.

    Empty where figures are scored and not compared.
    """
    standing = group_standing(assessment, area_codes)
    if not assessment.method.judges_by_benchmark or not standing.areas:
        return ""
    alone = standing.areas == 1
    if standing.furthest is None:
        none = "it is not" if alone else f"none of {number_word(standing.areas)} areas is"
        return f"{title}: {none} low on any indicator"
    name, number = next(iter(standing.low.items()))
    meta, rule = assessment.edition.meta.indicators[name], assessment.method.indicators[name]
    mark = " (est.)" if name in standing.estimated else ""
    which = "it" if alone else f"{_how_many(number, standing.areas)} areas"
    label = lower_first(meta.short_label)
    against = describe_benchmark(float(standing.furthest["benchmark"]), meta, rule.benchmark or 0.0)
    if _misses_standard(assessment, name):
        return f"{title}: {which} {'misses' if number == 1 else 'miss'} {against} for {label}{mark}"
    rows = _rows(assessment, area_codes)
    same = rows.loc[rows["indicator"] == name, "benchmark"].nunique() == 1
    are = "is" if number == 1 else "are"
    return f"{title}: {which} {are} low on {label}{f' against {against}' if same else ''}{mark}"
