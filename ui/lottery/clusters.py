"""Clustering: whether neighbours are alike, where, and how often borders join like ratings."""

import pandas as pd
import streamlit as st

from charts import Text, Words, beside_chance_chart, by_category, words_for
from charts.palette import CLUSTER_COLOURS
from scoring import RATING_LABELS, Assessment, Edition, format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import PLAIN_NUMBER, Quantity, counted
from scoring.lottery.clustering import SHUFFLES, LocalClusters
from scoring.lottery.measures import RATING, RATING_NUMBERS
from scoring.lottery.neighbours import WEIGHTS_IN_WORDS
from ui.components import downloads, html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.chart_text import title_lines
from ui.components.drawing import render_chart
from ui.components.maps import draw_map
from ui.components.pictures import Picture
from ui.components.tables import AREA_WIDTH, IN_WORDS
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.session import state

_KINDS = {
    "high": "Better among better",
    "low": "Worse among worse",
    "high_among_low": "Better among worse",
    "low_among_high": "Worse among better",
    "none": "No more alike than chance",
}
_UPWARDS = {
    "high_beside_high": "high",
    "low_beside_low": "low",
    "high_beside_low": "high_among_low",
    "low_beside_high": "low_among_high",
    "none": "none",
}
_DOWNWARDS = dict(zip(_UPWARDS, ("low", "high", "low_among_high", "high_among_low", "none"), strict=True))
_RATINGS = {number: RATING_LABELS[rating] for rating, number in RATING_NUMBERS.items()}
_BY_CHANCE = f"Bar: 95 of 100 of {SHUFFLES} random shuffles; tick: expected"
_PICTURES = {"morans": "how alike neighbours are", "joins": "borders of equal ratings"}


def clusters_section(assessment: Assessment, measure: str) -> None:
    """Draw Moran's I of every measure, the local clusters of one, and the join counts of the ratings."""
    view = state.view()
    morans = lottery_data.morans(view.edition, assessment.method).set_index("measure", drop=False)
    found = lottery_data.clusters(view.edition, assessment.method, measure)
    first = str(morans.loc[measure, "sentence"])
    st.markdown(f"**{markdown.escape(first)}** {markdown.escape(lottery.after(first, found.sentence))}")
    lottery.meaning(
        "Neighbours are alike when good figures lie next to good ones and poor next to poor more often than in "
        f"random shuffles of the areas. {WEIGHTS_IN_WORDS}",
        found.caution,
    )
    if found.left_out_sentence:
        st.caption(markdown.escape(found.left_out_sentence))
    _map_and_table(assessment, measure, found)
    left, right = st.columns(2, gap="large")
    with left:
        _draw_morans(assessment, morans)
    if RATING in morans.index:
        with right:
            _draw_joins(assessment)


def _map_and_table(assessment: Assessment, measure: str, found: LocalClusters) -> None:
    edition = assessment.edition
    meta = None if measure == RATING else edition.meta.indicators[measure]
    kinds = found.areas["cluster"].map(
        _DOWNWARDS if meta and meta.direction == "lower_is_better" else _UPWARDS
    )
    mapped, listed = st.columns([5, 4], gap="large")
    with mapped:
        name = lottery.measures(assessment)[measure]
        source = edition.meta.title if meta is None else f"{meta.period}; {meta.publisher}"
        st.markdown(f"**Where neighbours are alike: {markdown.escape(name)}**")
        rests = found.areas["estimated"] | _neighbours_estimated(edition, found)
        marks = " Paler: the figure of the area or of a neighbour is est." if rests.any() else ""
        said = f"{source}. Local Moran's I, 5% level; better and worse than the mean of all areas.{marks}"
        st.caption(markdown.escape(said))
        counts = kinds.value_counts()
        keys = [(CLUSTER_COLOURS[k], f"{words}: {counts.get(k, 0)}") for k, words in _KINDS.items()]
        html.draw(html.legend(keys))
        names = list(_KINDS)
        draw_map(
            pd.DataFrame(
                {
                    "area_code": found.areas["area_code"],
                    "kind": kinds.map(names.index).astype("int8"),
                    **({"faint": rests} if rests.any() else {}),
                }
            ),
            by_category(words_for("kind", names), CLUSTER_COLOURS),
            [Text("Cluster", words_for("kind", list(_KINDS.values())))],
            key="lottery_map",
            alt_text="Map of areas like or unlike their neighbours. The table next to it has the same content.",
            height=560,
            picture=Picture(
                assessment, "", f"Where neighbours are alike: {name}", (said,), keys, shows="the map"
            ),
        )
    with listed:
        _list(assessment, measure, found, kinds)


