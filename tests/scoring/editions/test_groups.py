"""Groups of areas: by hand, as laws, and on the real edition.

The case worked by hand. Areas A and B lie in North, C in South; D lies 75% in North and 25% in South.

    area  population   waits, treated in time / all   index, 95% limits (standard error)
    A     100          80 / 100                       70, 68.04 to 71.96 (1)
    B     300          90 / 120                       66, 64.04 to 67.96 (1)
    C     200          40 / 50                        72, 68.08 to 75.92 (2)
    D     400          20 / 40                        68, 64.08 to 71.92 (2)

    North, waits   80 + 90 + 0.75·20 = 185 of 100 + 120 + 0.75·40 = 250: 74%
    South, waits   40 + 0.25·20 = 45 of 50 + 0.25·40 = 60: 75%
    North, index   weights 100, 300, 300: (7000 + 19800 + 20400) / 700 = 67.428571
                   standard error sqrt(100²·1 + 300²·1 + 300²·4) / 700 = sqrt(460000) / 700 = 0.968904
    South, index   weights 200, 100: (14400 + 6800) / 300 = 70.666667
                   standard error sqrt(200²·4 + 100²·4) / 300 = sqrt(200000) / 300 = 1.490712
"""

from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from scoring import DataError, load_edition, load_methodology, rate
from scoring.editions.groups import (
    GROUP_KINDS,
    find_group,
    group_figures,
    group_kinds,
    group_ratings,
    members,
    own_members,
)
from scoring.explain.groups_words import group_sentence, people, ratings_sentence, split_sentences
from tests.scoring.random_tables import law

OCTOBER = load_edition()
RATINGS = rate(OCTOBER.indicators, load_methodology("nhs-england-2016"))
POPULATION = OCTOBER.areas.set_index("area_code")["population"]
CUMBRIA, LANCASHIRE, NORTH_EAST = "E38000041", "E56000018", "E56000017"


def hand_edition():
    areas = pd.DataFrame(
        {
            "area_code": list("ABCD"),
            "short_name": ["Ay", "Bee", "Cee", "Dee"],
            "population": [100, 300, 200, 400],
            "region_code": ["N", "N", "S", "N"],
            "region": ["North", "North", "South", "North"],
        }
    )
    counts = {"A": (80, 100), "B": (90, 120), "C": (40, 50), "D": (20, 40)}
    index = {"A": (70, 1.96), "B": (66, 1.96), "C": (72, 3.92), "D": (68, 3.92)}
    common = {"standard": nan, "direction": 1, "england": nan}
    rows = [
        {
            "area_code": area,
            "indicator": "waits_62_day",
            "value": 100 * n / d,
            "numerator": n,
            "denominator": d,
            "lower_ci": nan,
            "upper_ci": nan,
            "basis": "published",
            "interval_basis": "derived",
            "per": 100.0,
            **common,
        }
        for area, (n, d) in counts.items()
    ] + [
        {
            "area_code": area,
            "indicator": "one_year_survival",
            "value": value,
            "numerator": nan,
            "denominator": nan,
            "lower_ci": value - half,
            "upper_ci": value + half,
            "basis": "published",
            "interval_basis": "published",
            "per": 100.0,
            **common,
        }
        for area, (value, half) in index.items()
    ]
    split = pd.DataFrame(
        {
            "area_code": ["D", "D"],
            "share": [0.75, 0.25],
            "region_code": ["N", "S"],
            "region": ["North", "South"],
        }
    )
    return replace(OCTOBER, areas=areas, indicators=pd.DataFrame(rows), split_areas=split)


def test_a_groups_figure_is_that_of_the_table_worked_by_hand():
    edition = hand_edition()
    figures = group_figures(edition, members(edition, "region")).set_index(["group", "indicator"])
    waits = figures.xs("waits_62_day", level="indicator")
    assert waits["numerator"].tolist() == [185, 45]
    assert waits["denominator"].tolist() == [250, 60]
    assert waits["value"].tolist() == pytest.approx([74, 75])
    index = figures.xs("one_year_survival", level="indicator")
    assert index["value"].tolist() == pytest.approx([67.428571, 70.666667], abs=1e-6)
    error = (index["upper_ci"] - index["lower_ci"]) / 2 / 1.959964
    assert error.tolist() == pytest.approx([0.968904, 1.490712], abs=1e-4)


