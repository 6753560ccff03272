"""An area over time: each indicator of the series with its interval, England and the standard."""

from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from charts import Words, trend_chart
from scoring import Assessment, Edition, area_trend, edition_metadata, format_value
from scoring.editions.model import EditionMeta, IndicatorMeta
from scoring.explain.words import format_threshold, lower_first
from ui.components import downloads, markdown
from ui.components import edition_picker as editions
from ui.components.chart_text import title_lines, wrapped_for_phones
from ui.components.drawing import render_chart
from ui.components.history import draw_history, histories_of, history_indicator
from ui.components.pictures import Picture
from ui.components.tables import figures_in_words, in_order, worded
from ui.session import results as data
from ui.session import state

_READING = (
    "Band: 95% interval of the value. Where the bands of two periods do not overlap, the change is more than chance "
    "alone would explain. Before a merger, the line shows the patients of the former areas added together, if "
    "the merged area consists of whole areas; otherwise the line has a gap."
)
_ROOM = 0.06
_HALF_PERIOD = pd.Timedelta(days=45)


def trend_section(assessment: Assessment, area_code: str) -> None:
    """Draw an area over the periods of the series of its edition, or the way to them if it stands alone."""
    edition = assessment.edition
    name = edition.short_names[area_code]
    indicator = history_indicator(edition, state.view().followed)
    if history := histories_of(state.view().edition, {name: (area_code,)}, indicator).get(name):
        st.subheader("Is it getting better?", anchor=False)
        draw_history(assessment, history, key="area_history")
    if edition.meta.series is None:
        _way_to_series(edition, area_code)
        return
    st.subheader("Over time", anchor=False)
    linked = data.linked(edition.meta.series, data.geography_of(edition))
    metas = _latest_metas(edition)
    tables = {name: area_trend(linked, area_code, name) for name in metas}
    st.caption(_READING)
    for name, rows in tables.items():
        chart_side, table_side = st.columns([5, 4], gap="large")
        with chart_side:
            _draw(assessment, name, metas[name], rows)
        with table_side:
            _table(metas[name], rows)
        st.caption(markdown.escape(" ".join(_notes(metas[name], rows))))
    every = pd.concat(tables.values()).drop(columns="date")
    downloads.table_button("Download these periods (CSV)", every, f"over-time-{area_code}", assessment)


def _newest_of(edition: Edition, area_code: str, others: list[EditionMeta]) -> EditionMeta:
    """Return the newest period of the series that has an area, or the one area that it became a part of."""
    series = {meta.series for meta in others}
    every = [meta for meta in edition_metadata().values() if meta.series in series]
    for meta in sorted(every, key=lambda meta: meta.date, reverse=True):
        if data.successor(area_code, edition, data.edition(meta.id)) is not None:
            return meta
    return max(others, key=lambda meta: meta.date)


def _way_to_series(edition: Edition, area_code: str) -> None:
    """Draw the button that leads to the same area in editions by period, if there are any for these areas."""
    here = data.geography_of(edition)
    others: list[EditionMeta] = [
        meta for meta in edition_metadata().values() if meta.series and meta.geography_id == here
    ]
    if not others:
        return
    latest = _newest_of(edition, area_code, others)
    st.subheader("Over time", anchor=False)
    title = editions.title_of_set(latest)
    st.markdown(
        markdown.escape(
            f"These figures cover one period only. {title} has {edition.short_names[area_code]} quarter by quarter."
        )
    )
    st.button(
        markdown.escape(f"{edition.short_names[area_code]} over time"),
        icon=":material/timeline:",
        on_click=editions.choose,
        args=(latest.id,),
        key="over_time",
    )


def _latest_metas(edition: Edition) -> dict[str, IndicatorMeta]:
    """Return the indicators of all periods of a series, each as its last period describes it."""
    found: dict[str, IndicatorMeta] = {}
    for name in data.periods(edition.meta.id):
        found |= edition_metadata()[name].indicators
    order = list(edition.meta.indicators)
    return dict(
        sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    )


def _draw(assessment: Assessment, indicator: str, meta: IndicatorMeta, rows: pd.DataFrame) -> None:
    edition = assessment.edition
    name = edition.short_names[rows["area_code"].iloc[0]]
    every = data.linked(str(edition.meta.series), data.geography_of(edition))["date"]
    middle = rows["date"] - _HALF_PERIOD
    there = rows["value"].notna()
    values = rows.assign(
        date=middle,
        segment=_segments(there),
        chosen=rows["edition"] == edition.meta.id,
        shown=[_figure(value, meta) for value in rows["value"]],
        interval=_intervals(rows, meta),
        england=[_figure(value, meta) for value in rows["england"]],
        standard=[_standard(value, meta) for value in rows["standard"]],
        note=[_note(row) for row in rows.itertuples()],
    )[there]
    values["alone"] = values.groupby("segment")["value"].transform("size") == 1
    lines = pd.concat(
        rows.assign(date=middle, value=rows[column], kind=kind, segment=_segments(rows[column].notna()))[
            rows[column].notna()
        ]
        for column, kind in (("england", "England"), ("standard", "Standard"))
    )
    gaps = pd.DataFrame(
        [
            (group["date"].iloc[0] - 2 * _HALF_PERIOD, group["date"].iloc[-1], note)
            for note, group in _gaps(rows)
        ],
        columns=["start", "end", "note"],
    )
    first, last = every.min() - 2 * _HALF_PERIOD, every.max()
    render_chart(
        trend_chart,
        {
            "values": _dated(values.drop(columns=["numerator", "denominator", "basis"]), "date"),
            "lines": _dated(lines[["date", "value", "kind", "segment"]], "date"),
            "gaps": _dated(gaps, "start", "end"),
        },
        key=f"trend-{indicator}",
        alt_text=f"{meta.short_label} in {name} over time: {_in_words(rows, meta)}",
        words=Words(
            title_lines(f"{meta.short_label} in {name}"),
            wrapped_for_phones(f"{meta.publisher}; {meta.unit}; ring: the period in view"),
            "",
        ),
        domain=_domain(rows, meta),
        ends=(first.date().isoformat(), last.date().isoformat()),
        picture=Picture(assessment, name, shows=f"{lower_first(meta.short_label)} over time"),
    )


