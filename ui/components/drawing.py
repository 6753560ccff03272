"""Charts over named data: the spec is built once and kept, and only the data change from run to run."""

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from charts import MAP_SELECTION
from charts.reading import readable
from charts.spec_and_data import spec_and_data
from scoring import Edition
from ui.components.pictures import Drawn, Picture, picture_download
from ui.session import state


def render_chart(
    chart: Callable[..., dict[str, Any]],
    datasets: Mapping[str, pd.DataFrame | pa.Table],
    *,
    key: str,
    alt_text: str,
    clicks: Edition | None = None,
    picture: Picture | None = None,
    **options: Any,
) -> Drawn:
    """Draw a chart, and return its spec and data.

    Parameters
    ----------
    chart : function
        Of `charts`: returns a Vega-Lite spec over named data from the options.
    datasets : dict
        The data by name.
    alt_text : str
        What the chart shows, for screen readers.
    clicks : Edition, optional
        The edition whose area a click on the chart chooses.
    picture : Picture, optional
        What the chart says as a picture; without it none is offered.
    """
    spec = _spec(chart.__name__, options, chart)
    select: dict[str, Any] = {}
    if clicks is not None:
        select = {"on_select": _choose_clicked(clicks, key), "selection_mode": MAP_SELECTION}
    st.vega_lite_chart({**spec, "datasets": dict(datasets)}, key=key, theme=None, alt=alt_text, **select)
    if picture is not None:
        picture_download(key, lambda: (spec, datasets), picture)
    return spec, datasets


Chart = alt.LayerChart | alt.ConcatChart | alt.HConcatChart | alt.VConcatChart


def draw_altair(
    chart: Chart,
    *,
    key: str,
    alt_text: str,
    picture: Picture | None = None,
    width: Any = "stretch",
) -> None:
    """Draw a chart that holds its data, with its download as a picture if it is offered."""
    spec, datasets = spec_and_data(chart)
    _show(spec, readable(spec), datasets, key=key, alt_text=alt_text, picture=picture, width=width)


def draw_kept(
    chart: Callable[..., Chart],
    *,
    key: str,
    alt_text: str,
    picture: Picture | None = None,
    width: Any = "stretch",
    **of: Any,
) -> None:
    """Draw a chart that holds its data, made once for what it is made of (`of`), as `draw_altair` does."""
    spec, shown, datasets = _kept(chart.__name__, of, chart)
    _show(spec, shown, datasets, key=key, alt_text=alt_text, picture=picture, width=width)


def _show(
    spec: dict[str, Any],
    shown: dict[str, Any],
    datasets: dict[str, pd.DataFrame],
    *,
    key: str,
    alt_text: str,
    picture: Picture | None,
    width: Any,
) -> None:
    st.vega_lite_chart({**shown, "datasets": datasets}, key=key, theme=None, alt=alt_text, width=width)
    if picture is not None:
        picture_download(key, lambda: (spec, datasets), picture)


@st.cache_resource(show_spinner=False, max_entries=60)
def _kept(
    name: str, of: dict[str, Any], _chart: Callable[..., Chart]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, pd.DataFrame]]:
    """Return the spec of a chart, the spec as it is shown, and its data; nobody may change them."""
    spec, datasets = spec_and_data(_chart(**of))
    return spec, readable(spec), datasets


def _choose_clicked(edition: Edition, key: str) -> Callable[[], None]:
    """Return what a click on a chart does that has the selection MAP_SELECTION: it chooses the area."""

    def choose() -> None:
        clicked = st.session_state[key]["selection"].get(MAP_SELECTION) or []
        # Clicking beside the areas, or an area that the figures do not have, gives no code.
        code = clicked[0].get("area_code") if clicked else None
        if code in edition.short_names:
            state.choose_area(code)

    return choose


@st.cache_data(
    show_spinner=False,
    max_entries=300,
    hash_funcs={alt.Color: lambda colour: str(colour.to_dict(validate=False))},
)
def _spec(name: str, options: dict[str, Any], _chart: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Return the spec of a chart; it is kept by the chart's name and the options."""
    return readable(_chart(**options))
