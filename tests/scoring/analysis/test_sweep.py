"""A benchmark moved over its whole range, against rating again at every threshold."""

from dataclasses import replace
from itertools import pairwise
from math import inf, nextafter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import RATINGS, Assessment, DataError, UnknownNameError, count_ratings, load_methodology, rate
from scoring.analysis.sweep import breakpoints, next_change, sweep
from tests.scoring.random_tables import INDICATORS, law, scenarios, tables

RULE = load_methodology("nhs-england-2016")


def rated_at(table, method, indicator, threshold):
    return rate(table, method.with_changes({f"{indicator}.benchmark": float(threshold)}))


def row_of(rows, threshold):
    """The one row of a sweep that a threshold lies in."""
    after = (rows["from_threshold"] < threshold) | (
        (rows["from_threshold"] == threshold) & rows["from_included"]
    )
    before = (rows["to_threshold"] > threshold) | ((rows["to_threshold"] == threshold) & rows["to_included"])
    found = rows[after & before]
    assert len(found) == 1, threshold
    return found.iloc[0]


def counts_of(row):
    return {rating: int(row[rating]) for rating in RATINGS}


def round_each(points):
    """Every threshold with its neighbours among floats, within the bounds of the parameter."""
    near = {t for p in points for t in (nextafter(p, -inf), p, nextafter(p, inf))}
    return sorted(t for t in near | {0.0, 100.0} if 0 <= t <= 100)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_sweep_counts_what_rate_counts_on_a_grid(edition, method, indicator):
    rows = sweep(edition.indicators, method, indicator)
    for threshold in [0, 30, *np.arange(40, 98, 1.1).round(1), 99.9, 100]:
        again = rated_at(edition.indicators, method, indicator, threshold)
        assert counts_of(row_of(rows, threshold)) == count_ratings(again), threshold


def test_the_sweep_counts_what_rate_counts_below_at_and_above_every_breakpoint(edition, method):
    rows = sweep(edition.indicators, method, "waits_62_day")
    for threshold in round_each(rows["from_threshold"]):
        again = rated_at(edition.indicators, method, "waits_62_day", threshold)
        assert counts_of(row_of(rows, threshold)) == count_ratings(again), threshold


def test_the_standard_of_85_gives_the_published_split(edition, method):
    row = row_of(sweep(edition.indicators, method, "waits_62_day"), 85)
    assert counts_of(row) == {"top": 7, "well": 22, "needs": 156, "greatest": 24, "not_rated": 0}


@law
@given(tables(), scenarios(), st.sampled_from(INDICATORS))
def test_breakpoints_are_exactly_where_rate_changes(table, changes, indicator):
    method = RULE.with_changes(changes)
    points = breakpoints(table, method, indicator)
    rows = sweep(table, method, indicator)
    # From 0 to 100, so that a breakpoint left out shows as a change that no breakpoint explains.
    thresholds = round_each(points["threshold"])
    ratings = [rated_at(table, method, indicator, t).set_index("area_code") for t in thresholds]
    for threshold, rated in zip(thresholds, ratings, strict=True):
        assert counts_of(row_of(rows, threshold)) == count_ratings(rated.reset_index())
    for (low, before), (high, after) in pairwise(zip(thresholds, ratings, strict=True)):
        at, above = points["kind"] == "at", points["kind"] == "above"
        crossed = points[
            (at & (points["threshold"] > low) & (points["threshold"] <= high))
            | (above & (points["threshold"] >= low) & (points["threshold"] < high))
        ]
        moved = before["low_count"].ne(after["low_count"]) | before["high_count"].ne(after["high_count"])
        assert set(crossed["area_code"]) == set(moved.index[moved])
        first, last = (crossed.groupby("area_code")[f"rating_{side}"] for side in ("below", "above"))
        assert first.first().to_dict() == before.loc[moved, "rating"].to_dict()
        assert last.last().to_dict() == after.loc[moved, "rating"].to_dict()


