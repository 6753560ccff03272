"""Finding areas by what people type."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import load_edition, search_areas
from scoring.editions.area_search import COLUMNS
from tests.scoring.random_tables import fuzz

AREAS = load_edition("october-2016").areas


def names(text: str, **options) -> list[str]:
    return search_areas(AREAS, text, **options)["short_name"].tolist()


def test_every_area_is_found_by_its_codes_and_names():
    for area in AREAS.itertuples():
        for text in (area.ods_code, area.area_code, area.area_name, area.short_name.upper()):
            best = search_areas(AREAS, text).iloc[0]
            assert (text, best["area_code"], best["score"]) == (text, area.area_code, 100)


def test_every_area_is_found_with_a_letter_left_out_or_two_swapped():
    for name in AREAS["short_name"]:
        middle = len(name) // 2
        left_out = name[:middle] + name[middle + 1 :]
        swapped = name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]
        assert name in names(swapped)
        if len(left_out) > 3:  # "Buy" and "Nee" are too short to guess that Bury and Nene are meant
            assert name in names(left_out)


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("dorest", "Dorset"),
        ("Sorset", "Dorset"),
        ("wharfdale", "Airedale, Wharfedale and Craven"),
        ("manchster north", "North Manchester"),
        ("Hamersmith & Fullham", "Hammersmith and Fulham"),
        ("newcastel", "Newcastle Gateshead"),
        ("wolver hampton", "Wolverhampton"),
        ("miltonkeynes", "Milton Keynes"),
        ("northwest surrey", "North West Surrey"),
    ],
)
def test_typing_mistakes_are_forgiven(typed, area):
    assert names(typed)[0] == area


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("FYLDE AND WYRE", "Fylde & Wyre"),
        ("Fylde&Wyre", "Fylde & Wyre"),
        ("barking & dagenham", "Barking and Dagenham"),
        ("saint helens", "St Helens"),
        ("St. Helens", "St Helens"),
        ("stoke-on-trent", "Stoke on Trent"),
        ("Brístol", "Bristol"),
        ("NHS Dorset Clinical Commissioning Group", "Dorset"),
        ("Southend-on-Sea", "Southend"),
        ("bromsgrove, redditch", "Redditch and Bromsgrove"),
    ],
)
def test_case_accents_ampersands_and_saints_do_not_matter(typed, area):
    assert names(typed)[0] == area


@pytest.mark.parametrize(
    ("town", "area"),
    [
        ("Wharfedale", "Airedale, Wharfedale and Craven"),
        ("Gateshead", "Newcastle Gateshead"),
        ("Whitby", "Hambleton, Richmondshire and Whitby"),
        ("Westminster", "Central London (Westminster)"),
        ("Scarb", "Scarborough and Ryedale"),
    ],
)
def test_a_town_in_the_name_finds_the_area(town, area):
    assert names(town)[0] == area


@pytest.mark.parametrize(
    ("text", "code", "matched_by"),
    [("11j", "11J", "ODS code"), (" e38000045 ", "E38000045", "ONS code")],
)
def test_it_says_by_what_an_area_was_found(text, code, matched_by):
    (hit,) = search_areas(AREAS, text).to_dict("records")
    assert hit == {
        "area_code": "E38000045",
        "short_name": "Dorset",
        "matched_by": matched_by,
        "matched_text": code,
        "score": 100,
    }


def test_the_beginning_of_a_code_finds_all_codes_that_begin_so():
    found = search_areas(AREAS, "11", limit=100)
    assert set(found["matched_by"]) == {"ODS code"}
    assert len(found) == AREAS["ods_code"].str.startswith("11").sum() > 5


@pytest.mark.parametrize(
    ("text", "alliance"),
    [
        ("Wessex", "Wessex"),
        ("wessex cancer alliance", "Wessex"),
        ("wesex", "Wessex"),
        ("West Yorkshire", "West Yorkshire"),
    ],
)
def test_an_alliance_brings_all_its_areas_whatever_the_limit(text, alliance):
    found = search_areas(AREAS, text, limit=1)
    assert set(found["area_code"]) == set(AREAS.loc[AREAS["alliance"] == alliance, "area_code"])
    assert set(found["matched_text"]) == {alliance}


def test_an_stp_brings_its_areas():
    assert names("Cornwall") == ["Kernow"]


def test_a_name_comes_before_an_alliance():
    found = search_areas(AREAS, "Kent")
    assert found["matched_by"].tolist() == ["name"] * 2 + ["alliance"] * 6
    assert found["short_name"].is_unique


def test_words_as_typed_leave_no_room_for_guesses():
    assert names("Barnet") == ["Barnet"]


def test_the_limit_counts_names():
    assert len(names("North")) == 8
    assert len(names("North", limit=3)) == 3


@pytest.mark.parametrize(
    "text", ["", " ", "and", "xyzzy", "qwerty", "test", "hello", "!?", "e", "99z", "Winchester"]
)
def test_nonsense_and_towns_in_no_name_find_nothing_or_names_that_begin_so(text):
    assert all(name.casefold().startswith(text) for name in names(text))
    assert list(search_areas(AREAS, text).columns) == COLUMNS


def test_areas_without_alliances_can_be_searched():
    assert search_areas(AREAS.drop(columns=["alliance", "stp"]), "dorset")["area_code"].tolist() == [
        "E38000045"
    ]


def test_an_area_without_an_alliance_is_found_by_its_name():
    areas = AREAS.assign(alliance=pd.NA, stp=pd.NA)
    assert search_areas(areas, "dorset")["area_code"].tolist() == ["E38000045"]
    assert search_areas(areas, "peninsular london").empty


def test_an_area_whose_name_has_no_letters_is_found_by_its_code():
    areas = pd.DataFrame({"area_code": ["X1"], "ods_code": ["11J"], "short_name": ["NHS …"]})
    assert search_areas(areas, "dorset").empty
    assert search_areas(areas, "11j")["area_code"].tolist() == ["X1"]


@fuzz
@given(st.text(), st.integers(0, 5))
def test_any_text_gives_a_table_with_each_area_once_best_first(text, limit):
    found = search_areas(AREAS, text, limit)
    assert list(found.columns) == COLUMNS
    assert found["area_code"].is_unique
    assert found["score"].is_monotonic_decreasing
    assert found["score"].between(0, 100).all()
