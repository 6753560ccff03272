"""Reading boundaries from whatever file people have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.boundaries import AREA_COLUMNS, DEFAULT_GEOGRAPHY, GEOGRAPHIES, Boundaries, BoundaryError
from geodata.gdal import DamagedFileError, ask, pyogrio
from geodata.reading.columns import (
    KIND_IN_WORDS,
    CodeColumn,
    best_code_column,
    code_columns,
    first_few,
    name_column,
    to_area_codes,
)
from geodata.reading.contents import (
    MAX_FEATURES,
    MAX_VERTICES,
    PointsElsewhereError,
    check_content,
    damaged,
    too_large,
)
from geodata.reading.files import check_companions, data_sets_in
from geodata.reading.formats import ARCHIVE_ENDINGS, BY_ENDING, PARQUET_ENDINGS, TABLE_ENDINGS
from geodata.reading.repair import keep_polygons, to_national_grid


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
        A file of one of the `geodata.reading.formats`, as it is or in a ZIP, in any coordinate system. Its codes are
        found by their look (ONS: E38000045, ODS: 11J), whatever the column is called.
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
    known = GEOGRAPHIES[DEFAULT_GEOGRAPHY].table() if areas is None else areas
    known = pd.DataFrame(known[AREA_COLUMNS])
    with data_sets_in(path) as datasets:
        layers, left_out = _layers(datasets, path)
        layer, notes = _choose_layer(layers, known, path.name)
        shapes = _shapes(layer, path.name)
    found, column_notes = _choose_codes(layer.table, known, path.name)
    frame = gpd.GeoDataFrame(_describe(layer.table, found, known), geometry=shapes.geometry, crs=shapes.crs)
    frame, blank_notes = _drop_rows_without_code(frame, found)
    _refuse_duplicates(frame["area_code"], found.column, path.name)
    labels = [f"{name} ({code})" for name, code in zip(frame["area_name"], frame["area_code"], strict=True)]
    if not any(shape and not shape.is_empty for shape in frame.geometry.to_numpy()):
        raise BoundaryError(
            f"{path.name} has no polygons, only rows without a shape. Use a file of boundaries."
        )
    frame, labels, grid_notes = to_national_grid(frame, labels, path.name)
    frame, shape_notes = keep_polygons(frame, labels, path.name)
    frame = frame.sort_values("area_code", ignore_index=True)[[*AREA_COLUMNS, "geometry"]]
    return Boundaries(frame, (*left_out, *notes, *column_notes, *blank_notes, *grid_notes, *shape_notes))


def _layers(datasets: list[Path], path: Path) -> tuple[list[Layer], list[str]]:
    """Return the layers of all data sets, and a note on each data set that cannot be read beside others that can."""
    layers, problems = [], []
    inside = path if path.suffix.lower() in ARCHIVE_ENDINGS else None
    for dataset in datasets:
        try:
            if inside:
                check_companions(dataset, inside)
            file = f"{dataset.name} in {path.name}" if inside and len(datasets) > 1 else path.name
            check_content(dataset, file)
            layers += _layers_of(dataset, file)
        except BoundaryError as problem:
            problems.append(problem)
    told = [problem for problem in problems if not isinstance(problem, PointsElsewhereError)]
    if problems and not layers:
        raise (told or problems)[0]
    return layers, [f"Left out: {problem}" for problem in told]


def _layers_of(dataset: Path, file: str) -> list[Layer]:
    if dataset.suffix in PARQUET_ENDINGS:
        frame = _ask(file, gpd.read_parquet, dataset)
        return [
            Layer(dataset, dataset.stem, "Unknown", pd.DataFrame(frame.drop(columns=frame.geometry.name)))
        ]
    layers = []
    for name, geometry_type in _list_layers(dataset, file):
        if geometry_type is None:
            continue
        options = {"layer": name, "max_features": MAX_FEATURES + 1}
        table = _ask(file, pyogrio.read_dataframe, dataset, read_geometry=False, **options)
        if len(table) > MAX_FEATURES:
            raise too_large(file, f"more than {MAX_FEATURES:,} rows")
        if table.columns.has_duplicates:
            twice = sorted({repr(str(name)) for name in table.columns[table.columns.duplicated()]})
            raise BoundaryError(f"{file} has more than one column named {first_few(twice)}. Rename one.")
        layers.append(Layer(dataset, name, geometry_type, pd.DataFrame(table)))
    return layers


def _list_layers(dataset: Path, file: str) -> list[tuple[str, str | None]]:
    found = [(str(name), geometry_type) for name, geometry_type in _ask(file, pyogrio.list_layers, dataset)]
    if found:
        driver = _ask(file, pyogrio.read_info, dataset, layer=found[0][0])["driver"]
        if driver not in BY_ENDING[dataset.suffix].drivers:
            raise damaged(file)
    return found


def _shapes(layer: Layer, file: str) -> gpd.GeoDataFrame:
    """Return the shapes of a layer, a row for each of its table."""
    if layer.dataset.suffix in PARQUET_ENDINGS:
        shapes = _ask(file, _read_parquet, layer.dataset)
    else:
        shapes = _ask(file, pyogrio.read_dataframe, layer.dataset, layer=layer.name, columns=[])
    if len(shapes) != len(layer.table):
        raise damaged(file)
    vertices = int(shapes.geometry.count_coordinates().sum())
    if vertices > MAX_VERTICES:
        raise too_large(file, f"{vertices:,} vertices; at most {MAX_VERTICES:,} are read")
    return shapes


def _read_parquet(dataset: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(dataset)
    return gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=frame.geometry)


def _ask(file: str, question: Any, *arguments: Any, **options: Any) -> Any:
    """Call a function that reads a file; that it cannot be read becomes a sentence."""
    try:
        return ask(question, *arguments, **options)
    except DamagedFileError:
        raise damaged(file) from None


def _choose_layer(layers: list[Layer], known: pd.DataFrame, file: str) -> tuple[Layer, list[str]]:
    """Return the layer of polygons whose codes fit the known areas best, and a note if there were others."""
    candidates = [layer for layer in layers if layer.may_hold_polygons]
    if not candidates:
        kinds = sorted({str(layer.geometry_type) for layer in layers})
        if not kinds and Path(file).suffix.lower() not in TABLE_ENDINGS:
            raise BoundaryError(f"{file} has no shape that can be read. It may be cut short: save it again.")
        held = f"only {first_few(kinds)}" if kinds else "only tables"
        raise BoundaryError(f"{file} has no polygons, {held}. Use a file of boundaries.")

    def rank(layer: Layer) -> tuple[Any, ...]:
        found = best_code_column(layer.table, known)
        return found.rank(known) if found else (-1, False, 0, False)

    chosen = max(candidates, key=rank)
    if len(layers) == 1:
        return chosen, []
    others = [layer.name for layer in layers if layer is not chosen]
    return chosen, [f"{file} has {len(layers)} layers; {chosen.name} was used, not {first_few(others)}."]


def _choose_codes(table: pd.DataFrame, known: pd.DataFrame, file: str) -> tuple[CodeColumn, list[str]]:
    if table.empty:
        raise BoundaryError(f"{file} has no rows. Use a file of boundaries.")
    found = best_code_column(table, known)
    if found is None:
        columns = first_few([str(column) for column in table.columns], most=12) or "none"
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
    return found, [f"{kind} were taken from the column {found.column}, not from {first_few(rivals)}."]


def _describe(table: pd.DataFrame, found: CodeColumn, known: pd.DataFrame) -> pd.DataFrame:
    """Return `area_code`, `ods_code`, `area_name` for each row: from the known areas, else from the file."""
    frame = pd.DataFrame({"area_code": to_area_codes(found, known)}, index=table.index, dtype=object)
    lookup = known.set_index("area_code")
    rows_apart = [c for c in code_columns(table) if c.kind == "ods_code" and c.rank(known)[1]]
    own_ods = rows_apart[0].of_kind("ods_code") if rows_apart else pd.Series("", index=table.index)
    frame["ods_code"] = frame["area_code"].map(lookup["ods_code"]).fillna(own_ods).fillna("")
    column = name_column(table, known)
    own_names = table[column] if column is not None else frame["area_code"]
    own_names = own_names.fillna(frame["area_code"])
    frame["area_name"] = frame["area_code"].map(lookup["area_name"]).fillna(own_names)
    return frame


def _drop_rows_without_code(frame: gpd.GeoDataFrame, found: CodeColumn) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Leave out the rows whose code is blank or no code of an area, and say of each kind which they are."""
    lacking = frame["area_code"].isna()
    blank = lacking & found.texts.isna()
    notes = []
    if count := int(blank.sum()):
        rows = "1 row without an area code was" if count == 1 else f"{count} rows without an area code were"
        names = [str(name) for name in frame.loc[blank, "area_name"].dropna()]
        who = f" ({first_few(names)})" if names else ""
        notes.append(f"{rows} left out{who}.")
    if strange := [repr(str(text)[:40]) for text in found.texts[lacking & ~blank]]:
        what = "is no area code" if len(strange) == 1 else "are no area codes"
        rows = "1 row was" if len(strange) == 1 else f"{len(strange)} rows were"
        notes.append(f"{rows} left out: {first_few(strange)} in the column {found.column} {what}.")
    return frame.loc[~lacking], notes


def _refuse_duplicates(codes: pd.Series, column: str, file: str) -> None:
    twice = sorted(set(codes[codes.duplicated()]))
    if twice:
        raise BoundaryError(
            f"{file} has more than one row for {first_few(twice)} (column {column}). "
            "Merge the rows of each area into one shape."
        )
