"""The areas across an area's border, with the gap on each indicator and how sure its order is."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from scoring import Assessment, Edition, format_value
from scoring.analysis.differences import gaps_to
from scoring.analysis.differences_words import gaps_sentence, signed
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import describe_probability
from scoring.lottery.borders import border_gaps
from scoring.lottery.measures import RATING
from ui.components import downloads, markdown
from ui.components import probabilities as how_sure
from ui.components.area_picker import area_choice_table
from ui.components.tables import (
    IN_WORDS,
    NO_VALUE,
    figures_columns,
    rating_colours,
    with_ratings_and_figures,
)
from ui.session import state

_HOW_TO_READ = """
- The gap is the neighbour's figure less this area's. “Better” and “worse” are the neighbour's; the percentage is the
  probability that this order is real and not chance: 50% is a coin toss. Each area's true rate is
  assumed to be as stated above, under “How sure is this rating?”.
- For a rating, the percentage is the probability that it would again be the same, better or worse if the year were
  repeated.
- More than chance alone would explain: the 95% interval of the gap excludes 0. Even without any true gap, one in
  twenty would.
- Where a figure is marked est., its gap, its probability and the rating are based on that estimate too.
- The length of a border is measured on simplified boundaries. Areas outside this edition, such as those in Wales or
  Scotland, are not listed.
