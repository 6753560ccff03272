"""Which columns of a table say the period: one, or two for a year and its part or for the first and last day."""

import pandas as pd

from importers.cells.periods import read_periods, why_unclear
from importers.tables.frames import header_words
from importers.tables.newest import MOST_PERIODS, period_texts

_COMPARED = 300
_SHARE = 0.5
_START = {"start", "starts", "starting", "from", "begin", "begins", "beginning", "first", "commencing"}
_END = {"end", "ends", "ending", "ended", "to", "until", "till", "last", "finish"}
_UNITS = (
    "time times period periods date dates day days week weeks wk wks month months mth mths quarter quarters qtr "
    "qtrs year years yr yrs fy"
)
_TIME = {
    *_UNITS.split(),
    "as",
    "of",
    "at",
    "reporting",
    "calendar",
    "financial",
    "fiscal",
    "fin",
    "name",
    *_END,
}
"""A header of such words alone is one of time."""


def with_period_columns(columns: dict[str, str], sample: pd.DataFrame, keys: list[str]) -> dict[str, str]:
    """Return the columns of roles with those that say the period together, however it is headed.

    Parameters
    ----------
    columns : column by role; that of 'period' by its header, if one says it
    sample : DataFrame of str
    keys : the columns of areas and of indicators, whose rows should not repeat without a period
    """
    used = {*columns.values(), *keys} - {columns.get("period")}
    free = [str(column) for column in sample.columns if column not in used]
    if ends := _first_and_last_day(free, sample, columns.get("period")):
        return columns | {"period_start": ends[0], "period": ends[1]}
    if "period" not in columns:
        own = _told_by_cells(free, sample, repeated=bool(sample.duplicated(keys).any()))
        return columns | {"period": own} if own else columns
    return _with_year(columns, free, sample)


def _first_and_last_day(free: list[str], sample: pd.DataFrame, own: str | None) -> tuple[str, str] | None:
    """Return two columns that are headed alike but for 'start' and 'end', and that are readable together.

    Where another column is headed as the period, that one is it.
    """
    said = {column: set(header_words(column).split()) for column in free}
    starts = [column for column in free if said[column] & _START]
    for first in starts:
        for last in free:
            alike = said[last] & _END and said[first] - _START == said[last] - _END
            if not alike or last in starts or own not in (first, last, None):
                continue
            pairs = sample[[first, last]].dropna().drop_duplicates().head(_COMPARED)
            texts = period_texts(pairs, {"period": last, "period_start": first})
            if texts is not None and _share_read(texts) > _SHARE:
                return first, last
    return None


def _share_read(texts: pd.Series) -> float:
    """Return which share of the different texts can be read as periods."""
    given = texts.dropna().unique()
    return sum(bool(period) for period in read_periods(given).values()) / max(len(given), 1)


def _told_by_cells(free: list[str], sample: pd.DataFrame, repeated: bool) -> str | None:
    """Return the one column whose cells are all periods, more than one of them, None if there is none or several.

    Numbers may be counts as well as years: they are periods only where the header has words of time alone. Where
    rows are not repeated, a column of dates may say something else of each area, such as when it reported.
    """
    by_header, by_cells = [], []
    for column in free:
        given = sample[column].dropna().unique()
        if not 1 < len(given) <= MOST_PERIODS or _share_read(sample[column].head(_COMPARED)) < 1:
            continue
        if set(header_words(column).split()) <= _TIME:
            by_header.append(column)
        elif repeated and not any(text.replace(".", "").isdigit() for text in given):
            by_cells.append(column)
    found = by_header or by_cells
    return found[0] if len(found) == 1 else None


def _with_year(columns: dict[str, str], free: list[str], sample: pd.DataFrame) -> dict[str, str]:
    """Return the columns of roles with that of the year, if the period stands in two: a month or quarter and a year."""
    own = columns["period"]
    for other in free:
        if other == own or not set(header_words(other).split()) & {*_UNITS.split()}:
            continue
        for period, year in ((own, other), (other, own)):
            if _tells_more(sample[[period, year]].drop_duplicates().head(_COMPARED), period, year, own):
                return columns | {"period": period, "year": year}
    return columns


def _tells_more(sample: pd.DataFrame, period: str, year: str, own: str) -> bool:
    """Return whether two columns together tell the period of most rows, and more exactly than their `own` alone.

    A month's number that may be counted from January or April tells more with its year: what it may be.
    """
    together = period_texts(sample, {"period": period, "year": year})
    if together is None:
        return False
    told, alone = (read_periods(texts.dropna().unique()) for texts in (together, sample[own]))
    better = 0
    for both, single in zip(together, sample[own], strict=True):
        joint, one = told.get(both), alone.get(single)
        if joint and one:
            better += joint != one and one[0] <= joint[0] <= joint[1] <= one[1]
        elif joint or (isinstance(both, str) and not one and why_unclear(both)):
            better += period == own  # The other one would stand alone, and what its own says be lost.
    return better > _SHARE * len(sample)
