"""Where the files that come with the product, and those it makes, lie. Modules move; this one says it once."""

from pathlib import Path

PACKAGE = Path(__file__).parent
"""Embedded boundaries, the postcode table and the layout of hexagons."""
SOURCES = PACKAGE / "sources"
SAMPLE_DATA = PACKAGE.parent / "sample_data"
STATIC = PACKAGE.parent / "static"
"""What the browser fetches by address."""
DOWNLOADS = PACKAGE.parent / ".cache"
"""Sources as they were downloaded, which are not kept in the repository."""
