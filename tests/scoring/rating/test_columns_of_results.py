"""What stands in a column of a result, word by word and number by number: what mutants of the rule got away with."""

import warnings

import numpy as np
import pandas as pd
import pytest

from scoring import DataError, load_methodology
from scoring.rating.benchmarks import between_variance
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import grid_of, one_for_all
from scoring.rating.intervals import as_written, counts_give_value, known_of, standard_error
from scoring.rating.judge import breakdown, judge, rate
from scoring.rating.scores import combine
from scoring.rating.shrinkage import chance_of, shrunken_rates, shrunken_values, spread_of_values
from tests.october import METHODOLOGIES
from tests.scoring.small_rules import counts, figures, index, small_rule


def test_the_benchmark_is_that_of_the_comparison_which_made_the_outcome():
    # Low by value, against England as published; high by the interval, against England as it was measured.
    compared = {"benchmark": "england", "low_by": "value", "high_by": "95"}
    rule = small_rule({"share": compared}, aggregation="counts", value_decimals=1)
    rows = [("A", index(45.0)), ("B", index(60.0))]
    found = breakdown(figures("share", rows, england=50.74), rule)
    assert found["outcome"].tolist() == ["low", "high"]
    assert found["benchmark"].tolist() == [50.7, 50.74]


def test_one_estimate_makes_a_rating_estimated():
    table = pd.concat(
        [figures(name, [("A", index(1)), ("B", index(1))], england=1) for name in ("one", "two")]
    )
    table.loc[(table["area_code"] == "B") & (table["indicator"] == "two"), "basis"] = "estimated"
    by_value = {"benchmark": "england", "low_by": "value", "high_by": "value"}
    rule = small_rule({"one": by_value, "two": by_value}, aggregation="counts", value_decimals=1)
    assert rate(table, rule)["basis"].tolist() == ["published", "estimated"]
    assert breakdown(table, rule)["basis"].tolist() == ["published", "published", "published", "estimated"]


def test_an_interval_is_estimated_where_the_table_says_so_and_published_where_it_is_derived():
    rows = [(area, counts(50, 100)) for area in "ABC"]
    table = figures("share", rows).assign(interval_basis=["published", "derived", "estimated"])
    assert grid_of(table, ("share",)).interval_estimated.ravel().tolist() == [False, False, True]
    by_value = {"benchmark": 50.0, "low_by": "value", "high_by": "value"}
    rule = small_rule({"share": by_value}, aggregation="counts", value_decimals=1)
    assert breakdown(table, rule)["interval_basis"].tolist() == ["published", "published", "estimated"]
    # Where nothing is said of intervals, they are as good as their values.
    table = table.drop(columns="interval_basis").assign(basis=["published", "estimated", "estimated"])
    assert grid_of(table, ("share",)).interval_estimated.ravel().tolist() == [False, True, True]


def test_a_row_without_an_indicator_is_no_figure_of_any():
    table = pd.concat(
        [figures(name, [("A", index(value))]) for name, value in (("one", 1), ("two", 2), (None, 9))]
    )
    assert grid_of(table, ("one", "two")).value.tolist() == [[1, 2]]


def test_a_rule_without_scores_has_a_column_of_numbers_for_them_all_the_same():
    by_value = {"benchmark": 50.0, "low_by": "value", "high_by": "value"}
    rule = small_rule({"share": by_value}, aggregation="counts", value_decimals=1)
    score = rate(figures("share", [("A", index(1))]), rule)["score"]
    assert score.dtype == float
    assert score.isna().all()


def test_numbers_in_the_place_of_a_named_benchmark_need_no_such_figure():
    rule = small_rule(
        {"share": {"benchmark": "england", "low_by": "value", "high_by": "value"}},
        aggregation="counts",
        value_decimals=1,
    )
    grid = grid_of(figures("share", [("A", index(50.0))]), ("share",))
    found = judge(grid, rule, {"share.benchmark": np.array([[40.0], [60.0]])})
    assert found.high.ravel().tolist() == [True, False]
    assert found.low.ravel().tolist() == [False, True]
    with pytest.raises(DataError, match="England value"):
        judge(grid, rule)


