"""Maps on a page: the frame that a map needs, the click, the text alternative."""

import altair as alt
import pandas as pd
import streamlit as st

from charts import MAP_SELECTION, Colouring, area_map
from scoring import Edition, format_value
from ui import data, state

OUTLINE_LABELS = {
    "none": "No outlines",
    "alliances": "Cancer Alliances",
    "stps": "STPs",
    "regions": "Regions",
}


def map_table(edition: Edition, columns: pd.DataFrame, *, fade: bool = True) -> pd.DataFrame:
    """Return the frame of a map: `columns` (with area_code and basis) and what every map needs.

    Without `fade`, published and estimated look the same; then the tooltip should say which it is.
    """
    view = state.view()
    table = columns.assign(
        name=columns["area_code"].map(edition.short_names),
        faint=(columns["basis"] != "published") if fade else None,
        chosen=columns["area_code"] == view.area,
        # One byte a row is enough to tell one turn from the next.
        turn=pd.Series(view.turn % 128, columns.index, dtype="int8"),
    )
    return table.drop(columns="basis")


def draw_map(
    edition: Edition,
    table: pd.DataFrame,
    colouring: Colouring,
    tooltips: list[tuple[str, str]],
    *,
    key: str,
    alt_text: str,
    height: int = 640,
) -> None:
    """Draw a map on which a click chooses the area."""
    view = state.view()
    source = data.map_source(view.edition)
    outlines = None if view.outline == "none" else view.outline
    chart: alt.LayerChart = area_map(
        source.url, table, colouring, [("name", "Area"), *tooltips], outlines=outlines, height=height
    )

    def choose() -> None:
        clicked = st.session_state[key]["selection"].get(MAP_SELECTION) or []
        # Clicking beside the areas, or an area that the figures do not have, gives no code.
        code = clicked[0].get("area_code") if clicked else None
        if code in edition.short_names:
            state.choose_area(code)

    st.altair_chart(chart, key=key, on_select=choose, selection_mode=MAP_SELECTION, alt=alt_text, theme=None)


def figures_as_text(edition: Edition) -> pd.DataFrame:
    """Return the figures of every area as text with unit and 'est.': a column an indicator, by area_code."""
    figures = edition.indicators
    metas = edition.meta.indicators
    text = [
        format_value(value, metas[indicator]) + ("" if basis == "published" else " est.")
        if pd.notna(value)
        else "no value"
        for value, indicator, basis in zip(
            figures["value"], figures["indicator"], figures["basis"], strict=True
        )
    ]
    wide = figures.assign(text=text).pivot(index="area_code", columns="indicator", values="text")
    return wide[list(metas)].reset_index()


def outline_picker() -> None:
    """Draw the choice of outlines over the map."""
    st.session_state["outline_picker"] = state.view().outline

    def choose() -> None:
        state.view().outline = st.session_state["outline_picker"] or "none"

    st.selectbox(
        "Outlines",
        list(OUTLINE_LABELS),
        format_func=OUTLINE_LABELS.__getitem__,
        key="outline_picker",
        on_change=choose,
    )
