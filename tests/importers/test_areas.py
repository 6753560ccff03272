"""Codes and names of areas are known as people write them; what cannot be told is suggested, never guessed."""

import pandas as pd
import pytest

from importers.areas import match_areas
from importers.tables.read import read_tidy, tidy_table
from scoring import load_edition
from tests.importers.tables.test_tidy import imported, opened, values

BOARDS = load_edition("icb-waits-2024-q2")
CCGS = load_edition("october-2016")
DEVON, SUSSEX, SURREY, DORSET = "E54000037", "E54000064", "E54000063", "E38000045"


def meant(text, edition=BOARDS):
    found = match_areas(pd.Series([text]), edition).codes.iloc[0]
    return None if pd.isna(found) else found


@pytest.mark.parametrize(
    "text",
    [
        "nE54000037",
        "NE54000037",
        " e54000037.",
        "QJK",
        "(qjk)",
        "NHS Devon Integrated Care Board - QJK",
        "NHS Devon Integrated Care Board \u2013 QJK",
        "NHS DEVON ICB (QJK)",
        "QJK: NHS Devon ICB",
        "E54000037 Devon",
        "Devon QJK",
        "Devon",
        "devon icb",
        "NHS\u00a0Devon\u00a0Integrated\u00a0Care\u00a0Board",
        "The NHS Devon ICB,",
        "De\u00advon",
        "NHS_DEVON_ICB",
        "E54\u200b000037",
        "Q\u2060J\u200eK",
        "E54000037\u00b9",
        "QJK [note 1]",
        "QJK_NHS Devon ICB",
        "NHS Devon Integrated Care Board_QJK",
        "E54000037_Devon",
        "Devon [note 1]",
        "Devon (note 12)",
        "NHS Devon ICB [notes 1, 2]",
        "Devon\u00b9",
        "Devon\u00b9\u00b2",
        "Devon [2]",
        "Devon (1)*",
        "NHS Devon ICB - QJK [note 3]",
    ],
)
def test_a_code_or_name_is_known_however_it_is_written(text):
    assert meant(text) == DEVON


@pytest.mark.parametrize(
    ("text", "code"),
    [("E54000053", SUSSEX), ("nE54000053", SUSSEX), ("E54000052", SURREY), ("E54000063", SURREY)],
)
def test_a_code_that_was_replaced_means_the_area_that_stayed_the_same(text, code):
    assert meant(text) == code


def test_an_area_that_became_part_of_another_does_not_mean_it():
    later = load_edition("cancer-waits-2017-q2")
    assert meant("E38000032", later) is None  # Central Manchester, one of three that became Manchester.
    reasons = match_areas(pd.Series(["E38000217"]), CCGS).reasons
    assert reasons["E38000217"].startswith(
        "is NHS Manchester CCG, one of the CCGs of April 2017, and not an area of"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NHS Devon ICB - QNX", "has the name of Devon and a code of Sussex; neither is used"),
        ("NHS Cheshire and Merseyside ICB - 01F", "a code of no area here; neither is used"),
    ],
)
def test_a_code_and_a_name_of_two_areas_mean_neither(text, words):
    found = match_areas(pd.Series([text]), BOARDS)
    assert found.codes.isna().all()
    assert words in found.reasons[text]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dorset Clinical Commissioning Group (CCG)", DORSET),
        ("Bath & North East Somerset CCG", "E38000009"),
        ("NHS BATH AND NORTH EAST SOMERSET", "E38000009"),
        ("St. Helens", "E38000172"),
        ("11J NHS Dorset CCG", DORSET),
    ],
)
def test_names_of_ccgs_are_known_in_any_form(text, code):
    assert meant(text, CCGS) == code


@pytest.mark.parametrize("text", ["Dorset (100)", "Dorset 2nd", "Leeds (East)", "E38999999", "99Z", "-", "n"])
def test_what_is_no_code_of_an_area_is_not_taken_for_one(text):
    assert meant(text, CCGS) is None


def test_a_name_that_is_nearly_one_is_suggested_without_its_code():
    found = match_areas(pd.Series(["NHS Devn ICB - ZZ9"]), BOARDS)
    assert found.codes.isna().all()
    assert found.suggestions == {"NHS Devn ICB - ZZ9": DEVON}


def test_of_a_row_under_todays_code_and_one_under_the_replaced_one_todays_is_used():
    table, mapping = tidy_table(
        opened("Area code,Indicator,Value\nE54000053,62-day waits,61\nE54000064,62-day waits,64\n"), BOARDS
    )
    result = read_tidy(table, mapping, BOARDS)
    assert list(values(result).values()) == [64]
    assert "'E54000053' already has a row for waits_62_day, row 3." in "\n".join(result.report.sentences())


def test_a_file_of_other_areas_says_which_edition_has_them():
    with pytest.raises(
        ValueError, match="The column area holds areas of Cancer waits by Integrated Care Board"
    ):
        imported("area,indicator,value\nNHS Devon ICB - QJK,waits_62_day,61\n")


@pytest.mark.parametrize(
    ("known", "unknown"), [("E38000045", "E38999999"), ("11J", "99Z"), ("Dorset", "Atlantis")]
)
def test_an_unknown_area_is_listed_and_the_rest_read_whatever_names_it(known, unknown):
    result = imported(f"area,indicator,value\n{known},waits_62_day,61\n{unknown},waits_62_day,62\n")
    assert list(values(result)) == [(DORSET, "waits_62_day")]
    assert result.report.unknown_areas == (unknown,)
