"""Boundary files that people really have are read, and what was done to them is said."""

import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import prepare_topology, read_boundaries
from geodata.boundaries import Boundaries

FORMATS = {"shp": "ESRI Shapefile", "gpkg": "GPKG", "geojson": "GeoJSON", "tab": "MapInfo File"}
DORSET, WIGHT = "E38000045", "E38000087"


def write(frame: gpd.GeoDataFrame, path, **options):
    driver = FORMATS[path.suffix[1:]]
    frame.to_file(path, driver=driver, engine="pyogrio", **options)
    return path


def farthest_apart(read: Boundaries, expected: gpd.GeoDataFrame) -> float:
    """Return the largest distance (m) between the outlines of an area in the two."""
    assert read.areas["area_code"].tolist() == expected["area_code"].tolist()
    return float(
        shapely.hausdorff_distance(read.areas.geometry.to_numpy(), expected.geometry.to_numpy()).max()
    )


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("crs", [27700, 4326, 3857])
def test_every_format_is_read_in_every_coordinate_system(few, tmp_path, ending, crs):
    read = read_boundaries(write(few.to_crs(crs), tmp_path / f"few.{ending}"))
    assert list(read.areas.columns) == ["area_code", "ods_code", "area_name", "geometry"]
    assert read.areas.crs.to_epsg() == 27700
    assert read.notes == ()
    assert farthest_apart(read, few) < 3
    assert read.areas["area_name"].tolist() == few["area_name"].tolist()
    assert read.areas["ods_code"].tolist() == few["ods_code"].tolist()


def test_reprojected_areas_still_share_their_borders(few, tmp_path):
    read = read_boundaries(write(few.to_crs(3857), tmp_path / "few.gpkg"))
    assert shapely.coverage_is_valid(read.areas.geometry.to_numpy())


def test_a_zipped_shapefile_is_read(few, tmp_path):
    write(few, tmp_path / "few.shp")
    with zipfile.ZipFile(tmp_path / "few.zip", "w") as archive:
        for part in tmp_path.glob("few.???"):
            if part.suffix != ".zip":
                archive.write(part, f"Boundaries April 2016/{part.name}")
        archive.writestr("__MACOSX/._few.shp", b"shadow")
        archive.writestr("readme.txt", "Crown copyright")
    read = read_boundaries(tmp_path / "few.zip")
    assert farthest_apart(read, few) < 1e-6
    assert read.notes == ()


def test_topojson_is_read_and_its_layer_of_areas_found(few, groups, tmp_path):
    file = tmp_path / "few.json"
    file.write_bytes(prepare_topology(Boundaries(few), groups))
    read = read_boundaries(file)
    assert farthest_apart(read, few) < 3000
    assert read.notes[0] == "few.json has 4 layers; areas was used, not alliances, stps, regions."


def test_upper_case_endings_are_read(few, tmp_path):
    write(few, tmp_path / "few.shp")
    for part in tmp_path.glob("few.*"):
        part.rename(tmp_path / part.name.upper())
    assert len(read_boundaries(tmp_path / "FEW.SHP").areas) == len(few)


@pytest.mark.parametrize("column", ["CCG16CD", "ccg16cd", "CCGcode", "GSS", "id_of_area"])
def test_codes_are_found_whatever_their_column_is_called(few, tmp_path, column):
    frame = few[["area_code", "geometry"]].rename(columns={"area_code": column})
    read = read_boundaries(write(frame, tmp_path / "few.geojson"))
    assert read.areas["area_code"].tolist() == few["area_code"].tolist()
    assert read.areas["area_name"].tolist() == few["area_name"].tolist()


