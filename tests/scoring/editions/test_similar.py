"""Similar areas and the mean of their figures: by hand, by scipy, as laws, and on the real edition.

The case worked by hand. Four areas, two variables: deprivation (a column, weight 3) and the share of
older people (older / people, weight 1). Both take two values, each twice, so that a standardised value is -1
or 1 and a difference 0 or 2.

    area  deprivation   older / people         standardised    figure      counts or limits  standard error
    A     10            10 / 100 = 0.1           -1,  -1         40         40 of 100         4.898979
    B     10            30 / 100 = 0.3           -1,  +1         90         90 of 100         3
    C     20            20 / 200 = 0.1           +1,  -1         60         56.08 to 63.92    2
    D     20            60 / 200 = 0.3           +1,  +1         50         50 of 100         5

    distance of A and B, C and D   sqrt((3·0 + 1·4) / 4) = 1
    distance of A and C, B and D   sqrt((3·4 + 1·0) / 4) = 1.732051
    distance of A and D, B and C   sqrt((3·4 + 1·4) / 4) = 2

    the two most similar           mean of their figures      its standard error
    A: B, C                        (90 + 60) / 2 = 75          sqrt(3² + 2²) / 2 = 1.802776
    B: A, D                        (40 + 50) / 2 = 45          sqrt(24 + 5²) / 2 = 3.5
    C: D, A                        (50 + 40) / 2 = 45          sqrt(5² + 24) / 2 = 3.5
    D: C, B                        (60 + 90) / 2 = 75          sqrt(2² + 3²) / 2 = 1.802776
"""

import shutil
from math import nan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import zscore

from scoring import DataError, load_edition, parse_indicators, rate
from scoring.editions.similar_areas import (
    SimilarAreasMeta,
    difference_column,
    peer_means,
    similar_areas,
    why_similar,
)
from scoring.paths import EDITION_FOLDER
from scoring.rating.intervals import standard_error, wilson_interval
from tests.scoring.random_tables import law

DORSET = "E38000045"


def variable(column, **more):
    words = {"label": column, "noun": column, "higher": f"more {column}", "lower": f"less {column}"}
    return {**words, "column": column, "source": "a test", **more}


def settings_of(variables, number=2):
    return SimilarAreasMeta(number=number, alike_within=0.5, source="a test", variables=variables)


HAND = settings_of(
    {
        "deprivation": variable("deprivation", weight=3),
        "age": variable("older", divided_by="people", noun="age", higher="older", lower="younger"),
    }
)
HAND_AREAS = pd.DataFrame(
    [("D", 20, 60, 200), ("A", 10, 10, 100), ("C", 20, 20, 200), ("B", 10, 30, 100)],
    columns=["area_code", "deprivation", "older", "people"],
)
HAND_FIGURES = pd.DataFrame(
    [
        ("A", 40, 40, 100, nan, nan),
        ("B", 90, 90, 100, nan, nan),
        ("C", 60, nan, nan, 56.080072, 63.919928),
        ("D", 50, 50, 100, nan, nan),
    ],
    columns=["area_code", "value", "numerator", "denominator", "lower_ci", "upper_ci"],
).assign(indicator="waits_62_day")


# By hand


def test_the_case_worked_by_hand_gives_these_areas_and_distances():
    found = similar_areas(HAND_AREAS, HAND)
    assert found[["area_code", "similar_code", "rank"]].to_numpy().tolist() == [
        ["A", "B", 1],
        ["A", "C", 2],
        ["B", "A", 1],
        ["B", "D", 2],
        ["C", "D", 1],
        ["C", "A", 2],
        ["D", "C", 1],
        ["D", "B", 2],
    ]
    np.testing.assert_allclose(found["distance"], [1, sqrt(3)] * 4, atol=1e-9)
    np.testing.assert_allclose(found["deprivation_difference"], [0, 2, 0, 2, 0, -2, 0, -2], atol=1e-12)
    np.testing.assert_allclose(found["age_difference"], [2, 0, -2, 0, 2, 0, -2, 0], atol=1e-12)


