"""A file finds its importer by what is in it, and whatever it is, a report comes back."""

import io
from random import Random

import openpyxl
import pandas as pd
import pytest

from benchmarks.fuzz_files import damaged, good_files
from importers import open_file
from importers.boundaries import BoundariesImported
from importers.cells.values import looks_like_number
from importers.detect import import_file, importer_of
from importers.fingertips.read import IndicatorsImported

WAITS = [
    ["PERIOD: January 2016"],
    ["BASIS: COMMISSIONER BASED"],
    ["ALL CANCERS TWO WEEK WAIT"],
    [],
    ["ONS AREA ID", "CCG CODE", "CCG", "CANCER TYPE", "TOTAL", "WITHIN 14 DAYS", "PERCENTAGE"],
    ["E38000045", "11J", "NHS DORSET CCG", "ALL CANCERS", 233, 220, 0.944],
]


def workbook(rows, name="Figures"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["tidy", "fingertips", "boundaries"])
def test_good_files_reach_their_importer_and_give_a_table(edition, kind):
    for name, content in good_files(kind, edition):
        imported = import_file(name, content, edition)
        assert imported.table is not None, imported.report.hopeless
        assert isinstance(imported, IndicatorsImported) == (kind == "fingertips")
        assert isinstance(imported, BoundariesImported) == (kind == "boundaries")


def test_a_workbook_of_waiting_times_is_told_from_a_table_of_ones_own(edition):
    waits = workbook(WAITS, "TWO WEEK WAIT-ALL CANCER")
    assert importer_of(open_file(waits, "a.xlsx"), edition) == "waits"
    assert import_file("a.xlsx", waits, edition).table["numerator"].tolist() == [220]
    own = workbook([["CCG", "Indicator", "Total", "Within 62 days"], ["11J", "waits_62_day", 635, 526]])
    assert importer_of(open_file(own, "b.xlsx"), edition) == "tidy"
    assert import_file("b.xlsx", own, edition).table["numerator"].tolist() == [526]


def test_a_table_that_only_lacks_the_name_of_its_indicator_asks_for_it(edition):
    own = b"ccg_code,treated,within_62_days\n11J,635,526\n"
    assert "Choose one: early_diagnosis" in import_file("own.csv", own, edition).report.hopeless


@pytest.mark.parametrize("cut", ["E38", "e5", ".e5", "-e1%"])
def test_a_code_that_was_cut_short_is_no_number(edition, cut):
    content = f"ODS code,Total,Within 62 days\n11J,635,526\n{cut},4,5\n".encode()
    assert import_file("cut.csv", content, edition).table is None
    assert not looks_like_number(cut)


def test_a_shapefile_comes_with_its_companions(edition, tmp_path):
    (_, content), *_ = good_files("boundaries", edition)
    import geopandas as gpd

    gpd.read_file(io.BytesIO(content)).to_file(tmp_path / "few.shp")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    main = files.pop("few.shp")
    assert len(import_file("few.shp", main, edition, files).table) == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("cut.xlsx", workbook(WAITS)[:900], "cut.xlsx"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") * 9, "old.xls"),
        ("page.csv", b"<!doctype html><p>No", "web page"),
        ("words.csv", b"once upon a time\nthere was", "no column of areas"),
        ("few.geojson", b"[]", "few.geojson"),
        ("files.zip", b"PK\x03\x04rubbish", "files.zip"),
        ("", b"x", "ending"),
        ("a/b\\c", b"x", "ending"),
    ],
)
def test_a_hopeless_file_gets_a_sentence(edition, name, content, words):
    imported = import_file(name, content, edition)
    assert imported.table is None
    assert words in imported.report.hopeless
    assert imported.report.hopeless.endswith(".")


@pytest.mark.parametrize("kind", ["tidy", "fingertips", "boundaries"])
@pytest.mark.parametrize("number", range(12))
def test_a_damaged_file_never_breaks_anything(edition, kind, number):
    files = good_files(kind, edition)
    for seed in range(5 * number, 5 * number + 5):
        imported = import_file(*damaged(files, Random(seed)), edition)
        assert isinstance(imported.report.to_markdown(), str)
        assert imported.table is None or isinstance(imported.table, pd.DataFrame)
