"""The command of the one-page profiles."""

import argparse
from pathlib import Path

from reports.cli.output import check_ending, tell_progress, write_file
from reports.profile.document import profile_bytes
from reports.tables.table import file_name
from scoring import Edition, load_methodology
from scoring.cli.inputs import assessment_of, changed
from scoring.cli.parser import add_scenario
from scoring.editions.catalogue import usual_methodology
from scoring.editions.groups import find_group, members


def add_profile(command: argparse.ArgumentParser) -> None:
    """Add the options of `profile`."""
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("area", metavar="AREA", nargs="?", help="ONS code, ODS code or name")
    which.add_argument("--alliance", metavar="NAME", help="the areas of this Cancer Alliance, a page each")
    which.add_argument("--all", action="store_true", help="all areas, a page each")
    add_scenario(command)
    command.add_argument("--out", metavar="FILE.pdf", help="default: a name that says what it is")
    command.set_defaults(run=_profile)


def _profile(options: argparse.Namespace, command: str) -> None:
    """Write the profiles of one area, of an alliance, or of all."""
    check_ending(options.out, ".pdf")
    assessment = assessment_of(options)
    edition = assessment.edition
    baseline = changed(load_methodology(usual_methodology(edition)), [], edition)
    areas, words = _areas(options, edition)
    content = profile_bytes(assessment, baseline, areas, lambda code: command, progress=tell_progress)
    write_file(content, Path(options.out or file_name("profile", "pdf", assessment, areas=words)))


def _areas(options: argparse.Namespace, edition: Edition) -> tuple[list[str], str]:
    """Return the codes of the areas that are asked for, by name, and what to call them."""
    if options.area is not None:
        code = edition.find_area(options.area)
        return [code], edition.short_names[code]
    codes, words = list(edition.short_names), ""
    if options.alliance is not None:
        belonging = members(edition, "alliance")
        inside = belonging[belonging["group_code"] == find_group(belonging, options.alliance)]
        codes, words = list(dict.fromkeys(inside["area_code"])), str(inside["group"].iloc[0])
    return sorted(codes, key=edition.short_names.__getitem__), words
