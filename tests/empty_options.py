"""Every option of a command line that takes a value, given an empty one."""

import argparse
from collections.abc import Iterator


def options(parser: argparse.ArgumentParser) -> Iterator[tuple[list[str], str]]:
    """Give the commands before an option, and the option; '' for what goes without a name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from (([name, *words], option) for words, option in options(command))
        elif action.nargs != 0:
            yield [], action.option_strings[0] if action.option_strings else ""


def refused(parser: argparse.ArgumentParser, capsys) -> dict[str, str]:
    """Return what is said of an empty value of each option, by the words of the call."""
    said = {}
    for words, option in options(parser):
        for empty in ("", "  "):
            given = [*words, option, empty] if option else [*words, empty]
            try:
                parser.parse_args(given)
            except SystemExit as stop:
                assert stop.code == 2, given
            said[" ".join([*words, option or "a name", repr(empty)])] = capsys.readouterr().err
    return said
