"""The inset: London's 32 areas once more, larger, in an empty corner, and otherwise the same."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import inset_topology, prepare_topology, publish_inset, publish_topology
from geodata.boundaries import Boundaries
from geodata.topology.arcs import arc_numbers
from tests.geodata.topology.test_topology import features, on_grid

PORTSMOUTH = "E38000137"


@pytest.fixture(scope="module")
def true_map(static_folder) -> dict:
    return json.loads((static_folder / "ccg-april-2016.json").read_bytes())


@pytest.fixture(scope="module")
def inset(static_folder) -> dict:
    return json.loads((static_folder / "ccg-april-2016-inset.json").read_bytes())


@pytest.fixture(scope="module")
def frame(inset) -> dict:
    [frame] = features(inset, "frame")
    return frame["properties"]


def test_it_has_the_32_areas_of_london_with_their_ids(inset, true_map, groups):
    london = set(groups.loc[groups["region"] == "London", "area_code"])
    expected = {
        feature["id"]: feature["properties"]
        for feature in features(true_map, "areas")
        if feature["properties"]["area_code"] in london
    }
    assert len(expected) == 32
    assert {feature["id"]: feature["properties"] for feature in features(inset, "areas")} == expected


def test_every_area_is_three_times_as_large_each_way(inset, true_map, frame):
    assert (frame["name"], frame["factor"]) == ("London", 3)
    assert inset["transform"] == true_map["transform"]
    originals, copies = on_grid(true_map, "areas"), on_grid(inset, "areas")
    ids = [feature["id"] for feature in features(inset, "areas")]
    np.testing.assert_array_equal(shapely.area(copies), 9 * shapely.area(originals[ids]))
    assert shapely.coverage_is_valid(copies)


def test_it_lies_in_a_frame_that_touches_no_area_and_stays_on_the_map(inset, true_map, frame):
    everything = on_grid(true_map, "areas")
    [box] = on_grid(inset, "frame")
    assert not shapely.intersects(everything, box).any()
    assert shapely.box(*shapely.total_bounds(everything)).contains(box)
    assert shapely.contains(box, on_grid(inset, "areas")).all()
    west, _, _, north = box.bounds
    corner = np.multiply(inset["transform"]["scale"], (west, north)) + inset["transform"]["translate"]
    assert (frame["longitude"], frame["latitude"]) == pytest.approx(tuple(corner), abs=1e-4)


def test_it_has_outlines_made_of_the_arcs_of_its_areas(inset):
    of_areas = set().union(*(arc_numbers(feature) for feature in features(inset, "areas")))
    sizes = {layer: len(features(inset, layer)) for layer in ("alliances", "stps", "regions")}
    assert sizes == {"alliances": 3, "stps": 5, "regions": 1}
    for layer in sizes:
        assert all(arc_numbers(feature) <= of_areas for feature in features(inset, layer))


def test_the_stored_inset_is_that_of_the_stored_map(inset, true_map, groups):
    assert json.loads(inset_topology(true_map, groups)) == inset


def test_there_is_none_without_the_region_or_without_room(true_map, groups, embedded):
    assert inset_topology(true_map, None) is None
    assert inset_topology(true_map, groups.drop(columns="region")) is None
    assert inset_topology(true_map, groups, region="Wales") is None
    london = groups[groups["region"] == "London"]
    only = embedded.areas[embedded.areas["area_code"].isin(london["area_code"])].reset_index(drop=True)
    assert inset_topology(json.loads(prepare_topology(Boundaries(only), groups)), groups) is None


def test_it_is_published_beside_the_map(few, groups, static_folder, tmp_path):
    published = publish_inset(publish_topology(None, groups, static_folder), groups)
    assert published.name == "ccg-april-2016-inset.json"
    assert published.path == static_folder / published.name
    few.to_file(tmp_path / "few.gpkg")
    topology = publish_topology(tmp_path / "few.gpkg", groups, tmp_path)
    assert publish_inset(topology, groups) is None
    as_london = pd.DataFrame({"area_code": [PORTSMOUTH], "region": ["London"]})
    published = publish_inset(topology, as_london)
    assert published.path.parent == topology.path.parent
    [feature] = features(json.loads(published.path.read_bytes()), "areas")
    assert (feature["id"], feature["properties"]["area_code"]) == (
        few["area_code"].tolist().index(PORTSMOUTH),
        PORTSMOUTH,
    )
