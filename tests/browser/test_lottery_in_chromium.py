"""What a person does on the page Postcode lottery, done in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from scoring import Assessment, load_edition, load_methodology
from scoring.lottery.borders import border_gaps, widest_gaps
from tests.browser.conftest import settled
from tests.browser.test_app_in_chromium import pick, shape

pytestmark = pytest.mark.browser

DORSET = "E38000045"


def test_across_borders_beyond_chance_in_clusters_an_area_is_followed(app, page):
    edition, method = load_edition("october-2016"), load_methodology("nhs-england-2016")
    page.goto(f"{app}/postcode-lottery")
    settled(page)
    # A point of the funnel, as a shape of the map, chooses its area, and the whole page follows.
    page.locator('.st-key-funnel path[aria-label*="Area: Dorset;"]').first.click(force=True)
    expect(page.get_by_role("heading", name="Dorset and its neighbours")).to_be_visible()
    page.wait_for_url(re.compile(f"area={DORSET}"))
    expect(page.get_by_text("From Dorset (82.7%) drive to West Hampshire")).to_be_visible()
    expect(page.locator(".st-key-gradient svg.marks text", has_text="Dorset").first).to_be_attached()
    settled(page)
    shape(page, "Wiltshire", "lottery_map").click()
    expect(page.get_by_role("heading", name="Wiltshire and its neighbours")).to_be_visible()
    # Another measure: the widest gaps are those of the science, and what is estimated is hollow and marked.
    settled(page)
    pick(page, "Early diagnosis", "Measure")
    top = next(
        widest_gaps(border_gaps(Assessment(edition, method)), "early_diagnosis", number=1).itertuples()
    )
    label = f"{edition.short_names[top.neighbour_code]} – {edition.short_names[top.area_code]}"
    drawn = page.locator("svg.marks").first
    expect(drawn.locator("text", has_text=label)).to_have_count(1)
    expect(drawn.locator("text", has_text=re.compile(r"% est\.$")).first).to_be_attached()
    hollow = page.locator('.st-key-funnel path[aria-label*="est."][fill="white"]')
    estimated = (edition.indicators.query("indicator == 'early_diagnosis'")["basis"] != "published").sum()
    expect(hollow).to_have_count(int(estimated))


def test_choosing_an_area_leaves_the_drawings_in_place(app, page):
    page.goto(f"{app}/postcode-lottery")
    settled(page)
    for key in ("funnel", "gradient", "lottery_map"):
        page.evaluate(f"document.querySelector('.st-key-{key} svg.marks').dataset.first = 'yes'")
    pick(page, "Dorset")
    expect(page.get_by_role("heading", name="Dorset and its neighbours")).to_be_visible()
    settled(page)
    for key in ("funnel", "gradient", "lottery_map"):
        assert page.evaluate(f"document.querySelector('.st-key-{key} svg.marks').dataset.first") == "yes", key
