"""The specification curve and the choices under it."""

import pandas as pd

from charts import choices_chart, curve_chart

CURVE = pd.DataFrame({"place": [0.0, 50.0, 100.0], "share": [10.0, 40.0, 100.0]})
OWN = pd.DataFrame({"place": [60.0], "share": [86.0], "label": ["In force: 86%"]})
ALONG = pd.DataFrame(
    {
        "choice": ["Bar", "Bar", "Count", "Count"],
        "label": ["85%", "82%", "1", "2"],
        "start": [0.0] * 4,
        "end": [100.0] * 4,
        "portion": [0.25, 0.75, 0.5, 0.5],
    }
)


def rows_of(spec):
    """Return all rows of data that a chart holds."""
    return [row for rows in spec["datasets"].values() for row in rows]


def test_the_rule_in_force_is_marked_on_the_curve():
    spec = curve_chart(CURVE, OWN, title=["Title"], subtitle=["Subtitle"]).to_dict()
    assert {"place": 60.0, "share": 86.0, "label": "In force: 86%"} in rows_of(spec)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "rule", "point", "text"]


def test_a_curve_without_the_rule_in_force_is_drawn():
    assert curve_chart(CURVE, OWN.head(0), title=["Title"], subtitle=["Subtitle"]).to_dict()


def test_each_choice_has_a_heading_and_a_row_for_each_value():
    spec = choices_chart(ALONG, title=["Title"], subtitle=["Subtitle"]).to_dict()
    domain = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert domain == ["Bar|", "Bar|85%", "Bar|82%", "Count|", "Count|1", "Count|2"]


def test_both_charts_have_the_same_room_for_words_at_the_left():
    curve = curve_chart(CURVE, OWN, title=["Title"], subtitle=["Subtitle"]).to_dict()
    choices = choices_chart(ALONG, title=["Title"], subtitle=["Subtitle"]).to_dict()
    rooms = {spec["layer"][0]["encoding"]["y"]["axis"]["minExtent"] for spec in (curve, choices)}
    assert len(rooms) == 1
