"""The catalogue: all methodologies and editions that can be used, and what is left out of it, with the reason.

One file that cannot be used takes nothing else along: whoever goes through editions or methodologies goes through
the catalogue. A file that was mended, damaged or added is noticed by `look_again`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from threading import Lock

import pandas as pd

from scoring.editions.model import (
    DEFAULT_EDITION,
    METADATA,
    SUCCESSORS,
    Edition,
    EditionMeta,
    edition_folder,
    edition_folders,
    files_of,
    read_edition,
    shown_path,
)
from scoring.editions.series import Series, link_areas, read_successors, series_of
from scoring.errors import DataError, UnknownNameError, listed
from scoring.methodology.compatibility import is_compatible
from scoring.methodology.files import library, methodology_folder
from scoring.methodology.model import Methodology
from scoring.rating.judge import judged
from scoring.reading import ChangedFiles, why_unreadable


@dataclass(frozen=True)
class LeftOut:
    """What is left out: `what` it is, in the singular and the plural, its path or name, and why."""

    what: tuple[str, str]
    name: str
    reason: str


EDITION, METHODOLOGY = ("The edition", "The editions"), ("The methodology", "The methodologies")
FOLDER = ("The folder", "The folders")
TABLE, DEFAULT = ("The table", "The tables"), ("The default_methodology of", "The default_methodology of")


@dataclass(frozen=True)
class Catalogue:
    """What can be used.

    Attributes
    ----------
    editions : mapping of str to Edition
        By their ids, in alphabetical order. The default methodology of each is one that rates it: if that which its
        metadata name cannot be used, the first other.
    methodologies : mapping of str to Methodology
    successors : DataFrame or None
        See `Series`.
    left_out : tuple of LeftOut
    """

    editions: Mapping[str, Edition]
    methodologies: Mapping[str, Methodology]
    successors: pd.DataFrame | None
    left_out: tuple[LeftOut, ...]

    def sentences(self) -> list[str]:
        """Return what is left out in sentences; what is for the same reason is in one."""
        by_reason: dict[tuple[tuple[str, str], str], list[str]] = {}
        for one in self.left_out:
            by_reason.setdefault((one.what, one.reason), []).append(one.name)
        return [
            f"{what[len(names) > 1]} {listed(names)} {'is' if len(names) == 1 else 'are'} left out: {reason}"
            for (what, reason), names in by_reason.items()
        ]


def catalogue() -> Catalogue:
    """Return what could be used when it was last looked at, see `look_again`."""
    with _LOCK:
        return _KEPT.last()


def look_again() -> Catalogue:
    """Return what can be used now: the same object as before unless a file was changed, added or taken away."""
    with _LOCK:
        return _KEPT.current()


def edition_ids() -> list[str]:
    """Return the ids of all editions that can be used."""
    return list(catalogue().editions)


def edition_metadata() -> dict[str, EditionMeta]:
    """Return what every edition that can be used is, by its id."""
    return {name: edition.meta for name, edition in catalogue().editions.items()}


def first_edition() -> str:
    """Return the id of the edition that is shown first: the usual one, or the newest if that cannot be used.

    Raises
    ------
    DataError
        If there is none that can be used.
    """
    there = catalogue()
    if DEFAULT_EDITION in there.editions:
        return DEFAULT_EDITION
    if not there.editions:
        raise DataError(" ".join(["There are no figures that can be used.", *there.sentences()]))
    return max(there.editions, key=lambda name: (there.editions[name].meta.date, name))


def series_ids() -> list[str]:
    """Return the ids of all series of editions."""
    return sorted({meta.series for meta in edition_metadata().values() if meta.series})


def load_series(name: str) -> Series:
    """Return all editions of a series that can be used.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    there = catalogue()
    editions = [edition for edition in there.editions.values() if edition.meta.series == name]
    if not editions:
        raise UnknownNameError(f"There is no series {name!r}. There is: {listed(series_ids(), 20)}.")
    return series_of(name, editions, there.successors)


