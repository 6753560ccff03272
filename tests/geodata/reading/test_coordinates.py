"""Coordinates that contradict the stated system are put right with a note, or refused; so is an area of no size."""

import json

import geopandas as gpd
import pytest
import shapely

from geodata import BoundaryError, read_boundaries

DORSET, WIGHT = "E38000045", "E38000087"


def mislabelled(frame: gpd.GeoDataFrame, path, stated: int | None):
    """Write areas whose coordinates stay, under the name of another system."""
    named = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=frame.geometry.to_numpy(), crs=stated)
    named.to_file(path)
    return path


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]))


def only_note(path, few) -> str:
    """Return the one note, after checking that the areas lie where they should."""
    read = read_boundaries(path)
    apart = shapely.hausdorff_distance(read.areas.geometry.to_numpy(), few.geometry.to_numpy())
    assert apart.max() < 3
    (note,) = read.notes
    return note


def refusal(path) -> str:
    with pytest.raises(BoundaryError) as caught:
        read_boundaries(path)
    return str(caught.value)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
@pytest.mark.parametrize(
    "systems",
    [
        (27700, 4326, "longitude and latitude (EPSG:4326)"),
        (27700, 3857, "Web Mercator (EPSG:3857)"),
        (3857, 4326, "longitude and latitude (EPSG:4326)"),
        (3857, 27700, "the British National Grid (EPSG:27700)"),
        (29902, 27700, "the British National Grid (EPSG:27700)"),
        (2157, 27700, "the British National Grid (EPSG:27700)"),
    ],
)
def test_coordinates_that_do_not_fit_the_stated_system_are_put_right(few, tmp_path, ending, systems):
    stated, real, taken = systems
    path = mislabelled(few.to_crs(real), tmp_path / f"few.{ending}", stated)
    note = only_note(path, few)
    assert note.startswith(f"few.{ending} says ")
    assert note.endswith(f"were taken as {taken}.")


def test_a_geojson_without_a_system_that_holds_metres_is_put_right(few, tmp_path):
    path = mislabelled(few, tmp_path / "few.geojson", None)
    content = json.loads(path.read_text())
    content.pop("crs", None)
    path.write_text(json.dumps(content))
    assert only_note(path, few).endswith("the British National Grid (EPSG:27700).")


@pytest.mark.parametrize("real", [4326, 27700, 3857])
@pytest.mark.parametrize("stated", [4326, 27700, None])
def test_coordinates_the_wrong_way_round_are_turned(few, tmp_path, real, stated):
    path = mislabelled(swapped(few.to_crs(real)), tmp_path / "few.gpkg", stated)
    assert f"(EPSG:{real})" in only_note(path, few)


def test_no_system_and_web_mercator(few, tmp_path):
    path = mislabelled(few.to_crs(3857), tmp_path / "few.shp", None)
    (tmp_path / "few.prj").unlink(missing_ok=True)
    assert only_note(path, few).endswith("were taken as Web Mercator (EPSG:3857).")


@pytest.mark.parametrize("stated", [27700, 4326, 3857, None])
def test_coordinates_that_fit_no_system_are_refused(few, tmp_path, stated):
    kilometres = few.set_geometry(few.geometry.scale(0.001, 0.001, origin=(0, 0)))
    message = refusal(mislabelled(kilometres, tmp_path / "few.gpkg", stated))
    assert "fit neither longitude and latitude in England nor the British National Grid" in message


def test_areas_of_wales_are_taken_as_stated(few, tmp_path):
    few["area_code"] = [f"W1100002{number}" for number in range(6)]
    few["geometry"] = few.geometry.translate(-100_000, 150_000)
    few.drop(columns="ods_code").to_file(tmp_path / "wales.gpkg")
    assert read_boundaries(tmp_path / "wales.gpkg").notes == ()


def test_an_area_abroad_is_named_and_one_far_away_left_out(few, tmp_path):
    codes = few["area_code"].tolist()
    few.loc[few["area_code"] == WIGHT, "geometry"] = shapely.box(200_000, 800_000, 220_000, 820_000)
    few.loc[few["area_code"] == DORSET, "geometry"] = shapely.box(5_000_000, 0, 5_020_000, 20_000)
    few.to_file(tmp_path / "few.gpkg")
    read = read_boundaries(tmp_path / "few.gpkg")
    assert read.areas["area_code"].tolist() == [code for code in codes if code != DORSET]
    assert read.notes == (
        "Left out because they lie far outside England: NHS Dorset CCG (E38000045).",
        "Not in England: NHS Isle of Wight CCG (E38000087). Check the file.",
    )


