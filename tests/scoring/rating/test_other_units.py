"""An edition of invented figures in other units: rates where lower is better, an index, a missing figure.

It lies in tests/edition_other_units, with a methodology of weighted points and a limit.
"""

import csv
import io
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from scoring import (
    RATINGS,
    Assessment,
    breakdown,
    count_ratings,
    explain,
    load_edition,
    load_methodology,
    movers,
    rate,
    to_grid,
)
from scoring.__main__ import main
from scoring.analysis.monte_carlo import drawn_probabilities
from scoring.analysis.probability import is_exact, rating_probabilities
from scoring.analysis.sweep import next_change, sweep, sweepable
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from tests.paths import OTHER_UNITS as FOLDER
from tests.scoring.small_rules import small_rule

EDITION = load_edition(FOLDER)
METHOD = load_methodology(FOLDER / "other-units.yaml")
ENGLAND = {"health_checks": 47.0, "early_deaths": 12.3, "in_patients": 55.0}
PER = {"health_checks": 100, "early_deaths": 1e5}
LOWER_IS_BETTER = ("early_deaths", "in_patients")
OUTCOMES = {
    # Health checks, early deaths, in-patients, carers' experience; score = (a + 2 b + c + d) / 5.
    "Aldermoor": ("high", "similar", "high", "high"),  # 2 + 2 + 2 + 2 = 8: 1.6
    "Brackenford": ("similar", "similar", "similar", "high"),  # 1 + 2 + 1 + 2 = 6: 1.2
    "Coldwater": ("low", "low", "low", "low"),  # 0
    "Dunmere": ("high", "high", "high", "high"),  # 2 + 4 + 2 + 2 = 10: 2
    "Eastmarsh": ("similar", "similar", "similar", "low"),  # 1 + 2 + 1 + 0 = 4: 0.8
    "Fernleigh": ("similar", "similar", "similar", "low"),  # 0.8
    "Greyholt": ("low", "low", "low", "low"),  # 0
    "Hazelbury": ("high", "similar", "similar", "high"),  # 2 + 2 + 1 + 2 = 7: 1.4, capped: 61 > 60
    "Ivychurch": ("similar", "similar", "similar", "high"),  # 1.2
    "Juniper Vale": ("low", "similar", "similar", "low"),  # 0 + 2 + 1 + 0 = 3: 0.6
    "Kingsreach": ("high", "similar", "similar", "high"),  # 1.4
    "Larkstone": ("similar", "similar", "similar", "missing"),  # (1 + 2 + 1) / 4 = 1.0
}
SCORES = {
    "Aldermoor": 1.6, "Brackenford": 1.2, "Coldwater": 0, "Dunmere": 2, "Eastmarsh": 0.8, "Fernleigh": 0.8,
    "Greyholt": 0, "Hazelbury": 1.4, "Ivychurch": 1.2, "Juniper Vale": 0.6, "Kingsreach": 1.4, "Larkstone": 1,
}  # fmt: skip
GIVEN = {
    "Aldermoor": "top", "Brackenford": "well", "Coldwater": "greatest", "Dunmere": "top",
    "Eastmarsh": "needs", "Fernleigh": "needs", "Greyholt": "greatest", "Hazelbury": "needs",
    "Ivychurch": "well", "Juniper Vale": "needs", "Kingsreach": "well", "Larkstone": "needs",
}  # fmt: skip


def named(frame):
    return frame.assign(name=frame["area_code"].map(EDITION.short_names)).set_index("name")


def test_the_edition_says_that_it_is_invented():
    assert (EDITION.indicators["source"] == "Invented for tests").all()
    assert "nvented" in EDITION.meta.attribution


def test_rates_and_indices_are_loaded_in_their_own_units():
    first = EDITION.indicators.iloc[:4].set_index("indicator")
    assert first["per"].tolist()[:3] == [100, 100_000, 1_000_000]
    assert np.isnan(first.loc["carer_index", "per"])
    assert first["direction"].tolist() == [1, -1, -1, 1]
    assert EDITION.indicators["value"].isna().sum() == 1


