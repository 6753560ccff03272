"""The topology for the browser is small, whole and made of shared arcs."""

import gzip
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import Boundaries, BoundaryError, decode, neighbours, prepare_topology, publish_topology
from geodata.topology.arcs import IntegerGrid, arc_numbers, topology
from geodata.topology.coverage import overlap_area
from geodata.topology.prepare import close_seams, drop_parts

KERNOW = "E38000089"
LAYERS = {"areas": 209, "alliances": 19, "stps": 44, "regions": 4}
COLUMN_OF_LAYER = {"alliances": "alliance", "stps": "stp", "regions": "region"}


@pytest.fixture(scope="module")
def content(static_folder) -> bytes:
    return (static_folder / "ccg-april-2016.json").read_bytes()


@pytest.fixture(scope="module")
def prepared(content) -> dict:
    return json.loads(content)


@pytest.fixture(scope="module")
def web_areas(prepared) -> gpd.GeoDataFrame:
    return decode(prepared, "areas").to_crs("EPSG:27700")


def on_grid(prepared: dict, layer: str) -> np.ndarray:
    """Decode with whole grid numbers, so that shared borders are equal to the last bit."""
    plain = {**prepared, "transform": {"scale": [1, 1], "translate": [0, 0]}}
    return decode(plain, layer).geometry.to_numpy()


def features(prepared: dict, layer: str) -> list[dict]:
    return prepared["objects"][layer]["geometries"]


def test_it_is_small_enough_to_fetch_once(content):
    assert len(content) <= 250_000
    assert len(gzip.compress(content, 9)) <= 90_000


def test_layers_have_all_their_features(prepared):
    assert {name: len(features(prepared, name)) for name in prepared["objects"]} == LAYERS


def test_areas_carry_their_position_code_and_name(prepared, embedded):
    areas = embedded.areas[["area_code", "area_name"]]
    assert [feature["id"] for feature in features(prepared, "areas")] == list(range(209))
    assert [feature["properties"] for feature in features(prepared, "areas")] == areas.to_dict("records")


def test_outlines_carry_name_and_code(prepared, groups):
    for layer, column in COLUMN_OF_LAYER.items():
        found = {(f["properties"]["name"], f["properties"]["code"]) for f in features(prepared, layer)}
        assert found == set(zip(groups[column], groups[f"{column}_code"], strict=True))


def test_every_shape_is_valid_and_no_area_vanishes(prepared, web_areas):
    for layer in prepared["objects"]:
        assert shapely.is_valid(on_grid(prepared, layer)).all()
        assert decode(prepared, layer).is_valid.all()
    assert web_areas.area.min() > 1e6


def test_simplified_areas_fit_together_without_gap_or_overlap(prepared, web_areas):
    assert shapely.coverage_is_valid(on_grid(prepared, "areas"))
    assert overlap_area(web_areas.geometry.to_numpy()) == pytest.approx(0, abs=1)
    land = shapely.coverage_union_all(on_grid(prepared, "areas"))
    assert sum(len(part.interiors) for part in land.geoms) == 0


def test_simplified_areas_stay_close_to_the_real_ones(embedded, web_areas):
    real = embedded.areas.geometry
    assert len(neighbours(web_areas)) == len(neighbours(embedded.areas))
    assert web_areas.symmetric_difference(real, align=False).area.sum() / real.area.sum() < 0.005
    assert (web_areas.area / real.area).between(0.95, 1.05).all()


def test_the_isles_of_scilly_are_still_part_of_kernow(web_areas):
    kernow = web_areas.loc[web_areas["area_code"] == KERNOW, "geometry"].item()
    scilly = kernow.intersection(shapely.box(80_000, 0, 100_000, 20_000))
    assert scilly.area > 10e6


def test_outlines_use_only_arcs_of_the_areas(prepared):
    of_areas = set().union(*(arc_numbers(feature) for feature in features(prepared, "areas")))
    assert of_areas == set(range(len(prepared["arcs"])))
    for layer in COLUMN_OF_LAYER:
        for feature in features(prepared, layer):
            assert arc_numbers(feature) <= of_areas


