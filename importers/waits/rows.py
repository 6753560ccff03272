"""Rows of sheets of waiting times, sorted into titles, headers and figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isnan, nan
from typing import NamedTuple

from importers.cells.months import Period, period_of
from importers.cells.values import (
    clean,
    count,
    is_suppressed,
    looks_like_number,
    number,
    ods_code,
    ons_code,
    words,
)
from importers.files.sheets import Sheet, SheetRow, Value
from importers.report import Refusal
from importers.waits.areas import ENGLAND, HUB, REGION, UNKNOWN, Area, area_in
from importers.waits.header import MOST_LINES, Block, Header, header_of
from importers.waits.measures import NEW_STANDARDS, days_named, days_of, measure_of_row, route_in_title
from importers.waits.titles import Titles, stated_standard, status_of

_WITHOUT_CODE = (HUB, UNKNOWN, REGION)
_MOST_KINDS = 10_000
ALL = "all"
"""What stands in the column of a breakdown where a figure is not broken down by it."""
HEADER_WITHIN = 1_000
"""A sheet without a header in so many rows holds no table."""
_EVERYTHING = re.compile(
    r"(?:\(?all\)?|total)?|all (?:suspected |treatment )?(?:cancers?|tumou?rs?"
    r"|(?:cancer|tumou?r) (?:types|sites|groups)|care|(?:care )?settings|modalit(?:y|ies)|treatments|types)"
)
_EVERYONE = re.compile(r"all\b|total\b|england\b|-$|n/?a$")


class MonthCounts(NamedTuple):
    """Patients within the standard, all, those after it, and the percentage as printed; NaN where not given."""

    within: float
    total: float
    after: float
    printed: float


class Figure(NamedTuple):
    """One figure and where it stands; see `cancer_waits.COLUMNS`."""

    area: Area
    measure: str
    route: str | None
    cancer_type: str
    treatment: str
    care_setting: str
    period: Period
    counts: MonthCounts
    standard: float
    status: str | None
    basis: str | None
    sheet: str
    row: int


class _Kind(NamedTuple):
    """What a figure is of: measure, route and days of its standard (None if unknown), and what else it is told by."""

    measured: tuple[str, str | None, int] | None
    said: str
    cancer_type: str
    treatment: str
    care_setting: str
    standard: float
    status: str | None


@dataclass
class SheetReader:
    """Reads one sheet after another, and remembers what is said of the whole file.

    Attributes
    ----------
    titles : what holds in the sheet that is read
    headers : how many headers were found
    england_refused : whether a row for England had no counts that can be read
    """

    titles: Titles = field(default_factory=Titles)
    headers: int = 0
    england_refused: bool = False
    _kinds: dict[tuple[object, ...], _Kind] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> Iterator[Figure | Refusal]:
        """Yield the figures of a sheet, and a refusal for each that cannot be used."""
        self.titles = self.titles.for_sheet(period_of(sheet.name))
        self._kinds.clear()
        header: Header | None = None
        lines: list[SheetRow] = []
        for seen, row in enumerate(sheet.rows):
            if stated := stated_standard(row):
                self.titles.standard = stated
                self._kinds.clear()
            elif header and _has_figures(row, header):
                self.titles.wanted = True
                lines = []
                yield from self._figures(row, header, sheet.name)
            elif _is_text(row):
                self.titles.hear(row)
                self._kinds.clear()
                lines = [line for line in lines if row.number - line.number <= MOST_LINES]
                lines.append(row)
                if found := header_of(lines):
                    header = found
                    self.headers += 1
            if header is None and seen > HEADER_WITHIN:
                return

    def _figures(self, row: SheetRow, header: Header, sheet: str) -> Iterator[Figure | Refusal]:
        for block in header.blocks:
            cells = [_cell(row, position) for position in block.columns.values()]
            if len(header.blocks) > 1 and all(cell is None for cell in cells):
                continue
            yield self._figure(row, header, block, sheet)

    def _figure(self, row: SheetRow, header: Header, block: Block, sheet: str) -> Figure | Refusal:
        whose = self._whose(row, header, block, sheet)
        if isinstance(whose, Refusal):
            return whose
        period, basis, area = whose
        kind = self._kind(row, header, block, sheet, period[0])
        if kind.measured is None:
            return Refusal("is not a known standard", sheet, row.number, value=kind.said)
        measure, route, days = kind.measured
        counts = _counts(row, header, block, days, sheet)
        if isinstance(counts, Refusal):
            self.england_refused = self.england_refused or area.kind == ENGLAND
            return counts
        return Figure(
            area=area,
            measure=measure,
            route=route,
            cancer_type=kind.cancer_type,
            treatment=kind.treatment,
            care_setting=kind.care_setting,
            period=period,
            counts=counts,
            standard=kind.standard,
            status=kind.status,
            basis=basis,
            sheet=sheet,
            row=row.number,
        )

    def _whose(
        self, row: SheetRow, header: Header, block: Block, sheet: str
    ) -> tuple[Period, str | None, Area] | Refusal:
        """Return of when and of whom a figure is: period, basis and area."""
        period, given = self._period(row, header, block)
        if period is None:
            return Refusal("has no period that can be read", sheet, row.number, "period", given or None)
        own_basis = _cell(row, header.columns.get("basis"))
        basis = self.titles.basis if own_basis is None else clean(own_basis)
        if basis and "provider" in basis.lower() and "commissioner" not in basis.lower():
            return Refusal("is by provider, not by commissioner", sheet, row.number, value=basis[:100])
        provider = _cell(row, header.columns.get("provider"))
        if provider is not None and not _EVERYONE.match(clean(provider).lower()):
            return Refusal("is of one provider only", sheet, row.number, value=clean(provider)[:100])
        own, larger, parents = (_cells(row, of) for of in (header.areas, header.larger, header.parents))
        area = area_in(own, larger, parents, header.kind, period[0])
        if reason := _why_no_area(area, header):
            return Refusal(reason, sheet, row.number, value=area.name)
        return period, basis, area

    def _period(self, row: SheetRow, header: Header, block: Block) -> tuple[Period | None, str]:
        """Return the period of a figure, and what the row says of it."""
        given = [cell for cell in _cells(row, header.periods) if cell is not None]
        if not given:
            return block.period or self.titles.stated_period(), ""
        if len(given) == 1:
            return period_of(given[0]), clean(given[0])
        names = [header.names[position] for position in header.periods]
        read = [period_of(cell) for cell in given]
        told = " ".join(clean(cell) for cell in given)
        if any(re.search(r"\b(?:start|from|begin)", name) for name in names):
            first, last = read[0], read[-1]
            return ((first[0], last[1]) if first and last and first[0] <= last[1] else None), told
        joined = period_of(told) or period_of(" ".join(clean(cell) for cell in reversed(given)))
        same = {each for each in read if each}
        return joined or (same.pop() if len(same) == 1 and None not in read else None), told

    def _kind(self, row: SheetRow, header: Header, block: Block, sheet: str, start: date) -> _Kind:
        """Return what a figure is of: measure and breakdowns. Most rows repeat the words of others."""
        start = start if start < NEW_STANDARDS else NEW_STANDARDS
        key = (id(block), start, *_cells(row, header.described))
        found = self._kinds.get(key)
        if found is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            found = self._kinds[key] = self._read_kind(row, header, block, sheet, start)
        return found

    def _read_kind(self, row: SheetRow, header: Header, block: Block, sheet: str, start: date) -> _Kind:
        def told(role: str) -> Value:
            return _cell(row, header.columns.get(role))

        title = self.titles.title_of(header.days or days_named(words(sheet)))
        said = _Said(
            tuple(words(told(role)) for role in ("sub_measure", "measure", "standard")),
            (block.group, self.titles.part, title, sheet.lower()),
            tuple(header.names[position] for position in block.columns.values()),
            header.days,
            words(told("stage")),
            words(told("treatment")),
        )
        return _Kind(
            _measured(said, start),
            (clean(told("measure")) or clean(told("standard")) or title or sheet)[:100],
            _breakdown(told("cancer_type")),
            _breakdown(told("treatment")),
            _breakdown(told("care_setting") or self.titles.care_setting),
            _standard(told("standard"), self.titles.standard),
            status_of(clean(told("status"))) or self.titles.status,
        )


class _Said(NamedTuple):
    """What is said of a figure's standard in lower case: in its row, around the table, above its columns."""

    own: tuple[str, ...]
    around: tuple[str, ...]
    heads: tuple[str, ...]
    days: frozenset[int]
    stage: str
    treatment: str


