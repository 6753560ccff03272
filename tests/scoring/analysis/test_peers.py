"""An area beside similar areas and neighbours: by hand, by statsmodels, by the rule, by simulation, in words.

The case worked by hand, with half-widths of 3 and 4 that make 5 when they add by squares. The mean of the
similar areas has a standard error of 4 / 1.959964, so that its half-width is 4.

    area  value  limits      mean   difference  its interval                            higher is better
    A     79     76 to 82    85     -6          -6 - √(3² + 4²) = -11, to -6 + 5 = -1   worse
    B     84     81 to 87    85     -1          -6 to 4                                 unclear
    C     92     89 to 95    85     7           2 to 12                                 better
    D     82     none        85     -3          none                                    no interval
    E     none               85     none        none                                    no value
    F     82     77 to 85    85     -3          -3 - √(5² + 4²) = -9.403, to -3 + 5 = 2  unclear
"""

from math import nan, sqrt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from statsmodels.stats.proportion import confint_proportions_2indep

from scoring import breakdown, load_edition, load_methodology
from scoring.analysis.differences import VERDICTS, difference_interval, gaps_to, peer_differences
from scoring.analysis.differences_words import (
    VERDICT_WORDS,
    amount,
    closeness_sentence,
    difference_phrase,
    gaps_sentence,
    peer_sentence,
    signed,
    summary_sentence,
    variables_sentence,
)
from scoring.editions.similar_areas import PAIR_COLUMNS
from scoring.rating.intervals import wilson_interval, z_value
from tests.paths import OTHER_UNITS
from tests.scoring.random_tables import INDICATORS, law, whole_tables

DORSET = "E38000045"
HAND = pd.DataFrame(
    [
        ("A", 79, 76, 82),
        ("B", 84, 81, 87),
        ("C", 92, 89, 95),
        ("D", 82, nan, nan),
        ("E", nan, nan, nan),
        ("F", 82, 77, 85),
    ],
    columns=["area_code", "value", "lower_ci", "upper_ci"],
).assign(
    indicator="waits_62_day",
    numerator=nan,
    denominator=nan,
    per=100.0,
    direction=1,
    basis="published",
    peers=85.0,
    peers_error=4 / z_value(95),
)
NO_PAIRS = pd.DataFrame(columns=PAIR_COLUMNS)
LIMITS = ["difference_lower", "difference_upper"]


@pytest.fixture(scope="module")
def differences(edition):
    return peer_differences(edition.indicators, edition.similar)


@pytest.fixture(scope="module")
def waits(edition):
    return edition.meta.indicators["waits_62_day"]


def of(frame, area):
    return next(frame[frame["area_code"] == area].itertuples())


# By hand


def test_the_case_worked_by_hand_has_these_differences_and_intervals():
    found = peer_differences(HAND, NO_PAIRS)
    expected = [
        (-6, -11, -1),
        (-1, -6, 4),
        (7, 2, 12),
        (-3, nan, nan),
        (nan, nan, nan),
        (-3, -3 - sqrt(41), 2),
    ]
    np.testing.assert_allclose(found[["difference", *LIMITS]], expected, atol=1e-9)
    np.testing.assert_allclose(found["peers_lower"], 81)
    np.testing.assert_allclose(found["peers_upper"], 89)
    assert found["verdict"].tolist() == ["worse", "unclear", "better", "no interval", "no value", "unclear"]


def test_where_lower_is_better_the_same_differences_read_the_other_way():
    found = peer_differences(HAND.assign(direction=-1), NO_PAIRS)
    assert found["verdict"].tolist() == ["better", "unclear", "worse", "no interval", "no value", "unclear"]


def test_similar_areas_without_any_error_make_an_exact_mean():
    found = of(peer_differences(HAND.assign(peers_error=0.0), NO_PAIRS), "A")
    assert np.isnan([found.peers_lower, found.peers_upper]).all()
    assert (found.difference_lower, found.difference_upper) == pytest.approx((-9, -3))


def test_without_similar_areas_there_is_nothing_to_compare():
    found = peer_differences(HAND.assign(peers=nan, peers_error=nan), NO_PAIRS)
    assert set(found["verdict"]) == {"no value"}


def test_the_example_of_the_docstring_is_newcombes_formula():
    lower, upper = difference_interval((82, 78, 85), (85, 82, 89))
    assert (lower, upper) == pytest.approx((-3 - sqrt(4**2 + 4**2), -3 + sqrt(3**2 + 3**2)))


def test_gaps_are_the_other_areas_figures_less_ones_own_in_the_order_asked_for():
    gaps = gaps_to(HAND, "A", ["C", "B", "E", "D", "nowhere"])
    assert gaps["area_code"].tolist() == ["C", "B", "E", "D"]
    assert gaps["beside"].tolist() == [79, 79, 79, 79]
    np.testing.assert_allclose(gaps["difference"], [13, 5, nan, 3])
    half = 3 * sqrt(2)
    np.testing.assert_allclose(
        gaps[LIMITS], [(13 - half, 13 + half), (5 - half, 5 + half), (nan, nan), (nan, nan)]
    )
    assert gaps["verdict"].tolist() == ["better", "better", "no value", "no interval"]