@given(st.permutations(range(6)), st.booleans(), st.sampled_from(["", " ", "  "]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_case_and_blanks_of_codes_do_not_matter(few, tmp_path, order, lower, blank):
    frame = few.iloc[list(order)].copy()
    codes = frame["area_code"].str.lower() if lower else frame["area_code"]
    frame["area_code"] = blank + codes + blank
    read = read_boundaries(write(frame, tmp_path / "few.geojson"))
    assert farthest_apart(read, few) < 1e-6


def test_ods_codes_alone_are_translated(few, tmp_path):
    frame = few[["ods_code", "geometry"]].rename(columns={"ods_code": "org"})
    read = read_boundaries(write(frame, tmp_path / "few.gpkg"))
    assert read.areas["area_code"].tolist() == few["area_code"].tolist()


def test_ods_codes_are_translated_with_the_areas_given(few, tmp_path):
    own = pd.DataFrame(
        {"area_code": ["E99000001"], "ods_code": ["11J"], "area_name": ["Dorset of the future"]}
    )
    frame = few.loc[few["area_code"] == DORSET, ["ods_code", "geometry"]]
    read = read_boundaries(write(frame, tmp_path / "one.gpkg"), own)
    assert read.areas[["area_code", "area_name"]].values.tolist() == [["E99000001", "Dorset of the future"]]


@pytest.mark.parametrize(
    ("column", "strange"), [("ods_code", ["15E", "15N"]), ("area_code", ["E38000221", "E38999999"])]
)
def test_an_unknown_code_stays_as_it_is_whichever_kind_it_is_of(few, tmp_path, column, strange):
    expected = [*few["area_code"].iloc[:4], *strange]
    few[column] = [*few[column].iloc[:4], *strange]
    read = read_boundaries(write(few[[column, "geometry"]], tmp_path / "few.geojson"))
    assert set(read.areas["area_code"]) == set(expected)


def test_codes_with_an_n_before_them_and_replaced_ones_mean_the_area_that_is_known(few, tmp_path):
    few = few.iloc[:2].assign(area_code=["nE54000029", "E54000053"])
    known = pd.DataFrame(
        {
            "area_code": ["E54000029", "E54000064"],
            "ods_code": ["QMF", "QNX"],
            "area_name": ["London", "Sussex"],
        }
    )
    read = read_boundaries(write(few[["area_code", "geometry"]], tmp_path / "few.geojson"), known)
    assert read.areas["area_code"].tolist() == ["E54000029", "E54000064"]


def test_the_column_that_matches_the_known_areas_wins(few, tmp_path):
    frame = few.drop(columns="ods_code")
    frame.insert(0, "LAD16CD", [f"E0600000{number}" for number in range(len(few))])
    frame.insert(0, "STP17CD", ["E54000040"] * 3 + ["E54000041"] * 3)
    read = read_boundaries(write(frame, tmp_path / "few.gpkg"))
    assert read.areas["area_code"].tolist() == few["area_code"].tolist()
    assert read.notes == ("ONS codes were taken from the column area_code, not from STP17CD, LAD16CD.",)


def test_areas_that_nobody_knows_keep_the_names_of_the_file(few, tmp_path):
    frame = few.iloc[:2][["geometry"]].assign(
        ICB23CD=["E54000041", "E54000042"],
        ICB23NM=["NHS Dorset ICB", "NHS Hampshire ICB"],
        ods=["QVV", "QRL"],
    )
    read = read_boundaries(write(frame, tmp_path / "icb.gpkg"))
    assert read.areas[["area_code", "ods_code", "area_name"]].values.tolist() == [
        ["E54000041", "QVV", "NHS Dorset ICB"],
        ["E54000042", "QRL", "NHS Hampshire ICB"],
    ]


def test_the_layer_with_polygons_and_codes_is_chosen_and_named(few, tmp_path):
    file = tmp_path / "many.gpkg"
    places = few.set_geometry(few.geometry.representative_point())
    places.to_file(file, layer="offices")
    few[["area_name", "geometry"]].to_file(file, layer="no_codes", mode="a")
    few.to_file(file, layer="ccg_april_2016", mode="a")
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), file, layer="notes", append=True)
    read = read_boundaries(file)
    assert farthest_apart(read, few) < 1e-6
    assert read.notes == ("many.gpkg has 3 layers; ccg_april_2016 was used, not offices, no_codes.",)


def test_a_bow_tie_is_repaired_and_named(few, tmp_path):
    bow_tie = shapely.Polygon([(450_000, 90_000), (460_000, 100_000), (460_000, 90_000), (450_000, 100_000)])
    few.loc[few["area_code"] == WIGHT, "geometry"] = bow_tie
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    wight = read.areas.loc[read.areas["area_code"] == WIGHT, "geometry"].item()
    assert wight.is_valid
    assert wight.area == pytest.approx(50e6)
    assert read.notes == (
        "The shape of NHS Isle of Wight CCG (E38000087) was invalid (self-intersection at 455000, 95000) "
        "and was repaired.",
    )


def test_many_repairs_are_counted_not_listed(embedded, tmp_path):
    some = embedded.areas.iloc[:8].copy()
    some["geometry"] = [
        shapely.Polygon([(x, 2e5), (x + 900, 200_900), (x + 900, 2e5), (x, 200_900)])
        for x in 400_000 + 1000 * np.arange(8)
    ]
    notes = read_boundaries(write(some, tmp_path / "ties.gpkg")).notes
    assert len(notes) == 6
    assert notes[-1] == "3 more invalid shapes were repaired."


