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
    lengthened,
    month,
    month_number,
    months_and_end,
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
    r"(?:week|wk|w/?e|w/?c)\s?(?:ending|ended|to|commencing|beginning|starting)?:?\s", re.IGNORECASE
)
_YEAR = re.compile(_FOUR)
_YEARS = re.compile(rf"{_FOUR}(?:{_BETWEEN}|\s?/\s?)((?:19|20)?\d\d)")
_FINANCIAL_YEARS = re.compile(rf"{_FOUR}[/-](\d\d|\d{{4}}){_BETWEEN}((?:19|20)?\d\d)[/-](\d\d|\d{{4}})")
_PART = r"(q|qtr|quarter|h|half|m|mth|month)\.?\s?(\d\d?)"
_OF_YEAR = r"((?:19|20)\d\d|\d\d(?=[/-]))(?:[/-]((?:19|20)?\d\d))?"
_PART_FIRST = re.compile(rf"{_PART}[\s,/-]{{0,3}}{_OF_YEAR}", re.IGNORECASE)
_PART_LAST = re.compile(rf"{_OF_YEAR}[\s,/-]{{0,3}}{_PART}", re.IGNORECASE)
"""'Q4 2015/16', '2015-16Q4', 'M12 2015/16', 'H1 2016': a part of a year by its number."""
_PART_MONTHS = {"m": 1, "q": 3, "h": 6}
_YEAR_MONTH = re.compile(rf"{_FOUR}[\s,/-]{{0,2}}({MONTH_NAME})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"m?(\d\d?)[\s/.-]{_FOUR}", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})([-/.]?)(\d\d)\2(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")
_NUMBERS = re.compile(r"(\d\d?)([-/.])(\d\d?)\2((?:19|20)?\d\d)(?: 00:00(?::00)?)?")
_DAY_IN_WORDS = re.compile(
    rf"(?:\w{{3,9}},? )?(\d\d?)(?:st|nd|rd|th)?[\s\-]?({MONTH_NAME})[\s\-,.']{{0,2}}((?:19|20)?\d\d)",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(rf"({MONTH_NAME})\s(\d\d?)(?:st|nd|rd|th)?,?\s{_FOUR}", re.IGNORECASE)
_DAYS = (_ISO_DAY, _NUMBERS, _DAY_IN_WORDS, _MONTH_DAY_YEAR)
_TWO_NUMBERS = re.compile(r"((?:19|20)\d\d(?=[-/]?\d\d$|[-/]\d$)|\d\d?(?=[-/]\d\d$))([-/]?)(\d\d?)")
_YEAR_AND_NEXT = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)?\d\d")
_WITH_POINT = re.compile(r"(?<![\d.:])(\d{1,8})\.0+(?![\d.])")
"""A whole number as some programs write it: '2016.0'."""
_YEAR_AND_MONTH_NAME = re.compile(rf"(\d\d)[\s-]?({MONTH_NAME})", re.IGNORECASE)
_MONTH_NUMBER_OF_YEARS = re.compile(rf"(?:\d\d?[\s,]{{1,3}}{_FOUR}[/-]\d\d|{_FOUR}[/-]\d\d[\s,]{{1,3}}\d\d?)")
_SAYS_FINANCIAL = re.compile(r"\b(?:fy|f/y|(?:financial|fiscal|fin)\.?\s(?:year|yr))(?=\d|\b)", re.IGNORECASE)
_LONE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TO = re.compile(r"\s(?:to|until|-)\s")
_TO_DATE = re.compile(r"\bto date\b|\bf?ytd\b|\bcumulative\b", re.IGNORECASE)
_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)?\d\d)\s?[-/]\s?((?:19|20)?\d\d)(?!\d)")
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
    ('2009-10', '11/12') are a financial year if all such cells of the column can be, else a month or years; in a
    column of both, those that can be one only. '16-Mar' is March 2016 beside cells of about that year.
    """
    given = {text: months_and_end(_tidy(text)) for text in texts}
    plain = {text: _without_head(last) for text, (_, last) in given.items()}
    month_first = _month_first(plain.values())
    pairs = {each: _TWO_NUMBERS.fullmatch(each) for each in plain.values()}
    as_pairs = _pairs([pair for pair in pairs.values() if pair])
    days = {text: _day(each, month_first) for text, each in plain.items() if not pairs[each]}
    are_months = _stand_for_months({day for day in days.values() if day})
    read: dict[str, Period | None] = {}
    for text, each in plain.items():
        day = days.get(text)
        if why_unclear(text):
            found = None
        elif pairs[each]:
            found = as_pairs.get(each)
        elif day:
            found = month(day.year, day.month) if are_months else (day, day)
        elif any(pattern.fullmatch(each) for pattern in _DAYS):
            found = None  # No calendar has such a day.
        else:
            found = _days(each, month_first) or _whole(each) or _between(each) or _in_words(each)
        read[text] = lengthened(found, given[text][0]) if found else None
    return read | _years_before_months(
        {text: plain[text] for text, period in read.items() if not period}, read
    )


def why_unclear(text: str) -> str:
    """Return a clause on what a cell may mean that could be several periods, '' if it is not of such a kind.

    >>> why_unclear("FY2016")
    'may be the financial year that begins in 2016 or the one that ends then; write 2016/17 or 2015/16'
    """
    plain = _tidy(text)
    if _MONTH_NUMBER_OF_YEARS.fullmatch(_without_head(plain)):
        return (
            "may be a month of the calendar or one counted from April; write the month by its name, or as M12 if "
            "April is M1"
        )
    months, last = months_and_end(plain)
    year_alone = bool(_YEAR.fullmatch(last)) if months else _names_no_two_years(plain)
    if year_alone and (years := _LONE_YEAR.findall(plain)):
        year = int(years[-1])
        return (
            f"may be the financial year that begins in {year} or the one that ends then; "
            f"write {year}/{(year + 1) % 100:02} or {year - 1}/{year % 100:02}"
        )
    if _TO_DATE.search(plain):
        return "does not say when it begins; write it as April 2015 to March 2016"
    return ""


def _names_no_two_years(plain: str) -> bool:
    """Return whether a text says 'financial year', but neither the two years that it is of nor its first day."""
    following = (int(b) % 100 == (int(a) + 1) % 100 for a, b in _TWO_YEARS.findall(plain))
    return (
        bool(_SAYS_FINANCIAL.search(plain)) and not any(following) and not _days(_without_head(plain), False)
    )


def _tidy(text: str) -> str:
    """Return a text without marks around it, whole numbers without a point, underlines as spaces or dashes."""
    plain = _WITH_POINT.sub(r"\1", plain_text(text[:200]).strip(" .,:;'\""))
    return re.sub(r"(?<=\d)_(?=\d)", "-", plain).replace("_", " ")


def _without_head(text: str) -> str:
    """Return a text without the word for what it is; 'month 12 2015/16' needs it."""
    return (
        text if _PART_FIRST.fullmatch(text) else _HEAD.sub("", text, count=1) if _HEAD.match(text) else text
    )


def _month_first(texts: Iterable[str]) -> bool:
    """Return whether the dates of a column can only be read month first, as in America."""
    parts = [part for text in texts for part in (text, *(end for ends in _two_ends(text) for end in ends))]
    dates = [found for part in parts if (found := _NUMBERS.fullmatch(part))]
    return any(int(each[3]) > 12 for each in dates) and all(int(each[1]) <= 12 for each in dates)


def _two_ends(text: str) -> list[tuple[str, str]]:
    """Return what stands before and behind each mark that may stand between two days."""
    marks = (mark for mark in (" to ", " until ", " - ", "-") if mark in text)
    return [(first.strip(), last.strip()) for first, _, last in map(text.partition, marks)]


def _years_before_months(unread: dict[str, str], read: dict[str, Period | None]) -> dict[str, Period | None]:
    """Return the months that are written year first ('16-Mar'), beside cells that show that it is no day."""
    years = {end.year + step for period in read.values() if period for end in period for step in (-1, 0, 1)}
    found: dict[str, Period | None] = {}
    for text, plain in unread.items():
        written = _YEAR_AND_MONTH_NAME.fullmatch(plain)
        if written and full_year(written[1]) in years:
            found[text] = month(full_year(written[1]), month_number(written[2]))
    return found


def newest_period(periods: Iterable[Period]) -> Period | None:
    """Return the period that ends last, of several that end on one day the shortest; None if there are none."""
    return max(periods, key=lambda period: (period[1], period[0]), default=None)


def latest_period(texts: Iterable[str]) -> str | None:
    """Return the cell with the newest period; None if there is none, or several of which none can be read."""
    given = list(dict.fromkeys(texts))
    if len(given) == 1:
        return given[0]
    known = {text: period for text, period in read_periods(given).items() if period}
    last = newest_period(known.values())
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
    for first, last in _two_ends(text):
        if (start := _day(first, month_first)) and (end := _day(last, month_first)):
            return (start, end) if start <= end else None
    return None


def _between(text: str) -> Period | None:
    """Return what lies between two periods, which are read as a column of two: '2015-01 to 2015-12'."""
    parts = _TO.split(text)
    if len(parts) != 2 or not all(any(mark.isdigit() for mark in part) for part in parts):
        return None
    start, end = map(read_periods(parts).get, parts)
    if not start or not end or start[0] > end[0] or start[1] > end[1]:
        return None
    return start[0], end[1]


def _pairs(pairs: list[re.Match[str]]) -> dict[str, Period | None]:
    """Return what cells of two numbers mean, which those written alike tell together."""
    found: dict[str, Period | None] = {}
    for form in {_form(pair) for pair in pairs}:
        alike = [pair for pair in pairs if _form(pair) == form]
        readings = (_financial_year, _month_of_pair, _years_of_pair)
        whole = next((read for read in readings if all(read(pair) for pair in alike)), _only_reading)
        found |= {pair[0]: whole(pair) for pair in alike}
    return found


def _only_reading(pair: re.Match[str]) -> Period | None:
    """Return what two numbers mean if they can be a month or years, not both."""
    as_month, as_years = _month_of_pair(pair), _years_of_pair(pair)
    return as_years if as_month is None or as_month == as_years else as_month if as_years is None else None


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
    """Return the part of a year that a cell names by its number: of a financial year, counted from April."""
    if found := _PART_FIRST.fullmatch(text):
        return _numbered_part(found[1], int(found[2]), found[3], found[4])
    if found := _PART_LAST.fullmatch(text):
        return _numbered_part(found[3], int(found[4]), found[1], found[2])
    if found := _YEAR_MONTH.fullmatch(text):
        return month(int(found[1]), month_number(found[2]))
    if found := _MONTH_YEAR.fullmatch(text):
        return month(int(found[2]), int(found[1])) if 1 <= int(found[1]) <= 12 else None
    return None


def _numbered_part(kind: str, number: int, year: str, following: str | None) -> Period | None:
    first, length = full_year(year), _PART_MONTHS[kind[0].lower()]
    if not 1 <= number <= 12 // length or (following and int(following) % 100 != (first + 1) % 100):
        return None
    start = 12 * first + (number - 1) * length + (3 if following else 0)
    end = start + length - 1
    return month(start // 12, start % 12 + 1)[0], month(end // 12, end % 12 + 1)[1]


def _in_words(text: str) -> Period | None:
    """Return what a text says, unless it says more than the financial year that can be read: 'M03 2015/16'."""
    period = period_of(text)
    whole_year = period is not None and (period[0].month, period[1].month) == (4, 3)
    rest = _YEAR_AND_NEXT.sub("", text)
    return None if whole_year and rest != text and re.search(r"\d", rest) else period
