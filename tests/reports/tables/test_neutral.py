"""No text of a file is run by a spreadsheet, and every text comes back as it was."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tables.formulas import neutralised, neutralised_table, plain_table, unescape_formula
from reports.tables.table import Table, as_csv
from reports.tables.workbook import workbook_bytes
from tests.scoring.random_tables import law

# What a spreadsheet or XML cannot hold in a cell is left out: NUL, halves of pairs, other control characters.
characters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
) | st.sampled_from("\t\n")
anything = st.text(max_size=8) | st.text("=+-@\t\r\n' ＝a1", max_size=8)
texts = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(["", "=", "+", "-", "@", "\t", "\n", "'", "''=", "' -", " =", "＝", '"', "'a", "-5"]),
    st.text(characters, max_size=12),
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@law
@given(texts | anything)
def test_every_text_comes_back_as_it_was(text):
    assert unescape_formula(neutralised(text)) == text


@law
@given(texts | anything)
def test_no_neutralised_text_starts_as_a_formula_does(text):
    safe = str(neutralised(text))
    assert not safe.startswith(DANGEROUS)
    assert not safe.strip().startswith(DANGEROUS) or safe.startswith("'")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Dorset", "King's Lynn", "'tis", "62-day", "0=0", "–"])
def test_other_text_stays(text):
    assert neutralised(text) == text == unescape_formula(text)


@pytest.mark.parametrize("number", [-5, -5.5, 0, float("inf"), None])
def test_numbers_stay_numbers(number):
    assert neutralised(number) is number


@law
@given(st.lists(st.tuples(texts, st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=5))
def test_a_csv_table_of_any_text_comes_back_as_it_was(rows):
    table = pd.DataFrame(rows, columns=["=Text", "Number"]).assign(last="x")
    read = pd.read_csv(BytesIO(as_csv(table)), dtype={"'=Text": str}, keep_default_na=False)
    pd.testing.assert_frame_equal(plain_table(read), table, check_dtype=False)


@law
@given(st.lists(texts, min_size=1, max_size=5))
def test_a_workbook_of_any_text_holds_no_formula_and_comes_back_as_it_was(said, values):
    frame = pd.DataFrame({"note": values, "score": -1.5})
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(Table.of(frame, said))))["Data"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type in ("s", "n", "inlineStr") for cell in cells)
    assert [unescape_formula(cell.value or "") for cell in cells] == values
    assert sheet["B2"].value == -1.5


def test_headings_are_neutralised_too():
    table = pd.DataFrame({"@mine": ["=1"], "n": [1]})
    safe = neutralised_table(table)
    assert list(safe) == ["'@mine", "n"]
    pd.testing.assert_frame_equal(plain_table(safe), table)
