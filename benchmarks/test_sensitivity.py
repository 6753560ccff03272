"""How long Sobol indices take, beside a plain loop that changes the methodology and rates again.

Run from the top folder:

    python -m pytest benchmarks/test_sensitivity.py --benchmark-columns=min,median,rounds

The plain loop does one in LOOP_FRACTION of the work; multiply its time by that. No test looks at a time.
"""

import numpy as np
import pytest
from SALib.sample import sobol as sample

from scoring import count_ratings, load_edition, load_methodology, rate
from scoring.analysis.ranges import varied
from scoring.analysis.sensitivity import SAMPLES, sobol, tornado
from tests.october import METHODOLOGIES

LOOP_FRACTION = 64
FIGURES = load_edition("october-2016").indicators
RULE = load_methodology("nhs-england-2016")
RANGES = varied(FIGURES, RULE)


@pytest.mark.benchmark(group="Sobol indices of all constants, 1,024 base samples")
def test_sobol_indices(benchmark):
    found = benchmark.pedantic(lambda: sobol(FIGURES, RULE), rounds=5)
    assert len(found) == len(RANGES)


@pytest.mark.benchmark(group="Sobol indices of all constants, 1,024 base samples")
def test_one_in_64_of_the_same_combinations_by_a_plain_loop(benchmark):
    problem = {"num_vars": len(RANGES), "names": [r.path for r in RANGES], "bounds": [[0, 1]] * len(RANGES)}
    places = sample.sample(problem, SAMPLES // LOOP_FRACTION, calc_second_order=False, seed=2016)

    def loop() -> list[int]:
        below = []
        for place in places:
            changes = {
                r.path: r.constant(float(r.at(np.array(p)))) for r, p in zip(RANGES, place, strict=True)
            }
            counts = count_ratings(rate(FIGURES, RULE.with_changes(changes)))
            below.append(counts["needs"] + counts["greatest"])
        return below

    assert len(benchmark.pedantic(loop, rounds=3)) == len(places)


@pytest.mark.benchmark(group="Sobol indices of every methodology")
@pytest.mark.parametrize("name", METHODOLOGIES)
def test_sobol_indices_of(benchmark, name):
    benchmark.pedantic(lambda: sobol(FIGURES, load_methodology(name)), rounds=2)


@pytest.mark.benchmark(group="one constant at a time")
def test_tornado(benchmark):
    assert len(benchmark.pedantic(lambda: tornado(FIGURES, RULE), rounds=20)) == len(RANGES)
