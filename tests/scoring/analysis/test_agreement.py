"""Whether methodologies agree, counted by hand and by rating anew."""

import pandas as pd
import pytest

from scoring import load_edition, load_methodology, rate
from scoring.analysis.agreement import agreement, agreement_sentences, methodology_columns
from tests.october import METHODOLOGIES

EVERY = [load_methodology(name) for name in METHODOLOGIES]
METHODS = [method for method in EVERY if method.aggregation != "not_rated"]


@pytest.fixture(scope="module")
def edition():
    return load_edition("october-2016")


@pytest.fixture(scope="module")
def table(edition):
    return agreement(edition.indicators, EVERY)


def test_every_column_is_what_rate_gives(edition, table):
    for method in METHODS:
        assert table[method.id].tolist() == rate(edition.indicators, method)["rating"].tolist()


def test_counts_of_an_area_are_those_of_its_row(table):
    for row in table.to_dict("records"):
        given = [row[method.id] for method in METHODS]
        assert row["different_ratings"] == len(set(given))
        assert row["agreeing"] == max(given.count(rating) for rating in given)
        assert row["lowest"] == given.count("greatest")
        assert row["below"] == given.count("greatest") + given.count("needs")
        assert row["methodologies"] == len(METHODS)


def test_one_methodology_always_agrees_with_itself(edition):
    table = agreement(edition.indicators, METHODS[:1])
    assert set(table["agreeing"]) == {1} and set(table["different_ratings"]) == {1}


def test_a_methodology_without_ratings_has_no_column(table):
    assert methodology_columns(table) == [method.id for method in METHODS]


def test_sentences_count_what_the_table_shows():
    counts = {"different_ratings": [1, 1, 2, 3], "below": [3, 0, 2, 1], "lowest": [3, 0, 1, 1]}
    table = pd.DataFrame({"area_code": list("abcd"), "x": "", "y": "", "z": "", "agreeing": 2} | counts)
    assert agreement_sentences(table) == [
        "1 of 4 areas is below “performing well” by every one of 3 methodologies.",
        "One area is performing well or better by every one of them; for the other 2 it depends on the choice of "
        "methodology.",
        "All 3 give the same rating to 2 areas.",
        "One area is in greatest need for improvement by every methodology, 3 by at least one, and 2 by one only.",
    ]


def test_dorset_is_needs_improvement_in_2016_but_not_where_chance_is_allowed_for(table):
    dorset = table.set_index("area_code").loc["E38000045"]
    assert dorset["nhs-england-2016"] == "needs"
    assert dorset["significance-everywhere"] == "top"
    assert dorset["met-or-not"] == "well"


def test_an_area_is_published_only_where_every_figure_is(edition, table):
    published = set(table.loc[table["basis"] == "published", "area_code"])
    rated = rate(edition.indicators, METHODS[0])
    assert published == set(rated.loc[rated["basis"] == "published", "area_code"])
    assert "E38000045" in published and "E38000149" not in published
