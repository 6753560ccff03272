"""The rule: worked by hand, written twice, and on the October 2016 edition."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from scoring import (
    DataError,
    breakdown,
    compare,
    count_ratings,
    judge,
    load_methodology,
    rate,
    to_grid,
    wilson_interval,
)
from scoring.rating.compiled import compile_rule
from scoring.rating.grid import limits, round_half_up
from scoring.rating.judge import RATINGS, Counts, band
from tests.scoring.random_tables import INDICATORS, law, scenarios, tables
from tests.scoring.rating.plain_rule import outcome, rate_plainly, rating

RULE = load_methodology("nhs-england-2016")
HAND_WORKED = pd.read_csv(
    Path(__file__).with_name("hand_worked.csv"), dtype={"low_by": str, "high_by": str}
).to_dict("records")


def waits_table(row):
    """A table of one figure, with 62-day waits standing for any indicator."""
    numbers = {name: row[name] for name in ("value", "numerator", "denominator", "lower_ci", "upper_ci")}
    direction = {"higher": 1, "lower": -1}[row["better"]]
    england = dict.fromkeys(("england", "standard"), np.nan)
    names = {"area_code": "A", "indicator": "waits_62_day"}
    return pd.DataFrame([{**names, **numbers, **england, "direction": direction}])


def waits_rule(row):
    changes = {f"waits_62_day.{part}": row[part] for part in ("benchmark", "low_by", "high_by")}
    return RULE.with_changes(changes)


@pytest.mark.parametrize("row", HAND_WORKED, ids=[row["case"] for row in HAND_WORKED])
def test_outcomes_are_as_worked_by_hand(row):
    result = breakdown(waits_table(row), waits_rule(row)).set_index("indicator")
    assert result.loc["waits_62_day", "outcome"] == row["outcome"], row["working"]
    counts = rate(waits_table(row), waits_rule(row)).loc[0, ["low_count", "high_count"]].tolist()
    assert counts == [row["outcome"] == "low", row["outcome"] == "high"]


@pytest.mark.parametrize("row", HAND_WORKED, ids=[row["case"] for row in HAND_WORKED])
def test_the_plain_rule_agrees_with_the_hand_worked_outcomes(row):
    figure = waits_table(row).to_dict("records")[0]
    assert outcome(figure, "waits_62_day", waits_rule(row).values) == row["outcome"], row["working"]


@pytest.mark.parametrize(
    ("low", "high", "present", "expected"),
    [
        (4, 0, 4, "greatest"),
        (3, 0, 4, "greatest"),
        (3, 1, 4, "greatest"),
        (2, 0, 4, "needs"),
        (2, 2, 4, "needs"),
        (1, 0, 4, "needs"),
        (1, 3, 4, "needs"),
        (0, 4, 4, "top"),
        (0, 3, 4, "top"),
        (0, 2, 4, "well"),
        (0, 0, 4, "well"),
        (0, 3, 3, "not_rated"),
        (3, 0, 3, "not_rated"),
        (0, 0, 0, "not_rated"),
    ],
)
def test_bands_are_as_the_rule_says(low, high, present, expected):
    assert RATINGS[band(compile_rule(RULE), Counts(low, 0, high), present)] == expected
    outcomes = ["low"] * low + ["high"] * high
    outcomes += ["similar"] * (present - low - high) + ["missing"] * (4 - present)
    assert rating(outcomes, RULE.values) == expected


def test_three_indicators_are_enough_once_the_rule_says_so():
    three_are_enough = RULE.with_changes({"minimum_indicators": 3})
    assert RATINGS[band(compile_rule(three_are_enough), Counts(0, 0, 3), 3)] == "top"


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (84.95, 1, 85.0),
        (84.949, 1, 84.9),
        (84.85, 1, 84.9),
        (0.05, 1, 0.1),
        (62.5, 0, 63),
        (84.955, 2, 84.96),
        (1.005, 2, 1.01),
    ],
)
def test_rounding_is_half_up_as_in_a_publication(value, decimals, rounded):
    assert round_half_up(np.array([value]), decimals)[0] == pytest.approx(rounded, abs=1e-12)


def test_limits_at_95_are_those_given_and_at_998_come_from_counts(edition, method):
    grid = to_grid(edition.indicators, method)
    lower, _ = limits(grid, 95)
    np.testing.assert_array_equal(lower, grid.lower_ci)
    wider, _ = limits(grid, 99.8)
    from_counts = ~np.isnan(grid.numerator)
    expected = wilson_interval(grid.numerator, grid.denominator, 99.8)[0]
    np.testing.assert_array_equal(wider[from_counts], expected[from_counts])
    survival = list(INDICATORS).index("one_year_survival")
    assert not from_counts[:, survival].any()
    half = (grid.value - grid.lower_ci)[:, survival]
    np.testing.assert_allclose(
        grid.value[:, survival] - wider[:, survival], half * 3.090232 / 1.959964, rtol=1e-6
    )


@pytest.mark.parametrize(("kind", "words"), [("england", "England value"), ("standard", "national standard")])
def test_a_benchmark_that_is_not_there_is_a_sentence(edition, kind, words):
    figures = edition.indicators.assign(**{kind: np.nan})
    scenario = RULE.with_changes({"waits_62_day.benchmark": kind, "early_diagnosis.benchmark": 50})
    with pytest.raises(DataError) as refusal:
        rate(figures, scenario)
    assert str(refusal.value) == (
        f"waits_62_day is compared with the {words}, and the figures have none. "
        "Set waits_62_day.benchmark to a number."
    )


def test_an_england_value_is_not_needed_where_no_area_has_a_figure(edition):
    figures = edition.indicators[edition.indicators["indicator"] != "one_year_survival"]
    result = rate(figures, RULE.with_changes({"minimum_indicators": 3}))
    assert (result["rated_indicators"] == 3).all()
    assert "not_rated" not in set(result["rating"])


def test_an_indicator_twice_for_one_area_is_refused(edition):
    twice = pd.concat([edition.indicators, edition.indicators.iloc[[1]]])
    with pytest.raises(DataError) as refusal:
        rate(twice, RULE)
    assert str(refusal.value) == "E38000001 has the indicator waits_62_day more than once."


@pytest.mark.parametrize("column", ["area_code", "indicator", "value"])
def test_a_table_without_a_needed_column_is_refused(edition, column):
    with pytest.raises(DataError, match=f"^The table of indicators has no column {column}.$"):
        rate(edition.indicators.drop(columns=column), RULE)


def test_indicators_that_the_rule_does_not_use_change_nothing(edition):
    other = edition.indicators.assign(indicator="ambulance_waits", value=1.0)
    both = pd.concat([edition.indicators, other])
    pd.testing.assert_frame_equal(rate(both, RULE), rate(edition.indicators, RULE))


def test_the_basis_is_published_only_if_all_four_values_are(edition, ratings):
    published = edition.indicators["basis"].eq("published").groupby(edition.indicators["area_code"]).sum()
    assert set(ratings.index[ratings["basis"] == "published"]) == set(published.index[published == 4])
    assert ratings.loc[edition.find_area("Dorset"), "basis"] == "published"


def agrees_with_the_plain_rule(table, method):
    expected = rate_plainly(table, method.values, INDICATORS)
    result = rate(table, method)
    columns = ["rating", "low_count", "high_count", "rated_indicators"]
    assert (
        dict(zip(result["area_code"], result[columns].itertuples(index=False, name=None), strict=True))
        == expected
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"waits_62_day.benchmark": 82},
        {"waits_62_day.benchmark": "england", "value_decimals": 0},
        {f"{indicator}.{side}": "99.8" for indicator in INDICATORS for side in ("low_by", "high_by")},
        {f"{indicator}.{side}": "value" for indicator in INDICATORS for side in ("low_by", "high_by")},
        {"needs.low_at_least": 2, "top.high_at_least": 1, "early_diagnosis.benchmark": 48.5},
    ],
)
def test_the_plain_rule_agrees_on_the_whole_edition(edition, changes):
    agrees_with_the_plain_rule(edition.indicators, RULE.with_changes(changes))


@law
@given(tables(), scenarios())
def test_the_plain_rule_agrees_on_random_tables(table, changes):
    agrees_with_the_plain_rule(table, RULE.with_changes(changes))


def test_the_edition_is_rated_7_22_156_24(ratings):
    counts = count_ratings(ratings)
    assert counts == {"top": 7, "well": 22, "needs": 156, "greatest": 24, "not_rated": 0}


def test_all_36_ratings_that_were_printed_are_reproduced(edition, ratings):
    printed = edition.published_ratings.query("certainty == 'stated'").set_index("area_code")["rating"]
    assert len(printed) == 36
    assert ratings.loc[printed.index, "rating"].to_dict() == printed.to_dict()


def test_west_suffolk_was_performing_well_with_two_high_and_none_low(edition, ratings):
    west_suffolk = ratings.loc[edition.find_area("West Suffolk")]
    assert west_suffolk[["rating", "low_count", "high_count"]].tolist() == ["well", 0, 2]


def test_a_standard_of_82_moves_dorset_up_to_top_performing(edition, method, ratings):
    scenario = method.with_changes({"waits_62_day.benchmark": 82})
    moves = compare(ratings.reset_index(), rate(edition.indicators, scenario)).set_index("area_code")
    # Its other three indicators are high, and top performing needs three.
    assert moves.loc[edition.find_area("Dorset")].tolist() == ["needs", "top", "up", 2]
    assert set(moves["direction"]) == {"up"}


def test_judge_says_the_same_as_the_frame(edition, method, ratings):
    verdict = judge(to_grid(edition.indicators, method), method)
    assert [RATINGS[code] for code in verdict.rating] == ratings["rating"].tolist()
