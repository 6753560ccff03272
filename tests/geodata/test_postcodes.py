"""Postcodes: from what people type to the area, in the table that comes with the product."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata import PostcodeError, find_postcode, looks_like_postcode, postcodes
from geodata.postcodes import FIRST_AREA, POSTCODE_TABLE, postcode_table
from tests.scoring.random_tables import fuzz

SAMPLE = pd.read_csv(Path(__file__).parent / "postcode_sample.csv", dtype={"area_code": str})
GENERALISED_METRES = 250


def area_of(text: str) -> str:
    (code,) = find_postcode(text).areas["area_code"]
    return code


def test_dt1_1xj_is_in_dorset(embedded):
    assert area_of("DT1 1XJ") == "E38000045"
    areas = embedded.areas.set_index("area_code")
    assert areas.loc["E38000045", "ods_code"] == "11J"


def test_every_postcode_of_the_sample_has_its_area():
    found = [area_of(postcode) for postcode in SAMPLE["postcode"]]
    assert found == SAMPLE["area_code"].tolist()


def test_the_sample_is_of_every_area():
    assert SAMPLE["area_code"].nunique() == 209


def test_positions_of_the_sample_lie_in_the_area_that_is_found(embedded):
    shapes = embedded.areas.set_index("area_code").geometry
    points = shapely.points(SAMPLE[["easting", "northing"]].to_numpy())
    found = shapes[[area_of(postcode) for postcode in SAMPLE["postcode"]]].to_numpy()
    # The polygons are generalised: one of the 418 lies on the wrong side of a border, but near it.
    assert shapely.dwithin(found, points, GENERALISED_METRES).all()
    assert shapely.covers(found, points).sum() == len(SAMPLE) - 1


@pytest.mark.parametrize(
    "text", ["DT1 1XJ", "dt11xj", " dt1  1xj ", "DT 1 1 X J", "Dt1\t1Xj", "DT1\u00a01XJ"]
)
def test_case_and_spaces_do_not_matter(text):
    assert find_postcode(text).text == "DT1 1XJ"


def test_a_letter_o_typed_for_a_nought_is_understood():
    assert find_postcode("SW1A OAA").text == "SW1A 0AA"


def test_a_full_postcode_is_one_postcode_in_one_area():
    answer = find_postcode("M1 1AE")
    assert (answer.kind, answer.postcodes, answer.outside_england) == ("full", 1, 0)
    assert answer.areas["share"].tolist() == [1.0]


@pytest.mark.parametrize("text", ["DT1", "DT1 1", "DT1 1X", "SE1", "se1 0", "M1", "W1A", "EC1N"])
def test_shares_of_a_part_sum_to_1_and_the_largest_is_first(text):
    answer = find_postcode(text)
    assert answer.kind == "partial"
    assert answer.areas["share"].sum() == pytest.approx(1)
    assert answer.areas["share"].is_monotonic_decreasing
    assert answer.areas["postcodes"].sum() == answer.postcodes


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("DT11", "DT11"),
        ("DT1 1", "DT1 1"),
        ("DT111", "DT11 1"),
        ("DT11X", "DT1 1X"),
        ("EC1A1", "EC1A 1"),
        ("E1W", "E1W"),
    ],
)
def test_a_part_without_a_space_is_an_outward_code_if_there_is_one(text, understood):
    assert find_postcode(text).text == understood


def test_an_outward_code_is_the_sum_of_its_sectors():
    sectors = []
    for digit in range(10):
        try:
            sectors.append(find_postcode(f"SE1 {digit}").areas)
        except PostcodeError:
            continue
    together = pd.concat(sectors).groupby("area_code")["postcodes"].sum()
    whole = find_postcode("SE1").areas.set_index("area_code")["postcodes"]
    assert together.to_dict() == whole.to_dict()


def test_postcodes_across_the_welsh_border_are_counted_but_not_shared_out():
    answer = find_postcode("CH4")
    assert answer.areas["share"].tolist() == [1.0]
    assert answer.outside_england > 400


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cf10 1aa", "CF10 1AA is in Wales; this covers England's CCGs."),
        ("CF10", "CF10 is in Wales; this covers England's CCGs."),
        ("EH1 1YZ", "EH1 1YZ is in Scotland; this covers England's CCGs."),
        ("BT1 1AA", "BT1 1AA is in Northern Ireland; this covers England's CCGs."),
        ("je2 3ab", "JE2 3AB is in the Channel Islands; this covers England's CCGs."),
        ("GY1", "GY1 is in the Channel Islands; this covers England's CCGs."),
        ("IM1 1AA", "IM1 1AA is on the Isle of Man; this covers England's CCGs."),
        ("N1P 3QN", "N1P 3QN is in use but has no place on the map, like some PO boxes."),
        (
            "DT1 9ZZ",
            "There is no postcode DT1 9ZZ, or it is too new to be known. Try its first part: DT1 9.",
        ),
        ("DT1 1CI", "There is no postcode DT1 1CI, or it is too new to be known. Try its first part: DT1 1."),
        ("CF10 9ZZ", "There is no postcode CF10 9ZZ; CF10 is in Wales, and this covers England's CCGs."),
        ("ZZ9 9ZZ", "There is no postcode ZZ9 9ZZ."),
        ("ZZ9", "No postcode begins with ZZ9."),
        ("Dorset", "'Dorset' is not a postcode. One looks like DT1 1XJ; its first part, DT1, is enough."),
        ("", "'' is not a postcode. One looks like DT1 1XJ; its first part, DT1, is enough."),
    ],
)
def test_a_postcode_without_an_answer_gets_a_plain_sentence(text, sentence):
    with pytest.raises(PostcodeError) as raised:
        find_postcode(text)
    assert str(raised.value) == sentence


def test_a_long_text_is_not_echoed_in_full():
    with pytest.raises(PostcodeError) as raised:
        find_postcode("word " * 1000)
    assert len(str(raised.value)) < 150


@pytest.mark.parametrize("text", ["DT1 1XJ", "dt1", "DT1 1", "w1a", "BT1", "ZZ9 9ZZ"])
def test_a_postcode_looks_like_one_even_if_unknown(text):
    assert looks_like_postcode(text)


@pytest.mark.parametrize("text", ["Dorset", "DT", "11J", "E38000045", "02N", "", "DT1 1XJ DT1 1XJ"])
def test_names_and_codes_of_areas_do_not_look_like_postcodes(text):
    assert not looks_like_postcode(text)


def test_no_code_of_an_area_looks_like_a_postcode(embedded):
    codes = [*embedded.areas["area_code"], *embedded.areas["ods_code"]]
    assert not any(looks_like_postcode(code) for code in codes)


LIKE_POSTCODES = st.from_regex(r"[A-Za-z]{1,3} ?[0-9OI][0-9A-Z]? ?[0-9OI]?[A-Za-z]{0,3}", fullmatch=True)


@fuzz
@given(st.text() | LIKE_POSTCODES | st.sampled_from(SAMPLE["postcode"].tolist()))
def test_any_text_gives_an_answer_or_a_sentence(text):
    try:
        answer = find_postcode(text)
    except PostcodeError as error:
        assert str(error).endswith(".")
        return
    assert looks_like_postcode(text)
    assert answer.areas["share"].sum() == pytest.approx(1)
    assert (answer.kind == "full") == (len(answer.text.partition(" ")[2]) == 3)


def test_the_table_has_every_postcode_of_great_britain_and_says_where_it_is_from():
    table = postcode_table()
    assert np.count_nonzero(table.units) == 1_739_998
    assert table.units.max() == len(table.places) - 1
    assert "Code-Point Open" in table.source
    assert "Contains Royal Mail data © Royal Mail copyright and database right" in table.attribution


def test_the_table_has_the_embedded_areas(embedded):
    assert list(postcode_table().places[FIRST_AREA:]) == embedded.areas["area_code"].tolist()


def test_the_table_is_small():
    assert POSTCODE_TABLE.stat().st_size < 8_000_000


def test_without_the_table_one_is_told_how_to_make_it(monkeypatch, tmp_path):
    monkeypatch.setattr(postcodes, "POSTCODE_TABLE", tmp_path / "postcodes.npz")
    with pytest.raises(PostcodeError, match=r"python -m geodata postcodes"):
        postcode_table.__wrapped__()
