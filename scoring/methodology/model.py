"""Methodologies: what a rule is made of. Each is a YAML file (see `scoring.methodology.files`)."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf
from typing import Any, Self, get_args

from pydantic import (
    BaseModel,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from scoring.clean_text import cleaned
from scoring.errors import DataError, UnknownNameError, listed
from scoring.methodology.checks import check_parts
from scoring.methodology.messages import first_fault, range_in_words
from scoring.methodology.parts import (
    COMPARISONS,
    FIGURES,
    MODERATION,
    MODERATION_APPLIED,
    NAMED_BENCHMARKS,
    Constant,
    Moderation,
    Parts,
    Rated,
)


class Methodology(Parts):
    """A complete rule, as read from YAML. `bands` are tried in order; the first that fits is the rating.

    `parameters` describes every constant by its path, such as `waits_62_day.benchmark`; in YAML a path that
    starts with `*.` describes that constant of all indicators. An edition `may_lack` these indicators.
    """

    _original: dict[str, Constant] = PrivateAttr(default_factory=dict)

    @field_validator(MODERATION_APPLIED, mode="before")
    @classmethod
    def _yes_or_no(cls, given: object) -> object:
        return {True: "yes", False: "no"}.get(given, given) if isinstance(given, bool) else given

    @model_validator(mode="before")
    @classmethod
    def _one_entry_for_all_indicators(cls, given: Any) -> Any:
        """Spread entries of `parameters` for `*.field` over the indicators that have the field."""
        if not isinstance(given, dict) or not isinstance(given.get("parameters"), dict):
            return given
        indicators = given.get("indicators")
        rules = indicators if isinstance(indicators, dict) else {}
        spread: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for path, about in given["parameters"].items():
            owner, _, field = str(path).partition(".")
            paths = [f"{n}.{field}" for n, rule in rules.items() if isinstance(rule, dict) and field in rule]
            spread |= dict.fromkeys(paths, about) if owner == "*" else {}
            # What no indicator has stays, to be refused.
            own |= {} if owner == "*" and paths else {path: about}
        return {**given, "parameters": spread | own}

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, given: Any) -> Any:
        """Take out of all texts what nobody can see; of validators that come before, the last is the first."""
        return cleaned(given)

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        check_parts(self)
        paths = {path for path, _ in self.constants()}
        if missing := paths - self.parameters.keys():
            raise ValueError(f"parameters has no entry (meaning and source) for {listed(sorted(missing))}")
        if unknown := self.parameters.keys() - paths:
            raise ValueError(f"parameters describes {listed(sorted(unknown))}, which the rule does not use")
        for path, value in self.constants():
            self._check_bounds(path, value)
        self._check_plausible()
        return self

    def constants(self) -> Iterator[tuple[str, Constant]]:
        """Yield every constant of the rule with its path, such as ('waits_62_day.benchmark', 85.0)."""
        parts: list[tuple[str, BaseModel | None]] = [
            *self.indicators.items(),
            ("points", self.points),
            ("scale", self.scale),
            ("over_dispersion", self.over_dispersion),
            *self.bands.items(),
            *self.limits.items(),
        ]
        for owner, part in parts:
            for field, value in part or ():
                if value is not None and field not in ("label", "indicator"):
                    yield f"{owner}.{field}", value
        yield "minimum_indicators", self.minimum_indicators
        if self.value_decimals is not None:
            yield "value_decimals", self.value_decimals

    @cached_property
    def values(self) -> dict[str, Constant]:
        """Every constant of the rule by its path."""
        return dict(self.constants())

    @property
    def changes(self) -> dict[str, Constant]:
        """What differs from the methodology as it was read, by its path; empty if nothing does."""
        now = self.values | _moderation_values(self)
        return {path: now.get(path, "none") for path in self._original}

    @property
    def original_values(self) -> dict[str, Constant]:
        """Every constant as it was read, before any change."""
        return {**self.values, **self._original}

    @property
    def is_relative(self) -> bool:
        """Whether the rating of an area depends on the figures of other areas in the table."""
        kinds = {k for r in self.indicators.values() for k in (r.low_by, r.very_low_by, r.high_by)}
        spread = self.over_dispersion is not None and self.over_dispersion.kind != "none"
        return (
            self.figures == "shrunken"
            or self.score in ("standardised", "min_max", "quartile")
            or self.aggregation == "combined_z"
            or (spread and (self.score == "z" or bool(kinds & {"funnel_95", "funnel_99.8"})))
            or any(band.percent_of_areas is not None for band in self.bands.values())
        )

    def with_changes(self, changes: Mapping[str, object]) -> "Methodology":
        """Return the methodology with some constants changed: a scenario.

        Parameters
        ----------
        changes : mapping of path to value
            For example ``{"waits_62_day.benchmark": 82.0}``. Text that reads as a number counts as that. Also
            ``moderation.E38000045``, to ``"well | why | by whom | 2016-09-30"`` or ``"none"``; ``moderation_applied``.

        Raises
        ------
        DataError
            For a path that the rule does not have, or a value that it does not allow.
        """
        document = self.model_dump()
        for path, given in changes.items():
            if _is_moderation(path):
                _set_moderation(document, path, given)
            elif path in self.parameters:
                _set_path(document, path, as_number(given))
            else:
                raise UnknownNameError(
                    f"{self.id} has no parameter {path!r}; it has {listed(sorted(self.parameters), 30)}."
                )
        changed = validated(document, self.id)
        # Kept apart from the rule, so that a change back to the original is no change.
        before = self.values | _moderation_values(self) | self._original
        after = changed.values | _moderation_values(changed)
        for path in before | after:
            if before.get(path, "none") != after.get(path, "none"):
                changed._original[path] = before.get(path, "none")
        return changed

    def has_parameter(self, path: str) -> bool:
        """Return whether `with_changes` knows a path, whatever the value."""
        return path in self.parameters or _is_moderation(path)

    def unmoderated(self) -> "Methodology":
        """Return the methodology without its expert moderation."""
        return self.with_changes({MODERATION_APPLIED: "no"}) if self.moderation else self

    def options(self, path: str) -> tuple[str, ...]:
        """Return the words that a constant may be, empty if it is a number only."""
        owner, _, field = path.partition(".")
        if field == "benchmark":
            return NAMED_BENCHMARKS
        if field in ("low_by", "very_low_by", "high_by"):
            funnel = self.over_dispersion is not None
            return tuple(kind for kind in COMPARISONS if funnel or not kind.startswith("funnel"))
        if field == "breached_by":
            return ("value", "95", "99.8")
        if field == "caps_at":
            return get_args(Rated)
        return ("additive", "none") if owner == "over_dispersion" and field == "kind" else ()

    def _check_bounds(self, path: str, value: object) -> None:
        bounds = self.parameters[path]
        lowest = -inf if bounds.minimum is None else bounds.minimum
        highest = inf if bounds.maximum is None else bounds.maximum
        if isinstance(value, int | float) and not lowest <= value <= highest:
            raise ValueError(f"{path} is {value:g}, outside the allowed {range_in_words(lowest, highest)}")

    def _check_plausible(self) -> None:
        """Raise a ValueError for a plausible choice that the rule does not have, or does not allow."""
        now, seen = {**dict(self.constants()), FIGURES: self.figures}, set[str]()
        for choice in self.plausible:
            for path in choice.paths:
                if path not in now:
                    raise ValueError(f"plausible has {path!r}, which is no constant of the rule")
                if path in seen:
                    raise ValueError(f"plausible has {path} twice")
                seen.add(path)
                for value in choice.values:
                    self._check_plausible_value(path, value, now[path])

    def _check_plausible_value(self, path: str, value: Constant, now: Constant) -> None:
        words = ("as_given", "shrunken") if path == FIGURES else self.options(path)
        is_number = isinstance(value, int | float)
        only_words = bool(words) and not path.endswith(".benchmark")
        if (only_words if is_number else value not in words) or (
            isinstance(now, int) and not isinstance(value, int)
        ):
            wanted = listed(words, 30) if words else "a whole number" if isinstance(now, int) else "a number"
            raise ValueError(f"plausible gives {path} the value {value!r}; it may be {wanted}")
        if is_number:
            self._check_bounds(path, value)

    def __copy__(self) -> Self:
        """Copy without what was worked out from the fields, which a copy may change."""
        copied = super().__copy__()
        copied.__dict__.pop("values", None)
        return copied


def _moderation_values(method: Methodology) -> dict[str, Constant]:
    entries: dict[str, Constant] = {f"{MODERATION}.{c}": str(m) for c, m in method.moderation.items()}
    return entries | {MODERATION_APPLIED: method.moderation_applied}


def _is_moderation(path: str) -> bool:
    return path.startswith(f"{MODERATION}.") or path == MODERATION_APPLIED


def _set_moderation(document: dict[str, Any], path: str, given: object) -> None:
    code = path.removeprefix(f"{MODERATION}.")
    if path == MODERATION_APPLIED:
        document[MODERATION_APPLIED] = given
    elif str(given) == "none":
        document[MODERATION].pop(code, None)
    else:
        parts = [part.strip() for part in str(given).split("|")]
        if len(parts) != len(Moderation.model_fields):
            raise DataError(
                f"{path} is {given!r}; it should be rating | reason | by whom | date, such as "
                "well | Peer review of May | Clinical panel | 2016-09-30."
            )
        document[MODERATION][code] = dict(zip(Moderation.model_fields, parts, strict=True))


def as_number(given: object) -> object:
    """Return text that reads as a number as that number, anything else as it is."""
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
        return
    for group in ("indicators", "bands", "limits"):
        if owner in document[group]:
            document[group][owner][field] = value
            return
    document[owner][field] = value


def validated(document: object, where: str) -> Methodology:
    """Return the methodology that a document describes, or raise a DataError with its first fault."""
    try:
        return Methodology.model_validate(document)
    except ValidationError as problem:
        raise DataError(f"{where}: {first_fault(problem)}") from None
