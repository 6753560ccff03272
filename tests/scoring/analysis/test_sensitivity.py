"""What moves the result: plausible ranges, one constant at a time, and Sobol indices."""

import csv
import io
import json
from dataclasses import replace
from itertools import product
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Assessment, DataError, load_edition, load_methodology, rate
from scoring.__main__ import main
from scoring.analysis.ranges import Varied, varied
from scoring.analysis.sensitivity import sensitivity_table, sobol, tornado
from scoring.analysis.sensitivity_words import (
    alone_sentence,
    choice_value,
    choices_in_words,
    how_many_estimated,
    together_sentence,
)
from scoring.methodology.parts import COMPARISONS
from tests.october import METHODOLOGIES
from tests.scoring.random_tables import INDICATORS, law, tables

EDITION = load_edition("october-2016")
FIGURES = EDITION.indicators
RATED = [name for name in METHODOLOGIES if name != "headline-only"]


def percent_below(ratings):
    rated = ratings["rating"] != "not_rated"
    return 100 * ratings["rating"].isin(["needs", "greatest"]).sum() / rated.sum() if rated.any() else np.nan


def ranges_of(method):
    return {one.path: one for one in varied(FIGURES, method)}


# Ranges


def test_a_benchmark_varies_by_one_standard_deviation_of_the_values(method):
    waits = FIGURES.loc[FIGURES["indicator"] == "waits_62_day", "value"].to_numpy()
    spread = np.sqrt(np.mean((waits - waits.mean()) ** 2))
    found = ranges_of(method)["waits_62_day.benchmark"]
    assert (found.now, found.low, found.high) == (85, round(85 - spread, 1), round(85 + spread, 1))


def test_englands_value_varies_as_a_number(method):
    assert ranges_of(method)["early_diagnosis.benchmark"].now == 50.7


def test_means_of_similar_areas_are_no_single_number_and_stay():
    found = ranges_of(load_methodology("peer-group"))
    assert {path for path in found if path.endswith(".benchmark")} == {"waits_62_day.benchmark"}


def test_weights_and_quotas_go_from_half_to_double():
    found = ranges_of(load_methodology("composite-arithmetic"))
    assert (found["waits_62_day.weight"].low, found["waits_62_day.weight"].high) == (0.5, 2)
    assert (found["top.percent_of_areas"].low, found["top.percent_of_areas"].high) == (1.675, 6.7)
    assert found["needs.percent_of_areas"].high == 100  # and not 149


def test_comparisons_go_by_value_to_99_8_and_stay_a_funnel_where_they_are_one(method):
    plain, funnel = ranges_of(method), ranges_of(load_methodology("funnel"))
    low, high = (COMPARISONS.index(kind) for kind in ("value", "99.8"))
    assert (plain["waits_62_day.low_by"].low, plain["waits_62_day.low_by"].high) == (low, high)
    low, high = (COMPARISONS.index(kind) for kind in ("funnel_95", "funnel_99.8"))
    assert (funnel["waits_62_day.low_by"].low, funnel["waits_62_day.low_by"].high) == (low, high)


def test_counts_vary_by_one_but_never_ask_for_nothing(method):
    found = ranges_of(method)
    assert (found["greatest.low_at_least"].low, found["greatest.low_at_least"].high) == (2, 4)
    assert (found["needs.low_at_least"].low, found["needs.low_at_least"].high) == (1, 2)
    assert ranges_of(load_methodology("met-or-not"))["top.high_at_least"].high == 4  # of four indicators


@pytest.mark.parametrize("name", ["mean-points", "rank-quartiles", "combined-z", "worst-counts"])
def test_cuts_of_scores_never_change_places(name):
    found = ranges_of(load_methodology(name))
    top, well, needs = (found[f"{rating}.score_at_least"] for rating in ("top", "well", "needs"))
    assert top.low >= well.high >= well.low >= needs.high


def test_points_never_change_places():
    found = ranges_of(load_methodology("mean-points"))
    low, similar, high = (found[f"points.{name}"] for name in ("low", "similar", "high"))
    assert low.low < low.high <= similar.low < similar.high <= high.low < high.high


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_now_lies_in_every_range_and_rounding_and_scale_are_in_none(name):
    found = ranges_of(load_methodology(name))
    assert found and all(one.low <= one.now <= one.high for one in found.values())
    assert not any(path.startswith(("value_", "minimum_", "scale.", "over_dispersion.")) for path in found)


