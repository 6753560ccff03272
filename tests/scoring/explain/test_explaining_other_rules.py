"""Sentences about rules of every kind: true, whole, and saying what decided."""

from dataclasses import replace

import numpy as np
import pytest

from scoring import Assessment, explain, load_methodology, movers
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.methodology.parts import RATING_LABELS
from tests.october import METHODOLOGIES

LIMITING = load_methodology("limiting-judgement")
MEAN_POINTS = load_methodology("mean-points")
SURVIVAL = "one_year_survival"


def said(edition, method, name="Dorset"):
    return explain(Assessment(edition, method), edition.find_area(name))


def without_interval(edition, indicator, name="Dorset"):
    figures = edition.indicators.copy()
    cell = (figures["area_code"] == edition.find_area(name)) & (figures["indicator"] == indicator)
    figures.loc[cell, ["numerator", "denominator", "lower_ci", "upper_ci"]] = np.nan
    return replace(edition, indicators=figures)


@pytest.mark.parametrize("name", ["worst-counts", "combined-z"])
def test_a_value_that_cannot_be_scored_is_why_an_area_is_not_rated(edition, name):
    few = said(without_interval(edition, SURVIVAL), load_methodology(name))
    assert few.sentence == (
        "Dorset is not rated because only three of four indicators have a value with an interval; this "
        "methodology needs four."
    )
    assert few.indicators["reason"][2] == "71.6%, which cannot be scored without an interval"


def test_an_area_whose_weights_are_all_nought_is_not_rated_for_want_of_a_score(edition):
    only_waits = {f"{name}.weight": 0 for name in MEAN_POINTS.indicators if name != "waits_62_day"}
    method = MEAN_POINTS.with_changes(only_waits | {"minimum_indicators": 3})
    figures = edition.indicators
    gone = (figures["area_code"] == edition.find_area("Dorset")) & (figures["indicator"] == "waits_62_day")
    fewer = replace(edition, indicators=figures.assign(value=figures["value"].mask(gone)))
    assert said(fewer, method).sentence == (
        "Dorset is not rated because its indicators with a value give no score."
    )
    moves = movers(
        Assessment(fewer, method.with_changes({"early_diagnosis.weight": 1})), Assessment(fewer, method)
    ).set_index("short_name")
    assert moves.loc["Dorset", "reason"].startswith("No score can be made; by Mean of points: score of 2.00 ")


def test_a_value_at_its_benchmark_is_level_with_it(edition):
    method = load_methodology("worst-counts").with_changes({"waits_62_day.benchmark": 82.7})
    assert said(edition, method).indicators["reason"][1] == "82.7%, level with the threshold of 82.7%"


def test_a_value_without_an_interval_is_not_said_to_be_outside_a_funnel(edition):
    reason = said(without_interval(edition, SURVIVAL), load_methodology("funnel")).indicators["reason"][2]
    assert reason == "71.6% against England's 70.2%"


def test_the_interval_of_similar_areas_is_said_to_be_counted(edition):
    barnsley = said(edition, load_methodology("peer-group"), "Barnsley")
    assert barnsley.indicators["reason"][2] == (
        "67.6% est., with the whole 95% interval, theirs counted, below similar areas' 69.4% est. (upper end "
        "68.8% est.)"
    )


def test_a_score_among_bands_of_counts_is_said_with_the_counts(edition):
    greatest_first = {"greatest": {"low_at_least": 3}, "top": {"score_at_least": 1.5}, "needs": {}}
    bands = {name: type(MEAN_POINTS.bands["top"])(**band) for name, band in greatest_first.items()}
    method = MEAN_POINTS.model_copy(update={"bands": bands})
    start = said(edition, method, "Barking and Dagenham").sentence.partition(". The score")[0]
    assert start == (
        "Barking and Dagenham is in greatest need for improvement because with three low and none high its "
        "score of 0.25 makes “greatest need for improvement”"
    )
    start = said(edition, method, "Barnsley").sentence.partition(". The score")[0]
    assert start == (
        "Barnsley needs improvement because with one low and none high its score of 0.75 is not enough for "
        "“top performing” (1.50 or more)"
    )


def test_an_area_may_need_improvement_although_nothing_is_low(edition):
    changes = {f"{name}.low_by": "99.8" for name in LIMITING.indicators}
    method = load_methodology("met-or-not").with_changes(changes)
    assert said(edition, method, "Ashford").sentence == (
        "Ashford needs improvement although none of four indicators is low; one (patient experience) is high, "
        "and performing well needs three."
    )


@pytest.mark.parametrize(
    ("cap", "moved", "reason"),
    [
        ("well", "Dorset", "Now capped at performing well: below the 62-day standard"),
        ("top", "Dorset", "No longer capped: below the 62-day standard"),
        ("greatest", "Thurrock", "Now capped: below the 62-day standard"),
        ("greatest", "Dorset", "Now capped at greatest need for improvement: below the 62-day standard"),
    ],
)
def test_a_limit_that_caps_at_another_rating_is_the_reason(edition, cap, moved, reason):
    moves = movers(
        Assessment(edition, LIMITING),
        Assessment(edition, LIMITING.with_changes({"waits_standard.caps_at": cap})),
    )
    assert moves.set_index("short_name").loc[moved, "reason"] == reason
    assert (moves["reason"] != "").all()


def test_every_area_has_a_whole_sentence_under_every_methodology(edition):
    for name in METHODOLOGIES:
        method = load_methodology(name)
        for area in ("Dorset", "Thurrock", "Leeds North"):
            result = said(edition, method, area)
            label = RATING_LABELS[result.rating].split()[0].lower()
            assert result.sentence.startswith(area), name
            assert label.rstrip("s") in result.sentence.lower(), name
            assert "nan" not in result.sentence.split() and "  " not in result.sentence, name
            assert result.sentence.endswith("."), name


def test_no_rating_for_want_of_a_score_has_a_sentence_of_what_it_takes(edition):
    only_waits = {f"{name}.weight": 0 for name in MEAN_POINTS.indicators if name != "waits_62_day"}
    method = MEAN_POINTS.with_changes(only_waits | {"minimum_indicators": 3})
    figures, code = edition.indicators, edition.find_area("Dorset")
    gone = (figures["area_code"] == code) & (figures["indicator"] == "waits_62_day")
    fewer = replace(edition, indicators=figures[~gone])
    assert targets_sentences(fewer, what_would_it_take(Assessment(fewer, method), code)) == [
        "Dorset is not rated: its indicators with a value give no score."
    ]