def test_outcomes_are_those_of_wilson_limits_in_the_unit_of_the_rate():
    table = named(breakdown(EDITION.indicators, METHOD))
    for name, outcomes in OUTCOMES.items():
        assert tuple(table.loc[name, "outcome"]) == outcomes, name
    for row in table.itertuples():
        if row.indicator in PER:
            expected = proportion_confint(row.numerator, row.denominator, method="wilson")
            assert (row.lower_ci, row.upper_ci) == pytest.approx(np.multiply(PER[row.indicator], expected))
        if row.indicator in ENGLAND:
            clearly_above, clearly_below = (
                row.lower_ci > ENGLAND[row.indicator],
                row.upper_ci < ENGLAND[row.indicator],
            )
            better, worse = clearly_above, clearly_below
            if row.indicator in LOWER_IS_BETTER:
                better, worse = worse, better
            assert row.outcome == ("high" if better else "low" if worse else "similar"), row


def test_scores_and_ratings_are_as_worked_by_hand():
    table = named(rate(EDITION.indicators, METHOD))
    assert table["score"].to_dict() == pytest.approx(SCORES)
    assert table["rating"].to_dict() == GIVEN
    assert table["limited_by"][table["limited_by"] != ""].to_dict() == {
        "Hazelbury": "More in-patients than the standard"
    }
    assert table.loc["Larkstone", "rated_indicators"] == 3


def test_units_and_directions_are_right_in_words():
    coldwater = explain(Assessment(EDITION, METHOD), EDITION.find_area("Coldwater"))
    assert coldwater.indicators["reason"].tolist() == [
        "35.8%, with the whole 95% interval below England's 47.0% (upper end 41.1%)",
        "20.0 per 100,000, with the whole 95% interval above England's 12.3 per 100,000 (lower end 14.2 per "
        "100,000)",
        "83 per million, with the whole 95% interval above England's 55 per million (lower end 63 per million)",
        "98.9 points against the threshold of 104 points",
    ]
    dunmere = explain(Assessment(EDITION, METHOD), EDITION.find_area("Dunmere"))
    assert dunmere.indicators["reason"].tolist()[1] == (
        "7.9 per 100,000, with the whole 95% interval below England's 12.3 per 100,000 (upper end 11.3 per "
        "100,000)"
    )
    assert explain(Assessment(EDITION, METHOD), EDITION.find_area("Larkstone")).indicators["reason"].tolist()[
        1:
    ] == [
        "12.8 per 100,000, not clearly different from England's 12.3 per 100,000",
        "59 per million, not clearly different from England's 55 per million",
        "no value",
    ]


def test_a_limit_on_a_rate_where_lower_is_better_is_said():
    assert explain(Assessment(EDITION, METHOD), EDITION.find_area("Hazelbury")).sentence == (
        "Hazelbury needs improvement because a limit caps its rating: more in-patients than the standard (61 "
        "per million). Without the limit, Hazelbury would be performing well because its score of 1.40 is enough "
        "for “performing well” (1.20 or more) but not for “top performing” (1.50 or more). The score is the "
        "weighted mean of its indicators (points: 0 if low, 2 if high, else 1): health checks 2, early deaths 1, "
        "in-patients 1, carers' experience 2."
    )


def test_distances_of_lower_is_better_are_said_on_the_right_side():
    worst = small_rule(
        {name: {"benchmark": "england"} for name in METHOD.indicators},
        aggregation="worst",
        score="z",
        over_dispersion={"kind": "none", "winsorised_percent": 10},
    )
    reasons = (
        explain(Assessment(EDITION, worst), EDITION.find_area("Coldwater")).indicators["reason"].tolist()
    )
    # sqrt(0.47 · 0.53 / 330) = 0.02747: (35.8 - 47) / 2.747 = -4.08.
    # sqrt(12.3 · (100000 - 12.3) / 165000) = 2.7302: (20 - 12.3) / 2.7302 = 2.82.
    # 40 / 3.92 = 10.2041: (83 - 55) / 10.2041 = 2.74. 5.2 / 3.92 = 1.32654: (98.9 - 104) / 1.32654 = -3.84.
    assert reasons == [
        "35.8%, 4.08 standard errors below England's 47.0%",
        "20.0 per 100,000, 2.82 standard errors above England's 12.3 per 100,000",
        "83 per million, 2.74 standard errors above England's 55 per million",
        "98.9 points, 3.84 standard errors below England's 104.0 points",
    ]
    table = named(breakdown(EDITION.indicators, worst)).loc["Coldwater"]
    assert (table["score"] < 0).all()


