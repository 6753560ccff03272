"""Sets a document with Typst: `python -I reports/profile/typesetter.py`, the order as JSON on standard input.

The typesetter keeps what it has worked out for as long as its process lives, more than a gigabyte after two hundred
pages, so it has a process of its own; see `reports.profile.typesetting`. Nothing else of the project is needed here.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def main() -> None:
    """Read the order and write the document, by PDF/UA-1 (ISO 14289-1): tagged, for screen readers."""
    order = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=order["font_folders"]
    )
    # Its type hints do not know yet that it takes several files.
    files: Any = {
        "main.typ": Path(order["template"]).read_bytes(),
        "content.json": json.dumps(order["content"], ensure_ascii=False).encode(),
    }
    made = typst.Compiler(font_paths=fonts, ignore_system_fonts=True).compile(
        files, format="pdf", pdf_standards=["ua-1"], timestamp=datetime.fromisoformat(order["made_at"])
    )
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
