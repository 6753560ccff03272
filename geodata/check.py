"""Measuring boundaries: how many, valid, overlapping, neighbouring, how large."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geodata.boundaries import Boundaries, Geography
from geodata.neighbours import islands, neighbours
from geodata.reading.columns import first_few
from geodata.topology.coverage import overlap_area

SQUARE_METRES_PER_SQUARE_KM = 1_000_000.0


@dataclass(frozen=True)
class Check:
    """What `check` measures.

    Attributes
    ----------
    areas, valid : int
        Number of areas, and how many of them are valid.
    overlap_m2 : float
        Square metres that lie in more than one area.
    neighbour_pairs : int
        Pairs of areas that share a border of some length, each counted once.
    islands : tuple of str
        Names (and codes) of areas without a neighbour.
    area_km2 : float
        Area of all areas together.
    """

    areas: int
    valid: int
    overlap_m2: float
    neighbour_pairs: int
    islands: tuple[str, ...]
    area_km2: float

    def __str__(self) -> str:
        alone = ", ".join(self.islands) or "none"
        return "\n".join(
            [
                f"areas             {self.areas}",
                f"valid             {self.valid}",
                f"overlap           {self.overlap_m2:,.2f} m²",
                f"neighbour pairs   {self.neighbour_pairs}",
                f"without neighbour {alone}",
                f"area              {self.area_km2:,.1f} km²",
            ]
        )


def check(boundaries: Boundaries) -> Check:
    """Measure boundaries; see `Check` for what."""
    areas = boundaries.areas
    shapes = areas.geometry.to_numpy()
    name_of = dict(zip(areas["area_code"], areas["area_name"], strict=True))
    return Check(
        areas=len(areas),
        valid=int(shapely.is_valid(shapes).sum()),
        overlap_m2=overlap_area(shapes),
        neighbour_pairs=len(neighbours(areas)) // 2,
        islands=tuple(f"{name_of[code]} ({code})" for code in islands(areas)),
        area_km2=float(shapely.area(shapes).sum()) / SQUARE_METRES_PER_SQUARE_KM,
    )


def compare_areas(boundaries: Boundaries, geography: Geography) -> str:
    """Say in lines which areas of a geography boundaries lack, and which they have beyond it."""
    names = geography.table().set_index("area_code")["area_name"]
    own = boundaries.areas.set_index("area_code")["area_name"]
    missing = [f"{names[code]} ({code})" for code in names.index.difference(own.index)]
    unknown = [f"{own[code]} ({code})" for code in own.index.difference(names.index)]
    return "\n".join(
        [
            f"compared with     {geography.title} ({geography.id}): {geography.areas} areas",
            f"not in the file   {len(missing)}{': ' if missing else ''}{first_few(missing)}",
            f"only in the file  {len(unknown)}{': ' if unknown else ''}{first_few(unknown)}",
        ]
    )
