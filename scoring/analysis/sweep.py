"""A benchmark moved over its whole range: where ratings change, exactly, and how many areas have each."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.analysis.positions import compared_indicator
from scoring.analysis.sweep_search import search
from scoring.assessment import Assessment
from scoring.editions.model import Edition, IndicatorMeta
from scoring.errors import DataError, UnknownNameError, listed
from scoring.explain.words import PLAIN_NUMBER, Quantity, format_value
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.benchmarks import compare_with_benchmarks, limit_benchmarks
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import BoolArray, Grid, IntArray, round_half_up, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import BY_VALUE, judge

_OUTCOMES = np.array(["low", "similar", "high"], object)
_MOST_EXTRA_DECIMALS = 6
"""Decimals beyond the indicator's own with which a sentence may tell one change from the following."""
_FLOAT_NOISE = 1e-9
_BECOMES = {
    "top": ("becomes top performing", "become top performing"),
    "well": ("becomes performing well", "become performing well"),
    "needs": ("comes to need improvement", "come to need improvement"),
    "greatest": (
        "comes to be in greatest need for improvement",
        "come to be in greatest need for improvement",
    ),
}


@dataclass(frozen=True)
class _Changes:
    """Changes of the outcome of one indicator, sorted by threshold, those 'at' it before those 'above'.

    Arrays of shape (changes,): area_codes, threshold, is_above (see kind in `breakpoints`). Below and
    above the change, of shape (2, changes): outcome (1 high, -1 low, 0 neither) and rating (position in
    `RATINGS`). `lowest_rating`, of shape (areas,), is each area's rating below all changes.
    """

    area_codes: npt.NDArray[np.object_]
    threshold: FloatArray
    is_above: BoolArray
    outcome: IntArray
    rating: IntArray
    lowest_rating: IntArray

    def table(self) -> pd.DataFrame:
        """Return the frame that `breakpoints` describes."""
        outcome, rating = _OUTCOMES[self.outcome + 1], np.array(RATINGS, object)[self.rating]
        return pd.DataFrame(
            {
                "area_code": self.area_codes,
                "threshold": self.threshold,
                "kind": np.where(self.is_above, "above", "at").astype(object),
                "outcome_below": outcome[0],
                "outcome_above": outcome[1],
                "rating_below": rating[0],
                "rating_above": rating[1],
            }
        )


def breakpoints(indicators: pd.DataFrame, method: Methodology, indicator: str) -> pd.DataFrame:
    """Return where the outcome of one indicator changes as its benchmark moves, for every area.

    Only changes within the bounds of the parameter `<indicator>.benchmark` are given.

    Parameters
    ----------
    indicators : DataFrame
        One row an area and indicator; columns as in `Edition.indicators`.
    method : Methodology
        Its present benchmark for `indicator` makes no difference.
    indicator : str
        An indicator of the methodology.

    Returns
    -------
    DataFrame
        Sorted by threshold: area_code; threshold (the indicator's unit); kind ('at' if the change is there
        on reaching the threshold from below, 'above' if the threshold itself still belongs to the lower
        side); outcome_below, outcome_above ('low', 'similar', 'high'); rating_below, rating_above (ids,
        equal where a change of outcome changes no rating).

    Raises
    ------
    UnknownNameError
        If the methodology has no such indicator.
    """
    path = _path(method, indicator)
    if not _turns_at_edges(method, path):
        raise DataError(
            f"{method.id} has no exact breakpoints of {path}; a sweep finds its changes by search."
        )
    changes = _changes(to_grid(indicators, method), method, path)
    early, late = _outside(changes, *_bounds(method, path))
    return changes.table()[~(early | late)].reset_index(drop=True)


