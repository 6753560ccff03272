"""What the report of cancer waits says: totals, suspicions, refusals, areas, and why a file is hopeless."""

import datetime as dt

import pytest

from importers.waits.read import read_cancer_waits
from scoring import load_edition
from tests.importers.small_files import AREAS, april_2025, book, csv_bytes, figures, january_2016, read
from tests.importers.waits.test_cancer_waits import care_settings_of_2018


def test_areas_are_matched_with_an_edition_by_ods_code():
    edition = load_edition()
    result = read(book({"62": care_settings_of_2018()}), edition=edition)
    assert set(result.table["area_code"]) == {"E38000045", "E38000042", "E38000007"}
    assert len(result.report.missing_areas) == 206
    assert result.report.unknown_areas == ()
    boards = read(book({"62": april_2025()}), edition=edition)
    assert (
        "QOX NHS BATH AND NORTH EAST SOMERSET, SWINDON AND WILTSHIRE INTEGRATED CARE BOARD"
        in boards.report.unknown_areas
    )


def test_a_total_that_is_not_englands_is_reported():
    report = read(book({"62-DAY": january_2016(england=(170, 135))})).report
    assert [(t.column, t.areas, t.england) for t in report.totals if not t.agrees] == [
        ("denominator", 165, 170)
    ]
    assert report.doubtful
    assert "add up to 165, the England row says 170." in " ".join(report.sentences())


def test_what_cannot_be_is_not_used_and_what_may_not_be_is_said():
    rows = january_2016()
    rows[8][5:] = [100, 120, -20, 1.2]
    rows[9][5:] = [25, 15, 10, 0.9]
    rows[10][5:] = [40, 40, 3, 1]
    result = read(book({"62-DAY": rows}))
    assert [(s.area_code, s.used) for s in result.report.suspicious] == [
        ("E38000045", False),
        ("E38000007", True),
        ("E38000042", True),
    ]
    assert "11J" not in set(result.table["ods_code"])
    rows[9][5:] = [25, 25, 0, "130%"]
    assert "over 100" in " ".join(read(book({"62-DAY": rows})).report.sentences())


def test_a_month_far_below_its_neighbours_is_said_and_used():
    head = ["Month", "ODS code", "CCG", "Standard", "Total", "Within"]
    rows = [
        [f"2019-{month:02}", "11J", "NHS DORSET CCG", "2WW", 40 if month == 5 else 900, 30]
        for month in range(1, 10)
    ]
    result = read(csv_bytes(head, *rows), "months.csv")
    assert [(s.used, s.row) for s in result.report.suspicious] == [(True, 6)]
    assert "May 2019 has 40 people, the months around 900" in result.report.suspicious[0].reason
    assert (result.report.period_start, result.report.period_end) == (
        dt.date(2019, 1, 1),
        dt.date(2019, 9, 30),
    )


def test_rows_that_come_twice_and_subtotals_without_a_code_are_refused():
    rows = january_2016()
    rows[11:12] = [
        rows[9],
        [None, None, "NORTH", "ALL CARE", "ALL CANCERS", *figures(30, 20)],
        [*rows[8][:5], 7, 7, 0, 1],
    ]
    result = read(book({"62-DAY": rows}))
    assert [r.reason for r in result.report.refused] == [
        "has no code of an area; a subtotal perhaps",
        "has another figure in row 14 of sheet 62-DAY; none of them is used",
        "repeats row 10 of sheet 62-DAY",
        "has another figure in row 9 of sheet 62-DAY; none of them is used",
    ]
    assert result.report.rows_used == 3


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("many", "is not a number"),
        ("=1+1", "has no result; open the file in a spreadsheet and save it"),
        (-3, "must not be negative"),
        (5e12, "is more people than there can be"),
        ("80%", "is a percentage where a number of people is needed"),
        (True, "is not a number"),
        ("..", "is suppressed or not given"),
    ],
)
def test_a_cell_that_is_no_count_refuses_its_row(cell, reason):
    rows = january_2016()
    rows[9][5] = cell
    report = read(book({"62-DAY": rows})).report
    assert [(r.row, r.column, r.reason) for r in report.refused] == [(10, "total treated", reason)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (book({"a": [["Hello"], [1, 2, 3]]}), "has no table of waiting times"),
        (book({"a": january_2016()[:8]}), "has a table of waiting times without any row of figures"),
        (
            book({"a": january_2016(period="")}),
            "has 4 rows of figures, and none can be used: each has no period that can be read.",
        ),
        (
            book({"a": january_2016(basis="BASIS: PROVIDER BASED")}),
            "each is by provider, not by commissioner.",
        ),
        (b"not a workbook", "is text, but its ending says an Excel workbook"),
    ],
)
def test_a_hopeless_file_gives_no_table_and_a_sentence(content, sentence):
    result = read_cancer_waits(content, "waits.xlsx")
    assert result.table is None
    assert sentence in result.report.hopeless
    assert result.report.rows_used == 0


