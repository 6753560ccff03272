"""The probability that one true figure is higher than another: against quadrature, draws and hand-worked cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, norm
from statsmodels.stats.meta_analysis import combine_effects

from scoring import to_grid
from scoring.lottery.order import probability_higher, probability_higher_share, truth_of
from scoring.rating.shrinkage import shrunken_rates, shrunken_values
from tests.scoring.random_tables import law
from tests.scoring.small_rules import counts, figures, index, small_rule

RULE = small_rule(
    {"share": {"benchmark": 50, "low_by": "95", "high_by": "95"}}, aggregation="counts", value_decimals=1
)
FIRST, SECOND = np.array([0]), np.array([1])


def higher(a, b, c, d):
    return float(probability_higher_share(*np.array([[a], [b], [c], [d]], float))[0])


def probability(rows, *, shrink):
    """That the first area's true figure is higher than the second's, from rows of figures."""
    table = figures("share", [(f"A{i}", row) for i, row in enumerate(rows)], per=100.0)
    return float(probability_higher(truth_of(to_grid(table, RULE), shrink=shrink), FIRST, SECOND)[0, 0])


@pytest.mark.parametrize(
    "shares",
    [
        (0.5, 1.5, 1.5, 0.5),
        (0.5, 10.5, 0.5, 200.5),
        (5, 3, 700, 900),
        (80.5, 20.5, 85.5, 15.5),
        (2000, 300, 2100, 300),
        (18.5, 220_000, 35.5, 285_000),
        (0.01, 3, 0.5, 3),
    ],
)
def test_two_shares_are_compared_as_adaptive_quadrature_of_scipy_does(shares):
    a, b, c, d = shares
    expected, _ = quad(lambda u: beta.cdf(beta.ppf(u, a, b), c, d), 0, 1, limit=500, epsabs=1e-12)
    assert higher(*shares) == pytest.approx(expected, abs=1e-7)


def test_two_shares_are_compared_as_four_million_draws_do():
    random = np.random.default_rng(524)
    first, second = random.beta(110, 21, 4_000_000), random.beta(98, 27, 4_000_000)
    error = 0.5 / np.sqrt(len(first))
    assert higher(110, 21, 98, 27) == pytest.approx((first > second).mean(), abs=4 * error)


def test_a_share_that_is_known_to_be_nothing_or_all_is_compared_too():
    assert higher(0, 5, 4, 0) == pytest.approx(0, abs=1e-4)
    assert higher(0, 5, 0, 400) == pytest.approx(0.5, abs=1e-4)
    assert higher(5, 0, 400, 0) == pytest.approx(0.5, abs=1e-4)


def test_uniform_shares_worked_by_hand():
    """Beta(n, 1) is the largest of n uniform draws: higher than one more draw n times in n + 1."""
    for n in (1, 2, 3, 50):
        assert higher(n, 1, 1, 1) == pytest.approx(n / (n + 1), abs=1e-7)


shares = st.tuples(st.floats(0.5, 5000), st.floats(0.5, 5000)).filter(lambda share: sum(share) >= 2)
"""Of one patient or more, with Jeffreys' prior."""


@law
@given(shares, shares)
def test_the_probabilities_of_the_two_orders_sum_to_one(one, other):
    (a, b), (c, d) = one, other
    assert higher(a, b, c, d) + higher(c, d, a, b) == pytest.approx(1, abs=1e-6)
    assert higher(a, b, c, d) == pytest.approx(higher(d, c, b, a), abs=1e-6)


@law
@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 200), st.integers(0, 200), st.integers(2, 50))
def test_more_patients_of_the_same_shares_make_the_order_surer(x, y, v, w, times):
    rows = [counts(x, x + y), counts(v, v + w)]
    more = [counts(times * x, times * (x + y)), counts(times * v, times * (v + w))]
    few, many = (probability(each, shrink=False) for each in (rows, more))
    # The prior draws the smaller of two areas more; it may favour either until the figures outweigh it.
    if abs(x / (x + y) - v / (v + w)) > 2 / min(x + y, v + w):
        assert abs(many - 0.5) >= abs(few - 0.5) - 1e-9


@law
@given(st.integers(0, 300), st.integers(300, 400), st.integers(0, 400), st.integers(400, 500), st.booleans())
def test_one_more_success_never_makes_an_area_less_likely_to_be_ahead(x, n, y, m, shrink):
    third = counts(50, 100)
    before = probability([counts(x, n), counts(y, m), third], shrink=False)
    assert probability([counts(x + 1, n + 1), counts(y, m), third], shrink=False) >= before - 1e-9
    swapped = probability([counts(y, m), counts(x, n), third], shrink=shrink)
    assert swapped + probability([counts(x, n), counts(y, m), third], shrink=shrink) == pytest.approx(1)


def test_means_of_the_truth_are_the_shrunken_figures():
    rows = [counts(70, 100), counts(45, 50), counts(150, 300), counts(9, 10)]
    grid = to_grid(figures("share", [(f"A{i}", row) for i, row in enumerate(rows)], per=100.0), RULE)
    truth = truth_of(grid)
    expected = shrunken_rates(grid.numerator, grid.denominator)
    np.testing.assert_allclose(truth.centre, 100 * expected)
    mean, spread = beta.mean(truth.successes, truth.failures), beta.std(truth.successes, truth.failures)
    np.testing.assert_allclose(truth.centre, 100 * mean)
    np.testing.assert_allclose(truth.spread, 100 * spread)


def test_indices_are_compared_with_the_variance_between_areas_of_statsmodels():
    value, error = np.array([70.0, 72.5, 68.0, 71.0, 75.0]), np.array([0.5, 0.9, 0.4, 1.2, 0.7])
    rows = [index(v, e) for v, e in zip(value, error, strict=True)]
    between = combine_effects(value, error**2, method_re="chi2").tau2
    assert between > 0
    centre = shrunken_values(value, error)
    spread = np.sqrt(between * error**2 / (between + error**2))
    expected = norm.cdf((centre[0] - centre[1]) / np.hypot(spread[0], spread[1]))
    assert probability(rows, shrink=True) == pytest.approx(expected)
    plain = norm.cdf(-2.5 / np.hypot(0.5, 0.9))
    assert probability(rows, shrink=False) == pytest.approx(plain)


def test_areas_that_differ_by_no_more_than_chance_may_be_in_either_order():
    assert probability([counts(50, 100), counts(51, 100), counts(49, 100)], shrink=True) == 0.5
    assert probability([index(70.0), index(70.1), index(69.9)], shrink=True) == 0.5
    assert probability([counts(0, 10), counts(0, 300)], shrink=True) == 0.5


def test_shares_as_far_apart_as_can_be_are_sure():
    assert probability([counts(10, 10), counts(0, 10)], shrink=True) == pytest.approx(1, abs=1e-4)
    assert probability([counts(0, 10), counts(0, 9), counts(9, 9)], shrink=True) == pytest.approx(
        0.5, abs=1e-4
    )


def test_a_share_and_an_index_are_compared_as_normal():
    rows = [counts(800, 1000), index(77.0, 1.0)]
    truth = beta(800.5, 200.5)
    expected = norm.cdf((100 * truth.mean() - 77) / np.hypot(100 * truth.std(), 1))
    assert probability(rows, shrink=False) == pytest.approx(expected)


def test_of_figures_without_counts_or_limits_nothing_is_known():
    assert np.isnan(probability([{"value": 70.0}, {"value": 75.0}], shrink=True))
    assert np.isnan(probability([counts(7, 10), {"value": 75.0}], shrink=False))
