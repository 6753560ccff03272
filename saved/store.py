"""The store of what people keep, and what happens while its database is away."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from saved import connections as engines
from saved import schema
from saved.errors import DatabaseError
from saved.repositories import GroupShelf, ScenarioShelf

DATABASE_VARIABLE = "RATINGS_DATABASE"
"""The environment variable with the address of the database."""

DEFAULT_FILE = Path(__file__).parent.parent / ".saved" / "scenarios.sqlite"
SECONDS_UNTIL_NEXT_TRY = 5.0
"""While the database is away, pages do not wait for it at every step that somebody takes."""

_AT_ONCE = 0.5
"""Seconds."""

_AWAY = (
    "The database of saved scenarios cannot be reached just now. Saved scenarios and groups cannot be opened or saved "
    "until it is back; everything else works."
)
_BROKE_OFF = (
    "The database of saved scenarios stopped answering part-way. What you were saving is there in full or not at "
    "all: check the list when it is back."
)
_NO_TABLES = (
    "The database of saved scenarios lacks the tables of this version, and this app has no right to make them. "
    "Whoever runs this app needs to give it that right; everything else works."
)
_REFUSED = {
    engines.BUSY: "The database of saved scenarios is busy with somebody else's change. Nothing was saved: try again.",
    engines.FULL: "There is no space left where scenarios are saved. Nothing was saved: whoever runs this app "
    "needs to free some.",
    engines.READ_ONLY: "Saved scenarios can be read here but not changed. Nothing was saved: whoever runs this "
    "app needs to give it the right to write to its database.",
    engines.CLOSED: "The file of saved scenarios{file} cannot be opened: this app has no right to read or create "
    "it, or there is a folder in its place. Whoever runs this app needs to change that; everything else works.",
    engines.DAMAGED: "The file of saved scenarios{file} is damaged, or is not a database. It has not been "
    "changed: whoever runs this app needs to restore a copy, or name another file in RATINGS_DATABASE; everything else "
    "works.",
}
"""What is said when the database answers and does not do what was asked, by the reason."""

_log = logging.getLogger("saved")


def database_address() -> str:
    """Return the address of the database: of the environment variable RATINGS_DATABASE, or the project's own file."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{DEFAULT_FILE}"


class Store:
    """Scenarios and groups in a database, which is connected to when it is first used.

    Parameters
    ----------
    address : str
        `sqlite:////folder/file.sqlite` or `postgresql://user:password@host/name`.
    """

    def __init__(self, address: str):
        self._address = address
        self._engine: Engine | None = None
        self._lock = Lock()
        self._away: tuple[float, str] | None = None
        self.scenarios = ScenarioShelf(self.session)
        self.groups = GroupShelf(self.session)

    def close(self) -> None:
        """Let go of all connections; the store can still be used."""
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def session(self, *, writes: bool = False) -> Iterator[Session]:
        """Open a transaction on tables that are up to date; it is committed at the end, or all of it is undone.

        Raises
        ------
        DatabaseError
            If the database cannot be used; for a few seconds after that it is not tried again.
        """
        away = self._away  # another thread may change it meanwhile
        if away and time.monotonic() < away[0]:
            raise DatabaseError(away[1])
        connection = self._connect(writes)
        try:
            with connection, Session(connection) as session:
                yield session
                session.commit()
                connection.commit()
        except SQLAlchemyError as problem:
            raise self._failed(problem, self._refused(problem, _BROKE_OFF)) from problem

    def _connect(self, writes: bool) -> Connection:
        """Return a connection in a transaction, or remember that the database is away."""
        current = True
        try:
            connection = self._current_again(writes)
            if connection is None:
                current = False
                self._make_current()
                connection = self._begin(writes)
            self._away = None
            return connection
        except DatabaseError as problem:
            _log.warning("%s", problem)
            self._away = (time.monotonic() + SECONDS_UNTIL_NEXT_TRY, str(problem))
            raise
        except engines.FAILURES as problem:
            why = engines.reason(problem)
            if why == engines.BUSY or (why == engines.READ_ONLY and current):
                raise self._failed(problem, self._refused(problem)) from problem
            failure = self._failed(
                problem, _NO_TABLES if why == engines.READ_ONLY else self._refused(problem)
            )
            self._away = (time.monotonic() + SECONDS_UNTIL_NEXT_TRY, str(failure))
            raise failure from problem

    def _current_again(self, writes: bool) -> Connection | None:
        """Do as `_current`, once more if the connection was from before the server was started again."""
        began = time.monotonic()
        try:
            return self._current(writes)
        except DBAPIError as problem:
            # Such a connection fails at once. Who has waited in vain for an answer is not kept waiting again.
            if not problem.connection_invalidated or time.monotonic() - began > _AT_ONCE:
                raise
            return self._current(writes)

    def _current(self, writes: bool) -> Connection | None:
        """Return a connection in a transaction, or None if the tables are not up to date."""
        connection = self._begin(writes)
        try:
            if schema.is_current(connection):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    def _begin(self, writes: bool) -> Connection:
        # Read before the transaction: who writes keeps others waiting.
        schema.newest_version()
        with self._lock:
            if self._engine is None:
                self._engine = engines.make_engine(self._address)
        connection = self._engine.connect().execution_options(**{engines.WRITES: writes})
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_current(self) -> None:
        assert self._engine is not None
        engines.write_ahead(self._engine)
        with self._begin(writes=True) as connection:
            schema.upgrade(connection)
            connection.commit()

    def _refused(self, problem: BaseException, otherwise: str = _AWAY) -> str:
        """Return the sentence on why a database did not do something; SQLite's file is named in it."""
        file = make_url(self._address).database if self._address.startswith("sqlite") else None
        named = f", {Path(file).name}," if file else ""
        return _REFUSED.get(engines.reason(problem), otherwise).replace("{file}", named)

    def _failed(self, problem: Exception, sentence: str) -> DatabaseError:
        cause = getattr(problem, "orig", None) or problem
        _log.warning("%s (%s: %s)", sentence, type(cause).__name__, " ".join(str(cause).split()))
        return DatabaseError(sentence)
