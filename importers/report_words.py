"""A report in words: sentences for a screen, Markdown for a page or a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.errors import listed

if TYPE_CHECKING:
    from importers.report import Refusal, Report, Suspicion, Total

SHOWN = 20
"""How many of a list are shown; the frames of a report have them all."""


_ENGLAND = {
    "none": "There is no row for England to check.",
    "left out": "The row for England is among those left out, so the areas are not checked against it.",
    "refused": "The row for England cannot be used, so the areas are not checked against it; why is said below.",
    "used": (
        "England's row was read. The areas are not checked against it: that needs counts in its row and in theirs."
    ),
}


def report_sentences(report: Report) -> list[str]:
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


def report_markdown(report: Report) -> str:
    """Return the report as Markdown: the sentences as paragraphs, then the lists."""
    head = f"# {_escaped(report.file)}"
    return "\n\n".join([head, *(_escaped(sentence) for sentence in report.sentences())]) + "\n"


def _escaped(text: str) -> str:
    """Return text in which Markdown and HTML of a file's own have no effect."""
    for mark in "\\`*_[]<>#|$":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
