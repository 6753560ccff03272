"""What rules of other kinds than the one of 2016 do: small cases, each a fact."""

import pandas as pd

from scoring import breakdown
from tests.scoring.small_rules import counts, figures, small_rule

BY_VALUE = {"benchmark": 50, "low_by": "value", "high_by": "value"}


def test_only_an_indicator_with_a_comparison_for_very_low_is_ever_very_low():
    indicators = {"first": BY_VALUE | {"very_low_by": "95"}, "second": BY_VALUE}
    rule = small_rule(indicators, aggregation="counts", value_decimals=1)
    table = pd.concat([figures(name, [("A", counts(30, 100))]) for name in indicators])
    assert breakdown(table, rule)["outcome"].tolist() == ["very low", "low"]
