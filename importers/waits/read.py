"""NHS England's cancer waiting times by commissioner: every layout of workbook since 2016, and the CSV extracts.

A workbook has a sheet a measure or several parts under one another; header and columns are found by words.
"""

from dataclasses import dataclass, field, replace

import pandas as pd

from importers.cells.months import period_of
from importers.checks import areas_beside, months_far_below, with_ons_codes
from importers.files.refusal import FileRefused
from importers.files.safe_files import SafeFile, Source, name_of, open_file
from importers.files.sheets import SheetRow
from importers.report import MAXIMUM_LISTED, Imported, Refusal, Report, hopeless
from importers.waits.areas import ENGLAND
from importers.waits.checks import doubts, drop_repeated, drop_subtotals, england_totals, with_values
from importers.waits.geography import geography_notes
from importers.waits.header import header_of
from importers.waits.measures import MEASURES
from importers.waits.rows import Figure, SheetReader
from importers.waits.titles import status_of
from scoring.editions.model import Edition

KIND = "NHS England cancer waiting times by commissioner"
SERIES = [
    "area_type",
    "area_code",
    "ods_code",
    "area_name",
    "measure",
    "route",
    "cancer_type",
    "treatment",
    "care_setting",
]
"""The columns that say what a figure is of; with the period they tell every figure from every other."""
_AT_ONCE = 50_000
COLUMNS = [
    *SERIES,
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "standard",
    "status",
    "basis",
    "sheet",
    "row",
]
"""The columns of the tidy table.

area_code (ONS) and ods_code, either missing where the file does not give it; area_name; area_type ('CCG',
'sub-ICB', 'ICB', 'commissioning hub', 'unknown', 'region', 'England'); measure (a key of `MEASURES`); route in
the file's words, missing where it gives none; cancer_type, treatment and care_setting ('all' unless broken down
by it); period_start and period_end (first and last day); numerator (patients within the standard), denominator
(all patients); value and standard in percent; status ('final', 'provisional' or missing); basis in the file's
words; sheet and row (as a spreadsheet numbers it).
"""


def read_cancer_waits(
    source: Source | SafeFile, name: str | None = None, edition: Edition | None = None
) -> Imported:
    """Read a workbook or CSV file of cancer waiting times by commissioner.

    Parameters
    ----------
    source : bytes, path, open binary file, or a file that is open already
    name : its name with ending; needed for bytes
    edition : Edition
        Whose areas the figures are for: ONS codes are filled in from it, and areas missing on either side are
        reported. Without it areas stay as the file names them.

    Returns
    -------
    Imported
        The table has the columns `COLUMNS`; it is None if the file cannot be read or holds no figure.
    """
    try:
        file = source if isinstance(source, SafeFile) else open_file(source, name)
        return _read(file, edition)
    except FileRefused as refused:
        return hopeless(name_of(source, name), KIND, str(refused))


def looks_like_cancer_waits(file: SafeFile, rows: int = 40) -> bool:
    """Return whether one of the first rows of a sheet is the header of a table of waiting times."""
    for sheet in file.sheets():
        lines: list[SheetRow] = []
        for _, row in zip(range(rows), sheet.rows, strict=False):
            lines = [*lines[-3:], row]
            if header_of(lines):
                return True
    return False


@dataclass
class _Collected:
    """What was read so far; figures become a table in portions, which takes less memory than one by one."""

    file_status: str | None
    tables: list[pd.DataFrame] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    rows_read: int = 0
    rows_refused: int = 0

    def add(self, found: Figure | Refusal) -> None:
        self.rows_read += 1
        if isinstance(found, Figure):
            self.figures.append(found)
            if len(self.figures) == _AT_ONCE:
                self._to_table()
        else:
            self.rows_refused += 1
            self.refused += [found] if len(self.refused) < MAXIMUM_LISTED else []

    def table(self) -> pd.DataFrame | None:
        """Return all figures as one table, None if there are none."""
        if self.figures:
            self._to_table()
        return pd.concat(self.tables, ignore_index=True) if self.tables else None

    def _to_table(self) -> None:
        self.tables.append(_table(self.figures, self.file_status))
        self.figures = []


def _read(file: SafeFile, edition: Edition | None) -> Imported:
    reader = SheetReader()
    reader.titles.inherited = period_of(file.name.rpartition(".")[0])
    collected = _Collected(status_of(file.name))
    notes: list[str] = []
    for sheet in file.sheets():
        if sheet.hidden:
            notes.append(f"Sheet {sheet.name} is hidden; it is left out.")
            continue
        before = collected.rows_read
        for found in reader.read(sheet):
            collected.add(found)
        if collected.rows_read == before:
            notes.append(f"Sheet {sheet.name} holds no table of waiting times.")
    report = Report(
        file.name,
        KIND,
        rows_read=collected.rows_read,
        rows_refused=collected.rows_refused,
        refused=tuple(collected.refused),
        england_row="refused" if reader.england_refused else "none",
        notes=tuple(notes),
    )
    table = collected.table()
    if table is None:
        return hopeless(file.name, KIND, _why_hopeless(report, reader), report)
    return _checked(table, report, edition)