@law
@given(tables(), scenarios(), st.sampled_from(INDICATORS))
def test_the_rows_of_a_sweep_cover_the_range_once_and_count_every_area(table, changes, indicator):
    rows = sweep(table, RULE.with_changes(changes), indicator)
    assert rows["from_threshold"].iloc[0] == 0
    assert rows["to_threshold"].iloc[-1] == 100
    assert rows["from_included"].iloc[0]
    assert rows["to_included"].iloc[-1]
    ends, starts = rows.iloc[:-1], rows.iloc[1:]
    assert ends["to_threshold"].tolist() == starts["from_threshold"].tolist()
    assert (ends["to_included"].to_numpy() != starts["from_included"].to_numpy()).all()
    single = rows["from_threshold"] == rows["to_threshold"]
    assert (rows["from_included"] & rows["to_included"])[single].all()
    assert (rows[list(RATINGS)].sum(axis=1) == table["area_code"].nunique()).all()


@law
@given(tables(directions=(1,)), scenarios(), st.sampled_from(INDICATORS))
def test_a_higher_benchmark_never_makes_an_outcome_or_a_rating_better(table, changes, indicator):
    points = breakpoints(table, RULE.with_changes(changes), indicator)
    worse = {"high": 0, "similar": 1, "low": 2}
    assert (points["outcome_below"].map(worse) < points["outcome_above"].map(worse)).all()
    position = RATINGS.index
    assert (points["rating_below"].map(position) <= points["rating_above"].map(position)).all()


def one_area(value, lower, upper, direction=1):
    """One area with one indicator that decides: waits, with the others similar to England."""
    rows = [
        {
            "indicator": name,
            "value": 50.0,
            "lower_ci": 0.0,
            "upper_ci": 100.0,
            "england": 50.0,
            "direction": 1,
        }
        for name in INDICATORS
    ]
    rows[1] |= {"value": value, "lower_ci": lower, "upper_ci": upper, "direction": direction}
    return pd.DataFrame(rows).assign(area_code="A", basis="published")


def places(points):
    return points[["threshold", "kind", "outcome_below", "outcome_above"]].to_numpy(object).tolist()


def test_a_value_meets_a_threshold_it_equals_and_an_interval_that_touches_is_not_above(method):
    table = one_area(80.0, 75.0, 85.0)
    assert places(breakpoints(table, method, "waits_62_day")) == [
        [75.0, "at", "high", "similar"],
        [80.0, "above", "similar", "low"],
    ]
    by_value = method.with_changes({"waits_62_day.high_by": "value"})
    assert places(breakpoints(table, by_value, "waits_62_day")) == [[80.0, "above", "high", "low"]]


def test_a_printed_value_below_its_own_interval_is_low_as_soon_as_the_value_is(method):
    assert places(breakpoints(one_area(70.0, 75.0, 85.0), method, "waits_62_day")) == [
        [70.0, "above", "high", "low"]
    ]


def test_lower_is_better_turns_the_ends_round(method):
    table = one_area(20.0, 15.0, 25.0, direction=-1)
    assert places(breakpoints(table, method, "waits_62_day")) == [
        [20.0, "at", "low", "similar"],
        [25.0, "above", "similar", "high"],
    ]
    by_interval = method.with_changes({"waits_62_day.low_by": "95"})
    assert places(breakpoints(table, by_interval, "waits_62_day"))[0] == [15.0, "at", "low", "similar"]


def test_a_rating_that_holds_at_one_threshold_only_has_a_row_of_its_own(method):
    # Both edges at 80: high below, neither at 80 itself, low above.
    points_only = method.with_changes({"waits_62_day.low_by": "95", "top.high_at_least": 1})
    table = one_area(80.0, 80.0, 80.0)
    rows = sweep(table, points_only, "waits_62_day")
    assert rows[["from_threshold", "to_threshold", "from_included", "to_included"]].to_numpy().tolist() == [
        [0, 80, True, False],
        [80, 80, True, True],
        [80, 100, False, True],
    ]
    assert [next(r for r in RATINGS if row[r]) for _, row in rows.iterrows()] == ["top", "well", "needs"]


