"""Choosing an area without a map: a search box and a table, both in step with the map."""

from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from scoring import Edition
from ui import state


def area_picker(edition: Edition, label: str = "Find an area") -> None:
    """Draw a search box over names and codes of areas."""
    names = {
        row.area_code: f"{row.short_name} ({row.ods_code})"
        for row in edition.areas.sort_values("short_name").itertuples()
    }
    st.session_state["area_picker"] = state.view().area
    st.selectbox(
        label,
        options=list(names),
        index=None,
        format_func=names.__getitem__,
        key="area_picker",
        on_change=lambda: state.choose_area(st.session_state["area_picker"]),
        placeholder="Type a name or code, for example Dorset or 11J",
    )


def area_table(
    table: pd.DataFrame,
    *,
    key: str,
    columns: dict[str, Any],
    alt: str,
    height: int = 420,
) -> None:
    """Draw a table in which choosing a row chooses the area.

    Parameters
    ----------
    table : DataFrame
        One row an area, with area_code (not shown) and the columns to show.
    key : str
        Name of the table on its page.
    columns : dict
        Column settings of `st.dataframe`, by column; only these columns are shown.
    alt : str
        What the table shows, for screen readers.
    """
    view = state.view()
    codes = table["area_code"].tolist()
    widget = _table_key(key, codes)
    rows = [codes.index(view.area)] if view.area in codes else []

    def choose() -> None:
        chosen = st.session_state[widget]["selection"]["rows"]
        if chosen:
            st.session_state[f"{key}-shown"] = (st.session_state[f"{key}-shown"][0], codes[chosen[0]])
            state.choose_area(codes[chosen[0]])

    # As a bare Arrow table: a data frame would carry a description of itself along at every change.
    sent = pa.Table.from_pandas(table[list(columns)], preserve_index=False).replace_schema_metadata(None)
    st.dataframe(
        sent,
        key=widget,
        on_select=choose,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows}},
        hide_index=True,
        height=height,
        column_config=columns,
        alt=alt,
    )


def _table_key(key: str, codes: list[str]) -> str:
    """Return a widget key that is new when the rows differ or the area was chosen elsewhere.

    The default selection is read only once per key; a choice made in the table itself keeps the key,
    and with it the place to which the person has scrolled.
    """
    area = state.view().area
    count, shown = st.session_state.get(f"{key}-shown", (0, area))
    if shown != area:
        count += 1
    st.session_state[f"{key}-shown"] = (count, area)
    return f"{key}-{count}-{hash(tuple(codes))}"
