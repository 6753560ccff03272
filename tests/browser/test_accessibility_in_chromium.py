"""Every page by the rules of axe, and by what axe cannot see: titles, narrow windows, the keyboard, forced colours.

What is left to Streamlit is in KNOWN, and in docs/accessibility.md; anything else fails.
"""

import re
from io import BytesIO

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import quiet, settled

pytestmark = pytest.mark.browser

AREA = "area=E38000045"
WAITS = "edition=cancer-waits-2016-q1"
VIEWS = {
    "england": (f"?{AREA}", "Dorset – England – Cancer ratings"),
    "england without an area": ("", "England – Cancer ratings"),
    "what if": (f"what-if?{AREA}&waits_62_day.benchmark=82", "What if – Cancer ratings"),
    "scenarios with a saved one": ("scenarios?waits_62_day.benchmark=82", "Scenarios – Cancer ratings"),
    "area": (f"area?{AREA}", "Dorset – My area – Cancer ratings"),
    "area without an area": ("area", "My area – Cancer ratings"),
    "area over time": (f"area?{WAITS}&{AREA}", "Dorset – My area – Cancer ratings"),
    "cancer alliance": (f"cancer-alliance?{AREA}", "Wessex – My alliance – Cancer ratings"),
    "care or chance": (f"care-or-chance?{AREA}", "Dorset – Care or chance? – Cancer ratings"),
    "alliance over time": (f"cancer-alliance?{WAITS}&{AREA}", "Wessex – My alliance – Cancer ratings"),
    "postcode lottery": (f"postcode-lottery?{AREA}", "Dorset – Postcode lottery – Cancer ratings"),
    "watch list": (f"watch-list?{WAITS}&{AREA}", "Dorset – Watch list – Cancer ratings"),
    "how sure": (f"how-sure?{AREA}", "Dorset – How sure? – Cancer ratings"),
    "board pack": (f"board-pack?{AREA}", "Board pack – Cancer ratings"),
    "present": (f"present?{AREA}", "Present – Cancer ratings"),
    "present, a table": (f"present?screen=6&{AREA}", "Present – Cancer ratings"),
    "load with a report": ("load", "Your own data – Cancer ratings"),
    "data and methods": ("data-and-methods", "Methods – Cancer ratings"),
    "waits across england": (f"?{WAITS}", "England – Cancer ratings"),
}
KNOWN = (
    # Streamlit takes the place to drop files on out of the order of Tab, where its button stands already.
    ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'),
)
"""What Streamlit draws and the app cannot change: the rule of axe, and a part of the element's HTML."""

RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
TALL = 6000
"""Pixels of a window in which everything is drawn that waits until it is seen."""


@pytest.fixture(scope="module")
def tall(chromium):
    """A browser with tall windows, which all views share: what they have in common is fetched once."""
    context = chromium.new_context(viewport={"width": 1440, "height": TALL})
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def dark(chromium):
    """The same on a system that is dark."""
    context = chromium.new_context(viewport={"width": 1440, "height": TALL}, color_scheme="dark")
    yield context
    context.close()


