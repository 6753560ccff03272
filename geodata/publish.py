"""Putting the topology of a boundary file where the browser can fetch it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely

from geodata.boundaries import (
    AREA_COLUMNS,
    DEFAULT_GEOGRAPHY,
    Boundaries,
    EmbeddedFileError,
    geography,
)
from geodata.cartogram.hexagons import embedded_layout, hexagon_topology
from geodata.inset import inset_topology
from geodata.reading.files import parts_of
from geodata.reading.read import read_boundaries
from geodata.topology.arcs import decode
from geodata.topology.layers import GROUP_LAYERS
from geodata.topology.prepare import prepare_topology

PREPARATION_VERSION = 2
"""Raise this when a topology is made in another way, so that those made before are not used again."""

USER_FOLDER = "user"
INSET, HEXAGONS = "inset", "hexagons"
_FOR_ONE = "session-"
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class TopologyFile:
    """A topology that the browser can fetch.

    Attributes
    ----------
    name : str
        Its address below the static folder, with `/` between folders: `ccg-april-2016.json`.
    path : Path
        The file.
    areas : DataFrame
        `area_code`, `ods_code`, `area_name` of the areas of the map, in the order of their ids.
    notes : tuple of str
        What was repaired or assumed on reading the boundaries.
    """

    name: str
    path: Path
    areas: pd.DataFrame
    notes: tuple[str, ...] = ()


def publish_topology(
    boundaries_path: str | Path | None,
    groups: pd.DataFrame | None,
    static_dir: str | Path,
    embedded: str = DEFAULT_GEOGRAPHY,
) -> TopologyFile:
    """Make the topology of a boundary file available below the static folder.

    Parameters
    ----------
    boundaries_path : str, Path or None
        The user's file, or None for the embedded boundaries, whose topology is there already.
    groups : DataFrame or None
        As for `prepare_topology`; with `ods_code` and `area_name` it also names the known areas.
    static_dir : str or Path
        The folder that the browser sees.
    embedded : str
        Which of the embedded boundaries (see `GEOGRAPHIES`), where there is no file.

    Returns
    -------
    TopologyFile
        For a user's file `user/boundaries-<hash>.json`, made once for each content of file and groups.

    Raises
    ------
    BoundaryError
        If the file cannot be used, or there are no such embedded boundaries.
    EmbeddedFileError
        If the embedded topology is missing or damaged.
    """
    static = Path(static_dir)
    if boundaries_path is None:
        return _embedded_topology(static, embedded)
    known = groups if groups is not None and set(AREA_COLUMNS) <= set(groups.columns) else None
    file = Path(boundaries_path).expanduser()
    boundaries = read_boundaries(file, known)
    name = f"boundaries-{_content_hash(file, groups)}.json"
    path = static / USER_FOLDER / name
    areas = pd.DataFrame(boundaries.areas[AREA_COLUMNS])
    # What was written earlier may be damaged since, and a browser would draw nothing and say nothing.
    if _codes_of(path) != areas["area_code"].tolist():
        write_at_once(path, prepare_topology(boundaries, groups))
    return TopologyFile(f"{USER_FOLDER}/{name}", path, areas, boundaries.notes)


def _embedded_topology(static: Path, embedded: str) -> TopologyFile:
    """Return an embedded topology, after looking whether it has all areas: a browser draws nothing and says nothing."""
    kind = geography(embedded)
    path, areas = static / kind.topology_name, kind.table()
    if not path.exists():
        raise EmbeddedFileError(path, "is missing")
    if _codes_of(path) != areas["area_code"].tolist():
        raise EmbeddedFileError(path, "is damaged")
    return TopologyFile(path.name, path, areas)


def _codes_of(path: Path) -> list[str]:
    """Return the codes of the areas of a topology in the order of their ids, none if it is damaged."""
    try:
        prepared = json.loads(path.read_bytes())
        shapes = decode(prepared, "areas")
        ids = [shape["id"] for shape in prepared["objects"]["areas"]["geometries"]]
        whole = ids == list(range(len(shapes))) and not shapes.geometry.is_empty.any()
        return shapes["area_code"].tolist() if whole else []
    except (OSError, ValueError, LookupError, TypeError, AttributeError, shapely.errors.ShapelyError):
        return []


def publish_for_one(
    boundaries: Boundaries, groups: pd.DataFrame | None, static_dir: str | Path
) -> TopologyFile:
    """Make the topology of boundaries available to whoever is told its name, which cannot be guessed.

    Nothing lists the static folder, so only a browser that was given the name can fetch the file. `withdraw` takes
    it away again; what was left behind by a server that stopped is taken away here after a day.

    Parameters
    ----------
    boundaries : Boundaries
    groups, static_dir : as for `publish_topology`

    Raises
    ------
    BoundaryError
        If the shapes cannot be drawn.
    """
    folder = Path(static_dir) / USER_FOLDER
    for path in folder.glob(f"{_FOR_ONE}*"):
        if path.stat().st_mtime < time.time() - _KEPT_SECONDS:
            path.unlink(missing_ok=True)
    path = folder / f"{_FOR_ONE}{secrets.token_urlsafe(24)}.json"
    write_at_once(path, prepare_topology(boundaries, groups))
    areas = pd.DataFrame(boundaries.areas[AREA_COLUMNS])
    return TopologyFile(f"{USER_FOLDER}/{path.name}", path, areas, boundaries.notes)


def withdraw(topology: TopologyFile) -> None:
    """Delete a topology and what was made beside it."""
    for path in (topology.path, *(companion(topology.path, kind) for kind in (INSET, HEXAGONS))):
        path.unlink(missing_ok=True)


def publish_inset(topology: TopologyFile, groups: pd.DataFrame | None) -> TopologyFile | None:
    """Make the inset of London for a map available beside its topology.

    Parameters
    ----------
    topology : TopologyFile
        From `publish_topology`.
    groups : DataFrame or None
        The same as there.

    Returns
    -------
    TopologyFile or None
        The topology of `inset_topology`. None if the map has no areas of London, or no room for it.
    """
    return _beside(topology, INSET, lambda: inset_topology(json.loads(topology.path.read_bytes()), groups))


def publish_hexagons(topology: TopologyFile, groups: pd.DataFrame | None) -> TopologyFile | None:
    """Make the hexagon cartogram of a map's areas available beside its topology.

    Parameters
    ----------
    topology : TopologyFile
        From `publish_topology`. Ids are the same in both.
    groups : DataFrame or None
        The same as there.

    Returns
    -------
    TopologyFile or None
        The topology of `hexagon_topology`. None if one of the areas has no place in the stored layout,
        which is that of the 209 CCGs of April 2016: another takes too long to compute to wait for it.
    """
    layout = embedded_layout()
    if not topology.areas["area_code"].isin(layout["area_code"]).all():
        return None
    return _beside(topology, HEXAGONS, lambda: hexagon_topology(topology.areas, layout, groups))


def companion(path: Path, kind: str) -> Path:
    """Return where the inset or the hexagons of a topology are: beside it."""
    return path.with_name(f"{path.stem}-{kind}.json")


def _beside(topology: TopologyFile, kind: str, make: Callable[[], bytes | None]) -> TopologyFile | None:
    path = companion(topology.path, kind)
    if not _is_topology(path):
        content = make()
        if content is None:
            return None
        try:
            write_at_once(path, content)
        except OSError:
            # A map without what stands beside it is better than none.
            return None
    return TopologyFile(companion(Path(topology.name), kind).as_posix(), path, topology.areas)


def _is_topology(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_bytes())["objects"])
    except (OSError, ValueError, LookupError, TypeError):
        return False


def write_at_once(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files that only their owner can read; a web server may be another user.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _content_hash(path: Path, groups: pd.DataFrame | None) -> str:
    digest = hashlib.sha256(str(PREPARATION_VERSION).encode())
    for part in parts_of(path):
        digest.update(part.suffix.lower().encode() + part.read_bytes())
    if groups is not None:
        wanted = {"area_code", *GROUP_LAYERS, *(f"{column}_code" for column in GROUP_LAYERS)}
        columns = [column for column in groups.columns if column in wanted]
        digest.update(groups[columns].to_csv(index=False).encode())
    return digest.hexdigest()[:16]
