"""The edition agrees with every fact that was made public about the ratings of October 2016."""

import numpy as np
import pytest

TOP = {
    "Harrogate and Rural District",
    "Leeds North",
    "Solihull",
    "South Devon and Torbay",
    "Stockport",
    "Vale of York",
    "Wiltshire",
}
MET_85_AND_NEEDS_IMPROVEMENT = [
    "Barnsley",
    "Calderdale",
    "Greater Huddersfield",
    "Leeds South and East",
    "Rotherham",
]
OTHER_THREE = ["early_diagnosis", "one_year_survival", "patient_experience"]


def code(areas, name):
    return areas.loc[name, "area_code"]


def test_split_is_7_22_156_24(ratings):
    assert ratings.value_counts().to_dict() == {"top": 7, "well": 22, "needs": 156, "greatest": 24}


@pytest.mark.parametrize(("certainty", "number"), [("stated", 36), ("inferred", 5)])
def test_published_ratings_are_reproduced(edition, ratings, certainty, number):
    published = edition.published_ratings.set_index("area_code")
    published = published[published["certainty"] == certainty]["rating"]
    assert len(published) == number
    assert (ratings[published.index] == published).all()


def test_the_seven_top_performers(ratings, areas):
    names = areas.reset_index().set_index("area_code")["short_name"]
    assert set(names[ratings.index[ratings == "top"]]) == TOP


def test_68_areas_met_85_and_two_thirds_failed(values):
    met = (values["waits_62_day"].round(1) >= 85.0).sum()
    assert met == 68
    assert round((209 - met) / 209, 2) == 0.67


@pytest.mark.parametrize(
    ("indicator", "lowest", "highest"),
    [
        ("waits_62_day", {"Thurrock": 54.8}, {"Richmond": 97.5}),
        ("one_year_survival", {"Newham": 63.9}, {"Barnet": 74.5, "Harrow": 74.5}),
    ],
)
def test_extremes(values, areas, indicator, lowest, highest):
    column = values[indicator].rename(index=areas.reset_index().set_index("area_code")["short_name"])
    assert column[column == column.min()].to_dict() == lowest
    assert column[column == column.max()].to_dict() == highest


def test_west_suffolk_has_the_highest_early_diagnosis_and_the_lowest_is_one_in_three(values, areas):
    early = values["early_diagnosis"]
    assert early.idxmax() == code(areas, "West Suffolk")
    assert (early == 61.0).sum() == 1
    assert 32.5 <= early.min() <= 34.0


def test_ipswich_is_169th_of_209_on_survival(values, areas):
    rank = values["one_year_survival"].rank(ascending=False, method="min")
    assert rank[code(areas, "Ipswich and East Suffolk")] == 169


def test_more_than_half_are_below_70_on_survival(values):
    assert (values["one_year_survival"] < 70).sum() > 209 / 2


@pytest.mark.parametrize(("indicator", "england"), list(zip(OTHER_THREE, (50.7, 70.2, 89.0), strict=True)))
def test_weighted_means_are_england(figures, edition, indicator, england):
    rows = figures[figures["indicator"] == indicator].set_index("area_code")
    cases = figures[figures["indicator"] == "early_diagnosis"].set_index("area_code")["denominator"]
    weights = rows["denominator"].fillna(cases)
    assert round(np.average(rows["value"], weights=weights), 1) == england
    assert edition.meta.indicators[indicator].england_value == england


def test_dorset_needs_improvement_because_of_waits_alone(outcomes, ratings, areas):
    dorset = outcomes.loc[code(areas, "Dorset")]
    assert ratings[code(areas, "Dorset")] == "needs"
    assert list(dorset.index[dorset == "low"]) == ["waits_62_day"]


def test_waltham_forest_met_85_and_is_low_on_the_other_three(outcomes, ratings, values, areas):
    area = code(areas, "Waltham Forest")
    assert values.loc[area, "waits_62_day"].round(1) == 85.3
    assert (outcomes.loc[area, OTHER_THREE] == "low").all()
    assert ratings[area] == "greatest"


@pytest.mark.parametrize("name", MET_85_AND_NEEDS_IMPROVEMENT)
def test_five_yorkshire_areas_met_85_and_are_low_on_something_else(outcomes, values, areas, name):
    area = code(areas, name)
    assert values.loc[area, "waits_62_day"].round(1) >= 85.0
    assert (outcomes.loc[area, OTHER_THREE] == "low").any()


def test_west_suffolk_met_all_four_and_was_performing_well(outcomes, ratings, areas):
    area = code(areas, "West Suffolk")
    assert not (outcomes.loc[area] == "low").any()
    assert ratings[area] == "well"


def test_all_areas_of_the_two_upper_ratings_met_85(ratings, values):
    upper = ratings.index[ratings.isin(["top", "well"])]
    assert (values.loc[upper, "waits_62_day"].round(1) >= 85.0).all()
