"""The tables: made and brought up to date by themselves, and left alone if they are of a newer version."""

import multiprocessing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from saved import DatabaseError, Store, schema, store
from saved import connections as engines
from saved.models import Base
from tests.saved.conftest import CONTENT


@pytest.fixture(autouse=True)
def try_again_at_once(monkeypatch):
    monkeypatch.setattr(store, "SECONDS_UNTIL_NEXT_TRY", 0)


@pytest.fixture
def raw(address):
    """Open transactions on the database that know nothing of versions."""
    engine = engines.make_engine(address).execution_options(**{engines.WRITES: True})
    yield engine.begin
    engine.dispose()


def test_the_steps_lead_to_the_tables_that_the_code_expects(address, raw):
    Store(address).scenarios.all()
    with raw() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(address, raw):
    with raw() as connection:
        schema.upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO scenarios "
                "(name, name_key, description, created, changed, revision, format, parameters, own) VALUES "
                "('Kept', 'kept', 'From before', '2026-01-02 03:04:05', '2026-01-02 03:04:05', 7, 1, "
                """'{"method": "funnel"}', '')"""
            )
        )
    there = Store(address)
    [kept] = there.scenarios.all()
    assert (kept.name, kept.description, kept.revision) == ("Kept", "From before", 7)
    assert kept.content.parameters == {"method": "funnel"}
    assert f"{kept.changed:%Y-%m-%d %H:%M:%S %Z}" == "2026-01-02 03:04:05 UTC"
    there.groups.add("New", "", ["E38000045"], "ccg-april-2016", "october-2016")
    there.close()


def test_a_newer_database_is_refused_in_words_and_stays_as_it_is(address, raw):
    there = Store(address)
    there.scenarios.add("Before", "", CONTENT)
    with raw() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    # Also by a process that had opened it before the newer version came.
    for opened in (there, Store(address)):
        with pytest.raises(DatabaseError, match=r"made by a newer version of this app \(its version is 0099"):
            opened.scenarios.all()
        with pytest.raises(DatabaseError, match="newer version"):
            opened.scenarios.add("After", "", CONTENT)
        opened.close()
    with raw() as connection:
        assert connection.execute(text("SELECT name FROM scenarios")).scalars().all() == ["Before"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0099"]


def test_a_step_that_fails_leaves_the_tables_as_they_were(address, raw, monkeypatch):
    with raw() as connection:
        schema.upgrade(connection, "0001")
    with raw() as connection:
        # In the way of the next step.
        connection.execute(text("CREATE TABLE area_groups (id INTEGER)"))
    with pytest.raises(DatabaseError):
        Store(address).scenarios.all()
    with raw() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
        connection.execute(text("DROP TABLE area_groups"))
    assert Store(address).groups.all() == []


def open_it(address, barrier):
    barrier.wait(60)
    Store(address).scenarios.all()


def test_processes_that_start_together_make_the_tables_once(address):
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    processes = multiprocessing.get_context(kind)
    barrier = processes.Barrier(8)
    started = [processes.Process(target=open_it, args=(address, barrier)) for _ in range(8)]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * 8


def test_a_file_that_was_deleted_or_put_back_while_the_app_runs_is_seen(tmp_path):
    file = tmp_path / "s.sqlite"
    there = Store(f"sqlite:///{file}")
    kept = there.scenarios.add("Kept", "", CONTENT)
    copy = file.read_bytes()
    for part in tmp_path.glob("s.sqlite*"):
        part.unlink()
    assert there.scenarios.all() == []
    there.scenarios.add("Other", "", CONTENT)
    for part in tmp_path.glob("s.sqlite*"):
        part.unlink()
    file.write_bytes(copy)
    assert there.scenarios.all() == [kept]
