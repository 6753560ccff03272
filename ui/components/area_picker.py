"""Choosing an area without a map: a search box and a table, both in step with the map."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st
from pandas.io.formats.style import Styler

from scoring import Edition
from ui.components.tables import IN_WORDS, NO_VALUE, worded
from ui.components.widgets import widget
from ui.session import state


def area_picker(edition: Edition, label: str = "Find an area") -> None:
    """Draw a search box over names and codes of areas."""
    names = {
        row.area_code: f"{row.short_name} ({row.ods_code})"
        for row in edition.areas.sort_values("short_name").itertuples()
    }
    box = widget("area_picker", state.view().area, state.choose_area)
    # Given through the state, not as the index: with an index the box could not be emptied again.
    st.session_state.setdefault(box.key, box.start)
    st.selectbox(
        label,
        options=list(names),
        index=None,
        format_func=names.__getitem__,
        key=box.key,
        on_change=box.report,
        placeholder="Type a name or code, for example Dorset or 11J",
    )


def area_choice_table(
    table: pd.DataFrame,
    *,
    key: str,
    columns: dict[str, Any],
    alt: str,
    height: int = 420,
    row_height: int | None = None,
    style: Callable[[Styler], Styler] | None = None,
) -> None:
    """Draw a table in which choosing a row chooses the area.

    Parameters
    ----------
    table : DataFrame
        One row an area, with area_code (not shown), the columns to show, and of some what their cells show instead;
        see `ui.components.tables`.
    key : str
        Name of the table on its page.
    columns : dict
        Column settings of `st.dataframe`, by column; only these columns are shown.
    alt : str
        What the table shows, for screen readers.
    row_height : int, optional
        Pixels of a row; WRAPPED has long texts wrapped, not cut.
    style : function, optional
        Colours the cells of the shown columns.
    """
    codes = table["area_code"].tolist()

    def chosen(selected: Any) -> str | None:
        rows = selected["selection"]["rows"]
        return codes[rows[0]] if rows else state.view().area

    # Other rows make another table, in which the numbers of the selected rows would mean other areas.
    rows = widget(f"{key}-{hash(tuple(codes))}", state.view().area, state.choose_area, chosen)
    names = [name for column in columns for name in (column, f"{column}{IN_WORDS}") if name in table]
    shown = worded(table[names])
    st.dataframe(
        _as_arrow(shown) if isinstance(shown, pd.DataFrame) else style(shown) if style else shown,
        key=rows.key,
        on_select=rows.report,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [codes.index(rows.start)] if rows.start in codes else []}},
        hide_index=True,
        height=height,
        row_height=row_height,
        column_config=columns,
        placeholder=NO_VALUE,
        alt=alt,
    )


def _as_arrow(table: pd.DataFrame) -> pa.Table:
    """Return a table for the browser without the description of itself that a data frame carries along.

    Texts that repeat travel once: a change of thresholds should send little.
    """
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    repeated = [name for name in texts if table[name].nunique() < len(table) / 3]
    sent = pa.Table.from_pandas(table.astype(dict.fromkeys(repeated, "category")), preserve_index=False)
    return sent.replace_schema_metadata(None)
