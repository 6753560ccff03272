"""Web addresses: read once, in one spelling, and which numbers are on the public internet."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from scoring.errors import DataError

PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|\[[0-9a-f:.]+\]")
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NOT_PUBLIC = [
    ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments; the metadata service of one cloud
        "192.88.99.0/24",  # relays from IPv6 to IPv4
        "168.63.129.16/32",  # a public number that inside Azure is the machine's own host
        "2001::/23",  # protocol assignments, among them Teredo, which carries a number of IPv4
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries a number of IPv4
        "3fff::/20",  # documentation
    )
]
"""What `ipaddress` takes for public, or some versions of it do."""


class FetchProblem(DataError):  # noqa: N818 - named as people see it
    """A file could not be downloaded; the message says why and what to do."""


@dataclass(frozen=True)
class WebAddress:
    """An address of the web, as it is asked for.

    Attributes
    ----------
    scheme : "http" or "https"
    host : name in ASCII and small letters, or number (of IPv6 without brackets)
    port : int
    target : path and query, quoted
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def name(self) -> str:
        """The host as its certificate says it."""
        return self.host.rstrip(".")

    @property
    def bracketed(self) -> str:
        """The same as it stands before a port."""
        return f"[{self.name}]" if ":" in self.host else self.name

    @property
    def site(self) -> str:
        """Host and port as they stand in an address and in a request."""
        return self.bracketed if self.port == PORTS[self.scheme] else f"{self.bracketed}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.site}{self.target}"


def read_address(text: str) -> WebAddress:
    """Read an address; what is checked, asked for and proved by a certificate is this one spelling of its host.

    Raises
    ------
    FetchProblem
        If it is no web address, or holds a user or password.
    """
    try:
        url = parse_url(text)
    except (LocationParseError, ValueError):
        url = None
    if (
        url is None
        or url.scheme not in PORTS
        or url.auth is not None
        or not _HOST.fullmatch(url.host or "")
        or url.port == 0
    ):
        raise FetchProblem(
            f"{text[:100]!r} is not the address of a file. It has to start with https:// or http://."
        )
    host = str(url.host).strip("[]")
    return WebAddress(str(url.scheme), host, url.port or PORTS[url.scheme], url.request_uri)


def is_public(number: str) -> bool:
    """Return whether a number of IPv4 or IPv6, as a resolver gives it, is one of the public internet.

    Numbers of IPv6 that carry one of IPv4 lead where that one leads, so they are not public, but for those by
    which a network without IPv4 reaches a public one (64:ff9b::/96).
    """
    parsed = ip_address(number)
    if isinstance(parsed, IPv6Address):
        if parsed in _NAT64:
            return is_public(str(IPv4Address(int(parsed) & 0xFFFFFFFF)))
        # An interface identifier 0:5efe or 200:5efe is that of ISATAP, before a number of IPv4.
        isatap = int(parsed) >> 32 & 0xFCFFFFFF == 0x5EFE
        if parsed.scope_id or isatap or parsed not in _GLOBAL_UNICAST:
            return False
    return parsed.is_global and not parsed.is_multicast and not any(parsed in net for net in _NOT_PUBLIC)
