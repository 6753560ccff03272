"""Boundary files that people upload, compared with the areas of an edition."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.boundaries import AREA_COLUMNS, Boundaries, BoundaryError
from geodata.reading.files import is_idle
from geodata.reading.formats import READABLE
from geodata.reading.read import read_boundaries
from importers.files.limits import LIMITS, Limits, megabytes
from importers.files.refusal import FileRefused
from importers.report import Imported, Report
from importers.web.fetch import safe_name
from scoring.editions.model import Edition
from scoring.errors import listed

KIND = "boundaries of areas"
_SHOWN = 20


class BoundaryReport(Report):
    """The report on a boundary file: its areas compared with those of the edition."""

    @property
    def doubtful(self) -> bool:
        """Whether an area is without a shape or unknown, or anything had to be assumed, repaired or left out."""
        return super().doubtful or (self.hopeless is None and bool(self.notes))

    def sentences(self) -> list[str]:
        """Return the report as sentences, the most important first."""
        if self.hopeless:
            return [self.hopeless]
        words = [f"{self.file}: {KIND}, {self.rows_used:,} of them."]
        for areas, one, many in (
            (self.missing_areas, "area with figures has no shape", "areas with figures have no shape"),
            (self.unknown_areas, "area in the file has no figures", "areas in the file have no figures"),
        ):
            if areas:
                words.append(f"{len(areas)} {one if len(areas) == 1 else many}: {listed(areas, _SHOWN)}.")
        return [*words, *self.notes]


@dataclass(frozen=True)
class BoundariesImported(Imported):
    """Imported boundaries: `table` has their area_code, ods_code and area_name, `boundaries` their shapes too."""

    boundaries: Boundaries | None = None


def import_boundaries(
    files: Mapping[str, bytes], edition: Edition, limits: Limits = LIMITS
) -> BoundariesImported:
    """Read boundaries from the content of a file, or of the several files of a shapefile or TAB set.

    Parameters
    ----------
    files : content by name
        One file that `geodata.reading.read.read_boundaries` takes, and its companions (.shx, .dbf, …) if it has some.
    edition : Edition
        Its areas are listed if they have no shape, and the file's if the edition does not have them.

    Notes
    -----
    They are read in a temporary folder, which is removed. A file that cannot be used gives a hopeless report.
    """
    name = next(iter(files), "The file")
    try:
        name, boundaries = _read(files, edition, limits)
    except (BoundaryError, FileRefused) as problem:
        return BoundariesImported(None, BoundaryReport(name, KIND, hopeless=str(problem)))
    table = pd.DataFrame(boundaries.areas[AREA_COLUMNS])
    own = set(edition.areas["area_code"])
    names = edition.short_names
    there = set(table["area_code"])
    if not own & there:
        sentence = (
            f"{name} has none of the {len(own)} areas of {edition.meta.title}: {edition.meta.geography}."
        )
        return BoundariesImported(None, BoundaryReport(name, KIND, rows_read=len(table), hopeless=sentence))
    report = BoundaryReport(
        name,
        KIND,
        rows_read=len(table),
        rows_used=len(table),
        missing_areas=tuple(f"{code} {names[code]}" for code in sorted(own - there)),
        unknown_areas=tuple(
            f"{code} {area}" if area != code else str(code)
            for code, area in table[["area_code", "area_name"]].to_numpy()
            if code not in own
        ),
        notes=boundaries.notes,
    )
    return BoundariesImported(table, report, boundaries)


def _read(files: Mapping[str, bytes], edition: Edition, limits: Limits) -> tuple[str, Boundaries]:
    """Return the name of the main file, and its boundaries."""
    files = {name: content for name, content in files.items() if not is_idle(name)} or files
    size = sum(len(content) for content in files.values())
    main = [name for name in files if Path(name).suffix.lower() in READABLE] or list(files)[:1]
    if not main:
        raise FileRefused("No file was given.")
    if len(main) > 1:
        raise FileRefused(
            f"These are several boundary files ({listed(main)}). Give one, with its companions."
        )
    if size > limits.file_bytes:
        raise FileRefused(
            f"{main[0]} is larger than {megabytes(limits.file_bytes)}. Use generalised boundaries."
        )
    with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
        for name, content in files.items():
            (Path(folder) / _name_on_disk(name)).write_bytes(content)
        try:
            return main[0], read_boundaries(Path(folder) / _name_on_disk(main[0]), edition.areas)
        except BoundaryError as problem:
            # The temporary folder is of no use to anybody.
            raise FileRefused(str(problem).replace(f"{folder}/", "")) from None


def _name_on_disk(name: str) -> str:
    """Return a plain name that keeps its ending, whatever letters stand before it."""
    ending = Path(name).suffix
    plain = "".join(sign for sign in ending if sign.isascii() and sign.isalnum())
    return f"{safe_name(name.removesuffix(ending))}.{plain}"
