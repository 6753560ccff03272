"""Random draws of the unpublished values from their models, rated by the rule.

Arrays are (areas, 4) or (draws, areas, 4), areas by code, indicators in the order of INDICATORS.
"""

from dataclasses import dataclass, replace

import models
import numpy as np
import numpy.typing as npt
from models import Fit, FloatArray, Inputs

from scoring.methodology.model import Methodology
from scoring.rating.grid import Grid, round_half_up
from scoring.rating.intervals import wilson_interval
from scoring.rating.judge import judge

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

INDICATORS = ("early_diagnosis", "waits_62_day", "one_year_survival", "patient_experience")
EARLY, WAITS, SURVIVAL, EXPERIENCE = range(4)
MONTHS = ("january", "february", "march")

PLAUSIBLE = 3.0
"""No kept value lies further than this many spreads from what its model expects."""


@dataclass(frozen=True)
class Facts:
    """What the kept draws must agree with; see `facts` in metadata.yaml."""

    england: FloatArray
    split: dict[str, int]
    early_range: tuple[float, float]
    early_highest: float
    survival_range: tuple[float, float]
    survival_below: float
    ipswich: tuple[str, int]


@dataclass(frozen=True)
class Draws:
    """Random draws: `grid` has arrays of shape (draws, areas, 4), `residual` says how far each value
    is from its model in spreads, `allowed` (draws, areas) which of them contradict no bound, and
    `rating` (draws, areas) is the position in RATINGS."""

    grid: Grid
    residual: FloatArray
    allowed: BoolArray
    rating: IntArray


def draw(
    inputs: Inputs,
    facts: Facts,
    fits: dict[str, Fit],
    method: Methodology,
    *,
    rng: np.random.Generator,
    size: int,
) -> Draws:
    """Draw the unpublished values `size` times and rate each draw."""
    base = published_grid(inputs, facts)
    expected, spread = base.value.copy(), np.ones_like(base.value)
    for name, fit in fits.items():
        expected[:, INDICATORS.index(name)] = fit.expected
        spread[:, INDICATORS.index(name)] = fit.spread
    drawn = expected + spread * rng.standard_normal((size, *expected.shape))
    grid = with_draws(base, drawn, models.survival_standard_errors(inputs))
    bounds = inputs.bounds("one_year_survival").reindex(inputs.areas.index).to_numpy(float)
    return judged_draws(grid, expected, spread, facts=facts, bounds=bounds, method=method)


def published_grid(inputs: Inputs, facts: Facts) -> Grid:
    """Return what is published, as a grid for the rule; NaN where a value is to be estimated."""
    areas = inputs.areas.index
    treated, within = waits_counts(inputs)
    value = np.full((len(areas), 4), np.nan)
    for j, name in enumerate(INDICATORS):
        value[:, j] = inputs.exact(name).reindex(areas)
    from_counts = np.round(100 * within / treated, 4)
    value[:, WAITS] = np.where(np.isnan(value[:, WAITS]), from_counts, value[:, WAITS])
    denominator = np.full_like(value, np.nan)
    denominator[:, EARLY] = models.case_counts(inputs)
    denominator[:, WAITS] = treated
    denominator[:, EXPERIENCE] = models.respondent_counts(inputs)
    for i, j in np.argwhere(~np.isnan(value)):
        if j in (EARLY, EXPERIENCE):
            denominator[i, j] = nearest_fitting_count(value[i, j], denominator[i, j])
    numerator = np.round(value * denominator / 100)
    numerator[:, WAITS] = within
    numerator[:, SURVIVAL] = np.nan
    lower, upper = wilson_interval(numerator, denominator)
    standard = np.full_like(value, np.nan)
    return Grid(
        areas.to_numpy(object), INDICATORS, value, numerator, denominator, lower, upper,
        np.tile(facts.england, (len(areas), 1)), standard, np.ones_like(value), ~np.isnan(value),
    )  # fmt: skip


def nearest_fitting_count(value: float, estimate: float) -> float:
    """Return the number of patients nearest to an estimate of it with which a printed value can arise."""
    near = estimate + np.array(sorted(range(-100, 101), key=abs), float)
    fits = counted(np.full_like(near, value), near)[1] == value
    return float(near[fits.argmax()])


def waits_counts(inputs: Inputs) -> tuple[FloatArray, FloatArray]:
    """Return patients treated and patients treated within 62 days, January to March 2016."""
    treated = inputs.waits[[f"treated_{m}" for m in MONTHS]].sum(axis=1)
    within = inputs.waits[[f"within_{m}" for m in MONTHS]].sum(axis=1)
    return treated.to_numpy(float), within.to_numpy(float)


def counted(value: FloatArray, denominator: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the whole number nearest to a percentage of a count, and that number's own percentage."""
    numerator = np.clip(np.round(value * denominator / 100), 0, denominator)
    return numerator, round_half_up(100 * numerator / denominator, 1)


def survival_limits(value: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the normal 95% limits of the survival index, to 4 decimals as stored."""
    return np.round(value - models.NORMAL_95 * error, 4), np.round(value + models.NORMAL_95 * error, 4)


def with_draws(base: Grid, drawn: FloatArray, error: FloatArray) -> Grid:
    """Return the grid with drawn values (draws, areas, 4) in place of what is not published.

    Values become such as could be published: one decimal, and for proportions a whole number of
    patients. Limits follow.
    """
    free = ~base.published
    numerator, value = counted(drawn, base.denominator)
    value[..., SURVIVAL] = round_half_up(drawn[..., SURVIVAL], 1)
    value = np.where(free, value, base.value)
    numerator = np.where(free, numerator, base.numerator)
    lower, upper = (np.round(limit, 4) for limit in wilson_interval(numerator, base.denominator))
    lower[..., SURVIVAL], upper[..., SURVIVAL] = survival_limits(value[..., SURVIVAL], error)
    return replace(base, value=value, numerator=numerator, lower_ci=lower, upper_ci=upper)


def judged_draws(
    grid: Grid,
    expected: FloatArray,
    spread: FloatArray,
    *,
    facts: Facts,
    bounds: FloatArray,
    method: Methodology,
) -> Draws:
    """Rate every draw, and mark those that contradict a bound or are implausible.

    `bounds` (areas) is the lowest survival that was printed for an area, NaN where none was.
    """
    with np.errstate(invalid="ignore"):
        residual = np.where(grid.published, 0.0, (grid.value - expected) / spread)
    early, survival = grid.value[..., EARLY], grid.value[..., SURVIVAL]
    allowed = (np.abs(residual) <= PLAUSIBLE).all(-1)
    allowed &= (early >= facts.early_range[0]) & (early < facts.early_highest) | grid.published[:, EARLY]
    low, high = facts.survival_range
    allowed &= (survival > low) & (survival < high) | grid.published[:, SURVIVAL]
    allowed &= ~(survival < bounds)
    return Draws(grid, residual, allowed, judge(grid, method).rating)