def test_thresholds_that_the_methodology_does_not_allow_are_left_out(method):
    below, at_end = one_area(-5.0, -7.0, -2.0), one_area(100.0, 100.0, 100.0)
    assert breakpoints(below, method, "waits_62_day").empty
    assert counts_of(sweep(below, method, "waits_62_day").iloc[0])["needs"] == 1
    assert places(breakpoints(at_end, method, "waits_62_day")) == [[100.0, "at", "high", "similar"]]


def test_without_bounds_a_sweep_has_no_ends(method):
    free = method.parameters["waits_62_day.benchmark"].model_copy(update={"minimum": None, "maximum": None})
    unbounded = method.model_copy(
        update={"parameters": {**method.parameters, "waits_62_day.benchmark": free}}
    )
    rows = sweep(one_area(-5.0, -7.0, -2.0), unbounded, "waits_62_day")
    assert rows["from_threshold"].tolist() == [-inf, -5]
    assert rows["to_threshold"].tolist() == [-5, inf]
    assert not rows["from_included"].any()
    assert rows["to_included"].tolist() == [True, False]


def test_an_area_without_a_value_has_no_breakpoints_and_is_counted_as_not_rated(method):
    table = one_area(np.nan, 75.0, 85.0)
    assert breakpoints(table, method, "waits_62_day").empty
    assert sweep(table, method, "waits_62_day")["not_rated"].tolist() == [1]


def test_the_benchmark_of_today_may_be_one_that_the_figures_lack(method):
    table = one_area(80.0, 75.0, 85.0).assign(standard=np.nan)
    rule = method.with_changes({"waits_62_day.benchmark": "standard"})
    pd.testing.assert_frame_equal(sweep(table, rule, "waits_62_day"), sweep(table, method, "waits_62_day"))


def test_the_next_change_of_waits_is_named_both_ways(edition, method):
    assert next_change(Assessment(edition, method), "waits_62_day") == (
        "The next change happens at 84.5%, when Hammersmith and Fulham becomes performing well."
    )
    assert next_change(Assessment(edition, method), "waits_62_day", "up") == (
        "The next change happens just above 85.3%, when West Suffolk comes to need improvement."
    )


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("direction", ["down", "up"])
def test_setting_the_threshold_that_is_said_makes_the_change_that_is_said(
    edition, method, ratings, indicator, direction
):
    said = next_change(Assessment(edition, method), indicator, direction)
    threshold = float(said.split("%")[0].rsplit(" ", 1)[1])
    if "just" in said:
        threshold = nextafter(threshold, 0 if direction == "down" else 100)
    again = rated_at(edition.indicators, method, indicator, threshold).set_index("area_code")["rating"]
    moved = again.index[again != ratings["rating"]]
    assert len(moved) > 0
    assert sorted(code for code, name in edition.short_names.items() if f" {name} " in said) == list(moved)


def test_several_areas_at_once_are_listed_by_their_new_rating(edition, method):
    waits = edition.indicators["indicator"] == "waits_62_day"
    same = edition.indicators.assign(
        value=edition.indicators["value"].mask(waits & (edition.indicators["value"] < 85), 84.9)
    )
    said = next_change(Assessment(replace(edition, indicators=same), method), "waits_62_day")
    assert said.startswith("The next change happens at 84.9%, when ")
    assert " become top performing, " in said
    assert " become performing well and " in said
    assert said.endswith(" come to need improvement.")
    assert " more become performing well" in said


def test_there_may_be_no_next_change(edition, method):
    strictest = method.with_changes({"waits_62_day.benchmark": 100})
    assert next_change(Assessment(edition, strictest), "waits_62_day", "up") is None


