"""The small map that shows where an area lies: all areas by rating, drawn once, and a ring round one."""

from dataclasses import dataclass

import pandas as pd
import shapely
from markupsafe import Markup

import geodata
from charts.palette import ESTIMATED_OPACITY, RATING_COLOURS
from scoring import Edition

WIDTH = 400.0
"""Of the map, in the units of its picture."""
_DETAIL, _RING = 1_200, 9.0
"""Metres that an outline may be off, which is a tenth of a millimetre in print, and the least radius of the ring."""


@dataclass(frozen=True)
class Locator:
    """The picture of all areas as SVG, its size, and for each area its outline as SVG, and the ring round it."""

    svg: Markup
    height: float
    outlines: dict[str, Markup]
    rings: dict[str, tuple[float, float, float]]


def locator(edition: Edition, ratings: pd.DataFrame) -> Locator:
    """Return the map of an edition's areas.

    Parameters
    ----------
    edition : Edition
        Whose boundaries are drawn: those of its `geography_id`.
    ratings : DataFrame
        From `rate`; areas whose rating is based on estimates are paler.
    """
    areas = geodata.embedded_boundaries(edition.meta.geography_id or geodata.DEFAULT_GEOGRAPHY).areas
    shapes = shapely.coverage_simplify(areas.geometry.to_numpy(), _DETAIL)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = WIDTH / (east - west)
    drawn = shapely.transform(shapes, lambda xy: (xy - (west, north)) * (scale, -scale))
    whole = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:g} {:.0f}">{}</svg>')
    size = WIDTH, scale * (north - south)
    filled = Markup('<path d="{}" fill="{}" fill-opacity="{}"/>')
    outline = Markup('<path d="{}" fill="none" stroke="#111111" stroke-width="2.5"/>')
    looks = ratings.set_index("area_code")
    parts, outlines, rings = [], {}, {}
    for code, shape in zip(areas["area_code"], drawn, strict=True):
        path = _path(shape)
        if code in looks.index:
            rating, basis = looks.loc[code, ["rating", "basis"]]
            opacity = 1.0 if basis == "published" else ESTIMATED_OPACITY
            parts.append(filled.format(path, RATING_COLOURS[rating], opacity))
        outlines[code] = whole.format(*size, outline.format(path))
        circle = shapely.minimum_bounding_circle(shape)
        radius = max(shapely.minimum_bounding_radius(shape) + 4, _RING)
        rings[code] = (circle.centroid.x, circle.centroid.y, radius)
    drawing = Markup(
        '<rect width="100%" height="100%" fill="white"/><g stroke="white" stroke-width="0.6">{}</g>'
    )
    svg = whole.format(*size, drawing.format(Markup("").join(parts)))
    return Locator(svg, scale * (north - south), outlines, rings)


def _path(shape: shapely.Geometry) -> str:
    """Return an area as the path of an SVG; islands that cannot be seen are left out."""
    polygons = [part for part in shapely.get_parts(shape) if part.area > 1]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{'L'.join(f'{x:.1f},{y:.1f}' for x, y in ring.coords)}Z" for ring in rings)
