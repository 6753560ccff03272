"""How long the means of similar areas take, beside a join and a mean by group.

Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import load_edition
from scoring.editions.similar_areas import peer_means, similar_areas
from scoring.rating.intervals import standard_error

EDITION = load_edition("october-2016")
COUNTS = ["numerator", "denominator", "lower_ci", "upper_ci"]


def plain_peer_means(figures: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    """Return mean and error by area and indicator: join the similar areas' figures, then group."""
    errors = figures.assign(variance=standard_error(*(figures[name] for name in COUNTS)) ** 2)
    pairs = similar[["area_code", "similar_code"]].merge(
        errors.rename(columns={"area_code": "similar_code"}), on="similar_code"
    )
    groups = pairs.groupby(["area_code", "indicator"])
    error = np.sqrt(groups["variance"].sum()) / groups["value"].count()
    return pd.DataFrame({"peers": groups["value"].mean(), "peers_error": error})


def test_similar_areas_of_209(benchmark):
    pairs = benchmark(similar_areas, EDITION.areas, EDITION.meta.similar_areas)
    assert len(pairs) == 2090


def test_means_of_similar_areas_836_rows(benchmark):
    peers = benchmark(peer_means, EDITION.indicators, EDITION.similar)
    assert peers.notna().all(axis=None)


def test_means_of_similar_areas_by_join_and_group(benchmark):
    plain = benchmark(plain_peer_means, EDITION.indicators, EDITION.similar)
    ours = EDITION.indicators.set_index(["area_code", "indicator"])[list(plain)]
    pd.testing.assert_frame_equal(ours.sort_index(), plain.sort_index())
