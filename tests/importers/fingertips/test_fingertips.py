"""A Fingertips file offers many series; one of each indicator is read, and what is missing is asked."""

import csv
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import FileRefused, open_file
from importers.cells.periods import latest_period
from importers.fingertips.choice import IndicatorSeries, default_selection, fingertips_columns
from importers.fingertips.read import Selection, import_fingertips, read_fingertips
from importers.tables.read import for_rating
from scoring import load_edition, rate
from tests.scoring.random_tables import law

HEADERS = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type"),
    *("Sex", "Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit"),
    *(
        "Upper CI 95.0 limit",
        "Lower CI 99.8 limit",
        "Upper CI 99.8 limit",
        "Count",
        "Denominator",
        "Value note",
    ),
    *("Recent Trend", "Compared to England value or percentiles", "Compared to percentiles"),
    *("Time period Sortable", "New data", "Compared to goal", "Time period range"),
)
EDITION = load_edition("october-2016")
DORSET, ASHFORD, ENGLAND = "E38000045", "E38000002", "E92000001"
USUAL = {
    "Indicator ID": 91845,
    "Indicator Name": "Breast screening coverage",
    "Area Type": "CCGs (2016/17)",
    "Sex": "Female",
    "Age": "53-70 yrs",
    "Time period": "2015/16",
}


def row(code, count=None, denominator=None, **other):
    """A row of the file; headers with blanks are given with underlines."""
    cells = USUAL | {"Area Code": code, "Area Type": "England" if code == ENGLAND else "CCGs (2016/17)"}
    if count is not None:
        cells |= {"Value": 100 * count / denominator, "Count": count, "Denominator": denominator}
    return cells | {name.replace("_", " "): value for name, value in other.items()}


def file_of(*rows, headers=HEADERS, name="indicators-CCG.data.csv"):
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return open_file(out.getvalue().encode(), name)


def imported(*rows, **options):
    return import_fingertips(file_of(*rows), EDITION, **options)


TWO = (row(DORSET, 700, 900), row(ASHFORD, 300, 500), row(ENGLAND, 1000, 1400))


def test_values_counts_limits_source_and_basis_come_over():
    limits = {"Lower_CI_95.0_limit": 74, "Upper_CI_95.0_limit": 81, "Lower_CI_99.8_limit": 70}
    table = imported(row(DORSET, 700, 900, Value_note="Check", **limits)).table
    assert len(table) == 1
    found = table.iloc[0]
    assert (found["area_code"], found["indicator"], found["basis"]) == (
        DORSET,
        "fingertips_91845",
        "published",
    )
    assert (found["numerator"], found["denominator"], found["lower_ci"], found["upper_ci"]) == (
        700,
        900,
        74,
        81,
    )
    assert found["source"] == "Fingertips, indicator 91845, Breast screening coverage, 2015/16"
    assert found["note"] == "Check"


def without_sortable(*rows):
    headers = [header for header in HEADERS if header != "Time period Sortable"]
    return import_fingertips(file_of(*rows, headers=headers), EDITION)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Dec-14", "Mar-15"),
        ("2014/15 Q4", "2015/16 Q1"),
        ("2011 - 13", "2012 - 14"),
        ("Dec 2014", "Jan 2015"),
    ],
)
def test_without_the_sortable_column_the_newest_period_is_told_by_what_it_says(older, newer):
    for periods in ((older, newer), (newer, older)):
        result = without_sortable(*(row(DORSET, 60, 100, Time_period=period) for period in periods))
        assert result.table["source"].iloc[0].endswith(newer)
        assert result.table["period"].tolist() == [newer]
        assert f"Periods left out: {older}." in " ".join(result.report.notes)
        assert result.report.rows_left_out == 1


def test_a_sortable_column_that_is_blank_in_places_does_not_make_its_rows_the_oldest():
    rows = (
        row(DORSET, 60, 100, Time_period="2014/15", Time_period_Sortable="20140000"),
        row(DORSET, 70, 100, Time_period="2015/16"),
    )
    assert imported(*rows).table["period"].tolist() == ["2015/16"]


def test_of_periods_that_cannot_be_read_none_is_taken_for_the_newest():
    with pytest.raises(
        FileRefused, match="it is not clear which period of Breast screening coverage is the newest"
    ):
        without_sortable(*(row(DORSET, 60, 100, Time_period=period) for period in ("Old", "New")))


