"""Every layout of the cancer waits is read by its words: the same figures come out however they stand."""

import datetime as dt

import pytest

from tests.importers.small_files import (
    AREAS,
    april_2025,
    book,
    csv_bytes,
    figures,
    front_page,
    january_2016,
    read,
)


def counts(table, **wanted):
    """Numerator and denominator by code (England by its name) of the rows with these values."""
    for column, value in wanted.items():
        table = table[table[column].fillna("") == value]
    keys = table["ods_code"].fillna(table["area_name"])
    found = {
        key: (int(n), int(d))
        for key, n, d in zip(keys, table["numerator"], table["denominator"], strict=True)
    }
    assert len(found) == len(table)
    return found


EXPECTED = {"11J": (80, 100), "00C": (15, 25), "99E": (40, 40)}
WITH_ENGLAND = EXPECTED | {"ENGLAND": (135, 165)}


def test_the_layout_of_2016_gives_areas_counts_period_and_basis():
    result = read(
        book({"FRONTPAGE": front_page("Commissioner Based"), "62-DAY (ALL CANCER)": january_2016()})
    )
    table = result.table
    assert (
        counts(table, measure="62_day_urgent_referral", cancer_type="all", care_setting="all") == WITH_ENGLAND
    )
    assert set(table["area_code"]) == {"E38000045", "E38000042", "E38000007", "E92000001"}
    assert set(table["area_type"]) == {"CCG", "England"}
    assert table.loc[table["ods_code"] == "00C", "value"].item() == pytest.approx(60)
    assert set(table["sheet"]) == {"62-DAY (ALL CANCER)"}
    assert table["row"].tolist() == [9, 10, 11, 13]
    assert (result.report.period_start, result.report.period_end) == (
        dt.date(2016, 1, 1),
        dt.date(2016, 1, 31),
    )
    assert result.report.basis.startswith("COMMISSIONER BASED (ENGLAND ONLY")
    assert [total.agrees for total in result.report.totals] == [True, True]
    assert not result.report.doubtful


def test_the_layout_of_2025_gives_every_part_with_its_route():
    sheets = {
        "Frontpage": front_page("Status: Final Official Statistics"),
        "62-DAY (ALL CANCER)": april_2025(),
    }
    result = read(book(sheets))
    table = result.table
    combined = counts(table, measure="62_day_combined", route="all routes")
    assert combined["QOX"] == (736, 1088)
    assert combined["ALL ENGLISH COMMISSIONERS"] == (1270, 1880)
    assert counts(table, measure="62_day_urgent_referral", route="urgent suspected cancer")["QHG"] == (
        261,
        385,
    )
    kinds = table.groupby("area_type").size().to_dict()
    assert kinds == {"ICB": 4, "England": 2, "commissioning hub": 2, "unknown": 2}
    assert result.report.status == "final"
    assert result.report.period_start == dt.date(2025, 4, 1)
    assert len(result.report.totals) == 4
    assert all(total.agrees for total in result.report.totals)


def care_settings_of_2018():
    """Care settings as parts under one another, ODS codes only, an empty column and row, percentages as text."""
    rows = [
        [],
        [None, "62-DAY WAIT FROM URGENT GP REFERRAL TO FIRST TREATMENT"],
        [None, "PERIOD:", dt.date(2018, 7, 1)],
    ]
    for number, part in enumerate(("ALL CARE", "ADMITTED CARE", "NON-ADMITTED CARE")):
        rows += [
            [],
            [None, part],
            [
                None,
                "ODS Code¹",
                "Clinical Commissioning Group",
                "Total",
                "Within 62 Days",
                "After 62 Days",
                "%",
            ],
        ]
        rows += [
            [None, ods, name, t - number, w - number, t - w, f"{100 * (w - number) / (t - number):.1f}%"]
            for _, ods, name, t, w in AREAS
        ]
    return [*rows, [], [None, "(1) 62-day figures for one trust are missing."], [None, "Source: NHS England"]]


def test_parts_by_care_setting_are_told_apart():
    table = read(book({"62-DAY": care_settings_of_2018()})).table
    assert counts(table, measure="62_day_urgent_referral", care_setting="all") == EXPECTED
    assert counts(table, care_setting="admitted care")["11J"] == (79, 99)
    assert counts(table, care_setting="non-admitted care")["11J"] == (78, 98)
    assert set(table["period_end"].dt.date) == {dt.date(2018, 7, 31)}


def header_of_two_lines_of_2020():
    """Labels and values beside each other, a header of two lines with merged cells, counts as text, marks."""
    return [
        ["Two Week Wait - All Cancers", None, "Published: 11 June 2020"],
        ["Period:", "April 2020"],
        ["Status:", "Provisional"],
        ["Basis:", "Commissioner based"],
        ["Source:", "NHS England, 31 May 2020"],
        [],
        ["Org Code", "CCG Name", "All patients", None, "Performance", None],
        [None, None, "Total", "Within Standard", "Breaches", "% Within Standard"],
        *[
            [ods, name, f"{t * 20:,}", f" {w * 20:,} ", (t - w) * 20, 100 * w / t]
            for _, ods, name, t, w in AREAS
        ],
        ["03Q", "NHS VALE OF YORK CCG", "*", "*", "*", "*"],
        ["England", None, "3,300", "2,700", "600", 81.8],
    ]


