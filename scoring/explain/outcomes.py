"""Ratings in words: why an area has the rating it has."""

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.errors import DataError
from scoring.explain.scores import describe_score, parts, standing
from scoring.explain.words import describe_benchmark, format_value, lower_first, number_word
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATING_LABELS, RATINGS
from scoring.rating.benchmarks import MEASURED
from scoring.rating.grid import round_half_up
from scoring.rating.intervals import NO_SPREAD

_MOST_EXTRA_DECIMALS = 6
LOW = ("low", "very low")
"""Outcomes that count as low."""
RATING_VERBS = {
    "top": "is top performing",
    "well": "is performing well",
    "needs": "needs improvement",
    "greatest": "is in greatest need for improvement",
    "not_rated": "is not rated",
}


@dataclass(frozen=True)
class Explanation:
    """Why an area has its rating.

    `rating` is the one that counts, `rule_rating` the rule's before expert moderation; `moderation` and
    `limited_by` are empty unless they decide. `score` is None for a rule without. `sentence` is for people;
    `indicators` has one row an indicator, in the methodology's order, with the columns of `breakdown` and
    `reason` (what was compared with what, in words).
    """

    area_code: str
    short_name: str
    rating: str
    rule_rating: str
    limited_by: str
    moderation: str
    score: float | None
    basis: str
    sentence: str
    indicators: pd.DataFrame


def explain(assessment: Assessment, area_code: str) -> Explanation:
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
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    name = edition.short_names.get(area_code, area_code)
    if area_code not in assessment.places:
        raise DataError(f"There are no figures for {name}.")
    # A rating may depend on other areas, so all are judged.
    place, verdict = assessment.places[area_code], assessment.judgement
    rows = assessment.rows_of(area_code).reset_index(drop=True)
    rows["reason"] = [describe_outcome(row, assessment) for row in rows.itertuples()]
    rated = assessment.ratings.iloc[place]
    before = RATINGS[int(verdict.before_limits[place])]
    if method.score is not None and before != "not_rated":
        why = f"{standing(verdict, method, place)} {parts(rows, assessment)}"
        by_rule = f"{name} {RATING_VERBS[before]} because {why}"
    else:
        by_rule = rating_sentence(name, before, rows, assessment)
    return Explanation(
        area_code=area_code,
        short_name=name,
        rating=str(rated["rating"]),
        rule_rating=str(rated["rule_rating"]),
        limited_by=str(rated["limited_by"]),
        moderation=str(rated["moderation"]),
        score=None if verdict.score is None else float(verdict.score[place]),
        basis=str(rated["basis"]),
        sentence=_with_layers(name, rated, by_rule, _broken_limits(rows, rated["limited_by"], assessment)),
        indicators=rows,
    )


def _with_layers(name: str, rated: pd.Series, by_rule: str, broken: str) -> str:
    """Put before the rule's sentence what a limit and expert moderation make of it."""
    if broken:
        opening = f"{name} {RATING_VERBS[rated['rule_rating']]} because a limit caps its rating: {broken}."
        by_rule = f"{opening} Without the limit, {_conditional(by_rule, name)}"
    if not rated["moderation"]:
        return by_rule
    label = lower_first(RATING_LABELS[rated["rating"]])
    return (
        f"{name} is rated “{label}” by expert moderation: {rated['moderation']}. By the rule alone, "
        f"{_conditional(by_rule, name)}"
    )


def _conditional(sentence: str, name: str) -> str:
    """Turn 'Dorset is performing well because …' into 'Dorset would be performing well because …'."""
    if sentence.startswith(f"{name} is not rated"):
        return sentence
    would_be = sentence.replace(f"{name} is ", f"{name} would be ", 1)
    return would_be.replace(f"{name} needs ", f"{name} would need ", 1)


def _broken_limits(
    rows: pd.DataFrame,
    limited_by: str,
    assessment: Assessment,
) -> str:
    """Name the limits that cap a rating, with the value of each: 'below the 62-day standard (82.7%)'."""
    values = dict(zip(rows["indicator"], rows.itertuples(), strict=True))
    named = limited_by.split("; ")
    texts = []
    for limit in assessment.method.limits.values():
        if limit.label in named:
            row, meta = values[limit.indicator], assessment.edition.meta.indicators[limit.indicator]
            mark = " est." if row.basis == "estimated" else ""
            texts.append(f"{lower_first(limit.label)} ({format_value(row.value, meta)}{mark})")
    return " and ".join(texts)


