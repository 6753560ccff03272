"""A chart taken apart into its spec and its data, as pictures take it."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

_PARTS = ("layer", "hconcat", "vconcat", "concat")

Datasets = Mapping[str, pd.DataFrame]

CHECKED = False
"""Whether specs are checked against Vega-Lite's schema. The tests do; it takes as long as making the chart."""


def spec_and_data(chart: alt.TopLevelMixin) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return the Vega-Lite spec of a chart over named data, and the data by name.

    Altair itself hands data over by a setting of the whole process, which pages of other people change meanwhile.
    """
    datasets: dict[str, pd.DataFrame] = {}
    return _named(chart, datasets).to_dict(validate=CHECKED), datasets


def _named(chart: Any, datasets: dict[str, pd.DataFrame]) -> Any:
    """Return a chart with the names of its frames in place of the frames, which are put into `datasets`."""
    copy = chart.copy(deep=False)
    if isinstance(copy.data, pd.DataFrame):
        # Marks of one frame read it under one name, so that it is sent once.
        known = (name for name, frame in datasets.items() if frame is copy.data)
        name = next(known, f"table_{len(datasets)}")
        datasets[name] = copy.data
        copy.data = alt.NamedData(name)
    for field in _PARTS:
        parts = getattr(copy, field, alt.Undefined)
        if isinstance(parts, list):
            setattr(copy, field, [_named(part, datasets) for part in parts])
    return copy