@law
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.integers(1, 3))
def test_whole_steps_are_equally_likely(place, low, more):
    one = Varied("top.high_at_least", "count", low, low, low + more, "")
    assert one.at(np.array(place)) == low + int(place * (more + 1))


def test_a_weight_is_as_likely_to_be_halved_as_doubled():
    one = Varied("waits_62_day.weight", "ratio", 1, 0.5, 2, "")
    assert one.at(np.array([0, 0.5, 1])) == pytest.approx([0.5, 1, 2])


# One at a time


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_either_end_is_what_rate_gives_with_that_change(name):
    method = load_methodology(name)
    now = rate(FIGURES, method)
    table = tornado(FIGURES, method)
    assert set(table["path"]) == ranges_of(method).keys()
    for row in table.itertuples():
        for end in ("low", "high"):
            ratings = rate(FIGURES, method.with_changes({row.path: getattr(row, end)}))
            found = [getattr(row, f"{what}_at_{end}") for what in ("share", "below", "moved")]
            below = ratings["rating"].isin(["needs", "greatest"]).sum()
            moved = (ratings["rating"] != now["rating"]).sum()
            assert found == pytest.approx([percent_below(ratings), below, moved], nan_ok=True), row.path
    assert table["share_now"].to_numpy() == pytest.approx(percent_below(now), nan_ok=True)


def test_today_180_of_209_are_below_and_those_that_move_most_come_first(method):
    table = tornado(FIGURES, method)
    assert (table["below_now"] == 180).all()
    assert table["swing"].is_monotonic_decreasing
    assert (table.loc[0, "path"], table.loc[0, "swing"] > 40) == ("needs.low_at_least", True)


def test_moderated_areas_keep_their_rating_while_constants_move(method):
    codes = FIGURES["area_code"].unique()
    panel = {f"moderation.{code}": "well | Peer review | Panel | 2016-09-30" for code in codes}
    table = tornado(FIGURES, method.with_changes(panel))
    assert (table[["share_now", "swing", "moved_at_low", "moved_at_high"]] == 0).all(axis=None)


@law
@given(tables(), st.sampled_from([name for name in METHODOLOGIES if name != "peer-group"]))
def test_any_table_has_todays_share_whatever_is_missing(table, name):
    method = load_methodology(name)
    found = tornado(table, method)
    assert found["share_now"].to_numpy() == pytest.approx(percent_below(rate(table, method)), nan_ok=True)


# All together


def test_indices_of_two_quotas_are_those_that_can_be_worked_out_by_hand():
    """The share is 100 less two quotas, so each accounts for its own variance and nothing interacts."""
    found = sobol(FIGURES, load_methodology("mazziotta-pareto")).set_index("path")

    def variance(quota):  # of a number whose logarithm is uniform between those of a half and double
        mean = 1.5 * quota / log(4)
        return 3.75 * quota**2 / (2 * log(4)) - mean**2

    whole = variance(3.35) + variance(10.53)
    for rating, quota in (("top", 3.35), ("well", 10.53)):
        row = found.loc[f"{rating}.percent_of_areas"]
        expected = variance(quota) / whole
        assert abs(row["first_order"] - expected) < max(row["first_order_interval"], 0.01)
        assert abs(row["total"] - expected) < max(row["total_interval"], 0.01)
    assert (found.loc["needs.percent_of_areas"].drop(["share_from", "share_to"]) == 0).all()


def test_indices_agree_with_every_combination_rated_one_by_one(method):
    """With means of similar areas as benchmarks, five constants move the share, by whole steps only."""
    method = method.with_changes({f"{name}.benchmark": "peers" for name in INDICATORS})
    steps = {f"{name}.low_by": ("value", "95", "99.8") for name in INDICATORS}
    steps["needs.low_at_least"] = (1, 2)
    every = [dict(zip(steps, values, strict=True)) for values in product(*steps.values())]
    shares = np.array([percent_below(rate(FIGURES, method.with_changes(changes))) for changes in every])
    shares = shares.reshape([len(values) for values in steps.values()])
    found = sobol(FIGURES, method).set_index("path")
    for axis, path in enumerate(steps):
        others = tuple(i for i in range(len(steps)) if i != axis)
        first = shares.mean(axis=others).var() / shares.var()
        total = shares.var(axis=axis).mean() / shares.var()
        row = found.loc[path]
        assert abs(row["first_order"] - first) < 2 * row["first_order_interval"]
        assert abs(row["total"] - total) < 2 * row["total_interval"]
    assert (found.drop(list(steps))["total"] == 0).all()


