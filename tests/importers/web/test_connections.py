"""Connections of downloads: to which number, of whose name, until when. Everything is on this computer."""

import itertools
import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager

import pytest
import trustme

from importers.web.connections import PROXY_VARIABLE, FetchLimits, Network
from importers.web.fetch import FetchProblem, fetch

PUBLIC, OTHER_PUBLIC = "51.140.1.2", "2a00:1450:4009:815::200e"
TABLE = b"Area Code,Value\nE38000045,82.7\n"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(TABLE), TABLE)
ONCE = FetchLimits(most_bytes=100_000, seconds=60, quiet_seconds=30, attempts=1)
"""Far more time than a machine needs that is busy with other tests."""
SHORT = FetchLimits(most_bytes=100_000, seconds=0.5, quiet_seconds=0.4, attempts=1)


@contextmanager
def serving(talk, context=None):
    """Run a server that gives `talk` each connection and the head of its request; give its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve():
        while not ended.is_set():
            try:
                reached, _ = listening.accept()
                reached.settimeout(5)
                if context:
                    reached = context.wrap_socket(reached, server_side=True)
                with reached:
                    head = b""
                    while b"\r\n\r\n" not in head and (part := reached.recv(4096)):
                        head += part
                    talk(reached, head)
            except OSError:
                pass  # The other side hung up, or it is over.

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def sending(*answers):
    """Return how to give these answers, one a connection, the last for ever."""
    left = itertools.chain(answers[:-1], itertools.repeat(answers[-1]))
    return lambda reached, _head: reached.sendall(next(left))


class Way:
    """A way out that leads to servers of this computer and notes what was looked up and connected to."""

    def __init__(self, port, answers):
        self.port, self.answers = port, answers
        self.looked_up, self.connected = [], []

    def look_up(self, host, port):
        self.looked_up.append(host)
        if host not in self.answers:  # a number, in whatever spelling
            return [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        found = self.answers[host]
        return found.pop(0) if isinstance(found[0], list) else found

    def connect(self, number, port, seconds):
        self.connected.append((number, port))
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def network(self, **options):
        return Network(look_up=self.look_up, connect=self.connect, **options)


def refusal(address, tmp_path, network, limits=ONCE):
    with pytest.raises(FetchProblem) as caught:
        fetch(address, tmp_path, limits, network)
    return str(caught.value)


def redirect(to):
    return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % to.encode()


# Which number


def test_the_number_that_was_checked_is_the_one_connected_to(tmp_path):
    """A name that means something else when it is asked again (DNS rebinding) is not asked again."""
    with serving(sending(GOOD)) as port:
        way = Way(port, {"files.example": [[PUBLIC], ["127.0.0.1"]]})
        assert fetch("http://files.example/a.csv", tmp_path, ONCE, way.network()).content == TABLE
    assert way.looked_up == ["files.example"]
    assert way.connected == [(PUBLIC, 80)]


def test_every_attempt_is_checked_anew_and_never_connects_inside(tmp_path):
    with serving(sending(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")) as port:
        way = Way(port, {"files.example": [[PUBLIC], ["127.0.0.1"], [PUBLIC]]})
        limits = FetchLimits(seconds=5, first_wait_seconds=0.001)
        assert "private network" in refusal("http://files.example/", tmp_path, way.network(), limits)
    assert way.connected == [(PUBLIC, 80)]


def test_a_name_with_an_inner_number_among_public_ones_is_refused(tmp_path):
    way = Way(0, {"files.example": [PUBLIC, "10.0.0.1", OTHER_PUBLIC]})
    assert "private network" in refusal("http://files.example/", tmp_path, way.network())
    assert way.connected == []


def test_the_next_number_is_tried_if_one_does_not_answer(tmp_path):
    with serving(sending(GOOD)) as port:
        way = Way(port, {"files.example": [OTHER_PUBLIC, PUBLIC, PUBLIC]})

        def connect(number, at, seconds):
            if number == OTHER_PUBLIC:
                raise OSError("no IPv6 here")
            return way.connect(number, at, seconds)

        network = Network(look_up=way.look_up, connect=connect)
        assert fetch("http://files.example/", tmp_path, ONCE, network).content == TABLE
    assert way.connected == [(PUBLIC, 80)]


INNER_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "2130706433",
    "0",
    "%31%32%37.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b:1::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "localhost.example",
    "localhost.example.",
]


@pytest.mark.parametrize("host", INNER_SPELLINGS)
@pytest.mark.parametrize("way_there", ["at once", "by a redirect"])
def test_no_spelling_of_an_inner_address_is_connected_to(host, way_there, tmp_path):
    inner = f"http://{host}/waits.csv"
    names = {"localhost.example": ["127.0.0.1"], "localhost.example.": ["127.0.0.1"]}
    with serving(sending(redirect(inner))) as port:
        way = Way(port, names | {"files.example": [PUBLIC]})
        address = inner if way_there == "at once" else "http://files.example/"
        assert "private network" in refusal(address, tmp_path, way.network())
    assert way.connected == ([] if way_there == "at once" else [(PUBLIC, 80)])


@pytest.mark.parametrize("host", ["１２７.0.0.1", "127。0。0。1", "ⓛocalhost", "user@127.0.0.1"])
def test_a_redirect_that_programs_read_differently_is_refused(host, tmp_path):
    with serving(sending(redirect(f"http://{host}/"))) as port:
        way = Way(port, {"files.example": [PUBLIC]})
        assert "not the address of a file" in refusal("http://files.example/", tmp_path, way.network())
    assert way.connected == [(PUBLIC, 80)]


def test_only_ports_of_web_sites_are_asked(tmp_path):
    way = Way(0, {"files.example": [PUBLIC]})
    assert "port 6379, which is not a port of web sites" in refusal(
        "http://files.example:6379/", tmp_path, way.network()
    )
    assert (way.looked_up, way.connected) == ([], [])


# Whose name


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return lambda: context


@contextmanager
def secured(authority, name, talk):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    asked = []
    context.sni_callback = lambda _socket, server_name, _context: asked.append(server_name)
    with serving(talk, context) as port:
        yield port, asked


def test_the_certificate_is_of_the_name_though_the_connection_goes_to_a_number(authority, tmp_path):
    heads = []

    def talk(reached, head):
        heads.append(head)
        reached.sendall(GOOD)

    with secured(authority, "xn--strae-oqa.example", talk) as (port, asked):
        way = Way(port, {"xn--strae-oqa.example": [PUBLIC]})
        network = way.network(certificates=trusting(authority))
        assert fetch("https://Straße.example/a.csv", tmp_path, ONCE, network).content == TABLE
    assert way.looked_up == asked == ["xn--strae-oqa.example"]
    assert way.connected == [(PUBLIC, 443)]
    assert b"\r\nHost: xn--strae-oqa.example\r\n" in heads[0]


@pytest.mark.parametrize("name", ["other.example", PUBLIC])
def test_a_certificate_of_another_name_or_of_the_number_is_refused(authority, name, tmp_path):
    with secured(authority, name, sending(GOOD)) as (port, _):
        way = Way(port, {"files.example": [PUBLIC]})
        network = way.network(certificates=trusting(authority))
        assert "cannot be confirmed" in refusal("https://files.example/", tmp_path, network)


def test_a_redirect_from_a_secured_address_to_one_that_is_not_is_refused(authority, tmp_path):
    with secured(authority, "files.example", sending(redirect("http://files.example/a"))) as (port, _):
        way = Way(port, {"files.example": [PUBLIC]})
        network = way.network(certificates=trusting(authority))
        assert "without encryption, http://files.example/a" in refusal(
            "https://files.example/", tmp_path, network
        )
    assert way.connected == [(PUBLIC, 443)]


# Until when


def dripping(*, first=b"", drip=b"x", pause=0.02):
    """Return how to send something small again and again, until the other side hangs up; notes that it did."""
    hung_up = threading.Event()

    def talk(reached, _head):
        try:
            reached.sendall(first)
            for _ in range(int(10 / pause) if pause else 10_000_000):
                reached.sendall(drip)
                time.sleep(pause)
        except OSError:
            hung_up.set()

    talk.hung_up = hung_up
    return talk


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        dripping(first=b"HTTP/1.1 200 OK\r\nX-Slow: "),
        dripping(drip=b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(first=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
        dripping(first=CHUNKED, drip=b"1\r\nx\r\n"),
        dripping(first=CHUNKED + b"1;", drip=b"x"),
        dripping(first=CHUNKED + b"1\r\nx\r\n0\r\n", drip=b"X-Last: x\r\n"),
    ],
    ids=["header", "continue", "content", "chunks", "chunk size", "trailer"],
)
def test_a_server_that_drips_is_left_when_the_time_for_everything_is_over(talk, tmp_path):
    """Each drip comes well within the time for which a server may send nothing; all would take ten seconds."""
    with serving(talk) as port:
        network = Way(port, {"files.example": [PUBLIC]}).network()
        assert "took longer than" in refusal("http://files.example/", tmp_path, network, SHORT)
        assert talk.hung_up.wait(5)


def test_a_handshake_that_drips_is_left_too(authority, tmp_path):
    begun = threading.Event()

    def talk(reached):
        # The head of a record of 16 kB, of which one byte comes at a time.
        reached.sendall(b"\x16\x03\x03\x3f\xff")
        begun.set()
        while True:
            reached.sendall(b"x")
            time.sleep(0.02)

    listening = socket.create_server(("127.0.0.1", 0))
    hung_up = threading.Event()

    def serve():
        reached, _ = listening.accept()
        with reached:
            try:
                talk(reached)
            except OSError:
                hung_up.set()

    thread = threading.Thread(target=serve)
    thread.start()
    with listening:
        way = Way(listening.getsockname()[1], {"files.example": [PUBLIC]})
        message = refusal(
            "https://files.example/", tmp_path, way.network(), FetchLimits(seconds=0.3, attempts=1)
        )
        assert "took longer than" in message
        assert begun.is_set()
        assert hung_up.wait(5)
        thread.join()


def test_a_look_up_that_does_not_end_is_left(tmp_path):
    over = threading.Event()

    def look_up(_host, _port):
        over.wait(10)
        return []  # nothing that anybody could be sent to

    try:
        message = refusal("http://files.example/", tmp_path, Network(look_up=look_up), SHORT)
    finally:
        over.set()
    assert "did not answer" in message


@pytest.mark.parametrize(
    "talk",
    [
        dripping(first=b"HTTP/1.1 200 OK\r\n", drip=b"X-More: " + b"x" * 9000 + b"\r\n", pause=0),
        dripping(drip=b"HTTP/1.1 100 Continue\r\n\r\n" * 100, pause=0),
        dripping(first=b"HTTP/1.1 200 OK\r\nX: ", drip=b"x" * 9000, pause=0),
        dripping(first=CHUNKED, drip=b"1;" + b"x" * 9000 + b"\r\nx\r\n", pause=0),
        dripping(
            first=CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: deflate\r\n\r\n"),
            drip=b"%x\r\n%b\r\n" % (9990, b"\x00\x00\x00\xff\xff" * 1998),
            pause=0,
        ),
    ],
    ids=["headers", "continue", "one header", "chunk sizes", "packed nothing"],
)
def test_endless_bytes_that_are_no_content_are_left_soon(talk, tmp_path):
    with serving(talk) as port:
        network = Way(port, {"files.example": [PUBLIC]}).network()
        limits = FetchLimits(most_bytes=100_000, seconds=20, attempts=1)
        message = refusal("http://files.example/", tmp_path, network, limits)
        assert "far more data than" in message or "not answer as a web site" in message
        assert talk.hung_up.wait(5)


def test_a_small_answer_that_unpacks_to_a_large_file_is_refused(tmp_path):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with serving(sending(head + packed)) as port:
        network = Way(port, {"files.example": [PUBLIC]}).network()
        limits = FetchLimits(most_bytes=1_000_000, seconds=20, attempts=1)
        assert "larger than 1 MB" in refusal("http://files.example/", tmp_path, network, limits)


# The way out


def test_a_proxy_of_the_environment_is_not_used_unless_it_is_set_for_this_app(monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv(PROXY_VARIABLE, raising=False)
    assert Network.of_environment() == Network()
    with serving(sending(GOOD)) as port:
        network = Way(port, {"files.example": [PUBLIC]}).network()
        assert fetch("http://files.example/", tmp_path, ONCE, network).content == TABLE
    monkeypatch.setenv(PROXY_VARIABLE, "http://proxy.example:3128")
    assert Network.of_environment().proxy == "http://proxy.example:3128"


def nowhere(host, _port):
    raise socket.gaierror(f"{host} is not known here")


def test_a_proxy_that_is_set_is_told_the_name_and_its_password(tmp_path):
    heads = []

    def talk(reached, head):
        heads.append(head)
        reached.sendall(GOOD)

    with serving(talk) as port:
        network = Network(look_up=nowhere, proxy=f"http://user:word@127.0.0.1:{port}")
        assert fetch("http://files.example/a.csv", tmp_path, ONCE, network).content == TABLE
    assert heads[0].startswith(b"GET http://files.example/a.csv HTTP/1.1\r\n")
    assert b"roxy-authorization: Basic dXNlcjp3b3Jk\r\n".lower() in heads[0].lower()


def test_through_a_proxy_the_certificate_is_still_of_the_site(authority, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("files.example").configure_cert(context)
    heads = []

    def talk(reached, head):
        heads.append(head)
        reached.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(reached, server_side=True) as through:
            heads.append(through.recv(4096))
            through.sendall(GOOD)

    with serving(talk) as port:
        network = Network(look_up=nowhere, proxy=f"http://127.0.0.1:{port}", certificates=trusting(authority))
        assert fetch("https://files.example/a.csv", tmp_path, ONCE, network).content == TABLE
    assert heads[0].startswith(b"CONNECT files.example:443 ")
    assert heads[1].startswith(b"GET /a.csv ")


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "[64:ff9b::10.0.0.1]"])
def test_inner_numbers_are_not_asked_for_through_a_proxy_either(host, tmp_path):
    asked = []
    with serving(lambda *_: asked.append(1)) as port:
        network = Network(proxy=f"http://127.0.0.1:{port}")
        assert "private network" in refusal(f"http://{host}/", tmp_path, network)
    assert asked == []


def test_a_proxy_that_is_no_address_is_said(tmp_path):
    network = Network(look_up=lambda *_: [PUBLIC], proxy="proxy.example")
    assert "not an address that starts with http://" in refusal("http://files.example/", tmp_path, network)
