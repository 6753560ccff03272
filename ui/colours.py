"""What the England map is coloured by, with its legend."""

import pandas as pd
import streamlit as st

from charts import Colouring, by_category, by_value
from charts.palette import BASIS_COLOURS, RATING_COLOURS
from scoring import Edition, count_ratings
from ui import html, state


def colour_picker(edition: Edition) -> None:
    """Draw the choice of what the map shows."""
    labels = {"rating": "Rating", "basis": "Published or estimated"}
    labels |= {indicator: meta.short_label for indicator, meta in edition.meta.indicators.items()}
    st.session_state["colour_picker"] = state.view().colour

    def choose() -> None:
        state.view().colour = st.session_state["colour_picker"]

    st.selectbox(
        "Colour by", list(labels), format_func=labels.__getitem__, key="colour_picker", on_change=choose
    )


def colouring(edition: Edition, ratings: pd.DataFrame) -> tuple[Colouring, pd.DataFrame]:
    """Return how to colour the map, and the frame with area_code, basis and the coloured field."""
    colour = state.view().colour
    if colour == "rating":
        return by_category("rating", RATING_COLOURS, "not_rated"), ratings[["area_code", "basis", "rating"]]
    if colour == "basis":
        shown = ratings[["area_code", "basis"]].assign(shown_basis=ratings["basis"])
        return by_category("shown_basis", BASIS_COLOURS, "estimated"), shown
    meta = edition.meta.indicators[colour]
    figures = edition.indicators[edition.indicators["indicator"] == colour]
    # Ends at the 2nd and 98th percentile: one extreme area would leave all others in one shade.
    low, high = figures["value"].quantile([0.02, 0.98])
    title = f"{meta.short_label}, {meta.unit} ({meta.period})"
    return by_value("value", (round(low), round(high)), title), figures[["area_code", "basis", "value"]]


def legend_for(ratings: pd.DataFrame) -> None:
    """Draw the legend of what the map is coloured by, with counts, and of the outline."""
    colour = state.view().colour
    if colour == "rating":
        st.html(html.rating_legend(count_ratings(ratings), faded=True))
        what = "Full colour, dark outline: all four figures published. Paler: at least one is an estimate."
    elif colour == "basis":
        published = int((ratings["basis"] == "published").sum())
        counts = {"published": published, "estimated": len(ratings) - published}
        texts = {"published": "All four figures published", "estimated": "At least one figure estimated"}
        st.html(html.legend([(BASIS_COLOURS[b], f"{texts[b]}: {n}") for b, n in counts.items()]))
        what = "Dark outline: all four figures published."
    else:
        what = "Full colour, dark outline: published figure. Paler: estimated."
    st.html(f'<p class="quiet">{what}</p>')
