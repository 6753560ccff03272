"""Periods of statistics in words: 'January 2016', 'Apr-25', 'Q4 2015/16', '2023-04-01'."""

import re
from calendar import monthrange
from datetime import date, datetime

from importers.sheets import Value
from importers.values import remembering

Period = tuple[date, date]
"""First and last day."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
_YEAR = r"(20\d\d|\d\d)(?!\d)"
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_NAME}[\s\-/.,_']{{0,3}}{_YEAR}", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?<![a-z]){_NAME}(?:\s?{_YEAR})?\s?(?:-|–|to|,[\w\s,]{{0,30}}and)\s?{_NAME}[\s\-]?{_YEAR}",
    re.IGNORECASE,
)
_ISO = re.compile(r"(20\d\d)-(\d\d)(?:-(\d\d))?(?:[T ]00:00(?::00)?)?")
_BRITISH = re.compile(r"(\d\d?)[/.](\d\d?)[/.](20\d\d)")
_QUARTER = re.compile(r"\b(?:q|quarter )\s?([1-4])\b", re.IGNORECASE)
_FINANCIAL_YEAR = re.compile(r"\b(20\d\d)\s?[-/–]\s?(?:20)?(\d\d)(?![\d-])")


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
        return month(day.year, day.month) if 2000 <= day.year < 2100 else None
    return _in_words(value) if isinstance(value, str) and len(value) <= 2_000 else None


@remembering
def _in_words(value: str) -> Period | None:
    text = " ".join(value.split())
    return _numeric(text) or _quarter(text) or _named(text)


def _numeric(text: str) -> Period | None:
    plain = text.rpartition(":")[2].strip() if text.lower().startswith(("period", "month")) else text
    if found := _ISO.fullmatch(plain):
        year, number = int(found[1]), int(found[2])
    elif found := _BRITISH.fullmatch(plain):
        year, number = int(found[3]), int(found[2])
    else:
        return None
    return month(year, number) if 1 <= number <= 12 else None


def _quarter(text: str) -> Period | None:
    """Return a quarter of a financial year, which starts in April."""
    quarter, year = _QUARTER.search(text), _FINANCIAL_YEAR.search(text)
    if not year or (int(year[1]) + 1) % 100 != int(year[2]):
        return None
    first = int(year[1])
    if not quarter:
        return (date(first, 4, 1), date(first + 1, 3, 31)) if not _MONTH_YEAR.search(text) else None
    start = {1: 4, 2: 7, 3: 10, 4: 1}[int(quarter[1])]
    calendar_year = first + (start == 1)
    return month(calendar_year, start)[0], month(calendar_year, start + 2)[1]


def _named(text: str) -> Period | None:
    if found := _RANGE.search(text):
        last = month(_year(found[4]), _number(found[3]))
        year = _year(found[2]) if found[2] else last[0].year - (_number(found[1]) > _number(found[3]))
        first = month(year, _number(found[1]))
        return (first[0], last[1]) if first[0] <= last[0] else None
    months = {month(_year(year), _number(name)) for name, year in _MONTH_YEAR.findall(text)}
    return months.pop() if len(months) == 1 else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _number(name: str) -> int:
    return MONTHS.index(name.lower()) + 1
