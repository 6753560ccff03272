"""What was published is in the edition as it was published."""

import numpy as np
import pandas as pd
import pytest
import yaml

from tests.sample_data.conftest import FOLDER

INDICATORS = ["early_diagnosis", "waits_62_day", "one_year_survival", "patient_experience"]
MONTHS = ["january", "february", "march"]

# Written out by hand from the articles, so that a slip in published_values.csv cannot hide.
PRINTED = {
    "Dorset": (55.4, 82.7, 71.6, 91.1),
    "West Suffolk": (61.0, 85.3, 71.8, 90.3),
    "South Devon and Torbay": (55.2, 88.5, 73.3, 91.9),
    "Cumbria": (51.5, 79.5, 69.8, 89.1),
    "Medway": (44.6, 71.3, 65.3, None),
    "Richmond": (53.6, 97.5, 73.3, None),
    "Ipswich and East Suffolk": (None, None, 68.0, None),
    "Newham": (None, None, 63.9, None),
    "Barnet": (None, None, 74.5, None),
    "Harrow": (None, None, 74.5, None),
    "Thurrock": (None, 54.8, None, None),
    "Basildon and Brentwood": (None, 62.0, None, None),
    "Castle Point and Rochford": (None, 78.1, None, None),
    "Southend": (None, 65.3, None, None),
}
INCOMPLETE = {"Bexley", "Cannock Chase", "Dudley", "Greenwich", "Lewisham", "Wolverhampton"}


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    table = pd.read_csv(FOLDER / "inputs" / "waits_62_day_counts.csv", index_col="area_code")
    return pd.DataFrame(
        {
            "treated": table[[f"treated_{m}" for m in MONTHS]].sum(axis=1),
            "within": table[[f"within_{m}" for m in MONTHS]].sum(axis=1),
        }
    )


@pytest.mark.parametrize("name", PRINTED)
def test_printed_values_are_exact(name, areas, values, figures):
    code = areas.loc[name, "area_code"]
    for indicator, expected in zip(INDICATORS, PRINTED[name], strict=True):
        if expected is not None:
            assert values.loc[code, indicator] == expected
            row = figures[(figures["area_code"] == code) & (figures["indicator"] == indicator)].iloc[0]
            assert row["basis"] == "published"


def test_thirty_printed_values_are_in_the_edition_and_none_is_left_out(printed, values):
    exact = printed[printed["operator"] == "="]
    assert len(exact) == 30 == sum(v is not None for row in PRINTED.values() for v in row)
    assert printed["area_code"].nunique() == 17
    for row in exact.itertuples():
        assert values.loc[row.area_code, row.indicator] == row.value


def test_three_areas_printed_as_70_or_above_are_estimated_so(printed, values, figures):
    bounds = printed[printed["operator"] == ">="]
    assert len(bounds) == 3
    for row in bounds.itertuples():
        assert values.loc[row.area_code, row.indicator] >= row.value == 70
    rows = figures.merge(bounds[["area_code", "indicator"]])
    assert (rows["basis"] == "estimated").all()
    assert rows["note"].str.contains("70 or above").all()


def test_every_printed_value_states_its_source(printed):
    with_address = printed["url"].str.startswith("http")
    assert (with_address | printed["note"].str.contains("no address")).all()
    assert printed["publisher"].notna().all()
    assert (~with_address).sum() == 3


def test_209_areas_have_four_figures_each(figures, edition):
    assert len(figures) == 836
    assert not figures.duplicated(["area_code", "indicator"]).any()
    assert set(figures["area_code"]) == set(edition.areas["area_code"])
    assert list(figures["indicator"][:4]) == list(edition.meta.indicators) == INDICATORS


def test_every_figure_has_a_basis_and_a_source(figures):
    assert set(figures["basis"]) == {"published", "estimated"}
    assert set(figures["interval_basis"]) <= {"published", "derived", "estimated"}
    assert figures["source"].str.len().min() > 10
    counted = figures.groupby("indicator")["basis"].value_counts().unstack(fill_value=0)["published"]
    assert counted.to_dict() == dict(zip(INDICATORS, (6, 209, 10, 4), strict=True))


def test_only_intervals_from_published_counts_are_not_called_estimated(figures):
    derived = figures["interval_basis"] == "derived"
    assert (derived == (figures["indicator"] == "waits_62_day")).all()


