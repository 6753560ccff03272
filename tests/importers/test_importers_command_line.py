"""`python -m importers`: prints the report, writes the tidy table, and says by its exit code how it went."""

import csv
import io
import json

import pytest

from importers.__main__ import _parser, main
from tests.empty_options import refused
from tests.importers.small_files import AREAS, april_2025, book, csv_bytes, january_2016


@pytest.fixture
def files(tmp_path):
    (tmp_path / "2016.xlsx").write_bytes(book({"62-DAY": january_2016()}))
    (tmp_path / "2025.xlsx").write_bytes(book({"62-DAY": april_2025()}))
    (tmp_path / "none.csv").write_bytes(csv_bytes(["a", "b"], [1, 2]))
    return tmp_path


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_report_is_printed(files, capsys):
    code, out, err = run(capsys, files / "2016.xlsx")
    assert (code, err) == (0, "")
    assert out.startswith(
        "2016.xlsx: NHS England cancer waiting times by commissioner, January 2016, status not stated."
    )
    assert "4 rows read, 4 used, 0 refused." in out


def test_a_table_for_the_next_program_comes_alone(files, capsys):
    code, out, err = run(capsys, files / "2016.xlsx", files / "2025.xlsx", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, 14)
    assert rows[0]["period_end"] == "2016-01-31"
    assert rows[0]["area_code"] == "E38000045"
    assert "4 rows read" in err


def test_json_has_the_rows_of_the_table_as_records(files, capsys):
    code, _, _ = run(capsys, files / "2016.xlsx", "--format", "json", "--out", files / "out.json")
    records = json.loads((files / "out.json").read_text())
    assert code == 0
    assert records[1]["numerator"] == 15
    assert records[1]["period_start"] == "2016-01-01"


def test_one_hopeless_file_and_no_table_is_written(files, capsys):
    code, out, _ = run(
        capsys, files / "2016.xlsx", files / "none.csv", files / "nowhere.xlsx", "--out", files / "out.csv"
    )
    assert code == 1
    assert f"There is no file {files / 'nowhere.xlsx'}." in out
    assert not (files / "out.csv").exists()


def test_an_edition_names_the_areas_that_are_missing(files, capsys):
    _, out, _ = run(capsys, files / "2016.xlsx", "--edition", "october-2016")
    assert "206 areas of the edition have no figures" in out
    code, _, err = run(capsys, files / "2016.xlsx", "--edition", "october-1066")
    assert (code, err.startswith("importers: There is no edition 'october-1066'")) == (2, True)


def test_files_of_different_kinds_are_not_one_table(files, capsys):
    rows = [[ods, "waits_62_day", 100 * w / t, w, t] for _, ods, _, t, w in AREAS]
    (files / "own.csv").write_bytes(
        csv_bytes(["area_code", "indicator", "value", "numerator", "denominator"], *rows)
    )
    assert run(capsys, files / "own.csv")[0] == 0
    code, _, err = run(capsys, files / "own.csv", files / "2016.xlsx", "--format", "csv")
    assert (code, "of different kinds" in err) == (2, True)


def test_months_far_below_are_seen_across_files(files, capsys):
    for number, name in enumerate(("January", "February", "March", "April"), start=1):
        areas = [(*area[:3], 3, 2) if number == 2 else area for area in AREAS]
        (files / f"{number}.xlsx").write_bytes(
            book({"62-DAY": january_2016(areas, period=f"PERIOD: {name} 2016")})
        )
    _, out, _ = run(capsys, *(files / f"{number}.xlsx" for number in (1, 2, 3, 4)))
    assert "February 2016 has 3 people, the months around 100 as their median" in out


def test_no_text_of_a_file_becomes_a_formula_of_a_spreadsheet(files, capsys):
    rows = january_2016()
    rows[8][2] = "=HYPERLINK(A1)"
    rows[9][2] = "@SUM(A1)"
    (files / "formula.csv").write_bytes(
        csv_bytes(*[[f'"{c}"' if isinstance(c, str) else c for c in row] for row in rows])
    )
    _, out, _ = run(capsys, files / "formula.csv", "--format", "csv")
    names = [row["area_name"] for row in csv.DictReader(io.StringIO(out))]
    assert names[:2] == ["'=HYPERLINK(A1)", "'@SUM(A1)"]


def test_an_empty_value_is_refused_for_every_option(capsys):
    for call, said in refused(_parser(), capsys).items():
        assert "it is empty; give a value" in said, call
        assert len(said.splitlines()) == 1, call