def test_one_constant_that_varies_alone_accounts_for_everything():
    nothing = {"top.percent_of_areas": 0, "needs.percent_of_areas": 0}
    found = sobol(FIGURES, load_methodology("mazziotta-pareto").with_changes(nothing))
    assert list(found["path"]) == ["well.percent_of_areas"]
    assert found.loc[0, "first_order"] == pytest.approx(1, abs=0.01)
    assert found.loc[0, "total"] == pytest.approx(1, abs=0.01)


def test_a_constant_that_changes_nothing_has_an_index_of_0(method):
    found = sobol(FIGURES, method, samples=256).set_index("path")
    assert found.loc["top.high_at_least", ["first_order", "total"]].tolist() == [0, 0]


def test_where_nothing_changes_all_indices_are_0():
    nobody = {"top.percent_of_areas": 0, "well.percent_of_areas": 0}
    method = load_methodology("composite-arithmetic").with_changes(nobody)
    found = sobol(FIGURES, method, samples=64)
    assert (found[["first_order", "total", "first_order_interval", "total_interval"]] == 0).all(axis=None)
    assert (found[["share_from", "share_to"]] == 100).all(axis=None)
    assert together_sentence(Assessment(EDITION, method), found).endswith(
        "below “performing well” never changes."
    )
    alone = tornado(FIGURES, method)
    assert "none of the 5 choices, moved alone, changes the share" in alone_sentence(
        Assessment(EDITION, method), alone
    )


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_every_methodology_has_indices_between_0_and_1_within_error(name):
    found = sobol(FIGURES, load_methodology(name), samples=128)
    low = found["first_order"] + found["first_order_interval"]
    high = found["total"] - found["total_interval"]
    assert not found[["first_order", "total"]].isna().any(axis=None)
    assert (low >= -0.05).all() and (high <= 1.05).all()


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_indices_and_another_does_not(method, seed):
    first = sobol(FIGURES, method, samples=64, seed=seed)
    pd.testing.assert_frame_equal(first, sobol(FIGURES, method, samples=64, seed=seed))
    assert not first["total"].equals(sobol(FIGURES, method, samples=64, seed=seed + 1)["total"])


def test_progress_moves_to_the_end(method):
    seen = []
    sobol(FIGURES, method, samples=64, progress=lambda done, total: seen.append((done, total)))
    done = [done for done, _ in seen]
    assert len(seen) > 5 and done == sorted(set(done))
    assert seen[-1] == (64 * (15 + 2), 64 * (15 + 2))


@pytest.mark.parametrize("samples", [0, 8, 1000])
def test_a_number_of_samples_that_is_no_power_of_two_is_refused(method, samples):
    with pytest.raises(DataError, match=f"The number of samples is {samples}; it should be a power of two"):
        sobol(FIGURES, method, samples=samples)


# Words


def test_the_sentence_says_what_the_table_says(method):
    sentence = alone_sentence(Assessment(EDITION, method), tornado(FIGURES, method))
    now, other = (
        percent_below(rate(FIGURES, method.with_changes({"needs.low_at_least": count}))) for count in (1, 2)
    )
    assert sentence == (
        "By these figures, most of them estimates, the number of low indicators needed for “needs improvement” "
        "matters most. Moved alone, from 1 to 2, it takes the share of areas below “performing well” "
        f"from {now:.0f}% to {other:.0f}%."
    )


def test_the_present_share_is_said_where_it_is_at_neither_end():
    method = load_methodology("worst-counts")
    sentence = alone_sentence(Assessment(EDITION, method), tornado(FIGURES, method))
    assert (
        "the threshold of 62-day waits matters most. Moved alone, from 78.5% to 91.5%, it takes" in sentence
    )
    assert sentence.endswith(f" (now {percent_below(rate(FIGURES, method)):.0f}%).")


def test_figures_that_are_all_published_are_not_called_estimates(method):
    edition = replace(EDITION, indicators=FIGURES.assign(basis="published"))
    assert how_many_estimated(Assessment(edition, method)) == ""
    sentence = alone_sentence(Assessment(edition, method), tornado(edition.indicators, method))
    assert sentence.startswith("The number of low indicators")


def test_a_methodology_that_rates_nobody_says_so():
    method = load_methodology("headline-only")
    table = tornado(FIGURES, method)
    assert table["share_now"].isna().all() and (sobol(FIGURES, method, 16)["total"] == 0).all()
    assert alone_sentence(Assessment(EDITION, method), table) == (
        "“Indicators side by side, no overall rating” rates no area here, so there is no share below "
        "“performing well” to move."
    )


