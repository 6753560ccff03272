"""A whole board pack in one ZIP: slides, profiles, spreadsheet and pictures of the same story."""

import logging
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import vl_convert

from reports.figures.pictures import picture_svg
from reports.figures.rating_map import rating_map
from reports.figures.screen_charts import chart_height, screen_chart
from reports.pack.workbook import pack_workbook_bytes
from reports.profile.document import profile_bytes
from reports.screens.model import Screen
from reports.slides.deck import Progress, slides_bytes
from reports.story.story import Case, screens_of
from reports.tables.source_text import source_text
from reports.tables.table import file_name, slug
from scoring import DataError

CONTENTS: dict[str, str] = {
    "slides": "Slides (.pptx)",
    "profiles": "One-page profiles (.pdf)",
    "workbook": "Spreadsheet (.xlsx)",
    "pictures": "Pictures (.svg, .png, .pdf)",
}
"""What a pack may hold, with its words."""
_LETTERS, _WIDTH = 13.0, 780
"""Pixels: of a letter in a chart, and of a chart."""
_FORMS: dict[str, Callable[[str], bytes]] = {
    "svg": str.encode,
    "png": partial(vl_convert.svg_to_png, scale=2.0),
    "pdf": vl_convert.svg_to_pdf,
}
"""How a drawn picture becomes a file of each form: it is drawn once."""


_NO_FIGURES = "There are none, since none of these areas has figures in this edition."
_NOTHING = (
    "The pack would be empty: none of these areas has figures in this edition. Choose other areas, other documents or "
    "another edition."
)
MISSING = "MISSING.txt"
"""The file of a pack that says what it lacks and why; a whole pack has none."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Job:
    """What every part of a pack is made of."""

    case: Case
    screens: list[Screen]
    template: bytes | Path | None
    link_of: Callable[[str], str]
    progress: Progress


def pack_bytes(
    case: Case,
    contents: Iterable[str] = tuple(CONTENTS),
    template: bytes | Path | None = None,
    progress: Progress | None = None,
    link_of: Callable[[str], str] | None = None,
) -> bytes:
    """Return a board pack as a ZIP; if some of the documents cannot be made, of the others, see `missing_from`.

    Parameters
    ----------
    case : Case
        From `reports.story.story.case_of`: edition, scenario, baseline, areas and parts.
    contents : iterable of str
        Which of CONTENTS.
    template : bytes or path, optional
        Of the slides; ours if left out.
    progress : function, optional
        Called with the part that is done, 0 to 1, and what is being made.
    link_of : function, optional
        Gives what shows an area again, from its code, for its profile; the link of the pack if left out.

    Raises
    ------
    DataError
        If nothing or something unknown is asked for, or none of the documents can be made.
    """
    wanted = list(dict.fromkeys(contents))
    if unknown := [name for name in wanted if name not in CONTENTS]:
        raise DataError(f"A pack cannot contain {', '.join(unknown)}. It can contain: {', '.join(CONTENTS)}.")
    if not wanted:
        raise DataError(f"The pack is empty: choose at least one of {', '.join(CONTENTS)}.")
    screens = screens_of(case)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        failed = []
        for number, name in enumerate(wanted):
            step = _step(progress, number / len(wanted), 1 / len(wanted))
            step(0.0, CONTENTS[name])
            job = _Job(case, screens, template, link_of or (lambda code: case.about.link), step)
            made, why = _made(name, job)
            failed += why
            for path, content in made.items():
                _add(archive, path, content, case)
        if not archive.namelist():
            raise DataError(" ".join(failed) or _NOTHING)
        if failed:
            _add(archive, MISSING, "\n".join(["This pack is incomplete.", *failed, ""]).encode(), case)
    if progress is not None:
        progress(1.0, "The pack is ready")
    return buffer.getvalue()


def missing_from(pack: bytes) -> str:
    """Return which documents a pack lacks and why, in sentences; nothing if it is whole."""
    with zipfile.ZipFile(BytesIO(pack)) as archive:
        return archive.read(MISSING).decode().strip() if MISSING in archive.namelist() else ""


def _made(name: str, job: _Job) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of one of CONTENTS, and why it is missing: one that fails does not take the others along."""
    try:
        return _MAKERS[name](job), []
    except DataError as problem:
        reason = str(problem)
    except Exception:
        _log.exception("The %s of a pack could not be made", name)
        reason = "This is a fault in the app; its log has the details."
    return {}, [f"{CONTENTS[name]} could not be made. {reason}"]


