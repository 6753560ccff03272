"""How long the gaps across 524 borders and the spread of areas take, beside plainer ways.

Run from the top folder:

    python -m pytest benchmarks/test_lottery.py --benchmark-columns=min,median,rounds --benchmark-sort=name

The plainer ways are what ours must agree with; no test looks at a time.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from scoring import Assessment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import load_edition, load_methodology, rate, to_grid
from scoring.analysis.probability import rating_probabilities
from scoring.lottery.borders import border_gaps, border_summary
from scoring.lottery.order import probability_higher_share, truth_of
from scoring.lottery.spread import population_by_rating, spread

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
WAITS = list(RULE.indicators).index("waits_62_day")
DRAWS = 10_000


def pairs_of_shares() -> tuple[np.ndarray, ...]:
    """Return the parameters of 62-day waits on both sides of each border, four arrays of 524."""
    grid = to_grid(EDITION.indicators, RULE)
    truth = truth_of(grid)
    once = EDITION.neighbours[EDITION.neighbours["area_code"] < EDITION.neighbours["neighbour_code"]]
    place = pd.Index(grid.area_codes)
    sides = [place.get_indexer(once[side]) for side in ("area_code", "neighbour_code")]
    return tuple(array[side, WAITS] for side in sides for array in (truth.successes, truth.failures))


def by_draws(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return the share of draws in which the first share is higher."""
    random = np.random.default_rng(524)
    shape = (DRAWS, len(a))
    return (random.beta(a, b, shape) > random.beta(c, d, shape)).mean(0)


def one_by_one(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return the same by adaptive quadrature of a density times a distribution, a pair at a time."""
    return np.array([one_pair(*pair) for pair in zip(a, b, c, d, strict=True)])


def one_pair(a: float, b: float, c: float, d: float) -> float:
    return quad(lambda x: beta.pdf(x, a, b) * beta.cdf(x, c, d), 0, 1, points=[a / (a + b)], limit=200)[0]


@pytest.mark.benchmark(group="lottery: every border and measure")
def test_border_gaps(benchmark):
    gaps = benchmark(lambda: border_gaps(Assessment(EDITION, RULE)))
    assert len(gaps) == 5 * 524


@pytest.mark.benchmark(group="lottery: every border and measure")
def test_border_gaps_with_probabilities_at_hand(benchmark):
    at_hand = rating_probabilities(EDITION.indicators, RULE)
    gaps = benchmark(lambda: border_gaps(Assessment(EDITION, RULE), probabilities=at_hand))
    assert len(gaps) == 5 * 524


@pytest.mark.benchmark(group="lottery: every border and measure")
def test_border_summary(benchmark):
    assert len(benchmark(border_summary, border_gaps(Assessment(EDITION, RULE)))) == 5


@pytest.mark.benchmark(group="lottery: 524 pairs of shares")
def test_order_by_quadrature_of_all_pairs(benchmark):
    chances = benchmark(probability_higher_share, *pairs_of_shares())
    assert len(chances) == 524


@pytest.mark.benchmark(group="lottery: 524 pairs of shares")
def test_order_by_10000_plain_draws(benchmark):
    pairs = pairs_of_shares()
    drawn = benchmark.pedantic(by_draws, pairs, rounds=3)
    assert np.abs(drawn - probability_higher_share(*pairs)).max() < 5 * np.sqrt(0.25 / DRAWS)


@pytest.mark.benchmark(group="lottery: 524 pairs of shares")
def test_order_by_plain_quadrature_of_a_pair_at_a_time(benchmark):
    pairs = pairs_of_shares()
    plain = benchmark.pedantic(one_by_one, pairs, rounds=1)
    np.testing.assert_allclose(plain, probability_higher_share(*pairs), atol=1e-7)


@pytest.mark.benchmark(group="lottery: spread and people")
def test_spread(benchmark):
    assert len(benchmark(lambda: spread(Assessment(EDITION, RULE)))) == 4


@pytest.mark.benchmark(group="lottery: spread and people")
def test_spread_of_the_values_by_plain_pandas(benchmark):
    def plain() -> pd.DataFrame:
        values = EDITION.indicators.groupby("indicator")["value"]
        ends = values.agg(["min", "max"])
        return ends.assign(low=values.quantile(0.1), high=values.quantile(0.9))

    assert len(benchmark(plain)) == 4


@pytest.mark.benchmark(group="lottery: spread and people")
def test_people_in_each_rating(benchmark):
    assert benchmark(lambda: population_by_rating(Assessment(EDITION, RULE)))["areas"].sum() == 209


@pytest.mark.benchmark(group="lottery: spread and people")
def test_people_by_a_plain_merge(benchmark):
    def plain() -> pd.Series:
        rated = rate(EDITION.indicators, RULE).merge(EDITION.areas, on="area_code")
        return rated.groupby("rating")["population"].sum()

    assert len(benchmark(plain)) == 4
