"""Every option of every command changes what comes out, or is refused where it cannot."""

import argparse
import re

import pytest

from scoring import load_edition
from scoring.__main__ import main
from scoring.cli.parser import parser
from tests.damage import copy_editions
from tests.empty_options import refused

OWN_FIGURES = "FIGURES"  # stands for a table with a figure changed
SCENARIO = "SCENARIO"  # stands for a saved scenario
OUT = "OUT"  # stands for a file to write to
LOW_82 = "waits_62_day.benchmark=82"
_RULE = {
    "--edition": ["--edition", "cancer-waits-2019-q1"],
    "--data": ["--data", OWN_FIGURES],
    "--method": ["--method", "met-or-not"],
    "--scenario": ["--scenario", SCENARIO],
    "--set": ["--set", LOW_82],
}
_TABLE = {"--format": ["--format", "json"], "--out": ["--out", OUT]}
ALONE = None
"""For an option that is there in every call: without it the command is refused, or takes minutes."""
OTHER = "cancer-waits-2019-q1"
COMMANDS = {
    # The words that every call has, and for each option what it adds.
    "rate": ([], _RULE | _TABLE),
    "compare": (
        ["--against-set", "top.high_at_least=2"],
        _RULE
        | _TABLE
        | {
            # Here the other edition has as few moves as this one, none.
            "--edition": ["--edition", OTHER, "--set", LOW_82],
            "--against-method": ["--against-method", "funnel"],
            "--against-scenario": ["--against-scenario", SCENARIO],
            "--against-set": ["--against-set", "needs.low_at_least=2"],
        },
    ),
    "explain": (["NHS Dorset CCG"], _RULE),
    "probability": ([], _RULE | _TABLE | {"--plain": ["--plain"]}),
    "targets": (
        ["--group", "Sussex"],
        _RULE | _TABLE | {"--by": ["--by", "stp"], "--group": ALONE, "--alliance": ALONE},
    ),
    "similar": (
        ["--group", "Sussex"],
        {
            # No other edition has similar areas.
            "--edition": ALONE,
            "--data": _RULE["--data"],
            "--by": ["--by", "stp"],
            "--group": ALONE,
            "--alliance": ALONE,
        }
        | _TABLE,
    ),
    "sweep": (
        ["--indicator", "waits_62_day"],
        _RULE
        | _TABLE
        | {"--set": ["--set", "top.high_at_least=2"], "--indicator": ALONE, "--constant": ALONE},
    ),
    "goal": (["--goal", "170"], _RULE | _TABLE | {"--goal": ["--goal", "half"]}),
    "multiverse": (
        ["--combinations", "200", "--processes", "1"],
        _RULE
        | _TABLE
        | {
            # Of the methodologies that have plausible choices none rates the other edition.
            "--edition": ALONE,
            "--method": ["--method", "limiting-judgement"],
            "--combinations": ["--combinations", "300"],
            "--rows": ["--rows", "combinations"],
            # Whoever judges, the result is the same: see test_multiverse_command.
            "--processes": ALONE,
            "--dask": ALONE,
        },
    ),
    "sensitivity": (["--one-at-a-time"], _RULE | _TABLE | {"--one-at-a-time": ALONE, "--samples": ALONE}),
    "lottery": (["--part", "population"], _RULE | _TABLE | {"--part": ["--part", "spread"]}),
    "agreement": ([], {key: _RULE[key] for key in ("--edition", "--data", "--scenario")} | _TABLE),
    "groups": (
        ["--by", "region"],
        _RULE | _TABLE | {"--by": ["--by", "stp"], "--group": ["--group", "London"]},
    ),
    "methodologies": ([], {key: _RULE[key] for key in ("--edition", "--data")} | _TABLE),
    "list": ([], {}),
}
CASES = [
    (command, option, base, more)
    for command, (base, options) in COMMANDS.items()
    for option, more in options.items()
    if more is not ALONE
]


def options_of(command):
    """The options of a command as argparse knows them."""
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {
        name
        for action in commands.choices[command]._actions
        for name in action.option_strings
        if name.startswith("--") and name != "--help"
    }


def test_every_option_of_every_command_is_tried():
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert set(commands.choices) == set(COMMANDS)
    for command, (_, options) in COMMANDS.items():
        assert options_of(command) == set(options), command


PRINTED = {}
"""What commands without a file print: each is compared with several others, and called once."""


