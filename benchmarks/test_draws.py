"""How long probabilities by draws take, beside plain draws of the same rule.

Run from the top folder:

    python -m pytest benchmarks/test_draws.py --benchmark-columns=min,median,rounds

Each group is one comparison; the number in brackets is how many times as long as the fastest. No test
looks at a time.
"""

import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from test_probability import DRAWS, EDITION, GRID, RULE, draw_plainly

from scoring import RATINGS, load_methodology, to_grid
from scoring.analysis.monte_carlo import drawn_probabilities, repeated_years
from scoring.analysis.probability import rating_probabilities
from scoring.rating.shrinkage import chance_of
from tests.october import METHODOLOGIES

FIVE_ERRORS = 5 * np.sqrt(0.25 / DRAWS)
EXACT = rating_probabilities(EDITION.indicators, RULE, shrink=False)[list(RATINGS)].to_numpy()


@pytest.mark.benchmark(group="probabilities by 10,000 draws")
def test_probabilities_by_draws(benchmark):
    drawn = benchmark.pedantic(lambda: drawn_probabilities(GRID, RULE, draws=DRAWS, shrink=False), rounds=7)
    assert np.abs(drawn.T - EXACT).max() < FIVE_ERRORS


@pytest.mark.benchmark(group="probabilities by 10,000 draws")
def test_probabilities_by_plain_draws(benchmark):
    drawn = benchmark.pedantic(draw_plainly, rounds=3)
    assert np.abs(drawn - EXACT).max() < FIVE_ERRORS


@pytest.mark.benchmark(group="10,000 repeated years, not judged")
def test_repeated_years(benchmark):
    years = benchmark.pedantic(lambda: sum(len(y.value) for y in repeated_years(GRID, draws=DRAWS)), rounds=7)
    assert years == DRAWS


@pytest.mark.benchmark(group="10,000 repeated years, not judged")
def test_numbers_of_patients_by_numpy_alone(benchmark):
    chance, random = chance_of(GRID), np.random.default_rng(2016)
    size, rate = chance.size[chance.counted].astype(int), chance.rate[chance.counted]

    def draw() -> int:
        return sum(len(random.binomial(size, rate, (500, len(size)))) for _ in range(DRAWS // 500))

    assert benchmark.pedantic(draw, rounds=3) == DRAWS


@pytest.mark.benchmark(group="probabilities by 10,000 draws, every methodology")
@pytest.mark.parametrize("name", METHODOLOGIES)
def test_draws_of_every_methodology(benchmark, name):
    method = load_methodology(name)
    grid = to_grid(EDITION.indicators, method)
    drawn = benchmark.pedantic(lambda: drawn_probabilities(grid, method, draws=DRAWS), rounds=5)
    assert drawn.sum(axis=0) == pytest.approx(1)


@pytest.mark.parametrize("name", ["nhs-england-2016", "combined-z", "shrunken"])
def test_draws_take_less_than_500_megabytes(name):
    method = load_methodology(name)
    grid = to_grid(EDITION.indicators, method)
    tracemalloc.start()
    drawn_probabilities(grid, method, draws=DRAWS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{name}: {most / 1e6:.0f} MB")
    assert most < 500e6
