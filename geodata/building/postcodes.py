"""Building the postcode table: each postcode of Great Britain with its CCG of April 2016 or its country.

Sources, licences and the reasons for each step are in `geodata/sources/README.md`.
"""

from __future__ import annotations

import gzip
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.boundaries import BoundaryError, embedded_boundaries
from geodata.building.boundaries import DEFAULT_CACHE, read_lsoas_with_area
from geodata.building.packages import (
    CODE_POINT_OPEN,
    POSTCODE_TO_LSOA,
    PackageError,
    read_folder,
    read_member,
)
from geodata.postcodes import (
    POSTCODE_TABLE,
    UNIT_LETTERS,
    Reading,
    read_postcode_table,
)

SOURCE = (
    "Code-Point Open, Ordnance Survey, as of October 2024 (1,739,998 postcodes); "
    "Postcode to LSOA lookup, Office for National Statistics, May 2022"
)
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright "
    "and database right. Contains National Statistics data © Crown copyright and database right. "
    "Open Government Licence v3.0."
)
COUNTRIES = ("Wales", "Scotland")
NO_PLACE_NAME = "no place"

GENERALISED_METRES = 250.0
"""How far a position may lie outside its official area: the boundaries are generalised to about 200 m."""

COAST_METRES = 2000.0
"""How far off all areas a position in England may lie. The furthest is on Ryde Pier, 1.2 km off the
generalised coast; without it, 184 m."""


@dataclass(frozen=True)
class PostcodeCheck:
    """How the shipped table compares with its sources; see `check_postcodes`.

    Attributes
    ----------
    postcodes, same : int
        Postcodes of Code-Point Open, and those for which the shipped table says what the full table says.
    in_england, in_polygon : int
        England's postcodes with a position, and those that lie inside (or nearest to) the area's polygon.
    official, same_as_official : int
        England's postcodes in the lookup of the Office for National Statistics, and those for which the
        table says the same.
    """

    postcodes: int
    same: int
    in_england: int
    in_polygon: int
    official: int
    same_as_official: int

    def __str__(self) -> str:
        return "\n".join(
            [
                _measure("as in the full table", self.same, self.postcodes),
                _measure("England: as in the lookup by ONS", self.same_as_official, self.official),
                _measure("England: as point in polygon", self.in_polygon, self.in_england),
            ]
        )


def build_postcodes(cache: Path = DEFAULT_CACHE, path: Path = POSTCODE_TABLE) -> pd.DataFrame:
    """Build the postcode table, write it, and return the full table that it was made from.

    Raises
    ------
    PackageError
        If a source package cannot be downloaded or is not the pinned one.
    BoundaryError
        If the sources do not fit together.
    """
    table = full_table(cache)
    write_postcode_table(table, path)
    return table


def check_postcodes(cache: Path = DEFAULT_CACHE, path: Path = POSTCODE_TABLE) -> PostcodeCheck:
    """Make the full table again and compare each of its postcodes with the shipped one."""
    full = full_table(cache)
    shipped = read_postcode_table(path)
    readings = [Reading(code[:-3].rstrip(), code[-3:]) for code in full["postcode"]]
    found = pd.Series([shipped.places[shipped.counts(reading).argmax()] for reading in readings])
    on_map = full["place"].str.startswith("E") & full["easting"].notna()
    official = full["official"].str.startswith("E")
    return PostcodeCheck(
        postcodes=len(full),
        same=int((found == full["place"]).sum()),
        in_england=int(on_map.sum()),
        in_polygon=int((found == full["by_position"])[on_map].sum()),
        official=int(official.sum()),
        same_as_official=int((found == full["official"])[official].sum()),
    )


def full_table(cache: Path) -> pd.DataFrame:
    """Return all postcodes with their place, one row each.

    Columns: `postcode`, `easting`, `northing` (EPSG:27700, metres, missing if unknown), `official` (area
    code or country of the official lookup, empty if not in it), `by_position` (code of the area by point in
    polygon, else of the nearest within `COAST_METRES`, else empty), `place` (area code, country or
    "no place").
    """
    postcodes = read_code_point_open(read_folder(CODE_POINT_OPEN, cache))
    lsoas = read_lsoas_with_area(cache)
    area_of_lsoa = dict(zip(lsoas["lsoa_code"], lsoas["area_code"], strict=True))
    official = read_official(read_member(POSTCODE_TO_LSOA, cache), area_of_lsoa)
    postcodes["official"] = postcodes["postcode"].map(official).fillna("")
    return place_postcodes(postcodes, embedded_boundaries().areas)


def read_code_point_open(files: list[bytes]) -> pd.DataFrame:
    """Return the postcodes of gzipped tables without a header: `postcode`, `easting`, `northing`.

    Code-Point Open gives postcodes without a known place the position 0, 0; here it is missing.
    """
    columns = ["postcode", "quality", "easting", "northing"]
    tables = [pd.read_csv(io.BytesIO(gzip.decompress(file)), names=columns) for file in files]
    postcodes = pd.concat(tables, ignore_index=True).drop(columns="quality")
    unplaced = (postcodes["easting"] == 0) & (postcodes["northing"] == 0)
    postcodes[["easting", "northing"]] = postcodes[["easting", "northing"]].astype(float).mask(unplaced)
    return postcodes


