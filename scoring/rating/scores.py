"""Scores of indicators, and the ways to make one score of several."""

from typing import Any

import numpy as np

from scoring.methodology.model import Methodology
from scoring.rating.benchmarks import Compared, funnel_error, quantile_over_areas
from scoring.rating.compiled import CompiledRule
from scoring.rating.grid import BoolArray, Grid
from scoring.rating.intervals import FloatArray

QUARTILES = (0.25, 0.5, 0.75)
_NO_SPREAD = 1e-12
"""A standard deviation below this share of the largest value is the rounding of the computer, and none."""


def indicator_scores(
    grid: Grid,
    method: Methodology,
    rule: CompiledRule,
    compared: Compared,
    *,
    low: BoolArray,
    high: BoolArray,
) -> FloatArray:
    """Return what each indicator contributes, better always higher: (…, areas, indicators), NaN without.

    Notes
    -----
    - points: those of low, similar or high.
    - z: distance from the benchmark in standard errors (see `scoring.rating.benchmarks.funnel_error`).
    - standardised: distance from the mean of all areas in their standard deviations, on the scale given.
    - min_max: from the worst to the best of all areas, on the scale given.
    - quartile: 1 for the worst quarter of areas to 4 for the best; a value at a quartile counts below it.

    The last three as in OECD and JRC (2008), Handbook on constructing composite indicators, chapter 5.
    """
    present = ~np.isnan(grid.value)
    if method.score == "points":
        return points_of(low, high, present, rule)
    if method.score == "z":
        return _z(grid, method, rule, compared)
    better = grid.direction * grid.value
    if method.score == "quartile":
        ordered, number = np.sort(better, axis=-2), present.sum(-2, keepdims=True)
        passed = sum(better > quantile_over_areas(ordered, number, share) for share in QUARTILES)
        return np.where(present, 1.0 + passed, np.nan)
    assert method.scale is not None
    return (_standardised if method.score == "standardised" else _min_max)(better, method.scale)


def points_of(low: BoolArray, high: BoolArray, present: BoolArray, rule: CompiledRule) -> FloatArray:
    """Return the points of indicators that are low, similar or high: (…, indicators), NaN where not present."""
    assert rule.points is not None
    below, similar, above = (points[..., None] for points in rule.points)
    return np.where(present, np.where(low, below, np.where(high, above, similar)), np.nan)


def _z(grid: Grid, method: Methodology, rule: CompiledRule, compared: Compared) -> FloatArray:
    assert method.over_dispersion is not None
    error = funnel_error(grid, rule, compared, over_dispersed=method.over_dispersion.kind == "additive")
    return grid.direction * (grid.value - compared.benchmark) / error


def _standardised(better: FloatArray, scale: Any) -> FloatArray:
    known = ~np.isnan(better)
    number = np.maximum(known.sum(-2, keepdims=True), 1)
    mean = np.where(known, better, 0).sum(-2, keepdims=True) / number
    from_mean = np.where(known, better - mean, 0)
    deviation = np.sqrt((from_mean**2).sum(-2, keepdims=True) / number)
    # Where all areas are alike nobody is better or worse.
    differ = deviation > _NO_SPREAD * _largest(better)
    z = np.divide(from_mean, deviation, out=np.zeros_like(from_mean), where=differ)
    return np.where(known, scale.centre + scale.spread * z, np.nan)


def _largest(scores: FloatArray) -> FloatArray:
    """Return the largest size of any area's score, (…, 1, indicators)."""
    return np.where(np.isnan(scores), 0, np.abs(scores)).max(-2, keepdims=True, initial=0)


def _min_max(better: FloatArray, scale: Any) -> FloatArray:
    known = ~np.isnan(better)
    worst = np.where(known, better, np.inf).min(-2, keepdims=True, initial=np.inf)
    best = np.where(known, better, -np.inf).max(-2, keepdims=True, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        span = best - worst
        place = np.divide(better - worst, span, out=np.full_like(better, 0.5), where=span > 0)
    return np.where(known, scale.lowest + (scale.highest - scale.lowest) * place, np.nan)


def combine(scores: FloatArray, method: Methodology, rule: CompiledRule) -> FloatArray:
    """Return one score an area, (…, areas), NaN where no indicator with a weight has a score.

    Weights count among the indicators that are there.

    Notes
    -----
    - worst: the lowest score.
    - mean: Σ w s / Σ w; geometric_mean: exp(Σ w ln s / Σ w).
    - mazziotta_pareto: M - S² / M, with M mean and S standard deviation of an area's scores, which penalises
      imbalance (M. Mazziotta and A. Pareto, 2011); none where M is not above 0.
    - combined_z: Σ w z / sqrt(w' C w), C the correlation of indicators over areas (D. Spiegelhalter and
      others (2012), Statistical methods for healthcare regulation, JRSS A 175:1-47).
    """
    known = ~np.isnan(scores)
    any_known = known.any(-1)
    if method.aggregation == "worst":
        return np.where(any_known, np.where(known, scores, np.inf).min(-1), np.nan)
    if method.aggregation == "mazziotta_pareto":
        number = np.maximum(known.sum(-1), 1)
        mean = np.where(known, scores, 0).sum(-1) / number
        variance = np.where(known, (scores - mean[..., None]) ** 2, 0).sum(-1) / number
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(any_known & (mean > 0), mean - variance / mean, np.nan)
    weight = np.where(known, rule.weight, 0.0)
    filled = np.where(known, scores, 1.0)
    if method.aggregation == "geometric_mean":
        filled = np.log(filled)
    weighted = (weight * filled).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method.aggregation == "combined_z":
            variance = np.einsum("...i,...i->...", weight @ _correlation(scores), weight)
            some = variance > _NO_SPREAD * (weight**2).sum(-1)
            return np.where(some, weighted / np.sqrt(variance), np.nan)
        mean = weighted / weight.sum(-1)
    mean = np.where(weight.sum(-1) > 0, mean, np.nan)
    return np.exp(mean) if method.aggregation == "geometric_mean" else mean


def _correlation(scores: FloatArray) -> FloatArray:
    """Return the correlation of indicators over areas that have all of them: (…, indicators, indicators)."""
    whole = ~np.isnan(scores).any(-1, keepdims=True)
    number = np.maximum(whole.sum(-2, keepdims=True), 1)
    mean = np.where(whole, scores, 0).sum(-2, keepdims=True) / number
    from_mean = np.where(whole, scores - mean, 0)
    covariance = np.swapaxes(from_mean, -1, -2) @ from_mean
    deviation = np.sqrt(np.einsum("...ii->...i", covariance))
    none = (_NO_SPREAD * np.sqrt(number) * _largest(scores))[..., 0, :]
    deviation = np.where(deviation > none, deviation, 0.0)
    scale = deviation[..., :, None] * deviation[..., None, :]
    found = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    own = np.eye(scores.shape[-1])
    return np.where(own > 0, 1.0, found)
