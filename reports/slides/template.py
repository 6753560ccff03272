"""The template of the slides: ours, or one that an organisation gives in its place."""

from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from reports.paths import TEMPLATES
from reports.slides.layouts import BOTTOM, FULL, LAYOUT_NAMES, LAYOUTS, LEFT, TOP, WIDTH
from reports.slides.template_file import opened_template, refusing_broken
from scoring import DataError

OWN = TEMPLATES / "board-pack.pptx"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_NARROW_FONTS = ("Arial", "Helvetica", "Calibri", "Aptos", "Source Sans", "Segoe UI", "Arial Narrow")
_LEAST_ROOM = 0.5
"""Part of the height of a slide that must be left between title and foot."""


@dataclass(frozen=True)
class Place:
    """Where something stands on a slide, in English Metric Units, and the placeholder of the layout that it fills."""

    left: int
    top: int
    width: int
    height: int
    placeholder: Any = None


@dataclass(frozen=True)
class Frame:
    """A new slide with its title and the places of everything else by the names in `slide_layouts`."""

    slide: Any
    places: dict[str, Place]


class Template:
    """A presentation to which slides are added.

    Parameters
    ----------
    source : bytes, path or None
        A .pptx file; None for ours.

    Raises
    ------
    DataError
        If it is no presentation, not in 16:9, or has no layout that slides can be made of.
    """

    def __init__(self, source: bytes | Path | str | None = None) -> None:
        try:
            with refusing_broken():
                self._read(source or OWN)
        except DataError as problem:
            if source:
                raise
            raise DataError(
                f"Slides cannot be made: {OWN.name}, which comes with the app, is missing or damaged. Give a template "
                "of your own, or reinstall the app."
            ) from problem

    def _read(self, source: bytes | Path | str) -> None:
        self.deck = opened_template(source)
        width, height = self.deck.slide_width, self.deck.slide_height
        if abs(width / height - 16 / 9) > 0.01:
            raise DataError(
                f"The slides of the template are {width / Inches(1):.1f} by {height / Inches(1):.1f} "
                "inches. A board pack is in 16:9: set it in the template under Design, Slide Size, Widescreen."
            )
        self.scale = width / Inches(WIDTH)
        self.wide_font = _theme_font(self.deck) not in _NARROW_FONTS
        self._named = {layout.name: layout for layout in self.deck.slide_layouts}
        self._plain: Any = None
        if not self._has_own_layouts():
            self._plain = _plain_layout(self.deck)

    def _has_own_layouts(self) -> bool:
        return all(self._own_layout(name) is not None for name in LAYOUTS)

    def _own_layout(self, name: str) -> Any:
        """Return the layout of this name if it has all placeholders by their names, else None."""
        layout = self._named.get(LAYOUT_NAMES[name])
        if layout is None or _title_of(layout) is None:
            return None
        return layout if LAYOUTS[name].keys() <= {shape.name for shape in layout.placeholders} else None

    def new_slide(self, name: str) -> Frame:
        """Add a slide in a layout of LAYOUTS, or as near to it as the template allows."""
        own = self._own_layout(name)
        slide = self.deck.slides.add_slide(self._plain if own is None else own)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in _TITLES:
                shape.element.getparent().remove(shape.element)
        return Frame(slide, self.places(name))

    def places(self, name: str) -> dict[str, Place]:
        """Return where the parts of a layout of LAYOUTS stand, in the order in which they are read."""
        own = self._own_layout(name)
        if own is None:
            return _divided(self._plain, name, self.deck)
        there = {shape.name: shape for shape in own.placeholders}
        return {
            part: Place(shape.left, shape.top, shape.width, shape.height, shape.element.ph)
            for part in LAYOUTS[name]
            if (shape := there[part])
        }

    def add_foot(self, slide: Any) -> Any:
        """Add slide number and footer, from the layout or else of our own, and return the footer."""
        layout = slide.slide_layout
        feet = {shape.placeholder_format.type: shape for shape in layout.placeholders}
        number = feet.get(PP_PLACEHOLDER.SLIDE_NUMBER)
        width, height = self.deck.slide_width, self.deck.slide_height
        footer = feet.get(PP_PLACEHOLDER.FOOTER)
        box = None
        if footer is not None and footer.width > width / 3:
            box = _cloned(slide, footer, "Footer")
        else:
            # A narrow footer of a template would cut what must be said.
            top = min((s.top for s in (footer, number) if s is not None), default=int(height * 0.9))
            right = number.left if number is not None and number.left > width / 2 else int(width * 0.92)
            left = min(_title_of(layout).left, right // 8)
            box = slide.shapes.add_textbox(left, top, right - left, height - top)
            box.name = "Footer"
        if number is not None:
            _cloned(slide, number, "Slide number")
        else:
            edge = int(width * 0.93)
            own = slide.shapes.add_textbox(edge, int(height * 0.9), width - edge, int(height * 0.08))
            own.name = "Slide number"
            _number_field(own.text_frame.paragraphs[0])
        return box

    def saved(self) -> bytes:
        """Return the presentation as a file."""
        buffer = BytesIO()
        self.deck.save(buffer)
        return buffer.getvalue()


def _theme_font(deck: Any) -> str:
    for rel in deck.slide_master.part.rels.values():
        if rel.reltype.endswith("/theme"):
            theme = parse_xml(rel.target_part.blob)
            found = theme.find(f".//{qn('a:majorFont')}/{qn('a:latin')}")
            return "" if found is None else str(found.get("typeface"))
    return ""


def _title_of(layout: Any) -> Any:
    return next((s for s in layout.placeholders if s.placeholder_format.type in _TITLES), None)


def _plain_layout(deck: Any) -> Any:
    """Return the layout of a foreign template to put everything on: a title over as much empty room as there is.

    Raises
    ------
    DataError
        If there is none.
    """
    fitting = []
    for place, layout in enumerate(deck.slide_layouts):
        if not _has_room(layout, deck):
            continue
        others = sum(s.placeholder_format.type not in (*_TITLES, *_FEET) for s in layout.placeholders)
        fitting.append((others, place, layout))
    if fitting:
        return min(fitting, key=lambda found: found[:2])[2]
    names = ", ".join(f"“{layout.name}”" for layout in deck.slide_layouts) or "none"
    raise DataError(
        "The template has no layout with a title placeholder at the top and at least half of the slide free below it. "
        f"Its layouts are: {names}. Add such a layout, for example “Title Only”."
    )


def _has_room(layout: Any, deck: Any) -> bool:
    """Return whether a layout has a title on the slide, and room enough below it."""
    title = _title_of(layout)
    if title is None or min(title.width, title.height, title.left + 1, title.top + 1) <= 0:
        return False
    left, _, width, height = _room(layout, deck)
    return height >= _LEAST_ROOM * deck.slide_height and left + width <= deck.slide_width


def _room(layout: Any, deck: Any) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what is between the title and the foot of a layout."""
    title = _title_of(layout)
    feet = [s.top for s in layout.placeholders if s.placeholder_format.type in _FEET]
    gap = deck.slide_height // 60
    top = title.top + title.height + gap
    bottom = min([top_ for top_ in feet if top_ > top], default=int(deck.slide_height * 0.9)) - gap
    return title.left, top, title.width, bottom - top


def _divided(layout: Any, name: str, deck: Any) -> dict[str, Place]:
    """Return the places of a layout of LAYOUTS, drawn to the room of another."""
    left, top, width, height = _room(layout, deck)
    across, down = width / FULL, height / (BOTTOM - TOP)
    return {
        part: Place(
            round(left + (box[0] - LEFT) * across),
            round(top + (box[1] - TOP) * down),
            round(box[2] * across),
            round(box[3] * down),
        )
        for part, box in LAYOUTS[name].items()
    }


def _cloned(slide: Any, shape: Any, name: str) -> Any:
    """Put a copy of a layout's foot or number on a slide: they are not there by themselves."""
    element = deepcopy(shape.element)
    slide.shapes._spTree.append(element)
    element.nvSpPr.cNvPr.set(
        "id", str(max(int(i) for i in slide.shapes._spTree.xpath("//@id") if i.isdigit()) + 1)
    )
    element.nvSpPr.cNvPr.set("name", name)
    return next(s for s in slide.shapes if s.element is element)


def _number_field(paragraph: Any) -> None:
    paragraph._p.append(
        parse_xml(
            f'<a:fld {nsdecls("a")} id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">'
            '<a:rPr lang="en-GB" sz="900"/><a:t>‹#›</a:t></a:fld>'
        )
    )
