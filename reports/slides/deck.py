"""Slides of a story: a PowerPoint presentation with native charts and tables, a message a slide."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image, ImageChops

from reports.figures.map_shapes import MapShapes
from reports.figures.pictures import picture_bytes
from reports.figures.rating_map import rating_map
from reports.screens.model import RatingMap, Screen, TextTable
from reports.slides.charts import add_chart, chart_pages
from reports.slides.layouts import FIGURE, SECOND, TEXT
from reports.slides.tables import height_of_table as table_height
from reports.slides.tables import pages, place_table
from reports.slides.template import Frame, Place, Template
from reports.slides.text import (
    TextMeasure,
    height_of_text,
    write_footer,
    write_lines,
    write_notes,
    write_title,
)
from scoring import DataError, Edition

Progress = Callable[[float, str], None]
"""Told how much is done, 0 to 1, and what is being made."""
_TEXT, _MOST_TEXT = 16, 0.45
"""Points of the sentences over a figure, if they take no more than this part of the slide."""
_SHARPNESS = 3.0
"""Pixels of a map by those of a screen: crisp on a projector."""


def slides_bytes(
    screens: Sequence[Screen],
    edition: Edition,
    ratings: pd.DataFrame,
    template: bytes | Path | str | None = None,
    progress: Progress | None = None,
    *,
    shapes: MapShapes | None = None,
) -> bytes:
    """Return the slides of a story as a PowerPoint presentation (.pptx).

    Parameters
    ----------
    screens : sequence of Screen
        From `reports.story.story.story`.
    edition : Edition
        Whose boundaries the map has.
    ratings : DataFrame
        From `rate`, for the map.
    template : bytes or path, optional
        A presentation whose layouts and looks are used in place of ours; its slides are left out.
    progress : function, optional
        Called with the part that is done, 0 to 1, and what is being made.
    shapes : MapShapes, optional
        What the map draws in place of the boundaries of the edition.

    Raises
    ------
    DataError
        If there are no screens, or the template cannot be used; the message says what it lacks.
    """
    if not screens:
        raise DataError("There is nothing to show: choose at least one part of the pack.")
    maker = _Maker(Template(template), partial(rating_map, edition, ratings, shapes=shapes))
    for number, screen in enumerate(screens):
        if progress is not None:
            progress(number / len(screens), screen.title)
        maker.add(screen)
    first = screens[0].about
    properties = maker.template.deck.core_properties
    properties.title, properties.subject = first.title, first.edition
    properties.author, properties.comments = first.publisher, first.link[:255]
    properties.keywords, properties.last_modified_by = first.methodology, ""
    content = maker.template.saved()
    if progress is not None:
        progress(1.0, "Slides are ready")
    return content


class _Maker:
    """Adds slides to a template."""

    def __init__(self, template: Template, map_of: Callable[..., tuple[Any, Any]]) -> None:
        self.template, self.map_of = template, map_of
        self.measure = TextMeasure(template)
        self._pictures: dict[tuple[str, ...], bytes] = {}

    def add(self, screen: Screen) -> None:
        """Add the slide of a screen, or the slides that its table or its chart needs."""
        parts = self._parts(screen)
        for number, (part, size) in enumerate(parts, start=1):
            title = f"{part.title} ({number} of {len(parts)})" if len(parts) > 1 else part.title
            self._add_one(replace(part, title=title), size)

    def _parts(self, screen: Screen) -> list[tuple[Screen, float]]:
        """Divide a screen into as many as slides are needed, each with the size of the type of its table."""
        if screen.table is None:
            charts = [screen.chart] if screen.chart is None else chart_pages(screen.chart)
            return [(replace(screen, chart=chart), 0.0) for chart in charts]
        layout = _layout_of(screen)
        places = self._divided(layout, self.template.places(layout), screen)
        place = places[SECOND] if layout == "area" else places[FIGURE]
        first, *rest = pages(screen.table, place, self.measure, self.template.scale)
        continued = [(replace(screen, table=grid, lines=(), chart=None), size) for grid, size in rest]
        return [(replace(screen, table=first[0]), first[1]), *continued]

    def _add_one(self, screen: Screen, size: float) -> None:
        layout = _layout_of(screen)
        frame = self.template.new_slide(layout)
        write_title(frame, screen.title, self.measure, self.template.scale)
        for part, place in self._divided(layout, frame.places, screen).items():
            self._fill(frame, part, place, screen, size)
        box = self.template.add_foot(frame.slide)
        write_footer(box, screen.about, self.measure, estimated=screen.estimated, scale=self.template.scale)
        write_notes(frame.slide, screen.notes, screen.about)

    def _divided(self, layout: str, places: dict[str, Place], screen: Screen) -> dict[str, Place]:
        """Give the upper of two places as much height as it needs, and the rest to the lower."""
        if layout in ("chart", "table"):
            return self._text_over_figure(places, screen)
        if layout == "area" and screen.table is not None:
            return self._table_over_text(places, screen.table)
        return places

    def _text_over_figure(self, places: dict[str, Place], screen: Screen) -> dict[str, Place]:
        text, figure = places[TEXT], places[FIGURE]
        gap = figure.top - text.top - text.height
        needed = height_of_text(screen.lines, text.width, self.measure, _TEXT * self.template.scale)
        whole = figure.top + figure.height - text.top
        text = replace(text, height=min(needed, round(_MOST_TEXT * whole)))
        top = text.top + text.height + gap
        return {TEXT: text, FIGURE: replace(figure, top=top, height=places[FIGURE].top + figure.height - top)}

    def _table_over_text(self, places: dict[str, Place], table: TextTable) -> dict[str, Place]:
        second, text = places[SECOND], places[TEXT]
        gap = text.top - second.top - second.height
        (_, size), *_ = pages(table, second, self.measure, self.template.scale)
        height = table_height(table, second, self.measure, size)
        top = second.top + height + gap
        return {
            **places,
            SECOND: replace(second, height=height),
            TEXT: replace(text, top=top, height=text.top + text.height - top),
        }

    def _fill(self, frame: Frame, part: str, place: Place, screen: Screen, size: float) -> None:
        """Fill one place of a slide with what belongs there."""
        if part == TEXT:
            self._text(frame, place, screen)
        elif part == FIGURE and screen.map is not None:
            self._map(frame, place, screen.map)
        elif screen.chart is not None and (part == FIGURE or screen.map is not None):
            for number, (shape, alt) in enumerate(
                add_chart(frame.slide, screen.chart, place, self.template.scale)
            ):
                # A placeholder holds one shape: of several it is the first.
                there = replace(place, placeholder=place.placeholder if number == 0 else None)
                _finish(shape, there, alt, f"Chart {number + 1}" if number else "Chart")
        elif screen.table is not None:
            shape = place_table(frame.slide, screen.table, place, self.measure, size)
            _finish(shape, place, screen.table.alt, "Table")

    def _text(self, frame: Frame, place: Place, screen: Screen) -> None:
        if not screen.lines:
            return
        box = frame.slide.shapes.add_textbox(place.left, place.top, place.width, place.height)
        box.name = "Text"
        _bind(box.element.nvSpPr, place)
        if place.placeholder is not None:
            box.element.nvSpPr.cNvSpPr.attrib.pop("txBox", None)
        write_lines(box, screen.lines, self.measure, self.template.scale)

    def _map(self, frame: Frame, place: Place, shown: RatingMap) -> None:
        content = self._picture(shown)
        with Image.open(BytesIO(content)) as image:
            shape = image.width / image.height
        width = min(place.width, round(place.height * shape))
        height = round(width / shape)
        left = place.left + (place.width - width) // 2
        picture = frame.slide.shapes.add_picture(BytesIO(content), left, place.top, width, height)
        _finish(picture, place, shown.alt, "Map")

    def _picture(self, shown: RatingMap) -> bytes:
        if shown.highlighted not in self._pictures:
            spec, datasets = self.map_of(highlighted=shown.highlighted)
            # The bars beside it are the legend, in type that can be read on a wall.
            spec.pop("usermeta", None)
            self._pictures[shown.highlighted] = _without_margins(
                picture_bytes(spec, datasets, "png", scale=_SHARPNESS)
            )
        return self._pictures[shown.highlighted]


def _without_margins(content: bytes) -> bytes:
    """Return a PNG picture without the white round what it shows."""
    with Image.open(BytesIO(content)) as image:
        plain = image.convert("RGB")
    box = ImageChops.difference(plain, Image.new("RGB", plain.size, "white")).getbbox()
    buffer = BytesIO()
    plain.crop(box).save(buffer, "PNG")
    return buffer.getvalue()


def _finish(shape: Any, place: Place, alt: str, name: str) -> None:
    """Give a picture, chart or table its name, its text alternative and its placeholder."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", alt)
    _bind(properties.getparent(), place)


def _bind(properties: Any, place: Place) -> None:
    """Say which placeholder of the layout a shape fills."""
    if place.placeholder is not None:
        properties.xpath("./p:nvPr")[0].insert(0, deepcopy(place.placeholder))


def _layout_of(screen: Screen) -> str:
    if screen.map is not None:
        return "map"
    if screen.chart is not None and screen.table is not None:
        return "area"
    if screen.chart is not None:
        return "chart"
    if screen.table is not None:
        return "table" if screen.lines else "table only"
    return "text"
