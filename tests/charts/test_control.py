"""Control charts: what is drawn of each kind, and where lines end."""

import json

import altair as alt
import pandas as pd
import pytest

from charts import VARIATION_WORDS, Words, control_chart, small_multiples
from charts.control import LINES, VARIATION_COLOURS

WORDS = Words(("62-day waits in Dorset",), ("Band: 95% interval",), "")


def test_a_control_chart_has_values_with_intervals_and_lines_that_no_gap_is_crossed_by():
    spec = control_chart(words=WORDS, domain=(55, 95))
    assert spec["title"]["text"] == ["62-day waits in Dorset"]
    assert {layer["data"]["name"] for layer in spec["layer"]} == {"values", "lines"}
    for layer in spec["layer"]:
        if layer["mark"]["type"] in ("line", "area"):
            assert layer["encoding"]["detail"]["field"] == "segment"
        assert layer["encoding"]["y"]["scale"]["domain"] == [55, 95]


def test_every_kind_has_a_colour_and_a_word():
    spec = json.dumps(control_chart(words=WORDS, domain=(0, 1)))
    assert set(VARIATION_WORDS) == set(VARIATION_COLOURS) == {"improvement", "concern", "common"}
    for name in (*VARIATION_WORDS.values(), *LINES):
        assert name in spec


@pytest.mark.parametrize("columns", [2, 4])
def test_small_charts_share_their_axes_and_keep_the_order_given(columns):
    spec = small_multiples(words=WORDS, columns=columns, width=120)
    assert spec["columns"] == columns
    assert spec["facet"]["sort"] == {"field": "place", "op": "min"}
    assert "resolve" not in spec
    alt.FacetChart.from_dict({**spec, "data": {"values": pd.DataFrame().to_dict("records")}})
