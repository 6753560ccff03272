"""The shapes that a map of ratings draws: those of an edition, or others that somebody brought."""

from dataclasses import dataclass

import geodata
from reports.figures.pictures import ADDRESS
from reports.paths import STATIC
from scoring import Edition


@dataclass(frozen=True)
class MapShapes:
    """Topologies below the static folder by their addresses, of the areas and of London, and the codes of the areas."""

    url: str
    inset_url: str | None
    area_codes: tuple[str, ...]


def embedded_shapes(edition: Edition) -> MapShapes | None:
    """Return the shapes of an edition's areas that come with the product, None if it has none of them."""
    kind = edition.meta.geography_id or geodata.DEFAULT_GEOGRAPHY
    try:
        shapes = geodata.publish_topology(None, edition.areas, STATIC, kind)
    except geodata.BoundaryError:
        return None
    codes = tuple(shapes.areas["area_code"])
    if not set(codes) & set(edition.areas["area_code"]):
        return None
    inset = geodata.publish_inset(shapes, edition.areas)
    return MapShapes(ADDRESS + shapes.name, ADDRESS + inset.name if inset else None, codes)
