"""A table of indicators that somebody brings: read as they mean it, or refused with a sentence."""

import csv
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    Assessment,
    DataError,
    breakdown,
    explain,
    load_edition,
    load_methodology,
    parse_indicators,
    rate,
    read_indicators,
    wilson_interval,
)
from scoring.__main__ import main
from scoring.editions import user_table as table_module
from tests.scoring.random_tables import fuzz

HEADER = "area_code,indicator,value,numerator,denominator,lower_ci,upper_ci\n"
DORSET = "11J,waits_62_day,82.7,526,635,,\n"
DORSET_AND_THE_REST = (
    HEADER + DORSET + "11J,early_diagnosis,55.4,,,53.9,56.9\n"
    "11J,one_year_survival,71.6,,,,\nE38000045,patient_experience,,1170,1284,,\n"
)
EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")


def parsed(text):
    return parse_indicators(text, "mine.csv", EDITION)


def outcomes(text, **changes):
    method = RULE.with_changes({path.replace("__", "."): value for path, value in changes.items()})
    return breakdown(parsed(text), method).set_index("indicator")


def one(cells, header="area_code,indicator,value"):
    """The only row of a table of one."""
    return parsed(f"{header}\n{cells}\n").iloc[0]


def refusal_of(text):
    with pytest.raises(DataError) as refusal:
        parsed(text)
    return str(refusal.value)


