"""The report that every load ends in, and its result: a table or none at all."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

import pandas as pd

from scoring.errors import listed

EnglandRow = Literal["none", "left out", "refused", "used"]
MAXIMUM_LISTED = 1_000
"""So many refused rows, and so many suspicious figures, are listed; all are counted."""


@dataclass(frozen=True)
class Refusal:
    """A row that is not used, or a cell in it, and why.

    Attributes
    ----------
    reason : a clause such as 'is not a number'
    sheet, row, column : where; row as a spreadsheet numbers it, column by its header (or letters)
    value : what stood there, as text
    """

    reason: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Total:
    """The sum of the areas compared with the row for England that the file gives.

    Attributes
    ----------
    measure : measure, with route or kind of cancer where the file gives them
    column : 'numerator' or 'denominator'
    areas : the sum over the areas in the file, commissioning hubs and unknown ones included
    england : the England row
    sheet : where the England row stands
    """

    measure: str
    column: str
    areas: float
    england: float
    sheet: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether they are equal to half a person."""
        return abs(self.areas - self.england) < 0.5


@dataclass(frozen=True)
class Suspicion:
    """A figure that cannot or may not be right.

    Attributes
    ----------
    reason : a sentence
    used : whether it is in the table all the same. What cannot be (more treated in time than treated) is not.
    area_code, area_name, measure, sheet, row : whose and where
    """

    reason: str
    used: bool
    area_code: str | None = None
    area_name: str | None = None
    measure: str | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Report:
    """What was found in a file.

    Attributes
    ----------
    file : its name
    kind : what it was read as, such as 'NHS England cancer waiting times by commissioner'
    rows_read : rows of figures found: rows_used + rows_refused
    rows_used, rows_refused : rows that are in the table, and not
    rows_left_out : rows beside those read: of other periods, sexes or kinds of areas, as the notes say
    england_row : whether there is a row for England, and what became of it; of waiting times, any such row
    refused : why, the first `MAXIMUM_LISTED` of them
    totals : the areas' sums beside the England rows
    missing_areas : areas of the edition without any figure, as 'E38000045 Dorset'
    unknown_areas : areas in the file that the edition does not have
    suspicious : figures to look at
    period_start, period_end : first and last day that the figures are of
    status : 'final' or 'provisional'; None if the file does not say
    basis : the file's own words on whose patients are counted; None if it does not say
    notes : sentences on what was made of the file, such as sheets left out
    hopeless : the sentence saying why there is no table; None if there is one
    """

    file: str
    kind: str
    rows_read: int = 0
    rows_used: int = 0
    rows_refused: int = 0
    rows_left_out: int = 0
    england_row: EnglandRow = "none"
    refused: tuple[Refusal, ...] = ()
    totals: tuple[Total, ...] = ()
    missing_areas: tuple[str, ...] = ()
    unknown_areas: tuple[str, ...] = ()
    suspicious: tuple[Suspicion, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    status: str | None = None
    basis: str | None = None
    notes: tuple[str, ...] = ()
    hopeless: str | None = None

    @property
    def doubtful(self) -> bool:
        """Whether there is a table, but something in the file deserves a look before it is used."""
        faults = self.refused or self.suspicious or self.missing_areas or self.unknown_areas
        return self.hopeless is None and (bool(faults) or not all(total.agrees for total in self.totals))

    def sentences(self) -> list[str]:
        """Return the report as sentences, the most important first."""
        return _sentences(self)

    def to_markdown(self) -> str:
        """Return the report as Markdown, with tables of what was refused and what is suspicious."""
        head = f"# {_escaped(self.file)}"
        return "\n\n".join([head, *(_escaped(sentence) for sentence in self.sentences())]) + "\n"

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the lists as tables by name: refused, totals (with a column agrees), suspicious, areas."""
        totals = pd.DataFrame([vars(t) | {"agrees": t.agrees} for t in self.totals])
        areas = [{"area": a, "found": "only in the edition"} for a in self.missing_areas]
        areas += [{"area": a, "found": "only in the file"} for a in self.unknown_areas]
        return {
            "refused": _frame(pd.DataFrame([vars(r) for r in self.refused]), Refusal),
            "totals": _frame(totals, Total, "agrees"),
            "suspicious": _frame(pd.DataFrame([vars(s) for s in self.suspicious]), Suspicion),
            "areas": pd.DataFrame(areas, columns=["area", "found"]),
        }


def _frame(frame: pd.DataFrame, of: type, *more: str) -> pd.DataFrame:
    return frame.reindex(columns=[*(field.name for field in fields(of)), *more])


@dataclass(frozen=True)
class Imported:
    """The result of a load: all or nothing.

    Attributes
    ----------
    table : the tidy long table; None if the file is hopeless, and then whoever loads keeps what they had
    report : Report
    """

    table: pd.DataFrame | None
    report: Report


def hopeless(file: str, kind: str, sentence: str, report: Report | None = None) -> Imported:
    """Return the result for a file that gives no table, with what was found so far if there is a report."""
    report = report or Report(file, kind)
    return Imported(None, replace(report, rows_used=0, hopeless=sentence))


# In words

SHOWN = 20
"""How many of a list are shown; the frames of a report have them all."""


_ENGLAND = {
    "none": "There is no row for England to check.",
    "left out": "The row for England is among those left out, so the areas are not checked against it.",
    "refused": "The row for England cannot be used, so the areas are not checked against it; the reason is given "
    "below.",
    "used": (
        "England's row was read. The areas are not checked against it: that needs counts in its row and in theirs."
    ),
}


def _sentences(report: Report) -> list[str]:
    """Return the report as sentences, the most important first."""
    if report.hopeless:
        return [report.hopeless, *_faults_words(report), *report.notes]
    sentences = [_what_it_is(report), _rows_words(report)]
    sentences.append(_totals_words(report.totals) if report.totals else _ENGLAND[report.england_row])
    sentences += [total_words(total) for total in report.totals if not total.agrees][:SHOWN]
    if missing := report.missing_areas:
        have = (
            "1 area of the edition has" if len(missing) == 1 else f"{len(missing)} areas of the edition have"
        )
        sentences.append(f"{have} no figures: {listed(missing, SHOWN)}.")
    if unknown := report.unknown_areas:
        are = "1 area in the file is" if len(unknown) == 1 else f"{len(unknown)} areas in the file are"
        sentences.append(f"{are} unknown to the edition: {listed(unknown, SHOWN)}.")
    return [*sentences, *_faults_words(report), *report.notes]


def _faults_words(report: Report) -> list[str]:
    refused = [refusal_words(refusal) for refusal in report.refused[:SHOWN]]
    return refused + [suspicion_words(suspicion) for suspicion in report.suspicious[:SHOWN]]


def _what_it_is(report: Report) -> str:
    words = f"{report.file}: {report.kind}"
    if report.period_start and report.period_end:
        first, last = f"{report.period_start:%B %Y}", f"{report.period_end:%B %Y}"
        words += f", {first}" if first == last else f", {first} to {last}"
    if not (report.period_start or report.status or report.basis):
        # Only files of waiting times say these of all their figures; others have them by indicator.
        return f"{words}."
    words += f", {report.status}" if report.status else ", status not stated"
    return f"{words}. Basis: {report.basis}." if report.basis else f"{words}. The basis is not stated."


def _rows_words(report: Report) -> str:
    read, used, refused = report.rows_read, report.rows_used, report.rows_refused
    words = f"{read:,} {'row' if read == 1 else 'rows'} read, {used:,} used, {refused:,} refused."
    left = report.rows_left_out
    return (
        f"{words} {left:,} other {'row was' if left == 1 else 'rows were'} left out; see below."
        if left
        else words
    )


def _totals_words(totals: tuple[Total, ...]) -> str:
    agreeing = sum(total.agrees for total in totals)
    if agreeing == len(totals):
        return (
            f"All {len(totals)} totals agree with the England rows."
            if agreeing > 1
            else ("The total agrees with the England row.")
        )
    return f"{agreeing} of {len(totals)} totals agree with the England rows."


def total_words(total: Total) -> str:
    """Return a total that disagrees as a sentence."""
    where = f"Sheet {total.sheet}, " if total.sheet else ""
    return (
        f"{where}{total.measure}: the areas' {total.column}s add up to {total.areas:,.10g}, "
        f"the England row says {total.england:,.10g}."
    )


def refusal_words(refusal: Refusal) -> str:
    """Return a refusal as a sentence: sheet, row, column, value and reason."""
    places = [
        f"sheet {refusal.sheet}" if refusal.sheet else "",
        f"row {refusal.row}" if refusal.row is not None else "",
        f"column {refusal.column}" if refusal.column else "",
    ]
    where = ", ".join(place for place in places if place)
    value = f"{refusal.value!r} " if refusal.value is not None else ""
    words = f"{where}: {value}{refusal.reason}." if where else f"{value}{refusal.reason}."
    return words[:1].upper() + words[1:]


def suspicion_words(suspicion: Suspicion) -> str:
    """Return a suspicion as a sentence that says whether the figure is used."""
    whose = suspicion.area_name or suspicion.area_code or "An area"
    measure = f", {suspicion.measure}" if suspicion.measure else ""
    places = [f"sheet {suspicion.sheet}" if suspicion.sheet else ""]
    places.append(f"row {suspicion.row}" if suspicion.row is not None else "")
    where = ", ".join(place for place in places if place)
    used = "It is used." if suspicion.used else "It is not used."
    return f"{whose}{measure}{f' ({where})' if where else ''}: {suspicion.reason.rstrip('.')}. {used}"


def _escaped(text: str) -> str:
    """Return text in which Markdown and HTML of a file's own have no effect."""
    for mark in "\\`*_[]<>#|$":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