@pytest.mark.parametrize("code", ["nE54000037", "E54000037"])
def test_boards_with_an_n_before_their_code_are_read(code):
    boards = load_edition("icb-waits-2024-q2")
    result = import_fingertips(file_of(row(code, 60, 100, Area_Type="ICBs")), boards)
    assert result.table["area_code"].tolist() == ["E54000037"]


def test_a_file_of_other_areas_names_the_edition_that_has_them():
    result = imported(row("nE54000037", 60, 100, Area_Type="ICBs"))
    assert (
        "The column Area Code holds areas of Cancer waits by Integrated Care Board" in result.report.hopeless
    )


def test_figures_of_known_areas_that_cannot_be_used_are_not_said_to_be_of_other_areas():
    result = imported(row(DORSET, Value="*"))
    assert result.report.hopeless.endswith("none of its rows can be used, for the reasons below.")


def test_columns_are_found_in_any_order_and_others_ignored():
    assert fingertips_columns(HEADERS)["lower_ci"] == "Lower CI 95.0 limit"
    mixed = ["Rubbish", *reversed(HEADERS)]
    found = import_fingertips(file_of(*TWO, headers=mixed), EDITION).table
    pd.testing.assert_frame_equal(found, imported(*TWO).table)


def test_limits_of_the_years_when_they_were_called_otherwise_are_found():
    assert fingertips_columns(["Lower CI limit", "Upper CI limit"]) == {
        "lower_ci": "Lower CI limit",
        "upper_ci": "Upper CI limit",
    }


def test_the_england_row_is_the_benchmark_and_checks_the_totals():
    result = imported(*TWO)
    assert result.table["england"].tolist() == [100 * 1000 / 1400] * 2
    assert [total.agrees for total in result.report.totals] == [True, True]
    other = imported(*TWO[:2], row(ENGLAND, 1001, 1400))
    assert [total.agrees for total in other.report.totals] == [False, True]


def test_by_default_the_latest_period_of_persons_of_all_ages_without_a_category_is_read():
    series = [
        ("2014/15", "Persons", "All ages", ""),
        ("2015/16", "Persons", "All ages", ""),
        ("2015/16", "Male", "All ages", ""),
        ("2015/16", "Persons", "65+ yrs", ""),
        ("2015/16", "Persons", "All ages", "Most deprived"),
    ]
    rows = [
        row(DORSET, count, 1000, Sex=sex, Age=age, Category=category, Time_period=period)
        for count, (period, sex, age, category) in enumerate(series, start=1)
    ]
    result = imported(*rows)
    assert result.table["numerator"].tolist() == [2]
    assert "2015/16, Persons, All ages, no category; 4 other choices in the file" in " ".join(
        result.report.notes
    )


def test_another_series_is_read_when_it_is_chosen():
    file = read_fingertips(file_of(*TWO, row(DORSET, 600, 900, Time_period="2014/15")))
    choices = file.choices()
    assert len(choices) == 3
    assert choices["rows"].sum() == 4
    usual = default_selection(file, EDITION)
    older = replace(usual, series=(replace(usual.series[0], period="2014/15", name="screening"),))
    table = import_fingertips(file, EDITION, older).table
    assert table[["indicator", "numerator"]].to_numpy().tolist() == [["screening", 600]]


def test_a_choice_that_the_file_does_not_have_is_refused():
    nothing = Selection(
        "CCGs (2016/17)", (IndicatorSeries("91845", "Breast screening coverage", "1066", name="x"),)
    )
    with pytest.raises(FileRefused, match="no figures of Breast screening coverage for 1066"):
        imported(*TWO, selection=nothing)


def test_the_area_type_with_most_areas_of_the_edition_is_read():
    practices = [row(f"A8100{n}", 1, 2, Area_Type="GPs") for n in range(9)]
    result = imported(*practices, *TWO)
    assert set(result.table["area_code"]) == {DORSET, ASHFORD}
    assert result.report.unknown_areas == ()


def test_a_row_that_is_there_under_two_parents_is_read_once():
    result = imported(*TWO, TWO[0] | {"Parent Code": "E40000003"})
    assert len(result.table) == 2
    assert "under a second parent, left out: 1" in " ".join(result.report.notes)
    assert not result.report.refused


