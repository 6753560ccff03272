"""What the text around a table of waiting times says: measure, period, status, basis, standard."""

import re
from dataclasses import dataclass, field
from datetime import date

from importers.cells.months import Period, names_a_day, period_of
from importers.cells.values import clean, number, words
from importers.files.sheets import SheetRow, Value
from importers.waits.header import FIGURES, role_of
from importers.waits.measures import days_named, days_of

_LABEL = re.compile(
    r"^((?:reporting |time )?period|month|quarter|financial year|year|basis|status|source|published|publication date"
    r"|(?:last )?updated|extracted|issued|released?|next (?:publication|release|update)"
    r"|date (?:of )?(?:publication|release|extract\w*)|date published|definitions?|contact)\b\s*:?\s*"
)
_NOTE = re.compile(
    r"^(?:notes?\b|footnote|source|publish|contact|definition|copyright|\(\w{1,2}\)|\d\.|\*|this )"
)
_PART = re.compile(r"^part [a-z0-9]\b|^(?:all|admitted|non[ -]?admitted) care$")
_CARE = re.compile(r"(?:\bnon[ -]?)?\badmitted(?: care)?|\ball care")
_STANDARD = re.compile(r"(?:standard|target)[^0-9%.]{0,40}(\d{2}(?:\.\d)?)\s?(?:%|per ?cent)")
_BASED = re.compile(r"\b(?:commissioner|provider)[ -]based")
_MOST_TITLES = 10
_PROVISIONAL = re.compile(r"visi?onal", re.IGNORECASE)
_FINAL = re.compile(r"\bfinal(?:i[sz]ed)?\b|[-_ ]final\b", re.IGNORECASE)
LONGEST_TITLE = 400
DAYS_OF_A_YEAR = 360


@dataclass
class Titles:
    """What was said so far in a sheet.

    Attributes
    ----------
    titles : what names a standard, in lower case, since the last figures; the first is the title unless the
        columns say otherwise
    part : the part of the sheet, such as 'part b: first treatments'
    period, status, basis, standard : as stated; None while nothing was said
    loose_periods : periods that stand somewhere without the word 'period', in their order
    inherited : the period of the sheets before, which holds if this one states none
    wanted : whether a title that comes now is the one of the next figures
    """

    titles: tuple[str, ...] = ()
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
        """Return the period that holds here: one after its label, else the first one that stands anywhere.

        Of a year and a part of it, which both stand somewhere, it is the part.
        """
        if self.period:
            return self.period
        stated = [*self.loose_periods, *([self.inherited] if self.inherited else [])]
        if not stated:
            return None
        first, last = stated[0]
        if (last - first).days < DAYS_OF_A_YEAR:
            return stated[0]
        return min(
            (each for each in stated if first <= each[0] and each[1] <= last), key=lambda p: p[1] - p[0]
        )

    def title_of(self, days: frozenset[int]) -> str:
        """Return the title of a table whose columns name standards of so many days, perhaps none."""
        fitting = (title for title in self.titles if days & days_named(title))
        return next(fitting, None) or next(iter(self.titles), "")

    @property
    def care_setting(self) -> str | None:
        """The care setting that the part names, as older workbooks have it; None if it names none."""
        found = _CARE.search(self.part)
        return found[0] if found else None

    def hear(self, row: SheetRow) -> None:
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
            for cell, text in zip(cells[1:], texts[1:], strict=True):
                if ":" in text and _LABEL.match(text):
                    self._hear_label(clean(cell))

    def _hear_alone(self, cell: Value) -> None:
        text = clean(cell)
        lower = text.lower()
        if not isinstance(cell, str):
            # A day within a month is one of publication, not a period.
            stated = period_of(cell)
            self.loose_periods += [stated] if stated and _begins_or_ends(cell, stated) else []
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
        if label.endswith("period") or label in ("month", "quarter"):
            years = [each for each in self.loose_periods if (each[1] - each[0]).days >= DAYS_OF_A_YEAR]
            year = f"{years[0][0].year}-{years[0][1]:%y}" if years else ""
            named = period_of(f"{rest} {year}") if year else None
            self.period = period_of(text) or period_of(rest) or named or self.period
        elif label.endswith("year") and (stated := period_of(text) or period_of(rest)):
            self.loose_periods.append(stated)
        elif label == "basis":
            self.basis = rest or self.basis
        elif label == "status":
            self.status = status_of(rest) or self.status

    def _hear_title(self, text: str, lower: str) -> None:
        stated = None if names_a_day(text) else period_of(text)
        self.loose_periods += [stated] if stated else []
        if _BASED.search(lower):
            self.basis = self.basis or text
        if stated or "statistics" in lower:
            self.status = self.status or status_of(text)
        if found := _STANDARD.search(lower):
            self.standard = float(found[1])
        if _PART.match(lower):
            self.part = lower
        elif days_of(lower) and not lower.endswith("."):
            if self.wanted:
                self.titles, self.part, self.wanted = (), "", False
            self.titles = (*self.titles, lower)[:_MOST_TITLES]


def _begins_or_ends(day: Value, period: Period) -> bool:
    return isinstance(day, date) and (day.day, day.month) in [(each.day, each.month) for each in period]


def stated_standard(row: SheetRow) -> float | None:
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
