"""Official files on the command line: `python -m importers FILE … [--format csv|json|text] [--out FILE]`.

Prints the report of each file; `--format text` prints nothing else, `csv` and `json` the tidy table too. Exit
codes: 0 fine, 1 a file that gives no table, 2 wrong use.
"""

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import pandas as pd

from geodata.reading.files import is_boundaries, parts_of
from importers.boundaries import import_boundaries
from importers.checks import months_far_below
from importers.detect import import_file, importer_of
from importers.files.limits import LIMITS
from importers.files.refusal import FileRefused
from importers.files.safe_files import open_file
from importers.report import Imported, hopeless, suspicion_words
from importers.waits.read import SERIES, read_cancer_waits
from scoring.cli.parser import SentenceParser
from scoring.editions.catalogue import catalogue, first_edition
from scoring.editions.model import Edition, edition_folders, load_edition
from scoring.errors import DataError, UnknownNameError, listed

_FORMULA = r"^([=+\-@\t\r])"


def main(arguments: list[str] | None = None) -> int:
    """Read the files and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        edition = load_edition(options.edition) if options.edition else None
        if options.format == "text" and options.out:
            raise UnknownNameError(
                "--format text writes no table. Leave out --out, or give --format csv or json."
            )
        form = options.format or ("csv" if options.out else "text")
        results = [_read(Path(file), edition) for file in options.files]
        _write(results, form, options.out)
        sys.stdout.flush()
    except UnknownNameError as problem:
        print(f"importers: {problem}", file=sys.stderr)
        return 2
    except DataError as problem:
        print(f"importers: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough: not an error, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        return int(any(result.table is None for result in results))
    return 0


def _parser() -> SentenceParser:
    parser = SentenceParser(
        prog="python -m importers",
        description="Read official files, report on them and write the tidy table.",
        epilog="Exit codes: 0 fine, 1 a file gives no table (then none is written), 2 wrong use.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="CSV, Excel (.xlsx) or Parquet file, or a zip of one; or a boundary file",
    )
    parser.add_argument(
        "--format",
        choices=("csv", "json", "text"),
        help="of the table; text: no table (default: csv with --out, else text)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where the table is written; else after the report"
    )
    parser.add_argument(
        "--edition",
        metavar="ID",
        help=f"whose areas the figures are for: {listed([folder.name for folder in edition_folders()], 20)}",
    )
    return parser


def _read(path: Path, edition: Edition | None) -> Imported:
    """Read a file; waiting times need no edition, whose areas they may be older or younger than."""
    known = edition or catalogue().editions[first_edition()]
    if parts := _boundaries(path):
        return import_boundaries(parts, known)
    try:
        file = open_file(path)
    except FileRefused as refused:
        return hopeless(path.name, "a file that could not be read", str(refused))
    if importer_of(file, known) == "waits":
        return read_cancer_waits(file, edition=edition)
    return import_file(path.name, file.content, known)


def _boundaries(path: Path) -> dict[str, bytes]:
    """Return the content of a boundary file and its companions by name, nothing if it is another file."""
    try:
        content = _content(path)
        if not is_boundaries(path.name, content):
            return {}
        # The file itself goes first.
        return {path.name: content, **{part.name: _content(part) for part in parts_of(path)}}
    except OSError:
        return {}


def _content(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LIMITS.file_bytes + 1)


def _write(results: list[Imported], form: str, out: Path | None) -> None:
    # A table on standard output is for the next program; then the report goes where errors go.
    report_to = sys.stderr if form != "text" and out is None else sys.stdout
    for result in results:
        print("\n".join(result.report.sentences()), end="\n\n", file=report_to)
    tables = [result.table for result in results if result.table is not None]
    if len(tables) < len(results):
        return
    if any(list(table.columns) != list(tables[0].columns) for table in tables):
        raise UnknownNameError("The files are of different kinds. Give those of one kind at a time.")
    table = pd.concat(tables, ignore_index=True)
    if len(tables) > 1 and set(SERIES) <= set(table.columns):
        # Only together do files of one month each show a month that is far below those around it.
        for suspicion in months_far_below(table, SERIES):
            print(suspicion_words(suspicion), file=report_to)
    if form == "text":
        return
    text = _as_json(table) if form == "json" else _as_csv(table)
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise DataError(f"{out} cannot be written: {problem.strerror}.") from None
    print(f"{len(table):,} rows written to {out}.")


def _as_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV in which no text from a file starts a formula when a spreadsheet opens it."""
    texts = {
        name: table[name].str.replace(_FORMULA, r"'\1", regex=True) for name in table.select_dtypes("str")
    }
    return table.assign(**texts).to_csv(index=False, date_format="%Y-%m-%d")


def _as_json(table: pd.DataFrame) -> str:
    dates = {column: table[column].dt.strftime("%Y-%m-%d") for column in table.select_dtypes("datetime")}
    return f"{table.assign(**dates).to_json(orient='records', force_ascii=False, indent=1)}\n"


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that has no dash gets a question mark, not a traceback.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
