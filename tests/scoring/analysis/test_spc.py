"""Process limits and special causes against tables worked by hand from the published rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.analysis.spc import assurance, p_chart_limits, special_causes, xmr_limits

# Worked by hand. Ten values; moving ranges 2 1 3 1 2 1 4 2 2, their sum 18, their mean 2; the mean of the values 50.
VALUES = [50, 52, 51, 48, 49, 51, 50, 54, 52, 43]
RANGES = [2, 1, 3, 1, 2, 1, 4, 2, 9]


def test_limits_are_the_mean_and_266_mean_moving_ranges():
    # The ranges add up to 25; 9 is more than 3.267 times 25/9 only if it exceeds 9.08, so it stays.
    limits = xmr_limits(VALUES)
    assert limits.mean == pytest.approx(50)
    assert limits.upper == pytest.approx(50 + 2.66 * 25 / 9)
    assert limits.lower == pytest.approx(50 - 2.66 * 25 / 9)
    assert limits.upper_third == pytest.approx(50 + 2 / 3 * 2.66 * 25 / 9)
    assert limits.points == 10


def test_a_jump_is_left_out_of_the_mean_moving_range():
    # Ranges 1 1 1 1 20 1 1 1 1: mean 28/9 = 3.11, of which 3.267 times is 10.2, so 20 goes and the mean is 1.
    limits = xmr_limits([10, 11, 10, 11, 10, 30, 31, 30, 31, 30])
    assert limits.upper - limits.mean == pytest.approx(2.66)


def test_a_gap_is_no_moving_range():
    limits = xmr_limits([10, 12, np.nan, 30, 32])
    assert limits.upper - limits.mean == pytest.approx(2.66 * 2)
    with pytest.raises(ValueError, match="next to each other"):
        xmr_limits([1, np.nan, 2])


def test_a_p_chart_as_worked_by_hand():
    # 200 of 1,000 in all: p = 0.2. For n = 100, 3 sqrt(0.2 · 0.8 / 100) = 0.12; for n = 400, 0.06; for n = 500, 0.0537.
    table = p_chart_limits([20, 80, 100], [100, 400, 500])
    assert table["mean"].tolist() == pytest.approx([20, 20, 20])
    assert table["lower"].tolist() == pytest.approx([8, 14, 14.63], abs=0.01)
    assert table["upper"].tolist() == pytest.approx([32, 26, 25.37], abs=0.01)


class _At:
    """Limits 40 to 60 about 50: the outer thirds are 40 to 43.3 and 56.7 to 60."""

    limits = type(xmr_limits([1, 2]))(50.0, 40.0, 60.0, 20)


TABLE = [
    # values, which points are flagged by which rule, and for better or worse where higher is better
    ("one point outside the limits", [50, 61, 50], {"outside": [1]}, {1: "improvement"}),
    ("a point on a limit is within", [50, 60, 40], {}, {}),
    (
        "seven above the mean are a shift",
        [49] + [51, 52] * 3 + [51, 49],
        {"shift": range(1, 8)},
        {4: "improvement"},
    ),
    ("six are none", [49] + [51, 52] * 3 + [49], {}, {}),
    ("seven below are a shift for the worse", [48, 49] * 3 + [48, 51], {"shift": range(7)}, {0: "concern"}),
    (
        "seven that only rise are a trend",
        [47, 48, 49, 51, 52, 53, 54, 50],
        {"trend": range(7)},
        {0: "improvement"},
    ),
    ("six that rise are none", [47, 48, 49, 51, 52, 53, 50], {}, {}),
    ("equal values break a trend", [47, 48, 49, 49, 51, 52, 53, 54], {}, {}),
    (
        "two of three near a limit",
        [50, 57, 51, 58, 50],
        {"two_of_three": [1, 3]},
        {1: "improvement", 2: "common"},
    ),
    ("on two sides they are none", [50, 57, 42, 50], {}, {}),
    ("two of four are none", [50, 57, 51, 51, 58], {}, {}),
    ("a value on the mean breaks a shift", [51, 52, 51, 50, 51, 52, 51, 52], {}, {}),
]


@pytest.mark.parametrize(("name", "values", "flags", "variation"), TABLE, ids=[row[0] for row in TABLE])
def test_special_causes_are_those_of_the_table(name, values, flags, variation):
    found = special_causes(values, _At.limits, higher_is_better=True)
    for rule in ("outside", "shift", "trend", "two_of_three"):
        assert np.flatnonzero(found[rule]).tolist() == list(flags.get(rule, [])), rule
    for place, word in variation.items():
        assert found["variation"][place] == word
    if not flags:
        assert set(found["variation"]) == {"common"}


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=2, max_size=40))
def test_turned_upside_down_better_is_worse(values):
    limits = xmr_limits(values)
    one = special_causes(values, limits, higher_is_better=True)["variation"]
    other = special_causes(values, limits, higher_is_better=False)["variation"]
    swapped = {"improvement": "concern", "concern": "improvement", "common": "common"}
    assert [swapped[word] for word in one] == other.tolist()


@pytest.mark.parametrize(
    ("standard", "higher", "word"),
    [
        (61, True, "missed"),
        (60, True, "not reliable"),
        (50, True, "not reliable"),
        (39, True, "met"),
        (61, False, "met"),
        (39, False, "missed"),
    ],
)
def test_a_standard_outside_the_limits_is_reliably_met_or_missed(standard, higher, word):
    assert assurance(_At.limits, standard, higher_is_better=higher) == word
