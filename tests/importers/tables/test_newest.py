"""Of a table with several periods the newest of each indicator is read; whatever is left out is named."""

import pytest

from importers import FileRefused
from importers.into_edition import own_part, stated_periods, with_parts
from importers.tables.read import tidy_table
from tests.importers.tables.test_tidy import EDITION, imported, opened, values

DORSET, AIREDALE = "E38000045", "E38000001"


def periods_of(result):
    return stated_periods(result)


def test_march_2016_is_newer_than_december_2015_when_written_dec_15():
    result = imported("code,indicator,month,value\n11J,waits_62_day,Dec-15,61\n11J,waits_62_day,Mar-16,67\n")
    assert list(values(result).values()) == [67]
    assert periods_of(result) == {"waits_62_day": "March 2016"}
    assert "The period is Mar-16 (March 2016). Older, left out: Dec-15 (1 row)." in result.report.notes
    assert result.report.rows_left_out == 1
    assert "1 other row was left out" in " ".join(result.report.sentences())


@pytest.mark.parametrize(
    ("columns", "older", "newer"),
    [
        ("Year,Month", "2014-15,DECEMBER", "2014-15,JANUARY"),
        ("Month,Financial year", "Nov,2014/15", "Feb,2014/15"),
        ("Year,Period", "2014-15,MARCH", "2015-16,APRIL"),
        ("Calendar year,Quarter", "2014,Q4", "2015,Q1"),
        ("Fin Year,Quarter", "2013/14,Quarter 4", "2014/15,Quarter 1"),
        ("Year,Month", "2014,12", "2015,1"),
        ("Year,Reporting month", "2014/15,Dec-14", "2014/15,Jan-15"),
    ],
)
def test_a_period_in_two_columns_is_read_from_both(columns, older, newer):
    text = f"{columns},code,indicator,value\n{newer},11J,waits_62_day,67\n{older},11J,waits_62_day,61\n"
    assert list(values(imported(text)).values()) == [67]


def test_a_month_number_of_a_financial_year_is_not_guessed():
    text = "Year,Month,code,indicator,value\n2014/15,3,11J,waits_62_day,67\n2014/15,4,11J,waits_62_day,61\n"
    result = imported(text)
    assert result.table is None
    sentences = "\n".join(result.report.sentences())
    assert "'3 2014/15' may be a month of the calendar or one counted from April" in sentences


def test_each_indicator_is_read_of_its_own_newest_period():
    result = imported(
        "code,indicator,period,value\n"
        "11J,waits_62_day,Q4 2015/16,80\n11J,waits_62_day,Q3 2015/16,79\n"
        "11J,early_diagnosis,2014,50\n11J,early_diagnosis,2013,49\n"
        "11J,one_year_survival,2012 - 14,70\n"
    )
    assert values(result) == {
        (DORSET, "waits_62_day"): 80,
        (DORSET, "early_diagnosis"): 50,
        (DORSET, "one_year_survival"): 70,
    }
    assert periods_of(result) == {
        "waits_62_day": "January to March 2016",
        "early_diagnosis": "2014",
        "one_year_survival": "2012 to 2014",
    }
    notes = " ".join(result.report.notes)
    assert (
        "62-day waits: the period is Q4 2015/16 (January to March 2016). Older, left out: Q3 2015/16 (1 row)"
        in notes
    )
    assert "Older, left out: 2013 (1 row)" in notes


def test_in_a_wide_table_too_each_indicator_has_its_own_newest_period():
    result = imported(
        "code,period,62-day waits,Early diagnosis\n11J,Dec-15,61,50\n11J,Mar-16,67,\n02N,Mar-16,68,\n"
    )
    assert values(result) == {
        (DORSET, "waits_62_day"): 67,
        (AIREDALE, "waits_62_day"): 68,
        (DORSET, "early_diagnosis"): 50,
    }
    assert periods_of(result) == {"waits_62_day": "March 2016", "early_diagnosis": "December 2015"}


