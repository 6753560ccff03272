"""What the browser looks up, compared with the rule applied anew: every position of every slider."""

import numpy as np
import pytest

from scoring import Assessment, load_edition, load_methodology, rate
from scoring.analysis.positions import OUTCOMES, ratings_at_positions, slider_positions
from scoring.methodology.parts import RATINGS
from scoring.rating.judge import breakdown, judge
from tests.october import METHODOLOGIES

EDITION = load_edition("october-2016")
WITH_SLIDERS = [
    name for name in METHODOLOGIES if slider_positions(Assessment(EDITION, m := load_methodology(name)), m)
]


def at_positions(name, changes=None):
    original = load_methodology(name)
    of = Assessment(EDITION, original.with_changes(changes or {}))
    positions = slider_positions(of, original)
    return original, of, ratings_at_positions(of, original, positions)


def codes(ratings):
    return np.array([RATINGS.index(rating) for rating in ratings["rating"]])


@pytest.mark.parametrize("name", WITH_SLIDERS)
def test_every_position_of_every_slider_is_what_the_rule_says(name):
    """By the rule without the frame that `rate` makes of it: there are some 14,000 positions."""
    original, of, found = at_positions(name)
    for one in found.positions:
        for position, value in enumerate(one.values):
            method = of.method.with_changes({one.path: one.constant(value, original)})
            assert (judge(of.grid, method).rating == found.rating[one.path][position]).all(), (
                one.path,
                value,
            )


def test_all_methodologies_that_rate_have_sliders():
    assert set(METHODOLOGIES) - set(WITH_SLIDERS) == set()


def test_states_with_several_changes_are_what_the_rule_says():
    """Two hundred states: other constants stand anywhere, the looked-up one at any position."""
    chance = np.random.default_rng(14)
    for turn in range(200):
        name = WITH_SLIDERS[turn % len(WITH_SLIDERS)]
        original = load_methodology(name)
        sliders = slider_positions(Assessment(EDITION, original), original)
        wanted = {one.path: one.constant(chance.choice(one.values), original) for one in sliders}
        if not any(value for path, value in wanted.items() if path.endswith(".weight")):
            wanted = {path: value for path, value in wanted.items() if not path.endswith(".weight")}
        _, of, found = at_positions(name, wanted)
        one = found.positions[chance.integers(len(found.positions))]
        position = chance.integers(len(one.values))
        method = of.method.with_changes({one.path: one.constant(one.values[position], original)})
        assert (codes(rate(EDITION.indicators, method)) == found.rating[one.path][position]).all(), (
            name,
            one.path,
        )


@pytest.mark.parametrize("name", ["nhs-england-2016", "funnel", "mean-points"])
def test_outcomes_are_those_of_the_breakdown(name):
    original, of, found = at_positions(name)
    one = found.positions[0]
    for position in range(0, len(one.values), 25):
        method = of.method.with_changes({one.path: one.constant(one.values[position], original)})
        told = breakdown(EDITION.indicators, method)["outcome"].to_numpy()
        assert [OUTCOMES[code] for code in found.outcome[one.path][position].ravel()] == told.tolist()


def test_a_value_between_the_steps_has_a_position_of_its_own():
    original, _, found = at_positions("nhs-england-2016", {"waits_62_day.benchmark": 82.25})
    waits = found.positions[0]
    assert waits.path == "waits_62_day.benchmark"
    assert waits.values[waits.now] == 82.25
    assert waits.values[waits.first] == 85
    method = original.with_changes({"waits_62_day.benchmark": 82.25})
    assert (codes(rate(EDITION.indicators, method)) == found.rating[waits.path][waits.now]).all()


def test_the_present_position_is_the_present_rating():
    for name in WITH_SLIDERS:
        _, of, found = at_positions(name)
        for one in found.positions:
            assert (found.rating[one.path][one.now] == of.judgement.rating).all()
            assert one.values[one.now] == one.values[one.first]


def test_a_threshold_goes_in_steps_of_a_tenth():
    _, _, found = at_positions("nhs-england-2016")
    for one in found.positions[:4]:
        assert np.isin(np.round(np.arange(one.values[0], one.values[-1], 0.1), 9), one.values).all()


def test_the_figure_that_the_rule_names_is_the_figure_and_not_its_number():
    """England's 70.2 is rounded like a value where it is England's, and not where somebody typed it."""
    original, _, found = at_positions("nhs-england-2016", {"one_year_survival.benchmark": 71.0})
    survival = next(one for one in found.positions if one.indicator == "one_year_survival")
    assert survival.constant(survival.values[survival.first], original) == "england"
    assert survival.constant(71.0, original) == 71.0


def test_similar_areas_are_no_number_to_move():
    original, _, found = at_positions("peer-group")
    compared = [path for path, value in original.values.items() if value == "peers"]
    assert compared
    assert not set(compared) & {one.path for one in found.positions}


def test_the_last_weight_cannot_be_moved_to_nothing():
    changes = {f"{name}.weight": 0 for name in EDITION.meta.indicators if name != "waits_62_day"}
    _, _, found = at_positions("mean-points", changes)
    weights = {one.path: one for one in found.positions if one.path.endswith(".weight")}
    assert weights["waits_62_day.weight"].values[0] > 0
    assert weights["early_diagnosis.weight"].values[0] == 0