def test_an_area_without_figures_has_gaps_without_a_value():
    assert set(gaps_to(HAND, "nowhere", ["A", "B"])["verdict"]) == {"no value"}


# By others


@pytest.mark.parametrize("per", [100, 1e5])
def test_gaps_of_counts_are_those_of_statsmodels(per):
    counts = [(526, 635), (79, 86), (3, 40), (0, 12), (12, 12)]
    table = pd.DataFrame(counts, columns=["numerator", "denominator"]).assign(
        area_code=list("ABCDE"),
        indicator="deaths",
        lower_ci=nan,
        upper_ci=nan,
        direction=-1,
        basis="published",
        per=float(per),
    )
    table["value"] = per * table["numerator"] / table["denominator"]
    for gap in gaps_to(table, "A", list("BCDE")).itertuples():
        count, total = counts["ABCDE".index(gap.area_code)]
        expected = confint_proportions_2indep(count, total, *counts[0], compare="diff", method="newcomb")
        assert (gap.difference_lower, gap.difference_upper) == pytest.approx(np.multiply(per, expected))


BY_INTERVAL = {
    f"{name}.{field}": value
    for name in INDICATORS
    for field, value in (("benchmark", "peers"), ("low_by", "95"), ("high_by", "95"))
}
JUDGED = {"low": "worse", "very low": "worse", "high": "better", "similar": "unclear"}


def test_a_difference_is_beyond_chance_just_where_the_rule_calls_the_figure_low_or_high(edition, differences):
    table = breakdown(edition.indicators, load_methodology("peer-group").with_changes(BY_INTERVAL))
    both = differences.merge(table, on=["area_code", "indicator"])
    assert len(both) == 836
    assert (both["outcome"].map(JUDGED) == both["verdict"]).all()
    np.testing.assert_allclose(both["lower_ci_x"], both["lower_ci_y"])


@law
@given(table=whole_tables())
def test_by_law_the_rule_and_the_difference_agree_on_every_table(table):
    table = table.assign(per=100.0)
    rule = load_methodology("nhs-england-2016").with_changes(BY_INTERVAL)
    found = peer_differences(table, NO_PAIRS).merge(breakdown(table, rule), on=["area_code", "indicator"])
    found = found[~found["verdict"].isin(["no interval", "no value"])]
    assert (found["outcome"].map(JUDGED) == found["verdict"]).all()


@law
@given(table=whole_tables(most_areas=4))
def test_by_law_a_gap_seen_from_the_other_side_is_its_mirror_image(table):
    assume("A1" in set(table["area_code"]))
    table = table.assign(per=100.0)
    here, there = gaps_to(table, "A0", ["A1"]), gaps_to(table, "A1", ["A0"])
    np.testing.assert_allclose(here["difference"], -there["difference"])
    printed_outside = (table["lower_ci"] > table["value"]) | (table["upper_ci"] < table["value"])
    if not printed_outside.any():
        np.testing.assert_allclose(here["difference_lower"], -there["difference_upper"], atol=1e-9)


def test_the_interval_covers_the_true_difference_19_times_in_20():
    random = np.random.default_rng(20161004)
    share, theirs = 0.83, np.linspace(0.74, 0.93, 10)
    sizes = np.array([120, 300, 90, 250, 500, 200, 80, 150, 400, 310])
    own = random.binomial(300, share, 20_000)
    counts = random.binomial(sizes, theirs, (20_000, 10)) / sizes
    mean = 100 * counts.mean(1)
    half = z_value(95) * 100 * np.sqrt((counts * (1 - counts) / sizes).sum(1)) / 10
    figure = (own / 3, *wilson_interval(own, 300))
    lower, upper = difference_interval(figure, (mean, mean - half, mean + half))
    truth = 100 * (share - theirs.mean())
    assert 0.94 < ((lower <= truth) & (truth <= upper)).mean() < 0.96


# The real edition


def test_dorset_diagnoses_earlier_than_similar_areas_and_its_waits_may_be_chance(edition, differences):
    mine = differences[differences["area_code"] == DORSET].set_index("indicator")
    assert mine["verdict"].to_dict() == {
        "early_diagnosis": "better",
        "waits_62_day": "unclear",
        "one_year_survival": "unclear",
        "patient_experience": "better",
    }
    ten = edition.similar.loc[edition.similar["area_code"] == DORSET, "similar_code"]
    figures = edition.indicators[edition.indicators["area_code"].isin(ten)]
    by_hand = figures.groupby("indicator")["value"].mean()
    pd.testing.assert_series_equal(mine["peers"].sort_index(), by_hand, check_names=False)


