"""Where the output of a command goes: to standard output or a file, as CSV, JSON or text."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from scoring.cli.inputs import WrongUseError


def write_table(table: pd.DataFrame, options: argparse.Namespace) -> None:
    """Write a table in the format and to the place that the options name."""
    if options.format == "json":
        records: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
        write_text(json.dumps(records, indent=2, ensure_ascii=False) + "\n", options)
    else:
        write_text(table.to_csv(index=False), options)


def write_text(text: str, options: argparse.Namespace) -> None:
    """Write text to the place that the options name."""
    if not options.out:
        sys.stdout.write(text)
        return
    try:
        Path(options.out).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise WrongUseError(f"Cannot write to {options.out}: {problem.strerror}.") from None


def note(text: str) -> None:
    """Say on standard error what is not part of the output."""
    print(f"scoring: {text}", file=sys.stderr)
