"""The row of pages, the addresses from before, and what each page shows first, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import scroll_down, settled

pytestmark = pytest.mark.browser

DORSET = "E38000045"
DOORS = [
    "England",
    "My area",
    "My alliance",
    "What if",
    "Care or chance?",
    "Board pack",
    "Methods",
    "Your own data",
]


def test_every_page_is_one_click_away(app, page):
    page.goto(app)
    settled(page)
    links = page.get_by_role("navigation", name="App pages").get_by_role("link")
    assert links.all_inner_texts() == DOORS


PARTS = {
    "how-sure": ("How sure?", "Choice of methodology"),
    "postcode-lottery": ("Postcode lottery", "Across the border"),
}
"""The parts of Care or chance? by their address from before: what they are called, and their first heading."""


@pytest.mark.parametrize(("before", "after"), [tuple(PARTS), tuple(PARTS)[::-1]])
def test_an_address_from_before_shows_its_part_and_leads_to_the_other(app, page, before, after):
    (_, first), (other, then) = PARTS[before], PARTS[after]
    page.goto(f"{app}/{before}?area={DORSET}&waits_62_day.benchmark=82")
    settled(page)
    expect(page.get_by_role("heading", name=first)).to_be_visible()
    page.get_by_role("radio", name=other).click()
    expect(page.get_by_role("heading", name=then)).to_be_visible()
    page.wait_for_url(re.compile(f"/care-or-chance.*area={DORSET}"))
    settled(page)
    assert "waits_62_day.benchmark=82" in page.url
    page.go_back()
    expect(page.get_by_role("heading", name=first)).to_be_visible()
    assert f"/{before}" in page.url


def test_the_list_of_all_areas_is_one_step_from_the_alliance(app, page):
    page.goto(f"{app}/cancer-alliance?edition=icb-waits-2025-q3&area=QVV")
    settled(page)
    link = page.get_by_role("link", name="All 42 areas")
    scroll_down(page, link)
    link.click()
    page.wait_for_url(re.compile("/watch-list"))
    expect(page.get_by_role("heading", name="Watch list")).to_be_visible()
    expect(page.get_by_text("42 of 42 areas missed")).to_be_visible()


def test_a_row_of_the_table_of_all_areas_chooses_the_area_though_the_table_comes_later(app, page):
    page.goto(app)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed(timeout=20000)
    settled(page)
    place = table.locator("canvas").first.bounding_box()
    page.mouse.click(place["x"] + 15, place["y"] + 50)  # the box of the first row
    page.wait_for_url("**/*area=E38000001*")
    expect(page.get_by_role("heading", name="Airedale, Wharfedale and Craven")).to_be_visible()


def test_whoever_scrolls_down_my_alliance_finds_all_of_it(app, page):
    page.goto(f"{app}/cancer-alliance?group=Wessex")
    settled(page)
    for name in ("Are we getting better?", "The areas as a table", "Cancer Alliances side by side"):
        heading = page.get_by_role("heading", name=name)
        scroll_down(page, heading)
        expect(heading).to_be_visible()
    expect(page.get_by_text("None", exact=True)).to_have_count(0)