def test_the_case_worked_by_hand_gives_these_means_and_errors():
    peers = peer_means(HAND_FIGURES, similar_areas(HAND_AREAS, HAND))
    np.testing.assert_allclose(peers["peers"], [75, 45, 45, 75])
    np.testing.assert_allclose(peers["peers_error"], [1.802776, 3.5, 3.5, 1.802776], atol=1e-6)


def test_the_phrase_says_what_is_alike_and_then_what_differs():
    phrases = why_similar(similar_areas(HAND_AREAS, HAND), HAND)
    assert phrases.tolist()[:4] == [
        "similar deprivation; older",
        "similar age; more deprivation",
        "similar deprivation; younger",
        "similar age; more deprivation",
    ]


def test_differences_are_said_largest_first_and_nothing_is_said_of_a_missing_one():
    pairs = pd.DataFrame(
        {"deprivation_difference": [-0.6, 0.1, -0.6, nan], "age_difference": [0.8, -0.1, nan, 0.49]}
    )
    assert why_similar(pairs, HAND).tolist() == [
        "older, less deprivation",
        "similar deprivation and age",
        "less deprivation",
        "similar age",
    ]


def test_a_standard_error_is_from_counts_if_there_are_any_and_else_from_limits():
    errors = standard_error(
        [90, 90, nan, nan], [100, 100, nan, nan], [nan, 0, 68.04, nan], [nan, 100, 71.96, nan]
    )
    np.testing.assert_allclose(errors, [3, 3, 1, nan], atol=1e-4)
    assert standard_error(10, 100, nan, nan, multiplier=1000) == pytest.approx(30)


# Peers


def test_a_similar_area_without_a_value_is_left_out_of_the_mean():
    figures = HAND_FIGURES.assign(value=HAND_FIGURES["value"].mask(HAND_FIGURES["area_code"] == "B"))
    peers = peer_means(figures, similar_areas(HAND_AREAS, HAND))
    np.testing.assert_allclose(peers["peers"], [60, 45, 45, 60])
    np.testing.assert_allclose(peers["peers_error"], [2, 3.5, 3.5, 2], atol=1e-6)


def test_without_a_similar_area_in_the_table_there_is_no_mean():
    figures = HAND_FIGURES[HAND_FIGURES["area_code"].isin(["A", "D"])]
    assert peer_means(figures, similar_areas(HAND_AREAS, HAND)).isna().all(axis=None)


def test_a_value_without_counts_or_limits_is_taken_as_exact():
    bare = HAND_FIGURES.assign(lower_ci=nan, upper_ci=nan)
    peers = peer_means(bare, similar_areas(HAND_AREAS, HAND))
    assert peers["peers_error"].iloc[0] == pytest.approx(3 / 2)


def test_the_mean_of_similar_areas_agrees_with_a_plain_one_on_the_edition(edition):
    figures = edition.indicators
    pairs = edition.similar.merge(
        figures, left_on="similar_code", right_on="area_code", suffixes=("", "_there")
    )
    plain = pairs.groupby(["area_code", "indicator"])["value"].mean()
    ours = figures.set_index(["area_code", "indicator"])["peers"]
    pd.testing.assert_series_equal(ours.sort_index(), plain.sort_index(), check_names=False)


def test_the_error_of_the_mean_of_ten_is_what_draws_show(edition):
    waits = edition.indicators.set_index(["indicator", "area_code"]).loc["waits_62_day"]
    ten = waits.loc[edition.similar.query("area_code == @DORSET")["similar_code"]]
    rng = np.random.default_rng(2016)
    treated = ten["denominator"].to_numpy(int)
    draws = rng.binomial(treated, ten["numerator"] / ten["denominator"], (20_000, 10))
    drawn = (100 * draws / treated).mean(axis=1).std()
    assert waits.loc[DORSET, "peers_error"] == pytest.approx(drawn, rel=0.02)