def test_the_standard_may_stand_in_a_row_above_or_under_the_table():
    rows = january_2016()
    rows[4] = ["Operational Standard", 0.85]
    result = read(book({"62-DAY": [*rows, [None, None, "Target", "85%"]]}))
    assert set(result.table["standard"]) == {85}
    assert result.report.rows_refused == 0


def test_a_row_of_nobody_is_a_row_of_nobody():
    rows = january_2016()
    rows[9][5:] = [0, "-", "-", "-"]
    result = read(book({"62-DAY": rows}))
    nobody = result.table[result.table["ods_code"] == "00C"].iloc[0]
    assert (nobody["numerator"], nobody["denominator"]) == (0, 0)
    assert nobody[["value"]].isna().all()


def test_a_row_whose_own_period_cannot_be_read_is_refused():
    head = ["Month", "ODS code", "CCG", "Standard", "Total", "Within"]
    rows = [
        ["2019-05", "11J", "NHS DORSET CCG", "2WW", 9, 8],
        ["2019-13", "00C", "NHS DARLINGTON CCG", "2WW", 9, 8],
    ]
    report = read(csv_bytes(["April 2019"], head, *rows), "months.csv").report
    assert [(r.row, r.value, r.reason) for r in report.refused] == [
        (4, "2019-13", "has no period that can be read")
    ]


def test_a_name_that_says_another_month_than_the_sheets_is_noted():
    note = "The file's name says June 2018; its sheets do not."
    assert note in read(book({"62-DAY": january_2016()}), "June-2018.xlsx").report.notes
    fitting = read(book({"62-DAY": january_2016()}), "January-2016.xlsx").report.notes
    assert not any("name says" in each for each in fitting)


def kinds_of(*areas):
    """The kind of each area of a workbook, by name."""
    table = read(book({"62-DAY": january_2016(areas=[*areas], england=(900, 800))})).table
    return dict(zip(table["area_name"], table["area_type"], strict=True))


@pytest.mark.parametrize(
    ("ons", "ods", "name"),
    [
        ("E38000100", "03X", "NHS NORTH MIDLANDS COMMISSIONING REGION SOMEWHERE CCG"),
        ("E38000100", None, "SOUTHERN REGION"),
        ("E38000100", "04C", "ENGLAND BORDERS CCG"),
        ("E38000100", "04C", "UNKNOWN QUARTER CCG"),
        ("E38000100", "04C", "SOMEWHERE COMMISSIONING HUB CCG"),
        (None, "11J", "NHS SOUTH COMMISSIONING REGION DORSET"),
        (None, "11J", "HUB OF THE SOUTH"),
    ],
)
def test_the_code_of_a_ccg_decides_before_its_name(ons, ods, name):
    assert kinds_of((ons, ods, name, 60, 50))[name] == "CCG"


@pytest.mark.parametrize(
    ("ods", "name", "kind"),
    [
        ("13Q", "NATIONAL COMMISSIONING HUB 1", "commissioning hub"),
        ("14X", "SOMEWHERE CCG COMMISSIONING HUB", "commissioning hub"),
        ("X24", "NHS ENGLAND", "commissioning hub"),
        ("Y56", "LONDON COMMISSIONING REGION", "region"),
        ("Y56", "LONDON", "region"),
    ],
)
def test_without_a_code_of_a_ccg_the_name_decides(ods, name, kind):
    assert kinds_of((None, ods, name, 60, 50))[name] == kind


def test_a_ccg_whose_name_holds_a_region_counts_in_the_totals():
    areas = [*AREAS, ("E38000100", "03X", "NHS NORTH COMMISSIONING REGION SOMEWHERE CCG", 60, 50)]
    report = read(book({"62-DAY": january_2016(areas=areas)})).report
    assert report.totals
    assert all(total.agrees for total in report.totals)


def test_a_row_for_england_that_cannot_be_used_is_not_said_to_be_missing():
    rows = january_2016()
    rows[-1][5:] = ["*", "*", "*", "*"]
    words = " ".join(read(book({"62-DAY": rows})).report.sentences())
    assert "There is no row for England" not in words
    assert "The row for England cannot be used" in words


def test_without_a_row_for_england_the_report_says_so():
    rows = january_2016()[:-2]
    assert "There is no row for England to check." in read(book({"62-DAY": rows})).report.sentences()
