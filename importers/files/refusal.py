"""The error of a file that cannot be read at all."""

from scoring.errors import DataError


class FileRefused(DataError):  # noqa: N818 - what happened, in the words that people see
    """A file is not read; the message is a sentence for whoever brought it: which file, why, what to do."""
