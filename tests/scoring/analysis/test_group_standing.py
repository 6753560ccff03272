"""Who of a group is furthest below and on what, and the order with the worst first."""

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.group_standing import (
    group_standing,
    standing_headline,
    standing_sentences,
    worst_first,
)
from scoring.editions.groups import members
from scoring.methodology.parts import RATINGS

EDITION = load_edition()
BELONGING = members(EDITION, "alliance")


def by(method="nhs-england-2016", edition=EDITION):
    return Assessment(edition, load_methodology(method))


def codes(alliance):
    return BELONGING.loc[BELONGING["group"] == alliance, "area_code"].tolist()


def test_portsmouth_is_furthest_below_in_wessex():
    assert standing_sentences(by(), codes("Wessex")) == (
        "Portsmouth is furthest below: 62-day waits 71.7% against 85%. Five of eight miss the standard for 62-day "
        "waits; two are low on early diagnosis (est.)."
    )
    assert standing_headline(by(), "Wessex", codes("Wessex")) == (
        "Wessex: five of eight areas miss the standard of 85% for 62-day waits"
    )


def test_counts_and_the_furthest_area_are_those_of_the_figures():
    figures = EDITION.indicators
    waits = figures[figures["indicator"] == "waits_62_day"].set_index("area_code")["value"]
    for alliance in BELONGING["group"].unique():
        inside = waits[codes(alliance)]
        standing = group_standing(by(), codes(alliance))
        assert standing.low.get("waits_62_day", 0) == int((inside.round(1) < 85).sum())
        if next(iter(standing.low)) == "waits_62_day":
            assert standing.furthest["area_code"] == inside.idxmin()


def test_only_what_rests_on_estimates_is_marked():
    standing = group_standing(by(), codes("Wessex"))
    assert "waits_62_day" not in standing.estimated
    assert "early_diagnosis" in standing.estimated


def test_by_an_interval_an_area_is_low_and_does_not_just_miss_the_standard():
    said = standing_sentences(by("mean-points"), codes("Peninsula") + codes("Wessex"))
    assert "miss" not in said


def test_all_of_a_group_are_all_and_one_is_one():
    assert "All eight miss the standard for 62-day waits;" in standing_sentences(
        by(), codes("Kent and Medway")
    )
    dorset = [EDITION.find_area("Dorset")]
    assert standing_sentences(by(), dorset) == "It misses the standard for 62-day waits."
    assert standing_headline(by(), "Dorset", dorset) == (
        "Dorset: it misses the standard of 85% for 62-day waits"
    )
    best = [EDITION.find_area("Solihull")]
    assert standing_sentences(by(), best) == "It is not low on any indicator."


def test_scores_are_not_said_to_be_low():
    assert standing_sentences(by("rank-quartiles"), codes("Wessex")) == ""
    assert standing_headline(by("rank-quartiles"), "Wessex", codes("Wessex")) == ""


@pytest.mark.parametrize("method", ["nhs-england-2016", "rank-quartiles", "headline-only", "funnel"])
def test_the_worst_rating_comes_first_and_of_equals_the_furthest_below(method):
    assessment = by(method)
    ratings = assessment.ratings.set_index("area_code")
    for alliance in ("Wessex", "East of England", "West Midlands"):
        order = worst_first(assessment, codes(alliance))
        assert sorted(order) == sorted(codes(alliance))
        places = [-RATINGS.index(rating) for rating in ratings.loc[order, "rating"]]
        assert places == sorted(places)
    assert EDITION.short_names[worst_first(by(), codes("Wessex"))[0]] == "Portsmouth"
    assert EDITION.short_names[worst_first(by(), codes("East of England"))[0]] == "Thurrock"
