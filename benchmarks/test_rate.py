"""How long a rating takes, beside plain versions: pandas a row at a time, and NumPy for this rule alone.

Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name

The tests that compare results are what keeps the plain version honest; no test looks at a time.
"""

import sys
from dataclasses import fields, replace
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import RATINGS, Grid, judge, load_edition, load_methodology, rate, to_grid

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
GRID = to_grid(EDITION.indicators, RULE)


def plain_outcome(row: pd.Series) -> str:
    """Return low, similar or high for one row of the edition under the rule of 2016."""
    if row["indicator"] == "waits_62_day":
        # The edition gives the limits; they are worked out here as a spreadsheet would.
        p, n, z = row["numerator"] / row["denominator"], row["denominator"], 1.959964
        half = z / (1 + z**2 / n) * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        lower = 100 * ((p + z**2 / (2 * n)) / (1 + z**2 / n) - half)
        if round(row["value"] + 1e-9, 1) < 85:
            return "low"
        return "high" if lower > 85 else "similar"
    if row["upper_ci"] < row["england"]:
        return "low"
    return "high" if row["lower_ci"] > row["england"] else "similar"


def plain_rating(outcomes: pd.Series) -> str:
    """Return the rating for the outcomes of one area."""
    low, high = (outcomes == "low").sum(), (outcomes == "high").sum()
    if low >= 3:
        return "greatest"
    if low >= 1:
        return "needs"
    return "top" if high >= 3 else "well"


def rate_plainly(figures: pd.DataFrame) -> pd.Series:
    """Return the rating of each area: apply along rows, then along areas."""
    outcomes = figures.apply(plain_outcome, axis=1)
    return outcomes.groupby(figures["area_code"]).apply(plain_rating)


def rate_with_numpy(grid: Grid) -> np.ndarray:
    """Return ratings (positions in RATINGS) of the rule of 2016, written out for its four indicators alone."""
    low, high = grid.upper_ci < grid.england, grid.lower_ci > grid.england
    waits = grid.indicators.index("waits_62_day")
    low[:, waits] = np.floor(grid.value[:, waits] * 10 + 0.5 + 1e-9) / 10 < 85
    high[:, waits] = (grid.lower_ci[:, waits] > 85) & ~low[:, waits]
    lows, highs = low.sum(axis=1), high.sum(axis=1)
    rating = np.select([lows >= 3, lows >= 1, highs >= 3], [3, 2, 0], 1)
    return np.where(np.isnan(grid.value).any(axis=1), 4, rating)


def many_areas(times: int) -> Grid:
    """Return the grid with every area so many times."""
    arrays = {field.name: getattr(GRID, field.name) for field in fields(GRID)}
    again = {
        name: np.concatenate([array] * times)
        for name, array in arrays.items()
        if isinstance(array, np.ndarray) and array.ndim > 0
    }
    return replace(GRID, **again)


def draws(number: int) -> np.ndarray:
    """Return values of all areas drawn at random round the edition's."""
    return GRID.value + np.random.default_rng(2016).normal(0, 1, (number, *GRID.value.shape))


@pytest.mark.benchmark(group="ratings of 209 areas")
def test_rate_frame_to_frame(benchmark):
    result = benchmark(rate, EDITION.indicators, RULE)
    assert len(result) == 209


@pytest.mark.benchmark(group="ratings of 209 areas")
def test_rate_plainly_row_by_row(benchmark):
    result = benchmark.pedantic(rate_plainly, args=(EDITION.indicators,), rounds=20, warmup_rounds=1)
    assert result.to_dict() == rate(EDITION.indicators, RULE).set_index("area_code")["rating"].to_dict()


@pytest.mark.benchmark(group="ratings of 209 areas")
def test_judge_arrays_of_209_areas(benchmark):
    verdict = benchmark(judge, GRID, RULE)
    assert np.bincount(verdict.rating, minlength=len(RATINGS)).tolist() == [7, 22, 156, 24, 0]


BIG = many_areas(158)


@pytest.mark.benchmark(group="ratings of 33,022 areas")
def test_judge_arrays_of_33000_areas(benchmark):
    verdict = benchmark.pedantic(judge, args=(BIG, RULE), rounds=30, warmup_rounds=2)
    assert np.bincount(verdict.rating).tolist() == [158 * count for count in (7, 22, 156, 24)]


@pytest.mark.benchmark(group="ratings of 33,022 areas")
def test_numpy_alone_for_33000_areas(benchmark):
    rating = benchmark.pedantic(rate_with_numpy, args=(BIG,), rounds=30, warmup_rounds=2)
    assert rating.tolist() == judge(BIG, RULE).rating.tolist()


@pytest.mark.benchmark(group="draws in one call")
@pytest.mark.parametrize("number", [100, 1000])
def test_judge_many_draws_in_one_call(benchmark, number):
    verdict = benchmark.pedantic(
        judge, args=(replace(GRID, value=draws(number)), RULE), rounds=10, warmup_rounds=1
    )
    assert verdict.rating.shape == (number, 209)
