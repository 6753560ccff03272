"""What the options of a command ask for: an edition, a methodology, a scenario."""

import argparse
import sys
from dataclasses import replace

from scoring import (
    Assessment,
    DataError,
    Edition,
    Methodology,
    load_edition,
    load_methodology,
    read_indicators,
)
from scoring.editions.catalogue import usual_methodology
from scoring.editions.figure_checks import counts_left_aside
from scoring.methodology.parts import MODERATION, MODERATION_APPLIED


class WrongUseError(Exception):
    """The command was called wrongly; the message says how to call it."""


def edition_of(options: argparse.Namespace) -> Edition:
    """Return the edition that is asked for, with the figures of --data in place of its own."""
    edition = load_edition(options.edition)
    for fault in edition.faults:
        print(f"Note: a table is left out: {fault}", file=sys.stderr)
    if options.data:
        edition = replace(edition, indicators=read_indicators(options.data, edition))
    if number := int(counts_left_aside(edition.indicators).sum()):
        figures = "figure is" if number == 1 else "figures are"
        print(
            f"Note: {number:,} {figures} not what the counts give, such as a standardised rate; these counts are "
            "set aside.",
            file=sys.stderr,
        )
    return edition


def scenario_of(options: argparse.Namespace, edition: Edition) -> Methodology:
    """Return the methodology of --method or --scenario, else the edition's own, with the changes of --set."""
    wanted = options.method or usual_methodology(edition)
    return changed(load_methodology(wanted), options.changes, edition)


def assessment_of(options: argparse.Namespace) -> Assessment:
    """Return the edition that is asked for as the methodology or scenario that is asked for rates it."""
    edition = edition_of(options)
    return Assessment(edition, scenario_of(options, edition))


def refuse_changes(options: argparse.Namespace, paths: tuple[str, ...], why: str) -> None:
    """Raise a WrongUseError if --set changes what makes no difference to a command: paths, or their beginnings."""
    given = [change.partition("=")[0].strip() for change in options.changes]
    if idle := [path for path in given if path.startswith(paths)]:
        raise WrongUseError(f"--set {idle[0]} has no effect here: {why}")


def changed(method: Methodology, changes: list[str], edition: Edition) -> Methodology:
    """Return a methodology with changes as they are written, such as 'waits_62_day.benchmark=82', for an edition.

    An area to moderate may be named by its ODS code or name, too: 'moderation.Dorset=well | …'.
    """
    pairs: dict[str, object] = {}
    for change in changes:
        path, equals, value = (part.strip() for part in change.partition("="))
        if not (equals and path and value):
            raise WrongUseError(f"{change!r} is not PATH=VALUE, such as waits_62_day.benchmark=82.")
        owner, _, area = path.partition(".")
        name = f"{MODERATION}.{edition.find_area(area)}" if owner == MODERATION else path
        taken_back = owner == MODERATION and value == "none"
        if pairs.get(name, value) != value and not taken_back:
            raise WrongUseError(f"{path} is set twice, to {pairs[name]} and to {value}.")
        pairs[name] = value
    try:
        scenario = method.with_changes(pairs) if pairs else method
    except DataError as problem:
        raise WrongUseError(str(problem)) from None
    if MODERATION_APPLIED in pairs and not scenario.moderation:
        raise WrongUseError(f"{method.id} moderates no area, so {MODERATION_APPLIED} has no effect.")
    edition.check_moderated(scenario.moderation)
    return edition.fitted(scenario)
