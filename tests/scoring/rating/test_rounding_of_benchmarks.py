"""By value, published figures are compared as published; a number that somebody set is what it says."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scoring import Assessment, breakdown, edition_ids, load_edition, load_methodology, rate, to_grid
from scoring.analysis.cutoffs import cut_offs, turning_points
from scoring.analysis.probability import outcome_probabilities
from scoring.analysis.sensitivity import tornado
from scoring.analysis.sweep import next_change
from scoring.explain.outcomes import describe_outcome
from scoring.explain.words import describe_changes, format_threshold, set_decimals
from scoring.rating.grid import round_half_up
from tests.scoring.small_rules import figures, small_rule

EDITIONS = edition_ids()
HIGHER, LOWER = 1, -1


def rule(benchmark="england", low_by="value", high_by="value", decimals=1, **parts):
    one = {"seen": {"benchmark": benchmark, "low_by": low_by, "high_by": high_by}}
    return small_rule(
        one,
        {"needs": {"low_at_least": 1}, "well": {}},
        value_decimals=decimals,
        aggregation="counts",
        **parts,
    )


def outcome(value, method, direction=HIGHER, **columns):
    table = figures("seen", [("A", {"value": value, **columns})], direction)
    return breakdown(table, method)["outcome"].iloc[0]


@pytest.mark.parametrize(
    ("value", "england", "direction", "expected"),
    [
        (76.43, 76.44, HIGHER, "high"),  # both 76.4
        (76.44, 76.43, HIGHER, "high"),
        (76.44, 76.46, HIGHER, "low"),  # 76.4 and 76.5
        (76.46, 76.54, HIGHER, "high"),  # both 76.5: reached
        (76.46, 76.44, HIGHER, "high"),  # 76.5 and 76.4
        (76.46, 76.54, LOWER, "high"),
        (76.54, 76.46, LOWER, "high"),
        (76.56, 76.54, LOWER, "low"),
    ],
)
def test_a_value_and_the_england_value_are_rounded_alike(value, england, direction, expected):
    assert outcome(value, rule(), direction, england=england) == expected


def test_the_mean_of_similar_areas_is_rounded_like_the_value():
    table = figures("seen", [("A", {"value": 76.36})]).assign(peers=76.44, peers_error=0.4)
    rows = breakdown(table, rule("peers"))
    assert rows[["outcome", "benchmark", "low_edge"]].to_numpy().tolist() == [["high", 76.4, 76.4]]


def test_a_figure_without_an_interval_is_compared_by_value_and_so_is_its_benchmark_rounded():
    by_interval = rule(low_by="95", high_by="95")
    assert (
        outcome(76.43, by_interval, england=76.44) == "similar"
    )  # not low; an interval would have to be above
    with_limits = {"lower_ci": 76.40, "upper_ci": 76.435}
    assert outcome(76.43, by_interval, england=76.44, **with_limits) == "low"


def test_an_interval_is_compared_with_the_england_value_as_it_is():
    by_interval = rule(low_by="95", high_by="95")
    assert outcome(75, by_interval, england=76.44, lower_ci=73.6, upper_ci=76.45) == "similar"
    assert outcome(75, by_interval, england=76.44, lower_ci=73.6, upper_ci=76.43) == "low"


@pytest.mark.parametrize(
    ("value", "expected"), [(71.2, "low"), (71.24, "low"), (71.25, "high"), (71.3, "high")]
)
def test_a_typed_threshold_of_71_25_stays_71_25_and_is_met_by_71_3(value, expected):
    assert outcome(value, rule(71.25)) == expected


def test_a_typed_threshold_just_above_a_published_value_is_not_met_by_it():
    assert outcome(71.2, rule(71.21)) == "low"
    assert outcome(71.2, rule("england"), england=71.21) == "high"


def test_a_standard_that_was_set_off_the_grid_is_not_rounded():
    assert outcome(66.6, rule("standard"), standard=66.67) == "low"
    assert outcome(66.7, rule("standard"), standard=66.67) == "high"
    assert outcome(66.6, rule("standard"), standard=66.62) == "low"


def test_a_limit_at_the_england_value_rounds_both_too():
    limit = {"label": "Below England", "indicator": "seen", "benchmark": "england", "caps_at": "needs"}
    for breached_by, value, expected in (("value", 76.43, "well"), ("value", 76.34, "needs")):
        method = rule(50.0, limits={"floor": {**limit, "breached_by": breached_by}})
        table = figures("seen", [("A", {"value": value, "england": 76.44})])
        assert rate(table, method)["rating"].tolist() == [expected], value


def test_where_a_count_turns_is_where_the_rounded_england_value_is_reached():
    # 76.35% of 2,000 are 1,527, the first that is 76.4 like England's 76.44; 1,529 are 76.45.
    table = figures(
        "seen", [("A", {"value": 75.0, "numerator": 1500, "denominator": 2000, "england": 76.44})]
    )
    grid, method = to_grid(table, rule()), rule()
    counted = np.ones((1, 1), bool)
    turns = cut_offs(grid, turning_points(grid, counted, method), counted, method)
    assert turns[:2].ravel().tolist() == [1527, 1527]
    chances = outcome_probabilities(table, method)
    assert chances["low"].iloc[0] + chances["high"].iloc[0] == pytest.approx(1)


def cells(edition, benchmark, by):
    """Every cell of an edition that is compared with a figure, whatever its own methodology does."""
    method = edition.fitted(load_methodology(edition.meta.default_methodology))
    judged = [name for name in method.indicators if edition.meta.indicators[name].england_value is not None]
    changes = {f"{name}.{field}": by for name in judged for field in ("low_by", "high_by")}
    method = method.with_changes(changes | {f"{name}.benchmark": benchmark for name in judged})
    rows = breakdown(edition.indicators, method)
    return method, rows[rows["indicator"].isin(judged) & rows["value"].notna()]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("by", ["value", "95"])
def test_no_cell_that_shows_what_england_shows_is_called_low(name, by):
    edition = load_edition(name)
    method, rows = cells(edition, "england", by)
    assert len(rows) > 100
    shown, bar = (round_half_up(rows[column].to_numpy(), 1) for column in ("value", "benchmark"))
    equal = rows[shown == bar]
    if by == "value":
        assert not equal["outcome"].isin(["low", "very low"]).any()
        assert (equal["low_edge"] == equal["benchmark"]).all()
    for row in equal[equal["outcome"] != "similar"].itertuples():
        said = describe_outcome(row, Assessment(edition, method))
        value, bar = re.findall(r"(\d+\.?\d*)%(?! interval)", said)[:2]
        if row.outcome == "low":
            assert float(value) < float(bar), said
        elif by == "95":
            assert float(value) > float(bar), said
        else:
            assert float(value) == float(bar), said


def test_the_waits_editions_have_cells_that_are_level_with_england():
    """What the test above says is of something."""
    edition = load_edition("cancer-waits-2019-q1")
    rows = cells(edition, "england", "value")[1]
    level = round_half_up(rows["value"].to_numpy(), 1) == rows["benchmark"]
    assert (rows["outcome"][level] == "high").all()
    assert (rows["value"] < edition.indicators["england"].loc[rows.index])[level].any()


@pytest.mark.parametrize("end", [61.92, 61.96])
def test_the_end_of_an_interval_is_told_with_decimals_that_tell_it_from_the_benchmark(end, edition):
    method = load_methodology("nhs-england-2016")
    table = edition.indicators.copy()
    row = (table["area_code"] == "E38000045") & (table["indicator"] == "early_diagnosis")
    table.loc[row, ["value", "numerator", "denominator", "lower_ci", "upper_ci"]] = (
        61.9,
        np.nan,
        np.nan,
        61.88,
        end,
    )
    table.loc[table["indicator"] == "early_diagnosis", "england"] = end + 0.01
    rows = breakdown(table, method)
    cell = next(
        r for r in rows.itertuples() if (r.area_code, r.indicator) == ("E38000045", "early_diagnosis")
    )
    assert cell.outcome == "low"
    said = describe_outcome(cell, Assessment(replace(edition, indicators=table), method))
    value, bar = (float(x) for x in re.findall(r"(\d+\.?\d*)%(?! interval)", said)[:2])
    told = float(re.findall(r"end (\d+\.\d+)%", said)[0])
    assert value < bar and told < bar, said


def test_what_a_parameter_does_starts_from_the_ratings_as_they_are():
    edition = load_edition("cancer-waits-2019-q1")
    for low_by, high_by in (("value", "value"), ("value", "95"), ("95", "95")):
        method = load_methodology("waiting-standards")
        names = list(edition.fitted(method).indicators)
        changes = {f"{n}.benchmark": "england" for n in names} | {f"{n}.low_by": low_by for n in names}
        method = edition.fitted(method.with_changes(changes | {f"{n}.high_by": high_by for n in names}))
        rated = rate(edition.indicators, method)["rating"]
        below = rated.isin(["needs", "greatest"]).sum()
        assert set(tornado(edition.indicators, method)["below_now"]) == {below}


def test_the_next_change_is_told_from_the_rounded_england_value():
    edition = load_edition("october-2016")
    meta = edition.meta.indicators["waits_62_day"].model_copy(update={"england_value": 82.04})
    metas = edition.meta.model_copy(update={"indicators": {**edition.meta.indicators, "waits_62_day": meta}})
    table = edition.indicators.copy()
    table.loc[table["indicator"] == "waits_62_day", "england"] = 82.04
    moved = replace(edition, meta=metas, indicators=table)
    method = load_methodology("met-or-not").with_changes({"waits_62_day.benchmark": "england"})
    typed = load_methodology("met-or-not").with_changes({"waits_62_day.benchmark": 82.0})
    pd.testing.assert_frame_equal(rate(table, method), rate(table, typed))
    for way in ("down", "up"):
        assert next_change(Assessment(moved, method), "waits_62_day", way) == next_change(
            Assessment(moved, typed), "waits_62_day", way
        )


# A threshold in words is the threshold that is used


@pytest.mark.parametrize(
    ("threshold", "text", "in_a_table"),
    [
        (71.25, "71.25%", "71.25%"),
        (85, "85%", "85.0%"),
        (85.0, "85%", "85.0%"),
        (84.9 + 0.1, "85%", "85.0%"),
        (0.125, "0.125%", "0.125%"),
        (66.666667, "66.666667%", "66.666667%"),
    ],
)
def test_a_threshold_is_written_with_the_decimals_that_it_is_used_with(threshold, text, in_a_table, edition):
    meta = edition.meta.indicators["waits_62_day"]
    assert format_threshold(threshold, meta) == text
    assert format_threshold(threshold, meta, trim=False) == in_a_table


def test_the_decimals_of_a_number_that_was_set():
    assert [set_decimals(number) for number in (82.25, 82.0, 82, 0.1 + 0.2)] == [2, 0, 0, 1]


def test_a_changed_threshold_is_told_as_it_is_used(edition):
    method = load_methodology("nhs-england-2016").with_changes({"waits_62_day.benchmark": 83.125})
    assert describe_changes(Assessment(edition, method)) == ["62-day waits: threshold 83.125% (was 85%)"]
    rows = breakdown(edition.indicators, method)
    cell = next(r for r in rows.itertuples() if (r.area_code, r.indicator) == ("E38000045", "waits_62_day"))
    assert describe_outcome(cell, Assessment(edition, method)) == "82.7% against the threshold of 83.125%"