@pytest.mark.parametrize("longitude", [400.0, 1e14])
def test_an_area_with_a_corner_astray_is_left_out_and_named(few, tmp_path, longitude):
    few = few.to_crs(4326)
    astray = shapely.Polygon([(-1.5, 50.6), (-1.1, 50.6), (longitude, 50.7), (-1.5, 50.7)])
    few.loc[few["area_code"] == WIGHT, "geometry"] = astray
    few.to_file(tmp_path / "few.gpkg")
    assert read_boundaries(tmp_path / "few.gpkg").notes == (
        "Left out because they lie far outside England: NHS Isle of Wight CCG (E38000087).",
    )


def test_areas_that_all_have_a_corner_astray_are_refused(few, tmp_path):
    few["geometry"] = [
        shapely.union_all([shape, shapely.box(5e6 + n, 0, 5e6 + n + 1, 1)])
        for n, shape in enumerate(few.geometry)
    ]
    few.to_file(tmp_path / "few.gpkg")
    assert refusal(tmp_path / "few.gpkg") == (
        "few.gpkg has only areas that reach far outside England. Export it again."
    )


def test_areas_of_no_size_are_refused(few, tmp_path):
    few["geometry"] = few.geometry.centroid.buffer(5)
    few.to_file(tmp_path / "few.gpkg")
    assert refusal(tmp_path / "few.gpkg").startswith(
        "few.gpkg has no area of a usual size: its 6 come to 0.00047 km² in all."
    )


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(450_000, 90_000, 450_050, 90_050),
        shapely.box(440_000, 90_000, 460_000, 90_010),
        shapely.LineString([(440_000, 90_000), (460_000, 95_000)]).buffer(5),
    ],
    ids=["tiny", "thin", "sliver"],
)
def test_an_area_that_cannot_be_seen_is_named(few, tmp_path, shape):
    few.loc[few["area_code"] == WIGHT, "geometry"] = shape
    few.to_file(tmp_path / "few.gpkg")
    assert read_boundaries(tmp_path / "few.gpkg").notes == (
        "Too small or thin to be seen on a map: NHS Isle of Wight CCG (E38000087).",
    )


def test_an_area_without_any_width_is_left_out_and_named(few, tmp_path):
    flat = shapely.Polygon([(450_000, 90_000), (455_000, 90_000), (460_000, 90_000), (450_000, 90_000)])
    few.loc[few["area_code"] == WIGHT, "geometry"] = flat
    few.to_file(tmp_path / "few.gpkg")
    assert read_boundaries(tmp_path / "few.gpkg").notes == (
        "Left out because they have no polygon: NHS Isle of Wight CCG (E38000087).",
    )


def test_an_area_larger_than_england_is_named(few, tmp_path):
    few.loc[few["area_code"] == WIGHT, "geometry"] = shapely.box(0, 10_000, 700_000, 700_000)
    few.to_file(tmp_path / "few.gpkg")
    assert (
        "Larger than England: NHS Isle of Wight CCG (E38000087). Check the file."
        in read_boundaries(tmp_path / "few.gpkg").notes
    )


def test_a_shape_that_crosses_itself_lies_where_it_is(few, tmp_path):
    # Two triangles that wind in opposite ways: their areas cancel each other, and a mean by area is nowhere.
    x, y = few.geometry.iloc[0].representative_point().coords[0]
    crossing = shapely.Polygon([(x, y), (x + 4000, y + 4001), (x + 4000, y), (x, y + 4000), (x, y)])
    few.geometry = [crossing, *few.geometry.iloc[1:]]
    few.to_file(tmp_path / "few.gpkg")
    notes = " ".join(read_boundaries(tmp_path / "few.gpkg").notes)
    assert "was repaired" in notes
    assert "Not in England" not in notes


@pytest.mark.parametrize(
    ("ending", "said"),
    [("geojson", "should be in EPSG:4326, as all files of its format"), ("gpkg", "says EPSG:4326")],
)
def test_only_what_a_file_states_is_said_to_be_stated(few, tmp_path, ending, said):
    path = tmp_path / f"few.{ending}"
    metres = (
        few.set_crs(None, allow_override=True)
        if ending == "geojson"
        else few.set_crs(4326, allow_override=True)
    )
    metres.to_file(path)
    assert f"few.{ending} {said}; its coordinates" in " ".join(read_boundaries(path).notes)


def test_a_file_cut_short_is_not_said_to_hold_tables(few, tmp_path):
    path = tmp_path / "few.fgb"
    few.to_file(path)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(BoundaryError, match=r"cut short|damaged"):
        read_boundaries(path)


@pytest.mark.parametrize("written", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("which", [0, 1])
def test_one_coordinate_that_is_not_a_number_is_refused(few, tmp_path, written, which):
    path = tmp_path / "few.gpkg"
    few = few.to_crs(4326)
    corners = shapely.get_coordinates(few.geometry.iloc[1])
    corners[1, which] = float(written)
    few["geometry"] = [
        few.geometry.iloc[0],
        shapely.set_coordinates(few.geometry.iloc[1], corners),
        *few.geometry[2:],
    ]
    few.to_file(path)
    assert refusal(path) == "few.gpkg has coordinates that are not numbers. Export it again."
