"""Downloading an official file from its address, within limits, with a copy kept for when there is no network."""

import hashlib
import ipaddress
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pooch
import requests
import urllib3
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from importers.limits import LIMITS
from scoring.errors import DataError

CACHE_FOLDER = Path(pooch.os_cache("cancer-ratings-map"))
BUSY_OR_FAILING = {408, 425, 429, 500, 502, 503, 504}
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK_BYTES = 1 << 16
ENDINGS = {
    "application/geo+json": ".geojson",
    "application/vnd.geo+json": ".geojson",
    "application/geopackage+sqlite3": ".gpkg",
    "application/geo+json-seq": ".geojsonl",
    "application/flatgeobuf": ".fgb",
    "application/gml+xml": ".gml",
    "application/json": ".json",
    "application/vnd.google-earth.kml+xml": ".kml",
    "application/vnd.google-earth.kmz": ".kmz",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "text/csv": ".csv",
}
"""Endings by content type (IANA's register of media types), for addresses that end in no file name."""

# It would print a warning that the file's hash is not known beforehand, which is so of every current file.
pooch.get_logger().setLevel(logging.ERROR)


class FetchProblem(DataError):  # noqa: N818 - named as people see it
    """A file could not be downloaded; the message says why and what to do."""


class _Passing(FetchProblem):
    """A problem that may be gone at the next attempt."""


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
class _Allowance:
    """What one download may still do."""

    limits: FetchLimits
    deadline: float
    inner_networks: bool

    def seconds_left(self) -> float:
        """Return the seconds until the deadline, or raise if there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _Passing(f"The download took longer than {self.limits.seconds:.0f} seconds.")
        return left


@dataclass(frozen=True)
class Fetched:
    """A downloaded file: its name, its content, and a sentence if it is a copy of an earlier download."""

    name: str
    content: bytes
    note: str = ""


def fetch(
    address: str,
    cache: Path = CACHE_FOLDER,
    limits: FetchLimits = FetchLimits(),
    inner_networks: bool = False,
) -> Fetched:
    """Download the file at an address, or give the copy of an earlier download if nobody answers.

    The server is asked every time. If its ETag or Last-Modified is that of the copy on disk, only that is
    read and nothing is downloaded.

    Parameters
    ----------
    address : str
        Of the file itself, http or https.
    cache : Path
        Folder of the copies.
    limits : FetchLimits
    inner_networks : bool
        Whether the address may be of this computer or a private network. Not for a public server, which
        would let its visitors read what only it can reach.

    Raises
    ------
    FetchProblem
        In one sentence or two: no such address, no network, too large, too slow, not a file.
    """
    address = address.strip()
    key = hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]
    allowance = _Allowance(limits, time.monotonic() + limits.seconds, inner_networks)
    attempts = Retrying(
        stop=stop_after_attempt(limits.attempts) | stop_before_delay(limits.seconds),
        wait=wait_exponential(multiplier=limits.first_wait_seconds),
        retry=retry_if_exception_type(_Passing),
        reraise=True,
    )
    try:
        path = attempts(_download, address, cache, key, allowance)
    except _Passing as problem:
        if (copy := _newest_copy(cache, key)) is None:
            raise FetchProblem(
                f"{problem} Nothing was changed; a file from your disk can be loaded."
            ) from None
        day = datetime.fromtimestamp(copy.stat().st_mtime)
        note = f"{problem} The copy downloaded on {day.day} {day:%B %Y} is used."
        return Fetched(_name_in_cache(copy), copy.read_bytes(), note)
    fetched = Fetched(_name_in_cache(path), path.read_bytes())
    _trim(cache, limits.cache_bytes)
    return fetched


def safe_name(name: str) -> str:
    """Return a file name without folders or characters that a file system or a shell may take amiss."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w.-]+", "-", last, flags=re.ASCII).strip(".-")
    return plain[-80:].lstrip(".-") or "file"


def _download(address: str, cache: Path, key: str, allowance: _Allowance) -> Path:
    """Return the path of the file in the cache, where it is put unless this version of it is there."""
    with _opened(address, allowance) as answer:
        version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        # Without either nobody can tell whether the file has changed, so it is downloaded anew.
        version = version or str(time.time_ns())
        stamp = hashlib.sha256(version.encode()).hexdigest()[:16]

        def write(_address: str, output: str, _pooch: object) -> None:
            with Path(output).open("wb") as file:
                for chunk in _chunks(answer, allowance):
                    file.write(chunk)

        try:
            path = Path(
                pooch.retrieve(
                    address,
                    known_hash=None,
                    fname=f"{key}-{stamp}-{_name_of(answer)}",
                    path=cache,
                    downloader=write,
                )
            )
            path.touch()
        except OSError as problem:
            raise FetchProblem(f"The download cannot be stored: {problem.strerror or problem}.") from None
    return path


