"""Every way in which the parts of a methodology do not go together, each with its whole sentence."""

import pytest
import yaml

from scoring import (
    DataError,
    UnknownNameError,
    judge,
    load_methodology,
    parse_methodology,
    to_grid,
)
from tests.scoring.small_rules import small_document

BY_95 = {"benchmark": 50, "low_by": "95", "high_by": "95"}
BY_FUNNEL = {"benchmark": 50, "low_by": "funnel_95", "high_by": "funnel_95"}
SPREAD = {"kind": "additive", "winsorised_percent": 10}
COUNTS = {"aggregation": "counts", "value_decimals": 1}
BY_Z = {"score": "z", "over_dispersion": SPREAD}
MEAN_Z = {"aggregation": "mean", **BY_Z}
MIN_MAX = {"score": "min_max", "scale": {"lowest": 1, "highest": 100}}
STANDARDISED = {"score": "standardised", "scale": {"centre": 100, "spread": 10}}
LIMIT = {"label": "Worse", "indicator": "a", "benchmark": 50, "breached_by": "value", "caps_at": "needs"}
WEIGHED = {"weight": 1}
POINTS = {"low": 0, "similar": 1, "high": 2}
ONE = {"a": BY_95}
Z = {"a": {"benchmark": 50, "weight": 1}}


def document(indicators, bands=None, **parts):
    return small_document(indicators, bands, **parts)


