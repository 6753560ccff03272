"""Opening a file that somebody brought: what it is goes by its content, and nothing in it is trusted."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from geodata.reading.formats import ACCEPTED as BOUNDARIES
from importers.files.archives import check_archive, table_inside
from importers.files.limits import LIMITS, Limits, megabytes
from importers.files.parquet import parquet_sheet
from importers.files.refusal import FileRefused
from importers.files.row_limiter import Counter
from importers.files.sheets import Sheet
from importers.files.text_files import text_sheet
from importers.files.workbooks import workbook_sheets

Kind = Literal["csv", "xlsx", "parquet", "zip"]
Source = bytes | str | Path | BinaryIO

ACCEPTED = (
    "a CSV file (.csv), an Excel workbook (.xlsx) or a Parquet file (.parquet) for figures; for boundaries use "
    f"{BOUNDARIES}"
)
ENDINGS: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".zip": "zip",
}
_KIND_WORDS = {
    "csv": "text",
    "xlsx": "an Excel workbook",
    "parquet": "a Parquet file",
    "zip": "a zip archive",
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "packed with gzip; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite": "a database",
}


@dataclass(frozen=True)
class SafeFile:
    """A file whose size and kind were checked.

    Attributes
    ----------
    name : its name without folders
    kind : 'csv' (any text table), 'xlsx' or 'parquet', by its content; a zip with one table in it has been
        unpacked
    content : its bytes, in memory; nothing is written to disk
    limits : Limits
    """

    name: str
    kind: Kind
    content: bytes
    limits: Limits = LIMITS

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in their order; read a sheet's rows before asking for the next.

        Raises
        ------
        FileRefused
            Here or while rows are read: damaged, too large, with macros, entities or unknown characters.
        """
        counter = Counter(self.name, self.limits)
        if self.kind == "xlsx":
            yield from workbook_sheets(self.content, counter)
        elif self.kind == "parquet":
            yield parquet_sheet(self.content, counter)
        else:
            yield text_sheet(self.content, counter)


def open_file(source: Source, name: str | None = None, limits: Limits = LIMITS) -> SafeFile:
    """Take a file as bytes, path or open binary file and check what it is.

    Parameters
    ----------
    source : bytes, path or open binary file (an upload)
    name : its name with ending; needed for bytes, else the path's or the file's own name
    limits : Limits

    Raises
    ------
    FileRefused
        If there is no such file, it is empty or too large, its content is of no kind that can be read or not
        of the kind that its ending says, it is protected by a password, has macros, or is an archive that
        unpacks to too much, points out of itself or holds other archives.
    """
    name = name_of(source, name)
    content = _bytes_of(source, name, limits)
    return _checked(name, content, limits)


def open_sheets(source: Source, name: str | None = None, limits: Limits = LIMITS) -> Iterator[Sheet]:
    """Yield the sheets of a file, see `open_file` and `SafeFile.sheets`."""
    return open_file(source, name, limits).sheets()


def name_of(source: Source | SafeFile, name: str | None = None) -> str:
    """Return the name of a file without folders: the one that is given, else the source's own."""
    own = source if isinstance(source, str) else getattr(source, "name", "")
    return Path((name or str(own)).replace("\\", "/")).name or "The file"


def _bytes_of(source: Source, name: str, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        content = source[: limits.file_bytes + 1]
    elif isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as file:
                content = file.read(limits.file_bytes + 1)
        except FileNotFoundError:
            raise FileRefused(f"There is no file {source}.") from None
        except (OSError, ValueError):
            raise FileRefused(f"{source} cannot be opened: it is a folder or may not be read.") from None
    else:
        content = source.read(limits.file_bytes + 1)
    if not content:
        raise FileRefused(f"{name} is empty.")
    if len(content) > limits.file_bytes:
        raise FileRefused(f"{name} is larger than {megabytes(limits.file_bytes)}.")
    return content


def _checked(name: str, content: bytes, limits: Limits) -> SafeFile:
    ending = Path(name).suffix.lower()
    if ending in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise FileRefused(
            f"{name} is a kind of workbook that may hold macros. Save it as .xlsx without them."
        )
    kind = _sniffed(name, content)
    expected = ENDINGS.get(ending)
    if expected is None:
        raise FileRefused(f"{name} has an ending that is not read here. Use {ACCEPTED}.")
    if kind == "zip":
        kind = check_archive(name, content, limits)
    if kind != expected:
        raise FileRefused(
            f"{name} is {_KIND_WORDS[kind]}, but its ending says {_KIND_WORDS[expected]}. Give it the right "
            "ending, or save it again in the format that you mean."
        )
    if kind == "zip":
        inner, content = table_inside(name, content, limits)
        return _checked(inner, content, limits)
    return SafeFile(name, kind, content, limits)


def _sniffed(name: str, content: bytes) -> Kind:
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefused(f"{name} is protected by a password. Save it without one.")
        raise FileRefused(f"{name} is a workbook of the old kind (.xls). Save it as .xlsx in a spreadsheet.")
    for start, words in _OTHERS.items():
        if content.startswith(start):
            raise FileRefused(f"{name} is {words}. Use {ACCEPTED}.")
    if (
        content[:1024]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml", b"<"))
    ):
        raise FileRefused(f"{name} is a web page or XML, not a table. Use {ACCEPTED}.")
    return "csv"
