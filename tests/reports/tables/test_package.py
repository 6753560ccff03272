"""The data package: valid by its own validator, and the same ratings when it is read in again."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import frictionless
import pandas as pd
import pytest

from reports.__main__ import main
from reports.tables.package import package_bytes
from reports.tables.provenance import about
from scoring import RATING_LABELS, Assessment, load_edition, load_methodology, rate
from tests.reports.conftest import LINK
from tests.reports.reading import from_csv


@pytest.fixture(scope="module")
def content(edition, scenario, said):
    return package_bytes(Assessment(edition, scenario), said)


@pytest.fixture
def unpacked(content, tmp_path):
    zipfile.ZipFile(BytesIO(content)).extractall(tmp_path)
    return tmp_path


def test_the_validator_of_frictionless_data_finds_no_fault(content, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    report = frictionless.validate(str(path), type="package")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert len(report.tasks) == 13


def test_the_validator_finds_a_damaged_file(unpacked):
    ratings = unpacked / "ratings.csv"
    ratings.write_text(ratings.read_text("utf-8").replace("E38000001", "E99999999", 1), "utf-8")
    report = frictionless.validate(str(unpacked / "datapackage.json"))
    found = {error.type for task in report.tasks for error in task.errors}
    assert {"foreign-key", "hash-count"} <= found


def test_the_package_read_in_again_gives_the_same_ratings(unpacked, edition, scenario):
    again = load_edition(unpacked / "edition")
    expected = rate(edition.indicators, scenario)
    for name in ("scenario.yaml", "methodology.yaml"):
        pd.testing.assert_frame_equal(rate(again.indicators, load_methodology(unpacked / name)), expected)
    assert again.meta == edition.meta
    assert len(again.similar) == len(edition.similar)
    written = from_csv((unpacked / "ratings.csv").read_bytes())
    assert list(written["Rating"]) == list(expected["rating"].map(RATING_LABELS))


def test_figures_with_an_england_value_of_their_own_keep_it(edition, said, tmp_path):
    method = load_methodology("nhs-england-2016")
    figures = edition.indicators.assign(england=edition.indicators["england"] + 1)
    other = replace(edition, indicators=figures)
    zipfile.ZipFile(BytesIO(package_bytes(Assessment(other, method), said))).extractall(tmp_path)
    again = load_edition(tmp_path / "edition")
    pd.testing.assert_frame_equal(rate(again.indicators, method), rate(figures, method))


def test_an_edition_in_other_units_is_valid_too(other_units, tmp_path):
    edition, method = other_units
    path = tmp_path / "package.zip"
    path.write_bytes(
        package_bytes(Assessment(edition, method), about("Everything", Assessment(edition, method), LINK))
    )
    report = frictionless.validate(str(path), type="package")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_the_package_says_what_it_is(content):
    archive = zipfile.ZipFile(BytesIO(content))
    described = json.loads(archive.read("datapackage.json"))
    assert described["link"] == LINK
    assert described["licenses"][0]["name"] == "OGL-UK-3.0"
    assert described["notes"]["Changes to the methodology"].startswith("62-day waits: threshold 82%")
    [breakdown] = [r for r in described["resources"] if r["name"] == "breakdown"]
    assert "Lower 95% limit" in [field["name"] for field in breakdown["schema"]["fields"]]
    assert {resource["path"] for resource in described["resources"]} | {"datapackage.json"} == set(
        archive.namelist()
    )


def test_the_same_scenario_makes_the_same_package(content, edition, scenario, said):
    assert package_bytes(Assessment(edition, scenario), said) == content


def test_no_text_of_the_package_is_run_by_a_spreadsheet(content):
    archive = zipfile.ZipFile(BytesIO(content))
    moderated = from_csv(archive.read("ratings.csv"))["Moderated"].dropna()
    assert list(moderated.str[:2]) == ["'="]


def test_the_command_line_writes_package_and_tables(tmp_path, capsys):
    package, table = tmp_path / "all.zip", tmp_path / "ratings.csv"
    assert main(["package", "--set", "waits_62_day.benchmark=82", "--out", str(package)]) == 0
    assert frictionless.validate(str(package), type="package").valid
    assert main(["table", "ratings", "--set", "waits_62_day.benchmark=82", "--out", str(table)]) == 0
    row = from_csv(table.read_bytes()).iloc[0]
    assert row["Note: made by the command"].startswith("python -m reports table ratings --set waits_62_day")
    capsys.readouterr()
    assert main(["table", "ratings", "--out", str(tmp_path / "ratings.txt")]) == 2
    assert "should end in .csv, .xlsx, .parquet" in capsys.readouterr().err
    assert main(["package", "--edition", "october-1916"]) == 2
    assert main(["package", "--out", str(tmp_path / "no" / "all.zip")]) == 2
