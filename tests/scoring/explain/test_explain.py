"""Ratings and moves in words."""

import re
from dataclasses import replace

import numpy as np
import pytest

from scoring import (
    Assessment,
    DataError,
    breakdown,
    describe_changes,
    explain,
    format_value,
    load_methodology,
    methodology_ids,
    movers,
    parse_indicators,
    parse_methodology,
    rate,
)
from scoring.explain.words import counted, lower_first, number_word
from scoring.paths import METHODOLOGY_FOLDER

STANDARD_82 = {"waits_62_day.benchmark": 82}
TWO_LOW_ARE_NEEDED = {"needs.low_at_least": 2}


def sentence(edition, method, name):
    return explain(Assessment(edition, method), edition.find_area(name)).sentence


def with_data(edition, rows):
    """The edition with the figures of a table that somebody brings."""
    text = "area_code,indicator,value\n" + "\n".join(rows)
    return replace(edition, indicators=parse_indicators(text, "mine.csv", edition))


@pytest.fixture(scope="module")
def values_alone(edition):
    """Dorset's four values without limits or counts."""
    values = {
        "early_diagnosis": 50.6,
        "waits_62_day": 85.0,
        "one_year_survival": 70.3,
        "patient_experience": 89,
    }
    return with_data(edition, [f"11J,{name},{value}" for name, value in values.items()])


def test_dorset_needs_improvement_because_of_waits(edition, method):
    assert sentence(edition, method, "Dorset") == (
        "Dorset needs improvement because one of four indicators, 62-day waits, is low: 82.7% against the "
        "standard of 85%. The other three are not low."
    )


def test_west_suffolk_is_one_high_indicator_short_of_top(edition, method):
    assert sentence(edition, method, "West Suffolk") == (
        "West Suffolk is performing well because none of four indicators is low; two (early diagnosis, "
        "one-year survival) are high, and top performing needs three."
    )


def test_a_top_performer_names_what_is_high(edition, method):
    assert sentence(edition, method, "Harrogate and Rural District") == (
        "Harrogate and Rural District is top performing because none of four indicators is low and three "
        "(early diagnosis, one-year survival, patient experience) are high."
    )


def test_waltham_forest_names_its_three_low_indicators_and_marks_estimates(edition, method):
    text = sentence(edition, method, "Waltham Forest")
    assert text.startswith(
        "Waltham Forest is in greatest need for improvement because three of four indicators are low: "
        "early diagnosis ("
    )
    assert text.count(", with the whole 95% interval below England's ") == 3
    assert "% est., with the whole 95% interval below England's 50.7%); " in text
    assert text.endswith(" The other one is not low.")


def test_every_area_has_a_sentence_that_says_its_rating_and_counts_its_low_indicators(
    edition, method, ratings
):
    verbs = {
        "top": "is top performing",
        "well": "is performing well",
        "needs": "needs improvement",
        "greatest": "is in greatest need for improvement",
    }
    for code, row in ratings.iterrows():
        low = (
            "none of four indicators is",
            "one of four indicators,",
            "two of four",
            "three of four",
            "all four indicators are",
        )
        text = explain(Assessment(edition, method), code).sentence
        opening = f"{edition.short_names[code]} {verbs[row['rating']]} because {low[row['low_count']]}"
        assert text.startswith(opening)
        assert text.endswith(".")
        assert "nan" not in text


def test_a_rule_that_lets_an_area_with_a_low_indicator_do_well_says_although(edition, method):
    lenient = method.with_changes(TWO_LOW_ARE_NEEDED)
    assert sentence(edition, lenient, "Dorset") == (
        "Dorset is top performing although one of four indicators, 62-day waits, is low: 82.7% against the "
        "standard of 85%. Three (early diagnosis, one-year survival, patient experience) are high, which is enough."
    )


def test_a_threshold_that_is_not_the_standard_is_not_called_so(edition, method):
    text = sentence(edition, method.with_changes({"waits_62_day.benchmark": 82.75}), "Dorset")
    assert "is low: 82.7% against the threshold of 82.75%." in text


def test_too_few_indicators_are_said_to_be_too_few(edition, method):
    opening = "Dorset is not rated because"
    none = with_data(edition, ["11J,waits_62_day,"])
    one = with_data(edition, ["11J,waits_62_day,90"])
    two = with_data(edition, ["11J,waits_62_day,90", "11J,early_diagnosis,50"])
    ending = "of four indicators have a value; this methodology needs four."
    assert sentence(edition=two, method=method, name="Dorset") == f"{opening} only two {ending}"
    ending = ending.replace("have", "has")
    assert sentence(edition=one, method=method, name="Dorset") == f"{opening} only one {ending}"
    assert sentence(edition=none, method=method, name="Dorset") == f"{opening} none {ending}"


