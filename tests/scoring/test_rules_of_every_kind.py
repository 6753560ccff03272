"""What rules of other kinds than the one of 2016 do: small cases, each a fact."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from scoring import breakdown
from scoring.probability import outcome_probabilities
from tests.scoring.small_rules import HALF, counts, figures, index, small_rule

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