def test_heights_are_dropped(few, tmp_path):
    few["geometry"] = shapely.force_3d(few.geometry.to_numpy(), 12.0)
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert not read.areas.has_z.any()


@pytest.mark.parametrize("height", [2015.0, -1e6, 1e300, np.nan])
def test_a_height_that_one_end_of_a_ring_has_and_the_other_has_not_changes_nothing(few, tmp_path, height):
    plain = read_boundaries(write(few.to_crs(4326), tmp_path / "plain.gpkg")).areas

    def with_one_height(shape):
        corners = shapely.get_coordinates(shapely.force_3d(shape, 0.0), include_z=True)
        corners[0, 2] = height
        return shapely.set_coordinates(shapely.force_3d(shape, 0.0), corners)

    one = few.to_crs(4326)
    one["geometry"] = [with_one_height(shape) for shape in one.geometry]
    read = read_boundaries(write(one, tmp_path / "one.gpkg")).areas
    assert shapely.equals(read.geometry.to_numpy(), plain.geometry.to_numpy()).all()


def test_a_row_without_a_shape_is_left_out_and_named(few, tmp_path):
    few.loc[few["area_code"] == DORSET, "geometry"] = None
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert len(read.areas) == len(few) - 1
    assert read.notes == ("Left out because they have no polygon: NHS Dorset CCG (E38000045).",)


def test_a_row_without_a_code_is_left_out_and_named(few, tmp_path):
    few.loc[few["area_code"] == DORSET, ["area_code", "ods_code"]] = None
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert read.notes == ("1 row without an area code was left out (NHS Dorset CCG).",)


@pytest.mark.parametrize("text", ["X99", "ZZZ", "n/a"])
@pytest.mark.parametrize("rows", [3, None])
def test_a_row_whose_code_is_none_of_an_area_is_left_out_with_what_stands_there(few, tmp_path, text, rows):
    few = few.drop(columns="ods_code").head(rows or len(few))
    few.loc[few.index[1], "area_code"] = text
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert len(read.areas) == len(few) - 1
    assert read.notes == (f"1 row was left out: '{text}' in the column area_code is no area code.",)


@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_column_of_codes_is_one_though_a_third_of_it_is_blank(few, tmp_path, blank):
    few = few.drop(columns="ods_code").head(3)
    few.loc[few.index[2], "area_code"] = blank
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert len(read.areas) == 2
    assert read.notes[0].startswith("1 row without an area code was left out")


def test_codes_of_both_kinds_in_one_column_are_read(few, tmp_path):
    whole = read_boundaries(write(few, tmp_path / "whole.gpkg")).areas
    mixed = few.assign(area_code=few["area_code"].where(few.index % 2 == 0, few["ods_code"])).drop(
        columns="ods_code"
    )
    read = read_boundaries(write(mixed, tmp_path / "mixed.gpkg"))
    assert read.areas["area_code"].tolist() == whole["area_code"].tolist()
    assert read.areas["ods_code"].tolist() == whole["ods_code"].tolist()
    assert read.notes == ()


def test_lines_beside_polygons_in_one_shape_are_dropped(few, tmp_path):
    shape = few.geometry.iloc[0]
    few.loc[0, "geometry"] = shapely.GeometryCollection([shape, shapely.LineString([(0, 0), (1, 1)])])
    read = read_boundaries(write(few, tmp_path / "few.gpkg"))
    assert read.areas.geometry.iloc[0].equals(shape)


@pytest.mark.parametrize(
    ("crs", "words"),
    [(4326, "longitude and latitude (EPSG:4326)"), (27700, "the British National Grid (EPSG:27700)")],
)
def test_a_missing_coordinate_system_is_told_from_the_coordinates(few, tmp_path, crs, words):
    write(few.to_crs(crs), tmp_path / "few.shp")
    (tmp_path / "few.prj").unlink()
    read = read_boundaries(tmp_path / "few.shp")
    assert farthest_apart(read, few) < 3
    (note,) = read.notes
    assert note.startswith("few.shp states no coordinate system; its coordinates (from ")
    assert note.endswith(f"were taken as {words}.")


def test_geojson_with_grid_coordinates_is_recognised(few, tmp_path):
    file = write(few, tmp_path / "few.geojson")
    content = json.loads(file.read_text())
    del content["crs"]
    file.write_text(json.dumps(content))
    read = read_boundaries(file)
    assert farthest_apart(read, few) < 1e-6
    assert "should be in EPSG:4326, as all files of its format; its coordinates" in read.notes[0]