def test_a_table_that_somebody_brings_has_the_means_of_its_own_figures(edition):
    first, second = edition.similar.query("area_code == @DORSET")["similar_code"].iloc[:2]
    rows = [f"{DORSET},waits_62_day,80,100", f"{first},waits_62_day,60,100", f"{second},waits_62_day,90,100"]
    text = "\n".join(["area_code,indicator,numerator,denominator", *rows, "E92000001,waits_62_day,1,2"])
    brought = parse_indicators(text, "mine.csv", edition).set_index("area_code")
    assert brought.loc[DORSET, "peers"] == pytest.approx(75)
    assert brought.loc[DORSET, "peers_error"] == pytest.approx(sqrt(24 + 9) / 2)


def test_a_column_named_peers_in_a_table_that_somebody_brings_is_not_believed(edition):
    text = f"area_code,indicator,value,peers\n{DORSET},waits_62_day,80,best\n"
    assert np.isnan(parse_indicators(text, "mine.csv", edition)["peers"].iloc[0])


# Oracles


def test_distances_on_the_edition_are_those_of_scipy(edition):
    areas = edition.areas.sort_values("area_code")
    table = pd.DataFrame(
        {
            "deprivation": areas["imd_2015_score"],
            "population": np.log(areas["population"]),
            "aged_75_and_over": areas["age_75_plus"] / areas["population"],
            "aged_under_18": areas["age_0_17"] / areas["population"],
            "density": np.log(areas["population"] / areas["area_km2"]),
        }
    )
    variables = edition.meta.similar_areas.variables
    assert list(variables) == list(table)
    weights = np.array([meta.weight for meta in variables.values()])
    scores = zscore(table.to_numpy())
    apart = cdist(scores, scores, "euclidean", w=weights / weights.sum())
    np.fill_diagonal(apart, np.inf)
    distance = pd.DataFrame(apart, areas["area_code"], areas["area_code"])
    for code, rows in edition.similar.groupby("area_code"):
        nearest = distance.loc[code].nsmallest(10)
        assert rows["similar_code"].tolist() == nearest.index.tolist()
        np.testing.assert_allclose(rows["distance"], nearest, atol=1e-8)


def plain_distance(one, other, scores, weights):
    """The distance over what both areas have, a variable at a time; infinite if that is nothing."""
    shared = [
        (weight, (scores[name][one] - scores[name][other]) ** 2)
        for name, weight in weights.items()
        if not (np.isnan(scores[name][one]) or np.isnan(scores[name][other]))
    ]
    if not shared:
        return np.inf
    return sqrt(sum(weight * square for weight, square in shared) / sum(weight for weight, _ in shared))


# Laws


VARIABLES = {"a": variable("a", weight=2), "b": variable("b"), "c": variable("c", weight=0.5)}


@st.composite
def areas_with_gaps(draw):
    """Areas in no order with small whole numbers, so that ties are common, and empty cells."""
    codes = draw(st.permutations([f"A{i}" for i in range(draw(st.integers(1, 9)))]))
    cell = st.none() | st.integers(-3, 3)
    return pd.DataFrame(
        [(code, draw(cell), draw(cell), draw(cell)) for code in codes], columns=["area_code", *VARIABLES]
    ).astype(dict.fromkeys(VARIABLES, float))


@law
@given(areas_with_gaps(), st.integers(1, 10))
def test_the_plain_distance_gives_the_same_areas(areas, number):
    found = similar_areas(areas, settings_of(VARIABLES, number))
    table = areas.set_index("area_code")
    spread = table.std(ddof=0).replace(0, 1)
    scores = ((table - table.mean()) / spread).to_dict()
    weights = {"a": 2, "b": 1, "c": 0.5}
    for one in table.index:
        distance = {
            other: round(plain_distance(one, other, scores, weights), 9)
            for other in table.index
            if other != one
        }
        finite = sorted((d, other) for other, d in distance.items() if d < np.inf)[:number]
        rows = found[found["area_code"] == one]
        assert rows["similar_code"].tolist() == [other for _, other in finite]
        np.testing.assert_allclose(rows["distance"], [d for d, _ in finite], atol=1e-8)


