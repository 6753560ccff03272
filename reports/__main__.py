"""Files from the command line: `python -m reports package | table | profile | picture | slides | pack`.

Exit codes: 0 fine, 1 bad data, or a pack that lacks a document, 2 wrong use. Errors are one sentence on standard error.
"""

import argparse
import shlex
import sys

from reports.cli.packs import add_pack, add_slides
from reports.cli.pictures import add_picture
from reports.cli.profile import add_profile
from reports.cli.tables import add_package, add_table
from scoring import DataError, UnknownNameError
from scoring.clean_text import one_line
from scoring.cli.inputs import WrongUseError
from scoring.cli.parser import SentenceParser

COMMANDS = {
    "package": ("the whole edition with a scenario, as a Frictionless Data Package", add_package),
    "table": ("one table with its notes", add_table),
    "profile": ("one page an area, with its rating, its figures and why (.pdf)", add_profile),
    "picture": ("the map of ratings or a chart, as .svg, .png or .pdf", add_picture),
    "slides": ("slides of an alliance, a group or chosen areas (.pptx)", add_slides),
    "pack": ("slides, profiles, spreadsheet and pictures in one ZIP", add_pack),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(given)
    try:
        options.run(options, one_line(f"python -m reports {shlex.join(given)}"))
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
    for name, (about, add_options) in COMMANDS.items():
        add_options(
            commands.add_parser(name, help=about, formatter_class=argparse.RawDescriptionHelpFormatter)
        )
    return whole


if __name__ == "__main__":
    sys.exit(main())
