"""Ratings from the command line: `python -m scoring rate | compare | explain | … | list`.

Exit codes: 0 fine, 1 bad data, 2 wrong use. Errors are one sentence on standard error.
"""

import os
import sys
from io import TextIOWrapper

from scoring.cli.inputs import WrongUseError
from scoring.cli.parser import parser
from scoring.errors import DataError, UnknownNameError


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
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


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that has no dash gets a question mark, not a traceback.
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
