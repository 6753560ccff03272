"""Draws of repeated years: against scipy's distributions, against exact probabilities, and laws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, kstest

from scoring import RATINGS, DataError, judge, load_methodology, to_grid
from scoring.analysis.monte_carlo import GuideTable, drawn_probabilities, repeated_years
from scoring.analysis.probability import outcomes, rating_distribution
from scoring.rating.shrinkage import chance_of
from tests.scoring.random_tables import INDICATORS, law, scenarios, tables

RULE = load_methodology("nhs-england-2016")
NOT_RATED = RATINGS.index("not_rated")
CHANCE_OF_A_FALSE_ALARM = 1e-9
SIZES_AND_SHARES = [
    (1, 0.5), (1, 0.0), (1, 1.0), (2, 1e-9), (3, 0.999), (45, 0.89), (635, 526 / 635), (4350, 0.82),
    (1_000_000, 2e-6), (1_000_000, 1 - 2e-6), (39_000, 0.5), (100_000, 0.5), (3_000_000, 0.75),
]  # fmt: skip
EVERYTHING_ELSE = {
    "value_decimals": 0,
    "early_diagnosis.low_by": "99.8",
    "early_diagnosis.high_by": "value",
    "one_year_survival.low_by": "value",
    "one_year_survival.high_by": "99.8",
}


def exact_probabilities(grid, method, *, shrink):
    return rating_distribution(outcomes(grid, judge(grid, method), method, shrink=shrink), method)


def tolerance(exact, draws):
    """Five standard errors of a share of draws, and room for the rarest."""
    return 5 * np.sqrt(exact * np.maximum(1 - exact, 0) / draws) + 5 / draws


def counted_grid(sizes_and_shares):
    """Areas with one indicator each, whose counts have these sizes and shares."""
    rows = [
        {"area_code": f"A{i:02}", "indicator": "waits_62_day", "value": 100 * share}
        | {"numerator": size * share, "denominator": size, "standard": 85.0, "england": 82.0}
        for i, (size, share) in enumerate(sizes_and_shares)
    ]
    return to_grid(pd.DataFrame(rows), RULE)


def joined(grid, name, **options):
    """One array of all blocks of draws."""
    return np.concatenate([getattr(year, name) for year in repeated_years(grid, **options)])


@pytest.mark.parametrize(("size", "share"), SIZES_AND_SHARES)
def test_a_guide_table_gives_the_quantiles_of_scipy(size, share):
    probability = np.random.default_rng(1986).random(20_000)
    table = GuideTable(np.array([7.0, size, 9.0]), np.array([0.5, share, 0.1]))
    found = table.quantiles(np.tile(probability, (3, 1)))
    np.testing.assert_array_equal(found[1], binom.ppf(probability, size, share))
    np.testing.assert_array_equal(found[2], binom.ppf(probability, 9, 0.1))


@law
@given(st.lists(st.tuples(st.integers(1, 3000), st.floats(0, 1)), min_size=1, max_size=6), st.integers(0, 99))
def test_every_cell_of_a_guide_table_has_its_own_quantiles(cells, seed):
    size, share = np.array(cells).T
    probability = np.random.default_rng(seed).random((len(size), 100))
    expected = binom.ppf(probability, size[:, None], share[:, None])
    np.testing.assert_array_equal(GuideTable(size, share).quantiles(probability), expected)


def test_the_ends_of_probability_give_the_ends_of_a_guide_table():
    table = GuideTable(np.full(300, 3.0), np.full(300, 0.5))
    ends = np.tile([0.0, np.nextafter(1, 0)], (300, 1))
    np.testing.assert_array_equal(table.quantiles(ends), np.tile([0, 3], (300, 1)))


def test_drawn_numerators_are_binomial_for_few_and_many_patients_and_extreme_rates():
    """No distance of distribution functions beyond the bound of Dvoretzky, Kiefer, Wolfowitz and Massart."""
    draws = 100_000
    drawn = joined(counted_grid(SIZES_AND_SHARES), "numerator", draws=draws, shrink=False)
    bound = np.sqrt(np.log(2 / CHANCE_OF_A_FALSE_ALARM) / (2 * draws))
    for numerator, (size, share) in zip(drawn[:, :, 1].T, SIZES_AND_SHARES, strict=True):
        number, times = np.unique(numerator, return_counts=True)
        reached = times.cumsum() / draws
        # Between two drawn numbers the share of draws is flat, and furthest off just before the second.
        just_before = np.append(0, reached[:-1]) - binom.cdf(number - 1, size, share)
        assert np.abs([reached - binom.cdf(number, size, share), just_before]).max() < bound


def test_value_and_limits_follow_the_drawn_counts():
    grid = counted_grid([(40, 0.25), (100_000, 0.5)])
    for year in repeated_years(grid, draws=100):
        np.testing.assert_array_equal(year.value[..., 1], 100 * year.numerator[..., 1] / [40, 100_000])
        assert np.isnan(year.lower_ci).all()


def test_survival_is_normal_round_its_true_value_and_its_limits_keep_their_distance(edition, method):
    grid = to_grid(edition.indicators, method)
    chance = chance_of(grid)
    year = next(repeated_years(grid))
    survival, (size, *_) = INDICATORS.index("one_year_survival"), year.value.shape
    assert chance.normal[:, survival].all()
    z = (year.value[..., survival] - chance.centre[:, survival]) / chance.error[:, survival]
    assert size > 50
    assert kstest(z.ravel(), "norm").pvalue > 1e-6
    np.testing.assert_allclose(
        (year.upper_ci - year.value)[..., survival], [(grid.upper_ci - grid.value)[:, survival]] * size
    )
    np.testing.assert_allclose(
        (year.value - year.lower_ci)[..., survival], [(grid.value - grid.lower_ci)[:, survival]] * size
    )


def test_indicators_and_areas_vary_independently(edition, method):
    draws = 20_000
    grid = to_grid(edition.indicators[edition.indicators["area_code"] <= "E38000008"], method)
    values = joined(grid, "value", draws=draws).reshape(draws, -1)
    apart = np.corrcoef(values.T) - np.eye(values.shape[1])
    assert values.shape[1] >= 20
    assert np.abs(apart).max() < 6 / np.sqrt(draws)


@pytest.mark.parametrize(("draws", "shrink"), [(20_000, True), (20_000, False)])
def test_draws_agree_with_exact_probabilities_of_all_areas(edition, method, draws, shrink):
    grid = to_grid(edition.indicators, method)
    exact = exact_probabilities(grid, method, shrink=shrink)
    drawn = drawn_probabilities(grid, method, draws=draws, shrink=shrink)
    assert drawn.shape == (len(RATINGS), 209)
    assert (np.abs(drawn - exact) <= tolerance(exact, draws)).all()


def test_draws_agree_with_exact_probabilities_of_another_rule_where_lower_is_better(edition):
    method = RULE.with_changes(EVERYTHING_ELSE)
    lower_is_better = edition.indicators["indicator"].isin(INDICATORS[:3:2])
    grid = to_grid(edition.indicators.assign(direction=np.where(lower_is_better, -1, 1)), method)
    exact = exact_probabilities(grid, method, shrink=True)
    drawn = drawn_probabilities(grid, method, draws=20_000)
    assert (np.abs(drawn - exact) <= tolerance(exact, 20_000)).all()


@law
@given(tables(), scenarios(), st.booleans())
def test_any_table_gives_probabilities_near_the_exact_ones_that_sum_to_one(table, changes, shrink):
    method = RULE.with_changes(changes)
    grid = to_grid(table, method)
    drawn = drawn_probabilities(grid, method, draws=2000, shrink=shrink)
    exact = exact_probabilities(grid, method, shrink=shrink)
    np.testing.assert_allclose(drawn.sum(0), 1, rtol=0, atol=1e-12)
    assert (np.abs(drawn - exact) <= tolerance(exact, 2000)).all()
    not_rated = (~np.isnan(grid.value)).sum(-1) < method.minimum_indicators
    np.testing.assert_array_equal(drawn[NOT_RATED], not_rated)


@law
@given(tables(), scenarios())
def test_values_without_counts_or_limits_have_certain_ratings(table, changes):
    method = RULE.with_changes(changes)
    bare = table.assign(numerator=np.nan, denominator=np.nan, lower_ci=np.nan, upper_ci=np.nan)
    grid = to_grid(bare, method)
    drawn = drawn_probabilities(grid, method, draws=10)
    np.testing.assert_array_equal(drawn.argmax(0), judge(grid, method).rating)
    assert (drawn.max(0) == 1).all()


@law
@given(tables())
def test_missing_figures_stay_missing_and_no_others_go_missing(table):
    grid = to_grid(table, RULE)
    (year,) = repeated_years(grid, draws=3)
    np.testing.assert_array_equal(np.isnan(year.value), [np.isnan(grid.value)] * 3)


def test_an_area_without_any_value_is_certainly_not_rated(edition, method):
    table = edition.indicators.copy()
    table.loc[table["area_code"] == "E38000045", "value"] = np.nan
    grid = to_grid(table, method)
    drawn = drawn_probabilities(grid, method, draws=50)
    assert drawn[NOT_RATED].tolist() == (grid.area_codes == "E38000045").astype(float).tolist()


def test_one_draw_gives_each_area_one_rating(edition, method):
    drawn = drawn_probabilities(to_grid(edition.indicators, method), method, draws=1)
    assert sorted(np.unique(drawn)) == [0, 1]
    assert (drawn.sum(0) == 1).all()


@pytest.mark.parametrize("draws", [0, -5])
def test_no_draws_are_refused(edition, method, draws):
    grid = to_grid(edition.indicators, method)
    with pytest.raises(DataError, match=f"The number of draws is {draws}; it should be at least 1"):
        drawn_probabilities(grid, method, draws=draws)
    with pytest.raises(DataError, match="at least 1"):
        next(repeated_years(grid, draws=draws))


def test_what_judge_refuses_is_refused_here_too(edition, method):
    grid = to_grid(edition.indicators.assign(england=np.nan), method)
    with pytest.raises(DataError, match="is compared with the England value, and the figures have none"):
        drawn_probabilities(grid, method, draws=500)


def test_the_seed_alone_decides_the_draws(edition, method):
    grid = to_grid(edition.indicators, method)
    first, again, other = (drawn_probabilities(grid, method, draws=500, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_probabilities_are_the_shares_of_the_repeated_years(edition, method):
    grid = to_grid(edition.indicators, method)
    years = [judge(year, method).rating for year in repeated_years(grid, draws=300, seed=7)]
    rating = np.concatenate(years)
    assert len(years) > 1
    assert rating.shape == (300, 209)
    shares = [(rating == code).mean(0) for code in range(len(RATINGS))]
    np.testing.assert_allclose(drawn_probabilities(grid, method, draws=300, seed=7), shares, rtol=1e-12)


def test_more_draws_begin_with_the_blocks_of_fewer(edition, method):
    grid = to_grid(edition.indicators, method)
    fewer, more = (next(repeated_years(grid, draws=draws)) for draws in (1000, 5000))
    np.testing.assert_array_equal(fewer.value, more.value)


def test_the_order_of_areas_changes_no_more_than_chance(edition, method):
    grid = to_grid(edition.indicators, method)
    figures = (
        "area_codes",
        "value",
        "numerator",
        "denominator",
        "lower_ci",
        "upper_ci",
        "england",
        "standard",
    )
    turned = replace(grid, **{name: getattr(grid, name)[::-1] for name in figures})
    exact = exact_probabilities(grid, method, shrink=True)
    drawn = drawn_probabilities(turned, method, draws=5000)[:, ::-1]
    assert (np.abs(drawn - exact) <= tolerance(exact, 5000)).all()


def test_a_table_of_no_areas_gives_no_columns(edition, method):
    grid = to_grid(edition.indicators.iloc[:0], method)
    assert drawn_probabilities(grid, method, draws=5).shape == (len(RATINGS), 0)
