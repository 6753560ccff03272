"""Probabilities of ratings: against draws, against enumeration, and worked by hand."""

from dataclasses import replace
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.meta_analysis import combine_effects

from scoring import RATING_LABELS, RATINGS, judge, load_edition, load_methodology, rate, to_grid
from scoring.analysis.cutoffs import cut_offs, turning_points
from scoring.analysis.probability import outcome_probabilities, probability_sentence, rating_probabilities
from scoring.explain.words import describe_probability
from scoring.rating.intervals import known_figures, z_value
from scoring.rating.shrinkage import binomial_at_least, shrunken_rates, shrunken_values
from tests.scoring.random_tables import INDICATORS, law, scenarios, tables

RULE = load_methodology("nhs-england-2016")
DRAWS = 200_000
BY_OWN_FIGURE = ("value", "95", "99.8")
EVERYTHING_ELSE = {
    "value_decimals": 0,
    "early_diagnosis.low_by": "99.8",
    "early_diagnosis.high_by": "value",
    "one_year_survival.low_by": "value",
    "one_year_survival.high_by": "99.8",
    "patient_experience.low_by": "99.8",
    "patient_experience.high_by": "99.8",
}
OUTCOMES = ["low", "similar", "high", "missing"]


def figure(area, indicator, *, value=np.nan, counts=(np.nan, np.nan), limits=(np.nan, np.nan), direction=1):
    """One row of a long table."""
    if np.isnan(value):
        value = 100 * counts[0] / counts[1]
    return {
        "area_code": area,
        "indicator": indicator,
        "value": value,
        "numerator": counts[0],
        "denominator": counts[1],
        "lower_ci": limits[0],
        "upper_ci": limits[1],
        "england": 50.0,
        "standard": 85.0,
        "direction": direction,
    }


