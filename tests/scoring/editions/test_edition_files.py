"""An edition is a folder of files: one that cannot be used is refused with the file and the fault."""

import os
import shutil

import pandas as pd
import pytest

from scoring import (
    DataError,
    UnknownNameError,
    edition_ids,
    load_edition,
    load_methodology,
    parse_indicators,
    rate,
)
from scoring.paths import EDITION_FOLDER

FILES = ("metadata.yaml", "areas.csv", "indicators.csv", "published_ratings.csv")


@pytest.fixture
def folder(tmp_path):
    """A copy of the edition of October 2016 that a test may damage."""
    for name in FILES:
        shutil.copy(EDITION_FOLDER / "october-2016" / name, tmp_path)
    return tmp_path


def refusal_of(folder):
    with pytest.raises(DataError) as refusal:
        load_edition(folder)
    message = str(refusal.value)
    assert len(message.splitlines()) == 1
    return message.replace(str(folder), "FOLDER").replace("\\", "/")


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edition_may_be_a_folder_anywhere(folder, ratings):
    copied = rate(load_edition(folder).indicators, load_methodology("nhs-england-2016"))
    pd.testing.assert_frame_equal(copied.set_index("area_code"), ratings)


def test_october_2016_is_an_edition_with_209_areas_and_four_indicators(edition):
    assert "october-2016" in edition_ids()
    assert len(edition.areas) == 209
    assert list(edition.meta.indicators) == [
        "early_diagnosis",
        "waits_62_day",
        "one_year_survival",
        "patient_experience",
    ]
    assert len(edition.indicators) == 209 * 4


def test_an_edition_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownNameError, match=r"^There is no edition 'may-1968'\. There is: .*october-2016"):
        load_edition("may-1968")


@pytest.mark.parametrize("name", ["areas.csv", "indicators.csv"])
def test_a_missing_table_is_refused(folder, name):
    (folder / name).unlink()
    assert refusal_of(folder) == f"There is no file FOLDER/{name}, which an edition needs."


def test_published_ratings_are_not_needed(folder):
    (folder / "published_ratings.csv").unlink()
    assert load_edition(folder).published_ratings.empty


@pytest.mark.parametrize(
    ("name", "old", "column"),
    [
        ("areas.csv", "short_name", "short_name"),
        ("indicators.csv", "lower_ci", "lower_ci"),
    ],
)
def test_a_table_without_a_needed_column_is_refused(folder, name, old, column):
    rewrite(folder / name, old, old.replace(column, "something"))
    assert refusal_of(folder) == f"FOLDER/{name} has no column {column}."


def test_a_table_with_nothing_in_it_is_refused(folder):
    (folder / "areas.csv").write_text("", encoding="utf-8")
    assert refusal_of(folder) == "FOLDER/areas.csv cannot be read: No columns to parse from file."


def test_a_word_among_the_numbers_is_refused(folder):
    rewrite(folder / "indicators.csv", ",48.5,352,", ",many,352,")
    assert refusal_of(folder) == (
        "FOLDER/indicators.csv, row 2, column value: 'many' is not a number. Write decimals with a point, and leave "
        "the cell empty if there is none."
    )


