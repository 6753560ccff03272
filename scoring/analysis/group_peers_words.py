"""The areas of a group beside their similar areas, in words: a sentence, a table and how to read both."""

from typing import Any

import pandas as pd

from scoring.analysis.differences_words import signed
from scoring.editions.model import Edition, IndicatorMeta
from scoring.errors import listed
from scoring.explain.words import format_value, lower_first, lower_period, number_word

HOW_COMPARED = (
    "Each area is set beside the mean of its own similar areas. More than chance: the whole 95% interval of the "
    "difference is on one side of 0. Even without any true difference about one comparison in 40 would come out as "
    "worse, and one in 40 as better. Similar areas are not identical: a difference is a question to ask, not a verdict "
    "on care."
)
_WORDS = {"better": "better", "worse": "worse", "unclear": "may be chance"}
_DASH = "–"
_MOST_NAMED = 3


def similar_sentence(edition: Edition, rows: pd.DataFrame) -> str:
    """Say how many areas of a group are worse than their similar areas by more than chance, and on what.

    `rows` are of `group_beside_similar`. For example: "Three of eight areas are worse than their ten similar areas by
    more than chance: two on early diagnosis (West Hampshire and Southampton; diagnosed in 2014, est.); one on 62-day
    waits (Portsmouth; January to March 2016)." Empty without rows.
    """
    if rows.empty:
        return ""
    areas, worse = int(rows["area_code"].nunique()), rows[rows["verdict"] == "worse"]
    number = int(worse["area_code"].nunique())
    similar = number_word(int(edition.similar.groupby("area_code").size().max()))
    if areas == 1:
        does = "It is worse than its" if number else "It is not worse than its"
    elif number == 0:
        does = f"None of {number_word(areas)} areas is worse than its"
    else:
        who = (
            f"all {number_word(areas)}"
            if number == areas
            else f"{number_word(number)} of {number_word(areas)}"
        )
        does = f"{who[:1].upper()}{who[1:]} areas {'is worse than its' if number == 1 else 'are worse than their'}"
    said = f"{does} {similar} similar areas by more than chance"
    counts = worse["indicator"].value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], list(edition.meta.indicators).index(name)))
    parts = [_on(edition, name, worse[worse["indicator"] == name], areas) for name in order]
    return f"{said}: {'; '.join(parts)}." if parts else f"{said}."


def _on(edition: Edition, indicator: str, worse: pd.DataFrame, areas: int) -> str:
    meta = edition.meta.indicators[indicator]
    names = listed([edition.short_names[code] for code in worse["area_code"]], _MOST_NAMED)
    estimated = bool((worse[["basis", "peers_basis"]] == "estimated").to_numpy().any())
    when = f"{lower_period(meta.period)}{', est.' if estimated else ''}"
    label = lower_first(meta.short_label)
    return f"{number_word(len(worse))} on {label} ({names}; {when})" if areas > 1 else f"on {label} ({when})"


def similar_in_words(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table of texts, an area a row and an indicator a column: value, difference, and whether by chance.

    For example '71.7%, −12.6: worse'. Differences are in points of the indicator, est. where either side is.
    """
    metas = edition.meta.indicators
    cells: dict[str, dict[str, str]] = {}
    for row in rows.itertuples():
        meta = metas[str(row.indicator)]
        area = cells.setdefault(edition.short_names[str(row.area_code)], {})
        area[meta.short_label] = _cell(row, meta)
    labels = [meta.short_label for meta in metas.values()]
    table = [
        {"Area": name} | {label: said.get(label, _DASH) for label in labels} for name, said in cells.items()
    ]
    return pd.DataFrame(table, columns=["Area", *labels])


def _cell(row: Any, meta: IndicatorMeta) -> str:
    if pd.isna(row.value) or pd.isna(row.difference):
        return _DASH
    mark = " est." if "estimated" in (row.basis, row.peers_basis) else ""
    said = _WORDS.get(row.verdict, "no interval")
    return f"{format_value(row.value, meta)}, {signed(row.difference, meta)}{mark}: {said}"