def test_a_mean_is_estimated_if_any_of_the_similar_areas_figures_is(edition, differences):
    estimated = set(
        edition.indicators.loc[edition.indicators["basis"] != "published", ["area_code", "indicator"]]
        .itertuples(index=False, name=None)
    )  # fmt: skip
    similar = edition.similar.groupby("area_code")["similar_code"].agg(list)
    for row in differences.itertuples():
        expected = any((code, row.indicator) in estimated for code in similar[row.area_code])
        assert (row.peers_basis == "estimated") is expected
        assert (row.basis == "estimated") is ((row.area_code, row.indicator) in estimated)
    assert set(differences.loc[differences["indicator"] == "waits_62_day", "interval_basis"]) == {"published"}


def test_every_verdict_has_words():
    assert set(VERDICT_WORDS) == set(VERDICTS)


# In words


def test_the_sentences_of_dorset_are_these(edition, differences):
    mine = differences[differences["area_code"] == DORSET]
    metas = edition.meta.indicators
    sentences = {row.indicator: peer_sentence(row, metas[row.indicator]) for row in mine.itertuples()}
    assert sentences["waits_62_day"] == (
        "82.7% against 83.2% in similar areas (82.0 to 84.4): lower by 0.5 points (95% interval −3.7 to +2.6), which "
        "may be chance."
    )
    assert sentences["early_diagnosis"] == (
        "55.4% against 51.2% est. in similar areas (50.6 to 51.8 est.): higher by 4.2 points (95% interval +2.5 to "
        "+5.8 est.), more than chance alone would explain."
    )
    assert summary_sentence(mine, edition) == (
        "Beside the mean of its similar areas, Dorset is better beyond chance on early diagnosis (est.) and patient "
        "experience (est.); on 62-day waits and one-year survival (est.) the difference may be chance."
    )


def test_what_cannot_be_compared_is_said_in_words(waits):
    found = peer_differences(HAND, NO_PAIRS)
    assert peer_sentence(of(found, "D"), waits) == (
        "82.0% against 85.0% in similar areas (81.0 to 89.0): lower by 3.0 points; without an interval it is not "
        "known whether by chance."
    )
    assert peer_sentence(of(found, "E"), waits) == "no value, against 85.0% in similar areas (81.0 to 89.0)."
    alone = peer_differences(HAND.assign(peers=nan, peers_error=nan), NO_PAIRS)
    assert peer_sentence(of(alone, "A"), waits) == "79.0%; no similar area has a value to compare it with."


def test_where_lower_is_better_a_clear_difference_says_which_it_is():
    other = load_edition(OTHER_UNITS)
    deaths = other.meta.indicators["early_deaths"]
    row = SimpleNamespace(
        difference=7.7,
        difference_lower=1.94,
        difference_upper=13.5,
        verdict="worse",
        interval_basis="published",
    )
    assert difference_phrase(row, deaths) == (
        "higher, and so worse, by 7.7 per 100,000 (95% interval +1.9 to +13.5), more than chance alone would explain"
    )
    row.difference, row.verdict = 0, "unclear"
    assert difference_phrase(row, deaths).startswith("the same (95% interval")


def test_an_end_that_is_not_0_is_not_shown_as_0(waits):
    assert [signed(value, waits) for value in (0.04, -0.004, 0, -1.35, 4.18)] == [
        "+0.04",
        "−0.004",
        "0.0",
        "−1.4",
        "+4.2",
    ]
    assert amount(-0.04, waits) == "less than 0.1 points"


def test_the_clearest_gap_across_dorsets_borders_is_named(edition):
    codes = edition.neighbours.loc[edition.neighbours["area_code"] == DORSET, "neighbour_code"].tolist()
    gaps = gaps_to(edition.indicators, DORSET, codes)
    assert gaps_sentence(gaps, edition) == (
        "Six of 16 gaps to neighbours are more than chance alone would explain. The clearest: early diagnosis in West "
        "Hampshire, 44.0% est. against 55.4% here: lower by 11.4 points (95% interval −13.8 to −9.0 est.), more than "
        "chance alone would explain."
    )
    waits = gaps[gaps["indicator"] == "waits_62_day"]
    one = waits[waits["area_code"] == edition.find_area("Somerset")]
    assert gaps_sentence(one, edition) == "No gap to a neighbour is more than chance alone would explain."
    assert "it is not known what is chance" in gaps_sentence(gaps.assign(verdict="no interval"), edition)


def test_weights_and_closeness_are_said(edition):
    assert variables_sentence(edition.meta.similar_areas) == (
        "deprivation 29%, size 18%, age 24%, share of children 12% and density 18%"
    )
    assert closeness_sentence(edition.similar, edition.find_area("Bradford City")) == (
        "Distances from 1.40 to 2.02, 1.81 on average: 208 of the other 208 areas have similar areas that are closer."
    )
