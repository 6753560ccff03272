"""Which counts and limits belong to a figure: one interval, the same in everything that is worked out from it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Assessment, breakdown, load_edition, rate, to_grid, wilson_interval
from scoring.analysis.differences import difference_interval, peer_differences
from scoring.analysis.monte_carlo import repeated_years
from scoring.analysis.probability import outcome_probabilities, rating_probabilities
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.analysis.trend import difference_limits
from scoring.editions.groups import group_figures, own_members
from scoring.editions.similar_areas import peer_means
from scoring.rating.benchmarks import chance_error
from scoring.rating.grid import limits
from scoring.rating.intervals import known_of, rescale_interval, standard_error
from scoring.rating.shrinkage import chance_of, shrunken_rates
from tests.scoring.random_tables import law
from tests.scoring.small_rules import figures, small_rule

EDITION = load_edition("october-2016")
HIGHER, LOWER = 1, -1


def rule(benchmark, by="95", high_by=None):
    one = {"seen": {"benchmark": benchmark, "low_by": by, "high_by": high_by or by}}
    bands = {"greatest": {"low_at_least": 1}, "top": {"high_at_least": 1}, "well": {}}
    return small_rule(one, bands, value_decimals=1, aggregation="counts")


def table(direction=HIGHER, per=100.0, **cells):
    return figures("seen", [("A", cells)], direction).assign(per=per)


def outcome(method, **cells):
    return breakdown(table(**cells), method)["outcome"].iloc[0]


def targets_of(method, *, unit="%", decimals=1, **cells):
    """What it would take for an edition of one area with one figure."""
    meta = EDITION.meta.indicators["waits_62_day"].model_copy(
        update={
            "unit": unit,
            "decimals": decimals,
            "direction": "lower_is_better" if cells.get("direction") == LOWER else "higher_is_better",
            "short_label": "Seen",
            "numerator_label": "patients seen",
        }
    )
    metas = EDITION.meta.model_copy(update={"indicators": {"seen": meta}})
    found = what_would_it_take(
        Assessment(replace(EDITION, meta=metas, indicators=table(**cells)), method), "A"
    )
    return found.singles["seen"], targets_sentences(replace(EDITION, meta=metas), found)


# The ends of the scale


@law
@given(st.integers(1, 10**9), st.floats(1, 99.99))
def test_all_of_any_number_ends_at_100_and_none_at_0(size, confidence):
    lower, upper = wilson_interval([0, size], size, confidence)
    assert (lower[0], upper[1]) == (0, 100)
    assert upper[0] < 100
    assert lower[1] > 0


def test_limits_reach_the_ends_for_all_and_none_alone():
    size = np.arange(1, 700)[:, None]
    numerator = np.arange(700)
    for confidence in (80, 95, 99.8):
        lower, upper = wilson_interval(np.where(numerator <= size, numerator, np.nan), size, confidence)
        known = numerator <= size
        assert ((lower == 0) == (numerator == 0))[known].all()
        assert ((upper == 100) == (numerator == size))[known].all()
        assert (lower[known] >= 0).all()
        assert (upper[known] <= 100).all()


@pytest.mark.parametrize("by", ["95", "99.8", "value"])
@pytest.mark.parametrize("size", [1, 7, 10, 43, 999, 123_457])
def test_all_of_them_are_not_under_a_bar_of_100_nor_none_over_a_bar_of_0(size, by):
    every, none = {"value": 100, "numerator": size, "denominator": size}, {"value": 0, "numerator": 0}
    assert outcome(rule(100, by), **every) in ("similar", "high")
    assert outcome(rule(0, by), direction=LOWER, **none, denominator=size) in ("similar", "high")
    chances = outcome_probabilities(table(**every), rule(100, by))
    assert chances["low"].tolist() == [0]


@pytest.mark.parametrize("per", [100, 1e3, 1e4, 1e5, 1e6])
def test_the_ends_of_a_rate_are_0_and_all(per):
    grid = to_grid(table(per=per, value=per, numerator=13, denominator=13), rule(per))
    assert all(limits(grid, confidence)[1].item() == per for confidence in (95, 99.8))


def test_errors_and_differences_at_the_ends_of_the_scale_have_no_dust():
    assert standard_error([0, 31], 31, np.nan, np.nan).tolist() == [0, 0]
    every, none = (100, *wilson_interval(6, 6)), (0, *wilson_interval(0, 6))
    assert difference_limits(every, none)[1] == 100
    assert difference_limits(none, every)[0] == -100
    assert difference_interval(every, none)[1] == 100
    assert shrunken_rates(np.array([3.0, 7, 11]), np.array([3.0, 7, 11])).tolist() == [1, 1, 1]
    whole = {"value": 100, "numerator": 17, "denominator": 17}
    for block in repeated_years(to_grid(table(**whole), rule(100)), draws=50):
        assert set(block.value.ravel()) == {100}
        assert set(limits(block, 99.8)[1].ravel()) == {100}


def test_wider_limits_of_a_share_end_at_0_and_100_and_those_of_an_index_do_not():
    value, lower, upper = np.array([2.0, 97.0]), np.array([0.5, 93.0]), np.array([7.0, 99.0])
    wider = rescale_interval(value, lower, upper, 99.8, per=100)
    assert (wider[0][0], wider[1][1]) == (0, 100)
    assert rescale_interval(value, lower, upper, 99.8)[1][1] > 100


def test_the_interval_of_the_mean_of_a_group_ends_at_100():
    rows = EDITION.indicators.copy()
    codes = ["E38000045", "E38000001"]
    here = rows["area_code"].isin(codes) & (rows["indicator"] == "one_year_survival")
    rows.loc[here, ["value", "lower_ci", "upper_ci"]] = 99.5, 97.0, 100.0
    found = group_figures(replace(EDITION, indicators=rows), own_members(EDITION, {"Both": codes}))
    assert found.set_index("indicator").loc["one_year_survival", "upper_ci"] == 100


# Standardised and weighted figures

STANDARDISED = {
    "direction": LOWER,
    "per": 1e5,
    "value": 412.0,
    "lower_ci": 391.0,
    "upper_ci": 434.0,
    "numerator": 2_160,
    "denominator": 400_000,  # crude: 540
}
RATE = {"unit": "per 100,000", "decimals": 0, **STANDARDISED}


@pytest.mark.parametrize("by", ["95", "99.8"])
def test_counts_that_do_not_give_a_standardised_rate_do_not_judge_it(by):
    assert outcome(rule(425, by), **STANDARDISED) == "similar"
    assert outcome(rule(500, by), **STANDARDISED) == "high"
    assert outcome(rule(370, by), **STANDARDISED) == "low"


def test_the_99_8_limits_of_a_standardised_rate_are_its_own_widened():
    lower, upper = (end.item() for end in limits(to_grid(table(**STANDARDISED), rule(425)), 99.8))
    assert lower == pytest.approx(412 - 21 * 3.090232 / 1.959964, abs=1e-3)
    assert upper == pytest.approx(412 + 22 * 3.090232 / 1.959964, abs=1e-3)


def test_what_it_would_take_for_a_standardised_rate_is_in_its_own_unit_and_not_in_patients():
    target, said = targets_of(rule(425), **RATE)
    (change,) = target.changes
    # 412 - 10 = 402, of which the upper limit is 434 - 10 = 424: the first under 425.
    assert (change.patients, change.points, change.value, change.upper_ci) == (None, 10, 402, 424)
    assert said[0] == (
        "Seen: 10 per 100,000 lower (402 per 100,000) would make A top performing. Its counts, 2,160 of 400,000, give "
        "540 per 100,000 and not the value given, so it is not counted in people."
    )


def test_chance_in_a_standardised_rate_is_that_of_its_limits():
    grid = to_grid(table(**STANDARDISED), rule(425))
    chance = chance_of(grid, shrink=False)
    assert (chance.counted.item(), chance.normal.item()) == (False, True)
    assert chance.error.item() == pytest.approx(43 / 2 / 1.959964, abs=1e-3)
    assert chance_error(grid, np.array([[425.0]])).item() == pytest.approx(43 / 2 / 1.959964, abs=1e-3)


def test_the_mean_of_similar_areas_takes_the_error_of_a_standardised_rate_from_its_limits():
    rows = table(**STANDARDISED)
    both = pd.concat([rows, rows.assign(area_code="B")], ignore_index=True)
    similar = pd.DataFrame({"area_code": ["A"], "similar_code": ["B"]})
    found = peer_means(both, similar)
    assert found.loc[0].tolist() == pytest.approx([412, 43 / 2 / 1.959964], abs=1e-3)
    beside = peer_differences(both.assign(**found), similar).loc[0]
    assert (beside["lower_ci"], beside["upper_ci"]) == (391, 434)


def test_standardised_figures_of_a_group_are_not_added_up_from_counts():
    rows = EDITION.indicators.copy()
    codes = ["E38000045", "E38000001"]
    here = rows["area_code"].isin(codes) & (rows["indicator"] == "waits_62_day")
    rows.loc[here, ["value", "numerator", "denominator", "lower_ci", "upper_ci"]] = 70.0, 300, 600, 66.0, 74.0
    found = group_figures(replace(EDITION, indicators=rows), own_members(EDITION, {"Both": codes}))
    waits = found.set_index("indicator").loc["waits_62_day"]
    assert (waits["value"], waits["how"], waits["basis"]) == (70.0, "mean", "estimated")


def test_the_counts_of_a_standardised_rate_are_still_shown():
    row = breakdown(table(**STANDARDISED), rule(425)).iloc[0]
    assert (row["numerator"], row["denominator"]) == (2_160, 400_000)


def test_a_printed_value_beside_limits_that_are_those_of_its_counts_is_still_counted():
    lower, upper = (end.round(1) for end in wilson_interval(318, 402))
    cells = {"value": 78.6, "numerator": 318, "denominator": 402, "lower_ci": lower, "upper_ci": upper}
    assert known_of(78.6, (318, 402), (lower, upper)).counted
    target, _ = targets_of(rule(80, "value"), **cells)
    assert target.changes[0].patients == 4  # 322 / 402 = 80.1; 321 / 402 = 79.85, which is 79.9


def test_a_standardised_rate_without_limits_has_those_of_as_many_people_as_an_estimate():
    cells = {**STANDARDISED, "lower_ci": np.nan, "upper_ci": np.nan}
    row = breakdown(table(**cells).assign(interval_basis="published"), rule(425)).iloc[0]
    lower, upper = wilson_interval(412 / 1e5 * 400_000, 400_000)
    assert (row["lower_ci"], row["upper_ci"]) == (pytest.approx(1e3 * lower), pytest.approx(1e3 * upper))
    assert row["lower_ci"] < 412 < row["upper_ci"]
    assert (row["interval_basis"], row["outcome"]) == ("estimated", "similar")
    target, _ = targets_of(rule(425), **{**RATE, "lower_ci": np.nan, "upper_ci": np.nan})
    assert target.changes[0].patients is None


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "is_theirs"),
    [
        (63.6, 7, 11, True),  # 63.636…
        (63.7, 7, 11, True),  # near enough for its interval, which is far wider
        (63.6, 7_000, 11_000, True),
        (64.0, 700_000, 1_100_000, True),  # as 64 is written
        (64.2, 700_000, 1_100_000, False),
        (12.3, 700, 1_100, False),
    ],
)
def test_counts_without_limits_are_those_of_a_value_that_their_interval_holds(
    value, numerator, denominator, is_theirs
):
    assert known_of(value, (numerator, denominator), (np.nan, np.nan)).counted == is_theirs


# Limits that are wider than those of the counts stay so

WEIGHTED = {"value": 72.0, "numerator": 900, "denominator": 1_250, "lower_ci": 64.0, "upper_ci": 80.0}


def test_one_more_patient_does_not_lift_an_area_by_changing_its_limits():
    target, _ = targets_of(rule(66), **WEIGHTED)
    (change,) = target.changes
    # The lower limit stays 8 points under the value: 74.08 - 8 is the first above 66 (926 of 1,250).
    assert (change.patients, change.numerator) == (26, 926)
    assert (change.lower_ci, change.upper_ci) == pytest.approx((66.08, 82.08))


def test_limits_that_are_not_those_of_counts_are_the_same_in_chance_and_at_99_8():
    grid = to_grid(table(**WEIGHTED), rule(66))
    inner, outer = limits(grid, 95), limits(grid, 99.8)
    assert outer[0].item() < inner[0].item() == 64
    assert outer[1].item() > inner[1].item() == 80
    assert chance_of(grid).error.item() == pytest.approx(8 / 1.959964, abs=1e-4)


def test_derived_limits_follow_new_counts_as_before():
    lower, upper = wilson_interval(900, 1_250)
    target, _ = targets_of(rule(71), **{**WEIGHTED, "lower_ci": lower.round(4), "upper_ci": upper.round(4)})
    (change,) = target.changes
    assert (change.lower_ci, change.upper_ci) == pytest.approx(wilson_interval(change.numerator, 1_250))
    assert change.lower_ci > 71 > wilson_interval(change.numerator - 1, 1_250)[0]


# One limit alone


@pytest.mark.parametrize(
    ("direction", "limit", "bar", "expected"),
    [
        (HIGHER, {"upper_ci": 57.0}, 55, "similar"),
        (HIGHER, {"upper_ci": 54.0}, 55, "low"),
        (HIGHER, {"lower_ci": 47.0}, 55, "similar"),  # 58 on the other side
        (HIGHER, {"lower_ci": 50.5}, 55, "low"),  # 54.5
        (HIGHER, {"lower_ci": 47.0}, 46, "high"),
        (HIGHER, {"upper_ci": 60.0}, 46, "similar"),  # 45 on the other side
        (LOWER, {"lower_ci": 47.0}, 49, "similar"),
        (LOWER, {"lower_ci": 51.0}, 49, "low"),
        (LOWER, {"upper_ci": 57.0}, 58, "high"),
    ],
)
def test_one_limit_alone_is_used_and_stands_for_the_other_side_too(direction, limit, bar, expected):
    assert outcome(rule(bar), direction=direction, value=52.5, **limit) == expected


@pytest.mark.parametrize("limit", [{"lower_ci": 47.0}, {"upper_ci": 58.0}])
def test_the_error_of_a_figure_with_one_limit_is_that_of_its_half_width(limit):
    grid = to_grid(table(value=52.5, **limit), rule(50))
    error = 5.5 / 1.959964
    assert chance_of(grid).error.item() == pytest.approx(error, abs=1e-4)
    assert chance_error(grid, np.array([[50.0]])).item() == pytest.approx(error, abs=1e-4)
    assert limits(grid, 99.8)[0].item() == pytest.approx(52.5 - 3.090232 * error, abs=1e-3)
    rows = pd.concat([table(value=52.5, **limit)] * 2).assign(area_code=["A", "B"])
    similar = pd.DataFrame({"area_code": ["A"], "similar_code": ["B"]})
    assert peer_means(rows.reset_index(drop=True), similar)["peers_error"][0] == pytest.approx(
        error, abs=1e-4
    )
    sure = rating_probabilities(table(value=52.5, **limit), rule(50)).iloc[0]
    assert 0 < sure["well"] < 1


def test_a_limit_that_is_put_in_place_is_an_estimate_and_stays_on_the_scale():
    row = breakdown(table(value=96.0, lower_ci=90.0).assign(interval_basis="published"), rule(95)).iloc[0]
    assert (row["lower_ci"], row["upper_ci"], row["interval_basis"]) == (90, 100, "estimated")


def test_counts_that_give_the_one_limit_give_the_other():
    lower, upper = wilson_interval(318, 402)
    row = breakdown(
        table(value=79.1, numerator=318, denominator=402, lower_ci=round(float(lower), 3)), rule(80)
    ).iloc[0]
    assert row["upper_ci"] == pytest.approx(float(upper))


def test_a_figure_with_neither_counts_nor_limits_is_compared_by_value():
    assert outcome(rule(55), value=52.5) == "low"
    assert rate(table(value=55.0), rule(55))["rating"].tolist() == ["well"]
