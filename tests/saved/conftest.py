"""Every test of what is saved runs on SQLite, and on a real PostgreSQL where one can be had."""

import pytest

from saved import Content, Store
from tests.saved.postgres import Missing, Server

CONTENT = Content({"edition": "october-2016", "method": "nhs-england-2016", "waits_62_day.benchmark": "82"})


@pytest.fixture(scope="session")
def started():
    try:
        server = Server()
    except Missing as reason:
        pytest.skip(f"No PostgreSQL: {reason}.")
    try:
        server.start()
        yield server
    except Missing as reason:
        pytest.skip(f"No PostgreSQL: {reason}.")
    finally:
        server.stop()


@pytest.fixture
def postgres(started):
    """The server, running, whatever the test before did to it."""
    if started.process.poll() is not None:
        started.start()
    return started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request, tmp_path):
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a folder' / 'scenarios.sqlite'}"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def store(address):
    made = Store(address)
    yield made
    made.close()
