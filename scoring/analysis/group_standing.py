"""Where the areas of a group stand: who is furthest below what it is compared with, and how many are low on what."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.explain.outcomes import LOW
from scoring.explain.words import describe_benchmark, format_value, lower_first, lower_period, number_word
from scoring.methodology.parts import RATINGS
from scoring.rating.intervals import z_value

_NAMED = 2
"""Of so many indicators it is said which area is furthest below."""


@dataclass(frozen=True)
class Standing:
    """What pulls a group down.

    Attributes
    ----------
    areas : int
        Areas of the group that have figures.
    low : dict of str to int
        How many areas are low, by indicator; most areas first, indicators on which none is left out.
    worst : Series or None
        The low figure of the area that comes first in `worst_first`, of several the furthest from its benchmark in
        standard errors: a row of the breakdown.
    furthest : dict of str to Series
        By indicator of `low`, the row that is furthest from its benchmark in the indicator's unit.
    estimated : frozenset of str
        The indicators of `low` on which a low figure, or the interval that makes it low, is an estimate.
    """

    areas: int
    low: dict[str, int]
    worst: pd.Series | None
    furthest: dict[str, pd.Series]
    estimated: frozenset[str]


def group_standing(assessment: Assessment, area_codes: Sequence[str]) -> Standing:
    """Return on what how many areas of a group are low, who is furthest below on each, and who comes first of all."""
    low = _low(assessment, area_codes)
    counts = low["indicator"].value_counts()
    order = sorted(
        counts.index, key=lambda name: (-counts[name], list(assessment.method.indicators).index(name))
    )
    by_chance = low["interval_basis"].eq("estimated") & ~_by_value(assessment, low)
    estimated = frozenset(low.loc[low["basis"].ne("published") | by_chance, "indicator"])
    furthest = {name: _furthest_row(low[low["indicator"] == name], "shortfall") for name in order}
    worst = None
    if order:
        with_low = set(low["area_code"])
        first = next(code for code in worst_first(assessment, area_codes) if code in with_low)
        worst = _furthest_row(low[low["area_code"] == first], "distance")
    areas = int(_rows(assessment, area_codes)["area_code"].nunique())
    return Standing(areas, {name: int(counts[name]) for name in order}, worst, furthest, estimated)


def _furthest_row(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows.loc[rows[column].sort_values(ascending=False, kind="stable").index[0]]


def _low(assessment: Assessment, area_codes: Sequence[str]) -> pd.DataFrame:
    """Return the low figures of some areas, with `shortfall` (in the unit) and `distance` (in standard errors)."""
    rows = _rows(assessment, area_codes)
    low = rows[rows["outcome"].isin(LOW)]
    low = low.assign(shortfall=(low["benchmark"] - low["value"]) * low["direction"])
    return low.assign(distance=_standard_errors(low))


def _standard_errors(low: pd.DataFrame) -> pd.Series:
    """Return how many standard errors low figures are from their benchmarks; 0 where a figure has no interval.

    The standard error is the half of the 95% interval that points to the benchmark, divided by 1.96: a figure that is
    low by its interval is more than 1.96 away.
    """
    edge = low["upper_ci"].where(low["direction"] > 0, low["lower_ci"])
    half = (edge - low["value"]) * low["direction"]
    return (low["shortfall"] * z_value(95) / half.where(half > 0)).fillna(0.0)


def _rows(assessment: Assessment, area_codes: Sequence[str]) -> pd.DataFrame:
    rows = assessment.breakdown
    rows = rows[rows["area_code"].isin(area_codes)]
    names = rows["area_code"].map(assessment.edition.short_names)
    metas = assessment.edition.meta.indicators
    higher = rows["indicator"].map(lambda name: metas[name].direction != "lower_is_better")
    rows = rows.assign(short_name=names, direction=higher.map({True: 1.0, False: -1.0}).astype(float))
    return rows.sort_values("short_name", kind="stable")


def _by_value(assessment: Assessment, rows: pd.DataFrame) -> pd.Series:
    """Return which rows are judged by the value, so that their interval plays no part."""
    rules = assessment.method.indicators
    return rows["indicator"].isin([name for name, rule in rules.items() if rule.low_by == "value"])


def worst_first(assessment: Assessment, area_codes: Sequence[str]) -> list[str]:
    """Return the codes of areas, the worst first, as `order_in_words` says.

    By rating, then the most low indicators, then the lowest score if there are scores, then the distance of the low
    figure that is furthest below its benchmark (`_standard_errors`), then by name. Areas that are not rated come last.
    """
    names = assessment.edition.short_names
    ratings = assessment.ratings.set_index("area_code")
    low = _low(assessment, area_codes)
    distance = low["distance"].groupby(low["area_code"]).max()

    def badness(code: str) -> tuple[float, ...]:
        if code not in ratings.index:
            return (1.0,)
        row = ratings.loc[code]
        # Not rated is no rating: it comes last, where ratings are given at all.
        rating = -1 if row["rating"] == "not_rated" else RATINGS.index(row["rating"])
        score = 0.0 if pd.isna(row["score"]) else float(row["score"])
        return (-rating, -int(row["low_count"]), score, -float(distance.get(code, 0.0)))

    return sorted(sorted(area_codes, key=names.__getitem__), key=badness)


def order_in_words(assessment: Assessment) -> str:
    """Say what "worst first" means under a methodology."""
    steps = ["rating"] if assessment.method.aggregation != "not_rated" else []
    if assessment.method.judges_by_benchmark:
        steps += ["number of low indicators"]
    if assessment.ratings["score"].notna().any():
        steps += ["score"]
    said = f"Worst first: by {', then by '.join(steps)}" if steps else "Worst first"
    if assessment.method.judges_by_benchmark:
        said += (
            ", then by how clearly the worst low figure misses what it is compared with (in standard errors: the more "
            "patients a gap rests on, the more it counts)"
        )
    return f"{said}."


def standing_sentences(assessment: Assessment, area_codes: Sequence[str]) -> str:
    """Say who comes first of the worst and on what, and how many are low on each indicator, each with its period.

    For example: "West Hampshire is furthest below: early diagnosis 44.0% est. against England's 50.7% (diagnosed in
    2014). Five of eight miss the standard for 62-day waits (January to March 2016), Portsmouth by most: 71.7% against
    85%. Two are low on early diagnosis (est.)." Empty where figures are scored and not compared.
    """
    standing = group_standing(assessment, area_codes)
    if not assessment.method.judges_by_benchmark or not standing.areas:
        return ""
    if standing.worst is None:
        if standing.areas == 1:
            return "It is not low on any indicator."
        return f"None of its {number_word(standing.areas)} areas is low on any indicator."
    parts = _low_parts(assessment, standing)
    if standing.areas == 1:
        return " ".join(parts)
    return " ".join([_worst_sentence(assessment, standing), *parts])


def worst_sentence(assessment: Assessment, area_codes: Sequence[str]) -> str:
    """Say which of several areas comes first of the worst, on what and when; empty if none is low."""
    standing = group_standing(assessment, area_codes)
    if not assessment.method.judges_by_benchmark or standing.worst is None or standing.areas == 1:
        return ""
    return _worst_sentence(assessment, standing)


def _worst_sentence(assessment: Assessment, standing: Standing) -> str:
    row = standing.worst
    assert row is not None
    meta = assessment.edition.meta.indicators[row["indicator"]]
    name, number = row["short_name"], _low_count(assessment, row["area_code"])
    below = "below" if row["direction"] > 0 else "above"
    who, on = f"{name} is most clearly {below}", ": "
    if sum(standing.low.values()) == 1:
        who = f"Only {name} is {below}"
    elif number > 1:
        who, on = f"{name} is low on {number_word(number)} indicators", ", most clearly on "
    label, against = lower_first(meta.short_label), _against(assessment, row)
    colon = "" if on == ": " else ":"
    return f"{who}{on}{label}{colon} {_value(row, meta)} against {against} ({lower_period(meta.period)})."


def _low_count(assessment: Assessment, area_code: str) -> int:
    rows = assessment.breakdown
    return int((rows["area_code"].eq(area_code) & rows["outcome"].isin(LOW)).sum())


def _value(row: pd.Series, meta: IndicatorMeta) -> str:
    return format_value(row["value"], meta) + (" est." if row["basis"] != "published" else "")


def _against(assessment: Assessment, row: pd.Series) -> str:
    rule = assessment.method.indicators[row["indicator"]]
    meta = assessment.edition.meta.indicators[row["indicator"]]
    return describe_benchmark(float(row["benchmark"]), meta, rule.benchmark or 0.0, brief=True)


def _low_parts(assessment: Assessment, standing: Standing) -> list[str]:
    """Return sentences on the indicators, first that on which most are low, with the period of each said once.

    Of the first indicators it is said who is furthest below, of the others only how many are low.
    """
    said: list[str] = []
    alone = standing.areas == 1
    for place, name in enumerate(standing.low):
        part = _low_part(assessment, standing, name, first=place == 0)
        row = standing.furthest[name]
        if not alone and place < _NAMED and not _is_same(standing.worst, row):
            whom = row["short_name"] if standing.low[name] == 1 else f"{row['short_name']} by most"
            value = _value(row, assessment.edition.meta.indicators[name])
            part += f", {whom}: {value} against {_against(assessment, row)}"
        said.append(part)
    sentences = [*said[:_NAMED], "; ".join(said[_NAMED:])]
    return [f"{part[:1].upper()}{part[1:]}." for part in sentences if part]


def _low_part(assessment: Assessment, standing: Standing, name: str, *, first: bool) -> str:
    """Say how many miss what: 'five of eight miss the standard for 62-day waits (January to March 2016)'."""
    meta, number = assessment.edition.meta.indicators[name], standing.low[name]
    who = _how_many(number, standing.areas) if first else number_word(number)
    if standing.areas == 1:
        who = "it"
    misses, low = ("misses", "is low on") if number == 1 else ("miss", "are low on")
    does = f"{misses} the standard for" if _misses_standard(assessment, name) else low
    there = standing.areas > 1 and standing.worst is not None and standing.worst["indicator"] == name
    brackets = [] if there else [lower_period(meta.period)]
    brackets += ["est."] if name in standing.estimated else []
    when = f" ({', '.join(brackets)})" if brackets else ""
    return f"{who} {does} {lower_first(meta.short_label)}{when}"


def _is_same(one: pd.Series | None, other: pd.Series) -> bool:
    keys = ["area_code", "indicator"]
    return one is not None and bool((one[keys] == other[keys]).all())


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

    It ends with the period. Empty where figures are scored and not compared.
    """
    standing = group_standing(assessment, area_codes)
    if not assessment.method.judges_by_benchmark or not standing.areas:
        return ""
    alone = standing.areas == 1
    if standing.worst is None:
        none = "it is not" if alone else f"none of {number_word(standing.areas)} areas is"
        return f"{title}: {none} low on any indicator"
    name, number = next(iter(standing.low.items()))
    meta, rule = assessment.edition.meta.indicators[name], assessment.method.indicators[name]
    mark = f" ({lower_period(meta.period)}{', est.' if name in standing.estimated else ''})"
    which = "it" if alone else f"{_how_many(number, standing.areas)} areas"
    label = lower_first(meta.short_label)
    against = describe_benchmark(float(standing.furthest[name]["benchmark"]), meta, rule.benchmark or 0.0)
    if _misses_standard(assessment, name):
        return f"{title}: {which} {'misses' if number == 1 else 'miss'} {against} for {label}{mark}"
    rows = _rows(assessment, area_codes)
    same = rows.loc[rows["indicator"] == name, "benchmark"].nunique() == 1
    are = "is" if number == 1 else "are"
    return f"{title}: {which} {are} low on {label}{f' against {against}' if same else ''}{mark}"
