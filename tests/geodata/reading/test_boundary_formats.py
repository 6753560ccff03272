"""Boundary files of every usual format are read, alone and in a ZIP; what points elsewhere or is a trap is refused."""

import io
import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geodata import BoundaryError, read_boundaries
from geodata.reading import contents, files
from geodata.reading.files import is_boundaries
from geodata.reading.formats import ACCEPTED
from tests.paths import ROOT

DRIVERS = {
    "kml": "LIBKML",
    "kmz": "LIBKML",
    "gml": "GML",
    "fgb": "FlatGeobuf",
    "gdb": "OpenFileGDB",
    "geojsonl": "GeoJSONSeq",
    "mif": "MapInfo File",
    "tab": "MapInfo File",
    "shp": "ESRI Shapefile",
    "gpkg": "GPKG",
    "geojson": "GeoJSON",
}
IN_DEGREES = ("kml", "kmz", "geojsonl")


def written(frame, folder: Path, ending: str) -> Path:
    """Write areas in a format, and return the path of the file."""
    path = folder / f"areas.{ending}"
    if ending == "parquet":
        frame.to_parquet(path)
    elif ending == "json":
        path.write_text(json.dumps(esri(frame)))
    else:
        frame = frame.to_crs(4326) if ending in IN_DEGREES else frame
        frame.to_file(path, driver=DRIVERS[ending], engine="pyogrio", promote_to_multi=True)
    return path


def esri(frame) -> dict:
    """Return areas as the answer of an ArcGIS REST service to a query."""
    features = [
        {
            "attributes": {"FID": number, "CCG16CD": row.area_code},
            "geometry": {"rings": [list(map(list, ring.coords)) for ring in outlines(row.geometry)]},
        }
        for number, row in enumerate(frame.itertuples(), 1)
    ]
    fields = [{"name": "FID", "type": "esriFieldTypeOID"}, {"name": "CCG16CD", "type": "esriFieldTypeString"}]
    return {
        "objectIdFieldName": "FID",
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 27700},
        "fields": fields,
        "features": features,
    }


def outlines(shape):
    return [part.exterior for part in shapely.get_parts(shape)]


def zipped(folder: Path, within: str = "") -> Path:
    """Put all files of a folder into a ZIP beside it."""
    target = folder.parent / f"{folder.name}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.rglob("*")):
            if part.is_file():
                archive.write(part, f"{within}{part.relative_to(folder)}")
    return target


def refusal(path) -> str:
    with pytest.raises(BoundaryError) as caught:
        read_boundaries(path)
    return str(caught.value)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "set").mkdir()
    return tmp_path / "set"


@pytest.fixture
def small(few):
    """The six areas with outlines of a few points."""
    return few.assign(geometry=shapely.coverage_simplify(few.geometry.to_numpy(), 1000))


@pytest.mark.parametrize("ending", [*DRIVERS, "parquet", "json"])
def test_a_boundary_file_is_read_as_it_is(small, folder, ending):
    read = read_boundaries(written(small, folder, ending))
    assert read.areas["area_code"].tolist() == small["area_code"].tolist()
    assert read.notes == ()
    assert shapely.area(read.areas.geometry.to_numpy()) == pytest.approx(small.geometry.area, rel=0.01)


@pytest.mark.parametrize("ending", [ending for ending in (*DRIVERS, "parquet", "json") if ending != "kmz"])
@pytest.mark.parametrize("within", ["", "Boundaries (April)/deeper/"])
def test_a_boundary_file_in_a_zip_is_read_at_any_depth(small, folder, ending, within):
    written(small, folder, ending)
    file = zipped(folder, within)
    assert is_boundaries(file.name, file.read_bytes())
    read = read_boundaries(file)
    assert read.areas["area_code"].tolist() == small["area_code"].tolist()
    assert read.notes == ()


@pytest.mark.parametrize("name", ["areas.geojson", "areas.json", "areas.ndjson", "areas.jsonl"])
def test_lines_of_geojson_are_read_whatever_their_ending(small, folder, name):
    written(small, folder, "geojsonl").rename(folder / name)
    assert len(read_boundaries(folder / name).areas) == len(small)