def _segments(there: pd.Series) -> pd.Series:
    """Return a number that is the same for periods with a value that no gap parts."""
    return (~there).cumsum()


def _dated(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return table.assign(**{name: pd.to_datetime(table[name]).dt.strftime("%Y-%m-%d") for name in columns})


def _domain(rows: pd.DataFrame, meta: IndicatorMeta) -> tuple[float, float]:
    ends = rows[["value", "lower_ci", "upper_ci", "england", "standard"]].to_numpy(float)
    low, high = (float(np.nanmin(ends)), float(np.nanmax(ends))) if not np.isnan(ends).all() else (0.0, 100.0)
    room = _ROOM * (high - low) or 1.0
    low, high = low - room, high + room
    return (max(low, 0.0), min(high, 100.0)) if meta.unit == "%" else (low, high)


_FIGURES = {
    "Value": "value",
    "95% from": "lower_ci",
    "95% to": "upper_ci",
    "England": "england",
    "Standard": "standard",
}
"""The figures of the table, by their headings."""


def _table(meta: IndicatorMeta, rows: pd.DataFrame) -> None:
    columns: dict[str, list[Any]] = in_order(rows["period"], rows["date"].dt.strftime("%Y-%m"), "Period")
    for heading, name in _FIGURES.items():
        columns |= figures_in_words(rows[name], meta, heading)
    columns["Note"] = [_note(row) for row in rows.itertuples()]
    shown = pd.DataFrame(columns)
    if not shown["Note"].any():
        shown = shown.drop(columns="Note")
    st.dataframe(
        worded(shown[::-1]),
        hide_index=True,
        height=300,
        column_config={"Period": st.column_config.TextColumn(pinned=True)},
        placeholder="–",
        alt=f"Table of {meta.short_label} by period, the latest first.",
    )


def _figure(value: float, meta: IndicatorMeta) -> str:
    return "–" if pd.isna(value) else format_value(value, meta)


def _standard(value: float, meta: IndicatorMeta) -> str:
    return "–" if pd.isna(value) else format_threshold(value, meta, trim=False)


def _intervals(rows: pd.DataFrame, meta: IndicatorMeta) -> list[str]:
    return [
        "–"
        if pd.isna(row.lower_ci)
        else f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}"
        for row in rows.itertuples()
    ]


def _note(row: Any) -> str:
    """Say why there is no figure, what is doubtful about it, or of how many areas it is the sum."""
    merged = f"{row.areas_added} areas added up" if row.areas_added > 1 else ""
    return "; ".join(filter(None, [row.note, merged]))


def _gaps(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return runs of periods without a figure: why, and their rows."""
    reasons = ["" if pd.notna(row.value) else row.note or "Not published." for row in rows.itertuples()]
    runs = []
    for reason, places in groupby(range(len(rows)), key=reasons.__getitem__):
        if reason:
            runs.append((reason, rows.iloc[list(places)]))
    return runs


def _notes(meta: IndicatorMeta, rows: pd.DataFrame) -> list[str]:
    """Say from when the standard holds and where it comes from, and why there are gaps."""
    held = rows[rows["standard"].notna()]
    told = []
    for value, part in held.groupby("standard", sort=False):
        told.append(
            f"Standard {format_threshold(float(str(value)), meta)}, here from {part['period'].iloc[0]}"
            f" to {part['period'].iloc[-1]}."
        )
    if told and meta.standard_source:
        told.append(f"{meta.standard_source.rstrip('.')}.")
    for reason, part in _gaps(rows):
        first, last = part["period"].iloc[0], part["period"].iloc[-1]
        when = first if len(part) == 1 else f"{first} to {last}"
        told.append(
            f"Gap, {when}: {lower_first(reason) if reason == 'Not published.' else reason}".rstrip(".") + "."
        )
    return told


def _in_words(rows: pd.DataFrame, meta: IndicatorMeta) -> str:
    known = rows[rows["value"].notna()]
    if known.empty:
        return "no figures."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{format_value(first['value'], meta)} in {first['period']}, {format_value(last['value'], meta)} in "
        f"{last['period']}. The table next to it has every period."
    )
