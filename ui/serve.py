"""Start the app: `python -m ui.serve [options of streamlit run]`.

Streamlit takes a folder `pages/` beside the app for its old, automatic kind of pages until the first visitor
has reached `st.navigation`. A first visitor who opens a link to a page would be told that there is no such
page, or get the page without its surroundings (streamlit 1.67). So this is switched off before anyone comes.
"""

import os
import sys
from contextlib import suppress

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

from saved import DATABASE_VARIABLE, DatabaseError, Store, database_address
from scoring import catalogue
from ui.paths import ASGI_APP


def try_database() -> None:
    """Have it said at once if the database that somebody asked for cannot be used: the app works without it."""
    if DATABASE_VARIABLE not in os.environ:
        return
    store = Store(database_address())
    with suppress(DatabaseError):  # which the log has
        store.scenarios.all()
    store.close()


def name_what_is_left_out() -> None:
    """Have it said at once which files cannot be used; what is read is there for the first visitor."""
    for sentence in catalogue().sentences():
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    name_what_is_left_out()
    try_database()
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(ASGI_APP), *sys.argv[1:]]
    main()
