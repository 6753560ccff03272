"""Indicators downloaded from Fingertips, the public health profiles of England, as CSV."""

from dataclasses import dataclass, field

import pandas as pd

from importers.areas import AreaMatch, edition_with_areas, match_areas
from importers.files.refusal import FileRefused
from importers.files.safe_files import SafeFile
from importers.fingertips.choice import (
    COLUMNS,
    FingertipsFile,
    IndicatorSeries,
    Selection,
    default_selection,
    fingertips_columns,
    rows_of,
    with_one_spelling,
)
from importers.fingertips.meta import IndicatorDraft, draft_of
from importers.report import Imported, hopeless
from importers.tables.figures import KnownIndicator, read_figures, report_of
from importers.tables.frames import text_frame
from importers.tables.newest import has_figure
from importers.tables.rows import Rows
from scoring.editions.model import Edition
from scoring.errors import listed

KIND = "indicators from Fingertips"
_SPARE = ("value", "numerator", "denominator", "lower_ci", "upper_ci", "note")


@dataclass(frozen=True)
class IndicatorsImported(Imported):
    """An imported table with what is known of its indicators.

    Attributes
    ----------
    drafts : what the file says of each indicator, by its name in the table; what it does not say is asked
    """

    drafts: dict[str, IndicatorDraft] = field(default_factory=dict)


def read_fingertips(file: SafeFile) -> FingertipsFile:
    """Read a Fingertips file with all that it offers, to choose from.

    Columns are found by the words of their headers, in any order; others are ignored.

    Raises
    ------
    FileRefused
        If a column that is needed is missing, or the file has no rows.
    """
    for sheet in file.sheets():
        table = text_frame(sheet, ("indicator id", "area code", "time period"), file.limits)
        columns = fingertips_columns(table.frame.columns)
        if missing := [words for role, words in COLUMNS.items() if words.needed and role not in columns]:
            raise FileRefused(
                f"{file.name} has no column {listed(words.title for words in missing)}, which a file of Fingertips "
                f"has. It has {listed(table.frame.columns, 12)}."
            )
        frame = table.frame[list(columns.values())].set_axis(list(columns), axis="columns")
        for role in COLUMNS:
            if role not in frame:
                frame[role] = pd.Series(None, frame.index, dtype="str")
        return FingertipsFile(file.name, frame.assign(period=with_one_spelling(frame)), columns)
    raise FileRefused(f"{file.name} has no sheets.")


def import_fingertips(
    file: SafeFile | FingertipsFile, edition: Edition, selection: Selection | None = None
) -> IndicatorsImported:
    """Read indicators from Fingertips.

    Parameters
    ----------
    file : SafeFile, or FingertipsFile from `read_fingertips`
    edition : Edition
        Whose areas the figures are of. An indicator of the edition is known by its label.
    selection : Selection
        Which area type, and of each indicator which period, sex, age and category; if not given
        `default_selection`: the newest period, persons, all ages, no category.

    Returns
    -------
    IndicatorsImported
        Its table has `importers.tables.figures.COLUMNS`, the England rows of the file as `england`.

    Raises
    ------
    FileRefused
        If it is no file of Fingertips, or the selection is of what it does not have.
    """
    data = read_fingertips(file) if isinstance(file, SafeFile) else file
    selection = selection or default_selection(data, edition)
    if not selection.series:
        return IndicatorsImported(None, hopeless(data.name, KIND, f"{data.name} has no indicator.").report)
    parts = {series.name: rows_of(data, selection, series) for series in selection.series}
    drafts = {s.name: draft_of(parts[s.name], s, edition) for s in selection.series}
    cells = pd.concat([part.assign(indicator=name) for name, part in parts.items()])
    again = cells.duplicated(["area_code", "indicator", *_SPARE])
    cells = cells[~again]
    numbers = pd.Series(cells.index)
    cells = cells.rename(columns={"area_code": "area"}).reset_index(drop=True)
    cells["source"] = cells["indicator"].map({s.name: _source(s) for s in selection.series})
    rows = Rows(numbers, None)
    matched = match_areas(cells["area"], edition)
    cells["area_code"] = matched.codes
    why = matched.why_unknown(cells["area"], edition)
    rows.refuse(matched.codes.isna(), why, data.columns["area_code"], cells["area"])
    known = {name: KnownIndicator(draft.unit) for name, draft in drafts.items()}
    figures = read_figures(
        cells, rows, known, dict(data.columns) | {"area": data.columns["area_code"]}, "published"
    )
    left_out = data.frame["area_code"].drop(numbers)
    notes = [*_notes(data, selection), *_strange_notes(drafts, edition), *figures.notes]
    if again.any():
        notes.append(f"Rows that repeat others under a second parent, left out: {int(again.sum()):,}.")
    report = report_of(figures, matched, edition, file=data.name, kind=KIND, notes=notes, left_out=left_out)
    if figures.table.empty:
        return IndicatorsImported(
            None, hopeless(data.name, KIND, _hopeless(data, matched, edition), report).report
        )
    return IndicatorsImported(figures.table, report, drafts)


