"""Beyond chance: by hand (hand_worked_funnel.csv), by the rating's own funnel, as laws, and on 2016."""

import doctest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import DataError, load_methodology
from scoring.lottery import clustering, deprivation
from scoring.lottery import funnel as funnels
from scoring.lottery.funnel import PLACES, chance_share, funnel
from scoring.rating.benchmarks import compare_with_benchmarks, funnel_error
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import to_grid
from scoring.rating.intervals import z_value
from tests.scoring.lottery.small_editions import INDICATOR, estimated, small_edition
from tests.scoring.random_tables import law
from tests.scoring.rating.test_other_units import EDITION as OTHER_UNITS
from tests.scoring.small_rules import counts, index

BY_HAND = pd.read_csv(Path(__file__).parent / "hand_worked_funnel.csv")


@pytest.fixture(scope="module")
def worked():
    rows = [(row.area_code, counts(row.numerator, row.denominator)) for row in BY_HAND.itertuples()]
    return funnel(small_edition(rows), INDICATOR)


def test_the_case_worked_by_hand_gives_these_places(worked):
    areas = worked.areas
    assert list(areas["area_code"]) == list(BY_HAND["area_code"])
    for column in ("value", "error", "z", "z_dispersed"):
        assert areas[column].to_numpy() == pytest.approx(BY_HAND[column], abs=5e-5), column
    for column in ("place", "place_dispersed"):
        assert list(areas[column]) == list(BY_HAND[column])
    assert list(areas["size"]) == list(BY_HAND["denominator"])
    assert worked.size_label == "Patients treated"


def test_the_case_worked_by_hand_gives_this_variance_between_areas(worked):
    # Σ z² = 25.125 of 6, so 20.125 beyond chance; Σ w = 1.6875, Σ w² = 1.13671875.
    assert BY_HAND["winsorised_z_squared"].sum() == 25.125
    assert worked.between_areas**2 == pytest.approx(20.125 / (1.6875 - 1.13671875 / 1.6875))


def test_the_case_worked_by_hand_gives_this_share_of_chance(worked):
    # Mean of the error variances (4 + 4 + 16 + 1 + 16 + 16) / 6 = 9.5; variance of values 207.3333 / 5.
    assert worked.chance_percent == pytest.approx(100 * 9.5 / (622 / 3 / 5))
    assert worked.chance_sentence == (
        "Chance alone explains about 23% of the spread of waits; the rest are differences between areas, their "
        "patients, or how figures are recorded."
    )


def test_the_case_worked_by_hand_counts_four_outside_and_none_when_over_dispersed(worked):
    assert worked.outside["outside"].tolist() == [4, 1, 0, 0]
    assert worked.outside["above"].tolist() == [2, 1, 0, 0]
    assert worked.outside["expected_percent"].tolist() == [5, 0.2, 5, 0.2]
    assert worked.outside_sentence == (
        "On waits, 4 of 6 areas (66.7%) are outside the 95% control limits round England's 80.0%; chance "
        "alone would put 5% there. Outside the 99.8% limits are 1 (16.7%); chance would put 0.2% there."
    )


def test_curves_pass_where_the_errors_of_the_areas_put_them(worked):
    # 400 patients have a standard error of 2 points.
    curves = worked.curves
    for end, way in (("lower", -1), ("upper", 1)):
        for limit, name in ((95, "95"), (99.8, "99_8")):
            found = np.interp(400, curves["size"], curves[f"{end}_{name}"])
            assert found == pytest.approx(80 + way * z_value(limit) * 2, abs=0.01)
            spread = np.interp(400, curves["size"], curves[f"{end}_{name}_dispersed"])
            expected = 80 + way * z_value(limit) * np.sqrt(4 + worked.between_areas**2)
            assert spread == pytest.approx(np.clip(expected, 0, 100), abs=0.01)


def test_the_errors_are_those_of_the_methodology_by_funnel(edition):
    method = load_methodology("funnel").with_changes({"waits_62_day.benchmark": "england"})
    grid = to_grid(edition.indicators, method)
    compared = compare_with_benchmarks(grid, compile_rule(method))
    wide = funnel_error(grid, compile_rule(method), compared, over_dispersed=True)
    for j, indicator in enumerate(grid.indicators):
        found = funnel(edition, indicator)
        assert np.hypot(found.areas["error"], found.between_areas).to_numpy() == pytest.approx(wide[:, j])


def test_an_index_without_counts_has_its_precision_for_a_size():
    rows = [("A", index(70.0, 0.5)), ("B", index(72.0, 2.0)), ("C", {"value": 71.0})]
    found = funnel(small_edition(rows, england=71.0), INDICATOR)
    assert found.size_is == "precision"
    assert found.areas["size"].tolist() == pytest.approx([4, 0.25, np.nan], nan_ok=True)
    assert found.areas["place"].tolist() == ["below_95", "within", "unknown"]
    assert found.outside["areas"].tolist() == [2] * 4


def test_where_only_some_areas_have_counts_size_is_precision_for_all():
    rows = [("A", counts(320, 400)), ("B", index(72.0, 2.0))]
    found = funnel(small_edition(rows), INDICATOR)
    assert found.areas["size"].tolist() == pytest.approx([0.25, 0.25])


