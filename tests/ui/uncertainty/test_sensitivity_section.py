"""The section "What moves the result", run without a browser, and its charts."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from charts import tornado_chart
from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.sensitivity import sobol, tornado
from scoring.analysis.sensitivity_words import alone_sentence, together_sentence

EDITION = load_edition("october-2016")


def section(name, changes=None):
    from scoring import Assessment, load_edition, load_methodology
    from ui.uncertainty.sensitivity import sensitivity_section

    sensitivity_section(Assessment(load_edition(), load_methodology(name).with_changes(changes or {})))


def run(name, changes=None):
    app = AppTest.from_function(section, default_timeout=60, kwargs={"name": name, "changes": changes}).run()
    assert not app.exception
    return app


@pytest.fixture(autouse=True)
def nothing_worked_out_yet():
    from ui.uncertainty import sensitivity

    sensitivity._results.clear()


def shown(app):
    return " ".join(element.value for element in app.markdown).replace("\\", "")


def charts(app):
    return app.get("vega_lite_chart")


def test_one_at_a_time_is_drawn_at_once_and_its_sentence_says_what_it_shows():
    app, method = run("nhs-england-2016"), load_methodology("nhs-england-2016")
    assert alone_sentence(Assessment(EDITION, method), tornado(EDITION.indicators, method)) in shown(app)
    assert len(charts(app)) == 1
    assert "with all 15 choices" not in shown(app)


def test_all_together_is_worked_out_on_request_and_kept():
    app, method = run("nhs-england-2016"), load_methodology("nhs-england-2016")
    app.button(key="sensitivity_together").click().run()
    assert not app.exception
    sentence = together_sentence(Assessment(EDITION, method), sobol(EDITION.indicators, method))
    assert sentence in shown(app)
    assert len(charts(app)) == 2
    again = run("nhs-england-2016")
    assert sentence in shown(again)
    assert not again.button


def test_another_threshold_is_another_result():
    run("nhs-england-2016").button(key="sensitivity_together").click().run()
    changed = run("nhs-england-2016", {"waits_62_day.benchmark": 82})
    assert changed.button(key="sensitivity_together")
    assert len(charts(changed)) == 1


def test_a_methodology_that_rates_nobody_has_a_sentence_and_no_chart():
    app = run("headline-only")
    assert "rates no area here" in shown(app)
    assert not charts(app) and not app.button


def test_the_table_says_how_each_range_was_chosen():
    app = run("mean-points")
    [table] = [element.proto.body for element in app.get("html")]
    for words in (
        "one standard deviation of the areas&#39; values",
        "half to double",
        "78.5%",
        "99.8% interval",
    ):
        assert words in table


def test_charts_say_what_they_show_and_what_it_rests_on():
    spec = json.loads(charts(run("mean-points"))[0].proto.spec)
    assert spec["title"]["text"] == [
        "Share of areas below “performing well”",
        "as one choice moves and the others stay",
    ]
    assert spec["title"]["subtitle"] == [
        "Cancer ratings of October 2016; Mean of points",
        "Line: now, 76%; most figures are estimates",
    ]


def test_where_both_ends_are_on_one_side_only_the_longer_bar_has_its_number():
    choices = pd.DataFrame(
        {
            "label": ["both higher", "either side"],
            "range": "from 1 to 2",
            "share_now": 50.0,
            "share_at_low": [60.0, 40.0],
            "share_at_high": [70.0, 55.0],
            "swing": [20.0, 15.0],
        }
    )
    spec = tornado_chart(choices, title=[""], subtitle=[""], axis_title="").to_dict()
    [bars] = [rows for rows in spec["datasets"].values() if "side" in rows[0]]
    assert {(row["label"], row["shown"]): row["side"] for row in bars} == {
        ("both higher", "60%"): "none",
        ("both higher", "70%"): "right",
        ("either side", "40%"): "left",
        ("either side", "55%"): "right",
    }
    assert [row["shown"] for row in bars if row["label"] == "both higher"] == ["70%", "60%"]  # short on top


def test_salib_is_loaded_only_when_indices_are_asked_for():
    code = "import sys, scoring.__main__, ui.uncertainty.sensitivity; sys.exit('SALib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
