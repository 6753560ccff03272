"""Periods are told by first and last day, however a column writes them, or it is said that they cannot be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cells.months import month
from importers.cells.periods import latest_period, period_words, read_periods, why_unclear
from tests.scoring.random_tables import law


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Dec-14", "Mar-15"),
        ("30/09/14", "31/01/15"),
        ("1.12.2014", "1.2.2015"),
        ("December 2014/15", "February 2014/15"),
        ("2014-15 Nov", "2014-15 January"),
        ("Oct 2013 - Sep 2014", "Jan 2014 - Dec 2014"),
        ("Jan 2014 - Dec 2014", "Apr 2014 - Mar 2015"),
        ("Q4 2014/15", "Q1 2015/16"),
        ("2014/15 Q3", "2014/15 Q4"),
        ("Quarter 4 2014/15", "Quarter 1 2015/16"),
        ("2014 Q4", "2015 Q1"),
        ("2011 - 13", "2012 - 14"),
        ("2010/11 - 12/13", "2011/12 - 13/14"),
        ("DECEMBER 2014", "january 2015"),
        ("2014-12-31", "2015-01-31"),
        ("2014-12-01 00:00:00", "2015-02-01 00:00:00"),
        ("12/14", "02/15"),
        ("201412", "201502"),
        ("09/10", "10/11"),
        ("1999", "2004"),
        ("Dec ’14", "Mar ’15"),
        ("Year to December 2014", "Year to March 2015"),
        ("12 months to 31/12/14", "12 months to 31/03/15"),
        ("week ending 28 December 2014", "week ending 4 January 2015"),
        ("41974", "42036"),  # Excel's numbers for 1 December 2014 and 1 February 2015.
        ("01/01/2014 to 31/12/2014", "01/04/2014 to 31/03/2015"),
        ("12/31/14", "02/28/15"),
        ("2014/15", "Q1 2015"),
        ("FY2013/14", "FY2014/15"),
    ],
)
def test_of_two_periods_the_one_that_ends_later_is_newer_in_either_order(older, newer):
    assert latest_period([older, newer]) == latest_period([newer, older]) == newer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MARCH 2014-15", "March 2015"),
        ("April 2014/15", "April 2014"),
        ("2013 - 15", "2013 to 2015"),
        ("2011/12 - 13/14", "April 2011 to March 2014"),
        ("2014/15", "April 2014 to March 2015"),
        ("31/12/14", "December 2014"),
        ("Q3 2014/15", "October to December 2014"),
        ("Nov-98", "November 1998"),
        ("2014", "2014"),
        ("Mar\u00a02015", "March 2015"),
        ("Mar\u201115", "March 2015"),
        ("Mar\u200e 2015", "March 2015"),
        ("FY2015/16", "April 2015 to March 2016"),
        ("FY 01/04/2015 - 31/03/2016", "April 2015 to March 2016"),
        ("2016.0", "2016"),
        ("42460.0", "March 2016"),
        ("201603.0", "March 2016"),
        ("3.0 2016.0", "March 2016"),
        ("M12 2015/16", "March 2016"),
        ("Month 12 2015/16", "March 2016"),
        ("2015-16 M01", "April 2015"),
        ("M12 2015", "December 2015"),
        ("2015-16Q4", "January to March 2016"),
        ("2015/16_Q4", "January to March 2016"),
        ("Q4_2015/16", "January to March 2016"),
        ("H1 2016", "January to June 2016"),
        ("H2 2015/16", "October 2015 to March 2016"),
        ("2016 H2", "July to December 2016"),
        ("2015-01 to 2015-12", "2015"),
        ("2015-10 - 2016-03", "October 2015 to March 2016"),
        ("Q1 2015/16 to Q3 2015/16", "April to December 2015"),
        ("4/1/2015 to 6/30/2015", "April to June 2015"),
        ("2016-03-31T00:00:00Z", "March 2016"),
        ("2016-03-31T00:00:00.000Z", "March 2016"),
        ("2016-03-31 00:00:00+00:00", "March 2016"),
        ("YE March 2016", "April 2015 to March 2016"),
        ("Y/E Mar-16", "April 2015 to March 2016"),
        ("FYE 31/03/2016", "April 2015 to March 2016"),
        ("QE March 2016", "January to March 2016"),
        ("Year end March 2016", "April 2015 to March 2016"),
        ("Year ending 2015/16", "April 2015 to March 2016"),
        ("6 months to March 2016", "October 2015 to March 2016"),
        ("Half year ending September 2015", "April to September 2015"),
        ("12m to 31/03/2016", "April 2015 to March 2016"),
    ],
)
def test_a_period_is_said_in_words(text, words):
    assert period_words(read_periods([text])[text]) == words


@pytest.mark.parametrize(
    "text",
    [
        "Baseline",
        "March",
        "3",
        "M13 2014/15",
        "H3 2014/15",
        "3 2014/15",
        "FY2016",
        "FY16",
        "Financial year 2016",
        "Q4 FY2016",
        "FY March 2016",
        "FY2013-15",
        "YTD March 2016",
        "Year to date: March 2016",
        "YE 2016",
        "30/02/2015",
        "31 February 2015",
        "99/99/2015",
        "10-Dec",
        "Q4",
        "",
    ],
)
def test_what_is_no_period_or_may_be_several_is_not_guessed(text):
    assert read_periods([text, "March 2015"])[text] is None


def test_two_numbers_are_read_as_the_others_of_their_column_are():
    assert period_words(read_periods(["2009-10", "2013-14"])["2009-10"]) == "April 2009 to March 2010"
    assert period_words(read_periods(["2009-10", "2010-01"])["2009-10"]) == "October 2009"
    assert period_words(read_periods(["11/12", "13/14"])["11/12"]) == "April 2011 to March 2012"
    assert period_words(read_periods(["11/12", "02/13"])["11/12"]) == "November 2012"
    assert period_words(read_periods(["11/12", "2/13"])["11/12"]) == "November 2012"


@pytest.mark.parametrize("beside", ["2015-16", "2013/14", "Sep 2016"])
def test_two_numbers_that_can_be_a_month_only_are_one_beside_years_too(beside):
    assert period_words(read_periods(["2016-06", beside])["2016-06"]) == "June 2016"


def test_two_numbers_that_can_be_a_month_or_years_are_not_guessed_beside_cells_of_both():
    read = read_periods(["2016-06", "2011-12", "2015-16"])
    assert read["2011-12"] is None
    assert period_words(read["2015-16"]) == "April 2015 to March 2016"


def test_a_month_behind_two_digits_is_a_year_and_month_beside_cells_of_about_that_year():
    assert period_words(read_periods(["16-Mar", "Dec-15"])["16-Mar"]) == "March 2016"
    assert period_words(read_periods(["16 March", "2015/16"])["16 March"]) == "March 2016"
    assert read_periods(["16-Mar", "16-Apr"]) == {"16-Mar": None, "16-Apr": None}
    assert read_periods(["03-Jan", "2016"])["03-Jan"] is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FY2016", "write 2016/17 or 2015/16"),
        ("Fiscal year: 1999", "write 1999/00 or 1998/99"),
        ("12 2015/16", "write the month by its name, or as M12 if April is M1"),
        ("2015-16 3", "write the month by its name"),
        ("YTD December 2015", "does not say when it begins"),
        ("Year ending 2016", "write 2016/17 or 2015/16"),
        ("FY2015/16", ""),
        ("FY 01/04/2015 - 31/03/2016", ""),
        ("Financial year ending March 2016", ""),
        ("March 2016", ""),
    ],
)
def test_what_a_cell_may_mean_is_said_if_that_is_several_periods(text, words):
    assert words in why_unclear(text)
    assert bool(why_unclear(text)) == bool(words)


def test_a_number_of_one_digit_beside_a_year_is_a_month():
    assert period_words(read_periods(["9/15"])["9/15"]) == "September 2015"
    assert period_words(read_periods(["2009-9", "2009-10"])["2009-10"]) == "October 2009"
    assert read_periods(["2009-0"]) == {"2009-0": None}


def test_a_date_stands_for_its_month_unless_its_column_has_days_within_months():
    assert read_periods(["2015-03-01", "2015-04-01"])["2015-03-01"] == month(2015, 3)
    weeks = read_periods(["2015-03-01", "2015-03-08"])
    assert weeks["2015-03-01"] == (date(2015, 3, 1), date(2015, 3, 1))
    assert latest_period(weeks) == "2015-03-08"


def test_of_periods_none_of_which_can_be_read_none_is_the_newest():
    assert latest_period(["Baseline", "Follow-up"]) is None
    assert latest_period(["Baseline"]) == "Baseline"
    assert latest_period([]) is None


@law
@given(
    st.lists(st.tuples(st.integers(1999, 2030), st.integers(1, 12)), min_size=2, max_size=6, unique=True),
    st.sampled_from(
        ["%b-%y", "%B %Y", "%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%b %Y", "%m/%Y", "%Y%m", "%d %B %Y", "%Y %b"]
    ),
)
def test_months_are_in_the_order_of_time_in_every_form(months, form):
    texts = [f"{date(year, number, 1):{form}}" for year, number in months]
    assert latest_period(texts) == f"{date(*max(months), 1):{form}}"


@law
@given(st.text(max_size=30))
def test_no_text_makes_the_reading_of_periods_fail(text):
    for period in read_periods([text, "2015/16"]).values():
        assert period is None or period[0] <= period[1]
