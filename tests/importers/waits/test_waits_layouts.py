"""Layouts of cancer waits between 2016 and 2025: the same figures come out of each, or a refusal, never others."""

import datetime as dt

import pytest

from importers.cells.months import period_of
from importers.waits.geography import fitting_edition
from importers.waits.read import read_cancer_waits
from scoring import load_edition
from tests.importers.small_files import AREAS, BOARDS, book, csv_bytes, figures, read
from tests.importers.waits.test_cancer_waits import EXPECTED, counts

TWO_WEEKS = "TWO WEEK WAIT FROM GP URGENT REFERRAL TO FIRST CONSULTANT APPOINTMENT"
TWO_MONTHS = "62-DAY WAIT FROM URGENT GP REFERRAL TO FIRST TREATMENT: ALL CANCERS"
ODS = ["ODS CODE", "Commissioner name"]
COUNTED = ["TOTAL", "WITHIN STANDARD", "BREACHES", "%"]
QUARTER = (dt.date(2017, 1, 1), dt.date(2017, 3, 31))
JANUARY = (dt.date(2017, 1, 1), dt.date(2017, 1, 31))


def plain_rows() -> list[list]:
    return [[ods, name, *figures(t, w)] for _, ods, name, t, w in AREAS]


def england(*cells) -> list:
    return [*cells, *figures(165, 135)]


def sub_board(ods: str) -> str:
    return f"NHS DORSET ICB - {ods}"


