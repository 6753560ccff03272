"""The cells of a column of periods, read to first and last day; which is the newest, however it is written.

What a title says is read by `importers.cells.months`, which this builds on. A cell may say more shortly ('2015',
'31/12/15', '2013 - 15', '11/12'), and what it says may depend on the others of its column.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from importers.cells.months import (
    MONTH_NAME,
    Period,
    full_year,
    month,
    month_number,
    period_of,
    plain_text,
)

_FOUR = r"((?:19|20)\d\d)"
_BETWEEN = r"\s?(?:-|to|until)\s?"
_HEAD = re.compile(
    rf"(?:fy|f/y|(?:financial |fiscal |calendar )?year|period|month)\s?:?\s?(?=\d|{MONTH_NAME}\b)",
    re.IGNORECASE,
)
_WEEK = re.compile(
    r"(?:week|w/?e|w/?c)\s?(?:ending|ended|to|commencing|beginning|starting)?:?\s", re.IGNORECASE
)
_YEAR = re.compile(_FOUR)
_YEARS = re.compile(rf"{_FOUR}(?:{_BETWEEN}|\s?/\s?)((?:19|20)?\d\d)")
_FINANCIAL_YEARS = re.compile(rf"{_FOUR}[/-](\d\d|\d{{4}}){_BETWEEN}((?:19|20)?\d\d)[/-](\d\d|\d{{4}})")
_QUARTER = r"(?:q|qtr|quarter)\.?\s?([1-4])"
_QUARTER_FIRST = re.compile(rf"{_QUARTER}[\s,/-]{{0,2}}{_FOUR}", re.IGNORECASE)
_QUARTER_LAST = re.compile(rf"{_FOUR}[\s,/-]{{0,2}}{_QUARTER}", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"{_FOUR}[\s,/-]{{0,2}}(?:m(\d\d?)|({MONTH_NAME}))", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"m?(\d\d?)[\s/.-]{_FOUR}", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})([-/.]?)(\d\d)\2(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBERS = re.compile(r"(\d\d?)([-/.])(\d\d?)\2((?:19|20)?\d\d)(?: 00:00(?::00)?)?")
_DAY_IN_WORDS = re.compile(
    rf"(?:\w{{3,9}},? )?(\d\d?)(?:st|nd|rd|th)?[\s\-]?({MONTH_NAME})[\s\-,.']{{0,2}}((?:19|20)?\d\d)",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(rf"({MONTH_NAME})\s(\d\d?)(?:st|nd|rd|th)?,?\s{_FOUR}", re.IGNORECASE)
_DAYS = (_ISO_DAY, _NUMBERS, _DAY_IN_WORDS, _MONTH_DAY_YEAR)
_TWO_NUMBERS = re.compile(r"((?:19|20)\d\d(?=[-/]?\d\d$|[-/]\d$)|\d\d?(?=[-/]\d\d$))([-/]?)(\d\d?)")
_YEAR_AND_NEXT = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)?\d\d")
_SERIAL = re.compile(r"[2-5]\d{4}")
_FIRST_SERIAL = date(1899, 12, 30)
"""Excel counts the days of a date from here (specification of its date system)."""


def read_periods(texts: Iterable[str]) -> dict[str, Period | None]:
    """Return the first and last day that each cell of one column names, None where it cannot be told.

    >>> read_periods(["Dec-15", "31/03/16", "2015/16", "soon"])["soon"] is None
    True
    >>> read_periods(["2009-10", "2012-13"])["2009-10"]
    (datetime.date(2009, 4, 1), datetime.date(2010, 3, 31))
    >>> read_periods(["2009-10", "2010-03"])["2009-10"]
    (datetime.date(2009, 10, 1), datetime.date(2009, 10, 31))

    Notes
    -----
    A date stands for its month, unless the column has another day of a month than the first or the last, or two
    days of one month. It is read day first, unless the column can only be read month first. Two numbers
    ('2009-10', '11/12') are a financial year if all such cells of the column can be, else a month or years.
    """
    plain = {text: _plain(text) for text in texts}
    month_first = _month_first(plain.values())
    pairs = {each: _TWO_NUMBERS.fullmatch(each) for each in plain.values()}
    as_pairs = _pairs([pair for pair in pairs.values() if pair])
    days = {text: _day(each, month_first) for text, each in plain.items() if not pairs[each]}
    are_months = _stand_for_months({day for day in days.values() if day})
    read: dict[str, Period | None] = {}
    for text, each in plain.items():
        day = days.get(text)
        if pairs[each]:
            read[text] = as_pairs.get(each)
        elif day:
            read[text] = month(day.year, day.month) if are_months else (day, day)
        elif any(pattern.fullmatch(each) for pattern in _DAYS):
            read[text] = None  # No calendar has such a day.
        else:
            read[text] = _days(each, month_first) or _whole(each) or _in_words(each)
    return read


def _month_first(texts: Iterable[str]) -> bool:
    """Return whether the dates of a column can only be read month first, as in America."""
    dates = [found for text in texts if (found := _NUMBERS.fullmatch(text))]
    return any(int(each[3]) > 12 for each in dates) and all(int(each[1]) <= 12 for each in dates)


def newest(periods: Iterable[Period]) -> Period | None:
    """Return the period that ends last, of several that end on one day the shortest; None if there are none."""
    return max(periods, key=lambda period: (period[1], period[0]), default=None)


def latest_period(texts: Iterable[str]) -> str | None:
    """Return the cell with the newest period; None if there is none, or several of which none can be read."""
    given = list(dict.fromkeys(texts))
    if len(given) == 1:
        return given[0]
    known = {text: period for text, period in read_periods(given).items() if period}
    last = newest(known.values())
    return next((text for text, period in known.items() if period == last), None)


def period_words(period: Period) -> str:
    """Return a period in words: whole years as such, else months, else days.

    >>> period_words((date(2016, 1, 1), date(2016, 3, 31)))
    'January to March 2016'
    """
    first, last = period
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first != month(first.year, first.month)[0] or last != month(last.year, last.month)[1]:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    if first.year != last.year:
        return f"{first:%B %Y} to {last:%B %Y}"
    return f"{first:%B %Y}" if first.month == last.month else f"{first:%B} to {last:%B %Y}"


def _plain(text: str) -> str:
    plain = plain_text(text[:200]).strip(" .,:;'\"")
    return _HEAD.sub("", plain, count=1) if _HEAD.match(plain) else plain


def _day(text: str, month_first: bool) -> date | None:
    """Return the one day that a text names."""
    text = _WEEK.sub("", text, count=1) if _WEEK.match(text) else text
    if found := _ISO_DAY.fullmatch(text):
        return _date(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        day, number = (second, first) if month_first else (first, second)
        return _date(full_year(found[4]), number, day)
    if found := _DAY_IN_WORDS.fullmatch(text):
        return _date(full_year(found[3]), month_number(found[2]), int(found[1]))
    if found := _MONTH_DAY_YEAR.fullmatch(text):
        return _date(int(found[3]), month_number(found[1]), int(found[2]))
    return _FIRST_SERIAL + timedelta(int(text)) if _SERIAL.fullmatch(text) else None


def _date(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day) if 1900 <= year < 2100 else None
    except ValueError:
        return None


def _stand_for_months(days: set[date]) -> bool:
    ends = all(day in month(day.year, day.month) for day in days)
    return ends and len({(day.year, day.month) for day in days}) == len(days)


def _days(text: str, month_first: bool) -> Period | None:
    """Return what lies between two days: '01/04/2015 to 31/03/2016'."""
    for mark in (" to ", " - ", "-"):
        first, found, last = text.partition(mark)
        if found and (start := _day(first.strip(), month_first)) and (end := _day(last.strip(), month_first)):
            return (start, end) if start <= end else None
    return None


def _pairs(pairs: list[re.Match[str]]) -> dict[str, Period | None]:
    """Return what cells of two numbers mean, which those written alike tell together."""
    found: dict[str, Period | None] = {}
    for form in {_form(pair) for pair in pairs}:
        alike = [pair for pair in pairs if _form(pair) == form]
        readings = (_financial_year, _month_of_pair)
        whole = next((read for read in readings if all(read(pair) for pair in alike)), None)
        for pair in alike:
            found[pair[0]] = whole(pair) if whole else _financial_year(pair) or _years_of_pair(pair)
    return found


def _form(pair: re.Match[str]) -> tuple[bool, str]:
    return len(pair[1]) == 4, pair[2]


def _financial_year(pair: re.Match[str]) -> Period | None:
    if _has_one_digit(pair):
        return None
    first, second = full_year(pair[1]), int(pair[3])
    return (date(first, 4, 1), date(first + 1, 3, 31)) if (first + 1) % 100 == second else None


def _month_of_pair(pair: re.Match[str]) -> Period | None:
    year, number = (pair[1], pair[3]) if len(pair[1]) == 4 else (pair[3], pair[1])
    return month(full_year(year), int(number)) if 1 <= int(number) <= 12 else None


def _has_one_digit(pair: re.Match[str]) -> bool:
    """Return whether one of the numbers can only be a month: '9/15', '2015-9'."""
    return len(pair[1]) == 1 or len(pair[3]) == 1


def _years_of_pair(pair: re.Match[str]) -> Period | None:
    return _month_of_pair(pair) if _has_one_digit(pair) else _pooled(pair[1], pair[3])


def _pooled(first: str, last: str) -> Period | None:
    """Return several whole years; of two that follow each other, the financial year is meant."""
    start = full_year(first)
    end = int(last) if len(last) == 4 else start - start % 100 + int(last)
    end += 100 if len(last) == 2 and end < start and start % 100 > 90 else 0
    if end == start + 1:
        return date(start, 4, 1), date(end, 3, 31)
    return (date(start, 1, 1), date(end, 12, 31)) if len(first) == 4 and start < end else None


def _whole(text: str) -> Period | None:
    """Return what a cell says that is nothing but a period."""
    if found := _YEAR.fullmatch(text):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    if found := _YEARS.fullmatch(text):
        return _pooled(found[1], found[2])
    if found := _FINANCIAL_YEARS.fullmatch(text):
        first, last = _pooled(found[1], found[2]), _pooled(str(full_year(found[3])), found[4])
        return (first[0], last[1]) if first and last and first[0] < last[0] else None
    return _part_of_year(text)


def _part_of_year(text: str) -> Period | None:
    """Return the quarter or month of a calendar year that a cell names by its number."""
    if found := _QUARTER_FIRST.fullmatch(text):
        return _quarter(int(found[2]), int(found[1]))
    if found := _QUARTER_LAST.fullmatch(text):
        return _quarter(int(found[1]), int(found[2]))
    if found := _YEAR_MONTH.fullmatch(text):
        number = int(found[2]) if found[2] else month_number(found[3])
    elif found := _MONTH_YEAR.fullmatch(text):
        number, found = int(found[1]), _YEAR.search(text)
    if found is None:
        return None
    return month(int(found[1]), number) if 1 <= number <= 12 else None


def _in_words(text: str) -> Period | None:
    """Return what a text says, unless it says more than the financial year that can be read: 'M03 2015/16'."""
    period = period_of(text)
    whole_year = period is not None and (period[0].month, period[1].month) == (4, 3)
    rest = _YEAR_AND_NEXT.sub("", text)
    return None if whole_year and rest != text and re.search(r"\d", rest) else period


def _quarter(year: int, number: int) -> Period:
    return month(year, 3 * number - 2)[0], month(year, 3 * number)[1]
