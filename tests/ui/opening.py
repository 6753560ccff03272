"""The app without a browser, opened at one of its pages as a link opens it."""

import re

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.paths import APP

FIRST = "pages/england.py"
URL_PATHS = dict(
    re.findall(r'st\.Page\(\s*"([^"]+)"[^()]*?url_path="([^"]+)"', APP.read_text(encoding="utf-8"))
)
"""The path in the address of every page but the first, by its file."""


def open_app(page: str = FIRST, timeout: float = 60, **address: str) -> AppTest:
    """Open a page without running another before it; `address` is what the link says."""
    app = AppTest.from_file(str(APP), default_timeout=timeout)
    for name, value in address.items():
        app.query_params[name] = value
    if page != FIRST:
        # Before the first run, Streamlit's test runner knows pages by their files only, and would show the first page.
        app._page_hash = calc_hash(URL_PATHS[page])
    app.run()
    assert not app.exception
    return app