@pytest.mark.parametrize("shrink", [True, False])
def test_exact_probabilities_agree_with_200000_draws(shrink):
    assert is_exact(METHOD)
    draws = 200_000
    exact = rating_probabilities(EDITION.indicators, METHOD, shrink=shrink)[list(RATINGS)].to_numpy().T
    grid = to_grid(EDITION.indicators, METHOD)
    drawn = drawn_probabilities(grid, METHOD, draws=draws, shrink=shrink)
    tolerance = 5 * np.sqrt(exact * np.maximum(1 - exact, 0) / draws) + 5 / draws
    assert (np.abs(drawn - exact) <= tolerance).all()
    np.testing.assert_allclose(exact.sum(0), 1)


def test_fewer_are_enough_where_lower_is_better():
    said = targets_sentences(
        EDITION, what_would_it_take(Assessment(EDITION, METHOD), EDITION.find_area("Larkstone"))
    )
    assert said == [
        "Health checks: 31 more people who had a health check (243 of 470 instead of 212, 51.7%) would lift "
        "Larkstone to performing well.",
        "Early deaths: 12 fewer deaths (15 of 211,000 instead of 27, 7.1 per 100,000) would make Larkstone top "
        "performing.",
        "In-patients: 20 per million lower (39 per million) would lift Larkstone to performing well.",
        "Carers' experience: no value.",
    ]


def test_one_person_is_not_one_people():
    all_but_one = EDITION.indicators.copy()
    code = EDITION.find_area("Larkstone")
    cell = (all_but_one["area_code"] == code) & (all_but_one["indicator"] == "health_checks")
    all_but_one.loc[cell, ["numerator", "value"]] = 242, 100 * 242 / 470
    edition = replace(EDITION, indicators=all_but_one)
    said = targets_sentences(edition, what_would_it_take(Assessment(edition, METHOD), code))[0]
    assert said.startswith("Health checks: 1 more person who had a health check (243 of 470 instead of 242, ")


def test_a_limit_stricter_than_the_benchmark_is_reached_too():
    """In-patients 61 are not clearly worse than 80, but the limit of 30 needs 31 fewer."""
    method = METHOD.with_changes({"in_patients.benchmark": 80, "in_patient_standard.benchmark": 30})
    found = what_would_it_take(Assessment(EDITION, method), EDITION.find_area("Hazelbury")).singles[
        "in_patients"
    ]
    assert (found.changes[0].points, found.changes[0].value, found.rating) == (31, 30, "top")


def test_an_index_without_an_end_is_lifted_past_a_benchmark_that_no_area_reaches():
    method = METHOD.with_changes({"carer_index.benchmark": 150, "carer_index.weight": 10})
    found = what_would_it_take(Assessment(EDITION, method), EDITION.find_area("Ivychurch")).singles[
        "carer_index"
    ]
    # (1 + 2 + 1 + 10 · 2) / 14 = 1.71.
    assert (found.changes[0].points, found.rating) == (44.8, "top")


@pytest.mark.parametrize("path", sweepable(METHOD))
def test_sweeps_count_what_rate_counts_round_each_change(path):
    rows = sweep(EDITION.indicators, METHOD, path)
    bounds = METHOD.parameters[path]
    assert rows["from_threshold"].iloc[0] == bounds.minimum
    for row in rows.itertuples():
        for at in (row.from_threshold, (row.from_threshold + row.to_threshold) / 2, row.to_threshold):
            inside = (at > row.from_threshold or row.from_included) and (
                at < row.to_threshold or row.to_included
            )
            if inside:
                counted = count_ratings(rate(EDITION.indicators, METHOD.with_changes({path: at})))
                assert counted == {rating: getattr(row, rating) for rating in RATINGS}, at