def read_official(archive: bytes, area_of_lsoa: dict[str, str]) -> dict[str, str]:
    """Return the area code or country of each postcode in the lookup of postcodes to LSOAs, a 7z file."""
    try:
        import py7zr  # noqa: PLC0415 - needed for building only
    except ImportError:
        raise PackageError(
            "Reading the postcode lookup needs py7zr. Run: pip install -r requirements-dev.txt"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        with py7zr.SevenZipFile(io.BytesIO(archive)) as opened:
            opened.extractall(folder)
        (path,) = Path(folder).glob("*.csv")
        lookup = pd.read_csv(path, usecols=["pcds", "lsoa11cd"], dtype=str, encoding="latin-1").dropna()
    place = lookup["lsoa11cd"].map(area_of_lsoa)
    country = lookup["lsoa11cd"].str[0].map({name[0]: name for name in COUNTRIES})
    lookup["place"] = place.fillna(country)
    return lookup.dropna().set_index("pcds")["place"].to_dict()


def place_postcodes(postcodes: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add `by_position` and `place` to a table of postcodes; see `full_table` for the columns."""
    place = postcodes["official"].where(postcodes["official"] != "", NO_PLACE_NAME)
    result = postcodes.assign(by_position="", place=place)
    on_map = postcodes["easting"].notna()
    points = shapely.points(postcodes.loc[on_map, ["easting", "northing"]].to_numpy())
    official = postcodes.loc[on_map, "official"].to_numpy(dtype=object)
    fits = official_fits_position(official, points, areas)
    country = nearest_country(official, fits, points)
    area, metres = area_at(points, areas)
    adrift = ~fits & (country == "England") & (metres > COAST_METRES)
    if adrift.any():
        first = postcodes.loc[on_map, "postcode"].to_numpy()[adrift][0]
        raise BoundaryError(
            f"{adrift.sum()} postcodes of England lie far off all areas, the first is {first}."
        )
    result.loc[on_map, "by_position"] = np.where(metres <= COAST_METRES, area, "")
    result.loc[on_map, "place"] = np.where(fits, official, np.where(country == "England", area, country))
    return result


def area_at(points: np.ndarray, areas: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the code of the area that each point is in or nearest to, and the distance in metres."""
    tree = shapely.STRtree(areas.geometry.to_numpy())
    pairs, metres = tree.query_nearest(points, return_distance=True, all_matches=False)
    return areas["area_code"].to_numpy(dtype=object)[pairs[1]], metres


def official_fits_position(official: np.ndarray, points: np.ndarray, areas: pd.DataFrame) -> np.ndarray:
    """Return whether each point has an official place (not empty) and is at most `GENERALISED_METRES` off.

    Royal Mail uses postcodes again elsewhere, and positions are corrected: then the older lookup is wrong.
    """
    fits = np.isin(official, COUNTRIES)
    inland = shapely.STRtree(areas.geometry.buffer(-GENERALISED_METRES).to_numpy())
    fits[inland.query(points, predicate="within")[0]] = False
    for code, shape in zip(areas["area_code"], areas.geometry, strict=True):
        here = np.flatnonzero(official == code)
        shapely.prepare(shape)
        fits[here] = shapely.dwithin(shape, points[here], GENERALISED_METRES)
    return fits


def nearest_country(official: np.ndarray, known: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the country of the nearest point whose official place is known: England, Wales or Scotland."""
    country = np.where(np.isin(official, COUNTRIES), official, "England")
    positions = shapely.get_coordinates(points)
    return country[known][KDTree(positions[known]).query(positions)[1]]


def write_postcode_table(table: pd.DataFrame, path: Path) -> None:
    """Write postcodes and places as the arrays that `PostcodeTable` describes, compressed."""
    areas = sorted(set(table["place"]) - {*COUNTRIES, NO_PLACE_NAME})
    places = np.array(["not in use", *COUNTRIES, NO_PLACE_NAME, *areas])
    outward = table["postcode"].str[:-3].str.rstrip()
    codes, rows = np.unique(outward.to_numpy(dtype=str), return_inverse=True)
    letter = {character: number for number, character in enumerate(UNIT_LETTERS)}
    inward = table["postcode"].str[-3:]
    cell = (
        rows,
        inward.str[0].astype(int).to_numpy(),
        inward.str[1].map(letter).to_numpy(),
        inward.str[2].map(letter).to_numpy(),
    )
    units = np.zeros((len(codes), 10, len(UNIT_LETTERS), len(UNIT_LETTERS)), dtype=np.uint8)
    number = {place: number for number, place in enumerate(places.tolist())}
    units[cell] = table["place"].map(number).to_numpy()
    np.savez_compressed(
        path,
        allow_pickle=False,
        source=np.array(SOURCE),
        attribution=np.array(ATTRIBUTION),
        outward=codes,
        places=places,
        units=units,
    )


def _measure(what: str, part: int, whole: int) -> str:
    return f"{what:34}{part:>10,} of {whole:>10,}  {100 * part / whole:.3f}%"
