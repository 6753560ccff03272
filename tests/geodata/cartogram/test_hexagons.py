"""The hexagon cartogram: every area once, neighbours together, regions whole and where they belong."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import (
    check_layout,
    embedded_layout,
    hexagon_layout,
    hexagon_topology,
    neighbours,
    publish_hexagons,
    publish_topology,
)
from geodata.cartogram.hexagon_search import ROW_HEIGHT, HexagonGrid, Search, beside, deal, six_around
from tests.geodata.topology.test_topology import features, on_grid

ISLE_OF_WIGHT = "E38000087"


@pytest.fixture(scope="module")
def layout() -> pd.DataFrame:
    return embedded_layout()


@pytest.fixture(scope="module")
def prepared(static_folder) -> dict:
    return json.loads((static_folder / "ccg-april-2016-hexagons.json").read_bytes())


def centres(layout: pd.DataFrame) -> np.ndarray:
    return np.column_stack([layout["column"] + layout["row"] % 2 / 2, layout["row"] * ROW_HEIGHT])


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["area_code"], frame["neighbour_code"], strict=True))


def test_every_area_has_one_hexagon_and_every_hexagon_one_area(layout, embedded):
    assert layout["area_code"].tolist() == embedded.areas["area_code"].tolist()
    assert not layout.duplicated(["column", "row"]).any()
    assert layout[["column", "row"]].min().ge(0).all()


def test_three_of_four_neighbours_stay_side_by_side(layout, embedded, prepared):
    checked = check_layout(layout, embedded.areas)
    assert (checked.kept, checked.neighbour_pairs) == (399, 524)
    assert checked.share == pytest.approx(0.761, abs=0.001)
    # The same number from the drawn hexagons: those that share a side.
    drawn = gpd.GeoDataFrame(layout[["area_code"]], geometry=on_grid(prepared, "areas"))
    assert len(pairs(neighbours(drawn)) & pairs(neighbours(embedded.areas))) == 2 * 399


def test_regions_and_alliances_are_whole_except_that_the_isle_of_wight_is_an_island(layout, embedded, groups):
    apart = check_layout(layout, embedded.areas, groups).apart
    assert apart["region"] == {"South of England": 2}
    assert apart["alliance"] == {"Wessex": 2}
    mainland = (layout["area_code"] != ISLE_OF_WIGHT).to_numpy()
    checked = check_layout(layout[mainland], embedded.areas[mainland], groups)
    assert checked.apart["region"] == checked.apart["alliance"] == {}
    assert len(checked.apart["stp"]) <= 3


def test_the_32_areas_of_london_lie_together(layout, groups):
    london = layout[layout["area_code"].isin(groups.loc[groups["region"] == "London", "area_code"])]
    reached, left = set(), {tuple(place) for place in london[["column", "row"]].to_numpy().tolist()}
    assert len(left) == 32
    edge = [left.pop()]
    while edge:
        here = edge.pop()
        reached.add(here)
        near = left.intersection(six_around(*here))
        left -= near
        edge += near
    assert len(reached) == 32


def test_the_isle_of_wight_is_surrounded_by_sea(layout):
    taken = {tuple(place) for place in layout[["column", "row"]].to_numpy().tolist()}
    [island] = layout.loc[layout["area_code"] == ISLE_OF_WIGHT, ["column", "row"]].to_numpy().tolist()
    assert not taken.intersection(six_around(*island))


def test_nearly_all_neighbours_lie_on_the_side_where_they_lie_in_truth(layout, embedded):
    position = {code: i for i, code in enumerate(layout["area_code"])}
    frame = neighbours(embedded.areas)
    here, there = (frame[column].map(position) for column in ("area_code", "neighbour_code"))
    truth, drawn = shapely.get_coordinates(embedded.areas.centroid), centres(layout)
    same_side = ((truth[there] - truth[here]) * (drawn[there] - drawn[here])).sum(axis=1) > 0
    assert same_side.mean() > 0.95


def test_regions_lie_as_on_the_map(layout, groups):
    middle = layout.merge(groups, on="area_code").groupby("region")[["column", "row"]].mean()
    north, midlands = middle.loc["North of England"], middle.loc["Midlands and East of England"]
    london, south = middle.loc["London"], middle.loc["South of England"]
    assert north["row"] > midlands["row"] > london["row"] > south["row"]
    assert london["column"] > south["column"]


def test_the_cartogram_has_the_ids_properties_and_layers_of_the_map(prepared, static_folder):
    true_map = json.loads((static_folder / "ccg-april-2016.json").read_bytes())
    assert list(prepared["objects"]) == list(true_map["objects"])
    for layer in true_map["objects"]:
        expected = [(feature.get("id"), feature["properties"]) for feature in features(true_map, layer)]
        assert [(f.get("id"), f["properties"]) for f in features(prepared, layer)] == expected


def test_hexagons_are_equal_and_fit_together(prepared):
    shapes = on_grid(prepared, "areas")
    assert set(shapely.area(shapes)) == {6}
    assert set(shapely.get_num_coordinates(shapes)) == {7}
    assert shapely.coverage_is_valid(shapes)
    width, side = prepared["transform"]["scale"]
    assert np.hypot(width, side) == pytest.approx(1)


def test_the_stored_cartogram_is_that_of_the_stored_layout(prepared, layout, embedded, groups):
    assert json.loads(hexagon_topology(embedded.areas, layout, groups)) == prepared


def test_a_layout_is_the_same_each_time_and_needs_no_groups(few):
    first = hexagon_layout(few, steps=2000, seeds=[3, 4])
    assert first.equals(hexagon_layout(few, steps=2000, seeds=[3, 4]))
    assert not first.duplicated(["column", "row"]).any()
    checked = check_layout(first, few)
    assert checked.kept == checked.neighbour_pairs == 5
    assert checked.apart == {}


def test_the_cartogram_of_the_embedded_areas_is_used_as_it_is(static_folder, groups):
    published = publish_hexagons(publish_topology(None, groups, static_folder), groups)
    assert published.name == "ccg-april-2016-hexagons.json"
    assert published.path == static_folder / published.name
    assert len(published.areas) == 209


def test_a_users_file_of_known_areas_gets_a_cartogram_and_another_none(few, groups, tmp_path):
    few.to_file(tmp_path / "few.gpkg")
    topology = publish_topology(tmp_path / "few.gpkg", groups, tmp_path)
    published = publish_hexagons(topology, groups)
    assert published.name == topology.name.replace(".json", "-hexagons.json")
    assert (tmp_path / published.name) == published.path
    ids = {
        f["id"]: f["properties"]["area_code"]
        for f in features(json.loads(published.path.read_bytes()), "areas")
    }
    assert ids == dict(enumerate(few["area_code"]))
    few["area_code"] = few["area_code"].str.replace("E38", "E54")
    few.drop(columns="ods_code").to_file(tmp_path / "other.gpkg")
    assert publish_hexagons(publish_topology(tmp_path / "other.gpkg", groups, tmp_path), groups) is None


@given(st.integers(-20, 20), st.integers(-20, 20))
def test_the_six_around_a_hexagon_are_one_width_away(column, row):
    around = six_around(column, row)
    [here, *there] = centres(pd.DataFrame([(column, row), *around], columns=["column", "row"]))
    assert len(set(around)) == 6
    np.testing.assert_allclose(np.hypot(*(there - here).T), 1)
    columns, rows = np.array([(column, row), *around]).T
    assert beside(columns, rows)[0].tolist() == [False] + 6 * [True]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 8))
def test_without_heat_a_search_never_makes_a_layout_worse(seed, areas):
    rng = np.random.default_rng(seed)
    worth = rng.normal(size=(areas + 1, areas + 1))
    places = rng.uniform(0, 3, (areas, 2))
    away = places - places[:, None]
    unit = away / np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)[..., None]
    directions = [[(j, *unit[i, j]) for j in range(areas) if j != i] for i in range(areas)]
    search = Search(HexagonGrid.over(places), worth + worth.T, places, [*directions, []], 0.1, 1.0)
    cells = deal(places, search.grid)
    for step in range(20):
        after = search.anneal(cells, 20, 1e-9, 1e-9, seed=step)
        assert len(set(after)) == areas
        assert search.value(after) >= search.value(cells) - 1e-9
        cells = after
