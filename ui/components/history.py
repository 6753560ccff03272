"""A group or an area over time on a control chart, with the answer to whether it is getting better."""

import numpy as np
import pandas as pd
import streamlit as st

from charts import VARIATION_WORDS, Words, control_chart
from scoring import Assessment, Edition, format_value, series_ids
from scoring.analysis.group_history import History, HistoryPart, group_histories, indicator_over_time
from scoring.analysis.group_history_words import (
    HOW_TESTED,
    better_sentence,
    history_headline,
    history_sentences,
    missing_periods,
)
from scoring.explain.words import lower_first
from ui.components import markdown
from ui.components.chart_text import title_lines, wrapped_for_phones
from ui.components.drawing import render_chart
from ui.components.pictures import Picture
from ui.session import results as data

_HALF_PERIOD = pd.Timedelta(days=45)
_ROOM = 0.06


def history_indicator(edition: Edition, wanted: str | None = None) -> str:
    """Return the indicator that is shown over time: the one wanted if the edition has it, else one with a standard."""
    return str(wanted) if wanted in edition.meta.indicators else indicator_over_time(edition)


@st.cache_data(show_spinner="Adding up all periods …", max_entries=100)
def histories_of(edition_name: str, groups: dict[str, tuple[str, ...]], indicator: str) -> dict[str, History]:
    """Return the histories of groups of areas of an edition, by the name of the group."""
    return group_histories(
        data.edition(edition_name), groups, indicator, [data.series(name) for name in series_ids()]
    )


def draw_history(assessment: Assessment, history: History, key: str) -> None:
    """Draw the answer, the control chart of all periods in one picture, and how both were worked out."""
    sentences = history_sentences(history)
    said = " ".join(sentences)
    st.markdown(f"**{markdown.escape(better_sentence(history))}**")
    st.markdown("\n".join(f"- {markdown.escape(sentence)}" for sentence in sentences))
    meta = history.parts[-1].meta
    render_chart(
        control_chart,
        {"values": _values(history), "lines": _lines(history)},
        key=key,
        alt_text=f"{history_headline(history)}. {said}",
        words=Words(
            title_lines(f"{meta.short_label} in {history.name}"),
            wrapped_for_phones(f"{meta.publisher}; {meta.unit}; band: 95% interval of each value"),
            "",
        ),
        domain=_domain(history),
        picture=Picture(assessment, history.name, shows=f"{lower_first(meta.short_label)} over time"),
    )
    lacking = [f"No figure, {reason}" for part in history.parts for reason in missing_periods(part)]
    st.caption(markdown.escape(" ".join([*lacking, HOW_TESTED])))


def _values(history: History) -> pd.DataFrame:
    return pd.concat(
        [_part_values(place, part) for place, part in enumerate(history.parts)], ignore_index=True
    )


def _part_values(place: int, part: HistoryPart) -> pd.DataFrame:
    rows, meta = part.rows, part.meta
    there = rows["value"].notna()
    frame = pd.DataFrame(
        {
            "date": _middle(rows),
            "value": rows["value"],
            "lower_ci": rows["lower_ci"],
            "upper_ci": rows["upper_ci"],
            "segment": 1000 * place + (~there).cumsum(),
            "kind": rows["variation"].map(VARIATION_WORDS).fillna(VARIATION_WORDS["common"]),
            "period": rows["period"],
        }
    )[there]
    return frame.assign(
        shown=[format_value(value, meta) for value in frame["value"]],
        interval=[
            f"{format_value(low, meta)} to {format_value(high, meta)}"
            for low, high in zip(frame["lower_ci"], frame["upper_ci"], strict=True)
        ],
    )


def _middle(rows: pd.DataFrame) -> pd.Series:
    return (rows["date"] - _HALF_PERIOD).dt.strftime("%Y-%m-%d")


def _lines(history: History) -> pd.DataFrame:
    found = []
    for place, part in enumerate(history.parts):
        known = part.known
        series = {"England": known["england"], "Standard": known["standard"]}
        limits: list[tuple[str, float]] = []
        if part.limits is not None:
            limits = [("Mean", part.limits.mean)]
            limits += [("Process limits", end) for end in (part.limits.lower, part.limits.upper)]
        for number, (kind, level) in enumerate(limits):
            found.append(_line(known, pd.Series(level, known.index), kind, f"{place} {kind} {number}"))
        for kind, values in series.items():
            found.append(_line(known, values, kind, f"{place} {kind}"))
    return pd.concat(found, ignore_index=True).dropna(subset=["value"])


def _line(known: pd.DataFrame, values: pd.Series, kind: str, segment: str) -> pd.DataFrame:
    return pd.DataFrame({"date": _middle(known), "value": values, "kind": kind, "segment": segment})


def _domain(history: History) -> tuple[float, float]:
    every = [
        part.known[["value", "lower_ci", "upper_ci", "england", "standard"]].to_numpy(float)
        for part in history.parts
    ]
    ends = np.concatenate([table.ravel() for table in every])
    limits = [end for part in history.parts if part.limits for end in (part.limits.lower, part.limits.upper)]
    low, high = float(np.nanmin([*ends, *limits])), float(np.nanmax([*ends, *limits]))
    room = _ROOM * (high - low) or 1.0
    low, high = low - room, high + room
    unit = history.parts[-1].meta.unit
    return (max(low, 0.0), min(high, 100.0)) if unit == "%" else (low, high)
