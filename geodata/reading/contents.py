"""What a boundary file holds, looked at before it is given to GDAL: is it what its ending says, and safe to open."""

from __future__ import annotations

import json
import re
import xml.sax
from pathlib import Path
from typing import Any

import defusedxml.sax
import pyarrow.parquet as pq
from defusedxml.common import DefusedXmlException

from geodata.boundaries import BoundaryError
from geodata.gdal import DamagedFileError, ask
from geodata.reading.formats import (
    ACCEPTED,
    BY_ENDING,
    GEODATABASE,
    JSON_ENDINGS,
    PARQUET_ENDINGS,
    XML_ENDINGS,
)

MAX_UNPACKED_BYTES = 200_000_000
MAX_FEATURES = 100_000
"""Rows of a file. England has 33,755 Lower layer Super Output Areas, far more than any area that is rated."""
MAX_VERTICES = 20_000_000
MAX_TEXT_BYTES = 100_000_000
"""Of a text that is held in memory as a tree, which takes five times as much."""
MAX_TAGS, MAX_DEPTH = 2_000_000, 100
SHAPEFILE_HEADER_BYTES = 100

_START_BYTES = 4096
_WELL_KNOWN = re.compile(rb"opengis\.net/(?:gml|kml)|google\.com/kml")
# A TAB file is a text that may name other files instead of having its own.
_OTHER_FILES = re.compile(rb'open\s+table|isseamless"?\s*=\s*"?true|type\s+linked|file\s+"', re.IGNORECASE)


class PointsElsewhereError(BoundaryError):
    """A file without boundaries of its own, such as the list of contents of a KMZ."""


def check_content(dataset: Path, file: str) -> None:
    """Check a data set, which is called `file` in messages.

    Raises
    ------
    BoundaryError
        If it is empty, cut short, not what its ending says, points to other files, or would take too much memory.
    """
    ending = dataset.suffix.lower()
    if ending == GEODATABASE:
        return
    if dataset.stat().st_size == 0:
        raise BoundaryError(f"{file} is empty.")
    with dataset.open("rb") as opened:
        start = opened.read(_START_BYTES)
    if not BY_ENDING[ending].start.match(start):
        raise damaged(file)
    if ending == ".shp":
        _check_complete(dataset, start, file)
    elif ending in JSON_ENDINGS:
        _check_json(dataset.read_bytes(), file)
    elif ending in XML_ENDINGS:
        _check_xml(dataset, file)
    elif ending in PARQUET_ENDINGS:
        _check_parquet(dataset, file)
    elif ending == ".tab" and _OTHER_FILES.search(dataset.read_bytes()):
        raise BoundaryError(f"{file} only points to other tables. Give the TAB file of the areas themselves.")


def damaged(file: str) -> BoundaryError:
    """Return the error of a file that cannot be read."""
    return BoundaryError(
        f"{file} cannot be read: it is damaged, cut short or not what its ending says. Use {ACCEPTED}."
    )


def too_large(file: str, what: str) -> BoundaryError:
    """Return the error of a file that has too much of something."""
    return BoundaryError(f"{file} has {what}. Use a generalised version of the boundaries.")


def is_map_xml(content: bytes) -> bool:
    """Return whether a text is KML or GML, by the names at its beginning."""
    return bool(_WELL_KNOWN.search(content[:_START_BYTES].replace(b"\x00", b"")))


def is_geoparquet(source: Any) -> bool:
    """Return whether a Parquet file (path or open file) says which of its columns are shapes."""
    try:
        return b"geo" in (ask(pq.read_metadata, source).metadata or {})
    except DamagedFileError:
        return False


def _check_complete(dataset: Path, start: bytes, file: str) -> None:
    """Refuse a shapefile that is shorter than its own header says.

    GDAL reads what is there and gives the rest as rows without a shape, which would lose areas quietly.
    """
    stated = 2 * int.from_bytes(start[24:28], "big")
    if len(start) < SHAPEFILE_HEADER_BYTES or dataset.stat().st_size < stated:
        raise BoundaryError(f"{file} is cut short. Copy or download it again.")


