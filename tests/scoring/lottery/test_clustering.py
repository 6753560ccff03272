"""Clusters: squares worked by hand, esda and libpysal as outside oracles, laws, and 2016."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from esda.join_counts import Join_Counts
from esda.moran import Moran, Moran_Local
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import W, lat2W
from scipy.stats import false_discovery_control

from scoring import Assessment, DataError, load_methodology, rate
from scoring.lottery.clustering import (
    CLUSTERS,
    false_discovery_p_values,
    join_counts,
    local_clusters,
    moran,
)
from scoring.lottery.measures import RATING_NUMBERS
from scoring.lottery.neighbours import drawn_from_others, join_neighbours, two_sided
from tests.scoring.lottery.small_editions import INDICATOR, METHOD, estimated, small_edition, square
from tests.scoring.random_tables import examples, law
from tests.scoring.rating.test_other_units import EDITION as OTHER_UNITS
from tests.scoring.rating.test_other_units import METHOD as OTHER_METHOD
from tests.scoring.small_rules import small_rule

HALVES = [[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
CHECKERBOARD = [[(i + j) % 2 for j in range(4)] for i in range(4)]
SLOPE = [[0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 7]]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def moran_of(values, **options):
    return moran(Assessment(square(values), METHOD), **options).iloc[0]


def weights(edition):
    """The neighbours of an edition as libpysal holds them, areas by code."""
    groups = edition.neighbours.groupby("area_code")["neighbour_code"].agg(list).to_dict()
    return W(groups, id_order=sorted(groups), silence_warnings=True)


def test_on_a_checkerboard_every_neighbour_is_opposite():
    found = moran_of(CHECKERBOARD)
    assert found["moran"] == pytest.approx(-1)
    assert found["expected"] == pytest.approx(-1 / 15)
    assert found["p_value"] < 0.01
    assert found["sentence"].startswith(
        "In waits neighbours are less alike than chance would make them: Moran's I"
    )


def test_halves_worked_by_hand():
    # In a half of eight, z = 1/2. The mean of the neighbours' z, in parts of 1/2: 1 for the four at the edge,
    # (3 - 1) / 4 for two in the middle row, (2 - 1) / 3 for the two at its ends. So (4 + 1 + 2/3) / 8.
    found = moran_of(HALVES)
    assert found["moran"] == pytest.approx(17 / 24)
    assert found["p_value"] < 0.01
    assert "more alike than chance" in found["sentence"]


@pytest.mark.parametrize("values", [HALVES, CHECKERBOARD, SLOPE])
def test_morans_i_is_that_of_esda_on_a_square(values):
    expected = Moran(np.ravel(values), lat2W(4, 4), permutations=0)
    assert moran_of(values)["moran"] == pytest.approx(expected.I)
    assert moran_of(values)["expected"] == pytest.approx(expected.EI)


def test_morans_i_and_its_shuffles_are_those_of_esda_in_2016(edition, method):
    table = moran(Assessment(edition, method)).set_index("measure")
    ours = weights(edition)
    values = edition.indicators.pivot(index="area_code", columns="indicator", values="value")
    ratings = rate(edition.indicators, method).set_index("area_code")["rating"].map(RATING_NUMBERS)
    values = values.assign(rating=ratings).loc[ours.id_order]
    state = np.random.get_state()
    np.random.seed(1)
    try:
        for name in table.index:
            theirs = Moran(values[name].to_numpy(float), ours, permutations=999)
            row = table.loc[name]
            assert row["moran"] == pytest.approx(theirs.I)
            assert row["expected"] == pytest.approx(theirs.EI)
            # Theirs is of one side.
            assert row["p_value"] == pytest.approx(2 * theirs.p_sim, abs=0.05)
            low, high = np.quantile(theirs.sim, (0.025, 0.975))
            assert row["shuffled_low"] == pytest.approx(low, abs=0.015)
            assert row["shuffled_high"] == pytest.approx(high, abs=0.015)
    finally:
        np.random.set_state(state)


def test_local_morans_i_is_that_of_esda_in_2016(edition, method):
    found = local_clusters(Assessment(edition, method), "waits_62_day").areas
    known = found[found["neighbours"] > 0]
    ours = weights(edition)
    assert list(known["area_code"]) == ours.id_order
    state = np.random.get_state()
    try:
        theirs = Moran_Local(known["value"].to_numpy(), ours, permutations=9_999, seed=1)
    finally:
        np.random.set_state(state)
    assert known["local_moran"].to_numpy() == pytest.approx(theirs.Is)
    # Theirs is of one side.
    assert np.abs(known["p_value"] - np.minimum(2 * theirs.p_sim, 1)).max() < 0.05
    assert np.abs(known["p_value"] - np.minimum(2 * theirs.p_sim, 1)).mean() < 0.01
    names = {1: "high_beside_high", 2: "low_beside_high", 3: "low_beside_low", 4: "high_beside_low"}
    kinds = pd.Series(theirs.q, known.index).map(names)
    stands_out = known["cluster"] != "none"
    assert (known["cluster"] == kinds)[stands_out].all()
    assert stands_out.sum() > 20


def test_join_counts_are_those_of_esda_on_halves_and_in_2016(edition, method):
    found = join_counts(Assessment(edition, method)).set_index("rating")
    ours = weights(edition)
    ratings = rate(edition.indicators, method).set_index("area_code")["rating"].loc[ours.id_order]
    for rating in RATING_NUMBERS:
        theirs = Join_Counts((ratings == rating).to_numpy(int), ours, permutations=0)
        assert found.loc[rating, "borders"] == theirs.bb
        assert found.loc[rating, "all_borders"] == theirs.J
    assert found.loc["same", "borders"] == found["borders"].iloc[:-1].sum()
    assert found.loc["same", "expected"] == pytest.approx(found["expected"].iloc[:-1].sum())


def test_join_counts_of_halves_worked_by_hand():
    # 4 · 3 + 3 · 4 = 24 sides; in a half of 2 rows of 4, 2 · 3 + 4 = 10. Of 24, 8 · 7 / (16 · 15) are 5.6.
    edition = square([[90 if cell else 60 for cell in row] for row in HALVES])
    found = join_counts(Assessment(edition, everywhere_by_value())).set_index("rating")
    assert found["borders"].to_dict() == {"well": 10, "greatest": 10, "same": 20}
    assert found["expected"].to_dict() == pytest.approx({"well": 5.6, "greatest": 5.6, "same": 11.2})
    assert (found["all_borders"] == 24).all()
    # By 999 shuffles of esda: P(10 or more) is about 0.003.
    assert found.loc["well", "p_value"] <= 0.01
    assert found.loc["well", "sentence"] == (
        "10 of 24 borders join two areas rated “Performing well”; shuffled at random it would be about 5.6, and in "
        f"95 of 100 shuffles {found.loc['well', 'shuffled_low']:.0f} to {found.loc['well', 'shuffled_high']:.0f} "
        f"(p = {found.loc['well', 'p_value']:.3f})."
    )


def everywhere_by_value():
    """Low by value is greatest need, high is performing well."""
    rule = {INDICATOR: {"benchmark": 80.0, "low_by": "value", "high_by": "value"}}
    return small_rule(
        rule, {"greatest": {"low_at_least": 1}, "well": {}}, aggregation="counts", value_decimals=1
    )


def test_the_expected_number_of_joins_is_the_mean_of_shuffles(edition, method):
    found = join_counts(Assessment(edition, method), shuffles=20_000)
    middle = (found["shuffled_low"] + found["shuffled_high"]) / 2
    assert (found["shuffled_low"] <= found["expected"]).all()
    assert np.abs(middle - found["expected"]).max() < 2


def test_an_island_is_left_out_and_named(edition, method):
    found = local_clusters(Assessment(edition, method), "waits_62_day")
    assert found.left_out == ["E38000087"]
    assert found.left_out_sentence == "Isle of Wight has no neighbour and is left out."
    island = found.areas.set_index("area_code").loc["E38000087"]
    assert island["cluster"] == "none"
    assert np.isnan(island["p_value"])
    assert len(found.areas) == 209
    assert (moran(Assessment(edition, method))["areas"] == 208).all()


def test_an_area_whose_neighbours_have_no_value_is_left_out():
    pairs = [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E")]
    rows = [("A", {"value": 1.0}), ("B", {}), *((code, {"value": 2.0}) for code in "CDE")]
    found = local_clusters(Assessment(small_edition(rows, pairs=pairs), METHOD), INDICATOR)
    assert found.left_out == ["A", "B"]
    assert found.left_out_sentence == (
        "Area B has no value and is left out. Area A has no neighbour and is left out."
    )
    assert found.areas["neighbours"].tolist() == [0, 0, 1, 2, 1]


def test_neighbours_given_from_one_side_or_twice_change_nothing(edition, method):
    once = edition.neighbours[edition.neighbours["area_code"] < edition.neighbours["neighbour_code"]]
    twice = pd.concat([edition.neighbours, edition.neighbours])
    expected = moran(Assessment(edition, method))
    for neighbours in (once, twice):
        pd.testing.assert_frame_equal(
            moran(Assessment(replace(edition, neighbours=neighbours), method)), expected
        )


def test_the_same_seed_gives_the_same_and_numpy_is_left_as_it_was(edition, method):
    before = np.random.get_state()[1].copy()
    first = local_clusters(Assessment(edition, method), shuffles=99).areas
    pd.testing.assert_frame_equal(local_clusters(Assessment(edition, method), shuffles=99).areas, first)
    pd.testing.assert_frame_equal(moran(Assessment(edition, method)), moran(Assessment(edition, method)))
    assert (np.random.get_state()[1] == before).all()
    assert not local_clusters(Assessment(edition, method), shuffles=99, seed=1).areas.equals(first)


def test_every_draw_of_few_from_many_is_equally_likely():
    # 20,000 draws of 3 of 6: each position is first, and second, in a sixth of them.
    drawn = drawn_from_others(7, 3, 20_000, seed=1)
    for place in drawn:
        assert np.bincount(place, minlength=6) / 20_000 == pytest.approx(np.full(6, 1 / 6), abs=0.01)
    assert (np.diff(np.sort(drawn, axis=0), axis=0) > 0).all()


def test_a_p_value_is_never_nought_nor_more_than_one():
    shuffles = np.arange(999.0)
    assert two_sided(np.array(2000.0), shuffles) == pytest.approx(2 / 1000)
    assert two_sided(np.array(499.0), shuffles) == 1
    # Equal to all of them, as where nothing varies.
    assert two_sided(np.array(1.0), np.ones(999)) == 1


@law
@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=30))
def test_p_values_for_a_false_discovery_rate_are_those_of_scipy(p):
    assert false_discovery_p_values(np.array(p)) == pytest.approx(false_discovery_control(p))


@settings(law, max_examples=examples(10))
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=4, max_size=4),
    st.integers(1, 9),
    st.integers(-50, 50),
)
def test_another_unit_of_the_values_changes_no_pattern(values, factor, shift):
    other = [[factor * cell + shift for cell in row] for row in values]
    one, two = moran_of(values, shuffles=99), moran_of(other, shuffles=99)
    assert two["moran"] == pytest.approx(one["moran"], nan_ok=True)
    assert two["p_value"] == pytest.approx(one["p_value"], nan_ok=True)
    mirrored = moran_of([[-cell for cell in row] for row in values], shuffles=99)
    assert mirrored["p_value"] == pytest.approx(one["p_value"], nan_ok=True)


def test_equal_values_have_no_pattern():
    edition = square([[5, 5], [5, 5]])
    row = moran(Assessment(edition, METHOD)).iloc[0]
    assert np.isnan(row["moran"])
    assert row["sentence"] == "All areas are the same in waits, so there is no pattern to find."
    found = local_clusters(Assessment(edition, METHOD), INDICATOR)
    assert (found.areas["p_value"] == 1).all()


def test_without_borders_or_ratings_it_is_said(edition, method):
    alone = replace(edition, neighbours=edition.neighbours.iloc[:0])
    for call in (moran, join_counts, local_clusters):
        with pytest.raises(DataError, match="does not say which areas share a border"):
            call(Assessment(alone, method))
    headline = load_methodology("headline-only")
    assert "rating" not in set(moran(Assessment(edition, headline))["measure"])
    for call in (join_counts, local_clusters):
        with pytest.raises(DataError, match="rates no area"):
            call(Assessment(edition, headline))
    with pytest.raises(DataError, match="no indicator 'waiting'"):
        local_clusters(Assessment(edition, method), "waiting")


def test_a_measure_with_too_few_areas_says_so_in_its_row():
    edition = small_edition([("A", {"value": 1.0}), ("B", {"value": 2.0}), ("C", {})], pairs=[("A", "B")])
    row = moran(Assessment(edition, METHOD)).iloc[0]
    assert np.isnan(row["moran"])
    assert row["sentence"].startswith(
        "Fewer than three areas of A small edition have both a value and a neighbour"
    )


def test_any_unit_and_direction_has_clusters():
    codes = sorted(OTHER_UNITS.areas["area_code"])
    pairs = pd.DataFrame({"area_code": codes, "neighbour_code": [*codes[1:], codes[0]]})
    edition = replace(OTHER_UNITS, neighbours=pairs.assign(shared_border_km=1.0))
    assert len(moran(Assessment(edition, OTHER_METHOD))) == len(edition.meta.indicators) + 1
    assert len(join_counts(Assessment(edition, OTHER_METHOD))) > 1
    for indicator, meta in edition.meta.indicators.items():
        found = local_clusters(Assessment(edition, OTHER_METHOD), indicator)
        assert set(found.areas["cluster"]) <= set(CLUSTERS)
        assert (", where lower is better," in found.sentence) == (meta.direction == "lower_is_better")


def test_sentences_say_when_figures_are_estimates(edition, method):
    table = moran(Assessment(edition, method)).set_index("measure")
    assert table.loc["early_diagnosis", "sentence"].startswith(
        "By these figures, most of them estimates, in early"
    )
    assert table.loc["waits_62_day", "sentence"].startswith("In 62-day waits neighbours are more alike")
    sure = local_clusters(Assessment(estimated(square(SLOPE)), METHOD), INDICATOR)
    assert sure.sentence.startswith("By these figures, all of them estimates, in waits")


def test_shared_borders_of_2016_are_524(edition):
    known = edition.areas[["area_code"]].assign(value=1.0)
    joined = join_neighbours(edition, known)
    assert joined.borders.nnz == 2 * 524
    assert (joined.borders != joined.borders.T).nnz == 0
