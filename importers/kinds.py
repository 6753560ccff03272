"""Which importer reads which file: each looks at the content and says whether it knows it."""

from collections.abc import Callable
from dataclasses import dataclass

from importers.cancer_waits import KIND as CANCER_WAITS
from importers.cancer_waits import looks_like_cancer_waits, read_cancer_waits
from importers.refusal import FileRefused
from importers.report import Imported, hopeless
from importers.safe_files import SafeFile, Source, open_file
from scoring.edition import Edition


@dataclass(frozen=True)
class Importer:
    """One importer.

    Attributes
    ----------
    kind : what it reads, in words
    recognises : takes a file and says whether it is one of its kind
    read : takes a file and an edition (or None) and returns table and report
    """

    kind: str
    recognises: Callable[[SafeFile], bool]
    read: Callable[[SafeFile, Edition | None], Imported]


def _read_cancer_waits(file: SafeFile, edition: Edition | None) -> Imported:
    return read_cancer_waits(file, edition=edition)


IMPORTERS: tuple[Importer, ...] = (Importer(CANCER_WAITS, looks_like_cancer_waits, _read_cancer_waits),)
"""All importers, the most particular first: the first that recognises a file reads it."""


def read_any(source: Source, name: str | None = None, edition: Edition | None = None) -> Imported:
    """Read a file with the first importer that recognises it; one that nobody knows is hopeless."""
    shown = name or str(source if isinstance(source, str) else getattr(source, "name", "The file"))
    try:
        file = open_file(source, name)
        for importer in IMPORTERS:
            if importer.recognises(file):
                return importer.read(file, edition)
    except FileRefused as refused:
        return hopeless(shown, "file that cannot be read", str(refused))
    known = "; ".join(importer.kind for importer in IMPORTERS)
    return hopeless(
        shown, "unknown table", f"{file.name} is no table that is known here. Known are: {known}."
    )