def rating_sentence(
    name: str,
    rating: str,
    rows: pd.DataFrame,
    assessment: Assessment,
) -> str:
    """Say why an area has a rating by counts, from its rows of `breakdown` with `reason`.

    For example: "Dorset needs improvement because one of four indicators, 62-day waits, is low: 82.7%
    against the standard of 85%. The other three are not low."
    """
    edition, method = assessment.edition, assessment.method
    opening = f"{name} {RATING_VERBS[rating]}"
    total = number_word(len(rows))
    low, high = rows[rows["outcome"].isin(LOW)], rows[rows["outcome"] == "high"]
    present = rows[rows["outcome"] != "missing"]
    labels = {key: lower_first(meta.short_label) for key, meta in edition.meta.indicators.items()}
    if rating == "not_rated" and method.aggregation == "not_rated":
        return (
            f"{opening}: this methodology gives no overall rating. {_side_by_side(low, high, total, labels)}"
        )
    if rating == "not_rated":
        return f"{opening} because {_too_few(rows, method)}."
    # A rule may let an area do well with some indicators low, or badly with none; then "because" would be wrong.
    because = "because" if (rating in ("top", "well")) == low.empty else "although"
    if low.empty:
        about_high = _about_high(rating, rows, labels, method)
        return f"{opening} {because} none of {total} indicators is low{about_high}."
    others = len(present) - len(low)
    rest = f" The other {number_word(others)} {_are(others)} not low." if others else ""
    if because == "although" and method.bands[rating].high_at_least:  # type: ignore[index]
        count = _count_of(high, labels)
        rest = f" {count[:1].upper()}{count[1:]} {_are(len(high))} high, which is enough."
    if len(low) == 1:
        row = low.iloc[0]
        subject = f"one of {total} indicators, {labels[row['indicator']]}, is {row['outcome']}"
        return f"{opening} {because} {subject}: {row['reason']}.{rest}"
    reasons = [describe_outcome(row, assessment, ends=False) for row in low.itertuples()]
    details = "; ".join(
        f"{labels[row.indicator]} ({'very low, ' if row.outcome == 'very low' else ''}{reason})"
        for row, reason in zip(low.itertuples(), reasons, strict=True)
    )
    many = f"all {total}" if len(low) == len(rows) else f"{number_word(len(low))} of {total}"
    return f"{opening} {because} {many} indicators are low: {details}.{rest}"


def _are(number: int) -> str:
    return "are" if number > 1 else "is"


def _count_of(rows: pd.DataFrame, labels: dict[str, str]) -> str:
    """Count indicators and name them: 'two (62-day waits, one-year survival)'."""
    names = f" ({', '.join(labels[name] for name in rows['indicator'])})" if len(rows) else ""
    return f"{number_word(len(rows))}{names}"


def _too_few(rows: pd.DataFrame, method: Methodology) -> str:
    """Say why there is no rating: 'only three of four indicators have a value; this methodology needs four'."""
    has_value = rows["outcome"] != "missing"
    used = has_value if method.score is None else rows["score"].notna()
    number = int(used.sum())
    if number >= method.minimum_indicators:
        return "its indicators with a value give no score"
    few = f"only {number_word(number)}" if number else "none"
    have = "has" if number < 2 else "have"
    what = "a value" if (used == has_value).all() else "a value with an interval"
    return (
        f"{few} of {number_word(len(rows))} indicators {have} {what}; "
        f"this methodology needs {number_word(method.minimum_indicators)}"
    )


def _side_by_side(low: pd.DataFrame, high: pd.DataFrame, total: str, labels: dict[str, str]) -> str:
    sides = [
        f"{_count_of(rows, labels)} {_are(len(rows))} {side}" for rows, side in ((low, "low"), (high, "high"))
    ]
    return f"Of {total} indicators {' and '.join(sides)}."


def _about_high(rating: str, rows: pd.DataFrame, labels: dict[str, str], method: Methodology) -> str:
    """Say how many indicators are high and how many the next better rating needs, if it needs any."""
    high = rows[rows["outcome"] == "high"]
    count = f"all {number_word(len(rows))}" if len(high) == len(rows) else _count_of(high, labels)
    better = [name for name in RATINGS[: RATINGS.index(rating)] if name in method.bands]
    for name in reversed(better):
        number = method.bands[name].high_at_least
        if number is not None and number > len(high):
            label = lower_first(RATING_LABELS[name])
            return f"; {count} {_are(len(high))} high, and {label} needs {number_word(number)}"
    return f" and {count} {_are(len(high))} high"


