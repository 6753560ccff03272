"""The command line: what it prints, how it ends, and what it says when it cannot."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from scoring import edition_ids
from scoring.__main__ import main
from scoring.errors import listed
from scoring.methodology.files import methodology_ids
from scoring.paths import METHODOLOGY_FOLDER
from tests.october import METHODOLOGIES
from tests.paths import ROOT

RATE_COLUMNS = [
    "area_code",
    "ods_code",
    "area_name",
    "rating",
    "low_count",
    "high_count",
    "rated_indicators",
    "score",
    "rule_rating",
    "limited_by",
    "moderation",
    "basis",
]
COMPARE_COLUMNS = [
    "area_code",
    "ods_code",
    "area_name",
    "alliance",
    "rating_before",
    "rating_after",
    "direction",
    "steps",
    "because_of",
    "reason",
    "early_diagnosis",
    "early_diagnosis_basis",
    "waits_62_day",
    "waits_62_day_basis",
    "one_year_survival",
    "one_year_survival_basis",
    "patient_experience",
    "patient_experience_basis",
    "basis",
]
WAITS_82 = "waits_62_day.benchmark=82"
DORSET = "Dorset needs improvement because one of four indicators, 62-day waits, is low: 82.7% against the standard"


@pytest.fixture
def run(capsys):
    """Call the command line; return exit code, standard output, standard error."""

    def call(*arguments):
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def table(run):
    """Call the command line and return its CSV rows."""

    def call(*arguments):
        code, out, err = run(*arguments)
        assert (code, err) == (0, "")
        return list(csv.DictReader(io.StringIO(out)))

    return call


def outside(*arguments, **options):
    """Start `python -m scoring` as a person does."""
    command = [sys.executable, "-m", "scoring", *arguments]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    return subprocess.run(command, cwd=ROOT, check=False, **settings | options)


def test_rate_prints_a_row_an_area_with_exactly_these_columns(table):
    rows = table("rate")
    assert len(rows) == 209
    assert list(rows[0]) == RATE_COLUMNS
    assert Counter(row["rating"] for row in rows) == {"top": 7, "well": 22, "needs": 156, "greatest": 24}
    dorset = next(row for row in rows if row["ods_code"] == "11J")
    assert list(dorset.values()) == [
        "E38000045",
        "11J",
        "NHS Dorset CCG",
        "needs",
        "1",
        "3",
        "4",
        "",
        "needs",
        "",
        "",
        "published",
    ]
    assert [row["area_code"] for row in rows] == sorted(row["area_code"] for row in rows)


def test_rate_prints_the_same_as_json(run, table):
    code, out, _ = run("rate", "--format", "json")
    records = json.loads(out)
    assert code == 0
    assert list(records[0]) == RATE_COLUMNS
    assert [
        {key: "" if value is None else str(value) for key, value in record.items()} for record in records
    ] == table("rate")
    assert isinstance(records[0]["low_count"], int)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_out_writes_to_a_file_what_would_be_printed(run, tmp_path, form):
    path = tmp_path / "ratings"
    assert run("rate", "--format", form, "--out", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == run("rate", "--format", form)[1]


def test_set_changes_the_rule(table):
    before, after = table("rate"), table("rate", "--set", WAITS_82)
    moved = {b["ods_code"]: a["rating"] for b, a in zip(before, after, strict=True) if a != b}
    assert moved["11J"] == "top"


def test_several_changes_may_follow_one_set_or_several(run):
    changes = WAITS_82, "top.high_at_least=2", "early_diagnosis.low_by=99.8"
    together = run("rate", "--set", *changes)
    assert together == run("rate", *(word for change in changes for word in ("--set", change)))
    assert together != run("rate", "--set", WAITS_82)


def test_compare_prints_the_moves_with_exactly_these_columns(table):
    rows = table("compare", "--against-set", WAITS_82)
    assert list(rows[0]) == COMPARE_COLUMNS
    dorset = next(row for row in rows if row["ods_code"] == "11J")
    assert (dorset["rating_before"], dorset["rating_after"], dorset["direction"]) == ("needs", "top", "up")
    assert dorset["reason"].startswith("62-day waits no longer low: ")


def test_compare_says_what_each_of_several_changes_does_and_whom_it_moves(run):
    changes = WAITS_82, "one_year_survival.low_by=value", "one_year_survival.high_by=value"
    code, out, said = run("compare", "--set", *changes)
    assert code == 0
    assert "at 82% alone: 19 up. One-year survival by value alone: 1 up, 16 down. Together: 17 up" in said
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["because_of"] for row in rows} == {
        "62-day waits threshold at 82%",
        "One-year survival by value",
        "62-day waits threshold at 82% and one-year survival by value together",
    }
    dorset = next(row for row in rows if row["ods_code"] == "11J")
    assert (dorset["alliance"], dorset["steps"], dorset["waits_62_day"]) == ("Wessex", "2", "82.7")


def test_compare_takes_changes_on_both_sides(table):
    stricter = "waits_62_day.benchmark=88"
    there = table("compare", "--set", stricter, "--against-set", WAITS_82)
    back = table("compare", "--set", WAITS_82, "--against-set", stricter)
    assert [row["area_code"] for row in there] == [row["area_code"] for row in back]
    assert {row["direction"] for row in there} == {"up"}
    assert {row["direction"] for row in back} == {"down"}


def test_compare_lists_the_baseline_before_and_what_is_changed_after(run, tmp_path):
    path = tmp_path / "saved.yaml"
    path.write_text(
        "scenario_of: nhs-england-2016\nchanges: {waits_62_day.benchmark: 82}\n", encoding="utf-8"
    )
    changed = run("compare", "--set", WAITS_82)
    assert ",needs,top,up," in changed[1]
    assert changed == run("compare", "--against-set", WAITS_82)
    assert changed == run("compare", "--scenario", str(path))
    assert changed == run("compare", "--against-scenario", str(path))
    assert changed == run("compare", "--scenario", str(path), "--against-method", "nhs-england-2016")


def test_compare_lists_the_editions_own_methodology_before_another(run):
    other = run("compare", "--method", "met-or-not")
    assert other == run("compare", "--against-method", "met-or-not")
    assert other != run("compare", "--method", "met-or-not", "--against-method", "nhs-england-2016")


def test_compare_lists_the_baseline_before_a_changed_methodology(run, table):
    code, out, said = run(
        "compare", "--method", "met-or-not", "--set", WAITS_82, "--against-method", "nhs-england-2016"
    )
    assert code == 0
    assert said.startswith("scoring: The methodology Met or not met alone: 45 up, 15 down. Then ")
    rows = list(csv.DictReader(io.StringIO(out)))
    before = {row["area_code"]: row["rating"] for row in table("rate")}
    assert len(rows) > 20
    assert all(row["rating_before"] == before[row["area_code"]] for row in rows)


@pytest.mark.parametrize("changes", [[], ["--set", WAITS_82, "--against-set", WAITS_82]])
def test_compare_without_a_difference_prints_no_moves(run, changes):
    assert run("compare", *changes) == (0, ",".join(COMPARE_COLUMNS) + "\n", "")
    assert run("compare", *changes, "--format", "json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    "name", ["E38000045", "e38000045", "11J", "11j", "NHS Dorset CCG", "dorset", " Dorset ", "dors"]
)
def test_explain_finds_an_area_by_code_ods_code_name_or_part_of_a_name(run, name):
    code, out, err = run("explain", name)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Dorset (E38000045), Cancer ratings of October 2016"
    assert lines[1] == "Method: NHS England 2016, reconstructed"
    assert lines[2] == "Rating: Needs improvement (requires improvement), published"
    assert lines[4].startswith(DORSET)
    assert len(lines[6:10]) == 4
    assert lines[11].startswith("How sure: Dorset: 93% needs improvement")
    assert "14 more patients treated within 62 days" in lines[14]
    assert "low      82.7% against the standard of 85% [95% interval 79.7% to 85.6%]" in lines[7]


def test_explain_follows_the_scenario(run):
    assert "Dorset is top performing because none of four" in run("explain", "Dorset", "--set", WAITS_82)[1]


def test_an_exact_name_wins_over_names_that_contain_it(run):
    assert run("explain", "Kingston")[1].startswith("Kingston (")


def test_list_names_editions_methodologies_and_parameters(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "  october-2016: Cancer ratings of October 2016" in lines
    assert "  nhs-england-2016: NHS England 2016, reconstructed" in lines
    assert "    waits_62_day.benchmark=85.0" in lines


def test_every_listed_parameter_can_be_given_to_set(run):
    listed = re.split(r"^  (\S+): .*\n", run("list")[1].split("Methodologies\n")[1], flags=re.MULTILINE)
    methods = dict(zip(listed[1::2], listed[2::2], strict=True))
    assert set(methods) == set(methodology_ids())
    for method, lines in methods.items():
        parameters = [line.strip() for line in lines.splitlines()]
        assert len(parameters) > 5
        edition = "october-2016" if method in METHODOLOGIES else "cancer-waits-2021-q2"
        options = ["--edition", edition, "--method", method]
        unchanged = run("compare", *options, "--against-set", *parameters)[1]
        assert unchanged.count("\n") == 1


def test_a_methodology_may_be_a_file(run, tmp_path):
    text = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(text.replace("benchmark: 85.0", "benchmark: 82.0"), encoding="utf-8")
    assert run("rate", "--method", str(path)) == run("rate", "--set", WAITS_82)
    _, out, _ = run("compare", "--against-method", str(path))
    assert out == run("compare", "--against-set", WAITS_82)[1]


SEE = "; see python -m scoring rate --help.\n"
WRONG_USE = {
    "no command": (
        [],
        "python -m scoring: the following arguments are required: COMMAND; see python -m scoring --help.\n",
    ),
    "an unknown option": (
        ["rate", "--colour"],
        "python -m scoring: unrecognized arguments: --colour; see python -m scoring --help.\n",
    ),
    "an option without its value": (
        ["rate", "--set"],
        f"python -m scoring rate: argument --set: expected at least one argument{SEE}",
    ),
    "a change without a value": (
        ["rate", "--set", "waits_62_day.benchmark"],
        "scoring: 'waits_62_day.benchmark' is not PATH=VALUE, such as waits_62_day.benchmark=82.\n",
    ),
    "a change without a path": (
        ["rate", "--set", "=82"],
        "scoring: '=82' is not PATH=VALUE, such as waits_62_day.benchmark=82.\n",
    ),
    "a change out of bounds": (
        ["rate", "--set", "waits_62_day.benchmark=820"],
        "scoring: nhs-england-2016: waits_62_day.benchmark is 820, outside the allowed 0 to 100.\n",
    ),
    "a comparison that does not exist": (
        ["rate", "--set", "waits_62_day.low_by=inf"],
        "scoring: nhs-england-2016: waits_62_day.low_by: it should be 'value', '95', '99.8', "
        "'funnel_95' or 'funnel_99.8' (given: 'inf').\n",
    ),
    "an unknown edition": (
        ["rate", "--edition", "may-1968"],
        f"scoring: There is no edition 'may-1968'. There is: {listed(edition_ids(), 50)}.\n",
    ),
    "an unknown area": (
        ["explain", "Atlantis"],
        "scoring: There is no area 'Atlantis' in Cancer ratings of October 2016. "
        "Give an ONS code, ODS code or name.\n",
    ),
    "an empty area": (
        ["explain", ""],
        "python -m scoring explain: argument AREA: it is empty; give a value; see python -m scoring explain --help.\n",
    ),
    "a name that fits several areas": (
        ["explain", "Norfolk"],
        "scoring: 'Norfolk' could be North Norfolk, South Norfolk and West Norfolk. Give one of these in full.\n",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG_USE.values(), ids=WRONG_USE.keys())
def test_wrong_use_ends_with_2_and_one_sentence(run, arguments, said):
    assert run(*arguments) == (2, "", said)


def test_an_unknown_format_is_wrong_use(run):
    code, out, err = run("rate", "--format", "xlsx")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("python -m scoring rate: argument --format: invalid choice: 'xlsx' (choose from ")


def test_unknown_parameters_and_methodologies_are_wrong_use(run):
    code, out, err = run("rate", "--set", "waits.benchmark=82")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(
        "scoring: nhs-england-2016 has no parameter 'waits.benchmark'; it has early_diagnosis."
    )
    code, out, err = run("rate", "--method", "guess")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("scoring: There is no methodology 'guess'. There is: ")


def test_a_file_that_cannot_be_written_is_wrong_use(run, tmp_path):
    path = tmp_path / "no" / "such" / "folder.csv"
    assert run("rate", "--out", str(path)) == (
        2,
        "",
        f"scoring: Cannot write to {path}: No such file or directory.\n",
    )


def test_bad_data_ends_with_1_and_one_sentence(run, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("area_code,indicator,value\n11J,waits_62_day,many\n", encoding="utf-8")
    assert run("rate", "--data", str(path)) == (
        1,
        "",
        "scoring: mine.csv, row 2, column value: 'many' is not a number. Write decimals with a point, and "
        "leave the cell empty if there is none.\n",
    )
    missing = tmp_path / "none.csv"
    assert run("rate", "--data", str(missing)) == (1, "", f"scoring: There is no file {missing}.\n")


def test_a_bad_methodology_file_ends_with_1_and_one_sentence(run, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("title: [", encoding="utf-8")
    code, out, err = run("rate", "--method", str(path))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("scoring: mine.yaml is not YAML: line 1, ")


def test_a_methodology_with_an_indicator_that_the_edition_lacks_ends_with_1(run, tmp_path):
    text = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("patient_experience", "stillbirths"), encoding="utf-8")
    said = (
        "scoring: Cancer ratings of October 2016 has no indicator stillbirths, which the methodology uses.\n"
    )
    for command in (["rate", "--method", str(path)], ["compare", "--against-method", str(path)]):
        assert run(*command) == (1, "", said)


def test_explaining_an_area_that_the_data_leave_out_ends_with_1(run, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("area_code,indicator,value\n11J,waits_62_day,90\n", encoding="utf-8")
    code, out, err = run("explain", "West Suffolk", "--data", str(path))
    assert (code, out) == (1, "")
    assert err == f"scoring: {path} has no figures for West Suffolk.\n"


def test_python_m_scoring_counts_7_22_156_24():
    result = outside("rate")
    assert (result.returncode, result.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert Counter(row["rating"] for row in rows) == {"top": 7, "well": 22, "needs": 156, "greatest": 24}


def test_python_m_scoring_ends_with_its_code_and_no_traceback():
    result = outside("explain", "Atlantis")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("scoring: There is no area 'Atlantis'")
    assert result.stderr.count("\n") == 1


def test_a_terminal_without_dashes_gets_the_explanation_all_the_same():
    result = outside("explain", "Dorset", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, "")
    assert DORSET in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes close differently on Windows")
@pytest.mark.parametrize("arguments", [["rate"], ["rate", "--format", "json"], ["explain", "Dorset"]])
def test_a_reader_that_has_seen_enough_is_not_an_error(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = outside(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")
