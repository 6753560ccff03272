"""What a person does, done in a real browser."""

import json
import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from scoring import count_ratings, load_edition, load_methodology, rate
from tests.browser.conftest import READY, serve, settled
from tests.browser.instrument import instrument, thumb

pytestmark = pytest.mark.browser

DORSET = "E38000045"
DORSET_FIGURES = ("55.4%", "82.7%", "71.6%", "91.1%")
PAGES = ("", "what-if", "area", "cancer-alliance", "postcode-lottery", "how-sure", "data-and-methods")


def shape(page, name: str, map_key: str = "england_map"):
    """Return the shape of an area on the map, by its name."""
    return page.locator(f'.st-key-{map_key} path[aria-label*="Area: {name};"]').first


def test_a_first_visitor_may_come_by_a_link_to_any_page(page):
    # A server that nobody has visited yet: Streamlit used to tell this visitor that the page does not exist.
    with serve() as address:
        page.goto(f"{address}/what-if?area={DORSET}")
        expect(page.get_by_role("heading", name="What if?")).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        settled(page)
        page.wait_for_url(re.compile(f"area={DORSET}"))


def test_clicking_dorset_on_the_map_shows_its_four_figures(app, page):
    page.goto(app)
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    table = page.locator("table.facts").first
    for figure in DORSET_FIGURES:
        expect(table).to_contain_text(figure)
    expect(page.get_by_text("is low: 82.7% against the standard of 85%")).to_be_visible()
    # Picker and address are in step with the map.
    expect(page.get_by_role("combobox", name="Find an area")).to_have_value("Dorset (11J)")
    page.wait_for_url(re.compile(f"area={DORSET}"))


def test_an_area_can_be_clicked_again_after_another_was_picked(app, page):
    page.goto(app)
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    pick(page, "Wiltshire")
    expect(page.get_by_role("heading", name="Wiltshire")).to_be_visible()
    settled(page)
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()


def test_the_last_of_two_fast_clicks_counts_on_every_part_of_the_page(app, page):
    page.goto(app)
    shape(page, "Solihull").click()
    expect(page.get_by_role("heading", name="Solihull")).to_be_visible()
    shape(page, "Dorset").click()
    shape(page, "Wiltshire").click()
    expect(page.get_by_role("heading", name="Wiltshire")).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", name="Wiltshire")).to_be_visible()
    expect(page.get_by_role("combobox", name="Find an area")).to_have_value("Wiltshire (99N)")
    page.wait_for_url(re.compile("area=E38000206"))


def test_a_slider_keeps_up_with_fast_key_presses(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    thumb(page).focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"waits_62_day\.benchmark=83\.8"))
    settled(page)
    assert thumb(page).get_attribute("aria-valuetext").startswith("83.8%")
    expect(page.get_by_label("62-day waits: exact threshold, %")).to_have_value("83.8")


def pick(page, name: str, label: str = "Find an area") -> None:
    """Choose from a box; a list that closed because the page was still moving is opened again."""
    settled(page)
    option = page.get_by_role("option", name=re.compile(f"^{name}")).first
    for _ in range(5):
        page.get_by_role("combobox", name=label).click()
        page.keyboard.type(name)
        try:
            option.click(timeout=3_000)
            return
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
    raise AssertionError(f"{name!r} could not be chosen in {label!r}")


def test_moving_the_62_day_threshold_to_82_changes_dorset_and_the_counts(app, page):
    edition, method = load_edition("october-2016"), load_methodology("nhs-england-2016")
    before = count_ratings(rate(edition.indicators, method))
    after = count_ratings(rate(edition.indicators, method.with_changes({"waits_62_day.benchmark": 82})))
    page.goto(f"{app}/what-if?area={DORSET}")
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill("82")
    field.press("Enter")
    expect(page.get_by_text(f"Performing well: {before['well']} → {after['well']}")).to_be_visible()
    expect(page.get_by_text(f"Needs improvement: {before['needs']} → {after['needs']}")).to_be_visible()
    expect(page.locator(".breakdown .badge")).to_have_text("Top performing")
    expect(page.locator(".breakdown .was")).to_have_text("In the baseline: needs improvement.")
    page.wait_for_url(re.compile(r"waits_62_day\.benchmark=82"))


def test_a_copied_link_shows_the_same_view_in_a_fresh_browser(app, page, chromium):
    page.goto(f"{app}/what-if?area={DORSET}")
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill("82")
    field.press("Enter")
    page.wait_for_url(re.compile("waits_62_day.benchmark=82"))
    headline = page.locator(".headline")
    expect(headline).to_contain_text("areas change rating")
    sentence = headline.inner_text()
    other = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    other.goto(page.url)
    expect(other.locator(".headline")).to_have_text(sentence, timeout=30_000)
    expect(other.get_by_label("62-day waits: exact threshold, %")).to_have_value("82.0")
    other.context.close()