def describe_outcome(row: Any, assessment: Assessment, *, brief: bool = False, ends: bool = True) -> str:
    """Say what one indicator of an area was compared with; `row` is a row of `breakdown` as a tuple.

    `brief` gives a standard or threshold as its number only: '82.7% against 82%'. Without `ends` it is not
    said how near the interval comes.
    """
    edition, method = assessment.edition, assessment.method
    indicator, outcome = row.indicator, row.outcome
    meta = edition.meta.indicators[indicator]
    if outcome == "missing":
        return "no value"
    rule = method.indicators[indicator]
    if outcome == "scored":
        return describe_score(row, meta, rule.benchmark, method)
    by = {"very low": rule.very_low_by, "high": rule.high_by}.get(outcome, rule.low_by) or "value"
    if isnan(row.lower_ci) or (by.startswith("funnel") and row.upper_ci - row.lower_ci <= NO_SPREAD):
        by = "value"  # without an interval the value alone was compared
    extra = _extra_decimals(row, meta, method, by)
    value = format_value(row.value, meta, extra=extra) + (" est." if row.basis == "estimated" else "")
    if method.figures == "shrunken":
        drawn = format_value(row.compared_value, meta, extra=extra)
        # Where chance changes nothing that is seen, there is nothing to say of it.
        if drawn != format_value(row.value, meta, extra=extra):
            value = f"{value}, or {drawn} est. once chance is allowed for"
    rests = edition.rests_on_estimates(indicator)
    bar = describe_benchmark(
        row.benchmark, meta, rule.benchmark or 0.0, brief=brief, estimated=rests, extra=extra
    )
    if by.startswith("funnel"):
        return f"{value}, {_in_funnel(row, meta, bar, by)}"
    if by == "value" or outcome == "similar":
        pause = "," if " once chance " in value else ""
        return (
            f"{value}{pause} against {bar}" if by == "value" else f"{value}, not clearly different from {bar}"
        )
    lower, upper = row.low_edge, row.high_edge
    side, edge = ("below", lower) if outcome in LOW else ("above", upper)
    if meta.direction == "lower_is_better":
        side = {"below": "above", "above": "below"}[side]
    counted = ", theirs counted," if rule.benchmark == "peers" else ""
    text = f"{value}, with the whole {by}% interval{counted} {side} {bar}"
    if not ends:
        return text
    mark = " est." if row.interval_basis == "estimated" else ""
    end = "upper" if side == "below" else "lower"
    shown_bar = (
        _rounded(row.benchmark, meta.decimals + extra) if rule.benchmark in MEASURED else row.benchmark
    )
    more = decimals_until_apart(edge, shown_bar, meta.decimals + extra)
    return f"{text} ({end} end {format_value(edge, meta, extra=extra + more)}{mark})"


def decimals_until_apart(figure: float, bar: float, decimals: int) -> int:
    """Return how many more decimals than `decimals` show on which side of a bar a figure is: usually none."""
    side = np.sign(figure - bar)
    for more in range(_MOST_EXTRA_DECIMALS):
        if np.sign(_rounded(figure, decimals + more) - bar) == side:
            return more
    return _MOST_EXTRA_DECIMALS


def _extra_decimals(row: Any, meta: IndicatorMeta, method: Methodology, by: str) -> int:
    """Return how many decimals more than usual show a figure and its benchmark as they were compared.

    By value those to which both were rounded. By interval so many that low is not said of 97.4% against 97.4%.
    """
    if by == "value":
        return (method.value_decimals or 0) - meta.decimals
    if row.outcome == "similar" or by.startswith("funnel"):
        return 0
    edge = row.low_edge if row.outcome in LOW else row.high_edge
    is_figure = method.indicators[row.indicator].benchmark in MEASURED
    for extra in range(_MOST_EXTRA_DECIMALS):
        decimals = meta.decimals + extra
        bar = _rounded(row.benchmark, decimals) if is_figure else row.benchmark
        on_its_side = np.sign(_rounded(edge, decimals + 1) - bar) == np.sign(edge - row.benchmark)
        if on_its_side and (_rounded(row.compared_value, decimals) != bar or row.compared_value == bar):
            return extra
    return _MOST_EXTRA_DECIMALS


def _rounded(figure: float, decimals: int) -> float:
    return float(round_half_up(np.asarray(figure), decimals))


def _in_funnel(row: Any, meta: IndicatorMeta, bar: str, by: str) -> str:
    """Say where a value lies in a funnel: "below the 95% control limits round England's 50.7% (lower limit 48.12%)"."""
    if row.outcome == "similar":
        return f"within the control limits round {bar}"
    is_above = row.compared_value > row.benchmark
    side = "above" if is_above else "below"
    shown = f"{side} the {by.removeprefix('funnel_')}% control limits round {bar}"
    if row.outcome == "very low":
        return shown
    # An edge is the value moved by the half-width of the limits.
    half = abs((row.high_edge if row.outcome == "high" else row.low_edge) - row.compared_value)
    limit = row.benchmark + (half if is_above else -half)
    more = decimals_until_apart(limit, _rounded(row.value, meta.decimals), meta.decimals)
    mark = " est." if row.interval_basis == "estimated" else ""
    return f"{shown} ({'upper' if is_above else 'lower'} limit {format_value(limit, meta, extra=more)}{mark})"