QUARTERLY_2017 = [
    [TWO_WEEKS],
    ["Period: QUARTER 4 2016/17"],
    ["Basis: Commissioner based"],
    [],
    ["ODS CODE", "CCG ONS code", "Commissioner name", *COUNTED],
    *[[ods, ons, name, *figures(t, w)] for ons, ods, name, t, w in AREAS],
    england(None, None, "ENGLAND"),
]
REGIONS_2019 = [
    [None, TWO_MONTHS],
    [None, "Period:", dt.datetime(2017, 1, 1)],
    [None, "Region code", "Region name", "STP name", "CCG ODS code", "CCG name", *COUNTED],
    [None, "ENG", "ENGLAND", None, None, None, *figures(165, 135)],
    [None, "Y58", "SOUTH WEST", None, None, None, *figures(100, 80)],
    *[[None, "Y58", "SOUTH WEST", "Dorset", ods, name, *figures(t, w)] for _, ods, name, t, w in AREAS],
]
MERGED_2018 = [
    [TWO_MONTHS],
    ["JANUARY 2016/17"],
    ["ODS code", "CCG", "Patients", "Number treated", None, "Percentage"],
    [None, None, "Total", "within 62 days", "after 62 days", "within 62 days"],
    *[[ods, name, t, w, t - w, round(100 * w / t, 1)] for _, ods, name, t, w in AREAS],
    england("National", None),
]
BANDS_FIRST = [
    [TWO_MONTHS],
    ["PERIOD: 1 January 2017 to 31 January 2017"],
    [*ODS, "TOTAL", "WITHIN 31 DAYS", "32-38", "OVER 104 DAYS", "WITHIN 62 DAYS", "AFTER 62 DAYS"],
    *[[ods, name, t, w // 2, 3, 2, w, t - w] for _, ods, name, t, w in AREAS],
]
BREACHES_ONLY = [
    [TWO_MONTHS],
    ["Month: Jan-17"],
    [*ODS, "% BREACHES", "MEDIAN WAIT", "90TH PERCENTILE", "TOTAL", "BREACHES", "OVER 104 DAYS"],
    *[[ods, name, (t - w) / t, 40, 70, t, t - w, 1] for _, ods, name, t, w in AREAS],
]
PUBLISHED_BEFORE_PERIOD = [
    ["Cancer waiting times 2016-17"],
    ["Issued on 9 March 2017"],
    ["Last updated: June 2018"],
    [TWO_WEEKS],
    ["January 2017"],
    [*ODS, *COUNTED],
    *plain_rows(),
]
CONTENTS_ABOVE = [
    ["In this sheet:"],
    ["Two week wait"],
    ["31-day wait for first treatment"],
    ["62-day wait"],
    ["January 2017"],
    [TWO_MONTHS],
    [*ODS, "TOTAL", "WITHIN 62 DAYS", "AFTER 62 DAYS"],
    *[row[:5] for row in plain_rows()],
]
REGIONAL_TOTALS = [
    [TWO_WEEKS],
    ["January 2017"],
    [*ODS, *COUNTED],
    ["NORTH OF ENGLAND"],
    *plain_rows()[:1],
    [None, "Total", *figures(100, 80)],
    ["SOUTH OF ENGLAND"],
    *plain_rows()[1:],
    [None, "Total", *figures(65, 55)],
    england("Eng", "England"),
]
LAST_YEAR_BESIDE = [
    [TWO_WEEKS],
    ["PERIOD: January 2017"],
    [None, None, "January 2016", None, None, "January 2017", None, None, "Change since last year"],
    [*ODS, *["Total", "Within 14 days", "After 14 days"] * 2, "% points"],
    *[[ods, name, 9, 9, 0, t, w, t - w, -2.5] for _, ods, name, t, w in AREAS],
]
SUB_BOARDS_WITHOUT_OWN_CODE = [
    ["FOUR WEEK (28 DAYS) WAIT FROM URGENT REFERRAL TO PATIENT TOLD: ALL ROUTES"],
    ["PERIOD: November 2022"],
    ["ICB CODE", "ICB NAME", "SUB ICB LOCATION", "TOTAL", "WITHIN 28 DAYS", "AFTER 28 DAYS", "%"],
    *[["QVV", "NHS DORSET ICB", sub_board(ods), *figures(t, w)] for _, ods, _, t, w in AREAS],
    england("ENGLAND", None, None),
]
SUB_BOARDS_OF_BOARD_CODES = [
    ["31-DAY WAIT FOR FIRST TREATMENT: ALL CANCERS"],
    ["PERIOD: November 2022"],
    ["ONS CODE", "ICB CODE", "ICB", "SUB-ICB CODE", "SUB-ICB LOCATION", "ALL REFERRALS", "WITHIN", "AFTER"],
    *[["E54000041", "QVV", "DORSET", ods, sub_board(ods), t, w, t - w] for _, ods, _, t, w in AREAS],
]


@pytest.mark.parametrize(
    ("rows", "measure", "period", "with_england"),
    [
        (QUARTERLY_2017, "two_week_wait", QUARTER, True),
        (REGIONS_2019, "62_day_urgent_referral", JANUARY, True),
        (MERGED_2018, "62_day_urgent_referral", JANUARY, True),
        (BANDS_FIRST, "62_day_urgent_referral", JANUARY, False),
        (BREACHES_ONLY, "62_day_urgent_referral", JANUARY, False),
        (PUBLISHED_BEFORE_PERIOD, "two_week_wait", JANUARY, False),
        (CONTENTS_ABOVE, "62_day_urgent_referral", JANUARY, False),
        (REGIONAL_TOTALS, "two_week_wait", JANUARY, True),
    ],
)
def test_areas_counts_period_and_england_of_a_layout_of_ccgs(rows, measure, period, with_england):
    result = read(book({"Commissioner": rows}))
    table = result.table
    assert counts(table, area_type="CCG", measure=measure) == EXPECTED
    assert set(table["measure"]) == {measure}
    assert (result.report.period_start, result.report.period_end) == period
    assert not result.report.suspicious
    of_england = table[table["area_type"] == "England"]
    assert of_england["denominator"].tolist() == ([165] if with_england else [])
    assert all(total.agrees for total in result.report.totals)


@pytest.mark.parametrize(
    ("rows", "measure"),
    [
        (SUB_BOARDS_WITHOUT_OWN_CODE, "28_day_faster_diagnosis"),
        (SUB_BOARDS_OF_BOARD_CODES, "31_day_first_treatment"),
    ],
)
def test_a_sub_board_is_never_taken_for_the_board_beside_it(rows, measure):
    result = read(book({"Commissioner": rows}))
    assert counts(result.table, area_type="sub-ICB", measure=measure) == EXPECTED
    assert set(result.table["area_type"]) <= {"sub-ICB", "England"}
    assert not set(result.table["area_code"].dropna()) & {"E54000041"}


def test_figures_of_last_year_beside_this_years_keep_their_own_period():
    table = read(book({"2WW": LAST_YEAR_BESIDE})).table
    this_year = table[table["period_start"] == "2017-01-01"]
    assert counts(this_year, measure="two_week_wait") == EXPECTED
    assert set(table[table["period_start"] == "2016-01-01"]["denominator"]) == {9}


def test_months_side_by_side_may_be_dates():
    months = [dt.datetime(2017, 1, 1), None, dt.datetime(2017, 2, 1), None]
    rows = [[ods, name, 2 * t, 2 * w, t, w] for _, ods, name, t, w in AREAS]
    head = [[TWO_WEEKS], [None, None, *months], [*ODS, *["Total", "Within 14 days"] * 2]]
    table = read(book({"2WW": [*head, *rows]})).table
    assert counts(table[table["period_start"] == "2017-02-01"]) == EXPECTED
    assert set(table["period_start"].dt.month) == {1, 2}


@pytest.mark.parametrize("name", ["ALL CANCERS", "All suspected cancers", "All tumours", "(all)", "Total"])
def test_all_kinds_of_cancer_have_many_names(name):
    rows = [[ods, n, name, "All Modalities", t, w] for _, ods, n, t, w in AREAS]
    head = [[TWO_MONTHS], ["Jan-17"], [*ODS, "Cancer type", "Treatment modality", "Total", "Within 62 days"]]
    assert counts(read(book({"62": [*head, *rows]})).table, cancer_type="all", treatment="all") == EXPECTED


@pytest.mark.parametrize(
    ("periods", "cells"),
    [
        (["Year", "Month"], ["2016-17", "January"]),
        (["Month", "Financial year"], ["JAN", "2016/17"]),
        (["Period start", "Period end"], ["2017-01-01", "2017-01-31"]),
    ],
)
def test_a_period_in_two_columns_is_read_from_both(periods, cells):
    rows = [[*cells, ods, name, "2WW", t, w] for _, ods, name, t, w in AREAS]
    result = read(csv_bytes([*periods, *ODS, "Standard", "Total", "Within"], *rows), "waits.csv")
    assert (result.report.period_start, result.report.period_end) == JANUARY


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Quarter ending March 2017", QUARTER),
        ("QUARTER ENDING: 31 MARCH 2017", QUARTER),
        ("Three months to March 2017", QUARTER),
        ("1 January 2017 to 31 March 2017", QUARTER),
        ("Qtr 4, 2016/17", QUARTER),
        ("Q4 16/17", QUARTER),
        ("2016-17 Q4", QUARTER),
        ("Commissioner-Q4-2016-17-Final", QUARTER),
        ("January 2016/17", JANUARY),
        ("2016-17 January", JANUARY),
        ("Month ending 31 January 2017", JANUARY),
        ("April 2016/17", (dt.date(2016, 4, 1), dt.date(2016, 4, 30))),
        ("Year to March 2017", (dt.date(2016, 4, 1), dt.date(2017, 3, 31))),
        ("Q4 2016/17 and Q1 2017/18", None),
    ],
)
def test_periods_as_publishers_write_them(text, period):
    assert period_of(text) == period