HEADER = "area_code,indicator,value,numerator,denominator,lower_ci,upper_ci,basis,source\n"
FIRST = "E38000045,waits_62_day,83.1,,,80.2,85.7,published,\n"
NOT_A_NUMBER = "is not a number. Write decimals with a point, and leave the cell empty if there is none."
IMPOSSIBLE = {
    "infinite": ("E38000001,waits_62_day,inf,,,,", f"value: 'inf' {NOT_A_NUMBER}"),
    "no number": ("E38000001,waits_62_day,nan,,,,", f"value: 'nan' {NOT_A_NUMBER}"),
    "an infinite limit": ("E38000001,waits_62_day,77,,,70,-inf", f"upper_ci: '-inf' {NOT_A_NUMBER}"),
    "limits turned round": ("E38000001,waits_62_day,77,,,79,75", "lower_ci: 79 is above the upper limit."),
    "too many": ("E38000001,waits_62_day,77,308,300,,", "numerator: 308 is more than the denominator."),
    "fewer than none": ("E38000001,waits_62_day,77,-3,300,,", "numerator: -3 must not be negative."),
    "of nobody": ("E38000001,waits_62_day,77,0,0,,", "denominator: 0 must be more than 0."),
    "half of the counts": (
        "E38000001,waits_62_day,77,231,,,",
        "denominator: the cell is empty although there is a numerator.",
    ),
    "over 100%": ("E38000001,waits_62_day,177,,,,", "value: 177 is not a percentage between 0 and 100."),
    "a limit under 0%": (
        "E38000001,waits_62_day,1,,,-2,4",
        "lower_ci: -2 is not a percentage between 0 and 100.",
    ),
    "far outside": ("E38000001,waits_62_day,77,,,60,70", "value: 77 is outside its limits, 60 to 70."),
    "above one limit": (
        "E38000001,waits_62_day,77,,,,70",
        "value: 77 is outside its limits, no limit below to 70.",
    ),
    "other counts": (
        "E38000001,waits_62_day,77,150,300,,",
        "value: 77 does not agree with its counts, which give 50.0.",
    ),
    "there already": (
        FIRST.removesuffix(",published,\n"),
        "area_code: 'E38000045' already has a row for waits_62_day.",
    ),
    "of another country": (
        "W11000023,waits_62_day,77,,,,",
        "area_code: 'W11000023' is not an area of this edition: areas.csv has no such code.",
    ),
    "of England": (
        "E92000001,waits_62_day,77,,,,",
        "area_code: 'E92000001' is not an area of this edition: areas.csv has no such code.",
    ),
    "of no area": (",waits_62_day,77,,,,", "area_code: the cell is empty; every row needs one."),
    "of something else": (
        "E38000001,waits_18_weeks,77,,,,",
        "indicator: 'waits_18_weeks' is not an indicator here; there is early_diagnosis, waits_62_day, "
        "one_year_survival and patient_experience.",
    ),
}


@pytest.mark.parametrize(("row", "said"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_a_figure_that_cannot_be_is_refused_with_file_row_column_and_value(folder, row, said):
    text = f"{HEADER}{FIRST}{row},published,\n"
    (folder / "indicators.csv").write_text(text, encoding="utf-8")
    assert refusal_of(folder) == f"FOLDER/indicators.csv, row 3, column {said}"


@pytest.mark.parametrize(
    ("before", "number"),
    [("\n\n", 5), (",,,,,,,,\n", 4), ('E38000002,waits_62_day,80,,,,,published,"two\nlines"\n', 4), ("", 3)],
    ids=["blank lines", "empty cells", "a cell of two lines", "nothing"],
)
def test_rows_of_an_edition_are_counted_as_a_spreadsheet_shows_them(folder, before, number):
    text = f"{HEADER}{FIRST}{before}E38000001,waits_62_day,1e999,,,,,published,\n"
    (folder / "indicators.csv").write_text(text, encoding="utf-8")
    assert refusal_of(folder).startswith(f"FOLDER/indicators.csv, row {number}, column value: '1e999' is not")


def test_the_same_rows_are_refused_in_an_edition_and_in_a_table_that_is_brought(folder):
    for row, said in IMPOSSIBLE.values():
        if "E92" not in row and "W11" not in row:
            with pytest.raises(DataError) as refusal:
                parse_indicators(
                    f"{HEADER}{FIRST}{row},published,\n", "own.csv", load_edition("october-2016")
                )
            assert str(refusal.value) == f"own.csv, row 3, column {said}"


def test_one_limit_alone_and_a_weighted_percentage_are_figures(folder):
    rows = "E38000001,waits_62_day,77,,,,81,published,\nE38000002,waits_62_day,77,30,50,74,80,published,\n"
    (folder / "indicators.csv").write_text(f"{HEADER}{rows}", encoding="utf-8")
    assert len(load_edition(folder).indicators) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("england_value: 50.7", "england_value: .inf", "it should be a number"),
        ("england_value: 50.7", "england_value: 507", "england_value is 507, which is not a percentage"),
        ("standard: 85.0", "standard: -85", "standard is -85, which is not a percentage"),
    ],
)
def test_a_benchmark_that_cannot_be_is_refused(folder, old, new, said):
    rewrite(folder / "metadata.yaml", old, new)
    assert said in refusal_of(folder)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("E38000001", "'E38000001' occurs more than once."),
        ("", "the cell is empty; every area needs one."),
    ],
)
def test_an_area_without_a_code_of_its_own_is_refused(folder, code, said):
    path = folder / "areas.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] = code + lines[5][len("E38000005") :]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal_of(folder) == f"FOLDER/areas.csv, row 6, column area_code: {said}"


