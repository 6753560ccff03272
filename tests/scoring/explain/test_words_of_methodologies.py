"""Explanations, moves and targets by methodologies of every kind, in words."""

import re

import pytest

from scoring import Assessment, explain, load_methodology, movers, rate
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.explain.scores import format_score
from tests.october import METHODOLOGIES

MODERATED = {"moderation.E38000045": "well | A record was wrong | Clinical panel | 2016-09-30"}


def sentence(edition, method, name, **changes):
    method = load_methodology(method) if isinstance(method, str) else method
    return explain(Assessment(edition, method.with_changes(changes)), edition.find_area(name)).sentence


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_every_sentence_is_plain_and_whole(edition, name):
    method = load_methodology(name)
    verbs = {
        "top": "is top performing because",
        "well": "is performing well (because|although)",
        "needs": "needs improvement (because|although)",
        "greatest": "is in greatest need for improvement (because|although)",
        "not_rated": "is not rated: this methodology gives no overall rating",
    }
    for row in rate(edition.indicators, method).iloc[::8].itertuples():
        result = explain(Assessment(edition, method), row.area_code)
        assert re.match(f"{re.escape(result.short_name)} {verbs[row.rating]}", result.sentence)
        assert result.sentence.endswith(".")
        for text in (result.sentence, *result.indicators["reason"]):
            assert not re.search(r"\.\.|,,|\bnan\b|none are|one are|two is|  |\( ", text), text


def test_a_score_is_set_against_the_cuts_on_either_side(edition):
    assert sentence(edition, "combined-z", "Dorset").startswith(
        "Dorset is performing well because its score of 1.15 is enough for “performing well” (0.00 or more) but "
        "not for “top performing” (1.96 or more). The score is the sum of its indicators, divided by how far such "
        "a sum varies by chance (in standard errors, above 0 if better than the benchmark): early diagnosis 1.17,"
    )
    assert "because its score of −2.82 is not enough for “needs improvement” (−1.96 or more)." in sentence(
        edition, "combined-z", "Thurrock"
    )
    assert "because its score of 2.25 is enough for “top performing” (1.96 or more)." in sentence(
        edition, "combined-z", "Richmond"
    )


def test_a_score_just_short_of_a_cut_is_not_shown_as_the_cut(edition):
    method = load_methodology("combined-z")
    code = edition.find_area("Dorset")
    score = explain(Assessment(edition, method), code).score
    near = method.with_changes({"top.score_at_least": round(score, 3) + 0.001})
    text = explain(Assessment(edition, near), code).sentence
    shown, needed = re.search(r"its score of (\S+) is .* “top performing” \((\S+) or more", text).groups()
    assert shown != needed
    assert float(shown) == pytest.approx(score, abs=0.001)


def test_a_quota_says_the_place_and_the_places_with_the_same_rating(edition):
    assert sentence(edition, "composite-arithmetic", "Dorset").startswith(
        "Dorset is performing well because its score of 71.0 comes 24th of 209, and by quota places 8 to 29 are "
        "“performing well”. The score is the mean of its indicators (0 for the worst area, 100 for the best): "
    )


@pytest.mark.parametrize("name", ["composite-arithmetic", "composite-geometric", "mazziotta-pareto"])
def test_the_place_lies_among_the_places_of_the_rating(edition, name):
    method = load_methodology(name)
    for code in edition.areas["area_code"][::7]:
        text = explain(Assessment(edition, method), code).sentence
        place, first, last = re.search(r"comes (\d+)\w\w of 209, .* places (\d+) to (\d+) are", text).groups()
        assert int(first) <= int(place) <= int(last)


def test_unequal_weights_are_called_weighted(edition):
    assert "The score is the mean of its indicators (points: 0 if low, 2 if high, else 1)" in sentence(
        edition, "mean-points", "Dorset"
    )
    doubled = {"waits_62_day.weight": 2}
    assert "The score is the weighted mean" in sentence(edition, "mean-points", "Dorset", **doubled)
    assert "weighted geometric mean" in sentence(edition, "composite-geometric", "Dorset", **doubled)


def test_points_and_quartiles_of_indicators_are_whole_numbers():
    assert format_score(2.0, load_methodology("mean-points"), trim=True) == "2"
    assert format_score(-0.5, load_methodology("mean-points"), trim=True) == "−0.5"
    assert format_score(100.0, load_methodology("composite-arithmetic"), trim=True) == "100.0"


def test_a_quartile_is_said_in_words(edition):
    reasons = explain(Assessment(edition, load_methodology("rank-quartiles")), "E38000185").indicators[
        "reason"
    ]
    assert reasons.tolist()[:2] == [
        "56.1% est., in the best quarter of areas",
        "54.8%, in the worst quarter of areas",
    ]


