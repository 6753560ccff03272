"""Boundaries that somebody uploads are read beside the areas of the edition, and nothing is left on disk."""

import io
import json
import socket
import tempfile
import zipfile

import geopandas as gpd
import pytest

from geodata import embedded_boundaries
from geodata.boundaries import EMBEDDED_SHAPEFILE
from geodata.reading.files import is_boundaries
from geodata.reading.formats import ACCEPTED
from importers import Limits
from importers.boundaries import import_boundaries
from importers.detect import import_file
from scoring import load_edition

EDITION = load_edition("october-2016")
CODES = ["E38000045", "E38000087", "E38000198"]


@pytest.fixture(scope="module")
def few():
    areas = embedded_boundaries().areas
    areas = areas[areas["area_code"].isin(CODES)].copy()
    areas.geometry = areas.geometry.simplify(500)
    return areas


@pytest.fixture
def saved(few, tmp_path):
    """Write areas in some format and return the content of each file by name."""

    def save(name, areas=few):
        areas.to_file(tmp_path / name)
        return {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    return save


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return {"few.zip": out.getvalue()}


@pytest.mark.parametrize("name", ["few.geojson", "few.gpkg", "few.shp", "few.tab"])
def test_every_format_is_read_with_its_companions(saved, name):
    result = import_boundaries(saved(name), EDITION)
    assert result.table["area_code"].tolist() == CODES
    assert isinstance(result.boundaries.areas, gpd.GeoDataFrame)
    assert (result.report.rows_read, result.report.rows_used, result.report.hopeless) == (3, 3, None)


def test_a_zipped_shapefile_is_read(saved):
    assert import_boundaries(packed(saved("few.shp")), EDITION).table["area_code"].tolist() == CODES


def test_areas_without_a_shape_and_shapes_without_an_area_are_listed(saved, few):
    areas = few.replace({"E38000045": "E38999999"}).assign(ods_code="")
    report = import_boundaries(saved("few.geojson", areas), EDITION).report
    assert "E38000045 Dorset" in report.missing_areas
    assert len(report.missing_areas) == 207
    assert [area[:9] for area in report.unknown_areas] == ["E38999999"]
    assert report.doubtful
    assert "207 areas with figures have no shape" in report.to_markdown()
    assert "1 area in the file has no figures: E38999999" in report.to_markdown()


def test_a_file_of_ods_codes_with_an_unknown_one_is_read_and_the_code_listed(saved, few):
    areas = few.replace({"11J": "99Z"})[["ods_code", "geometry"]]
    report = import_boundaries(saved("few.geojson", areas), EDITION).report
    assert report.hopeless is None
    assert report.unknown_areas == ("99Z",)
    assert "E38000045 Dorset" in report.missing_areas


def test_a_file_of_ods_codes_that_are_all_unknown_is_refused_like_one_of_ons_codes(saved, few):
    areas = few.assign(ods_code=["15E", "15N", "99Z"])[["ods_code", "geometry"]]
    report = import_boundaries(saved("few.geojson", areas), EDITION).report
    assert report.hopeless.startswith("few.geojson has none of the 209 areas")


def test_two_columns_of_one_name_are_refused(saved):
    files = saved("few.shp")
    table = bytearray(files["few.dbf"])
    for field in (1, 2):
        # After a header of 32 bytes each column has 32, of which its name the first 11.
        table[32 * field + 32 : 32 * field + 43] = bytes(11)
    report = import_boundaries(files | {"few.dbf": bytes(table)}, EDITION).report
    assert "more than one column named ''" in report.hopeless


def test_all_areas_give_no_doubt():
    content = EMBEDDED_SHAPEFILE.read_bytes()
    report = import_boundaries({"ccg_april_2016.zip": content}, EDITION).report
    assert report.sentences()[0] == "ccg_april_2016.zip: boundaries of areas, 209 of them."
    assert not report.doubtful


def test_boundaries_of_other_areas_are_hopeless(saved, few):
    others = few.assign(area_code=["E54000001", "E54000002", "E54000003"], ods_code="")
    result = import_boundaries(saved("few.geojson", others), EDITION)
    assert result.table is None
    assert "has none of the 209 areas" in result.report.hopeless


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"few.geojson": b"{"}, "is damaged, cut short or not what its ending says"),
        ({"few.geojson": b""}, "few.geojson is empty"),
        ({"few.shp": b"\x00\x00\x27\x0a" + b"x" * 200}, "few.shp needs few.shx and few.dbf beside it"),
        ({"few.dbf": b"x"}, "Give the .shp, .tab or .mif file"),
        ({"a.geojson": b"{}", "b.geojson": b"{}"}, "several boundary files"),
        ({"../../etc/few.geojson": b"{"}, "is damaged"),
        ({}, "No file was given"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_without_a_path(files, words):
    report = import_boundaries(files, EDITION).report
    assert words in report.hopeless
    assert tempfile.gettempdir() not in report.hopeless


@pytest.mark.parametrize(
    "name", ["few.geojson", "few.json", "few.topojson", "few.gpkg", "few.shp", "few.tab"]
)
def test_a_virtual_file_that_names_others_is_not_opened(name):
    virtual = (
        b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
    )
    companions = {f"few{ending}": b"x" for ending in (".shx", ".dbf", ".dat", ".map", ".id")}
    report = import_boundaries({name: virtual + b"</OGRVRTDataSource>", **companions}, EDITION).report
    assert "not what its ending says" in report.hopeless


def test_an_address_in_a_file_is_not_asked(saved, monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    content = json.loads(saved("few.geojson")["few.geojson"])
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        href = f"http://127.0.0.1:{server.getsockname()[1]}/crs"
        content["crs"] = {"type": "link", "properties": {"href": href, "type": "proj4"}}
        import_boundaries({"few.geojson": json.dumps(content).encode()}, EDITION)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_file_over_the_limit_is_refused():
    report = import_boundaries({"few.geojson": b"x" * 11}, EDITION, Limits(file_bytes=10)).report
    assert "few.geojson is larger than" in report.hopeless


def test_nothing_is_left_in_the_temporary_folder(saved, tmp_path, monkeypatch):
    files = saved("few.shp")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    import_boundaries(packed(files), EDITION)
    import_boundaries({"bad.geojson": b"{"}, EDITION)
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("driver", ["LIBKML", "GML", "FlatGeobuf"])
def test_formats_of_other_programs_are_read_and_good(few, tmp_path, driver):
    name = {"LIBKML": "few.kml", "GML": "few.gml", "FlatGeobuf": "few.fgb"}[driver]
    few.to_crs(4326).to_file(tmp_path / name, driver=driver)
    result = import_file(name, (tmp_path / name).read_bytes(), EDITION)
    assert result.table["area_code"].tolist() == CODES
    assert result.report.notes == ()


@pytest.mark.parametrize("stem", ["Grenzen ü", "ÜÜ", "a b (1)", "..x", "-"])
def test_a_set_is_read_whatever_letters_its_name_has(saved, stem):
    files = {name.replace("few", stem): content for name, content in saved("few.shp").items()}
    assert import_boundaries(files, EDITION).table["area_code"].tolist() == CODES


def test_files_of_a_set_that_are_of_no_use_do_no_harm(saved):
    files = saved("few.shp") | {"few.shp.xml": b"<metadata/>", "few.sbn": b"x", "few.qix": b"x"}
    assert all(is_boundaries(name, content) for name, content in files.items())
    assert import_boundaries(files, EDITION).table["area_code"].tolist() == CODES


def test_coordinates_that_were_put_right_are_worth_a_look(few, tmp_path):
    degrees = few.to_crs(4326).set_crs(27700, allow_override=True)
    degrees.to_file(tmp_path / "few.geojson")
    report = import_file("few.geojson", (tmp_path / "few.geojson").read_bytes(), EDITION).report
    assert report.doubtful
    assert "were taken as longitude and latitude (EPSG:4326)." in report.notes[0]


@pytest.mark.parametrize("name", ["areas.dxf", "areas.mdb", "areas.svg", "areas.abc", "areas.7z", "areas"])
def test_a_file_that_cannot_be_read_is_told_the_formats_of_boundaries(name):
    assert ACCEPTED in import_file(name, b"something", EDITION).report.hopeless


def test_a_zip_without_anything_to_read_is_told_the_formats_of_boundaries():
    content = packed({"readme.md": b"nothing"})["few.zip"]
    assert ACCEPTED in import_file("few.zip", content, EDITION).report.hopeless
