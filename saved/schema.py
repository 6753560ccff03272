"""The version of the tables: made at first use, brought up to date, and left alone if it is a newer one."""

import operator
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from tenacity import RetryError, retry, retry_if_result, stop_after_delay, wait_fixed

from saved.errors import DatabaseError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 727_020_161
"""Any number that is the same in all processes of this app, for the lock of PostgreSQL."""
_SECONDS_FOR_OTHERS = 20


def is_current(connection: Connection) -> bool:
    """Return whether the tables are those of this version; false if they are of an older one or not there yet.

    Raises
    ------
    DatabaseError
        If they are of a newer version of the app.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in _versions():
        raise DatabaseError(
            f"The database of saved scenarios was made by a newer version of this app (its version is {found}, here it "
            f"is {newest_version()}). It has not been changed: run that version, or use another database."
        )
    return found == newest_version()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables up to date, in the transaction that the connection has open.

    Other processes that start at the same time wait: in SQLite because the transaction began as one that writes,
    in PostgreSQL for a lock that it holds until its end.
    """
    if connection.dialect.name == "postgresql":
        try:
            _wait_for_others(connection)
        except RetryError:
            raise DatabaseError(
                "Another process has been changing the tables of the database for too long."
            ) from None
    if is_current(connection):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@retry(
    retry=retry_if_result(operator.not_), wait=wait_fixed(0.05), stop=stop_after_delay(_SECONDS_FOR_OTHERS)
)
def _wait_for_others(connection: Connection) -> bool:
    """Get the lock of whoever changes the tables; asking again and again, since no answer may take seconds."""
    return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}))


def newest_version() -> str:
    """Return the version of the tables that this app works with."""
    return _versions()[0]


@cache
def _versions() -> tuple[str, ...]:
    """Return all versions, the newest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(step.revision for step in script.walk_revisions())


def _config() -> Config:
    config = Config()
    # Alembic takes a percent sign in a path for the beginning of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
