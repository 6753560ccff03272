"""What rules of other kinds than the one of 2016 do: small cases, each a fact."""

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.stats import norm

from scoring import (
    Assessment,
    DataError,
    breakdown,
    count_ratings,
    explain,
    load_methodology,
    movers,
    parse_methodology,
    rate,
)
from scoring.analysis.probability import is_exact, outcome_probabilities
from scoring.methodology.parts import RATING_LABELS
from tests.october import METHODOLOGIES
from tests.scoring.small_rules import HALF, counts, figures, index, small_document, small_rule

BY_VALUE = {"benchmark": 50, "low_by": "value", "high_by": "value"}


def test_only_an_indicator_with_a_comparison_for_very_low_is_ever_very_low():
    indicators = {"first": BY_VALUE | {"very_low_by": "95"}, "second": BY_VALUE}
    rule = small_rule(indicators, aggregation="counts", value_decimals=1)
    table = pd.concat([figures(name, [("A", counts(30, 100))]) for name in indicators])
    assert breakdown(table, rule)["outcome"].tolist() == ["very low", "low"]


BY_PEERS = {"benchmark": "peers", "low_by": "95", "high_by": "95"}


def outcome_beside_peers(peers, error, row, direction=1):
    rule = small_rule({"index": BY_PEERS}, aggregation="counts", value_decimals=1)
    table = figures("index", [("A", row)], direction, peers=peers, peers_error=error)
    judged = breakdown(table, rule).iloc[0]
    exact = outcome_probabilities(table, rule, shrink=False).iloc[0]
    return judged, exact


@pytest.mark.parametrize("direction", [1, -1])
def test_the_error_of_similar_areas_counts_for_a_value_without_any_of_its_own(direction):
    # 60 exactly, similar areas 61 with a standard error of 1: the difference is within 1.96.
    judged, _ = outcome_beside_peers(61, 1, {"value": 60, "lower_ci": 60, "upper_ci": 60}, direction)
    assert judged["outcome"] == "similar"
    edges = judged[["low_edge", "high_edge"]].tolist()
    assert edges == pytest.approx([60 + direction * HALF, 60 - direction * HALF])


def test_the_error_of_similar_areas_counts_for_a_printed_value_outside_its_own_interval():
    # Upper end 79.8, 0.2 from the value: 79.8 + sqrt(0.2² + 1.96²) - 0.2 = 81.57.
    outside = {"value": 80, "lower_ci": 76, "upper_ci": 79.8}
    judged, _ = outcome_beside_peers(81, 1, outside)
    assert judged["low_edge"] == pytest.approx(79.8 + np.hypot(0.2, HALF) - 0.2)
    assert judged["outcome"] == "similar"


def test_probabilities_beside_similar_areas_turn_where_the_outcome_does():
    # Standard error 1 of both: low below 61 - sqrt(2) · 1.96 = 58.23.
    _, exact = outcome_beside_peers(61, 1, index(60))
    assert exact["low"] == pytest.approx(norm.cdf(61 - np.sqrt(2) * HALF, 60, 1))
    assert exact["high"] == pytest.approx(norm.sf(61 + np.sqrt(2) * HALF, 60, 1))


BY_Z = {"score": "z", "over_dispersion": {"kind": "none", "winsorised_percent": 10}}
Z = {"benchmark": 0, "weight": 1}


def together(**indicators):
    """A long table of areas A0, A1, …: their figures for each indicator."""
    tables = [
        figures(name, [(f"A{i}", row) for i, row in enumerate(rows)]) for name, rows in indicators.items()
    ]
    return pd.concat(tables)


@pytest.mark.parametrize("value", [0.1, 50.7, -3.3, 0, 1e9])
@pytest.mark.parametrize("areas", [1, 3, 7, 209])
def test_where_all_areas_are_alike_all_have_the_mean(value, areas):
    rule = small_rule(
        {"a": {"weight": 1}}, aggregation="mean", score="standardised", scale={"centre": 100, "spread": 10}
    )
    assert rate(together(a=[{"value": value}] * areas), rule)["score"].tolist() == [100] * areas


def test_an_indicator_in_which_all_areas_are_alike_goes_with_no_other():
    # Without correlation: (0.1 + z) / sqrt(2).
    rule = small_rule({"a": Z, "b": Z}, aggregation="combined_z", **BY_Z)
    others = [0.3, -0.2, 1.1]
    table = together(a=[index(0.1)] * 3, b=[index(z) for z in others])
    expected = [(0.1 + z) / np.sqrt(2) for z in others]
    assert rate(table, rule)["score"].tolist() == pytest.approx(expected, rel=1e-6)


