"""Files that a person takes away, asked for in a real browser."""

import html
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.tables.table import restored
from scoring import RATING_LABELS, Assessment, load_edition, load_methodology, movers, rate
from tests.browser.conftest import settled
from tests.reports.reading import from_csv, from_parquet, from_xlsx

pytestmark = pytest.mark.browser

BASELINE = load_methodology("nhs-england-2016")
SCENARIO = BASELINE.with_changes({"waits_62_day.benchmark": 82.0})


def test_a_table_is_taken_away_in_three_formats_that_say_the_same(app, page, tmp_path):
    page.goto(f"{app}/data-and-methods?waits_62_day.benchmark=82")
    settled(page)
    page.get_by_role("button", name="Download the ratings").click()
    tables = []
    for words, read in (("CSV", from_csv), ("Excel (XLSX)", from_xlsx), ("Parquet", from_parquet)):
        with page.expect_download() as download:
            page.get_by_role("button", name=words, exact=True).click()
        tables.append(restored(read(Path(download.value.path()).read_bytes())))
    expected = rate(load_edition().indicators, SCENARIO)["rating"].map(RATING_LABELS)
    for table in tables:
        assert list(table["rating"]) == list(expected)


def test_the_movers_are_those_of_the_threshold_that_was_moved_last(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill("82")
    field.press("Enter")
    expect(page.locator(".headline")).to_contain_text("areas change rating")
    settled(page)
    page.get_by_role("button", name="Download the movers").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    table = from_csv(Path(download.value.path()).read_bytes())
    edition = load_edition()
    assert list(table["Area code"]) == list(
        movers(Assessment(edition, BASELINE), Assessment(edition, SCENARIO))["area_code"]
    )
    # An address of this machine would lead nobody else here.
    assert "127.0.0.1" not in table.to_csv()


def test_the_picture_of_who_changes_is_of_the_threshold_that_was_moved_last(app, page):
    page.goto(f"{app}/what-if")
    settled(page)
    field = page.get_by_label("62-day waits: exact threshold, %")
    field.fill("82")
    field.press("Enter")
    expect(page.locator(".headline")).to_contain_text("areas change rating")
    settled(page)
    page.get_by_role("button", name="Picture of the map of changes").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG, to edit").click()
    assert download.value.suggested_filename.startswith("october-2016_all-209-areas_moves_nhs-england-2016_")
    picture = html.unescape(Path(download.value.path()).read_text())
    number = len(movers(Assessment(load_edition(), BASELINE), Assessment(load_edition(), SCENARIO)))
    assert f"{number} areas change rating in this scenario" in picture
    assert "62-day waits: threshold 82% (was 85%)" in picture
    assert "127.0.0.1" not in picture
