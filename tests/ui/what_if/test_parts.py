"""Building a methodology on What if without YAML."""

from scoring import load_methodology, parse_methodology
from scoring.methodology.building import LimitWanted, PartsWanted, build_methodology
from tests.ui.opening import open_app

PAGE = "pages/what_if.py"


def build(app, **given):
    fields = {"parts_label": "text_input", "parts_indicator": "selectbox", "parts_benchmark": "number_input"}
    for key, value in given.items():
        if key == "parts_left_out":
            app.multiselect(key=key).set_value(value)
        else:
            getattr(app, fields[key])(key=key).set_value(value)
    [button] = [button for button in app.button if button.label == "Build it"]
    button.click().run()
    assert not app.exception
    return app


def test_a_limit_is_built_and_the_link_has_it():
    app = build(
        open_app(PAGE, **{"waits_62_day.benchmark": "82"}),
        parts_label="Poor survival",
        parts_indicator="one_year_survival",
        parts_benchmark=69.0,
    )
    view = app.session_state["view"]
    built = parse_methodology(view.own, "the session")
    before = load_methodology("nhs-england-2016").with_changes({"waits_62_day.benchmark": 82.0})
    assert built == build_methodology(
        before, PartsWanted(limit=LimitWanted("Poor survival", "one_year_survival", 69.0))
    )
    again = open_app(PAGE, **dict(app.query_params))
    assert parse_methodology(again.session_state["view"].own, "the link") == built
    assert not again.warning


def test_an_indicator_is_left_out():
    app = build(open_app(PAGE), parts_left_out=["patient_experience"])
    assert "patient_experience" not in parse_methodology(app.session_state["view"].own, "own").indicators


def test_everything_that_is_missing_is_said_at_once_and_nothing_changes():
    app = build(open_app(PAGE), parts_label="Half a limit")
    [said] = [error.value for error in app.error]
    assert "needs an indicator" in said and "needs a threshold" in said
    assert app.session_state["view"].own == ""
