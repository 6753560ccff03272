"""No sentence of a report says what is not so: England's row, counts that do not give the value, what is below."""

import pytest

from importers.tables.read import import_tidy
from scoring import load_edition
from tests.importers.tables.test_tidy import OTHER_UNITS, imported, opened, values

OTHER = load_edition(OTHER_UNITS)
RATES = "code,indicator,value,numerator,denominator,lower_ci,upper_ci\n"


def words_of(result):
    return "\n".join(result.report.sentences())


def rates(*rows):
    return import_tidy(opened(RATES + "\n".join(rows) + "\n"), OTHER)


@pytest.mark.parametrize(
    ("england", "row", "words"),
    [
        ("England,waits_62_day,82,,", "used", "England's row was read."),
        ("England,waits_62_day,,820,1000", "used", "England's row was read."),
        ("England,waits_62_day,*,,", "refused", "The row for England cannot be used"),
        ("England,waits_62_day,820,,", "refused", "The row for England cannot be used"),
        ("Ashford,waits_62_day,82,,", "none", "There is no row for England to check."),
    ],
)
def test_the_report_says_of_englands_row_what_is_so(england, row, words):
    head = "area,indicator,value,numerator,denominator\nDorset,waits_62_day,80,,\n"
    result = imported(f"{head}{england}\n")
    assert result.report.england_row == row
    assert words in words_of(result)
    assert ("There is no row for England" in words_of(result)) == (row == "none")


def test_counts_that_do_not_give_a_rate_are_said_of_the_indicator_and_the_rate_is_used():
    result = rates(
        "T01,early_deaths,210,900,250000,200,221",
        "T02,early_deaths,250,1100,260000,238,263",
        "T03,early_deaths,240,1000,240000,228,252",
    )
    assert list(values(result).values()) == [210, 250, 240]
    assert "early_deaths: in 3 of 3 rows the counts do not give the value" in words_of(result)
    assert "row 2: 210, its counts give 360" in words_of(result)
    assert not result.report.suspicious


def test_counts_that_do_not_give_a_rate_in_one_row_are_said_of_the_row():
    result = rates(
        "T01,early_deaths,360,900,250000,,",
        "T02,early_deaths,250,1100,260000,238,263",
        "T03,early_deaths,416.7,1000,240000,391,443",
    )
    assert len(result.table) == 3
    assert [(s.row, s.used) for s in result.report.suspicious] == [(3, True)]
    assert "Its counts give 423.1, not 250; perhaps it is standardised or weighted. It is used." in words_of(
        result
    )


def test_a_rate_without_limits_is_not_held_against_the_limits_of_other_counts():
    result = rates("T01,early_deaths,210,900,250000,,", "T02,early_deaths,250,1100,260000,,")
    assert list(values(result).values()) == [210, 250]
    assert "outside its limits" not in words_of(result)


def test_a_weighted_percentage_with_limits_of_its_own_is_used_and_said():
    result = imported(
        "area,indicator,value,numerator,denominator,lower_ci,upper_ci\n"
        "Dorset,waits_62_day,80,700,1000,76,84\nAshford,waits_62_day,81,690,1000,77,85\n"
    )
    assert list(values(result).values()) == [80, 81]
    assert "in 2 of 2 rows the counts do not give the value" in words_of(result)


def test_counts_that_give_a_rounded_value_are_not_remarked_on():
    result = rates("T01,early_deaths,360,901,250000,337,384", "T02,early_deaths,423.1,1100,260000,399,449")
    assert "do not give the value" not in words_of(result)
    assert not result.report.suspicious


def test_a_hopeless_report_says_why_no_figure_is_used():
    result = imported("area,indicator,value\nDorset,waits_62_day,180\nAshford,waits_62_day,190\n")
    assert result.table is None
    assert "for the reasons below" in result.report.hopeless
    assert "The value 180 is not a percentage between 0 and 100. It is not used." in words_of(result)


def test_a_hopeless_report_gives_the_suggestions():
    result = imported("code or name,indicator,value\nDorst,waits_62_day,80\nAshford,waits_62_day,n/k\n")
    assert result.table is None
    assert "'Dorst' may be Dorset" in words_of(result)
