"""Spread: from the best to the worst area, and how many people live in the areas of each rating."""

import pandas as pd
import streamlit as st

from charts import Words, spread_chart
from scoring import RATING_LABELS, Assessment, Edition, format_value
from scoring.editions.model import IndicatorMeta
from scoring.lottery.spread_words import (
    population_meaning,
    population_sentence,
    spread_meaning,
    spread_sentence,
)
from ui.components import downloads, html, markdown
from ui.components.chart_text import title_lines, wrapped_for_phones
from ui.components.drawing import render_chart
from ui.components.pictures import Picture
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.session import state


def spread_section(assessment: Assessment, measure: str) -> None:
    """Draw best and worst, the middle eight of ten areas and their ratio, and people by rating."""
    edition, method = assessment.edition, assessment.method
    spreads = lottery_data.spreads(state.view().edition, method)
    rows = {row.indicator: row for row in spreads.itertuples()}
    shown = rows.get(measure) or rows[lottery.best_known(assessment)]
    st.markdown(f"**{markdown.escape(spread_sentence(shown, edition))}**")
    lottery.meaning(*spread_meaning())
    left, right = st.columns(2, gap="large")
    with left:
        _draw(assessment, spreads)
        table = _table(edition, spreads)
        html.draw(html.table(table, tuple(table.columns[1:])))
        downloads.table_button("Download the spread", spreads, "spread", assessment)
    with right:
        _people(assessment)


def _draw(assessment: Assessment, spreads: pd.DataFrame) -> None:
    metas = assessment.edition.meta.indicators
    known = [row for row in spreads.itertuples() if metas[row.indicator].england_value is not None]
    if len({metas[row.indicator].unit for row in known}) != 1:
        return  # distances in different units do not belong on one axis
    records = []
    for place, row in enumerate(known):
        meta = metas[row.indicator]
        england = meta.england_value or 0.0
        ends = sorted((row.best, row.worst))
        text = lottery.with_est(
            f"{format_value(ends[0], meta)} to {format_value(ends[1], meta)}", row.estimated
        )
        values = (ends[0], row.percentile_10, row.percentile_90, ends[1], england)
        columns = ("lowest", "percentile_10", "percentile_90", "highest", "zero")
        records.append(
            {
                "row": place,
                "label": meta.short_label,
                "note": f"{text}; England {format_value(england, meta)}",
            }
            | {column: value - england for column, value in zip(columns, values, strict=True)}
        )
    unit = metas[known[0].indicator].unit
    title = "How far areas are from England in each indicator"
    numbers = "; ".join(f"{record['label']}: {record['note']}" for record in records)
    render_chart(
        spread_chart,
        {"rows": pd.DataFrame(records)},
        key="spread",
        alt_text=f"{title}. {numbers}.",
        words=Words(
            title_lines(title),
            wrapped_for_phones(
                f"{assessment.edition.meta.title}; periods and sources under Methods",
                "Light: all areas; dark: middle eight of ten; line: England",
            ),
            f"{'Percentage points' if unit == '%' else unit} from England",
        ),
        picture=Picture(assessment, shows="the spread of each indicator"),
        number=len(records),
    )


def _table(edition: Edition, spreads: pd.DataFrame) -> pd.DataFrame:
    records = []
    for row in spreads.itertuples():
        meta = edition.meta.indicators[row.indicator]
        ratio = "–" if pd.isna(row.interdecile_ratio) else f"{row.interdecile_ratio:.2f}"
        without = _distance(row.shrunken_interdecile_range, meta)
        records.append(
            {
                "Indicator": meta.short_label,
                "Best to worst": lottery.with_est(_distance(row.range, meta), row.estimated),
                "Middle eight of ten": lottery.with_est(
                    _distance(row.interdecile_range, meta), row.estimated
                ),
                "Ratio of their ends": lottery.with_est(ratio, row.estimated),
                "Middle, chance allowed for": lottery.with_est(without, row.shrinkage_estimated),
            }
        )
    return pd.DataFrame(records)


def _distance(value: float, meta: IndicatorMeta) -> str:
    """Write a distance as short as a table needs it: '5.4 points', '–' for none."""
    if pd.isna(value):
        return "–"
    text = format_value(value, meta)
    return f"{text.removesuffix('%')} points" if meta.unit == "%" else text


def _people(assessment: Assessment) -> None:
    edition, method = assessment.edition, assessment.method
    if "population" not in edition.areas:
        st.info("This edition has no population figures.")
        return
    if method.aggregation == "not_rated":
        st.markdown("This methodology gives no rating, so people cannot be counted by rating.")
        return
    people = lottery_data.populations(state.view().edition, method)
    drawn = people[people["areas"] > 0]
    st.markdown(f"**People by rating.** {markdown.escape(population_sentence(people, assessment))}")
    html.draw(html.probability_bars(dict(zip(drawn["rating"], drawn["share"], strict=True))))
    table = pd.DataFrame(
        {
            "Rating": drawn["rating"].map(RATING_LABELS),
            "Areas": drawn["areas"].map(str),
            "of these est.": drawn["estimated"].map(str),
            "People (mid-2015)": drawn["population"].map("{:,}".format),
            "Share of people": drawn["share"].map("{:.1%}".format),
        }
    )
    html.draw(html.table(table, tuple(table.columns[1:])))
    lottery.meaning(population_meaning())
    downloads.table_button("Download people by rating", people, "people-by-rating", assessment)
