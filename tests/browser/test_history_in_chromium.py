"""Back and Forward of the browser return what was there, and everything that is done is one entry of its history."""

import re
from itertools import count
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.test_app_in_chromium import pick

pytestmark = pytest.mark.browser

DORSET = "E38000045"
THRESHOLD = "waits_62_day.benchmark"
BEFORE, MOVED = "Move a threshold and see at once", "areas change rating"


def address(page) -> tuple[str, dict[str, str]]:
    parts = urlparse(page.url)
    return parts.path, dict(parse_qsl(parts.query))


def entries(page) -> int:
    return page.evaluate("history.length")


def go_to(page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    settled(page)


def threshold(page):
    return page.get_by_label("62-day waits: exact threshold, %")


def test_back_and_forward_return_threshold_area_and_page(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    start = entries(page)
    threshold(page).fill("82.5")
    threshold(page).press("Enter")
    page.wait_for_url(re.compile("82.5"))
    settled(page)
    go_to(page, "My area")
    pick(page, "Dorset")
    page.wait_for_url(re.compile(DORSET))
    settled(page)
    assert entries(page) == start + 3
    assert address(page) == ("/area", {THRESHOLD: "82.5", "area": DORSET})

    page.go_back()
    page.wait_for_url(re.compile("/area\\?(?!.*area=)"))
    settled(page)
    expect(page.get_by_text("Choose an area above")).to_be_visible()
    expect(page.get_by_role("combobox", name="Find an area")).to_have_value("")

    page.go_back()
    page.wait_for_url(re.compile("/what-if"))
    settled(page)
    expect(threshold(page)).to_have_value("82.5")
    assert address(page) == ("/what-if", {THRESHOLD: "82.5"})

    page.go_back()
    settled(page)
    expect(threshold(page)).to_have_value("85.0")
    expect(page.locator(".headline", has_text=BEFORE)).to_be_visible()
    assert address(page) == ("/what-if", {})

    page.go_forward()
    settled(page)
    expect(threshold(page)).to_have_value("82.5")
    expect(page.locator(".headline", has_text=MOVED).first).to_be_visible()
    assert address(page) == ("/what-if", {THRESHOLD: "82.5"})
    assert entries(page) == start + 3


def test_another_page_is_one_entry_whatever_is_in_the_address(app, page):
    page.goto(f"{app}/board-pack?area={DORSET}&scope=area&screen=2&b=_baseline&{THRESHOLD}=82")
    settled(page)
    there = address(page)[1]
    start = entries(page)
    for number, name in enumerate(("My area", "What if", "England"), start=1):
        go_to(page, name)
        assert entries(page) == start + number
        assert address(page)[1] == there
    page.go_back()
    settled(page)
    assert address(page) == ("/what-if", there)
    expect(page.get_by_role("heading", name="What if?", exact=True)).to_be_visible()


def test_what_no_link_can_hold_comes_back_too(app, page):
    """A long methodology of one's own is not in the address, yet Forward finds it again."""
    from scoring import load_methodology
    from scoring.methodology.files import methodology_yaml
    from ui.session import links

    own = methodology_yaml(load_methodology("nhs-england-2016")).replace("id: nhs-england-2016", "id: mine")
    own = own.replace("title: ", "title: Our own rule, once ", 1)
    number = count()
    while links.fits_address(own):
        own += "".join(f"# {hash(str(next(number)))}\n" for _ in range(50))
    page.goto(f"{app}/what-if")
    settled(page)
    page.get_by_text("Bring your own methodology or scenario").click()
    page.get_by_label("Or paste YAML").fill(own, timeout=120_000)
    page.get_by_role("button", name="Use it").click()
    page.wait_for_url(re.compile("method=own"))
    settled(page)
    box = page.get_by_role("combobox", name="Methodology of your scenario")
    expect(box).to_have_value(re.compile("Our own rule, once"))
    page.go_back()
    settled(page)
    expect(box).not_to_have_value(re.compile("Our own rule, once"))
    page.go_forward()
    settled(page)
    expect(box).to_have_value(re.compile("Our own rule, once"))
