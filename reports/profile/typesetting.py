"""Documents set from a template and what stands in them, in a process that gives its memory back."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from reports.figures import fonts
from reports.paths import PACKAGE
from scoring import DataError

_TYPESETTER = PACKAGE / "profile" / "typesetter.py"
_BEAT = 1.0
"""Seconds between words of progress."""


def typeset(
    template: Path, content: dict[str, Any], made_on: date, waiting: Callable[[float], None] | None = None
) -> bytes:
    """Return a tagged PDF of a template, which reads what stands in it from `content.json`.

    Parameters
    ----------
    template : Path
    content : dict
    made_on : date
    waiting : function, optional
        Called every second while the document is set, with the seconds since it began. If it raises, the work ends.

    Raises
    ------
    DataError
        If the document cannot be set.
    """
    fonts.require_typeface()
    if not template.is_file():
        raise DataError(f"The document cannot be set: {template.name}, which comes with the app, is missing.")
    order = {
        "template": str(template),
        "font_folders": [str(fonts.FOLDER), str(fonts.FALLBACK_FILE.parent)],
        "content": content,
        "made_at": datetime.combine(made_on, time(), UTC).isoformat(),
    }
    made, complaint, code = _run(json.dumps(order, ensure_ascii=False).encode(), waiting)
    if code or not made:
        reason = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise DataError(f"The document cannot be set: {reason[0][:300]}")
    return made


def _run(order: bytes, waiting: Callable[[float], None] | None) -> tuple[bytes, bytes, int]:
    """Return what the typesetter writes and complains of, and its exit code."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-I", str(_TYPESETTER)]
    # From a file: `communicate` does not go on writing to a process that it was called for before.
    with TemporaryFile() as given:
        given.write(order)
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=pipe, stderr=pipe)
    with process:
        beats = 0
        try:
            while True:
                try:
                    made, complaint = process.communicate(timeout=_BEAT)
                except subprocess.TimeoutExpired:
                    beats += 1
                    if waiting is not None:
                        waiting(beats * _BEAT)
                else:
                    return made, complaint, process.returncode
        finally:
            process.kill()