def sweep(indicators: pd.DataFrame, method: Methodology, constant: str) -> pd.DataFrame:
    """Return how many areas have each rating, as a function of one benchmark, count, weight, cut or share.

    The counts are constant between consecutive thresholds at which the rating of any area changes:
    one row each, in order, and every threshold that is allowed lies in exactly one row.

    Parameters
    ----------
    indicators, method
        As for `breakpoints`.
    constant : str
        An indicator, for its benchmark, or the path of a constant (see `sweepable`).

    Returns
    -------
    DataFrame
        from_threshold, to_threshold (the indicator's unit; the bounds of the parameter at the ends,
        infinite where it has none); from_included, to_included (whether the ends belong to the row: a
        single threshold is a row of its own if the rating changes both on reaching and on passing it);
        top, well, needs, greatest, not_rated (numbers of areas). Neighbouring rows may have equal counts,
        where areas change places.

    Raises
    ------
    UnknownNameError
        If the methodology has no such indicator.

    Notes
    -----
    Where outcomes are counted, an area's rating depends on one benchmark through two comparisons, so it
    changes at most at its two edges (`Judgement.low_edge`, `Judgement.high_edge`). Each area is rated below,
    at, between and above its edges, all in one call of `judge`; the counts are running sums over the sorted
    changes. Elsewhere changes are found by search (see `scoring.analysis.sweep_search`).
    """
    grid = to_grid(indicators, method)
    path = _path(method, constant)
    if is_whole(method, path):
        return _whole_rows(grid, method, path)
    changes = _changes(grid, method, path)
    lowest, highest = _bounds(method, path)
    early, late = _outside(changes, lowest, highest)
    moves = changes.rating[0] != changes.rating[1]
    inside = moves & ~(early | late)
    threshold, is_above = changes.threshold[inside], changes.is_above[inside]
    first = np.ones(len(threshold), bool)
    first[1:] = (np.diff(threshold) != 0) | (is_above[1:] != is_above[:-1])
    step = np.zeros((np.count_nonzero(first) + 1, len(RATINGS)), int)
    step[0] = np.bincount(changes.lowest_rating, minlength=len(RATINGS))
    # Changes made already at the lowest benchmark, which come first, belong to the first row.
    row = np.r_[np.zeros(np.count_nonzero(moves & early), int), np.cumsum(first)]
    np.add.at(step, (row, changes.rating[0][moves & ~late]), -1)
    np.add.at(step, (row, changes.rating[1][moves & ~late]), 1)
    point, passed = threshold[first], is_above[first]
    return pd.DataFrame(
        {
            "from_threshold": np.r_[lowest, point],
            "to_threshold": np.r_[point, highest],
            # No benchmark is infinite.
            "from_included": np.r_[lowest > -inf, ~passed],
            "to_included": np.r_[passed, highest < inf],
            **dict(zip(RATINGS, step.cumsum(axis=0).T, strict=True)),
        }
    )


def next_change(
    assessment: Assessment, constant: str, direction: Literal["down", "up"] = "down"
) -> str | None:
    """Say where the next rating changes as a benchmark moves from its present value, and whose.

    For example "The next change happens at 84.9%, when North Durham becomes performing well."
    A threshold of more than one decimal beyond the indicator's own is called "about" and rounded in the
    direction of the move, so that setting the benchmark to the number shown makes this change and no other.

    Returns
    -------
    str or None
        None if no rating changes before the benchmark reaches the end of its bounds.

    Raises
    ------
    DataError
        If the edition lacks an indicator, or areas have different benchmarks for this one.
    UnknownNameError
        If the methodology has no such indicator.
    """
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    grid = to_grid(edition.indicators, method)
    path, down = _path(method, constant), direction == "down"
    changes = _changes(grid, method, path)
    compared = compared_indicator(method, path)
    meta = None if compared is None else edition.meta.indicators[compared]
    now = float(method.values[path]) if meta is None else _present(grid, method, path, meta)
    ahead = _ahead(changes, now, *_bounds(method, path), down=down)
    if not len(ahead):
        return None
    threshold, is_above = changes.threshold[ahead], changes.is_above[ahead]
    same = (threshold == threshold[0]) & (is_above == is_above[0])
    new, codes = changes.rating[0 if down else 1, ahead[same]], changes.area_codes[ahead[same]]
    clauses = [_clause(edition, RATINGS[rating], codes[new == rating]) for rating in np.unique(new)]
    following = np.r_[threshold[~same], -inf if down else inf][0]
    if is_whole(method, path):
        # Coming down, the change is on reaching the whole number below.
        where = f"at {int(threshold[0]) - down}"
    else:
        where = _where(float(threshold[0]), bool(is_above[0]), down, float(following), meta or PLAIN_NUMBER)
    return f"The next change happens {where}, when {listed(clauses)}."


def _ahead(changes: _Changes, now: float, lowest: float, highest: float, *, down: bool) -> IntArray:
    """Return the places of the changes of rating that a benchmark meets on its way from now, nearest first."""
    early, late = _outside(changes, lowest, highest)
    made, _ = _outside(changes, now, inf)
    ahead = np.flatnonzero(
        (made if down else ~made) & (changes.rating[0] != changes.rating[1]) & ~(early | late)
    )
    return ahead[::-1] if down else ahead


