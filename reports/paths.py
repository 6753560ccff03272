"""Where the files that come with the product lie. Modules move; this one says it once."""

from pathlib import Path

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates"
TYPEFACES = PACKAGE / "typefaces"
STATIC = PACKAGE.parent / "static"
"""What the browser fetches by address."""
