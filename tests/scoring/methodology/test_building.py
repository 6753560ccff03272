"""Methodologies built without YAML: the same as their YAML written by hand, and all faults at once."""

import pytest
import yaml
from pandas.testing import assert_frame_equal

from scoring import DataError, load_edition, load_methodology, methodology_ids, parse_methodology, rate
from scoring.methodology.building import LimitWanted, PartsWanted, build_methodology
from scoring.methodology.files import methodology_yaml
from scoring.paths import METHODOLOGY_FOLDER

EDITION = load_edition("october-2016")
LIMIT = LimitWanted("Below the 62-day standard", "waits_62_day", 85.0)
BY_HAND = """
limits:
  bar: {label: Below the 62-day standard, indicator: waits_62_day, benchmark: 85.0, breached_by: value, caps_at: needs}
"""


def written_by_hand(name: str, **more: object) -> dict:
    return yaml.safe_load((METHODOLOGY_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")) | more


def described(document: dict, *paths: str) -> dict:
    about = {path: {"meaning": "By hand", "source": "By hand"} for path in paths}
    return {**document, "parameters": {**document["parameters"], **about}}


def same_ratings(built, document):
    by_hand = parse_methodology(yaml.safe_dump(document, sort_keys=False), "by hand")
    columns = ["area_code", "rating", "low_count", "high_count"]
    assert_frame_equal(rate(EDITION.indicators, built)[columns], rate(EDITION.indicators, by_hand)[columns])
    return by_hand


def test_a_limit_and_a_double_weight_are_what_the_yaml_by_hand_says():
    document = written_by_hand("mean-points", **yaml.safe_load(BY_HAND))
    document = described(document, "bar.benchmark", "bar.breached_by", "bar.caps_at")
    document["indicators"]["one_year_survival"]["weight"] = 2
    built = build_methodology(load_methodology("mean-points"), PartsWanted(limit=LIMIT))
    built = built.with_changes({"one_year_survival.weight": 2})
    by_hand = same_ratings(built, document)
    assert [limit.label for limit in built.limits.values()] == [
        limit.label for limit in by_hand.limits.values()
    ]


def test_an_indicator_left_out_is_what_the_yaml_by_hand_says():
    document = written_by_hand("nhs-england-2016", minimum_indicators=3)
    document.pop("plausible")
    del document["indicators"]["patient_experience"]
    kept = {path: about for path, about in document["parameters"].items() if "patient_experience" not in path}
    built = build_methodology(
        load_methodology("nhs-england-2016"), PartsWanted(left_out=("patient_experience",))
    )
    same_ratings(built, {**document, "parameters": kept})


def test_counted_indicators_that_are_weighed_are_the_mean_of_points():
    built = build_methodology(load_methodology("significance-everywhere"), PartsWanted(weighed=True))
    points = load_methodology("mean-points")
    assert list(rate(EDITION.indicators, built)["rating"]) == list(rate(EDITION.indicators, points)["rating"])
    assert {rule.weight for rule in built.indicators.values()} == {1.0}


@pytest.mark.parametrize("name", methodology_ids())
@pytest.mark.parametrize(
    "wanted",
    [
        PartsWanted(limit=LIMIT),
        PartsWanted(weighed=True),
        PartsWanted(left_out=("waits_62_day",)),
        PartsWanted(("early_diagnosis",), True, LIMIT),
    ],
    ids=["limit", "weights", "one out", "all"],
)
def test_whatever_is_built_reads_back_as_it_is_or_is_refused_in_sentences(name, wanted):
    method = load_methodology(name)
    try:
        built = build_methodology(method, wanted)
    except DataError as problem:
        assert str(problem).endswith(".") and "The methodology:" not in str(problem)
        return
    assert parse_methodology(methodology_yaml(built), "the file") == built
    assert all(built.parameters[path].source for path in built.values)
    assert set(built.indicators) == set(method.indicators) - set(wanted.left_out)
    if wanted.limit:
        assert LIMIT.label in [limit.label for limit in built.limits.values()]


def test_changes_that_were_made_stay_in_what_is_built():
    method = load_methodology("nhs-england-2016").with_changes({"waits_62_day.benchmark": 82.0})
    built = build_methodology(method, PartsWanted(limit=LIMIT))
    assert built.values["waits_62_day.benchmark"] == 82.0
    assert not built.changes


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(DataError) as problem:
        build_methodology(load_methodology("worst-counts"), PartsWanted((), True, LimitWanted(" ", "", None)))
    said = str(problem.value)
    for part in ("no place for weights", "needs a name", "needs an indicator", "needs a threshold"):
        assert part in said
    with pytest.raises(DataError, match="Nothing is chosen yet"):
        build_methodology(load_methodology("worst-counts"), PartsWanted())
    everything = tuple(load_methodology("worst-counts").indicators)
    with pytest.raises(DataError, match="At least one indicator must stay"):
        build_methodology(load_methodology("worst-counts"), PartsWanted(left_out=everything))


def test_the_sentence_of_a_methodology_says_what_was_built_and_nothing_of_the_rule_before():
    method = load_methodology("nhs-england-2016")
    built = build_methodology(method, PartsWanted(("patient_experience",), True, LIMIT))
    assert built.summary == (
        "NHS England 2016, reconstructed, without one of the indicators, with points and weights, with the limit "
        "“Below the 62-day standard”."
    )
    long = build_methodology(method, PartsWanted(limit=LimitWanted("A " * 60, "waits_62_day", 85.0)))
    assert long.summary == ""