def test_one_period_written_in_two_ways_is_one():
    result = imported(
        "code,indicator,month,value\n11J,waits_62_day,Mar-16,67\n02N,waits_62_day,March 2016,68\n"
    )
    assert len(result.table) == 2
    assert result.report.rows_left_out == 0


def test_a_newer_period_without_any_figure_is_not_the_newest_and_is_named():
    result = imported("code,indicator,month,value\n11J,waits_62_day,Dec-15,61\n11J,waits_62_day,Mar-16,\n")
    assert list(values(result).values()) == [61]
    assert "Newer, but without any figure of an area: Mar-16 (1 row)." in " ".join(result.report.notes)


def test_of_two_periods_with_the_same_last_day_the_shorter_is_read_and_the_other_not_called_older():
    result = imported(
        "code,indicator,period,value\n11J,waits_62_day,2015/16,61\n11J,waits_62_day,Q4 2015/16,67\n"
    )
    assert list(values(result).values()) == [67]
    assert "Longer with the same last day, left out: 2015/16 (1 row)." in " ".join(result.report.notes)
    assert "Older" not in " ".join(result.report.notes)


def test_a_period_that_cannot_be_read_is_refused_with_its_row_and_value():
    result = imported(
        "code,indicator,month,value\n11J,waits_62_day,Mar-16,67\n02N,waits_62_day,soon,68\n07P,waits_62_day,,69\n"
    )
    assert list(values(result).values()) == [67]
    sentences = "\n".join(result.report.sentences())
    assert "Row 3, column month: 'soon' is not a period that can be read." in sentences
    assert "Row 4, column month: is empty, and other rows have a period." in sentences


def test_if_no_period_can_be_told_nothing_is_guessed_until_somebody_chooses():
    text = "code,indicator,period,value\n11J,waits_62_day,Baseline,61\n11J,waits_62_day,Follow-up,67\n"
    result = imported(text)
    assert result.table is None
    assert "it is not clear which is the newest" in "\n".join(result.report.sentences())
    chosen = imported(text, period="Follow-up")
    assert list(values(chosen).values()) == [67]
    assert "Other periods, left out: Baseline (1 row)." in " ".join(chosen.report.notes)
    assert periods_of(chosen) == {"waits_62_day": "Follow-up"}


def test_a_chosen_period_that_an_indicator_lacks_is_said():
    text = "code,indicator,period,value\n11J,waits_62_day,Mar-16,61\n11J,early_diagnosis,2014,50\n"
    result = imported(text, period="2014")
    assert list(values(result)) == [(DORSET, "early_diagnosis")]
    assert "Without figures for that period: 62-day waits." in result.report.notes


def test_a_column_with_more_texts_than_there_are_periods_is_refused_as_one_of_periods():
    rows = "\n".join(f"11J,waits_62_day,text {number},1" for number in range(10_001))
    with pytest.raises(FileRefused, match="10,001 different texts"):
        imported(f"code,indicator,period,value\n{rows}\n")


def test_the_period_of_each_indicator_goes_into_the_edition_and_one_that_somebody_states_instead():
    result = imported(
        "code,indicator,period,value\n11J,waits_62_day,Mar-16,80\n11J,early_diagnosis,2014,50\n"
    )
    part = own_part(result, {"early_diagnosis": "Calendar year 2014"})
    made = with_parts(EDITION, [part], keep=False, base=EDITION.meta, files=part.files)
    metas = made.meta.indicators
    assert metas["waits_62_day"].period == "March 2016"
    assert metas["waits_62_day"].model_extra["period_basis"] == "stated in the file"
    assert metas["early_diagnosis"].period == "Calendar year 2014"
    assert metas["early_diagnosis"].model_extra["period_basis"] == "as you said"


def test_a_table_that_was_written_out_is_read_again_with_its_periods():
    first = imported("code,indicator,period,value\n11J,waits_62_day,Mar-16,80\n11J,early_diagnosis,2014,50\n")
    again = imported(first.table.to_csv(index=False))
    assert values(again) == values(first)
    assert periods_of(again) == periods_of(first)


