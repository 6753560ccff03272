"""The command multiverse."""

import csv
import io

import pytest
from distributed import LocalCluster

from scoring.__main__ import main


@pytest.fixture
def rows(capsys):
    """Run the command and give its rows, and what it says on standard error."""

    def run(*arguments):
        assert main(["multiverse", *arguments]) == 0
        out, said = capsys.readouterr()
        return list(csv.DictReader(io.StringIO(out))), said

    return run


def test_the_share_of_combinations_is_printed_for_every_area(rows):
    table, said = rows("--combinations", "500", "--processes", "2")
    assert len(table) == 209
    assert all(0 <= float(row["share"]) <= 1 for row in table)
    assert said.startswith("scoring: Over 500 of 24,576 plausible combinations of choices")


def test_a_dask_cluster_prints_the_same_as_the_processes_of_this_machine(rows):
    asked = "--combinations", "500", "--rows", "combinations"
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        there = rows(*asked, "--dask", cluster.scheduler_address)
    assert there == rows(*asked, "--processes", "1")
    assert len(there[0]) == 500


@pytest.mark.parametrize("wrong", [("--combinations", "0"), ("--processes", "many"), ("--dask", "")])
def test_what_cannot_be_done_is_one_sentence(capsys, wrong):
    with pytest.raises(SystemExit) as stop:
        main(["multiverse", *wrong])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
