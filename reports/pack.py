"""A whole board pack in one ZIP: slides, spreadsheet and pictures of the same story."""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import vl_convert

from reports.pack_workbook import pack_workbook_bytes
from reports.pictures import picture_svg
from reports.rating_map import rating_map
from reports.screen_charts import chart_height, screen_chart
from reports.screens import Screen
from reports.slides import Progress, slides_bytes
from reports.story import Case, screens_of
from reports.tables import file_name, slug
from scoring import DataError

CONTENTS: dict[str, str] = {
    "slides": "Slides (.pptx)",
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
_Maker = Callable[[Case, list[Screen], bytes | Path | None, Progress], dict[str, bytes]]


def pack_bytes(
    case: Case,
    contents: Iterable[str] = tuple(CONTENTS),
    template: bytes | Path | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Return a board pack as a ZIP.

    Parameters
    ----------
    case : Case
        From `reports.story.case_of`: edition, scenario, baseline, areas and parts.
    contents : iterable of str
        Which of CONTENTS.
    template : bytes or path, optional
        Of the slides; ours if left out.
    progress : function, optional
        Called with the part that is done, 0 to 1, and what is being made.

    Raises
    ------
    DataError
        If nothing or something unknown is asked for, or a part cannot be made.
    """
    wanted = list(dict.fromkeys(contents))
    if unknown := [name for name in wanted if name not in CONTENTS]:
        raise DataError(f"A pack has no {', '.join(unknown)}. It may have: {', '.join(CONTENTS)}.")
    if not wanted:
        raise DataError(f"The pack is empty: choose at least one of {', '.join(CONTENTS)}.")
    screens = screens_of(case)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in enumerate(wanted):
            step = _step(progress, number / len(wanted), 1 / len(wanted))
            step(0.0, CONTENTS[name])
            for path, content in _MAKERS[name](case, screens, template, step).items():
                # The same content makes the same file, whatever the time of day.
                entry = zipfile.ZipInfo(path, case.about.made_on.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content)
    if progress is not None:
        progress(1.0, "The pack is ready")
    return buffer.getvalue()


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
    return file_name(what, ending, case.edition, case.method, areas=areas, made_on=case.about.made_on)


def _slides(
    case: Case, screens: list[Screen], template: bytes | Path | None, progress: Progress
) -> dict[str, bytes]:
    content = slides_bytes(screens, case.edition, case.ratings, template, progress)
    return {pack_file_name(case, "slides", "pptx"): content}


def _workbook(
    case: Case, screens: list[Screen], template: bytes | Path | None, progress: Progress
) -> dict[str, bytes]:
    del screens, template, progress
    return {pack_file_name(case, "figures", "xlsx"): pack_workbook_bytes(case)}


def _pictures(
    case: Case, screens: list[Screen], template: bytes | Path | None, progress: Progress
) -> dict[str, bytes]:
    """Return the map and every chart of the story in every form, numbered as the screens are."""
    del template
    source = f"{' · '.join(part for part in case.about.footer() if part)}\nThe same again: {case.about.link}"
    made: dict[str, bytes] = {}
    for number, screen in enumerate(screens, start=1):
        progress(number / len(screens), f"Pictures: {screen.title}")
        shown: list[tuple[str, Any, Mapping[str, Any]]] = []
        if screen.map is not None:
            shown.append(("map", *rating_map(case.edition, case.ratings, highlighted=screen.map.highlighted)))
        if screen.chart is not None:
            height = chart_height(screen.chart, _LETTERS)
            spec, data = screen_chart(screen.chart, size=_LETTERS, height=height)
            shown.append(("chart", spec | {"width": _WIDTH}, data))
        for what, spec, datasets in shown:
            lines = (screen.chart.title,) if what == "chart" and screen.chart is not None else screen.lines
            svg = picture_svg(spec, datasets, title=screen.title, subtitle=lines, source=source)
            name = f"pictures/{number:02}-{what}-{slug(screen.title)}"
            made |= {f"{name}.{form}": write(svg) for form, write in _FORMS.items()}
    return made


_MAKERS: dict[str, _Maker] = {"slides": _slides, "workbook": _workbook, "pictures": _pictures}