def test_a_header_of_two_lines_labels_beside_values_and_counts_as_text():
    result = read(book({"2WW": header_of_two_lines_of_2020()}, merged={"2WW": ["C7:D7", "A7:A8"]}))
    assert counts(result.table, measure="two_week_wait")["11J"] == (1600, 2000)
    report = result.report
    assert (report.status, report.basis) == ("provisional", "Commissioner based")
    assert report.period_start == dt.date(2020, 4, 1)
    assert [(r.sheet, r.row, r.column, r.value, r.reason) for r in report.refused] == [
        ("2WW", 12, "all patients total", "*", "is suppressed or not given")
    ]
    assert all(total.agrees for total in report.totals)


def diagnosis_of_2021(route: str) -> list[list]:
    return [
        [f"FOUR WEEK (28 DAYS) WAIT FROM URGENT REFERRAL TO PATIENT TOLD OF THE OUTCOME: {route}"],
        ["June 2021"],
        [
            "ODS CODE",
            "CLINICAL COMMISSIONING GROUP",
            "TOTAL",
            "WITHIN 28 DAYS",
            "AFTER 28 DAYS",
            "TOLD WITHIN 28 DAYS",
        ],
        *[[ods, name, *figures(t, w)] for _, ods, name, t, w in AREAS],
    ]


def test_the_first_months_of_the_28_day_standard_have_a_sheet_a_route():
    titles = ["ALL ROUTES", "TWO WEEK WAIT", "TWO WEEK WAIT BREAST SYMPTOMS", "SCREENING"]
    result = read(
        book({f"28-DAY FDS ({title[:15]}) {i}": diagnosis_of_2021(title) for i, title in enumerate(titles)})
    )
    assert set(result.table["measure"]) == {"28_day_faster_diagnosis"}
    routes = ["", "urgent suspected cancer", "breast symptomatic", "national screening programme"]
    assert all(counts(result.table, route=route) == EXPECTED for route in routes)
    assert "no row for England" in " ".join(result.report.sentences())


def sub_boards_of_2022() -> list[list]:
    """Sub-ICB locations with the boards' subtotals, notes under the table, a footnote mark at a code."""
    head = ["ICB ODS Code", "ICB Name", "Sub-ICB ODS Code", "Sub ICB ONS Code", "Sub-ICB Location Name"]
    head += ["Numerator", "Denominator", "Performance (%)"]
    board = ["QVV", "NHS DORSET ICB"]
    rows = [
        [*board, ods, ons, name.replace("CCG", "ICB - " + ods), w, t, w / t] for ons, ods, name, t, w in AREAS
    ]
    return [
        ["One month (31-day) wait from decision to treat to first treatment - operational standard 96%"],
        ["Period: August 2022"],
        [],
        head,
        *rows,
        [*board, None, None, "Subtotal", 135, 165, 135 / 165],
        ["E92000001", "ENGLAND", None, None, None, 135, 165, 135 / 165],
        [],
        ["Notes"],
        ["Figures are for 31-day first treatments. See the 62-day sheet for others."],
    ]


def test_sub_boards_are_not_added_to_the_boards_that_they_are_part_of():
    content = book({"31 Day": sub_boards_of_2022(), "Old": january_2016()}, hidden=("Old",))
    result = read(content)
    assert counts(result.table, area_type="sub-ICB") == EXPECTED
    assert counts(result.table, area_type="ICB") == {"QVV": (135, 165)}
    assert set(result.table["measure"]) == {"31_day_first_treatment"}
    assert set(result.table["standard"]) == {96.0}
    assert all(total.agrees for total in result.report.totals)
    assert "Sheet Old is hidden; it is left out." in result.report.notes


def test_measures_beside_each_other_are_told_apart_by_the_line_above():
    head = [None, None, "62-day urgent GP referral", None, None, "62-day screening", None, None]
    names = ["CCG Code", "Care Commissioning Group", *["Total", "Within Target", "Over 62 days"] * 2]
    rows = [[ods, name, t, w, t - w, t * 2, w * 2, 2 * (t - w)] for _, ods, name, t, w in AREAS]
    rows[2][5:] = [None] * 3
    table = read(book({"Data": [["Cancer waits, March 2019"], head, names, *rows]})).table
    assert counts(table, measure="62_day_urgent_referral") == EXPECTED
    assert counts(table, measure="62_day_screening") == {"11J": (160, 200), "00C": (30, 50)}