def test_the_columns_of_a_period_are_found_together():
    _, mapping = tidy_table(
        opened("Year,Month,code,indicator,value\n2014-15,DECEMBER,11J,waits_62_day,61\n"), EDITION
    )
    assert (mapping.columns["period"], mapping.columns["year"]) == ("Month", "Year")


def test_a_row_for_england_of_another_period_is_said_to_be_left_out():
    result = imported(
        "code,indicator,month,value\n11J,waits_62_day,Mar-16,67\nE92000001,waits_62_day,Dec-15,68\n"
    )
    words = " ".join(result.report.sentences())
    assert "The row for England is among those left out" in words
    assert "There is no row for England" not in words


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Period Start", "Period End"),
        ("Start date", "End date"),
        ("Reporting Period Start", "Reporting Period End"),
        ("Date from", "Date to"),
        ("PeriodStart", "PeriodEnd"),
        ("From", "To"),
    ],
)
@pytest.mark.parametrize("end_first", [False, True])
def test_the_first_and_last_day_in_two_columns_are_one_period_and_the_newest_ends_last(
    first, last, end_first
):
    rows = [
        ("01/04/2015", "30/06/2015", 70),
        ("01/04/2015", "31/03/2016", 71),
        ("1/1/2015", "31/12/2015", 72),
    ]
    text = f"{last},{first}" if end_first else f"{first},{last}"
    text += ",code,indicator,value\n"
    for start, end, value in rows:
        text += f"{end},{start}" if end_first else f"{start},{end}"
        text += f",11J,waits_62_day,{value}\n"
    result = imported(text)
    assert list(values(result).values()) == [71]
    assert periods_of(result) == {"waits_62_day": "April 2015 to March 2016"}


def test_a_period_without_its_last_day_is_refused_with_what_there_is():
    result = imported(
        "Start,End,code,indicator,value\n01/04/2015,30/06/2015,11J,waits_62_day,70\n01/07/2015,,02N,waits_62_day,71\n"
    )
    assert list(values(result)) == [(DORSET, "waits_62_day")]
    assert "Row 3, column End: '01/07/2015 to ?' is not a period" in "\n".join(result.report.sentences())


def test_first_and_last_days_beside_a_column_of_the_period_do_not_replace_it():
    _, mapping = tidy_table(
        opened(
            "Period,Period start,Period end,code,indicator,value\nMar-16,01/03/2016,31/03/2016,11J,waits_62_day,61\n"
        ),
        EDITION,
    )
    assert (mapping.columns["period"], "period_start" in mapping.columns) == ("Period", False)


@pytest.mark.parametrize(
    "header",
    ["Time", "As of", "As at", "TimePeriod", "YearMonth", "Qtr", "Mth", "Yr", "Dates", "Wk ending", "Stand"],
)
def test_a_column_is_one_of_periods_by_its_cells_however_it_is_headed(header):
    older, newer = "2015-12-31,11J,waits_62_day,70", "2016-03-31,11J,waits_62_day,71"
    for rows in ((older, newer), (newer, older)):
        assert list(values(imported("\n".join((f"{header},code,indicator,value", *rows)))).values()) == [71]


def test_a_column_of_time_counts_though_no_area_has_two_rows():
    result = imported("Time,code,indicator,value\n2015,11J,waits_62_day,70\n2016,02N,waits_62_day,71\n")
    assert values(result) == {(AIREDALE, "waits_62_day"): 71}


def test_a_column_of_dates_that_does_not_say_it_is_no_period_where_no_area_has_two_rows():
    result = imported(
        "Sent,code,indicator,value\n2016-01-02,11J,waits_62_day,70\n2016-01-09,02N,waits_62_day,71\n"
    )
    assert len(result.table) == 2


def test_counts_that_could_be_years_are_no_periods():
    result = imported("Seen,code,indicator,value\n2015,11J,waits_62_day,70\n2016,02N,waits_62_day,71\n")
    assert len(result.table) == 2


