"""The charts and the table of an area's indicators."""

from typing import Any

import pandas as pd
import streamlit as st

from charts import indicator_strip
from reports.figures.strip_chart import strip_parts, strip_title
from reports.tables import area_words
from scoring import Assessment, Edition, format_value
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.explain.words import lower_first
from ui.components import markdown
from ui.components.drawing import draw_kept
from ui.components.pictures import Picture


def draw_strip(assessment: Assessment, row: Any, note: str | None) -> None:
    """Draw one indicator of an area; `row` is a row of `Explanation.indicators` as a tuple."""
    edition = assessment.edition
    indicator = row.indicator
    meta = edition.meta.indicators[indicator]
    st.markdown(
        f"**{markdown.escape(meta.short_label)}: {OUTCOME_WORDS[row.outcome].lower()}** – {markdown.escape(row.reason)}"
    )
    figures = edition.indicators[edition.indicators["indicator"] == indicator]
    name = edition.short_names[row.area_code]
    draw_kept(
        indicator_strip,
        key=f"strip-{indicator}",
        picture=Picture(assessment, name, strip_title(edition, row), shows=lower_first(meta.short_label)),
        alt_text=f"{meta.label}: {row.reason}. The other areas range from {format_value(figures['value'].min(), meta)} "
        f"to {format_value(figures['value'].max(), meta)}.",
        **strip_parts(assessment, row),
    )
    if note:
        st.caption(markdown.escape(note))


def indicator_table(edition: Edition, rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the table of an area's indicators as text, and which of its columns are numbers."""
    records = []
    for row in rows.itertuples():
        meta = edition.meta.indicators[row.indicator]
        records.append(
            {
                "Indicator": meta.label,
                "Value": area_words.figure_in_words(row.value, row.basis, meta),
                "95% interval": area_words.interval(row, meta),
                "Counts": area_words.counts(row, meta),
                "England": area_words.england_in_words(meta),
                "Standard": area_words.standard(meta),
                "Judged": OUTCOME_WORDS[row.outcome],
                "Period": meta.period,
            }
        )
    return pd.DataFrame(records), ("Value", "England", "Standard")
