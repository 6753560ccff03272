"""Make `board-pack.pptx`, the template of the slides, from the default template of python-pptx.

    python -m reports.templates.make_board_pack

An organisation that has a template of its own gives that instead; docs/board-pack.md says what it needs.
"""

import re
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from charts.palette import INK, MUTED, OBSERVED, RATING_COLOURS
from reports.slides.layouts import (
    BOTTOM,
    FOOTER,
    FULL,
    HEIGHT,
    LAYOUT_NAMES,
    LAYOUTS,
    LEFT,
    NUMBER,
    TEXT,
    TITLE,
    TOP,
    WIDTH,
    Box,
)

FILE = Path(__file__).parent / "board-pack.pptx"
FONT = "Arial"
"""On every computer that shows slides, or with another of the same widths in its place."""

_THEME_COLOURS = {
    "dk1": INK,
    "lt1": "#ffffff",
    "dk2": OBSERVED,
    "lt2": "#f3f5f8",
    "accent1": OBSERVED,
    "accent2": RATING_COLOURS["well"],
    "accent3": RATING_COLOURS["top"],
    "accent4": RATING_COLOURS["greatest"],
    "accent5": RATING_COLOURS["needs"],
    "accent6": MUTED,
    "hlink": OBSERVED,
    "folHlink": MUTED,
}


def make() -> Any:
    """Return the template as a presentation."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _theme(deck)
    _master(deck)
    layouts = list(deck.slide_layouts)
    for layout, (name, boxes) in zip(layouts, LAYOUTS.items(), strict=False):
        _layout(layout, LAYOUT_NAMES[name], boxes)
    for layout in layouts[len(LAYOUTS) :]:
        deck.slide_layouts.remove(layout)
    deck.core_properties.title = "Board pack"
    deck.core_properties.author = ""
    deck.core_properties.last_modified_by = ""
    return deck


def _theme(deck: Any) -> None:
    """Give the theme its colours and typeface."""
    part = next(
        rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")
    )
    text = part.blob.decode()
    for name, colour in _THEME_COLOURS.items():
        value = f'<a:srgbClr val="{colour.lstrip("#").upper()}"/>'
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\1{value}\2", text, flags=re.S)
    text = re.sub(
        r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*"', rf'\g<1>{FONT}"', text, flags=re.S
    )
    part._blob = text.encode()


def _master(deck: Any) -> None:
    """Place what every slide has, and set the type of titles, text and foot."""
    places = {"title": TITLE, "body": (LEFT, TOP, FULL, BOTTOM - TOP), "ftr": FOOTER, "sldNum": NUMBER}
    for shape in list(deck.slide_master.placeholders):
        kind = shape.element.ph.get("type")
        if kind not in places:
            shape.element.getparent().remove(shape.element)
            continue
        _place(shape, places[kind])
        body = shape.element.txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "rIns"):
            body.set(side, "0")
        body.set("anchor", {"title": "b", "body": "t"}.get(kind, "t"))
        for style in shape.element.txBody.findall(f".//{qn('a:lvl1pPr')}"):
            style.set("algn", "r" if kind == "sldNum" else "l")
            style.find(qn("a:defRPr")).set("sz", "900")
    styles = deck.slide_master.element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", str(Pt(28).centipoints))
    title.find(qn("a:defRPr")).set("b", "1")
    for level, style in enumerate(styles.find(qn("p:bodyStyle"))):
        if style.tag == qn("a:lvl1pPr"):
            style.set("marL", "0")
            style.set("indent", "0")
            for bullet in (*style.findall(qn("a:buFont")), *style.findall(qn("a:buChar"))):
                style.remove(bullet)
            style.insert(1, parse_xml(f"<a:buNone {nsdecls('a')}/>"))
        if (size := style.find(qn("a:defRPr"))) is not None:
            size.set("sz", str(Pt(max(18 - 2 * level, 12)).centipoints))


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in box)


def _layout(layout: Any, name: str, boxes: dict[str, Box]) -> None:
    """Make a layout anew: title, the placeholders of these names, foot and number."""
    layout.name = name
    layout.element.set("preserve", "1")
    if "type" in layout.element.attrib:
        del layout.element.attrib["type"]
    tree = layout.shapes._spTree
    kept = {shape.element.ph.get("type"): deepcopy(shape.element) for shape in layout.placeholders}
    for shape in list(layout.placeholders):
        tree.remove(shape.element)
    tree.append(_placeholder(2, "Title", '<p:ph type="title"/>', None, "The message of the slide"))
    for number, (title, box) in enumerate(boxes.items(), start=13):
        kind = ' type="body"' if title == TEXT else ""
        ph = f'<p:ph{kind} sz="quarter" idx="{number}"/>'
        tree.append(_placeholder(number, title, ph, box, title))
    for kind in ("ftr", "sldNum"):
        element = kept[kind]
        for place in element.findall(f"{qn('p:spPr')}/{qn('a:xfrm')}"):
            place.getparent().remove(place)
        tree.append(element)
    _number_shapes(tree.iterchildren(qn("p:sp")))


def _number_shapes(shapes: Iterable[Any]) -> None:
    for number, shape in enumerate(shapes, start=2):
        shape.find(f"{qn('p:nvSpPr')}/{qn('p:cNvPr')}").set("id", str(number))


def _placeholder(number: int, name: str, ph: str, box: Box | None, prompt: str) -> Any:
    place = ""
    if box is not None:
        left, top, width, height = (Inches(part) for part in box)
        place = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>{ph}</p:nvPr></p:nvSpPr>'
        f'<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="en-GB"/>'
        f"<a:t>{prompt}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


if __name__ == "__main__":
    make().save(str(FILE))
