"""Scores in words: what an indicator adds, what the score is, and why it makes the rating it makes."""

from math import isnan
from typing import Any

import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import describe_benchmark, format_value, lower_first, number_word
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATING_LABELS, RATINGS
from scoring.rating.judge import NOT_RATED, TIE, Judgement

_DECIMALS = {"points": 2, "z": 2, "standardised": 1, "min_max": 1, "quartile": 2}
_WHOLE = ("points", "quartile")
"""Scores of which an indicator's own are whole numbers as a rule, and shown as such."""
_QUARTERS = {
    1: "the worst quarter",
    2: "the second-worst quarter",
    3: "the second-best quarter",
    4: "the best quarter",
}
_MOST_EXTRA_DECIMALS = 6


def format_score(score: float, method: Methodology, *, trim: bool = False, extra: int = 0) -> str:
    """Write a score with the decimals that suit its kind, and extra ones: '1.25', '63.1'. `trim` drops zeros."""
    text = f"{score:,.{_DECIMALS[str(method.score)] + extra}f}"
    if trim and method.score in _WHOLE:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def score_name(method: Methodology) -> str:
    """Say what the score of a methodology is: 'the mean of its indicators (0 points if low, …)'."""
    weights = [rule.weight for rule in method.indicators.values()]
    mean = "mean" if len(set(weights)) == 1 else "weighted mean"
    made_by = {
        "worst": "the lowest of its indicators",
        "mean": f"the {mean} of its indicators",
        "geometric_mean": f"the {mean.replace('mean', 'geometric mean')} of its indicators",
        "mazziotta_pareto": "the mean of its indicators, less a penalty for imbalance",
        "combined_z": "the sum of its indicators, divided by how far such a sum varies by chance",
    }
    return f"{made_by[method.aggregation]} ({_unit(method)})"


def _unit(method: Methodology) -> str:
    """Say what an indicator's own score is counted in."""
    points, scale = method.points, method.scale
    if method.score == "points" and points is not None:
        low, similar, high = (f"{value:g}" for value in (points.low, points.similar, points.high))
        return f"points: {low} if low, {high} if high, else {similar}"
    if method.score == "standardised" and scale is not None:
        return (
            f"{scale.centre:g} for the mean of all areas, {scale.spread:g} for each standard deviation above"
        )
    if method.score == "min_max" and scale is not None:
        return f"{scale.lowest:g} for the worst area, {scale.highest:g} for the best"
    if method.score == "z":
        return "in standard errors, above 0 if better than the benchmark"
    return "1 for the worst quarter of areas to 4 for the best"


def describe_score(row: Any, meta: IndicatorMeta, kind: float | str | None, method: Methodology) -> str:
    """Say what an indicator adds to a score: '55.4%, which scores 63.1' or '…, 1.6 standard errors under 85%'."""
    value = format_value(row.value, meta) + (" est." if row.basis == "estimated" else "")
    if isnan(row.score):
        return f"{value}, which cannot be scored without an interval"
    if method.score == "z" and kind is not None:
        better = (row.score > 0) == (meta.direction == "higher_is_better")
        bar = describe_benchmark(row.benchmark, meta, kind)
        if format_score(abs(row.score), method) == format_score(0, method):
            return f"{value}, level with {bar}"
        return f"{value}, {abs(row.score):.2f} standard errors {'above' if better else 'below'} {bar}"
    if method.score == "quartile":
        return f"{value}, in {_QUARTERS[int(row.score)]} of areas"
    return f"{value}, which scores {format_score(row.score, method, trim=True)}"


def standing(verdict: Judgement, method: Methodology, place: int) -> str:
    """Say where a score stands among the cuts or quotas.

    For example "its score of 1.00 is enough for “needs improvement” (0.50 or more) but not for “performing
    well” (1.25 or more)." or "its score of 71.0 comes 24th of 209, and by quota places 8 to 29 are “performing well”."

    Parameters
    ----------
    place : int
        Position of the area in the judgement.
    """
    assert verdict.score is not None
    score = float(verdict.score[place])
    rating = RATINGS[int(verdict.before_limits[place])]
    used = {field for band in method.bands.values() for field, value in band if value is not None}
    counts = ""
    if used - {"percent_of_areas", "score_at_least"}:
        low, high = (number_word(int(part[place].sum())) for part in (verdict.low, verdict.high))
        counts = f"with {low} low and {high} high "
    text = f"{counts}its score of {format_score(score, method)}"
    if "percent_of_areas" in used:
        return f"{text} {_place_among_all(score, rating, verdict)}."
    bands = list(method.bands)
    cut = method.bands[rating].score_at_least  # type: ignore[index]
    better = [name for name in bands[: bands.index(rating)] if method.bands[name].score_at_least is not None]  # type: ignore[arg-type]
    reached = "" if cut is None else f"enough for {_label(rating)} ({format_score(cut, method)} or more)"
    if not better:
        return f"{text} is {reached}." if reached else f"{text} makes {_label(rating)}."
    needed = method.bands[better[-1]].score_at_least
    assert needed is not None
    extra = _decimals_apart(score, needed, method)
    text = f"{counts}its score of {format_score(score, method, extra=extra)}"
    missed = (
        f"not {'' if reached else 'enough '}for {_label(better[-1])} ({format_score(needed, method)} or more)"
    )
    return f"{text} is {' but '.join(filter(None, [reached, missed]))}."


def _decimals_apart(score: float, cut: float, method: Methodology) -> int:
    """Return how many more decimals show that a score is short of a cut: 1.2499 is not 1.25."""
    for extra in range(_MOST_EXTRA_DECIMALS):
        if format_score(score, method, extra=extra) != format_score(cut, method, extra=extra):
            return extra
    return _MOST_EXTRA_DECIMALS


def _place_among_all(score: float, rating: str, verdict: Judgement) -> str:
    """Say the rank of a score and the ranks that have the same rating."""
    assert verdict.score is not None
    codes = verdict.before_limits[verdict.before_limits != NOT_RATED]
    rated = verdict.score[verdict.before_limits != NOT_RATED]
    rank = 1 + int((rated > score + TIE * max(abs(score), 1)).sum())
    first, last = int((codes < RATINGS.index(rating)).sum()) + 1, int((codes <= RATINGS.index(rating)).sum())
    places = f"place {first} is" if first == last else f"places {first} to {last} are"
    return f"comes {_ordinal(rank)} of {len(rated)}, and by quota {places} {_label(rating)}"


def _ordinal(number: int) -> str:
    """Write a rank: 1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def _label(rating: str) -> str:
    return f"“{lower_first(RATING_LABELS[rating])}”"


def parts(
    rows: pd.DataFrame,
    assessment: Assessment,
) -> str:
    """Say what a score is made of: 'The score is the weighted mean of its indicators (points): …'."""
    edition, method = assessment.edition, assessment.method
    texts = []
    for row in rows.itertuples():
        label = lower_first(edition.meta.indicators[str(row.indicator)].short_label)
        score: Any = row.score
        mark = " est." if row.basis == "estimated" else ""
        texts.append(f"{label} {'none' if isnan(score) else format_score(score, method, trim=True)}{mark}")
    return f"The score is {score_name(method)}: {', '.join(texts).removesuffix('.')}."
