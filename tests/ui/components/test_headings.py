"""Headings go down one level at a time, and the title of the window says what the page shows."""

from itertools import pairwise

import pytest
import streamlit as st

from tests.ui.components.test_pages import DORSET, PAGES
from tests.ui.opening import open_app

WAITS = {"edition": "cancer-waits-2016-q1"}
SCENARIO = {"waits_62_day.benchmark": "82"}


def levels(app) -> list[int]:
    return [
        int(one.tag.removeprefix("h")) for one in app.main if one.type in ("title", "header", "subheader")
    ]


def assert_no_level_is_left_out(app) -> None:
    found = levels(app)
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(found)), found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("address", [{}, {"area": DORSET, **SCENARIO}, {"area": DORSET, **WAITS}], ids=str)
def test_no_level_of_headings_is_left_out(page, address):
    assert_no_level_is_left_out(open_app(page, **address))


def test_changes_since_a_period_have_a_heading_right_below_that_of_the_page():
    assert_no_level_is_left_out(open_app(colour="change", **WAITS))


@pytest.fixture
def titles(monkeypatch):
    """The titles that the window is given."""
    given: list[str] = []
    monkeypatch.setattr(st, "set_page_config", lambda **options: given.append(options["page_title"]))
    return given


@pytest.mark.parametrize(
    ("page", "address", "title"),
    [
        ("pages/england.py", {}, "England – Cancer ratings"),
        ("pages/area.py", {"area": DORSET}, "Dorset – My area – Cancer ratings"),
        ("pages/area.py", {"area": DORSET, **WAITS}, "Dorset – My area – Cancer ratings"),
        ("pages/alliance.py", {}, "My alliance – Cancer ratings"),
        ("pages/alliance.py", {"area": DORSET}, "Wessex – My alliance – Cancer ratings"),
        ("pages/alliance.py", {"by": "stp", "area": DORSET}, "Dorset – My alliance – Cancer ratings"),
        ("pages/care_or_chance.py", {"area": DORSET}, "Dorset – Care or chance? – Cancer ratings"),
        # The map of who changes is drawn without running the page again, so its title names no area.
        ("pages/what_if.py", {"area": DORSET}, "What if – Cancer ratings"),
        ("pages/load.py", {"area": DORSET}, "Your own data – Cancer ratings"),
    ],
)
def test_the_window_is_called_after_the_page_and_what_it_shows(titles, page, address, title):
    open_app(page, **address)
    assert titles[-1] == title
