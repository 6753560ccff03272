"""Periods as publishers write them, in the order of time."""

import re
from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def period_key(period: str) -> tuple[int, int, int, str]:
    """Return what a period is sorted by: year, month (or quarter), day, and the text itself.

    >>> sorted(["2015/16 Q4", "2015/16 Q3", "March 2014", "2013"], key=period_key)
    ['2013', 'March 2014', '2015/16 Q3', '2015/16 Q4']
    """
    text = period.strip().lower()
    if date := re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", text):
        return int(date[1]), int(date[2]), int(date[3] or 0), text
    if date := re.match(r"(\d\d?)/(\d\d?)/(\d{4})", text):
        return int(date[3]), int(date[2]), int(date[1]), text
    year = _YEAR.search(text)
    months = [_MONTHS.index(word) + 1 for word in re.findall("|".join(_MONTHS), text)]
    quarter = re.search(r"\bq(?:uarter|tr)?\s?([1-4])\b", text)
    month = max(months) if months else 3 * int(quarter[1]) if quarter else 0
    return (int(year[0]) if year else 0), month, 0, text


def latest_period(periods: Iterable[str]) -> str | None:
    """Return the last of some periods in time, None if there are none."""
    return max(periods, key=period_key, default=None)
