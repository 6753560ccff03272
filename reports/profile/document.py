"""One page an area, to hand out: a PDF of A4 pages that screen readers can read."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import vl_convert
from markupsafe import Markup

import geodata
from charts.palette import GRID, INK, MUTED
from reports.figures.glyphs import Glyphs
from reports.figures.locator import WIDTH, locator
from reports.paths import TEMPLATES
from reports.profile.content import Everything, axes, page_of
from reports.profile.typesetting import typeset
from reports.tables.source_text import source_lines
from scoring import Assessment, DataError, Edition, Methodology
from scoring.analysis.probability import rating_probabilities
from scoring.explain.words import counted

TEMPLATE = TEMPLATES / "profile.typ"
_MAP_SCALE = 1.5
"""Of the small map: 420 pixels an inch in print."""
_TICK = 3
"""Thickness of the mark of an area on a strip that is 1000 wide."""
_PREPARED = 0.5
"""How much of the work is done once the texts of all pages are there."""
_SECONDS_A_PAGE = 0.1
"""In which about half of the pages are set, of so many."""


def profile_bytes(
    assessment: Assessment,
    baseline: Methodology,
    areas: Collection[str],
    link_of: Callable[[str], str],
    *,
    progress: Callable[[float, str], None] | None = None,
    made_on: date | None = None,
) -> bytes:
    """Return the profiles of areas as one PDF, a page of A4 an area.

    Parameters
    ----------
    assessment : Assessment
    baseline : Methodology
        With its changes. If it is another than the methodology, each page says how the baseline rates the area.
    areas : collection of str
        Area codes, in the order of the pages.
    link_of : function
        Gives the address or the command that shows an area again, from its code.
    progress : function, optional
        Is told how much of the work is done, from 0 to 1, and what is being done, in words.
    made_on : date, optional
        Today if left out.

    Raises
    ------
    DataError
        If there is no area, or the edition has no figures for one of them or lacks an indicator.
    """
    edition = assessment.edition
    if not areas:
        raise DataError("Choose at least one area to make a profile of.")
    tell = progress or (lambda share, words: None)
    tell(0.0, "Rating all areas")
    every = _everything(assessment, baseline, areas)
    pages = []
    for number, code in enumerate(areas):
        tell(
            _PREPARED * number / len(areas),
            f"Page {number + 1} of {len(areas)}: {edition.short_names.get(code, code)}",
        )
        pages.append(page_of(every, code, link_of(code)))
    tell(*_setting(len(pages), 0.0))
    day = made_on or date.today()
    texts = {
        "title": _title(edition, pages),
        "edition": edition.meta.title,
        "pages": pages,
        "foot": source_lines(assessment, day),
    }
    content = {
        **_fitted(texts),
        "ticks": {name: _ticks(edition, name, ends) for name, ends in every.axes.items()},
        "colours": {"ink": INK, "muted": MUTED, "grid": GRID},
        "date": [day.year, day.month, day.day],
        **_places(edition, every, areas),
    }
    made = typeset(TEMPLATE, content, day, lambda seconds: tell(*_setting(len(pages), seconds)))
    tell(1.0, "Done")
    return made


def _fitted(texts: dict[str, Any]) -> dict[str, Any]:
    """Return texts with signs that the typefaces have; their foot says which were replaced."""
    glyphs = Glyphs()
    fitted: dict[str, Any] = {name: glyphs.document(part) for name, part in texts.items()}
    note = glyphs.note()
    return fitted | {"foot": [*fitted["foot"], *([note] if note else [])]}


def _everything(assessment: Assessment, baseline: Methodology, areas: Collection[str]) -> Everything:
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    judged = assessment.breakdown
    compared = Assessment(edition, baseline) if method.model_dump() != baseline.model_dump() else None
    return Everything(
        assessment,
        compared,
        assessment.ratings.set_index("area_code"),
        compared.ratings.set_index("area_code") if compared else None,
        rating_probabilities(edition.indicators, method).set_index("area_code"),
        axes(edition, judged[judged["area_code"].isin(areas)]),
    )


def _setting(pages: int, seconds: float) -> tuple[float, str]:
    """Return how far the typesetter may be, which does not say, and what it does: half of what is left, and so on."""
    left = 0.5 ** (seconds / (pages * _SECONDS_A_PAGE))
    since = f" ({seconds:.0f} s)" if seconds else ""
    return 1 - (1 - _PREPARED) * left, f"Typesetting {counted(pages, 'page')}{since}"


def _title(edition: Edition, pages: Sequence[dict[str, Any]]) -> str:
    whose = pages[0]["name"] if len(pages) == 1 else f"{len(pages)} areas"
    return f"Cancer care profile of {whose}: {edition.meta.title}"


def _ticks(edition: Edition, indicator: str, ends: tuple[float, float]) -> Markup:
    """Return all areas along an axis as the picture of a strip."""
    values = edition.indicators.loc[edition.indicators["indicator"] == indicator, "value"].dropna()
    low, high = ends
    places = sorted({round(1000 * (value - low) / (high - low) - _TICK / 2, 1) for value in values})
    mark = Markup('<rect x="{}" width="{}" height="40"/>')
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 40" preserveAspectRatio="none">'
        '<g fill="{}" fill-opacity="0.4">{}</g></svg>'
    ).format(MUTED, Markup("").join(mark.format(place, _TICK) for place in places))


def _places(edition: Edition, every: Everything, areas: Collection[str]) -> dict[str, Any]:
    """Return where each of the areas lies, and the small map of all as a picture; nothing without boundaries."""
    try:
        found = locator(edition, every.ratings.reset_index())
    except geodata.BoundaryError:
        return {"map": None, "places": {}}
    places = {
        code: {"outline": found.outlines[code], "ring": found.rings[code]}
        for code in areas
        if code in found.outlines
    }
    # As pixels: a drawing would be in the file once for every page.
    picture = vl_convert.svg_to_png(found.svg, scale=_MAP_SCALE)
    return {"map": {"png": list(picture), "width": WIDTH, "height": found.height}, "places": places}