def _why_hopeless(report: Report, reader: SheetReader) -> str:
    name, rows = report.file, report.rows_refused
    reasons = {refusal.reason for refusal in report.refused}
    if rows and len(reasons) == 1 and rows <= MAXIMUM_LISTED:
        return f"{name} has {rows:,} rows of figures, and none can be used: each {reasons.pop()}."
    if rows:
        return f"{name} has {rows:,} rows of figures, and none can be used."
    if reader.headers:
        return f"{name} has a table of waiting times without any row of figures."
    return (
        f"{name} has no table of waiting times: no row names columns for an area, all patients and those within "
        "the standard. Use a commissioner workbook of NHS England's cancer waiting times."
    )


def _table(figures: list[Figure], file_status: str | None) -> pd.DataFrame:
    """Return the figures as a table with `COLUMNS` and, for the checks, `after` and `printed`."""
    return pd.DataFrame(
        {
            "area_type": [f.area.kind for f in figures],
            "area_code": pd.Series([f.area.area_code for f in figures], dtype="str"),
            "ods_code": pd.Series([f.area.ods_code for f in figures], dtype="str"),
            "area_name": pd.Series([f.area.name for f in figures], dtype="str"),
            "measure": [f.measure for f in figures],
            "route": pd.Series([f.route for f in figures], dtype="str"),
            "cancer_type": [f.cancer_type for f in figures],
            "treatment": [f.treatment for f in figures],
            "care_setting": [f.care_setting for f in figures],
            "period_start": pd.to_datetime([f.period[0] for f in figures]),
            "period_end": pd.to_datetime([f.period[1] for f in figures]),
            "numerator": [f.counts.within for f in figures],
            "denominator": [f.counts.total for f in figures],
            "standard": [f.standard for f in figures],
            "status": pd.Series([file_status or f.status for f in figures], dtype="str"),
            "basis": pd.Series([f.basis for f in figures], dtype="str"),
            "sheet": [f.sheet for f in figures],
            "row": [f.row for f in figures],
            "after": [f.counts.after for f in figures],
            "printed": [f.counts.printed for f in figures],
        }
    )


def _checked(table: pd.DataFrame, report: Report, edition: Edition | None) -> Imported:
    if edition:
        table = with_ons_codes(table, edition)
    found = (table["area_type"] == ENGLAND).any()
    table, suspicious = doubts(with_values(table))
    table, subtotals = drop_subtotals(table)
    table, repeated = drop_repeated(table, [*SERIES, "period_start", "period_end"])
    left_out = report.rows_read - report.rows_refused - len(table)
    report = replace(
        report,
        rows_used=len(table),
        rows_refused=report.rows_refused + left_out,
        refused=(report.refused + subtotals + repeated)[:MAXIMUM_LISTED],
    )
    if table.empty:
        sentence = f"{report.file} has {report.rows_read:,} rows of figures, and none of them can be right."
        return hopeless(report.file, KIND, sentence, replace(report, suspicious=suspicious))
    start, end = table["period_start"].min().date(), table["period_end"].max().date()
    named = period_of(report.file.rpartition(".")[0])
    if named and not (start <= named[0] and named[1] <= end):
        report = replace(
            report, notes=(*report.notes, f"The file's name says {named[0]:%B %Y}; its sheets do not.")
        )
    areas = table[table["area_type"] != ENGLAND]
    missing, unknown = areas_beside(areas, edition) if edition else ((), ())
    report = replace(
        report,
        notes=(*geography_notes(table, edition), *report.notes),
        totals=england_totals(table),
        england_row="used"
        if (table["area_type"] == ENGLAND).any()
        else "refused"
        if found
        else report.england_row,
        missing_areas=missing,
        unknown_areas=unknown,
        suspicious=(suspicious + months_far_below(areas, SERIES))[:MAXIMUM_LISTED],
        period_start=start,
        period_end=end,
        status=_one_of(table["status"]),
        basis=_one_of(table["basis"]),
    )
    return Imported(table[COLUMNS].reset_index(drop=True), report)


def _one_of(column: pd.Series) -> str | None:
    """Return what most rows say, None if none says anything."""
    said = column.dropna().mode()
    return None if said.empty else str(said.iloc[0])


__all__ = ["COLUMNS", "KIND", "MEASURES", "SERIES", "looks_like_cancer_waits", "read_cancer_waits"]
