"""What one screen of a pack says, free of any format: slides, the Present page and others draw the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from reports.tables.provenance import Provenance

ESTIMATED_MARK = "est."
_MARKED = re.compile(r"\best\.")
Number = float | None


@dataclass(frozen=True)
class ChartSeries:
    """Values in the order of the chart's categories, None where there is none.

    `key` says what the series stands for, to be coloured by: a rating, an outcome, "england", "standard",
    "threshold", "before" or "after". `keys`, if given, has one for each value instead.
    """

    name: str
    values: tuple[Number, ...]
    key: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class BarChart:
    """Bars from zero: side by side, or stacked to a whole."""

    title: str
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    alt: str
    unit: str = ""
    decimals: int = 0
    stacked: bool = False


@dataclass(frozen=True)
class PointChart:
    """A point with its 95% interval for each category, beside lines that are the same or change with the category.

    `outcomes` (as in `scoring.breakdown`) and `estimated` are of each point; `axis` are the ends of the scale, `others`
    the values of other areas, of a chart of one point only.
    """

    title: str
    categories: tuple[str, ...]
    points: ChartSeries
    lower: tuple[Number, ...]
    upper: tuple[Number, ...]
    outcomes: tuple[str, ...]
    estimated: tuple[bool, ...]
    lines: tuple[ChartSeries, ...]
    axis: tuple[float, float]
    alt: str
    unit: str = ""
    decimals: int = 1
    others: tuple[float, ...] = ()


@dataclass(frozen=True)
class StripChart:
    """Several indicators of one area, each a chart of one point on an axis of its own, among all other areas."""

    title: str
    strips: tuple[PointChart, ...]
    alt: str

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of the indicators."""
        return tuple(strip.categories[0] for strip in self.strips)


@dataclass(frozen=True)
class RatingMap:
    """A map of all areas by rating: ids of ratings by area code, and the codes of areas that stand out."""

    ratings: Mapping[str, str]
    highlighted: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class TextTable:
    """A table of texts under full words; the columns in `numbers` stand to the right.

    Cells that rest on estimates say "est.". The last `summary_rows` are not areas: England, the standard.
    """

    frame: pd.DataFrame
    numbers: tuple[str, ...]
    alt: str
    summary_rows: int = 0


@dataclass(frozen=True)
class Screen:
    """One message, with what shows it.

    Attributes
    ----------
    kind : str
        The part it belongs to: one of `reports.story.story.PARTS`.
    title : str
        The message, a sentence with figures, without a full stop.
    lines : tuple of str
        Up to four short sentences.
    chart, map, table
        What shows it; each has a text alternative.
    notes : tuple of str
        For the person who presents: method, source, basis, caveats.
    estimated : bool
        Whether anything here is based on an estimate; always so if a text says "est.".
    about : Provenance
        What every page carries; `Provenance.footer` and `Provenance.link`.
    area : str
        The code of the area that it is about, if it is about one.
    indicator : str
        The id of the indicator that it is about, if it is about one.
    """

    kind: str
    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    about: Provenance
    estimated: bool = False
    chart: BarChart | PointChart | StripChart | None = None
    map: RatingMap | None = None
    table: TextTable | None = None
    area: str = ""
    indicator: str = ""
    alt: str = field(init=False)

    def __post_init__(self) -> None:
        shown = [part.alt for part in (self.map, self.chart, self.table) if part is not None]
        object.__setattr__(self, "alt", " ".join(shown))
        cells = () if self.table is None else self.table.frame.to_numpy().ravel()
        texts = (self.title, *self.lines, self.alt, *cells)
        object.__setattr__(self, "estimated", self.estimated or any(_MARKED.search(text) for text in texts))
