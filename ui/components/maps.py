"""Maps on a page: the frame that a map needs, the click, the text alternative."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from charts import FIGURES, Colouring, Text, area_map, interval_for, map_frame, number_for
from scoring import Edition
from ui.components import markdown
from ui.components.drawing import render_chart
from ui.components.pictures import Drawn, Picture
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.map_source import MapSource
from ui.session.view import OWN, View, outlines

SHAPE_LABELS = {"true": "True map", "hexagons": "Equal-area hexagons"}
OUTLINE_LABELS = {
    "none": "No outlines",
    "alliances": "Cancer Alliances",
    "stps": "STPs",
    "regions": "Regions",
    OWN: "My own groups",
}


def draw_map(
    table: pd.DataFrame,
    colouring: Colouring,
    tooltip: Sequence[Text],
    *,
    key: str,
    alt_text: str,
    height: int = 640,
    edition_name: str | None = None,
    picture: Picture | None = None,
) -> Drawn | None:
    """Draw a map on which a click chooses the area, and return its spec and data; say so if there are no shapes.

    Parameters
    ----------
    table : DataFrame
        One row an area: area_code, faint (bool or null) and the fields of colouring and tooltip.
    alt_text : str
        What the map shows. It must be the same whatever the figures: it is part of the chart's spec, and
        a new spec draws the map anew.
    edition_name : str, optional
        What the view calls the edition, if it is another than the one in view.
    picture : Picture, optional
        What the map says as a picture; without it none is offered.
    """
    view = state.view()
    shown = replace(view, edition=edition_name or view.edition)
    source = data.map_source(shown.edition)
    if source.url is None:
        no_map(source)
        return None
    sent, options = map_parts(table, colouring, tooltip, height=height, view=shown, source=source)
    return render_chart(
        area_map,
        sent,
        key=key,
        alt_text=alt_text,
        clicks=data.edition(view.edition),
        picture=picture,
        **options,
    )


def map_parts(
    table: pd.DataFrame,
    colouring: Colouring,
    tooltip: Sequence[Text],
    *,
    height: int,
    view: View,
    source: MapSource,
) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """Return the data of a map of a view, by name, and the options of `area_map`; the rest is as of `draw_map`.

    No session is asked for anything, so that a picture can be made when somebody asks for it.
    """
    known = view.outline in outlines(view.edition, own=True)
    lines = view.outline if known and view.outline not in ("none", OWN) else None
    if view.outline == OWN:
        mine = {code for codes in view.own_groups.values() for code in codes}
        table = table.assign(grouped=table["area_code"].isin(mine))
    chosen = () if view.area is None else (view.area,)
    sent = map_frame(table, source.area_codes, chosen=chosen, turn=view.turn)
    if view.shape == "hexagons" and source.hexagons_url:
        # Without outlines of regions, London cannot be told from its neighbours there.
        lines = lines or "regions"
        where: dict[str, Any] = {"topology_url": source.hexagons_url, "projection": "identity"}
    else:
        where = {"topology_url": source.url, "inset_url": source.inset_url}
    return {FIGURES: sent}, {
        "columns": tuple(sent.column_names),
        "colouring": colouring,
        "tooltip": tuple(tooltip),
        "outlines": lines,
        "height": height,
        **where,
    }


def no_map(source: MapSource) -> None:
    """Say in the place of a map why it is not there."""
    st.warning(f"{markdown.escape(source.problem or '')} Everything else on this page works without it.")


def tooltip_figures(edition: Edition, area_codes: pd.Series) -> tuple[pd.DataFrame, list[Text]]:
    """Return every area's figures as small numbers, and the tooltip lines that read them.

    The frame has the rows of `area_codes`: area_code, a column an indicator with `_low` and `_high` for its interval,
    and estimated and interval_estimated (bit j is set where indicator j, or only its interval, is an estimate).
    """
    columns = ["value", "lower_ci", "upper_ci", "basis", "interval_basis"]
    wide = edition.indicators.pivot(index="area_code", columns="indicator", values=columns)
    # An edition may have no row of an indicator, or of an area.
    every = pd.MultiIndex.from_product([columns, list(edition.meta.indicators)])
    wide = wide.reindex(index=area_codes, columns=every)
    table = pd.DataFrame({"area_code": area_codes.to_numpy()})
    estimated = np.zeros(len(table), dtype="int16")
    of_interval = estimated.copy()
    lines = []
    for j, (indicator, meta) in enumerate(edition.meta.indicators.items()):
        low, high = f"{indicator}_low", f"{indicator}_high"
        for column, field in (("value", indicator), ("lower_ci", low), ("upper_ci", high)):
            table[field] = wide[(column, indicator)].to_numpy(dtype="float32")
        is_estimate = (wide[("basis", indicator)] != "published").to_numpy()
        estimated |= np.where(is_estimate, 1 << j, 0).astype("int16")
        guessed = ~is_estimate & (wide[("interval_basis", indicator)] == "estimated").fillna(False).to_numpy(
            bool
        )
        of_interval |= np.where(guessed, 1 << j, 0).astype("int16")
        value = number_for(indicator, meta.decimals, meta.unit, f"datum.estimated & {1 << j}")
        interval = interval_for(low, high, meta.decimals, f"datum.interval_estimated & {1 << j}")
        lines.append(Text(meta.short_label, f"({value}) + ({interval})"))
    return table.assign(estimated=estimated, interval_estimated=of_interval), lines


def moderation_notes(ratings: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return why areas were moderated, by area_code, and the tooltip line that says it; nothing if none is."""
    if not ratings["moderation"].any():
        return ratings[["area_code"]], []
    return ratings[["area_code", "moderation"]], [Text("Moderated", "datum.moderation || 'no'")]


def shape_picker() -> None:
    """Draw the choice between the true map and equal-area hexagons, if there are hexagons of these areas."""
    if data.map_source(state.view().edition).hexagons_url:
        choice("Map", SHAPE_LABELS, "shape_picker", state.view().shape, state.draw_shapes)


def outline_picker() -> None:
    """Draw the choice of outlines over the map."""
    view = state.view()
    words = {name: OUTLINE_LABELS[name] for name in outlines(view.edition, own=bool(view.own_groups))}
    choice("Outlines", words, "outline_picker", view.outline, state.draw_outlines)