def _source(series: IndicatorSeries) -> str:
    return f"Fingertips, indicator {series.indicator_id}, {series.indicator_name}, {series.period}"


def _hopeless(data: FingertipsFile, matched: AreaMatch, edition: Edition) -> str:
    if matched.codes.isin(edition.areas["area_code"]).any():
        return f"{data.name}: none of its rows can be used, for the reasons below."
    codes = data.frame[["area_code"]].rename(columns=data.columns)
    types = [str(name) for name in data.frame["area_type"].dropna().unique()]
    return (
        f"{data.name}: none of its rows can be used for {edition.meta.title}. Its area types: {listed(types)}. It "
        f"needs {edition.meta.geography}.{edition_with_areas(codes)}"
    )


def _strange_notes(drafts: dict[str, IndicatorDraft], edition: Edition) -> list[str]:
    """Say what can be done with indicators that the edition does not have."""
    strange = [draft.label for name, draft in drafts.items() if name not in edition.meta.indicators]
    if not strange:
        return []
    return [
        f"{edition.meta.title} has no indicator {listed(strange, 6)}. On the page Your own data, choose which of its "
        "indicators the figures are to be used as, if the unit is the same; until then they are only read."
    ]


def _notes(data: FingertipsFile, selection: Selection) -> list[str]:
    """Say what was chosen of each indicator, and what else there is."""
    notes = []
    choices = data.choices()
    there = choices[choices["area_type"] == selection.area_type]["indicator_id"].value_counts()
    if left := len(set(there.index) - {"", *(series.indicator_id for series in selection.series)}):
        notes.append(f"Other indicators in the file, not read: {left:,}.")
    for series in selection.series:
        others = int(there.get(series.indicator_id, 1)) - 1
        more = f"; {others} other {'choice' if others == 1 else 'choices'} in the file" if others > 0 else ""
        periods = _periods_left_out(data, selection, series)
        notes.append(f"{series.indicator_name} ({series.indicator_id}): {series.in_words()}{more}.{periods}")
    return notes


def _periods_left_out(data: FingertipsFile, selection: Selection, series: IndicatorSeries) -> str:
    """Name the other periods of a series in the file, blank if there are none."""
    own = data.frame[data.frame["indicator_id"] == series.indicator_id].fillna("")
    for column in ("sex", "age", "category_type", "category"):
        own = own[own[column] == getattr(series, column)]
    own = own[(own["area_type"] == selection.area_type) & (own["period"] != series.period)]
    with_figures = own.loc[has_figure(own), "period"].unique()
    without = [period for period in own["period"].unique() if period not in set(with_figures)]
    said = [("Periods left out", with_figures), ("Periods without any figure", without)]
    return "".join(f" {words}: {listed(periods, 200)}." for words, periods in said if len(periods))
