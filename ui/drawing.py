"""Charts over named data: the spec is built once and kept, and only the data change from run to run."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from charts import MAP_SELECTION
from scoring import Edition
from ui.maps import choose_clicked


def draw(
    chart: Callable[..., dict[str, Any]],
    datasets: dict[str, pd.DataFrame],
    *,
    key: str,
    alt_text: str,
    clicks: Edition | None = None,
    **options: Any,
) -> None:
    """Draw a chart.

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
    """
    spec = _spec(chart.__name__, options, chart)
    select: dict[str, Any] = {}
    if clicks is not None:
        select = {"on_select": choose_clicked(clicks, key), "selection_mode": MAP_SELECTION}
    st.vega_lite_chart({**spec, "datasets": datasets}, key=key, theme=None, alt=alt_text, **select)


@st.cache_data(show_spinner=False, max_entries=300)
def _spec(name: str, options: dict[str, Any], _chart: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Return the spec of a chart; it is kept by the chart's name and the options."""
    return _chart(**options)
