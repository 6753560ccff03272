"""Reading files that come with the product: text, YAML in which nothing is said twice, and only what has changed."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, Generic, TypeVar

import yaml

from scoring.errors import DataError

# The same documents as the plain safe loader, seven times as fast; not every build of PyYAML has it. Too many levels
# end the whole process in it, in the plain one they are an error.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SAFE_LEVELS = 2000
_MERGE = "tag:yaml.org,2002:merge"
_log = logging.getLogger("scoring")
MOST_TEXT_BYTES, MOST_TABLE_BYTES = 2_000_000, 50_000_000
"""Of a text that is read as a whole, such as YAML, and of a table: far more than any edition has."""


class UnfitFileError(OSError):
    """What is not opened at all; says why, to be put after the name of the file."""


def read_bytes(path: Path, most_bytes: int) -> bytes:
    """Return the content of a file.

    Only of a regular file, and of one of a size that can be read: a pipe may be waited for without end, a device read
    without end.

    Raises
    ------
    OSError
        If it cannot be read; `why_unreadable` says why.
    """
    status = path.stat()
    # A folder has an error of its own when it is opened.
    if not S_ISREG(status.st_mode) and not S_ISDIR(status.st_mode):
        raise UnfitFileError("is a pipe or a device and should be a file")
    if S_ISREG(status.st_mode) and status.st_size > most_bytes:
        raise _too_large(most_bytes)
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise _too_large(most_bytes)  # It grew meanwhile, or its size is not known, as in /proc.
    return content


def _too_large(most_bytes: int) -> UnfitFileError:
    return UnfitFileError(f"is larger than {most_bytes // 1_000_000} MB")


def read_text(path: Path, where: str) -> str:
    """Return the text of a file; `where` names it in the error.

    Raises
    ------
    DataError
        If it is not there, is no regular file, is too large, may not be read or is not UTF-8.
    """
    try:
        content = read_bytes(path, MOST_TEXT_BYTES)
    except OSError as problem:
        raise DataError(f"{where} {why_unreadable(path, problem)}.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise DataError(f"{where} is not UTF-8 text: see line {line}. Save it as UTF-8.") from None


def why_unreadable(path: Path, problem: OSError) -> str:
    """Return why a file cannot be read, to be put after its name."""
    if isinstance(problem, UnfitFileError):
        return str(problem)
    if isinstance(problem, FileNotFoundError):
        return "is missing"
    with suppress(OSError):  # a folder that may not be looked into
        if path.is_dir():
            return "is a folder and should be a file"
    if isinstance(problem, PermissionError):
        return "cannot be read: this app lacks permission"
    return f"cannot be read ({problem.strerror or type(problem).__name__})"


def read_yaml(text: str, where: str) -> Any:
    """Return the document that a YAML text describes; `where` names it in the error.

    Raises
    ------
    DataError
        If it is not YAML, or gives a field of the same block twice, of which YAML would take the last.
    """
    try:
        try:
            return _document(_loader(text), text)
        except yaml.YAMLError:
            # This one words its errors alike in every build of PyYAML.
            return _document(yaml.SafeLoader, text)
    except yaml.MarkedYAMLError as problem:
        line = f"line {problem.problem_mark.line + 1}, " if problem.problem_mark else ""
        raise DataError(f"{where} is not YAML: {line}{problem.problem}.") from None
    except _RepeatedFieldError as problem:
        raise DataError(f"{where}, {problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        # ValueError: a date that the calendar does not have, such as 2016-13-01.
        raise DataError(f"{where} is not YAML: {' '.join(str(problem).split()).rstrip('.')}.") from None


def yaml_events(text: str) -> Iterator[yaml.Event]:
    """Return what a YAML text is made of, one after the other: beginnings and ends of blocks, and words.

    Raises
    ------
    yaml.YAMLError
        Where it is not YAML.
    """
    return yaml.parse(text, _loader(text))


def _loader(text: str) -> Any:
    return _FAST if _most_levels(text) < _SAFE_LEVELS else yaml.SafeLoader


def _most_levels(text: str) -> int:
    """Return how deep blocks within blocks may go at most: each level takes a bracket or a place in a line."""
    return text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0)


def _document(kind: Any, text: str) -> Any:
    loader = kind(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _refuse_repeated(root)
        return loader.construct_document(root)
    finally:
        loader.dispose()


class _RepeatedFieldError(Exception):
    """A field is given twice; says where."""


def _refuse_repeated(root: yaml.Node) -> None:
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue  # named in several places
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated_in(node)
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _refuse_repeated_in(block: yaml.MappingNode) -> None:
    first: dict[tuple[str, str], int] = {}
    for key, _ in block.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
            continue
        name, line = (key.tag, key.value), key.start_mark.line + 1
        if name in first:
            raise _RepeatedFieldError(
                f"line {line}: {key.value} is given twice, first in line {first[name]}. Keep one of them."
            )
        first[name] = line


T = TypeVar("T")


@dataclass(frozen=True)
class _Known(Generic[T]):
    files: tuple[Path, ...]
    stamp: tuple[object, ...]
    found: T | DataError


class ChangedFiles(Generic[T]):
    """What was read from files, kept until one of them changes; what cannot be used is kept as its error.

    Parameters
    ----------
    read : function
        Reads what is at a place; raises a DataError if it cannot be used.
    files : function
        Returns the files that are read for a place.
    """

    def __init__(self, read: Callable[[Path], T], files: Callable[[Path], Iterable[Path]]):
        self._read, self._files = read, files
        self._known: dict[Path, _Known[T]] = {}

    def look(self, places: Iterable[Path]) -> dict[Path, T | DataError]:
        """Return what is at each place: the same object as before unless a file of it has changed."""
        self._known = {place: self._current(place) for place in places}
        return {place: known.found for place, known in self._known.items()}

    def _current(self, place: Path) -> _Known[T]:
        before = self._known.get(place)
        if before and before.stamp == _stamp(before.files) and not _may_pass(before.found):
            return before
        files = tuple(self._files(place))
        # Before reading: a file that is written meanwhile is read again the next time.
        stamp, found = _stamp(files), self._found(place)
        if before and isinstance(found, DataError) and str(found) == str(before.found):
            found = before.found
        return _Known(files, stamp, found)

    def _found(self, place: Path) -> T | DataError:
        try:
            return self._read(place)
        except DataError as problem:
            return problem
        except Exception as problem:
            # Nobody has thought of this damage yet: it must not take the others along either.
            _log.exception("%s cannot be used", place)
            return DataError(
                f"It cannot be used ({type(problem).__name__}: {' '.join(str(problem).split())})."
            )


def _stamp(files: Iterable[Path]) -> tuple[object, ...]:
    """Return something that is another as soon as a file is changed, replaced, or may be read again."""
    return tuple(_stamp_of(path) for path in files)


def _stamp_of(path: Path) -> object:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _may_pass(found: object) -> bool:
    """Return whether it was the system that did not give a file: that may be over without the file changing."""
    return isinstance(found, DataError) and isinstance(found.__context__, OSError)
