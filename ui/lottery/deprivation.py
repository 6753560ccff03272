"""Deprivation: how a measure changes from the most to the least deprived end of England."""

import pandas as pd
import streamlit as st

from charts import Words, gradient_chart
from scoring import RATING_LABELS, Assessment, Edition, format_value
from scoring.explain.words import PLAIN_NUMBER
from scoring.lottery.deprivation import POSITION_IN_WORDS, RATIO_IN_WORDS, Gradient
from scoring.lottery.measures import RATING, RATING_NUMBERS, RATING_NUMBERS_IN_WORDS
from ui.components import downloads, html, markdown
from ui.components.chart_text import title_lines
from ui.components.drawing import render_chart
from ui.components.pictures import Picture
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.session import state

_LEVELS = {number: RATING_LABELS[rating] for rating, number in RATING_NUMBERS.items()}
_LEVEL_WORDS = ("Greatest need", "Needs impr.", "Well", "Top")


def deprivation_section(assessment: Assessment, measure: str) -> None:
    """Draw the gradient of a measure, and the indices of inequality of all."""
    edition, method = assessment.edition, assessment.method
    view = state.view()
    if "imd_2015_score" not in edition.areas:
        st.info("This edition has no figures on deprivation.")
        return
    found = lottery_data.gradient_of(view.edition, method, measure)
    st.markdown(f"**{markdown.escape(found.sentence)}**")
    lottery.meaning(
        "The slope index is the difference that a straight line gives between the most and the least deprived end, the "
        "relative index their ratio.",
        found.caution,
    )
    drawing, beside = st.columns([5, 4], gap="large")
    with drawing:
        _draw(assessment, measure, found)
    with beside:
        table = lottery_data.gradients_of(view.edition, method)
        st.markdown("**Slope index (SII) and relative index (RII) of inequality, with 95% intervals**")
        html.draw(html.table(_indices(edition, table), ("Slope index", "Relative index"), wide=False))
        downloads.table_button("Download the indices", table, "deprivation", assessment)
        downloads.table_button("Download the points", found.points, f"deprivation-{measure}", assessment)
    notes = [POSITION_IN_WORDS, RATIO_IN_WORDS]
    if RATING in set(table["measure"]):
        notes.append(RATING_NUMBERS_IN_WORDS)
    st.caption(markdown.escape(" ".join(notes)))


def _draw(assessment: Assessment, measure: str, found: Gradient) -> None:
    edition = assessment.edition
    name = lottery.measures(assessment)[measure]
    note = "Line: least squares by population; band: 95% interval"
    if measure == RATING:
        shown = found.points["value"].map(_LEVELS)
        subtitle = lottery.rating_subtitle(assessment, note)
        axis = "Rating"
    else:
        meta = edition.meta.indicators[measure]
        shown = found.points["value"].map(lambda value: format_value(value, meta))
        subtitle, axis = lottery.indicator_subtitle(edition, measure, note), lottery.axis_words(meta)
    points = found.points.assign(
        shown=[
            lottery.with_est(text, estimated)
            for text, estimated in zip(shown, found.points["estimated"], strict=True)
        ],
        deprivation=found.points["deprivation"].map("{:.1f}".format),
    )
    title = f"{name} from the most to the least deprived area"
    columns = ["area_code", "position", "deprivation", "value", "shown", "estimated"]
    render_chart(
        gradient_chart,
        {"areas": lottery.with_point_columns(edition, points[columns], "position"), "line": found.line},
        key="gradient",
        alt_text=f"{title}. A click chooses the area. {found.sentence}",
        clicks=edition,
        words=Words(
            title_lines(title),
            subtitle,
            "Areas by deprivation (IMD 2015)",
            axis,
        ),
        picture=Picture(assessment, shows="the order by deprivation"),
        level_words=_LEVEL_WORDS if measure == RATING else (),
    )


def _indices(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    records = []
    for row in table.itertuples():
        meta = edition.meta.indicators.get(row.measure)
        decimals = meta.decimals if meta else 1 if row.unit == "%" else PLAIN_NUMBER.decimals
        slope = [_signed(x, decimals) for x in (row.slope_index, row.slope_low, row.slope_high)]
        ratio = "–"
        if pd.notna(row.relative_index):
            ratio = f"{row.relative_index:.2f} ({row.relative_low:.2f} to {row.relative_high:.2f})"
        label = meta.short_label if meta else row.label[0].upper() + row.label[1:]
        unit = "points" if row.unit == "%" else row.unit
        records.append(
            {
                "Measure": f"{label}, {unit}{' (est.)' if row.estimated else ''}",
                "Slope index": f"{slope[0]} ({slope[1]} to {slope[2]})",
                "Relative index": ratio,
            }
        )
    return pd.DataFrame(records)


def _signed(number: float, decimals: int) -> str:
    """Write a number with its sign, and none for zero."""
    text = f"{round(number, decimals) + 0.0:+.{decimals}f}".replace("-", "−")
    return text if float(round(number, decimals)) else text.lstrip("+")