def _add(archive: zipfile.ZipFile, path: str, content: bytes, case: Case) -> None:
    # The same content makes the same file, whatever the time of day.
    entry = zipfile.ZipInfo(path, case.about.made_on.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _step(progress: Progress | None, start: float, share: float) -> Progress:
    """Return the progress of one step of the whole."""

    def told(done: float, what: str) -> None:
        if progress is not None:
            progress(start + share * done, what)

    return told


def pack_file_name(case: Case, what: str, ending: str) -> str:
    """Return the name of a file of a pack, which says edition, areas, content, methodology and date."""
    everywhere = len(case.choice.areas) == len(case.edition.areas)
    areas = "" if everywhere else slug(case.choice.title)
    return file_name(what, ending, case.assessment, areas=areas, made_on=case.about.made_on)


def _slides(job: _Job) -> dict[str, bytes]:
    case = job.case
    content = slides_bytes(
        job.screens, case.edition, case.ratings, job.template, job.progress, shapes=case.shapes
    )
    return {pack_file_name(case, "slides", "pptx"): content}


def _profiles(job: _Job) -> dict[str, bytes]:
    """Return a page for each chosen area that has figures."""
    case = job.case
    figures = case.edition.indicators.dropna(subset=["value"])
    there = set(figures["area_code"])
    areas = [code for code in case.choice.areas if code in there]
    if not areas:
        raise DataError(_NO_FIGURES)
    content = profile_bytes(
        case.assessment,
        case.baseline,
        areas,
        job.link_of,
        progress=job.progress,
        made_on=case.about.made_on,
    )
    return {pack_file_name(case, "profiles", "pdf"): content}


def _workbook(job: _Job) -> dict[str, bytes]:
    return {pack_file_name(job.case, "figures", "xlsx"): pack_workbook_bytes(job.case)}


def _pictures(job: _Job) -> dict[str, bytes]:
    """Return the map and every chart of the story in every form, numbered as the screens are."""
    case = job.case
    source = source_text(case.assessment, case.about.link, made_on=case.about.made_on)
    made: dict[str, bytes] = {}
    for number, screen in enumerate(job.screens, start=1):
        job.progress((number - 1) / len(job.screens), f"Pictures: {screen.title}")
        shown: list[tuple[str, Any, Mapping[str, Any], Sequence[str]]] = []
        if screen.map is not None:
            outlined = screen.map.highlighted
            drawn = rating_map(case.edition, case.ratings, highlighted=outlined, shapes=case.shapes)
            shown.append(("map", *drawn, screen.lines))
        if screen.chart is not None:
            height = chart_height(screen.chart, _LETTERS)
            chart, numbers = screen_chart(screen.chart, size=_LETTERS, height=height)
            shown.append(("chart", chart | {"width": _WIDTH}, numbers, (screen.chart.title,)))
        for what, drawing, data, lines in shown:
            svg = picture_svg(drawing, data, title=screen.title, subtitle=lines, source=source)
            name = f"pictures/{number:02}-{what}-{slug(screen.title)}"
            made |= {f"{name}.{form}": write(svg) for form, write in _FORMS.items()}
    return made


_MAKERS: dict[str, Callable[[_Job], dict[str, bytes]]] = {
    "slides": _slides,
    "profiles": _profiles,
    "workbook": _workbook,
    "pictures": _pictures,
}