@pytest.fixture(scope="module", params=VIEWS)
def view(request, app, tall):
    """A view of the app in a tall window; it is opened once for all tests."""
    page = tall.new_page()
    address, title = VIEWS[request.param]
    page.goto(f"{app}/{address}")
    at_rest(page)
    if "saved" in request.param:
        # A name of its own: all browser tests save into one database.
        page.get_by_label("Save it under a new name").fill("Looked through by axe")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved as “Looked through by axe”.")).to_be_visible()
        at_rest(page)
    if "report" in request.param:
        rows = "area_code,indicator,numerator,denominator\nE38000045,62-day waits,90,100\nE38999999,62-day waits,1,9"
        box = page.get_by_test_id("stFileUploader").locator("input[type=file]")
        box.set_input_files({"name": "two.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        expect(page.get_by_role("heading", name="2. Review what was found")).to_be_visible()
        at_rest(page)
    yield page, title
    page.close()


def at_rest(page) -> None:
    """Wait until a page is drawn; Present has no foot with sources."""
    if "/present" in page.url:
        page.locator("footer.screen").wait_for()
        quiet(page)
    else:
        settled(page)


def faults(page) -> list[str]:
    """Return what axe finds that is not known: rule, selector and HTML of each place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))[-120:]}: {node['html'][:160]}"
        for fault in found
        for node in fault["nodes"]
        if not any(fault["id"] == rule and part in node["html"] for rule, part in KNOWN)
    ]


def test_axe_finds_nothing_new_on_a_wide_screen_and_on_a_phone(view):
    page, _ = view
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": TALL})
        at_rest(page)
        assert not faults(page), width


@pytest.mark.parametrize(
    "page_name", ["", "what-if", "area", "cancer-alliance", "care-or-chance", "board-pack", "load"]
)
def test_axe_finds_nothing_new_where_the_system_is_dark(app, dark, page_name):
    page = dark.new_page()
    page.goto(f"{app}/{page_name}?{AREA}&waits_62_day.benchmark=82")
    settled(page)
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        == "rgb(16, 23, 31)"
    )
    assert not faults(page)
    # Charts are drawn for white paper.
    for chart in page.locator("svg.marks:visible").all():
        expect(chart).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_have_css("color", "rgb(8, 16, 26)")
    page.close()


def test_every_chart_says_what_it_shows(view):
    page, _ = view
    said = page.locator(".stVegaLiteChart:visible").evaluate_all(
        "charts => charts.map(chart => chart.getAttribute('aria-label') || '')"
    )
    assert all(len(text) > 20 for text in said), said


def test_the_window_is_called_after_the_page_and_the_area_or_group_that_it_shows(view):
    page, title = view
    expect(page).to_have_title(title)


def test_nothing_is_wider_than_a_window_of_320_pixels(view):
    page, _ = view
    page.set_viewport_size({"width": 320, "height": 640})
    at_rest(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth") <= 320


RING = """() => {
    let focused = document.activeElement;
    if (focused === document.body) return ["BODY", null];  // past the last
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const places = [focused, focused.parentElement, focused.parentElement?.parentElement,
                    focused.closest('label')?.querySelector(':scope > div')];
    const ring = places.filter(Boolean).map(place => getComputedStyle(place)).find(
        style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2);
    const seen = focused.checkVisibility({opacityProperty: true, visibilityProperty: true});
    return [focused.getAttribute('aria-label') || focused.innerText || focused.tagName, seen && ring?.outlineColor];
}"""


DARK = "rgb(31, 78, 121)"


@pytest.mark.parametrize(("path", "presses"), [("", 32), ("what-if", 30), ("board-pack", 30)])
def test_whatever_has_the_focus_has_a_dark_ring(app, page, path, presses):
    page.goto(f"{app}/{path}?{AREA}")
    settled(page)
    for _ in range(presses):
        page.keyboard.press("Tab")
        name, ring = page.evaluate(RING)
        for _ in range(40):
            if ring == DARK or name in ("CANVAS", "BODY"):
                break
            # A toolbar fades in.
            page.wait_for_timeout(50)
            name, ring = page.evaluate(RING)
        else:
            assert ring == DARK, name


def test_the_first_thing_that_tab_comes_to_leads_past_the_navigation(app, page):
    page.goto(app)
    settled(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_legend_keeps_its_colours_where_colours_are_forced(app, chromium):
    context = chromium.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(app)
    settled(page)
    picture = page.locator(".legend").first.screenshot()
    saturation = np.asarray(Image.open(BytesIO(picture)).convert("HSV"))[..., 1]
    assert (saturation > 100).sum() > 4 * 100
    # Words of a chart are dark, so that what they stand on must stay light.
    expect(page.locator("svg.marks").first).to_have_css("background-color", "rgb(255, 255, 255)")
    context.close()


def test_screens_can_be_turned_by_buttons_that_appear_when_they_have_the_focus(app, page):
    page.goto(f"{app}/present?{AREA}")
    at_rest(page)
    buttons = page.get_by_role("navigation", name="Screens")
    assert buttons.evaluate("buttons => getComputedStyle(buttons).opacity") == "0"
    following = buttons.get_by_role("button", name="Next")
    following.focus()
    expect(buttons).to_have_css("opacity", "1")
    page.keyboard.press(" ")
    expect(page.locator("footer.screen > b")).to_have_text(re.compile("^2 of"))
    # One press, one screen; and the button is still there for the next.
    page.keyboard.press("Enter")
    expect(page.locator("footer.screen > b")).to_have_text(re.compile("^3 of"))
    buttons.get_by_role("button", name="Leave").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("board-pack"))