def test_its_interval_is_wilsons_by_another_library():
    figures = group_figures(OCTOBER, members(OCTOBER, "alliance"))
    waits = figures[figures["indicator"] == "waits_62_day"]
    lower, upper = proportion_confint(waits["numerator"], waits["denominator"], method="wilson")
    assert np.allclose(waits["lower_ci"], 100 * lower)
    assert np.allclose(waits["upper_ci"], 100 * upper)


@pytest.mark.parametrize("kind", GROUP_KINDS)
def test_groups_add_up_to_england(kind):
    belonging = members(OCTOBER, kind)
    figures = group_figures(OCTOBER, belonging)
    waits = OCTOBER.indicators[OCTOBER.indicators["indicator"] == "waits_62_day"]
    found = figures[figures["indicator"] == "waits_62_day"]
    assert found["numerator"].sum() == pytest.approx(waits["numerator"].sum())
    assert found["denominator"].sum() == pytest.approx(waits["denominator"].sum())
    counts = group_ratings(RATINGS, belonging, POPULATION)
    assert counts["areas"].sum() == 209
    assert counts[["top", "well", "needs", "greatest", "not_rated"]].sum().tolist() == [7, 22, 156, 24, 0]
    assert counts["population"].sum() == pytest.approx(POPULATION.sum())


@pytest.mark.parametrize(("kind", "number"), [("alliance", 19), ("stp", 44), ("region", 4)])
def test_the_number_of_groups_of_each_kind(kind, number):
    assert members(OCTOBER, kind)["group_code"].nunique() == number


def test_cumbria_is_in_two_alliances_and_counted_in_the_larger():
    belonging = members(OCTOBER, "alliance")
    cumbria = belonging[belonging["area_code"] == CUMBRIA].set_index("group_code")
    assert cumbria.loc[NORTH_EAST, ["share", "counted"]].tolist() == [0.6389, True]
    assert cumbria.loc[LANCASHIRE, ["share", "counted"]].tolist() == [0.3611, False]


def test_figures_with_a_part_of_cumbria_are_estimates():
    waits = group_figures(OCTOBER, members(OCTOBER, "alliance"))
    waits = waits[waits["indicator"] == "waits_62_day"].set_index("group_code")["basis"]
    assert set(waits[waits == "estimated"].index) == {LANCASHIRE, NORTH_EAST}


def test_cumbria_is_whole_in_its_region():
    belonging = members(OCTOBER, "region")
    assert belonging.loc[belonging["area_code"] == CUMBRIA, "share"].tolist() == [1.0]


def test_what_happens_to_cumbria_is_said_in_both_alliances():
    belonging = members(OCTOBER, "alliance")
    [there] = split_sentences(OCTOBER, belonging, LANCASHIRE)
    assert there.startswith(
        "Cumbria lies 64% in North East and Cumbria and 36% in Lancashire and South Cumbria"
    )
    assert "36% of its patients" in there
    assert "counted in North East and Cumbria" in there
    [here] = split_sentences(OCTOBER, belonging, NORTH_EAST)
    assert "counted here" in here
    assert split_sentences(OCTOBER, belonging, "E56000016") == []


areas_of_england = st.lists(
    st.sampled_from(sorted(OCTOBER.short_names)), min_size=1, max_size=12, unique=True
)


@law
@given(areas_of_england)
def test_a_groups_figure_lies_between_those_of_its_areas(codes):
    figures = group_figures(OCTOBER, own_members(OCTOBER, {"Mine": codes}))
    mine = OCTOBER.indicators[OCTOBER.indicators["area_code"].isin(codes)]
    for row in figures.itertuples():
        values = mine.loc[mine["indicator"] == row.indicator]
        values = values["value"] if row.how == "mean" else 100 * values["numerator"] / values["denominator"]
        assert values.min() - 1e-9 <= row.value <= values.max() + 1e-9
        assert row.lower_ci <= row.value <= row.upper_ci


