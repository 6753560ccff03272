"""What is kept, as it was when it was read."""

from dataclasses import dataclass, field
from datetime import datetime

from saved.content import Content


@dataclass(frozen=True)
class Item:
    """Something that is kept under a name.

    Attributes
    ----------
    id : int
        Stays the same when the name changes, and is never given again.
    created, changed : datetime
        In UTC.
    revision : int
        Grows by one with every change.
    """

    id: int
    name: str
    description: str
    created: datetime
    changed: datetime
    revision: int


@dataclass(frozen=True)
class Scenario(Item):
    """A saved scenario; `problem` says why its content cannot be read here, empty if it can."""

    content: Content = field(default_factory=Content)
    format: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Group(Item):
    """A saved group of areas, by code, with the geography they are of and the edition they were chosen in."""

    areas: tuple[str, ...] = ()
    geography: str = ""
    edition: str = ""