@pytest.mark.parametrize("ending", ["kml", "gml"])
def test_kml_and_gml_called_xml_are_read(small, folder, ending):
    path = written(small, folder, ending).rename(folder / "download.xml")
    assert is_boundaries(path.name, path.read_bytes())
    assert len(read_boundaries(path).areas) == len(small)


def test_xml_of_another_kind_is_not_taken_for_boundaries():
    assert not is_boundaries("figures.xml", b"<?xml version='1.0'?><figures/>")


def test_a_table_in_parquet_or_beside_json_in_a_zip_is_not_taken_for_boundaries():
    table = io.BytesIO()
    pq.write_table(pa.table({"area_code": ["E38000045"]}), table)
    assert not is_boundaries("figures.parquet", table.getvalue())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("figures.csv", "area_code,value\n")
        archive.writestr("datapackage.json", "{}")
    assert not is_boundaries("figures.zip", packed.getvalue())


def test_the_description_beside_a_shapefile_is_not_read(small, folder):
    written(small, folder, "shp")
    (folder / "areas.shp.xml").write_text("<metadata/>")
    (folder / "areas.sbn").write_bytes(b"x")
    (folder / "metadata.xml").write_text("<metadata/>")
    assert read_boundaries(zipped(folder)).notes == ()


def test_what_cannot_be_read_beside_boundaries_in_a_zip_is_named(small, folder):
    written(small, folder, "geojson")
    (folder / "extra.json").write_text('{"a": 1}')
    read = read_boundaries(zipped(folder))
    assert len(read.areas) == len(small)
    assert read.notes[0].startswith("Left out: extra.json in set.zip cannot be read: ")


@pytest.mark.parametrize(
    "name", ["areas.dxf", "areas.mdb", "areas.sqlite", "areas.pmtiles", "areas.gdbtable"]
)
def test_other_formats_of_maps_are_refused_with_the_formats_that_are_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"anything")
    assert is_boundaries(name, b"anything")
    assert refusal(tmp_path / name).endswith(f"Use {ACCEPTED}.")


def test_a_zip_in_a_zip_is_refused(small, folder):
    written(small, folder, "kmz")
    assert refusal(zipped(folder)) == "set.zip holds another archive. Unpack it, and give that one."


