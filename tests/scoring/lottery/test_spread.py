"""How far apart areas are, and how many people live in each rating."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    RATINGS,
    Assessment,
    DataError,
    load_edition,
    load_methodology,
    methodology_ids,
    rate,
    read_indicators,
)
from scoring.lottery.spread import population_by_rating, spread
from scoring.lottery.spread_words import (
    format_people,
    population_sentence,
    spread_sentence,
)
from scoring.rating.intervals import z_value
from scoring.rating.shrinkage import shrunken_rates, shrunken_values
from tests.paths import OTHER_UNITS
from tests.scoring.random_tables import law

INVENTED = load_edition(OTHER_UNITS)
WEIGHTED = load_methodology(OTHER_UNITS / "other-units.yaml")


def test_spread_is_that_of_the_values_by_pandas(edition, method):
    table = spread(Assessment(edition, method)).set_index("indicator")
    assert list(table.index) == list(method.indicators)
    for name, values in edition.indicators.groupby("indicator")["value"]:
        found = table.loc[name]
        low, high = values.quantile([0.1, 0.9])
        assert (found["best"], found["worst"]) == (values.max(), values.min())
        assert found["range"] == pytest.approx(values.max() - values.min())
        assert (found["percentile_10"], found["percentile_90"]) == pytest.approx((low, high))
        assert found["interdecile_range"] == pytest.approx(high - low)
        assert found["interdecile_ratio"] == pytest.approx(high / low)


def test_the_ends_are_those_of_the_public_facts(edition, method):
    table = spread(Assessment(edition, method)).set_index("indicator")
    waits, survival = table.loc["waits_62_day"], table.loc["one_year_survival"]
    assert (waits["best"], waits["best_areas"]) == (97.5, edition.find_area("Richmond"))
    assert (waits["worst"], waits["worst_areas"]) == (54.8, edition.find_area("Thurrock"))
    assert survival["best_areas"].split() == [edition.find_area(name) for name in ("Barnet", "Harrow")]
    assert (survival["best_estimated"], survival["estimated"]) == (False, 199)


def test_shrunken_spread_is_that_of_the_shrunken_figures(edition, method):
    table = spread(Assessment(edition, method)).set_index("indicator")
    figures = edition.indicators.set_index("indicator")
    waits, survival = figures.loc["waits_62_day"], figures.loc["one_year_survival"]
    error = ((survival["upper_ci"] - survival["lower_ci"]) / (2 * z_value(95))).to_numpy()
    drawn = {
        "waits_62_day": 100 * shrunken_rates(waits["numerator"].to_numpy(), waits["denominator"].to_numpy()),
        "one_year_survival": shrunken_values(survival["value"].to_numpy(), error),
    }
    for name, figures in drawn.items():
        assert table.loc[name, "shrunken_range"] == pytest.approx(np.ptp(figures))
        low, high = np.percentile(figures, [10, 90])
        assert table.loc[name, "shrunken_interdecile_range"] == pytest.approx(high - low)
        assert table.loc[name, "shrunken_interdecile_ratio"] == pytest.approx(high / low)


def test_the_best_is_the_lowest_where_lower_is_better():
    table = spread(Assessment(INVENTED, WEIGHTED)).set_index("indicator")
    deaths = table.loc["early_deaths"]
    assert (deaths["best"], deaths["worst"], deaths["shrunken_best"] < deaths["shrunken_worst"]) == (
        7.9,
        20,
        True,
    )
    assert table["areas"].to_dict() == {
        "health_checks": 12, "early_deaths": 12, "in_patients": 12, "carer_index": 11,
    }  # fmt: skip
    [row] = spread(Assessment(INVENTED, WEIGHTED)).query("indicator == 'early_deaths'").itertuples()
    assert "between 8.4 per 100,000 and 18.9 per 100,000, 10.4 per 100,000 apart" in spread_sentence(
        row, INVENTED
    )


@law
@given(st.lists(st.integers(1, 400), min_size=2, max_size=12), st.integers(400, 900))
def test_allowing_for_chance_never_widens_a_spread_of_equally_large_areas(numerators, size):
    figures = INVENTED.indicators
    rows = figures["indicator"] == "health_checks"
    table = figures[rows].iloc[: len(numerators)].assign(numerator=numerators[: rows.sum()], denominator=size)
    table["value"] = 100 * table["numerator"] / size
    row = spread(Assessment(replace(INVENTED, indicators=table), WEIGHTED)).iloc[0]
    assert row["shrunken_range"] <= row["range"] + 1e-9
    assert row["shrunken_interdecile_range"] <= row["interdecile_range"] + 1e-9


def test_an_indicator_without_figures_says_so():
    bare = INVENTED.indicators.assign(value=np.nan)
    [row] = spread(Assessment(replace(INVENTED, indicators=bare), WEIGHTED)).iloc[:1].itertuples()
    assert row.areas == 0 and np.isnan(row.interdecile_range) and row.best_areas == ""
    assert spread_sentence(row, INVENTED) == "Health checks: no area has a figure."


def test_figures_of_which_nothing_is_known_of_chance_have_no_shrunken_spread():
    columns = ["numerator", "denominator", "lower_ci", "upper_ci"]
    bare = replace(INVENTED, indicators=INVENTED.indicators.assign(**dict.fromkeys(columns, np.nan)))
    [row] = spread(Assessment(bare, WEIGHTED)).iloc[:1].itertuples()
    assert np.isnan(row.shrunken_range)
    assert spread_sentence(row, bare).endswith("15.5 percentage points apart.")


def test_a_ratio_to_nothing_is_not_a_number():
    figures = INVENTED.indicators
    rows = figures["indicator"] == "carer_index"
    below = figures.assign(value=figures["value"].where(~rows, figures["value"] - 104))
    table = spread(Assessment(replace(INVENTED, indicators=below), WEIGHTED)).set_index("indicator")
    assert np.isnan(table.loc["carer_index", "interdecile_ratio"])
    assert table.loc["carer_index", "interdecile_range"] > 0


def test_spread_in_words(edition, method):
    said = {
        row.indicator: spread_sentence(row, edition)
        for row in spread(Assessment(edition, method)).itertuples()
    }
    assert said["waits_62_day"] == (
        "62-day waits: from 97.5% in Richmond to 54.8% in Thurrock, 42.7 percentage points apart. Eight of ten areas "
        "lie between 72.8% and 89.1%, 16.3 percentage points apart; 11.1 percentage points once chance is allowed for."
    )
    assert said["one_year_survival"].startswith(
        "One-year survival: from 74.5% in Barnet and Harrow to 63.9% in Newham, 10.6 percentage points apart. Eight of "
        "ten areas lie between 67.5% est. and 72.4% est., 4.9 percentage points apart; 4.5 percentage points est. once"
    )


def test_people_of_each_rating_are_those_of_its_areas(edition, method, ratings):
    table = population_by_rating(Assessment(edition, method)).set_index("rating")
    people = edition.areas.set_index("area_code")["population"]
    assert list(table.index) == list(RATINGS)
    for rating, row in table.iterrows():
        mine = ratings.index[ratings["rating"] == rating]
        assert (row["areas"], row["population"]) == (len(mine), people.loc[mine].sum())
    assert table["share"].sum() == pytest.approx(1)
    assert table["population"].sum() == people.sum()


@pytest.mark.parametrize("name", methodology_ids())
def test_every_methodology_counts_everyone_once(edition, name):
    method = load_methodology(name)
    table = population_by_rating(Assessment(edition, method))
    assert table["population"].sum() == edition.areas["population"].sum()
    said = population_sentence(table, Assessment(edition, method))
    assert said.count("(") == (table["areas"] > 0).sum() and said.count(" people ") == 1


def test_people_in_words(edition, method):
    said = population_sentence(population_by_rating(Assessment(edition, method)), Assessment(edition, method))
    assert said.startswith(
        "By these figures, most of them estimates, 5.5 million people (10%) live in the 24 areas rated greatest need "
        "for improvement. 42.4 million (77%) live in the 156 areas rated needs improvement. "
    )
    assert format_people(159_311) == "159,311"


def test_headline_figures_put_everyone_in_areas_not_rated(edition):
    method = load_methodology("headline-only")
    table = population_by_rating(Assessment(edition, method))
    assert population_sentence(table, Assessment(edition, method)).endswith(
        "54.8 million people (100%) live in the 209 areas not rated."
    )


def test_a_moderated_area_counts_where_it_is_moderated_to(edition, method):
    dorset = edition.find_area("Dorset")
    people = edition.areas.set_index("area_code").loc[dorset, "population"]
    scenario = method.with_changes({f"moderation.{dorset}": "well | Peer review | Panel | 2016-09-30"})
    before, after = (
        population_by_rating(Assessment(edition, m)).set_index("rating")["population"]
        for m in (method, scenario)
    )
    assert (after - before).to_dict() == {
        "top": 0,
        "well": people,
        "needs": -people,
        "greatest": 0,
        "not_rated": 0,
    }


def test_areas_without_population_are_counted_apart(edition, method):
    areas = edition.areas.copy()
    areas["population"] = areas["population"].astype(float)
    areas.loc[areas["short_name"] == "Dorset", "population"] = np.nan
    some = replace(edition, areas=areas)
    table = population_by_rating(Assessment(some, method)).set_index("rating")
    assert table["unknown_population"].to_dict() == {
        "top": 0, "well": 0, "needs": 1, "greatest": 0, "not_rated": 0,
    }  # fmt: skip
    said = population_sentence(table.reset_index(), Assessment(some, method))
    assert said.endswith(" The population of 1 of the areas is not known and not counted.")
    with pytest.raises(DataError, match="how many people live in its areas"):
        population_by_rating(
            Assessment(replace(edition, areas=edition.areas.drop(columns="population")), method)
        )


def test_a_table_of_few_areas_is_measured_too(edition, method, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "area_code,indicator,value\n" + "".join(f"11J,{name},90\n" for name in method.indicators),
        encoding="utf-8",
    )
    mine = replace(edition, indicators=read_indicators(path, edition))
    assert spread(Assessment(mine, method))["range"].tolist() == [0] * 4
    rated = rate(mine.indicators, method)["rating"].iloc[0]
    table = population_by_rating(Assessment(mine, method)).set_index("rating")
    assert table.loc[rated, "share"] == 1
