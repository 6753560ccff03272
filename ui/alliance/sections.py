"""The areas of one group compared, the group's own figures, and groups compared with each other."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts import Panel, rows_by_indicator, rows_height
from charts.palette import INK, OUTCOME_COLOURS
from reports.tables.contents import group_figures_table, group_ratings_table, ratings_table
from scoring import RATING_LABELS, RATINGS, Assessment, Edition, format_value
from scoring.analysis.group_standing import order_in_words, standing_sentences, worst_first
from scoring.analysis.moves import moves, reasons_of
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.editions.groups import group_ratings
from scoring.editions.model import IndicatorMeta
from scoring.explain.groups_words import (
    group_sentence,
    people,
    ratings_sentence,
    shared_sentence,
    split_sentences,
)
from scoring.explain.words import counted, format_threshold, lower_period, whole_percent
from ui.alliance.newest import newer_figures
from ui.components import html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.before_after import movers_shown
from ui.components.downloads import table_download
from ui.components.drawing import draw_kept
from ui.components.group_picker import PLURALS
from ui.components.later import later
from ui.components.pictures import Picture
from ui.components.styles import style
from ui.components.tables import all_areas_columns, all_areas_table
from ui.session import results as data
from ui.session import state

SHORT_LABELS = RATING_LABELS | {"greatest": "Greatest need"}
SORTS = {"worst": "Worst first", "name": "Name", "rating": "Rating, best first"}
PAGE_HEIGHT, HEAD_HEIGHT, MOVER_HEIGHT = 715, 780, 38
"""Pixels: of a page of A4 on its side, of what stands on it besides the chart and the movers, of the row of a mover."""


def group_headline(assessment: Assessment, belonging: pd.DataFrame, code: str | None) -> str:
    """Say which area of a group is furthest below and on what, and how its areas are rated; or what the page shows."""
    view = state.view()
    if code is None:
        return (
            f"How do the areas of one group compare, and the {PLURALS[view.group_kind]} with each other? "
            "Choose a group, or an area to see the group it belongs to."
        )
    row = _table(assessment.edition, assessment.ratings, belonging).set_index("group_code").loc[code]
    live = people(row["population"])
    inside = belonging[belonging["group_code"] == code]
    codes = inside["area_code"].tolist()
    parts = [standing_sentences(assessment, codes), ratings_sentence(row.to_dict(), assessment.edition)]
    said = markdown.escape(" ".join(filter(None, parts)))
    newer = markdown.escape(newer_figures(assessment, inside))
    lead = f"**{markdown.escape(row['group'])}**{f' ({live})' if live else ''}. {said}"
    return f"{lead}\n\n{newer}" if newer else lead


def _table(edition: Edition, ratings: pd.DataFrame, belonging: pd.DataFrame) -> pd.DataFrame:
    areas = edition.areas.set_index("area_code")
    return group_ratings(ratings, belonging, areas.get("population"))


def fit_on_a_page(areas: int, moving: int) -> None:
    """Make one page of A4 on its side hold a chart of so many areas, and a table of so many movers."""
    movers_height = 70 + MOVER_HEIGHT * moving if state.view().is_scenario else 0
    zoom = min(1.0, PAGE_HEIGHT / (HEAD_HEIGHT + rows_height(areas + 1) + movers_height))
    smaller = Markup("<style>@media print {{.stMainBlockContainer {{zoom:{:.2f}}}}}</style>").format(zoom)
    html.draw(smaller + style("print"))


def areas_chart(assessment: Assessment, ratings: pd.DataFrame, belonging: pd.DataFrame, code: str) -> None:
    """Draw every area of a group, and the group itself, on one chart."""
    edition = assessment.edition
    view = state.view()
    inside = belonging[belonging["group_code"] == code]
    name = f"{inside['group'].iloc[0]}, all areas"
    outcomes = _outcomes(assessment)
    areas = _rows(edition, outcomes[outcomes["area_code"].isin(inside["area_code"])])
    part = inside.set_index("area_code")["share"]
    labels = {
        area: edition.short_names[area] + ("" if share == 1 else f" ({whole_percent(100 * share)} of it)")
        for area, share in part.items()
    }
    areas["name"] = areas["area_code"].map(labels)
    own = _group_rows(edition, data.group_figures(view.edition, inside)).assign(name=name)
    metas = edition.meta.indicators
    sorts = SORTS | {indicator: f"{meta.short_label}, best first" for indicator, meta in metas.items()}
    with st.container(key="noprint_sort"):
        by = st.selectbox("Sort areas by", list(sorts), format_func=sorts.__getitem__, key="group_sort")
        st.caption(order_in_words(assessment))
    order = [labels[area] for area in _ordered(assessment, areas, str(by)) if area in labels]
    rated = ratings[ratings["area_code"].isin(labels)][["area_code", "rating", "basis"]]
    words = rated["rating"].map(SHORT_LABELS) + rated["basis"].map({"published": ""}).fillna(" est.")
    rated = rated.assign(name=rated["area_code"].map(labels), label=words).drop(columns="basis")
    chosen = [labels[view.area]] if view.area in labels else []
    html.draw(_key())
    _draw(
        assessment,
        pd.concat([own, areas], ignore_index=True),
        [name, *order],
        ratings=rated[["name", "rating", "label"]],
        emphasised=[name, *chosen],
        key="group_areas",
        title=f"{inside['group'].iloc[0]}: {counted(areas['area_code'].nunique(), 'area')} compared",
        alt_text=f"Every area of {inside['group'].iloc[0]}: value and 95% interval of each indicator compared "
        "with England. The table below has the same figures.",
    )


def _draw(
    assessment: Assessment,
    rows: pd.DataFrame,
    order: Sequence[str],
    *,
    ratings: pd.DataFrame | None = None,
    emphasised: Sequence[str],
    key: str,
    title: str,
    alt_text: str,
) -> None:
    """Draw the chart for a wide screen, and for a narrow one where that is shown."""
    panels = _panels(assessment, rows)
    areas, shows = (title, "the areas") if ratings is not None else ("", "all groups")
    picture = Picture(assessment, areas, title, legend=_PICTURE_KEY, shows=shows)
    for kind, width, beside in (("wide", 140 if ratings is not None else 170, True), ("narrow", 84, False)):
        draw = partial(
            draw_kept,
            rows_by_indicator,
            key=f"{key}-{kind}",
            width="content",
            alt_text=alt_text,
            picture=picture if beside else None,
            rows=rows,
            panels=panels,
            order=order,
            ratings=ratings,
            emphasised=emphasised,
            panel_width=width,
            side_by_side=beside,
        )
        with st.container(key=f"{kind}_{key}"):
            # A browser never asks for what is near a place that it does not show.
            draw() if beside else later(f"{key}-narrow", draw)


_PICTURE_KEY = (
    (OUTCOME_COLOURS["high"], "▲ High"),
    (OUTCOME_COLOURS["similar"], "Not low"),
    (OUTCOME_COLOURS["low"], "▼ Low"),
    (INK, "◆ The group as a whole"),
    ("", "Hollow: estimated"),
    ("", "Bar: 95% interval"),
    ("", "Line: England; dashed: standard or threshold"),
)


def _key() -> Markup:
    shapes = (
        ("▲", "high", "High"),
        ("●", "similar", "Not low"),
        ("▼", "low", "Low"),
    )
    coloured = Markup('<span class="key"><span style="color:{}">{}</span> {}</span>')
    keys = [coloured.format(html.outcome_colour(outcome), shape, word) for shape, outcome, word in shapes]
    rest = (
        "◆ The group as a whole",
        "Hollow: estimated",
        "Bar: 95% interval",
        "│ England",
        "┆ Standard or threshold",
    )
    keys += [Markup("<span class=key>{}</span>").format(text) for text in rest]
    return Markup('<div class="legend">{}</div>').format(Markup("").join(keys))


def _outcomes(assessment: Assessment) -> pd.DataFrame:
    """Return every figure of the edition with what the methodology makes of it."""
    judged = state.assessment().breakdown[["area_code", "indicator", "outcome", "lower_ci", "upper_ci"]]
    figures = assessment.edition.indicators.drop(columns=["lower_ci", "upper_ci"])
    merged = figures.merge(judged, on=["area_code", "indicator"], how="left")
    limits = assessment.edition.indicators[["lower_ci", "upper_ci"]].to_numpy()
    unused = merged["outcome"].isna()
    merged.loc[unused, ["lower_ci", "upper_ci"]] = limits[unused]
    verdict = merged["outcome"].map(OUTCOME_WORDS).fillna("Not used by this methodology")
    return merged.assign(outcome=merged["outcome"].fillna("scored"), verdict=verdict)


def _rows(edition: Edition, figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures as `rows_by_indicator` takes them, without names."""
    metas = edition.meta.indicators
    shown, intervals = [], []
    for row in figures.itertuples():
        meta = metas[str(row.indicator)]
        mark = "" if row.basis == "published" else " est."
        shown.append("no value" if math.isnan(row.value) else format_value(row.value, meta) + mark)
        mark = " est." if row.interval_basis == "estimated" else ""
        known = not math.isnan(row.lower_ci)
        intervals.append(
            f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}{mark}"
            if known
            else "none"
        )
    columns = ["indicator", "value", "lower_ci", "upper_ci", "outcome", "verdict"]
    if "area_code" in figures:
        columns.insert(0, "area_code")
    return figures[columns].assign(
        shown=shown, interval=intervals, estimated=(figures["basis"] != "published").to_numpy()
    )


