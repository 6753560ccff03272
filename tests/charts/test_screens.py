"""The charts of screens are valid Vega-Lite; what they show is tested where their screens are."""

import altair as alt
import pytest

from charts.screens import bars_chart, points_chart


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("names", [("Areas",), ("Before", "After"), ("A", "B", "C", "D")])
def test_bars_are_valid(stacked, names):
    series = dict.fromkeys(names, ("#1f4e79", "#ffffff"))
    spec = bars_chart(title="T", series=series, unit="%", decimals=1, stacked=stacked, size=20.0, height=400)
    alt.LayerChart.validate(spec)
    assert spec["layer"]


@pytest.mark.parametrize("named_rows", [True, False])
@pytest.mark.parametrize("lines", [{}, {"England": ("#111111", [1, 0]), "Standard": ("#a3271c", [6, 4])}])
@pytest.mark.parametrize("own_axes", [True, False])
def test_points_are_valid(named_rows, lines, own_axes):
    spec = points_chart(
        title="T",
        kinds={"High": ("#1f7a5c", "#1f7a5c", "triangle-up"), "Low est.": ("#ffffff", "#a3271c", "circle")},
        lines=lines,
        named_rows=named_rows,
        domain=(40.0, 60.0),
        unit="%",
        size=20.0,
        height=400,
        own_axes=own_axes,
    )
    alt.LayerChart.validate(spec)
    assert spec["layer"]
