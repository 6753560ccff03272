"""The style sheets hang on names that are Streamlit's own, and may change with its version."""

import re

import pytest

from ui.paths import STYLES_AND_SCRIPTS

pytestmark = pytest.mark.browser

HEAD = (STYLES_AND_SCRIPTS / "app.css").read_text(encoding="utf-8").partition("*/")[0]
NAMES = re.findall(r"\.st[A-Z]\w+|\[data-testid=\"\w+\"\]|svg\.marks", HEAD)


def test_every_name_of_streamlits_that_a_style_hangs_on_is_listed_at_the_head():
    sheets = " ".join(
        re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path in STYLES_AND_SCRIPTS.glob("*.css")
    )
    used = set(re.findall(r"\.st[A-Z]\w+|\[data-testid=\"\w+\"\]|svg\.marks", sheets))
    assert used == set(NAMES)


def test_every_name_of_streamlits_that_a_style_hangs_on_is_there(app, page):
    missing = set(NAMES)
    for address in (
        "/?edition=cancer-waits-2021-q1&waits_62_day.benchmark=82",
        "/what-if",
        "/area?area=11J",
        "/cancer-alliance?area=11J",
    ):
        page.goto(app + address)
        page.wait_for_selector("svg.marks, .instrument")
        page.wait_for_load_state("networkidle")
        missing = {name for name in missing if not page.locator(name).count()}
    # A phone's drawer of pages.
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app)
    page.wait_for_selector("svg.marks")
    assert {name for name in missing if not page.locator(name).count()} == set()
