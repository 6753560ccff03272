"""From the measures of cancer waiting times to the indicators of an edition, months added up."""

from collections.abc import Mapping, Sequence

import pandas as pd

from importers.into_edition import Part
from importers.report import Imported
from importers.tables.figures import COLUMNS
from importers.waits.areas import ENGLAND
from importers.waits.measures import MEASURES
from scoring.editions.model import Edition
from scoring.errors import DataError, listed
from scoring.rating.intervals import wilson_interval

MEASURE_OF = {
    "waits_2_week": "two_week_wait",
    "waits_28_day": "28_day_faster_diagnosis",
    "waits_31_day": "31_day_first_treatment",
    "waits_62_day": "62_day_urgent_referral",
}
"""The measure that each indicator of waiting times is, in any edition."""

USUAL_MONTHS = 3
"""So many months are added up unless somebody chooses others: a quarter, as in the editions."""
_BROKEN_DOWN_BY = ("cancer_type", "treatment", "care_setting")


def months_of(tables: Sequence[pd.DataFrame]) -> list[str]:
    """Return the periods in tables of waiting times, in the order of time, as 'January 2016'."""
    starts = pd.concat([table[["period_start", "period_end"]] for table in tables]).drop_duplicates()
    return [
        _period(row.period_start, row.period_end)
        for row in starts.sort_values(["period_start", "period_end"]).itertuples()
    ]


def waits_part(imported: Mapping[str, Imported], months: Sequence[str], edition: Edition) -> Part:
    """Return the figures of an edition's indicators in files of waiting times, the chosen months added up.

    Parameters
    ----------
    imported : by name of the file, results of `read_cancer_waits`
    months : of `months_of`
    edition : Edition

    Returns
    -------
    Part
        Of the areas that have every chosen month; the others are in its notes.

    Raises
    ------
    DataError
        If there is nothing for the edition: no such measure or no such area; or a month is there twice and differs.
    """
    files = listed(imported, 20)
    tables = [result.table for result in imported.values() if result.table is not None]
    table = pd.concat(tables, ignore_index=True)
    period = [_period(*pair) for pair in zip(table["period_start"], table["period_end"], strict=True)]
    table = table.assign(period=period)
    table = table[table["period"].isin(list(months))]
    for column in _BROKEN_DOWN_BY:
        table = table[table[column] == "all"]
    wanted = {name: MEASURE_OF[name] for name in edition.meta.indicators if name in MEASURE_OF}
    if not (set(wanted.values()) & set(table["measure"])):
        theirs = listed((MEASURES[m] for m in table["measure"].unique()), 4) or "none of the chosen months"
        ours = listed(meta.short_label for meta in edition.meta.indicators.values())
        raise DataError(f"{files}: it has {theirs}. {edition.meta.title} has {ours}.")
    areas = set(edition.areas["area_code"])
    if not table["area_code"].isin(areas).any():
        kinds = listed(sorted({f"{kind}s" for kind in table["area_type"]} - {f"{ENGLAND}s", "unknowns"}))
        raise DataError(
            f"{files} has figures of {kinds}; {edition.meta.title} is of {edition.meta.geography}. They cannot be "
            "combined. Choose an edition of the same areas, if there is one."
        )
    parts, about, notes = [], {}, []
    for name, measure in wanted.items():
        rows = _one_row_each(table[table["measure"] == measure], files)
        if rows.empty:
            continue
        figures, missing = _added_up(rows[rows["area_code"].isin(areas)], len(months), areas)
        if figures.empty:
            continue
        label = edition.meta.indicators[name].short_label
        if missing:
            names = listed(edition.short_names[code] for code in missing)
            notes.append(f"{label}: without a figure in every chosen month ({len(missing)}): {names}.")
        england, _ = _added_up(rows[rows["area_type"] == ENGLAND], len(months), set())
        value = float(england["value"].iloc[0]) if len(england) else None
        source = f"NHS England, Cancer Waiting Times, {listed(months, 12)}{_status(rows)}; loaded by you from {files}"
        parts.append(_as_figures(figures, name, source, value))
        about[name] = _about(months, files, value)
    return Part(pd.concat(parts, ignore_index=True)[COLUMNS], about, tuple(imported), tuple(notes))


def _period(start: pd.Timestamp, end: pd.Timestamp) -> str:
    first, last = f"{start:%B %Y}", f"{end:%B %Y}"
    return first if first == last else f"{first} to {last}"


def _one_row_each(rows: pd.DataFrame, files: str) -> pd.DataFrame:
    """Return one row an area and month: of all routes, where there are routes."""
    key = ["area_type", "area_code", "ods_code", "area_name", "period"]
    if rows.duplicated(key).any():
        every = rows["route"].isna() | rows["route"].fillna("").str.lower().str.startswith("all")
        rows = rows[every] if every.any() else rows
    rows = rows.drop_duplicates([*key, "numerator", "denominator"])
    if (again := rows.duplicated(["area_code", "period"]) & rows["area_code"].notna()).any():
        row = rows[again].iloc[0]
        raise DataError(
            f"{files}: {row['area_name']} has two different figures for {row['period']}. Remove one of the files."
        )
    return rows


def _added_up(rows: pd.DataFrame, months: int, areas: set[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the sums of the areas that have so many months, and the codes of the others."""
    sums = rows.groupby("area_code").agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), months=("period", "nunique")
    )
    whole = sums[(sums["months"] == months) & (sums["denominator"] > 0)].drop(columns="months")
    whole = whole.assign(value=100 * whole["numerator"] / whole["denominator"])
    return whole.reset_index(), sorted(areas - set(whole.index))


def _as_figures(sums: pd.DataFrame, name: str, source: str, england: float | None) -> pd.DataFrame:
    lower, upper = wilson_interval(sums["numerator"], sums["denominator"])
    return sums.assign(
        indicator=name,
        lower_ci=lower,
        upper_ci=upper,
        basis="published",
        interval_basis="derived",
        source=source,
        note="",
        england=float("nan") if england is None else england,
    )


def _status(rows: pd.DataFrame) -> str:
    said = sorted(rows["status"].dropna().unique())
    return f" ({' and '.join(said)})" if said else ""


def _about(months: Sequence[str], files: str, england: float | None) -> dict[str, object]:
    own: dict[str, object] = {
        "period": months[0] if len(months) == 1 else listed(months, 12),
        "period_basis": "stated in the file",
        "published": None,
        "last_update": f"Loaded by you from {files}",
        "sources": [f"NHS England, Cancer Waiting Times: {files}"],
        "estimation": None,
        "england_numerator": None,
        "england_denominator": None,
    }
    if england is not None:
        own |= {"england_value": england, "england_note": f"The England row of {files}"}
    return own
