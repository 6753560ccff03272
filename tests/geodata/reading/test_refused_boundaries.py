"""What cannot be used is refused in a plain sentence that names the file, the fault and the way out."""

import json
import re
import shutil
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import BoundaryError, publish_topology, read_boundaries
from geodata.boundaries import EMBEDDED_SHAPEFILE
from geodata.reading import files

ALL_KINDS = (
    "GeoJSON, Esri JSON, TopoJSON, GeoPackage, a shapefile (all its files, or zipped), a zipped file geodatabase, "
    "KML, KMZ, GML, FlatGeobuf, GeoParquet, or MapInfo TAB or MIF"
)
DAMAGED = f"cannot be read: it is damaged, cut short or not what its ending says. Use {ALL_KINDS}."


def refusal(path, areas=None) -> str:
    with pytest.raises(BoundaryError) as caught:
        read_boundaries(path, areas)
    assert caught.value.__cause__ is None
    message = str(caught.value)
    assert "\n" not in message
    assert re.fullmatch(r".+[.]", message)
    return message


@pytest.fixture
def shapefile(few, tmp_path):
    few.to_file(tmp_path / "few.shp")
    return tmp_path / "few.shp"


@pytest.fixture
def tab(few, tmp_path):
    few.to_file(tmp_path / "few.tab", driver="MapInfo File")
    return tmp_path / "few.tab"


def geojson(frame: gpd.GeoDataFrame, tmp_path):
    frame.to_file(tmp_path / "few.geojson")
    return tmp_path / "few.geojson"


def zipped(path, parts: dict[str, bytes]):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_no_such_file(tmp_path):
    assert refusal(tmp_path / "none.shp") == f"There is no file {tmp_path}/none.shp."


def test_a_folder(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path} is a folder. Give the file in it: {ALL_KINDS}."


def test_an_unknown_format(tmp_path):
    (tmp_path / "areas.xlsx").write_bytes(b"PK")
    assert refusal(tmp_path / "areas.xlsx") == (
        f"areas.xlsx is not a boundary file that can be read. Use {ALL_KINDS}."
    )


def test_a_part_of_a_shapefile_instead_of_the_shapefile(shapefile):
    assert refusal(shapefile.with_suffix(".dbf")) == (
        "few.dbf is not a boundary file that can be read. "
        f"Give the .shp, .tab or .mif file that it belongs to. Use {ALL_KINDS}."
    )


def test_an_empty_file(tmp_path):
    (tmp_path / "few.gpkg").touch()
    assert refusal(tmp_path / "few.gpkg") == "few.gpkg is empty."


@pytest.mark.parametrize("name", ["few.gpkg", "few.geojson", "few.json", "few.topojson", "few.tab"])
def test_text_that_is_no_boundary_file(tmp_path, name):
    (tmp_path / name).write_text("Dear colleague, please find attached the boundaries.")
    for ending in (".dat", ".map", ".id"):
        (tmp_path / f"few{ending}").write_text("x")
    assert refusal(tmp_path / name) == f"{name} {DAMAGED}"


@pytest.mark.parametrize(
    ("missing", "named"),
    [([".dbf"], "few.dbf"), ([".shx"], "few.shx"), ([".shx", ".dbf"], "few.shx and few.dbf")],
)
def test_a_shapefile_without_its_parts(shapefile, missing, named):
    for ending in missing:
        shapefile.with_suffix(ending).unlink()
    assert refusal(shapefile) == f"few.shp needs {named} beside it. Put all files of the set together."


@pytest.mark.parametrize("missing", [".dat", ".map", ".id"])
def test_a_tab_file_without_its_parts(tab, missing):
    tab.with_suffix(missing).unlink()
    assert refusal(tab) == f"few.tab needs few{missing} beside it. Put all files of the set together."


def test_a_zip_whose_shapefile_lacks_a_part(shapefile, tmp_path):
    file = zipped(tmp_path / "few.zip", {"few.shp": shapefile.read_bytes()})
    assert refusal(file) == "few.shp needs few.shx and few.dbf in few.zip. Put all files of the set together."


def test_a_zip_without_a_shapefile(tmp_path):
    file = zipped(tmp_path / "few.zip", {"readme.txt": b"nothing", "__MACOSX/few.shp": b"shadow"})
    assert refusal(file) == f"few.zip holds no boundary file. Use {ALL_KINDS}."


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_zip_cut_short(tmp_path, share):
    content = EMBEDDED_SHAPEFILE.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    assert refusal(tmp_path / "cut.zip") == (
        "cut.zip is not a zip file that can be opened: it is broken or cut short."
    )


@pytest.mark.parametrize(
    "name", ["../few.shp", "a/../../few.shp", "/etc/few.shp", "C:/few.shp", "..\\few.shp"]
)
def test_a_zip_that_points_out_of_itself(tmp_path, name):
    file = zipped(tmp_path / "few.zip", {name: b"x"})
    assert refusal(file).startswith("few.zip holds a file that points out of the zip: ")


def test_a_zip_that_would_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 10_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("few.shp", bytes(12_000_000))
    assert refusal(tmp_path / "bomb.zip") == (
        "bomb.zip would unpack to 12 MB; the limit is 10 MB. Use a generalised version of the boundaries."
    )