def _check_json(content: bytes, file: str) -> None:
    if b"gdal_streamed_alg" in content:
        raise BoundaryError(f"{file} holds commands, not boundaries. Use {ACCEPTED}.")
    if b'"Topology"' not in content:
        return
    _check_size(len(content), file)
    try:
        topology = json.loads(content.decode("utf-8-sig"))
        lengths = [len(arc) for arc in topology["arcs"]]
        vertices = _vertices(list(topology["objects"].values()), lengths)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise damaged(file) from None
    if vertices > MAX_VERTICES:
        raise too_large(file, f"{vertices:,} vertices; at most {MAX_VERTICES:,} are read")


def _vertices(part: Any, lengths: list[int]) -> int:
    """Count the vertices that a part of a topology comes to: many shapes may refer to one long line."""
    if isinstance(part, dict):
        return _vertices(part.get("geometries") or part.get("arcs") or [], lengths)
    if isinstance(part, int):
        return lengths[part if part >= 0 else ~part]
    return sum(_vertices(inner, lengths) for inner in part)


def _check_size(size: int, file: str) -> None:
    if size > MAX_TEXT_BYTES:
        raise too_large(
            file, f"{size / 1e6:,.0f} MB of text; at most {MAX_TEXT_BYTES // 1_000_000} MB are read"
        )


def _check_xml(dataset: Path, file: str) -> None:
    _check_size(dataset.stat().st_size, file)
    looking = _Looking(file)
    try:
        with dataset.open("rb") as opened:
            defusedxml.sax.parse(opened, looking, forbid_dtd=True)
    except DefusedXmlException:
        raise BoundaryError(
            f"{file} defines its own entities or points to other files (a DTD), which are not read. Export it again."
        ) from None
    except BoundaryError:
        raise
    except (xml.sax.SAXException, ValueError, LookupError, OSError):
        raise damaged(file) from None
    if looking.links and not looking.placemarks:
        raise PointsElsewhereError(
            f"{file} only points to other files (NetworkLink), which are not fetched. Give the file it points to."
        )


class _Looking(xml.sax.ContentHandler):
    """Looks at the tags of KML or GML, and stops at what must not be opened."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file, self.tags, self.depth, self.links, self.placemarks = file, 0, 0, 0, 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by the library
        plain = name.rpartition(":")[2].lower()
        if not self.tags and (plain.startswith(("ogr", "vrt", "gdal")) or plain.endswith("capabilities")):
            raise damaged(self.file)
        self.links += plain == "networklink"
        self.placemarks += plain == "placemark"
        self.tags, self.depth = self.tags + 1, self.depth + 1
        if self.tags > MAX_TAGS or self.depth > MAX_DEPTH:
            raise too_large(self.file, "too many parts, or parts in parts, to be read")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1


def _check_parquet(dataset: Path, file: str) -> None:
    """Count what comes out of a GeoParquet file: one shape may be written once and stand in every row."""
    if not is_geoparquet(dataset):
        raise BoundaryError(
            f"{file} is a Parquet file without shapes, or damaged. Use GeoParquet, or for figures a plain table."
        )
    taken = rows = 0
    with dataset.open("rb") as opened:
        batches = _ask(file, lambda: pq.ParquetFile(opened).iter_batches(batch_size=64))
        while (batch := _ask(file, next, batches, None)) is not None:
            taken, rows = taken + batch.nbytes, rows + batch.num_rows
            if taken > MAX_UNPACKED_BYTES:
                raise too_large(file, f"more than {MAX_UNPACKED_BYTES // 1_000_000} MB when unpacked")
            if rows > MAX_FEATURES:
                raise too_large(file, f"more than {MAX_FEATURES:,} rows")


def _ask(file: str, question: Any, *arguments: Any) -> Any:
    try:
        return ask(question, *arguments)
    except DamagedFileError:
        raise damaged(file) from None