def test_an_outline_is_the_union_of_its_areas(prepared, groups):
    area_shapes = dict(zip(sorted(groups["area_code"]), on_grid(prepared, "areas"), strict=True))
    for layer, column in COLUMN_OF_LAYER.items():
        outlines = on_grid(prepared, layer)
        for feature, outline in zip(features(prepared, layer), outlines, strict=True):
            members = groups.loc[groups[column] == feature["properties"]["name"], "area_code"]
            together = shapely.union_all([area_shapes[code] for code in members])
            assert shapely.symmetric_difference(outline, together).area == 0


def test_outer_rings_run_clockwise_because_d3_fills_the_other_side(prepared):
    for shape in on_grid(prepared, "areas"):
        for part in shapely.get_parts(shape):
            assert not part.exterior.is_ccw
            assert all(hole.is_ccw for hole in part.interiors)


def test_gdal_reads_the_same_shapes(prepared, static_folder):
    by_gdal = gpd.read_file(static_folder / "ccg-april-2016.json", layer="areas")
    ours = decode(prepared, "areas")
    assert by_gdal["area_code"].tolist() == ours["area_code"].tolist()
    assert shapely.equals_exact(by_gdal.geometry.to_numpy(), ours.geometry.to_numpy(), 1e-9).all()


def test_preparing_the_embedded_boundaries_gives_the_prepared_file(embedded, groups, content):
    again = json.loads(prepare_topology(embedded, groups))
    before = json.loads(content)
    assert again["objects"] == before["objects"]
    # Another build of PROJ may round a coordinate the other way: a cell of the grid is allowed.
    here, there = (decode(topology, "areas").geometry.to_numpy() for topology in (again, before))
    assert shapely.equals_exact(here, there, 1e-4).all()


def test_a_smaller_budget_loses_detail_but_no_area(embedded):
    small = prepare_topology(embedded, max_bytes=80_000)
    shapes = on_grid(json.loads(small), "areas")
    assert len(small) <= 80_000
    assert len(shapes) == 209
    assert shapely.area(shapes).min() > 0


def test_borders_digitised_separately_are_joined(few):
    # Each area simplified on its own: borders cross and gape by tens of metres.
    apart = few.assign(geometry=few.geometry.simplify(100).make_valid())
    assert not shapely.coverage_is_valid(apart.geometry.to_numpy())
    prepared = json.loads(prepare_topology(Boundaries(apart)))
    assert shapely.coverage_is_valid(on_grid(prepared, "areas"))
    joined = decode(prepared, "areas").to_crs("EPSG:27700")
    assert len(neighbours(joined)) == len(neighbours(few))


def test_an_area_under_another_does_not_vanish():
    shapes = [
        shapely.box(400_000, 200_000, 440_000, 240_000),
        shapely.box(410_000, 210_000, 420_000, 220_000),
    ]
    areas = gpd.GeoDataFrame(
        {"area_code": ["E38000001", "E38000002"], "ods_code": "", "area_name": ""},
        geometry=shapes,
        crs="EPSG:27700",
    )
    groups = pd.DataFrame({"area_code": areas["area_code"], "alliance": "Both"})
    prepared = json.loads(prepare_topology(Boundaries(areas), groups))
    assert shapely.area(on_grid(prepared, "areas")).min() > 0
    assert len(features(prepared, "alliances")) == 1


def test_small_islands_go_before_areas_do():
    mainland, rock = shapely.box(0, 0, 100, 100), shapely.box(200, 0, 201, 1)
    exclave = shapely.box(100, 0, 101, 1)
    shapes = np.array(
        [shapely.MultiPolygon([mainland, rock, exclave]), shapely.box(300, 0, 301, 1)], dtype=object
    )
    kept = drop_parts(shapes, 50, touching=False)
    assert kept[0].equals(shapely.MultiPolygon([mainland, exclave]))
    assert kept[1].equals(shapes[1])


def test_areas_without_a_group_have_no_outline(few):
    groups = pd.DataFrame({"area_code": few["area_code"], "alliance": ["Wessex", None] * 3})
    prepared = json.loads(prepare_topology(Boundaries(few), groups))
    assert list(prepared["objects"]) == ["areas", "alliances"]
    assert [f["properties"] for f in features(prepared, "alliances")] == [{"name": "Wessex"}]


def test_an_unknown_layer_is_refused_by_name(prepared):
    with pytest.raises(BoundaryError, match="no layer 'wards', only"):
        decode(prepared, "wards")


