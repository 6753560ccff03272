"""The commands probability, targets, sweep, agreement and methodologies; saved scenarios and moderation."""

import csv
import io
import json
import shutil

import pytest
import yaml

from scoring import RATINGS, load_edition, load_methodology, rate, scenario_yaml
from scoring.__main__ import main
from scoring.analysis.sweep import sweepable
from scoring.paths import EDITION_FOLDER
from tests.october import METHODOLOGIES


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


def test_targets_of_an_alliance_are_those_of_its_areas_nearest_first(rows):
    table = rows("targets", "--alliance", "Wessex")
    assert [
        (row["ods_code"], row["patients_in_all"]) for row in table if row["indicator"] == "waits_62_day"
    ] == [
        ("10V", "1"),
        ("10K", "3"),
        ("10L", "6"),
        ("10J", "6"),
        ("11J", "14"),
        ("10R", "14"),
    ]
    [alone] = [row for row in rows("targets", "10R") if row["way"] == "waits_62_day"]
    [inside] = [row for row in table if row["ods_code"] == "10R"]
    assert alone["additional_patients"] == inside["patients"]
    assert rows("targets", "--group", "London", "--by", "region")


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


def test_agreement_has_a_column_for_every_methodology_that_rates(rows):
    table = rows("agreement")
    assert len(table) == 209
    assert set(METHODOLOGIES) - set(table[0]) == {"headline-only"}


def test_sweep_takes_any_constant_that_can_be_swept(rows):
    method = load_methodology("mean-points")
    for path in sweepable(method)[::4]:
        table = rows("sweep", "--method", "mean-points", "--constant", path)
        assert all(sum(int(row[rating]) for rating in RATINGS) == 209 for row in table)
    by_constant = rows("sweep", "--constant", "waits_62_day.benchmark")
    assert by_constant == rows("sweep", "--indicator", "waits_62_day")


def test_a_swept_cut_changes_at_the_scores_themselves(rows):
    """Points of four indicators make scores of whole quarters."""
    table = rows("sweep", "--method", "mean-points", "--constant", "top.score_at_least")
    assert [float(row["to_threshold"]) for row in table[:-1]] == [quarter / 4 for quarter in range(8)]
    assert {row["to_included"] for row in table} == {"True"}


def test_agreement_takes_a_scenario_as_one_more_column(rows, tmp_path):
    scenario = load_methodology("nhs-england-2016").with_changes({"waits_62_day.benchmark": 82})
    for file, column in (("lower-bar.yaml", "lower-bar"), ("funnel.yaml", "funnel (scenario)")):
        path = tmp_path / file
        path.write_text(scenario_yaml(scenario), encoding="utf-8")
        table = rows("agreement", "--scenario", str(path))
        assert [row[column] for row in table] == [
            row["rating"] for row in rows("rate", "--set", "waits_62_day.benchmark=82")
        ]
        assert [row["nhs-england-2016"] for row in table] == [row["rating"] for row in rows("rate")]


