"""Every chart of every page is what Vega-Lite allows, in the states in which pages draw the most of them."""

import altair as alt
import pytest

from charts import spec_and_data
from tests.ui.components.test_pages import PAGES
from tests.ui.opening import open_app

DORSET = {"area": "E38000045"}
STATES = [
    *((page, DORSET) for page in PAGES),
    ("pages/area.py", {**DORSET, "method": "peer-group", "waits_62_day.benchmark": "82"}),
    ("pages/area.py", {**DORSET, "edition": "cancer-waits-2018-q2"}),
    ("pages/alliance.py", {"by": "region", "waits_62_day.benchmark": "80"}),
    ("pages/alliance.py", {**DORSET, "method": "combined-z"}),
    ("pages/how_sure.py", {**DORSET, "method": "composite-arithmetic"}),
    ("pages/lottery.py", {"measure": "waits_62_day"}),
    ("pages/lottery.py", {"edition": "icb-waits-2024-q2"}),
    ("pages/england.py", {"edition": "cancer-waits-2018-q2", "colour": "change"}),
]


@pytest.mark.parametrize(("page", "address"), STATES)
def test_every_chart_of_a_page_is_valid(page, address, monkeypatch):
    monkeypatch.setattr(spec_and_data, "CHECKED", True)
    # What other tests have drawn is made anew here, where it is checked.
    monkeypatch.setattr("ui.components.drawing._kept", _made_anew)
    assert not open_app(page, **address).exception


def _made_anew(name, of, chart):
    spec, datasets = spec_and_data.spec_and_data(chart(**of))
    return spec, spec, datasets


def test_a_chart_that_is_not_valid_is_found(monkeypatch):
    monkeypatch.setattr(spec_and_data, "CHECKED", True)
    chart = alt.Chart(alt.NamedData("table")).mark_bar().encode(x="value:Q")
    chart.height = "tall"
    with pytest.raises(alt.utils.schemapi.SchemaValidationError):
        spec_and_data.spec_and_data(chart)
