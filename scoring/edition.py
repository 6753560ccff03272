"""Editions: one publication of indicators for one set of areas, a folder in `sample_data/`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from math import nan
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.clean_text import cleaned, cleaned_table
from scoring.errors import DataError, UnknownNameError, listed
from scoring.fitting import fitted
from scoring.methodology import Methodology
from scoring.similar import PAIR_COLUMNS, SimilarAreasMeta, peer_means, similar_areas

EDITION_FOLDER = Path(__file__).parent.parent / "sample_data"
DEFAULT_EDITION = "october-2016"
DEFAULT_METHODOLOGY = "nhs-england-2016"
COUNTED_PER = {"%": 100.0, "per 1,000": 1e3, "per 10,000": 1e4, "per 100,000": 1e5, "per million": 1e6}
"""What counts are multiplied by, by the unit of the value. In any other unit a value is no share of its counts."""
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
PUBLISHED = ["area_code", "rating", "certainty", "publisher", "url", "note"]
NEIGHBOURS = ["area_code", "neighbour_code", "shared_border_km"]
SPLIT_AREAS = ["area_code", "share", "alliance_code", "alliance", "stp_code", "stp"]


# The same documents as the plain safe loader, seven times as fast; not every build of PyYAML has it.
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Meta(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class IndicatorMeta(_Meta):
    """What an indicator is, where it comes from and what it may be compared with.

    `shortfall_label` says in words what those of the denominator who are not in the numerator are: 'patients
    waited longer than 62 days'.
    """

    label: str
    short_label: str
    definition: str
    unit: str
    decimals: int = 1
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
    """

    meta: EditionMeta
    areas: pd.DataFrame
    indicators: pd.DataFrame
    published_ratings: pd.DataFrame
    similar: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PAIR_COLUMNS))
    neighbours: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=NEIGHBOURS))
    split_areas: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SPLIT_AREAS))

    def __post_init__(self) -> None:
        # Here, and not where files are read: figures are brought in several ways.
        for name in ("areas", "indicators", "published_ratings", "split_areas"):
            object.__setattr__(self, name, cleaned_table(getattr(self, name)))

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Short area name by area code."""
        return dict(zip(self.areas["area_code"], self.areas["short_name"], strict=True))

    @cached_property
    def ods_codes(self) -> dict[str, str]:
        """ODS code by area code."""
        return dict(zip(self.areas["area_code"], self.areas["ods_code"], strict=True))

    def rests_on_estimates(self, indicator: str) -> bool:
        """Return whether any area's figure of an indicator is an estimate, and so may be a mean of them."""
        basis = self.indicators.loc[self.indicators["indicator"] == indicator, "basis"]
        return bool((basis != "published").any())

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
        for column in ("area_code", "ods_code", "area_name", "short_name"):
            hits = self.areas.loc[self.areas[column].str.casefold() == text, "area_code"]
            if len(hits) == 1:
                return str(hits.iloc[0])
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


def edition_ids() -> list[str]:
    """Return the ids of all editions: the folders of `sample_data/` that hold metadata."""
    return sorted(path.parent.name for path in EDITION_FOLDER.glob("*/metadata.yaml"))


def edition_metadata() -> dict[str, EditionMeta]:
    """Return what every edition is, by its id, without reading figures: what a choice of editions needs."""
    return {name: _metadata_once(name) for name in edition_ids()}


@cache
def _metadata_once(name: str) -> EditionMeta:
    return read_metadata(EDITION_FOLDER / name / "metadata.yaml")


def load_edition(name: str | Path = DEFAULT_EDITION) -> Edition:
    """Read an edition by its id, or from the path of its folder.

    Raises
    ------
    DataError
        If there is none of that name or a file in it cannot be used.
    """
    folder = EDITION_FOLDER / name
    if not (folder / "metadata.yaml").is_file():
        folder = Path(name)
        if not (folder / "metadata.yaml").is_file():
            raise UnknownNameError(
                f"There is no edition {str(name)!r}. There is: {listed(edition_ids(), 50)}."
            )
    meta = read_metadata(folder / "metadata.yaml")
    shared = folder / meta.areas_folder
    areas = _read_table(shared / "areas.csv", text=("area_code", "ods_code", "area_name", "short_name"))
    figures = _read_table(folder / "indicators.csv", text=("area_code", "indicator"), numbers=NUMBERS)
    published = _read_if_there(folder / "published_ratings.csv", PUBLISHED, text=("area_code", "rating"))
    pairs = _read_if_there(
        shared / "neighbours.csv",
        NEIGHBOURS,
        text=("area_code", "neighbour_code"),
        numbers=("shared_border_km",),
    )
    split = _read_if_there(shared / "split_areas.csv", SPLIT_AREAS, text=("area_code",), numbers=("share",))
    similar = similar_areas(areas, meta.similar_areas)
    figures = with_benchmarks(figures, meta, similar)
    return Edition(meta, areas, figures, published, similar, pairs, split)


def _read_if_there(
    path: Path, columns: list[str], text: tuple[str, ...], numbers: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Read a CSV file that an edition may lack; an empty frame with these columns if it does."""
    return _read_table(path, text, numbers) if path.is_file() else pd.DataFrame(columns=columns)


def _read_table(path: Path, text: tuple[str, ...], numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Read a CSV file of an edition that must have these columns of text and of numbers."""
    kinds: dict[str, type] = {**dict.fromkeys(text, str), **dict.fromkeys(numbers, float)}
    try:
        table = pd.read_csv(path, dtype=kinds)
    except FileNotFoundError:
        raise DataError(f"There is no file {path}, which an edition needs.") from None
    except (ValueError, OSError) as problem:
        raise DataError(f"{path} cannot be read: {' '.join(str(problem).split()).rstrip('.')}.") from None
    if missing := [name for name in kinds if name not in table]:
        raise DataError(f"{path} has no column {listed(missing)}.")
    return table


def read_metadata(path: Path) -> EditionMeta:
    """Read an edition's `metadata.yaml`: the block `edition` and the blocks for its indicators."""
    try:
        document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _YAML)
        document = {**document.pop("edition"), **document}
        return EditionMeta.model_validate({name: cleaned(part) for name, part in document.items()})
    except (KeyError, AttributeError, TypeError):
        raise DataError(f"{path} does not describe an edition: it needs a block named edition.") from None
    except ValidationError as problem:
        fault = problem.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        raise DataError(f"{path}, {field}: {fault['msg']}.") from None
    except (yaml.YAMLError, ValueError) as problem:
        raise DataError(f"{path} is not YAML: {' '.join(str(problem).split()).rstrip('.')}.") from None


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
