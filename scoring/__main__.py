"""Ratings from the command line: `python -m scoring rate | compare | explain | … | list`.

Exit codes: 0 fine, 1 bad data, 2 wrong use. Errors are one sentence on standard error.
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from scoring import (
    DEFAULT_EDITION,
    DEFAULT_METHODOLOGY,
    DataError,
    Edition,
    Methodology,
    UnknownNameError,
    edition_ids,
    explain,
    load_edition,
    load_methodology,
    methodology_ids,
    movers,
    rate,
    read_indicators,
)
from scoring.agreement import agreement
from scoring.methodology import PRESS_LABELS, RATING_LABELS
from scoring.probability import probability_sentence, rating_probabilities
from scoring.sweep import sweep
from scoring.targets import what_would_it_take
from scoring.targets_words import targets_sentences
from scoring.words import format_value


class WrongUseError(Exception):
    """The command was called wrongly; the message says how to call it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except (WrongUseError, UnknownNameError) as problem:
        print(f"scoring: {problem}", file=sys.stderr)
        return 2
    except DataError as problem:
        print(f"scoring: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough: not an error, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, without the usage that argparse prints before it."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m scoring", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    rate_command = commands.add_parser("rate", help="the rating of every area, a row each")
    _add_scenario(rate_command)
    _add_output(rate_command)
    rate_command.set_defaults(run=_rate)

    compare_command = commands.add_parser(
        "compare",
        help="the areas whose rating changes from --method/--set to --against-method/--against-set",
    )
    _add_scenario(compare_command)
    compare_command.add_argument("--against-method", metavar="ID", help="default: the same as --method")
    compare_command.add_argument(
        "--against-set", metavar="PATH=VALUE", nargs="+", action="extend", default=[], help="changes to it"
    )
    _add_output(compare_command)
    compare_command.set_defaults(run=_compare)

    explain_command = commands.add_parser("explain", help="why an area has its rating, as text")
    explain_command.add_argument("area", metavar="AREA", help="ONS code, ODS code or name")
    _add_scenario(explain_command)
    explain_command.set_defaults(run=_explain)

    probability_command = commands.add_parser(
        "probability", help="the probability of each rating of every area, had the year been repeated"
    )
    _add_scenario(probability_command)
    _add_output(probability_command)
    probability_command.add_argument(
        "--plain", action="store_true", help="take each area's own rate for the truth, not a shrunken one"
    )
    probability_command.set_defaults(run=_probability)

    targets_command = commands.add_parser(
        "targets", help="what would lift an area to a better rating, an indicator a row"
    )
    targets_command.add_argument("area", metavar="AREA", help="ONS code, ODS code or name")
    _add_scenario(targets_command)
    _add_output(targets_command)
    targets_command.set_defaults(run=_targets)

    sweep_command = commands.add_parser(
        "sweep", help="how many areas have each rating as one benchmark moves over its whole range"
    )
    sweep_command.add_argument("--indicator", required=True, metavar="ID", help="e.g. waits_62_day")
    _add_scenario(sweep_command)
    _add_output(sweep_command)
    sweep_command.set_defaults(run=_sweep)

    agreement_command = commands.add_parser("agreement", help="every area rated by every methodology")
    agreement_command.add_argument("--edition", default=DEFAULT_EDITION, metavar="ID")
    agreement_command.add_argument("--data", metavar="FILE.csv", help="a long table instead of the edition's")
    _add_output(agreement_command)
    agreement_command.set_defaults(run=_agreement)

    list_command = commands.add_parser("list", help="editions, methodologies and their parameters")
    list_command.set_defaults(run=_list)
    return parser


def _add_scenario(command: argparse.ArgumentParser) -> None:
    command.add_argument("--edition", default=DEFAULT_EDITION, metavar="ID", help="default: %(default)s")
    command.add_argument(
        "--method",
        default=DEFAULT_METHODOLOGY,
        metavar="ID",
        help="an id or a YAML file; default: %(default)s",
    )
    command.add_argument(
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
        help="change a parameter, e.g. waits_62_day.benchmark=82 (see: list)",
    )
    command.add_argument(
        "--data", metavar="FILE.csv", help="a long table of indicators instead of the edition's"
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("csv", "json"), default="csv", help="default: %(default)s")
    command.add_argument("--out", metavar="FILE", help="write to a file instead of standard output")


def _edition(options: argparse.Namespace) -> Edition:
    edition = load_edition(options.edition)
    if options.data:
        edition = replace(edition, indicators=read_indicators(options.data, edition))
    return edition


def _method(name: str, changes: list[str]) -> Methodology:
    pairs: dict[str, object] = {}
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals or not path.strip() or not value.strip():
            raise WrongUseError(f"{change!r} is not PATH=VALUE, such as waits_62_day.benchmark=82.")
        pairs[path.strip()] = value.strip()
    method = load_methodology(name)
    try:
        return method.with_changes(pairs) if pairs else method
    except DataError as problem:
        raise WrongUseError(str(problem)) from None


def _scenario(options: argparse.Namespace) -> tuple[Methodology, Edition]:
    """Return the methodology and the edition that a command is about."""
    method, edition = _method(options.method, options.changes), _edition(options)
    edition.check_indicators(method.indicators)
    edition.check_moderated(method.moderation)
    return method, edition


def _rate(options: argparse.Namespace) -> None:
    method, edition = _scenario(options)
    _write(_with_names(rate(edition.indicators, method), edition), options)


def _compare(options: argparse.Namespace) -> None:
    before, edition = _scenario(options)
    after = _method(options.against_method or options.method, options.against_set)
    edition.check_moderated(after.moderation)
    moves = movers(edition, before, after)
    _write(moves.drop(columns=["short_name", "steps"]), options)


def _explain(options: argparse.Namespace) -> None:
    method, edition = _scenario(options)
    code = edition.find_area(options.area)
    if code not in set(edition.indicators["area_code"]):
        raise DataError(
            f"{options.data or edition.meta.title} has no figures for {edition.short_names[code]}."
        )
    result = explain(edition, method, code)
    print(f"{result.short_name} ({code}), {edition.meta.title}")
    print(f"Method: {method.title}")
    print(f"Rating: {RATING_LABELS[result.rating]} ({PRESS_LABELS[result.rating].lower()}), {result.basis}")
    print(f"\n{result.sentence}\n")
    for row in result.indicators.itertuples():
        meta = edition.meta.indicators[row.indicator]
        line = f"  {meta.short_label:<22} {row.outcome:<8} {row.reason}"
        if row.lower_ci == row.lower_ci:
            interval = f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}"
            mark = " est." if row.interval_basis == "estimated" else ""
            line += f" [95% interval {interval}{mark}]"
        print(f"{line} – {row.basis}, {meta.period}")
    sure = rating_probabilities(edition.indicators, method).set_index("area_code").loc[code]
    print(f"\nHow sure: {probability_sentence(sure, result.short_name)}")
    print("What it would take:")
    for sentence in targets_sentences(edition, what_would_it_take(edition, method, code)):
        print(f"  {sentence}")


