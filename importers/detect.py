"""Which importer a file is for, and the call of it."""

from collections.abc import Mapping
from itertools import islice
from typing import Literal

from geodata.boundaries import BoundaryError
from geodata.reading.files import is_boundaries
from importers.boundaries import import_boundaries
from importers.files.safe_files import SafeFile, open_file
from importers.fingertips.choice import is_fingertips
from importers.fingertips.read import import_fingertips
from importers.report import Imported, hopeless
from importers.tables.frames import HEADER_WITHIN
from importers.tables.mapping import indicator_keys, text_key
from importers.tables.read import KIND as TIDY
from importers.tables.read import import_tidy, read_tidy, tidy_table
from importers.waits.read import looks_like_cancer_waits, read_cancer_waits
from scoring.editions.model import Edition
from scoring.errors import DataError

ImporterName = Literal["waits", "fingertips", "tidy"]
_SHEETS = 12


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
    if is_boundaries(name, content):
        return import_boundaries({name: content, **(companions or {})}, edition)
    try:
        file = open_file(content, name)
        importer = importer_of(file, edition)
        if importer == "waits":
            waits = read_cancer_waits(file, edition=edition)
            return waits if waits.table is not None else _tidy_after_all(file, edition, waits)
        if importer == "fingertips":
            return import_fingertips(file, edition)
        return import_tidy(file, edition)
    except (DataError, BoundaryError) as problem:
        return hopeless(name, "a file that could not be read", str(problem))


def _tidy_after_all(file: SafeFile, edition: Edition, waits: Imported) -> Imported:
    """Return the table of a file that has the words of waiting times but is another; else what was found."""
    try:
        table, mapping = tidy_table(file, edition)
    except DataError:
        return waits
    try:
        imported = read_tidy(table, mapping, edition, file.name)
    except DataError as problem:
        # It has areas and figures, but somebody has to say what they are.
        return hopeless(file.name, TIDY, str(problem))
    return waits if imported.table is None else imported


def importer_of(file: SafeFile, edition: Edition) -> ImporterName:
    """Return which importer a table is for, by the words at the top of its sheets.

    A table that names an indicator of the edition, as no publisher does, is somebody's own.
    """
    known = indicator_keys(edition)
    for sheet in islice(file.sheets(), _SHEETS):
        for row in islice(sheet.rows, HEADER_WITHIN):
            texts = [cell for cell in row.cells if isinstance(cell, str)]
            if is_fingertips(texts):
                return "fingertips"
            if any(text_key(text) in known for text in texts):
                return "tidy"
    return "waits" if looks_like_cancer_waits(file) else "tidy"
