"""Asking a server for a file: connected only to a number that was checked, and over by a deadline.

A name is looked up once, and the connection goes to the very numbers that were checked; the name is used for
what it proves (the certificate) and for what it asks (the header Host). Nothing is read from the environment
but what `Network.of_environment` says: no proxy, no passwords.
"""

import functools
import http.client
import io
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import certifi
import urllib3
from urllib3.connection import HTTPConnection
from urllib3.util import make_headers, parse_url

from importers.files.limits import LIMITS
from importers.web.address import PORTS, FetchProblem, WebAddress, is_public

PROXY_VARIABLE = "RATINGS_PROXY"
HEAD_BYTES = 1 << 18
"""Of everything that comes before a file: far more than any publisher sends."""
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; cancer-ratings-map)",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
# A look-up cannot be ended from outside, so it is waited for in a thread that can be left behind.
_LOOKUPS = ThreadPoolExecutor(8, "lookup")


class PassingProblem(FetchProblem):
    """A problem that may be gone at the next attempt."""


class _TooMuch(Exception):  # noqa: N818
    """More comes than was allowed. No ValueError, which `http.client` would take for a broken chunk."""


@dataclass(frozen=True)
class FetchLimits:
    """How much a download may take.

    Attributes
    ----------
    most_bytes : int
        Of the file, counted as it arrives.
    seconds : float
        For everything: all attempts, redirects and waits.
    quiet_seconds : float
        For which a server may send nothing.
    attempts, redirects : int
    first_wait_seconds : float
        Before the second attempt; doubled before each one after.
    cache_bytes : int
        Of all copies on disk; the oldest are deleted beyond it.
    """

    most_bytes: int = LIMITS.file_bytes
    seconds: float = 60
    quiet_seconds: float = 10
    attempts: int = 3
    redirects: int = 5
    first_wait_seconds: float = 0.5
    cache_bytes: int = 500_000_000


@dataclass(frozen=True)
class Allowance:
    """What one download may still do."""

    limits: FetchLimits
    deadline: float

    def patience(self) -> float:
        """Return for how many seconds the next step may last, or raise TimeoutError."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(self.limits.quiet_seconds, left)

    def timed_out(self, sentence: str) -> PassingProblem:
        """Return the problem of a step that took too long: that of the whole download if its time is over too."""
        if time.monotonic() >= self.deadline:
            return PassingProblem(f"The download took longer than {self.limits.seconds:.0f} seconds.")
        return PassingProblem(sentence)


def look_up(host: str, port: int) -> list[str]:
    """Return the numbers of a host, the best first, by the resolver of this computer."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(number: str, port: int, seconds: float) -> socket.socket:
    """Connect to a number, which is not looked up again."""
    return socket.create_connection((number, port), timeout=seconds)


