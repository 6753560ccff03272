"""Which change did what, as the What if page says it."""

from scoring import load_edition
from tests.ui.components.test_pages import texts
from tests.ui.instrument import sent
from tests.ui.opening import open_app

PAGE = "pages/what_if.py"
TWO = {
    "waits_62_day.benchmark": "82",
    "one_year_survival.low_by": "value",
    "one_year_survival.high_by": "value",
}


def movers(app):
    """Return what the table of movers of the page is sent."""
    return sent(app, "what_if_movers")


def test_two_changes_are_told_apart_under_the_map_and_in_the_movers():
    app = open_app(PAGE, **TWO)
    assert "19 up. One-year survival by value alone: 1 up, 16 down. Together: 17 up, 15 down." in texts(app)
    assert "go from 180 to 172" in texts(app)
    shown = movers(app)["because"]
    dorset = sorted(load_edition("october-2016").short_names).index("E38000045")
    assert len(shown) == 10
    assert shown[str(dorset)] == "62-day waits threshold at 82%"


def test_one_change_is_not_taken_apart():
    app = open_app(PAGE, **{"waits_62_day.benchmark": "82"})
    assert "Which change did what?" not in texts(app)
    assert movers(app)["because"] == {}
