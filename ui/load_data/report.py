"""The report on a file: whether it can be used, in words and with a sign, and what was found in it."""

import pandas as pd
import streamlit as st

from importers.boundaries import BoundaryReport
from importers.report import MAXIMUM_LISTED, Report
from importers.waits.read import KIND as WAITS
from reports.tables.table import as_csv
from scoring.errors import listed
from ui.components import html, markdown
from ui.components.tables import numbers_as_such, worded
from ui.load_data.files import FileReading

_MOST_NAMED = 8
_FEW = 20
"""So many refused rows are shown at once, more when somebody asks for them."""
_WITHOUT_TOTALS = {
    "none": "no row for England to compare",
    "left out": "the row for England is left out",
    "refused": "the row for England cannot be used",
    "used": "without counts to compare",
}
_HEADINGS = {
    "refused": {
        "sheet": "Sheet",
        "row": "Row",
        "column": "Column",
        "value": "Content",
        "reason": "Why it is not used",
    },
    "suspicious": {
        "area_name": "Area",
        "measure": "Measure",
        "sheet": "Sheet",
        "row": "Row",
        "reason": "What looks wrong",
        "used": "Used",
    },
    "totals": {
        "measure": "Measure",
        "column": "Of",
        "areas": "Areas added up",
        "england": "England row",
        "agrees": "Agrees",
    },
    "areas": {"area": "Area", "found": "Found"},
}


def draw_report(reading: FileReading) -> None:
    """Draw the report on one file."""
    report = reading.result.report
    _verdict(report)
    if reading.note:
        st.info(markdown.escape(reading.note))
    if not report.hopeless or report.rows_read:
        html.draw(html.table(_facts(report), wide=False))
    for note in report.notes:
        st.caption(markdown.escape(note))
    _lists(reading)


def _verdict(report: Report) -> None:
    name = markdown.escape(report.file)
    if report.hopeless:
        st.error(
            f"**Cannot be used: {name}.** {markdown.escape(report.hopeless)} Your previous figures or boundaries "
            "are still in use.",
            icon=":material/block:",
        )
    elif report.doubtful:
        st.warning(
            f"**Worth a look before you use it: {name}.** {markdown.escape(_doubts(report))}",
            icon=":material/search:",
        )
    else:
        rows = "Every row but those left out below" if report.rows_left_out else "Every row"
        st.success(
            f"**Good: {name}.** {rows} was read and nothing in it looks wrong.",
            icon=":material/check_circle:",
        )


def _doubts(report: Report) -> str:
    """Say in one sentence what deserves a look."""
    wrong = sum(not total.agrees for total in report.totals)
    counts = [
        (report.rows_refused, "row is not used", "rows are not used"),
        (len(report.suspicious), "figure looks wrong", "figures look wrong"),
        (wrong, "total differs from England's", "totals differ from England's"),
        (
            len(report.missing_areas),
            "area is not in the file",
            "areas are not in the file",
        ),
        (
            len(report.unknown_areas),
            "area in the file is unknown here",
            "areas in the file are unknown here",
        ),
    ]
    if isinstance(report, BoundaryReport):
        counts.append((len(report.notes), "thing to check", "things to check"))
    said = [f"{number:,} {one if number == 1 else many}" for number, one, many in counts if number]
    return f"{listed(said)}."


def _facts(report: Report) -> pd.DataFrame:
    shapes = isinstance(report, BoundaryReport)
    facts = {"Read as": report.kind, **({} if shapes else _figures_facts(report))}
    facts["Areas without a shape" if shapes else "Areas without figures"] = _areas(report.missing_areas)
    facts["Shapes without figures" if shapes else "Areas unknown here"] = _areas(report.unknown_areas)
    if shapes:
        facts["Areas read"] = f"{report.rows_used:,}"
    else:
        facts["Figures that look wrong"] = f"{len(report.suspicious):,}" if report.suspicious else "none"
    return pd.DataFrame(list(facts.items()), columns=["What", "Found"])


def _figures_facts(report: Report) -> dict[str, str]:
    period = "not stated in the file"
    if report.period_start and report.period_end:
        first, last = f"{report.period_start:%B %Y}", f"{report.period_end:%B %Y}"
        period = first if first == last else f"{first} to {last}"
    agreeing = sum(total.agrees for total in report.totals)
    totals = (
        f"{agreeing} of {len(report.totals)} agree" if report.totals else _WITHOUT_TOTALS[report.england_row]
    )
    left = f", {report.rows_left_out:,} others left out" if report.rows_left_out else ""
    rows = f"{report.rows_read:,} read, {report.rows_used:,} used, {report.rows_refused:,} refused{left}"
    facts = {"Rows": rows}
    if report.kind == WAITS:
        nothing = "not stated in the file"
        facts |= {
            "Period": period,
            "Status": report.status or nothing,
            "Whose patients": report.basis or nothing,
        }
    return facts | {"Totals compared with the England row": totals}


def _areas(names: tuple[str, ...]) -> str:
    return f"{len(names)}: {listed(names, _MOST_NAMED)}" if names else "none"


def _lists(reading: FileReading) -> None:
    """Draw what was refused, what is strange, totals and areas as tables that can be downloaded."""
    report = reading.result.report
    counted = {
        "refused": (len(report.refused), "Rows that are not used, and why"),
        "suspicious": (len(report.suspicious), "Figures that look wrong"),
        "totals": (sum(not total.agrees for total in report.totals), "Totals that differ from England's"),
        "areas": (
            len(report.missing_areas) + len(report.unknown_areas),
            "Areas found only in the file or only in the edition",
        ),
    }
    frames = report.frames()
    for name, (number, title) in counted.items():
        if not number:
            continue
        frame = frames[name]
        if name == "totals":
            frame = frame[~frame["agrees"].astype(bool)]
        shown = frame[list(_HEADINGS[name])].rename(columns=_HEADINGS[name]).dropna(axis="columns", how="all")
        with st.expander(f"{title}: {number:,}", expanded=name == "refused" and number <= _FEW):
            if number >= MAXIMUM_LISTED:
                st.caption(f"The first {MAXIMUM_LISTED:,} of them are listed.")
            st.dataframe(
                worded(numbers_as_such(shown)),
                hide_index=True,
                placeholder="–",
                key=f"list-{name}-{reading.id}",
            )
            st.download_button(
                "Download this list (CSV)",
                as_csv(shown),
                file_name=f"{name}-in-{_plain_name(report.file)}.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"download-{name}-{reading.id}",
            )


def _plain_name(file: str) -> str:
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in file)[:80]
