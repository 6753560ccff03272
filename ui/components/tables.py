"""Tables of areas as pages show them: a click on a heading sorts by what a cell holds, not by how it is written.

A column beside another, by the same name with IN_WORDS, has what its cells show: the number 82.7 as '82.7% est.', a
rating, which holds its place and its label, as the label alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from charts.palette import RATING_COLOURS, RATING_TEXT_COLOURS
from scoring import RATING_LABELS, RATINGS, Edition, format_value
from scoring.editions.model import IndicatorMeta
from scoring.rating.grid import round_half_up

IN_WORDS = "_in_words"
NO_VALUE = "no value"
"""What a cell without a number shows."""
AREA_WIDTH = 240
"""Pixels of a column of areas: room for names as long as Hambleton, Richmondshire and Whitby."""
WRAPPED = 66
"""Pixels of a row whose texts take up to three lines; Streamlit wraps them above 64, and cuts them below."""


def worded(table: pd.DataFrame) -> Styler | pd.DataFrame:
    """Return a table without its columns of words, its cells showing them; as it is if it has none."""
    names = [name for name in table if f"{name}{IN_WORDS}" in table]
    if not names:
        return table
    # Streamlit asks for rows with numbers of their own.
    table = table.reset_index(drop=True)
    styled = table.drop(columns=[f"{name}{IN_WORDS}" for name in names]).style
    for name in names:
        _word(styled, name, table[name].tolist(), table[f"{name}{IN_WORDS}"].tolist())
    return styled


def _word(styled: Styler, name: str, values: list[Any], words: list[str]) -> None:
    """Let each cell of a column show its words; a formatter sees the value only, so equal ones take turns."""
    rest = list(range(len(values)))
    while rest:
        said: dict[Any, str] = {}
        here: list[int] = []
        later: list[int] = []
        for row in rest:
            fits = pd.isna(values[row]) or said.setdefault(values[row], words[row]) == words[row]
            (here if fits else later).append(row)
        styled.format(said.get, subset=(here, [name]), na_rep=NO_VALUE)
        rest = later


def in_order(texts: Iterable[str], places: Iterable[object], name: str) -> dict[str, list[str]]:
    """Return a column of texts that sorts by their places, as '2 Performing well', and what its cells show."""
    texts = list(texts)
    return {
        name: [f"{place} {text}" for place, text in zip(places, texts, strict=True)],
        f"{name}{IN_WORDS}": texts,
    }


def ratings_in_order(
    ratings: Iterable[str], name: str = "rating", labels: Mapping[str, str] = RATING_LABELS
) -> dict[str, list[str]]:
    """Return a column of ratings, the best first when it is sorted, and what its cells show."""
    ratings = list(ratings)
    places = [RATINGS.index(rating) + 1 for rating in ratings]
    return in_order([labels[rating] for rating in ratings], places, name)


def figures_in_words(
    values: Iterable[float], meta: IndicatorMeta, name: str, estimated: Sequence[bool] | None = None
) -> dict[str, list[Any]]:
    """Return a column of figures of an indicator as numbers, and as text with unit and, of some, 'est.'.

    Both are rounded alike, so that equal texts are not in an order that nobody can see.
    """
    numbers: list[float] = round_half_up(np.asarray(list(values), float), meta.decimals).tolist()
    marks = [False] * len(numbers) if estimated is None else list(estimated)
    words = [
        NO_VALUE if pd.isna(number) else format_value(number, meta) + (" est." if mark else "")
        for number, mark in zip(numbers, marks, strict=True)
    ]
    return {name: numbers, f"{name}{IN_WORDS}": words}


def numbers_as_such(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of texts whose columns of nothing but numbers are numbers, their cells as they were written."""
    columns: dict[str, Any] = {}
    for name, texts in table.items():
        columns[str(name)] = texts
        if pd.api.types.is_numeric_dtype(texts) or texts.isna().all():
            continue
        plain = texts.astype("string").str.replace(",", "").str.strip().str.removesuffix("%")
        numbers = pd.to_numeric(plain, errors="coerce").astype(float)
        if numbers.notna().eq(texts.notna()).all() and not np.isinf(numbers).any():
            columns |= {str(name): numbers, f"{name}{IN_WORDS}": texts}
    return pd.DataFrame(columns)