def test_an_area_exactly_on_a_limit_is_within_it():
    rows = [("A", {"value": 80 + z_value(95), "lower_ci": 80.0, "upper_ci": 80 + 2 * z_value(95)})]
    found = funnel(small_edition([*rows, ("B", index(80.0))]), INDICATOR)
    assert found.areas["place"].tolist() == ["within", "within"]


def test_missing_values_are_left_out():
    rows = [("A", counts(320, 400)), ("B", {}), ("C", counts(70, 100))]
    assert list(funnel(small_edition(rows), INDICATOR).areas["area_code"]) == ["A", "C"]


def test_equal_values_have_no_spread_to_explain():
    found = funnel(small_edition([("A", counts(80, 100)), ("B", counts(160, 200))]), INDICATOR)
    assert np.isnan(found.chance_percent)
    assert found.chance_sentence == "There is no spread of waits to explain: every area has the same value."


def test_values_no_further_apart_than_chance_are_all_chance():
    found = funnel(small_edition([("A", counts(79, 100)), ("B", counts(81, 100))]), INDICATOR)
    assert found.chance_percent == 100
    assert "all of the spread" in found.chance_sentence
    assert found.between_areas == 0


@pytest.mark.parametrize(
    ("rows", "england", "said"),
    [
        ([("A", {"value": 70.0}), ("B", counts(8, 10))], 80.0, "fewer than two areas"),
        ([("A", counts(9, 10)), ("B", counts(8, 10))], None, "no England value"),
    ],
)
def test_what_cannot_be_worked_out_is_said(rows, england, said):
    with pytest.raises(DataError, match=said):
        funnel(small_edition(rows, england=england), INDICATOR)


def test_an_unknown_indicator_is_named(edition):
    with pytest.raises(DataError, match="no indicator 'waiting'"):
        funnel(edition, "waiting")


def test_sentences_say_when_figures_are_estimates():
    rows = [("A", counts(79, 100)), ("B", counts(91, 100))]
    found = funnel(estimated(small_edition(rows)), INDICATOR)
    assert found.chance_sentence.startswith("By these figures, all of them estimates, chance alone explains")
    assert found.outside_sentence.startswith("By these figures, all of them estimates, on waits, ")
    assert found.estimated


@pytest.mark.parametrize("indicator", OTHER_UNITS.meta.indicators)
def test_any_unit_and_direction_has_a_funnel(indicator):
    found = funnel(OTHER_UNITS, indicator)
    assert 0 <= found.chance_percent <= 100
    assert found.curves.notna().all(axis=None)
    assert set(found.areas["place"]) <= set(PLACES)


def test_chance_explains_about_thirty_percent_of_waits_in_2016(edition):
    found = funnel(edition, "waits_62_day")
    waits = edition.indicators[edition.indicators["indicator"] == "waits_62_day"]
    by_chance = (81.9 * 18.1 / waits["denominator"]).mean()
    assert found.chance_percent == pytest.approx(100 * by_chance / waits["value"].var())
    assert not found.estimated
    assert found.chance_sentence.startswith("Chance alone explains about 30% of the spread of 62-day waits;")


def test_the_examples_in_the_docstrings_hold():
    for module, number in ((funnels, 1), (clustering, 1), (deprivation, 1)):
        assert doctest.testmod(module, extraglobs={"np": np}) == (0, number)


def test_chance_share_is_right_on_average_where_the_truth_is_known():
    random = np.random.default_rng(1)
    true = random.normal(80, 4, (200, 300))
    error = random.uniform(2, 6, 200)
    values = true + random.normal(size=(200, 300)) * error[:, None]
    found = np.mean([chance_share(values[:, k], error) for k in range(300)])
    assert found == pytest.approx(100 * np.mean(error**2) / (16 + np.mean(error**2)), abs=0.7)


shares = st.lists(st.tuples(st.integers(0, 200), st.integers(200, 900)), min_size=2, max_size=8)


@law
@given(shares, st.integers(1, 99))
def test_limits_are_in_order_and_an_area_is_outside_the_curve_that_its_place_says(cells, england):
    rows = [(f"A{place}", counts(*cell)) for place, cell in enumerate(cells)]
    found = funnel(small_edition(rows, england=float(england)), INDICATOR)
    curves = found.curves
    for suffix in ("", "_dispersed"):
        names = [f"lower_99_8{suffix}", f"lower_95{suffix}", "england"]
        names += [f"upper_95{suffix}", f"upper_99_8{suffix}"]
        assert (np.diff(curves[names].to_numpy()) >= 0).all()
    assert (found.areas["z_dispersed"].abs() <= found.areas["z"].abs() + 1e-12).all()
    far = np.isclose(found.areas["z"].abs(), z_value(95), atol=0.01)
    above = found.areas["value"] > np.interp(found.areas["size"], curves["size"], curves["upper_95"])
    assert (above == found.areas["place"].str.startswith("above"))[~far].all()


@law
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), min_size=2, max_size=9), st.floats(0.5, 20))
def test_another_unit_or_origin_changes_no_share_of_chance(cells, factor):
    value, error = np.array(cells).T
    share = chance_share(value, error)
    if np.ptp(value) > 1e-3:  # the sums of smaller differences are lost beside 7
        assert 0 < share <= 100
        assert chance_share(factor * value + 7, factor * error) == pytest.approx(share)
        assert chance_share(-value, error) == pytest.approx(share)
