"""Scores in words: what an indicator adds, what the score is, and why it makes the rating it makes."""

from math import isnan
from typing import Any

import pandas as pd

from scoring.edition import Edition, IndicatorMeta
from scoring.methodology import RATING_LABELS, RATINGS, Band, Methodology
from scoring.rating import NOT_RATED, TIE, Judgement
from scoring.words import describe_benchmark, format_value, lower_first, number_word

_DECIMALS = {"points": 2, "z": 2, "standardised": 1, "min_max": 1, "quartile": 2}
_PARTS = {
    "points": "points",
    "z": "standard errors from the benchmark",
    "standardised": "standardised values",
    "min_max": "places between the worst and the best area",
    "quartile": "quartiles, 4 the best",
}
_MADE_BY = {
    "worst": "the lowest of its indicators",
    "mean": "the weighted mean of its indicators",
    "geometric_mean": "the weighted geometric mean of its indicators",
    "mazziotta_pareto": "the mean of its indicators less a penalty for imbalance",
    "combined_z": "the weighted sum of its indicators over what that varies by chance",
}


def format_score(score: float, method: Methodology) -> str:
    """Write a score with the decimals that suit its kind: '1.25', '63.1'."""
    return f"{score:,.{_DECIMALS[str(method.score)]}f}".replace("-", "−")


def score_name(method: Methodology) -> str:
    """Say what the score of a methodology is: 'the weighted mean of its indicators (points)'."""
    return f"{_MADE_BY[method.aggregation]} ({_PARTS[str(method.score)]})"


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
    return f"{value}, which scores {format_score(row.score, method)}"


def standing(verdict: Judgement, method: Methodology, place: int) -> str:
    """Say where a score stands among the cuts or quotas: 'its score of 1.00 is under the 1.25 for …'.

    Parameters
    ----------
    place : int
        Position of the area in the judgement.
    """
    assert verdict.score is not None
    score = float(verdict.score[place])
    rating = RATINGS[int(verdict.before_limits[place])]
    text = f"its score of {format_score(score, method)}"
    bands = list(method.bands)
    if any(part is not None for band in method.bands.values() for part in _counts(band)):
        low, high = (number_word(int(part[place].sum())) for part in (verdict.low, verdict.high))
        text = f"with {low} low and {high} high {text}"
    if any(band.percent_of_areas is not None for band in method.bands.values()):
        rated = verdict.score[verdict.before_limits != NOT_RATED]
        rank = 1 + int((rated > score + TIE * max(abs(score), 1)).sum())
        return f"{text} is number {rank} of {len(rated)}; {_quota(rating, verdict, bands)}"
    cut = method.bands[rating].score_at_least  # type: ignore[index]
    better = [name for name in bands[: bands.index(rating)] if method.bands[name].score_at_least is not None]  # type: ignore[arg-type]
    reaches = "" if cut is None else f"reaches the {format_score(cut, method)} for {_label(rating)}"
    short = ""
    if better:
        needed = method.bands[better[-1]].score_at_least
        assert needed is not None
        short = f"is under the {format_score(needed, method)} for {_label(better[-1])}"
    return f"{text} {' and '.join(filter(None, [reaches, short])) or f'makes {_label(rating)}'}."


def _counts(band: Band) -> tuple[int | None, ...]:
    return band.low_at_least, band.very_low_at_least, band.high_at_least


def _quota(rating: str, verdict: Judgement, bands: list[Any]) -> str:
    """Say how many areas are in the next better rating or above, or in the best one."""
    codes = verdict.before_limits[verdict.before_limits != NOT_RATED]
    at = bands.index(rating)
    if not at:
        return f"the best {int((codes == RATINGS.index(rating)).sum())} are {_label(rating)}."
    better = bands[at - 1]
    best = int((codes <= RATINGS.index(better)).sum())
    return f"only the best {best} are {_label(better)}{' or better' if at > 1 else ''}."


def _label(rating: str) -> str:
    return f"“{lower_first(RATING_LABELS[rating])}”"


def parts(rows: pd.DataFrame, edition: Edition, method: Methodology) -> str:
    """Say what a score is made of: 'The score is the weighted mean of its indicators (points): …'."""
    texts = []
    for row in rows.itertuples():
        label = lower_first(edition.meta.indicators[str(row.indicator)].short_label)
        score: Any = row.score
        mark = " est." if row.basis == "estimated" else ""
        texts.append(f"{label} {'none' if isnan(score) else format_score(score, method)}{mark}")
    return f"The score is {score_name(method)}: {', '.join(texts)}."
