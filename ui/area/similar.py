"""The similar areas of an area: which they are and why, and how the area compares with their mean."""

from typing import Any

import pandas as pd
import streamlit as st

from charts import difference_chart
from scoring import Assessment, Edition, format_value
from scoring.analysis.differences import peer_differences
from scoring.analysis.differences_words import (
    VERDICT_WORDS,
    closeness_sentence,
    difference_phrase,
    peer_sentence,
    signed,
    summary_sentence,
    variables_sentence,
)
from scoring.editions.similar_areas import SimilarAreasMeta, why_similar
from scoring.explain.words import number_word
from ui.components import downloads, html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.drawing import draw_kept
from ui.components.pictures import Picture
from ui.components.tables import IN_WORDS, figures_columns, rating_colours, with_ratings_and_figures

_READING = (
    "The bar is the 95% interval of the difference; it allows for chance in the area's figure and in the mean of "
    "the similar areas. Where it includes 0, the difference may be due to chance; even without any true "
    "difference, one in twenty would exclude 0. Similar areas are not identical: a difference is a question to "
    "ask, not a verdict on care."
)


def similar_section(assessment: Assessment, ratings: pd.DataFrame, area_code: str) -> None:
    """Draw the similar areas of an area, and the area compared with their mean; nothing if the edition has none."""
    edition = assessment.edition
    settings = edition.meta.similar_areas
    if settings is None:
        return
    name = edition.short_names[area_code]
    st.subheader("Similar areas", anchor=False)
    pairs = edition.similar[edition.similar["area_code"] == area_code]
    if pairs.empty:
        st.markdown(markdown.escape(f"{name} has none of the figures by which similar areas are found."))
        return
    every = peer_differences(edition.indicators, edition.similar)
    differences = _in_order(every[every["area_code"] == area_code], edition)
    st.markdown(markdown.escape(summary_sentence(differences, edition)))
    _beside_the_mean(assessment, differences, pairs)
    _table(assessment, ratings, pairs, settings)
    with st.container(horizontal=True):
        downloads.table_button(
            "Download the similar areas",
            _similar_file(edition, ratings, pairs, settings),
            f"similar-to-{area_code}",
            assessment,
        )
        downloads.table_button(
            "Download the differences",
            differences.assign(similar_areas=settings.source),
            f"beside-similar-{area_code}",
            assessment,
        )
    _how_they_are_found(settings)


