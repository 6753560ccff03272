"""What the first screen of each page holds, on two laptops and a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

LAPTOPS = [(1440, 900), (1366, 768)]
PHONE = (390, 844)
AREA = "area=E38000045"
HEAD = 130
"""Pixels that menu, title, edition, note on estimates and one line may take."""


def opened(app, page, path: str, size: tuple[int, int]):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{app}/{path}")
    settled(page)
    return page


def box(page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found, selector
    return found


def painted(page, chart: str) -> dict[str, float]:
    """Return the place of what a map shows, which is less than its chart: its areas and the inset."""
    return page.evaluate(
        """chart => {
            const boxes = [...document.querySelectorAll(`${chart} svg.marks path`)]
                .map(path => path.getBoundingClientRect()).filter(box => box.width > 1 && box.height > 1);
            const all = document.querySelector(`${chart} svg.marks`).getBoundingClientRect();
            const inside = boxes.filter(box => box.height < all.height - 1 || box.width < all.width - 1);
            return {top: Math.min(...inside.map(box => box.top)), bottom: Math.max(...inside.map(box => box.bottom)),
                    left: Math.min(...inside.map(box => box.left)), right: Math.max(...inside.map(box => box.right)),
                    areas: inside.length};
        }""",
        chart,
    )


@pytest.mark.parametrize("size", LAPTOPS, ids=str)
@pytest.mark.parametrize(
    "path", ["", f"?{AREA}", "?waits_62_day.benchmark=82", "?edition=cancer-waits-2021-q3"], ids=str
)
def test_the_whole_map_of_england_its_legend_and_the_finder_are_on_the_first_screen(app, page, size, path):
    opened(app, page, path, size)
    drawn = painted(page, ".st-key-england_map")
    assert drawn["areas"] > 100
    assert 0 <= drawn["top"] < drawn["bottom"] <= size[1]
    assert 0 <= drawn["left"] < drawn["right"] <= size[0]
    assert drawn["bottom"] - drawn["top"] > 300
    for selector in (".st-key-map_side .legend", ".st-key-finder input"):
        place = box(page, selector)
        assert place["y"] >= 0 and place["y"] + place["height"] <= size[1], selector


def test_an_area_can_be_clicked_on_a_map_that_is_drawn_smaller(app, page):
    opened(app, page, "", (1366, 768))
    page.locator('.st-key-england_map path[aria-label*="Area: Cumbria;"]').first.click(force=True)
    expect(page.get_by_role("heading", name="Cumbria")).to_be_visible()
    expect(page.get_by_text("Next door:")).to_be_visible()


PICTURES = {
    f"area?{AREA}": ".stVegaLiteChart",
    f"cancer-alliance?{AREA}": ".st-key-wide_group_areas .stVegaLiteChart",
    "care-or-chance": ".stDataFrame",
    "care-or-chance?question=postcode-lottery": ".stVegaLiteChart",
    f"board-pack?{AREA}": ".st-key-screen_shown",
    "watch-list?edition=cancer-waits-2021-q3": ".stDataFrame",
    "data-and-methods": "table.facts",
    "load": ".stFileUploader",
}
"""Of each page, what it is for."""


@pytest.mark.parametrize("path", PICTURES)
def test_every_page_shows_its_main_picture_on_the_first_screen_under_a_head_of_a_line(app, page, path):
    opened(app, page, path, (1366, 768))
    head = box(page, ".st-key-head")
    assert head["y"] + head["height"] <= HEAD
    place = box(page, PICTURES[path])
    # A good part of it at least: 120 pixels, or all.
    assert place["y"] + min(place["height"], 120) <= 768


def test_all_there_is_to_say_of_estimates_is_behind_more_and_goes_with_escape(app, page):
    opened(app, page, "", (1366, 768))
    banner = page.locator(".banner")
    expect(banner).to_be_hidden()
    page.get_by_role("button", name="more", exact=True).focus()
    page.keyboard.press("Enter")
    expect(banner).to_be_visible()
    assert "607 are estimates" in banner.inner_text()
    page.keyboard.press("Escape")
    expect(banner).to_be_hidden()
    page.emulate_media(media="print")
    expect(banner).to_be_visible()
    page.emulate_media(media="screen")


@pytest.mark.parametrize("path", ["", f"?{AREA}"], ids=str)
def test_on_a_phone_the_box_for_a_postcode_comes_first_and_the_answer_right_under_it(app, page, path):
    opened(app, page, path, PHONE)
    postcode = page.get_by_label("Postcode, town, area or alliance").bounding_box()
    title = box(page, "h1")
    assert title["y"] < postcode["y"]
    assert postcode["y"] + postcode["height"] < 300
    map_top = painted(page, ".st-key-england_map")["top"]
    assert postcode["y"] < map_top
    if path:
        answer = page.get_by_role("heading", name="Dorset", exact=True).bounding_box()
        door = page.get_by_text("Next door:").bounding_box()
        assert postcode["y"] < answer["y"] < door["y"] < min(PHONE[1], map_top)


def test_on_a_phone_the_top_of_the_map_is_on_the_first_screen_once_the_explanation_is_closed(app, chromium):
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(30_000)
    page = context.new_page()
    opened(app, page, "", PHONE)
    page.get_by_role("button", name="Got it").click()
    settled(page)
    # A good part of it.
    assert painted(page, ".st-key-england_map")["top"] < PHONE[1] - 180
    # How it looks can be chosen below.
    expect(page.get_by_role("combobox", name="Colour by")).to_be_visible()
    context.close()


PHONE_TABLES = (
    "data-and-methods",
    "care-or-chance",
    "care-or-chance?question=postcode-lottery",
    "what-if?half=comparison",
)


@pytest.mark.parametrize("path", PHONE_TABLES)
def test_on_a_phone_a_wide_table_scrolls_and_the_page_does_not(app, page, path):
    opened(app, page, path, PHONE)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth") <= PHONE[0]
    for place in page.locator(".scroll:visible, [data-testid=stDataFrame]:visible").all():
        box = place.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0] + 1


def test_the_menu_of_a_phone_is_called_so_and_closes_when_a_page_is_chosen(app, page):
    opened(app, page, "", PHONE)
    drawer = page.get_by_test_id("stSidebar")
    for name, title in (("My area", "One area, indicator by indicator"), ("Board pack", "Board pack")):
        page.get_by_role("button", name="Menu").click()
        expect(drawer.get_by_role("link", name="England")).to_be_in_viewport()
        drawer.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        settled(page)
        expect(drawer).not_to_be_in_viewport()


def test_a_first_visit_is_explained_in_three_sentences_until_they_are_closed_for_good(app, chromium):
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    opened(app, page, "", (1366, 768))
    said = page.get_by_role("region", name="What this is")
    expect(said.locator("p")).to_have_count(3)
    expect(said).to_be_in_viewport()
    said.get_by_role("button", name="Got it").focus()
    page.keyboard.press("Enter")
    expect(said).to_be_hidden()
    # Another visit with the same browser: the server knows nothing of the first.
    opened(app, page, "", (1366, 768))
    expect(said).to_be_hidden()
    context.close()


def test_undo_and_copy_link_are_on_the_first_screen_of_a_low_laptop(app, page):
    opened(app, page, "what-if?waits_62_day.benchmark=82&one_year_survival.low_by=value", (1366, 768))
    for name in ("Undo", "Back to the baseline", "Copy link"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_first_slider_is_on_the_first_screen_under_the_whole_map(app, page):
    opened(app, page, "what-if", PHONE)
    drawn = page.locator(".map svg").bounding_box()
    slider = page.locator("[data-path='waits_62_day.benchmark'] input[type=range]").bounding_box()
    assert drawn["height"] > 180
    assert drawn["y"] + drawn["height"] <= slider["y"]
    assert slider["y"] + slider["height"] <= PHONE[1]


@pytest.mark.parametrize("size", [(1366, 768), PHONE], ids=str)
def test_low_high_est_and_the_words_of_the_press_are_explained_where_they_stand(app, page, size):
    opened(app, page, "?area=Portsmouth", size)
    for word, sentence in {
        "Low": "Low: worse than what it is compared with. Here: 71.7% against the standard of 85%.",
        "est.": "est.: an estimate, not a published figure.",
        "requires improvement": "in the words of school inspections (Ofsted)",
    }.items():
        asked = page.get_by_role("button", name=word, exact=True).first
        said = page.locator(".meaning", has_text=sentence)
        expect(said).to_be_hidden()
        asked.focus()
        page.keyboard.press("Enter")
        expect(said).to_be_visible()
        place = said.bounding_box()
        assert place["x"] >= 0 and place["x"] + place["width"] <= size[0]
        page.keyboard.press("Escape")
        expect(said).to_be_hidden()


@pytest.mark.parametrize("path", [f"?{AREA}", f"area?{AREA}", f"cancer-alliance?{AREA}", "data-and-methods"])
def test_on_a_phone_no_table_is_cut_unless_it_scrolls(app, page, path):
    opened(app, page, path, PHONE)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('table')].filter(table => table.checkVisibility())
            .filter(table => table.getBoundingClientRect().right > innerWidth + 1)
            .filter(table => getComputedStyle(table.closest('.scroll') ?? document.body).overflowX !== 'auto')
            .map(table => table.innerText.slice(0, 80))"""
    )
    assert cut == []
