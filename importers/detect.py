"""Which importer a file is for, and the call of it."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Literal

from geodata.boundaries import BoundaryError
from importers.boundaries import ENDINGS, import_boundaries
from importers.fingertips import import_fingertips
from importers.fingertips_choice import COLUMNS, fingertips_columns
from importers.frames import HEADER_WITHIN
from importers.report import Imported, hopeless
from importers.safe_files import SafeFile, open_file
from importers.sheets import Row
from importers.tidy import import_tidy
from scoring.edition import Edition
from scoring.errors import DataError

ImporterName = Literal["waits", "fingertips", "tidy"]
_SHEETS = 12
_WAITS_WORDS = ("cancer", "wait", "commissioner")


def import_file(
    name: str, content: bytes, edition: Edition, companions: Mapping[str, bytes] | None = None
) -> Imported:
    """Read a file of any kind with the importer that it is for.

    Parameters
    ----------
    name, content : of the file
    edition : Edition
        Whose areas the figures or shapes are of.
    companions : content by name
        The other files of a shapefile or TAB set.

    Returns
    -------
    Imported
        With a hopeless report if the file cannot be used. `IndicatorsImported` of Fingertips,
        `BoundariesImported` of boundaries.
    """
    if _is_boundaries(name, content):
        return import_boundaries({name: content, **(companions or {})}, edition)
    try:
        file = open_file(content, name)
        importer = importer_of(file)
        if importer == "fingertips":
            return import_fingertips(file, edition)
        return import_tidy(file, edition)
    except (DataError, BoundaryError) as problem:
        return hopeless(name, "a file that could not be read", str(problem))


def importer_of(file: SafeFile) -> ImporterName:
    """Return which importer a table is for, by the words at the top of its sheets."""
    for sheet in islice(file.sheets(), _SHEETS):
        rows = list(islice(sheet.rows, HEADER_WITHIN))
        if any(_is_fingertips(row) for row in rows):
            return "fingertips"
        words = " ".join(str(cell).lower() for row in rows for cell in row.cells if isinstance(cell, str))
        if file.kind == "xlsx" and all(word in words for word in _WAITS_WORDS):
            return "waits"
    return "tidy"


def _is_fingertips(row: Row) -> bool:
    found = fingertips_columns(str(cell) for cell in row.cells if isinstance(cell, str))
    return all(role in found for role, words in COLUMNS.items() if words.needed)


def _is_boundaries(name: str, content: bytes) -> bool:
    ending = Path(name).suffix.lower()
    if ending != ".zip":
        return ending in ENDINGS
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(Path(inside).suffix.lower() == ".shp" for inside in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
