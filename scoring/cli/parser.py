"""The commands and their options, as `--help` shows them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from scoring import DEFAULT_EDITION, DataError
from scoring.analysis.multiverse import MOST_COMBINATIONS, PAGE_COMBINATIONS
from scoring.analysis.sensitivity import SAMPLES, check_samples
from scoring.cli import tables, texts
from scoring.cli.lottery import ALL, PARTS, lottery
from scoring.editions.table_checks import GROUP_KINDS

_MOST_DIGITS = 30
_MOST_PROCESSES = 1024
_ABOUT_CHANGES = """\
What --set can change:
  a constant      --set waits_62_day.benchmark=82 top.high_at_least=2   (python -m scoring list has all paths)
  one area        --set 'moderation.E38000045=well | reason | by whom | 2016-09-30'
                  by ONS code, ODS code or name; '…=none' takes it back
  all of these    --set moderation_applied=no
A scenario that was saved on the What if page goes to --scenario FILE.yaml.
"""


class SentenceParser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, and for which an option with nothing after it is one.

    Nothing would be as good as no option: `--data ''` of a script whose variable is empty would rate other figures.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # What argparse makes of a value where an option names no type, and where it names a path.
        self.register("type", None, _filled)
        self.register("type", Path, lambda given: Path(_filled(given)))

    def add_subparsers(self, **named: Any) -> Any:
        """Add commands, which look at the values of their options themselves, to say which of them is empty."""
        commands = super().add_subparsers(**named)
        commands.type = str
        return commands

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, without the usage that argparse prints before it."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


def _filled(given: str) -> str:
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty; give a value")
    return given


def parser() -> argparse.ArgumentParser:
    """Return the parser; `run` of what it parses is the function to call."""
    whole = SentenceParser(
        prog="python -m scoring",
        description="Ratings from the command line. COMMAND --help shows its options.",
    )
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=about,
            description=f"{about[:1].upper()}{about[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    rate = command("rate", "the rating of every area, a row each")
    add_scenario(rate)
    _add_output(rate)
    rate.set_defaults(run=tables.rate_areas)

    compare = command(
        "compare", "the areas whose rating changes from one scenario to another, with the reason"
    )
    add_scenario(compare)
    _add_second_scenario(compare)
    _add_output(compare)
    compare.set_defaults(run=tables.compare)

    explain = command("explain", "why an area has its rating, as text")
    _add_area(explain)
    add_scenario(explain)
    explain.set_defaults(run=texts.explain_area)

    probability = command("probability", "the probability of each rating, had the year been repeated")
    add_scenario(probability)
    _add_output(probability)
    probability.add_argument(
        "--plain",
        action="store_true",
        help="assume each area's own rate to be the true one, without shrinkage",
    )
    probability.set_defaults(run=tables.probability)

    _add_targets(
        command(
            "targets",
            "what would lift an area to a better rating, an indicator a row, or each area of a group, nearest first",
        )
    )

    _add_similar(
        command(
            "similar",
            "how an area, or each area of a group, differs from the mean of its similar areas, an indicator a row",
        )
    )

    _add_sweep(command("sweep", "how many areas have each rating as one constant moves over its whole range"))

    _add_goal(command("goal", "which single change reaches a goal for the whole country, a constant a row"))

    sensitivity = command(
        "sensitivity", 'what moves the share of areas below "performing well", a parameter a row'
    )
    add_scenario(sensitivity)
    _add_output(sensitivity)
    _add_samples(sensitivity)
    sensitivity.set_defaults(run=tables.sensitivity)

    _add_multiverse(
        command(
            "multiverse",
            'how often each area is below "performing well" in all plausible combinations of choices',
        )
    )

    _add_lottery(command("lottery", "how unequal areas are and how much of it may be chance"))

    agreement = command("agreement", "every area rated by every methodology")
    _add_figures(agreement)
    agreement.add_argument(
        "--scenario", metavar="FILE.yaml", help="a saved scenario or methodology, as one more column"
    )
    _add_output(agreement)
    agreement.set_defaults(run=tables.agreement_of_methodologies)

    _add_groups(
        command("groups", "the figures of Cancer Alliances or other groups as a whole, an indicator a row")
    )

    methodologies = command("methodologies", "every methodology, with how many areas it gives each rating")
    _add_figures(methodologies)
    _add_output(methodologies, ("csv", "json", "markdown", "document"))
    methodologies.set_defaults(run=tables.methodologies)

    listing = command("list", "editions, methodologies and their parameters")
    listing.set_defaults(run=texts.list_everything)
    return whole


def add_kind_of_group(command: argparse.ArgumentParser, default: str | None = "alliance") -> None:
    """Add the option that names a kind of groups; None as default tells that it was not given."""
    command.add_argument(
        "--by", choices=GROUP_KINDS, default=default, help="the kind of group; default: alliance"
    )


def _add_groups(command: argparse.ArgumentParser) -> None:
    add_kind_of_group(command)
    command.add_argument("--group", metavar="NAME", help="only this one, by name or code")
    add_scenario(command)
    _add_output(command)
    command.set_defaults(run=tables.groups_of_areas)


def _add_targets(command: argparse.ArgumentParser) -> None:
    _add_area_or_group(command)
    add_scenario(command)
    _add_output(command)
    command.set_defaults(run=tables.targets)


def _add_similar(command: argparse.ArgumentParser) -> None:
    _add_area_or_group(command)
    _add_figures(command)
    _add_output(command)
    command.set_defaults(run=tables.similar)


def _add_area_or_group(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("area", metavar="AREA", nargs="?", help="ONS code, ODS code or name")
    which.add_argument("--alliance", metavar="NAME", help="each area of this Cancer Alliance")
    which.add_argument("--group", metavar="NAME", help="each area of this group, of the kind that --by says")
    add_kind_of_group(command, default=None)


def _add_sweep(command: argparse.ArgumentParser) -> None:
    swept = command.add_mutually_exclusive_group(required=True)
    swept.add_argument("--indicator", metavar="ID", help="move its benchmark, e.g. of waits_62_day")
    swept.add_argument("--constant", metavar="PATH", help="move this one, e.g. top.score_at_least")
    add_scenario(command)
    _add_output(command)
    command.set_defaults(run=tables.sweep_constant)


def _add_goal(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--goal",
        type=_goal,
        default="half",
        metavar="GOAL",
        help='half (of the areas below "performing well"), a number of them, or none-in-greatest; default: %(default)s',
    )
    add_scenario(command)
    _add_output(command)
    command.set_defaults(run=tables.goal)


def _goal(given: str) -> str:
    if _filled(given) not in ("half", "none-in-greatest") and not (
        given.isdecimal() and len(given) <= _MOST_DIGITS
    ):
        raise argparse.ArgumentTypeError(f"{given[:40]!r} is not half, none-in-greatest or a whole number")
    return given


def _add_multiverse(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--combinations",
        type=_combinations,
        default=None,
        metavar="N",
        help="so many, drawn of all or with further numbers between the plausible ones; default: all, up to "
        f"{PAGE_COMBINATIONS:,}",
    )
    command.add_argument(
        "--rows",
        choices=("areas", "combinations"),
        default="areas",
        help="a row an area, or a row a combination with the share of areas below; default: %(default)s",
    )
    workers = command.add_mutually_exclusive_group()
    workers.add_argument(
        "--processes", type=_processes, metavar="N", help="processes to use; default: all processors"
    )
    workers.add_argument(
        "--dask",
        type=_filled,
        metavar="ADDRESS",
        help="the scheduler of a Dask cluster to use instead, e.g. tcp://10.0.0.5:8786",
    )
    add_scenario(command)
    _add_output(command)
    command.set_defaults(run=tables.combinations)


def _whole(given: str, most: int) -> int:
    if not (_filled(given).isdecimal() and len(given) <= _MOST_DIGITS and 1 <= int(given) <= most):
        raise argparse.ArgumentTypeError(f"{given[:40]!r} is not a whole number from 1 to {most:,}")
    return int(given)


def _combinations(given: str) -> int:
    return _whole(given, MOST_COMBINATIONS)


def _processes(given: str) -> int:
    return _whole(given, _MOST_PROCESSES)


def _add_lottery(command: argparse.ArgumentParser) -> None:
    add_scenario(command)
    command.add_argument("--part", choices=PARTS, default=ALL, help="default: %(default)s")
    _add_output(command, ("text", "csv", "json"), default="text")
    command.set_defaults(run=lottery)


def _add_samples(command: argparse.ArgumentParser) -> None:
    together = command.add_mutually_exclusive_group()
    together.add_argument(
        "--one-at-a-time", action="store_true", help="leave out the indices of all parameters varied together"
    )
    together.add_argument(
        "--samples",
        type=_samples,
        default=SAMPLES,
        metavar="N",
        help="base samples of the indices, a power of two; default: %(default)s",
    )


def _samples(given: str) -> int:
    # Of thousands of digits nothing reads a number.
    if not given.isdecimal() or len(given) > _MOST_DIGITS:
        raise argparse.ArgumentTypeError(
            f"{given[:40]!r} is not a whole number of up to {_MOST_DIGITS} digits"
        )
    try:
        check_samples(int(given))
    except DataError as problem:
        raise argparse.ArgumentTypeError(str(problem).rstrip(".")) from None
    return int(given)


def _add_area(command: argparse.ArgumentParser) -> None:
    command.add_argument("area", metavar="AREA", help="ONS code, ODS code or name")


def _add_figures(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--edition", default=DEFAULT_EDITION, metavar="ID", help="an id or a folder; default: %(default)s"
    )
    command.add_argument(
        "--data", metavar="FILE.csv", help="a long table of indicators instead of the edition's"
    )


def add_scenario(command: argparse.ArgumentParser) -> None:
    """Add the options that name an edition, a methodology and changes; `scoring.cli.inputs` reads them."""
    _add_figures(command)
    # Of two the first would have no effect.
    rule = command.add_mutually_exclusive_group()
    rule.add_argument("--method", metavar="ID", help="an id or a YAML file; default: the edition's own")
    rule.add_argument(
        "--scenario",
        dest="method",
        metavar="FILE.yaml",
        help="a saved scenario; the same as --method FILE.yaml",
    )
    command.add_argument(
        "--set",
        dest="changes",
        metavar="PATH=VALUE",
        nargs="+",
        action="extend",
        default=[],
        help="changes to it, see below",
    )
    command.epilog = _ABOUT_CHANGES


def _add_second_scenario(command: argparse.ArgumentParser) -> None:
    rule = command.add_mutually_exclusive_group()
    rule.add_argument(
        "--against-method",
        metavar="ID",
        help="default: the same without its changes, or if it has none, the edition's own",
    )
    rule.add_argument(
        "--against-scenario",
        dest="against_method",
        metavar="FILE.yaml",
        help="the same as --against-method FILE.yaml",
    )
    command.add_argument(
        "--against-set", metavar="PATH=VALUE", nargs="+", action="extend", default=[], help="changes to it"
    )


def _add_output(
    command: argparse.ArgumentParser, formats: Sequence[str] = ("csv", "json"), default: str = "csv"
) -> None:
    command.add_argument("--format", choices=formats, default=default, help="default: %(default)s")
    command.add_argument("--out", metavar="FILE", help="write to a file instead of standard output")