def test_the_decimals_of_values_can_have_many_values():
    by_value = {"benchmark": 50.0, "low_by": "value", "high_by": "value"}
    rule = small_rule({"share": by_value}, aggregation="counts", value_decimals=1)
    grid = grid_of(figures("share", [("A", index(49.96)), ("B", index(49.6))]), ("share",))
    found = judge(grid, rule, {"value_decimals": np.array([[0.0], [1.0], [2.0]])})
    assert found.low[..., 0].tolist() == [[False, False], [False, True], [True, True]]


def test_a_quota_of_ten_per_cent_of_a_hundred_areas_is_ten():
    scored = {"benchmark": 50.0, "low_by": "value", "high_by": "value", "weight": 1}
    rule = small_rule(
        {"share": scored},
        {"top": {"percent_of_areas": 10.0}, "well": {"percent_of_areas": 20.0}, "needs": {}},
        score="min_max",
        scale={"lowest": 0.0, "highest": 100.0},
        aggregation="mean",
        value_decimals=1,
    )
    table = figures("share", [(f"A{number:03}", index(float(number))) for number in range(100)])
    assert rate(table, rule)["rating"].value_counts().to_dict() == {"top": 10, "well": 20, "needs": 70}


def test_two_areas_are_enough_to_differ_beyond_chance():
    # D. J. Spiegelhalter's formula by hand: z = ±4, φ = 16, I = 2, w = 1: τ² = (32 - 1) / (2 - 2 / 2).
    found = between_variance(np.array([[4.0], [-4.0]]), np.array([[1.0], [1.0]]), 0.0)
    assert found.tolist() == [[31.0]]
    assert between_variance(np.array([[4.0]]), np.array([[1.0]]), 0.0).tolist() == [[0.0]]


def test_limits_by_1_96_are_those_of_the_counts_and_limits_a_hundredth_wider_are_not():
    numerator, denominator, z = 50.0, 100.0, 1.96
    half = z / (1 + z**2 / denominator) * np.sqrt(0.25 / denominator + z**2 / (4 * denominator**2))
    for wider, counted in ((1.0, True), (1.01, False)):
        limits = tuple(100 * (0.5 + side * half * wider) for side in (-1, 1))
        assert known_of(50.0, (numerator, denominator), limits).counted == counted


@pytest.mark.parametrize("outcome", ["low", "similar", "high"])
def test_the_points_of_an_outcome_can_have_many_values(outcome):
    by_value = {"benchmark": 50.0, "low_by": "95", "high_by": "95", "weight": 1}
    points = {"low": 0.0, "similar": 1.0, "high": 2.0}
    rule = small_rule(
        {"share": by_value}, points=points, score="points", aggregation="mean", value_decimals=1
    )
    grid = grid_of(figures("share", [("A", index(40)), ("B", index(50)), ("C", index(60))]), ("share",))
    sampled = {f"points.{outcome}": np.array([[0.25], [0.75]])}
    assert [part.ndim for part in compile_rule(rule, sampled).points].count(2) == 1
    found = judge(grid, rule, sampled).score
    for row, value in zip(found, (0.25, 0.75), strict=True):
        assert row.tolist() == list((points | {outcome: value}).values())


def test_indicators_side_by_side_are_shrunken_each_by_itself():
    value = np.array([[69.0, 10.0], [71.0, 30.0], [70.5, 20.0]])
    error = np.array([[0.5, 2.0], [0.5, 1.0], [0.7, 3.0]])
    together = spread_of_values(value, error)
    for column in range(2):
        alone = spread_of_values(value[:, column], error[:, column])
        assert [part[column] for part in together] == pytest.approx([float(part) for part in alone])
        np.testing.assert_allclose(
            shrunken_values(value, error)[:, column], shrunken_values(value[:, column], error[:, column])
        )
    numerator, denominator = np.array([[2.0, 30], [8.0, 40], [5.0, 90]]), np.array([[10.0, 100]] * 3)
    for column in range(2):
        np.testing.assert_allclose(
            shrunken_rates(numerator, denominator)[:, column],
            shrunken_rates(numerator[:, column], denominator[:, column]),
        )


