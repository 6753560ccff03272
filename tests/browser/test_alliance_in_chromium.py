"""The page of Cancer Alliances in a real browser: printed on one page, and a group of one's own by a link."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
A4_ON_ITS_SIDE = b"/MediaBox [0 0 841.91998 594.95996]"


@pytest.mark.parametrize(
    "address",
    [
        "group=E56000016&area=E38000045",  # Wessex, 8 areas
        "group=E56000007&waits_62_day.benchmark=80",  # West Midlands, the largest with 22, and its movers
        "by=region&group=E40000001&method=met-or-not",  # the North, 66 areas, and its movers
    ],
)
def test_a_group_is_printed_on_one_page(app, page, address):
    page.goto(f"{app}/cancer-alliance?{address}")
    settled(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    assert A4_ON_ITS_SIDE in printed


def test_a_group_of_ones_own_is_put_together_and_found_again_by_its_link(app, page, chromium):
    page.goto(f"{app}/cancer-alliance")
    settled(page)
    page.get_by_role("textbox", name="Name").fill("South coast")
    areas = page.get_by_role("combobox", name="Areas")
    for name in ("Dorset", "West Hampshire"):
        areas.click()
        areas.fill(name)
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep this group").click()
    expect(page.get_by_text("South coast (1.3 million people)")).to_be_visible()
    page.wait_for_url(re.compile("groups=South"))
    link = page.url
    other = chromium.new_page()
    other.goto(link)
    expect(other.get_by_text("South coast (1.3 million people)")).to_be_visible(timeout=30_000)
    expect(other.get_by_role("heading", name="South coast as a whole")).to_be_visible()
    other.close()