@pytest.mark.parametrize("header", ["Sex", "Route", "Wave"])
def test_rows_of_an_area_that_differ_in_a_column_that_is_not_read_are_all_refused(header):
    result = imported(
        f"{header},code,indicator,value\na,11J,waits_62_day,70\nb,11J,waits_62_day,71\na,02N,waits_62_day,72\n"
    )
    assert values(result) == {(AIREDALE, "waits_62_day"): 72}
    sentences = "\n".join(result.report.sentences())
    for row in (2, 3):
        assert (
            f"Row {row}, column code: '11J' has several rows, which differ in the column {header}"
            in sentences
        )


def test_in_a_wide_table_too_rows_that_differ_in_a_column_that_is_not_read_are_refused():
    result = imported("Sex,code,62-day waits\nPersons,11J,70\nMale,11J,71\nPersons,02N,72\n")
    assert values(result) == {(AIREDALE, "waits_62_day"): 72}


def test_rows_of_an_area_with_one_figure_are_one_whatever_differs_in_other_columns():
    result = imported("Sent,code,indicator,value\na,11J,waits_62_day,70\nb,11J,waits_62_day,70\n")
    assert list(values(result).values()) == [70]
    assert "already has a row" in "\n".join(result.report.sentences())


@pytest.mark.parametrize("nothing", ["-", "N/A", "*", "[c]", "suppressed", ".."])
def test_a_newer_period_with_signs_in_place_of_figures_is_not_the_newest_and_is_named(nothing):
    result = imported(
        f"code,indicator,month,value\n11J,waits_62_day,Dec-15,61\n11J,waits_62_day,Mar-16,{nothing}\n"
    )
    assert list(values(result).values()) == [61]
    assert "Newer, but without any figure of an area: Mar-16 (1 row)." in " ".join(result.report.notes)


def test_a_newer_period_with_denominators_alone_is_not_the_newest():
    result = imported(
        "code,indicator,month,numerator,denominator\n11J,waits_62_day,Dec-15,80,100\n11J,waits_62_day,Mar-16,*,120\n"
    )
    assert list(values(result).values()) == [80]


@pytest.mark.parametrize("other", ["E92000001", "England", "E40000003", "Wales"])
def test_a_newer_period_of_england_or_an_unknown_area_alone_does_not_decide_which_is_the_newest(other):
    result = imported(
        f"code,indicator,month,value\n{other},waits_62_day,Mar-16,70\n11J,waits_62_day,Dec-15,71\n"
    )
    assert values(result) == {(DORSET, "waits_62_day"): 71}
    assert "Newer, but without any figure of an area: Mar-16 (1 row)." in " ".join(result.report.notes)


@pytest.mark.parametrize(
    ("header", "cells", "words"),
    [
        ("Year,Quarter", ("2015/16,3", "2015/16,4"), "January to March 2016"),
        ("Year,Quarter", ("2015.0,4.0", "2016.0,1.0"), "January to March 2016"),
        ("Financial Year,Month", ("2015/16,M09", "2015/16,M12"), "March 2016"),
        ("Year,Financial month", ("2015/16,9", "2015/16,12"), "March 2016"),
        ("Year ending", ("Dec-15", "Mar-16"), "April 2015 to March 2016"),
        ("Quarter end", ("31/12/2015", "31/03/2016"), "January to March 2016"),
    ],
)
def test_what_only_the_header_says_of_a_period_counts(header, cells, words):
    text = f"{header},code,indicator,value\n{cells[1]},11J,waits_62_day,71\n{cells[0]},11J,waits_62_day,70\n"
    result = imported(text)
    assert list(values(result).values()) == [71]
    assert periods_of(result) == {"waits_62_day": words}


@pytest.mark.parametrize(
    ("header", "cells"),
    [("Period", ("FY2015", "FY2016")), ("FY", ("2015", "2016")), ("Financial year", ("2015", "2016"))],
)
def test_a_financial_year_of_one_number_is_not_guessed_wherever_it_is_said(header, cells):
    text = f"{header},code,indicator,value\n{cells[0]},11J,waits_62_day,70\n{cells[1]},11J,waits_62_day,71\n"
    result = imported(text)
    assert result.table is None
    sentences = "\n".join(result.report.sentences())
    assert "may be the financial year that begins in 2016 or the one that ends then" in sentences