def test_indicators_that_cancel_out_whatever_happens_give_no_score():
    rule = small_rule({"a": Z, "b": Z}, aggregation="combined_z", **BY_Z)
    table = together(a=[index(z) for z in (1.1, -0.7)], b=[index(z) for z in (-1.3, 0.4)])
    assert rate(table, rule)["rating"].tolist() == ["not_rated"] * 2


def test_quotas_that_add_to_half_an_area_are_rounded_up():
    # 1.9 + 19.7 + 3.4 = 25% of 10 areas is 2.5, so 3; 1.9% is none, 21.6% is 2.
    bands = {"top": {"percent_of_areas": 1.9}, "well": {"percent_of_areas": 19.7}}
    bands |= {"needs": {"percent_of_areas": 3.4}, "greatest": {}}
    rule = small_rule({"a": Z}, bands, aggregation="mean", **BY_Z)
    counted = count_ratings(rate(together(a=[index(float(i)) for i in range(10)]), rule))
    assert counted == {"top": 0, "well": 2, "needs": 1, "greatest": 7, "not_rated": 0}


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_a_table_of_no_areas_has_no_ratings(edition, name):
    assert rate(edition.indicators.iloc[:0], load_methodology(name)).empty


@pytest.mark.parametrize("name", ["funnel", "shrunken", "combined-z", "composite-arithmetic"])
def test_outcomes_that_depend_on_other_areas_have_no_probability_without_draws(edition, name):
    with pytest.raises(DataError, match=r"does not judge each indicator by its own figure alone"):
        outcome_probabilities(edition.indicators, load_methodology(name))


def test_rules_of_each_kind_are_known_as_exact_or_drawn():
    exact = {name for name in METHODOLOGIES if is_exact(load_methodology(name))}
    assert exact == {
        "ambitions-2020", "headline-only", "limiting-judgement", "mean-points", "met-or-not", "nhs-england-2016",
        "peer-group", "significance-everywhere",
    }  # fmt: skip


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_moderation_is_shown_wherever_the_rating_is_and_goes_with_one_switch(edition, name):
    method, code = load_methodology(name), edition.find_area("Dorset")
    as_ruled = rate(edition.indicators, method).set_index("area_code")
    other = "greatest" if as_ruled.loc[code, "rating"] != "greatest" else "top"
    moderated = method.with_changes(
        {f"moderation.{code}": f"{other} | Peer review | Clinical panel | 2016-09-30"}
    )
    rated = rate(edition.indicators, moderated).set_index("area_code")
    why = "Peer review (Clinical panel, 30 September 2016)"
    assert rated.loc[code, ["rating", "rule_rating", "moderation"]].tolist() == [
        other,
        as_ruled.loc[code, "rating"],
        why,
    ]
    pd.testing.assert_frame_equal(rated.drop(index=code), as_ruled.drop(index=code))
    told = explain(Assessment(edition, moderated), code)
    label = RATING_LABELS[other].lower()
    assert told.sentence.startswith(
        f"Dorset is rated “{label}” by expert moderation: {why}. By the rule alone, Dorset "
    )
    assert told.sentence.endswith(
        explain(Assessment(edition, method), code).sentence.split(" improvement because ")[-1][-80:]
    )
    assert (told.rating, told.rule_rating, told.moderation) == (other, as_ruled.loc[code, "rating"], why)
    moves = movers(Assessment(edition, method), Assessment(edition, moderated))
    assert moves[["area_code", "reason"]].to_numpy().tolist() == [[code, f"Moderated: {why}"]]
    off = moderated.with_changes({"moderation_applied": "no"})
    pd.testing.assert_frame_equal(rate(edition.indicators, off).set_index("area_code"), as_ruled)
    assert "moderation" not in explain(Assessment(edition, off), code).sentence
    assert moderated.unmoderated() == off
    assert moderated.with_changes({f"moderation.{code}": "none"}) == method


def test_yes_and_no_in_a_file_switch_moderation():
    moderation = {"A": {"rating": "top", "reason": "Review", "by": "Panel", "date": "2016-09-30"}}
    rule = small_document({"a": BY_VALUE}, aggregation="counts", value_decimals=1, moderation=moderation)
    table = figures("a", [("A", counts(30, 100))])
    for written, expected in {"yes": "top", "no": "well", "'yes'": "top", "'no'": "well"}.items():
        text = yaml.safe_dump(rule, sort_keys=False) + f"moderation_applied: {written}\n"
        assert rate(table, parse_methodology(text, "mine.yaml"))["rating"].tolist() == [expected]
