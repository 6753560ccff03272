"""Editions: one publication of indicators for one set of areas, a folder in `sample_data/`."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO, StringIO
from math import nan
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scoring.clean_text import cleaned, cleaned_table
from scoring.editions.figure_checks import NUMBERS, checked_figures
from scoring.editions.similar_areas import PAIR_COLUMNS, SimilarAreasMeta, peer_means, similar_areas
from scoring.editions.table_checks import (
    Check,
    check_areas,
    checked_borders,
    checked_ratings,
    checked_split,
)
from scoring.errors import DataError, UnknownNameError, listed
from scoring.methodology.compatibility import fitted
from scoring.methodology.messages import first_fault
from scoring.methodology.model import Methodology
from scoring.paths import EDITION_FOLDER
from scoring.rating.grid import Grid, grid_of
from scoring.reading import MOST_TABLE_BYTES, read_bytes, read_text, read_yaml, why_unreadable

EDITIONS_VARIABLE = "RATINGS_EDITIONS"
"""The environment variable with another folder of editions."""
METADATA, AREAS, FIGURES, SUCCESSORS = "metadata.yaml", "areas.csv", "indicators.csv", "areas/successors.csv"
RATED, BORDERS, SPLIT = "published_ratings.csv", "neighbours.csv", "split_areas.csv"
DEFAULT_EDITION = "october-2016"
DEFAULT_METHODOLOGY = "nhs-england-2016"
COUNTED_PER = {"%": 100.0, "per 1,000": 1e3, "per 10,000": 1e4, "per 100,000": 1e5, "per million": 1e6}
"""What counts are multiplied by, by the unit of the value. In any other unit a value is no share of its counts."""
PUBLISHED = ["area_code", "rating", "certainty", "publisher", "url", "note"]
NEIGHBOURS = ["area_code", "neighbour_code", "shared_border_km"]
SPLIT_AREAS = ["area_code", "share", "alliance_code", "alliance", "stp_code", "stp"]


class _Meta(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)


class IndicatorMeta(_Meta):
    """What an indicator is, where it comes from and what it may be compared with.

    `shortfall_label` says in words what those of the denominator who are not in the numerator are: 'patients
    waited longer than 62 days'.
    """

    label: str
    short_label: str
    definition: str
    unit: str
    decimals: int = Field(default=1, ge=0, le=6)
    direction: Literal["higher_is_better", "lower_is_better"]
    period: str
    publisher: str
    published: date | str | None = None
    methodology_link: str | None = None
    england_value: float | None = None
    standard: float | None = None
    standard_source: str | None = None
    numerator_label: str | None = None
    denominator_label: str | None = None
    shortfall_label: str | None = None
    estimation: str | None = None

    @model_validator(mode="after")
    def _percentages_are_percentages(self) -> Self:
        for name, number in (("england_value", self.england_value), ("standard", self.standard)):
            if self.unit == "%" and number is not None and not 0 <= number <= 100:
                raise ValueError(f"{name} is {number:g}, which is not a percentage between 0 and 100")
        return self

    @model_validator(mode="after")
    def _check_sources(self) -> Self:
        sources = (self.model_extra or {}).get("sources", [])
        if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
            raise ValueError("sources should be a list of texts")
        return self

    @property
    def per(self) -> float:
        """What numerator / denominator is multiplied by to give the value, NaN where a value is no share."""
        return COUNTED_PER.get(self.unit, nan)


class EditionMeta(_Meta):
    """What an edition is: title, date, licence, attribution, its indicators in order, similar areas.

    `default_methodology` is the id of the methodology that it is shown by first. `geography_id` names the set of
    areas, which the boundaries go by, and `areas_folder` where their tables are, seen from the folder of the
    edition, if they are not in it. Editions of one `series` are the same indicators at other times, each for a
    `period`, in the order of their dates.
    """

    id: str
    title: str
    date: date
    publisher: str
    licence: str
    attribution: str
    geography: str
    geography_id: str | None = None
    areas_folder: str = "."
    default_methodology: str = DEFAULT_METHODOLOGY
    series: str | None = None
    period: str | None = None
    indicators: dict[str, IndicatorMeta] = Field(min_length=1)
    similar_areas: SimilarAreasMeta | None = None

    @model_validator(mode="after")
    def _check_facts(self) -> Self:
        facts = (self.model_extra or {}).get("facts", [])
        if not isinstance(facts, list) or not all(
            isinstance(fact, dict) and {"fact", "value", "source"} <= fact.keys() for fact in facts
        ):
            raise ValueError("facts should be a list of blocks with fact, value and source")
        return self


@dataclass(frozen=True)
class Edition:
    """One edition, read from its folder.

    Attributes
    ----------
    meta : EditionMeta
    areas : DataFrame
        One row an area: area_code, ods_code, area_name, short_name, alliance, stp, region, …
    indicators : DataFrame
        One row an area and indicator: area_code, indicator, value, numerator, denominator, lower_ci,
        upper_ci (percent or the indicator's unit), basis, source, and from the metadata england,
        standard, direction (1 if higher is better, -1 if lower is), per (see `IndicatorMeta.per`), peers and
        peers_error (the mean of the similar areas and its standard error; NaN in an edition without them).
    published_ratings : DataFrame
        The ratings that were published: area_code, rating, certainty, source, note.
    similar : DataFrame
        The similar areas of each area, see `similar_areas`; empty if the metadata do not define them.
    neighbours : DataFrame
        Every pair of areas that share a border, from both sides: area_code, neighbour_code,
        shared_border_km. Empty in an edition without a file of them.
    split_areas : DataFrame
        The parts of areas that lie in more than one alliance or other group: area_code, share (0 to 1, the
        shares of an area add up to 1) and the columns of `areas` that name the group of the part.
        Empty where no area is split.
    faults : tuple of str
        Why a table that an edition can do without is left out, a sentence each: of neighbours, of published ratings.
    """

    meta: EditionMeta
    areas: pd.DataFrame
    indicators: pd.DataFrame
    published_ratings: pd.DataFrame
    similar: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PAIR_COLUMNS))
    neighbours: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=NEIGHBOURS))
    split_areas: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SPLIT_AREAS))
    faults: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Here, and not where files are read: figures are brought in several ways.
        for name in ("areas", "indicators", "published_ratings", "split_areas"):
            object.__setattr__(self, name, cleaned_table(getattr(self, name)))

    @cached_property
    def _grids(self) -> dict[tuple[str, ...], Grid]:
        return {}

    def grid(self, indicators: tuple[str, ...]) -> Grid:
        """Return the figures of some indicators as arrays of shape (areas, indicators), made once.

        Raises
        ------
        DataError
            As `scoring.rating.grid.grid_of`.
        """
        if indicators not in self._grids:
            self._grids[indicators] = grid_of(self.indicators, indicators)
        return self._grids[indicators]

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Short area name by area code."""
        return dict(zip(self.areas["area_code"], self.areas["short_name"], strict=True))

    @cached_property
    def value_ranges(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of any area by indicator; NaN where no area has one."""
        ends = self.indicators.groupby("indicator")["value"].agg(["min", "max"])
        return {str(row.Index): (float(row.min), float(row.max)) for row in ends.itertuples()}

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Full area name by area code."""
        return dict(zip(self.areas["area_code"], self.areas["area_name"], strict=True))

    @cached_property
    def named_columns(self) -> frozenset[str]:
        """The columns of `areas` in which any area has something."""
        return frozenset(self.areas.columns[self.areas.notna().any()])

    @cached_property
    def ods_codes(self) -> dict[str, str]:
        """ODS code by area code."""
        return dict(zip(self.areas["area_code"], self.areas["ods_code"], strict=True))

    @cached_property
    def _codes_by_text(self) -> dict[str, str]:
        """Area code by all that names one area alone, its case folded; where they differ, a code before a name."""
        found: dict[str, str] = {}
        for column in ("short_name", "area_name", "ods_code", "area_code"):
            texts = self.areas[column].dropna().str.casefold()
            alone = texts[~texts.duplicated(keep=False)]
            found |= dict(zip(alone, self.areas.loc[alone.index, "area_code"], strict=True))
        return found

    def rests_on_estimates(self, indicator: str) -> bool:
        """Return whether any area's figure of an indicator is an estimate, and so may be a mean of them."""
        return indicator in self._estimated

    @cached_property
    def _estimated(self) -> frozenset[str]:
        """The indicators of which any area's figure is an estimate."""
        return frozenset(self.indicators.loc[self.indicators["basis"] != "published", "indicator"])

    def check_indicators(self, wanted: Iterable[str]) -> None:
        """Raise a DataError if the edition lacks an indicator that a methodology uses."""
        if lacking := sorted(set(wanted) - self.meta.indicators.keys()):
            raise DataError(
                f"{self.meta.title} has no indicator {listed(lacking)}, which the methodology uses."
            )

    def fitted(self, method: Methodology) -> Methodology:
        """Return a methodology without the indicators that this edition lacks, if enough of them are left.

        Raises
        ------
        DataError
            If fewer are left than the methodology asks for.
        """
        return fitted(method, self.meta.indicators, self.meta.title)

    def check_moderated(self, codes: Iterable[str]) -> None:
        """Raise a DataError if a methodology moderates what is no area, which would change nothing silently."""
        if unknown := sorted(set(codes) - set(self.areas["area_code"])):
            raise UnknownNameError(
                f"{self.meta.title} has no area with the code {listed(unknown)}, which is moderated. "
                "Moderation needs the ONS code of an area, such as moderation.E38000045."
            )

    def find_area(self, wanted: str) -> str:
        """Return the area code for an ONS code, an ODS code or a name, whatever its case.

        Raises
        ------
        DataError
            If no area, or more than one, answers to it.
        """
        text = wanted.strip().casefold()
        if text in self._codes_by_text:
            return self._codes_by_text[text]
        partly = self.areas[self.areas["area_name"].str.casefold().str.contains(text, regex=False)]
        if len(partly) == 1 and text:
            return str(partly["area_code"].iloc[0])
        if len(partly) and text:
            raise UnknownNameError(
                f"{wanted!r} could be {listed(partly['short_name'])}. Give one of these in full."
            )
        raise UnknownNameError(
            f"There is no area {wanted!r} in {self.meta.title}. Give an ONS code, ODS code or name."
        )


def edition_folder() -> Path:
    """Return the folder of the editions: of the environment variable RATINGS_EDITIONS, or `sample_data/`."""
    return Path(os.environ.get(EDITIONS_VARIABLE) or EDITION_FOLDER)


def edition_folders() -> list[Path]:
    """Return the folders of all editions, whatever is in their files."""
    try:
        return sorted(folder for folder in edition_folder().iterdir() if _is_edition(folder))
    except OSError:
        return []


def _is_edition(folder: Path) -> bool:
    """Return whether a folder is meant as an edition: it has metadata or figures, or may not be looked into."""
    try:
        return bool({METADATA, FIGURES} & {path.name for path in folder.iterdir()})
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def load_edition(name: str | Path = DEFAULT_EDITION) -> Edition:
    """Read an edition by its id, or from the path of its folder; see `read_edition`.

    Raises
    ------
    DataError
        If there is none of that name or a file that it needs cannot be used.
    """
    folder = next((one for one in (edition_folder() / name, Path(name)) if _is_edition(one)), None)
    if folder is None:
        there = [one.name for one in edition_folders()]
        raise UnknownNameError(f"There is no edition {str(name)!r}. There is: {listed(there, 50)}.")
    return read_edition(folder)


def files_of(folder: Path) -> list[Path]:
    """Return the files of an edition that are read, those that are not there too."""
    try:
        shared = folder / read_metadata(folder / METADATA).areas_folder
    except DataError:
        shared = folder
    return [
        *(folder / name for name in (METADATA, FIGURES, RATED)),
        *(shared / name for name in (AREAS, BORDERS, SPLIT)),
    ]


def read_edition(folder: Path) -> Edition:
    """Read an edition from its folder, without the tables that it can do without if these cannot be used.

    What is wrong with such a table is one of `Edition.faults`.

    Raises
    ------
    DataError
        If any other file of it cannot be used.
    """
    meta = read_metadata(folder / METADATA)
    shared = folder / meta.areas_folder
    areas = _numbered(shared / AREAS, text=("area_code", "ods_code", "area_name", "short_name"))
    check_areas(areas, shown_path(shared / AREAS))
    areas = areas.reset_index(drop=True)
    path = folder / FIGURES
    figures = _numbered(path, text=("area_code", "indicator", "basis"), numbers=NUMBERS)
    figures = checked_figures(figures, shown_path(path), meta.indicators, set(areas["area_code"]))
    faults: list[str] = []
    published = _read_if_there(folder / RATED, _RATED, areas, faults)
    pairs = _read_if_there(shared / BORDERS, _BORDERS, areas, faults)
    # Without it the figures of groups would be others, so that it is needed where it is.
    split = _read_if_there(shared / SPLIT, _SPLIT, areas)
    similar = similar_areas(areas, meta.similar_areas)
    figures = with_benchmarks(figures.reset_index(drop=True), meta, similar)
    return Edition(meta, areas, figures, published, similar, pairs, split, tuple(faults))


@dataclass(frozen=True)
class _Columns:
    """A table that an edition may lack: its columns, which must be there of text and of numbers, and its check."""

    every: list[str]
    check: Check
    text: tuple[str, ...]
    numbers: tuple[str, ...] = ()


_RATED = _Columns(PUBLISHED, checked_ratings, tuple(PUBLISHED))
_BORDERS = _Columns(NEIGHBOURS, checked_borders, ("area_code", "neighbour_code"), ("shared_border_km",))
_SPLIT = _Columns(SPLIT_AREAS, checked_split, ("area_code",), ("share",))


def _read_if_there(
    path: Path, columns: _Columns, areas: pd.DataFrame, faults: list[str] | None = None
) -> pd.DataFrame:
    """Read a CSV file about the areas that an edition may lack; an empty frame with these columns if it does.

    With `faults`, a file that cannot be used is as good as none, and what is wrong is added to them.
    """
    nothing = pd.DataFrame(columns=columns.every)
    if not os.path.lexists(path):
        return nothing
    try:
        table = _numbered(path, columns.text, columns.numbers)
        return columns.check(table, shown_path(path), areas).reset_index(drop=True)
    except DataError as problem:
        if faults is None:
            raise
        faults.append(str(problem))
        return nothing


def _numbered(path: Path, text: tuple[str, ...], numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Read a CSV file of an edition to be checked: its index is the row as a spreadsheet numbers it.

    Columns of numbers are the cells as they stand in the file, since pandas takes words such as 'nan' for none.
    Texts are as `cleaned_table` leaves them, blank rows are left out.
    """
    table = cleaned_table(read_table(path, text=(*text, *numbers)).dropna(how="all"))
    cells = _cells(path, numbers)
    if len(cells) != len(table):
        raise DataError(f"{shown_path(path)} has rows that cannot be told apart. Save it as CSV again.")
    return table.set_axis(cells.index).assign(**cells)


def _cells(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return the cells of a file as text, by the row as a spreadsheet numbers it, without blank rows."""
    text = read_bytes(path, MOST_TABLE_BYTES).decode("utf-8-sig")
    blank = next((number for number, line in enumerate(StringIO(text, newline=None)) if line.strip()), 0)
    cells = pd.read_csv(
        StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=False, skiprows=blank
    )
    cells = cells.set_axis(np.arange(len(cells)) + blank + 2)
    return cells.loc[(cells != "").any(axis=1), list(columns)].apply(lambda column: column.str.strip())


def read_table(path: Path, text: tuple[str, ...], numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Read a CSV file of an edition that must have these columns of text and of numbers."""
    kinds: dict[str, type] = {**dict.fromkeys(text, str), **dict.fromkeys(numbers, float)}
    try:
        table = pd.read_csv(BytesIO(read_bytes(path, MOST_TABLE_BYTES)), dtype=kinds)
    except FileNotFoundError:
        raise DataError(f"There is no file {shown_path(path)}, which an edition needs.") from None
    except OSError as problem:
        raise DataError(f"{shown_path(path)} {why_unreadable(path, problem)}.") from None
    except UnicodeDecodeError:
        raise DataError(f"{shown_path(path)} is not UTF-8 text. Save it as UTF-8.") from None
    except ValueError as problem:
        why = " ".join(str(problem).removeprefix("Error tokenizing data. C error: ").split()).rstrip(".")
        raise DataError(f"{shown_path(path)} cannot be read: {why}.") from None
    if missing := [name for name in kinds if name not in table]:
        raise DataError(f"{shown_path(path)} has no column {listed(missing)}.")
    return table


def shown_path(path: Path) -> str:
    """Return the path of a file of an edition as people know it: from the folder of the editions on."""
    whole, top = Path(os.path.normpath(path)), edition_folder()
    return f"{top.name}/{whole.relative_to(top).as_posix()}" if whole.is_relative_to(top) else str(whole)


def read_metadata(path: Path) -> EditionMeta:
    """Read an edition's `metadata.yaml`: the block `edition` and the blocks for its indicators."""
    where = shown_path(path)
    document: Any = read_yaml(read_text(path, where), where)
    if not isinstance(document, dict) or not isinstance(document.get("edition"), dict):
        raise DataError(f"{where} does not describe an edition: it needs a block named edition.")
    try:
        parts = {**document.pop("edition"), **document}
        return EditionMeta.model_validate({name: cleaned(part) for name, part in parts.items()})
    except TypeError:
        raise DataError(f"{where}: the name of a field should be text.") from None
    except ValidationError as problem:
        raise DataError(f"{where}, {first_fault(problem)}") from None


def with_benchmarks(figures: pd.DataFrame, meta: EditionMeta, similar: pd.DataFrame) -> pd.DataFrame:
    """Add to a long table what `rate` goes by: england, standard, direction, per, peers, peers_error.

    England values that the table already has (for some rows) are kept. The means of similar areas
    (`Edition.similar`) come from the figures of this table.
    """
    known = figures["indicator"].map(meta.indicators.get)
    direction = [-1 if m is not None and m.direction == "lower_is_better" else 1 for m in known]
    england = pd.Series([None if m is None else m.england_value for m in known], figures.index, dtype=float)
    standard = pd.Series([None if m is None else m.standard for m in known], figures.index, dtype=float)
    if "england" in figures:
        england = figures["england"].fillna(england)
    per = pd.Series([nan if m is None else m.per for m in known], figures.index, dtype=float)
    figures = figures.assign(england=england, standard=standard, direction=direction, per=per)
    peers = peer_means(figures, similar)
    return figures.assign(peers=peers["peers"], peers_error=peers["peers_error"])
