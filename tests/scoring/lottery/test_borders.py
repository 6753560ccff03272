"""The gaps across borders: what they are, how sure their order is, and what is said of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from scoring import RATINGS, Assessment, DataError, load_edition, load_methodology, rate
from scoring.analysis.probability import is_exact, rating_probabilities
from scoring.lottery.borders import (
    GAP_COLUMNS,
    border_gaps,
    border_summary,
    order_of_ratings,
    widest_gaps,
)
from scoring.lottery.borders_words import border_sentence, border_summary_sentence, borders_meaning
from scoring.rating.shrinkage import spread_of_rates
from tests.october import METHODOLOGIES
from tests.paths import OTHER_UNITS
from tests.scoring.random_tables import law

BORDERS = 524
MODERATED = "well | Peer review | Panel | 2016-09-30"


@pytest.fixture(scope="module")
def gaps(edition, method):
    return border_gaps(Assessment(edition, method))


@pytest.fixture(scope="module")
def invented():
    """The edition in other units, with borders: a ring of its twelve areas."""
    edition = load_edition(OTHER_UNITS)
    codes = edition.areas["area_code"].tolist()
    ring = pd.DataFrame(
        {"area_code": codes, "neighbour_code": codes[1:] + codes[:1], "shared_border_km": 5.0}
    )
    back = ring.rename(columns={"area_code": "neighbour_code", "neighbour_code": "area_code"})
    return replace(edition, neighbours=pd.concat([ring, back], ignore_index=True))


@pytest.fixture(scope="module")
def invented_method():
    return load_methodology(OTHER_UNITS / "other-units.yaml")


def of(gaps, one, other, measure):
    """The row of two areas and a measure, whichever way round."""
    sides = gaps[["area_code", "neighbour_code"]].isin([one, other]).all(axis=1)
    [row] = gaps[sides & (gaps["measure"] == measure)].itertuples()
    return row


def test_every_border_is_there_once_for_the_rating_and_each_indicator(edition, method, gaps):
    assert gaps["measure"].value_counts().to_dict() == dict.fromkeys(["rating", *method.indicators], BORDERS)
    for _, rows in gaps.groupby("measure"):
        pairs = {frozenset(pair) for pair in zip(rows["area_code"], rows["neighbour_code"], strict=True)}
        assert pairs == {frozenset(pair) for pair in edition.neighbours.iloc[:, :2].itertuples(index=False)}
    assert gaps.columns.tolist() == GAP_COLUMNS


def test_gaps_are_those_of_the_figures_and_the_better_side_is_first(edition, gaps, ratings):
    figures = edition.indicators.set_index(["area_code", "indicator"])["value"]
    place = dict(zip(RATINGS, range(len(RATINGS)), strict=True))
    for row in gaps.iloc[::7].itertuples():
        codes = (row.area_code, row.neighbour_code)
        if row.measure == "rating":
            assert (row.rating, row.neighbour_rating) == tuple(ratings.loc[list(codes), "rating"])
            assert row.gap == place[row.neighbour_rating] - place[row.rating] >= 0
        else:
            assert (row.value, row.neighbour_value) == tuple(figures[(code, row.measure)] for code in codes)
            assert row.gap == pytest.approx(row.value - row.neighbour_value) and row.gap >= 0


def test_probability_of_waits_is_that_of_draws_from_the_posteriors(edition, gaps):
    waits = edition.indicators[edition.indicators["indicator"] == "waits_62_day"].set_index("area_code")
    numerator, denominator = waits["numerator"].to_numpy(), waits["denominator"].to_numpy()
    mean, within = spread_of_rates(numerator, denominator)
    prior = (1 - within) / within
    row = of(gaps, edition.find_area("Dorset"), edition.find_area("West Hampshire"), "waits_62_day")
    random = np.random.default_rng(62)
    drawn = []
    for code in (row.area_code, row.neighbour_code):
        x, n = waits.loc[code, ["numerator", "denominator"]].astype(float)
        drawn.append(
            beta.rvs(prior * mean + x, prior * (1 - mean) + n - x, size=1_000_000, random_state=random)
        )
    assert row.probability == pytest.approx((drawn[0] > drawn[1]).mean(), abs=0.002)


def test_the_probability_of_ratings_is_that_of_drawing_two_ratings(edition, method, gaps):
    chances = rating_probabilities(edition.indicators, method).set_index("area_code")[list(RATINGS)]
    random = np.random.default_rng(2016)
    for row in gaps[gaps["measure"] == "rating"].iloc[::100].itertuples():
        one, other = (
            random.choice(len(RATINGS), 200_000, p=chances.loc[code] / chances.loc[code].sum())
            for code in (row.area_code, row.neighbour_code)
        )
        assert row.probability == pytest.approx((one < other).mean(), abs=0.006)
        assert row.probability_equal == pytest.approx((one == other).mean(), abs=0.006)


@law
@given(st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=2, max_size=2))
def test_the_three_orders_of_ratings_sum_to_one_and_swap_with_the_areas(parts):
    first, second = (np.array([part]) / np.sum(part) for part in parts)
    better, worse, equal = order_of_ratings(first, second)
    assert better + worse + equal == pytest.approx(1)
    swapped = order_of_ratings(second, first)
    assert (swapped[0], swapped[1], swapped[2]) == (
        pytest.approx(worse), pytest.approx(better), pytest.approx(equal)
    )  # fmt: skip


def test_probabilities_that_are_at_hand_change_nothing(edition, method, gaps):
    at_hand = rating_probabilities(edition.indicators, method)
    pd.testing.assert_frame_equal(border_gaps(Assessment(edition, method), probabilities=at_hand), gaps)


def exact_and_one_drawn():
    """Every methodology whose probabilities need no draws, and one of the others, which differ in these only."""
    methods = [load_methodology(name) for name in METHODOLOGIES]
    return [method for method in methods if is_exact(method) or method.id == "rank-quartiles"]


@pytest.mark.parametrize("method", exact_and_one_drawn(), ids=lambda method: method.id)
def test_every_methodology_has_its_gaps(edition, method):
    table = border_gaps(Assessment(edition, method))
    assert ("rating" in set(table["measure"])) == (method.aggregation != "not_rated")
    assert table["probability"].between(0, 1).all()
    assert (table["probability"] + table["probability_equal"] <= 1 + 1e-9).all()
    for row in border_summary(table).itertuples():
        assert border_summary_sentence(row, Assessment(edition, method)).endswith(".")


def test_a_moderated_rating_stands_as_it_is(edition, method, gaps):
    dorset, neighbour = edition.find_area("Dorset"), edition.find_area("West Hampshire")
    scenario = method.with_changes({f"moderation.{dorset}": MODERATED})
    before, after = (
        of(table, dorset, neighbour, "rating") for table in (gaps, border_gaps(Assessment(edition, scenario)))
    )
    assert before.rating == before.neighbour_rating == "needs"
    assert (after.area_code, after.rating, after.gap) == (dorset, "well", 1)
    chance = rating_probabilities(edition.indicators, method).set_index("area_code").loc[neighbour]
    assert after.probability == pytest.approx(chance["needs"] + chance["greatest"])
    assert after.probability_equal == pytest.approx(chance["well"])
    ignored = scenario.with_changes({"moderation_applied": "no"})
    pd.testing.assert_frame_equal(border_gaps(Assessment(edition, ignored)), gaps)


def test_a_scenario_changes_ratings_and_no_figures(edition, method, gaps):
    table = border_gaps(Assessment(edition, method.with_changes({"waits_62_day.benchmark": 82})))
    rows = (gaps["measure"] != "rating").to_numpy()
    pd.testing.assert_frame_equal(table[rows], gaps[rows])
    assert not table[~rows].equals(gaps[~rows])


def test_lower_is_better_where_the_indicator_says_so(invented, invented_method):
    table = border_gaps(Assessment(invented, invented_method))
    deaths = of(table, "T00000002", "T00000003", "early_deaths")
    assert (deaths.area_code, deaths.value, deaths.neighbour_value) == ("T00000002", 12.3, 20.0)
    assert deaths.gap == pytest.approx(7.7)
    assert 0.5 < deaths.probability < 1
    plain = of(
        border_gaps(Assessment(invented, invented_method), shrink=False),
        "T00000002",
        "T00000003",
        "early_deaths",
    )
    one, other = beta(35.5, 285_000 - 35 + 0.5), beta(33.5, 165_000 - 33 + 0.5)
    random = np.random.default_rng(75)
    drawn = one.rvs(400_000, random_state=random) < other.rvs(400_000, random_state=random)
    assert plain.probability == pytest.approx(drawn.mean(), abs=0.002)
    assert (table["gap"] >= 0).all()


def test_a_pair_without_a_figure_has_no_row(invented, invented_method):
    table = border_gaps(Assessment(invented, invented_method))
    assert table["measure"].value_counts().to_dict() == {
        "rating": 12, "health_checks": 12, "early_deaths": 12, "in_patients": 12, "carer_index": 10,
    }  # fmt: skip


def test_an_area_that_is_not_rated_or_not_in_the_table_has_no_row_for_its_rating(edition, method):
    dorset = edition.find_area("Dorset")
    theirs = edition.indicators["area_code"] == dorset
    waits = theirs & (edition.indicators["indicator"] == "waits_62_day")
    number = (edition.neighbours["area_code"] == dorset).sum()
    for left_out, measures in ((waits, {"rating", "waits_62_day"}), (theirs, {"rating", *method.indicators})):
        table = border_gaps(Assessment(replace(edition, indicators=edition.indicators[~left_out]), method))
        counts = table["measure"].value_counts()
        assert {m: counts[m] for m in measures} == dict.fromkeys(measures, BORDERS - number)


def test_equal_figures_have_no_gap_and_either_order(invented, invented_method):
    same = invented.indicators.copy()
    rows = same["indicator"] == "health_checks"
    twins = rows & same["area_code"].isin(["T00000001", "T00000002"])
    same.loc[twins, ["value", "numerator", "denominator"]] = [52.0, 260.0, 500.0]
    for shrink in (True, False):
        table = border_gaps(Assessment(replace(invented, indicators=same), invented_method), shrink=shrink)
        row = of(table, "T00000001", "T00000002", "health_checks")
        assert (row.area_code, row.gap, row.probability) == ("T00000001", 0, pytest.approx(0.5))
        assert border_sentence(row, invented) == (
            "Aldermoor has the same figure for health checks as Brackenford: 52.0%."
        )


def test_an_edition_without_borders_says_so(edition, method):
    with pytest.raises(
        DataError, match=r"does not say which areas share a border: it has no neighbours\.csv"
    ):
        border_gaps(Assessment(replace(edition, neighbours=edition.neighbours.iloc[:0]), method))


def test_summary_counts_what_the_table_holds(gaps):
    summary = border_summary(gaps, at_least=0.9).set_index("measure")
    for measure, rows in gaps.groupby("measure"):
        differ = rows[rows["gap"] > 0]
        sure = differ[differ["probability"] >= 0.9]
        found = summary.loc[measure]
        assert (found["borders"], found["different"], found["sure"]) == (len(rows), len(differ), len(sure))
        assert found["by_chance"] == pytest.approx((1 - differ["probability"]).sum())
        assert found["sure_by_chance"] == pytest.approx((1 - sure["probability"]).sum())
        assert found["sure_by_chance"] <= 0.1 * len(sure)
        assert found["median_gap"] == rows["gap"].median() and found["widest_gap"] == rows["gap"].max()


def test_fewer_orders_of_ratings_are_sure_than_differ(gaps):
    """A rating is a coarse summary: hardly any order of neighbours is sure."""
    [row] = border_summary(gaps).query("measure == 'rating'").itertuples()
    assert (row.borders, row.different) == (BORDERS, 183)
    assert row.sure < 0.1 * row.different
    assert row.by_chance > 0.25 * row.different


def test_the_orders_expected_to_be_wrong_are_as_many_as_in_drawn_truths(edition):
    """With truths drawn from the prior that counts are fitted with, the sum of 1 - probability holds."""
    random = np.random.default_rng(209)
    method = load_methodology("headline-only")
    waits = edition.indicators["indicator"] == "waits_62_day"
    base = edition.indicators[waits].reset_index(drop=True)
    size = base["denominator"].to_numpy().astype(int)
    wrong, expected = 0, 0.0
    for _ in range(20):
        truth = random.beta(80, 18, len(size))
        seen = random.binomial(size, truth)
        table = base.assign(
            numerator=seen.astype(float), value=100 * seen / size, lower_ci=np.nan, upper_ci=np.nan
        )
        drawn = border_gaps(Assessment(replace(edition, indicators=table), method))
        drawn = drawn[drawn["gap"] > 0]
        true = dict(zip(base["area_code"], truth, strict=True))
        wrong += (drawn["area_code"].map(true) < drawn["neighbour_code"].map(true)).sum()
        expected += (1 - drawn["probability"]).sum()
    assert wrong == pytest.approx(expected, rel=0.05)


def test_nothing_known_of_chance_is_said_and_not_called_sure(edition, method):
    bare = edition.indicators.assign(numerator=np.nan, denominator=np.nan, lower_ci=np.nan, upper_ci=np.nan)
    silent = replace(edition, indicators=bare)
    table = border_gaps(Assessment(silent, method))
    assert table["probability"].isna().all()
    steps = widest_gaps(table, "rating", number=1).iloc[0]
    assert border_sentence(steps, silent).endswith(
        " steps of rating; how far chance moves these figures is not known."
    )
    waits = widest_gaps(table, "waits_62_day", number=1).iloc[0]
    assert border_sentence(waits, silent).endswith("; how far chance moves these figures is not known.")
    [row] = border_summary(table).query("measure == 'waits_62_day'").itertuples()
    assert (row.sure, row.unknown) == (0, row.different)
    assert border_summary_sentence(row, Assessment(silent, method)).endswith(
        " How far chance moves these figures is not known."
    )


def test_widest_gaps_are_the_widest_that_are_sure(gaps):
    widest = widest_gaps(gaps, "waits_62_day", number=10, at_least=0.95)
    assert len(widest) == 10 and widest["gap"].is_monotonic_decreasing
    rest = gaps.drop(widest.index).query("measure == 'waits_62_day' and probability >= 0.95")
    assert rest["gap"].max() <= widest["gap"].min()


def test_sentences(edition, method, gaps, invented, invented_method):
    reading = widest_gaps(gaps, "waits_62_day", number=1).iloc[0]
    assert border_sentence(reading, edition) == (
        "From South Reading (59.0%) drive to Oxfordshire (85.8%): 26.8 percentage points on 62-day waits; the "
        "probability that the order is real is more than 99%."
    )
    haringey = widest_gaps(gaps, "one_year_survival", number=1).iloc[0]
    assert border_sentence(haringey, edition) == (
        "From Haringey (67.7% est.) drive to Barnet (74.5%): 6.8 percentage points on one-year survival; the "
        "probability that the order is real is more than 99% est."
    )
    york = widest_gaps(gaps, "rating", number=1).iloc[0]
    assert border_sentence(york, edition) == (
        "From Doncaster (greatest need for improvement est.) drive to Vale of York (top performing est.): three "
        "steps of rating; had the year been repeated, the probability of the same order is 98% est., of equal "
        "ratings 2% est."
    )
    deaths = of(border_gaps(Assessment(invented, invented_method)), "T00000002", "T00000003", "early_deaths")
    assert border_sentence(deaths, invented).startswith(
        "From Coldwater (20.0 per 100,000) drive to Brackenford (12.3 per 100,000): 7.7 per 100,000 on early deaths; "
    )


def test_equal_ratings_are_said_to_be_equal(edition, gaps):
    same = gaps[(gaps["measure"] == "rating") & (gaps["gap"] == 0)].iloc[0]
    assert border_sentence(same, edition) == (
        "Airedale, Wharfedale and Craven has the same rating as Bradford Districts, performing well est.; had the year "
        "been repeated, the probability of equal ratings is 51% est."
    )


def test_summary_sentences_say_what_rests_on_estimates(edition, method, gaps):
    said = {
        row.measure: border_summary_sentence(row, Assessment(edition, method))
        for row in border_summary(gaps).itertuples()
    }
    assert said["rating"].startswith(
        "By these figures, most of them estimates, neighbours are rated differently across 183 of 524 borders, clearly "
        "so across 8. Clearly means "
    )
    assert said["waits_62_day"].startswith(
        "Across half of 524 borders the gap in 62-day waits is 5.0 percentage points or more, at the widest 26.8 "
        "percentage points. Across 120 of them it is clear which side has the better figure: "
    )
    assert said["early_diagnosis"].startswith(
        "By these figures, most of them estimates, across half of 524 borders the gap in early diagnosis is 4.3 "
    )
    assert len(borders_meaning(shrink=False)) == len(borders_meaning()) + 1


def test_no_rating_differs_where_all_are_the_same(edition, method, ratings):
    same = method.with_changes({f"moderation.{code}": MODERATED for code in ratings.index})
    table = border_gaps(Assessment(edition, same))
    assert set(rate(edition.indicators, same)["rating"]) == {"well"}
    [row] = border_summary(table).query("measure == 'rating'").itertuples()
    assert (row.different, row.by_chance) == (0, 0)
    assert border_summary_sentence(row, Assessment(edition, same)).endswith(
        "neighbours are rated differently across 0 of 524 borders."
    )