@contextmanager
def _opened(address: str, allowance: _Allowance) -> Iterator[requests.Response]:
    """Give the answer of a server, its content not yet read, after following redirects."""
    with requests.Session() as session:
        for _ in range(allowance.limits.redirects + 1):
            host = _checked_host(address, allowance.inner_networks)
            answer = _ask(session, address, host, allowance)
            if answer.status_code in REDIRECTS and (target := answer.headers.get("Location")):
                address = urljoin(address, target)
                answer.close()
                continue
            with answer:
                _check_status(answer, host)
                yield answer
            return
    raise FetchProblem(
        f"{host} redirects without end. Copy the address of the file from the publisher's page."
    )


def _checked_host(address: str, inner_networks: bool) -> str:
    """Return the host of an address, after checking that the address is one that may be asked."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or parts.username:
        raise FetchProblem(
            f"{address[:100]!r} is not the address of a file. It has to start with https:// or http://."
        )
    if inner_networks:
        return host
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        # Behind a proxy names may be known to the proxy only: the request itself shall find out.
        return host
    if not all(ipaddress.ip_address(str(number).partition("%")[0]).is_global for number in found):
        raise FetchProblem(f"{host} is inside a private network. Save the file and load it from your disk.")
    return host


def _ask(session: requests.Session, address: str, host: str, allowance: _Allowance) -> requests.Response:
    patience = min(allowance.limits.quiet_seconds, allowance.seconds_left())
    try:
        return session.get(address, stream=True, timeout=patience, allow_redirects=False)
    except requests.exceptions.SSLError:
        raise FetchProblem(
            f"{host} does not prove that it is {host} (its certificate is not valid)."
        ) from None
    except requests.Timeout:
        raise _Passing(f"{host} did not answer within {patience:.0f} seconds.") from None
    except requests.ConnectionError:
        raise _Passing(f"{host} cannot be reached: there is no network, or no such site.") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError):
        raise FetchProblem(f"{address[:100]!r} is not an address that can be asked for a file.") from None


def _check_status(answer: requests.Response, host: str) -> None:
    status = answer.status_code
    if status in BUSY_OR_FAILING:
        raise _Passing(f"{host} is busy or failing (it answered {status}).")
    if status in (404, 410):
        raise FetchProblem(
            f"{host} has no file at that address ({status}). Copy it again from the publisher's page."
        )
    if status != 200:
        raise FetchProblem(f"{host} does not give out the file (it answered {status}).")


def _chunks(answer: requests.Response, allowance: _Allowance) -> Iterator[bytes]:
    """Give the content as it arrives, counting bytes and seconds."""
    host, limits = urlsplit(answer.url).hostname, allowance.limits
    stated = answer.headers.get("Content-Length", "")
    if stated.isdecimal() and int(stated) > limits.most_bytes:
        raise _too_large(limits)
    received = 0
    while True:
        allowance.seconds_left()
        try:
            # A full read would wait for the whole of a chunk, which a slow server can draw out past any limit.
            chunk = answer.raw.read1(CHUNK_BYTES, decode_content=True)
        except (urllib3.exceptions.ReadTimeoutError, TimeoutError):
            raise _Passing(
                f"{host} stopped sending the file for {limits.quiet_seconds:.0f} seconds."
            ) from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise _Passing(f"The connection to {host} broke off before the file was complete.") from None
        if not chunk:
            break
        if not received and re.match(rb"(?:\xef\xbb\xbf)?\s*<(!doctype html|html)\b", chunk, re.IGNORECASE):
            raise FetchProblem(
                "That is the address of a web page, not of a file. Copy the address of the link to the file."
            )
        received += len(chunk)
        if received > limits.most_bytes:
            raise _too_large(limits)
        yield chunk
    if not received:
        raise FetchProblem(f"{host} gave an empty file.")
    if stated.isdecimal() and "Content-Encoding" not in answer.headers and received < int(stated):
        raise _Passing(f"The connection to {host} broke off before the file was complete.")


def _too_large(limits: FetchLimits) -> FetchProblem:
    return FetchProblem(
        f"The file is larger than {limits.most_bytes / 1e6:,.0f} MB. Use a smaller version of it."
    )


def _name_of(answer: requests.Response) -> str:
    given = re.search(r'filename="?([^";]+)', answer.headers.get("Content-Disposition", ""), re.IGNORECASE)
    name = safe_name(given[1] if given else unquote(urlsplit(answer.url).path))
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return name if Path(name).suffix else name + ENDINGS.get(kind, "")


def _name_in_cache(path: Path) -> str:
    return path.name.split("-", 2)[2]


def _newest_copy(cache: Path, key: str) -> Path | None:
    copies = [path for path in cache.glob(f"{key}-*") if path.is_file()]
    return max(copies, key=lambda path: path.stat().st_mtime, default=None)


def _trim(cache: Path, most_bytes: int) -> None:
    """Delete the oldest copies until the rest is small enough."""
    total = 0
    for path in sorted(cache.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True):
        total += path.stat().st_size
        if total > most_bytes:
            path.unlink(missing_ok=True)