def test_measures_under_each_other_in_one_sheet_each_have_their_title():
    def part(title, times):
        rows = [[ods, name, t * times, w * times, f"{w / t:.1%}"] for _, ods, name, t, w in AREAS]
        return [
            [title],
            ["ODS code", "CCG", "Patients treated", "Treated in time", "%"],
            *rows,
            ["ENGLAND", "", 165 * times, 135 * times, ""],
            [],
            ["* 62-day is explained on page 2"],
            [],
        ]

    titles = {
        "31-day wait for second or subsequent treatment: surgery": "31_day_subsequent_surgery",
        "31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: ANTI CANCER DRUG TREATMENTS": "31_day_subsequent_drugs",
        "31-Day (Diagnosis to Treatment) Wait for First Treatment: All Cancers": "31_day_first_treatment",
        "62-DAY WAIT FOR FIRST TREATMENT FROM SCREENING SERVICE REFERRAL: ALL CANCERS": "62_day_screening",
        "62-DAY WAIT FOR FIRST TREATMENT FROM CONSULTANT UPGRADE: ALL CANCERS": "62_day_consultant_upgrade",
        "Two week wait - exhibited breast symptoms": "two_week_wait_breast_symptoms",
    }
    rows = [["Quarter 4 2015/16"]]
    for times, title in enumerate(titles, start=1):
        rows += part(title, times)
    result = read(book({"All": rows}))
    for times, measure in enumerate(titles.values(), start=1):
        assert counts(result.table, measure=measure)["00C"] == (15 * times, 25 * times)
    assert result.report.period_start == dt.date(2016, 1, 1)
    assert result.report.period_end == dt.date(2016, 3, 31)
    assert len(result.report.totals) == 12
    assert all(total.agrees for total in result.report.totals)


def test_the_combined_csv_names_standard_route_and_period_in_columns():
    head = ["Period", "Basis", "Org_Code", "Parent_Org", "Org_Name", "Standard_or_Item", "Cancer_Type"]
    head += ["Referral_Route_or_Stage", "Treatment_Modality", "Total", "Within", "After"]
    rows = [
        ["Nov-23", "Commissioner", o, "QVV", n, s, "ALL CANCERS", r, "", t, w, t - w]
        for _, o, n, t, w in AREAS
        for s, r in (
            ("62D", "ALL ROUTES"),
            ("62D", "Screening"),
            ("FDS", "ALL ROUTES"),
            ("31D", "First Treatment"),
        )
    ]
    rows += [
        [
            "Nov-23",
            "Provider",
            "RBD",
            "",
            "DORSET COUNTY HOSPITAL",
            "62D",
            "ALL CANCERS",
            "ALL ROUTES",
            "",
            9,
            8,
            1,
        ]
    ]
    result = read(csv_bytes(head, *rows), "combined.csv")
    for measure in (
        "62_day_combined",
        "62_day_screening",
        "28_day_faster_diagnosis",
        "31_day_first_treatment",
    ):
        assert counts(result.table, measure=measure) == EXPECTED
    assert [r.reason for r in result.report.refused] == ["is by provider, not by commissioner"]
    assert set(result.table["area_type"]) == {"sub-ICB"}


def test_a_sheet_without_title_goes_by_its_name_and_the_file_by_its_own():
    head = ["ONS code", "Name", "Seen", "Within 14 days"]
    rows = [[ons, name, t, w] for ons, _, name, t, w in AREAS]
    result = read(
        book({"TWO WEEK WAIT-BREAST SYMPTOMS": [head, *rows]}),
        "MAY-2017-COMMISSIONER-WORKBOOK-RROVISIONAL.xlsx",
    )
    assert set(result.table["measure"]) == {"two_week_wait_breast_symptoms"}
    assert result.report.period_start == dt.date(2017, 5, 1)
    assert result.report.status == "provisional"


def test_sheets_of_months_go_by_their_names():
    head = ["ODS code", "CCG", "Total", "Within", "Breaches"]
    rows = [[ods, name, t, w, t - w] for _, ods, name, t, w in AREAS]
    table = read(book({f"{m} 2018": [["2WW - breast symptoms"], head, *rows] for m in ("May", "June")})).table
    assert sorted(set(table["period_start"].dt.month)) == [5, 6]
    assert set(table["measure"]) == {"two_week_wait_breast_symptoms"}


def test_percentages_without_counts_are_used_as_they_stand_in_percent():
    head = ["ODS code", "CCG", "Total", "% within 62 days"]
    for per, width in ((1, 1), (100, 2)):
        rows = [[ods, name, t, per * w / t] for _, ods, name, t, w in AREAS[:2]]
        result = read(book({f"62-DAY (SCREENING) Jan-1{width}": [head, *rows, ["99E", "NHS X CCG", 9, "*"]]}))
        assert result.table["value"].tolist() == pytest.approx([80, 60])
        assert result.table["numerator"].isna().all()
        assert [(r.column, r.reason) for r in result.report.refused] == [
            ("% within 62 days", "is suppressed or not given")
        ]
