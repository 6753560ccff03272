"""How long exact probabilities take, beside plain draws of the same rule.

Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name

The draws are what the exact version must agree with; no test looks at a time.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import RATINGS, judge, load_edition, load_methodology, to_grid
from scoring.analysis.probability import outcomes, rating_distribution, rating_probabilities
from scoring.rating.intervals import z_value

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
GRID = to_grid(EDITION.indicators, RULE)
DRAWS, CHUNK = 10_000, 500


def draw_plainly(draws: int = DRAWS) -> np.ndarray:
    """Return the share of draws with each rating, (areas, ratings): patients and index drawn, then judged."""
    random = np.random.default_rng(2016)
    counted = ~np.isnan(GRID.numerator)
    size, share = GRID.denominator[counted].astype(int), (GRID.numerator / GRID.denominator)[counted]
    below, above = GRID.value - GRID.lower_ci, GRID.upper_ci - GRID.value
    error = ((below + above) / (2 * z_value(95)))[~counted]
    found = np.zeros((len(GRID.area_codes), len(RATINGS)))
    for _ in range(draws // CHUNK):
        numerator = np.full((CHUNK, *GRID.value.shape), np.nan)
        numerator[:, counted] = random.binomial(size, share, (CHUNK, len(size)))
        value = 100 * numerator / GRID.denominator
        value[:, ~counted] = random.normal(GRID.value[~counted], error, (CHUNK, len(error)))
        lower, upper = np.where(counted, np.nan, value - below), np.where(counted, np.nan, value + above)
        drawn = replace(GRID, numerator=numerator, value=value, lower_ci=lower, upper_ci=upper)
        rating = judge(drawn, RULE).rating
        found += np.stack([(rating == code).sum(0) for code in range(len(RATINGS))], axis=-1)
    return found / draws


@pytest.mark.benchmark(group="exact probabilities of 209 areas")
def test_probabilities_frame_to_frame(benchmark):
    areas = benchmark(rating_probabilities, EDITION.indicators, RULE)
    assert len(areas) == 209


@pytest.mark.benchmark(group="exact probabilities of 209 areas")
def test_probabilities_arrays(benchmark):
    verdict = judge(GRID, RULE)
    chances = benchmark(lambda: rating_distribution(outcomes(GRID, verdict, RULE), RULE))
    assert chances.sum(0) == pytest.approx(1)


@pytest.mark.benchmark(group="exact probabilities of 209 areas")
def test_probabilities_by_10000_plain_draws(benchmark):
    drawn = benchmark.pedantic(draw_plainly, rounds=3)
    exact = rating_probabilities(EDITION.indicators, RULE, shrink=False)[list(RATINGS)].to_numpy()
    assert np.abs(drawn - exact).max() < 5 * np.sqrt(0.25 / DRAWS)