def test_the_next_change_of_a_rate_is_in_its_unit():
    assert next_change(Assessment(EDITION, METHOD), "early_deaths") == (
        "The next change happens at about 9.23 per 100,000, when Juniper Vale comes to be in greatest "
        "need for improvement."
    )
    assert next_change(Assessment(EDITION, METHOD), "in_patient_standard.benchmark", "up") == (
        "The next change happens at 61 per million, when Hazelbury becomes performing well."
    )


def test_moves_have_reasons_in_the_units_of_their_indicators():
    indicators = {
        name: rule.model_dump(exclude={"weight"}, exclude_none=True)
        for name, rule in METHOD.indicators.items()
    }
    bands = {"needs": {"low_at_least": 1}, "well": {}}
    by_counts = small_rule(indicators, bands, aggregation="counts", value_decimals=1)
    lenient = by_counts.with_changes({"carer_index.benchmark": 103})
    assert movers(Assessment(EDITION, by_counts), Assessment(EDITION, lenient)).set_index("short_name")[
        "reason"
    ].to_dict() == {
        "Fernleigh": "Carers' experience now high: 103.1 points against 103 points (was 104 points)"
    }
    strict = by_counts.with_changes({"early_deaths.benchmark": 8})
    reasons = movers(Assessment(EDITION, by_counts), Assessment(EDITION, strict)).set_index("short_name")[
        "reason"
    ]
    assert reasons["Brackenford"] == (
        "Early deaths now low: 12.3 per 100,000, with the whole 95% interval above 8 per 100,000 (lower end 8.8 "
        "per 100,000) (was England's 12.3 per 100,000)"
    )


@pytest.fixture
def table(capsys):
    def call(*arguments):
        edition = ("--edition", str(FOLDER))
        assert main([*arguments, *edition, "--method", str(FOLDER / "other-units.yaml")]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return list(csv.DictReader(io.StringIO(said.out)))

    return call


def test_the_command_line_takes_an_edition_and_a_methodology_by_path(table):
    assert {row["area_name"][4:-4]: row["rating"] for row in table("rate")} == GIVEN
    assert len(table("probability")) == 12
    assert table("targets", "Hazelbury")[2]["additional_points"] == "1"
    assert len(table("sweep", "--indicator", "early_deaths")) > 10


def test_the_command_line_explains_in_the_units_of_the_edition(capsys):
    arguments = ["--edition", str(FOLDER), "--method", str(FOLDER / "other-units.yaml")]
    assert main(["explain", "Larkstone", *arguments]) == 0
    out = capsys.readouterr().out
    assert "[95% interval 8.8 per 100,000 to 18.6 per 100,000]" in out
    assert "Carers' experience     missing  no value" in out


def test_methodologies_about_other_indicators_are_refused_and_none_is_compared(capsys):
    assert main(["agreement", "--edition", str(FOLDER)]) == 1
    assert capsys.readouterr().err == (
        "scoring: No methodology of the library is about the indicators of Invented figures in other units.\n"
    )
    assert main(["rate", "--edition", str(FOLDER)]) == 1
    assert "has no indicator early_diagnosis, one_year_survival" in capsys.readouterr().err


def test_large_populations_take_little_memory_where_all_areas_are_judged_anew():
    """Two million people, a rate where higher is better and a rule of ranks: moves are judged a part at a time."""
    figures = EDITION.indicators.copy()
    cell = figures["indicator"] == "early_deaths"
    figures.loc[cell, "denominator"] *= 10
    figures.loc[cell, "numerator"] *= 10
    figures.loc[cell, "direction"] = 1
    best = small_rule(
        {"early_deaths": {"weight": 1}},
        {"top": {"percent_of_areas": 10}, "needs": {}},
        aggregation="mean",
        score="min_max",
        scale={"lowest": 0, "highest": 100},
    )
    tracemalloc.start()
    found = what_would_it_take(
        Assessment(replace(EDITION, indicators=figures), best), EDITION.find_area("Larkstone")
    )
    peak, _ = tracemalloc.get_traced_memory()[1], tracemalloc.stop()
    assert peak < 500e6
    # The best of 12: as many as Coldwater's 330 of 1,650,000, of 2,110,000: 422.
    assert found.singles["early_deaths"].changes[0].numerator == 422
