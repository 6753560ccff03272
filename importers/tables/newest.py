"""Of a table with several periods, the rows of the newest period of each indicator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from importers.cells.months import Period, months_and_end
from importers.cells.number_texts import stands_for_number
from importers.cells.periods import newest_period, period_words, read_periods, why_unclear
from importers.files.refusal import FileRefused
from importers.tables.frames import LONGEST_NAME, header_words
from scoring.errors import listed

MOST_PERIODS = 10_000
"""Thirty years of days. A column with more different texts is none of periods."""
_MOST_NAMED = 200
_BARE_NUMBER = re.compile(r"\s*(\d{1,2}|(?:19|20)\d\d)(?:\.0+)?\s*")
_UNKNOWN = "Indicators that are unknown here"


@dataclass(frozen=True)
class OfPeriod:
    """Which rows of figures are read, and of when they are.

    Attributes
    ----------
    kept : whether a row is read, by row
    texts : what each row says of its period, missing where it says nothing
    words : the period of each row in words, '' where there is none
    faults : why a row that is read cannot be used, a clause; missing where it can
    notes : sentences on the period of each indicator and on all that is left out
    """

    kept: pd.Series
    texts: pd.Series
    words: pd.Series
    faults: pd.Series
    notes: list[str]


def period_texts(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.Series | None:
    """Return what each row says of its period, None if there is no column of periods.

    Where the year stands in a column of its own, it is put behind a month or quarter that does not say it; where the
    first day does, it is put before the last. What only the header says ('Year ending') is put before the cell.

    Parameters
    ----------
    frame : DataFrame of str
    columns : column by role, of which 'period', 'period_start' and 'year' count here

    Raises
    ------
    FileRefused
        If a column has so many different texts that it cannot be one of periods.
    """
    if "period" not in columns:
        return None
    if "period_start" in columns:
        first, last = (_few(frame, columns[role]) for role in ("period_start", "period"))
        # Without its last day a period cannot be read, and is refused with what there is.
        return (first + " to " + last.fillna("?")).fillna(last)
    own = _as_headed(_few(frame, columns["period"]), columns["period"])
    if "year" not in columns:
        return own
    known = read_periods(own.dropna().unique())
    alone = own.map({text: bool(period) for text, period in known.items()}).eq(True)
    year = _as_headed(_few(frame, columns["year"]), columns["year"])
    joined = (own + " " + year).fillna(own).fillna(year)
    return own.where(alone, joined)


def _few(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of periods, of which there cannot be very many."""
    if (count := frame[column].nunique()) > MOST_PERIODS:
        raise FileRefused(
            f"The column {column} has {count:,} different texts, more than there are periods. "
            "Choose another column for the period, or none."
        )
    return frame[column]


def _as_headed(texts: pd.Series, header: str) -> pd.Series:
    """Return the cells of a column with what its header alone says of them: 'Q4', 'FY 2016', 'Year ending Mar-16'."""
    said = header_words(header)
    words = set(said.split())
    financial = "fy" in words or bool(
        words & {"financial", "fiscal", "fin"} and words & {"year", "yr", "month"}
    )

    def headed(text: str) -> str:
        number = _BARE_NUMBER.fullmatch(text)
        if number and len(number[1]) <= 2 and words & {"quarter", "qtr"}:
            return f"Q{number[1]}"
        if number and len(number[1]) <= 2 and financial and words & {"month", "mth"}:
            return f"M{number[1]}"
        if number and len(number[1]) == 4 and financial:
            return f"FY {number[1]}"
        ends = months_and_end(f"{said} {text}")[0] > 1 and not months_and_end(text)[0]
        return f"{header} {text}" if ends else text

    return texts.map({text: headed(text) for text in texts.dropna().unique()}).astype("str")


def all_rows(cells: pd.DataFrame) -> OfPeriod:
    """Return that all rows are read, of a table that says nothing of periods."""
    nothing = pd.Series("", cells.index, dtype="str")
    return OfPeriod(pd.Series(True, cells.index), nothing, nothing, nothing.where(nothing != ""), [])


def rows_of_period(
    cells: pd.DataFrame,
    labels: Mapping[str, str],
    wanted: str | None = None,
    of_area: pd.Series | None = None,
) -> OfPeriod:
    """Choose the rows of the newest period of each indicator, or of the period that somebody wants.

    The newest is the one that ends last, of those that end on one day the shortest; rows without any figure of an
    area do not count. If no period of an indicator can be read and there are several, none of its rows is used.

    Parameters
    ----------
    cells : DataFrame of str with indicator, period and what it has of `NUMBERS`
    labels : what the indicators are called
    wanted : a period as it stands in the table
    of_area : whether a row is of an area, by row, and not of England or of what is unknown; all are if not given

    Raises
    ------
    FileRefused
        If there are no rows of the period that is wanted.
    """
    text = cells["period"].fillna("").str.strip()
    periods = read_periods(text[text != ""].unique())
    indicator = cells["indicator"].fillna("")
    if wanted is not None:
        return _wanted(text, indicator, periods, wanted, labels)
    filled = has_figure(cells)
    if of_area is not None and (filled & of_area).any():
        filled &= of_area
    pairs = pd.DataFrame({"indicator": indicator, "text": text, "filled": filled})
    counts = pairs.groupby(["indicator", "text"], sort=False)["filled"].agg(["size", "sum"])
    verdicts: dict[tuple[str, str], str] = {}
    said: dict[str, list[str]] = {}
    for name, rows in counts.groupby(level="indicator", sort=False):
        own, sentence = _verdicts(rows.droplevel("indicator"), periods)
        verdicts |= {(str(name), each): verdict for each, verdict in own.items()}
        if sentence:
            said.setdefault(sentence, []).append(labels.get(str(name), _UNKNOWN))
    verdict = pd.Series(
        list(map(verdicts.__getitem__, zip(indicator, text, strict=True))), cells.index, dtype="str"
    )
    kept = verdict != _OTHER
    return OfPeriod(
        kept,
        text.where(text != ""),
        text.map({each: period_words(period) if period else each for each, period in periods.items()}).fillna(
            ""
        ),
        verdict.where(kept & (verdict != _USED)),
        [_for_whom(sentence, names, len(labels) > 1 and len(said) > 1) for sentence, names in said.items()],
    )


