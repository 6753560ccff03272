"""The areas closest to doing well, and those next door."""

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.closest import closest_to_par
from scoring.analysis.next_door import next_door
from scoring.analysis.ratings_words import split_of_below
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import patients_words

EDITION = load_edition("october-2016")
ASSESSMENT = Assessment(EDITION, load_methodology("nhs-england-2016"))
DORSET = "E38000045"


def test_the_closest_are_those_that_the_fewest_patients_part_from_doing_well():
    found = closest_to_par(ASSESSMENT, 5)
    below = ASSESSMENT.ratings.loc[ASSESSMENT.ratings["rating"].isin(["needs", "greatest"]), "area_code"]
    every = [
        target for code in below for target in what_would_it_take(ASSESSMENT, code).singles.values() if target
    ]
    fewest = sorted(t.patients for t in every if t.patients is not None and t.rating in ("top", "well"))
    assert [one.patients for one in found] == fewest[:5]
    for one in found:
        target = what_would_it_take(ASSESSMENT, one.area_code).singles[one.change.indicator]
        assert target is not None
        assert (target.patients, target.rating) == (one.patients, one.rating)


def test_it_is_said_in_patients():
    first = closest_to_par(ASSESSMENT, 1)[0]
    meta = EDITION.meta.indicators[first.change.indicator]
    assert patients_words(first.change, meta) == "1 more patient treated within 62 days"


@pytest.mark.parametrize("name", ["headline-only", "mean-points", "combined-z", "rank-quartiles"])
def test_rules_by_which_more_than_the_own_figures_decide_have_none(name):
    assert closest_to_par(Assessment(EDITION, load_methodology(name)), 5) == []


def test_next_door_are_the_neighbours_with_their_ratings_longest_border_first():
    found = next_door(ASSESSMENT, DORSET)
    assert found["short_name"].tolist()[:3] == ["Somerset", "West Hampshire", "Wiltshire"]
    rated = ASSESSMENT.ratings.set_index("area_code")
    assert found["rating"].tolist() == rated.loc[found["area_code"], "rating"].tolist()
    assert found["estimated"].all()


def test_an_island_has_nobody_next_door():
    assert next_door(ASSESSMENT, EDITION.find_area("Isle of Wight")).empty


def test_those_below_are_split_in_words():
    assert split_of_below(ASSESSMENT.ratings) == "156 need improvement and 24 are in greatest need"
