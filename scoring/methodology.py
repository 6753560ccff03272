"""Methodologies: YAML files that say how indicators become a rating."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any, Literal, Self, get_args

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from scoring.errors import DataError, UnknownNameError, listed

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

Comparison = Literal["value", "95", "99.8"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
Benchmark = float | Literal["england", "standard"]

METHODOLOGY_FOLDER = Path(__file__).parent / "methodologies"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _yes_is_not_a_number(cls, given: object) -> object:
        if isinstance(given, bool):
            raise ValueError("Input should be a number or text, not yes or no")
        return given


class IndicatorRule(_Strict):
    """How one indicator is judged against its benchmark.

    `low_by` and `high_by` say how the comparison treats chance: by the value alone, or only when
    the whole 95% or 99.8% confidence interval lies on one side of the benchmark.
    """

    benchmark: Benchmark
    low_by: Comparison
    high_by: Comparison

    @field_validator("low_by", "high_by", mode="before")
    @classmethod
    def _number_to_text(cls, given: object) -> object:
        return f"{given:g}" if isinstance(given, int | float) else given


class Band(_Strict):
    """The condition for a rating: at least so many indicators low, or high. Empty means 'otherwise'."""

    low_at_least: int | None = Field(default=None, ge=0)
    high_at_least: int | None = Field(default=None, ge=0)


class Parameter(_Strict):
    """What a person may change, what it means, where its value comes from, and its bounds."""

    meaning: str
    source: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None


class Methodology(_Strict):
    """A complete rule, as read from YAML. `bands` are tried in order; the first that fits is the rating."""

    id: str
    title: str
    short_title: str
    status: str
    description: str
    source: str
    aggregation: Literal["counts"]
    minimum_indicators: int = Field(ge=1)
    value_decimals: int = Field(ge=0, le=6)
    indicators: dict[str, IndicatorRule] = Field(min_length=1)
    bands: dict[Literal["top", "well", "needs", "greatest"], Band] = Field(min_length=1)
    parameters: dict[str, Parameter]
    _original: dict[str, float | int | str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _every_constant_has_a_source(self) -> Self:
        constants = {path for path, _ in self.constants()}
        if missing := constants - self.parameters.keys():
            raise ValueError(f"parameters has no entry (meaning and source) for {listed(sorted(missing))}")
        if unknown := self.parameters.keys() - constants:
            raise ValueError(f"parameters describes {listed(sorted(unknown))}, which the rule does not use")
        if list(self.bands.values())[-1] != Band():
            raise ValueError("the last band must have no condition, so that every area gets a rating")
        for path, value in self.constants():
            self._check_bounds(path, value)
        return self

    def constants(self) -> Iterator[tuple[str, float | int | str]]:
        """Yield every constant of the rule with its path, such as ('waits_62_day.benchmark', 85.0)."""
        for indicator, rule in self.indicators.items():
            for field, value in rule:
                yield f"{indicator}.{field}", value
        for rating, band in self.bands.items():
            for field, value in band:
                if value is not None:
                    yield f"{rating}.{field}", value
        yield "minimum_indicators", self.minimum_indicators
        yield "value_decimals", self.value_decimals

    @cached_property
    def values(self) -> dict[str, float | int | str]:
        """Every constant of the rule by its path."""
        return dict(self.constants())

    @property
    def changes(self) -> dict[str, float | int | str]:
        """The constants that differ from the methodology as it was read, by their path; empty if none."""
        return {path: self.values[path] for path in self._original}

    @property
    def original_values(self) -> dict[str, float | int | str]:
        """Every constant as it was read, before any change."""
        return {**self.values, **self._original}

    def with_changes(self, changes: Mapping[str, object]) -> "Methodology":
        """Return the methodology with some constants changed: a scenario.

        Parameters
        ----------
        changes : mapping of path to value
            For example ``{"waits_62_day.benchmark": 82.0, "top.high_at_least": 2}``. Text that
            reads as a number counts as that number.

        Raises
        ------
        DataError
            For a path that the rule does not have, or a value that it does not allow.
        """
        document = self.model_dump()
        for path, given in changes.items():
            if path not in self.parameters:
                raise UnknownNameError(
                    f"{self.id} has no parameter {path!r}; it has {listed(sorted(self.parameters), 30)}."
                )
            _set_path(document, path, _as_number(given))
        changed = _validated(document, self.id)
        # Kept apart from the rule, so that a change back to the original is no change.
        for path, value in self.original_values.items():
            if changed.values[path] != value:
                changed._original[path] = value
        return changed

    def _check_bounds(self, path: str, value: object) -> None:
        limits = self.parameters[path]
        lowest = -inf if limits.minimum is None else limits.minimum
        highest = inf if limits.maximum is None else limits.maximum
        if isinstance(value, int | float) and not lowest <= value <= highest:
            raise ValueError(f"{path} is {value:g}, outside the allowed {lowest:g} to {highest:g}")


def _as_number(given: object) -> object:
    if isinstance(given, str):
        try:
            number = float(given)
        except ValueError:
            return given
        return int(number) if number.is_integer() and "." not in given else number
    return given


def _set_path(document: dict[str, Any], path: str, value: object) -> None:
    owner, _, field = path.partition(".")
    if not field:
        document[owner] = value
    elif owner in document["indicators"]:
        document["indicators"][owner][field] = value
    else:
        document["bands"][owner][field] = value


def _validated(document: object, where: str) -> Methodology:
    try:
        return Methodology.model_validate(document)
    except ValidationError as problem:
        raise DataError(f"{where}: {_sentence(problem)}") from None


def _sentence(problem: ValidationError) -> str:
    """Return the first fault of a validation as field, what is wrong, and the value given."""
    fault = problem.errors()[0]
    # Pydantic adds the branch of a union to the location; the person wrote only the field.
    branches = {"float", "literal['england','standard']"}
    field = ".".join(str(part) for part in fault["loc"] if str(part) not in branches)
    field = field.removeprefix("indicators.").removeprefix("bands.").removesuffix(".[key]")
    reason = {"missing": "it is missing", "extra_forbidden": "there is no such field"}.get(
        fault["type"], str(fault["msg"]).removeprefix("Value error, ")
    )
    if field.endswith(".benchmark") and fault["loc"][0] == "indicators" and fault["type"] != "missing":
        reason = "Input should be a number, 'england' or 'standard'"
    given = "" if isinstance(fault["input"], dict) else f" (given: {fault['input']!r})"
    return f"{field + ': ' if field else ''}{reason}{given}."


def methodology_ids() -> list[str]:
    """Return the ids of all methodologies, in alphabetical order."""
    return sorted(path.stem for path in METHODOLOGY_FOLDER.glob("*.yaml"))


def load_methodology(name: str | Path) -> Methodology:
    """Read a methodology by its id, or from the path of a YAML file.

    Raises
    ------
    DataError
        If there is none of that name, or the file does not describe a methodology.
    """
    path = METHODOLOGY_FOLDER / f"{name}.yaml"
    if str(name) not in methodology_ids():
        path = Path(name)
        if not path.is_file():
            raise UnknownNameError(
                f"There is no methodology {str(name)!r}. There is: {listed(methodology_ids(), 30)}."
            )
    try:
        return parse_methodology(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        raise DataError(f"{path.name} is not UTF-8 text.") from None


def parse_methodology(text: str, where: str) -> Methodology:
    """Read a methodology from YAML text; `where` names it in error messages."""
    try:
        document = yaml.safe_load(text)
    except yaml.MarkedYAMLError as problem:
        line = f"line {problem.problem_mark.line + 1}, " if problem.problem_mark else ""
        raise DataError(f"{where} is not YAML: {line}{problem.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        # ValueError: a date that the calendar does not have, such as 2016-13-01.
        raise DataError(f"{where} is not YAML: {' '.join(str(problem).split()).rstrip('.')}.") from None
    if not isinstance(document, dict):
        raise DataError(f"{where} does not describe a methodology: it should be fields with values.")
    return _validated(document, where)
