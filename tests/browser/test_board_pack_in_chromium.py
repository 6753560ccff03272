"""The board pack in a real browser: turning screens by keys, filling the screen, leaving, at any size of window."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import quiet, settled

pytestmark = pytest.mark.browser


def opened(page, address: str):
    page.goto(address)
    page.locator("footer.screen").wait_for()
    return quiet(page)


def place(page) -> str:
    return page.locator("footer.screen > b").inner_text()


def test_keys_turn_the_screens_and_quick_presses_are_not_lost(app, page):
    opened(page, f"{app}/present?area=11J")
    [_, _, last] = place(page).split()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("footer.screen > b")).to_have_text(f"5 of {last}")
    page.keyboard.press("PageUp")
    expect(page.locator("footer.screen > b")).to_have_text(f"4 of {last}")
    page.keyboard.press("End")
    expect(page.locator("footer.screen > b")).to_have_text(f"{last} of {last}")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    expect(page.locator("footer.screen > b")).to_have_text(f"1 of {last}")


def test_the_screen_is_in_the_link(app, page):
    opened(page, f"{app}/present?area=11J")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("screen=2"))
    message = page.locator("h1").inner_text()
    opened(page, page.url)
    expect(page.locator("h1")).to_have_text(message)


def test_there_is_nothing_but_the_message_and_it_fits_on_the_screen(app, page):
    page.set_viewport_size({"width": 1440, "height": 810})
    opened(page, f"{app}/present?area=11J&waits_62_day.benchmark=82")
    screens = int(place(page).split()[-1])
    for number in range(1, screens + 1):
        expect(page.locator("footer.screen > b")).to_have_text(f"{number} of {screens}")
        quiet(page)
        assert page.locator("header").is_hidden()
        # Its four buttons are seen when they are looked for.
        expect(page.get_by_role("navigation")).to_have_css("opacity", "0")
        assert page.get_by_role("button").count() == 4
        assert not page.get_by_role("combobox").count()
        foot = page.locator("footer.screen").bounding_box()["y"]
        shown = page.locator(".st-key-screen_shown").bounding_box()
        assert shown["y"] + shown["height"] <= foot + 4, page.locator("h1").inner_text()
        page.keyboard.press("ArrowRight")


def test_f_fills_the_screen_and_escape_leaves_to_the_page(app, page):
    opened(page, f"{app}/present?area=11J")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("board-pack"))
    expect(page.get_by_role("heading", name="Board pack", exact=True)).to_be_visible()
    settled(page)
    # The keys belong to the page that was left.
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("1 of ").first).to_be_visible()


def test_present_starts_from_the_page_with_the_screen_in_view(app, page):
    page.goto(f"{app}/board-pack?area=11J")
    settled(page)
    page.get_by_role("button", name="Next", exact=True).click()
    page.wait_for_url(re.compile("screen=2"))
    message = page.locator(".st-key-screen_shown .message").inner_text()
    page.get_by_role("button", name="Present", exact=False).click()
    page.wait_for_url(re.compile("present"))
    expect(page.locator("h1")).to_have_text(message)
