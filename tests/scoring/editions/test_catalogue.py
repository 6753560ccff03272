"""The catalogue: one broken file takes nothing else along, and is named with the place and the reason."""

import shutil
import subprocess
import sys

import pandas as pd
import pytest

from scoring import (
    DataError,
    edition_ids,
    linked_figures,
    load_edition,
    load_methodology,
    load_series,
    methodology_ids,
    rate,
)
from scoring.__main__ import main
from scoring.editions.catalogue import catalogue, first_edition, look_again
from scoring.paths import EDITION_FOLDER, METHODOLOGY_FOLDER
from tests.damage import (
    BOARDS,
    EARLIER,
    EDITIONS,
    LIKE_ANYBODY,
    METHODOLOGIES,
    QUARTER,
    may_be_refused,
    rewrite,
)
from tests.paths import ROOT


def told():
    return "\n".join(look_again().sentences())


def test_nothing_is_left_out_of_what_comes_with_the_product():
    there = catalogue()
    assert there.left_out == ()
    assert len(there.editions) == len(list(EDITION_FOLDER.glob("*/metadata.yaml")))
    assert len(there.methodologies) == len(list(METHODOLOGY_FOLDER.glob("*.yaml")))


@pytest.mark.parametrize(("damage", "said"), METHODOLOGIES.values(), ids=METHODOLOGIES.keys())
def test_a_methodology_that_cannot_be_read_is_left_out_and_named(methodologies, damage, said):
    others = set(methodology_ids()) - {"funnel"}
    damage(methodologies / "funnel.yaml")
    [message] = look_again().sentences()
    assert message.startswith("The methodology methodologies/funnel.yaml is left out: ")
    assert said in message
    assert len(message.splitlines()) == 1
    assert set(methodology_ids()) == others
    with pytest.raises(DataError, match=r"^funnel\.yaml"):
        load_methodology("funnel")
    assert len(rate(load_edition().indicators, load_methodology("nhs-england-2016"))) == 209


@pytest.mark.parametrize("names", [("a", "b"), ("a", "b", "c")])
def test_scenarios_of_each_other_in_the_library_are_left_out_and_named(methodologies, names):
    usable = methodology_ids()
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        (methodologies / f"{name}.yaml").write_text(f"scenario_of: {other}\n", encoding="utf-8")
    message = told()
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        assert f"methodologies/{name}.yaml is left out: scenario_of is {other!r}, " in message
    assert ("so that it is a scenario of itself" in message) == (len(names) == 2)
    assert methodology_ids() == usable


@pytest.mark.parametrize(("file", "damage", "said"), EDITIONS.values(), ids=EDITIONS.keys())
def test_an_edition_that_cannot_be_read_is_left_out_and_named(editions, file, damage, said):
    damage(editions / BOARDS / file)
    [message] = look_again().sentences()
    assert message.startswith(f"The edition sample_data/{BOARDS} is left out: ")
    assert said in message
    assert len(message.splitlines()) == 1
    assert edition_ids() == [EARLIER, QUARTER, "icb-waits-2025-q2", "october-2016"]
    # What is left of its series, and the other series, can be followed over time.
    for series in ("cancer-waits-ccg", "cancer-waits-icb"):
        assert linked_figures(load_series(series))["value"].notna().any()


def test_a_damaged_table_of_neighbours_or_published_ratings_takes_only_itself_along(editions):
    for name in ("neighbours.csv", "published_ratings.csv"):
        (editions / "october-2016" / name).write_text("area_code,other\nE38000001,x\n", encoding="utf-8")
    message = told()
    assert "The table sample_data/october-2016/neighbours.csv is left out: it has no column" in message
    assert "The table sample_data/october-2016/published_ratings.csv is left out: it has no column" in message
    assert message.count("neighbours.csv") == 1
    assert catalogue().editions["october-2016"].neighbours.empty
    assert len(edition_ids()) == 5


def test_a_damaged_table_of_split_areas_leaves_out_the_editions_whose_groups_would_be_wrong(editions):
    (editions / "october-2016" / "split_areas.csv").write_text("area_code,share\nE99,0.5\n", encoding="utf-8")
    assert "split_areas.csv has no column alliance, alliance_code, stp" in told()
    assert "october-2016" not in edition_ids()
    assert first_edition() == BOARDS  # the newest


def test_editions_without_the_same_areas_folder_are_named_together(editions):
    shutil.rmtree(editions / "areas" / "icb-april-2023")
    message = told()
    assert message.count("areas/icb-april-2023/areas.csv") == 1
    assert f"The editions sample_data/icb-waits-2025-q2 and sample_data/{BOARDS} are left out" in message


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"geography_id,area_code\na,b\n"])
def test_without_successors_areas_are_not_linked_across_mergers_and_all_editions_stay(editions, content):
    file = editions / "areas" / "successors.csv"
    file.unlink() if content is None else file.write_bytes(content)
    assert "successors.csv" in told()
    assert len(edition_ids()) == 5
    series = load_series("cancer-waits-ccg")
    table = linked_figures(series, "ccg-april-2019")
    assert table.loc[table["edition"] == EARLIER, "value"].notna().all()
    before = table[table["edition"] == QUARTER]
    assert before["value"].isna().all()
    assert before["note"].str.contains("not known what became").all()


