"""How far each constant of a methodology could plausibly have been set otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any, Literal

import numpy as np
import pandas as pd

from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, RATINGS, Constant
from scoring.rating.grid import Grid, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import judge

Kind = Literal["number", "ratio", "count", "comparison", "rating"]
_CHOSEN_BY_WORD = {"comparison": COMPARISONS, "rating": RATINGS}

_SPREAD = "one standard deviation of the areas' values either way"
_CUT = "one standard deviation of the areas' scores either way, at most half way to the next cut"
_HALF_WAY = "half way to the next number of points"
_RATIO = "half to double"
_COUNT = "one fewer to one more, at least one"
_CAP = "one rating better to one worse"
_INTERVALS = "by value, 95% interval or 99.8% interval"
_FUNNELS = "by 95% or 99.8% control limits"


@dataclass(frozen=True)
class Varied:
    """A constant and its plausible range.

    A comparison or a rating is its position in `COMPARISONS` or `RATINGS`, as `scoring.rating.compiled` takes it.
    `because` says in words how the range was chosen.
    """

    path: str
    kind: Kind
    now: float
    low: float
    high: float
    because: str

    def at(self, place: FloatArray) -> FloatArray:
        """Return the values at places from 0 (low) to 1 (high), in the shape of `place`.

        Equal steps of place are equal steps of a number, equal ratios of a ratio (so that a weight is as
        likely to be halved as doubled), and equal numbers of the whole steps of all else.
        """
        if self.kind == "number":
            return self.low + place * (self.high - self.low)
        if self.kind == "ratio":
            return self.low * (self.high / self.low) ** place
        return np.minimum(self.low + np.floor(place * (self.high - self.low + 1)), self.high)

    def constant(self, value: float) -> Constant:
        """Return a value as `Methodology.with_changes` takes it."""
        if self.kind in _CHOSEN_BY_WORD:
            return _CHOSEN_BY_WORD[self.kind][int(value)]
        return int(value) if self.kind == "count" else float(value)


def varied(indicators: pd.DataFrame, method: Methodology) -> list[Varied]:
    """Return the constants of a methodology that can be varied, each with its plausible range.

    Parameters
    ----------
    indicators : DataFrame
        One row an area and indicator; columns as in `Edition.indicators`.
    method : Methodology

    Notes
    -----
    Nobody has published how sure they were of these constants, so the ranges follow one rule:

    - a benchmark, also that of a limit: one standard deviation of the areas' values either way, since a
      target that is set within the ordinary spread of areas divides them;
    - a cut of scores: one standard deviation of the areas' scores either way, but no further than half way
      to the neighbouring cut, so that cuts keep their order;
    - points: half way to the neighbouring number of points, for the same reason;
    - a weight or a share of areas: half to double;
    - a comparison: by value, by 95% or by 99.8% interval; in a funnel by 95% or 99.8% control limits;
    - a number of indicators needed: one fewer to one more, but at least one, as none would ask for nothing;
    - what a limit caps at: one rating better to one worse.

    All within the bounds of the parameter; benchmarks and cuts are rounded to its step. A benchmark that
    differs from area to area (similar areas) is no single number and stays as it is; so do rounding, the
    number of indicators that must be present, the scale of scores and the allowance for over-dispersion.
    Bands are tried in their order whatever is drawn: where two counts change places, the first band wins.
    """
    found = _Finder(to_grid(indicators, method), method)
    ranges = [found.range_of(path, value) for path, value in method.constants()]
    return [one for one in ranges if one is not None and one.low < one.high]


class _Finder:
    """Finds ranges; keeps what several need: the spread of values and of scores, and the neighbours of cuts."""

    def __init__(self, grid: Grid, method: Methodology) -> None:
        self.grid, self.method = grid, method
        verdict = judge(grid, method)
        self.spread = [_spread(column) for column in verdict.value.T]
        self.score_spread = nan if verdict.score is None else _spread(verdict.score)
        cuts = [band.score_at_least for band in method.bands.values()]
        self.cuts = [cut for cut in cuts if cut is not None]
        self.points = [value for _, value in method.points or ()]

    def range_of(self, path: str, value: Constant) -> Varied | None:
        """Return the range of a constant within its bounds, None if it is not varied."""
        ways: dict[str, Callable[[str, Any], Varied | None]] = {
            "points": self._points,
            "benchmark": self._benchmark,
            "_by": _comparison,
            "caps_at": _cap,
            "weight": _ratio,
            "percent_of_areas": _ratio,
            "score_at_least": self._cut,
            "_at_least": self._count,
        }
        owner, _, field = path.partition(".")
        name = owner if owner == "points" else field
        way = next((way for ending, way in ways.items() if name.endswith(ending)), None)
        found = way(path, value) if way else None
        about = self.method.parameters[path]
        if found and about.minimum is not None:
            found = replace(found, low=max(found.low, about.minimum))
        if found and about.maximum is not None:
            found = replace(found, high=min(found.high, about.maximum))
        return found

    def _points(self, path: str, now: float) -> Varied | None:
        reach = _half_way(now, self.points)
        return None if isnan(reach) else Varied(path, "number", now, now - reach, now + reach, _HALF_WAY)

    def _cut(self, path: str, now: float) -> Varied:
        # Without a neighbour there is no half way, and only the spread counts.
        reach = float(np.fmin(self.score_spread, _half_way(now, self.cuts)))
        return Varied(path, "number", now, *self._either_way(path, now, reach), _CUT)

    def _count(self, path: str, now: int) -> Varied:
        low, high = max(now - 1, min(now, 1)), min(now + 1, len(self.method.indicators))
        return Varied(path, "count", now, low, high, _COUNT)

    def _benchmark(self, path: str, given: float | str) -> Varied | None:
        owner = path.partition(".")[0]
        limit = self.method.limits.get(owner)
        column = list(self.method.indicators).index(limit.indicator if limit else owner)
        now = self._number(given, column)
        if now is None:
            return None
        return Varied(path, "number", now, *self._either_way(path, now, self.spread[column]), _SPREAD)

    def _number(self, benchmark: float | str, column: int) -> float | None:
        """Return a benchmark as a number, None if it differs from area to area."""
        if not isinstance(benchmark, str):
            return benchmark
        if benchmark == "peers":
            return None
        figures = np.unique(getattr(self.grid, benchmark)[~np.isnan(self.grid.value[:, column]), column])
        return float(figures[0]) if len(figures) == 1 else None

    def _either_way(self, path: str, now: float, reach: float) -> tuple[float, float]:
        """Return the ends of a range, to the step of the parameter; no range where there is no spread."""
        step = self.method.parameters[path].step
        if isnan(reach):
            return now, now
        if step is None:
            return now - reach, now + reach
        low, high = (round(round((now + way) / step) * step, _DECIMALS) for way in (-reach, reach))
        return low, high


_DECIMALS = 9
"""A number of steps of 0.1 is written with so many decimals, which drops the error of binary fractions."""


def _comparison(path: str, now: str) -> Varied:
    funnel = now.startswith("funnel")
    ends = ("funnel_95", "funnel_99.8") if funnel else ("value", "99.8")
    low, high = (COMPARISONS.index(end) for end in ends)
    return Varied(path, "comparison", COMPARISONS.index(now), low, high, _FUNNELS if funnel else _INTERVALS)


def _cap(path: str, rating: str) -> Varied:
    now, worst = RATINGS.index(rating), RATINGS.index("greatest")
    return Varied(path, "rating", now, max(now - 1, 0), min(now + 1, worst), _CAP)


def _ratio(path: str, now: float) -> Varied:
    return Varied(path, "ratio", now, now / 2, 2 * now, _RATIO)


def _spread(values: FloatArray) -> float:
    """Return the standard deviation of the values that there are; all areas are there, so it is no estimate."""
    known = values[~np.isnan(values)]
    return float(known.std()) if len(known) else nan


def _half_way(value: float, others: list[float]) -> float:
    """Return half the distance to the nearest other number, NaN if there is none."""
    return min((abs(value - other) / 2 for other in others if other != value), default=nan)
