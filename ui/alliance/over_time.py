"""Is the group getting better? The group over time, and each of its areas in a small chart."""

from functools import partial

import pandas as pd
import streamlit as st

from charts import Words, small_multiples
from scoring import Assessment, format_value
from scoring.analysis.group_history import History
from ui.components import markdown
from ui.components.drawing import render_chart
from ui.components.history import draw_history, histories_of, history_indicator
from ui.components.later import later
from ui.session import state

_COLUMNS, _WIDTH = 4, 215
_COLUMNS_ON_A_PHONE, _WIDTH_ON_A_PHONE = 2, 110
_HALF_PERIOD = pd.Timedelta(days=45)
_MOST_AREAS = 40


def over_time_section(assessment: Assessment, belonging: pd.DataFrame, code: str) -> None:
    """Draw whether a group is getting better; nothing for figures that are of one time only and of no series."""
    inside = belonging[belonging["group_code"] == code]
    edition, name = assessment.edition, str(inside["group"].iloc[0])
    view = state.view()
    indicator = history_indicator(edition, view.followed)
    codes: tuple[str, ...] = tuple(inside["area_code"])
    alone: dict[str, tuple[str, ...]] = {edition.short_names[area]: (area,) for area in codes}
    histories = histories_of(view.edition, alone, indicator)
    if not histories:
        return
    st.header("Are we getting better?", anchor=False)
    if (inside["share"] < 1).any():
        parts = [edition.short_names[area] for area in inside.loc[inside["share"] < 1, "area_code"]]
        st.markdown(
            markdown.escape(
                f"{name} has only a part of {' and '.join(parts)}, and no counts are published of the part: the group "
                "cannot be added up over time. Its areas can be seen one by one."
            )
        )
    else:
        together = histories_of(view.edition, {name: codes}, indicator)
        if name in together:
            draw_history(assessment, together[name], key="group_over_time")
        else:
            st.markdown(
                markdown.escape(f"{name} was whole in none of the periods, so it cannot be added up.")
            )
    _areas(assessment, histories, indicator)


def _areas(assessment: Assessment, histories: dict[str, History], indicator: str) -> None:
    """Draw each area in a small chart, all on the same axes."""
    if not 1 < len(histories) <= _MOST_AREAS:
        return
    frames = [_frame(place, history) for place, history in enumerate(histories.values())]
    meta = assessment.edition.meta.indicators[indicator]
    values = pd.concat(frames, ignore_index=True)
    title = f"{meta.short_label}, area by area, % on the same axes; dashed: standard"
    for kind, columns, width in (
        ("wide", _COLUMNS, _WIDTH),
        ("narrow", _COLUMNS_ON_A_PHONE, _WIDTH_ON_A_PHONE),
    ):
        draw = partial(
            render_chart,
            small_multiples,
            {"values": values},
            key=f"areas_over_time-{kind}",
            alt_text=f"{meta.short_label} over time in each of {len(frames)} areas, a small chart each.",
            words=Words((title,) if kind == "wide" else (meta.short_label, "Dashed: standard"), (), ""),
            columns=columns,
            width=width,
        )
        with st.container(key=f"{kind}_areas_over_time"):
            # A browser asks only for the one that it shows.
            later(f"areas_over_time-{kind}", draw)


def _frame(place: int, history: History) -> pd.DataFrame:
    rows = []
    for number, part in enumerate(history.parts):
        gap = part.rows["value"].isna().cumsum()
        for kind, column in (("value", "value"), ("standard", "standard")):
            rows.append(
                pd.DataFrame(
                    {
                        "name": history.name,
                        "place": place,
                        "kind": kind,
                        "date": (part.rows["date"] - _HALF_PERIOD).dt.strftime("%Y-%m-%d"),
                        "value": part.rows[column],
                        "segment": 1000 * number + gap,
                        "period": part.rows["period"],
                        "shown": [
                            "" if pd.isna(value) else format_value(value, part.meta)
                            for value in part.rows["value"]
                        ],
                    }
                )[part.rows["value"].notna()]
            )
    return pd.concat(rows, ignore_index=True).dropna(subset=["value"])
