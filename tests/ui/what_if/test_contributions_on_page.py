"""Which change did what, as the What if page says it."""

import pytest

from tests.ui.components.test_pages import texts
from tests.ui.opening import open_app

PAGE = "pages/what_if.py"
TWO = {
    "waits_62_day.benchmark": "82",
    "one_year_survival.low_by": "value",
    "one_year_survival.high_by": "value",
}


def movers(app):
    """Return the table of movers that the page shows."""
    return next(frame.value for frame in app.dataframe if "reason" in frame.value)


def test_two_changes_are_told_apart_under_the_map_and_in_the_movers():
    app = open_app(PAGE, **TWO)
    assert "19 up. One-year survival by value alone: 1 up, 16 down. Together: 17 up, 15 down." in texts(app)
    assert "go from 180 to 172" in texts(app)
    shown = movers(app)
    assert list(shown["steps"]) == sorted(shown["steps"], reverse=True)
    assert shown["short_name"].iloc[0] == "Dorset"
    assert shown["because_of"].iloc[0] == "62-day waits threshold at 82%"
    assert shown["alliance"].iloc[0] == "Wessex"


@pytest.mark.parametrize(("way", "number"), [("up", 17), ("down", 15)])
def test_movers_can_be_those_up_or_those_down(way, number):
    app = open_app(PAGE, **TWO)
    app.button_group(key="movers_way").set_value(way).run()
    app.checkbox(key="all_movers").check().run()
    shown = movers(app)
    assert len(shown) == number


def test_one_change_is_not_taken_apart():
    app = open_app(PAGE, **{"waits_62_day.benchmark": "82"})
    assert "Which change did what?" not in texts(app)
    assert "because_of" not in movers(app)
