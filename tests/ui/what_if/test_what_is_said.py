"""What If says what it drops, what it keeps, and what its colours mean."""

from tests.ui.components.test_pages import texts
from tests.ui.opening import open_app

PAGE = "pages/what_if.py"
WAITS = "waits_62_day.benchmark"


def choose_method(app, name, which="method"):
    [box] = [box for box in app.selectbox if (box.key or "").startswith(f"{which}-")]
    box.set_value(name).run()
    assert not app.exception


def test_another_methodology_says_which_changes_it_drops_and_undo_has_them_back():
    app = open_app(PAGE, **{WAITS: "82"})
    choose_method(app, "mean-points")
    [said] = [info.value for info in app.info if "Dropped" in info.value]
    assert (
        "“Mean of points” is used with its own settings. Dropped: 62-day waits: threshold 82% (was 85%)."
        in said
    )
    [undo] = [button for button in app.button if button.key == "undo_told"]
    undo.click().run()
    view = app.session_state["view"]
    assert (view.method, view.changes) == ("nhs-england-2016", {WAITS: 82})
    assert not [info for info in app.info if "Dropped" in info.value]


def test_changes_of_the_other_side_are_kept_and_said_to_be():
    app = open_app(PAGE, **{WAITS: "82", f"baseline.{WAITS}": "84"})
    choose_method(app, "mean-points")
    [said] = [info.value for info in app.info if "Dropped" in info.value]
    assert "Kept in the baseline: 62-day waits: threshold 84% (was 85%)." in said


def test_nothing_is_said_where_nothing_is_dropped():
    app = open_app(PAGE)
    choose_method(app, "mean-points")
    assert "Dropped" not in texts(app)


def test_the_sweep_has_its_legend():
    app = open_app(PAGE)
    app.selectbox(key="sweep-nhs-england-2016").select("needs.low_at_least").run()
    assert "Colours as above" not in str([chart.proto.spec for chart in app.get("vega_lite_chart")])
    legends = [html.proto.body for html in app.get("html") if 'class="legend"' in html.proto.body]
    assert any("Greatest need for improvement" in legend and "swatch" in legend for legend in legends)