def test_a_threshold_that_differs_between_areas_cannot_be_moved(edition, method):
    mixed = edition.indicators.copy()
    mixed.loc[mixed.index[mixed["indicator"] == "early_diagnosis"][0], "england"] = 48
    with pytest.raises(DataError) as refusal:
        next_change(Assessment(replace(edition, indicators=mixed), method), "early_diagnosis")
    assert str(refusal.value) == (
        "Early diagnosis has no single threshold to move: areas are compared with 48.0% and 50.7%."
    )


@pytest.mark.parametrize("use", [sweep, breakpoints])
def test_an_indicator_that_the_methodology_lacks_is_a_sentence(edition, method, use):
    with pytest.raises(UnknownNameError, match=r"^nhs-england-2016 has no indicator 'waits'; it has early"):
        use(edition.indicators, method, "waits")
    with pytest.raises(UnknownNameError, match=r"has no indicator 'waits'"):
        next_change(Assessment(edition, method), "waits")


def test_no_areas_are_an_empty_sweep(edition, method):
    nobody = edition.indicators.iloc[:0]
    assert breakpoints(nobody, method, "waits_62_day").empty
    assert sweep(nobody, method, "waits_62_day")[list(RATINGS)].to_numpy().tolist() == [[0] * 5]


def test_a_scenario_sweeps_as_its_rule_whatever_its_benchmark_is_now(edition, method):
    at_82 = method.with_changes({"waits_62_day.benchmark": 82})
    pd.testing.assert_frame_equal(
        sweep(edition.indicators, at_82, "waits_62_day"), sweep(edition.indicators, method, "waits_62_day")
    )


def test_the_number_of_low_areas_never_falls_as_a_benchmark_rises(edition, method):
    points = breakpoints(edition.indicators, method, "early_diagnosis")
    becomes = (points["outcome_above"] == "low").astype(int) - (points["outcome_below"] == "low").astype(int)
    assert (becomes.cumsum().diff().dropna() >= 0).all()
    assert becomes.sum() == 209


def test_a_cut_is_swept_to_the_score_itself(edition):
    mean_points = load_methodology("mean-points")
    rows = sweep(edition.indicators, mean_points, "well.score_at_least")
    assert rows["from_threshold"].tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1.25]
    assert next_change(Assessment(edition, mean_points), "well.score_at_least", "up").startswith(
        "The next change happens just above 1.25, when "
    )
    assert next_change(Assessment(edition, mean_points), "points.high").startswith(
        "The next change happens just below 2, when "
    )


def test_areas_that_change_places_twice_within_a_step_of_the_search_are_counted_right(edition):
    composite = load_methodology("composite-arithmetic")
    rows = sweep(edition.indicators, composite, "patient_experience.weight")
    # Quotas: as many in each rating whatever the weight, but where two scores are equal to nine digits.
    wide = rows[rows["to_threshold"] - rows["from_threshold"] > 1e-6]
    assert len(wide) > 50
    assert (wide[list(RATINGS)] == [7, 22, 156, 24, 0]).all(axis=None)


LIMITING = load_methodology("limiting-judgement")


@pytest.mark.parametrize("bar", [85, "standard"])
def test_the_next_change_of_a_limit_is_in_the_unit_of_its_indicator(edition, bar):
    method = LIMITING.with_changes({"waits_standard.benchmark": bar})
    assert next_change(Assessment(edition, method), "waits_standard.benchmark") == (
        "The next change happens at 84.5%, when Hammersmith and Fulham becomes performing well."
    )


def test_a_limit_whose_threshold_differs_between_areas_cannot_be_moved(edition):
    mixed = edition.indicators.assign(peers=np.where(edition.indicators["area_code"] < "E38000050", 80, 82))
    method = LIMITING.with_changes({"waits_standard.benchmark": "peers"})
    with pytest.raises(DataError) as refusal:
        next_change(Assessment(replace(edition, indicators=mixed), method), "waits_standard.benchmark")
    assert str(refusal.value) == (
        "62-day waits has no single threshold to move: areas are compared with 80.0% and 82.0%."
    )
