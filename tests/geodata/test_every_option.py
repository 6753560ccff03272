"""Every option of every command has an effect or is refused: each is listed here with the proof of it."""

import argparse
import sys

import pandas as pd
import pytest
import shapely

import run
from geodata import __main__ as geodata_command
from geodata.towns import town_table
from importers import __main__ as importers_command


def options_of(parser: argparse.ArgumentParser, name: str) -> set[tuple[str, str]]:
    """Return every command of a parser with every option and argument of it."""
    found = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command, inner in action.choices.items():
                found |= options_of(inner, f"{name} {command}")
        elif not isinstance(action, argparse._HelpAction):
            found.add((name, action.option_strings[-1] if action.option_strings else action.dest))
    return found


@pytest.fixture
def small(few, tmp_path):
    few.assign(geometry=shapely.coverage_simplify(few.geometry.to_numpy(), 1000)).to_file(
        tmp_path / "few.gpkg"
    )
    return tmp_path / "few.gpkg"


def geodata(capsys, *arguments) -> str:
    assert geodata_command.main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


def check_geography(small, capsys, **_):
    here = geodata(capsys, "check", small)
    there = geodata(capsys, "check", small, "--geography", "icb-april-2023")
    assert "compared with     CCGs of April 2016 (ccg-april-2016): 209 areas\nnot in the file   203: " in here
    assert "Integrated Care Boards of April 2023 (icb-april-2023): 42 areas\nnot in the file   42: " in there
    assert "only in the file  0" in here
    assert "only in the file  6: NHS Dorset CCG (E38000045)" in there.replace("Dorset (", "NHS Dorset CCG (")
    assert geodata(capsys, "check", "--geography", "icb-april-2023").startswith("areas             42\n")


def check_file(small, capsys, **_):
    assert geodata(capsys, "check", small).startswith("areas             6\n")
    assert geodata(capsys, "check").startswith("areas             209\n")


def neighbours_all(small, capsys, tmp_path, **_):
    out = tmp_path / "pairs.csv"
    said = geodata(capsys, "neighbours", small, "--geography", "ccg-april-2017", "--out", out)
    assert "compared with     CCGs of April 2017 (ccg-april-2017): 207 areas" in said
    few = len(pd.read_csv(out))
    geodata(capsys, "neighbours", "--geography", "icb-april-2023", "--out", out)
    assert len(pd.read_csv(out)) > few


def prepare_all(small, capsys, tmp_path, **_):
    groups, plain, grouped = tmp_path / "groups.csv", tmp_path / "plain.json", tmp_path / "grouped.json"
    pd.DataFrame({"area_code": ["E38000045"], "region": ["South"]}).to_csv(groups, index=False)
    geodata(capsys, "prepare", small, "--out", plain)
    geodata(capsys, "prepare", small, "--groups", groups, "--out", grouped)
    assert b"alliances" in plain.read_bytes()
    assert b"alliances" not in grouped.read_bytes()


def hexagons_check(capsys, monkeypatch, **_):
    monkeypatch.setattr(geodata_command, "hexagon_layout", None)
    assert "neighbours kept" in geodata(capsys, "hexagons", "--check")


def build_cache(monkeypatch, tmp_path, **_):
    asked = []
    monkeypatch.setattr(geodata_command, "build", lambda cache: asked.append(cache) or [])
    geodata_command.main(["build", "--cache", str(tmp_path)])
    assert asked == [tmp_path]


def towns_all(monkeypatch, tmp_path, capsys, **_):
    asked = []
    monkeypatch.setattr(geodata_command, "build_towns", lambda cache: asked.append(cache) or town_table())
    assert geodata_command.main(["towns", "--cache", str(tmp_path)]) == 0
    assert asked == [tmp_path]
    assert "4,661 towns and villages" in capsys.readouterr().out


def postcodes_all(monkeypatch, tmp_path, capsys, **_):
    asked = []
    monkeypatch.setattr(geodata_command, "check_postcodes", asked.append)
    geodata_command.main(["postcodes", "--check", "--cache", str(tmp_path)])
    assert asked == [tmp_path]


def importers(capsys, *arguments) -> tuple[int, str, str]:
    code = importers_command.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def importers_formats(small, capsys, tmp_path, **_):
    assert importers(capsys, small, "--format", "csv")[1].startswith("area_code,")
    assert importers(capsys, small, "--format", "json")[1].startswith("[")
    assert "boundaries of areas, 6" in importers(capsys, small, "--format", "text")[1]
    out = tmp_path / "out.csv"
    assert importers(capsys, small, "--out", out)[0] == 0
    assert out.read_text().startswith("area_code,")
    code, _, err = importers(capsys, small, "--format", "text", "--out", out)
    assert (code, err) == (
        2,
        "importers: --format text writes no table. Leave out --out, or give --format csv or json.\n",
    )