def test_an_edition_may_be_a_folder(rows, tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(EDITION_FOLDER / "october-2016", folder, ignore=shutil.ignore_patterns("inputs"))
    assert rows("rate", "--edition", str(folder)) == rows("rate")
    assert rows("agreement", "--edition", str(folder)) == rows("agreement")
    (folder / "indicators.csv").unlink()
    assert main(["rate", "--edition", str(folder)]) == 1


@pytest.mark.parametrize("area", ["E38000045", "11J", "Dorset"])
def test_an_area_is_moderated_by_code_or_name_and_taken_back(rows, area, tmp_path):
    decided = f"moderation.{area}=well | A record was wrong | Clinical panel | 2016-09-30"
    [dorset] = [row for row in rows("rate", "--set", decided) if row["ods_code"] == "11J"]
    assert (dorset["rating"], dorset["rule_rating"]) == ("well", "needs")
    assert dorset["moderation"] == "A record was wrong (Clinical panel, 30 September 2016)"
    assert rows("rate", "--set", decided, "moderation_applied=no") == rows("rate")
    scenario = tmp_path / "moderated.yaml"
    changes = {"moderation.E38000045": decided.partition("=")[2]}
    scenario.write_text(yaml.safe_dump({"scenario_of": "nhs-england-2016", "changes": changes}))
    assert rows("rate", "--scenario", str(scenario)) == rows("rate", "--set", decided)
    assert rows("rate", "--scenario", str(scenario), "--set", f"moderation.{area}=none") == rows("rate")


def test_explaining_a_moderated_area_says_what_the_rest_is_about(capsys):
    decided = "moderation.11J=well | A record was wrong | Clinical panel | 2016-09-30"
    assert main(["explain", "Dorset", "--set", decided]) == 0
    out = capsys.readouterr().out
    assert "Rating: Performing well (good), published" in out
    assert "How sure by the rule, before moderation: Dorset: 93% needs improvement" in out
    assert "What it would take by the rule, before moderation:" in out


def test_explaining_without_ratings_says_nothing_of_chance_or_targets(capsys):
    assert main(["explain", "Dorset", "--method", "headline-only"]) == 0
    out = capsys.readouterr().out
    assert "\nRating: Not rated, published\n" in out
    assert "How sure" not in out and "What it would take" not in out


def test_explaining_a_rank_says_that_others_stay_as_they_are(capsys):
    assert main(["explain", "Dorset", "--method", "rank-quartiles"]) == 0
    assert "What it would take, if all other areas stay as they are:" in capsys.readouterr().out


def test_methodologies_is_the_table_of_the_library(rows, capsys):
    table = {row["methodology"]: row for row in rows("methodologies")}
    assert list(table) == METHODOLOGIES
    assert [table["nhs-england-2016"][name] for name in ("top", "well", "needs", "greatest")] == [
        "7",
        "22",
        "156",
        "24",
    ]
    assert main(["methodologies", "--format", "markdown"]) == 0
    markdown = capsys.readouterr().out
    assert markdown.count("\n") == 2 + len(table)
    assert main(["methodologies", "--format", "document"]) == 0
    assert markdown in capsys.readouterr().out


def test_methodologies_that_lack_figures_are_left_out_with_the_reason(capsys, tmp_path):
    """Figures of one area have no similar areas beside them."""
    path = tmp_path / "mine.csv"
    path.write_text(
        "area_code,indicator,value\n"
        + "".join(f"11J,{name},90\n" for name in load_methodology("peer-group").indicators),
        encoding="utf-8",
    )
    for command in ("agreement", "methodologies"):
        assert main([command, "--data", str(path)]) == 0
        out, err = capsys.readouterr()
        assert "peer-group" not in out
        assert err.startswith("scoring: peer-group is left out: early_diagnosis is compared with the mean of")
        assert err.count("\n") == 1


def test_help_tells_of_moderation(capsys):
    with pytest.raises(SystemExit):
        main(["rate", "--help"])
    said = capsys.readouterr().out
    assert "moderation.E38000045=well | reason | by whom | 2016-09-30" in said
    assert "moderation_applied=no" in said


@pytest.mark.parametrize(
    "command",
    [
        ("probability",),
        ("targets", "11J"),
        ("sweep", "--indicator", "waits_62_day"),
        ("agreement",),
        ("methodologies",),
    ],
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
        (("sweep",), "one of the arguments --indicator --constant is required"),
        (
            ("sweep", "--constant", "waits_62_day.low_by"),
            "nhs-england-2016 has no 'waits_62_day.low_by' to sweep",
        ),
        (("agreement", "--scenario", "none.yaml"), "There is no methodology 'none.yaml'"),
        (("rate", "--set", "moderation.Atlantis=well | a | b | 2016-09-30"), "There is no area 'Atlantis'"),
        (("rate", "--set", "moderation.11J=well | no date"), "it should be rating | reason | by whom | date"),
        (
            ("rate", "--set", "moderation.11J=good | a | b | 2016-09-30"),
            "should be 'top', 'well', 'needs'",
        ),
        (("rate", "--edition", "no/such/folder"), "There is no edition 'no/such/folder'"),
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
    for name in METHODOLOGIES:
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


@pytest.mark.parametrize("command", [("rate", "--scenario"), ("compare", "--against-scenario")])
def test_a_scenario_that_moderates_what_is_no_area_is_refused_and_not_silent(capsys, tmp_path, command):
    file = tmp_path / "scenario.yaml"
    changes = {"moderation.E99": "well | Peer review | Panel | 2016-09-30"}
    file.write_text(yaml.safe_dump({"scenario_of": "nhs-england-2016", "changes": changes}))
    assert main([*command, str(file)]) == 2
    assert capsys.readouterr().err == (
        "scoring: Cancer ratings of October 2016 has no area with the code E99, which is moderated. "
        "Moderation needs the ONS code of an area, such as moderation.E38000045.\n"
    )


def test_groups_prints_each_groups_own_figure_and_its_ratings(rows):
    found = rows("groups", "--by", "alliance", "--group", "wessex")
    assert [row["indicator"] for row in found] == list(load_edition().meta.indicators)
    assert {(row["areas_counted"], row["well"], row["needs"]) for row in found} == {("8", "1", "7")}


def test_groups_refuses_a_group_that_is_not_there(capsys):
    assert main(["groups", "--group", "Atlantis"]) == 2
    assert "'Atlantis' is not the name of one group" in capsys.readouterr().err


def test_goal_has_a_row_for_every_constant_and_says_what_is_enough(capsys):
    assert main(["goal", "--goal", "half"]) == 0
    out, said = capsys.readouterr()
    table = list(csv.DictReader(io.StringIO(out)))
    assert (table[0]["path"], table[0]["value"], table[0]["number"]) == ("needs.low_at_least", "2", "86")
    assert {row["path"] for row in table} == set(load_methodology("nhs-england-2016").parameters)
    assert "118 remain even at 0%" in said


@pytest.mark.parametrize("given", ["most", "-1", "1.5", ""])
def test_goal_refuses_what_is_no_goal(capsys, given):
    with pytest.raises(SystemExit) as stop:
        main(["goal", "--goal", given])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