def _changes(grid: Grid, method: Methodology, path: str) -> _Changes:
    """Return every change that a constant makes, at values of any size if it is a benchmark."""
    if is_whole(method, path):
        return _of_whole_numbers(grid, method, path)
    if not _turns_at_edges(method, path):
        return _searched(grid, method, path)
    candidates = _candidates(grid, method, path)
    column = grid.indicators.index(path.partition(".")[0])
    verdict = judge(grid, method, {path: candidates})
    outcome = verdict.high[..., column].astype(int) - verdict.low[..., column]
    # Candidate 1 is at the first edge, 2 above it, 3 at the second, 4 above it.
    place, area = np.nonzero(outcome[1:] != outcome[:-1])
    is_above = place % 2 == 1
    threshold = candidates[1 + place - place % 2, area]
    order = np.lexsort((area, is_above, threshold))
    place, area = place[order], area[order]
    return _Changes(
        grid.area_codes[area],
        threshold[order],
        is_above[order],
        np.stack([outcome[place, area], outcome[place + 1, area]]),
        np.stack([verdict.rating[place, area], verdict.rating[place + 1, area]]),
        verdict.rating[0],
    )


def _turns_at_edges(method: Methodology, path: str) -> bool:
    """Return whether ratings change only where a benchmark passes an area's value or interval."""
    owner, _, field = path.partition(".")
    rules = method.indicators.values()
    funnel = any(str(kind).startswith("funnel") for r in rules for kind in (r.low_by, r.high_by))
    return (
        owner in method.indicators
        and field == "benchmark"
        and method.score in (None, "points")
        and method.judges_by_benchmark
        and not funnel
        and all(band.percent_of_areas is None for band in method.bands.values())
        and all(rule.very_low_by is None for rule in rules)
    )


def _searched(grid: Grid, method: Methodology, path: str) -> _Changes:
    """Return the changes of rating found by search (see `scoring.analysis.sweep_search`)."""
    found = search(grid, method, path, *_bounds(method, path))
    return _Changes(
        grid.area_codes[found.area],
        found.threshold,
        found.is_above,
        np.zeros((2, len(found.area)), int),
        np.stack([found.below, found.above]),
        found.lowest,
    )


def is_whole(method: Methodology, path: str) -> bool:
    """Return whether a constant is a whole number: of indicators that are needed, or of decimals."""
    return isinstance(method.values[path], int)


def _rated_by_whole_numbers(grid: Grid, method: Methodology, path: str) -> tuple[IntArray, IntArray]:
    """Return all whole numbers that a constant may be, and the ratings by each: (numbers, areas)."""
    lowest, highest = _bounds(method, path)
    numbers = np.arange(int(lowest), int(highest) + 1)
    rating = judge(grid, method, {path: numbers[:, None].astype(float)}).rating
    return numbers, np.broadcast_to(rating, (len(numbers), len(grid.area_codes)))


def _whole_rows(grid: Grid, method: Methodology, path: str) -> pd.DataFrame:
    """Return the rows of a sweep over whole numbers."""
    numbers, rating = _rated_by_whole_numbers(grid, method, path)
    ends = {"from_threshold": numbers.astype(float), "to_threshold": numbers.astype(float)}
    counts: dict[str, IntArray] = {name: (rating == place).sum(-1) for place, name in enumerate(RATINGS)}
    return pd.DataFrame({**ends, "from_included": True, "to_included": True, **counts})


def _of_whole_numbers(grid: Grid, method: Methodology, path: str) -> _Changes:
    """Return the changes of rating from each whole number to the next."""
    numbers, rating = _rated_by_whole_numbers(grid, method, path)
    place, area = np.nonzero(rating[1:] != rating[:-1])
    return _Changes(
        grid.area_codes[area],
        numbers[place + 1].astype(float),
        np.zeros(len(area), bool),
        np.zeros((2, len(area)), int),
        np.stack([rating[place, area], rating[place + 1, area]]),
        rating[0],
    )


def _outside(changes: _Changes, lowest: float, highest: float) -> tuple[BoolArray, BoolArray]:
    """Return which changes are already made at the lowest benchmark, and which not even at the highest."""
    threshold, is_above = changes.threshold, changes.is_above
    early = (threshold < lowest) | ((threshold == lowest) & ~is_above)
    late = (threshold > highest) | ((threshold == highest) & is_above)
    return early, late


def _path(method: Methodology, wanted: str) -> str:
    """Return the path of a constant that can be swept: as given, or the benchmark of the indicator given."""
    path = f"{wanted}.benchmark" if wanted in method.indicators else wanted
    if "." not in wanted and wanted not in method.values and wanted not in method.indicators:
        raise UnknownNameError(
            f"{method.id} has no indicator {wanted!r}; it has {listed(method.indicators, 30)}."
        )
    if path not in sweepable(method):
        raise UnknownNameError(
            f"{method.id} has no {path!r} to sweep; it has {listed(sweepable(method), 30)}."
        )
    return path


