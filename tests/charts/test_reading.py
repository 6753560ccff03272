"""A screen reader comes to marks that say something, and passes over outlines, rings and rules."""

import altair as alt
import pandas as pd

from charts import Words, area_map, by_rating, trend_chart
from charts.reading import readable

FRAME = alt.Chart(pd.DataFrame({"x": [1.0], "name": ["Here"]}))


def marks(spec: dict) -> list[dict]:
    """Return every mark of a spec with its encoding."""
    inner = [part for kind in ("layer", "hconcat", "vconcat") for part in spec.get(kind, [])]
    return [spec] * ("mark" in spec) + [mark for part in inner for mark in marks(part)]


def heard(spec: dict) -> list[bool]:
    return [mark["mark"].get("aria", True) for mark in marks(readable(spec))]


def test_a_rule_is_passed_over_and_a_point_with_a_tooltip_is_read_out():
    rule = FRAME.mark_rule().encode(x="x:Q")
    point = FRAME.mark_point().encode(x="x:Q", tooltip=["name:N"])
    assert heard((rule + point).to_dict()) == [False, True]


def test_words_are_read_out_without_a_tooltip():
    assert heard(FRAME.mark_text().encode(text="name:N").to_dict()) == [True]


def test_charts_beside_each_other_and_layers_in_layers_are_gone_through():
    rule = FRAME.mark_rule().encode(x="x:Q")
    assert heard(alt.hconcat(rule, alt.layer(alt.layer(rule))).to_dict()) == [False, False]


def test_what_a_builder_has_said_is_kept():
    twice = FRAME.mark_point(aria=False).encode(x="x:Q", tooltip=["name:N"])
    loud = FRAME.mark_rule(aria=True).encode(x="x:Q")
    assert heard((twice + loud).to_dict()) == [False, True]


def test_the_chart_that_is_given_stays_as_it_was():
    spec = FRAME.mark_rule().encode(x="x:Q").to_dict()
    readable(spec)
    assert "aria" not in spec["mark"]


def test_of_a_map_only_the_areas_and_the_name_of_its_inset_are_read_out():
    spec = area_map("areas.json", ("id", "faint", "chosen", "turn"), by_rating(), (), inset_url="inset.json")
    kinds = [mark["mark"]["type"] for mark in marks(readable(spec)) if mark["mark"].get("aria", True)]
    assert kinds == ["geoshape", "text", "geoshape"]


def test_of_a_trend_only_the_points_are_read_out_though_gaps_have_a_tooltip():
    spec = trend_chart(words=Words(("",), ("",), ""), domain=(0, 1), ends=("2016-01-01", "2017-01-01"))
    assert heard(spec).count(True) == 1
