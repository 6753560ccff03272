"""The commands probability, targets, sweep and agreement, and saved scenarios."""

import csv
import io
import json

import pytest
import yaml

from scoring import load_edition, load_methodology, methodology_ids, rate, scenario_yaml
from scoring.__main__ import main


@pytest.fixture
def rows(capsys):
    """Run a command and give its rows, with nothing on standard error."""

    def run(*arguments: str) -> list[dict[str, str]]:
        assert main(list(arguments)) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return list(csv.DictReader(io.StringIO(out)))

    return run


def test_probability_gives_every_area_probabilities_that_sum_to_one(rows):
    table = rows("probability")
    assert len(table) == 209
    for row in table:
        parts = [float(row[rating]) for rating in ("top", "well", "needs", "greatest", "not_rated")]
        assert sum(parts) == pytest.approx(1)
        assert float(row["probability_of_rating"]) == pytest.approx(float(row[row["rating"]]))


def test_plain_rates_give_other_probabilities_than_shrunken_ones(rows):
    assert rows("probability", "--plain") != rows("probability")


def test_targets_of_dorset_are_fourteen_more_patients_in_time(rows):
    table = {row["way"]: row for row in rows("targets", "Dorset")}
    waits = table["waits_62_day"]
    assert (waits["additional_patients"], waits["numerator"], waits["denominator"]) == ("14", "540", "635")
    assert waits["rating_reached"] == "top"
    assert table["early_diagnosis"]["possible"] == "False"


def test_sweep_has_todays_counts_where_todays_threshold_is(rows):
    table = rows("sweep", "--indicator", "waits_62_day")
    [today] = [
        row
        for row in table
        if float(row["from_threshold"]) <= 85 <= float(row["to_threshold"])
        and (float(row["from_threshold"]) < 85 or row["from_included"] == "True")
        and (float(row["to_threshold"]) > 85 or row["to_included"] == "True")
    ]
    assert [int(today[rating]) for rating in ("top", "well", "needs", "greatest")] == [7, 22, 156, 24]


def test_agreement_has_a_column_for_every_methodology(rows):
    table = rows("agreement")
    assert len(table) == 209
    assert set(methodology_ids()) <= set(table[0])


@pytest.mark.parametrize(
    "command", [("probability",), ("targets", "11J"), ("sweep", "--indicator", "waits_62_day")]
)
def test_json_holds_the_same_rows(rows, capsys, command):
    expected = rows(*command)
    assert main([*command, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(expected)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("sweep", "--indicator", "nonsense"), "nonsense"),
        (("targets", "Atlantis"), "There is no area 'Atlantis'"),
        (("sweep",), "the following arguments are required: --indicator"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(capsys, command, sentence):
    try:
        code = main(list(command))
    except SystemExit as stop:
        code = stop.code
    err = capsys.readouterr().err
    assert code == 2
    assert sentence in err and err.count("\n") == 1


def test_a_scenario_saved_and_loaded_rates_the_same(rows, tmp_path):
    edition = load_edition("october-2016")
    for name in methodology_ids():
        wanted = {
            "waits_62_day.benchmark": 82,
            "early_diagnosis.low_by": "99.8",
            "waits_62_day.weight": 2,
            "top.percent_of_areas": 10,
        }
        method = load_methodology(name)
        scenario = method.with_changes({path: wanted[path] for path in wanted if path in method.values})
        assert scenario.changes
        file = tmp_path / f"{name}.yaml"
        file.write_text(scenario_yaml(scenario), encoding="utf-8")
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["scenario_of"] == name
        expected = rate(edition.indicators, scenario)["rating"].tolist()
        assert [row["rating"] for row in rows("rate", "--scenario", str(file))] == expected


MODERATED = "=well | Peer review | Panel | 2016-09-30"


def test_an_area_is_moderated_by_its_code_from_the_command_line(rows):
    table = {row["area_code"]: row for row in rows("rate", "--set", f"moderation.E38000045{MODERATED}")}
    dorset = table["E38000045"]
    assert (dorset["rating"], dorset["rule_rating"]) == ("well", "needs")
    assert dorset["moderation"] == "Peer review (Panel, 30 September 2016)"
    moves = rows("compare", "--against-set", f"moderation.E38000045{MODERATED}")
    assert [row["reason"] for row in moves] == ["Moderated: Peer review (Panel, 30 September 2016)"]


@pytest.mark.parametrize("command", [("rate", "--set"), ("compare", "--against-set")])
def test_moderation_of_what_is_no_area_is_refused_and_not_silent(capsys, command):
    assert main([*command, f"moderation.Dorset{MODERATED}"]) == 2
    assert capsys.readouterr().err == (
        "scoring: Cancer ratings of October 2016 has no area with the code Dorset, which is moderated. "
        "Moderation needs the ONS code of an area, such as moderation.E38000045.\n"
    )
