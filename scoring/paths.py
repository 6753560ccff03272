"""Where the files that come with the product lie. Modules move; this one says it once."""

from pathlib import Path

METHODOLOGY_FOLDER = Path(__file__).parent / "methodologies"
EDITION_FOLDER = Path(__file__).parent.parent / "sample_data"
