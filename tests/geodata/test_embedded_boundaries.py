"""The embedded boundaries agree with what is known about the 209 CCGs of April 2016."""

import doctest
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from libpysal.weights import Queen, Rook

import geodata
from geodata import centroids, check, islands, neighbours
from geodata.topology.coverage import overlap_area

SAMPLE = Path(__file__).parent / "lsoa_sample.csv"


@pytest.fixture(scope="module")
def measured(embedded):
    return check(embedded)


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return {tuple(sorted(pair)) for pair in zip(frame["area_code"], frame["neighbour_code"], strict=True)}


def pairs_of_weights(weights) -> set[tuple[str, str]]:
    return {tuple(sorted((here, there))) for here, others in weights.neighbors.items() for there in others}


def test_there_are_209_valid_areas_sorted_by_code(embedded, measured):
    assert (measured.areas, measured.valid) == (209, 209)
    assert embedded.areas["area_code"].is_monotonic_increasing
    assert embedded.areas["area_code"].is_unique
    assert embedded.areas.crs.to_epsg() == 27700
    assert embedded.notes == ()


def test_areas_do_not_overlap_and_share_their_borders_exactly(embedded, measured):
    assert measured.overlap_m2 == 0
    assert shapely.coverage_is_valid(embedded.areas.geometry.to_numpy())


def test_england_is_130450_square_kilometres(measured):
    assert measured.area_km2 == pytest.approx(130_450, abs=100)


def test_524_pairs_share_a_border_and_only_the_isle_of_wight_none(embedded, measured):
    assert measured.neighbour_pairs == 524
    assert islands(embedded.areas) == ["E38000087"]
    assert measured.islands == ("NHS Isle of Wight CCG (E38000087)",)


@pytest.mark.filterwarnings("ignore")
def test_neighbours_agree_with_libpysal(embedded):
    areas = embedded.areas.set_index("area_code")
    bordering = pairs(neighbours(embedded.areas))
    touching = pairs(neighbours(embedded.areas, corners=True))
    assert bordering == pairs_of_weights(Rook.from_dataframe(areas, use_index=True))
    assert touching == pairs_of_weights(Queen.from_dataframe(areas, use_index=True))
    assert len(touching - bordering) == 3


def test_names_and_codes_are_those_of_the_areas_table(embedded, groups):
    columns = ["area_code", "ods_code", "area_name"]
    expected = groups[columns].sort_values("area_code", ignore_index=True)
    assert embedded.areas[columns].astype(str).equals(expected.astype(str))


def test_sampled_census_areas_lie_in_their_ccg(embedded):
    sample = pd.read_csv(SAMPLE)
    points = gpd.points_from_xy(sample["easting"], sample["northing"])
    point, area = embedded.areas.sindex.query(points, predicate="within")
    assert len(point) == len(sample)
    found = embedded.areas["area_code"].to_numpy()[area]
    assert found.tolist() == sample["area_code"].to_numpy()[point].tolist()
    assert sample["area_code"].nunique() == 209


def test_shared_borders_have_the_same_length_from_both_sides(embedded):
    frame = neighbours(embedded.areas)
    there = frame.set_index(["area_code", "neighbour_code"])["shared_border_km"]
    back = frame.set_index(["neighbour_code", "area_code"])["shared_border_km"]
    assert (there > 0).all()
    np.testing.assert_allclose(there.sort_index(), back.sort_index())


def test_dorset_borders_on_four_areas(embedded):
    frame = neighbours(embedded.areas)
    names = embedded.areas.set_index("area_code")["area_name"]
    dorset = frame.loc[frame["area_code"] == "E38000045", "neighbour_code"].map(names)
    assert sorted(dorset) == [
        "NHS Northern, Eastern and Western Devon CCG",
        "NHS Somerset CCG",
        "NHS West Hampshire CCG",
        "NHS Wiltshire CCG",
    ]


def test_separately_digitised_borders_are_found_with_a_tolerance(few):
    shrunk = few.assign(geometry=few.geometry.buffer(-5))
    assert neighbours(shrunk).empty
    assert pairs(neighbours(shrunk, tolerance=25)) == pairs(neighbours(few))


def test_label_places_lie_inside_their_areas(embedded):
    places = centroids(embedded)
    points = gpd.GeoSeries(
        gpd.points_from_xy(places["longitude"], places["latitude"]), crs="EPSG:4326"
    ).to_crs("EPSG:27700")
    assert list(places.columns) == ["area_code", "longitude", "latitude"]
    assert embedded.areas.geometry.contains(points).all()


def test_overlap_is_measured():
    squares = np.array([shapely.box(0, 0, 10, 10), shapely.box(8, 0, 18, 10), shapely.box(50, 0, 60, 10)])
    assert overlap_area(squares) == pytest.approx(20)


def test_the_example_in_the_documentation_runs():
    assert doctest.testmod(geodata) == (0, 2)