def test_area_and_scenario_follow_from_page_to_page(app, page):
    page.goto(f"{app}/what-if?area={DORSET}&waits_62_day.benchmark=82")
    expect(page.locator(".headline")).to_contain_text("areas change rating")
    page.get_by_role("link", name="My area", exact=True).click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    expect(page.get_by_text("62-day waits: threshold 82% (was 85%)")).to_be_visible()
    expect(page.get_by_text("By NHS England 2016, reconstructed: Needs improvement")).to_be_visible()
    page.wait_for_url(re.compile(f"/area.*area={DORSET}"))


def test_the_whole_story_can_be_read_with_the_keyboard_alone(app, page):
    page.goto(app)
    settled(page)
    tab_to(page, "Find an area")
    page.keyboard.type("Dorset")
    expect(page.get_by_role("option", name="Dorset (11J)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    for figure in DORSET_FIGURES:
        expect(page.locator("table.facts").first).to_contain_text(figure)
    settled(page)
    tab_to(page, "More about Dorset")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/area"))
    expect(page.get_by_role("heading", name="The figures as a table")).to_be_visible()


def test_a_threshold_can_be_moved_with_the_keyboard_alone(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    tab_to(page, "62-day waits")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"waits_62_day\.benchmark=84\.5"))
    expect(page.get_by_text("62-day waits: threshold 84.5% (was 85%)")).to_be_visible()


def tab_to(page, label: str) -> None:
    """Press Tab until the element with that label has the focus."""
    name = """() => { let e = document.activeElement;
        while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
        const labels = [...(e.labels ?? [])].map(label => label.innerText);
        const by = (e.getAttribute('aria-labelledby') || '').split(' ').map(i => document.getElementById(i)?.innerText);
        const own = e.tagName === 'A' || e.tagName === 'BUTTON' ? e.innerText : '';
        return [e.getAttribute('aria-label'), ...by, ...labels, own].filter(Boolean).join(' | ') }"""
    heard = []
    for _ in range(80):
        page.keyboard.press("Tab")
        heard.append(page.evaluate(name))
        if label in heard[-1]:
            return
    raise AssertionError(f"Tab never came to {label!r}; it came to {heard}")


@pytest.mark.parametrize("threshold", ["82", "75", "97"])
def test_a_threshold_change_sends_no_geometry_and_keeps_the_picture(app, page, threshold):
    received: list[int] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(f"{app}/what-if?area={DORSET}")
    made = instrument(page)
    settled(page)
    made.evaluate("made => made.querySelector('svg').dataset.first = 'yes'")
    received.clear()
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill(threshold)
    field.press("Enter")
    expect(page.locator(".headline")).to_contain_text("areas change rating")
    settled(page)
    # The page alone; geometry would be hundreds of kilobytes. Every page in the navigation costs some of it too.
    assert 0 < sum(received) < 18_000
    # The same drawing, not a new one: nothing flashed.
    assert made.evaluate("made => made.querySelector('svg').dataset.first") == "yes"
    fetched = (
        "performance.getEntriesByType('resource').filter(e => e.name.includes('ccg-april-2016.json')).length"
    )
    assert page.evaluate(fetched) == 1


def test_all_209_areas_are_on_the_map_with_their_rating(app, page):
    page.goto(app)
    expect(shape(page, "Dorset")).to_be_visible()
    labels = page.locator('.st-key-england_map path[aria-label*="Area: "]').evaluate_all(
        "paths => paths.map(path => path.getAttribute('aria-label'))"
    )
    assert len({label.split("Area: ")[1].split(";")[0] for label in labels}) == 209
    # London's areas are there twice, the second time in the inset.
    assert len(labels) == 209 + 32
    assert sum("shown: Top performing" in label for label in set(labels)) == 7
    assert sum("shown: Greatest need" in label for label in set(labels)) == 24


@pytest.mark.parametrize("scenario", ["", "&waits_62_day.benchmark=82&early_diagnosis.benchmark=48"])
def test_every_indicator_of_an_area_is_drawn(app, page, scenario):
    page.goto(f"{app}/area?area={DORSET}{scenario}")
    for figure in DORSET_FIGURES:
        mark = page.locator(f'svg.marks path[aria-label*="Area: Dorset; Value: {figure}; 95% interval: "]')
        expect(mark.first).to_be_attached()
    expect(page.locator("svg.marks text", has_text="Standard 85%")).to_have_count(1)
    expect(page.locator("svg.marks text", has_text="Threshold 82%")).to_have_count(1 if scenario else 0)


def test_a_sweep_is_drawn_and_says_where_the_next_change_happens(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    pick(page, "62-day waits: threshold", "Move one threshold, count, weight or cut over its whole range")
    expect(page.get_by_text("The next change happens at 84.5%")).to_be_visible()
    expect(page.locator("svg.marks text", has_text="now 85%")).to_have_count(1)
    rectangles = page.locator('svg.marks path[aria-label*="Rating: Needs improvement"]')
    expect(rectangles.first).to_be_attached()
    assert rectangles.count() > 50


@pytest.fixture(scope="module", params=PAGES)
def visited(request, app, browser):
    """A page that was opened on a phone, once for all tests, and the hosts that it asked for anything."""
    page, hosts = browser.new_page(), set()
    page.set_viewport_size({"width": 390, "height": 900})
    page.on("request", lambda asked: hosts.add(urlparse(asked.url).hostname))
    page.goto(f"{app}/{request.param}?area={DORSET}")
    yield page, hosts
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(visited, width):
    page, _ = visited
    page.set_viewport_size({"width": width, "height": 900})
    settled(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_nothing_is_fetched_from_anywhere_else(visited):
    page, hosts = visited
    settled(page)
    assert hosts - {None} == {"127.0.0.1"}


def test_somebodys_own_boundaries_take_the_place_of_the_embedded_ones(page, tmp_path):
    file = tmp_path / "mine.geojson"
    square = [[[-2.6, 50.6], [-1.9, 50.6], [-1.9, 51.0], [-2.6, 51.0], [-2.6, 50.6]]]
    feature = {
        "type": "Feature",
        "properties": {"CCGcode": DORSET, "CCGname": "NHS Dorset CCG"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with serve(file) as address:
        page.goto(address)
        shape(page, "Dorset").click()
        expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
        assert page.locator('.st-key-england_map path[aria-label*="Area: "]').count() == 1
        page.goto(f"{address}/data-and-methods")
        expect(page.get_by_text("Figures without a shape on the map")).to_be_visible()


def test_boundaries_that_cannot_be_used_leave_the_embedded_ones_and_say_why(page, tmp_path):
    file = tmp_path / "broken.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [')
    with serve(file) as address:
        page.goto(address)
        expect(page.get_by_text("The embedded boundaries are shown instead.")).to_be_visible()
        expect(shape(page, "Dorset")).to_be_visible()
        expect(page.get_by_text("Traceback")).to_have_count(0)
        page.wait_for_selector(READY)


def test_hexagons_and_the_inset_choose_an_area_as_the_map_does(app, page):
    page.goto(app)
    inset = page.locator('.st-key-england_map path[aria-label*="Area: Newham;"]').nth(1)
    inset.click()
    expect(page.get_by_role("heading", name="Newham")).to_be_visible()
    settled(page)
    pick(page, "Equal-area hexagons", "Map")
    page.wait_for_url(re.compile("shape=hexagons"))
    settled(page)
    expect(page.locator('.st-key-england_map path[aria-label*="Area: "]')).to_have_count(209)
    shape(page, "Dorset").click()
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()


def test_a_scenario_file_that_was_downloaded_gives_the_same_view_when_loaded(app, page, tmp_path):
    page.goto(f"{app}/what-if?method=significance-everywhere&waits_62_day.benchmark=82")
    headline = page.locator(".headline")
    expect(headline).to_contain_text("areas change rating")
    sentence = headline.inner_text()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this scenario (YAML)").click()
    file = tmp_path / "scenario.yaml"
    download.value.save_as(file)
    page.goto(f"{app}/what-if")
    settled(page)
    page.get_by_text("Bring your own methodology or scenario").click()
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("scenario.yaml")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Use it").click()
    expect(headline).to_have_text(sentence)
    page.wait_for_url(re.compile(r"method=significance-everywhere.*benchmark=82"))


def test_undo_takes_back_the_last_step(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill("82")
    field.press("Enter")
    expect(page.locator(".headline")).to_contain_text("areas change rating")
    settled(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".headline")).to_contain_text("Move a threshold")
    settled(page)
    expect(field).to_have_value("85.0")


def test_which_choices_matter_is_worked_out_with_a_bar_that_moves(app, page):
    page.goto(f"{app}/how-sure")
    settled(page)
    page.get_by_role("button", name="Work out which choices matter together").click()
    expect(page.get_by_text(re.compile("of all variation")).first).to_be_visible(timeout=60_000)


def test_a_postcode_lands_on_its_area(app, page):
    page.goto(app)
    settled(page)
    box = page.get_by_label("Postcode, town, area or alliance")
    box.fill("dt1 1xj")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Dorset")).to_be_visible()
    page.wait_for_url(re.compile(f"area={DORSET}"))