def _measured(said: _Said, start: date) -> tuple[str, str | None, int] | None:
    days = None
    group, *around = said.around
    # 'Two week wait' above columns of 28 days is the route, not the standard.
    if not days_named(group) <= (said.days or days_named(group)):
        group = ""
    for text in (*said.own, group, *around, *said.heads):
        # Where a text names two standards, the days of the columns tell which it is about.
        named = days_named(text)
        both = named & said.days
        if days := next(iter(both)) if len(both) == 1 and 28 not in named else days_of(text):
            break
    if not days:
        return None
    texts = tuple(text for text in (said.stage, *said.own, *said.around) if text)
    measure = measure_of_row(days, texts, said.treatment, start)
    route = route_in_title([*said.own, *said.around]) if days == 28 else None
    return measure, (said.stage or route) if days in (28, 62) else None, days


def _cell(row: SheetRow, position: int | None) -> Value:
    return row.cells[position] if position is not None and position < len(row.cells) else None


def _cells(row: SheetRow, positions: tuple[int, ...]) -> tuple[Value, ...]:
    cells, width = row.cells, len(row.cells)
    return tuple([cells[position] if position < width else None for position in positions])


def _is_text(row: SheetRow) -> bool:
    return not any(looks_like_number(cell) for cell in row.cells)