def test_successors_that_lack_rows_are_named_and_all_editions_stay(editions):
    table = pd.read_csv(editions / "areas" / "successors.csv")
    table[table["later_geography_id"] != "ccg-april-2020"].to_csv(
        editions / "areas" / "successors.csv", index=False
    )
    assert "does not say what became of" in told()
    assert len(edition_ids()) == 5


def test_a_default_methodology_that_does_not_exist_gives_way_to_another_and_is_named(editions):
    rewrite(
        editions / BOARDS / "metadata.yaml",
        "default_methodology: waiting-standards",
        "default_methodology: waits",
    )
    message = told()
    assert (
        f"The default_methodology of sample_data/{BOARDS} is left out: There is no methodology 'waits'"
        in message
    )
    usual = catalogue().editions[BOARDS].meta.default_methodology
    assert usual in methodology_ids(catalogue().editions[BOARDS].meta.indicators)


def test_where_no_methodology_is_left_an_edition_is_left_out(editions, methodologies):
    for file in methodologies.iterdir():
        if file.name != "waiting-standards.yaml":
            file.unlink()
    assert "No methodology is left that can rate these figures" in told()
    assert "october-2016" not in edition_ids()
    assert BOARDS in edition_ids()


def test_a_file_that_is_mended_is_used_again_and_one_that_breaks_is_noticed(editions, methodologies):
    kept = look_again()
    assert look_again() is kept
    file = editions / BOARDS / "indicators.csv"
    good = file.read_bytes()
    file.write_bytes(b"area_code\n")
    assert BOARDS not in look_again().editions
    file.write_bytes(good)
    there = look_again()
    assert BOARDS in there.editions
    # What has not changed is not read again.
    assert there.editions[QUARTER] is kept.editions[QUARTER]


def test_a_new_edition_is_there_as_soon_as_its_folder_is(editions):
    assert "cancer-waits-2018-q3" not in edition_ids()
    shutil.copytree(EDITION_FOLDER / "cancer-waits-2018-q3", editions / "cancer-waits-2018-q3")
    shutil.copytree(EDITION_FOLDER / "areas" / "ccg-april-2018", editions / "areas" / "ccg-april-2018")
    look_again()
    assert "cancer-waits-2018-q3" in edition_ids()


def test_damage_that_nobody_thought_of_takes_nothing_along(editions, monkeypatch):
    def raises(_figures, meta, _similar):
        if meta.id == BOARDS:
            raise ZeroDivisionError("out of the blue")
        return _figures.assign(
            england=50.0, standard=50.0, direction=1, per=100.0, peers=50.0, peers_error=1.0
        )

    monkeypatch.setattr("scoring.editions.model.with_benchmarks", raises)
    rewrite(editions / BOARDS / "metadata.yaml", "publisher", "publisher")  # read anew
    assert "cannot be used (ZeroDivisionError: out of the blue)" in told()
    assert QUARTER in edition_ids()


def test_a_missing_folder_of_editions_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("RATINGS_EDITIONS", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="no figures that can be used"):
        first_edition()


# On the command line


def test_the_list_names_what_is_broken_on_standard_error_and_shows_the_rest(editions, methodologies, capsys):
    (editions / BOARDS / "indicators.csv").unlink()
    (methodologies / "funnel.yaml").write_text("title: [", encoding="utf-8")
    assert main(["list"]) == 0
    shown = capsys.readouterr()
    assert "  october-2016: " in shown.out
    assert "  nhs-england-2016: " in shown.out
    assert BOARDS not in shown.out
    assert (
        f"scoring: The edition sample_data/{BOARDS} is left out: There is no file indicators.csv" in shown.err
    )
    assert "funnel.yaml is left out: it is not YAML: line 1" in shown.err


def test_commands_for_good_ones_go_on_and_for_a_broken_one_say_why(editions, methodologies, capsys):
    rewrite(editions / BOARDS / "metadata.yaml", "edition:\n", "edition:\n  title: Twice\n")
    (methodologies / "funnel.yaml").write_bytes(b"\xff\xfe")
    for command in (["rate"], ["rate", "--edition", QUARTER], ["methodologies"], ["agreement"]):
        assert main(command) == 0, command
    assert "funnel is left out: funnel.yaml is not UTF-8 text" in capsys.readouterr().err
    assert main(["rate", "--edition", BOARDS]) == 1
    assert f"sample_data/{BOARDS}/metadata.yaml, line" in capsys.readouterr().err
    assert main(["rate", "--method", "funnel"]) == 1
    assert "funnel.yaml is not UTF-8 text" in capsys.readouterr().err


def test_a_default_methodology_that_does_not_exist_is_said_with_the_edition_that_names_it(editions, capsys):
    rewrite(
        editions / BOARDS / "metadata.yaml",
        "default_methodology: waiting-standards",
        "default_methodology: waits",
    )
    assert main(["rate", "--edition", BOARDS]) == 1
    assert "name the default_methodology 'waits', and there is none" in capsys.readouterr().err
    assert main(["rate", "--edition", BOARDS, "--method", "waiting-standards"]) == 0


@may_be_refused
def test_files_that_may_not_be_read_are_named(editions, methodologies):
    (editions / BOARDS).chmod(0)
    (methodologies / "funnel.yaml").chmod(0)
    command = [*LIKE_ANYBODY, sys.executable, "-m", "scoring", "list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (editions / BOARDS).chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "october-2016" in done.stdout
    assert f"sample_data/{BOARDS} is left out: metadata.yaml cannot be read: this app lacks" in done.stderr
    assert "funnel.yaml is left out: it cannot be read: this app lacks" in done.stderr