def importers_edition(small, capsys, **_):
    assert importers(capsys, small)[0] == 0
    code, said, _ = importers(capsys, small, "--edition", "icb-waits-2025-q1")
    assert code == 1
    assert "has none of the 42 areas" in said


def run_options(monkeypatch, capsys, tmp_path, **_):
    started = {}
    monkeypatch.setattr(run, "install", lambda _: None)
    monkeypatch.setattr(run.webbrowser, "open", lambda _: started.setdefault("browser", True))
    monkeypatch.setattr(run.threading, "Thread", lambda **_: started.setdefault("thread", FakeThread()))

    def start(command, env, check):
        started.update(command=command, env=env)
        return FakeThread()

    monkeypatch.setattr(run.subprocess, "run", start)
    (tmp_path / "a.kml").write_text("<kml/>")
    asked = [
        "--port",
        "8599",
        "--boundaries",
        str(tmp_path / "a.kml"),
        "--database",
        "sqlite:///x",
        "--no-browser",
    ]
    monkeypatch.setattr(sys, "argv", ["run.py", *asked])
    assert run.main() == 0
    assert "--server.port=8599" in started["command"]
    assert started["env"][run.BOUNDARIES_VARIABLE] == str(tmp_path / "a.kml")
    assert started["env"][run.DATABASE_VARIABLE] == "sqlite:///x"
    assert "thread" not in started
    for words in (["--port", "1"], ["--boundaries", "x"], ["--database", "x"], ["--no-browser"]):
        monkeypatch.setattr(sys, "argv", ["run.py", "lint", *words])
        assert run.main() == 2
        assert capsys.readouterr().err == f"{words[0]} cannot be used with lint, only with app.\n"


def run_fast(monkeypatch, capsys, **_):
    asked = []
    monkeypatch.setattr(run, "install", lambda _: None)
    monkeypatch.setattr(run, "find_or_install_chromium", lambda: None)
    monkeypatch.setattr(run, "pytest", lambda _, arguments: asked.append(arguments) or 0)
    monkeypatch.setattr(run, "run_linters", lambda: 0)
    for words in (["test", "--fast"], ["test"], ["test", "tests/charts"]):
        monkeypatch.setattr(sys, "argv", ["run.py", *words])
        assert run.main() == 0
    assert asked[0][-2:] == ["-m", run.FAST]
    assert [words[-1] for words in asked[1:]] == ["not browser", "browser", "tests/charts"]
    monkeypatch.setattr(sys, "argv", ["run.py", "lint", "--fast"])
    assert run.main() == 2
    assert capsys.readouterr().err == "--fast cannot be used with lint, only with test.\n"


class FakeThread:
    returncode = 0

    def start(self):
        pass


PROOFS = {
    check_file: [("geodata check", "file")],
    check_geography: [("geodata check", "--geography")],
    neighbours_all: [("geodata neighbours", option) for option in ("file", "--geography", "--out")],
    prepare_all: [("geodata prepare", option) for option in ("file", "--out", "--groups")],
    hexagons_check: [("geodata hexagons", "--check")],
    build_cache: [("geodata build", "--cache")],
    postcodes_all: [("geodata postcodes", option) for option in ("--cache", "--check")],
    towns_all: [("geodata towns", "--cache")],
    importers_formats: [("importers", option) for option in ("files", "--format", "--out")],
    importers_edition: [("importers", "--edition")],
    run_fast: [("run", "--fast")],
    run_options: [
        ("run", option) for option in ("command", "--port", "--boundaries", "--database", "--no-browser")
    ],
}


def test_every_option_of_every_command_is_listed_with_its_proof():
    there = (
        options_of(geodata_command._parser(), "geodata")
        | options_of(importers_command._parser(), "importers")
        | options_of(run._parser(), "run")
    )
    assert there == {option for options in PROOFS.values() for option in options}


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
def test_an_option_has_an_effect_or_is_refused(proof, small, capsys, tmp_path, monkeypatch):
    proof(small=small, capsys=capsys, tmp_path=tmp_path, monkeypatch=monkeypatch)


def test_ods_codes_in_a_file_are_those_of_the_geography_that_is_named(embedded_icbs, tmp_path, capsys):
    embedded_icbs[["ods_code", "geometry"]].to_file(tmp_path / "icb.gpkg")
    assert "not in the file   209: " in geodata(capsys, "check", tmp_path / "icb.gpkg")
    said = geodata(capsys, "check", tmp_path / "icb.gpkg", "--geography", "icb-april-2023")
    assert said.endswith("not in the file   0\nonly in the file  0\n")


@pytest.fixture
def embedded_icbs():
    from geodata import embedded_boundaries

    areas = embedded_boundaries("icb-april-2023").areas
    return areas.assign(geometry=shapely.coverage_simplify(areas.geometry.to_numpy(), 2000))
