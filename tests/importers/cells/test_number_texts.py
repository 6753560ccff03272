"""Numbers as people write them are read as they mean them, or refused with a reason."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cells.number_texts import BLANK, MIXED_MARKS, NOT_A_NUMBER, SHORTHAND, parse_numbers
from importers.files.sheets import NO_RESULT
from tests.scoring.random_tables import fuzz

NUMBERS = st.lists(st.integers(-99_999_999, 99_999_999).map(lambda n: n / 100), min_size=1, max_size=8)


def read(*cells):
    return parse_numbers(pd.Series(list(cells), name="Value", dtype="str"))


def test_plain_numbers_percents_and_thousands():
    numbers = read("82.7%", "1,234", "12", " 7 ", "1 234 567", "1'234.5", "+3", "-4", "\u22125", "1e3", ".5")
    assert numbers.values.tolist() == [82.7, 1234, 12, 7, 1234567, 1234.5, 3, -4, -5, 1000, 0.5]
    assert numbers.percent.tolist() == [True] + [False] * 10
    assert numbers.faults.empty
    assert numbers.notes == ()


def test_a_decimal_comma_is_told_by_the_whole_column():
    numbers = read("12,5", "1.234,5", "1.234", "7", "100 %")
    assert numbers.values.tolist() == [12.5, 1234.5, 1234, 7, 100]
    assert numbers.notes == ("Value: the comma was read as the decimal mark, as in 12,5.",)


def test_a_mark_before_three_digits_alone_is_read_the_english_way():
    assert read("1,234", "2,345").values.tolist() == [1234, 2345]
    assert read("1.234", "2.345").values.tolist() == [1.234, 2.345]


def test_a_number_in_the_other_manner_is_refused_not_misread():
    numbers = read("0.5", "0.7", "0,6")
    assert math.isnan(numbers.values[2])
    assert numbers.faults.to_dict() == {2: MIXED_MARKS}


@pytest.mark.parametrize(("sign", "reason"), SHORTHAND.items())
def test_signs_in_place_of_a_number_say_why(sign, reason):
    assert read("5", sign.upper()).faults.to_dict() == {1: reason}


@pytest.mark.parametrize("blank", [*sorted(BLANK), None])
def test_what_people_write_for_nothing_is_no_fault(blank):
    numbers = read("5", blank)
    assert math.isnan(numbers.values[1])
    assert numbers.faults.empty


@pytest.mark.parametrize(
    "wrong",
    ["inf", "1e999", "1,2,3", "12a", "0x1f", "1_000", "--1", "5-7", "<5", "1.2.3", "\u0661", "9" * 400],
)
def test_what_is_no_number_is_refused(wrong):
    numbers = read("5", wrong)
    assert math.isnan(numbers.values[1])
    assert numbers.faults.to_dict() == {1: NOT_A_NUMBER}


def test_a_formula_that_was_never_worked_out_is_named():
    assert "never worked out" in read(NO_RESULT).faults[0]


def written(number, mark, thousands):
    text = f"{number:,.2f}".replace(",", "T").replace(".", mark)
    return text.replace("T", thousands)


@fuzz
@given(
    NUMBERS,
    st.sampled_from([(".", ","), (".", ""), (",", "."), (",", ""), (",", " "), (".", "\u00a0"), (".", "'")]),
)
def test_any_column_written_in_one_manner_is_read_back(numbers, marks):
    found = read(*(written(number, *marks) for number in numbers))
    np.testing.assert_allclose(found.values, numbers)
    assert found.faults.empty


@fuzz
@given(st.lists(st.text(max_size=12) | st.text("0123456789.,%- ", max_size=8), max_size=6))
def test_every_cell_is_a_finite_number_or_blank_or_at_fault(cells):
    numbers = read(*cells)
    assert len(numbers.values) == len(cells)
    assert not np.isinf(numbers.values).any()
    assert numbers.values[numbers.faults.index].isna().all()
