"""While the database is away: a sentence, soon, and not at every step; and it is used again when it is back."""

import signal
import socket
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from saved import Content, DatabaseError, RefusedError, Store, store
from tests.damage import LIKE_ANYBODY, may_be_refused
from tests.paths import ROOT
from tests.saved.conftest import CONTENT

AWAY = "cannot be reached just now"


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    now = [1000.0]
    # The store's alone: the libraries that it uses wait by the real one.
    monkeypatch.setattr(store, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_a_database_that_is_away_is_not_asked_again_at_once_and_used_when_it_is_back(
    postgres, clock, monkeypatch
):
    there = Store(postgres.new_database())
    kept = there.scenarios.add("Kept", "", CONTENT)
    postgres.kill()
    with pytest.raises(DatabaseError, match=AWAY):
        there.scenarios.all()
    tried = []
    begin = there._begin
    monkeypatch.setattr(there, "_begin", lambda writes: tried.append(writes) or begin(writes))
    for _ in range(3):
        with pytest.raises(DatabaseError, match=AWAY):
            there.scenarios.add("Other", "", CONTENT)
    assert tried == []
    postgres.start()
    clock[0] += store.SECONDS_UNTIL_NEXT_TRY + 0.1
    assert there.scenarios.all() == [kept]
    there.close()


def test_a_server_that_does_not_answer_is_given_up_soon():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        there = Store(f"postgresql://tester@127.0.0.1:{deaf.getsockname()[1]}/name")
        with pytest.raises(DatabaseError, match=AWAY):
            there.scenarios.all()


def test_a_server_that_hangs_is_given_up_and_used_again_when_it_goes_on(postgres, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_UNTIL_NEXT_TRY", 0)
    there = Store(postgres.new_database())
    kept = there.scenarios.add("Kept", "", CONTENT)
    postgres.signal(signal.SIGSTOP)
    try:
        with pytest.raises(DatabaseError, match=AWAY):
            there.scenarios.all()
    finally:
        postgres.signal(signal.SIGCONT)
    assert there.scenarios.all() == [kept]
    there.close()


def test_a_server_that_was_started_again_is_used_without_a_failure(postgres):
    there = Store(postgres.new_database())
    kept = there.scenarios.add("Kept", "", CONTENT)
    postgres.kill()
    postgres.start()
    assert there.scenarios.all() == [kept]
    there.close()


def test_a_file_that_is_no_database_is_said_and_left_as_it_is(tmp_path):
    file = tmp_path / "s.sqlite"
    file.write_bytes(b"This is a letter, and no database. " * 100)
    before = file.read_bytes()
    with pytest.raises(DatabaseError):
        Store(f"sqlite:///{file}").scenarios.all()
    assert file.read_bytes() == before


def test_who_writes_for_too_long_does_not_keep_others_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("saved.connections.SECONDS_IN_THE_QUEUE", 0.2)
    there = Store(f"sqlite:///{tmp_path / 's.sqlite'}")
    kept = there.scenarios.add("Kept", "", CONTENT)
    other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(
        DatabaseError, match=r"busy with somebody else's change\. Nothing was saved: try again"
    ):
        there.scenarios.add("Other", "", CONTENT)
    # Who only reads is not kept waiting, and being busy is not being away.
    assert there.scenarios.all() == [kept]
    other.execute("ROLLBACK")
    there.scenarios.add("Other", "", CONTENT)
    other.close()


def test_a_refusal_is_no_failure_of_the_database(store):
    made = store.scenarios.add("Kept", "", CONTENT)
    for _ in range(2):
        with pytest.raises(RefusedError):
            store.scenarios.add("kept", "", CONTENT)
    assert store.scenarios.all() == [made]


def test_a_server_that_may_only_be_read_is_said_and_still_read(postgres):
    address = postgres.new_database()
    kept = Store(address).scenarios.add("Kept", "", CONTENT)
    there = Store(f"{address}&options=-c%20default_transaction_read_only=on")
    for _ in range(2):
        with pytest.raises(DatabaseError, match="can be read here but not changed"):
            there.scenarios.add("Other", "", CONTENT)
        assert there.scenarios.all() == [kept]
    there.close()


def test_a_server_where_tables_may_not_be_made_is_said(postgres):
    address = postgres.new_database()
    there = Store(f"{address}&options=-c%20default_transaction_read_only=on")
    with pytest.raises(DatabaseError, match="lacks the tables of this version, and this app has no right"):
        there.scenarios.all()
    there.close()


def test_a_disk_that_is_full_is_said_and_what_is_saved_is_still_read(tmp_path):
    there = Store(f"sqlite:///{tmp_path / 's.sqlite'}")
    kept = there.scenarios.add("Kept", "", CONTENT)

    @event.listens_for(there._engine, "connect")
    def _nearly_full(connection, _):
        connection.execute("PRAGMA max_page_count=20")

    with pytest.raises(DatabaseError, match=r"no space left where scenarios are saved\. Nothing was saved"):
        there.scenarios.add("Large", "", Content({"a": "x" * 150_000}))
    assert there.scenarios.all() == [kept]


# Without the rights that a database needs: in a process of its own, which can give up those of root.

ASK = """
import sys
from saved import Content, DatabaseError, Store

there = Store(sys.argv[1])
for ask in (there.scenarios.all, lambda: there.scenarios.add("Other", "", Content({})), there.scenarios.all):
    try:
        found = ask()
        print([one.name for one in found] if isinstance(found, list) else found.name)
    except DatabaseError as problem:
        print(problem)
"""
READ_ONLY = (
    "Saved scenarios can be read here but not changed. Nothing was saved: whoever runs this app needs to give it "
    "the right to write to its database."
)


def answers(file, *before):
    command = [*before, sys.executable, "-c", ASK, f"sqlite:///{file}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def kept(tmp_path):
    """A file with a saved scenario, in a folder of its own that may be written again afterwards."""
    file = tmp_path / "folder" / "s.sqlite"
    there = Store(f"sqlite:///{file}")
    there.scenarios.add("Kept", "", CONTENT)
    there.close()
    yield file
    file.parent.chmod(0o755)


@may_be_refused
@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_file_or_folder_that_may_only_be_read_is_said_and_still_read(kept, what):
    if what != "folder":
        kept.chmod(0o444)
    if what != "file":
        kept.parent.chmod(0o555)
    assert answers(kept, *LIKE_ANYBODY) == ["['Kept']", READ_ONLY, "['Kept']"]


@may_be_refused
def test_a_file_that_may_not_be_read_is_named(kept):
    kept.chmod(0)
    said = answers(kept, *LIKE_ANYBODY)
    assert set(said) == {said[0]}
    assert said[0].startswith(
        "The file of saved scenarios, s.sqlite, cannot be opened: this app has no right"
    )


@may_be_refused
@pytest.mark.parametrize("file", ["new.sqlite", "below/new.sqlite"])
def test_a_folder_in_which_no_file_may_be_made_is_said(kept, file):
    kept.parent.chmod(0o555)
    said = answers(kept.parent / file, *LIKE_ANYBODY)
    assert (
        "cannot be opened: this app has no right" in said[0]
        or "cannot be made (Permission denied)" in said[0]
    )


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path):
    assert "there is a folder in its place" in answers(tmp_path)[0]


@pytest.mark.parametrize("damage", ["cut off", "not a database", "overwritten"])
def test_a_damaged_file_is_named_and_left_as_it_is(kept, damage):
    whole = kept.read_bytes()
    other = {
        "cut off": whole[:5000],
        "not a database": b"A letter. " * 500,
        "overwritten": whole[:100] + b"x" * 9000,
    }
    kept.write_bytes(other[damage])
    said = answers(kept)
    assert said[0].startswith("The file of saved scenarios, s.sqlite, is damaged, or is not a database.")
    assert kept.read_bytes() == other[damage]


def test_a_python_without_sqlite_is_said_and_everything_else_works(tmp_path):
    script = f"import sys; sys.modules['_sqlite3'] = None\n{ASK}"
    command = [sys.executable, "-c", script, f"sqlite:///{tmp_path / 's.sqlite'}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {
        "Scenarios and groups cannot be saved here: this Python was built without SQLite (its module sqlite3 is "
        "missing). Whoever runs this app needs to install a Python that has it, or name a PostgreSQL database in "
        "RATINGS_DATABASE; everything else works."
    }
    assert "Traceback" not in done.stderr