def _list(assessment: Assessment, measure: str, found: LocalClusters, kinds: pd.Series) -> None:
    edition = assessment.edition
    unit: Quantity | IndicatorMeta = PLAIN_NUMBER if measure == RATING else edition.meta.indicators[measure]
    areas = found.areas.assign(
        short_name=found.areas["area_code"].map(edition.short_names),
        kind=kinds.map(_KINDS),
        stands=found.areas["cluster_adjusted"].ne("none").map({True: "yes", False: "no"}),
    )
    texts = {
        column: [format_value(value, unit) for value in areas[column]]
        for column in ("value", "neighbours_mean")
    }
    if measure == RATING:
        texts["value"] = [_RATINGS.get(value, "not rated") for value in areas["value"]]
    marks = {"value": areas["estimated"], "neighbours_mean": _neighbours_estimated(edition, found)}
    for column, words in texts.items():
        areas[f"{column}{IN_WORDS}"] = [
            lottery.with_est(text, estimated) for text, estimated in zip(words, marks[column], strict=True)
        ]
    table = areas[kinds != "none"].sort_values(["kind", "p_value"])
    st.markdown(
        f"**{counted(len(table), 'area')} like or unlike their neighbours beyond chance.** "
        "Choose a row to choose the area."
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    area_choice_table(
        table,
        key=f"clusters-{measure}",
        columns={
            "short_name": text("Area", width=AREA_WIDTH),
            "kind": text("Cluster"),
            "value": number("Value"),
            "neighbours_mean": number("Neighbours", help="The mean of its neighbours"),
            "stands": text("Holds up", help="Still found when at most 5% of all findings may be false"),
        },
        alt="Table of areas that are like or unlike their neighbours beyond chance.",
        height=560,
    )
    downloads.table_button("Download the clusters", found.areas, f"clusters-{measure}", assessment)


def _neighbours_estimated(edition: Edition, found: LocalClusters) -> pd.Series:
    """Return whether the figure of any neighbour of each area is an estimate."""
    estimated = set(found.areas.loc[found.areas["estimated"], "area_code"])
    pairs = edition.neighbours
    beside = set(pairs.loc[pairs["neighbour_code"].isin(estimated), "area_code"])
    return found.areas["area_code"].isin(beside)


def _draw_morans(assessment: Assessment, morans: pd.DataFrame) -> None:
    labels = lottery.measures(assessment)
    drawn = morans[morans["moran"].notna()]
    rows = pd.DataFrame(
        {
            "label": drawn["measure"].map(labels),
            "observed": drawn["moran"],
            "expected": drawn["expected"],
            "lower": drawn["shuffled_low"],
            "upper": drawn["shuffled_high"],
            "shown": [
                lottery.with_est(f"{i:.2f}", est)
                for i, est in zip(drawn["moran"], drawn["estimated"], strict=True)
            ],
            "range_shown": [
                f"{low:.2f} to {high:.2f}"
                for low, high in zip(drawn["shuffled_low"], drawn["shuffled_high"], strict=True)
            ],
            "estimated": drawn["estimated"],
        }
    )
    title = "How alike neighbours are, by Moran's I"
    _draw(assessment, rows, (title, "Moran's I: 0 no pattern, 1 neighbours alike"), "morans")
    downloads.table_button("Download Moran's I", morans, "moran", assessment)


def _draw_joins(assessment: Assessment) -> None:
    joins = lottery_data.joins(state.view().edition, assessment.method)
    expected = joins["expected"]
    rows = pd.DataFrame(
        {
            "label": joins["label"],
            "observed": joins["borders"] / expected,
            "expected": 1.0,
            "lower": joins["shuffled_low"] / expected,
            "upper": joins["shuffled_high"] / expected,
            "shown": [
                lottery.with_est(
                    f"{row.borders} (by chance {row.expected:.{0 if row.expected >= 10 else 1}f})",
                    row.estimated,
                )
                for row in joins.itertuples()
            ],
            "range_shown": [
                f"{row.shuffled_low:.0f} to {row.shuffled_high:.0f}" for row in joins.itertuples()
            ],
            "estimated": joins["estimated"],
        }
    )
    title = f"How many of {joins['all_borders'].iloc[0]} borders join two areas of the same rating"
    _draw(assessment, rows, (title, "Times as many as random shuffles give on average"), "joins")
    downloads.table_button("Download the join counts", joins, "join-counts", assessment)


def _draw(assessment: Assessment, rows: pd.DataFrame, words: tuple[str, str], key: str) -> None:
    """Draw rows beside what chance gives; `words` are the titles of the chart and of its axis."""
    title, axis = words
    ends = rows[["observed", "lower", "upper"]].stack()
    span = ends.max() - ends.min()
    numbers = "; ".join(f"{r.label}: {r.shown}, by chance {r.range_shown}" for r in rows.itertuples())
    render_chart(
        beside_chance_chart,
        {"rows": rows.assign(row=range(len(rows)))},
        key=f"lottery_{key}",
        alt_text=f"{title}. {numbers}.",
        words=Words(title_lines(title), lottery.rating_subtitle(assessment, _BY_CHANCE), axis),
        picture=Picture(assessment, shows=_PICTURES[key]),
        number=len(rows),
        domain=(ends.min() - 0.03 * span, ends.max() + 0.35 * span),
    )
