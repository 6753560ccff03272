"""What a Fingertips file offers, and which part of it is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from importers.areas import are_england, match_areas
from importers.cells.periods import latest_period, read_periods
from importers.files.refusal import FileRefused
from importers.tables.mapping import indicator_keys, text_key
from importers.tables.newest import MOST_PERIODS, has_figure
from scoring.editions.model import Edition
from scoring.editions.user_table import ENGLAND_CODE
from scoring.errors import listed

OFFERED = ["indicator_id", "indicator_name", "area_type", "period", "sex", "age", "category_type", "category"]
"""What has to be the same for two rows to be of one series."""
MOST_INDICATORS = 100
"""So many indicators are read of a file unless others are chosen."""


@dataclass(frozen=True)
class ColumnWords:
    """What the header of a column says: all of `words`, none of `without`; `title` is Fingertips' own."""

    title: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    needed: bool = False


COLUMNS = {
    "indicator_id": ColumnWords("Indicator ID", ("indicator", "id"), needed=True),
    "indicator_name": ColumnWords("Indicator Name", ("indicator", "name"), needed=True),
    "area_code": ColumnWords("Area Code", ("area", "code"), needed=True),
    "area_name": ColumnWords("Area Name", ("area", "name")),
    "area_type": ColumnWords("Area Type", ("area", "type")),
    "sex": ColumnWords("Sex", ("sex",)),
    "age": ColumnWords("Age", ("age",)),
    "category_type": ColumnWords("Category Type", ("category", "type")),
    "category": ColumnWords("Category", ("category",), ("type",)),
    "period": ColumnWords("Time period", ("time", "period"), ("sortable", "range"), needed=True),
    "sortable": ColumnWords("Time period Sortable", ("time", "period", "sortable")),
    "value": ColumnWords("Value", ("value",), ("note", "compared"), needed=True),
    "lower_ci": ColumnWords("Lower CI 95.0 limit", ("lower", "ci"), ("99",)),
    "upper_ci": ColumnWords("Upper CI 95.0 limit", ("upper", "ci"), ("99",)),
    "numerator": ColumnWords("Count", ("count",)),
    "denominator": ColumnWords("Denominator", ("denominator",)),
    "note": ColumnWords("Value note", ("value", "note")),
    "compared": ColumnWords("Compared to England value or percentiles", ("compared", "england")),
}


@dataclass(frozen=True)
class IndicatorSeries:
    """One series of figures of an indicator, and the name it gets in the table."""

    indicator_id: str
    indicator_name: str
    period: str
    sex: str = ""
    age: str = ""
    category_type: str = ""
    category: str = ""
    name: str = ""

    def in_words(self) -> str:
        """Return period, sex, age and category."""
        category = f"{self.category_type}: {self.category}" if self.category else "no category"
        return ", ".join(part for part in (self.period, self.sex, self.age, category) if part)


@dataclass(frozen=True)
class Selection:
    """What is read of a file: one area type (blank if the file has none), one series an indicator."""

    area_type: str
    series: tuple[IndicatorSeries, ...]


@dataclass(frozen=True)
class FingertipsFile:
    """All rows of a Fingertips file.

    Attributes
    ----------
    name : name of the file
    frame : DataFrame of str with the columns `COLUMNS`, the index the row as a spreadsheet numbers it; a period of
        an indicator in one spelling
    columns : header by column
    """

    name: str
    frame: pd.DataFrame
    columns: dict[str, str]

    def choices(self) -> pd.DataFrame:
        """Return what there is to choose from: one row a series and area type (`OFFERED`) with its `rows`."""
        return self.frame[OFFERED].fillna("").value_counts(sort=False).rename("rows").reset_index()


def fingertips_columns(headers: Iterable[str]) -> dict[str, str]:
    """Return the header of each column of `COLUMNS` that is there, by the words it says."""
    found: dict[str, str] = {}
    for header in map(str, headers):
        said = set(re.findall(r"[a-z]+|\d+", header.lower()))
        for role, words in COLUMNS.items():
            if role not in found and said.issuperset(words.words) and not said.intersection(words.without):
                found[role] = header
    return found


def is_fingertips(headers: Iterable[str]) -> bool:
    """Return whether these are the headers of a Fingertips file: all the needed ones are there."""
    found = fingertips_columns(headers)
    return all(role in found for role, words in COLUMNS.items() if words.needed)