def test_the_embedded_topology_is_used_as_it_is(static_folder, groups):
    found = publish_topology(None, groups, static_folder)
    assert found.name == "ccg-april-2016.json"
    assert found.path.exists()
    assert len(found.areas) == 209
    assert found.notes == ()


def test_a_missing_embedded_topology_says_what_to_run(tmp_path):
    with pytest.raises(BoundaryError, match="python -m geodata build"):
        publish_topology(None, None, tmp_path)


def test_a_users_file_is_prepared_once(few, groups, tmp_path):
    file = tmp_path / "few.gpkg"
    few.to_file(file)
    first = publish_topology(file, groups, tmp_path / "static")
    assert first.name.startswith("user/boundaries-")
    assert first.path == tmp_path / "static" / first.name
    assert first.areas["area_code"].tolist() == few["area_code"].tolist()
    made = first.path.stat().st_mtime_ns
    second = publish_topology(file, groups, tmp_path / "static")
    assert second.path == first.path
    assert second.path.stat().st_mtime_ns == made
    assert [path.name for path in first.path.parent.iterdir()] == [first.path.name]


def test_a_topology_of_a_users_file_that_was_damaged_is_made_anew(few, groups, tmp_path):
    file = tmp_path / "few.gpkg"
    few.to_file(file)
    made = publish_topology(file, groups, tmp_path)
    whole = made.path.read_bytes()
    made.path.write_bytes(whole[: len(whole) // 2])
    assert publish_topology(file, groups, tmp_path).path.read_bytes() == whole


def test_a_changed_file_gets_another_name(few, groups, tmp_path):
    file = tmp_path / "few.geojson"
    few.to_file(file)
    first = publish_topology(file, groups, tmp_path)
    few.iloc[1:].to_file(file)
    second = publish_topology(file, groups, tmp_path)
    assert first.name != second.name
    assert len(second.areas) == len(few) - 1


@st.composite
def mosaics(draw) -> np.ndarray:
    """A coverage: a board of squares dealt out to a few areas, with holes and exclaves as they fall."""
    size = draw(st.integers(2, 6))
    owners = draw(st.lists(st.integers(0, 3), min_size=size * size, max_size=size * size))
    squares = [shapely.box(x, y, x + 1, y + 1) for x in range(size) for y in range(size)]
    return np.array(
        [
            shapely.coverage_union_all(
                [s for s, owner in zip(squares, owners, strict=True) if owner == number]
            )
            for number in sorted(set(owners))
        ],
        dtype=object,
    )


@settings(max_examples=60, deadline=None)
@given(mosaics())
def test_encoding_and_decoding_changes_nothing(shapes):
    grid = IntegerGrid.over(shapes, 1000)
    snapped = grid.snap(shapes)
    layers = {
        "areas": [({"properties": {"number": n}}, shape) for n, shape in enumerate(snapped)],
        "all": [({"properties": {}}, shapely.coverage_union_all(snapped))],
    }
    encoded = json.loads(json.dumps(topology(layers, grid)))
    assert all(a.equals(b) for a, b in zip(on_grid(encoded, "areas"), snapped, strict=True))
    used = [arc_numbers(feature) for feature in features(encoded, "areas")]
    assert arc_numbers(features(encoded, "all")[0]) <= set().union(*used)
    # Each stretch of border is stored once: all arcs together are as long as all borders together.
    arcs = sum(np.abs(np.array(arc[1:])).sum() for arc in encoded["arcs"])
    once = shapely.length(shapely.union_all(shapely.boundary(snapped)))
    assert arcs == pytest.approx(once)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 30))
def test_seams_close_however_borders_are_shaken(seed, metres):
    rng = np.random.default_rng(seed)
    squares = [shapely.box(x, y, x + 5000, y + 5000) for x in (0, 5000, 10_000) for y in (0, 5000)]
    outlines = [shapely.get_coordinates(shapely.segmentize(square, 500))[:-1] for square in squares]
    shaken = shapely.make_valid(
        [shapely.Polygon(xy + rng.uniform(-metres, metres, xy.shape)) for xy in outlines]
    )
    closed = close_seams(shaken)
    assert shapely.coverage_is_valid(closed)
    assert len(closed) == len(squares)
    np.testing.assert_allclose(shapely.area(closed), 25e6, rtol=0.05)
