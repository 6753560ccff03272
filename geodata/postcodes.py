"""Which area is a postcode in? Offline, for full postcodes and for the first part of one.

The table is made by `python -m geodata postcodes`; how, and how exact it is: `docs/postcodes.md`.

>>> find_postcode("dt11xj").areas["area_code"].tolist()
['E38000045']
>>> find_postcode("DT1").kind
'partial'
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geodata.paths import PACKAGE

POSTCODE_TABLE = PACKAGE / "postcodes.npz"

UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that end a postcode: Royal Mail leaves out C, I, K, M, O and V, which are easily misread."""

NOT_IN_USE, WALES, SCOTLAND, NO_PLACE, FIRST_AREA = range(5)
"""What the numbers in a table stand for: from `FIRST_AREA` on, areas."""

COVERAGE = "this covers England's CCGs"
BEYOND_BRITAIN = {
    "BT": "in Northern Ireland",
    "GY": "in the Channel Islands",
    "IM": "on the Isle of Man",
    "JE": "in the Channel Islands",
}
MOST_ECHOED = 40

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_INWARD = re.compile(r"[0-9OI][A-Z]{2}")
_INWARD_START = re.compile(r"([0-9][A-Z]?)?")
_AS_DIGIT = str.maketrans("OI", "01")


class PostcodeError(ValueError):
    """A postcode without an answer; the message says in a plain sentence why."""


@dataclass(frozen=True)
class PostcodeAnswer:
    """The areas of a postcode, or of all postcodes that begin alike.

    Attributes
    ----------
    kind : 'full' or 'partial'
    text : str
        The postcode as Royal Mail writes it: `DT1 1XJ`, `DT1 1`, `DT1`.
    areas : DataFrame
        One row an area, the largest share first: `area_code` (ONS code), `postcodes` (how many of its
        postcodes begin so), `share` (of England's postcodes that begin so; the shares sum to 1).
    postcodes : int
        England's postcodes that begin so: 1 for a full one.
    outside_england : int
        Welsh and Scottish postcodes that begin so; not in `areas`.
    """

    kind: Literal["full", "partial"]
    text: str
    areas: pd.DataFrame
    postcodes: int
    outside_england: int


class Reading(NamedTuple):
    """A text understood as a postcode: `inward` has 0 to 3 characters, 3 if it is a full one."""

    outward: str
    inward: str

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}".rstrip()


@dataclass(frozen=True)
class PostcodeTable:
    """Every postcode of Great Britain with its place, as one number each.

    Attributes
    ----------
    source, attribution : str
        Where the postcodes come from, and what must be said wherever they are used.
    outward : dict
        The row of `units` for each outward code (`DT1`).
    places : tuple of str
        What the numbers stand for; those from `FIRST_AREA` on are codes of areas.
    units : array of uint8, shape (outward codes, 10, 20, 20)
        The number of each unit, by the digit and the two letters (`UNIT_LETTERS`) of its inward part.
    """

    source: str
    attribution: str
    outward: dict[str, int]
    places: tuple[str, ...]
    units: np.ndarray

    def counts(self, reading: Reading) -> np.ndarray:
        """Return how many postcodes in use begin so, for each number of `places`."""
        letters = reading.inward[1:]
        if not reading.inward and reading.outward not in self.outward:
            rows = [
                row
                for code, row in self.outward.items()
                if code[:-1] == reading.outward and code[-1].isalpha()
            ]
            return self._counted(np.array(rows, dtype=int))
        if reading.outward not in self.outward or any(letter not in UNIT_LETTERS for letter in letters):
            return np.zeros(len(self.places), dtype=int)
        digits = [int(digit) for digit in reading.inward[:1]]
        cell = (self.outward[reading.outward], *digits, *(UNIT_LETTERS.index(letter) for letter in letters))
        return self._counted(cell)

    def _counted(self, cell: tuple[int, ...] | np.ndarray) -> np.ndarray:
        counts = np.bincount(np.ravel(self.units[cell]), minlength=len(self.places))
        counts[NOT_IN_USE] = 0
        return counts


@lru_cache(maxsize=1)
def postcode_table() -> PostcodeTable:
    """Return the table that comes with the product; it is read once and kept (12 MB of memory).

    Raises
    ------
    PostcodeError
        If the file is missing, because `python -m geodata postcodes` was never run, or damaged.
    """
    name, way_on = POSTCODE_TABLE.name, "Run: python -m geodata postcodes"
    if not POSTCODE_TABLE.exists():
        raise PostcodeError(f"Postcodes cannot be looked up: {name} is missing. {way_on}")
    try:
        return read_postcode_table(POSTCODE_TABLE)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
    ):
        # What NumPy says of a file that is none of its own, is cut off, or lacks a part.
        raise PostcodeError(f"Postcodes cannot be looked up: {name} is damaged. {way_on}") from None