@law
@given(areas_of_england)
def test_one_area_alone_has_its_own_counts_and_limits(codes):
    code = codes[0]
    figures = group_figures(OCTOBER, own_members(OCTOBER, {"Mine": [code, code]})).set_index("indicator")
    own = OCTOBER.indicators[OCTOBER.indicators["area_code"] == code].set_index("indicator")
    assert figures.loc["one_year_survival", "value"] == pytest.approx(own.loc["one_year_survival", "value"])
    assert figures.loc["waits_62_day", "numerator"] == own.loc["waits_62_day", "numerator"]


def test_an_alliance_in_a_sentence():
    figures = group_figures(OCTOBER, members(OCTOBER, "alliance"))
    row = next(
        figures[(figures["group"] == "East Midlands") & (figures["indicator"] == "waits_62_day")].itertuples()
    )
    assert group_sentence(row, OCTOBER.meta.indicators["waits_62_day"]) == (
        "78.8% (95% interval 77.2% to 80.4%), clearly below England's 81.9% and missing the standard of 85%. "
        "535 of 2,524 patients waited longer than 62 days; the standard allows 378."
    )
    # 2,524 - 378 = 2,146 in time are 85.02%, one fewer 84.98%.
    assert 2145 / 2524 < 0.85 <= 2146 / 2524


def test_an_estimate_is_marked_in_the_sentence():
    figures = group_figures(OCTOBER, members(OCTOBER, "alliance"))
    row = next(figures[figures["indicator"] == "one_year_survival"].itertuples())
    assert "% est. (95% interval" in group_sentence(row, OCTOBER.meta.indicators["one_year_survival"])


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"well": 1, "needs": 7}, "Of eight areas, one is performing well and seven need improvement."),
        ({"needs": 3}, "All three areas need improvement."),
        ({"greatest": 1}, "Its one area is in greatest need for improvement."),
        (
            {"top": 2, "needs": 1, "not_rated": 9},
            "Of 12 areas, two are top performing, one needs improvement and nine are not rated.",
        ),
        ({}, "No area is counted here."),
    ],
)
def test_ratings_of_a_group_in_a_sentence(counts, sentence):
    row = dict.fromkeys(["top", "well", "needs", "greatest", "not_rated"], 0) | counts
    assert ratings_sentence(row | {"areas": sum(counts.values())}) == sentence


@pytest.mark.parametrize(
    ("number", "words"), [(2_553_375, "2.6 million people"), (411_600, "412,000 people"), (nan, "")]
)
def test_numbers_of_people(number, words):
    assert people(number) == words


@pytest.mark.parametrize("wanted", ["E56000016", "wessex", "Wessex", "WESS"])
def test_a_group_is_found_by_code_or_name(wanted):
    assert find_group(members(OCTOBER, "alliance"), wanted) == "E56000016"


def test_of_two_names_that_differ_in_case_alone_the_one_written_so_is_found():
    own = pd.DataFrame({"group_code": ["ï", "Ï"], "group": ["ï", "Ï"]})
    assert [find_group(own, name) for name in own["group"]] == ["ï", "Ï"]


@pytest.mark.parametrize("wanted", ["", "London", "Atlantis"])
def test_a_name_of_no_single_group_is_refused_in_words(wanted):
    with pytest.raises(DataError, match="is not the name of one group"):
        find_group(members(OCTOBER, "alliance"), wanted)


def test_an_unknown_kind_or_area_is_refused_in_words():
    with pytest.raises(DataError, match="no groups of the kind 'parish'"):
        members(OCTOBER, "parish")
    with pytest.raises(DataError, match="no area with the code X1"):
        own_members(OCTOBER, {"Mine": ["X1"]})


def test_an_edition_without_groups_has_none():
    bare = replace(OCTOBER, areas=OCTOBER.areas[["area_code", "short_name"]])
    assert group_kinds(bare) == {}


def test_a_group_whose_areas_have_no_figure_has_none():
    edition = hand_edition()
    edition.indicators.loc[edition.indicators["area_code"] == "C", ["value", "numerator", "denominator"]] = (
        nan
    )
    figures = group_figures(edition, own_members(edition, {"Mine": ["C"]}))
    assert figures["value"].isna().all()
    assert figures["areas"].tolist() == [0, 0]
    row = next(figures.itertuples())
    assert group_sentence(row, OCTOBER.meta.indicators["waits_62_day"]) == "No figure."