def _group_rows(edition: Edition, figures: pd.DataFrame) -> pd.DataFrame:
    return _rows(edition, figures.assign(outcome="group", verdict="The group as a whole is not judged"))


def _ordered(assessment: Assessment, areas: pd.DataFrame, by: str) -> list[str]:
    """Return area codes in the order of the name, the rating or an indicator, best first; or the worst first."""
    edition, ratings = assessment.edition, assessment.ratings
    codes = sorted(set(areas["area_code"]), key=edition.short_names.__getitem__)
    if by == "worst":
        return worst_first(assessment, codes)
    if by == "rating":
        known = ratings.set_index("area_code")["rating"].map(RATINGS.index)
        return sorted(codes, key=lambda code: known.get(code, len(RATINGS)))
    if by in edition.meta.indicators:
        higher = edition.meta.indicators[by].direction != "lower_is_better"
        values = areas[areas["indicator"] == by].set_index("area_code")["value"].dropna()
        return sorted(
            codes,
            key=lambda code: (-values[code] if higher else values[code]) if code in values else math.inf,
        )
    return codes


def _panels(assessment: Assessment, rows: pd.DataFrame) -> list[Panel]:
    panels = []
    for indicator, meta in assessment.edition.meta.indicators.items():
        lines = {
            kind: value
            for kind, value in (("England", meta.england_value), ("Standard", meta.standard))
            if value is not None
        }
        rule = assessment.method.indicators.get(indicator)
        if rule and isinstance(rule.benchmark, int | float) and rule.benchmark not in lines.values():
            lines["Threshold"] = float(rule.benchmark)
        said = " · ".join(f"{kind} {_line_in_words(kind, value, meta)}" for kind, value in lines.items())
        title = f"{meta.short_label}{f', {meta.unit}' if meta.unit else ''}"
        panels.append(Panel(indicator, title, said, _domain(rows, indicator, lines), lines))
    return panels


