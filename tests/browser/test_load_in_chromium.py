"""Loading a file in a real browser: pages show it, a bad file takes nothing away, others see nothing."""

import re

import pytest
from playwright.sync_api import expect

from geodata import embedded_boundaries
from scoring import load_edition
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

DORSET = "E38000045"


@pytest.fixture(scope="module")
def good() -> bytes:
    """A table of all areas in which 90 of 100 patients of Dorset and 80 of all others were treated in time."""
    areas = load_edition().areas["area_code"]
    rows = [f"{code},62-day waits,{90 if code == DORSET else 80},100" for code in areas]
    total = 80 * len(areas) + 10
    england = f"E92000001,62-day waits,{total},{100 * len(areas)}"
    return "\n".join(["area_code,indicator,numerator,denominator", *rows, england]).encode()


def choose(page, name: str, content: bytes) -> None:
    box = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    box.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    expect(page.get_by_role("heading", name="2. Review what was found")).to_be_visible()
    expect(page.get_by_text(name).nth(1)).to_be_visible()
    settled(page)


def use(page, good: bytes) -> None:
    page.goto(re.sub(r"\?.*", "", page.url))
    settled(page)
    choose(page, "spring.csv", good)
    expect(page.get_by_text("Good: spring.csv.")).to_be_visible()
    page.get_by_role("button", name="Use these figures").click()
    expect(page.get_by_text("These figures are now used on every page")).to_be_visible()
    settled(page)


def shape(page, name: str):
    return page.locator(f'.st-key-england_map path[aria-label*="Area: {name};"]').first


def test_a_good_file_is_on_the_map_and_on_the_area_page(app, page, good):
    page.goto(f"{app}/load")
    use(page, good)
    page.get_by_role("link", name="See the map").click()
    expect(shape(page, "Dorset")).to_have_attribute("aria-label", re.compile(r"90\.0"))
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    expect(page.locator("table.facts").first).to_contain_text("90.0% est.")
    settled(page)
    page.get_by_role("link", name="More about Dorset").click()
    expect(page.get_by_text("90.0% est.").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name=re.compile("Return to Cancer ratings")).click()
    expect(page.get_by_text("Your figures.")).to_have_count(0)
    expect(page.get_by_role("table").filter(has_text="82.7%").first).to_be_visible()


def test_a_hopeless_file_is_a_sentence_and_the_earlier_figures_are_still_there(app, page, good):
    page.goto(f"{app}/load")
    use(page, good)
    page.get_by_role("button", name=re.compile("Remove|Delete")).first.click()
    expect(page.get_by_role("heading", name="2. Review what was found")).to_have_count(0)
    choose(page, "minutes.pdf", b"%PDF-1.7 minutes of the board")
    expect(page.get_by_text("minutes.pdf is a PDF document")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_text("Your figures.")).to_be_visible()
    page.get_by_role("link", name="England", exact=True).first.click()
    expect(shape(page, "Dorset")).to_have_attribute("aria-label", re.compile(r"90\.0"))


def test_another_browser_does_not_see_what_was_loaded_even_by_the_link(app, page, chromium, good):
    page.goto(f"{app}/load")
    use(page, good)
    page.get_by_role("link", name="See the map").click()
    expect(shape(page, "Dorset")).to_have_attribute("aria-label", re.compile(r"90\.0"))
    page.wait_for_url(re.compile("figures=loaded"))
    other = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.set_default_timeout(30_000)
    other.goto(page.url)
    expect(shape(other, "Dorset")).to_have_attribute("aria-label", re.compile(r"82\.7"))
    expect(other.get_by_text("which links do not include")).to_be_visible()
    expect(other.get_by_text("Your figures.")).to_have_count(0)
    other.context.close()


def test_loaded_boundaries_are_on_the_map_of_this_browser_only_and_gone_when_it_asks_for_the_old_ones(
    app, page, chromium
):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{app}/load")
    settled(page)
    shapes = embedded_boundaries().areas
    without_dorset = shapes[shapes["area_code"] != DORSET].to_crs(4326).to_json().encode()
    choose(page, "shapes.geojson", without_dorset)
    page.get_by_role("button", name="Use these boundaries").click()
    expect(page.get_by_text("These boundaries are now used on every map")).to_be_visible(timeout=60_000)
    settled(page)
    page.get_by_role("link", name="See the map").click()
    expect(shape(page, "Wiltshire")).to_be_visible()
    expect(shape(page, "Dorset")).to_have_count(0)
    [address] = {url for url in fetched if re.search(r"/user/session-[\w-]{32}\.json$", url)}
    other = chromium.new_context().new_page()
    other.goto(app)
    expect(shape(other, "Dorset")).to_be_attached()
    other.context.close()
    page.get_by_role("button", name="Return to the previous boundaries").click()
    expect(shape(page, "Dorset")).to_be_visible()
    assert page.request.get(address).status == 404
