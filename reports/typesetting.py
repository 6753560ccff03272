"""Documents set from a template and what stands in them, in a process that gives its memory back."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from reports import fonts
from scoring import DataError

_TYPESETTER = Path(__file__).parent / "typesetter.py"


def typeset(template: Path, content: dict[str, Any], made_on: date) -> bytes:
    """Return a tagged PDF of a template, which reads what stands in it from `content.json`.

    Raises
    ------
    DataError
        If the document cannot be set.
    """
    order = {
        "template": str(template),
        "font_folder": str(fonts.FOLDER),
        "content": content,
        "made_at": datetime.combine(made_on, time(), UTC).isoformat(),
    }
    done = subprocess.run(
        [sys.executable, "-I", str(_TYPESETTER)],
        input=json.dumps(order, ensure_ascii=False).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode or not done.stdout:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise DataError(f"The document cannot be set: {reason[0][:300]}")
    return done.stdout
