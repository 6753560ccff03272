"""Across the border: the widest gaps between neighbours, and those round the chosen area."""

from typing import Any

import pandas as pd
import streamlit as st

from charts import Words, border_chart
from geodata import PostcodeError, find_postcode, looks_like_postcode
from scoring import Assessment, Edition, format_value
from scoring.explain.words import describe_probability, lower_first
from scoring.lottery.borders import widest_gaps
from scoring.lottery.borders_words import (
    border_sentence,
    border_summary_sentence,
    borders_meaning,
    format_gap,
)
from scoring.lottery.measures import RATING
from ui.components import downloads, markdown
from ui.components.area_picker import area_choice_table
from ui.components.chart_text import title_lines
from ui.components.drawing import render_chart
from ui.components.pictures import Picture
from ui.components.tables import WRAPPED
from ui.lottery import sections as lottery
from ui.session import state

_MOST_DRAWN = 8
_MOST_LISTED = 100
_ALMOST = 0.999
_PICTURES = {"borders_widest": "the widest gaps", "borders_own": "the borders of this area"}
"""No probability is shown higher: it comes from what is known of chance."""
_LEVELS = ("greatest", "needs", "well", "top")
_LEVEL_WORDS = ("Greatest need", "Needs impr.", "Performing well", "Top")


def borders_section(assessment: Assessment, measure: str) -> None:
    """Draw the widest gaps across a border in a measure, and those of the chosen area."""
    edition, method = assessment.edition, assessment.method
    gaps = lottery.gaps_in_view(method)
    counts = lottery.border_counts_in_view(method)
    if measure not in counts.index:
        st.info(
            markdown.escape(
                f"No two areas that share a border both have a figure for {_name(edition, measure)}."
            )
        )
        return
    st.markdown(f"**{markdown.escape(border_summary_sentence(counts.loc[measure], assessment))}**")
    if measure != RATING and RATING in counts.index:
        # The first sentence of the page counts these, whatever is looked at here.
        st.markdown(markdown.escape(border_summary_sentence(counts.loc[RATING], assessment)))
    lottery.meaning(*borders_meaning(shrink=state.view().true_rates == "shrunken"))
    widest = widest_gaps(gaps, measure, number=_MOST_LISTED)
    drawing, listing = st.columns([5, 4], gap="large")
    with drawing:
        shown = widest.head(_MOST_DRAWN)
        title = f"The {len(shown)} widest gaps across a border: {_name(edition, measure)}"
        _draw(assessment, shown, title, "borders_widest")
    with listing:
        st.markdown("**Widest gaps as a table.** Choose a row to choose the area on the worse side.")
        area_choice_table(
            _table(edition, widest),
            key=f"borders-{measure}",
            columns=_columns(edition, measure),
            alt="Table of the widest gaps across a border: both areas, the gap, and how sure the order is.",
            height=560,
            row_height=WRAPPED,
        )
        names = dict(zip(edition.areas["area_code"], edition.areas["area_name"], strict=True))
        every = gaps.assign(neighbour_name=gaps["neighbour_code"].map(names))
        downloads.table_button("Download every border", every, "borders", assessment)
    _own_borders(assessment, measure, gaps)


def _name(edition: Edition, measure: str) -> str:
    return "the rating" if measure == RATING else lower_first(edition.meta.indicators[measure].short_label)


def _own_borders(assessment: Assessment, measure: str, gaps: pd.DataFrame) -> None:
    """Draw what changes across each border of the chosen area."""
    edition = assessment.edition
    area = state.view().area
    if area is None:
        st.info(
            "Choose an area at the top, or a row of the table, to see what changes across its own borders."
        )
        return
    name = edition.short_names[area]
    st.subheader(markdown.escape(f"{name} and its neighbours"), anchor=False)
    if postcode := _postcode_in(area):
        st.markdown(markdown.escape(f"{postcode} is in {name}."))
    own = gaps[
        (gaps["measure"] == measure) & ((gaps["area_code"] == area) | (gaps["neighbour_code"] == area))
    ]
    own = own.sort_values(["gap", "probability"], ascending=False, kind="stable")
    if own.empty:
        st.markdown(markdown.escape(f"{name} has no neighbour with a figure to compare."))
        return
    drawing, words = st.columns([5, 4], gap="large")
    with drawing:
        _draw(assessment, own, f"{name} and its neighbours: {_name(edition, measure)}", "borders_own")
    with words:
        said = [border_sentence(row, edition) for row in own.itertuples()]
        st.markdown("\n".join(f"- {markdown.escape(sentence)}" for sentence in said))


def _postcode_in(area: str) -> str | None:
    """Return the postcode that was searched for, if it lies in the area."""
    text = (st.session_state.get("place") or "").strip()
    if not looks_like_postcode(text):
        return None
    try:
        found = find_postcode(text)
    except PostcodeError:
        return None
    return found.text if area in set(found.areas["area_code"]) else None


