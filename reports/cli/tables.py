"""The commands that write tables: one of them, or the whole edition as a data package."""

import argparse
from collections.abc import Callable
from pathlib import Path

from reports.cli.output import check_ending, write_file
from reports.tables.contents import areas_table, constants_table, figures_table, ratings_table
from reports.tables.package import package_bytes
from reports.tables.provenance import Provenance, about
from reports.tables.table import Table, csv_bytes, file_name, parquet_bytes
from reports.tables.workbook import workbook_bytes
from scoring import Assessment
from scoring.cli.inputs import WrongUseError, assessment_of
from scoring.cli.parser import add_scenario

FORMATS = {".csv": csv_bytes, ".xlsx": workbook_bytes, ".parquet": parquet_bytes}
TABLES: dict[str, tuple[str, Callable[[Assessment, Provenance], Table]]] = {
    "ratings": ("Ratings of all areas", ratings_table),
    "figures": ("All figures of all areas", figures_table),
    "areas": ("Areas", lambda assessment, said: areas_table(assessment.edition, said)),
    "constants": ("Constants of the methodology", constants_table),
}


def add_package(command: argparse.ArgumentParser) -> None:
    """Add the options of `package`."""
    add_scenario(command)
    command.add_argument(
        "--out", metavar="FILE.zip", help="default: a name that says edition and methodology"
    )
    command.set_defaults(run=_package)


def add_table(command: argparse.ArgumentParser) -> None:
    """Add the options of `table`."""
    command.add_argument("content", choices=list(TABLES))
    add_scenario(command)
    command.add_argument(
        "--out",
        metavar="FILE",
        help=f"a file that ends in {', '.join(FORMATS)}; default: a workbook with a name that says what it is",
    )
    command.set_defaults(run=_table)


def _package(options: argparse.Namespace, command: str) -> None:
    """Write the data package."""
    check_ending(options.out, ".zip")
    assessment = assessment_of(options)
    said = about("The whole edition with its ratings", assessment, command)
    write_file(
        package_bytes(assessment, said), Path(options.out or file_name("data-package", "zip", assessment))
    )


def _table(options: argparse.Namespace, command: str) -> None:
    """Write one table in the format that the name of the file asks for."""
    assessment = assessment_of(options)
    assessment.edition.check_indicators(assessment.method.indicators)
    title, make = TABLES[options.content]
    path = Path(options.out or file_name(options.content, "xlsx", assessment))
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise WrongUseError(f"{path.name} should end in {', '.join(FORMATS)}, to say which format is meant.")
    write_file(write(make(assessment, about(title, assessment, command))), path)
