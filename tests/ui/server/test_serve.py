"""What the server's start puts right of Streamlit's."""

import socket

from streamlit.web.server.starlette import starlette_server

from ui.serve import sent_at_once


def test_what_the_server_sends_waits_for_no_confirmation():
    bind = starlette_server._bind_socket  # as Streamlit calls it: address, port, backlog
    with (
        sent_at_once(bind)("127.0.0.1", 0, 5) as listening,
        socket.create_connection(listening.getsockname()),
    ):
        listening.setblocking(True)
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