def _has_figures(row: SheetRow, header: Header) -> bool:
    """Whether a row belongs to the table: it names an area by a code, or has something like a number."""
    areas = _cells(row, header.named)
    for cell in areas:
        if ons_code(cell) or ods_code(cell):
            return True
    figures = [_cell(row, position) for block in header.blocks for position in block.columns.values()]
    marks = sum(looks_like_number(cell) or is_suppressed(cell) for cell in figures)
    return marks >= (1 if any(isinstance(cell, str) for cell in areas) else 2)


def _why_no_area(area: Area, header: Header) -> str | None:
    if area.known_by is None:
        return "names no area"
    if area.area_code is None and area.ods_code is None and header.coded and area.kind not in _WITHOUT_CODE:
        return "has no code of an area; a subtotal perhaps"
    return None


def _counts(row: SheetRow, header: Header, block: Block, days: int, sheet: str) -> MonthCounts | Refusal:
    """Return the counts of a row, the missing one worked out from the others."""
    if block.alike:
        return Refusal(
            "stands beside other columns of the same standard, which cannot be told apart", sheet, row.number
        )
    columns = block.of_days[days]
    if not columns:
        heads = ", ".join(header.names[position] for position in block.columns.values())
        return Refusal(f"is not of the {days}-day standard", sheet, row.number, value=heads[:100])
    read: dict[str, float] = {}
    faults: dict[str, str] = {}
    for role, position in columns.items():
        cell = _cell(row, position)
        read[role], fault = number(cell) if role == "percent" else count(cell)
        if fault:
            faults[role] = fault
    total, within, after = (read.get(role, nan) for role in ("total", "within", "after"))
    if total == 0 and all(_says_nothing(_cell(row, columns.get(role))) for role in faults):
        # Of nobody, publishers leave the rest empty or put a dash.
        return MonthCounts(0.0, 0.0, 0.0, nan)
    needed: list[str] = [role for role in ("total", "within") if role in columns]
    needed += ["after"] if len(needed) == 1 and "after" in columns else []
    needed += ["percent"] if len(needed) == 1 else []
    for role in needed:
        if role in faults:
            cell = _cell(row, columns[role])
            shown = None if cell is None else clean(cell)[:60]
            return Refusal(faults[role], sheet, row.number, header.names[columns[role]], shown)
    if isnan(total):
        total = within + after
    if isnan(within):
        within = total - after
    return MonthCounts(within, total, after, read.get("percent", nan))


def _says_nothing(cell: Value) -> bool:
    return cell is None or is_suppressed(cell)


def _standard(given: Value, titled: float | None) -> float:
    """Return a standard in percent: the row's own, which may be a fraction, else the title's."""
    own = number(given)[0]
    if isnan(own):
        return nan if titled is None else titled
    return 100 * own if own <= 1 else own


def _breakdown(value: Value) -> str:
    text = words(value)
    return ALL if _EVERYTHING.fullmatch(text) else text
