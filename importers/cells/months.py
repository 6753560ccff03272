"""Periods of statistics in words: 'January 2016', 'Apr-25', 'Q4 2015/16', '2023-04-01'."""

import re
from calendar import monthrange
from datetime import date, datetime

from importers.cells.values import remembering
from importers.files.sheets import Value

Period = tuple[date, date]
"""First and last day."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_START = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_END = "(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
_NAME = rf"({_START}){_END}"
MONTH_NAME = rf"(?:{_START}){_END}\.?"
"""Regular expression of the name of a month, short or long; it has no groups."""
_YEAR = r"((?:19|20)\d\d|\d\d(?!,?\s(?:19|20)\d\d))(?!\d)"
_OLDEST_OF_TWO_DIGITS = 69
"""'69' is 1969, '68' is 2068, as POSIX has it."""
_PLAIN = (
    dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
    | dict.fromkeys(map(ord, "\u2018\u2019`\u00b4"), "'")
    | dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
"""Dashes and apostrophes as typed on a keyboard, and marks that nobody sees left out."""
_GAP = r"[\s\-/.,_']{0,3}"
_DAY = r"(?:\d\d?(?:st|nd|rd|th)?\s)?"
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_NAME}{_GAP}{_YEAR}", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?<![a-z]){_NAME}(?:[\s\-']{{0,2}}{_YEAR})?\s?(?:-|to|,[\w\s,]{{0,30}}and)\s?{_DAY}{_NAME}[\s\-']{{0,2}}{_YEAR}",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(?:(?P<length>month|quarter|half[\s\-]?year|year|(?:\d\d?|two|three|six|nine|twelve)[\s\-]?(?:months?|mths?|m))"
    r"[\s\-]?(?:ending|ended|end|up to|to|until)|(?P<short>f?y|q|m)/?e)\b[\s:.]{0,3}(?:on )?"
    rf"(?P<last>(?:\d|q[1-4]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{MONTH_NAME}(?![a-z])).*)",
    re.IGNORECASE,
)
"""'Year ending March 2016', 'YE Mar-16', '6 months to 31/03/2016': how long a period is, and how it ends."""
_LENGTHS = {"m": 1, "q": 3, "h": 6, "y": 12, "fy": 12}
_IN_WORDS = {"two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12}
_SINGLE_DAY = re.compile(rf"\b\d\d?(?:st|nd|rd|th)?[\s\-]{_NAME}[\s\-,]{{1,2}}(?:19|20)\d\d", re.IGNORECASE)
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?(?:[T ]00:00(?::00)?)?")
_BRITISH = re.compile(r"(\d\d?)([/.])(\d\d?)\2((?:19|20)?\d\d)")
_QUARTER = re.compile(r"\b(?:q|qtr\.?\s?|quarter\s)\s?([1-4])\b", re.IGNORECASE)
_YEARS = r"\b((?:19|20)\d\d)\s?[-/]\s?(?:19|20)?(\d\d)(?!\d|-\d)"
_FINANCIAL_YEAR = re.compile(_YEARS)
_SHORT_FINANCIAL_YEAR = re.compile(r"(?<![\d/-])(\d\d)\s?[-/]\s?(\d\d)(?![\d/-])")
_MONTHS_OF_YEAR = re.compile(rf"(?<![a-z]){_NAME}(?:\s?(?:-|to)\s?{_NAME})?{_GAP}{_YEARS}", re.IGNORECASE)
_YEAR_BEFORE_MONTHS = re.compile(
    rf"(?:(?:period|month|financial year|year)\s?:?\s)?{_YEARS}[\s,:\-]{{1,3}}{_NAME}(?:\s?(?:-|to)\s?{_NAME})?",
    re.IGNORECASE,
)


def month(year: int, number: int) -> Period:
    """Return the first and last day of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def period_of(value: Value) -> Period | None:
    """Return the months that a cell names, None if it names none or it is unclear which.

    >>> period_of("PERIOD: January 2016")
    (datetime.date(2016, 1, 1), datetime.date(2016, 1, 31))
    >>> period_of("Q4 2015/16")
    (datetime.date(2016, 1, 1), datetime.date(2016, 3, 31))
    """
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return month(day.year, day.month) if 1900 <= day.year < 2100 else None
    return _in_words(value) if isinstance(value, str) and len(value) <= 2_000 else None


def names_a_day(text: str) -> bool:
    """Return whether a text names one day, as of a publication, and no period that begins or ends with it.

    >>> names_a_day("Issued on 9 March 2017"), names_a_day("Quarter ending 31 March 2017")
    (True, False)
    """
    return bool(_SINGLE_DAY.search(text)) and not (_RANGE.search(text) or _ENDING.search(text))


