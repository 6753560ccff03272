"""The commands of the board pack: its slides, and everything in one ZIP."""

import argparse
from pathlib import Path

from reports.cli.output import check_ending, tell_progress, write_file
from reports.pack.archive import CONTENTS, missing_from, pack_bytes, pack_file_name
from reports.slides.deck import slides_bytes
from reports.story.story import (
    PARTS,
    Case,
    Choice,
    case_of,
    choose_all,
    choose_areas,
    choose_group,
    screens_of,
)
from scoring import DataError, Edition, load_methodology
from scoring.cli.inputs import WrongUseError, assessment_of, changed
from scoring.cli.parser import add_kind_of_group, add_scenario
from scoring.editions.catalogue import usual_methodology


def add_slides(command: argparse.ArgumentParser) -> None:
    """Add the options of `slides`."""
    _add_choice(command)
    command.add_argument("--out", metavar="FILE.pptx", help="default: a name that says what it is")
    command.set_defaults(run=_slides)


def add_pack(command: argparse.ArgumentParser) -> None:
    """Add the options of `pack`."""
    _add_choice(command)
    command.add_argument(
        "--contents", metavar="A,B", help=f"some of {', '.join(CONTENTS)}; default: all of them"
    )
    command.add_argument("--out", metavar="FILE.zip", help="default: a name that says what it is")
    command.set_defaults(run=_pack)


def _add_choice(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--alliance", metavar="NAME", help="the areas of this Cancer Alliance")
    which.add_argument("--group", metavar="NAME", help="the areas of this group, of the kind that --by says")
    which.add_argument("--areas", metavar="A;B", help="these areas, by ONS code, ODS code or name")
    which.add_argument("--all", action="store_true", help="all areas")
    add_kind_of_group(command, default=None)
    command.add_argument("--parts", metavar="A,B", help=f"some of {', '.join(PARTS)}; default: what fits")
    command.add_argument(
        "--baseline",
        metavar="ID",
        help="what the scenario is compared with, an id or a YAML file; default: the edition's own methodology",
    )
    command.add_argument(
        "--template", metavar="FILE.pptx", type=Path, help="the organisation's own template of slides"
    )
    add_scenario(command)


def _choice(options: argparse.Namespace, edition: Edition) -> Choice:
    parts = _listed(options.parts, ",", "--parts")
    if unknown := [part for part in parts if part not in PARTS]:
        raise WrongUseError(f"There is no part {unknown[0]!r}. The parts are: {', '.join(PARTS)}.")
    if options.by is not None and options.group is None:
        raise WrongUseError("--by gives the kind of a --group, so it needs --group.")
    if options.alliance is not None:
        return choose_group(edition, "alliance", options.alliance, parts)
    if options.group is not None:
        return choose_group(edition, options.by or "alliance", options.group, parts)
    if options.areas is not None:
        # Names have commas: 'Bristol, North Somerset and South Gloucestershire'.
        names = _listed(options.areas, ";" if ";" in options.areas else ",", "--areas")
        return choose_areas(edition, names, parts)
    return choose_all(edition, parts)


def _listed(text: str | None, sign: str, option: str) -> list[str]:
    """Return the parts of an option, none if it is not given; with nothing but signs it would have no effect."""
    parts = [part.strip() for part in (text or "").split(sign) if part.strip()]
    if text is not None and not parts:
        raise WrongUseError(f"{option} {text!r} is empty; give a value.")
    return parts


def _case(options: argparse.Namespace, command: str) -> Case:
    assessment = assessment_of(options)
    edition = assessment.edition
    wanted = options.baseline or usual_methodology(edition)
    baseline = changed(load_methodology(wanted), [], edition)
    if options.template is not None and not options.template.is_file():
        raise WrongUseError(f"There is no file {options.template}.")
    return case_of(assessment, baseline, _choice(options, edition), command)


def _slides(options: argparse.Namespace, command: str) -> None:
    """Write the slides."""
    check_ending(options.out, ".pptx")
    case = _case(options, command)
    content = slides_bytes(screens_of(case), case.edition, case.ratings, options.template, tell_progress)
    write_file(content, Path(options.out or pack_file_name(case, "slides", "pptx")))


def _pack(options: argparse.Namespace, command: str) -> None:
    """Write the pack; if it is not whole, say on standard error what it lacks, and exit as for bad data."""
    check_ending(options.out, ".zip")
    contents = _listed(options.contents, ",", "--contents") or list(CONTENTS)
    if unknown := [name for name in contents if name not in CONTENTS]:
        raise WrongUseError(f"A pack cannot contain {unknown[0]!r}. It can contain: {', '.join(CONTENTS)}.")
    if options.template is not None and "slides" not in contents:
        raise WrongUseError("--template is for slides, which --contents does not include.")
    if options.parts is not None and not {"slides", "pictures"} & set(contents):
        raise WrongUseError("--parts is for slides and their pictures, and --contents includes neither.")
    case = _case(options, command)
    content = pack_bytes(case, contents, options.template, tell_progress)
    write_file(content, Path(options.out or pack_file_name(case, "board-pack", "zip")))
    if missing := missing_from(content):
        raise DataError(" ".join(missing.splitlines()))