@pytest.mark.parametrize("column", ["area_name", "short_name"])
@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_an_area_without_a_name_that_can_be_seen_is_refused(folder, column, name):
    areas = pd.read_csv(folder / "areas.csv", dtype=str, keep_default_na=False)
    areas.loc[4, column] = name
    areas.to_csv(folder / "areas.csv", index=False)
    said = f"FOLDER/areas.csv, row 6, column {column}: the cell is empty; every area needs one."
    assert refusal_of(folder) == said


@pytest.mark.parametrize(
    ("name", "of_what"), [("areas.csv", "its areas"), ("indicators.csv", "the figures of its areas")]
)
def test_a_table_with_a_header_only_is_refused(folder, name, of_what):
    header = (folder / name).read_text(encoding="utf-8").splitlines()[0]
    (folder / name).write_text(f"{header}\n\n", encoding="utf-8")
    assert refusal_of(folder) == f"FOLDER/{name} has a header but no rows; an edition needs {of_what}."


@pytest.mark.parametrize(
    ("decimals", "said"),
    [(5_000_000, "at most 6"), (-3, "at least 0"), (7, "at most 6"), (1.5, "a whole number")],
)
def test_decimals_that_no_figure_has_are_refused(folder, decimals, said):
    rewrite(folder / "metadata.yaml", "decimals: 1", f"decimals: {decimals}")
    assert f"decimals: it should be {said} (given: {decimals})." in refusal_of(folder)


def not_a_share(given):
    return f"row 2, column share: {given} is not a share of more than 0 and at most 1."


TWO_PARTS = "0.6389 is one of the shares of E38000041 that add up to {}, not to 1."
SPLIT = {
    "more than all": ("0.6389", "7", not_a_share("7")),
    "less than none": ("0.6389", "-0.5", not_a_share("-0.5")),
    "none": ("0.6389", "0", not_a_share("0")),
    "a percentage": ("0.6389", "63.89%", not_a_share("63.89")),
    "no number": ("0.6389", "nan", f"row 2, column share: 'nan' {NOT_A_NUMBER}"),
    "infinite": ("0.6389", "inf", f"row 2, column share: 'inf' {NOT_A_NUMBER}"),
    "empty": (
        "0.6389",
        "",
        "row 2, column share: the cell is empty; every part needs its share of the area.",
    ),
    "too little": ("0.3611", "0.2", f"row 2, column share: {TWO_PARTS.format('0.8389')}"),
    "too much": ("0.3611", "0.4", f"row 2, column share: {TWO_PARTS.format('1.0389')}"),
    "of no area": (
        "E38000041,0.3611",
        "E38000999,0.3611",
        "row 3, column area_code: 'E38000999' is not an area of this edition: areas.csv has no such code.",
    ),
}


@pytest.fixture
def split(folder):
    """The table of split areas of the copied edition."""
    shutil.copy(EDITION_FOLDER / "october-2016" / "split_areas.csv", folder)
    return folder / "split_areas.csv"


@pytest.mark.parametrize(("old", "new", "said"), SPLIT.values(), ids=SPLIT.keys())
def test_a_share_of_a_split_area_that_cannot_be_is_refused(folder, split, old, new, said):
    rewrite(split, old, new)
    assert refusal_of(folder) == f"FOLDER/split_areas.csv, {said}"


def test_the_same_part_of_a_split_area_twice_is_refused(folder, split):
    lines = split.read_text(encoding="utf-8").splitlines()
    split.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    said = "FOLDER/split_areas.csv, row 4, column area_code: 'E38000041' occurs twice with the same part."
    assert refusal_of(folder) == said


def test_split_areas_without_the_groups_that_areas_have_are_refused(folder, split):
    table = pd.read_csv(split, dtype=str).drop(columns=["stp", "region_code"])
    table.to_csv(split, index=False)
    said = "FOLDER/split_areas.csv has no column stp and region_code, which areas.csv has."
    assert refusal_of(folder) == said


