"""From a postcode to an area and its neighbours, and from neighbour to neighbour, in a real browser."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import scroll_down, settled

pytestmark = pytest.mark.browser

DORSET = "E38000045"
NEIGHBOURS = ["Somerset", "West Hampshire", "Wiltshire", "Northern, Eastern and Western Devon"]
FIRST_ROW, ROW = 52, 35
"""Pixels from the top of a table to the middle of its first row, and from row to row."""


def table(page, name: str):
    return page.locator(f'[class*="st-key-{name}-"] [data-testid=stDataFrame]')


def names(page, name: str) -> list[str]:
    """Return the first column of a table, as it is there for screen readers, once its rows are."""
    cells = table(page, name).locator("canvas td[role=gridcell][aria-colindex]")
    cells.first.wait_for(state="attached")
    return (
        table(page, name)
        .locator("canvas tbody tr")
        .evaluate_all("rows => rows.map(r => r.cells[0].innerText)")
    )


def find_postcode(page, postcode: str) -> None:
    settled(page)
    box = page.get_by_label("Postcode, town, area or alliance")
    box.fill(postcode)
    box.press("Enter")
    expect(page.get_by_role("heading", name="Dorset", exact=True)).to_be_visible()


def expect_neighbours_of_dorset(page) -> None:
    expect(page.get_by_role("heading", name="Neighbours")).to_be_visible()
    settled(page)
    table(page, "neighbours").scroll_into_view_if_needed()
    assert names(page, "neighbours") == NEIGHBOURS


def choose_row(page, name: str, row: int) -> None:
    settled(page)
    table(page, name).scroll_into_view_if_needed()
    table(page, name).click(position={"x": 16, "y": FIRST_ROW + row * ROW})


def test_a_postcode_on_the_area_page_lands_on_the_area_with_its_neighbours(app, page):
    page.goto(f"{app}/area")
    find_postcode(page, "DT1 1XJ")
    expect_neighbours_of_dorset(page)
    page.wait_for_url(re.compile(f"area={DORSET}"))


def test_a_postcode_on_england_leads_to_the_area_page_with_its_neighbours(app, page):
    page.goto(app)
    find_postcode(page, "dt11xj")
    settled(page)
    page.get_by_role("link", name="More about Dorset").click()
    page.wait_for_url(re.compile(f"/area.*area={DORSET}"))
    expect_neighbours_of_dorset(page)


def test_choosing_a_neighbour_goes_to_it_and_back_again(app, page):
    page.goto(f"{app}/area?area={DORSET}")
    choose_row(page, "neighbours", NEIGHBOURS.index("Wiltshire"))
    expect(page.get_by_role("heading", name="Wiltshire", exact=True)).to_be_attached()
    page.wait_for_url(re.compile("area=E38000206"))
    expect(page.get_by_role("combobox", name="Find an area")).to_have_value("Wiltshire (99N)")
    settled(page)
    table(page, "neighbours").scroll_into_view_if_needed()
    choose_row(page, "neighbours", names(page, "neighbours").index("Dorset"))
    page.wait_for_url(re.compile(f"area={DORSET}"))
    expect_neighbours_of_dorset(page)


def test_choosing_a_similar_area_goes_to_it_under_the_same_scenario(app, page):
    page.goto(f"{app}/area?area={DORSET}&waits_62_day.benchmark=82")
    choose_row(page, "similar", 2)
    expect(page.get_by_role("heading", name="Somerset", exact=True)).to_be_attached()
    page.wait_for_url(re.compile(r"area=E38000150.*benchmark=82|benchmark=82.*area=E38000150"))
    expect(page.get_by_role("heading", name="Similar areas")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_differences_from_similar_areas_are_drawn_for_every_indicator(app, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{app}/area?area={DORSET}")
    chart = page.locator("svg.marks", has_text="Dorset compared with similar areas")
    scroll_down(page, chart)
    for text in ("+4.2 est.", "−0.5", "+0.6 est.", "+2.2 est."):
        # Once in white, so that it can be read across lines, and once in its colour.
        expect(chart.locator("text", has_text=text)).to_have_count(2)
    expect(chart.locator('path[aria-label*="Similar area: Wiltshire"]')).to_have_count(4)
    assert chart.bounding_box()["width"] <= width


def test_the_download_of_neighbours_says_gap_interval_probability_and_source(app, page, tmp_path):
    page.goto(f"{app}/area?area={DORSET}&waits_62_day.benchmark=82")
    settled(page)
    page.get_by_role("button", name="Download the neighbours and gaps").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    name = download.value.suggested_filename
    assert name.startswith(f"october-2016_4-areas_neighbours-of-{DORSET.lower()}_nhs-england-2016-changed_")
    file = tmp_path / "neighbours.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 16
    [waits] = [r for r in rows if r["Area"] == "NHS Wiltshire CCG" and r["Indicator ID"] == "waits_62_day"]
    assert float(waits["Difference"]) == pytest.approx(86.4516 - 82.7, abs=1e-3)
    assert float(waits["Lower 95% limit of the difference"]) < 0
    assert float(waits["Upper 95% limit of the difference"]) > 0
    assert (waits["Verdict"], waits["Side on which the neighbour stands"]) == ("unclear", "better")
    assert waits["Neighbour of area code"] == DORSET
    assert 0.85 < float(waits["Probability that the order is real, 0 to 1"]) < 0.95
    assert waits["Note: changes to the methodology"] == "62-day waits: threshold 82% (was 85%)"
    assert waits["Note: licence"]