def test_nothing_unpacked_is_left_behind(tmp_path, shapefile, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    parts = {part.name: part.read_bytes() for part in tmp_path.glob("few.*")}
    assert len(read_boundaries(zipped(tmp_path / "all.zip", parts)).areas) == 6
    refusal(zipped(tmp_path / "one.zip", {"few.shp": parts["few.shp"]}))
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_shapefile_cut_short_does_not_lose_areas_quietly(shapefile, share):
    content = shapefile.read_bytes()
    shapefile.write_bytes(content[: int(len(content) * share)])
    assert refusal(shapefile) == "few.shp is cut short. Copy or download it again."


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_other_files_cut_short(few, tmp_path, ending, share):
    file = tmp_path / f"few.{ending}"
    few.to_file(file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    assert refusal(file) == f"few.{ending} {DAMAGED}"


def test_a_data_source_that_points_elsewhere_is_not_followed(few, tmp_path):
    few.to_file(tmp_path / "secret.gpkg")
    (tmp_path / "few.gpkg").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{tmp_path}/secret.gpkg'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert refusal(tmp_path / "few.gpkg").startswith("few.gpkg ")


def test_points_instead_of_polygons(few, tmp_path):
    points = few.set_geometry(few.geometry.representative_point())
    assert (
        refusal(geojson(points, tmp_path))
        == "few.geojson has no polygons, only Point. Use a file of boundaries."
    )


def test_lines_in_a_layer_of_any_geometry(few, tmp_path):
    lines = few.set_geometry(few.geometry.boundary)
    lines.loc[0, "geometry"] = shapely.Point(400_000, 100_000)
    message = refusal(geojson(lines, tmp_path))
    assert (
        message
        == "few.geojson has no polygons, only LineString, MultiLineString, Point. Use a file of boundaries."
    )


def test_a_table_without_shapes(few, tmp_path):
    pyogrio.write_dataframe(pd.DataFrame(few.drop(columns="geometry")), tmp_path / "few.gpkg")
    assert (
        refusal(tmp_path / "few.gpkg") == "few.gpkg has no polygons, only tables. Use a file of boundaries."
    )


def test_no_shape_in_any_row(few, tmp_path):
    few["geometry"] = shapely.Polygon()
    few.to_file(tmp_path / "few.gpkg")
    assert refusal(tmp_path / "few.gpkg") == (
        "few.gpkg has no polygons, only rows without a shape. Use a file of boundaries."
    )


def test_no_rows_at_all(tmp_path):
    (tmp_path / "few.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert refusal(tmp_path / "few.geojson") == "few.geojson has no rows. Use a file of boundaries."


def test_no_column_of_codes(few, tmp_path):
    frame = few[["area_name", "geometry"]].assign(number=range(len(few)))
    assert refusal(geojson(frame, tmp_path)) == (
        "No column of few.geojson holds area codes such as E38000045 or 11J. Its columns: area_name, number."
    )


def test_codes_twice(few, tmp_path):
    few.loc[1, "area_code"] = few.loc[0, "area_code"]
    few = few.drop(columns="ods_code")
    assert refusal(geojson(few, tmp_path)) == (
        "few.geojson has more than one row for E38000045 (column area_code). "
        "Merge the rows of each area into one shape."
    )


def without_system(frame: gpd.GeoDataFrame, tmp_path):
    frame.to_file(tmp_path / "few.shp")
    (tmp_path / "few.prj").unlink(missing_ok=True)
    return tmp_path / "few.shp"


def test_no_coordinate_system_and_coordinates_that_fit_none(few, tmp_path):
    few["geometry"] = few.geometry.translate(5_000_000, 5_000_000)
    assert refusal(without_system(few, tmp_path)) == (
        "few.shp states no coordinate system, and its coordinates (from 5.33237e+06, 5.06824e+06 to "
        "5.47508e+06, 5.16014e+06) fit neither longitude and latitude in England nor the British "
        "National Grid. Export it in EPSG:27700 or EPSG:4326."
    )


def test_another_country(few, tmp_path):
    degrees = few.to_crs(4326)
    degrees["geometry"] = degrees.geometry.translate(20, 5)
    assert refusal(geojson(degrees, tmp_path)).startswith(
        "few.geojson should be in EPSG:4326, as all files of its format, and its coordinates (from "
    )


def test_coordinates_that_are_not_numbers(few, tmp_path):
    file = geojson(few, tmp_path)
    content = json.loads(file.read_text())
    content["features"][0]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[1e999, 0], [1, 1], [0, 1], [1e999, 0]]],
    }
    file.write_text(json.dumps(content).replace("Infinity", "1e999"))
    assert refusal(file).startswith("few.geojson ")


def test_publishing_refuses_alike_and_leaves_no_file(tmp_path, groups):
    (tmp_path / "few.gpkg").write_text("nothing")
    with pytest.raises(BoundaryError, match=r"few\.gpkg cannot be read"):
        publish_topology(tmp_path / "few.gpkg", groups, tmp_path / "static")
    assert not (tmp_path / "static").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_anywhere_gives_areas_or_a_sentence(few, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    ending = data.draw(st.sampled_from(["shp", "gpkg", "geojson", "tab"]))
    drivers = {"tab": "MapInfo File"}
    few.to_file(folder / f"few.{ending}", driver=drivers.get(ending))
    part = data.draw(st.sampled_from(sorted(folder.iterdir())))
    content = bytearray(part.read_bytes())
    start = data.draw(st.integers(0, max(len(content) - 1, 0)))
    noise = data.draw(st.binary(min_size=1, max_size=40))
    content[start : start + len(noise)] = noise
    part.write_bytes(content)
    try:
        assert len(read_boundaries(folder / f"few.{ending}").areas)
    except BoundaryError as error:
        assert str(error).endswith(".")
    finally:
        shutil.rmtree(folder)
