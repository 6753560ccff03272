"""The shelves of a store: what can be done with what is kept on them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from saved.content import FORMAT, Content, upgraded
from saved.errors import RefusedError
from saved.items import Group, Item, Scenario
from saved.models import GroupRow, ScenarioRow
from saved.names import LONGEST_NAME, clean_description, clean_name, key_of

_MOST_COPIES = 99
_COMMON = ("id", "name", "description", "created", "changed", "revision")


class OpenSession(Protocol):
    """Opens a transaction: see `Store.session`."""

    def __call__(self, *, writes: bool = False) -> AbstractContextManager[Session]:
        """Open it, for reading, or also for writing."""


ItemT = TypeVar("ItemT", bound=Item)


class Repository(Generic[ItemT]):
    """Things that are kept under names of which no two are the same.

    Every function raises DatabaseError if the database cannot be used. Those that change something raise
    RefusedError, and leave all as it was, if a name is taken or cannot be used, or if the thing was changed or deleted
    since it was read.
    """

    noun: str
    model: Any

    def __init__(self, session: OpenSession):
        self._session = session

    def all(self) -> list[ItemT]:
        """Return all that is kept, what was changed last first."""
        with self._session() as session:
            rows = session.scalars(
                select(self.model).order_by(self.model.changed.desc(), self.model.id.desc())
            )
            return [self._item(row) for row in rows]

    def find(self, name: str) -> ItemT | None:
        """Return what is kept under a name, whatever its case and the spaces around it; None if nothing is."""
        try:
            key = key_of(clean_name(name))
        except RefusedError:
            return None  # nothing is ever kept under it, and a database may choke on it
        with self._session() as session:
            row = session.scalar(select(self.model).where(self.model.name_key == key))
            return None if row is None else self._item(row)

    def rename(self, item: ItemT, name: str, description: str) -> ItemT:
        """Give something another name or description."""
        return self._change(item, **_named(name, description))

    def duplicate(self, item: ItemT) -> ItemT:
        """Keep another of something, under a name that says so."""
        with self._session() as session:
            taken = set(session.scalars(select(self.model.name_key)))
            row = session.get(self.model, item.id)
            if row is None:
                raise self._why_not(session, item)
            fields = {column.key: getattr(row, column.key) for column in row.__table__.columns}
        del fields["id"]
        for name in _names_of_copies(item.name):
            if key_of(name) not in taken:
                try:
                    return self._insert(fields | _named(name, item.description) | _first())
                except RefusedError:
                    continue  # somebody has taken this name just now
        raise RefusedError(f"There are many copies of “{item.name}” already. Rename some first.")

    def delete(self, item: ItemT) -> None:
        """Delete something."""
        model = self.model
        with self._session(writes=True) as session:
            same = (model.id == item.id, model.revision == item.revision)
            deleted: Any = session.execute(delete(model).where(*same))
            if not deleted.rowcount:
                raise self._why_not(session, item)

    def restore(self, item: ItemT) -> ItemT:
        """Put back something that was deleted, with the number, name and times that it had."""
        was = {name: getattr(item, name) for name in ("id", "created", "changed", "revision")}
        return self._insert(self._contents(item) | _named(item.name, item.description) | was)

    def _insert(self, fields: dict[str, Any]) -> ItemT:
        with self._session(writes=True) as session, self._unless_taken(fields):
            row = self.model(**fields)
            session.add(row)
            session.flush()
            return self._item(row)

    def _change(self, item: ItemT, **fields: Any) -> ItemT:
        """Change something, unless it is not any more as it was when it was read."""
        model = self.model
        fields |= {"changed": datetime.now(UTC), "revision": item.revision + 1}
        with self._session(writes=True) as session, self._unless_taken(fields):
            same = (model.id == item.id, model.revision == item.revision)
            changed: Any = session.execute(update(model).where(*same).values(**fields))
            if not changed.rowcount:
                raise self._why_not(session, item)
            return self._item(session.get_one(model, item.id))

    @contextmanager
    def _unless_taken(self, fields: dict[str, Any]) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise RefusedError(
                f"There is a saved {self.noun} “{fields['name']}” already. Choose another name."
            ) from None

    def _why_not(self, session: Session, item: Item) -> RefusedError:
        """Say why something is not as it was read: it was changed, or deleted."""
        row = session.get(self.model, item.id)
        if row is None:
            return RefusedError(f"“{item.name}” has been deleted in the meantime, so nothing was changed.")
        now = "" if row.name == item.name else f", and is now called “{row.name}”"
        return RefusedError(
            f"Somebody changed “{item.name}” in the meantime ({row.changed:%H:%M} UTC{now}), so it was not "
            "overwritten. "
            "Open it again, or save yours under another name."
        )

    def _item(self, row: Any) -> ItemT:
        raise NotImplementedError

    def _contents(self, item: ItemT) -> dict[str, Any]:
        raise NotImplementedError


class ScenarioShelf(Repository[Scenario]):
    """Saved scenarios."""

    noun = "scenario"
    model = ScenarioRow

    def add(self, name: str, description: str, content: Content) -> Scenario:
        """Keep a scenario under a name that is not taken."""
        return self._insert(_named(name, description) | _first() | _content(content))

    def change(self, item: Scenario, content: Content) -> Scenario:
        """Keep other content under the name of a scenario."""
        return self._change(item, **_content(content))

    def _contents(self, item: Scenario) -> dict[str, Any]:
        return {
            "parameters": dict(item.content.parameters),
            "own": item.content.own,
            "outcome": item.content.outcome,
            "format": item.format,
        }

    def _item(self, row: ScenarioRow) -> Scenario:
        # What cannot be read is kept as it is, and shown with the reason.
        content, version, problem = Content(dict(row.parameters), row.own, row.outcome), row.format, ""
        try:
            content, version = upgraded(content, row.format), FORMAT
        except RefusedError as refusal:
            problem = str(refusal)
        return Scenario(**_common(row), content=content, format=version, problem=problem)


class GroupShelf(Repository[Group]):
    """Saved groups of areas."""

    noun = "group"
    model = GroupRow

    def add(self, name: str, description: str, areas: Sequence[str], geography: str, edition: str) -> Group:
        """Keep a group of areas under a name that is not taken."""
        fields = {"areas": list(areas), "geography": geography, "edition": edition}
        return self._insert(_named(name, description) | _first() | fields)

    def change(self, item: Group, areas: Sequence[str], geography: str, edition: str) -> Group:
        """Keep other areas under the name of a group."""
        return self._change(item, areas=list(areas), geography=geography, edition=edition)

    def _contents(self, item: Group) -> dict[str, Any]:
        return {"areas": list(item.areas), "geography": item.geography, "edition": item.edition}

    def _item(self, row: GroupRow) -> Group:
        return Group(**_common(row), areas=tuple(row.areas), geography=row.geography, edition=row.edition)


def _common(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COMMON}


def _named(name: str, description: str) -> dict[str, Any]:
    name = clean_name(name)
    return {"name": name, "name_key": key_of(name), "description": clean_description(description)}


def _first() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"created": now, "changed": now, "revision": 1}


def _content(content: Content) -> dict[str, Any]:
    content.check()
    parts = {"parameters": dict(content.parameters), "own": content.own, "outcome": content.outcome}
    return {**parts, "format": FORMAT}


def _names_of_copies(name: str) -> Iterator[str]:
    for number in range(1, _MOST_COPIES + 1):
        ending = " (copy)" if number == 1 else f" (copy {number})"
        yield name[: LONGEST_NAME - len(ending)].rstrip() + ending