def sweepable(method: Methodology) -> list[str]:
    """Return the paths of the constants that can be swept: benchmarks, counts, weights, points, cuts and shares."""
    fields = ("benchmark", "weight", "score_at_least", "percent_of_areas", "low", "similar", "high")
    return [
        path
        for path, about in method.parameters.items()
        if (path.partition(".")[2] in fields or is_whole(method, path))
        and (None not in (about.minimum, about.maximum) or _turns_at_edges(method, path))
        and not path.startswith("scale.")
    ]


def _candidates(grid: Grid, method: Methodology, path: str) -> FloatArray:
    """Return benchmarks below, at, between, at and above the two edges of each area: (5, areas)."""
    column = grid.indicators.index(path.partition(".")[0])
    # Edges do not depend on the benchmark.
    verdict = judge(grid, method, {path: np.zeros((1, 1))})
    edges = np.stack([verdict.low_edge[..., column], verdict.high_edge[..., column]]).reshape(2, -1)
    lower, upper = np.sort(edges, axis=0)
    # Halves first, so that no sum overflows; between neighbouring floats there is nothing.
    between = np.clip(lower / 2 + upper / 2, lower, upper)
    beyond = np.full(lower.shape, inf)
    return np.stack([-beyond, lower, between, upper, beyond])


def _bounds(method: Methodology, path: str) -> tuple[float, float]:
    """Return the lowest and highest value that the methodology allows."""
    limits = method.parameters[path]
    lowest = -inf if limits.minimum is None else limits.minimum
    return lowest, inf if limits.maximum is None else limits.maximum


def _present(grid: Grid, method: Methodology, path: str, meta: IndicatorMeta) -> float:
    """Return the number that all areas are compared with now by a benchmark of the rule or of a limit."""
    given = method.values[path]
    if not isinstance(given, str):
        return float(given)
    column = grid.indicators.index(str(compared_indicator(method, path)))
    with_value = ~np.isnan(grid.value[:, column])
    used = np.unique(np.broadcast_to(_figures_compared(grid, method, path), len(with_value))[with_value])
    if len(used) != 1:
        shown = listed(format_value(value, meta) for value in used)
        problem = f"areas are compared with {shown}" if shown else "no area has a value"
        raise DataError(f"{meta.short_label} has no single threshold to move: {problem}.")
    return float(used[0])


def _figures_compared(grid: Grid, method: Methodology, path: str) -> FloatArray:
    """Return the figures of a named benchmark, as they are compared: by value they are rounded like it."""
    owner, rule = path.partition(".")[0], compile_rule(method)
    if owner in method.limits:
        number = list(method.limits).index(owner)
        by_interval, by_value = limit_benchmarks(grid, rule.limits[number], rule.value_decimals)
        return by_value if rule.limits[number].breached_by == BY_VALUE else by_interval
    column, compared = list(method.indicators).index(owner), compare_with_benchmarks(grid, rule)
    kinds = [by[column] for by in (rule.low_by, rule.very_low_by, rule.high_by)]
    return (compared.rounded_benchmark if BY_VALUE in kinds else compared.benchmark)[..., column]


def _where(threshold: float, is_above: bool, down: bool, following: float, meta: Quantity) -> str:
    """Say where a change happens: 'at 84.9%', 'just above 85%', 'at about 85.57%', short of the following one."""
    shown = float(round_half_up(np.asarray(threshold), meta.decimals + 1))
    if abs(shown - threshold) < _FLOAT_NOISE:
        # Coming from the side that the threshold does not belong to, the change is on reaching it.
        side = "at" if is_above == down else f"just {'above' if is_above else 'below'}"
        return f"{side} {format_value(shown, meta, trim=True, extra=1)}"
    for extra in range(1, _MOST_EXTRA_DECIMALS + 1):
        scale = 10.0 ** (meta.decimals + extra)
        shown = float(np.floor(threshold * scale) if down else np.ceil(threshold * scale)) / scale
        if shown > following if down else shown < following:
            break
    return f"at about {format_value(shown, meta, trim=True, extra=extra)}"


def _clause(edition: Edition, rating: str, area_codes: Iterable[str]) -> str:
    """Say which areas come to a rating: 'North Durham becomes performing well'."""
    names = sorted(edition.short_names.get(code, code) for code in area_codes)
    return f"{listed(names)} {_BECOMES[rating][len(names) > 1]}"