def by_drawing(grid, true_value, method, seed):
    """The share of draws with each rating, shape (areas, ratings): a year repeated with these true values."""
    random = np.random.default_rng(seed)
    counted = ~np.isnan(grid.numerator)
    size, share = np.where(counted, grid.denominator, 0).astype(int), np.where(counted, true_value / 100, 0)
    error = (grid.upper_ci - grid.lower_ci) / (2 * z_value(95))
    found = np.zeros((len(grid.area_codes), len(RATINGS)))
    for _ in range(10):
        shape = (DRAWS // 10, *grid.value.shape)
        numerator = random.binomial(size, share, shape).astype(float)
        numerator[:, ~counted] = np.nan
        value = 100 * numerator / np.where(counted, size, 1)
        value[:, ~counted] = random.normal(
            true_value[~counted], error[~counted], (shape[0], (~counted).sum())
        )
        below, above = grid.value - grid.lower_ci, grid.upper_ci - grid.value
        below, above = (np.where(counted, np.nan, half) for half in (below, above))
        drawn = replace(
            grid, numerator=numerator, value=value, lower_ci=value - below, upper_ci=value + above
        )
        rating = judge(drawn, method).rating
        found += np.stack([(rating == code).sum(0) for code in range(len(RATINGS))], axis=-1)
    return found / DRAWS


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize("changes", [{}, EVERYTHING_ELSE])
def test_exact_probabilities_agree_with_200000_draws(edition, shrink, changes):
    method = RULE.with_changes(changes)
    figures = edition.indicators.copy()
    if changes:
        figures.loc[figures["indicator"].isin(INDICATORS[:3:2]), "direction"] = -1
    exact = rating_probabilities(figures, method, shrink=shrink).set_index("area_code")
    true = outcome_probabilities(figures, method, shrink=shrink).set_index("area_code")["true_value"]
    sample = sorted({edition.find_area("Dorset"), *exact.index[::19]})
    grid = to_grid(figures[figures["area_code"].isin(sample)], method)
    drawn = by_drawing(grid, true[sample].to_numpy().reshape(grid.value.shape), method, seed=2016)
    expected = exact.loc[sample, list(RATINGS)].to_numpy()
    tolerance = 5 * np.sqrt(expected * (1 - expected) / DRAWS) + 5 / DRAWS
    assert len(sample) >= 12
    assert (np.abs(drawn - expected) <= tolerance).all()


@law
@given(tables(), scenarios(), st.booleans())
def test_probabilities_sum_to_one_and_show_the_rating_of_rate(table, changes, shrink):
    method = RULE.with_changes(changes)
    areas = rating_probabilities(table, method, shrink=shrink)
    chances = areas[list(RATINGS)].to_numpy()
    np.testing.assert_allclose(chances.sum(1), 1, rtol=0, atol=1e-12)
    assert (chances >= 0).all()
    rated = rate(table, method)
    pd.testing.assert_frame_equal(
        areas[["area_code", "rating", "basis"]], rated[["area_code", "rating", "basis"]]
    )
    assert [row[row["rating"]] for _, row in areas.iterrows()] == areas["shown"].tolist()
    cells = outcome_probabilities(table, method, shrink=shrink)
    np.testing.assert_allclose(cells[OUTCOMES].sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (cells[OUTCOMES] >= 0).all(axis=None)


@law
@given(tables(), scenarios(), st.booleans())
def test_outcomes_with_counts_are_the_sum_over_every_number_of_patients(table, changes, shrink):
    method = RULE.with_changes(changes)
    cells = outcome_probabilities(table, method, shrink=shrink).set_index(["area_code", "indicator"])
    # Counts that do not give the limits of a figure say nothing of how it varies.
    counted = known_figures(table).counted & table["numerator"].notna() & table["value"].notna()
    for row in table[counted].to_dict("records"):
        size = int(row["denominator"])
        every = np.arange(size + 1)
        low, high = outcomes_of_every_numerator(row, method)
        found = cells.loc[(row["area_code"], row["indicator"])]
        probability = binom.pmf(every, size, found["true_value"] / 100)
        assert found["low"] == pytest.approx(probability[low].sum(), abs=1e-9)
        assert found["high"] == pytest.approx(probability[high].sum(), abs=1e-9)


def outcomes_of_every_numerator(row, method):
    """What `judge` says of 0, 1, … all of the patients, without given limits: two arrays of yes or no."""
    size = int(row["denominator"])
    alone = to_grid(pd.DataFrame([row]), method)
    j = alone.indicators.index(row["indicator"])
    every = np.full((size + 1, 1, len(alone.indicators)), np.nan)
    every[:, 0, j] = np.arange(size + 1)
    none = np.full_like(alone.value, np.nan)
    verdict = judge(
        replace(alone, numerator=every, value=100 * every / size, lower_ci=none, upper_ci=none), method
    )
    return verdict.low[:, 0, j], verdict.high[:, 0, j]


@pytest.mark.parametrize("low_by", BY_OWN_FIGURE)
@pytest.mark.parametrize("high_by", BY_OWN_FIGURE)
@pytest.mark.parametrize("decimals", [0, 1])
@pytest.mark.parametrize("direction", [1, -1])
def test_cut_offs_are_exactly_where_judge_changes(low_by, high_by, decimals, direction):
    random = np.random.default_rng([BY_OWN_FIGURE.index(low_by), BY_OWN_FIGURE.index(high_by), decimals])
    benchmarks = [0.0, 100.0, 85.0, random.uniform(0, 100), round(random.uniform(0, 100), 1)]
    for benchmark, size in zip(benchmarks, random.integers(1, 3000, len(benchmarks)), strict=True):
        rule = {"benchmark": float(benchmark), "low_by": low_by, "high_by": high_by}
        changes = {f"waits_62_day.{field}": value for field, value in rule.items()}
        method = RULE.with_changes(changes | {"value_decimals": decimals})
        row = figure("A", "waits_62_day", counts=(size, size), direction=direction)
        grid = to_grid(pd.DataFrame([row]), method)
        counted = ~np.isnan(grid.numerator)
        turns = turning_points(grid, counted, method)
        low_cut, high_cut = cut_offs(grid, turns, counted, method)[:, counted].ravel()
        low, high = outcomes_of_every_numerator(row, method)
        every = np.arange(size + 1)
        assert (low == (every < low_cut if direction > 0 else every >= low_cut)).all()
        assert (high == (every >= high_cut if direction > 0 else every < high_cut)).all()
        assert 0 <= min(low_cut, high_cut) <= max(low_cut, high_cut) <= size + 1


def test_a_rounded_value_below_the_benchmark_is_low_though_its_interval_is_above():
    """50.48% rounds to 50, under 50.3, while with a million patients the interval is all above 50.3."""
    size, treated = 1_000_000, 504_800
    method = RULE.with_changes({"value_decimals": 0, "waits_62_day.benchmark": 50.3})
    table = pd.DataFrame([figure("A", "waits_62_day", counts=(treated, size))])
    cells = outcome_probabilities(table, method).set_index("indicator").loc["waits_62_day"]
    low = binom.cdf(504_999, size, treated / size)
    assert cells[OUTCOMES].tolist() == pytest.approx([low, 0, 1 - low, 0], abs=1e-9)


def test_three_patients_worked_by_hand():
    """Two indicators by value against 50%, 3 patients each: 2 of 3 and 1 of 3; two low is greatest need.

    No patient or one (33.3%) is low, two (66.7%) or three is high.
    First, true rate 2/3:  low (1/3)³ + 3 (2/3)(1/3)² = 1/27 + 6/27 = 7/27;   high 20/27.
    Second, true rate 1/3: low (2/3)³ + 3 (1/3)(2/3)² = 8/27 + 12/27 = 20/27; high 7/27.
    Both low: 7 · 20 = 140 of 729. One low: 7 · 7 + 20 · 20 = 449. None low, so both high: 20 · 7 = 140.
    """
    names = ("waits_62_day", "patient_experience")
    method = RULE.with_changes(
        {f"{name}.benchmark": 50 for name in names}
        | {f"{name}.{side}_by": "value" for name in names for side in ("low", "high")}
        | {"minimum_indicators": 2, "greatest.low_at_least": 2, "top.high_at_least": 2}
    )
    table = pd.DataFrame([figure("A", name, counts=(n, 3)) for name, n in zip(names, (2, 1), strict=True)])
    area = rating_probabilities(table, method, shrink=False).iloc[0]
    expected = {"top": 140, "well": 0, "needs": 449, "greatest": 140, "not_rated": 0}
    assert {r: 729 * area[r] for r in RATINGS} == pytest.approx(expected, abs=1e-9)
    assert (area["rating"], area["shown"]) == ("needs", area["needs"])
    cells = outcome_probabilities(table, method, shrink=False).set_index("indicator")
    assert (27 * cells.loc["waits_62_day", OUTCOMES]).tolist() == pytest.approx([7, 0, 20, 0])
    assert (27 * cells.loc["patient_experience", OUTCOMES]).tolist() == pytest.approx([20, 0, 7, 0])
    assert (cells.loc["early_diagnosis", OUTCOMES]).tolist() == [0, 0, 0, 1]


def test_dorset_would_meet_the_standard_once_in_thirteen_years(edition, method):
    """540 of 635 make 85.0%, and 526 were in time: P(X >= 540) with X ~ Binomial(635, 526/635)."""
    plain = outcome_probabilities(edition.indicators, method, shrink=False)
    dorset = plain[plain["area_code"] == edition.find_area("Dorset")].set_index("indicator")
    assert dorset.loc["waits_62_day", "low"] == pytest.approx(binom.cdf(539, 635, 526 / 635), abs=1e-12)
    shown = rating_probabilities(edition.indicators, method, shrink=False).set_index("area_code")["shown"]
    assert shown[edition.find_area("Dorset")] == pytest.approx(0.924, abs=0.0005)


def test_a_survival_index_is_normal_round_its_value(edition, method):
    """Low if the upper limit, half a width above the value, is under England's: one normal tail."""
    plain = outcome_probabilities(edition.indicators, method, shrink=False)
    survival = plain[plain["indicator"] == "one_year_survival"].set_index("area_code")
    given = edition.indicators.query("indicator == 'one_year_survival'").set_index("area_code")
    error = (given["upper_ci"] - given["lower_ci"]) / (2 * 1.959964)
    z = (given["england"] - (given["upper_ci"] - given["value"]) - given["value"]) / error
    expected = z.map(NormalDist().cdf)
    np.testing.assert_allclose(survival["low"], expected[survival.index], atol=1e-6)


def test_an_area_with_many_patients_far_from_every_benchmark_is_certain():
    value = {"early_diagnosis": 70, "waits_62_day": 95, "one_year_survival": 30, "patient_experience": 60}
    size = 10_000_000
    rows = [figure("A", name, counts=(value[name] * size / 100, size)) for name in INDICATORS]
    for shrink in (True, False):
        area = rating_probabilities(pd.DataFrame(rows), RULE, shrink=shrink).iloc[0]
        assert area["rating"] == "needs"
        assert area["shown"] == pytest.approx(1, abs=1e-12)


@law
@given(tables(), scenarios(), st.randoms(use_true_random=False), st.permutations(INDICATORS))
def test_the_order_of_areas_and_of_indicators_changes_nothing(table, changes, random, order):
    method = RULE.with_changes(changes)
    turned = method.model_copy(update={"indicators": {name: method.indicators[name] for name in order}})
    rows = list(range(len(table)))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(
        rating_probabilities(table.iloc[rows], turned), rating_probabilities(table, method), atol=1e-12
    )


def test_an_area_with_a_missing_indicator_is_certainly_not_rated(edition, method):
    dorset = edition.find_area("Dorset")
    waits = (edition.indicators["area_code"] == dorset) & (edition.indicators["indicator"] == "waits_62_day")
    areas = rating_probabilities(edition.indicators[~waits], method).set_index("area_code")
    assert areas.loc[dorset, "not_rated"] == areas.loc[dorset, "shown"] == 1
    assert areas.drop(dorset)["not_rated"].eq(0).all()


@law
@given(tables(), scenarios(), st.booleans())
def test_values_without_counts_or_limits_are_certain(table, changes, shrink):
    method = RULE.with_changes(changes)
    bare = table.assign(numerator=np.nan, denominator=np.nan, lower_ci=np.nan, upper_ci=np.nan)
    areas = rating_probabilities(bare, method, shrink=shrink)
    assert areas["shown"].eq(1).all()
    assert areas["rating"].tolist() == rate(bare, method)["rating"].tolist()


def test_an_interval_of_no_width_is_certain():
    row = figure("A", "one_year_survival", value=49.0, limits=(49.0, 49.0))
    cell = outcome_probabilities(pd.DataFrame([row]), RULE).set_index("indicator").loc["one_year_survival"]
    assert (cell["low"], cell["true_value"]) == (1, 49)


def test_a_table_of_no_areas_gives_no_rows(edition, method):
    assert rating_probabilities(edition.indicators.iloc[:0], method).empty
    assert outcome_probabilities(edition.indicators.iloc[:0], method).empty


def test_shrinking_finds_the_spread_that_beta_binomial_counts_were_drawn_with():
    """Beta(80, 20): a prior of 100 patients, so that an area of n patients keeps n / (n + 100) of itself."""
    random = np.random.default_rng(1973)
    size = random.integers(50, 500, 50_000)
    counts = random.binomial(size, random.beta(80, 20, size.shape))
    share = counts / size
    far = np.abs(share - 0.8) > 0.05
    shrunken = shrunken_rates(counts.astype(float), size.astype(float))
    kept = (shrunken[far] - 0.8) / (share[far] - 0.8)
    np.testing.assert_allclose(kept, (size / (size + 100))[far], atol=0.03)


def test_shrinking_two_areas_worked_by_hand():
    """2 and 8 of 10: m = 0.5, S = 0.09; Σ w (1 - w) = 0.5, and over n 0.05.

    ρ = (0.09 - 0.25 · 0.05) / (0.25 · (0.5 - 0.05)) = 0.0775 / 0.1125 = 31/45;
    B = 10 · 31/45 / (1 + 9 · 31/45) = 310/324; so 0.5 -+ 0.3 · 310/324.
    """
    kept = 0.3 * 310 / 324
    shrunken = shrunken_rates(np.array([2.0, 8.0]), np.array([10.0, 10.0]))
    np.testing.assert_allclose(shrunken, [0.5 - kept, 0.5 + kept], rtol=1e-12)


def test_shares_as_far_apart_as_can_be_are_kept():
    assert shrunken_rates(np.array([0.0, 9.0]), np.array([10.0, 9.0])).tolist() == [0, 1]


def test_one_patient_an_area_tells_nothing_of_areas():
    np.testing.assert_allclose(shrunken_rates(np.array([0.0, 1.0, 1.0]), np.ones(3)), 2 / 3)


def test_shares_that_differ_by_chance_only_are_shrunken_to_one():
    size = np.array([10.0, 20.0, 30.0])
    np.testing.assert_allclose(shrunken_rates(np.array([5.0, 10.0, 15.0]), size), 0.5)


@pytest.mark.parametrize(
    ("counts", "size"), [([3.0], [10.0]), ([0.0, 0.0], [5.0, 9.0]), ([4.0, 9.0], [4.0, 9.0])]
)
def test_one_area_or_none_or_all_of_the_patients_keep_their_share(counts, size):
    counts, size = np.array(counts), np.array(size)
    np.testing.assert_allclose(shrunken_rates(counts, size), counts / size)


def test_shares_that_are_all_1_stay_1_whatever_rounding_does_to_their_mean():
    size = np.array([866.0, 1879.0, 2342.0, 890.0, 61.0, 1732.0, 495.0])
    assert shrunken_rates(size, size).max() == 1
    rows = [figure(f"A{n}", "waits_62_day", counts=(n, n)) for n in size]
    assert (
        outcome_probabilities(pd.DataFrame(rows), RULE)
        .query("indicator == 'waits_62_day'")["high"]
        .eq(1)
        .all()
    )


def test_areas_without_counts_take_no_part_in_shrinking():
    counts, size = np.array([2.0, np.nan, 8.0]), np.array([10.0, np.nan, 10.0])
    shrunken = shrunken_rates(counts, size)
    assert np.isnan(shrunken[1])
    np.testing.assert_allclose(shrunken[[0, 2]], shrunken_rates(counts[[0, 2]], size[[0, 2]]))


@pytest.mark.parametrize("spread", [0.1, 2.0])
def test_the_variance_between_areas_is_that_of_statsmodels(spread):
    random = np.random.default_rng(1986)
    error = random.uniform(0.4, 0.9, 200)
    value = random.normal(70, np.hypot(error, spread))
    oracle = combine_effects(value, error**2, method_re="chi2")
    between = max(oracle.tau2, 0)
    weight = 1 / (error**2 + between)
    mean = (weight * value).sum() / weight.sum()
    expected = (between * value + error**2 * mean) / (error**2 + between)
    np.testing.assert_allclose(shrunken_values(value, error), expected, rtol=1e-10)


def test_a_single_index_keeps_its_value():
    assert shrunken_values(np.array([71.6]), np.array([0.6])).tolist() == [71.6]


@law
@given(st.integers(0, 60), st.integers(-1, 62), st.floats(0, 1))
def test_binomial_tails_are_those_of_scipy(size, cut, share):
    cut = min(cut, size + 1)
    tail = binomial_at_least(np.array(float(cut)), np.array(float(size)), np.array(share))
    assert float(tail) == pytest.approx(binom.sf(cut - 1, size, share), abs=1e-12)


@pytest.mark.parametrize(
    ("chances", "sentence"),
    [
        ((0, 0.29, 0.71, 0, 0), "Dorset: 71% needs improvement, 29% performing well."),
        ((0, 0.285, 0.715, 0, 0), "Dorset: 72% needs improvement, 29% performing well."),
        ((0.001, 0.004, 0.995, 0, 0), "Dorset: more than 99% needs improvement."),
        ((0, 0.007, 0.993, 0, 0), "Dorset: more than 99% needs improvement, less than 1% performing well."),
        ((0, 0, 0, 1, 0), "Dorset: 100% greatest need for improvement."),
        ((0, 0, 0, 0, 1), "Dorset: 100% not rated."),
        ((0.334, 0.333, 0.333, 0, 0), "Dorset: 33% top performing, 33% performing well, 33% needs improvement."),
        ((0.009, 0.985, 0.006, 0, 0), "Dorset: 99% performing well, less than 1% top performing, "
         "less than 1% needs improvement."),
    ],
)  # fmt: skip
def test_sentences(chances, sentence):
    row = dict(zip(RATINGS, chances, strict=True))
    for form in (row, pd.Series(row), SimpleNamespace(**row)):
        assert probability_sentence(form, "Dorset") == sentence


@law
@given(st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0.1))
def test_a_percentage_of_a_sentence_is_the_one_that_a_table_or_a_bar_shows(parts):
    chances = dict(zip(RATINGS, [*(part / sum(parts) for part in parts), 0.0], strict=True))
    sentence = probability_sentence(chances, "Dorset")
    for rating, chance in chances.items():
        if chance >= 0.01 and abs(100 * chance % 1 - 0.5) > 1e-6:
            assert f"{describe_probability(chance)} {RATING_LABELS[rating].lower()}" in sentence
            assert describe_probability(chance) in (f"{100 * chance:.0f}%", "more than 99%", "100%")


def test_a_probability_that_rests_on_estimated_counts_is_estimated_also_where_the_values_are_published():
    edition, method = load_edition("october-2016"), load_methodology("nhs-england-2016")
    rated = rate(edition.indicators, method).set_index("area_code")
    chances = rating_probabilities(edition.indicators, method).set_index("area_code")
    assert rated.loc["E38000045", "basis"] == "published"
    assert chances.loc["E38000045", "basis"] == "estimated"
    known = edition.indicators.assign(basis="published", interval_basis="derived")
    assert set(rating_probabilities(known, method)["basis"]) == {"published"}
