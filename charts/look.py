"""What all charts have in common: typeface, background, and the colours of axes and legends."""

from typing import Any, TypeVar

import altair as alt

from charts.palette import FONT

C = TypeVar("C", bound=alt.TopLevelMixin)


def with_look(chart: C, *, properties: dict[str, Any], **config: Any) -> C:
    """Give a chart its properties (height, title), and its look with these parts of Vega-Lite's configuration.

    The chart itself is changed: Altair's methods would each copy every part of it, and the data of each.
    """
    for name, value in properties.items():
        setattr(chart, name, value)
    chart.config = alt.Config(  # type: ignore[attr-defined]
        font=FONT, background="transparent", view=alt.ViewConfig(stroke=None), **config
    )
    return chart
