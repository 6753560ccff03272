"""What it would take, nationally, as the What if page says it."""

from tests.ui.components.test_downloads import offered
from tests.ui.components.test_pages import texts
from tests.ui.opening import open_app

PAGE = "pages/what_if.py"


def test_what_halves_the_areas_below_par_is_said_once_it_is_asked_for():
    app = open_app(PAGE)
    assert "What would it take, nationally?" in [header.value for header in app.header]
    assert "one change is enough" not in texts(app)
    app.toggle(key="goal").set_value(True).run()
    said = texts(app)
    assert "(now 180), one change is enough: two low indicators for “needs improvement” (86)" in said
    assert "118 remain even at 0%" in said
    assert "goal" in offered(app)


def test_a_number_can_be_typed_and_none_in_greatest_need_be_asked_for():
    app = open_app(PAGE)
    app.toggle(key="goal").set_value(True).run()
    app.button_group(key="goal_of").set_value("number").run()
    app.number_input(key="goal_number").set_value(164).run()
    assert not app.exception
    assert "at most 164 areas below" in texts(app)
    app.button_group(key="goal_of").set_value("none").run()
    assert "No single change is enough to have no area in greatest need for improvement (now 24)." in texts(
        app
    )


def test_the_sweep_offers_counts_and_has_a_line_at_the_target():
    app = open_app(PAGE)
    app.toggle(key="goal").set_value(True).run()
    app.selectbox(key="sweep-nhs-england-2016").select("needs.low_at_least").run()
    assert not app.exception
    assert "**Higher:** The next change happens at 2, when " in texts(app)
    assert "**Lower:** No further rating changes." in texts(app)
    labels = [
        value
        for chart in app.get("vega_lite_chart")
        for dataset in chart.proto.datasets
        for frame in [dataset.data]
        for value in [frame.data.decode("latin-1")]
        if "goal: 90 below par" in value
    ]
    assert labels