def test_a_period_may_stand_beside_the_title_and_say_the_status():
    rows = [["Two week wait", None, "Period: January 2017"], [*ODS, *COUNTED], *plain_rows()]
    assert read(book({"a": rows})).report.period_end == JANUARY[1]
    rows = [["Two week wait"], ["January 2017 (provisional)"], [*ODS, *COUNTED], *plain_rows()]
    assert read(book({"a": rows})).report.status == "provisional"


def test_figures_of_a_provider_within_a_commissioner_are_not_taken_for_the_commissioners():
    head = ["Commissioner code", "Commissioner name", "Provider code", "Standard", "Month", "Total", "Within"]
    rows = [
        [ods, name, trust, "2WW", "Jan-17", t, w] for _, ods, name, t, w in AREAS for trust in ("RBD", "RDZ")
    ]
    assert read_cancer_waits(csv_bytes(head, *rows), "waits.csv").table is None
    whole = [[ods, name, "All providers", "2WW", "Jan-17", t, w] for _, ods, name, t, w in AREAS]
    result = read(csv_bytes(head, *rows, *whole), "waits.csv")
    assert counts(result.table) == EXPECTED
    assert result.report.rows_refused == 6


def test_of_two_different_figures_for_the_same_neither_is_guessed_at():
    rows = [
        [TWO_WEEKS],
        ["Jan-17"],
        [*ODS, *COUNTED],
        *plain_rows(),
        ["11J", "NHS DORSET CCG", *figures(7, 7)],
    ]
    result = read(book({"2WW": rows}))
    assert set(result.table["ods_code"]) == {"00C", "99E"}
    assert [(r.row, r.reason) for r in result.report.refused] == [
        (4, "has another figure in row 7 of sheet 2WW; none of them is used"),
        (7, "has another figure in row 4 of sheet 2WW; none of them is used"),
    ]


@pytest.mark.parametrize(
    ("title", "heads", "sentence"),
    [
        (TWO_MONTHS, ["TOTAL", "WITHIN 31 DAYS", "32 TO 62"], "is not of the 62-day standard"),
        (TWO_MONTHS, ["TOTAL", "OVER 104 DAYS"], "is not of the 62-day standard"),
        (TWO_WEEKS, ["TOTAL", "% BREACHES"], "no table of waiting times"),
    ],
)
def test_columns_of_other_days_than_the_standards_are_refused(title, heads, sentence):
    rows = [[ods, name, t, *[w] * (len(heads) - 1)] for _, ods, name, t, w in AREAS]
    result = read_cancer_waits(book({"a": [[title], ["Jan-17"], [*ODS, *heads], *rows]}), "a.xlsx")
    assert result.table is None
    assert sentence in " ".join(result.report.sentences())


