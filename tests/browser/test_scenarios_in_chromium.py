"""A saved scenario, in a real browser: saved by one person, opened by another from the short link."""

import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def colourful(picture):
    """Return whether a picture has more than words in shades of grey, or nearly so."""
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)
    # Apart by the strength of the colour: a text that is nearly black is of a full hue, too.
    return bool((pixels.max(-1) - pixels.min(-1) > 40).mean() > 0.01)


def test_a_scenario_is_saved_and_its_short_link_shows_the_same_to_somebody_else(app, page, chromium):
    page.goto(f"{app}/scenarios?waits_62_day.benchmark=82&area=E38000045")
    settled(page)
    page.get_by_label("Save it under a new name").fill("62-day bar at 82%")
    # A second click does no harm.
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text("Saved as “62-day bar at 82%”.")).to_be_visible()
    expect(page.get_by_label("Save it under a new name")).to_have_value("")
    page.wait_for_url(re.compile(r"scenario=62-day.bar.at.82%25&area=E38000045"))
    settled(page)
    # The second click has a run of its own, which may still be drawing.
    expect(page.get_by_test_id("stCode").first).to_contain_text("scenario=")
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert link.startswith(f"{app}/what-if?scenario=62-day%20bar%20at%2082%25")
    # The boxes have other words now; what the browser still holds of the old ones does no harm either.
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_text("was duplicated as “62-day bar at 82% (copy)”.")).to_be_visible()
    settled(page)
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("“62-day bar at 82% (copy)” was deleted.")).to_be_visible()

    fresh = chromium.new_context()
    try:
        other = fresh.new_page()
        other.goto(link)
        expect(other.locator(".headline")).to_contain_text("164 areas instead of 180")
        settled(other)
        assert "scenario=62-day" in other.url
        other.reload()
        expect(other.locator(".headline")).to_contain_text("164 areas instead of 180")
        # What is moved is in the long link again.
        other.goto(f"{app}/what-if?scenario=62-day bar at 82%25")
        settled(other)
        bar = other.get_by_label("62-day waits: exact threshold, %")
        bar.fill("80")
        bar.press("Enter")
        other.wait_for_url(re.compile(r"what-if\?waits_62_day\.benchmark=80"))
    finally:
        fresh.close()


def test_two_scenarios_stand_side_by_side_and_stay_in_the_link_on_every_page(app, page):
    page.goto(f"{app}/scenarios?waits_62_day.benchmark=82")
    settled(page)
    page.get_by_label("Save it under a new name").fill("Beside")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “Beside”.")).to_be_visible()
    page.goto(f"{app}/scenarios?b=Beside")
    expect(page.get_by_text("B: Beside", exact=True)).to_be_visible()
    settled(page)
    boxes = [page.locator(f".st-key-side_{letter}_map").bounding_box() for letter in "AB"]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    page.get_by_role("link", name="What if").click()
    page.wait_for_url(f"{app}/what-if?b=Beside")
    settled(page)
    page.get_by_role("radio", name="Compare two").click()
    page.wait_for_url(f"{app}/what-if?half=comparison&b=Beside")
    expect(page.get_by_text("B: Beside", exact=True)).to_be_visible()
    page.go_back()
    expect(page.locator(".instrument")).to_be_visible()
    # On a phone they stand beneath each other, and the words above a map stay free of it, also of hexagons, which
    # fill more of its height.
    page.set_viewport_size({"width": 390, "height": 844})
    for shape in ("true", "hexagons"):
        page.goto(f"{app}/scenarios?b=Beside&shape={shape}")
        settled(page)
        boxes = [page.locator(f".st-key-side_{letter}_map").bounding_box() for letter in "AB"]
        assert boxes[0]["x"] == boxes[1]["x"]
        assert boxes[0]["y"] < boxes[1]["y"]
        for words in ("180 of 209 areas are below", "164 of 209 areas are below"):
            assert not colourful(page.get_by_text(words).last.screenshot())


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768)], ids=str)
def test_a_link_to_a_comparison_shows_both_maps_and_their_difference_on_the_first_screen(app, page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    changes = "waits_62_day.benchmark=82&one_year_survival.low_by=value&one_year_survival.high_by=value"
    page.goto(f"{app}/what-if?half=comparison&{changes}")
    settled(page)
    headings = [
        page.get_by_text(words, exact=True).bounding_box()["y"]
        for words in ("A: The baseline of your scenario", "B: Your scenario now", "Where they differ")
    ]
    assert headings == pytest.approx([headings[0]] * 3, abs=1)
    maps = [
        page.locator(f".st-key-side_{which}_map svg.marks").bounding_box()
        for which in ("A", "B", "difference")
    ]
    assert [place["y"] for place in maps] == pytest.approx([maps[0]["y"]] * 3, abs=1)
    for place in maps:
        assert place["height"] > 250
        assert headings[0] < place["y"] and place["y"] + place["height"] <= size[1]
        assert place["x"] + place["width"] <= size[0]


def test_the_save_control_of_what_if_answers_in_its_place_and_the_list_below_has_it(app, page):
    page.goto(f"{app}/what-if?waits_62_day.benchmark=81")
    settled(page)
    page.get_by_test_id("stPopover").get_by_role("button", name="Save").click()
    for said in ("Saved as “From the top row”.", "There is a saved scenario “From the top row” already"):
        page.get_by_label("Save it under a new name").fill("From the top row")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_text(said)).to_be_in_viewport()
        # Another scenario than the one just saved.
        bar = page.get_by_label("62-day waits: exact threshold, %")
        bar.fill("80")
        bar.press("Enter")
        expect(page.locator(".controls")).to_contain_text("threshold 80% (was 85%)")
        settled(page)
        if not page.get_by_label("Save it under a new name").is_visible():
            page.get_by_test_id("stPopover").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved scenario", exact=True)).to_be_attached()
    expect(page.get_by_role("combobox", name="Saved scenario")).to_have_value("From the top row")