def test_a_methodology_without_a_constant_to_vary_says_so():
    nothing = {f"{rating}.percent_of_areas": 0 for rating in ("top", "well", "needs")}
    method = load_methodology("mazziotta-pareto").with_changes(nothing)
    table = tornado(FIGURES, method)
    assert table.empty and sobol(FIGURES, method).empty
    assert (
        alone_sentence(Assessment(EDITION, method), table)
        == "“Mazziotta–Pareto index” has no choice that could be moved."
    )


def test_the_sentence_on_all_together_names_the_largest_first_order_index(method):
    found = sobol(FIGURES, method, samples=256)
    chief = found.loc[found["first_order"].idxmax()]
    sentence = together_sentence(Assessment(EDITION, method), found)
    assert "with all 15 choices moved together, the number of low indicators" in sentence
    assert f"accounts for {chief['first_order']:.0%} of the variation by itself" in sentence
    assert f"Interactions of choices account for about {1 - found['first_order'].sum():.0%}." in sentence
    assert sentence.endswith(f"between {chief['share_from']:.0f}% and {chief['share_to']:.0f}%.")


@pytest.mark.parametrize("name", RATED)
def test_every_choice_of_every_methodology_has_words(name):
    method = load_methodology(name)
    alone = tornado(FIGURES, method)
    for place in range(len(alone)):
        row = alone.iloc[place:]
        assert "matters most" in alone_sentence(Assessment(EDITION, method), row.assign(swing=1.0))
    words = choices_in_words(Assessment(EDITION, method), alone, sobol(FIGURES, method, samples=16))
    assert len(words) == len(alone) and words["Choice"].is_unique
    assert words.map(lambda cell: isinstance(cell, str) and cell != "").all(axis=None)


def test_values_are_written_with_their_units(method):
    limited = load_methodology("limiting-judgement")
    assert choice_value("early_diagnosis.benchmark", 45.2, Assessment(EDITION, method)) == "45.2%"
    assert choice_value("waits_standard.benchmark", 78.5, Assessment(EDITION, limited)) == "78.5%"
    assert choice_value("waits_standard.caps_at", "well", Assessment(EDITION, limited)) == "performing well"
    assert choice_value("top.percent_of_areas", 6.7, Assessment(EDITION, method)) == "6.7%"
    assert choice_value("waits_62_day.low_by", "99.8", Assessment(EDITION, method)) == "99.8% interval"


def test_the_table_of_both_has_a_row_a_constant_in_the_order_of_the_indices(method):
    alone, together = tornado(FIGURES, method), sobol(FIGURES, method, samples=64)
    table = sensitivity_table(alone, together)
    assert list(table["path"]) == list(together["path"])
    assert set(table) == {*alone, *together}


# Command line


def rows(capsys, *arguments):
    assert main(["sensitivity", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return list(csv.DictReader(io.StringIO(out)))


def test_the_command_gives_ends_that_can_be_set_and_indices(capsys, method):
    table = {row["path"]: row for row in rows(capsys, "--samples", "64")}
    waits = table["waits_62_day.benchmark"]
    assert float(waits["first_order"]) <= float(waits["total"]) + 0.1
    changed = rate(FIGURES, method.with_changes({"waits_62_day.benchmark": waits["low"]}))
    assert float(waits["share_at_low"]) == pytest.approx(percent_below(changed))


def test_one_at_a_time_leaves_the_indices_out_and_takes_scenarios(capsys):
    table = rows(capsys, "--one-at-a-time", "--set", "waits_62_day.benchmark=82")
    assert "total" not in table[0]
    assert {row["now"] for row in table if row["path"] == "waits_62_day.benchmark"} == {"82.0"}


def test_json_holds_the_same_rows(capsys):
    expected = rows(capsys, "--one-at-a-time")
    assert main(["sensitivity", "--one-at-a-time", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [str(row["low"]) for row in found] == [row["low"] for row in expected]


@pytest.mark.parametrize(
    ("given_samples", "problem"),
    [
        ("1000", "a power of two"),
        ("many", "not a whole number"),
        (str(2**60), "a power of two from 16 to 65536"),
        (str(2**17), "a power of two from 16 to 65536"),
        ("1" * 5000, "not a whole number of up to 30 digits"),
    ],
)
def test_wrong_samples_are_one_sentence_and_exit_code_2(capsys, given_samples, problem):
    with pytest.raises(SystemExit) as stop:
        main(["sensitivity", "--samples", given_samples])
    err = capsys.readouterr().err
    assert stop.value.code == 2
    assert problem in err and err.count("\n") == 1
