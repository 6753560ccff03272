"""Where the files that come with the product lie. Modules move; this one says it once."""

from pathlib import Path

ASGI_APP = Path(__file__).parent.parent / "asgi.py"
STATIC_FOLDER = Path(__file__).parent.parent / "static"
"""What the browser fetches by address."""
STYLES_AND_SCRIPTS = Path(__file__).parent / "static"