def test_without_an_interval_no_interval_is_spoken_of(values_alone, method):
    result = explain(Assessment(values_alone, method), "E38000045")
    assert result.indicators["reason"].tolist() == [
        "50.6% est. against England's 50.7%",
        "85.0% est. against the standard of 85%",
        "70.3% est. against England's 70.2%",
        "89.0% est. against England's 89.0%",
    ]
    assert result.sentence == (
        "Dorset needs improvement because one of four indicators, early diagnosis, is low: "
        "50.6% est. against England's 50.7%. The other three are not low."
    )


def test_a_value_is_shown_to_as_many_decimals_as_it_is_compared(edition, method):
    near = with_data(edition, ["11J,waits_62_day,84.96"])

    def reason(decimals):
        rule = method.with_changes({"value_decimals": decimals})
        return (
            explain(Assessment(near, rule), "E38000045")
            .indicators.set_index("indicator")
            .loc["waits_62_day", "reason"]
        )

    assert reason(1) == "85.0% est. against the standard of 85%"
    assert reason(2) == "84.96% est. against the standard of 85%"


@pytest.mark.parametrize(
    ("value", "shown"), [(84.85, "84.9%"), (84.95, "85.0%"), (82.746, "82.7%"), (100, "100.0%")]
)
def test_values_are_rounded_for_people_as_the_rule_rounds_them(edition, value, shown):
    assert format_value(value, edition.meta.indicators["waits_62_day"]) == shown


def test_units_other_than_percent_follow_the_number(edition):
    meta = edition.meta.indicators["waits_62_day"].model_copy(update={"unit": "per million", "decimals": 0})
    assert format_value(1234.5, meta) == "1,235 per million"
    assert format_value(20.0, meta, trim=True) == "20 per million"


def test_lower_is_better_turns_the_words_round(edition, method):
    name = "early_diagnosis"
    meta = edition.meta.indicators[name].model_copy(update={"direction": "lower_is_better"})
    turned = replace(
        edition,
        meta=edition.meta.model_copy(update={"indicators": {**edition.meta.indicators, name: meta}}),
        indicators=edition.indicators.assign(
            direction=np.where(edition.indicators["indicator"] == name, -1, 1)
        ),
    )
    rows = explain(Assessment(turned, method), "E38000045").indicators.set_index("indicator")
    assert rows.loc[name, "outcome"] == "low"
    assert rows.loc[name, "reason"].startswith(
        "55.4%, with the whole 95% interval above England's 50.7% (lower end"
    )


def test_an_area_without_figures_is_a_sentence(edition, method):
    one = with_data(edition, ["11J,waits_62_day,90"])
    with pytest.raises(DataError, match=r"^There are no figures for West Suffolk\.$"):
        explain(Assessment(one, method), edition.find_area("West Suffolk"))


def test_an_indicator_that_the_edition_lacks_is_a_sentence(edition, method):
    text = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
    other = parse_methodology(text.replace("patient_experience", "dementia_diagnosis"), "mine.yaml")
    said = (
        r"^Cancer ratings of October 2016 has no indicator dementia_diagnosis, which the methodology uses\.$"
    )
    with pytest.raises(DataError, match=said):
        explain(Assessment(edition, other), "E38000045")
    with pytest.raises(DataError, match=said):
        movers(Assessment(edition, method), Assessment(edition, other))


def test_moves_to_a_standard_of_82_are_explained_by_waits_alone(edition, method):
    moves = movers(
        Assessment(edition, method), Assessment(edition, method.with_changes(STANDARD_82))
    ).set_index("short_name")
    assert moves.loc["Dorset", "reason"] == ("62-day waits no longer low: 82.7% against 82% (was 85%)")
    assert moves["reason"].str.match("62-day waits (no longer low|now high): [^;]*$").all()


ORDER = ["low", "similar", "high"]


def changed_outcomes(edition, before, after):
    """Indicators by area whose outcome differs between two methodologies: 1 if it got better, -1 if worse."""
    old, new = breakdown(edition.indicators, before), breakdown(edition.indicators, after)
    ways = new["outcome"].map(ORDER.index) - old["outcome"].map(ORDER.index)
    rows = new.assign(way=np.sign(ways))[ways != 0]
    return {
        code: dict(zip(own["indicator"], own["way"], strict=True)) for code, own in rows.groupby("area_code")
    }