def test_a_suppressed_value_is_refused_with_the_reason_of_the_file():
    result = imported(*TWO[:1], row(ASHFORD, Value_note="Value suppressed for disclosure control"))
    assert [(r.row, r.column) for r in result.report.refused] == [(3, "Value")]
    assert "suppressed for disclosure control" in result.report.refused[0].reason


@pytest.mark.parametrize(
    ("name", "per", "unit"),
    [
        ("Coverage", 100, "%"),
        ("Admissions", 1e5, "per 100,000"),
        ("Deaths per 1,000 people", None, "per 1,000"),
        ("Proportion treated", None, "%"),
        ("Wait in days", None, ""),
    ],
)
def test_the_unit_is_told_by_the_counts_or_the_name_or_asked(name, per, unit):
    counts = {"Count": 7, "Denominator": 900, "Value": per * 7 / 900} if per else {"Value": 5}
    draft = imported(row(DORSET, Indicator_Name=name) | counts).drafts["fingertips_91845"]
    assert draft.unit == unit
    assert ("What unit are the values in" in " ".join(draft.questions)) == (unit == "")


def test_the_direction_is_asked_and_suggested_where_the_file_calls_areas_better():
    compared = "Compared to England value or percentiles"
    plain = imported(*TWO).drafts["fingertips_91845"]
    assert plain.suggested_direction is None
    assert plain.questions == ("Is a higher value better or worse? The file does not say.",)
    told = imported(TWO[0] | {compared: "Better"}, TWO[1] | {compared: "Worse"}).drafts["fingertips_91845"]
    assert told.suggested_direction == "higher_is_better"
    assert "suggest higher is better" in told.questions[0]


def test_the_report_says_what_to_do_with_an_indicator_that_the_edition_does_not_have():
    report = imported(*TWO).report
    sentences = " ".join(report.sentences())
    assert "Cancer ratings of October 2016 has no indicator Breast screening coverage." in sentences
    assert "choose which of its indicators the figures are to be used as" in sentences
    assert "status" not in sentences
    label = EDITION.meta.indicators["waits_62_day"].label
    assert "no indicator" not in " ".join(imported(row(DORSET, 5, 9, Indicator_Name=label)).report.notes)


def test_an_indicator_of_the_edition_is_known_by_its_label_and_can_be_rated(edition, method):
    label = edition.meta.indicators["waits_62_day"].label
    result = imported(row(DORSET, 526, 635, Indicator_Name=label))
    assert result.table["indicator"].tolist() == ["waits_62_day"]
    assert result.drafts["waits_62_day"].questions == ()
    others = edition.indicators[edition.indicators["indicator"] != "waits_62_day"]
    ratings = rate(pd.concat([others, for_rating(result.table, edition)]), method).set_index("area_code")
    assert (
        ratings.loc[DORSET, "rating"]
        == rate(edition.indicators, method).set_index("area_code").loc[DORSET, "rating"]
    )


def test_two_indicators_of_one_label_stay_apart(edition):
    label = edition.meta.indicators["waits_62_day"].label
    rows = [row(DORSET, 526, 635, Indicator_Name=label, Indicator_ID=n) for n in (1, 2)]
    assert set(imported(*rows).table["indicator"]) == {"waits_62_day", "fingertips_2"}


def test_counts_of_what_is_no_share_are_left_out():
    result = imported(row(DORSET, Indicator_Name="Ratio", Value=1.2, Count=12, Denominator=10))
    assert result.table[["numerator", "denominator"]].isna().all(axis=None)
    assert "no share of their counts" in " ".join(result.report.notes)


def test_a_file_of_other_areas_is_hopeless_and_names_its_area_types():
    result = imported(row("E54000001", 1, 2, Area_Type="ICBs"))
    assert result.table is None
    assert "Its area types: ICBs" in result.report.hopeless


def test_a_file_without_a_needed_column_names_it():
    with pytest.raises(FileRefused, match="has no column Time period, which"):
        import_fingertips(file_of(*TWO, headers=[h for h in HEADERS if "period" not in h.lower()]), EDITION)