@pytest.fixture
def printed(capsys, tmp_path):
    """What a command prints, and what it writes to a file."""
    figures = load_edition("october-2016").indicators.copy()
    waits = figures["indicator"] == "waits_62_day"
    dorset = waits & (figures["area_code"] == "E38000045")
    figures.loc[dorset, ["value", "numerator", "lower_ci", "upper_ci"]] = 90.1, 572, 87.5, 92.2
    # So that the middle moves, too.
    lowest = figures.index[waits][:40]
    figures.loc[lowest, ["value", "numerator", "denominator", "lower_ci", "upper_ci"]] = (
        60,
        60,
        100,
        None,
        None,
    )
    files = {
        OWN_FIGURES: (tmp_path / "own.csv", figures.to_csv(index=False)),
        SCENARIO: (
            tmp_path / "saved.yaml",
            "scenario_of: nhs-england-2016\nchanges: {waits_62_day.benchmark: 78.5, greatest.low_at_least: 2}\n",
        ),
    }
    for path, text in files.values():
        path.write_text(text, encoding="utf-8")

    def call(command, arguments):
        # What is of no file of this test is the same in every test.
        same = not {OWN_FIGURES, SCENARIO, OUT} & set(arguments)
        if same and (command, *arguments) in PRINTED:
            return PRINTED[command, *arguments]
        out = tmp_path / "out.txt"
        words = [str(files[a][0]) if a in files else str(out) if a == OUT else a for a in arguments]
        code = main([command, *words])
        said = capsys.readouterr()
        assert code == 0, said.err
        printed = said.out, out.read_text(encoding="utf-8") if out.exists() else ""
        return PRINTED.setdefault((command, *arguments), printed) if same else printed

    return call


@pytest.mark.parametrize(("command", "option", "base", "more"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_an_option_changes_what_comes_out(printed, command, option, base, more):
    assert printed(command, [*base, *more]) != printed(command, base)


def test_the_options_that_are_in_every_call_have_an_effect(printed):
    sweep = printed("sweep", ["--indicator", "waits_62_day"])
    assert sweep != printed("sweep", ["--indicator", "early_diagnosis"])
    assert sweep != printed("sweep", ["--constant", "one_year_survival.benchmark"])
    few = printed("sensitivity", ["--samples", "16"])
    assert few != printed("sensitivity", ["--one-at-a-time"])
    assert few != printed("sensitivity", ["--samples", "32"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rate", "--method", "funnel", "--scenario", "x.yaml"], "not allowed with argument --method"),
        (["compare", "--against-method", "funnel", "--against-scenario", "x"], "not allowed with argument"),
        (["sensitivity", "--one-at-a-time", "--samples", "64"], "not allowed with argument --one-at-a-time"),
        (
            ["sweep", "--indicator", "waits_62_day", "--constant", "top.high_at_least"],
            "not allowed with argument",
        ),
        (
            ["rate", "--set", LOW_82, "--set", "waits_62_day.benchmark=83"],
            "waits_62_day.benchmark is set twice",
        ),
        (["rate", "--set", "moderation_applied=no"], "nhs-england-2016 moderates no area"),
        (
            ["targets", "Dorset", "--set", "moderation.Dorset=well | why | by whom | 2016-09-30"],
            "--set moderation.Dorset has no effect here: what it would take goes by the rule, before any moderation.",
        ),
        (
            ["sweep", "--indicator", "waits_62_day", "--set", LOW_82],
            "--set waits_62_day.benchmark has no effect here: the sweep moves it over its whole range.",
        ),
        (
            ["lottery", "--part", "spread", "--set", LOW_82],
            "--set waits_62_day.benchmark has no effect here: --part spread is about the figures, not about ratings.",
        ),
        (["lottery", "--part", "beyond-chance", "--set", LOW_82], "has no effect here"),
    ],
)
def test_an_option_without_an_effect_is_refused(capsys, arguments, sentence):
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert sentence in re.sub(r"\s+", " ", said.err)
    assert len(said.err.splitlines()) == 1


def test_an_empty_value_is_refused_for_every_option_of_every_command(capsys):
    for call, said in refused(parser(), capsys).items():
        assert "it is empty; give a value" in said or "not a whole number" in said, call
        assert len(said.splitlines()) == 1, call


def test_an_empty_value_is_named_with_its_option_and_not_with_the_command(capsys):
    with pytest.raises(SystemExit):
        main(["rate", "--data", ""])
    assert capsys.readouterr().err.startswith("python -m scoring rate: argument --data: it is empty;")


@pytest.mark.parametrize("table", ["neighbours.csv", "published_ratings.csv"])
def test_a_table_that_cannot_be_used_is_left_out_with_a_note_and_areas_are_rated(capsys, tmp_path, table):
    assert main(["rate"]) == 0
    rated = capsys.readouterr().out
    folder = copy_editions(tmp_path) / "october-2016"
    (folder / table).write_text("", encoding="utf-8")
    assert main(["rate", "--edition", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.out == rated
    assert said.err == (
        f"Note: a table is left out: {folder / table} cannot be read: No columns to parse from file.\n"
    )
