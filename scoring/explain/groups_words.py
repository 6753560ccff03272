"""Groups of areas in words: their ratings, their own figures, the patients behind a percentage."""

from collections.abc import Mapping
from math import ceil, isnan
from typing import Any

import numpy as np
import pandas as pd

from scoring.editions.model import Edition, IndicatorMeta
from scoring.explain.words import format_threshold, format_value, lower_first, number_word, whole_percent
from scoring.methodology.parts import RATINGS
from scoring.rating.grid import round_half_up

_RATED = {
    "top": ("is top performing", "are top performing"),
    "well": ("is performing well", "are performing well"),
    "needs": ("needs improvement", "need improvement"),
    "greatest": ("is in greatest need for improvement", "are in greatest need for improvement"),
    "not_rated": ("is not rated", "are not rated"),
}


def ratings_sentence(row: Mapping[Any, Any], edition: Edition | None = None) -> str:
    """Say how many areas of a group have each rating; `row` is a row of `group_ratings` as a mapping.

    For example: "Of eight areas, one is performing well and seven need improvement." With an edition it begins with
    what the ratings are: "In the cancer ratings of October 2016, of eight areas …"
    """
    said = _ratings_sentence(row)
    if edition is None:
        return said
    return f"In the {lower_first(edition.meta.title)}, {said[:1].lower()}{said[1:]}"


def _ratings_sentence(row: Mapping[Any, Any]) -> str:
    areas = int(row["areas"])
    if areas == 0:
        return "No area is counted here."
    there = [(int(row[rating]), _RATED[rating]) for rating in RATINGS if row[rating]]
    if len(there) == 1:
        [(_, (one, many))] = there
        return f"Its one area {one}." if areas == 1 else f"All {number_word(areas)} areas {many}."
    parts = [f"{number_word(number)} {words[number > 1]}" for number, words in there]
    return f"Of {number_word(areas)} areas, {', '.join(parts[:-1])} and {parts[-1]}."


def people(number: float) -> str:
    """Write a number of people: '2.6 million people', '412,000 people'; empty if not known."""
    if isnan(number):
        return ""
    if number >= 1e6:
        return f"{float(round_half_up(np.asarray(number / 1e6), 1)):.1f} million people"
    return f"{round(number, -3):,.0f} people"


def group_sentence(row: Any, meta: IndicatorMeta) -> str:
    """Say how a group stands on one indicator; `row` is a row of `group_figures` as a tuple.

    For example: "78.8% (95% interval 77.2% to 80.4%): below England's 81.9%, as surely as 95%, and below the
    standard of 85%. 535 of 2,524 patients waited longer than 62 days; the standard allows 378."
    """
    if isnan(row.value):
        return "No figure."
    mark = " est." if row.basis != "published" else ""
    text = format_value(row.value, meta) + mark
    if not isnan(row.lower_ci):
        limits = f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}"
        text += f" (95% interval {limits}{' est.' if row.interval_basis == 'estimated' else ''})"
    standing = [_beside_england(row, meta), _beside_standard(row, meta)]
    if said := " and ".join(filter(None, standing)):
        text += f", {said}"
    if row.areas < row.of_areas:
        text += f", from {row.areas} of {row.of_areas} areas"
    return f"{text}. {patients_sentence(row, meta)}".strip()


def _beside_england(row: Any, meta: IndicatorMeta) -> str:
    if isnan(row.england):
        return ""
    england = f"England's {format_value(row.england, meta)}"
    if row.lower_ci > row.england:
        return f"clearly above {england}"
    if row.upper_ci < row.england:
        return f"clearly below {england}"
    return f"not clearly different from {england}"


def _beside_standard(row: Any, meta: IndicatorMeta) -> str:
    if isnan(row.standard):
        return ""
    met = row.direction * (float(round_half_up(np.asarray(row.value), meta.decimals)) - row.standard) >= 0
    return f"{'meeting' if met else 'missing'} the standard of {format_threshold(row.standard, meta)}"


def patients_sentence(row: Any, meta: IndicatorMeta) -> str:
    """Say how many patients are behind a percentage: "412 of 2,381 patients waited longer than 62 days".

    `row` has numerator, denominator, standard, direction, interval_basis. Empty where nothing was counted, or
    where being counted is what should be rare.
    """
    if isnan(row.numerator) or isnan(row.denominator) or row.direction < 0 or meta.shortfall_label is None:
        return ""
    short, total = round(row.denominator - row.numerator), round(row.denominator)
    mark = " (est.)" if row.interval_basis == "estimated" else ""
    text = f"{short:,} of {total:,} {meta.shortfall_label}{mark}"
    if not isnan(row.standard) and not isnan(row.per):
        allowed = total - ceil(row.standard / row.per * total - 1e-9)
        text += f"; the standard allows {allowed:,}"
    return f"{text}."


def split_sentences(edition: Edition, belonging: pd.DataFrame, group_code: str) -> list[str]:
    """Say of each area that lies only partly in a group how it is counted.

    For example: "Cumbria lies 64% in North East and Cumbria and 36% in Lancashire and South Cumbria …"
    """
    sentences = []
    for row in belonging[(belonging["group_code"] == group_code) & (belonging["share"] < 1)].itertuples():
        parts = belonging[belonging["area_code"] == row.area_code].sort_values("share", ascending=False)
        where = " and ".join(
            f"{whole_percent(100 * part.share)} in {part.group}" for part in parts.itertuples()
        )
        counted = "here" if row.counted else f"in {parts['group'].iloc[0]}"
        sentences.append(
            f"{edition.short_names[str(row.area_code)]} lies {where}, by its census areas. "
            f"{whole_percent(100 * row.share)} of its patients are added to the figures of this group, as if "
            f"they were spread evenly, so these are estimates. Its rating is counted "
            f"{counted}, where the larger part lies."
        )
    return sentences


def shared_sentence(edition: Edition, belonging: pd.DataFrame) -> str:
    """Say which groups share an area, so that all their figures are estimates; empty if none do.

    For example: "Lancashire and South Cumbria and North East and Cumbria share Cumbria: parts of its patients are
    estimated, so all figures of these groups are marked est., published ones too."
    """
    shared = belonging[belonging["share"] < 1]
    if shared.empty:
        return ""
    said = []
    for code, rows in shared.groupby("area_code", sort=False):
        groups = " and ".join(sorted(rows["group"]))
        said.append(f"{groups} share {edition.short_names[str(code)]}")
    return (
        f"{'; '.join(said)}: how many of its patients each has is estimated, so all figures of these groups are marked "
        "est., those from published counts too."
    )
