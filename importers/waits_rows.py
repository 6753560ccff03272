"""Rows of sheets of waiting times, sorted into titles, headers and figures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isnan, nan

from importers.measures import days_of, measure_of, route_in_title
from importers.months import Period, period_of
from importers.report import Refusal
from importers.sheets import Row, Sheet, Value
from importers.values import clean, count, is_suppressed, looks_like_number, number, ods_code, ons_code, words
from importers.waits_areas import HUB, REGION, UNKNOWN, Area, area_in
from importers.waits_header import MOST_LINES, Block, Header, header_of, role_of
from importers.waits_titles import Titles, stated_standard, status_of

ALL = "all"
"""What stands in the column of a breakdown where a figure is not broken down by it."""
HEADER_WITHIN = 1_000
"""A sheet without a header in so many rows holds no table."""
_EVERYTHING = frozenset(
    {
        "",
        "all",
        "all cancers",
        "all cancer",
        "all care",
        "all modalities",
        "all treatments",
        "all cancer types",
    }
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Patients within the standard, all, those after it, and the percentage as printed; NaN where not given."""

    within: float
    total: float
    after: float
    printed: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and where it stands; see `cancer_waits.COLUMNS`."""

    area: Area
    measure: str
    route: str | None
    cancer_type: str
    treatment: str
    care_setting: str
    period: Period
    counts: Counts
    standard: float
    status: str | None
    basis: str | None
    sheet: str
    row: int


@dataclass
class SheetReader:
    """Reads one sheet after another, and remembers what is said of the whole file.

    Attributes
    ----------
    titles : what holds in the sheet that is read
    headers : how many headers were found
    """

    titles: Titles = field(default_factory=Titles)
    headers: int = 0

    def read(self, sheet: Sheet) -> Iterator[Figure | Refusal]:
        """Yield the figures of a sheet, and a refusal for each that cannot be used."""
        self.titles = self.titles.for_sheet(period_of(sheet.name))
        header: Header | None = None
        lines: list[Row] = []
        for seen, row in enumerate(sheet.rows):
            if stated := stated_standard(row):
                self.titles.standard = stated
            elif header and _has_figures(row, header):
                self.titles.wanted = True
                lines = []
                yield from self._figures(row, header, sheet.name)
            elif _is_text(row):
                self.titles.hear(row)
                lines = [line for line in lines if row.number - line.number <= MOST_LINES]
                lines.append(row)
                if found := header_of(lines):
                    header = found
                    self.headers += 1
            if header is None and seen > HEADER_WITHIN:
                return

    def _figures(self, row: Row, header: Header, sheet: str) -> Iterator[Figure | Refusal]:
        for block in header.blocks:
            cells = [_cell(row, position) for position in block.columns.values()]
            if len(header.blocks) > 1 and all(cell is None for cell in cells):
                continue
            yield self._figure(row, header, block, sheet)

    def _figure(self, row: Row, header: Header, block: Block, sheet: str) -> Figure | Refusal:
        def told(role: str) -> Value:
            return _cell(row, header.columns.get(role))

        given = told("period")
        period = self.titles.stated_period() if given is None else period_of(given)
        if period is None:
            return Refusal(
                "has no period that can be read", sheet, row.number, "period", clean(given) or None
            )
        basis = clean(told("basis")) or self.titles.basis
        if basis and "provider" in basis.lower() and "commissioner" not in basis.lower():
            return Refusal("is by provider, not by commissioner", sheet, row.number, value=basis[:100])
        area = area_in(tuple(_cell(row, position) for position in header.areas), header.kind, period[0])
        if reason := _why_no_area(area, header):
            return Refusal(reason, sheet, row.number, value=area.name)
        measured = self._measure(told, header, block, sheet, period[0])
        if measured is None:
            said = clean(told("measure")) or clean(told("standard")) or self.titles.title or sheet
            return Refusal("is no standard that is known here", sheet, row.number, value=said[:100])
        counts = _counts(row, header, block, sheet)
        if isinstance(counts, Refusal):
            return counts
        measure, route = measured
        return Figure(
            area=area,
            measure=measure,
            route=route,
            cancer_type=_breakdown(told("cancer_type")),
            treatment=_breakdown(told("treatment")),
            care_setting=_breakdown(told("care_setting") or self.titles.care_setting),
            period=period,
            counts=counts,
            standard=_standard(told("standard"), self.titles.standard),
            status=status_of(clean(told("status"))) or self.titles.status,
            basis=basis,
            sheet=sheet,
            row=row.number,
        )

    def _measure(
        self, told: Callable[[str], Value], header: Header, block: Block, sheet: str, start: date
    ) -> tuple[str, str | None] | None:
        """Return measure and route, None if no word near the figure names a standard."""
        own = [words(told(role)) for role in ("sub_measure", "measure", "standard")]
        around = [block.group, self.titles.part, self.titles.title, sheet.lower()]
        heads = [header.names[position] for position in block.columns.values()]
        days = next((days for text in (*own, *around, *heads) if (days := days_of(text))), None)
        if days is None:
            return None
        stage, treatment = words(told("stage")), words(told("treatment"))
        texts = tuple(text for text in (stage, *own, *around) if text)
        measure = measure_of(days, texts, treatment, start)
        if days in (28, 62):
            return measure, stage or (route_in_title([*own, *around]) if days == 28 else None)
        return measure, None


def _cell(row: Row, position: int | None) -> Value:
    return row.cells[position] if position is not None and position < len(row.cells) else None


def _is_text(row: Row) -> bool:
    return not any(looks_like_number(cell) for cell in row.cells)


def _has_figures(row: Row, header: Header) -> bool:
    """Whether a row belongs to the table: it names an area by a code, or has something like a number."""
    areas = [_cell(row, position) for position in header.areas]
    if any(ons_code(cell) or ods_code(cell) for cell in areas):
        return True
    figures = [_cell(row, position) for block in header.blocks for position in block.columns.values()]
    marks = sum(looks_like_number(cell) or is_suppressed(cell) for cell in figures)
    return marks >= (1 if any(isinstance(cell, str) for cell in areas) else 2)


def _why_no_area(area: Area, header: Header) -> str | None:
    if area.known_by is None:
        return "names no area"
    coded = any(role_of(header.names[position]) == "code" for position in header.areas)
    if coded and area.area_code is None and area.ods_code is None and area.kind not in (HUB, UNKNOWN, REGION):
        return "has no code of an area; a subtotal perhaps"
    return None


def _counts(row: Row, header: Header, block: Block, sheet: str) -> Counts | Refusal:
    """Return the counts of a row, the missing one worked out from the others."""
    read: dict[str, float] = {}
    faults: dict[str, str] = {}
    for role, position in block.columns.items():
        cell = _cell(row, position)
        read[role], fault = number(cell) if role == "percent" else count(cell)
        if fault:
            faults[role] = fault
    total, within, after = (read.get(role, nan) for role in ("total", "within", "after"))
    if total == 0 and all(_says_nothing(_cell(row, block.columns.get(role))) for role in faults):
        # Of nobody, publishers leave the rest empty or put a dash.
        return Counts(0.0, 0.0, 0.0, nan)
    needed: list[str] = [role for role in ("total", "within") if role in block.columns]
    needed += ["after"] if len(needed) == 1 and "after" in block.columns else []
    needed += ["percent"] if len(needed) == 1 else []
    for role in needed:
        if role in faults:
            cell = _cell(row, block.columns[role])
            shown = None if cell is None else clean(cell)[:60]
            return Refusal(faults[role], sheet, row.number, header.names[block.columns[role]], shown)
    if isnan(total):
        total = within + after
    if isnan(within):
        within = total - after
    return Counts(within, total, after, read.get("percent", nan))


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
    return ALL if text in _EVERYTHING else text
