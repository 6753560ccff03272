"""Downloading an official file from its address, within limits, with a copy kept for when there is no network."""

import hashlib
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urljoin

import pooch
import urllib3
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from importers.web.address import FetchProblem, WebAddress, read_address
from importers.web.connections import Allowance, FetchLimits, Network, PassingProblem, answer_of

CACHE_FOLDER = Path(pooch.os_cache("cancer-ratings-map"))
BUSY_OR_FAILING = {408, 425, 429, 500, 502, 503, 504}
NOT_ASKED_FOR = {"br", "compress", "x-compress", "zstd"}
"""Packings that no request of this program names. Words that name none, such as utf-8, change nothing."""
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


@dataclass(frozen=True)
class Fetched:
    """A downloaded file: its name, its content, and a sentence if it is a copy of an earlier download."""

    name: str
    content: bytes
    note: str = ""


def fetch(
    address: str,
    cache: Path = CACHE_FOLDER,
    limits: FetchLimits = FetchLimits(),  # noqa: B008 - frozen
    network: Network | None = None,
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
    network : Network, optional
        The way out; if not given, that which whoever runs the app has set.

    Raises
    ------
    FetchProblem
        In one sentence or two: no such address, no network, too large, too slow, not a file.
    """
    address = address.strip()
    key = hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]
    allowance = Allowance(limits, time.monotonic() + limits.seconds)
    attempts = Retrying(
        stop=stop_after_attempt(limits.attempts) | stop_before_delay(limits.seconds),
        wait=wait_exponential(multiplier=limits.first_wait_seconds),
        retry=retry_if_exception_type(PassingProblem),
        reraise=True,
    )
    try:
        path = attempts(_download, address, cache, key, allowance, network or Network.of_environment())
    except PassingProblem as problem:
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


def _download(text: str, cache: Path, key: str, allowance: Allowance, network: Network) -> Path:
    """Return the path of the file in the cache, where it is put unless this version of it is there."""
    with _opened(text, allowance, network) as (address, answer):
        version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        # Without either nobody can tell whether the file has changed, so it is downloaded anew.
        version = version or str(time.time_ns())
        stamp = hashlib.sha256(version.encode()).hexdigest()[:16]

        def write(_address: str, output: str, _pooch: object) -> None:
            with Path(output).open("wb") as file:
                for chunk in _chunks(answer, address.host, allowance):
                    file.write(chunk)

        try:
            path = Path(
                pooch.retrieve(
                    text,
                    known_hash=None,
                    fname=f"{key}-{stamp}-{_name_of(answer, address)}",
                    path=cache,
                    downloader=write,
                )
            )
            path.touch()
        except OSError as problem:
            raise FetchProblem(f"The download cannot be stored: {problem.strerror or problem}.") from None
    return path


@contextmanager
def _opened(
    text: str, allowance: Allowance, network: Network
) -> Iterator[tuple[WebAddress, urllib3.BaseHTTPResponse]]:
    """Give the last address and its answer, the content not yet read, after following redirects.

    Every address on the way is read, checked and looked up alike.
    """
    address = read_address(text)
    for _ in range(allowance.limits.redirects + 1):
        with answer_of(address, allowance, network) as answer:
            target = answer.headers.get("Location")
            if answer.status not in REDIRECTS or not target:
                _check_status(answer.status, address.host)
                yield address, answer
                return
        address = _redirected(address, target)
    raise FetchProblem(
        f"{address.host} redirects without end. Copy the address of the file from the publisher's page."
    )


def _redirected(address: WebAddress, target: str) -> WebAddress:
    """Return the address that an answer sends to, if it is as safe as the one before."""
    # Headers are read as Latin-1, whatever was written.
    text = target.encode("latin-1", errors="replace").decode("utf-8", errors="replace")
    try:
        sent_to = read_address(urljoin(str(address), text))
    except (FetchProblem, ValueError):
        # `urljoin` has an error of its own for brackets that do not close.
        raise FetchProblem(
            f"{address.host} redirects to {text[:100]!r}, which is not the address of a file. "
            "Save the file and load it from your disk."
        ) from None
    if (address.scheme, sent_to.scheme) == ("https", "http"):
        raise FetchProblem(
            f"{address.host} redirects to an address without encryption, {str(sent_to)[:100]}. "
            "Save the file and load it from your disk."
        )
    return sent_to


def _check_status(status: int, host: str) -> None:
    if status in BUSY_OR_FAILING:
        raise PassingProblem(f"{host} is busy or failing (it answered {status}).")
    if status in (404, 410):
        raise FetchProblem(
            f"{host} has no file at that address ({status}). Copy it again from the publisher's page."
        )
    if status != 200:
        raise FetchProblem(f"{host} refuses to give the file (it answered {status}).")


def _chunks(answer: urllib3.BaseHTTPResponse, host: str, allowance: Allowance) -> Iterator[bytes]:
    """Give the content as it arrives, counting bytes; the connection counts the seconds."""
    limits = allowance.limits
    _check_packing(answer, host)
    stated = _stated_bytes(answer)
    if stated is not None and stated > limits.most_bytes:
        raise _too_large(limits)
    received = 0
    while True:
        try:
            # What is unpacked of one read takes several, in which nothing else looks at the time.
            allowance.patience()
            # A full read would wait for the whole of a chunk, however slowly it comes.
            chunk = answer.read1(CHUNK_BYTES, decode_content=True)
        except (urllib3.exceptions.ReadTimeoutError, TimeoutError):
            raise allowance.timed_out(
                f"{host} stopped sending the file for {limits.quiet_seconds:.0f} seconds."
            ) from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise PassingProblem(
                f"The connection to {host} broke off before the file was complete."
            ) from None
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
    if stated is not None and "Content-Encoding" not in answer.headers and received < stated:
        raise PassingProblem(f"The connection to {host} broke off before the file was complete.")


def _check_packing(answer: urllib3.BaseHTTPResponse, host: str) -> None:
    """Raise a FetchProblem unless the content is packed at most once, in a way that was asked for.

    Packed within packed, a few bytes unpack to so much that neither bytes on the wire nor bytes of the file stop it.
    """
    packing = [word.strip().lower() for word in answer.headers.get("Content-Encoding", "").split(",")]
    if len(packing) > 1 or packing[0] in NOT_ASKED_FOR:
        raise FetchProblem(
            f"{host} sends the file compressed in a way that cannot be read here ({', '.join(packing)[:60]}). "
            "Save the file and load it from your disk."
        )


def _stated_bytes(answer: urllib3.BaseHTTPResponse) -> int | None:
    """Return how many bytes the answer is said to have, None if that is not said in a number."""
    stated = answer.headers.get("Content-Length", "")
    # A number of thousands of digits is none that can be read.
    return int(stated) if re.fullmatch("[0-9]{1,20}", stated) else None


def _too_large(limits: FetchLimits) -> FetchProblem:
    return FetchProblem(
        f"The file is larger than {limits.most_bytes / 1e6:,.0f} MB. Use a smaller version of it."
    )


def _name_of(answer: urllib3.BaseHTTPResponse, address: WebAddress) -> str:
    given = re.search(r'filename="?([^";]+)', answer.headers.get("Content-Disposition", ""), re.IGNORECASE)
    name = safe_name(given[1] if given else unquote(address.target.partition("?")[0]))
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
