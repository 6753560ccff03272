"""Tables that people bring, long (a row a figure) or wide (a column an indicator), as figures of an edition."""

from dataclasses import replace

import pandas as pd

from importers.areas import AreaMatch, match_areas
from importers.files.refusal import FileRefused
from importers.files.safe_files import SafeFile
from importers.report import Imported, hopeless
from importers.tables.figures import KnownIndicator, read_figures, report_of
from importers.tables.frames import TextFrame, text_frame
from importers.tables.mapping import AREA_WORDS, WORDS, Mapping, guess_mapping
from importers.tables.newest import OfPeriod, all_rows, has_figure, period_texts, rows_of_period
from importers.tables.rows import Rows
from scoring.editions.figure_checks import NUMBERS
from scoring.editions.model import Edition, with_benchmarks
from scoring.editions.user_table import ENGLAND_CODE
from scoring.errors import listed

KIND = "a table of indicators"
_TEXTS = ("basis", "interval_basis", "source", "note")
_HEADER_WORDS = [*AREA_WORDS, *(words[0] for words in WORDS.values())]


def tidy_table(file: SafeFile, edition: Edition) -> tuple[TextFrame, Mapping]:
    """Return the first sheet that holds a table of areas and figures, and what its columns seem to mean.

    Raises
    ------
    FileRefused
        If there is none; the message is on the first sheet.
    """
    faults: list[FileRefused] = []
    sheets = file.sheets()
    for sheet in sheets:
        if sheet.hidden:
            continue
        try:
            table = text_frame(sheet, _HEADER_WORDS, file.limits)
            mapping = guess_mapping(table, edition)
        except FileRefused as fault:
            faults.append(fault)
        else:
            return replace(table, not_read=tuple(other.name for other in sheets if not other.hidden)), mapping
    raise faults[0] if faults else FileRefused(f"{file.name} has no sheet that is not hidden.")


def import_tidy(file: SafeFile, edition: Edition) -> Imported:
    """Read a table with the guessed meaning of its columns. See `tidy_table` and `read_tidy`."""
    table, mapping = tidy_table(file, edition)
    return read_tidy(table, mapping, edition, file.name)


def read_tidy(table: TextFrame, mapping: Mapping, edition: Edition, file: str | None = None) -> Imported:
    """Read the figures of a table.

    Parameters
    ----------
    table : TextFrame, from `tidy_table`
    mapping : Mapping
        What the columns mean: as guessed, or corrected with `dataclasses.replace`.
    edition : Edition
        Whose areas and indicators the figures are of.
    file : the name of the file, for the report

    Returns
    -------
    Imported
        Its table has `importers.tables.figures.COLUMNS`, one row an area and indicator. Figures that do not say that
        they are published are 'estimated', as in `scoring.read_indicators`. `for_rating` makes it ready.
    """
    name = file or table.sheet
    _check_mapping(mapping, table, edition)
    frame = table.frame
    notes = []
    if table.not_read:
        notes.append(f"Sheets after {table.sheet} were not read: {listed(table.not_read)}.")
    cells, numbers, headers = _wide_cells(frame, mapping) if mapping.wide else _long_cells(frame, mapping)
    chosen = _of_period(cells, numbers, frame, mapping, edition)
    left_out = cells.loc[~chosen.kept, "area"]
    cells = cells.assign(period=chosen.words)[chosen.kept].reset_index(drop=True)
    numbers, faults, texts = (
        each[chosen.kept].reset_index(drop=True) for each in (numbers, chosen.faults, chosen.texts)
    )
    rows = Rows(numbers, None if table.sheet == name else table.sheet)
    matched = match_areas(cells["area"], edition, mapping.areas)
    cells["area_code"] = matched.codes
    _refuse_unknown(cells, rows, matched, mapping, edition)
    rows.refuse(faults.notna(), faults, mapping.columns.get("period"), texts)
    _refuse_told_apart_unread(cells, numbers, rows, frame, mapping)
    known = {
        i: KnownIndicator(meta.unit, _or_nan(meta.england_value))
        for i, meta in edition.meta.indicators.items()
    }
    figures = read_figures(cells, rows, known, headers, "estimated", fractions=mapping.fractions)
    notes += [*chosen.notes, *figures.notes, *_suggestion_notes(matched, mapping, edition)]
    report = report_of(figures, matched, edition, file=name, kind=KIND, notes=notes, left_out=left_out)
    if figures.table.empty:
        return hopeless(name, KIND, f"{name}: none of its rows can be used, for the reasons below.", report)
    return Imported(figures.table, report)