def read_postcode_table(path: Path) -> PostcodeTable:
    """Read a table that `geodata.building.postcodes` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return PostcodeTable(
            source=str(file["source"]),
            attribution=str(file["attribution"]),
            outward={code: row for row, code in enumerate(file["outward"].tolist())},
            places=tuple(file["places"].tolist()),
            units=file["units"],
        )


def looks_like_postcode(text: str) -> bool:
    """Return whether a text has the form of a postcode, or of the first part of one with a digit."""
    return bool(_readings(text))


def find_postcode(text: str) -> PostcodeAnswer:
    """Return the areas of a postcode (`DT1 1XJ`) or of the first part of one (`DT1 1`, `DT1`).

    `W1` stands for `W1A`, `W1B` and so on, since there is no outward code W1.

    Case and spaces do not matter, and the letters O and I are taken for 0 and 1 where a full postcode has a
    digit. A part without a space is read as an outward code if there is such a one: `DT11` is Blandford's.

    Raises
    ------
    PostcodeError
        If it is not a postcode, not in use, not in England, or has no place on the map.
    """
    table = postcode_table()
    readings = _readings(text)
    if not readings:
        raise PostcodeError(
            f"{_shortened(text)} is not a postcode. One looks like DT1 1XJ; its first part, DT1, is enough."
        )
    reading = next((each for each in readings if each.outward in table.outward), readings[0])
    counts = table.counts(reading)
    if not counts[FIRST_AREA:].any():
        raise PostcodeError(_why_no_area(reading, counts, table))
    return _answer(reading, counts, table)


def _answer(reading: Reading, counts: np.ndarray, table: PostcodeTable) -> PostcodeAnswer:
    of_area = counts[FIRST_AREA:]
    largest = np.argsort(-of_area, kind="stable")[: np.count_nonzero(of_area)]
    total = int(of_area.sum())
    areas = pd.DataFrame(
        {
            "area_code": [table.places[FIRST_AREA + number] for number in largest],
            "postcodes": of_area[largest],
            "share": of_area[largest] / total,
        }
    )
    kind: Literal["full", "partial"] = "full" if len(reading.inward) == 3 else "partial"
    return PostcodeAnswer(kind, str(reading), areas, total, int(counts[WALES] + counts[SCOTLAND]))


def _readings(text: str) -> list[Reading]:
    """Return the ways to understand a text as a postcode, the best first; none if it is not one."""
    words = unicodedata.normalize("NFKC", text).upper().split()
    letters = "".join(words)
    outward, inward = letters[:-3], letters[-3:]
    if _OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward):
        return [Reading(outward, inward[0].translate(_AS_DIGIT) + inward[1:])]
    as_typed = [len(words[-1])] if len(words) > 1 else []
    splits = [len(letters) - length for length in (*as_typed, 0, 1, 2)]
    return [
        Reading(letters[:split], letters[split:])
        for split in splits
        if _OUTWARD.fullmatch(letters[:split]) and _INWARD_START.fullmatch(letters[split:])
    ]


def _why_no_area(reading: Reading, counts: np.ndarray, table: PostcodeTable) -> str:
    """Return the sentence for a postcode that is not in an area."""
    for beginning, place in BEYOND_BRITAIN.items():
        if reading.outward.startswith(beginning):
            return f"{reading} is {place}; {COVERAGE}."
    if counts.any():
        number = int(counts.argmax())
        if number == NO_PLACE:
            return f"{reading} is in use but has no place on the map, like some PO boxes."
        return f"{reading} is in {table.places[number]}; {COVERAGE}."
    return _why_not_in_use(reading, table)


def _why_not_in_use(reading: Reading, table: PostcodeTable) -> str:
    """Return the sentence for a postcode that the table does not know."""
    full = len(reading.inward) == 3
    missing = f"There is no postcode {reading}" if full else f"No postcode begins with {reading}"
    for length in range(len(reading.inward) - 1, -1, -1):
        shorter = Reading(reading.outward, reading.inward[:length])
        counts = table.counts(shorter)
        if counts[FIRST_AREA:].any():
            return f"{missing}, or it is too new to be known. Try its first part: {shorter}."
        if counts[[WALES, SCOTLAND]].any():
            return f"{missing}; {shorter} is in {table.places[int(counts.argmax())]}, and {COVERAGE}."
    return f"{missing}."


def _shortened(text: str) -> str:
    return repr(text if len(text) <= MOST_ECHOED else f"{text[:MOST_ECHOED]}…")