@law
@given(areas_with_gaps(), st.integers(1, 10))
def test_an_area_is_never_similar_to_itself_and_ranks_count_up(areas, number):
    found = similar_areas(areas, settings_of(VARIABLES, number))
    assert (found["area_code"] != found["similar_code"]).all()
    assert not found.duplicated(["area_code", "similar_code"]).any()
    assert found["area_code"].is_monotonic_increasing
    for _, rows in found.groupby("area_code"):
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["distance"].is_monotonic_increasing


@law
@given(areas_with_gaps(), st.randoms(use_true_random=False))
def test_the_order_of_areas_changes_nothing(areas, random):
    order = list(areas.index)
    random.shuffle(order)
    settings = settings_of(VARIABLES, 3)
    pd.testing.assert_frame_equal(similar_areas(areas.loc[order], settings), similar_areas(areas, settings))


@law
@given(areas_with_gaps(), st.sampled_from([0.001, 0.7, 3, 1000]), st.sampled_from([0, -7, 1000]))
def test_another_unit_of_a_variable_changes_nothing(areas, factor, shift):
    settings = settings_of(VARIABLES, 3)
    other_unit = areas.assign(b=factor * areas["b"] + shift)
    pd.testing.assert_frame_equal(
        similar_areas(other_unit, settings), similar_areas(areas, settings), atol=1e-9
    )


@law
@given(areas_with_gaps(), st.sampled_from([0.01, 7]))
def test_weights_in_another_unit_change_nothing(areas, factor):
    weighted = {name: {**v, "weight": factor * v.get("weight", 1)} for name, v in VARIABLES.items()}
    pd.testing.assert_frame_equal(
        similar_areas(areas, settings_of(weighted, 3)), similar_areas(areas, settings_of(VARIABLES, 3))
    )


def test_areas_equally_far_away_come_by_code():
    areas = pd.DataFrame({"area_code": list("DCBA"), "x": [1.0, -1.0, 1.0, 0.0]})
    found = similar_areas(areas, settings_of({"x": variable("x")}, number=3))
    assert found.loc[found["area_code"] == "A", "similar_code"].tolist() == ["B", "C", "D"]


def test_a_log_scale_compares_ratios():
    areas = pd.DataFrame({"area_code": list("ABC"), "x": [10.0, 100.0, 220.0]})
    linear, log = (
        similar_areas(areas, settings_of({"x": variable("x", scale=scale)}, number=1)).set_index("area_code")
        for scale in ("linear", "log")
    )
    assert (linear.loc["B", "similar_code"], log.loc["B", "similar_code"]) == ("A", "C")


def test_an_area_is_compared_on_what_it_has_and_one_with_nothing_has_no_similar_areas():
    areas = HAND_AREAS.assign(deprivation=[nan, 10, 20, 10], older=[nan, nan, 20, 30])
    found = similar_areas(areas, HAND)
    assert sorted(found["area_code"].unique()) == ["A", "B", "C"]
    assert "D" not in set(found["similar_code"])
    of_a = found[found["area_code"] == "A"]
    assert of_a["similar_code"].tolist() == ["B", "C"]
    assert of_a["age_difference"].isna().all()


def test_a_variable_in_which_all_areas_are_equal_tells_nothing():
    areas = HAND_AREAS.assign(deprivation=[0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2])
    found = similar_areas(areas, HAND)
    assert (found["deprivation_difference"] == 0).all()
    assert found.query("area_code == 'A'")["similar_code"].tolist() == ["C", "B"]


# The edition of October 2016


def test_every_area_of_2016_has_ten_similar_areas(edition):
    assert edition.similar.groupby("area_code").size().to_dict() == dict.fromkeys(
        edition.areas["area_code"], 10
    )
    columns = [difference_column(name) for name in edition.meta.similar_areas.variables]
    assert list(edition.similar) == ["area_code", "similar_code", "rank", "distance", *columns]


def test_the_areas_most_like_dorset_are_large_old_and_partly_rural(edition):
    rows = edition.similar.query("area_code == @DORSET")
    assert rows["similar_code"].map(edition.short_names).tolist() == [
        "Coastal West Sussex",
        "Northern, Eastern and Western Devon",
        "Somerset",
        "West Hampshire",
        "Gloucestershire",
        "Kernow",
        "Cumbria",
        "Ipswich and East Suffolk",
        "East Riding of Yorkshire",
        "Wiltshire",
    ]
    phrases = why_similar(rows, edition.meta.similar_areas)
    assert phrases.iloc[2] == "similar deprivation, age and density; smaller, more children"


