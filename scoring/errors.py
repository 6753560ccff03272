"""The one kind of error that people see: a sentence saying what was wrong, where, and what to do."""

from collections.abc import Iterable


class DataError(ValueError):
    """Bad data, a bad methodology or an unknown name; the message is written for the person who sees it."""


class UnknownNameError(DataError):
    """A name that does not exist: of an area, an edition, a methodology or a parameter."""


def listed(names: Iterable[object], limit: int = 6) -> str:
    """Return names as 'a, b and c', with the rest counted beyond `limit`."""
    items = [str(name) for name in names]
    if len(items) > limit:
        return f"{', '.join(items[:limit])} and {len(items) - limit} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