def test_a_limit_is_named_with_the_value_and_what_would_be_without(edition):
    assert sentence(edition, "limiting-judgement", "Dorset") == (
        "Dorset needs improvement because a limit caps its rating: below the 62-day standard (82.7%). Without the "
        "limit, Dorset would be top performing because none of four indicators is low and three (early diagnosis, "
        "one-year survival, patient experience) are high."
    )


def test_moderation_comes_first_and_then_what_the_rule_would_say(edition):
    opening = "Dorset is rated “performing well” by expert moderation: A record was wrong (Clinical panel, 30 September"
    text = sentence(edition, "nhs-england-2016", "Dorset", **MODERATED)
    assert text.startswith(
        f"{opening} 2016). By the rule alone, Dorset would need improvement because one of four"
    )
    text = sentence(edition, "limiting-judgement", "Dorset", **MODERATED)
    assert "By the rule alone, Dorset would need improvement because a limit caps its rating" in text
    assert "Without the limit, Dorset would be top performing because none" in text


def test_moderation_that_is_not_applied_is_not_spoken_of(edition):
    off = MODERATED | {"moderation_applied": "no"}
    assert sentence(edition, "nhs-england-2016", "Dorset", **off) == sentence(
        edition, "nhs-england-2016", "Dorset"
    )


def test_a_shrunken_value_stands_beside_the_one_given(edition):
    text = sentence(edition, "shrunken", "Thurrock")
    assert (
        "62-day waits (54.8%, or 65.0% est. once chance is allowed for, against the standard of 85%)" in text
    )


def test_a_funnel_says_the_side_and_the_limit(edition):
    funnel = load_methodology("funnel")
    richmond = explain(Assessment(edition, funnel), edition.find_area("Richmond")).indicators.set_index(
        "indicator"
    )
    assert richmond.loc["waits_62_day", "reason"] == (
        "97.5%, above the 95% control limits round the standard of 85% (upper limit 97.2%)"
    )
    assert "is very low: 54.8%, below the 99.8% control limits round the standard" in sentence(
        edition, funnel, "Thurrock"
    )


def test_enough_high_indicators_are_given_as_the_reason(edition):
    text = sentence(edition, "met-or-not", "Dorset")
    assert text.endswith(
        "Three (early diagnosis, one-year survival, patient experience) are high, which is enough."
    )


def test_too_few_high_indicators_are_given_as_the_reason(edition):
    """By intervals an area may have no indicator low and yet too few high for a better rating."""
    by_interval = {
        f"{name}.{side}": "95" for name in edition.meta.indicators for side in ("low_by", "high_by")
    }
    method = load_methodology("met-or-not").with_changes(by_interval)
    rated = rate(edition.indicators, method)
    code = rated.query("low_count == 0 and high_count == 2 and rating == 'needs'")["area_code"].iloc[0]
    assert re.search(
        r"although none of four indicators is low; two \(.*\) are high, and performing well needs three\.$",
        explain(Assessment(edition, method), code).sentence,
    )


def test_moves_to_a_score_say_the_score_and_what_was_before(edition, method):
    moves = movers(
        Assessment(edition, method), Assessment(edition, load_methodology("mean-points"))
    ).set_index("short_name")
    assert moves.loc["Dorset", "reason"] == (
        "Score of 1.75 is enough for “top performing” (1.50 or more); by NHS England 2016: one low (62-day waits)"
    )


def test_moves_by_a_limit_say_so(edition):
    capped = load_methodology("limiting-judgement")
    moves = movers(
        Assessment(edition, capped),
        Assessment(edition, capped.with_changes({"waits_standard.benchmark": 83})),
    ).set_index("short_name")
    assert moves.loc["Croydon", "reason"] == "No longer capped: below the 62-day standard"


def test_moves_by_a_very_low_indicator_say_so(edition, method):
    moves = movers(Assessment(edition, method), Assessment(edition, load_methodology("funnel"))).set_index(
        "short_name"
    )
    assert moves.loc["Thurrock", "reason"].endswith(
        "; one very low and none high now makes greatest need for improvement"
    )


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_what_it_takes_is_said_by_every_methodology(edition, name):
    method = load_methodology(name)
    for area in ("Dorset", "Thurrock", "Richmond"):
        said = targets_sentences(
            edition, what_would_it_take(Assessment(edition, method), edition.find_area(area))
        )
        assert said and all(text.endswith(".") and "nan" not in text for text in said)