BESIDE = {
    "a rating that there is not": (
        "published_ratings.csv",
        "E38000001,well",
        "E38000001,good",
        "row 2, column rating: 'good' is unknown here; it should be one of",
    ),
    "no rating": (
        "published_ratings.csv",
        "E38000001,well",
        "E38000001,",
        "row 2, column rating: the cell is unknown here; it should be one of",
    ),
    "a certainty that there is not": (
        "published_ratings.csv",
        "well,inferred",
        "well,guessed",
        "row 2, column certainty: 'guessed' is unknown here; it should be one of stated, inferred.",
    ),
    "two ratings of an area": (
        "published_ratings.csv",
        "E38000002,",
        "E38000001,",
        "row 3, column area_code: 'E38000001' already has a row.",
    ),
    "no column of ratings": (
        "published_ratings.csv",
        "area_code,rating,",
        "area_code,x,",
        "no column rating.",
    ),
    "an area beside itself": (
        "neighbours.csv",
        "E38000001,E38000019",
        "E38000001,E38000001",
        "row 2, column neighbour_code: 'E38000001' is the area itself.",
    ),
    "a border of less than nothing": (
        "neighbours.csv",
        "E38000001,E38000019,20.14",
        "E38000001,E38000019,-20.14",
        "row 2, column shared_border_km: -20.14 is not the length of a border.",
    ),
    "a border without a length": (
        "neighbours.csv",
        "E38000001,E38000019,20.14",
        "E38000001,E38000019,",
        "row 2, column shared_border_km: the cell is not the length of a border.",
    ),
    "a border from one side": (
        "neighbours.csv",
        "E38000001,E38000019,20.14\n",
        "",
        "column neighbour_code: 'E38000001' has no row of its own with this area as its neighbour.",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), BESIDE.values(), ids=BESIDE.keys())
def test_a_table_that_an_edition_can_do_without_is_left_out_with_the_fault(folder, name, old, new, said):
    shutil.copy(EDITION_FOLDER / "october-2016" / "neighbours.csv", folder)
    rewrite(folder / name, old, new)
    edition = load_edition(folder)
    [fault] = edition.faults
    assert name in fault
    assert said in fault
    lost = {"published_ratings.csv": edition.published_ratings, "neighbours.csv": edition.neighbours}
    assert {file for file, table in lost.items() if table.empty} == {name}


def test_an_empty_table_of_neighbours_leaves_everything_else_as_it_is(folder, ratings):
    (folder / "neighbours.csv").write_text("", encoding="utf-8")
    edition = load_edition(folder)
    assert edition.faults[0].endswith("neighbours.csv cannot be read: No columns to parse from file.")
    rated = rate(edition.indicators, load_methodology("nhs-england-2016"))
    pd.testing.assert_frame_equal(rated.set_index("area_code"), ratings)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["metadata.yaml", "areas.csv", "indicators.csv"])
def test_a_pipe_or_a_device_in_place_of_a_file_is_refused_and_not_waited_for(folder, name):
    said = f"FOLDER/{name} is a pipe or a device and should be a file."
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert refusal_of(folder) == said
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    assert refusal_of(folder) == said


@pytest.mark.parametrize(("name", "limit"), [("metadata.yaml", 2), ("areas.csv", 50), ("indicators.csv", 50)])
def test_a_file_far_larger_than_any_edition_has_is_not_read(folder, name, limit):
    with (folder / name).open("r+b") as file:
        file.truncate(limit * 1_000_000 + 1)
    assert refusal_of(folder) == f"FOLDER/{name} is larger than {limit} MB."


def test_metadata_without_an_edition_are_refused(folder):
    rewrite(folder / "metadata.yaml", "\nedition:\n", "\nissue:\n")
    said = "FOLDER/metadata.yaml does not describe an edition: it needs a block named edition."
    assert refusal_of(folder) == said
    (folder / "metadata.yaml").write_text("", encoding="utf-8")
    assert refusal_of(folder) == said


def test_metadata_that_are_not_yaml_are_refused(folder):
    (folder / "metadata.yaml").write_text("edition: [", encoding="utf-8")
    assert refusal_of(folder).startswith("FOLDER/metadata.yaml is not YAML: ")


def test_an_indicator_without_its_period_is_refused(folder):
    rewrite(folder / "metadata.yaml", "    period: Diagnosed in 2014\n", "")
    assert refusal_of(folder) == "FOLDER/metadata.yaml, early_diagnosis.period: it is missing."


def test_a_direction_that_does_not_exist_is_refused(folder):
    rewrite(folder / "metadata.yaml", "higher_is_better", "sideways")
    assert refusal_of(folder).startswith(
        "FOLDER/metadata.yaml, early_diagnosis.direction: "
        "it should be 'higher_is_better' or 'lower_is_better' (given: 'sideways')"
    )