@pytest.mark.parametrize(
    "changes",
    [
        STANDARD_82,
        {"waits_62_day.benchmark": 87},
        {"early_diagnosis.benchmark": 52, "one_year_survival.low_by": "value"},
        {"patient_experience.high_by": "99.8", "patient_experience.low_by": "99.8"},
        TWO_LOW_ARE_NEEDED | {"early_diagnosis.high_by": "99.8"},
    ],
)
def test_reasons_name_the_indicators_whose_outcome_changed_with_the_rating_and_no_others(
    edition, method, changes
):
    scenario = method.with_changes(changes)
    changed = changed_outcomes(edition, method, scenario)
    moves = movers(Assessment(edition, method), Assessment(edition, scenario))
    assert len(moves) > 0
    for move in moves.itertuples():
        for name, meta in edition.meta.indicators.items():
            named = lower_first(meta.short_label) in move.reason or meta.short_label in move.reason
            with_it = {"up": 1, "down": -1}[move.direction]
            assert named == (changed.get(move.area_code, {}).get(name) == with_it), move.reason


def test_a_move_by_counts_alone_says_the_counts(edition, method):
    moves = movers(
        Assessment(edition, method), Assessment(edition, method.with_changes({"top.high_at_least": 2}))
    ).set_index("short_name")
    assert (
        moves.loc["West Suffolk", "reason"]
        == "None low and two high as before, which now makes top performing"
    )
    assert set(moves["rating_before"]) == {"well"}


def test_a_rise_by_counts_is_not_explained_by_an_outcome_that_got_worse(edition, method):
    scenario = method.with_changes(TWO_LOW_ARE_NEEDED | {"early_diagnosis.high_by": "99.8"})
    moves = movers(Assessment(edition, method), Assessment(edition, scenario)).set_index("short_name")
    assert moves.loc["Croydon", "reason"] == "One low and none high now makes performing well"


def test_a_figure_that_chance_does_not_change_as_shown_is_given_once(edition):
    for method in map(load_methodology, methodology_ids()):
        if method.figures != "shrunken" or not method.judges_by_benchmark:
            continue
        assessment = Assessment(edition, method)
        for code in list(assessment.places)[::7]:
            for reason in explain(assessment, code).indicators["reason"]:
                twice = re.match(r"([0-9.]+%)(?: est\.)?, or ([0-9.]+%) est\. once chance", reason)
                assert twice is None or twice[1] != twice[2]


def test_no_longer_high_though_above_the_threshold_says_how_far_the_interval_reaches(edition, method):
    moves = movers(
        Assessment(edition, method), Assessment(edition, method.with_changes({"waits_62_day.benchmark": 87}))
    ).set_index("short_name")
    assert moves.loc["Leeds North", "reason"].startswith(
        "62-day waits no longer high: 91.5% against 87%, and its 95% interval reaches 85.4%"
    )


def test_movers_have_names_basis_and_both_ratings(edition, method):
    scenario = method.with_changes(STANDARD_82)
    moves = movers(Assessment(edition, method), Assessment(edition, scenario)).set_index("area_code")
    after = rate(edition.indicators, scenario).set_index("area_code")
    assert moves["rating_after"].to_dict() == after.loc[moves.index, "rating"].to_dict()
    assert moves.loc["E38000045"].drop("reason").to_dict() == {
        "ods_code": "11J",
        "area_name": "NHS Dorset CCG",
        "short_name": "Dorset",
        "rating_before": "needs",
        "rating_after": "top",
        "direction": "up",
        "steps": 2,
        "basis": "published",
    }


def test_no_change_moves_nobody(edition, method):
    moves = movers(Assessment(edition, method), Assessment(edition, method))
    assert moves.empty
    assert "reason" in moves


def test_changes_are_described_with_what_they_were_before(edition, method):
    changes = {
        "waits_62_day.benchmark": 82,
        "early_diagnosis.benchmark": 52.25,
        "one_year_survival.high_by": "99.8",
        "top.high_at_least": 2,
        "minimum_indicators": 3,
    }
    assert sorted(describe_changes(Assessment(edition, method.with_changes(changes)))) == [
        "62-day waits: threshold 82% (was 85%)",
        "Early diagnosis: threshold 52.25% (was England's 50.7%)",
        "Every rating: minimum indicators 3 (was 4)",
        "One-year survival: counts as high by 99.8% interval (was 95% interval)",
        "Top performing: high indicators needed 2 (was 3)",
    ]
    assert describe_changes(Assessment(edition, method)) == []


def test_small_numbers_are_words():
    assert [number_word(n) for n in (0, 1, 4, 10, 11)] == ["none", "one", "four", "ten", "11"]
    assert [counted(n, "area") for n in (0, 1, 2, 1234)] == ["0 areas", "1 area", "2 areas", "1,234 areas"]


def test_ends_of_intervals_have_the_decimals_of_the_values_beside_them(edition, method):
    """One more only where the end would else seem to reach what it is compared with."""
    assessment = Assessment(edition, method)
    finer = []
    for code in edition.short_names:
        for row in explain(assessment, code).indicators.itertuples():
            if found := re.search(r"end (\d+\.\d\d)%", row.reason):
                finer.append((float(found[1]), row.benchmark))
    assert all(round(end, 1) == round(benchmark, 1) for end, benchmark in finer)
    assert len(finer) < 20