REFUSALS = {
    "a limit on no indicator": (
        document(ONE, limits={"cap": {**LIMIT, "indicator": "b"}}, **COUNTS),
        "limits.cap.indicator is 'b'; there is a",
    ),
    "a limit named as an indicator": (
        document(ONE, limits={"a": LIMIT}, **COUNTS),
        "limits.a needs a name of its own, since a names something else",
    ),
    "a limit named as a rating": (
        document(ONE, limits={"well": LIMIT}, **COUNTS),
        "limits.well needs a name of its own, since well names something else",
    ),
    "an indicator named as a part of the rule": (
        document({"moderation": BY_95}, **COUNTS),
        "indicators.moderation needs a name of its own, since moderation names something else",
    ),
    "an indicator with a point in its name": (
        document({"waits.62": BY_95}, **COUNTS),
        "indicators has the name 'waits.62'; a name must not be empty or have a point in it",
    ),
    "a limit without a name": (
        document(ONE, limits={" ": LIMIT}, **COUNTS),
        "limits has the name ''; a name must not be empty or have a point in it",
    ),
    "nothing said of rounding": (
        document(ONE, aggregation="counts"),
        "value_decimals is missing, to which values are rounded before they are compared",
    ),
    "nothing said of rounding for a limit": (
        document(Z, limits={"cap": LIMIT}, **MEAN_Z),
        "value_decimals is missing, to which values are rounded before they are compared",
    ),
    "comparisons for some indicators only": (
        document({"a": BY_95, "b": {"benchmark": 50}}, **COUNTS),
        "low_by and high_by must be given for all indicators, or for none",
    ),
    "counts without comparisons": (
        document({"a": {"benchmark": 50}}, **COUNTS),
        "aggregation by counts needs low_by and high_by for every indicator",
    ),
    "no overall rating without comparisons": (
        document({"a": {}}, {}, aggregation="not_rated"),
        "aggregation by not_rated needs low_by and high_by for every indicator",
    ),
    "points without comparisons": (
        document({"a": WEIGHED}, aggregation="mean", score="points", points=POINTS),
        "a score of points needs low_by and high_by for every indicator",
    ),
    "z without a benchmark": (
        document({"a": WEIGHED}, **MEAN_Z),
        "a score of z needs a benchmark for every indicator",
    ),
    "z without over-dispersion": (
        document(Z, aggregation="mean", score="z"),
        "over_dispersion is missing, which a score of z and a funnel need",
    ),
    "a funnel without over-dispersion": (
        document({"a": BY_FUNNEL}, **COUNTS),
        "over_dispersion is missing, which a score of z and a funnel need",
    ),
    "a mean without weights": (
        document({"a": {"benchmark": 50}}, **MEAN_Z),
        "aggregation by mean needs a weight for every indicator",
    ),
    "all weights nought": (
        document({"a": {"benchmark": 50, "weight": 0}}, **MEAN_Z),
        "at least one weight must be more than 0",
    ),
    "weights that count for nothing": (
        document({"a": BY_95 | WEIGHED}, **COUNTS),
        "aggregation by counts uses no weights",
    ),
    "a mean of nothing": (
        document({"a": {"benchmark": 50, "weight": 1}}, aggregation="mean"),
        "aggregation by mean needs a score",
    ),
    "counts with a score": (
        document(ONE, **COUNTS, score="quartile"),
        "aggregation by counts uses no score",
    ),
    "points without their values": (
        document({"a": BY_95 | WEIGHED}, aggregation="mean", score="points", value_decimals=1),
        "points (low, similar, high) go with a score of points",
    ),
    "values of points that nothing scores": (
        document(ONE, **COUNTS, points=POINTS),
        "points (low, similar, high) go with a score of points",
    ),
    "a standard score without its scale": (
        document({"a": WEIGHED}, aggregation="mean", score="standardised"),
        "a score of standardised needs a scale with centre and spread, and nothing else",
    ),
    "a scale of another kind": (
        document({"a": WEIGHED}, aggregation="mean", score="min_max", scale={"centre": 100, "spread": 10}),
        "a score of min_max needs a scale with lowest and highest, and nothing else",
    ),
    "a scale for counts": (
        document(ONE, **COUNTS, scale={"lowest": 0, "highest": 100}),
        "aggregation by counts uses no scale",
    ),
    "a scale for quartiles": (
        document({"a": WEIGHED}, aggregation="mean", score="quartile", scale={"lowest": 0, "highest": 100}),
        "a score of quartile uses no scale",
    ),
    "a combined z of other scores": (
        document({"a": WEIGHED}, aggregation="combined_z", score="quartile"),
        "aggregation by combined_z needs a score of z",
    ),
    "a geometric mean from nought": (
        document(
            {"a": WEIGHED},
            aggregation="geometric_mean",
            score="min_max",
            scale={"lowest": 0, "highest": 100},
        ),
        "a geometric mean needs a score of min_max with a lowest above 0",
    ),
    "a geometric mean of another score": (
        document({"a": WEIGHED}, aggregation="geometric_mean", score="quartile"),
        "a geometric mean needs a score of min_max with a lowest above 0",
    ),
    "a scale upside down": (
        document({"a": WEIGHED}, aggregation="mean", score="min_max", scale={"lowest": 5, "highest": 5}),
        "scale.lowest must be under scale.highest",
    ),
    "an imbalance measured from nought": (
        document({"a": {}}, aggregation="mazziotta_pareto", score="min_max", scale={"lowest": 0, "highest": 1}),
        "aggregation by mazziotta_pareto divides by the mean score, so it needs a score of standardised with a "
        "centre above 0, or of min_max with a lowest above 0",
    ),
    "an imbalance of points": (
        document({"a": BY_95}, aggregation="mazziotta_pareto", score="points", points=POINTS, value_decimals=1),
        "aggregation by mazziotta_pareto divides by the mean score, so it needs a score of standardised with a "
        "centre above 0, or of min_max with a lowest above 0",
    ),
    "bands where nothing is rated": (
        document(ONE, aggregation="not_rated", value_decimals=1),
        "aggregation not_rated has no bands",
    ),
    "more indicators needed than there are": (
        document(ONE, **COUNTS, minimum_indicators=2),
        "minimum_indicators is 2, more than the 1 that the rule has",
    ),
    "a last band with a condition": (
        document(ONE, {"needs": {"low_at_least": 1}}, **COUNTS),
        "the last band must have no condition, so that every area gets a rating",
    ),
    "cuts where there is no score": (
        document(ONE, {"needs": {"score_at_least": 1}, "well": {}}, **COUNTS),
        "bands of counts have low_at_least, very_low_at_least or high_at_least",
    ),
    "a quota where there is no score": (
        document(ONE, {"top": {"percent_of_areas": 10}, "well": {}}, **COUNTS),
        "bands of counts have low_at_least, very_low_at_least or high_at_least",
    ),
    "a quota after a cut": (
        document(Z, {"top": {"score_at_least": 2}, "well": {"percent_of_areas": 10}, "needs": {}}, **MEAN_Z),
        "a band with percent_of_areas must not come after one with score_at_least",
    ),
    "counts where nothing is compared": (
        document(Z, {"needs": {"low_at_least": 1}, "well": {}}, **MEAN_Z),
        "bands with counts of low or high need low_by and high_by for every indicator",
    ),
    "very low without a comparison for it": (
        document(ONE, {"needs": {"very_low_at_least": 1}, "well": {}}, **COUNTS),
        "bands with very_low_at_least need very_low_by for every indicator",
    ),
    "quotas from the worst up": (
        document(Z, {"needs": {"percent_of_areas": 10}, "top": {}}, **MEAN_Z),
        "bands with percent_of_areas must be given from the best to the worst",
    ),
    "low without high": (
        document({"a": {"benchmark": 50, "low_by": "95"}}, **COUNTS),
        "a: low_by and high_by must both be given, or neither",
    ),
    "very low without low": (
        document({"a": {"benchmark": 50, "very_low_by": "95"}}, **COUNTS),
        "a: very_low_by needs low_by",
    ),
    "a comparison with nothing": (
        document({"a": {"low_by": "95", "high_by": "95"}}, **COUNTS),
        "a: a comparison needs a benchmark",
    ),
    "an entry for a field that no indicator has": (
        document(ONE, **COUNTS)
        | {"parameters": document(ONE, **COUNTS)["parameters"] | {"*.weigth": {"meaning": "m", "source": "s"}}},
        "parameters describes *.weigth, which the rule does not use",
    ),
    "text where fields belong": (
        document(ONE, **COUNTS) | {"bands": "none"},
        "bands: it should be a block of fields with values (given: 'none')",
    ),
    "a number where fields belong": (
        document(ONE, **COUNTS) | {"points": 3},
        "points: it should be a block of fields with values (given: 3)",
    ),
    "no indicators": (
        document(ONE, **COUNTS) | {"indicators": {}},
        "indicators: it is empty",
    ),
    "a negative weight": (
        document({"a": {"benchmark": 50, "weight": -1}}, **MEAN_Z),
        "a.weight: it should be at least 0 (given: -1)",
    ),
    "a spread of nought": (
        document({"a": WEIGHED}, aggregation="mean", score="standardised", scale={"centre": 0, "spread": 0}),
        "scale.spread: it should be more than 0 (given: 0)",
    ),
    "half of all pulled in": (
        document(Z, aggregation="mean", score="z", over_dispersion={**SPREAD, "winsorised_percent": 50}),
        "over_dispersion.winsorised_percent: it should be less than 50 (given: 50)",
    ),
    "more than all areas": (
        document(Z, {"top": {"percent_of_areas": 101}, "well": {}}, **MEAN_Z),
        "top.percent_of_areas: it should be at most 100 (given: 101)",
    ),
    "nothing after a colon": (
        document(ONE, **COUNTS) | {"title": None},
        "title: it should be text (given: nothing)",
    ),
    "an unknown kind of over-dispersion": (
        document(Z, aggregation="mean", score="z", over_dispersion={**SPREAD, "kind": "some"}),
        "over_dispersion.kind: it should be 'additive' or 'none' (given: 'some')",
    ),
    "a moderation without a reason": (
        document(ONE, **COUNTS, moderation={"A": {"rating": "well", "reason": "", "by": "p", "date": "2016-09-30"}}),
        "moderation.A.reason: it is empty (given: '')",
    ),
    "a moderation on a day that does not exist": (
        document(ONE, **COUNTS, moderation={"A": {"rating": "well", "reason": "r", "by": "p", "date": "30.9."}}),
        "moderation.A.date: it should be a date such as 2016-09-30 (given: '30.9.')",
    ),
    "a moderation to no rating": (
        document(ONE, **COUNTS, moderation={"A": {"rating": "not_rated", "reason": "r", "by": "p", "date": "x"}}),
        "moderation.A.rating: it should be 'top', 'well', 'needs' or 'greatest' (given: 'not_rated')",
    ),
    "a moderation applied by half": (
        document(ONE, **COUNTS, moderation_applied="half"),
        "moderation_applied: it should be 'yes' or 'no' (given: 'half')",
    ),
    "a number of 400 digits": (
        document(ONE, **COUNTS, minimum_indicators=10**400),
        "minimum_indicators: it should be at most 1000 (given: 100000000000000000...0000000000000000000)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_parts_that_do_not_go_together_are_refused_in_a_sentence(fields, said):
    with pytest.raises(DataError) as refusal:
        parse_methodology(yaml.safe_dump(fields, sort_keys=False), "mine.yaml")
    assert str(refusal.value) == f"mine.yaml: {said}."


def test_a_scale_may_end_at_nought():
    fields = document(
        {"a": WEIGHED}, aggregation="mean", score="min_max", scale={"lowest": -100, "highest": 0}
    )
    assert (
        parse_methodology(yaml.safe_dump(fields, sort_keys=False), "mine.yaml").values["scale.highest"] == 0
    )


def test_bounds_with_one_end_are_said_without_infinity():
    fields = document(ONE, **COUNTS)
    fields["parameters"]["a.benchmark"] = {"meaning": "m", "source": "s", "minimum": 60}
    with pytest.raises(DataError, match=r"^mine: a.benchmark is 50, outside the allowed 60 or more\.$"):
        parse_methodology(yaml.safe_dump(fields, sort_keys=False), "mine")
    fields["parameters"]["a.benchmark"] = {"meaning": "m", "source": "s", "maximum": 40}
    with pytest.raises(DataError, match=r"^mine: a.benchmark is 50, outside the allowed 40 or less\.$"):
        parse_methodology(yaml.safe_dump(fields, sort_keys=False), "mine")


LIBRARY = (
    "ambitions-2020, combined-z, composite-arithmetic, composite-geometric, funnel, headline-only, "
    "limiting-judgement, mazziotta-pareto, mean-points, met-or-not, nhs-england-2016, peer-group, rank-quartiles, "
    "shrunken, significance-everywhere, waiting-standards and worst-counts"
)
SCENARIO_REFUSALS = {
    "a field that a scenario has not": (
        {"scenario_of": "funnel", "colour": "red"},
        "a scenario has no field colour; it has scenario_of, changes and note",
    ),
    "a rule that does not exist": (
        {"scenario_of": "funel"},
        f"scenario_of is 'funel', and there is no such methodology. There is: {LIBRARY}",
    ),
    "a list as the rule": (
        {"scenario_of": ["funnel"]},
        f"scenario_of is ['funnel'], and there is no such methodology. There is: {LIBRARY}",
    ),
    "a list of changes": (
        {"scenario_of": "funnel", "changes": ["top.high_at_least"]},
        "changes should be a list of paths with values, such as top.high_at_least: 2",
    ),
    "a change of nothing that there is": (
        {"scenario_of": "headline-only", "changes": {"top.high_at_least": 2}},
        "headline-only has no parameter 'top.high_at_least'; it has early_diagnosis.benchmark, "
        "early_diagnosis.high_by, early_diagnosis.low_by, minimum_indicators, one_year_survival.benchmark, "
        "one_year_survival.high_by, one_year_survival.low_by, patient_experience.benchmark, "
        "patient_experience.high_by, patient_experience.low_by, value_decimals, waits_62_day.benchmark, "
        "waits_62_day.high_by and waits_62_day.low_by",
    ),
    "a change out of bounds": (
        {"scenario_of": "mean-points", "changes": {"waits_62_day.weight": 11}},
        "mean-points: waits_62_day.weight is 11, outside the allowed 0 to 10",
    ),
    "a change to a list": (
        {"scenario_of": "mean-points", "changes": {"waits_62_day.weight": [1]}},
        "mean-points: waits_62_day.weight: it should be a number (given: [1])",
    ),
    "a change to yes": (
        {"scenario_of": "mean-points", "changes": {"waits_62_day.weight": True}},
        "mean-points: waits_62_day.weight: it should be a number or text, not yes or no (given: yes)",
    ),
    "moderation in too few words": (
        {"scenario_of": "funnel", "changes": {"moderation.E38000045": "well"}},
        "moderation.E38000045 is 'well'; it should be rating | reason | by whom | date, such as well | Peer review "
        "of May | Clinical panel | 2016-09-30",
    ),
    "moderation to an unknown rating": (
        {"scenario_of": "funnel", "changes": {"moderation.E38000045": "good | r | p | 2016-09-30"}},
        "funnel: moderation.E38000045.rating: it should be 'top', 'well', 'needs' or 'greatest' (given: 'good')",
    ),
    "moderation on no day": (
        {"scenario_of": "funnel", "changes": {"moderation.E38000045": "well | r | p | 2016-13-01"}},
        "funnel: moderation.E38000045.date: it should be a date such as 2016-09-30 (given: '2016-13-01')",
    ),
    "moderation applied perhaps": (
        {"scenario_of": "funnel", "changes": {"moderation_applied": "perhaps"}},
        "funnel: moderation_applied: it should be 'yes' or 'no' (given: 'perhaps')",
    ),
}


@pytest.mark.parametrize(("fields", "said"), SCENARIO_REFUSALS.values(), ids=SCENARIO_REFUSALS.keys())
def test_a_scenario_that_cannot_be_is_refused_in_a_sentence(fields, said):
    with pytest.raises(DataError) as refusal:
        parse_methodology(yaml.safe_dump(fields, sort_keys=False), "saved.yaml")
    assert str(refusal.value) == f"saved.yaml: {said}."


def test_a_file_that_is_too_long_is_refused():
    with pytest.raises(DataError) as refusal:
        parse_methodology("#" * 200_001, "long.yaml")
    assert str(refusal.value) == "long.yaml has more than 200,000 characters, too many for a methodology."


def test_references_that_grow_without_end_are_refused_in_one_short_sentence():
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, last in zip("bcdefghijklm", "abcdefghijkl", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
    with pytest.raises(DataError) as refusal:
        parse_methodology(text + "id: *m\n", "mine.yaml")
    assert len(str(refusal.value)) < 500


def test_a_reference_to_the_block_that_it_stands_in_is_refused_in_one_short_sentence():
    with pytest.raises(DataError) as refusal:
        parse_methodology("a: &a [x, *a]\nid: *a\n", "mine.yaml")
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    "path", ["scale.lowest", "over_dispersion.winsorised_percent", "nothing.at_all", "top.high_at_least"]
)
def test_a_constant_that_cannot_have_many_values_is_refused_and_not_ignored(edition, path):
    method = load_methodology("worst-counts")
    grid = to_grid(edition.indicators, method)
    with pytest.raises(UnknownNameError) as refusal:
        judge(grid, method, {path: [[1.0], [2.0]]})
    assert str(refusal.value).startswith(
        f"worst-counts has no {path} that can have many values; it has early_diagnosis.benchmark, "
    )
