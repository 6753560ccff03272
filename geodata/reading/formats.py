"""The formats of boundary files: their endings, what a file of each begins with, and who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format of boundary files.

    Attributes
    ----------
    endings : tuple of str
    drivers : set of str
        Of GDAL that may read it; none where GDAL does not.
    start : Pattern
        What the content begins with. GDAL goes by the content, whatever the ending, and would take others too.
    needs : tuple of str
        Endings of the files without which it cannot be read.
    """

    endings: tuple[str, ...]
    drivers: frozenset[str]
    start: re.Pattern[bytes]
    needs: tuple[str, ...] = ()


JSON_ENDINGS = (
    *(
        ".geojson",
        ".json",
        ".topojson",
        ".esrijson",
        ".geojsonl",
        ".geojsons",
        ".ndjson",
        ".ndgeojson",
        ".jsonl",
    ),
)
XML_ENDINGS = (".kml", ".gml", ".xml")
PARQUET_ENDINGS = (".parquet", ".geoparquet")
ARCHIVE_ENDINGS = (".zip", ".kmz")
LONGITUDE_LATITUDE_ENDINGS = {*JSON_ENDINGS, ".kml", ".kmz"} - {".esrijson"}
"""Formats in which a file that says nothing is in EPSG:4326."""
TABLE_ENDINGS = {".gpkg", ".tab", ".mif", *PARQUET_ENDINGS, *ARCHIVE_ENDINGS}
"""Formats that may hold tables without any shape."""
GEODATABASE = ".gdb"
"""A folder, whose files make sense only together; it comes in a ZIP."""

_JSON_DRIVERS = frozenset({"GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "JSONFG"})
_BOM = rb"(?:\xef\xbb\xbf)?"
FORMATS = (
    # A record of a GeoJSON text sequence (RFC 8142) begins with the sign for it.
    Format(JSON_ENDINGS, _JSON_DRIVERS, re.compile(_BOM + rb"[\s\x1e]*\{")),
    Format(
        XML_ENDINGS, frozenset({"LIBKML", "KML", "GML"}), re.compile(_BOM + rb"\s*<|\xff\xfe<|\xfe\xff\x00<")
    ),
    Format((".gpkg",), frozenset({"GPKG"}), re.compile(rb"SQLite format 3\x00")),
    Format((".shp",), frozenset({"ESRI Shapefile"}), re.compile(rb"\x00\x00\x27\x0a"), (".shx", ".dbf")),
    Format(
        (".tab",),
        frozenset({"MapInfo File"}),
        re.compile(rb"\s*!table", re.IGNORECASE),
        (".dat", ".map", ".id"),
    ),
    Format((".mif",), frozenset({"MapInfo File"}), re.compile(rb"\s*version", re.IGNORECASE), (".mid",)),
    Format((".fgb",), frozenset({"FlatGeobuf"}), re.compile(rb"fgb\x03fgb")),
    Format(PARQUET_ENDINGS, frozenset(), re.compile(rb"PAR1")),
    Format((GEODATABASE,), frozenset({"OpenFileGDB"}), re.compile(rb"")),
)
BY_ENDING = {ending: one for one in FORMATS for ending in one.endings}

READABLE = (*(ending for ending in BY_ENDING if ending != GEODATABASE), *ARCHIVE_ENDINGS)
COMPANION_ENDINGS = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mid")
"""Of the files that belong to a shapefile, TAB or MIF file and are read with it."""
IDLE_ENDINGS = (
    ".sbn",
    ".sbx",
    ".qix",
    ".fbn",
    ".fbx",
    ".ain",
    ".aih",
    ".atx",
    ".ixs",
    ".mxs",
    ".qpj",
    ".qmd",
)
"""Of the files that belong to a shapefile and are of no use here."""
UNREAD_ENDINGS = (
    *(
        ".gdbtable",
        ".gdbtablx",
        ".mdb",
        ".sqlite",
        ".spatialite",
        ".dxf",
        ".dwg",
        ".dgn",
        ".e00",
        ".gpx",
        ".osm",
    ),
    *(
        ".pbf",
        ".pmtiles",
        ".mbtiles",
        ".mvt",
        ".vrt",
        ".qgz",
        ".qgs",
        ".mxd",
        ".aprx",
        ".lyr",
        ".lyrx",
        ".lpk",
    ),
    *(".lpkx", ".mpk", ".mpkx", ".ppkx", ".wkt", ".wkb", ".twkb", ".svg", ".rds", ".feather", ".tif"),
)
"""Of other files that hold maps: boundaries are meant, so that the answer is which formats of boundaries are read."""

ACCEPTED = (
    "GeoJSON, Esri JSON, TopoJSON, GeoPackage, a shapefile (all its files, or zipped), a zipped file geodatabase, "
    "KML, KMZ, GML, FlatGeobuf, GeoParquet, or MapInfo TAB or MIF"
)
