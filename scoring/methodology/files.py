"""Reading methodologies and scenarios from YAML, and writing scenarios."""

import os
import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from scoring.errors import DataError, UnknownNameError, listed
from scoring.methodology.compatibility import is_compatible
from scoring.methodology.model import Methodology, validated
from scoring.paths import METHODOLOGY_FOLDER
from scoring.reading import ChangedFiles, read_text, read_yaml, yaml_events

METHODOLOGIES_VARIABLE = "RATINGS_METHODOLOGIES"
"""The environment variable with another folder of methodologies."""
MAXIMUM_CHARACTERS = 200_000
MOST_PARTS, DEEPEST = 5_000, 20
"""Of YAML: words, blocks and lists in all, and how deep in each other. A methodology of the library has some 300, four
deep; with more, reading takes seconds for which nobody else is served."""
_NO_CHARACTER = re.compile(r"\\(?:u|U0000)d[89a-f]", re.IGNORECASE)
"""Half a character, as YAML can write it, which no page or file can hold."""
_SCENARIO_FIELDS = ("scenario_of", "changes", "note")


def methodology_folder() -> Path:
    """Return the folder of the methodologies: of the environment variable RATINGS_METHODOLOGIES, or the own one."""
    return Path(os.environ.get(METHODOLOGIES_VARIABLE) or METHODOLOGY_FOLDER)


def methodology_ids(indicators: Collection[str] | None = None) -> list[str]:
    """Return the ids of all methodologies that can be used, in alphabetical order.

    Parameters
    ----------
    indicators : collection of str, optional
        Those of an edition: then only methodologies that it has enough of the indicators for (see `fits`).
    """
    found = library()
    return [
        name
        for name, method in found.items()
        if isinstance(method, Methodology) and (indicators is None or is_compatible(method, indicators))
    ]


def library() -> dict[str, Methodology | DataError]:
    """Return every methodology of the library by its id, or why it cannot be used; read anew where a file changed."""
    found = _FILES.look(methodology_folder() / f"{name}.yaml" for name in _names())
    return {path.stem: method for path, method in found.items()}


def _names() -> list[str]:
    """Return the names of all files in the library, whatever is in them."""
    try:
        names = [path.name for path in methodology_folder().iterdir()]
    except OSError:
        return []
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_methodology(name: str | Path) -> Methodology:
    """Read a methodology by its id, or a methodology or scenario from the path of a YAML file.

    Raises
    ------
    DataError
        If there is none of that name, or the file does not describe a methodology.
    """
    if str(name) in _names():
        return _from_library(methodology_folder() / f"{name}.yaml")
    path = Path(name)
    if not path.is_file():
        raise UnknownNameError(
            f"There is no methodology {str(name)!r}. There is: {listed(methodology_ids(), 30)}."
        )
    return parse_methodology(read_text(path, path.name), path.name)


def _from_library(path: Path) -> Methodology:
    """Read a methodology that goes by the name of its file."""
    method = parse_methodology(read_text(path, path.name), path.name)
    if method.id != path.stem:
        raise DataError(f"{path.name}: id is {method.id!r}, and should be that of the file, {path.stem!r}.")
    return method


_FILES = ChangedFiles(_from_library, lambda path: [path])


def parse_methodology(text: str, where: str) -> Methodology:
    """Read a methodology, or a scenario (see `scenario_yaml`), from YAML text.

    `where` names it in error messages.
    """
    document = _document(text, where)
    return _scenario(document, where) if "scenario_of" in document else validated(document, where)


def _document(text: str, where: str) -> dict[object, object]:
    """Return the fields of a methodology or scenario, not yet looked at."""
    if len(text) > MAXIMUM_CHARACTERS:
        raise DataError(
            f"{where} has more than {MAXIMUM_CHARACTERS:,} characters, too many for a methodology."
        )
    if _NO_CHARACTER.search(text):
        raise DataError(f"{where} has an escape (\\ud800 to \\udfff) that stands for no character.")
    with suppress(yaml.YAMLError):  # reading it says what is wrong, and where
        _check_size(text, where)
    document = read_yaml(text, where)
    if not isinstance(document, dict):
        raise DataError(f"{where} does not describe a methodology: it should be fields with values.")
    return document


def _check_size(text: str, where: str) -> None:
    """Raise a DataError for YAML of too many parts, before anything is made of it."""
    depth = 0
    for number, event in enumerate(yaml_events(text)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if number > MOST_PARTS or depth > DEEPEST:
            raise DataError(f"{where} has far more parts than a methodology, or nests them too deeply.")


def _scenario(document: dict[object, object], where: str) -> Methodology:
    if unknown := [str(name) for name in document if name not in _SCENARIO_FIELDS]:
        raise DataError(
            f"{where}: a scenario has no field {listed(unknown)}; it has {listed(_SCENARIO_FIELDS)}."
        )
    base, changes = document["scenario_of"], document.get("changes") or {}
    if base not in _names():
        raise DataError(
            f"{where}: scenario_of is {base!r}, and there is no such methodology. "
            # By their names, not read: this may be one of them, being read.
            f"There is: {listed(_names(), 30)}."
        )
    if not isinstance(changes, dict):
        raise DataError(
            f"{where}: changes should be a list of paths with values, such as top.high_at_least: 2."
        )
    try:
        return _base(str(base), where).with_changes({str(p): v for p, v in changes.items()})
    except DataError as problem:
        raise DataError(f"{where}: {problem}") from None


def _base(name: str, where: str) -> Methodology:
    """Return the methodology that a scenario changes: one of its own, since scenarios of each other have no end."""
    file = f"{name}.yaml"
    document = _document(read_text(methodology_folder() / file, file), file)
    if "scenario_of" not in document:
        return load_methodology(name)
    further = document["scenario_of"]
    if where == file or further == name or f"{further}.yaml" == where:
        raise DataError(f"scenario_of is {name!r}, so that it is a scenario of itself. Name a methodology.")
    raise DataError(
        f"scenario_of is {name!r}, which is itself a scenario of {further!r}. Name a methodology."
    )


def scenario_yaml(method: Methodology) -> str:
    """Return a methodology with its changes as YAML that `parse_methodology` reads back, with the same ratings.

    A methodology of the library is named, with what is changed; any other is written out in full.
    """
    try:
        from_library = load_methodology(method.id) if method.id in _names() else None
    except (DataError, ValidationError):
        from_library = None
    if from_library is not None and from_library.with_changes(method.changes) == method:
        note = (
            f"{method.title}. Load this file on the What if page, or with --scenario, for the same ratings."
        )
        document = {"scenario_of": method.id, "note": note, "changes": dict(method.changes)}
    else:
        return methodology_yaml(method)
    return _as_yaml(document)


def methodology_yaml(method: Methodology) -> str:
    """Return a methodology with its changes made, written out in full, to be changed by hand."""
    return _as_yaml(method.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


def _as_yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