def test_limits_bracket_the_value(figures):
    assert (figures["lower_ci"] <= figures["value"]).all()
    assert (figures["value"] <= figures["upper_ci"]).all()
    assert figures["lower_ci"].min() > 0
    assert figures["upper_ci"].max() <= 100


def test_values_agree_with_their_counts(figures):
    rows = figures.dropna(subset=["numerator"])
    share = 100 * rows["numerator"] / rows["denominator"]
    as_printed = (rows["indicator"] == "waits_62_day") & rows["note"].str.contains("Value as printed")
    assert (share - rows["value"])[~as_printed].abs().max() <= 0.05 + 1e-9
    assert (share - rows["value"])[as_printed].abs().max() < 0.5


def test_limits_are_wilson_from_the_counts_and_normal_without(figures):
    from scoring import wilson_interval

    rows = figures.dropna(subset=["numerator"])
    lower, upper = wilson_interval(rows["numerator"], rows["denominator"])
    np.testing.assert_allclose(rows["lower_ci"], lower, atol=6e-5)
    np.testing.assert_allclose(rows["upper_ci"], upper, atol=6e-5)
    index = figures[figures["numerator"].isna()]
    assert set(index["indicator"]) == {"one_year_survival"}
    np.testing.assert_allclose(
        index["upper_ci"] - index["value"], index["value"] - index["lower_ci"], atol=2e-4
    )
    standard_error = (index["upper_ci"] - index["lower_ci"]) / 2 / 1.959964
    assert 0.5 < standard_error.median() < 0.7


def test_62_day_counts_add_up_to_england(figures, counts, edition):
    waits = figures[figures["indicator"] == "waits_62_day"]
    assert (waits["numerator"].sum(), waits["denominator"].sum()) == (26_606, 32_499)
    england, hub = counts.loc["E92000001"], counts.loc["13Q"]
    assert (england["within"], england["treated"]) == (26_617, 32_511)
    assert waits["numerator"].sum() + hub["within"] == england["within"]
    assert waits["denominator"].sum() + hub["treated"] == england["treated"]
    assert round(100 * england["within"] / england["treated"], 1) == 81.9
    assert edition.meta.indicators["waits_62_day"].england_value == 81.9


def test_six_areas_with_an_incomplete_month_say_so(figures, areas):
    noted = figures[figures["note"].str.contains("seems not to have sent its figures")]
    names = areas.reset_index().set_index("area_code")["short_name"]
    assert set(names[noted["area_code"]]) == INCOMPLETE
    assert set(noted["indicator"]) == {"waits_62_day"}


def test_a_printed_value_that_differs_from_the_counts_says_so(figures, areas):
    dorset = figures[(figures["area_code"] == areas.loc["Dorset", "area_code"])].set_index("indicator")
    assert (dorset.loc["waits_62_day", "numerator"], dorset.loc["waits_62_day", "denominator"]) == (526, 635)
    assert "526 of 635" in dorset.loc["waits_62_day", "note"]


def test_published_ratings_name_their_source():
    table = pd.read_csv(FOLDER / "published_ratings.csv")
    assert len(table) == 41
    assert table["certainty"].value_counts().to_dict() == {"stated": 36, "inferred": 5}
    assert set(table["rating"]) == {"top", "well", "needs", "greatest"}
    assert table["url"].str.startswith("http").all()


def test_metadata_describes_every_indicator_for_a_reader():
    document = yaml.safe_load((FOLDER / "metadata.yaml").read_text(encoding="utf-8"))
    needed = {"label", "definition", "unit", "direction", "period", "publisher", "published", "last_update"}
    needed |= {
        "methodology_link",
        "england_value",
        "standard",
        "period_basis",
        "basis_summary",
        "licence",
        "sources",
    }
    for name, indicator in document["indicators"].items():
        assert needed <= indicator.keys(), name
        assert indicator["published"] is not None or "not known" in indicator["last_update"].lower()
    assert all({"id", "fact", "value", "source"} <= fact.keys() for fact in document["facts"])


def test_basis_summaries_count_what_is_there(figures, edition):
    for name, indicator in edition.meta.indicators.items():
        basis = figures.loc[figures["indicator"] == name, "basis"].value_counts()
        assert indicator.basis_summary.startswith(f"{basis['published']} published")
        if "estimated" in basis:
            assert f"{basis['estimated']} estimated" in indicator.basis_summary
