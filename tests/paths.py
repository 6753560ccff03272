"""Where the product and the tests' own files lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"
STATIC = ROOT / "static"
OTHER_UNITS = ROOT / "tests" / "edition_other_units"
"""An edition with other indicators, units and areas."""
