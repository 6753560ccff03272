"""A database, or who writes to it, is killed in the middle: what was reported is kept, the rest is whole or absent."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from saved import Content, DatabaseError, Store, store
from tests.saved.conftest import CONTENT


@pytest.fixture(autouse=True)
def try_again_at_once(monkeypatch):
    monkeypatch.setattr(store, "SECONDS_UNTIL_NEXT_TRY", 0)


@contextmanager
def writers(address, what, arguments):
    """Start a process for each of the arguments, and stop them all at the end."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.saved.writer", address, what, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for words in arguments
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


def go(processes):
    """Let all writers go together."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def sound(address):
    """Check what SQLite says of its file."""
    if address.startswith("sqlite"):
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_writer_killed_before_it_commits_leaves_nothing(address):
    there = Store(address)
    before = there.scenarios.add("Before", "", CONTENT)
    with writers(address, "stop_before_commit", [("Half", "")]) as [process]:
        go([process])
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert there.scenarios.all() == [before]
    after = there.scenarios.add("Half", "", CONTENT)
    assert there.scenarios.all() == [after, before]
    sound(address)
    there.close()


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.5])
def test_whenever_a_writer_is_killed_all_that_it_reported_is_kept(address, seconds):
    there = Store(address)
    there.scenarios.all()
    with writers(address, "save_until_killed", [("Steady", "")]) as [process]:
        go([process])
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        said = {line.removeprefix("saved ") for line in process.stdout.read().splitlines()}
    kept = {scenario.name: scenario.content for scenario in there.scenarios.all()}
    # It may have been killed between keeping one and saying so.
    assert said <= set(kept)
    assert len(kept) <= len(said) + 1
    assert all(content == Content({"number": name.split()[-1]}) for name, content in kept.items())
    there.scenarios.add("After", "", CONTENT)
    sound(address)
    there.close()


def killed_before_commit(there, kill):
    """Save a scenario, with the database killed when it is written and not yet committed."""

    def now(session):
        session.flush()
        kill()

    event.listen(Session, "before_commit", now, once=True)
    with pytest.raises(DatabaseError, match="in full or not at all"):
        there.scenarios.add("Half", "", CONTENT)


def test_a_server_killed_before_the_commit_keeps_nothing_of_it_and_comes_back(postgres):
    address = postgres.new_database()
    there = Store(address)
    before = there.scenarios.add("Before", "", CONTENT)
    killed_before_commit(there, postgres.kill)
    with pytest.raises(DatabaseError, match="cannot be reached just now"):
        there.scenarios.all()
    postgres.start()
    # The same store goes on, without anybody starting the app again.
    assert there.scenarios.all() == [before]
    assert there.scenarios.add("Half", "", CONTENT).name == "Half"
    there.close()


def test_a_connection_that_the_server_ends_before_the_commit_keeps_nothing(postgres):
    there = Store(postgres.new_database())
    before = there.scenarios.add("Before", "", CONTENT)

    def end():
        with postgres._connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cancer-ratings-map'"
            )

    killed_before_commit(there, end)
    assert there.scenarios.all() == [before]
    there.close()


def test_a_server_killed_while_many_are_saved_keeps_all_that_was_reported(postgres):
    address = postgres.new_database()
    there = Store(address)
    there.scenarios.all()
    with writers(address, "save_until_killed", [(f"Writer {i}", "") for i in range(4)]) as processes:
        go(processes)
        time.sleep(0.5)
        postgres.kill()
        for process in processes:
            process.kill()
            process.wait()
        said = {
            line.removeprefix("saved ")
            for process in processes
            for line in process.stdout.read().splitlines()
        }
    postgres.start()
    kept = {scenario.name for scenario in there.scenarios.all()}
    assert len(said) > 10
    assert said <= kept
    assert len(kept) <= len(said) + len(processes)
    there.close()