def all_areas_table(edition: Edition, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, by name: area, rating, basis, low and high counts, and the figures."""
    about = [name for name in ("area_code", "ods_code", "short_name", "alliance") if name in edition.areas]
    table = ratings.merge(edition.areas[about], on="area_code").sort_values("short_name", ignore_index=True)
    return table.assign(
        **ratings_in_order(table["rating"]), **figures_in_columns(edition, table["area_code"])
    )


def all_areas_columns(edition: Edition, ratings: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of `all_areas_table` to show, with their headings; only those that say something."""
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns: dict[str, Any] = {"short_name": text("Area", pinned=True, width=AREA_WIDTH), "rating": "Rating"}
    if ratings[["low_count", "high_count"]].any(axis=None):
        columns["low_count"] = number("Low", help="How many of the indicators are low")
        columns["high_count"] = number("High", help="How many of the indicators are high")
    if ratings["score"].notna().any():
        columns["score"] = number("Score", format="%.2f")
    if ratings["limited_by"].any():
        columns["limited_by"] = text("Capped by", width="medium")
    if ratings["moderation"].any():
        columns["moderation"] = text("Moderated", width="medium")
    columns |= figures_columns(edition)
    alliance = {"alliance": "Cancer Alliance"} if "alliance" in edition.areas else {}
    return columns | {"basis": "Basis", **alliance, "ods_code": "ODS code"}


def movers_columns() -> dict[str, Any]:
    """Return the columns of the table of movers, with their headings."""
    return {
        "short_name": st.column_config.TextColumn("Area", width=AREA_WIDTH),
        "move": st.column_config.TextColumn("Rating", width=325),
        "reason": st.column_config.TextColumn("Why", width=515),
        "basis": st.column_config.TextColumn("Basis", width=85),
    }


def moves_in_order(before: Iterable[str], after: Iterable[str]) -> dict[str, list[str]]:
    """Return a column of moves from one rating to another, by the quality of both, and what its cells show."""
    moves = list(zip(before, after, strict=True))
    texts = [f"{RATING_LABELS[old]} → {RATING_LABELS[new]}" for old, new in moves]
    places = [f"{RATINGS.index(old) + 1}-{RATINGS.index(new) + 1}" for old, new in moves]
    return in_order(texts, places, "move")


def figures_in_columns(edition: Edition, area_codes: pd.Series) -> dict[str, list[Any]]:
    """Return the figures of areas, two columns an indicator, and the indicators whose figures are estimates.

    What is read out to somebody who does not see the table is the number; the last column says what 'est.' says.
    """
    columns: dict[str, list[Any]] = {}
    marked: dict[str, list[str]] = {code: [] for code in area_codes}
    for name, meta in edition.meta.indicators.items():
        rows = edition.indicators[edition.indicators["indicator"] == name].set_index("area_code")
        rows = rows.reindex(area_codes)
        estimated = (rows["value"].notna() & (rows["basis"] != "published")).tolist()
        columns |= figures_in_words(rows["value"], meta, name, estimated)
        for code, is_estimate in zip(area_codes, estimated, strict=True):
            if is_estimate:
                marked[code].append(meta.short_label)
    return {**columns, "estimated": [", ".join(labels) for labels in marked.values()]}


def with_ratings_and_figures(table: pd.DataFrame, edition: Edition, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return a table of areas, in its order, with short_name, rating and basis, and the figures."""
    found = table.merge(ratings[["area_code", "rating", "basis"]], on="area_code", how="left")
    return found.assign(
        short_name=found["area_code"].map(edition.short_names),
        basis=found["basis"].fillna("–"),
        **ratings_in_order(found["rating"].fillna("not_rated")),
        **figures_in_columns(edition, found["area_code"]),
    )


def figures_columns(edition: Edition) -> dict[str, Any]:
    """Return the columns of figures, with their headings."""
    columns: dict[str, Any] = {
        indicator: st.column_config.NumberColumn(meta.short_label)
        for indicator, meta in edition.meta.indicators.items()
    }
    if (edition.indicators["basis"] != "published").any():
        columns["estimated"] = st.column_config.TextColumn("Estimated", width="medium")
    return columns


def rating_colours(styled: Styler) -> Styler:
    """Return a table with the cells of its column rating in the colours of the ratings."""
    return styled.map(rating_colour, subset=["rating"])


def rating_colour(cell: object) -> str:
    """Return the style of a cell that holds a rating as `ratings_in_order` has it; none of any other."""
    place = str(cell).partition(" ")[0]
    if not isinstance(cell, str) or place not in _PLACES:
        return ""
    rating = _PLACES[place]
    return f"background-color: {RATING_COLOURS[rating]}; color: {RATING_TEXT_COLOURS[rating]}"


_PLACES = {str(place): rating for place, rating in enumerate(RATINGS, start=1)}
