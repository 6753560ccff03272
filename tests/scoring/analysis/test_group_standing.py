"""Who of a group is furthest below and on what, and the order with the worst first."""

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.group_standing import (
    group_standing,
    order_in_words,
    standing_headline,
    standing_sentences,
    worst_first,
    worst_sentence,
)
from scoring.editions.groups import members
from scoring.explain.words import lower_period
from scoring.methodology.parts import RATINGS

EDITION = load_edition()
BELONGING = members(EDITION, "alliance")


def by(method="nhs-england-2016", edition=EDITION):
    return Assessment(edition, load_methodology(method))


def codes(alliance):
    return BELONGING.loc[BELONGING["group"] == alliance, "area_code"].tolist()


def test_the_worst_of_wessex_comes_first_and_every_sentence_says_its_period():
    assert standing_sentences(by(), codes("Wessex")) == (
        "West Hampshire is most clearly below: early diagnosis 44.0% est. against England's 50.7% (diagnosed in 2014). "
        "Five of eight miss the standard for 62-day waits (January to March 2016), Portsmouth by most: 71.7% against "
        "85%. Two are low on early diagnosis (est.)."
    )
    assert standing_headline(by(), "Wessex", codes("Wessex")) == (
        "Wessex: five of eight areas miss the standard of 85% for 62-day waits (January to March 2016)"
    )


def test_every_indicator_that_is_named_is_named_with_its_period():
    for alliance in BELONGING["group"].unique():
        said = standing_sentences(by(), codes(alliance))
        for name in group_standing(by(), codes(alliance)).low:
            assert lower_period(EDITION.meta.indicators[name].period) in said, alliance


def test_the_area_that_is_named_first_is_the_first_of_the_worst():
    for alliance in BELONGING["group"].unique():
        first = EDITION.short_names[worst_first(by(), codes(alliance))[0]]
        assert worst_sentence(by(), codes(alliance)).startswith((first, f"Only {first}"))


def test_counts_and_the_furthest_area_are_those_of_the_figures():
    figures = EDITION.indicators
    waits = figures[figures["indicator"] == "waits_62_day"].set_index("area_code")["value"]
    for alliance in BELONGING["group"].unique():
        inside = waits[codes(alliance)]
        standing = group_standing(by(), codes(alliance))
        assert standing.low.get("waits_62_day", 0) == int((inside.round(1) < 85).sum())
        if "waits_62_day" in standing.low:
            assert standing.furthest["waits_62_day"]["area_code"] == inside.idxmin()


def test_only_what_rests_on_estimates_is_marked():
    standing = group_standing(by(), codes("Wessex"))
    assert "waits_62_day" not in standing.estimated
    assert "early_diagnosis" in standing.estimated


def test_by_an_interval_an_area_is_low_and_does_not_just_miss_the_standard():
    said = standing_sentences(by("mean-points"), codes("Peninsula") + codes("Wessex"))
    assert "miss" not in said


def test_all_of_a_group_are_all_and_one_is_one():
    assert "All eight miss the standard for 62-day waits (January to March 2016), " in standing_sentences(
        by(), codes("Kent and Medway")
    )
    dorset = [EDITION.find_area("Dorset")]
    assert standing_sentences(by(), dorset) == (
        "It misses the standard for 62-day waits (January to March 2016)."
    )
    assert standing_headline(by(), "Dorset", dorset) == (
        "Dorset: it misses the standard of 85% for 62-day waits (January to March 2016)"
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


def test_an_area_one_patient_short_stands_below_one_that_is_123_short():
    # By hand: the half of the interval that points to the benchmark is 1.96 standard errors. West Hampshire is 6.7
    # points below with 1.92 points of interval above its value, South Eastern Hampshire 0.7 with some 5.2.
    order = [EDITION.short_names[code] for code in worst_first(by(), codes("Wessex"))]
    assert order == [
        "West Hampshire",
        "Portsmouth",
        "Southampton",
        "Dorset",
        "Isle of Wight",
        "Fareham and Gosport",
        "South Eastern Hampshire",
        "North Hampshire",
    ]


def test_of_one_low_indicator_each_the_order_is_that_of_distances_by_hand():
    rows = by().breakdown.set_index(["area_code", "indicator"])
    ratings = by().ratings.set_index("area_code")
    for alliance in ("Wessex", "West Midlands", "East of England"):
        order = [code for code in worst_first(by(), codes(alliance)) if ratings.loc[code, "low_count"] == 1]
        for rating in RATINGS:
            distances = []
            for code in order:
                if ratings.loc[code, "rating"] == rating:
                    mine = rows.loc[code]
                    row = mine[mine["outcome"] == "low"].iloc[0]
                    error = (row["upper_ci"] - row["value"]) / 1.959963984540054
                    distances.append((row["benchmark"] - row["value"]) / error)
            assert distances == sorted(distances, reverse=True)


def test_more_low_indicators_come_before_a_longer_distance():
    assessment = by()
    low = assessment.ratings.set_index("area_code")["low_count"]
    for alliance in BELONGING["group"].unique():
        order = worst_first(assessment, codes(alliance))
        rated = assessment.ratings.set_index("area_code").loc[order, "rating"]
        keys = [(-RATINGS.index(rating), -low[code]) for code, rating in rated.items()]
        assert keys == sorted(keys)


def test_the_order_is_said_as_it_is_made():
    assert order_in_words(by()) == (
        "Worst first: by rating, then by number of low indicators, then by how clearly the worst low figure misses "
        "what it is compared with (in standard errors: the more patients a gap rests on, the more it counts)."
    )
    assert order_in_words(by("rank-quartiles")) == "Worst first: by rating, then by score."
    assert "rating" not in order_in_words(by("headline-only"))
