"""Connections: to an SQLite file or a PostgreSQL server, set up so that many may write and nobody waits long."""

import contextlib
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from saved.errors import DatabaseError

try:
    import sqlite3
except ImportError:  # a Python that was built without it
    SQLITE_ERRORS: tuple[type[Exception], ...] = ()
else:
    SQLITE_ERRORS = (sqlite3.Error,)

FAILURES: tuple[type[Exception], ...] = (SQLAlchemyError, OSError, *SQLITE_ERRORS)
"""What is raised where a database cannot be connected to."""

BUSY, FULL, READ_ONLY, CLOSED, DAMAGED = "busy", "full", "read only", "closed", "damaged"

WRITES = "saved_writes"
"""The execution option of a connection whose transaction will write."""

SECONDS_TO_WAIT = 3
SECONDS_IN_THE_QUEUE = 10
"""Who saves in an SQLite file waits so long for others who are saving; who reads never does."""

_SECONDS_TO_CONNECT = 2
"""The shortest that PostgreSQL's library takes."""

_HOW = "It should be like postgresql://user:password@host/name or sqlite:////folder/file.sqlite"
_NO_SQLITE = (
    "Scenarios and groups cannot be saved here: this Python was built without SQLite (its module sqlite3 is missing). "
    "Whoever runs this app needs to install a Python that has it, or name a PostgreSQL database in RATINGS_DATABASE; "
    "everything else works."
)
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


def make_engine(address: str) -> Engine:
    """Return an engine for the address of a database; it connects when it is used.

    Raises
    ------
    DatabaseError
        If the address is none that this app knows. What is wrong is not quoted: it may hold a password.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseError(
            f"The address of the database of saved scenarios cannot be read. {_HOW}."
        ) from None
    try:
        if url.drivername in ("sqlite", "sqlite+pysqlite"):
            return _sqlite(url)
        if url.drivername in _POSTGRESQL:
            return _postgresql(url)
    except OSError as problem:
        raise DatabaseError(
            f"The folder of the database of saved scenarios cannot be made ({problem.strerror})."
        ) from problem
    except (ArgumentError, NoSuchModuleError, ImportError) as problem:
        raise DatabaseError(
            f"The database of saved scenarios cannot be used ({type(problem).__name__})."
        ) from problem
    raise DatabaseError(
        f"Scenarios are saved in SQLite or PostgreSQL; the address given names {url.drivername}. {_HOW}."
    )


def _sqlite(url: URL) -> Engine:
    if not SQLITE_ERRORS:
        raise DatabaseError(_NO_SQLITE)
    if not url.database or url.database == ":memory:":
        raise DatabaseError(f"The address of the database of saved scenarios names no file. {_HOW}.")
    Path(url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
    # A connection for each use takes a fraction of a millisecond, and a file that was put back from a backup is seen.
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"timeout": SECONDS_IN_THE_QUEUE}, hide_parameters=True
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> None:
        if _is_shut_in(Path(arguments[0])):
            arguments[0] = f"{Path(arguments[0]).absolute().as_uri()}?immutable=1"
            options["uri"] = True

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        # Python's own way begins transactions late, and never before a table is made.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Who reads first and writes later in one transaction may be refused without waiting.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _is_shut_in(file: Path) -> bool:
    """Return whether SQLite can only read a file if it is told that nobody changes it: it wants a file beside it."""
    try:
        beside = file.with_name(f"{file.name}-wal").exists()
        return file.is_file() and not beside and not os.access(file.parent, os.W_OK)
    except OSError:
        return False


def _postgresql(url: URL) -> Engine:
    given = {"connect_timeout": _SECONDS_TO_CONNECT, "application_name": "cancer-ratings-map"}
    own = {name: value for name, value in given.items() if name not in url.query}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_timeout=SECONDS_TO_WAIT,
        pool_recycle=1800,
        # Statements prepared on the server get lost where connections are shared by a pool of the organisation's.
        connect_args={**own, "prepare_threshold": None, "tcp_user_timeout": 1000 * SECONDS_TO_WAIT},
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return _Impatient.connect(*arguments, **options)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            # A little less, so that the server has time to say so.
            cursor.execute(f"SET statement_timeout = '{SECONDS_TO_WAIT * 1000 - 500}ms'")
            cursor.execute(f"SET idle_in_transaction_session_timeout = '{10 * SECONDS_TO_WAIT}s'")
        connection.commit()

    return engine


class _Impatient(psycopg.Connection[Any]):
    """A connection that is given up when its server does not answer, as one that hangs or is cut off."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer, at most SECONDS_TO_WAIT."""
        try:
            return super().wait(gen, interval, SECONDS_TO_WAIT if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # No answer came; one that comes later must not be taken for that to another question.
                self.pgconn.finish()
            raise


_REASONS = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_CORRUPT": DAMAGED,
    psycopg.errors.DiskFull.sqlstate: FULL,
    psycopg.errors.ReadOnlySqlTransaction.sqlstate: READ_ONLY,
    psycopg.errors.InsufficientPrivilege.sqlstate: READ_ONLY,
}


def reason(problem: BaseException) -> str:
    """Return why a database did not do something: BUSY, FULL, READ_ONLY, CLOSED or DAMAGED, else nothing."""
    cause = getattr(problem, "orig", None) or problem
    # SQLite has kinds of each, such as SQLITE_BUSY_SNAPSHOT.
    name = getattr(cause, "sqlstate", None) or "_".join(
        str(getattr(cause, "sqlite_errorname", "")).split("_")[:2]
    )
    return _REASONS.get(name, "")


def is_busy(problem: BaseException) -> bool:
    """Return whether SQLite refused because others are writing."""
    return reason(problem) == BUSY


# SQLite does not wait by itself here when several processes start at once; one of them is enough.
@retry(
    retry=retry_if_exception(is_busy),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(SECONDS_IN_THE_QUEUE),
    reraise=True,
)
def write_ahead(engine: Engine) -> None:
    """Let an SQLite file be read while somebody writes; it stays so. Does nothing for PostgreSQL."""
    if engine.dialect.name == "sqlite":
        with contextlib.closing(engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA journal_mode=WAL")