def for_rating(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Return an imported table with what `scoring.rate` goes by: the file's England values, else the edition's."""
    return with_benchmarks(table, edition.meta, edition.similar)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _check_mapping(mapping: Mapping, table: TextFrame, edition: Edition) -> None:
    named = [mapping.area, *mapping.columns.values(), *mapping.wide]
    if lacking := [column for column in named if column not in table.frame]:
        raise FileRefused(f"{table.sheet} has no column {listed(lacking)}.")
    if len(set(named)) < len(named):
        raise FileRefused("A column can have one meaning only; choose another column for one of them.")
    if not mapping.wide and "indicator" not in mapping.columns and mapping.only_indicator is None:
        raise FileRefused(
            f"No column of {table.sheet} says which indicator the figures are of. Choose one: "
            f"{listed(edition.meta.indicators, 20)}."
        )
    meant = {*mapping.indicators.values(), *(indicator for indicator, _ in mapping.wide.values())}
    if strange := sorted(set(mapping.areas.values()) - {*edition.areas["area_code"], ENGLAND_CODE}):
        raise FileRefused(f"{edition.meta.title} has no area with the code {listed(strange)}.")
    meant |= set() if mapping.only_indicator is None else {mapping.only_indicator}
    if unknown := sorted(meant - edition.meta.indicators.keys()):
        raise FileRefused(
            f"{edition.meta.title} has no indicator {listed(unknown)}. It has {listed(edition.meta.indicators, 20)}."
        )


def _of_period(
    cells: pd.DataFrame, numbers: pd.Series, frame: pd.DataFrame, mapping: Mapping, edition: Edition
) -> OfPeriod:
    """Choose the rows of the wanted period, or of the newest one of each indicator; all if there is no period."""
    texts = period_texts(frame, mapping.columns)
    if texts is None:
        return all_rows(cells)
    labels = {name: meta.short_label for name, meta in edition.meta.indicators.items()}
    given = texts.reindex(numbers.to_numpy()).set_axis(cells.index)
    of_area = match_areas(cells["area"], edition, mapping.areas).codes.isin(edition.areas["area_code"])
    return rows_of_period(cells.assign(period=given), labels, mapping.period, of_area)


def _long_cells(
    frame: pd.DataFrame, mapping: Mapping
) -> tuple[pd.DataFrame, pd.Series, dict[str, str | pd.Series]]:
    """Return the cells by role, the rows' numbers, and the headers by role."""
    headers: dict[str, str | pd.Series] = {"area": mapping.area, **mapping.columns}
    cells = frame[list(headers.values())].set_axis(list(headers), axis="columns").reset_index(drop=True)
    if mapping.only_indicator is not None:
        cells["indicator"] = mapping.only_indicator
    else:
        cells["given"] = cells["indicator"]
        cells["indicator"] = cells["given"].map(mapping.indicators).astype("str")
    return cells, pd.Series(frame.index), headers


def _wide_cells(
    frame: pd.DataFrame, mapping: Mapping
) -> tuple[pd.DataFrame, pd.Series, dict[str, str | pd.Series]]:
    """Return what `_long_cells` does, of a wide table: one indicator after another, without its blank cells."""
    parts, places = [], []
    others = {role: column for role, column in mapping.columns.items() if role in _TEXTS}
    for indicator in dict.fromkeys(indicator for indicator, _ in mapping.wide.values()):
        own = {role: column for column, (of, role) in mapping.wide.items() if of == indicator}
        part = frame[[mapping.area, *own.values(), *others.values()]].set_axis(
            ["area", *own, *others], axis="columns"
        )
        part = part[part[list(own)].notna().any(axis="columns")]
        parts.append(part.assign(indicator=indicator))
        places.append(pd.DataFrame(dict(own), index=part.index))
    cells = pd.concat(parts)
    place = pd.concat(places).reset_index(drop=True)
    headers: dict[str, str | pd.Series] = {"area": mapping.area, **others}
    headers |= {role: place[role] for role in NUMBERS if role in place}
    return cells.reset_index(drop=True), pd.Series(cells.index), headers


def _refuse_unknown(
    cells: pd.DataFrame, rows: Rows, matched: AreaMatch, mapping: Mapping, edition: Edition
) -> None:
    area = cells["area"]
    rows.refuse(area.isna(), "is empty", mapping.area)
    rows.refuse(matched.codes.isna(), matched.why_unknown(area, edition), mapping.area, area)
    if "given" in cells:
        column = mapping.columns["indicator"]
        rows.refuse(cells["given"].isna(), "is empty", column)
        rows.refuse(
            cells["indicator"].isna(), f"is not an indicator of {edition.meta.title}", column, cells["given"]
        )


def _refuse_told_apart_unread(
    cells: pd.DataFrame, numbers: pd.Series, rows: Rows, frame: pd.DataFrame, mapping: Mapping
) -> None:
    """Refuse the rows of one area and indicator whose figures differ with a column that was not read, such as the sex.

    Nobody can tell which of them is meant, least of all by their order.
    """
    keys = ["area", "indicator"]
    figures = [column for column in NUMBERS if column in cells]
    several = rows.used & cells.duplicated(keys, keep=False) & has_figure(cells)
    if not several.any():
        return
    again = cells[several]
    group = again.groupby(keys, dropna=False).ngroup()
    apart = pd.Series(False, again.index)
    for column in figures:
        apart |= _differs_within(again[column], group)
    reason = pd.Series(None, cells.index, dtype="str")
    named = {mapping.area, *mapping.columns.values(), *mapping.wide}
    for column in reversed([str(column) for column in frame.columns if column not in named]):
        texts = frame[column].reindex(numbers[several].to_numpy()).set_axis(again.index)
        differs = apart & _differs_within(texts, group)
        reason[differs.index[differs]] = (
            f"has several rows, which differ in the column {column} that was not read; leave one of them, or say on "
            "the page Your own data what the column means"
        )
    rows.refuse(reason.notna(), reason, mapping.area, cells["area"])


def _differs_within(texts: pd.Series, group: pd.Series) -> pd.Series:
    """Return whether the rows of each one's group have different texts."""
    grouped = pd.Series(pd.factorize(texts)[0], texts.index).groupby(group)
    return grouped.transform("min") != grouped.transform("max")


def _suggestion_notes(matched: AreaMatch, mapping: Mapping, edition: Edition) -> list[str]:
    notes = [
        f"{text!r} may be {edition.short_names[code]} ({code}); it is used only if you say so."
        for text, code in matched.suggestions.items()
    ]
    return notes + [
        f"{text!r} may be the indicator {name}; it is used only if you say so."
        for text, name in mapping.suggestions.items()
        if text not in mapping.indicators
    ]
