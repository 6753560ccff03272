"""From texts of a table, sorted by what they are, to figures of indicators: read, checked, or refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from geodata.reading.codes import other_codes, plain_code
from importers.areas import AreaMatch, area_keys, area_of
from importers.cells.number_texts import Numbers, parse_numbers
from importers.report import MAXIMUM_LISTED, EnglandRow, Refusal, Report, Suspicion, Total
from importers.tables.rows import Rows
from scoring.editions.figure_checks import (
    NUMBERS,
    FigureCheck,
    counts_left_aside,
    impossible_figures,
    with_counted,
)
from scoring.editions.model import COUNTED_PER, Edition
from scoring.editions.user_table import ENGLAND_CODE

COLUMNS = ["area_code", "indicator", *NUMBERS, "basis", "interval_basis", "source", "note", "england"]
WITH_PERIOD = [*COLUMNS, "period"]
FRACTION_BELOW = 10.0
"""A value below 1 is worth a look where the median is above this, in percent."""
PERCENTS = ("value", "lower_ci", "upper_ci")


@dataclass(frozen=True)
class KnownIndicator:
    """What is known of an indicator beforehand: its unit, and its value for England (NaN if not)."""

    unit: str
    england: float = nan

    @property
    def per(self) -> float:
        """What numerator / denominator is multiplied by, NaN where a value is no share of its counts."""
        return COUNTED_PER.get(self.unit, nan)


@dataclass(frozen=True)
class Figures:
    """What came of the texts.

    Attributes
    ----------
    table : DataFrame with `WITH_PERIOD`: one row an area and indicator, as in the `indicators.csv` of an edition,
        `england`, the value of the file's own row for England (NaN if it has none), and `period` in words ('' if
        the file does not say it)
    rows_read, rows_used : England's rows included
    refused, suspicious, totals, england_row, notes : for the report
    """

    table: pd.DataFrame
    rows_read: int
    rows_used: int
    refused: list[Refusal]
    suspicious: list[Suspicion]
    totals: list[Total]
    england_row: EnglandRow
    notes: list[str] = field(default_factory=list)


def read_figures(
    cells: pd.DataFrame,
    rows: Rows,
    known: dict[str, KnownIndicator],
    headers: dict[str, str | pd.Series],
    basis: str,
    *,
    fractions: bool | None = None,
) -> Figures:
    """Read the texts of figures whose areas and indicators are known.

    Parameters
    ----------
    cells : DataFrame, one row a figure, with a plain index
        area_code, indicator (missing where unknown), area (as the file calls it); the texts value, numerator,
        denominator, lower_ci, upper_ci, basis, interval_basis, source, note, period where the file has them.
    rows : Rows
        Of the same length; what was refused before stays refused.
    known : for each indicator, its unit and England's value
    headers : for each of the columns, what the file calls it
    basis : of figures that do not say: 'published' or 'estimated'
    fractions : whether percentages stand as fractions; None to tell by the figures. A percent sign counts more.
    """
    count = len(cells)
    figures = cells[["area_code", "area", "indicator"]].copy()
    notes: list[str] = []
    read: dict[str, Numbers] = {}
    for column in NUMBERS:
        read[column] = numbers = parse_numbers(
            cells[column].rename(_header(headers, column))
            if column in cells
            else pd.Series(None, cells.index)
        )
        figures[column] = numbers.values
        notes += numbers.notes
    _refuse_unreadable(read, cells, rows, headers)
    per = figures["indicator"].map({name: k.per for name, k in known.items()}).astype(float)
    percent = (figures["indicator"].map({name: k.unit for name, k in known.items()}) == "%").to_numpy(bool)
    notes += _scale_fractions(figures, read, percent, known, fractions)
    notes += _leave_out_lone_numbers(figures, rows, per)
    figures["value"] = figures["value"].fillna(per * figures["numerator"] / figures["denominator"])
    figures = with_counted(figures, per, percent)
    _refuse_impossible(figures, rows)
    rows.refuse(
        figures["value"].isna(), _why_no_value(cells), headers.get("value", "value"), cells.get("value")
    )
    _refuse_duplicates(figures, rows, headers)
    _describe(figures, cells, rows, basis, headers)
    notes += _suspect(figures, rows)
    england = rows.used & (figures["area_code"] == ENGLAND_CODE).to_numpy(bool)
    values = figures.loc[england].set_index("indicator")["value"]
    figures["england"] = figures["indicator"].map(values).astype(float)
    table = figures.loc[rows.used & ~england, WITH_PERIOD].reset_index(drop=True)
    totals = _totals(figures, england, rows)
    there = (figures["area_code"] == ENGLAND_CODE).any()
    row: EnglandRow = "used" if england.any() else "refused" if there else "none"
    return Figures(table, count, int(rows.used.sum()), rows.refused, rows.suspicious, totals, row, notes)


def report_of(
    figures: Figures,
    matched: AreaMatch,
    edition: Edition,
    *,
    file: str,
    kind: str,
    notes: Iterable[str],
    left_out: pd.Series,
) -> Report:
    """Return the report on what was read of a file; `left_out` is the area of each row that was not."""
    england_row = figures.england_row
    if england_row == "none":
        known = area_keys(edition)
        england = any(area_of(str(text), known) == ENGLAND_CODE for text in left_out.dropna().unique())
        england_row = "left out" if england else "none"
    return Report(
        file,
        kind,
        rows_read=figures.rows_read,
        rows_used=figures.rows_used,
        rows_refused=figures.rows_read - figures.rows_used,
        refused=tuple(sorted(figures.refused, key=lambda refusal: refusal.row or 0)),
        suspicious=tuple(figures.suspicious),
        totals=tuple(figures.totals),
        rows_left_out=len(left_out),
        england_row=england_row,
        missing_areas=_missing_areas(figures.table, edition),
        unknown_areas=matched.unknown,
        notes=tuple(notes),
    )


def _missing_areas(table: pd.DataFrame, edition: Edition) -> tuple[str, ...]:
    """Return the areas of an edition that have no figure, as 'E38000045 Dorset'."""
    there = set(table["area_code"])
    return tuple(f"{code} {name}" for code, name in edition.short_names.items() if code not in there)


def _header(headers: dict[str, str | pd.Series], column: str) -> str:
    given = headers.get(column, column)
    return given if isinstance(given, str) else column


def _refuse_unreadable(
    read: dict[str, Numbers], cells: pd.DataFrame, rows: Rows, headers: dict[str, str | pd.Series]
) -> None:
    for column, numbers in read.items():
        if len(numbers.faults):
            reasons = numbers.faults.reindex(cells.index)
            rows.refuse(reasons.notna(), reasons, headers.get(column, column), cells[column])


def _scale_fractions(
    figures: pd.DataFrame,
    read: dict[str, Numbers],
    percent: np.ndarray,
    known: dict[str, KnownIndicator],
    fractions: bool | None,
) -> list[str]:
    """Turn percentages that are written as fractions (0.827) into percentages, and say so."""
    notes = []
    plain = percent & ~np.logical_or.reduce([read[column].percent.to_numpy(bool) for column in PERCENTS])
    for indicator, group in figures[plain].groupby("indicator", sort=False):
        if _are_fractions(group, known[indicator]) if fractions is None else fractions:
            # 100 * 0.827 is a little less than 82.7; no figure has more digits than are kept.
            figures.loc[group.index, list(PERCENTS)] = (100 * group[list(PERCENTS)]).round(10)
            notes.append(f"{indicator}: values between 0 and 1 were read as fractions, 0.5 as 50%.")
    return notes


def _are_fractions(group: pd.DataFrame, known: KnownIndicator) -> bool:
    values = group["value"].dropna()
    # Most of them decide: what is no fraction among them becomes far too large a percentage and is refused.
    if values.empty or not 0 < values.abs().median() <= 1:
        return False
    counted = (group["numerator"] / group["denominator"]).reindex(values.index)
    if counted.notna().any():
        return bool((values - counted).abs().median() < (values - 100 * counted).abs().median())
    if not np.isnan(known.england):
        return bool(abs(100 * values.median() - known.england) < abs(values.median() - known.england))
    return True


def _leave_out_lone_numbers(figures: pd.DataFrame, rows: Rows, per: pd.Series) -> list[str]:
    """Leave out counts without their other half and counts of what is no share, and say where a limit is alone."""
    notes = []
    lone = figures["numerator"].isna() ^ figures["denominator"].isna()
    no_share = per.isna() & figures["numerator"].notna() & ~lone & figures["indicator"].notna()
    for wrong, columns, words in (
        (
            lone,
            ["numerator", "denominator"],
            "Rows with a numerator or a denominator alone, which is left out",
        ),
        (
            no_share,
            ["numerator", "denominator"],
            "Rows whose value is no share of their counts, which are left out",
        ),
    ):
        if count := int((wrong & rows.used).sum()):
            notes.append(f"{words}: {count:,}.")
        figures.loc[wrong, columns] = nan
    limits = figures["lower_ci"].isna() ^ figures["upper_ci"].isna()
    if count := int((limits & rows.used).sum()):
        notes.append(f"Rows with one confidence limit alone, which is used for both sides: {count:,}.")
    return notes


def _why_no_value(cells: pd.DataFrame) -> pd.Series:
    reasons = pd.Series("has no figure", cells.index, dtype="str")
    if "note" in cells:
        # Publishers say in a note why there is no value, such as 'suppressed for disclosure control'.
        note = cells["note"].fillna("").str.strip().str[:150]
        reasons = reasons.where(note == "", "has no figure; the file's note says: " + note)
    return reasons


def _refuse_impossible(figures: pd.DataFrame, rows: Rows) -> None:
    """Stop using figures that cannot be, by the checks of an edition and of `scoring.read_indicators`."""
    for check in impossible_figures(figures):
        rows.suspect(check.wrong, partial(_why_impossible, check), figures)


def _why_impossible(check: FigureCheck, row: Mapping[Any, Any]) -> str:
    return f"The {check.column.replace('_ci', ' limit')} {row[check.column]:.10g} {check.reason(row)}"


def _suspect(figures: pd.DataFrame, rows: Rows) -> list[str]:
    """Point out figures that may be right all the same; return notes on those of a whole indicator.

    Last of all, so that what is refused for another reason is not said to be used.
    """
    value, percent = figures["value"], figures["percent"]
    usual = value[percent & rows.used].groupby(figures["indicator"]).median()
    tiny = (
        percent
        & value.between(0, 1, inclusive="neither")
        & (figures["indicator"].map(usual) > FRACTION_BELOW)
    )
    rows.suspect(tiny, "The value {value:.10g} may be a fraction among percentages", figures, used=True)
    return _counts_of_others(figures, rows)


def _counts_of_others(figures: pd.DataFrame, rows: Rows) -> list[str]:
    """Say where counts do not give the value, as of standardised and weighted figures: each row, or the indicator."""
    value, counted = figures["value"], figures["counted"]
    apart = rows.used & counts_left_aside(figures)
    if not apart.any():
        return []
    with_both = figures[rows.used & value.notna() & counted.notna()]
    share = (
        pd.Series(apart, figures.index)[with_both.index].groupby(with_both["indicator"]).agg(["sum", "size"])
    )
    whole = share.index[share["sum"] > share["size"] / 2]
    odd = apart & ~figures["indicator"].isin(whole)
    reason = "Its counts give {counted:.4g}, not {value:.10g}; perhaps it is standardised or weighted"
    rows.suspect(odd, reason, figures, used=True)
    notes = []
    for name in whole:
        first = figures[apart & (figures["indicator"] == name)].iloc[0]
        number = int(rows.numbers.iloc[first.name])
        notes.append(
            f"{name}: in {share['sum'][name]:,} of {share['size'][name]:,} rows the counts do not give the value, "
            f"as with a standardised or weighted figure (row {number}: {first['value']:.10g}, its counts give "
            f"{first['counted']:.4g}). The value and its limits are used as they are given."
        )
    return notes


def _refuse_duplicates(figures: pd.DataFrame, rows: Rows, headers: dict[str, str | pd.Series]) -> None:
    keys = ["area_code", "indicator"]
    # Of a row under the code of today and one under a code that it replaced, the former is the area's.
    replaced = figures["area"].map(plain_code, na_action="ignore").map(other_codes()) == figures["area_code"]
    ranked = pd.concat([figures[rows.used & ~replaced], figures[rows.used & replaced]])
    first = ranked.drop_duplicates(keys)
    twice = rows.used & ~figures.index.isin(first.index)
    if twice.any():
        number = rows.numbers.loc[first.index]
        number.index = pd.MultiIndex.from_frame(first[keys])
        # Reasons are made for as many as are listed: a long table may repeat nearly all of its rows.
        listed = figures.index[np.flatnonzero(twice)[:MAXIMUM_LISTED]]
        again = figures.loc[listed, keys]
        before = number.reindex(pd.MultiIndex.from_frame(again)).astype(int).astype("str").to_numpy()
        reasons = pd.Series("", figures.index, dtype="str")
        reasons[listed] = "already has a row for " + again["indicator"] + ", row " + before
        rows.refuse(twice, reasons, headers.get("area"), figures["area"])


def _describe(
    figures: pd.DataFrame, cells: pd.DataFrame, rows: Rows, basis: str, headers: dict[str, str | pd.Series]
) -> None:
    """Fill in basis, interval_basis, source and note."""
    for column, allowed in (
        ("basis", ["published", "estimated"]),
        ("interval_basis", ["published", "derived", "estimated"]),
    ):
        given = cells[column].fillna("").str.lower() if column in cells else pd.Series("", cells.index)
        wrong = ~given.isin(["", *allowed])
        rows.refuse(wrong, f"is not {' or '.join(allowed)}", headers.get(column, column), cells.get(column))
        figures[column] = given
    figures["basis"] = figures["basis"].replace("", basis)
    no_limit = figures["lower_ci"].isna() & figures["upper_ci"].isna()
    published = np.where(no_limit & figures["numerator"].notna(), "derived", "published")
    own = np.where(figures["basis"] == "published", published, "estimated")
    figures["interval_basis"] = figures["interval_basis"].where(figures["interval_basis"] != "", own)
    for column in ("source", "note", "period"):
        figures[column] = cells[column].fillna("") if column in cells else ""


def _totals(figures: pd.DataFrame, england: np.ndarray, rows: Rows) -> list[Total]:
    """Return the areas' sums beside England's counts, for each indicator with both."""
    totals = []
    # Areas of the same kind that the edition does not know are patients of England all the same.
    kinds = figures.loc[rows.used, "area_code"].str[:3].unique()
    unknown = figures["area_code"].isna() & figures["area"].fillna("").map(plain_code).str[:3].isin(
        list(kinds)
    )
    areas = figures[(figures["area_code"] != ENGLAND_CODE) & (rows.used | unknown)]
    for _, row in figures[england].iterrows():
        own = areas[areas["indicator"] == row["indicator"]]
        for column in ("numerator", "denominator"):
            if not np.isnan(row[column]) and own[column].notna().any():
                total = Total(
                    row["indicator"], column, float(own[column].sum()), float(row[column]), rows.sheet
                )
                totals.append(total)
    return totals
