"""How long funnels, clusters and gradients of 209 areas take, beside libraries and plain loops.

esda's own join counts draw 999 shuffles in seconds: they run once. Run from the top folder:

    python -m pytest benchmarks --benchmark-columns=min,median,rounds --benchmark-sort=name
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from esda.join_counts import Join_Counts
from esda.moran import Moran, Moran_Local
from libpysal.weights import W

from scoring import Assessment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import load_edition, load_methodology, rate
from scoring.lottery.clustering import join_counts, local_clusters, moran
from scoring.lottery.deprivation import gradient, gradients
from scoring.lottery.funnel import funnel
from scoring.lottery.measures import RATING_NUMBERS

EDITION = load_edition("october-2016")
METHOD = load_methodology("nhs-england-2016")
WAITS = "waits_62_day"

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def weights():
    groups = EDITION.neighbours.groupby("area_code")["neighbour_code"].agg(list).to_dict()
    return W(groups, id_order=sorted(groups), silence_warnings=True)


def values_beside(neighbours):
    """Indicators and the ratings as a number, of areas with neighbours."""
    wide = EDITION.indicators.pivot(index="area_code", columns="indicator", values="value")
    ratings = rate(EDITION.indicators, METHOD).set_index("area_code")["rating"]
    return wide.assign(rating=ratings.map(RATING_NUMBERS), word=ratings).loc[neighbours.id_order]


def plain_funnel(indicator):
    """Error and z of each area and the share of chance, area by area."""
    rows = EDITION.indicators[EDITION.indicators["indicator"] == indicator]
    found = {}
    for _, row in rows.iterrows():
        share = row["england"] / 100
        error = 100 * (share * (1 - share) / row["denominator"]) ** 0.5
        found[row["area_code"]] = (error, (row["value"] - row["england"]) / error)
    errors = np.array([error for error, _ in found.values()])
    return found, 100 * np.mean(errors**2) / rows["value"].var()


def test_funnel_of_209_areas(benchmark):
    found = benchmark(funnel, EDITION, WAITS)
    assert len(found.areas) == 209


def test_funnel_of_209_areas_by_a_plain_loop(benchmark):
    _, share = benchmark(plain_funnel, WAITS)
    assert share == pytest.approx(funnel(EDITION, WAITS).chance_percent)


def test_moran_of_five_measures_999_shuffles(benchmark):
    table = benchmark(lambda: moran(Assessment(EDITION, METHOD)))
    assert len(table) == 5


def test_moran_of_five_measures_by_esda(benchmark):
    def plain():
        neighbours = weights()
        values = values_beside(neighbours).drop(columns="word")
        return {name: Moran(values[name].to_numpy(float), neighbours) for name in values}

    theirs = benchmark(plain)
    ours = moran(Assessment(EDITION, METHOD)).set_index("measure")["moran"]
    assert ours.to_dict() == pytest.approx({name: theirs[name].I for name in ours.index})


def test_local_clusters_9999_shuffles(benchmark):
    found = benchmark(lambda: local_clusters(Assessment(EDITION, METHOD), WAITS))
    assert len(found.areas) == 209


def test_local_clusters_by_esda(benchmark):
    def plain():
        neighbours = weights()
        values = values_beside(neighbours)[WAITS].to_numpy()
        return Moran_Local(values, neighbours, permutations=9_999, seed=1)

    theirs = benchmark(plain)
    ours = local_clusters(Assessment(EDITION, METHOD), WAITS).areas["local_moran"].dropna()
    assert theirs.Is == pytest.approx(ours.to_numpy())


def test_join_counts_of_four_ratings_999_shuffles(benchmark):
    assert len(benchmark(lambda: join_counts(Assessment(EDITION, METHOD)))) == 5


def test_join_counts_of_four_ratings_by_esda(benchmark):
    def plain():
        neighbours = weights()
        words = values_beside(neighbours)["word"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [Join_Counts((words == word).to_numpy(int), neighbours).bb for word in RATING_NUMBERS]

    theirs = benchmark.pedantic(plain, rounds=1)
    assert theirs == join_counts(Assessment(EDITION, METHOD))["borders"].tolist()[:4]


def test_gradients_of_six_measures(benchmark):
    assert len(benchmark(lambda: gradients(Assessment(EDITION, METHOD)))) == 6


def test_gradient_of_one_measure(benchmark):
    assert len(benchmark(lambda: gradient(Assessment(EDITION, METHOD), WAITS)).points) == 209


def test_gradient_of_one_measure_by_statsmodels(benchmark):
    points = gradient(Assessment(EDITION, METHOD), WAITS).points

    def plain():
        design = sm.add_constant(points["position"].to_numpy())
        line = sm.WLS(points["value"].to_numpy(), design, weights=points["population"].to_numpy())
        return line.fit(cov_type="HC3", use_t=True).conf_int()

    assert benchmark(plain).shape == (2, 2)
