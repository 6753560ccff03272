"""Across the border: the widest gaps between neighbours, and those round the chosen area."""

from typing import Any

import pandas as pd
import streamlit as st

from charts import border_chart
from geodata import PostcodeError, find_postcode, looks_like_postcode
from scoring import RATING_LABELS, Edition, Methodology, format_value
from scoring.lottery.borders import SURE, border_summary, widest_gaps
from scoring.lottery.measures import RATING, difference_in_words
from scoring.words import lower_first
from ui import downloads, html, lottery, state
from ui.picker import area_table

_MOST_DRAWN = 8
_MOST_LISTED = 100
_LEVELS = ["greatest", "needs", "well", "top"]
_LEVEL_WORDS = ["Greatest need", "Needs impr.", "Performing well", "Top"]
_MEANS = (
    "two areas that share a border have these figures, and the probability says how likely the better one would be "
    "better again had the year been repeated."
)
_MEANS_NOT = (
    "that a patient on one side is treated worse: areas pay for care that their people often get at the same hospital, "
    "and which of hundreds of borders has the widest gap is partly luck."
)


def borders_section(edition: Edition, method: Methodology, measure: str, gaps: pd.DataFrame) -> None:
    """Draw the widest gaps across a border in a measure, and those of the chosen area."""
    st.header("Across the border", anchor=False)
    mine = gaps[gaps["measure"] == measure]
    st.markdown(f"**{html.plain(_sentence(edition, measure, gaps))}**")
    lottery.meaning(_MEANS, _MEANS_NOT)
    widest = widest_gaps(gaps, measure, number=_MOST_LISTED)
    if widest.empty:
        return
    drawing, listing = st.columns([3, 2], gap="large")
    with drawing:
        shown = widest.head(_MOST_DRAWN)
        name = _name(edition, measure)
        _draw(
            edition, method, measure, shown, f"The {len(shown)} widest gaps across a border: {name}", "widest"
        )
    with listing:
        st.markdown("**Widest gaps in a table.** Choose a row to choose the area on the worse side.")
        area_table(
            _table(edition, measure, widest),
            key=f"borders-{measure}",
            columns=_columns(edition, measure),
            alt="Table of the widest gaps across a border: both areas, the gap, and how sure the order is.",
            height=560,
        )
        downloads.table_button(
            "Download every border (CSV)", _download(edition, gaps), "borders", edition, method
        )
    _own_borders(edition, method, measure, mine)


def _name(edition: Edition, measure: str) -> str:
    return "the rating" if measure == RATING else lower_first(edition.meta.indicators[measure].short_label)


def _sentence(edition: Edition, measure: str, gaps: pd.DataFrame) -> str:
    row = border_summary(gaps).set_index("measure").loc[measure]
    widest = widest_gaps(gaps, measure, number=1)
    if widest.empty:
        return f"No two neighbours differ in {_name(edition, measure)}."
    top = next(widest.itertuples())
    sides = f"{edition.short_names[top.area_code]} and {edition.short_names[top.neighbour_code]}"
    estimated = " (est.)" if top.estimated else ""
    return (
        f"The widest gap in {_name(edition, measure)} is between {sides}: {_gap_words(edition, top)}{estimated}. Of "
        f"{row['borders']} borders, {row['sure']} have an order that is at least {SURE:.0%} sure; about "
        f"{row['sure_by_chance']:.0f} of these would still be wrong."
    )


def _gap_words(edition: Edition, row: Any) -> str:
    if row.measure == RATING:
        return f"{row.gap:.0f} step{'' if row.gap == 1 else 's'} of rating"
    return difference_in_words(row.gap, edition.meta.indicators[row.measure])


def _sure_words(row: Any) -> str:
    if pd.isna(row.probability):
        return "how sure is not known"
    sure = "over 99%" if row.probability > 0.995 else f"{row.probability:.0%}"
    return lottery.marked(f"{sure} sure", row.probability_estimated)


