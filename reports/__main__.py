"""Files from the command line: `python -m reports package | table | profile | picture`.

Exit codes: 0 fine, 1 bad data, 2 wrong use. Errors are one sentence on standard error.
"""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from reports.about import About, about
from reports.commands.pictures import add_picture
from reports.commands.profile import add_profile
from reports.contents import areas_table, constants_table, figures_table, ratings_table
from reports.package import package_bytes
from reports.tables import Table, csv_bytes, file_name, parquet_bytes
from reports.workbook import workbook_bytes
from scoring import DataError, Edition, Methodology, UnknownNameError
from scoring.commands.inputs import WrongUseError, edition_of, scenario_of
from scoring.commands.parser import SentenceParser, add_scenario

FORMATS = {".csv": csv_bytes, ".xlsx": workbook_bytes, ".parquet": parquet_bytes}
TABLES: dict[str, tuple[str, Callable[[Edition, Methodology, About], Table]]] = {
    "ratings": ("Ratings of all areas", ratings_table),
    "figures": ("All figures of all areas", figures_table),
    "areas": ("Areas", lambda edition, _, said: areas_table(edition, said)),
    "constants": ("Constants of the methodology", constants_table),
}

MORE_COMMANDS = {
    "profile": ("one page an area, with its rating, its figures and why (.pdf)", add_profile),
    "picture": ("the map of ratings or a chart, as .svg, .png or .pdf", add_picture),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(given)
    try:
        options.run(options, f"python -m reports {shlex.join(given)}")
    except (WrongUseError, UnknownNameError) as problem:
        print(f"reports: {problem}", file=sys.stderr)
        return 2
    except DataError as problem:
        print(f"reports: {problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> SentenceParser:
    whole = SentenceParser(prog="python -m reports", description="Files of ratings, with their notes.")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    package = commands.add_parser(
        "package",
        help="the whole edition with a scenario, as a Frictionless Data Package",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_scenario(package)
    package.add_argument(
        "--out", metavar="FILE.zip", help="default: a name that says edition and methodology"
    )
    package.set_defaults(run=_package)
    table = commands.add_parser(
        "table", help="one table with its notes", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    table.add_argument("content", choices=list(TABLES))
    add_scenario(table)
    table.add_argument(
        "--out",
        metavar="FILE",
        help=f"a file that ends in {', '.join(FORMATS)}; default: a workbook with a name that says what it is",
    )
    table.set_defaults(run=_table)
    for name, (what, add_options) in MORE_COMMANDS.items():
        add_options(
            commands.add_parser(name, help=what, formatter_class=argparse.RawDescriptionHelpFormatter)
        )
    return whole


def _package(options: argparse.Namespace, command: str) -> None:
    """Write the data package."""
    edition = edition_of(options)
    method = scenario_of(options, edition)
    said = about("The whole edition with its ratings", edition, method, command)
    name = options.out or file_name("data-package", "zip", edition, method)
    _write(package_bytes(edition, method, said), Path(name))


def _table(options: argparse.Namespace, command: str) -> None:
    """Write one table in the format that the name of the file asks for."""
    edition = edition_of(options)
    method = scenario_of(options, edition)
    edition.check_indicators(method.indicators)
    title, make = TABLES[options.content]
    path = Path(options.out or file_name(options.content, "xlsx", edition, method))
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise WrongUseError(f"{path.name} should end in {', '.join(FORMATS)}, to say which format is meant.")
    _write(write(make(edition, method, about(title, edition, method, command))), path)


def _write(content: bytes, path: Path) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise WrongUseError(f"Cannot write to {path}: {problem.strerror}.") from None
    print(f"Written: {path}")


if __name__ == "__main__":
    sys.exit(main())
