"""Laws of reading cancer waits: what was put in comes out, wherever the columns stand and whatever is around."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cells.months import month, period_of
from importers.cells.values import count, number
from importers.waits.header import role_of
from importers.waits.measures import days_of
from importers.waits.read import COLUMNS, MEASURES, read_cancer_waits
from importers.waits.titles import status_of
from tests.importers.small_files import book, csv_bytes
from tests.scoring.random_tables import fuzz, law

CODES = ["11J", "00C", "99E", "03Q", "D9Y0V", "15N"]
TITLES = {
    "ALL CANCERS TWO WEEK WAIT": "two_week_wait",
    "62-DAY (URGENT GP REFERRAL TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS": "62_day_urgent_referral",
    "62-DAY WAIT FOR FIRST TREATMENT FROM SCREENING SERVICE REFERRAL: ALL CANCERS": "62_day_screening",
    "31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: RADIOTHERAPY TREATMENTS": "31_day_subsequent_radiotherapy",
    "FOUR WEEK (28 DAYS) WAIT FROM URGENT REFERRAL: ALL ROUTES": "28_day_faster_diagnosis",
}
NAMES = {
    "code": ["ODS CODE", "CCG Code", "Org_Code", "ODS Code (1)", "Organisation code"],
    "name": ["CLINICAL COMMISSIONING GROUP (CCG)", "CCG Name", "Care Commissioning Group", "Commissioner"],
    "total": ["TOTAL", "Total treated", "Total Patients", "Denominator", "Number of patients"],
    "within": [
        "Within standard",
        "WITHIN {days} DAYS",
        "Numerator",
        "Treated within {days} days",
        "Within target",
    ],
    "after": ["Breaches", "AFTER {days} DAYS", "Outside standard", "Treated after {days} days"],
    "percent": ["%", "% Performance", "PERCENTAGE TREATED WITHIN {days} DAYS", "Performance"],
    "other": ["Region", "Referral reason", "In 32 to 38 days", "Parent_Org"],
}
FIGURES = st.dictionaries(
    st.sampled_from(CODES),
    st.integers(1, 900).flatmap(lambda t: st.tuples(st.just(t), st.integers(0, t))),
    min_size=1,
)


@st.composite
def layouts(draw):
    """A workbook in a random layout, and what is in it."""
    figures = draw(FIGURES)
    columns = [
        "code",
        "total",
        "within",
        *draw(st.lists(st.sampled_from(["name", "after", "percent", "other"]), unique=True)),
    ]
    columns = draw(st.permutations(columns))
    # What comes after the total and before another total is of the same figures, in every layout.
    title = draw(st.sampled_from(sorted(TITLES)))
    left = [None] * draw(st.integers(0, 3))
    spell = draw(st.sampled_from([lambda n: n, str, lambda n: f"{n:,}", lambda n: f" {n} ", float]))
    percent = draw(st.sampled_from([lambda p: p, lambda p: 100 * p, lambda p: f"{p:.1%}"]))

    def row(code, total, within, name):
        values = {"code": code, "name": name, "total": spell(total), "within": spell(within), "other": "x"}
        values |= {"after": spell(total - within), "percent": percent(within / total)}
        return [*left, *[values[column] for column in columns]]

    rows = [
        [title],
        [draw(st.sampled_from(["PERIOD: March 2017", "March 2017", "Period: 2017-03", "Mar-17"]))],
    ]
    rows += [[]] * draw(st.integers(0, 4))
    days = days_of(title.lower())
    rows += [[*left, *[draw(st.sampled_from(NAMES[column])).format(days=days) for column in columns]]]
    rows += [[]] * draw(st.integers(0, 1))
    rows += [row(code, total, within, f"NHS {code} CCG") for code, (total, within) in figures.items()]
    rows += draw(
        st.lists(
            st.sampled_from([[], ["Notes"], ["(1) See 31-day waits"], ["Source: NHS England, 2 May 2018"]])
        )
    )
    return rows, figures, TITLES[title]


@fuzz
@given(layouts())
def test_the_same_figures_come_out_of_every_layout(layout):
    rows, figures, measure = layout
    result = read_cancer_waits(book({"Sheet": rows}), "waits.xlsx")
    assert result.table is not None, result.report.sentences()
    table = result.table
    found = zip(table["ods_code"], table["denominator"], table["numerator"], strict=True)
    assert {code: (total, within) for code, total, within in found} == figures
    assert set(table["measure"]) == {measure}
    assert set(table["period_start"].dt.date) == {date(2017, 3, 1)}
    assert not result.report.suspicious
    assert not result.report.refused


CELLS = (
    st.none()
    | st.sampled_from(
        [
            "11J",
            "E38000045",
            "ENGLAND",
            "TOTAL",
            "WITHIN 62 DAYS",
            "%",
            "62-DAY",
            "Jan-16",
            "*",
            "PERIOD:",
            "CCG",
            "PART A: x",
        ]
    )
    | st.integers(-5, 500)
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
)


@fuzz
@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
def test_any_cells_give_figures_that_can_be_or_a_sentence(rows):
    rows = [["" if c is None else str(c).replace('"', "").replace(",", " ") for c in row] for row in rows]
    result = read_cancer_waits(
        csv_bytes(["62-day wait January 2016"], ["ODS code", "Total", "Within"], *rows), "a.csv"
    )
    report = result.report
    assert report.to_markdown()
    assert set(report.frames()) == {"refused", "totals", "suspicious", "areas"}
    if result.table is None:
        assert report.hopeless.endswith(".")
        return
    table = result.table
    assert list(table.columns) == COLUMNS
    assert ((table["numerator"] >= 0) & (table["numerator"] <= table["denominator"])).all()
    assert table["value"].dropna().between(0, 100).all()
    assert set(table["measure"]) <= set(MEASURES)
    assert report.rows_read == report.rows_used + report.rows_refused == len(table) + report.rows_refused


@law
@given(st.integers(2000, 2068), st.integers(1, 12))
def test_a_month_is_known_however_it_is_written(year, number):
    days = month(year, number)
    for text in (
        f"{days[0]:%B %Y}",
        f"{days[0]:%b-%y}",
        f"PERIOD: {days[0]:%B %Y}",
        f"{days[0]:%Y-%m}",
        f"{days[0]:%d/%m/%Y}",
    ):
        assert period_of(text) == days
    assert period_of(days[0]) == days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Q1 2016-17", date(2016, 4, 1), date(2016, 6, 30)),
        ("2015/16 Quarter 4", date(2016, 1, 1), date(2016, 3, 31)),
        ("January to March 2016", date(2016, 1, 1), date(2016, 3, 31)),
        ("October, November and December 2019", date(2019, 10, 1), date(2019, 12, 31)),
        ("December 2019 - February 2020", date(2019, 12, 1), date(2020, 2, 29)),
        ("PERIOD: 2016-17", date(2016, 4, 1), date(2017, 3, 31)),
    ],
)
def test_quarters_and_ranges_of_months(text, first, last):
    assert period_of(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "Notes", "May 2016 and June 2017", "2016", "13/13/2016", "2016-13", "marching 16"],
)
def test_what_names_no_month_or_more_than_one(text):
    assert period_of(text) is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("percentage seen within 14 days", "percent"),
        ("% within standard", "percent"),
        ("treated after 62 days", "after"),
        ("patients not treated within 62 days", "after"),
        ("total within 62 days", "within"),
        ("total treated", "total"),
        ("in 32 to 38 days", ""),
        ("ccg - ons area id", "code"),
        ("integrated care board (icb)/commissioning hub", "name"),
        ("suspected cancer or breast symptomatic", "cancer_type"),
        ("operational standard (%)", "standard"),
        ("parent code", "parent"),
    ],
)
def test_columns_are_known_by_their_words(name, role):
    assert role_of(name) == role


def test_words_of_measures_status_and_numbers():
    assert [
        days_of(t) for t in ("28-day fds (two week wait)", "62d", "usc referral to foa", "62 days", "notes")
    ] == [28, 62, 14, 62, None]
    assert [status_of(t) for t in ("PROVISONAL", "Status: FINAL", "finally", "x-FINAL-1.xlsx")] == [
        "provisional",
        "final",
        None,
        "final",
    ]
    assert number("1,234.5%") == (1234.5, None)
    assert count("50%")[1] == "is a percentage where a number of people is needed"
    assert number("1,23")[1] == number("1e999")[1] == "is not a number"
