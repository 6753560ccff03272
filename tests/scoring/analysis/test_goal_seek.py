"""Which single change reaches a national goal: against every step of every constant, rated one by one."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from scoring import Assessment, DataError, count_ratings, judge, load_edition, load_methodology, rate
from scoring.analysis.goal_seek import COUNTED, Goal, _Stretch, goal_seek, half_of
from scoring.analysis.goal_seek_words import goal_sentence, goal_table
from scoring.analysis.sweep import is_whole, sweepable
from scoring.rating.judge import NOT_RATED

EDITION = load_edition()
RULES = (
    "nhs-england-2016",
    "peer-group",
    "limiting-judgement",
    "mean-points",
    "composite-arithmetic",
    "funnel",
)


def assessment_of(name, **changes):
    return Assessment(EDITION, load_methodology(name).with_changes(changes))


def number_at(assessment, path, value, goal):
    """Return the number that a goal is of with one constant changed, by `rate`."""
    counts = count_ratings(rate(EDITION.indicators, assessment.method.with_changes({path: value})))
    return sum(counts[rating] for rating in COUNTED[goal.of])


def grid_of(method, path):
    """Return every step that a constant may be."""
    about = method.parameters[path]
    step = 1 if is_whole(method, path) else about.step
    number = round((about.maximum - about.minimum) / step)
    return np.round(about.minimum + step * np.arange(number + 1), 9)


@pytest.fixture(scope="module", params=RULES)
def sought(request):
    assessment = assessment_of(request.param)
    goals = half_of(assessment), Goal("greatest", 0)
    return [(assessment, goal, goal_seek(assessment, goal)) for goal in goals]


def test_the_value_found_has_the_number_said_and_reaches_the_target_if_it_is_said_to(sought):
    for assessment, goal, table in sought:
        assert set(table["path"]) >= set(sweepable(assessment.method))
        for row in table.itertuples():
            # A number where a figure of the edition stood is not that figure rounded.
            if row.value == row.now and not row.reached:
                continue
            assert number_at(assessment, row.path, row.value, goal) == row.number, row.path
            assert (row.number <= goal.most) == row.reached


def test_no_step_nearer_to_the_present_reaches_the_target_and_none_at_all_where_none_is_found(sought):
    for assessment, goal, table in sought:
        method, now = assessment.method, (assessment.judgement.rating == NOT_RATED).sum()
        for row in table.itertuples():
            if row.path not in sweepable(method):
                continue
            grid = grid_of(method, row.path)
            # Blocks, since a rule that sorts all areas needs room for each value.
            rating = np.concatenate(
                [
                    np.broadcast_to(
                        judge(assessment.grid, method, {row.path: part[:, None]}).rating,
                        (len(part), len(assessment.grid.area_codes)),
                    )
                    for part in np.array_split(grid, max(1, len(grid) // 200))
                ]
            )
            codes = [("top", "well", "needs", "greatest").index(r) for r in COUNTED[goal.of]]
            number = np.isin(rating, codes).sum(-1)
            enough = (number <= goal.most) & ((rating == NOT_RATED).sum(-1) <= now)
            if not row.reached:
                assert not enough.any(), row.path
                continue
            start = row.threshold - row.move
            if enough.any():
                nearest = np.abs(grid[enough] - start).min()
                assert abs(float(row.value) - start) <= nearest + 1e-9, row.path
            assert abs(row.move) <= abs(float(row.value) - start) + 1e-9


def test_words_are_tried_each(sought):
    for assessment, goal, table in sought:
        for row in table.itertuples():
            options = assessment.method.options(row.path)
            if isnan(row.threshold) and options and not row.path.endswith(".benchmark"):
                numbers = [number_at(assessment, row.path, word, goal) for word in options]
                assert (min(numbers) <= goal.most) == row.reached, row.path


def test_no_bar_of_62_days_halves_it_and_two_low_indicators_do():
    assessment = assessment_of("nhs-england-2016")
    goal = half_of(assessment)
    assert goal == Goal("below", 90)
    table = goal_seek(assessment, goal)
    assert goal_sentence(assessment, table, goal) == (
        "To have at most 90 areas below “performing well” (now 180), one change is enough: two low indicators for "
        "“needs improvement” (86). Not “62-day waits: threshold”: 118 remain even at 0%."
    )
    words = goal_table(assessment, table).set_index("constant")
    assert list(words.loc["Needs improvement: low indicators needed"]) == ["1", "2", 86]
    assert list(words.loc["62-day waits: threshold"]) == ["85%", "not even at 0%", 118]
    assert words.loc["Top performing: high indicators needed", "needed"] == "no value comes nearer"


def test_a_bar_that_reaches_a_number_is_the_highest_that_does():
    assessment = assessment_of("nhs-england-2016")
    goal = Goal("below", 164)
    row = goal_seek(assessment, goal).set_index("path").loc["waits_62_day.benchmark"]
    assert row["reached"]
    grid = [value for value in grid_of(assessment.method, "waits_62_day.benchmark") if value <= 85]
    assert row["value"] == max(
        value for value in grid if number_at(assessment, "waits_62_day.benchmark", value, goal) <= 164
    )


def test_a_target_that_is_met_already_is_said_to_be():
    assessment = assessment_of("nhs-england-2016")
    table = goal_seek(assessment, Goal("below", 180))
    assert table["reached"].all()
    assert goal_sentence(assessment, table, Goal("below", 180)) == (
        "It is so already: there are 180 areas below “performing well”."
    )


def test_a_number_that_has_one_value_only_in_a_rule_is_closed_in_on():
    assessment = assessment_of("funnel")
    goal = Goal("below", 50)
    row = goal_seek(assessment, goal).set_index("path").loc["over_dispersion.winsorised_percent"]
    assert row["reached"]
    assert number_at(assessment, "over_dispersion.winsorised_percent", row["value"], goal) <= 50
    beside = row["value"] + (1e-6 if row["value"] < 10 else -1e-6)
    assert number_at(assessment, "over_dispersion.winsorised_percent", beside, goal) > 50


def test_fewer_rated_areas_are_no_target_reached():
    incomplete = EDITION.indicators.copy()
    gone = incomplete.index[incomplete["indicator"] == "patient_experience"][:60]
    incomplete.loc[gone, "value"] = np.nan
    method = load_methodology("nhs-england-2016").with_changes({"minimum_indicators": 3})
    assessment = Assessment(replace(EDITION, indicators=incomplete), method)
    row = goal_seek(assessment, Goal("below", 130)).set_index("path").loc["minimum_indicators"]
    assert not row["reached"]


def test_a_methodology_without_ratings_has_no_target():
    assessment = assessment_of("headline-only")
    with pytest.raises(DataError, match="gives no overall rating"):
        goal_seek(assessment, Goal("below", 10))


def test_a_stretch_in_which_no_step_lies_is_met_in_its_middle():
    narrow = _Stretch(10 / 3, 10 / 3 + 1e-14, has_start=False, has_end=False)
    found = narrow.settable(0.0, 0.1)
    assert narrow.start < found < narrow.end