def test_figures_by_cancer_beside_each_other_are_refused_not_mixed_up():
    rows = [[ods, name, 5, 4, t, w] for _, ods, name, t, w in AREAS]
    head = [[TWO_WEEKS], ["Jan-17"], [None, None, "Breast", None, "All cancers", None]]
    result = read_cancer_waits(
        book({"a": [*head, [*ODS, *["Total", "Within 14 days"] * 2], *rows]}), "a.xlsx"
    )
    assert result.table is None
    assert "cannot be told apart" in result.report.hopeless


def test_routes_and_stages_beside_each_other_are_told_apart_by_the_line_above():
    def beside(title, above, days):
        groups = [cell for name in above for cell in (name, None)]
        head = [[title], ["May 2022"], [None, None, *groups]]
        head += [[*ODS, *["Total", f"Within {days} days"] * len(above)]]
        rows = [[o, n, *[c for i in range(len(above)) for c in (t + i, w)]] for _, o, n, t, w in AREAS]
        table = read(book({"a": [*head, *rows]})).table
        dorset = table[table["ods_code"] == "11J"].fillna({"route": ""})
        return dict(zip(dorset["denominator"] - 100, dorset["measure"] + dorset["route"], strict=True))

    routes = ["All routes", "Two week wait", "Breast symptomatic", "Screening"]
    of_28_days = ["", "urgent suspected cancer", "breast symptomatic", "national screening programme"]
    found = beside("FOUR WEEK (28 DAYS) WAIT FROM URGENT REFERRAL", routes, 28)
    assert found == {i: f"28_day_faster_diagnosis{route}" for i, route in enumerate(of_28_days)}
    stages = ["First treatment", "Subsequent: surgery", "Subsequent: radiotherapy"]
    measures = ["first_treatment", "subsequent_surgery", "subsequent_radiotherapy"]
    found = beside("31-DAY WAIT FOR TREATMENT", stages, 31)
    assert found == {i: f"31_day_{measure}" for i, measure in enumerate(measures)}


def test_the_days_of_the_columns_tell_which_standard_a_title_means():
    rows = [["31-DAY WAIT FOR FIRST TREATMENT (RARE CANCERS), PART OF THE 62-DAY STANDARD"], ["Jan-17"]]
    rows += [[*ODS, "TOTAL", "WITHIN 31 DAYS", "AFTER 31 DAYS"], *[row[:5] for row in plain_rows()]]
    assert set(read(book({"Rare": rows})).table["measure"]) == {"31_day_rare_cancers"}


def test_two_week_waits_without_breast_symptoms_are_not_those_of_breast_symptoms():
    for title in ("TWO WEEK WAIT, EXCLUDING BREAST SYMPTOMS", "TWO WEEK WAIT BY CANCER (INCLUDING BREAST)"):
        rows = [[title], ["Jan-17"], [*ODS, *COUNTED], *plain_rows()]
        assert set(read(book({"2WW": rows})).table["measure"]) == {"two_week_wait"}


def test_the_report_says_of_which_areas_a_file_is():
    report = read(book({"a": SUB_BOARDS_WITHOUT_OWN_CODE})).report
    assert "Its areas are 3 sub-ICB locations" in " ".join(report.sentences())
    boards = [["62-DAY"], ["May-24"], [*ODS, "TOTAL", "WITHIN 62 DAYS"], *[list(board) for board in BOARDS]]
    assert "Its areas are 2 Integrated Care Boards" in " ".join(read(book({"a": boards})).report.sentences())


@pytest.mark.parametrize(
    ("file_of", "kind", "month", "fits"),
    [
        ("icb-waits-2024-q1", "ICB", "April 2024", "icb-waits-2024-q2"),
        ("cancer-waits-2018-q1", "CCG", "May 2017", "cancer-waits-2017-q2"),
        ("cancer-waits-2021-q3", "SUB ICB", "October 2022", "cancer-waits-2021-q3"),
    ],
)
def test_a_file_of_other_areas_than_the_edition_says_which_edition_has_them(file_of, kind, month, fits):
    areas = load_edition(file_of).areas
    head = ["Code", f"{kind} name", "Total", "Within 62 days"]
    rows = [[ods, name, 20, 10] for ods, name in zip(areas["ods_code"], areas["area_name"], strict=True)]
    content = book({"62": [["62-DAY WAIT, URGENT GP REFERRAL"], [month], head, *rows]})
    result = read(content, edition=load_edition())
    assert fitting_edition(result.table, load_edition()).id == fits
    assert f"Choose that edition to use them ({fits})." in " ".join(result.report.notes)
    at_home = read(content, edition=load_edition(fits))
    assert fitting_edition(at_home.table, load_edition(fits)) is None
    assert not at_home.report.unknown_areas
