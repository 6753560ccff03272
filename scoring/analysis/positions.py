"""What every position of every slider would make of the ratings: the rule is applied once to all of them.

A browser that has this looks up what a threshold does while it is dragged, and need not know the rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan, nan

import numpy as np
import numpy.typing as npt

from scoring.assessment import Assessment
from scoring.editions.model import Edition, IndicatorMeta
from scoring.methodology.model import Methodology
from scoring.methodology.parts import Constant
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import Judgement, judge

Codes = npt.NDArray[np.int8]

MOST_POSITIONS = 1000
"""Of a threshold: any percentage in steps of 0.1."""
MOST_OF_A_SCORE = 200
"""Positions of a cut or a share, of which each costs a sort of all areas."""

OUTCOMES = ("low", "very low", "similar", "high", "missing")
"""What an indicator can be at a position; the place is the code in the arrays."""

_COUNTS = ("low_at_least", "very_low_at_least", "high_at_least")
_POINTS = ("points.low", "points.similar", "points.high")


@dataclass(frozen=True)
class Positions:
    """The positions of the slider of one constant.

    Attributes
    ----------
    path : str
        The constant.
    even : tuple of float, float, int
        Where the even steps begin, how large they are, and how many positions they make.
    values : array of shape (positions,)
        Ascending: the even steps, the end of the range, the present value, and that of the methodology as it was read.
    now : int
        The position of the present value.
    first : int
        The position of the value of the methodology as it was read.
    indicator : str or None
        Whose benchmark it is, in the rule or in a limit.
    """

    path: str
    even: tuple[float, float, int]
    values: FloatArray
    now: int
    first: int
    indicator: str | None

    def constant(self, value: float, original: Methodology) -> Constant:
        """Return a value as the methodology takes it.

        That of the methodology as it was read means what stands there, which may be a figure of the edition.
        """
        own = original.values[self.path]
        if value == self.values[self.first] and own != "peers":
            return own
        return int(value) if isinstance(own, int) else float(value)


@dataclass(frozen=True)
class RatingsAtPositions:
    """The ratings at every position of each slider, while all other constants stay as they are.

    `rating` holds for each path an array of shape (positions, areas), positions in `RATINGS`; `outcome` for each path
    one of shape (positions, areas, indicators), places in OUTCOMES. Areas are in the order of the assessment's grid.
    The numbers are of eight bits, since an application keeps many of these.
    """

    positions: tuple[Positions, ...]
    rating: Mapping[str, Codes]
    outcome: Mapping[str, Codes]


def slider_positions(assessment: Assessment, original: Methodology) -> tuple[Positions, ...]:
    """Return the sliders of an assessment's methodology, and their positions.

    Thresholds come first, those against a number before those against a figure of the edition; then the numbers of
    low and high indicators that make a rating, weights, points, cuts and shares of areas.

    Parameters
    ----------
    assessment : Assessment
        The methodology may have changed constants.
    original : Methodology
        The same without the changes.

    Notes
    -----
    A benchmark that differs from area to area (similar areas) is no one number, and has no slider.
    """
    method = assessment.method
    found = [
        made
        for path, value in method.constants()
        if (made := _positions(assessment, original, path, value)) is not None
    ]
    return tuple(sorted(found, key=lambda one: _order(one, original)))


def ratings_at_positions(
    assessment: Assessment, original: Methodology, positions: Sequence[Positions]
) -> RatingsAtPositions:
    """Return what the rule says at every position of each slider, in one call of `judge`.

    Parameters
    ----------
    assessment, original
        As for `slider_positions`.
    positions : sequence of Positions
        From `slider_positions`.
    """
    method = assessment.method
    # Where the methodology as it was read compares with a figure of the edition, that position means the figure.
    named = {one.path: original.values[one.path] for one in positions if _is_figure(original, one.path)}
    asked = method.with_changes(named) if named else method
    ends = np.cumsum([len(one.values) for one in positions])
    rows = {one.path: slice(end - len(one.values), end) for one, end in zip(positions, ends, strict=True)}
    sampled = {}
    for one in positions:
        values = (
            np.where(np.arange(len(one.values)) == one.first, nan, one.values)
            if one.path in named
            else one.values
        )
        everywhere = np.full((int(ends[-1]), 1), values[one.now])
        everywhere[rows[one.path], 0] = values
        sampled[one.path] = everywhere
    verdict = judge(assessment.grid, asked, sampled)
    shape = (int(ends[-1]), *assessment.grid.value.shape)
    rating = np.broadcast_to(verdict.rating, shape[:-1]).astype(np.int8)
    outcome = outcome_codes(verdict, shape)
    return RatingsAtPositions(
        tuple(positions),
        {path: rating[rows[path]] for path in rows},
        {path: outcome[rows[path]] for path in rows},
    )


def outcome_codes(verdict: Judgement, shape: tuple[int, ...]) -> Codes:
    """Return the outcome of every indicator of a judgement, places in OUTCOMES, in a shape (…, areas, indicators)."""
    low, very_low, high, present = (
        np.broadcast_to(part, shape).view(np.int8)
        for part in (verdict.low, verdict.very_low, verdict.high, verdict.present)
    )
    # Low and high never come together, and very low comes only with low: so they add up to a place in OUTCOMES.
    found = 2 - 2 * low + very_low + high
    return np.where(present, found, np.int8(OUTCOMES.index("missing")))


def benchmark_number(assessment: Assessment, path: str, indicator: str) -> float:
    """Return a benchmark as a number, whether given as one or as England, the standard or similar areas.

    For similar areas, whose mean differs from area to area, it is that of England. NaN where there is no such figure.
    """
    return _number(assessment.method.values[path], assessment.edition.meta.indicators[indicator])


def threshold_range(edition: Edition, indicator: str) -> tuple[float, float]:
    """Return the ends of a threshold's slider: a little beyond every value, where nothing more changes.

    Where no area has a value, they are those of a percentage, or lie round what values would be compared with.
    """
    meta = edition.meta.indicators[indicator]
    lowest, highest = edition.value_ranges.get(indicator, (nan, nan))
    if isnan(lowest):
        compared = [number for number in (meta.england_value, meta.standard) if number is not None] or [0.0]
        lowest, highest = (0.0, 100.0) if meta.unit == "%" else (min(compared), max(compared))
    low, high = floor(lowest) - 1, ceil(highest) + 1
    if meta.unit == "%":
        low, high = max(low, 0), min(high, 100)
    return float(low), float(high)


def compared_indicator(method: Methodology, path: str) -> str | None:
    """Return the indicator whose benchmark, in the rule or in a limit, a path is; None for other constants."""
    owner, _, field = path.partition(".")
    limit = method.limits.get(owner)
    return None if field != "benchmark" else owner if limit is None else limit.indicator


def _number(benchmark: object, meta: IndicatorMeta) -> float:
    if isinstance(benchmark, str):
        number = meta.standard if benchmark == "standard" else meta.england_value
        return nan if number is None else float(number)
    return float(str(benchmark))


def _is_figure(original: Methodology, path: str) -> bool:
    return path.endswith(".benchmark") and original.values[path] in ("england", "standard")


def _positions(assessment: Assessment, original: Methodology, path: str, value: object) -> Positions | None:
    """Return the positions of a constant's slider, None if it has none."""
    indicator = compared_indicator(assessment.method, path)
    if value == "peers" or (indicator is None and isinstance(value, str)):
        return None
    if indicator is not None:
        meta = assessment.edition.meta.indicators[indicator]
        now, first = _number(value, meta), _number(original.values[path], meta)
        low, high = threshold_range(assessment.edition, indicator)
        even = _even(low, high, 10.0**-meta.decimals, MOST_POSITIONS)
    else:
        now, first = float(str(value)), float(str(original.values[path]))
        bounds = _bounds(assessment, path)
        if bounds is None:
            return None
        (low, high), step = bounds
        even = _even(low, high, step, MOST_OF_A_SCORE)
    if isnan(now) or isnan(first):
        return None
    start, step, count = even
    # Rounded as they are written: 84.9, and not what adding 0.1 comes to.
    values = np.unique(np.r_[np.round(start + step * np.arange(count), 9), high, now, first])
    return Positions(
        path, even, values, int(np.searchsorted(values, now)), int(np.searchsorted(values, first)), indicator
    )


