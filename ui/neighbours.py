"""The areas across an area's border, with the gap on each indicator."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from scoring import Edition, Methodology, format_value
from scoring.edition import IndicatorMeta
from scoring.peers import gaps_to
from scoring.peers_words import gaps_sentence, signed
from ui import downloads, html
from ui.picker import area_table
from ui.tables import figures_columns, rating_colours, with_ratings_and_figures


def neighbours_section(edition: Edition, method: Methodology, ratings: pd.DataFrame, area_code: str) -> None:
    """Draw the neighbours of an area, longest shared border first; nothing if the edition knows no borders."""
    if edition.neighbours.empty:
        return
    name = edition.short_names[area_code]
    st.subheader("Neighbours", anchor=False)
    pairs = edition.neighbours[edition.neighbours["area_code"] == area_code]
    if pairs.empty:
        st.markdown(html.plain(f"{name} shares no land border with another area: it has no neighbours."))
        return
    table = (
        pairs[["neighbour_code", "shared_border_km"]]
        .rename(columns={"neighbour_code": "area_code"})
        .sort_values("shared_border_km", ascending=False, kind="stable", ignore_index=True)
    )
    codes = table["area_code"].tolist()
    gaps = gaps_to(edition.indicators, area_code, codes)
    gaps = gaps[gaps["indicator"].isin(list(edition.meta.indicators))]
    st.markdown(html.plain(gaps_sentence(gaps, edition)))
    st.caption(
        html.plain(
            f"In brackets the gap: the neighbour's figure less that of {name}. “Better” or “worse” stands where its "
            "95% interval leaves out 0, so that chance alone would hardly explain it; even without any true gap one in "
            "twenty would look so. Longest shared border first, measured on simplified boundaries; areas that are not "
            "in this edition, as those of another country, are not listed. A rating beside a figure marked est. rests "
            "on estimates too. Choose a row to see that area."
        )
    )
    area_table(
        with_ratings_and_figures(table, edition, ratings).merge(
            _gaps_as_text(gaps, codes, edition), on="area_code"
        ),
        key="neighbours",
        columns={
            "short_name": st.column_config.TextColumn("Area", pinned=True, width=150),
            "shared_border_km": st.column_config.NumberColumn("Border, km", format="%.1f"),
            "rating": "Rating",
            **{_gap_column(name): heading for name, heading in figures_columns(edition).items()},
        },
        alt=f"Table of the neighbours of {name} with shared border, rating, figures and gaps to {name}.",
        height=38 + 35 * len(table),
        style=rating_colours,
    )
    downloads.table_button(
        "Download the neighbours and gaps (CSV)",
        _gaps_file(edition, ratings, table, gaps).assign(neighbour_of=area_code),
        f"neighbours-of-{area_code}",
        edition,
        method,
    )


def _gap_column(indicator: str) -> str:
    return f"{indicator}_gap"


def _gaps_as_text(gaps: pd.DataFrame, codes: list[str], edition: Edition) -> pd.DataFrame:
    """Return one row an area and a column an indicator: '86.5% (+3.3 est., better)'."""
    metas = edition.meta.indicators
    texts = gaps.assign(text=[_with_gap(row, metas[row.indicator]) for row in gaps.itertuples()])
    wide = texts.pivot(index="area_code", columns="indicator", values="text").reindex(
        index=pd.Index(codes, name="area_code"), columns=list(metas)
    )
    return wide.fillna("no value").rename(columns=_gap_column).reset_index()


def _with_gap(row: Any, meta: IndicatorMeta) -> str:
    if math.isnan(row.value):
        return "no value"
    text = format_value(row.value, meta) + (" est." if row.basis == "estimated" else "")
    if row.verdict == "no value":
        return text
    gap = signed(row.difference, meta)
    if "estimated" in (row.basis, row.beside_basis):
        gap += " est."
    if row.verdict in ("better", "worse"):
        gap += f", {row.verdict}"
    return f"{text} ({gap})"


def _gaps_file(
    edition: Edition, ratings: pd.DataFrame, table: pd.DataFrame, gaps: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a neighbour and indicator, with its rating, border and gap."""
    about = table.merge(ratings[["area_code", "rating"]], on="area_code", how="left")
    return gaps.merge(about, on="area_code", how="left")
