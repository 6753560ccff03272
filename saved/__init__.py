"""What people keep: scenarios and groups of areas, under a name, in SQLite or PostgreSQL. Does not know of any screen.

A `Store` is opened with the address of its database. Its two shelves, `scenarios` and `groups`, are used alike:
`add`, `change`, `all`, `find`, `duplicate`, `delete`, `restore`. What fails raises one of two errors, both a
sentence for people: `RefusedError` if the database is fine and the wish is not, `DatabaseError` if it is the database.
"""

from saved.content import FORMAT, Content
from saved.errors import DatabaseError, RefusedError
from saved.items import Group, Item, Scenario
from saved.names import LONGEST_DESCRIPTION, LONGEST_NAME, clean_name, is_same_name
from saved.repositories import GroupShelf, Repository, ScenarioShelf
from saved.store import DATABASE_VARIABLE, Store, database_address

__all__ = [
    "DATABASE_VARIABLE",
    "FORMAT",
    "LONGEST_DESCRIPTION",
    "LONGEST_NAME",
    "Content",
    "DatabaseError",
    "Group",
    "GroupShelf",
    "Item",
    "RefusedError",
    "Repository",
    "Scenario",
    "ScenarioShelf",
    "Store",
    "clean_name",
    "database_address",
    "is_same_name",
]
