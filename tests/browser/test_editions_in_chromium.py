"""Other editions and time, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.test_app_in_chromium import pick, shape

pytestmark = pytest.mark.browser

FIRST_BOARDS, BOARDS = "edition=icb-waits-2023-q4", "edition=icb-waits-2025-q3"


def fill(page, name: str) -> str:
    return shape(page, name).get_attribute("fill")


def test_an_integrated_care_board_is_chosen_on_its_map_and_seen_over_time(app, page):
    page.goto(app)
    pick(page, "Cancer waits by Integrated", "Figures")
    expect(page.get_by_text("42 of 42 areas are rated below")).to_be_visible()
    page.wait_for_url(re.compile(BOARDS))
    settled(page)
    shape(page, "Devon").click()
    expect(page.get_by_role("heading", name="Devon")).to_be_visible()
    page.get_by_role("link", name="More about Devon").click()
    expect(page.get_by_role("heading", name="Over time")).to_be_visible()
    expect(page.get_by_text("62-day waits in Devon").first).to_be_visible()
    # What was chosen on one page is what the boxes of the next show.
    expect(page.get_by_role("combobox", name="Figures")).to_have_value(
        "Cancer waits by Integrated Care Board"
    )
    expect(page.get_by_role("combobox", name="Find an area")).to_have_value("Devon (QJK)")
    page.wait_for_url(re.compile(f"{BOARDS}.*area=E54000037"))


def test_the_slider_moves_the_map(app, page):
    page.goto(f"{app}/?{BOARDS}&colour=waits_62_day")
    settled(page)
    before = fill(page, "Devon")
    thumb = page.get_by_role("slider")
    thumb.focus()
    page.keyboard.press("Home")
    page.wait_for_url(re.compile(FIRST_BOARDS))
    settled(page)
    assert fill(page, "Devon") != before
    expect(page.get_by_role("combobox", name="Period")).to_have_value("October to December 2023")


def test_play_steps_through_the_periods_until_it_is_paused(app, page):
    page.goto(f"{app}/?{FIRST_BOARDS}")
    settled(page)
    page.get_by_role("button", name="Play").click()
    # The address waits until the player is stopped: however many periods it shows, playing is one act.
    expect(page.get_by_text("April to June 2024").first).to_be_visible(timeout=60_000)
    # Another session is served meanwhile.
    other = page.context.browser.new_page()
    other.goto(app)
    expect(other.get_by_text("180 of 209 areas are rated below")).to_be_visible(timeout=30_000)
    other.close()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    settled(page)
    stopped = page.url
    page.wait_for_timeout(6000)
    assert page.url == stopped


def test_play_stops_at_the_last_period(app, page):
    page.goto(f"{app}/?edition=icb-waits-2025-q2")
    settled(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_url(re.compile(BOARDS), timeout=60_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_map_of_changes_is_drawn_and_an_area_can_be_clicked_on_it(app, page):
    page.goto(f"{app}/?edition=cancer-waits-2019-q2&colour=change&since=cancer-waits-2016-q1")
    settled(page)
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    assert "points (95% interval" in shape(page, "Dorset").get_attribute("aria-label")
    # Grey: no exact predecessor.
    greys = page.locator('.st-key-england_map path[aria-label*="not known"]')
    assert greys.count() > 0
    assert greys.first.get_attribute("fill") == "#b9bec4"