def test_periods_are_sorted_in_time_not_by_letters():
    assert latest_period(["2009/10", "2015/16", "1999"]) == "2015/16"
    assert latest_period(["Dec 2015", "Apr 2016", "Jan 2016"]) == "Apr 2016"
    assert latest_period(["2016/17 Q1", "2015/16 Q4"]) == "2016/17 Q1"
    assert latest_period(["31/12/2015", "01/02/2016"]) == "01/02/2016"
    assert latest_period(["2016-02", "2016-11-30", "2015-12"]) == "2016-11-30"
    assert latest_period([]) is None


counts = st.integers(1, 5000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@law
@given(st.dictionaries(st.sampled_from(EDITION.areas["area_code"].tolist()), counts, min_size=1, max_size=8))
def test_counts_come_back_and_their_sums_are_the_totals(areas):
    total = [sum(pair[i] for pair in areas.values()) for i in (0, 1)]
    rows = [row(code, *pair) for code, pair in areas.items()]
    result = imported(*rows, row(ENGLAND, *total), row(ENGLAND, 1, 2, Sex="Male"))
    found = result.table.set_index("area_code")
    for code, (count, denominator) in areas.items():
        assert (found.loc[code, "numerator"], found.loc[code, "denominator"]) == (count, denominator)
        np.testing.assert_allclose(found.loc[code, "value"], 100 * count / denominator)
    assert all(sums.agrees for sums in result.report.totals)


def test_of_very_many_indicators_the_first_are_read_and_the_others_counted():
    rows = [row(DORSET, 1, 2, Indicator_ID=n, Indicator_Name=f"Number {n}") for n in range(103)]
    result = imported(*rows)
    assert len(result.table) == len(result.drafts) == 100
    assert "Other indicators in the file, not read: 3." in result.report.notes


@pytest.mark.parametrize(
    ("one", "other"), [("Mar-16", "March 2016"), ("2015/16", "2015-16"), ("Q4 2015/16", "2015/16 Q4")]
)
@pytest.mark.parametrize("sortable", ["", "20160300"])
def test_periods_of_one_indicator_are_compared_not_their_spelling(one, other, sortable):
    rows = (
        row(DORSET, 60, 100, Time_period=one, Time_period_Sortable=sortable),
        row(ASHFORD, 70, 100, Time_period=other, Time_period_Sortable=sortable),
        row(ENGLAND, 130, 200, Time_period=other, Time_period_Sortable=sortable),
    )
    table = imported(*rows).table
    assert set(table["area_code"]) == {DORSET, ASHFORD}
    assert table["england"].tolist() == [65, 65]
    assert set(table["period"]) == {one}


def test_a_period_that_is_spelled_in_two_ways_is_one_choice():
    data = read_fingertips(
        file_of(row(DORSET, 60, 100, Time_period="Mar-16"), row(ASHFORD, 70, 100, Time_period="March 2016"))
    )
    assert data.choices()[["period", "rows"]].to_numpy().tolist() == [["Mar-16", 2]]


def test_periods_that_cannot_be_read_stay_as_they_are_written():
    data = read_fingertips(
        file_of(row(DORSET, 1, 2, Time_period="Old"), row(DORSET, 1, 2, Time_period="New"))
    )
    assert data.frame["period"].tolist() == ["Old", "New"]


@pytest.mark.parametrize("code", ["nE92000001", "E92000001", "e92000001 ", "England", "ENGLAND (E92000001)"])
def test_england_is_known_by_code_or_name_however_it_is_written(code):
    england = row(ENGLAND, 1000, 1400) | {"Area Code": code}
    result = imported(row(DORSET, 700, 900), england)
    assert result.table["england"].tolist() == [pytest.approx(100 * 1000 / 1400)]
    assert result.drafts["fingertips_91845"].england_value == pytest.approx(100 * 1000 / 1400)
    assert result.report.rows_left_out == 0


@pytest.mark.parametrize("nothing", ["", "-", "*", "N/A"])
@pytest.mark.parametrize("sortable", [True, False])
def test_a_newest_period_without_any_figure_is_passed_over_and_said(nothing, sortable):
    newer = row(
        DORSET, Time_period="Mar-16", Value=nothing, Time_period_Sortable="20160300" if sortable else ""
    )
    older = row(DORSET, 74, 100, Time_period="Dec-15", Time_period_Sortable="20151200" if sortable else "")
    result = imported(newer, older)
    assert result.table["period"].tolist() == ["Dec-15"]
    assert "Periods without any figure: Mar-16." in " ".join(result.report.notes)
