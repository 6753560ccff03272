"""Wilson limits as published: NHS Digital, CCG Outcomes Indicator Set 1.18, diagnosed in 2012 and 2013."""

from pathlib import Path

import numpy as np
import pandas as pd


def test_all_424_published_wilson_limits_are_reproduced():
    from scoring import wilson_interval

    table = pd.read_csv(Path(__file__).with_name("wilson_published.csv"))
    assert table.groupby("year").size().to_dict() == {2012: 212, 2013: 212}
    lower, upper = wilson_interval(table["early"], table["cases"], confidence=95)
    tolerance = 0.05 + 1e-9  # published to one decimal
    hits = (np.abs(lower - table["lower_95"]) <= tolerance) & (np.abs(upper - table["upper_95"]) <= tolerance)
    assert hits.sum() == 424
    assert (100 * table["early"] / table["cases"] - table["percent"]).abs().max() <= tolerance
