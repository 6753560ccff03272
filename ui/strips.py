"""The charts and the table of an area's indicators."""

import math
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from charts import indicator_strip
from reports import area_words
from reports.area_words import OUTCOME_WORDS
from scoring import Edition, Methodology, format_value
from scoring.edition import IndicatorMeta
from scoring.words import lower_first
from ui import html, state
from ui.drawing import draw_altair
from ui.pictures import Picture


def draw(edition: Edition, method: Methodology, row: Any, note: str | None) -> None:
    """Draw one indicator of an area; `row` is a row of `Explanation.indicators` as a tuple."""
    indicator = row.indicator
    meta = edition.meta.indicators[indicator]
    st.markdown(f"**{meta.short_label}: {OUTCOME_WORDS[row.outcome].lower()}** – {html.plain(row.reason)}")
    figures = edition.indicators[edition.indicators["indicator"] == indicator]
    title = f"{edition.short_names[row.area_code]}, {lower_first(meta.short_label)}: {row.reason}"
    chart = _chart(edition, meta, figures, row)
    draw_altair(
        chart,
        key=f"strip-{indicator}",
        picture=Picture((edition, method), edition.short_names[row.area_code], title),
        alt_text=f"{meta.label}: {row.reason}. The other areas range from {format_value(figures['value'].min(), meta)} "
        f"to {format_value(figures['value'].max(), meta)}.",
    )
    if note:
        st.caption(note)


def _chart(edition: Edition, meta: IndicatorMeta, figures: pd.DataFrame, row: Any) -> alt.LayerChart:
    names = figures["area_code"].map(edition.short_names)
    others = pd.DataFrame(
        {
            "short_name": names,
            "value": figures["value"],
            "shown": [
                area_words.shown(v, b, meta) for v, b in zip(figures["value"], figures["basis"], strict=True)
            ],
        }
    )
    area = pd.DataFrame(
        {
            "short_name": [edition.short_names[row.area_code]],
            "value": [row.value],
            "lower_ci": [row.lower_ci],
            "upper_ci": [row.upper_ci],
            "shown": [area_words.shown(row.value, row.basis, meta)],
            "interval": [area_words.interval(row, meta)],
            "outcome": [row.outcome],
            "estimated": [row.basis != "published"],
        }
    )
    basis = "published" if row.basis == "published" else "estimated (hollow)"
    return indicator_strip(
        others,
        area,
        _lines(meta, row),
        title=meta.label,
        subtitle=[f"{meta.period} · {basis}", "Bar: 95% interval · ticks: all areas"],
        axis_title=meta.unit if meta.unit != "%" else "Percent",
        domain=_domain(figures["value"], row, meta),
    )


def _lines(meta: IndicatorMeta, row: Any) -> pd.DataFrame:
    """Return the reference lines: England, the standard, and the threshold where it is neither."""
    lines = []
    if meta.england_value is not None:
        lines.append((f"England {format_value(meta.england_value, meta)}", meta.england_value, "England"))
    if meta.standard is not None:
        lines.append((f"Standard {format_value(meta.standard, meta, trim=True)}", meta.standard, "Standard"))
    benchmark = float(row.benchmark)
    if not math.isnan(benchmark) and benchmark not in (meta.england_value, meta.standard):
        peers = state.method().indicators[row.indicator].benchmark == "peers"
        word = "Similar areas" if peers else "Threshold"
        lines.append((f"{word} {format_value(benchmark, meta, trim=True)}", benchmark, "Threshold"))
    # England and the standard have their labels above, away from each other; a threshold's stands below.
    england_first = len(lines) < 2 or lines[0][1] <= lines[1][1]
    sides = {
        "England": "left" if england_first else "right",
        "Standard": "right" if england_first else "left",
    }
    return pd.DataFrame(lines, columns=["label", "value", "kind"]).assign(
        side=[sides.get(kind, "below") for _, _, kind in lines]
    )


def _domain(values: pd.Series, row: Any, meta: IndicatorMeta) -> tuple[float, float]:
    ends = pd.Series([values.min(), values.max(), row.lower_ci, row.upper_ci, row.benchmark]).dropna()
    low, high = math.floor(ends.min()) - 1, math.ceil(ends.max()) + 1
    return (float(max(low, 0)), float(min(high, 100))) if meta.unit == "%" else (float(low), float(high))


def indicator_table(edition: Edition, rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table of an area's indicators as text, and which of its columns are numbers."""
    records = []
    for row in rows.itertuples():
        meta = edition.meta.indicators[row.indicator]
        records.append(
            {
                "Indicator": meta.label,
                "Value": area_words.shown(row.value, row.basis, meta),
                "95% interval": area_words.interval(row, meta),
                "Counts": area_words.counts(row, meta),
                "England": area_words.england(meta),
                "Standard": area_words.standard(meta),
                "Judged": OUTCOME_WORDS[row.outcome],
                "Period": meta.period,
            }
        )
    return pd.DataFrame(records), ("Value", "England", "Standard")
