"""Reading boundaries from whatever file people have."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from geodata.boundaries import AREA_COLUMNS, Boundaries, BoundaryError, embedded_boundaries
from geodata.columns import (
    KIND_IN_WORDS,
    CodeColumn,
    best_code_column,
    code_columns,
    in_words,
    name_column,
    to_area_codes,
)
from geodata.files import ACCEPTED, opened
from geodata.repair import keep_polygons, to_national_grid

DRIVERS = {"ESRI Shapefile", "GPKG", "GeoJSON", "TopoJSON", "MapInfo File"}

# A file may name an address (of its coordinate system, of other data), which GDAL would ask; whoever uploads one
# must not make this computer ask anything. Nobody listens on the discard port, and waiting is cut short too.
NO_NETWORK = {
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}
pyogrio.set_gdal_config_options(NO_NETWORK)


@dataclass(frozen=True)
class Layer:
    """One layer of a data set: where it is, and its attributes without the shapes."""

    dataset: Path
    name: str
    geometry_type: str | None
    table: pd.DataFrame

    @property
    def may_hold_polygons(self) -> bool:
        """Whether the layer says it holds polygons, or does not say what it holds."""
        kind = self.geometry_type or ""
        return any(word in kind for word in ("Polygon", "Surface", "Unknown", "Collection", "Geometry"))


def read_boundaries(path: str | Path, areas: pd.DataFrame | None = None) -> Boundaries:
    """Read areas and their shapes from a boundary file.

    Parameters
    ----------
    path : str or Path
        A shapefile (.shp, or zipped), GeoPackage, GeoJSON, TopoJSON or MapInfo TAB file, in any coordinate
        system. Its codes are found by their look (ONS: E38000045, ODS: 11J), whatever the column is called.
    areas : DataFrame, optional
        The areas that are known: `area_code`, `ods_code`, `area_name`. Translates ODS codes, fills in names,
        and helps to choose between several columns of codes. The embedded 209 CCGs if not given.

    Returns
    -------
    Boundaries
        Sorted by code, in EPSG:27700, with a note on everything that was repaired or assumed.

    Raises
    ------
    BoundaryError
        If the file cannot be used; the message says why, and what to do.
    """
    path = Path(path).expanduser()
    known = embedded_boundaries().areas if areas is None else areas
    known = pd.DataFrame(known[AREA_COLUMNS])
    with opened(path) as datasets:
        layer, notes = _choose_layer(_layers(datasets, path.name), known, path.name)
        shapes = _read(layer.dataset, path.name, layer=layer.name, columns=[])
    if len(shapes) != len(layer.table):
        raise _damaged(path.name)
    found, column_notes = _choose_codes(layer.table, known, path.name)
    frame = gpd.GeoDataFrame(_describe(layer.table, found, known), geometry=shapes.geometry, crs=shapes.crs)
    frame, blank_notes = _drop_rows_without_code(frame)
    _refuse_duplicates(frame["area_code"], found.column, path.name)
    labels = [f"{name} ({code})" for name, code in zip(frame["area_name"], frame["area_code"], strict=True)]
    if not any(shape and not shape.is_empty for shape in frame.geometry.to_numpy()):
        raise BoundaryError(
            f"{path.name} has no polygons, only rows without a shape. Use a file of boundaries."
        )
    frame, grid_notes = to_national_grid(frame, path.name)
    frame, shape_notes = keep_polygons(frame, labels, path.name)
    frame = frame.sort_values("area_code", ignore_index=True)[[*AREA_COLUMNS, "geometry"]]
    return Boundaries(frame, (*notes, *column_notes, *blank_notes, *grid_notes, *shape_notes))


def _layers(datasets: list[Path], file: str) -> list[Layer]:
    layers = []
    for dataset in datasets:
        for name, geometry_type in _list_layers(dataset, file):
            if geometry_type is None:
                continue
            table = _read(dataset, file, layer=name, read_geometry=False)
            if table.columns.has_duplicates:
                twice = sorted({repr(str(name)) for name in table.columns[table.columns.duplicated()]})
                raise BoundaryError(f"{file} has more than one column named {in_words(twice)}. Rename one.")
            layers.append(Layer(dataset, name, geometry_type, pd.DataFrame(table)))
    return layers


def _list_layers(dataset: Path, file: str) -> list[tuple[str, str | None]]:
    found = [
        (str(name), geometry_type) for name, geometry_type in _ask_gdal(file, pyogrio.list_layers, dataset)
    ]
    if found and _ask_gdal(file, pyogrio.read_info, dataset, layer=found[0][0])["driver"] not in DRIVERS:
        raise BoundaryError(f"{file} is not what its ending says. Use {ACCEPTED}.")
    return found


def _read(dataset: Path, file: str, **options: Any) -> Any:
    return _ask_gdal(file, pyogrio.read_dataframe, dataset, **options)


def _ask_gdal(file: str, question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call a function of pyogrio, turning its errors, and its warnings of damage, into one sentence."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = question(*arguments, **options)
    except Exception:
        # Damaged files break pyogrio, GDAL, GEOS and PROJ each in their own way (even with a NameError), so
        # only catching everything keeps every traceback in.
        raise _damaged(file) from None
    said = " ".join(str(warning.message).lower() for warning in caught)
    if any(word in said for word in ("corrupt", "truncated", "unexpected end", "failed", "error reading")):
        raise _damaged(file)
    return result


def _damaged(file: str) -> BoundaryError:
    return BoundaryError(
        f"{file} cannot be read: it is damaged, cut short or of another kind. Use {ACCEPTED}."
    )


def _choose_layer(layers: list[Layer], known: pd.DataFrame, file: str) -> tuple[Layer, list[str]]:
    """Return the layer of polygons whose codes fit the known areas best, and a note if there were others."""
    candidates = [layer for layer in layers if layer.may_hold_polygons]
    if not candidates:
        kinds = sorted({str(layer.geometry_type) for layer in layers})
        held = f"only {in_words(kinds)}" if kinds else "only tables"
        raise BoundaryError(f"{file} has no polygons, {held}. Use a file of boundaries.")

    def rank(layer: Layer) -> tuple[Any, ...]:
        found = best_code_column(layer.table, known)
        return found.rank(known) if found else (-1, False, 0, False)

    chosen = max(candidates, key=rank)
    if len(layers) == 1:
        return chosen, []
    others = [layer.name for layer in layers if layer is not chosen]
    return chosen, [f"{file} has {len(layers)} layers; {chosen.name} was used, not {in_words(others)}."]


def _choose_codes(table: pd.DataFrame, known: pd.DataFrame, file: str) -> tuple[CodeColumn, list[str]]:
    if table.empty:
        raise BoundaryError(f"{file} has no rows. Use a file of boundaries.")
    found = best_code_column(table, known)
    if found is None:
        columns = in_words([str(column) for column in table.columns], most=12) or "none"
        raise BoundaryError(
            f"No column of {file} holds area codes such as E38000045 or 11J. Its columns: {columns}."
        )
    rivals = [
        rival.column
        for rival in code_columns(table)
        if rival.kind == found.kind and not rival.codes.equals(found.codes)
    ]
    if not rivals:
        return found, []
    kind = KIND_IN_WORDS[found.kind]
    return found, [f"{kind} were taken from the column {found.column}, not from {in_words(rivals)}."]


def _describe(table: pd.DataFrame, found: CodeColumn, known: pd.DataFrame) -> pd.DataFrame:
    """Return `area_code`, `ods_code`, `area_name` for each row: from the known areas, else from the file."""
    frame = pd.DataFrame({"area_code": to_area_codes(found, known)}, index=table.index, dtype=object)
    lookup = known.set_index("area_code")
    rows_apart = [c for c in code_columns(table) if c.kind == "ods_code" and c.rank(known)[1]]
    own_ods = rows_apart[0].codes if rows_apart else pd.Series("", index=table.index)
    frame["ods_code"] = frame["area_code"].map(lookup["ods_code"]).fillna(own_ods).fillna("")
    column = name_column(table, known)
    own_names = table[column] if column is not None else frame["area_code"]
    own_names = own_names.fillna(frame["area_code"])
    frame["area_name"] = frame["area_code"].map(lookup["area_name"]).fillna(own_names)
    return frame


def _drop_rows_without_code(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    blank = frame["area_code"].isna()
    if not blank.any():
        return frame, []
    count = int(blank.sum())
    rows = "1 row without an area code was" if count == 1 else f"{count} rows without an area code were"
    names = [str(name) for name in frame.loc[blank, "area_name"].dropna()]
    who = f" ({in_words(names)})" if names else ""
    return frame.loc[~blank], [f"{rows} left out{who}."]


def _refuse_duplicates(codes: pd.Series, column: str, file: str) -> None:
    twice = sorted(set(codes[codes.duplicated()]))
    if twice:
        raise BoundaryError(
            f"{file} has more than one row for {in_words(twice)} (column {column}). "
            "Merge the rows of each area into one shape."
        )