def _in_order(differences: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Return rows in the order of the edition's indicators."""
    order = list(edition.meta.indicators)
    known = differences[differences["indicator"].isin(order)]
    return known.sort_values("indicator", key=lambda names: names.map(order.index))


def _beside_the_mean(assessment: Assessment, differences: pd.DataFrame, pairs: pd.DataFrame) -> None:
    """Draw a chart for each unit, since different units have no axis in common, and a sentence an indicator."""
    metas = assessment.edition.meta.indicators
    chart_side, text_side = st.columns([3, 2], gap="large")
    with chart_side:
        units = differences["indicator"].map(lambda indicator: metas[indicator].unit)
        drawn = differences[differences["difference"].notna()]
        for number, (_, rows) in enumerate(drawn.groupby(units, sort=False)):
            _draw(assessment, rows, pairs, key=f"peers-{number}")
    with text_side:
        sentences = [
            f"- **{markdown.escape(metas[row.indicator].short_label)}: {VERDICT_WORDS[row.verdict]}** – "
            f"{markdown.escape(peer_sentence(row, metas[row.indicator]))}"
            for row in differences.itertuples()
        ]
        st.markdown("\n".join(sentences))
        st.caption(_READING)


def _draw(assessment: Assessment, rows: pd.DataFrame, pairs: pd.DataFrame, *, key: str) -> None:
    """Draw the differences in indicators of one unit."""
    edition = assessment.edition
    metas = edition.meta.indicators
    name = edition.short_names[rows["area_code"].iloc[0]]
    unit = metas[rows["indicator"].iloc[0]].unit
    records = [_mark(row, edition) for row in rows.itertuples()]
    peers = dict(zip(rows["indicator"], rows["peers"], strict=True))
    theirs = edition.indicators[
        edition.indicators["area_code"].isin(pairs["similar_code"])
        & edition.indicators["indicator"].isin(peers)
        & edition.indicators["value"].notna()
    ]
    others = pd.DataFrame(
        {
            "label": theirs["indicator"].map(lambda indicator: metas[indicator].short_label),
            "short_name": theirs["area_code"].map(edition.short_names),
            "difference": theirs["value"] - theirs["indicator"].map(peers),
            "shown": [
                format_value(row.value, metas[row.indicator]) + _est(row.basis) for row in theirs.itertuples()
            ],
        }
    )
    points = "percentage points" if unit == "%" else unit
    said = "; ".join(f"{record['label']}: {record['sentence']}" for record in records)
    picture = Picture(assessment, name, shows=f"the difference from similar areas, {points}")
    draw_kept(
        difference_chart,
        key=key,
        picture=picture,
        alt_text=f"{name} less the mean of its similar areas. {said}.",
        differences=pd.DataFrame(records),
        others=others,
        title=f"{name} compared with similar areas",
        subtitle=["Line at 0: their mean · ticks: each of them", "Bar: 95% interval · hollow: estimated"],
        axis_title=f"Difference from their mean, {points}",
    )


def _mark(row: Any, edition: Edition) -> dict[str, object]:
    """Return what the chart draws of one indicator."""
    meta = edition.meta.indicators[row.indicator]
    estimated = "estimated" in (row.basis, row.peers_basis)
    return {
        "label": meta.short_label,
        "difference": row.difference,
        "difference_lower": row.difference_lower,
        "difference_upper": row.difference_upper,
        "verdict": row.verdict,
        "estimated": estimated,
        "shown": signed(row.difference, meta) + (" est." if estimated else ""),
        "sentence": difference_phrase(row, meta),
    }


def _est(basis: str) -> str:
    return "" if basis == "published" else " est."


def _table(
    assessment: Assessment,
    ratings: pd.DataFrame,
    pairs: pd.DataFrame,
    settings: SimilarAreasMeta,
) -> None:
    edition, method = assessment.edition, assessment.method
    st.markdown(
        markdown.escape(
            f"The {number_word(len(pairs))} most similar areas, nearest first, with their rating by {method.title}. "
            f"{closeness_sentence(edition.similar, pairs['area_code'].iloc[0])}"
        )
    )
    st.caption(
        "Choose a row to see that area. If a figure is marked est., the rating beside it is based on estimates too."
    )
    table = pairs[["similar_code", "distance"]].assign(why=why_similar(pairs, settings))
    table = table.rename(columns={"similar_code": "area_code"}).reset_index(drop=True)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    area_choice_table(
        with_ratings_and_figures(table, edition, ratings),
        key="similar",
        columns={
            "short_name": text("Area", pinned=True, width=150),
            "distance": number(
                "Distance", format="%.2f", help="1: one standard deviation apart on every variable"
            ),
            "rating": "Rating",
            **figures_columns(edition),
            "why": text("Why it is similar", width=520),
        },
        alt="Table of the most similar areas with distance, rating, figures, and why they are similar.",
        height=38 + 35 * len(table),
        style=rating_colours,
    )


def _similar_file(
    edition: Edition, ratings: pd.DataFrame, pairs: pd.DataFrame, settings: SimilarAreasMeta
) -> pd.DataFrame:
    table = pairs.assign(similar_to=pairs["area_code"], why=why_similar(pairs, settings))
    table = table.assign(area_code=pairs["similar_code"]).drop(columns="similar_code")
    about = with_ratings_and_figures(table, edition, ratings)
    kept = [name for name in about if not name.endswith(IN_WORDS)]
    rated = about["area_code"].map(ratings.set_index("area_code")["rating"]).fillna("not_rated")
    return about[kept].assign(rating=rated, how_found=settings.source)


def _how_they_are_found(settings: SimilarAreasMeta) -> None:
    """Say by what areas are compared, how to read a distance, and that the choice is disputed."""
    st.markdown(
        f"**How they are found:** by {markdown.escape(variables_sentence(settings))} of the weight. A distance of 1 is "
        "one standard deviation apart on every variable, 0 is no difference; areas count as alike if they are "
        f"less than {settings.alike_within:g} apart. Other variables or weights would give other areas, and there "
        "is no agreed choice."
    )
    with st.expander("Variables, weights and where they come from"):
        st.markdown(markdown.escape(settings.source))
        rows = [
            (variable.label, f"{variable.weight:g}", variable.source)
            for variable in settings.variables.values()
        ]
        html.draw(html.table(pd.DataFrame(rows, columns=["Compared on", "Weight", "Source"]), ("Weight",)))