"""


def neighbours_section(assessment: Assessment, ratings: pd.DataFrame, area_code: str) -> None:
    """Draw the neighbours of an area, longest shared border first; nothing if the edition has no borders."""
    edition = assessment.edition
    if edition.neighbours.empty:
        return
    name = edition.short_names[area_code]
    st.subheader("Neighbours", anchor=False)
    pairs = edition.neighbours[edition.neighbours["area_code"] == area_code]
    if pairs.empty:
        st.markdown(markdown.escape(f"{name} shares no land border with another area: it has no neighbours."))
        return
    table = (
        pairs[["neighbour_code", "shared_border_km"]]
        .rename(columns={"neighbour_code": "area_code"})
        .sort_values("shared_border_km", ascending=False, kind="stable", ignore_index=True)
    )
    orders = _orders(assessment, area_code)
    gaps = gaps_to(edition.indicators, area_code, table["area_code"].tolist())
    gaps = gaps[gaps["indicator"].isin(list(edition.meta.indicators))]
    gaps = gaps.merge(orders, on=["area_code", "indicator"], how="left")
    gaps["probability_estimated"] = gaps["probability_estimated"].eq(True)
    rating_orders = orders[orders["indicator"] == RATING]
    st.markdown(markdown.escape(gaps_sentence(gaps, edition)))
    st.caption(
        markdown.escape(
            f"Longest shared border first. In brackets: the gap to {name}, and the probability that its direction "
            "is real and not chance. Choose a row to see that area."
        )
    )
    area_choice_table(
        _shown(edition, with_ratings_and_figures(table, edition, ratings), gaps, rating_orders),
        key="neighbours",
        columns=_columns(edition),
        alt=f"Table of the neighbours of {name} with shared border, rating, figures and gaps to {name}.",
        height=38 + 35 * len(table),
        style=rating_colours,
    )
    downloads.table_button(
        "Download the neighbours and gaps",
        _file(table.merge(ratings[["area_code", "rating"]], how="left"), gaps, rating_orders, area_code),
        f"neighbours-of-{area_code}",
        assessment,
    )
    with st.expander("How to read gaps and probabilities"):
        st.markdown(_HOW_TO_READ)


def _shown(
    edition: Edition, table: pd.DataFrame, gaps: pd.DataFrame, rating_orders: pd.DataFrame
) -> pd.DataFrame:
    """Return the table of neighbours with what is known of the order of ratings and figures."""
    metas = edition.meta.indicators
    texts = {
        (row.area_code, row.indicator): _with_gap(row, metas[row.indicator]) for row in gaps.itertuples()
    }
    orders = {
        row.area_code: _order(row) + _est(row.probability_estimated) for row in rating_orders.itertuples()
    }
    codes = table["area_code"]
    columns: dict[str, Any] = {}
    for name in metas:
        columns[_gap_column(name)] = table[name]
        columns[f"{_gap_column(name)}{IN_WORDS}"] = [texts.get((code, name), NO_VALUE) for code in codes]
    return table.assign(rating_order=[orders.get(code, "–") for code in codes], **columns)


def _file(
    table: pd.DataFrame, gaps: pd.DataFrame, rating_orders: pd.DataFrame, area_code: str
) -> pd.DataFrame:
    """Return one row a neighbour and indicator: the gap, and how sure its order and that of the ratings is."""
    orders = rating_orders[["area_code", "side", "probability"]].rename(
        columns={"side": "rating_side", "probability": "rating_probability"}
    )
    about = table.merge(orders, on="area_code", how="left")
    return about.merge(gaps, on="area_code").assign(neighbour_of=area_code)


def _columns(edition: Edition) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "short_name": text("Area", pinned=True, width=150),
        "shared_border_km": number("Border, km", format="%.1f"),
        "rating": "Rating",
        "rating_order": "Compared with this area",
        **{
            _gap_column(name) if name in edition.meta.indicators else name: heading
            for name, heading in figures_columns(edition).items()
        },
    }


def _orders(assessment: Assessment, area_code: str) -> pd.DataFrame:
    """Return on which side of an area its neighbours are, and how sure that is.

    One row a neighbour and indicator (or RATING): area_code (the neighbour), indicator, side ('better', 'worse'
    or 'the same'), probability, probability_estimated.
    """
    edition, method = assessment.edition, assessment.method
    ends = edition.neighbours[["area_code", "neighbour_code"]]
    mine = replace(edition, neighbours=edition.neighbours[(ends == area_code).any(axis=1)])
    shrink = state.view().true_rates == "shrunken"
    found = border_gaps(Assessment(mine, method), shrink=shrink, probabilities=how_sure.chances())
    is_worse = (found["area_code"] == area_code).to_numpy()
    same = found["gap"].to_numpy(float) == 0
    equal_ratings = same & (found["measure"] == RATING).to_numpy()
    return pd.DataFrame(
        {
            "area_code": np.where(is_worse, found["neighbour_code"], found["area_code"]),
            "indicator": found["measure"],
            "side": np.select([same, is_worse], ["the same", "worse"], "better"),
            "probability": found["probability_equal"].where(equal_ratings, found["probability"]),
            "probability_estimated": found["probability_estimated"],
        }
    )


def _order(row: Any) -> str:
    """Write on which side and how sure: 'better 62%', 'worse >99%'."""
    if math.isnan(row.probability):
        return str(row.side)
    sure = describe_probability(row.probability).replace("more than ", ">").replace("less than ", "<")
    return f"{row.side} {sure}"


def _gap_column(indicator: str) -> str:
    return f"{indicator}_gap"


def _with_gap(row: Any, meta: IndicatorMeta) -> str:
    """Write a neighbour's figure with its gap: '86.5% (+3.8, better 90%)'."""
    if math.isnan(row.value):
        return NO_VALUE
    text = format_value(row.value, meta) + _est(row.basis == "estimated")
    if row.verdict == "no value":
        return text
    # One mark a cell is enough: an estimated figure makes the rest an estimate.
    only_the_rest = row.basis == "published" and (
        row.beside_basis == "estimated" or row.probability_estimated
    )
    # A methodology may leave out an indicator, and says nothing of its order.
    known = isinstance(row.side, str) and row.side != "the same"
    order = f", {_order(row)}" if known else ""
    return f"{text} ({signed(row.difference, meta)}{order}{_est(only_the_rest)})"


def _est(estimated: bool) -> str:
    return " est." if estimated else ""
