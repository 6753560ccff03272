"""Shapes and places: reading any boundary file, topology for the web, neighbours.

>>> from geodata import embedded_boundaries
>>> len(embedded_boundaries().areas)
209
"""

from geodata.arcs import decode
from geodata.boundaries import Boundaries, BoundaryError, embedded_boundaries
from geodata.check import Check, check
from geodata.neighbours import centroids, islands, neighbours
from geodata.publish import TopologyFile, publish_topology
from geodata.read import read_boundaries
from geodata.topology import prepare_topology

__all__ = [
    "Boundaries",
    "BoundaryError",
    "Check",
    "TopologyFile",
    "centroids",
    "check",
    "decode",
    "embedded_boundaries",
    "islands",
    "neighbours",
    "prepare_topology",
    "publish_topology",
    "read_boundaries",
]
