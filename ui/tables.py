"""Tables of areas as pages show them."""

from typing import Any

import pandas as pd
import streamlit as st

from charts.palette import RATING_COLOURS, RATING_TEXT_COLOURS
from scoring import RATING_LABELS, Edition, format_value


def all_areas_table(edition: Edition, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, by name: area, rating, basis, low and high counts, and the figures as text."""
    about = [name for name in ("area_code", "ods_code", "short_name", "alliance") if name in edition.areas]
    table = ratings.merge(edition.areas[about], on="area_code")
    table = table.merge(figures_as_text(edition), on="area_code")
    return table.assign(rating=table["rating"].map(RATING_LABELS)).sort_values(
        "short_name", ignore_index=True
    )


def all_areas_columns(edition: Edition, ratings: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of `all_areas_table` to show, with their headings; only those that say something."""
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns: dict[str, Any] = {"short_name": text("Area", pinned=True), "rating": "Rating"}
    if ratings[["low_count", "high_count"]].any(axis=None):
        columns["low_count"] = number("Low", help="How many of the indicators are low")
        columns["high_count"] = number("High", help="How many of the indicators are high")
    if ratings["score"].notna().any():
        columns["score"] = number("Score", format="%.2f")
    if ratings["limited_by"].any():
        columns["limited_by"] = text("Capped by", width="medium")
    if ratings["moderation"].any():
        columns["moderation"] = text("Moderated", width="medium")
    columns |= {indicator: meta.short_label for indicator, meta in edition.meta.indicators.items()}
    alliance = {"alliance": "Cancer Alliance"} if "alliance" in edition.areas else {}
    return columns | {"basis": "Basis", **alliance, "ods_code": "ODS code"}


def movers_columns() -> dict[str, Any]:
    """Return the columns of the table of movers, with their headings."""
    return {
        "short_name": st.column_config.TextColumn("Area", width=165),
        "move": st.column_config.TextColumn("Rating", width=255),
        "reason": st.column_config.TextColumn("Why", width=560),
        "basis": st.column_config.TextColumn("Basis", width=85),
    }


def figures_as_text(edition: Edition) -> pd.DataFrame:
    """Return the figures of every area as text with unit and 'est.': a column an indicator, by area_code."""
    figures = edition.indicators
    metas = edition.meta.indicators
    text = [
        format_value(value, metas[indicator]) + ("" if basis == "published" else " est.")
        if pd.notna(value)
        else "no value"
        for value, indicator, basis in zip(
            figures["value"], figures["indicator"], figures["basis"], strict=True
        )
    ]
    wide = figures.assign(text=text).pivot(index="area_code", columns="indicator", values="text")
    return wide[list(metas)].reset_index()


def with_ratings_and_figures(table: pd.DataFrame, edition: Edition, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return a table of areas, in its order, with short_name, rating and basis, and the figures as text."""
    about = ratings[["area_code", "rating", "basis"]]
    found = table.merge(about, on="area_code", how="left").merge(
        figures_as_text(edition), on="area_code", how="left"
    )
    figures = list(edition.meta.indicators)
    found[figures] = found[figures].fillna("no value")
    return found.assign(
        short_name=found["area_code"].map(edition.short_names),
        rating=found["rating"].fillna("not_rated").map(RATING_LABELS),
        basis=found["basis"].fillna("–"),
    )


def figures_columns(edition: Edition) -> dict[str, Any]:
    """Return the columns of figures as text, with their headings."""
    return {indicator: meta.short_label for indicator, meta in edition.meta.indicators.items()}


def rating_colours(table: pd.DataFrame) -> Any:
    """Return a table with the cells of its column rating in the colours of the ratings."""
    colours = {
        RATING_LABELS[rating]: f"background-color: {colour}; color: {RATING_TEXT_COLOURS[rating]}"
        for rating, colour in RATING_COLOURS.items()
    }
    return table.style.map(lambda label: colours.get(label, ""), subset=["rating"])
