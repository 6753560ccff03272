"""The boundaries of every date: complete, valid, and made of the same census areas."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import (
    GEOGRAPHIES,
    BoundaryError,
    check,
    decode,
    embedded_boundaries,
    geography,
    neighbours,
    publish_hexagons,
    publish_inset,
    publish_topology,
)
from geodata.__main__ import main
from geodata.building.membership import SUCCESSORS, ccg_membership, main_successors

AREAS = {
    "ccg-april-2016": 209,
    "ccg-april-2017": 207,
    "ccg-april-2018": 195,
    "ccg-april-2019": 191,
    "ccg-april-2020": 135,
    "ccg-april-2021": 106,
    "icb-april-2023": 42,
}
every_geography = pytest.mark.parametrize("name", list(GEOGRAPHIES))


def areas_table(name: str) -> pd.DataFrame:
    return pd.read_csv(geography(name).areas_table, dtype=str)


def test_there_are_209_207_195_191_135_and_106_ccgs_and_42_boards():
    assert {name: kind.areas for name, kind in GEOGRAPHIES.items()} == AREAS


@every_geography
def test_areas_are_valid_do_not_overlap_and_cover_england(name):
    measured = check(embedded_boundaries(name))
    assert (measured.areas, measured.valid) == (AREAS[name], AREAS[name])
    assert measured.overlap_m2 == 0
    assert measured.area_km2 == pytest.approx(130_454.7, abs=0.1)


@every_geography
def test_every_area_of_the_table_has_a_shape_and_its_name(name):
    columns = ["area_code", "ods_code", "area_name"]
    expected = areas_table(name)[columns].sort_values("area_code", ignore_index=True)
    assert embedded_boundaries(name).areas[columns].astype(str).equals(expected.astype(str))


@every_geography
def test_the_prepared_topology_has_the_same_areas_in_the_same_order(name, static_folder):
    published = publish_topology(None, None, static_folder, name)
    areas = decode(json.loads(published.path.read_bytes()), "areas")
    assert published.name == f"{name}.json"
    assert areas["area_code"].tolist() == published.areas["area_code"].tolist()
    assert shapely.is_valid(areas.geometry).all()
    assert published.path.stat().st_size < 250_000


@every_geography
def test_the_inset_shows_the_areas_of_london_and_only_2016_has_hexagons(name, static_folder):
    groups = areas_table(name)
    published = publish_topology(None, groups, static_folder, name)
    inset = publish_inset(published, groups)
    london = set(groups.loc[groups["region"] == "London", "area_code"])
    assert set(decode(json.loads(inset.path.read_bytes()), "areas")["area_code"]) == london
    assert (publish_hexagons(published, groups) is not None) == (name == "ccg-april-2016")


@every_geography
def test_the_stored_neighbours_are_those_of_the_boundaries(name):
    measured = neighbours(embedded_boundaries(name).areas).round({"shared_border_km": 2})
    stored = pd.read_csv(geography(name).areas_table.with_name("neighbours.csv"))
    assert measured[["area_code", "neighbour_code"]].equals(
        stored[["area_code", "neighbour_code"]].astype("str")
    )
    np.testing.assert_allclose(measured["shared_border_km"], stored["shared_border_km"], atol=0.011)


def test_merged_areas_are_exactly_the_land_of_the_areas_that_they_were():
    before = embedded_boundaries("ccg-april-2019").areas.set_index("area_code").geometry
    after = embedded_boundaries("ccg-april-2020").areas.set_index("area_code").geometry
    successors = main_successors("ccg-april-2020")
    merged = before.groupby(before.index.to_series().replace(successors)).apply(shapely.union_all)
    difference = shapely.area(
        shapely.symmetric_difference(merged.to_numpy(), after.loc[merged.index].to_numpy())
    )
    assert difference.max() == pytest.approx(0, abs=1)
    assert set(merged.index) == set(after.index)


def test_successors_name_areas_that_were_there_at_their_dates():
    table = pd.read_csv(SUCCESSORS)
    codes = {name: set(areas_table(name)["area_code"]) for name in GEOGRAPHIES}
    assert all(row.area_code in codes[row.geography_id] for row in table.itertuples())
    assert all(row.later_area_code in codes[row.later_geography_id] for row in table.itertuples())
    for (earlier, later), links in table.groupby(["geography_id", "later_geography_id"]):
        assert codes[earlier] - codes[later] <= set(links["area_code"])
        assert codes[later] - codes[earlier] <= set(links["later_area_code"])


def test_census_areas_that_moved_in_2018_must_be_where_the_table_says():
    lsoas = pd.Series(["E01000001"])
    with pytest.raises(BoundaryError, match="are not in the CCG of April 2017 that it gives"):
        ccg_membership(lsoas, pd.Series(["E38000035"]))


def test_unknown_boundaries_are_refused_with_what_there_is():
    with pytest.raises(
        BoundaryError, match=r"no boundaries 'ccg-1948'. There are: ccg-april-2016, .*icb-april-2023"
    ):
        embedded_boundaries("ccg-1948")


def test_the_command_line_measures_the_boundaries_of_a_date(capsys):
    assert main(["check", "--geography", "icb-april-2023"]) == 0
    assert "areas             42" in capsys.readouterr().out
