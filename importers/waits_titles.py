"""What the text around a table of waiting times says: measure, period, status, basis, standard."""

import re
from dataclasses import dataclass, field

from importers.measures import days_of
from importers.months import Period, period_of
from importers.sheets import Row, Value
from importers.values import clean, number, words
from importers.waits_header import FIGURES, role_of

_LABEL = re.compile(
    r"^(period|month|basis|status|source|published|publication date|definitions?|contact)\b\s*:?\s*"
)
_NOTE = re.compile(
    r"^(?:notes?\b|footnote|source|publish|contact|definition|copyright|\(\w{1,2}\)|\d\.|\*|this )"
)
_PART = re.compile(r"^part [a-z0-9]\b|^(?:all|admitted|non[ -]?admitted) care$")
_CARE = re.compile(r"(?:\bnon[ -]?)?\badmitted(?: care)?|\ball care")
_STANDARD = re.compile(r"(?:standard|target)[^0-9%.]{0,40}(\d{2}(?:\.\d)?)\s?(?:%|per ?cent)")
_BASED = re.compile(r"\b(?:commissioner|provider)[ -]based")
_PROVISIONAL = re.compile(r"visi?onal", re.IGNORECASE)
_FINAL = re.compile(r"\bfinal(?:i[sz]ed)?\b|[-_ ]final\b", re.IGNORECASE)
LONGEST_TITLE = 400


@dataclass
class Titles:
    """What was said so far in a sheet.

    Attributes
    ----------
    title : what names a standard, in lower case; the first since the last figures
    part : the part of the sheet, such as 'part b: first treatments'
    period, status, basis, standard : as stated; None while nothing was said
    loose_periods : periods that stand somewhere without the word 'period', in their order
    inherited : the period of the sheets before, which holds if this one states none
    wanted : whether a title that comes now is the one of the next figures
    """

    title: str = ""
    part: str = ""
    period: Period | None = None
    status: str | None = None
    basis: str | None = None
    standard: float | None = None
    loose_periods: list[Period] = field(default_factory=list)
    inherited: Period | None = None
    wanted: bool = True

    def for_sheet(self, named: Period | None) -> "Titles":
        """Return what still holds in the next sheet, whose name may name a period: not measure or standard."""
        return Titles(status=self.status, basis=self.basis, inherited=named or self.stated_period())

    def stated_period(self) -> Period | None:
        """Return the period that holds here: one after its label, else the first one that stands anywhere."""
        return self.period or next(iter(self.loose_periods), None) or self.inherited

    @property
    def care_setting(self) -> str | None:
        """The care setting that the part names, as older workbooks have it; None if it names none."""
        found = _CARE.search(self.part)
        return found[0] if found else None

    def hear(self, row: Row) -> None:
        """Take in what a row of text says."""
        cells = [cell for cell in row.cells if cell is not None]
        first = words(cells[0])
        if len(cells) == 1:
            self._hear_alone(cells[0])
        elif first.rstrip(":") in ("period", "month") and (stated := period_of(cells[1])):
            self.period = stated
        elif _LABEL.match(first):
            # A label and what belongs to it may stand in cells beside each other.
            self._hear_label(f"{clean(cells[0])} {clean(cells[1])}" if len(first) < 20 else clean(cells[0]))
        else:
            texts = [words(cell) for cell in cells]
            self.part = next((text for text in texts if _PART.match(text)), self.part)
            if len(cells) == 2 and role_of(texts[0]) not in FIGURES:
                self._hear_alone(cells[0])

    def _hear_alone(self, cell: Value) -> None:
        text = clean(cell)
        lower = text.lower()
        if not isinstance(cell, str):
            stated = period_of(cell)
            self.loose_periods += [stated] if stated else []
        elif _LABEL.match(lower):
            self._hear_label(text)
        elif _NOTE.match(lower) or len(text) > LONGEST_TITLE:
            if "official statistics" in lower:
                self.status = self.status or status_of(text)
        else:
            self._hear_title(text, lower)

    def _hear_label(self, text: str) -> None:
        found = _LABEL.match(text.lower())
        label, rest = (found[1], text[found.end() :].strip(" :")) if found else ("", "")
        if label in ("period", "month"):
            self.period = period_of(text) or self.period
        elif label == "basis":
            self.basis = rest or self.basis
        elif label == "status":
            self.status = status_of(rest) or self.status

    def _hear_title(self, text: str, lower: str) -> None:
        stated = period_of(text)
        self.loose_periods += [stated] if stated else []
        if _BASED.search(lower):
            self.basis = self.basis or text
        if "statistics" in lower:
            self.status = self.status or status_of(text)
        if found := _STANDARD.search(lower):
            self.standard = float(found[1])
        if _PART.match(lower):
            self.part = lower
        elif days_of(lower) and self.wanted and not lower.endswith("."):
            self.title, self.part, self.wanted = lower, "", False


def stated_standard(row: Row) -> float | None:
    """Return the standard in percent if a row states nothing but it, in words and one number."""
    cells = [cell for cell in row.cells if cell is not None]
    if len(cells) != 2 or not re.match(r"(?:operational )?(?:standard|target)\b", words(cells[0])):
        return None
    stated = number(cells[1])[0]
    stated = 100 * stated if stated <= 1 else stated
    return stated if 1 < stated <= 100 else None


def status_of(text: str) -> str | None:
    """Return 'provisional' or 'final' if a text says one of them; misprints such as 'PROVISONAL' count.

    >>> status_of("APRIL-2019-COMMISSIONER-WORKBOOK-RROVISIONAL.xlsx"), status_of("Status: Final")
    ('provisional', 'final')
    """
    if _PROVISIONAL.search(text):
        return "provisional"
    return "final" if _FINAL.search(text) else None
