"""The tables."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from saved.names import LONGEST_KEY, LONGEST_NAME


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC: SQLite has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a time as it is written."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a time as it was read."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The tables of this package."""

    metadata = MetaData(
        naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
    )
    type_annotation_map = {datetime: UtcTime}  # noqa: RUF012 - SQLAlchemy asks for it like this


class Row:
    """The columns that scenarios and groups have in common."""

    # The number of something deleted is never given again: somebody may still have it open.
    __table_args__: ClassVar[Any] = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    description: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime]
    changed: Mapped[datetime]
    revision: Mapped[int]


class ScenarioRow(Row, Base):
    """A scenario: see `saved.items.Scenario`."""

    __tablename__ = "scenarios"

    format: Mapped[int]
    parameters: Mapped[dict[str, str]] = mapped_column(JSON)
    own: Mapped[str] = mapped_column(Text)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class GroupRow(Row, Base):
    """A group of areas: see `saved.items.Group`."""

    __tablename__ = "area_groups"

    areas: Mapped[list[str]] = mapped_column(JSON)
    geography: Mapped[str] = mapped_column(String(100))
    edition: Mapped[str] = mapped_column(String(100))