@functools.cache
def certificates() -> ssl.SSLContext:
    """Return whose certificates are trusted: those that this computer trusts, and Mozilla's list."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True)
class Network:
    """The way out.

    Attributes
    ----------
    inner_networks : bool
        Whether addresses of this computer and of private networks may be asked, at any port. Not for a public
        server, which would let its visitors read what only it can reach.
    proxy : str
        Address of a proxy that all requests go through, http only. It looks names up itself, so it has to
        refuse inner addresses itself too; numbers, and names that are known here, are checked here as well.
    look_up, connect, certificates : the functions of this module, or others with the same arguments
    """

    inner_networks: bool = False
    proxy: str = ""
    look_up: Callable[[str, int], Sequence[str]] = look_up
    connect: Callable[[str, int, float], socket.socket] = connect
    certificates: Callable[[], ssl.SSLContext] = certificates

    @classmethod
    def of_environment(cls) -> "Network":
        """Return the way out that whoever runs the app has set.

        The usual variables (HTTPS_PROXY) are not heeded: behind a proxy, what is connected to is out of this
        program's hands, and that must be somebody's decision.
        """
        return cls(proxy=os.environ.get(PROXY_VARIABLE, ""))


@contextmanager
def answer_of(
    address: WebAddress, allowance: Allowance, network: Network
) -> Iterator[urllib3.BaseHTTPResponse]:
    """Ask for an address and give the answer, its content not yet read and no redirect followed.

    Raises
    ------
    FetchProblem
        If the address may not be asked, or what answers is not the site.
    PassingProblem
        If nobody answers in time.
    """
    with ExitStack() as closing:
        try:
            answer = _asked(address, allowance, network, closing)
            closing.callback(answer.close)
            yield answer
        except _TooMuch:
            raise FetchProblem(
                f"{address.host} sends far more data than a file of a readable size needs."
            ) from None


def _asked(
    address: WebAddress, allowance: Allowance, network: Network, closing: ExitStack
) -> urllib3.BaseHTTPResponse:
    """Return the answer, and why there is none as a sentence."""
    host = address.host
    try:
        reached = closing.enter_context(_reach(address, allowance, network))
        if address.scheme == "https":
            reached.settimeout(allowance.patience())
            # The name is proved by the certificate; which number it was is of no matter any more.
            secured = network.certificates().wrap_socket(reached, server_hostname=address.name)
            reached = closing.enter_context(secured)
        return _ask(address, _Timed(reached, allowance), network)
    except ssl.SSLCertVerificationError:
        raise FetchProblem(
            f"The identity of {host} cannot be confirmed (its certificate is not valid)."
        ) from None
    except TimeoutError:
        raise allowance.timed_out(
            f"{host} did not answer within {allowance.limits.quiet_seconds:.0f} seconds."
        ) from None
    except OSError:
        raise PassingProblem(f"{host} cannot be reached: there is no network, or no such site.") from None
    except (http.client.HTTPException, urllib3.exceptions.HTTPError):
        raise FetchProblem(f"{host} does not answer as a web site does.") from None


def _reach(address: WebAddress, allowance: Allowance, network: Network) -> socket.socket:
    """Connect to the site, or to the proxy that leads to it."""
    try:
        numbers = _checked_numbers(address, allowance, network)
    except (OSError, UnicodeError):
        if not network.proxy:
            raise
        numbers = []  # Behind a proxy names may be known to the proxy only.
    if network.proxy:
        return _reach_proxy(address, allowance, network.proxy)
    problem: OSError = OSError("no such name")
    for number in numbers:
        try:
            return network.connect(number, address.port, allowance.patience())
        except OSError as failed:
            problem = failed
    raise problem


def _checked_numbers(address: WebAddress, allowance: Allowance, network: Network) -> list[str]:
    """Look the host up, this once, and return its numbers if every one of them may be asked."""
    if not network.inner_networks and address.port not in PORTS.values():
        raise FetchProblem(
            f"{address.name} uses port {address.port}, which is not a port of web sites (80 and 443). "
            "Save the file and load it from your disk."
        )
    asked = _LOOKUPS.submit(network.look_up, address.host, address.port)
    numbers = list(dict.fromkeys(asked.result(allowance.patience())))
    if not network.inner_networks and not all(map(is_public, numbers)):
        raise FetchProblem(
            f"{address.name} is not on the public internet but inside a private network, or reserved. "
            "Save the file and load it from your disk."
        )
    return numbers


def _reach_proxy(address: WebAddress, allowance: Allowance, proxy: str) -> socket.socket:
    """Connect to a proxy and, for a site with a certificate, through it."""
    url = parse_url(proxy)
    if url.scheme != "http" or not url.host:
        raise FetchProblem(
            "The proxy that this app is set to use is not an address that starts with http://."
        )
    connection = http.client.HTTPConnection(
        url.host.strip("[]"), url.port or PORTS["http"], timeout=allowance.patience()
    )
    if address.scheme == "https":
        connection.set_tunnel(address.bracketed, address.port, make_headers(proxy_basic_auth=url.auth))
    connection.connect()
    return connection.sock


def _ask(address: WebAddress, reached: "_Timed", network: Network) -> urllib3.BaseHTTPResponse:
    """Send the request on a connection and return the answer once its head has come."""
    headers = _HEADERS | {"Host": address.site}
    target = address.target
    if network.proxy and address.scheme == "http":
        target = str(address)
        headers |= make_headers(proxy_basic_auth=parse_url(network.proxy).auth)
    connection = HTTPConnection(address.name, address.port)
    connection.sock = reached  # So it does not connect by itself.
    connection.request("GET", target, headers=headers, preload_content=False)
    answer = connection.getresponse()
    reached.allow_content()
    return answer


class _Timed(io.RawIOBase):
    """A socket as `http.client` needs it, and what is read from it: each read ends by the deadline.

    A timeout of the socket alone starts anew with every byte. The bytes are counted as they come off the wire,
    since neither a head nor what unpacks to nothing is counted as content.
    """

    def __init__(self, reached: socket.socket, allowance: Allowance) -> None:
        self._socket = reached
        self._allowance = allowance
        self._bytes_left = HEAD_BYTES

    def allow_content(self) -> None:
        """Let the content follow the head; packed it is hardly larger than the file, in chunks a little."""
        self._bytes_left += 2 * self._allowance.limits.most_bytes

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def settimeout(self, _seconds: float | None) -> None:
        """Leave the time to the allowance."""

    def close(self) -> None:
        """Leave the socket open, which `http.client` lets go of before the content is read."""

    def sendall(self, content: bytes) -> None:
        self._socket.settimeout(self._allowance.patience())
        self._socket.sendall(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._allowance.patience())
        count = self._socket.recv_into(buffer)
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise _TooMuch
        return count