def with_one_spelling(frame: pd.DataFrame) -> pd.Series:
    """Return the periods of a file, each in the spelling of the first row of its indicator."""
    pairs = frame[["indicator_id", "period"]].drop_duplicates().dropna()
    spelled: dict[tuple[str, str], str] = {}
    for indicator_id, texts in pairs.groupby("indicator_id", sort=False)["period"]:
        if len(texts) <= MOST_PERIODS:
            first: dict[object, str] = {}
            for text, period in read_periods(texts).items():
                spelled[str(indicator_id), text] = first.setdefault(period or text, text)
    keys = pd.MultiIndex.from_frame(frame[["indicator_id", "period"]])
    alike = (
        pd.Series(spelled, dtype="str").reindex(keys).set_axis(frame.index) if spelled else frame["period"]
    )
    return alike.fillna(frame["period"]).astype("str")


def default_selection(file: FingertipsFile, edition: Edition) -> Selection:
    """Return the area type with most areas of the edition and, of each indicator in it, one series.

    That is the one without a category, of persons, of all ages (where there is none, the one with most areas),
    in the newest period with a figure; if nobody can tell which that is, its period is blank. Of a file with very
    many indicators, the first `MOST_INDICATORS`.
    """
    known = match_areas(file.frame["area_code"], edition).codes
    areas = file.frame[known.notna() & (known != ENGLAND_CODE)].fillna({"area_type": ""})
    if areas.empty:
        areas = file.frame.fillna({"area_type": ""})
    area_type = str(areas["area_type"].value_counts().index[0])
    names = indicator_keys(edition)
    own = areas[areas["area_type"] == area_type]
    wanted = own["indicator_id"].dropna().unique()[:MOST_INDICATORS]
    series: list[IndicatorSeries] = []
    for indicator_id, rows in own[own["indicator_id"].isin(wanted)].groupby("indicator_id", sort=False):
        chosen = _default_series(rows.fillna(""))
        name = names.get(text_key(chosen.indicator_name), f"fingertips_{indicator_id}")
        taken = {other.name for other in series}
        series.append(_named(chosen, f"fingertips_{indicator_id}" if name in taken else name))
    return Selection(area_type, tuple(series))


def rows_of(file: FingertipsFile, selection: Selection, series: IndicatorSeries) -> pd.DataFrame:
    """Return the rows of a series: those of the area type, and those of England.

    Raises
    ------
    FileRefused
        If there are none.
    """
    frame = file.frame[file.frame["indicator_id"] == series.indicator_id]
    wanted = pd.Series(True, frame.index)
    for column in ("period", "sex", "age", "category_type", "category"):
        wanted &= frame[column].fillna("") == getattr(series, column)
    of_type = frame["area_type"].fillna("") == selection.area_type
    wanted &= of_type | are_england(frame["area_code"])
    if not wanted.any() and not series.period:
        periods = frame.loc[of_type, "period"].dropna().unique()
        raise FileRefused(
            f"{file.name}: it is not clear which period of {series.indicator_name} is the newest, "
            f"{listed(periods, 12)}. Choose one on the page Your own data, or leave the others out of the file."
        )
    if not wanted.any():
        raise FileRefused(f"{file.name} has no figures of {series.indicator_name} for {series.in_words()}.")
    return frame[wanted]


def _default_series(rows: pd.DataFrame) -> IndicatorSeries:
    """Return the series to begin with, of the rows of one indicator and area type without missing texts."""
    plain = rows[rows["category"] == ""]
    rows = rows if plain.empty else plain
    for column, usual in (("category_type", ""), ("category", ""), ("sex", "persons"), ("age", "all ages")):
        counts = rows[column].value_counts()
        chosen = next((text for text in counts.index if text.lower() == usual), counts.index[0])
        rows = rows[rows[column] == chosen]
    filled = rows[has_figure(rows)]
    rows = rows if filled.empty else filled
    latest = rows[rows["period"] == (_newest_period(rows) or "")]
    chosen = (latest if len(latest) else rows.assign(period="")).iloc[0]
    return IndicatorSeries(*(str(chosen[c]) for c in ("indicator_id", "indicator_name", *OFFERED[3:])))


def _newest_period(rows: pd.DataFrame) -> str | None:
    """Return the newest period as the file writes it, None if nobody can tell."""
    if rows["sortable"].str.fullmatch(r"\d{1,12}").all():
        return str(rows["period"].iloc[rows["sortable"].astype(int).argmax()])
    periods = rows["period"].unique()
    return latest_period(periods) if len(periods) <= MOST_PERIODS else None


def _named(series: IndicatorSeries, name: str) -> IndicatorSeries:
    return IndicatorSeries(**{**vars(series), "name": name})
