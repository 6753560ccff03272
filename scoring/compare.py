"""Two sets of ratings side by side: who moves, and why."""

from typing import Any

import numpy as np
import pandas as pd

from scoring.edition import Edition
from scoring.errors import DataError
from scoring.explain import describe_outcome
from scoring.methodology import RATING_LABELS, RATINGS, Methodology
from scoring.rating import Counts, band, breakdown, rate
from scoring.words import describe_benchmark, format_value, lower_first, number_word


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the areas whose rating differs between two results of `rate`.

    Returns
    -------
    DataFrame
        area_code, rating_before, rating_after (ids), direction ('up' to a better rating, 'down' to a
        worse one, 'rated' or 'unrated' where one side has no rating), steps (ratings apart).

    Raises
    ------
    DataError
        If the two results are not of the same areas.
    """
    both = _side_by_side(before, after)
    moved = both[both["rating_before"] != both["rating_after"]].reset_index(drop=True)
    position = {rating: i for i, rating in enumerate(RATINGS)}
    # Mapping an empty column of text leaves text, which cannot be subtracted.
    was, now = (moved[c].map(position).astype(int) for c in ("rating_before", "rating_after"))
    moved["direction"] = np.select(
        [moved["rating_after"] == "not_rated", moved["rating_before"] == "not_rated", now < was],
        ["unrated", "rated", "up"],
        "down",
    )
    moved["steps"] = (now - was).abs()
    return moved


def transition_table(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return how many areas go from each rating (rows) to each rating (columns), both best first.

    Raises
    ------
    DataError
        If the two results are not of the same areas.
    """
    both = _side_by_side(before, after)
    table = pd.crosstab(both["rating_before"], both["rating_after"])
    return table.reindex(index=list(RATINGS), columns=list(RATINGS), fill_value=0)


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return area_code, rating_before and rating_after of two results of `rate`."""
    if set(before["area_code"]) != set(after["area_code"]):
        raise DataError("The two results are not of the same areas, so they cannot be compared.")
    return before[["area_code", "rating"]].merge(
        after[["area_code", "rating"]], on="area_code", suffixes=("_before", "_after"), validate="1:1"
    )


def movers(edition: Edition, baseline: Methodology, scenario: Methodology) -> pd.DataFrame:
    """Return the moves from one methodology to another, with names and the reason in words.

    Returns
    -------
    DataFrame
        The columns of `compare`, and ods_code, area_name, short_name, basis, reason.
    """
    edition.check_indicators([*baseline.indicators, *scenario.indicators])
    before, after = rate(edition.indicators, baseline), rate(edition.indicators, scenario)
    moves = compare(before, after)
    names = edition.areas[["area_code", "ods_code", "area_name", "short_name"]]
    moves = moves.merge(names, on="area_code", how="left").merge(
        after[["area_code", "basis"]], on="area_code"
    )
    moves["reason"] = pd.Series(_reasons(edition, baseline, scenario, moves), moves.index, dtype=str)
    order = ["area_code", "ods_code", "area_name", "short_name", "rating_before", "rating_after"]
    return moves[[*order, "direction", "steps", "basis", "reason"]]


def _reasons(
    edition: Edition, baseline: Methodology, scenario: Methodology, moves: pd.DataFrame
) -> list[str]:
    """Say for each move which indicators were judged differently, and where a count decided, which."""
    figures = edition.indicators[edition.indicators["area_code"].isin(moves["area_code"])]
    old, new = breakdown(figures, baseline), breakdown(figures, scenario)
    old_rows = {(r.area_code, r.indicator): r for r in old.itertuples()}
    reasons: dict[str, list[str]] = {code: [] for code in moves["area_code"]}
    for row in new.itertuples():
        was = old_rows.get((row.area_code, row.indicator))
        if was is None or was.outcome != row.outcome:
            reasons[row.area_code].append(_changed_outcome(was, row, edition, baseline, scenario))
    counts = rate(figures, scenario).set_index("area_code")
    low, high, present = (counts[c].to_numpy() for c in ("low_count", "high_count", "rated_indicators"))
    # What the baseline's bands make of the new outcomes: if that is the new rating, they explain the move.
    counts["by_outcomes"] = np.array(RATINGS, object)[band(baseline.rule, Counts(low, 0, high), present)]
    for move in moves.itertuples():
        now = counts.loc[move.area_code]
        if now["by_outcomes"] != move.rating_after:
            reasons[move.area_code].append(_changed_count(now, move, as_before=not reasons[move.area_code]))
    return [_as_sentence("; ".join(reasons[code])) for code in moves["area_code"]]


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _changed_outcome(
    was: Any, now: Any, edition: Edition, baseline: Methodology, scenario: Methodology
) -> str:
    """Say how one indicator's outcome changed: '62-day waits no longer low: 82.7% against 82% (was 85%)'."""
    indicator = now.indicator
    meta = edition.meta.indicators[indicator]
    outcome = now.outcome
    before = getattr(was, "outcome", "missing")
    change = f"no longer {before}" if outcome == "similar" else f"now {outcome}"
    reason = describe_outcome(now, edition, scenario, brief=True)
    text = f"{lower_first(meta.short_label)} {change}: {reason}"
    high_by = scenario.indicators[indicator].high_by
    if (before, outcome) == ("high", "similar") and high_by != "value" and not np.isnan(now.lower_ci):
        mark = " est." if now.interval_basis == "estimated" else ""
        text += f", and its {high_by}% interval reaches {format_value(now.high_edge, meta, extra=1)}{mark}"
    old_bar, new_bar = getattr(was, "benchmark", None), now.benchmark
    if old_bar is not None and old_bar != new_bar:
        kind = baseline.indicators[indicator].benchmark
        text += f" (was {describe_benchmark(old_bar, meta, kind, brief=True)})"
    return text


def _changed_count(counts: pd.Series, move: Any, *, as_before: bool) -> str:
    """Say which counts led to the new rating when outcomes alone do not."""
    label = RATING_LABELS[move.rating_after].lower()
    low, high = number_word(int(counts["low_count"])), number_word(int(counts["high_count"]))
    if not as_before:
        return f"{low} low and {high} high now makes {label}"
    return f"{low} low and {high} high as before, which now makes {label}"