def has_figure(cells: pd.DataFrame) -> pd.Series:
    """Return whether a row has a value, or both counts of which one is made."""
    there = {
        column: stands_for_number(cells[column])
        if column in cells
        else pd.Series(False, cells.index, dtype=bool)
        for column in ("value", "numerator", "denominator")
    }
    return there["value"] | (there["numerator"] & there["denominator"])


_USED, _OTHER = "used", "other"


def _for_whom(sentence: str, names: list[str], several: bool) -> str:
    return f"{listed(dict.fromkeys(names), 20)}: {sentence[0].lower()}{sentence[1:]}" if several else sentence


def _verdicts(rows: pd.DataFrame, periods: Mapping[str, Period | None]) -> tuple[dict[str, str], str]:
    """Return for each text of one indicator whether its rows are used, other ones, or why they are refused.

    `rows` has the number of rows (size) and of those with a figure (sum), by text.
    """
    given = {str(text): int(size) for text, size in rows["size"].items()}
    filled = [str(text) for text, count in rows["sum"].items() if count and text] or [
        text for text in given if text
    ]
    if not filled:
        return dict.fromkeys(given, _USED), ""
    known = {text: period for text in filled if (period := periods.get(text))}
    if not known and len(filled) > 1:
        return {text: _why_not(text, _AMONG_SEVERAL) for text in given}, ""
    last = newest_period(known.values())
    verdicts = {}
    for text in given:
        period = periods.get(text)
        if period == last if last else text == filled[0]:
            verdicts[text] = _USED
        elif period:
            verdicts[text] = _OTHER
        else:
            verdicts[text] = _why_not(text, "is not a period that can be read")
    used = next(text for text in filled if verdicts[text] == _USED)
    return verdicts, _sentence(used, last, {t: n for t, n in given.items() if verdicts[t] == _OTHER}, periods)


_UNSTATED = "is empty, and other rows have a period"
_AMONG_SEVERAL = (
    "is not a period that can be read, so it is not clear which is the newest; write it as March 2016, or choose "
    "one on the page Your own data"
)


def _why_not(text: str, otherwise: str) -> str:
    """Return why a period is not read: it is empty, may be several, or is none."""
    return _UNSTATED if text == "" else why_unclear(text) or otherwise


def _sentence(
    used: str, last: Period | None, others: Mapping[str, int], periods: Mapping[str, Period | None]
) -> str:
    """Say which period is read, and name every other one."""
    sentences = [f"The period is {_said(used, last)}."]
    known = {text: period for text in others if (period := periods.get(text))}
    if last:
        for words, those in (
            ("Older, left out", [t for t, period in known.items() if period[1] < last[1]]),
            ("Longer with the same last day, left out", [t for t, p in known.items() if p[1] == last[1]]),
            (
                "Newer, but without any figure of an area",
                [t for t, period in known.items() if period[1] > last[1]],
            ),
        ):
            order = sorted(those, key=lambda text: (known[text][1], known[text][0]), reverse=True)
            if order:
                named = listed(
                    (f"{text[:LONGEST_NAME]} ({_rows(others[text])})" for text in order), _MOST_NAMED
                )
                sentences.append(f"{words}: {named}.")
    return " ".join(sentences)


def _said(text: str, period: Period | None) -> str:
    words = period_words(period) if period else text
    return text[:LONGEST_NAME] if words.lower() == text.lower() else f"{text[:LONGEST_NAME]} ({words})"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _wanted(
    text: pd.Series,
    indicator: pd.Series,
    periods: Mapping[str, Period | None],
    wanted: str,
    labels: Mapping[str, str],
) -> OfPeriod:
    """Choose the rows of one period, however it is written in them."""
    own = periods.get(wanted)
    alike = [each for each, period in periods.items() if each == wanted or (own and period == own)]
    kept = text.isin(alike)
    if not kept.any():
        raise FileRefused(f"There are no rows of {wanted[:LONGEST_NAME]}. There are: {listed(periods, 12)}.")
    notes = [f"The period is {_said(wanted, own)}, as you chose."]
    if others := text[~kept].replace("", "none").value_counts(sort=False).to_dict():
        named = listed(
            (f"{str(each)[:LONGEST_NAME]} ({_rows(n)})" for each, n in others.items()), _MOST_NAMED
        )
        notes = [f"{notes[0]} Other periods, left out: {named}."]
    if lost := [
        labels[name]
        for name in indicator[~kept].unique()
        if name in labels and name not in set(indicator[kept])
    ]:
        notes.append(f"Without figures for that period: {listed(lost, 20)}.")
    words = period_words(own) if own else wanted
    nothing = pd.Series(None, text.index, dtype="str")
    return OfPeriod(kept, text, nothing.fillna(words), nothing, notes)
