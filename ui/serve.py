"""Start the app: `python -m ui.serve [options of streamlit run]`.

Streamlit takes a folder `pages/` beside the app for its old, automatic kind of pages until the first visitor
has reached `st.navigation`. A first visitor who opens a link to a page would be told that there is no such
page, or get the page without its surroundings (streamlit 1.67). So this is switched off before anyone comes.
"""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_server

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


def sent_at_once(bind: Callable[..., socket.socket]) -> Callable[..., socket.socket]:
    """Return a way to bind the server's socket whose connections send every small piece at once.

    Streamlit opens the socket itself and names no protocol, so asyncio does not see that it is TCP and leaves Nagle's
    algorithm on (streamlit 1.67, the same in uvicorn's issue 3149): what follows a first small piece, such as the body
    after the head of an answer, waits 40 ms until the browser has confirmed the first.
    """

    def bind_at_once(*arguments: object) -> socket.socket:
        bound = bind(*arguments)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # whatever it accepts has it from there
        return bound

    return bind_at_once


if __name__ == "__main__":
    name_what_is_left_out()
    try_database()
    PagesManager.uses_pages_directory = False
    starlette_server._bind_socket = sent_at_once(starlette_server._bind_socket)
    sys.argv = ["streamlit", "run", str(ASGI_APP), *sys.argv[1:]]
    main()
