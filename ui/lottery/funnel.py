"""Beyond chance: the funnel plot of an indicator, and who is outside its limits."""

import pandas as pd
import streamlit as st

from charts import FUNNEL_SHAPES, Words, funnel_chart
from scoring import Assessment, Edition, format_value
from scoring.explain.words import lower_first
from scoring.lottery.funnel import Funnel
from scoring.lottery.measures import RATING
from ui.components import downloads, markdown
from ui.components.area_picker import area_choice_table
from ui.components.chart_text import title_lines
from ui.components.drawing import render_chart
from ui.components.pictures import Picture
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery
from ui.session import state

_WORDS = {
    "far_better": "Better, beyond 99.8%",
    "better": "Better, beyond 95%",
    "within": "Within the limits",
    "worse": "Worse, beyond 95%",
    "far_worse": "Worse, beyond 99.8%",
}
_UPWARDS = {
    "above_99_8": "far_better",
    "above_95": "better",
    "within": "within",
    "below_95": "worse",
    "below_99_8": "far_worse",
}
_LIMITS = {
    "": "Chance alone",
    "_dispersed": "Chance, and the usual differences between areas (over-dispersion)",
}


def funnel_section(assessment: Assessment, measure: str) -> None:
    """Draw the funnel of an indicator; for the rating, that of the indicator with the fewest estimates."""
    indicator = lottery.best_known(assessment) if measure == RATING else measure
    meta = assessment.edition.meta.indicators[indicator]
    if measure == RATING:
        st.markdown(
            f"Ratings have no funnel plot, because they are not shares of patients. The plot shows "
            f"{markdown.escape(lower_first(meta.short_label))}; choose another indicator at the top."
        )
    found = lottery_data.funnel_of(state.view().edition, indicator)
    outside = lottery.after(found.chance_sentence, found.outside_sentence)
    st.markdown(f"**{markdown.escape(found.chance_sentence)}** {markdown.escape(outside)}")
    lottery.meaning(
        "The fewer patients an area has, the further its figure may be from England's by chance alone; the "
        "limits show how far.",
        found.outside_caution,
        found.chance_caution,
    )
    drawing, listing = st.columns([5, 4], gap="large")
    with drawing:
        limits = st.radio(
            "Limits allow for",
            list(_LIMITS),
            format_func=_LIMITS.__getitem__,
            key="lottery_limits",
            horizontal=True,
        )
        st.caption(markdown.escape(found.dispersed_sentence))
        areas = _areas(assessment.edition, found, limits)
        _draw(assessment, found, areas, limits)
    with listing:
        _list(assessment, found, areas)


def _areas(edition: Edition, found: Funnel, limits: str) -> pd.DataFrame:
    """Return the areas of `funnel_chart`, without those of which nothing is known of chance."""
    meta = edition.meta.indicators[found.indicator]
    known = found.areas[found.areas["size"].notna()]
    places = known[f"place{limits}"].map(_UPWARDS)
    if meta.direction == "lower_is_better":
        places = places.map(dict(zip(_WORDS, reversed(_WORDS), strict=True)))
    shown = [
        lottery.with_est(format_value(value, meta), estimated)
        for value, estimated in zip(known["value"], known["estimated"], strict=True)
    ]
    counted = found.size_is == "denominator"
    label = meta.denominator_label or "counted"
    sizes = [
        lottery.with_est(f"{size:,.0f} {label}" if counted else f"precision {size:.2f}", estimated)
        for size, estimated in zip(known["size"], known["size_estimated"], strict=True)
    ]
    kept = known[["area_code", "size", "value", "estimated", f"z{limits}"]].rename(
        columns={f"z{limits}": "z"}
    )
    return lottery.with_point_columns(
        edition, kept.assign(position=places, shown=shown, size_shown=sizes), "size"
    )


def _draw(assessment: Assessment, found: Funnel, areas: pd.DataFrame, limits: str) -> None:
    edition = assessment.edition
    meta = edition.meta.indicators[found.indicator]
    names = [f"{side}_{limit}" for limit in ("95", "99_8") for side in ("lower", "upper")]
    curves = found.curves[["size", "england", *(name + limits for name in names)]]
    curves.columns = ["size", "centre", *(name.replace("99_8", "998") for name in names)]
    title = f"{meta.short_label} of {len(areas)} areas by number of patients, with the limits of chance"
    present = [key for key in FUNNEL_SHAPES if (areas["position"] == key).any()]
    note = f"Middle line: England {format_value(found.england, meta)}; dashed: 95% limits; outer: 99.8%"
    render_chart(
        funnel_chart,
        {"areas": areas.drop(columns="z"), "limits": curves},
        key="funnel",
        alt_text=f"{title}. A click chooses the area. {found.outside_sentence} The table next to it lists them.",
        clicks=edition,
        words=Words(
            title_lines(title),
            lottery.indicator_subtitle(edition, found.indicator, note),
            found.size_label + (" (est.)" if found.areas["size_estimated"].any() else ""),
            lottery.axis_words(meta),
        ),
        picture=Picture(assessment, shows="the funnel"),
        positions={key: _WORDS[key] for key in present},
        hollow_legend=lottery.most_estimated(edition, [found.indicator]),
    )


def _list(assessment: Assessment, found: Funnel, areas: pd.DataFrame) -> None:
    meta = assessment.edition.meta.indicators[found.indicator]
    outside = areas[areas["position"] != "within"]
    st.markdown(
        f"**Outside the limits: {len(outside)} of {len(areas)} areas.** Choose a row to choose the area."
    )
    table = outside.assign(
        where=outside["position"].map(_WORDS),
        far=-outside["z"].abs(),
        basis=lottery.basis_column(outside["estimated"]),
    ).sort_values(["far"])
    area_choice_table(
        table,
        key=f"funnel-{found.indicator}",
        columns={
            "short_name": st.column_config.TextColumn("Area", width=170),
            "value": st.column_config.NumberColumn(f"Value, {meta.unit}", format=f"%.{meta.decimals}f"),
            "where": "Where",
            "basis": "Basis",
        },
        alt="Table of the areas outside the control limits, farthest first.",
        height=480,
    )
    downloads.table_button("Download the funnel", found.areas, f"funnel-{found.indicator}", assessment)
