"""A saved scenario, in a real browser: saved by one person, opened by another from the short link."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_a_scenario_is_saved_and_its_short_link_shows_the_same_to_somebody_else(app, page, chromium):
    page.goto(f"{app}/scenarios?waits_62_day.benchmark=82&area=E38000045")
    settled(page)
    page.get_by_label("Save it under a new name").fill("62-day bar at 82%")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “62-day bar at 82%”.")).to_be_visible()
    page.wait_for_url(re.compile(r"scenario=62-day.bar.at.82%25&area=E38000045"))
    settled(page)
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert link.startswith(f"{app}/?scenario=62-day%20bar%20at%2082%25")

    fresh = chromium.new_context()
    try:
        other = fresh.new_page()
        other.goto(link)
        expect(other.get_by_text("164 of 209 areas are rated below")).to_be_visible()
        settled(other)
        assert "scenario=62-day" in other.url
        other.reload()
        expect(other.get_by_text("164 of 209 areas are rated below")).to_be_visible()
        # Two maps side by side, beneath each other on a phone.
        other.goto(f"{app}/scenarios?scenario=62-day bar at 82%25")
        settled(other)
        boxes = [other.locator(f".st-key-side_{letter}_map").bounding_box() for letter in "AB"]
        assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
        other.set_viewport_size({"width": 390, "height": 844})
        settled(other)
        boxes = [other.locator(f".st-key-side_{letter}_map").bounding_box() for letter in "AB"]
        assert boxes[0]["x"] == boxes[1]["x"]
        assert boxes[0]["y"] < boxes[1]["y"]
        # What is moved is in the long link again.
        other.goto(f"{app}/what-if?scenario=62-day bar at 82%25")
        settled(other)
        bar = other.get_by_role("spinbutton", name=re.compile("62-day")).first
        bar.fill("80")
        bar.press("Enter")
        other.wait_for_url(re.compile(r"what-if\?waits_62_day\.benchmark=80"))
    finally:
        fresh.close()