def test_kml_that_only_points_elsewhere_says_so_and_asks_nobody(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        link = f"<Link><href>http://127.0.0.1:{server.getsockname()[1]}/a.kml</href></Link>"
        (tmp_path / "net.kml").write_text(
            f'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink>{link}</NetworkLink></kml>'
        )
        assert refusal(tmp_path / "net.kml").startswith("net.kml only points to other files (NetworkLink)")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("name", ["areas.json", "areas.geojson", "areas.topojson"])
def test_a_chain_of_commands_is_refused(few, tmp_path, name):
    few.to_file(tmp_path / "secret.gpkg")
    command = f"gdal vector pipeline ! read {tmp_path}/secret.gpkg ! reproject --dst-crs EPSG:27700"
    (tmp_path / name).write_text(json.dumps({"type": "gdal_streamed_alg", "command_line": command}))
    assert refusal(tmp_path / name).startswith(f"{name} holds commands, not boundaries.")


def test_drivers_that_follow_what_a_file_names_are_left_out():
    ask = "import geodata, pyogrio; print(*pyogrio.list_drivers())"
    environment = {name: value for name, value in os.environ.items() if name != "OGR_SKIP"}
    said = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    assert not {"OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF", "ADBC"} & set(said.stdout.split())
    assert {"LIBKML", "OpenFileGDB", "GeoJSON"} <= set(said.stdout.split())


@pytest.mark.parametrize("ending", ["kml", "gml"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_xml_with_entities_is_refused(small, folder, ending, doctype):
    path = written(small, folder, ending)
    head, _, rest = path.read_text().partition("?>")
    path.write_text(f"{head}?>{doctype}{rest}")
    assert "defines its own entities or points to other files" in refusal(path)


@pytest.mark.parametrize("root", ["OGRVRTDataSource", "OGRWFSDataSource", "WFS_Capabilities", "VRTDataset"])
@pytest.mark.parametrize("ending", ["kml", "gml", "xml"])
def test_xml_that_names_other_sources_is_refused(tmp_path, root, ending):
    path = tmp_path / f"areas.{ending}"
    path.write_text(f'<{root} xmlns:gml="http://www.opengis.net/gml"><URL>http://127.0.0.1:9/</URL></{root}>')
    assert "not what its ending says" in refusal(path)


def test_xml_of_too_many_parts_in_parts_is_refused(tmp_path):
    deep = contents.MAX_DEPTH + 1
    (tmp_path / "deep.kml").write_text(f"<kml>{'<Folder>' * deep}{'</Folder>' * deep}</kml>")
    assert "too many parts, or parts in parts" in refusal(tmp_path / "deep.kml")


def test_a_tab_file_that_opens_other_tables_is_refused(small, folder):
    path = written(small, folder, "tab")
    path.write_text('!table\n!version 100\nOpen Table "other" Hide\nCreate View x As Select * From other\n')
    assert refusal(path).startswith("areas.tab only points to other tables.")


def test_a_tab_file_with_a_column_called_file_is_read(small, folder):
    path = written(small.rename(columns={"ods_code": "File"}), folder, "tab")
    assert "File" in path.read_text()
    assert len(read_boundaries(path).areas) == len(small)


def test_a_damaged_zip_of_an_unusual_packing_is_refused(small, folder):
    path = written(small, folder, "geojson")
    with zipfile.ZipFile(folder / "lzma.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.write(path, path.name)
    content = bytearray((folder / "lzma.zip").read_bytes())
    content[60:4000:7] = bytes(len(content[60:4000:7]))
    (folder / "lzma.zip").write_bytes(content)
    assert "broken or cut short" in refusal(folder / "lzma.zip")


def test_geoparquet_without_the_shapes_that_it_promises_is_refused(small, folder):
    path = written(small, folder, "parquet")
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["geometry"]), path)
    assert "cannot be read" in refusal(path)


def test_a_topology_whose_shapes_share_one_long_line_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MAX_VERTICES", 1000)
    arc = [[0, 0], *([1, 0], [0, 1]) * 50]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"code": "E38000045"}}
    topology = {
        "type": "Topology",
        "arcs": [arc],
        "objects": {"areas": {"type": "GeometryCollection", "geometries": [shape] * 50}},
    }
    (tmp_path / "bomb.json").write_text(json.dumps(topology))
    assert refusal(tmp_path / "bomb.json").startswith("bomb.json has 5,050 vertices; at most 1,000 are read.")


def test_geoparquet_that_unpacks_to_too_much_is_refused(small, folder, monkeypatch):
    path = written(small, folder, "parquet")
    monkeypatch.setattr(contents, "MAX_UNPACKED_BYTES", 2000)
    assert "MB when unpacked" in refusal(path)


def test_a_kmz_that_unpacks_to_too_long_a_text_is_refused(small, folder, monkeypatch):
    path = written(small, folder, "kmz")
    monkeypatch.setattr(contents, "MAX_TEXT_BYTES", 1000)
    assert "MB of text" in refusal(path)


def test_too_many_rows_or_vertices_are_refused(small, folder, monkeypatch):
    path = written(small, folder, "fgb")
    monkeypatch.setattr("geodata.reading.read.MAX_VERTICES", 20)
    assert "vertices; at most 20 are read" in refusal(path)
    monkeypatch.setattr("geodata.reading.read.MAX_FEATURES", 3)
    assert "has more than 3 rows" in refusal(path)


def test_too_many_files_in_a_zip_are_refused(small, folder, monkeypatch):
    written(small, folder, "gdb")
    monkeypatch.setattr(files, "MAX_MEMBERS", 5)
    assert "at most 5 are read" in refusal(zipped(folder))


@pytest.mark.parametrize("name", ["a!b.geojson", "zip:x.geojson", "a?b.geojson", "100% #1.geojson"])
def test_signs_in_a_name_are_no_commands(small, folder, name):
    written(small, folder, "geojson").rename(folder / name)
    assert len(read_boundaries(folder / name).areas) == len(small)


def test_nothing_is_written_beside_the_file(small, folder):
    path = written(small, folder, "gml")
    (folder / "areas.xsd").unlink()
    read_boundaries(path)
    assert [part.name for part in folder.iterdir()] == ["areas.gml"]