@remembering
def _in_words(value: str) -> Period | None:
    text = plain_text(value)
    if plain := _numeric(text):
        return plain
    months, last = months_and_end(text)
    named = _numeric(last) or _of_financial_year(last) or _named(last)
    return lengthened(named, months) if named else None


def months_and_end(text: str) -> tuple[int, str]:
    """Return how many months a text says before it says their end, and the end; 0 and the text if it says none.

    >>> months_and_end("Quarter ending March 2017"), months_and_end("YE Mar-16"), months_and_end("March 2017")
    ((3, 'March 2017'), (12, 'Mar-16'), (0, 'March 2017'))
    """
    found = _ENDING.search(text)
    if not found:
        return 0, text
    length = (found["short"] or found["length"]).lower()
    number = re.match(r"\d+|" + "|".join(_IN_WORDS), length)
    if number:
        return (_IN_WORDS.get(number[0]) or int(number[0])), found["last"]
    return _LENGTHS.get(length) or _LENGTHS[length[0]], found["last"]


def lengthened(last: Period, months: int) -> Period | None:
    """Return so many months that end with the one that is named; what is named, if it is as long or `months` is 0."""
    first, final = last
    named = 12 * (final.year - first.year) + final.month - first.month + 1
    if months in (0, named):
        return last
    number = 12 * final.year + final.month - months
    whole = named == 1 and number >= 12 * 1900
    return (month(number // 12, number % 12 + 1)[0], month(final.year, final.month)[1]) if whole else None


def _numeric(text: str) -> Period | None:
    plain = text.rpartition(":")[2].strip() if text.lower().startswith(("period", "month")) else text
    if found := _ISO.fullmatch(plain):
        year, number = int(found[1]), int(found[2])
    elif found := _BRITISH.fullmatch(plain):
        year, number = full_year(found[4]), int(found[3])
    else:
        return None
    return month(year, number) if 1 <= number <= 12 else None


def _of_financial_year(text: str) -> Period | None:
    """Return a financial year, which starts in April, or what is named of it: a quarter, a month or several."""
    quarters = set(_QUARTER.findall(text))
    years = {(int(a), int(b)) for a, b in _FINANCIAL_YEAR.findall(text)}
    if quarters and not years:
        years = {(2000 + int(a), int(b)) for a, b in _SHORT_FINANCIAL_YEAR.findall(text)}
    first, second = next(iter(years), (0, 0))
    if len(years) != 1 or len(quarters) > 1 or (first + 1) % 100 != second:
        return None
    if quarters:
        start = {"1": 4, "2": 7, "3": 10, "4": 1}[quarters.pop()]
        return _from_to(first, start, start + 2)
    if found := _MONTHS_OF_YEAR.search(text):
        return _from_to(first, month_number(found[1]), month_number(found[2] or found[1]))
    if found := _YEAR_BEFORE_MONTHS.fullmatch(text):
        return _from_to(first, month_number(found[3]), month_number(found[4] or found[3]))
    if _MONTH_YEAR.search(_FINANCIAL_YEAR.sub(" ", text)):
        return None
    return _from_to(first, 4, 3)


def _from_to(year: int, first: int, last: int) -> Period | None:
    """Return the months between two of a financial year that begins in `year`."""
    period = month(year + (first < 4), first)[0], month(year + (last < 4), last)[1]
    return period if period[0] <= period[1] else None


def _named(text: str) -> Period | None:
    if found := _RANGE.search(text):
        last = month(full_year(found[4]), month_number(found[3]))
        year = (
            full_year(found[2])
            if found[2]
            else last[0].year - (month_number(found[1]) > month_number(found[3]))
        )
        first = month(year, month_number(found[1]))
        return (first[0], last[1]) if first[0] <= last[0] else None
    months = {month(full_year(year), month_number(name)) for name, year in _MONTH_YEAR.findall(text)}
    return months.pop() if len(months) == 1 else None


def full_year(text: str) -> int:
    """Return a year that is written with four digits or two."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= _OLDEST_OF_TWO_DIGITS else 2000)


def month_number(name: str) -> int:
    """Return the number of a month by its name, short or long, in any case."""
    return MONTHS.index(name[:3].lower()) + 1


def plain_text(text: str) -> str:
    """Return a text on one line, with one kind of dash and of apostrophe."""
    return " ".join(text.translate(_PLAIN).split())