@pytest.mark.parametrize(
    ("figure", "half"),
    [
        (55, 0.5),
        (55.5, 0.05),
        (55.25, 0.005),
        (0.125, 0.0005),
        (1.0001, 5e-5),
        (1.00001, 5e-6),
        (np.pi, 5e-7),
    ],
)
def test_a_figure_stands_for_half_a_unit_of_its_last_decimal_on_either_side(figure, half):
    assert as_written(np.array([figure, -figure])) == pytest.approx([half, half], rel=1e-4)


def test_only_rows_that_are_all_alike_are_kept_once():
    alike, different = np.full((3, 2), 7.0), np.array([[7.0, 7.0], [7.0, 8.0]])
    assert one_for_all(alike).tolist() == [[7.0, 7.0]]
    assert one_for_all(different) is different


def test_where_a_sampled_benchmark_is_nothing_the_named_figure_counts():
    compared = {"benchmark": "england", "low_by": "value", "high_by": "95"}
    rule = small_rule({"share": compared}, aggregation="counts", value_decimals=1)
    grid = grid_of(figures("share", [("A", index(50.7)), ("B", index(60.0))], england=50.74), ("share",))
    found = judge(grid, rule, {"share.benchmark": np.array([[np.nan], [59.0]])})
    # By value England is 50.7, by the interval 50.74; a number is what it says.
    assert found.low[..., 0].tolist() == [[False, False], [True, False]]
    assert np.broadcast_to(found.high_benchmark, (2, 2, 1))[..., 0].tolist() == [[50.74, 50.74], [59.0, 59.0]]
    assert np.broadcast_to(found.low_benchmark, (2, 2, 1))[..., 0].tolist() == [[50.7, 50.7], [59.0, 59.0]]


def test_all_limits_that_cap_a_rating_are_named():
    by_value = {"benchmark": 50.0, "low_by": "value", "high_by": "value"}
    limit = {"indicator": "share", "benchmark": 40.0, "breached_by": "value", "caps_at": "needs"}
    rule = small_rule(
        {"share": by_value},
        aggregation="counts",
        value_decimals=1,
        limits={name: limit | {"label": f"the {name} limit"} for name in ("first", "second")},
    )
    found = rate(figures("share", [("A", index(30.0)), ("B", index(45.0))]), rule)
    assert found["limited_by"].tolist() == ["the first limit; the second limit", ""]
    assert found["rating"].tolist() == ["needs", "well"]


def test_what_has_no_counts_has_no_patients_that_could_vary():
    chance = chance_of(grid_of(figures("share", [("A", index(50.0)), ("B", counts(5, 10))]), ("share",)))
    assert chance.size.ravel().tolist() == [0, 10]


HOSTILE = [
    {"value": 0.0, "numerator": 0.0, "denominator": 0.0},
    {"value": 0.0, "numerator": 0.0, "denominator": 10.0},
    {"value": 100.0, "numerator": 10.0, "denominator": 10.0},
    {"value": 50.0, "numerator": 1e-308, "denominator": 1e-308},
    {"value": 1e100, "lower_ci": -1e100, "upper_ci": 1e100},
    {"value": 50.0, "lower_ci": 50.0, "upper_ci": 50.0},
    {"value": 50.0, "lower_ci": 60.0},
    {"value": 50.0},
    {},
]


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_no_figure_however_strange_makes_the_computer_warn(name):
    method = load_methodology(name)
    peers = {"peers": 50.0, "peers_error": 0.5}
    one = [(f"A{number}", row) for number, row in enumerate(HOSTILE)]
    table = pd.concat(
        [figures(indicator, one, england=50.0, standard=85.0, **peers) for indicator in method.indicators]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(breakdown(table, method)) == len(table)
        chance_of(grid_of(table, tuple(method.indicators)))
        assert counts_give_value(table["value"], table["numerator"], table["denominator"]).sum() > 0
        standard_error(table["numerator"], table["denominator"], table["lower_ci"], table["upper_ci"])


def test_an_imbalance_is_not_taken_from_a_mean_that_is_not_above_nothing():
    method = load_methodology("mazziotta-pareto")
    scores = np.array([[-1.0, -3.0, -2.0, -2.0], [1.0, -1.0, 1.0, -1.0], [100.0, 100.0, 100.0, 100.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = combine(scores, method, compile_rule(method))
    np.testing.assert_array_equal(found, [np.nan, np.nan, 100.0])
