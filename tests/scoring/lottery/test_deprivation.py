"""Deprivation: by hand (hand_worked_sii.csv), by statsmodels, as laws, and on 2016."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Assessment, DataError, load_methodology
from scoring.lottery.deprivation import gradient, gradients, positions
from scoring.lottery.measures import RATING, UPPER_TWO, measure_of
from tests.scoring.lottery.small_editions import INDICATOR, METHOD, estimated, small_edition
from tests.scoring.random_tables import examples, law
from tests.scoring.rating.test_other_units import EDITION as OTHER_UNITS
from tests.scoring.rating.test_other_units import METHOD as OTHER_METHOD

BY_HAND = pd.read_csv(Path(__file__).parent / "hand_worked_sii.csv")


def edition_of(table, **options):
    """An edition of rows with area_code, imd_2015_score, population and value."""
    rows = [(row.area_code, {"value": row.value}) for row in table.itertuples()]
    areas = table.set_index("area_code")[["imd_2015_score", "population"]].to_dict("index")
    return small_edition(rows, areas=areas, **options)


def four(values, scores=(40, 30, 20, 10), populations=(100, 100, 100, 100), **options):
    columns = {"imd_2015_score": scores, "population": populations, "value": values}
    return edition_of(pd.DataFrame({"area_code": list("ABCD"), **columns}), **options)


@pytest.mark.parametrize("case", BY_HAND["case"].unique())
def test_the_cases_worked_by_hand(case):
    table = BY_HAND[BY_HAND["case"] == case]
    areas, whole = table[table["area_code"] != "all"], table[table["area_code"] == "all"].iloc[0]
    assert areas["squares"].sum() == pytest.approx(whole["squares"])
    assert areas["products"].sum() == pytest.approx(whole["products"])
    found = gradient(Assessment(edition_of(areas), METHOD), INDICATOR)
    for column in ("area_code", "position", "fitted", "value", "population"):
        assert found.points[column].tolist() == pytest.approx(areas[column].tolist()), column
    for name in ("most_deprived", "least_deprived", "slope_index", "relative_index"):
        assert getattr(found, name) == pytest.approx(whole[name], abs=5e-7), name


@pytest.mark.parametrize("measure", ["early_diagnosis", "waits_62_day", RATING, UPPER_TWO])
def test_line_and_intervals_are_those_of_statsmodels(edition, method, measure):
    found = gradient(Assessment(edition, method), measure)
    points = found.points
    design = sm.add_constant(points["position"].to_numpy())
    weighted = sm.WLS(points["value"].to_numpy(), design, weights=points["population"].to_numpy())
    theirs = weighted.fit(cov_type="HC3", use_t=True)
    slope_low, slope_high = theirs.conf_int()[1]
    assert found.most_deprived == pytest.approx(theirs.params[0])
    assert found.slope_index == pytest.approx(-theirs.params[1])
    assert (found.slope_low, found.slope_high) == pytest.approx((-slope_high, -slope_low))
    drawn = theirs.get_prediction(sm.add_constant(found.line["position"].to_numpy())).summary_frame()
    for ours, column in (("fitted", "mean"), ("lower", "mean_ci_lower"), ("upper", "mean_ci_upper")):
        assert found.line[ours].to_numpy() == pytest.approx(drawn[column].to_numpy())
    most, slope = theirs.params
    by_parameter = np.array([1 / most - 1 / (most + slope), -1 / (most + slope)])
    spread = np.sqrt(by_parameter @ theirs.cov_params() @ by_parameter)
    half = (np.log(found.relative_high) - np.log(found.relative_low)) / 2
    # Student's t of 207 degrees of freedom is 1.9715.
    assert half == pytest.approx(1.9715 * spread, rel=1e-4)
    assert found.relative_index == pytest.approx(most / (most + slope))


def test_equally_deprived_areas_share_one_position():
    score, people = np.array([10.0, 20.0, 20.0, 30.0]), np.array([10.0, 20.0, 30.0, 40.0])
    assert positions(score, people).tolist() == pytest.approx([0.95, 0.65, 0.65, 0.2])


def test_the_sentence_says_how_much_which_end_and_how_sure():
    found = gradient(Assessment(four([70, 74, 76, 80.0]), METHOD), INDICATOR)
    assert found.sentence.startswith(
        "Between the most and the least deprived end of England the difference in waits is 12.8 percentage points "
        "(95% interval "
    )
    assert found.sentence.endswith(". It is lower at the most deprived end: 68.6% against 81.4%.")
    assert "may be chance" not in found.sentence
    level = gradient(Assessment(four([70, 74, 66, 70.0]), METHOD), INDICATOR)
    assert level.slope_low < 0 < level.slope_high
    assert "higher). It may be chance. It is higher at the most deprived end" in level.sentence


def test_where_lower_is_better_the_sentence_says_which_end_is_worse():
    meta = {"direction": "lower_is_better", "unit": "per 100,000"}
    found = gradient(Assessment(four([20, 18, 15, 14.0], meta=meta), METHOD), INDICATOR)
    assert "the difference in waits is 8.4 per 100,000 (95% interval " in found.sentence
    assert ". It is higher, so worse, at the most deprived end: 21.0 per 100,000 against" in found.sentence


def test_a_line_below_nought_at_an_end_has_no_ratio():
    found = gradient(Assessment(four([0, 0, 0, 9.0]), METHOD), INDICATOR)
    assert found.most_deprived < 0
    assert np.isnan([found.relative_index, found.relative_low, found.relative_high]).all()


def test_areas_without_a_figure_a_score_or_people_are_left_out():
    table = pd.DataFrame(
        {
            "area_code": list("ABCDEFG"),
            "imd_2015_score": [40, 30, 20, 10, np.nan, 15, 25],
            "population": ["1", "1", "1", "1", "1", "*", "1"],
            "value": [1, 2, 3, 4, 5, 6, np.nan],
        }
    )
    found = gradient(Assessment(edition_of(table), METHOD), INDICATOR)
    assert found.left_out == ["E", "F", "G"]
    assert found.slope_index == pytest.approx(-4)


def test_what_cannot_be_worked_out_is_said(edition, method):
    for column, name in (("imd_2015_score", "imd_2015_score"), ("population", "population")):
        without = replace(edition, areas=edition.areas.drop(columns=column))
        for call in (gradient, gradients):
            with pytest.raises(DataError, match=f"have no column {name}"):
                call(Assessment(without, method))
    with pytest.raises(DataError, match="have the same deprivation score"):
        gradient(Assessment(four([1, 2, 3, 4.0], scores=[9, 9, 9, 9]), METHOD), INDICATOR)
    with pytest.raises(DataError, match="Fewer than four areas of A small edition have a figure for waits"):
        gradient(Assessment(four([1, 2, 3, np.nan]), METHOD), INDICATOR)
    with pytest.raises(DataError, match="rates no area"):
        gradient(Assessment(edition, load_methodology("headline-only")))


def test_a_measure_with_too_few_areas_says_so_in_its_row():
    row = gradients(Assessment(four([1, 2, 3, np.nan]), METHOD)).iloc[0]
    assert np.isnan(row["slope_index"])
    assert row["sentence"].startswith("Fewer than four areas")


def test_the_table_has_every_indicator_and_the_ratings_if_there_are_any(edition, method):
    table = gradients(Assessment(edition, method))
    assert list(table["measure"]) == [*edition.meta.indicators, UPPER_TWO, RATING]
    assert table.notna().all(axis=None)
    headline = gradients(Assessment(edition, load_methodology("headline-only")))
    assert list(headline["measure"]) == list(edition.meta.indicators)


def test_survival_in_2016_is_lower_at_the_most_deprived_end_and_rests_on_estimates(edition, method):
    table = gradients(Assessment(edition, method)).set_index("measure")
    survival = table.loc["one_year_survival"]
    assert survival["slope_high"] < 0
    assert survival["sentence"].startswith(
        "By these figures, most of them estimates, between the most and the least"
    )
    waits = table.loc["waits_62_day"]
    assert waits["sentence"].startswith(
        "Between the most and the least deprived end of England the difference in 62-"
    )
    assert not waits["estimated"]


def test_all_figures_estimated_are_said_to_be():
    found = gradient(Assessment(estimated(four([1, 2, 3, 5.0])), METHOD), INDICATOR)
    assert found.sentence.startswith("By these figures, all of them estimates, between")


def test_ratings_count_from_nought_to_three_and_upper_two_in_percent(edition, method, ratings):
    number = measure_of(Assessment(edition, method), RATING).table.set_index("area_code")["value"]
    upper = measure_of(Assessment(edition, method), UPPER_TWO).table.set_index("area_code")["value"]
    assert (number == ratings["rating"].map({"top": 3, "well": 2, "needs": 1, "greatest": 0})).all()
    assert upper.mean() == pytest.approx(100 * 29 / 209)


def test_any_unit_has_a_gradient():
    random = np.random.default_rng(1)
    count = len(OTHER_UNITS.areas)
    areas = OTHER_UNITS.areas.assign(
        imd_2015_score=random.uniform(5, 50, count), population=random.integers(1e5, 3e5, count)
    )
    table = gradients(Assessment(replace(OTHER_UNITS, areas=areas), OTHER_METHOD))
    assert len(table) == len(OTHER_UNITS.meta.indicators) + 2
    assert table["slope_index"].notna().all()


cells = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 900), st.integers(-100, 100)), min_size=4, max_size=9
).filter(lambda rows: len({row[0] for row in rows}) > 1)


@settings(law, max_examples=examples(10))
@given(cells, st.integers(1, 9))
def test_only_the_order_of_scores_and_the_proportions_of_people_matter(rows, factor):
    score, people, value = (np.array(part, float) for part in zip(*rows, strict=True))
    table = pd.DataFrame(
        {
            "area_code": [f"A{i}" for i in range(len(rows))],
            "imd_2015_score": score,
            "population": people,
            "value": value,
        }
    )
    one = gradient(Assessment(edition_of(table), METHOD), INDICATOR)
    other = table.assign(imd_2015_score=np.exp(score / 7) + 3, population=factor * people)
    two = gradient(Assessment(edition_of(other), METHOD), INDICATOR)
    tolerance = {"rel": 1e-6, "abs": 1e-6}
    assert two.slope_index == pytest.approx(one.slope_index, **tolerance)
    assert 0 < one.points["position"].min() <= one.points["position"].max() < 1
    assert np.average(one.points["position"], weights=one.points["population"]) == pytest.approx(0.5)
    negative = gradient(Assessment(edition_of(table.assign(value=-value)), METHOD), INDICATOR)
    assert negative.slope_index == pytest.approx(-one.slope_index, **tolerance)
    turned = gradient(Assessment(edition_of(table.assign(imd_2015_score=-score)), METHOD), INDICATOR)
    assert turned.slope_index == pytest.approx(-one.slope_index, **tolerance)
