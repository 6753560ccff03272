"""Words on slides: sizes by measured length, so that nothing is cut and nothing runs over."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from charts.palette import MUTED
from reports.figures.fonts import width_of
from reports.slides.template import Frame, Place, Template
from reports.tables.provenance import Provenance, link_line

_POINT = Inches(1) / 72
_ROOMY, _WIDE = 1.14, 1.35
"""Widths of Arial, and of the widest common typefaces, by those of the typeface that is measured."""
LEADING = 1.2
TITLE_SIZES = (28, 26, 24, 22, 20, 18, 16)
TEXT_SIZES = (16, 15, 14, 13, 12, 11, 10, 9)
_SHORT_LINK = 120
"""Characters of a link that stands on the slide itself, for those who have it on paper."""
_SPACE = 0.5
"""Space after a paragraph by its size."""


def colour(code: str) -> RGBColor:
    """Return a colour of the palette as slides take it."""
    return RGBColor.from_string(code.lstrip("#").upper())


class TextMeasure:
    """How many lines texts need in the typeface of a template, sizes in points, widths in English Metric Units."""

    def __init__(self, template: Template) -> None:
        self.factor = _WIDE if template.wide_font else _ROOMY

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        return width_of(text, size * self.factor, 600 if bold else 400) * _POINT

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> int:
        """Return in how many lines a text is wrapped, as words allow."""
        lines, used = 1, 0.0
        space = self.width(" ", size, bold=bold)
        for word in text.split():
            needed = self.width(word, size, bold=bold)
            if used and used + space + needed > width:
                lines, used = lines + 1, needed
            else:
                used += needed + (space if used else 0)
            lines += int(needed // width) if needed > width else 0
        return lines

    def fitting(
        self,
        texts: Sequence[str],
        place: Place,
        sizes: Sequence[float],
        *,
        bold: bool = False,
        spaced: float = _SPACE,
    ) -> float:
        """Return the largest of some sizes at which paragraphs fit into a place, the smallest if none does."""
        for size in sizes:
            lines = sum(self.lines(text, place.width, size, bold=bold) for text in texts)
            gaps = spaced * max(len(texts) - 1, 0)
            if (lines * LEADING + gaps) * size * _POINT <= place.height:
                return size
        return sizes[-1]


def write_title(frame: Frame, text: str, measure: TextMeasure, scale: float) -> None:
    """Write the message as the title, as large as it fits into two lines or the height of its place."""
    shape = frame.slide.shapes.title
    place = Place(shape.left, shape.top, shape.width, shape.height)
    sizes = [s * scale for s in TITLE_SIZES]
    # A somewhat smaller title on one line reads better than a large one on two.
    one_line = [s for s in sizes[:4] if measure.lines(text, place.width, s, bold=True) == 1]
    size = one_line[0] if one_line else measure.fitting([text], place, sizes, bold=True)
    text_frame = shape.text_frame
    text_frame.text = text
    text_frame.word_wrap = True
    text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def height_of_text(lines: Sequence[str], width: int, measure: TextMeasure, size: float) -> int:
    """Return how high sentences are, a paragraph each, in a size."""
    rows = sum(measure.lines(line, width, size) for line in lines)
    return round((rows * LEADING + _SPACE * len(lines)) * size * _POINT)


def write_lines(shape: Any, lines: Sequence[str], measure: TextMeasure, scale: float) -> None:
    """Write sentences, a paragraph each, as large as they fit."""
    place = Place(shape.left, shape.top, shape.width, shape.height)
    size = measure.fitting(lines, place, [s * scale for s in TEXT_SIZES])
    text_frame = shape.text_frame
    text_frame.word_wrap = True
    text_frame.vertical_anchor = MSO_ANCHOR.TOP
    text_frame.margin_left = text_frame.margin_right = text_frame.margin_top = text_frame.margin_bottom = 0
    for place_, line in enumerate(lines):
        paragraph = text_frame.paragraphs[0] if place_ == 0 else text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size = Pt(size)
        paragraph.space_before = Pt(0)
        paragraph.space_after = Pt(size * _SPACE)


ESTIMATED_WORDS = "est.: estimated by this project, not published"


def write_footer(box: Any, about: Provenance, measure: TextMeasure, *, estimated: bool, scale: float) -> None:
    """Write what every slide carries, with the link that gives this."""
    parts = [part for part in about.footer() if part]
    if estimated:
        parts.insert(0, ESTIMATED_WORDS)
    is_address = about.link.startswith(("http://", "https://"))
    last = "Link to this view" if is_address else "How it was made: see the notes"
    if len(about.link) <= _SHORT_LINK:
        last = link_line(about.link)
    written = [part for part in (*parts, last) if part]
    text = " · ".join(written)
    place = Place(box.left, box.top, box.width, box.height)
    size = measure.fitting([text], place, [s * scale for s in (10, 9.5, 9, 8.5, 8, 7.5, 7)])
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = ""
    paragraph = frame.paragraphs[0]
    for words in (f"{' · '.join(written[:-1])} · ", written[-1]):
        run = paragraph.add_run()
        run.text = words
        run.font.size = Pt(size)
        run.font.color.rgb = colour(MUTED)
    if is_address:
        paragraph.runs[-1].hyperlink.address = about.link


def write_notes(slide: Any, notes: Sequence[str], about: Provenance) -> None:
    """Write method and source under the slide, and the whole link."""
    made = f"Made on {about.made_on.day} {about.made_on:%B %Y}."
    slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, [*notes, made, link_line(about.link)]))