def _line_in_words(kind: str, value: float, meta: IndicatorMeta) -> str:
    return format_value(value, meta) if kind == "England" else format_threshold(value, meta)


def _domain(rows: pd.DataFrame, indicator: str, lines: Mapping[str, float]) -> tuple[float, float]:
    """Return the ends of the axis: all values, intervals and lines, with a little room."""
    mine = rows.loc[rows["indicator"] == indicator, ["value", "lower_ci", "upper_ci"]].to_numpy(float)
    ends = [*mine[~np.isnan(mine)], *lines.values()]
    if not ends:
        return 0.0, 1.0
    room = 0.03 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def own_figures(edition: Edition, belonging: pd.DataFrame, code: str) -> None:
    """Say what all areas of the group together come to, and the patients behind the percentages."""
    inside = belonging[belonging["group_code"] == code]
    figures = data.group_figures(state.view().edition, inside)
    st.header(markdown.escape(f"{inside['group'].iloc[0]} as a whole"), anchor=False)
    lines = [
        f"- **{markdown.escape(_with_period(edition.meta.indicators[row.indicator]))}:** "
        f"{markdown.escape(group_sentence(row, edition.meta.indicators[row.indicator]))}"
        for row in figures.itertuples()
    ]
    st.markdown("\n".join(lines))
    means = [
        edition.meta.indicators[i].short_label for i in figures.loc[figures["how"] == "mean", "indicator"]
    ]
    notes = ["Patients of all areas added together; Wilson interval."]
    if means:
        notes.append(
            f"{' and '.join(means)}: no patient numbers are published, so this is an estimate: the mean of the "
            "areas, weighted by population."
        )
    notes += split_sentences(edition, belonging, code)
    st.caption(markdown.escape(" ".join(notes)))