class _Kept:
    """The last catalogue, and what it was made of."""

    def __init__(self) -> None:
        self._editions = ChangedFiles(_read, files_of)
        self._successors = ChangedFiles(read_successors, lambda path: [path])
        self._made_of: list[object] = []
        self._made: Catalogue | None = None

    def last(self) -> Catalogue:
        return self._made if self._made and self._made_of[:2] == _folders() else self.current()

    def current(self) -> Catalogue:
        editions = self._editions.look(edition_folders())
        methods = library()
        [successors] = self._successors.look([edition_folder() / SUCCESSORS]).values()
        made_of = [*_folders(), *editions.values(), *methods.values(), successors]
        same = len(made_of) == len(self._made_of) and all(map(_is_same, made_of, self._made_of))
        if self._made is None or not same:
            self._made, self._made_of = _made(editions, methods, successors), made_of
        return self._made


def _folders() -> list[object]:
    return [edition_folder(), methodology_folder()]


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, Path) and one == other)


def _read(folder: Path) -> Edition:
    """Read an edition that goes by the name of its folder."""
    edition = read_edition(folder)
    meta, where = edition.meta, shown_path(folder / METADATA)
    if meta.id != folder.name:
        raise DataError(f"{where}, id: it is {meta.id!r}, and should be that of the folder, {folder.name!r}.")
    if meta.series and not meta.geography_id:
        raise DataError(f"{where}, geography_id: it is missing, and an edition of a series needs one.")
    return edition


_KEPT, _LOCK = _Kept(), Lock()


def _made(
    read: Mapping[Path, Edition | DataError],
    methods: Mapping[str, Methodology | DataError],
    successors: pd.DataFrame | DataError,
) -> Catalogue:
    left_out = [
        LeftOut(
            METHODOLOGY, f"{methodology_folder().name}/{name}.yaml", _without(str(problem), f"{name}.yaml")
        )
        for name, problem in methods.items()
        if isinstance(problem, DataError)
    ]
    usable = {name: method for name, method in methods.items() if isinstance(method, Methodology)}
    left_out += [
        LeftOut(FOLDER, path.name, why_not)
        for path in (edition_folder(), methodology_folder())
        if (why_not := _why_not_listed(path))
    ]
    editions: dict[str, Edition] = {}
    tables: dict[str, None] = {}
    for folder, found in read.items():
        if isinstance(found, DataError):
            left_out.append(_edition_out(folder.name, str(found)))
        else:
            editions[folder.name] = found
            tables |= dict.fromkeys(found.faults)
    _leave_out_strangers(editions, left_out)
    _take_usual_methodologies(editions, usable, left_out)
    left_out += map(_table_out, tables)
    if not isinstance(successors, DataError):
        successors = _checked(successors, editions.values())
    if isinstance(successors, DataError):
        # Without mergers in them, series need no table of successors.
        if any(len(series.geographies) > 1 for series in _series_of(editions.values(), None)):
            name = shown_path(edition_folder() / SUCCESSORS)
            left_out.append(LeftOut(TABLE, name, _without(str(successors), name)))
        successors = None
    return Catalogue(editions, usable, successors, tuple(left_out))


def _why_not_listed(folder: Path) -> str:
    try:
        next(folder.iterdir(), None)
    except OSError as problem:
        return f"it {why_unreadable(folder, problem)}."
    return ""


def _edition_out(name: str, reason: str) -> LeftOut:
    folder = f"{edition_folder().name}/{name}"
    return LeftOut(EDITION, folder, reason.replace(f"{folder}/", ""))


def _without(reason: str, name: str) -> str:
    """Return a reason without the name of the file at its beginning."""
    rest = reason.removeprefix(name)
    return f"it{rest}" if rest.startswith(" ") else rest.lstrip(":, ")


def _table_out(problem: str) -> LeftOut:
    name = next(word for word in re.split(r"[ :,]", problem) if word.endswith(".csv"))
    return LeftOut(TABLE, name, _without(problem, name))


# What does not belong to the others