def _probability(options: argparse.Namespace) -> None:
    method, edition = _scenario(options)
    table = rating_probabilities(edition.indicators, method, shrink=not options.plain)
    _write(_with_names(table.rename(columns={"shown": "probability_of_rating"}), edition), options)


def _targets(options: argparse.Namespace) -> None:
    method, edition = _scenario(options)
    found = what_would_it_take(edition, method, edition.find_area(options.area))
    ways = [(name, target) for name, target in found.singles.items()]
    ways += [("the cheapest pair", found.pair)] if found.pair else []
    rows = [
        {
            "area_code": found.area_code,
            "rating": found.rating,
            "way": way,
            "possible": target is not None,
            "rating_reached": None if target is None else target.rating,
            "indicator": None if change is None else change.indicator,
            "additional_patients": None if change is None else change.patients,
            "additional_points": None if change is None else change.points,
            "numerator": None if change is None else change.numerator,
            "denominator": None if change is None else change.denominator,
            "value": None if change is None else change.value,
            "estimated": None if change is None else change.estimated,
        }
        for way, target in ways
        for change in (target.changes if target else [None])
    ]
    # Counts stay whole numbers beside empty cells.
    _write(pd.DataFrame(rows).convert_dtypes(), options)


def _sweep(options: argparse.Namespace) -> None:
    method, edition = _scenario(options)
    _write(sweep(edition.indicators, method, options.indicator), options)


def _agreement(options: argparse.Namespace) -> None:
    edition = _edition(options)
    every = [load_methodology(name) for name in methodology_ids()]
    methods = [method for method in every if method.indicators.keys() <= edition.meta.indicators.keys()]
    if not methods:
        raise DataError(f"No methodology of the library is about the indicators of {edition.meta.title}.")
    _write(_with_names(agreement(edition.indicators, methods), edition), options)


def _with_names(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Put ODS code and name behind the area code."""
    names = edition.areas[["area_code", "ods_code", "area_name"]]
    columns = ["area_code", "ods_code", "area_name", *table.columns.drop("area_code")]
    return table.merge(names, on="area_code", how="left")[columns]


def _list(_: argparse.Namespace) -> None:
    print("Editions")
    for name in edition_ids():
        print(f"  {name}: {load_edition(name).meta.title}")
    print("Methodologies")
    for name in methodology_ids():
        method = load_methodology(name)
        print(f"  {name}: {method.title}")
        for path, value in method.values.items():
            print(f"    {path}={value}")


def _write(table: pd.DataFrame, options: argparse.Namespace) -> None:
    if options.format == "json":
        records: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
        text = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
    else:
        text = table.to_csv(index=False)
    if options.out:
        try:
            Path(options.out).write_text(text, encoding="utf-8")
        except OSError as problem:
            raise WrongUseError(f"Cannot write to {options.out}: {problem.strerror}.") from None
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that has no dash gets a question mark, not a traceback.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
