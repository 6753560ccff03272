"""How long it takes to rate all areas by every methodology, beside one rating after another.

Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import load_edition, load_methodology, rate
from scoring.analysis.agreement import agreement
from scoring.analysis.methodology_table import library_table
from tests.october import METHODOLOGIES

EDITION = load_edition("october-2016")
METHODS = [load_methodology(name) for name in METHODOLOGIES]


@pytest.mark.benchmark(group="all methodologies")
def test_agreement_of_all_methodologies(benchmark):
    table = benchmark.pedantic(agreement, args=(EDITION.indicators, METHODS), rounds=20, warmup_rounds=1)
    assert len(table) == 209


@pytest.mark.benchmark(group="all methodologies")
def test_ratings_by_all_methodologies_alone(benchmark):
    def rate_by_all():
        return [rate(EDITION.indicators, method) for method in METHODS]

    assert len(benchmark.pedantic(rate_by_all, rounds=20, warmup_rounds=1)) == len(METHODS)


@pytest.mark.benchmark(group="all methodologies")
def test_table_of_the_library(benchmark):
    table = benchmark.pedantic(library_table, args=(EDITION.indicators, METHODS), rounds=20, warmup_rounds=1)
    assert len(table) == len(METHODS)
