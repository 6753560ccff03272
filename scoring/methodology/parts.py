"""The parts that a methodology is made of, each as its YAML has it, and the words that they may have."""

import datetime
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

RatingId = Literal["top", "well", "needs", "greatest", "not_rated"]
RATINGS: tuple[RatingId, ...] = get_args(RatingId)
"""All ratings, best first; the position is the code that the array functions return."""

RATING_LABELS: dict[str, str] = {
    "top": "Top performing",
    "well": "Performing well",
    "needs": "Needs improvement",
    "greatest": "Greatest need for improvement",
    "not_rated": "Not rated",
}
PRESS_LABELS: dict[str, str] = {
    "top": "Outstanding",
    "well": "Good",
    "needs": "Requires improvement",
    "greatest": "Inadequate",
    "not_rated": "Not rated",
}

Comparison = Literal["value", "95", "99.8", "funnel_95", "funnel_99.8"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
"""By the value alone; by its whole confidence interval; by control limits round the benchmark (a funnel)."""

NamedBenchmark = Literal["england", "standard", "peers"]
NAMED_BENCHMARKS: tuple[NamedBenchmark, ...] = get_args(NamedBenchmark)
Benchmark = float | NamedBenchmark

Aggregation = Literal[
    "counts", "worst", "mean", "geometric_mean", "mazziotta_pareto", "combined_z", "not_rated"
]
Score = Literal["points", "z", "standardised", "min_max", "quartile"]
Rated = Literal["top", "well", "needs", "greatest"]

Constant = float | int | str
MODERATION = "moderation"
"""A change of `moderation.CODE` moderates an area, to 'rating | reason | by whom | date', or 'none'."""
MODERATION_APPLIED = "moderation_applied"
MOST_INDICATORS = 1_000
"""More than any rule has, so that a slip of the key is refused."""


class StrictModel(BaseModel):
    """A part without unknown fields, which nobody changes once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _yes_is_not_a_number(cls, given: object) -> object:
        if isinstance(given, bool):
            raise ValueError("it should be a number or text, not yes or no")
        return given


def _number_to_text(given: object) -> object:
    return f"{given:g}" if isinstance(given, float) else str(given) if isinstance(given, int) else given


class IndicatorRule(StrictModel):
    """How one indicator is judged against its benchmark, and what it weighs.

    `low_by`, `very_low_by` and `high_by` say how the comparison treats chance (see `COMPARISONS`).
    """

    benchmark: Benchmark | None = None
    low_by: Comparison | None = None
    very_low_by: Comparison | None = None
    high_by: Comparison | None = None
    weight: float | None = Field(default=None, ge=0)

    _text = field_validator("low_by", "very_low_by", "high_by", mode="before")(_number_to_text)

    @model_validator(mode="after")
    def _comparisons_need_a_benchmark(self) -> Self:
        if (self.low_by is None) != (self.high_by is None):
            raise ValueError("low_by and high_by must both be given, or neither")
        if self.low_by is None and self.very_low_by is not None:
            raise ValueError("very_low_by needs low_by")
        if self.low_by is not None and self.benchmark is None:
            raise ValueError("a comparison needs a benchmark")
        return self


class Points(StrictModel):
    """What an indicator adds to the score that is low, similar or high."""

    low: float
    similar: float
    high: float


class Scale(StrictModel):
    """The scale that values are put on: its mean and standard deviation over areas, or its ends."""

    centre: float | None = None
    spread: float | None = Field(default=None, gt=0)
    lowest: float | None = None
    highest: float | None = None


class OverDispersion(StrictModel):
    """How much more than chance values vary where nothing is amiss (Spiegelhalter 2005)."""

    kind: Literal["additive", "none"]
    winsorised_percent: float = Field(ge=0, lt=50)


class Band(StrictModel):
    """The condition for a rating; all that is given must hold. Empty means 'otherwise'.

    At least so many indicators low, very low or high; a score of at least so much; or the best so many
    percent of all areas that no better rating has taken.
    """

    low_at_least: int | None = Field(default=None, ge=0, le=MOST_INDICATORS)
    very_low_at_least: int | None = Field(default=None, ge=0, le=MOST_INDICATORS)
    high_at_least: int | None = Field(default=None, ge=0, le=MOST_INDICATORS)
    score_at_least: float | None = None
    percent_of_areas: float | None = Field(default=None, ge=0, le=100)


class Limit(StrictModel):
    """A limiting judgement: an indicator on the worse side of its benchmark caps the rating."""

    label: str
    indicator: str
    benchmark: Benchmark
    breached_by: Literal["value", "95", "99.8"]
    caps_at: Rated

    _text = field_validator("breached_by", mode="before")(_number_to_text)


class Moderation(StrictModel):
    """What an expert panel decided for one area, instead of the rule."""

    rating: Rated
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    date: datetime.date

    def __str__(self) -> str:
        return " | ".join([self.rating, self.reason, self.by, self.date.isoformat()])


class Parameter(StrictModel):
    """What a person may change, what it means, where its value comes from, and its bounds."""

    meaning: str
    source: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None


MOST_OF_A_SUMMARY = 140
"""Characters of the one sentence on a methodology, which is read under its chooser."""
FIGURES = "figures"
"""What a plausible choice calls whether figures are shrunken, which is no constant."""
MOST_VALUES = 100
"""Of one plausible choice."""


class Plausible(StrictModel):
    """What one constant, or several that go together, could as well have been; and why.

    `path` is that of a constant, or a list of them, or FIGURES.
    """

    path: str | tuple[str, ...]
    values: tuple[float | int | str, ...] = Field(min_length=1, max_length=MOST_VALUES)
    reason: str = Field(min_length=1)

    @property
    def paths(self) -> tuple[str, ...]:
        """The constants that go together."""
        return (self.path,) if isinstance(self.path, str) else self.path


class Parts(StrictModel):
    """All fields of a methodology; whether they go together is another matter (`scoring.methodology.checks`)."""

    id: str
    title: str
    short_title: str
    status: str
    description: str
    summary: str = Field(default="", max_length=MOST_OF_A_SUMMARY)
    source: str
    aggregation: Aggregation
    score: Score | None = None
    figures: Literal["as_given", "shrunken"] = "as_given"
    minimum_indicators: int = Field(ge=1, le=MOST_INDICATORS)
    may_lack: tuple[str, ...] = ()
    value_decimals: int | None = Field(default=None, ge=0, le=6)
    points: Points | None = None
    scale: Scale | None = None
    over_dispersion: OverDispersion | None = None
    indicators: dict[str, IndicatorRule] = Field(min_length=1)
    bands: dict[Rated, Band] = Field(default_factory=dict)
    limits: dict[str, Limit] = Field(default_factory=dict)
    moderation: dict[str, Moderation] = Field(default_factory=dict)
    moderation_applied: Literal["yes", "no"] = "yes"
    parameters: dict[str, Parameter]
    plausible: tuple[Plausible, ...] = Field(default=(), max_length=MOST_INDICATORS)

    @property
    def judges_by_benchmark(self) -> bool:
        """Whether every indicator is low, similar or high; else it only adds to a score."""
        return all(rule.low_by is not None for rule in self.indicators.values())
