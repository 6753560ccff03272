"""Which areas border on which, and for how long."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries import LONGITUDE_LATITUDE, Boundaries

METRES_PER_KM = 1000.0


def neighbours(areas: gpd.GeoDataFrame, *, corners: bool = False, tolerance: float = 0.0) -> pd.DataFrame:
    """Return every pair of neighbouring areas, in both directions.

    Parameters
    ----------
    areas : GeoDataFrame
        `area_code` and `geometry`, EPSG:27700, as in `Boundaries.areas`.
    corners : bool
        Whether areas that touch only in a point are neighbours too (queen contiguity). By default a border
        must have a length (rook contiguity): among the 209 CCGs three pairs meet in a point only.
    tolerance : float
        Metres by which borders digitised separately may lie apart. 0 for borders that match exactly.

    Returns
    -------
    DataFrame
        `area_code`, `neighbour_code`, `shared_border_km`, sorted by both codes; a pair is there twice, once
        from each side. The length is that of the boundaries as generalised, for comparison only. With a
        tolerance it is measured along the border of `area_code`.
    """
    shapes = areas.geometry.to_numpy()
    codes = areas["area_code"].to_numpy(dtype=object)
    here, there = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    apart = here != there
    here, there = here[apart], there[apart]
    lines = shapely.boundary(shapes)
    reach = shapely.buffer(shapes, tolerance) if tolerance else lines
    length = shapely.length(shapely.intersection(lines[here], reach[there])) / METRES_PER_KM
    pairs = pd.DataFrame(
        {"area_code": codes[here], "neighbour_code": codes[there], "shared_border_km": length}
    )
    if not corners:
        # A corner within tolerance is a border of about its width: that does not count as one either.
        pairs = pairs[pairs["shared_border_km"] > 4 * tolerance / METRES_PER_KM]
    return pairs.sort_values(["area_code", "neighbour_code"], ignore_index=True)


def islands(areas: gpd.GeoDataFrame) -> list[str]:
    """Return the codes of areas without any neighbour, sorted."""
    return sorted(set(areas["area_code"]) - set(neighbours(areas)["area_code"]))


def centroids(boundaries: Boundaries) -> pd.DataFrame:
    """Return a place for each area's label: `area_code`, `longitude`, `latitude` (degrees).

    It is the centroid where that lies inside the area, else a point inside the largest part.
    """
    shapes = boundaries.areas.geometry.to_numpy()
    points = shapely.centroid(shapes)
    outside = ~shapely.contains(shapes, points)
    points[outside] = [shapely.point_on_surface(_largest_part(shape)) for shape in shapes[outside]]
    places = gpd.GeoSeries(points, crs=boundaries.areas.crs).to_crs(LONGITUDE_LATITUDE)
    return pd.DataFrame(
        {"area_code": boundaries.areas["area_code"].to_numpy(), "longitude": places.x, "latitude": places.y}
    )


def _largest_part(shape: shapely.Geometry) -> shapely.Polygon:
    parts = shapely.get_parts(shape)
    return parts[np.argmax(shapely.area(parts))]