def _table(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a border, widest first; its area_code is that of the worse side."""
    return pd.DataFrame(
        {
            "area_code": rows["neighbour_code"],
            "worse": rows["neighbour_code"].map(edition.short_names),
            "better": rows["area_code"].map(edition.short_names),
            "gap": rows["gap"],
            "sure": 100 * rows["probability"].clip(upper=_ALMOST),
            "basis": lottery.basis_column(rows["estimated"]),
        }
    )


def _columns(edition: Edition, measure: str) -> dict[str, object]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    if measure == RATING:
        gap = number("Gap, steps", format="%.0f")
    else:
        meta = edition.meta.indicators[measure]
        unit = "points" if meta.unit == "%" else meta.unit
        gap = number(f"Gap, {unit}", format=f"%.{meta.decimals}f")
    return {
        "worse": text("Worse side", width=120),
        "better": text("Better side", width=120),
        "gap": gap,
        "sure": number("Sure, %", format="%.1f", help="Probability that the order is real"),
        "basis": "Basis",
    }


def _draw(assessment: Assessment, rows: pd.DataFrame, title: str, key: str) -> None:
    """Draw rows of `border_gaps` of one measure."""
    edition, method = assessment.edition, assessment.method
    if rows.empty:
        return
    measure = rows["measure"].iloc[0]
    if measure == RATING:
        sides = _sides(edition, rows, _rating_side)
        note = "Sure: same order if the year were repeated"
        subtitle, axis = lottery.rating_subtitle(assessment, note), "Rating"
        options: dict[str, Any] = {"domain": (-0.45, 3.45), "level_words": _LEVEL_WORDS}
        names = ("Worse side", "Better side")
    else:
        meta = edition.meta.indicators[measure]
        sides = _sides(edition, rows, _figures_of(edition, measure))
        note = "Thick: 95% interval. Sure: that the order is real"
        subtitle, axis = lottery.indicator_subtitle(edition, measure, note), lottery.axis_words(meta)
        options = {"domain": _domain(sides, percent=meta.unit == "%")}
        better_is_lower = meta.direction == "lower_is_better"
        names = ("Better side", "Worse side") if better_is_lower else ("Worse side", "Better side")
    values = {side: sides.loc[sides["side"] == side, "value"].to_numpy() for side in ("low", "high")}
    borders = sides.loc[sides["side"] == "low", ["row", "label", "note"]].assign(
        low_value=values["low"], high_value=values["high"]
    )
    render_chart(
        border_chart,
        {"borders": borders, "sides": sides.drop(columns="label")},
        key=key,
        alt_text=f"{title}. Each border is a line between the two areas: "
        + "; ".join(f"{row.label}, {row.note}" for row in borders.itertuples())
        + ".",
        words=Words(title_lines(title), subtitle, axis),
        number=len(borders),
        sides=names,
        picture=Picture(assessment, shows=_PICTURES[key]),
        hollow_legend=lottery.most_estimated(edition, method.indicators if measure == RATING else [measure]),
        **options,
    )


def _sides(edition: Edition, rows: pd.DataFrame, side_of: Any) -> pd.DataFrame:
    """Return the sides of `border_chart`, with the label of each border: the low and then the high one.

    `side_of` gives what one side shows, from a row and the prefix of its side: '' or 'neighbour_'.
    """
    records = []
    for place, row in enumerate(rows.itertuples()):
        worse, better = edition.short_names[row.neighbour_code], edition.short_names[row.area_code]
        border = {"row": place, "label": f"{worse} – {better}", "note": _note(edition, row)}
        both = sorted((side_of(row, "neighbour_"), side_of(row, "")), key=lambda side: side["value"])
        names = {row.neighbour_code: worse, row.area_code: better}
        for which, side in zip(("low", "high"), both, strict=True):
            records.append({**border, "side": which, "name": names[side.pop("code")], **side})
    return pd.DataFrame(records)


def _note(edition: Edition, row: Any) -> str:
    """Say how wide a gap is and how sure its order."""
    if row.gap == 0:
        if row.measure != RATING:
            return lottery.with_est("the same", row.estimated)
        equal = f"{describe_probability(min(row.probability_equal, _ALMOST))} sure to be equal"
        return f"the same; {lottery.with_est(equal, row.probability_estimated)}"
    wide = f"{row.gap:.0f} step{'' if row.gap == 1 else 's'}"
    if row.measure != RATING:
        wide = format_gap(row.gap, edition, row.measure)
    sure = "certainty not known"
    if pd.notna(row.probability):
        sure = f"{describe_probability(min(row.probability, _ALMOST))} sure"
    return f"{lottery.with_est(wide, row.estimated)}; {lottery.with_est(sure, row.probability_estimated)}"


def _rating_side(row: Any, side: str) -> dict[str, Any]:
    estimated = getattr(row, f"{side or 'area_'}estimated")
    return {
        "code": getattr(row, f"{side or 'area_'}code"),
        "value": float(_LEVELS.index(getattr(row, f"{side}rating"))),
        "lower": None,
        "upper": None,
        "interval": "none",
        "estimated": bool(estimated),
        "shown": "est." if estimated else "",
    }


def _figures_of(edition: Edition, indicator: str) -> Any:
    """Return the function that gives what one side of a border shows of an indicator."""
    meta = edition.meta.indicators[indicator]
    figures = edition.indicators[edition.indicators["indicator"] == indicator].set_index("area_code")

    def side_of(row: Any, side: str) -> dict[str, Any]:
        code = getattr(row, f"{side or 'area_'}code")
        figure = figures.loc[code]
        limits = [format_value(figure[end], meta) for end in ("lower_ci", "upper_ci")]
        interval = lottery.with_est(" to ".join(limits), figure["interval_basis"] == "estimated")
        estimated = figure["basis"] != "published"
        return {
            "code": code,
            "value": figure["value"],
            "lower": figure["lower_ci"],
            "upper": figure["upper_ci"],
            "interval": "none" if pd.isna(figure["lower_ci"]) else interval,
            "estimated": estimated,
            "shown": lottery.with_est(format_value(figure["value"], meta), estimated),
        }

    return side_of


def _domain(sides: pd.DataFrame, *, percent: bool) -> tuple[float, float]:
    """Return the ends of the axis, with room for the numbers beside the points."""
    ends = pd.concat([sides["lower"], sides["value"], sides["upper"]]).astype(float)
    room = max(0.1 * (ends.max() - ends.min()), 1e-6)
    low, high = float(ends.min() - room), float(ends.max() + room)
    return (max(low, 0.0), min(high, 100.0)) if percent else (low, high)
