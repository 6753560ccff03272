"""What pages are made of works for editions of cancer waits, too: other areas, other boundaries, fewer columns."""

import pytest

from reports.tables.area_words import about_area
from scoring import edition_metadata, load_edition, load_methodology, rate
from ui.components.tables import all_areas_columns, all_areas_table
from ui.session import results as data


@pytest.fixture(scope="module")
def boards():
    return load_edition("icb-waits-2025-q3")


@pytest.mark.parametrize(
    ("edition", "geography"),
    [("cancer-waits-2018-q3", "ccg-april-2018"), ("icb-waits-2025-q3", "icb-april-2023")],
)
def test_the_map_shows_the_boundaries_of_the_edition_with_an_inset_and_without_hexagons(edition, geography):
    source = data.map_source(edition)
    assert source.url == f"app/static/{geography}.json"
    assert source.inset_url == f"app/static/{geography}-inset.json"
    assert source.hexagons_url is None
    assert source.problem is None
    assert set(source.area_codes) == set(load_edition(edition).areas["area_code"])


def test_october_2016_keeps_its_map_with_hexagons():
    source = data.map_source("october-2016")
    assert source.url == "app/static/ccg-april-2016.json"
    assert source.hexagons_url == "app/static/ccg-april-2016-hexagons.json"


def test_what_is_not_known_of_an_area_is_left_out(boards):
    assert about_area(boards, "E54000041") == "NHS Dorset ICB (E54000041, QVV) · South West"
    dorset = about_area(load_edition("october-2016"), "E38000045")
    assert dorset.endswith(" · South of England · 765,678 people (mid-2015)")
    frimley = about_area(load_edition("cancer-waits-2021-q3"), "E38000252")
    assert "Cancer Alliance" not in frimley and "nan" not in frimley


def test_the_table_of_all_areas_does_without_alliances(boards):
    ratings = rate(boards.indicators, boards.fitted(load_methodology("waiting-standards")))
    table, columns = all_areas_table(boards, ratings), all_areas_columns(boards, ratings)
    assert len(table) == 42
    assert set(columns) <= set(table.columns)
    assert "alliance" not in columns


def test_only_methodologies_that_can_rate_an_edition_are_offered_its_own_first():
    assert list(data.methodologies(edition_name="icb-waits-2025-q3")) == ["waiting-standards"]
    offered = list(data.methodologies())
    assert offered[0] == "nhs-england-2016"
    assert "waiting-standards" not in offered


def test_agreement_and_library_are_those_of_the_edition():
    assert list(data.library_counts("icb-waits-2025-q3")["methodology"]) == ["waiting-standards"]
    assert len(data.agreement_of_methodologies("icb-waits-2025-q3", None)) == 42


def test_every_edition_has_a_title_of_its_own():
    titles = [meta.title for meta in edition_metadata().values()]
    assert len(titles) == len(set(titles)) == 32
