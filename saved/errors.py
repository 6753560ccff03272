"""The two kinds of error of this package; the text of each is a sentence for the person who sees it."""


class DatabaseError(Exception):
    """The database cannot be used: it is away, not writable, of a newer version, or its address is wrong."""


class RefusedError(Exception):
    """The database is fine and what was asked was not done: a name is taken, or somebody was faster."""