@pytest.fixture
def file(tmp_path):
    """Write a file of these bytes and return its path."""

    def write(data, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


# Read as it is meant


def test_the_editions_own_figures_written_and_read_give_the_same_ratings(tmp_path, ratings, capsys):
    path = tmp_path / "own.csv"
    EDITION.indicators.to_csv(path, index=False)
    again = rate(read_indicators(path, EDITION), RULE).set_index("area_code")
    pd.testing.assert_frame_equal(again, ratings)
    assert main(["rate", "--data", str(path)]) == 0
    with_data = capsys.readouterr().out
    assert main(["rate"]) == 0
    assert with_data == capsys.readouterr().out


def test_counts_limits_and_values_alone_may_stand_side_by_side():
    rows = outcomes(DORSET_AND_THE_REST)
    assert rows["outcome"].to_dict() == {
        "early_diagnosis": "high",
        "waits_62_day": "low",
        "one_year_survival": "high",
        "patient_experience": "high",
    }
    assert rows.loc["early_diagnosis", ["lower_ci", "upper_ci"]].tolist() == [53.9, 56.9]
    assert rows.loc["waits_62_day", "lower_ci"] == wilson_interval(526, 635)[0]
    assert np.isnan(rows.loc["one_year_survival", "lower_ci"])
    assert rows.loc["patient_experience", "value"] == pytest.approx(91.1215, abs=1e-4)


def test_a_value_without_limits_or_counts_is_compared_alone():
    assert outcomes(HEADER + "11J,early_diagnosis,50.8,,,,\n").loc["early_diagnosis", "outcome"] == "high"
    assert outcomes(HEADER + "11J,early_diagnosis,50.6,,,,\n").loc["early_diagnosis", "outcome"] == "low"


@pytest.mark.parametrize(
    ("limits", "expected"), [(",52.4", "similar"), (",50.6", "low"), ("47.2,", "similar")]
)
def test_one_limit_alone_is_used(limits, expected):
    assert (
        outcomes(f"{HEADER}11J,early_diagnosis,49.8,,,{limits}\n").loc["early_diagnosis", "outcome"]
        == expected
    )


def test_a_weighted_percentage_may_differ_from_its_counts_if_it_has_limits_of_its_own():
    row = outcomes(HEADER + "11J,patient_experience,86.4,1170,1284,84.1,88.7\n").loc["patient_experience"]
    assert row[["value", "lower_ci", "upper_ci", "outcome"]].tolist() == [86.4, 84.1, 88.7, "low"]


def test_a_note_says_how_many_figures_are_not_what_their_counts_give(file, capsys):
    path = file((HEADER + "11J,patient_experience,86.4,1170,1284,84.1,88.7\n").encode())
    assert main(["rate", "--data", str(path)]) == 0
    assert capsys.readouterr().err == (
        "Note: 1 figure is not what the counts give, such as a standardised rate; these counts are set aside.\n"
    )
    assert main(["rate"]) == 0
    assert capsys.readouterr().err == ""


def test_values_alone_need_no_other_columns():
    table = parsed("area_code,indicator,value\n11J,waits_62_day,82.7\n")
    assert table[["area_code", "value"]].to_numpy().tolist() == [["E38000045", 82.7]]


def test_counts_alone_need_no_value():
    row = one("11J,waits_62_day,526,635", "area_code,indicator,numerator,denominator")
    assert row["value"] == 100 * 526 / 635


def test_ods_codes_are_read_as_the_ons_codes_of_the_edition():
    table = parsed(HEADER + DORSET + " 07k ,waits_62_day,90,,,,\n")
    assert table["area_code"].tolist() == ["E38000045", "E38000204"]


def test_an_england_row_is_the_benchmark_and_not_an_area():
    text = "area_code,indicator,value\n11J,early_diagnosis,52\nE92000001,early_diagnosis,53\n"
    rows = outcomes(text, early_diagnosis__low_by="value")
    assert rows.loc["early_diagnosis", ["benchmark", "outcome"]].tolist() == [53.0, "low"]
    assert set(parsed(text)["area_code"]) == {"E38000045"}


def test_without_an_england_row_the_editions_england_is_the_benchmark():
    assert parsed(HEADER + "11J,early_diagnosis,52,,,,\n")["england"].tolist() == [50.7]


def test_figures_are_estimates_unless_the_table_says_published():
    header = "area_code,indicator,value,basis"
    assert one("11J,waits_62_day,82.7")["basis"] == "estimated"
    assert one("11J,waits_62_day,82.7,published", header)["basis"] == "published"


def test_a_missing_value_leaves_an_area_not_rated():
    text = DORSET_AND_THE_REST.replace("one_year_survival,71.6", "one_year_survival,")
    assert rate(parsed(text), RULE)[["rating", "rated_indicators"]].to_numpy().tolist() == [["not_rated", 3]]


@pytest.mark.parametrize(
    ("cells", "column", "number"),
    [
        ("11J,waits_62_day,82.7%,,", "value", 82.7),
        ('11J,waits_62_day,,"1,052","1,270"', "numerator", 1052),
        ("11J, waits_62_day , 82.7 ,,", "value", 82.7),
        ("11J,waits_62_day,8.27e1,,", "value", 82.7),
        ("11J,waits_62_day,100,,", "value", 100),
        ("11J,waits_62_day,0,0,12", "value", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(cells, column, number):
    assert one(cells, "area_code,indicator,value,numerator,denominator")[column] == number


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ("upper case", "area_code,indicator,value", " Area_Code ,INDICATOR,Value"),
        ("semicolons", ",", ";"),
        ("tabs", ",", "\t"),
        ("Windows line ends", "\n", "\r\n"),
        ("old Mac line ends", "\n", "\r"),
        ("blank lines", "\n", "\n\n"),
        ("rows of empty cells", "\n", "\n,,,,,,\n"),
        ("cells left off at the end", ",,,,\n", "\n"),
        ("quotes round text", "11J", '"11J"'),
        ("columns without a name", "\n", ",\n"),
    ],
)
def test_the_ways_in_which_programs_write_csv_give_the_same_table(change, old, new):
    assert old in DORSET_AND_THE_REST, change
    pd.testing.assert_frame_equal(parsed(DORSET_AND_THE_REST.replace(old, new)), parsed(DORSET_AND_THE_REST))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_excel_are_read(file, encoding):
    text = "area_code,indicator,value,source\n11J,waits_62_day,82.7,Café – table 1\n"
    table = read_indicators(file(text.encode(encoding)), EDITION)
    assert table[["value", "source"]].to_numpy().tolist() == [[82.7, "Café – table 1"]]


def test_the_index_of_rows_does_not_matter_to_the_rating_of_an_area():
    lines = DORSET_AND_THE_REST.splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    pd.testing.assert_frame_equal(rate(parsed(turned), RULE), rate(parsed(DORSET_AND_THE_REST), RULE))


# Refused, with file, row, column, value and what to do

NOT_A_NUMBER = "is not a number. Write decimals with a point, and leave the cell empty if there is none."
ROWS = {
    "a word": ("11J,waits_62_day,many,,,,", f"value: 'many' {NOT_A_NUMBER}"),
    "a star for a small number": ("11J,waits_62_day,,*,635,,", f"numerator: '*' {NOT_A_NUMBER}"),
    "inf": ("11J,waits_62_day,inf,,,,", f"value: 'inf' {NOT_A_NUMBER}"),
    "nan": ("11J,waits_62_day,NaN,,,,", f"value: 'NaN' {NOT_A_NUMBER}"),
    "an overflow": ("11J,waits_62_day,,1e400,1e400,,", f"numerator: '1e400' {NOT_A_NUMBER}"),
    "a decimal comma": ('11J,waits_62_day,"82,7",,,,', f"value: '82,7' {NOT_A_NUMBER}"),
    "a null": ("11J,waits_62_day,8\x002.7,,,,", f"value: '8\\x002.7' {NOT_A_NUMBER}"),
    "a huge count": (
        "11J,waits_62_day,,1e200,1e200,,",
        "denominator: 1e+200 is more people than there can be.",
    ),
    "more in time than treated": (
        "11J,waits_62_day,,636,635,,",
        "numerator: 636 is more than the denominator.",
    ),
    "a negative numerator": ("11J,waits_62_day,,-1,635,,", "numerator: -1 must not be negative."),
    "nobody treated": ("11J,waits_62_day,,0,0,,", "denominator: 0 must be more than 0."),
    "a numerator alone": (
        "11J,waits_62_day,82.7,526,,,",
        "denominator: the cell is empty although there is a numerator.",
    ),
    "a denominator alone": (
        "11J,waits_62_day,82.7,,635,,",
        "numerator: the cell is empty although there is a denominator.",
    ),
    "a lower limit alone above the value": (
        "11J,waits_62_day,82.7,,,84,",
        "value: 82.7 is outside its limits, 84 to no limit above.",
    ),
    "an upper limit alone below the value": (
        "11J,waits_62_day,82.7,,,,81",
        "value: 82.7 is outside its limits, no limit below to 81.",
    ),
    "limits without a value": (
        "11J,one_year_survival,,,,69,71",
        "value: the cell is empty although there are limits.",
    ),
    "a share with limits of its own": (
        "11J,waits_62_day,0.827,526,635,0.80,0.85",
        "value: 0.827 is written as a fraction; in the unit of the indicator its counts give 82.83.",
    ),
    "a share of all": (
        "11J,waits_62_day,1,635,635,0.99,1",
        "value: 1 is written as a fraction; in the unit of the indicator its counts give 100.",
    ),
    "limits turned round": ("11J,one_year_survival,70,,,71,69", "lower_ci: 71 is above the upper limit."),
    "a value outside its limits": (
        "11J,one_year_survival,70,,,80.25,90",
        "value: 70 is outside its limits, 80.25 to 90.",
    ),
    "more than 100%": (
        "11J,waits_62_day,827,,,,",
        "value: 827 is not a percentage between 0 and 100.",
    ),
    "less than 0%": ("11J,waits_62_day,-1,,,,", "value: -1 is not a percentage between 0 and 100."),
    "a limit above 100%": (
        "11J,waits_62_day,99,,,97,101",
        "upper_ci: 101 is not a percentage between 0 and 100.",
    ),
    "a value that is not its counts": (
        "11J,waits_62_day,72.8,526,635,,",
        "value: 72.8 does not agree with its counts, which give 82.8.",
    ),
    "a share instead of a percentage": (
        "11J,waits_62_day,0.827,526,635,,",
        "value: 0.827 is written as a fraction; in the unit of the indicator its counts give 82.83.",
    ),
    "an unknown indicator": (
        "11J,waits,82.7,,,,",
        "indicator: 'waits' is not an indicator here; there is early_diagnosis, waits_62_day, "
        "one_year_survival and patient_experience.",
    ),
    "an unknown area": (
        "E38999999,waits_62_day,82.7,,,,",
        "area_code: 'E38999999' is not an area of Cancer ratings of October 2016. "
        "Use the ONS code (E38000045) or ODS code (11J).",
    ),
    "no area": (",waits_62_day,82.7,,,,", "area_code: the cell is empty; every row needs one."),
    "no indicator": ("11J,,82.7,,,,", "indicator: the cell is empty; every row needs one."),
    "an area twice": (
        "07K,waits_62_day,90,,,,\nE38000204,waits_62_day,90,,,,",
        "area_code: 'E38000204' already has a row for waits_62_day.",
    ),
}


@pytest.mark.parametrize(("rows", "said"), ROWS.values(), ids=ROWS.keys())
def test_a_faulty_row_is_refused_with_file_row_column_and_value(rows, said):
    # The good row before it and the blank line make the faulty row number 4, or 5 if it is the second.
    number = 4 + rows.count("\n")
    good = "02N,waits_62_day,90,,,,\n"
    assert refusal_of(f"{HEADER}{good}\n{rows}\n") == f"mine.csv, row {number}, column {said}"


def test_an_unknown_basis_is_refused():
    text = "area_code,indicator,value,basis\n11J,waits_62_day,82.7,guessed\n"
    said = "mine.csv, row 2, column basis: 'guessed' must be 'published' or 'estimated'."
    assert refusal_of(text) == said


def test_a_thousands_comma_that_splits_a_number_is_refused_and_not_misread():
    assert refusal_of(HEADER + "11J,waits_62_day,,1,052,1,270,,\n") == (
        "mine.csv, row 2: there are 9 cells under 7 columns. Put quotes round text that has commas in it, "
        "and write thousands without a comma."
    )


NEEDS = "a long table needs area_code, indicator, and value or numerator and denominator."
FILES = {
    "nothing": ("", "is empty."),
    "blank lines": ("\n \n\n", "is empty."),
    "a header only": (HEADER, "has a header but no rows."),
    "no area column": (
        "ccg,indicator,value\n11J,waits_62_day,90\n",
        f"has no column area_code. It has ccg, indicator and value; {NEEDS}",
    ),
    "no columns that are known": (
        "Cancer waits\n\n" + HEADER + DORSET,
        f"has no column area_code and indicator. It has cancer waits; {NEEDS}",
    ),
    "no value and no denominator": (
        "area_code,indicator,numerator\n11J,waits_62_day,526\n",
        f"has no column value. It has area_code, indicator and numerator; {NEEDS}",
    ),
    "a wide table": (
        "area_code,waits_62_day\n11J,82.7\n",
        f"has no column indicator. It has area_code and waits_62_day; {NEEDS}",
    ),
    "a column twice": (
        "area_code,indicator,value,Value\n11J,waits_62_day,82.7,90\n",
        "has the column value more than once.",
    ),
    "England alone": (
        "area_code,indicator,value\nE92000001,waits_62_day,82\n",
        "has no rows of areas, only of England.",
    ),
}


@pytest.mark.parametrize(("text", "said"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_long_table_is_refused(text, said):
    assert refusal_of(text) == f"mine.csv {said}"


def test_a_quote_that_never_ends_is_refused_with_its_row():
    assert refusal_of(HEADER + DORSET + '11J,"early_diagnosis,55\n') == (
        "mine.csv, row 3: it cannot be read as a table: unexpected end of data."
    )


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + bytes(40), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), HEADER.encode("utf-16-le")],
    ids=["xlsx", "xls", "UTF-16 without its mark"],
)
def test_a_workbook_renamed_csv_is_refused_with_what_to_do(file, data):
    with pytest.raises(DataError) as refusal:
        read_indicators(file(data), EDITION)
    assert str(refusal.value) == (
        "mine.csv is not a CSV text file. Save the table as CSV (comma separated) first."
    )


@pytest.mark.parametrize(
    "data", [b"area_code,\x81\n", b"\xff\xfea"], ids=["no encoding", "half a UTF-16 letter"]
)
def test_an_unknown_encoding_is_refused_with_what_to_do(file, data):
    with pytest.raises(DataError) as refusal:
        read_indicators(file(data), EDITION)
    assert str(refusal.value) == "mine.csv has characters in an unknown encoding. Save it as CSV UTF-8."


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    nowhere = tmp_path / "none.csv"
    sentences = {
        nowhere: f"There is no file {nowhere}.",
        tmp_path: f"{tmp_path} is a folder. Name the file of figures in it.",
    }
    for path, sentence in sentences.items():
        with pytest.raises(DataError) as refusal:
            read_indicators(path, EDITION)
        assert str(refusal.value) == sentence


def test_a_file_that_is_far_too_large_is_refused_before_it_is_read(file, monkeypatch):
    path = file(b"a" * 2_000_001)
    monkeypatch.setattr(table_module, "MOST_TABLE_BYTES", 2_000_000)
    with pytest.raises(DataError, match=r"^mine\.csv is larger than 2 MB\.$"):
        read_indicators(path, EDITION)


def test_a_message_shows_the_beginning_of_what_is_far_too_long():
    assert len(refusal_of(HEADER + "11J,waits_62_day," + "9x" * 5000 + ",,,,\n")) < 250
    assert len(refusal_of("x" * 50_000 + "\n1\n")) < 250


# Whatever comes

TOKENS = [
    "",
    ",",
    ";",
    "\t",
    '"',
    "\n",
    "\r",
    "\x00",
    "nan",
    "-1",
    "1e400",
    "%",
    "é",
    "E92000001",
    "11J",
    "٣",
    "0",
]
BASE = DORSET_AND_THE_REST + "07K,waits_62_day,85.3,,,,\nE92000001,early_diagnosis,50.7,,,,\n"


@st.composite
def damaged_files(draw):
    data = BASE.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        new = draw(st.sampled_from(TOKENS).map(str.encode) | st.binary(max_size=4))
        again = draw(st.sampled_from([b"", data[start:end]]))
        data = data[:start] + again + new + data[end:]
    return data


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "mine.csv"


@fuzz
@given(data=damaged_files())
def test_a_damaged_file_is_a_table_that_can_be_rated_or_one_sentence(fuzzed, data):
    fuzzed.write_bytes(data)
    try:
        table = read_indicators(fuzzed, EDITION)
    except DataError as refusal:
        assert "mine.csv" in str(refusal)
        assert len(str(refusal).splitlines()) == 1
        return
    result = rate(table, RULE)
    assert len(result) == table["area_code"].nunique()
    words = explain(
        Assessment(replace(EDITION, indicators=table), RULE), result["area_code"].iloc[0]
    ).sentence
    assert "nan" not in words


@fuzz
@given(
    cells=st.lists(
        st.text(max_size=12) | st.floats().map(str) | st.integers().map(str), min_size=7, max_size=7
    )
)
def test_any_row_of_cells_is_read_or_refused_with_one_sentence(cells):
    line = io.StringIO()
    csv.writer(line).writerow(["11J", "waits_62_day", *cells[2:]])
    try:
        table = parsed(HEADER + DORSET.replace("11J", "07K") + line.getvalue())
    except DataError as refusal:
        assert str(refusal).startswith("mine.csv, row 3, column ")
        assert len(str(refusal).splitlines()) == 1
    else:
        assert table["value"].dropna().between(0, 100).all()
