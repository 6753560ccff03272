"""A methodology as arrays, in which any constant may have many values at once.

`scoring.rating.judge.judge` works on these. A sweep, a draw of thresholds or a sensitivity analysis gives a
constant a value for every scenario, and for every area if need be, and has them all judged in one call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt

from scoring.errors import UnknownNameError, listed
from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, RATINGS, Benchmark, Rated
from scoring.rating.intervals import FloatArray

Sampled = Mapping[str, npt.NDArray[np.float64]]
"""Values of constants by path, of shapes that broadcast to (…, areas). A comparison is its position in
`COMPARISONS`; where a benchmark is NaN, the figure that the methodology names counts."""

Lookup = Callable[[str, float | None], FloatArray]

NO_COMPARISON = -1
_BAND_FIELDS = (
    "low_at_least",
    "very_low_at_least",
    "high_at_least",
    "score_at_least",
    "percent_of_areas",
)


@dataclass(frozen=True)
class BandArrays:
    """The conditions of one band, each of a shape that broadcasts to (…, areas); None where there is none."""

    rating: int
    low_at_least: FloatArray | None
    very_low_at_least: FloatArray | None
    high_at_least: FloatArray | None
    score_at_least: FloatArray | None
    percent_of_areas: FloatArray | None

    def arrays(self) -> list[FloatArray]:
        """Return the conditions that there are."""
        return [part for field in _BAND_FIELDS if (part := getattr(self, field)) is not None]


@dataclass(frozen=True)
class LimitArrays:
    """A limiting judgement: column of its indicator, and what it is compared with and how."""

    name: str
    column: int
    named_benchmark: str | None
    benchmark: FloatArray
    breached_by: npt.NDArray[np.int64]
    caps_at: npt.NDArray[np.int64]


@dataclass(frozen=True)
class CompiledRule:
    """A methodology as arrays.

    `benchmark`, `low_by`, `very_low_by`, `high_by` (positions in `COMPARISONS`, or NO_COMPARISON) and
    `weight` broadcast to (…, areas, indicators); `points` (low, similar, high), `minimum_indicators` and
    `value_decimals` to (…, areas). `named` says for each indicator which figure of the edition is the
    benchmark, None for a number. `kinds` are the comparisons that occur anywhere.
    """

    named: tuple[str | None, ...]
    benchmark: FloatArray
    low_by: npt.NDArray[np.int64]
    very_low_by: npt.NDArray[np.int64]
    high_by: npt.NDArray[np.int64]
    kinds: frozenset[int]
    weight: FloatArray
    points: tuple[FloatArray, FloatArray, FloatArray] | None
    bands: tuple[BandArrays, ...]
    limits: tuple[LimitArrays, ...]
    minimum_indicators: FloatArray
    value_decimals: FloatArray | float
    winsorised_percent: float


def compile_rule(method: Methodology, sampled: Sampled | None = None) -> CompiledRule:
    """Return a methodology as arrays, with the sampled values in place of its own.

    Raises
    ------
    UnknownNameError
        For a constant that the rule does not have, or of `over_dispersion` or `scale`, which have one value.
    """
    taken = sampled or {}
    allowed = [path for path in method.values if path.partition(".")[0] not in ("over_dispersion", "scale")]
    if unknown := sorted(taken.keys() - set(allowed)):
        raise UnknownNameError(
            f"{method.id} has no {listed(unknown)} that can have many values; it has {listed(allowed, 30)}."
        )

    def number(path: str, own: float | None) -> FloatArray:
        return np.asarray(taken.get(path, nan if own is None else own), float)

    def column(field: str) -> FloatArray:
        parts = [
            number(f"{name}.{field}", _as_number(getattr(rule, field), field))
            for name, rule in method.indicators.items()
        ]
        if all(part.ndim == 0 for part in parts):
            return np.array(parts)
        return np.stack(np.broadcast_arrays(*parts), axis=-1)

    low_by, very_low_by, high_by = (
        column(field).astype(np.int64) for field in ("low_by", "very_low_by", "high_by")
    )
    limits = tuple(_limit(method, name, number) for name in method.limits)
    kinds = {int(kind) for codes in (low_by, very_low_by, high_by) for kind in np.unique(codes)}
    kinds |= {int(kind) for limit in limits for kind in np.unique(limit.breached_by)}
    points = method.points
    decimals = number("value_decimals", method.value_decimals)
    return CompiledRule(
        named=tuple(
            _name(rule.benchmark, taken.get(f"{name}.benchmark")) for name, rule in method.indicators.items()
        ),
        benchmark=column("benchmark"),
        low_by=low_by,
        very_low_by=very_low_by,
        high_by=high_by,
        kinds=frozenset(kinds - {NO_COMPARISON}),
        weight=column("weight"),
        points=None
        if points is None
        else (
            number("points.low", points.low),
            number("points.similar", points.similar),
            number("points.high", points.high),
        ),
        bands=tuple(_band(method, rating, number) for rating in method.bands),
        limits=limits,
        minimum_indicators=number("minimum_indicators", method.minimum_indicators),
        value_decimals=float(decimals) if decimals.ndim == 0 else decimals,
        winsorised_percent=0.0
        if method.over_dispersion is None
        else method.over_dispersion.winsorised_percent,
    )


def _name(benchmark: Benchmark | None, sampled: FloatArray | None) -> str | None:
    """Return which figure of the edition a benchmark is, None if numbers take its place everywhere."""
    replaced = sampled is not None and not np.isnan(sampled).any()
    return benchmark if isinstance(benchmark, str) and not replaced else None


def _as_number(value: object, field: str) -> float | None:
    """Return a field of an indicator as a number: comparisons as their position, named benchmarks as None."""
    if field.endswith("_by"):
        return float(NO_COMPARISON if value is None else COMPARISONS.index(value))
    return float(value) if isinstance(value, int | float) else None


def _band(method: Methodology, rating: Rated, number: Lookup) -> BandArrays:
    band = method.bands[rating]
    conditions = {
        field: None if getattr(band, field) is None else number(f"{rating}.{field}", getattr(band, field))
        for field in _BAND_FIELDS
    }
    return BandArrays(RATINGS.index(rating), **conditions)


def _limit(method: Methodology, name: str, number: Lookup) -> LimitArrays:
    limit = method.limits[name]
    sampled = number(f"{name}.benchmark", _as_number(limit.benchmark, "benchmark"))
    return LimitArrays(
        name=name,
        column=list(method.indicators).index(limit.indicator),
        named_benchmark=_name(limit.benchmark, sampled),
        benchmark=sampled,
        breached_by=number(f"{name}.breached_by", COMPARISONS.index(limit.breached_by)).astype(np.int64),
        caps_at=number(f"{name}.caps_at", RATINGS.index(limit.caps_at)).astype(np.int64),
    )
