"""The report that every load ends in, and its result: a table or none at all."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

import pandas as pd

from importers.report_words import report_markdown, report_sentences

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
    """The sum of the areas beside the row for England that the file gives.

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
        return report_sentences(self)

    def to_markdown(self) -> str:
        """Return the report as Markdown, with tables of what was refused and what is suspicious."""
        return report_markdown(self)

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
