"""The address of a view as it works outside the machine that the app runs on, for files that are taken away."""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

ADDRESS_VARIABLE = "RATINGS_ADDRESS"
"""The environment variable with the address at which others reach the app, such as https://ratings.example.org."""


def public_address(address: str) -> str:
    """Return the address of a view for a file: where others reach the app, or nothing where nobody else can.

    That is the address of RATINGS_ADDRESS where it is set, else the one that this visitor uses, unless it leads only
    to the visitor's own machine (localhost, 127.0.0.1, ::1). What is no address stays as it is.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return address
    if known := os.environ.get(ADDRESS_VARIABLE, "").strip().rstrip("/"):
        page = parts.path.rpartition("/")[2]
        return f"{known}/{page}" + (f"?{parts.query}" if parts.query else "")
    return "" if _is_own_machine(parts.hostname or "") else address


def _is_own_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
