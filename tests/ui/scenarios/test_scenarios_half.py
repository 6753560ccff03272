"""Saving and comparing as a half of What if: at its address, at that from before, and from the top row."""

from urllib.parse import parse_qsl, urlparse

import pytest

from tests.ui.components.test_pages import DORSET, texts
from tests.ui.opening import open_app
from tests.ui.scenarios.test_scenarios import BAR, PAGE, box, click, save
from tests.ui.scenarios.test_scenarios_beside import differing

WHAT_IF = "pages/what_if.py"


def instruments(app):
    return [one for one in app.get("bidi_component") if one.proto.component_name == "what_if_instrument"]


def test_the_address_from_before_shows_what_the_half_of_the_page_shows(store):
    save(store, "Bar", **BAR)
    before = open_app(PAGE, b="bar", area=DORSET)
    now = open_app(WHAT_IF, b="bar", area=DORSET, half="comparison")
    assert not instruments(before)
    assert not instruments(now)
    assert "19 of 209: 19 better in B" in texts(now)
    assert list(differing(before)["reason"]) == list(differing(now)["reason"])
    assert dict(before.query_params) == {"area": DORSET, "b": "Bar"}
    assert dict(now.query_params) == {"area": DORSET, "half": "comparison", "b": "Bar"}


def test_the_link_to_a_comparison_opens_it_on_what_if(store):
    save(store, "Bar", **BAR)
    [link] = [code.value for code in open_app(PAGE, b="bar").code if "half=" in code.value]
    assert urlparse(link).path == "/what-if"
    opened = open_app(WHAT_IF, **dict(parse_qsl(urlparse(link).query)))
    assert "19 of 209: 19 better in B" in texts(opened)
    assert not opened.warning


def test_the_link_to_a_comparison_has_no_threshold_of_a_scenario_that_is_on_neither_side(store):
    save(store, "Bar", **BAR)
    save(store, "Other", **{"early_diagnosis.benchmark": "50"})
    shown = {"half": "comparison", "waits_62_day.benchmark": "80", "baseline.waits_62_day.benchmark": "81"}
    [link] = [
        code.value for code in open_app(WHAT_IF, a="bar", b="other", **shown).code if "half=" in code.value
    ]
    assert "waits_62_day" not in link
    [link] = [code.value for code in open_app(WHAT_IF, b="other", **shown).code if "half=" in code.value]
    assert "baseline.waits_62_day.benchmark=81" in link and "&waits_62_day" not in link


def test_a_link_to_a_saved_scenario_opens_the_thresholds_also_when_it_is_copied_beside_a_comparison(store):
    save(store, "Bar", **BAR)
    app = open_app(WHAT_IF, scenario="bar", half="comparison")
    assert "/what-if?scenario=Bar" in [code.value for code in app.code]
    assert instruments(open_app(WHAT_IF, scenario="Bar"))


@pytest.mark.parametrize("page", [PAGE, WHAT_IF])
def test_the_halves_lead_to_each_other_and_keep_what_is_looked_at(page, store):
    save(store, "Bar", **BAR)
    start = {} if page == PAGE else {"half": "comparison"}
    app = open_app(page, area=DORSET, b="Bar", **start)
    box(app, "button_group", "half").set_value("thresholds").run()
    assert not app.exception
    assert instruments(app)
    assert dict(app.query_params) == {"area": DORSET, "b": "Bar"}
    click(app, "Compare two side by side")
    assert not instruments(app)
    assert dict(app.query_params) == {"area": DORSET, "half": "comparison", "b": "Bar"}


def test_what_is_saved_is_listed_below_the_thresholds_and_opened_there(store):
    save(store, "Bar", **BAR)
    app = open_app(WHAT_IF, area=DORSET)
    assert app.dataframe[-1].value["Name"].tolist() == ["Bar"]
    click(app, "Open")
    assert dict(app.query_params) == {"scenario": "Bar", "area": DORSET}
    assert instruments(app)


def test_the_control_of_the_top_row_saves_what_is_seen_and_answers_in_its_place(store):
    save(store, "Taken")
    app = open_app(WHAT_IF, **BAR)
    assert not [each for each in app.get("text_input") if each.key.startswith("save_name")]
    app.session_state["save_box"] = True
    app.run()
    box(app, "text_input", "save_name").set_value("TAKEN")
    box(app, "button", "FormSubmitter:save").click().run()
    assert "There is a saved scenario “TAKEN” already" in app.warning[0].value
    assert box(app, "text_input", "save_name").value == "TAKEN"
    box(app, "text_input", "save_name").set_value("62-day bar at 82%")
    box(app, "button", "FormSubmitter:save").click().run()
    assert not app.exception
    assert [message.value for message in app.success] == ["Saved as “62-day bar at 82%”."]
    assert dict(app.query_params) == {"scenario": "62-day bar at 82%"}
    assert "62-day bar at 82%" in app.dataframe[-1].value["Name"].tolist()