def _bounds(assessment: Assessment, path: str) -> tuple[tuple[float, float], float] | None:
    """Return the ends and the step of the slider of a constant that is no benchmark, None if it has none."""
    method, (owner, _, field) = assessment.method, path.partition(".")
    about = method.parameters[path]
    if about.minimum is None or about.maximum is None:
        return None
    low, high = about.minimum, about.maximum
    if field in _COUNTS:
        return (low, high), 1.0
    if field == "score_at_least":
        return _scores(assessment, low, high), about.step or 0.01
    if field == "percent_of_areas" or path in _POINTS:
        return (low, high), about.step or 0.01
    if field == "weight":
        step = about.step or 0.01
        others = any(rule.weight for name, rule in method.indicators.items() if name != owner)
        # A rule needs one weight.
        return (low if others or low > 0 else step, high), step
    return None


def _scores(assessment: Assessment, low: float, high: float) -> tuple[float, float]:
    """Return ends between which a cut parts the areas, and a little beyond, within the bounds of the parameter."""
    score = assessment.judgement.score
    if score is None or np.isnan(score).all():
        return low, high
    known = score[~np.isnan(score)]
    return max(low, floor(float(known.min()))), min(high, ceil(float(known.max())))


def _even(low: float, high: float, step: float, most: int) -> tuple[float, float, int]:
    """Return steps from low up to high: of 1, 2 or 5 times a power of ten times the step where there are many."""
    factors = (2.0, 2.5, 2.0)
    turn = 0
    while (high - low) / step > most:
        step *= factors[turn % 3]
        turn += 1
    return low, round(step, 9), floor((high - low) / step + 1e-6) + 1


def _order(one: Positions, original: Methodology) -> tuple[int, int]:
    field = one.path.partition(".")[2]
    kinds: tuple[tuple[str, ...], ...] = (("benchmark",), _COUNTS, ("weight",), ("low", "similar", "high"))
    kind = next((place for place, fields in enumerate(kinds) if field in fields), len(kinds))
    return kind, int(isinstance(original.values[one.path], str))
