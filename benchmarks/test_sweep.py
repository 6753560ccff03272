"""How long it takes to move one benchmark over its whole range, beside rating again at every step.

Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring import Assessment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import RATINGS, count_ratings, load_edition, load_methodology, rate
from scoring.analysis.sweep import breakpoints, next_change, sweep
from scoring.analysis.targets import what_would_it_take

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
WAITS = "waits_62_day"
STEPS = np.arange(0, 1001) / 10


def sweep_plainly() -> pd.DataFrame:
    """Return the counts at every 0.1 from 0 to 100: still only an approximation of the breakpoints."""
    scenarios = (RULE.with_changes({f"{WAITS}.benchmark": float(step)}) for step in STEPS)
    return pd.DataFrame([count_ratings(rate(EDITION.indicators, scenario)) for scenario in scenarios])


GROUP = "one threshold over its whole range"
SEARCHED = [
    ("mean-points", "top.score_at_least"),
    ("rank-quartiles", "top.score_at_least"),
    ("composite-arithmetic", "top.percent_of_areas"),
    ("composite-arithmetic", "waits_62_day.weight"),
    ("worst-counts", "waits_62_day.benchmark"),
    ("funnel", "waits_62_day.benchmark"),
    ("combined-z", "waits_62_day.benchmark"),
]


@pytest.mark.benchmark(group=GROUP)
def test_sweep_of_one_threshold_over_its_whole_range(benchmark):
    rows = benchmark(sweep, EDITION.indicators, RULE, WAITS)
    assert (rows[list(RATINGS)].sum(axis=1) == 209).all()


@pytest.mark.benchmark(group=GROUP)
def test_sweep_plainly_in_steps_of_a_tenth(benchmark):
    plain = benchmark.pedantic(sweep_plainly, rounds=2)
    rows = sweep(EDITION.indicators, RULE, WAITS)
    # A step at the end of a row belongs to it or to the following one.
    place = [
        np.flatnonzero(
            (rows["to_threshold"] > step) | ((rows["to_threshold"] == step) & rows["to_included"])
        )[0]
        for step in STEPS
    ]
    assert plain.to_numpy().tolist() == rows.loc[place, list(RATINGS)].to_numpy().tolist()


def test_breakpoints_of_209_areas(benchmark):
    assert len(benchmark(breakpoints, EDITION.indicators, RULE, WAITS)) == 2 * 209


def test_next_change_in_words(benchmark):
    assert benchmark(lambda: next_change(Assessment(EDITION, RULE), WAITS))


def test_what_would_it_take_for_one_area(benchmark):
    assert (
        benchmark(lambda: what_would_it_take(Assessment(EDITION, RULE), "E38000045")).singles[WAITS].patients
        == 14
    )


@pytest.mark.benchmark(group="constants whose changes are found by search")
@pytest.mark.parametrize(("name", "path"), SEARCHED)
def test_sweep_by_search(benchmark, name, path):
    method = load_methodology(name)
    rows = benchmark.pedantic(sweep, args=(EDITION.indicators, method, path), rounds=5, warmup_rounds=1)
    assert (rows[list(RATINGS)].sum(axis=1) == 209).all()
