"""Where a file of a command goes, and how it says how far it is."""

import sys
from pathlib import Path

from scoring.cli.inputs import WrongUseError
from scoring.explain.words import whole_percent


def check_ending(path: str | None, ending: str) -> None:
    """Raise a WrongUseError for a file that no program would open, since it ends otherwise than what is written."""
    if path and Path(path).suffix.lower() != ending:
        raise WrongUseError(f"{path} should end in {ending}, which is what is written.")


def write_file(content: bytes, path: Path) -> None:
    """Write a file and say so."""
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise WrongUseError(f"Cannot write to {path}: {problem.strerror}.") from None
    print(f"Written: {path}")


def tell_progress(done: float, what: str) -> None:
    """Say on one line of standard error how much is done and what is being made."""
    end = "\n" if done >= 1 else ""
    print(f"\r\x1b[2K{whole_percent(100 * done):>4}  {what[:90]}", end=end, file=sys.stderr, flush=True)
