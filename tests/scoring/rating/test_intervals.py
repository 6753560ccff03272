"""Confidence intervals against tables and programs made by others."""

import doctest
import warnings

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from scoring.rating import intervals
from scoring.rating.intervals import rescale_interval, wilson_interval, z_value


@pytest.mark.parametrize(
    ("confidence", "quantile"), [(95, 1.959964), (99.8, 3.090232), (90, 1.644854), (50, 0.674490)]
)
def test_quantiles_are_those_of_the_printed_tables(confidence, quantile):
    assert z_value(confidence) == pytest.approx(quantile, abs=5e-7)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.00, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilson_gives_the_four_examples_of_newcombe_1998(numerator, denominator, lower, upper):
    # R. G. Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    low, high = wilson_interval(numerator, denominator)
    assert (round(float(low), 2), round(float(high), 2)) == (lower, upper)


@pytest.mark.parametrize("confidence", [95, 99.8, 80])
def test_wilson_equals_statsmodels_over_random_counts(confidence):
    random = np.random.default_rng(2016)
    denominator = random.integers(1, 40_000, 2000)
    numerator = random.binomial(denominator, random.uniform(0, 1, 2000))
    numerator[:50], numerator[50:100] = 0, denominator[50:100]
    expected = proportion_confint(numerator, denominator, alpha=1 - confidence / 100, method="wilson")
    lower, upper = wilson_interval(numerator, denominator, confidence)
    np.testing.assert_allclose(lower, 100 * expected[0], atol=1e-9)
    np.testing.assert_allclose(upper, 100 * expected[1], atol=1e-9)


def test_wilson_limits_stay_between_0_and_100_at_the_extremes():
    lower, upper = wilson_interval([0, 12], [12, 12], 99.8)
    assert lower[0] == pytest.approx(0, abs=1e-12)
    assert upper[1] == pytest.approx(100, abs=1e-12)
    assert 0 < upper[0] < 100
    assert 0 < lower[1] < 100


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(np.nan, 10), (3, np.nan), (np.nan, np.nan), (0, 0), (5, 0), (11, 10)]
)
def test_counts_that_make_no_proportion_have_no_limits_and_raise_no_warning(numerator, denominator):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lower, upper = wilson_interval(numerator, denominator)
    assert np.isnan(lower)
    assert np.isnan(upper)


def test_wilson_broadcasts_draws_of_numerators_over_areas():
    numerator = np.arange(12).reshape(3, 4)
    lower, _ = wilson_interval(numerator, [20, 30, 40, 50])
    assert lower.shape == (3, 4)
    assert lower[2, 1] == wilson_interval(9, 30)[0]


def test_rescaling_to_95_changes_nothing_and_to_998_widens_each_side_in_proportion():
    value, lower, upper = np.array([70.0]), np.array([69.0]), np.array([72.0])
    assert rescale_interval(value, lower, upper, 95) == (lower, upper)
    wider = rescale_interval(value, lower, upper, 99.8)
    assert wider[0] == pytest.approx(70 - 3.090232 / 1.959964, abs=1e-6)
    assert wider[1] == pytest.approx(70 + 2 * 3.090232 / 1.959964, abs=1e-6)


def test_the_example_in_the_description_runs():
    result = doctest.testmod(intervals)
    assert result.attempted > 0
    assert result.failed == 0
