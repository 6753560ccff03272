"""Spread: from the best to the worst area, and how many people live in the areas of each rating."""

from typing import Any

import pandas as pd
import streamlit as st

from charts import spread_chart
from scoring import RATING_LABELS, Edition, Methodology, format_value
from scoring.errors import listed
from scoring.lottery.measures import difference_in_words, opened
from scoring.words import lower_first
from ui import downloads, html, lottery, lottery_data, state

_BELOW = ("needs", "greatest")


def spread_section(edition: Edition, method: Methodology, measure: str) -> None:
    """Draw best and worst, the middle eight tenths and their ratio, and people by rating."""
    st.header("Spread", anchor=False)
    view = state.view()
    spreads = lottery_data.spreads(view.edition, method)
    mine = spreads.set_index("indicator", drop=False)
    shown = measure if measure in mine.index else lottery.best_known(edition, method)
    st.markdown(f"**{html.plain(_sentence(edition, mine.loc[shown]))}**")
    lottery.meaning(
        "best and worst are single areas; the middle eight tenths leave out the tenth of the areas at either end.",
        "that the best and the worst would be the same areas another year: with small numbers the extremes are partly "
        "luck. “Without chance” draws every figure towards all areas as far as it may be chance, which makes them look "
        "a little more alike than they are.",
    )
    left, right = st.columns(2, gap="large")
    with left:
        _draw(edition, spreads)
        st.html(
            html.table(
                _table(edition, spreads), ("Best to worst", "Middle 8 tenths", "Ratio", "Without chance")
            )
        )
        downloads.table_button("Download the spread (CSV)", spreads, "spread", edition, method)
    with right:
        _people(edition, method)


def _sentence(edition: Edition, row: Any) -> str:
    meta = edition.meta.indicators[row["indicator"]]
    best, worst = (
        listed([edition.short_names[code] for code in row[f"{end}_areas"].split()])
        for end in ("best", "worst")
    )
    said = (
        f"On {lower_first(meta.short_label)}, areas reach from {format_value(row['worst'], meta)} ({worst}) to "
        f"{format_value(row['best'], meta)} ({best}); the middle eight tenths lie within "
        f"{difference_in_words(row['interdecile_range'], meta)}."
    )
    estimated = int(row["estimated"])
    marks = pd.Series([True] * estimated + [False] * (int(row["areas"]) - estimated))
    return opened(said, marks)


def _draw(edition: Edition, spreads: pd.DataFrame) -> None:
    metas = edition.meta.indicators
    known = [row for row in spreads.itertuples() if metas[row.indicator].england_value is not None]
    if len({metas[row.indicator].unit for row in known}) != 1:
        return  # distances in different units do not belong on one axis
    records = []
    for row in known:
        meta = metas[row.indicator]
        ends = sorted((row.best, row.worst))
        text = f"{format_value(ends[0], meta)} to {format_value(ends[1], meta)}"
        records.append(
            {
                "label": meta.short_label,
                "note": lottery.marked(text, row.estimated)
                + f"; England {format_value(meta.england_value, meta)}",
                **{
                    name: value - meta.england_value
                    for name, value in (
                        ("lowest", ends[0]),
                        ("percentile_10", row.percentile_10),
                        ("percentile_90", row.percentile_90),
                        ("highest", ends[1]),
                    )
                },
            }
        )
    unit = metas[known[0].indicator].unit
    title = "How far areas are from England in each indicator"
    numbers = "; ".join(f"{record['label']}: {record['note']}" for record in records)
    st.altair_chart(
        spread_chart(
            pd.DataFrame(records),
            title=lottery.title(title),
            subtitle=lottery.wrapped(
                f"{edition.meta.title}; sources and periods under Data and methods",
                "Light: worst to best area; dark: the middle eight tenths; line: England",
            ),
            axis_title=f"{'Percentage points' if unit == '%' else unit} from England",
        ),
        key="spread",
        theme=None,
        alt=f"{title}. {numbers}.",
    )


def _table(edition: Edition, spreads: pd.DataFrame) -> pd.DataFrame:
    records = []
    for row in spreads.itertuples():
        meta = edition.meta.indicators[row.indicator]
        points = "points" if meta.unit == "%" else meta.unit
        estimated = row.estimated
        records.append(
            {
                "Indicator": meta.short_label,
                "Best to worst": lottery.marked(f"{row.range:.{meta.decimals}f} {points}", estimated),
                "Middle 8 tenths": lottery.marked(
                    f"{row.interdecile_range:.{meta.decimals}f} {points}", estimated
                ),
                "Ratio": "–"
                if pd.isna(row.interdecile_ratio)
                else lottery.marked(f"{row.interdecile_ratio:.2f}", estimated),
                "Without chance": "–"
                if pd.isna(row.shrunken_interdecile_range)
                else lottery.marked(
                    f"{row.shrunken_interdecile_range:.{meta.decimals}f} {points}", row.shrinkage_estimated
                ),
            }
        )
    return pd.DataFrame(records)


def _people(edition: Edition, method: Methodology) -> None:
    if method.aggregation == "not_rated":
        st.markdown("This methodology gives no rating.")
        return
    people = lottery_data.people(state.view().edition, method)
    drawn = people[people["areas"] > 0]
    below = drawn.loc[drawn["rating"].isin(_BELOW), "share"].sum()
    said = f"{below:.0%} of people live in an area rated below “performing well”."
    marks = pd.Series(
        [True] * int(people["estimated"].sum()) + [False] * int((people["areas"] - people["estimated"]).sum())
    )
    st.markdown(f"**{html.plain(opened(said, marks))}**")
    st.html(
        html.share_bars(
            [(row.rating, row.share, f"{row.population / 1e6:.1f} million") for row in drawn.itertuples()]
        )
    )
    table = pd.DataFrame(
        {
            "Rating": drawn["rating"].map(RATING_LABELS),
            "Areas": drawn["areas"].map(str),
            "People": [f"{row.population:,}" for row in drawn.itertuples()],
            "Share of people": drawn["share"].map("{:.1%}".format),
            "Areas whose rating is est.": drawn["estimated"].map(str),
        }
    )
    st.html(html.table(table, tuple(table.columns[1:])))
    lottery.meaning(
        "so many people live in areas with this rating (mid-2015 population).",
        "that so many have had cancer care of that kind; few of them had cancer that year.",
    )
    downloads.table_button("Download people by rating (CSV)", people, "people-by-rating", edition, method)