def _table(edition: Edition, measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a border, widest first; its area_code is that of the worse side."""
    return pd.DataFrame(
        {
            "area_code": rows["neighbour_code"],
            "worse": rows["neighbour_code"].map(edition.short_names),
            "better": rows["area_code"].map(edition.short_names),
            "gap": rows["gap"],
            "sure": 100 * rows["probability"],
            "basis": lottery.basis_column(rows["estimated"]),
        }
    )


def _columns(edition: Edition, measure: str) -> dict[str, object]:
    number = st.column_config.NumberColumn
    if measure == RATING:
        gap = number("Gap, steps", format="%.0f")
    else:
        meta = edition.meta.indicators[measure]
        unit = "points" if meta.unit == "%" else meta.unit
        gap = number(f"Gap, {unit}", format=f"%.{meta.decimals}f")
    return {
        "worse": st.column_config.TextColumn("Worse side"),
        "better": st.column_config.TextColumn("Better side"),
        "gap": gap,
        "sure": number("Sure, %", format="%.0f", help="Probability that the order is real"),
        "basis": "Basis",
    }


def _download(edition: Edition, gaps: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(edition.areas["area_code"], edition.areas["area_name"], strict=True))
    return gaps.assign(neighbour_name=gaps["neighbour_code"].map(names))


def _own_borders(edition: Edition, method: Methodology, measure: str, mine: pd.DataFrame) -> None:
    area = state.view().area
    if area is None:
        st.info("Choose an area at the top, or a row of the table, to see the gaps across its own borders.")
        return
    name = edition.short_names[area]
    st.subheader(f"From {name} across each border", anchor=False)
    own = mine[(mine["area_code"] == area) | (mine["neighbour_code"] == area)]
    own = own.sort_values(["gap", "probability"], ascending=False, kind="stable")
    if own.empty:
        st.markdown(html.plain(f"{name} has no neighbour with a figure to compare."))
        return
    st.markdown(html.plain(_own_sentence(edition, measure, area, own)))
    _draw(
        edition,
        method,
        measure,
        own,
        f"{name} and its {len(own)} neighbours: {_name(edition, measure)}",
        "own",
    )


def _own_sentence(edition: Edition, measure: str, area: str, own: pd.DataFrame) -> str:
    """Say what lies across the widest border of an area: 'From DT1 1XJ in Dorset …'."""
    top = next(own.itertuples())
    here, there = (
        (_level(edition, top, side) for side in ("", "neighbour_"))
        if top.area_code == area
        else (_level(edition, top, side) for side in ("neighbour_", ""))
    )
    other = top.neighbour_code if top.area_code == area else top.area_code
    start = _postcode_in(area)
    where = f"From {start} in {edition.short_names[area]}" if start else f"From {edition.short_names[area]}"
    if top.gap == 0:
        return f"{where}, {_name(edition, measure)} is the same across every border: {here}."
    return (
        f"{where}, the widest gap in {_name(edition, measure)} is across the border with "
        f"{edition.short_names[other]}: {here} here, {there} there. The order is {_sure_words(top)}."
    )


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


def _level(edition: Edition, row: Any, side: str) -> str:
    """Return what one side of a border has, in words; `side` is '' or 'neighbour_'."""
    if row.measure == RATING:
        return f"“{RATING_LABELS[getattr(row, f'{side}rating')].lower()}”"
    return format_value(getattr(row, f"{side}value"), edition.meta.indicators[row.measure])


def _draw(
    edition: Edition, method: Methodology, measure: str, rows: pd.DataFrame, title: str, key: str
) -> None:
    if measure == RATING:
        frame, domain = _rating_sides(edition, rows), (-0.45, 3.45)
        subtitle = lottery.rating_subtitle(edition, method, "Hollow: est.; sure: that the order is real")
        axis, words, levels = "Rating", ("Worse side", "Better side"), _LEVEL_WORDS
    else:
        meta = edition.meta.indicators[measure]
        frame = _value_sides(edition, measure, rows)
        domain = _domain(frame, meta.unit == "%")
        subtitle = lottery.indicator_subtitle(
            edition, measure, "Thick: 95% interval; sure: that the order is real"
        )
        words = ("Worse side", "Better side")
        if meta.direction == "lower_is_better":
            words = words[::-1]
        axis, levels = lottery.axis_words(meta), None
    st.altair_chart(
        border_chart(
            frame,
            title=lottery.title(title),
            subtitle=subtitle,
            axis_title=axis,
            domain=domain,
            side_words=words,
            level_words=levels,
        ),
        key=f"borders_{key}",
        theme=None,
        alt=f"{title}. Each border is a line between the two areas: "
        + "; ".join(f"{row.label}, {row.note}" for row in frame.itertuples())
        + ".",
    )


def _named(edition: Edition, row: Any) -> dict[str, object]:
    return {
        "label": f"{edition.short_names[row.neighbour_code]} – {edition.short_names[row.area_code]}",
        "note": f"{lottery.marked(_gap_words(edition, row), row.estimated)}; {_sure_words(row)}"
        if row.gap
        else "no gap",
    }


def _value_sides(edition: Edition, measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `border_chart` for an indicator."""
    meta = edition.meta.indicators[measure]
    of = edition.indicators[edition.indicators["indicator"] == measure].set_index("area_code")
    records = []
    for row in rows.itertuples():
        # Either side once more, by number and not by which is better.
        codes = sorted((row.neighbour_code, row.area_code), key=lambda code: of.loc[code, "value"])
        record = _named(edition, row)
        for side, code in zip(("low", "high"), codes, strict=True):
            figure = of.loc[code]
            limits = [format_value(figure[end], meta) for end in ("lower_ci", "upper_ci")]
            estimated = figure["basis"] != "published"
            interval = lottery.marked(" to ".join(limits), figure["interval_basis"] == "estimated")
            record |= {
                f"{side}_name": edition.short_names[code],
                f"{side}_value": figure["value"],
                f"{side}_lower": figure["lower_ci"],
                f"{side}_upper": figure["upper_ci"],
                f"{side}_shown": lottery.marked(format_value(figure["value"], meta), estimated),
                f"{side}_interval": "none" if pd.isna(figure["lower_ci"]) else interval,
                f"{side}_estimated": estimated,
            }
        records.append(record)
    return pd.DataFrame(records)


def _rating_sides(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `border_chart` for ratings, as levels from 0, the lowest."""
    records = []
    for row in rows.itertuples():
        record = _named(edition, row)
        for side, code, rating in (
            ("low", row.neighbour_code, row.neighbour_rating),
            ("high", row.area_code, row.rating),
        ):
            record |= {
                f"{side}_name": edition.short_names[code],
                f"{side}_value": float(_LEVELS.index(rating)),
                f"{side}_lower": None,
                f"{side}_upper": None,
                f"{side}_shown": lottery.marked(edition.short_names[code], row.estimated),
                f"{side}_interval": "none",
                f"{side}_estimated": bool(row.estimated),
            }
        records.append(record)
    return pd.DataFrame(records)


def _domain(frame: pd.DataFrame, percent: bool) -> tuple[float, float]:
    """Return the ends of the axis, with room for the numbers beside the points."""
    ends = frame[["low_lower", "low_value", "high_upper", "high_value"]].astype(float).stack()
    low, high = float(ends.min()), float(ends.max())
    room = max(0.1 * (high - low), 1e-6)
    low, high = low - room, high + room
    return (max(low, 0), min(high, 100)) if percent else (low, high)
