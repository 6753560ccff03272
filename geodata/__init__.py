"""Shapes and places: reading any boundary file, topology for the web, neighbours, postcodes.

>>> from geodata import embedded_boundaries
>>> len(embedded_boundaries().areas)
209
"""

from geodata.boundaries import (
    DEFAULT_GEOGRAPHY,
    GEOGRAPHIES,
    Boundaries,
    BoundaryError,
    EmbeddedFileError,
    Geography,
    embedded_boundaries,
    geography,
)
from geodata.cartogram.hexagons import check_layout, embedded_layout, hexagon_layout, hexagon_topology
from geodata.check import Check, check
from geodata.inset import inset_topology
from geodata.neighbours import centroids, islands, neighbours
from geodata.postcodes import PostcodeAnswer, PostcodeError, find_postcode, looks_like_postcode
from geodata.publish import (
    TopologyFile,
    publish_for_one,
    publish_hexagons,
    publish_inset,
    publish_topology,
    withdraw,
)
from geodata.reading.read import read_boundaries
from geodata.topology.arcs import decode
from geodata.topology.prepare import prepare_topology
from geodata.towns import find_towns

__all__ = [
    "DEFAULT_GEOGRAPHY",
    "GEOGRAPHIES",
    "Boundaries",
    "BoundaryError",
    "Check",
    "EmbeddedFileError",
    "Geography",
    "PostcodeAnswer",
    "PostcodeError",
    "TopologyFile",
    "centroids",
    "check",
    "check_layout",
    "decode",
    "embedded_boundaries",
    "embedded_layout",
    "find_postcode",
    "find_towns",
    "geography",
    "hexagon_layout",
    "hexagon_topology",
    "inset_topology",
    "islands",
    "looks_like_postcode",
    "neighbours",
    "prepare_topology",
    "publish_for_one",
    "publish_hexagons",
    "publish_inset",
    "publish_topology",
    "read_boundaries",
    "withdraw",
]
