"""How long it takes to say which change did what, what reaches a goal, and what all plausible choices make.

Run from the top folder:

    python -m pytest benchmarks/test_what_if_answers.py --benchmark-columns=min,median,rounds

The plain loop over combinations does one in LOOP_FRACTION of the work; multiply its time by that. No test looks at a
time.
"""

from itertools import combinations

import pytest

from scoring import Assessment, load_edition, load_methodology, rate
from scoring.analysis.contributions import contributions
from scoring.analysis.goal_seek import goal_seek, half_of
from scoring.analysis.multiverse import combinations_table, multiverse
from tests.october import METHODOLOGIES

LOOP_FRACTION = 128
EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
NOW = Assessment(EDITION, RULE)
CHANGES = {
    "waits_62_day.benchmark": 82.0,
    "one_year_survival.low_by": "value",
    "needs.low_at_least": 2,
    "early_diagnosis.benchmark": 52.0,
    "top.high_at_least": 2,
    "greatest.low_at_least": 2,
    "patient_experience.benchmark": 88.0,
    "value_decimals": 0,
}


@pytest.mark.benchmark(group="eight changes taken apart")
def test_contributions(benchmark):
    after = Assessment(EDITION, RULE.with_changes(CHANGES))
    assert len(benchmark(lambda: contributions(NOW, after)).changes) == 8


@pytest.mark.benchmark(group="eight changes taken apart")
def test_the_same_by_a_plain_loop(benchmark):
    def loop() -> int:
        subsets = [some for size in range(9) for some in combinations(CHANGES, size)]
        for some in subsets:
            rate(EDITION.indicators, RULE.with_changes({path: CHANGES[path] for path in some}))
        return len(subsets)

    assert benchmark.pedantic(loop, rounds=2) == 256


@pytest.mark.benchmark(group="half as many areas below par, every constant")
@pytest.mark.parametrize("name", [name for name in METHODOLOGIES if name != "headline-only"])
def test_goal_seek(benchmark, name):
    of = Assessment(EDITION, load_methodology(name))
    benchmark.pedantic(lambda: goal_seek(of, half_of(of)), rounds=1)


@pytest.mark.benchmark(group="24,576 combinations")
def test_multiverse(benchmark):
    assert len(benchmark.pedantic(lambda: multiverse(NOW), rounds=3).digits) == 24_576


@pytest.mark.benchmark(group="24,576 combinations")
def test_one_in_128_of_the_combinations_by_a_plain_loop(benchmark):
    table = combinations_table(multiverse(NOW, 24_576 // LOOP_FRACTION)).drop(columns=["share", "figures"])

    def loop() -> int:
        for row in table.to_dict("records"):
            changes = {path: value for paths, value in row.items() for path in str(paths).split(", ")}
            rate(EDITION.indicators, RULE.with_changes(changes))
        return len(table)

    assert benchmark.pedantic(loop, rounds=2) == 192