def _leave_out_strangers(editions: dict[str, Edition], left_out: list[LeftOut]) -> None:
    """Leave out editions that say to be for other areas, or of another series, than they are.

    One such edition would be linked with all others of its series, and so break them.
    """
    areas = {name: frozenset(edition.areas["area_code"]) for name, edition in editions.items()}
    named = {name: edition.meta.geography_id for name, edition in editions.items()}
    in_series = [name for name in editions if editions[name].meta.series]
    usual_areas = _most_common((named[name], areas[name]) for name in in_series)
    usual_names = _most_common((areas[name], named[name]) for name in in_series)
    usual_kinds = _most_common((editions[name].meta.series, _kind(areas[name])) for name in in_series)
    for name in in_series:
        series, why = editions[name].meta.series, ""
        if areas[name] != usual_areas[named[name]]:
            why = f"geography_id is {named[name]!r}, and its areas are others than those of other editions with it"
        elif named[name] != usual_names[areas[name]]:
            why = f"geography_id is {named[name]!r}, and its areas are those of {usual_names[areas[name]]!r}"
        elif _kind(areas[name]) != usual_kinds[series]:
            why = f"series is {series!r}, and its areas are of another kind than those of that series"
        if why:
            left_out.append(_edition_out(name, f"{METADATA}, {why}."))
            del editions[name]


def _most_common(pairs: Iterable[tuple[object, object]]) -> dict[object, object]:
    """Return what most often goes with each thing; of what is as often, the first."""
    counts: dict[object, Counter[object]] = {}
    for thing, other in pairs:
        counts.setdefault(thing, Counter())[other] += 1
    return {thing: found.most_common(1)[0][0] for thing, found in counts.items()}


def _kind(codes: frozenset[str]) -> str:
    """Return what kind of areas these are: how their codes begin, by the coding system of the ONS."""
    found = Counter(code[:3] for code in sorted(codes)).most_common(1)
    return found[0][0] if found else ""


def _checked(successors: pd.DataFrame, editions: Iterable[Edition]) -> pd.DataFrame | DataError:
    """Return the table of successors, or why series cannot be linked by it."""
    try:
        for series in _series_of(editions, successors):
            for then, now in pairwise(series.geographies):
                link_areas(series, then, now)
    except DataError as problem:
        return DataError(f"{shown_path(edition_folder() / SUCCESSORS)}: {_without(str(problem), SUCCESSORS)}")
    return successors


def _series_of(editions: Iterable[Edition], successors: pd.DataFrame | None) -> list[Series]:
    parts: dict[str, list[Edition]] = {}
    for edition in editions:
        if edition.meta.series:
            parts.setdefault(edition.meta.series, []).append(edition)
    return [series_of(name, part, successors) for name, part in parts.items()]


# By what each edition is rated first


def _take_usual_methodologies(
    editions: dict[str, Edition], methods: Mapping[str, Methodology], left_out: list[LeftOut]
) -> None:
    """Give each edition a methodology that rates it, in place of one that does not; leave it out if none does."""
    for name, edition in list(editions.items()):
        wanted = edition.meta.default_methodology
        if not (why := _why_not(edition, methods, wanted)):
            continue
        others = sorted(
            (method for method in methods.values() if is_compatible(method, edition.meta.indicators)),
            key=lambda method: method.title,
        )
        instead = next((one for one in others if not _why_not(edition, methods, one.id)), None)
        if instead is None:
            left_out.append(_edition_out(name, f"No methodology is left that can rate these figures. {why}"))
            del editions[name]
            continue
        meta = edition.meta.model_copy(update={"default_methodology": instead.id})
        editions[name] = replace(edition, meta=meta)
        reason = f"{why} “{instead.title}” is used instead."
        left_out.append(LeftOut(DEFAULT, f"{edition_folder().name}/{name}", reason))


def _why_not(edition: Edition, methods: Mapping[str, Methodology], name: str) -> str:
    """Return why an edition cannot be rated by a methodology of this name, in a sentence; empty if it can."""
    if name not in methods:
        return f"There is no methodology {name!r} that can be used."
    try:
        judged(edition.indicators, edition.fitted(methods[name]))
    except DataError as problem:
        return str(problem)
    return ""


def usual_methodology(edition: Edition) -> str:
    """Return the methodology that the metadata of an edition name.

    Raises
    ------
    DataError
        If there is no file of that name.
    """
    name = edition.meta.default_methodology
    if name not in library():
        raise DataError(
            f"The metadata of {edition.meta.title} name the default_methodology {name!r}, and there is none. "
            f"Choose one: {listed(_usable(library()), 30)}."
        )
    return name


def _usable(methods: Mapping[str, Methodology | DataError]) -> Sequence[str]:
    return [name for name, method in methods.items() if isinstance(method, Methodology)]
