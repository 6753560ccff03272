"""Packs of several editions for tests, and reading slides back as PowerPoint does."""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from io import BytesIO

import openpyxl
from pptx import Presentation
from pptx.util import Inches

from reports.slides.deck import slides_bytes
from reports.story.story import Case, case_of, choose_all, choose_areas, choose_group, screens_of
from scoring import Assessment, load_edition, load_methodology

LINK = "http://127.0.0.1:8501/board?waits_62_day.benchmark=82"
MADE_ON = date(2026, 1, 31)
PACKS = {
    "october": ("october-2016", None, {}, lambda e: choose_group(e, "alliance", "Wessex")),
    "scenario": (
        "october-2016",
        None,
        {"waits_62_day.benchmark": 82.0},
        lambda e: choose_group(e, "alliance", "North East and"),
    ),
    "scores": ("october-2016", "mean-points", {}, lambda e: choose_areas(e, ["Dorset", "Newham"])),
    "unrated": ("october-2016", "headline-only", {}, lambda e: choose_areas(e, ["Dorset", "Newham"])),
    "everywhere": ("october-2016", "limiting-judgement", {}, choose_all),
    "ccg quarter": ("cancer-waits-2018-q2", None, {}, lambda e: choose_group(e, "alliance", "West Mid")),
    "icb quarter": ("icb-waits-2024-q2", None, {}, lambda e: choose_group(e, "region", "South West")),
}


@dataclass(frozen=True)
class Pack:
    case: Case
    screens: list

    @cached_property
    def deck(self):
        """The slides, opened; what is told of screens alone needs none."""
        return opened(slides_bytes(self.screens, self.case.edition, self.case.ratings))


@cache
def pack(name: str) -> Pack:
    edition_name, method, changes, choose = PACKS[name]
    edition = load_edition(edition_name)
    baseline = edition.fitted(load_methodology(edition.meta.default_methodology))
    scenario = edition.fitted(load_methodology(method)) if method else baseline
    case = case_of(
        Assessment(edition, scenario.with_changes(changes) if changes else scenario),
        baseline,
        choose(edition),
        LINK,
        made_on=MADE_ON,
    )
    return Pack(case, screens_of(case))


def opened(content: bytes):
    return Presentation(BytesIO(content))


def title_of(slide) -> str:
    return slide.shapes.title.text_frame.text


def named(slide, name: str):
    return next((shape for shape in slide.shapes if shape.name == name), None)


def footer_of(slide) -> str:
    return named(slide, "Footer").text_frame.text


def notes_of(slide) -> str:
    return slide.notes_slide.notes_text_frame.text


def alt_of(shape) -> str:
    return shape._element.xpath(".//p:cNvPr")[0].get("descr", "")


def figures_of(slide) -> list:
    """The pictures, charts and tables of a slide."""
    return [s for s in slide.shapes if s.shape_type == 13 or s.has_chart or s.has_table]


def table_of(shape) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in shape.table.rows]


def workbook_of(shape) -> list[tuple]:
    blob = shape.chart.part.chart_workbook.xlsx_part.blob
    return list(openpyxl.load_workbook(BytesIO(blob)).active.iter_rows(values_only=True))


def wide_deck(width: float = 13.333, height: float = 7.5):
    """The default template of python-pptx in another size: a template that an organisation might have."""
    deck = Presentation()
    across, down = Inches(width) / deck.slide_width, Inches(height) / deck.slide_height
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    for owner in (deck.slide_master, *deck.slide_layouts):
        for shape in owner.placeholders:
            if shape.element.spPr.xfrm is not None:
                shape.left, shape.width = int(shape.left * across), int(shape.width * across)
                shape.top, shape.height = int(shape.top * down), int(shape.height * down)
    return deck


def as_bytes(deck) -> bytes:
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()