def test_inner_london_is_like_inner_london(edition):
    of_tower_hamlets = edition.similar["area_code"] == edition.find_area("Tower Hamlets")
    nearest = edition.similar.loc[of_tower_hamlets, "similar_code"].iloc[:4]
    assert (edition.areas.set_index("area_code").loc[nearest, "region"] == "London").all()


def test_every_pair_of_2016_has_a_phrase(edition):
    phrases = why_similar(edition.similar, edition.meta.similar_areas)
    assert phrases.str.len().between(10, 110).all()


def test_the_interval_of_the_mean_is_narrower_than_that_of_the_area(edition):
    figures = edition.indicators
    lower, upper = wilson_interval(figures["numerator"], figures["denominator"])
    own = np.where(np.isnan(lower), figures["upper_ci"] - figures["lower_ci"], upper - lower)
    assert (2 * 1.959964 * figures["peers_error"] < own).mean() > 0.95


# What is refused


@pytest.fixture
def folder(tmp_path):
    """A copy of the edition of October 2016 that a test may damage."""
    for name in ("metadata.yaml", "areas.csv", "indicators.csv"):
        shutil.copy(EDITION_FOLDER / "october-2016" / name, tmp_path)
    return tmp_path


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refusal_of(folder):
    with pytest.raises(DataError) as refusal:
        load_edition(folder)
    message = str(refusal.value)
    assert len(message.splitlines()) == 1
    return message.replace(str(folder), "FOLDER").replace("\\", "/")


def test_an_edition_without_the_block_has_no_similar_areas_and_the_same_ratings(folder, ratings, method):
    text = (folder / "metadata.yaml").read_text(encoding="utf-8")
    (folder / "metadata.yaml").write_text(text.partition("\nsimilar_areas:\n")[0], encoding="utf-8")
    bare = load_edition(folder)
    assert bare.meta.similar_areas is None
    assert bare.similar.empty
    assert bare.indicators[["peers", "peers_error"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(rate(bare.indicators, method).set_index("area_code"), ratings)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number: 10", "number: 0", "number: it should be at least 1 (given: 0)."),
        ("number: 10", "number: yes", "number: it should be a whole number (given: yes)."),
        ("alike_within: 0.5", "alike_within: half", "alike_within: it should be a number (given: 'half')."),
        (
            "weight: 20",
            "weight: -1",
            "variables.aged_75_and_over.weight: it should be more than 0 (given: -1).",
        ),
        (
            "scale: log",
            "scale: square",
            "variables.population.scale: it should be 'linear' or 'log' (given: 'square').",
        ),
        (
            "weight: 20",
            "wieght: 20",
            "variables.aged_75_and_over.wieght: there is no such field (given: 20).",
        ),
        ("      noun: age\n", "", "variables.aged_75_and_over.noun: it is missing."),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_its_name(folder, old, new, said):
    rewrite(folder / "metadata.yaml", old, new)
    assert refusal_of(folder) == f"FOLDER/metadata.yaml, similar_areas.{said}"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "areas.csv",
            "area_km2",
            "size",
            "density: the table of areas has no column area_km2; it has area_code, ods_code, ",
        ),
        (
            "metadata.yaml",
            "column: imd_2015_score",
            "column: region",
            "deprivation: the column region of the table of areas is not numbers.",
        ),
        (
            "areas.csv",
            "18.939,1221.4\n",
            "18.939,0\n",
            "density: log(population / area_km2) cannot be computed for E38000001. A ratio needs a second "
            "number that is not 0, a logarithm numbers above 0.",
        ),
    ],
)
def test_a_column_that_cannot_be_used_is_refused_by_its_name(folder, name, old, new, said):
    rewrite(folder / name, old, new)
    assert refusal_of(folder).startswith(f"similar_areas.variables.{said}")