def _with_period(meta: IndicatorMeta) -> str:
    return f"{meta.short_label}, {lower_period(meta.period)}"


def group_movers(assessment: Assessment, belonging: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return which areas of the group move under the scenario, with the columns of `movers`; none without one."""
    inside = belonging.loc[belonging["group_code"] == code, "area_code"]
    before, after = (state.assessment("baseline"), state.assessment())
    table = moves(before, after)
    table = table[table["area_code"].isin(inside)]
    return table.assign(
        reason=pd.Series(reasons_of(before, after, table["area_code"]), table.index, dtype=str)
    )


def group_movers_section(moving: pd.DataFrame) -> None:
    """Draw which areas of the group move under the scenario, and why."""
    if not state.view().is_scenario:
        return
    st.header("Movers under this scenario", anchor=False)
    if moving.empty:
        st.markdown("No area of this group changes its rating.")
        return
    shown = movers_shown(moving)[["short_name", "move", "reason"]]
    html.draw(html.table(shown.set_axis(["Area", "Rating", "Why"], axis=1)))


def group_areas_section(
    assessment: Assessment, ratings: pd.DataFrame, belonging: pd.DataFrame, code: str
) -> None:
    """Draw the table of the group's areas, in which a row chooses the area, and its download."""
    inside = belonging.loc[belonging["group_code"] == code, "area_code"]
    st.header("The areas as a table", anchor=False)
    st.caption("The worst first, as above. Choose a row to select that area. Click a heading to sort.")
    there = ratings[ratings["area_code"].isin(inside)]
    places = {area: place for place, area in enumerate(worst_first(state.assessment(), list(inside)))}
    table = all_areas_table(assessment.edition, there)
    table = table.sort_values("area_code", key=lambda codes: codes.map(places), ignore_index=True)
    area_choice_table(
        table,
        key="group_table",
        columns=all_areas_columns(assessment.edition, there),
        alt="Table of the group's areas with rating and figures.",
        height=min(420, 38 + 35 * len(table)),
    )
    name = belonging.loc[belonging["group_code"] == code, "group"].iloc[0]
    table_download(
        "Download these areas",
        "ratings",
        f"Ratings of the areas of {name}",
        partial(ratings_table, assessment, areas=set(inside)),
        of=assessment,
        areas=f"{len(there)}-areas-of-{name}",
    )


def side_by_side(
    assessment: Assessment, ratings: pd.DataFrame, belonging: pd.DataFrame, code: str | None
) -> None:
    """Draw all groups of this kind compared: how their areas are rated, and their own figures."""
    view = state.view()
    table = _table(assessment.edition, ratings, belonging)
    st.header(f"{PLURALS[view.group_kind]} side by side", anchor=False)
    table = table.sort_values(["below", "group"], ignore_index=True)
    if table["below"].notna().any():
        st.caption(
            "Number of areas in each rating; groups with the smallest share below “performing well” come first."
        )
        html.draw(html.rating_rows(table.assign(chosen=table["group_code"] == code)))
    st.caption(
        "Each group's own figures: the patients of its areas added together or, for an index without patient "
        "numbers, the mean weighted by population. Line: England; dashed: standard."
    )
    if said := shared_sentence(assessment.edition, belonging):
        st.caption(markdown.escape(said))
    names = dict(zip(table["group_code"], table["group"], strict=True))
    figures = data.group_figures(view.edition, belonging)
    rows = _group_rows(assessment.edition, figures).assign(name=figures["group"])
    _draw(
        assessment,
        rows,
        table["group"].tolist(),
        emphasised=[names[code]] if code in names else [],
        key="groups",
        title=f"{PLURALS[view.group_kind]} compared",
        alt_text=f"{PLURALS[view.group_kind]}: value and 95% interval of each indicator compared with England.",
    )
    _groups_downloads(assessment, table, figures)


def _groups_downloads(assessment: Assessment, table: pd.DataFrame, figures: pd.DataFrame) -> None:
    """Draw the downloads of how the areas of each group are rated, and of the groups' own figures."""
    plural = PLURALS[state.view().group_kind]
    with st.container(horizontal=True):
        table_download(
            "Download the ratings by group",
            "groups",
            f"{plural}: how many areas have each rating",
            partial(group_ratings_table, table),
            of=assessment,
        )
        table_download(
            "Download the groups' figures",
            "figures-of-groups",
            f"{plural}: their own figures",
            partial(group_figures_table, figures, assessment.edition),
            of=assessment,
        )
