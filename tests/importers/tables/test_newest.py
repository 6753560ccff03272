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
    assert "'3' is no period that can be read" in "\n".join(result.report.sentences())


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
    assert "Newer, but without any figure: Mar-16 (1 row)." in " ".join(result.report.notes)


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
    assert "Row 3, column month: 'soon' is no period that can be read." in sentences
    assert "Row 4, column month: is empty, and other rows have a period." in sentences


def test_if_no_period_can_be_told_nothing_is_guessed_until_somebody_chooses():
    text = "code,indicator,period,value\n11J,waits_62_day,Baseline,61\n11J,waits_62_day,Follow-up,67\n"
    result = imported(text)
    assert result.table is None
    assert "nobody can tell which is the newest" in "\n".join(result.report.sentences())
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
