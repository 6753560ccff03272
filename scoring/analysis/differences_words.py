"""Differences from similar areas and neighbours in words."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from scoring.editions.model import Edition, IndicatorMeta
from scoring.editions.similar_areas import SimilarAreasMeta
from scoring.errors import listed
from scoring.explain.words import format_value, lower_first, number_word, whole_percent
from scoring.rating.grid import round_half_up

VERDICT_WORDS = {
    "better": "better",
    "worse": "worse",
    "unclear": "may be chance",
    "no interval": "not known whether by chance",
    "no value": "nothing to compare",
}
_BEYOND = "more than chance alone would explain"


def signed(value: float, meta: IndicatorMeta) -> str:
    """Write a difference as a number with its sign and without its unit: '+4.2', '−1.4', '+0.04'."""
    for decimals in range(meta.decimals, meta.decimals + 3):
        number = float(round_half_up(np.asarray(abs(value)), decimals))
        # What is not 0 must not be shown as 0: an interval that ends there would seem to touch it.
        if number > 0:
            return f"{'+' if value > 0 else '−'}{number:,.{decimals}f}"
    return f"{0:.{meta.decimals}f}"


def amount(difference: float, meta: IndicatorMeta) -> str:
    """Write the size of a difference with its unit: '1.4 points' of a percentage, '7.7 per 100,000'."""
    smallest = 10.0**-meta.decimals
    size = abs(difference)
    small = 2 * size < smallest
    text = format_value(smallest if small else size, meta)
    if meta.unit == "%":
        text = f"{text.removesuffix('%')} points"
    return f"less than {text}" if small else text


def peer_sentence(row: Any, meta: IndicatorMeta) -> str:
    """Say how a figure stands beside those of similar areas.

    `row` is a row of `peer_differences` as a tuple. For example: '82.7% against 84.1% in similar areas (83.0 to
    85.2): lower by 1.4 points (95% interval −4.6 to +1.7), which may be chance.' A figure that rests on
    estimates is marked est.
    """
    own = "no value" if pd.isna(row.value) else format_value(row.value, meta) + _mark(row.basis)
    if pd.isna(row.peers):
        return f"{own}; no similar area has a value to compare it with."
    theirs = f"{format_value(row.peers, meta)}{_mark(row.peers_basis)} in similar areas"
    if not pd.isna(row.peers_lower):
        ends = f"{_number(row.peers_lower, meta)} to {_number(row.peers_upper, meta)}"
        theirs += f" ({ends}{_mark(row.interval_basis)})"
    if pd.isna(row.value):
        return f"{own}, against {theirs}."
    return f"{own} against {theirs}: {difference_phrase(row, meta)}."


def difference_phrase(row: Any, meta: IndicatorMeta) -> str:
    """Say how large a difference is and whether chance may explain it; `row` has the columns of a difference.

    For example: 'higher by 4.2 points (95% interval +2.6 to +5.8), more than chance alone would explain'.
    """
    if row.difference == 0:
        size = "the same"
    else:
        way = "higher" if row.difference > 0 else "lower"
        if meta.direction == "lower_is_better" and row.verdict in ("better", "worse"):
            way += f", and so {row.verdict},"
        size = f"{way} by {amount(row.difference, meta)}"
    if row.verdict == "no interval":
        return f"{size}; without an interval it is not known whether by chance"
    ends = f"{signed(row.difference_lower, meta)} to {signed(row.difference_upper, meta)}"
    chance = _BEYOND if row.verdict in ("better", "worse") else "which may be chance"
    return f"{size} (95% interval {ends}{_mark(row.interval_basis)}), {chance}"


def summary_sentence(differences: pd.DataFrame, edition: Edition) -> str:
    """Say in one sentence where an area is better or worse than its similar areas beyond chance, and where not.

    `differences` are the rows of `peer_differences` of one area. For example: 'Beside the mean of its similar
    areas, Dorset is better beyond chance on early diagnosis (est.); on 62-day waits the difference may be chance.'
    """
    labels = {name: lower_first(meta.short_label) for name, meta in edition.meta.indicators.items()}
    named: dict[str, list[str]] = {}
    for row in differences.itertuples():
        mark = " (est.)" if "estimated" in (row.basis, row.peers_basis) else ""
        named.setdefault(row.verdict, []).append(labels[row.indicator] + mark)
    on = {verdict: f"on {_all(names)}" for verdict, names in named.items()}
    sides = [f"{side} beyond chance {on[side]}" for side in ("better", "worse") if side in on]
    rest = [
        f"{on[verdict]} {words}"
        for verdict, words in (
            ("unclear", "the difference may be chance"),
            ("no interval", "not known, for lack of an interval"),
            ("no value", "there is nothing to compare"),
        )
        if verdict in on
    ]
    found = " and ".join(sides) or "neither better nor worse beyond chance"
    name = edition.short_names[differences["area_code"].iloc[0]]
    return "; ".join([f"Beside the mean of its similar areas, {name} is {found}", *rest]) + "."


def gaps_sentence(gaps: pd.DataFrame, edition: Edition) -> str:
    """Say how many gaps across an area's borders are more than chance, and which is the clearest.

    `gaps` are rows of `gaps_to`.
    """
    told = gaps[~gaps["verdict"].isin(["no value", "no interval"])]
    if told.empty:
        return "No gap to a neighbour has an interval, so it is not known what is chance."
    clear = told[told["verdict"].isin(["better", "worse"])]
    if clear.empty:
        return "No gap to a neighbour is more than chance alone would explain."
    row = _clearest(clear)
    meta = edition.meta.indicators[row.indicator]
    are = "is" if len(clear) == 1 else "are"
    return (
        f"{number_word(len(clear)).capitalize()} of {len(told)} gaps to neighbours {are} {_BEYOND}. The clearest: "
        f"{lower_first(meta.short_label)} in {edition.short_names[row.area_code]}, "
        f"{format_value(row.value, meta)}{_mark(row.basis)} against {format_value(row.beside, meta)}"
        f"{_mark(row.beside_basis)} here: {difference_phrase(row, meta)}."
    )


def _clearest(gaps: pd.DataFrame) -> Any:
    """Return the gap whose interval is farthest from 0, in widths of the interval, as a tuple."""
    width = gaps["difference_upper"] - gaps["difference_lower"]
    nearest = gaps[["difference_lower", "difference_upper"]].abs().min(axis=1)
    with np.errstate(divide="ignore"):
        place = int((nearest.to_numpy() / width.to_numpy()).argmax())
    return next(gaps.iloc[[place]].itertuples())


def variables_sentence(settings: SimilarAreasMeta) -> str:
    """Name what areas are compared in, with the share of each: 'deprivation 29%, size 18% and age 24%'."""
    total = sum(variable.weight for variable in settings.variables.values())
    return _all(
        f"{each.noun} {whole_percent(100 * each.weight / total)}" for each in settings.variables.values()
    )


def closeness_sentence(similar: pd.DataFrame, area_code: str) -> str:
    """Say how close an area's similar areas are, beside those of other areas.

    `similar` is `Edition.similar`.
    """
    means = similar.groupby("area_code")["distance"].mean()
    own = similar.loc[similar["area_code"] == area_code, "distance"]
    closer = int((means < means[area_code]).sum())
    return (
        f"Distances from {own.min():.2f} to {own.max():.2f}, {means[area_code]:.2f} on average: {closer} of the other "
        f"{len(means) - 1} areas have similar areas that are closer."
    )


def _all(names: Iterable[str]) -> str:
    every = list(names)
    return listed(every, len(every))


def _number(value: float, meta: IndicatorMeta) -> str:
    return format_value(value, meta).removesuffix(meta.unit).rstrip()


def _mark(basis: str) -> str:
    return " est." if basis == "estimated" else ""
