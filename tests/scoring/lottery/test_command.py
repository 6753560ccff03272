"""python -m scoring lottery: sentences, or the table of one part."""

import csv
import io
import json

import pytest

from scoring.__main__ import main
from scoring.cli.lottery import PARTS
from scoring.lottery.borders import GAP_COLUMNS
from tests.paths import OTHER_UNITS

INVENTED = ("--edition", str(OTHER_UNITS), "--method", str(OTHER_UNITS / "other-units.yaml"))
HEADINGS = [
    "Across the border",
    "Beyond chance",
    "Clusters",
    "By deprivation",
    "From best to worst",
    "People in each rating",
]


@pytest.fixture
def run(capsys):
    """Call the command; return exit code, standard output, standard error."""

    def call(*arguments):
        code = main(["lottery", *arguments])
        return code, *capsys.readouterr()

    return call


def test_all_parts_are_told_in_sentences(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    parts = out.strip().split("\n\n")
    assert [part.split("\n")[0] for part in parts] == HEADINGS
    assert all(line.endswith((".", ":")) for part in parts for line in part.split("\n")[1:])
    assert (
        "  From South Reading (59.0%) drive to Oxfordshire (85.8%): 26.8 percentage points on 62-day waits; "
        in out
    )


@pytest.mark.parametrize("part", [part for part in PARTS if part != "all"])
def test_each_part_has_its_table(run, part):
    _, text, _ = run("--part", part)
    assert text.split("\n")[0] in HEADINGS and text.count("\n\n") == 0
    code, out, _ = run("--part", part, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and rows
    code, out, _ = run("--part", part, "--format", "json")
    assert code == 0 and len(json.loads(out)) == len(rows)
    if part == "borders":
        assert len(rows) == 5 * 524 and list(rows[0]) == GAP_COLUMNS


def test_a_table_of_all_parts_is_refused(run):
    for form in ("csv", "json"):
        code, _, err = run("--format", form)
        assert code == 2
        assert err == (
            f"scoring: {form.upper()} holds one table: choose it with --part, such as --part borders.\n"
        )


def test_an_edition_without_borders_or_deprivation_is_told_what_it_has(run):
    code, out, err = run(*INVENTED)
    assert code == 0
    assert [part.split("\n")[0] for part in out.strip().split("\n\n")] == [HEADINGS[i] for i in (1, 4, 5)]
    assert [line.split("”")[0] for line in err.strip().split("\n")] == [
        f"scoring: “{HEADINGS[i]}" for i in (0, 2, 3)
    ]


@pytest.mark.parametrize("part", ["borders", "clustering", "deprivation"])
def test_a_part_that_the_edition_has_no_figures_for_is_one_sentence(run, part):
    code, out, err = run("--part", part, *INVENTED)
    assert (code, out) == (1, "")
    assert err.startswith("scoring: ") and "Invented figures in other units" in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "scenario",
    [
        ("--method", "headline-only"),
        ("--set", "moderation.Dorset=well | Peer review | Panel | 2016-09-30"),
        ("--set", "waits_62_day.benchmark=82"),
    ],
)
def test_any_scenario_is_told(run, scenario):
    code, out, err = run(*scenario)
    assert (code, err) == (0, "") and out.count("\n\n") == len(HEADINGS) - 1
    assert ("steps of rating" in out) == ("headline-only" not in scenario)


def test_text_goes_to_a_file(run, tmp_path):
    path = tmp_path / "lottery.txt"
    assert run("--part", "spread", "--out", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8").startswith(HEADINGS[4])
