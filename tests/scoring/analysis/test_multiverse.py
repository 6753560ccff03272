"""Every plausible combination: each as `rate` rates it, however many there are and whoever judges them."""

from math import prod

import numpy as np
import pytest
from distributed import LocalCluster

from scoring import Assessment, DataError, load_edition, load_methodology, parse_methodology, rate
from scoring.analysis.multiverse import (
    areas_below,
    choices_along_curve,
    combinations_of,
    combinations_table,
    multiverse,
    plausible_choices,
    refined,
    specification_curve,
)
from scoring.analysis.multiverse_words import areas_sentence, multiverse_sentence
from scoring.analysis.multiverse_workers import dask_cluster, processes
from scoring.methodology.files import library, methodology_yaml
from scoring.methodology.model import Methodology
from scoring.paths import METHODOLOGY_FOLDER

EDITION = load_edition()
METHOD = load_methodology("nhs-england-2016")
WITH_CHOICES = [name for name, method in library().items() if method.plausible]
SMALL = """
plausible:
  - {path: waits_62_day.benchmark, values: [85.0, 82, standard, england], reason: why}
  - {path: early_diagnosis.benchmark, values: [england, peers], reason: why}
  - {path: [one_year_survival.low_by, one_year_survival.high_by], values: [value, "95", "99.8"], reason: why}
  - {path: needs.low_at_least, values: [1, 2], reason: why}
"""


def small(**changes) -> Methodology:
    text = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
    start, end = text.index("plausible:"), text.index("parameters:")
    return parse_methodology(text[:start] + text[end:] + SMALL, "small").with_changes(changes)


def share_by_rate(method, values):
    """Return the share below par, and who is, by `with_changes` and `rate`."""
    values = dict(values)
    figures = values.pop("figures", method.figures)
    ratings = rate(EDITION.indicators, method.with_changes(values).model_copy(update={"figures": figures}))
    below = ratings["rating"].isin(("needs", "greatest")).to_numpy()
    return 100 * below.sum() / (ratings["rating"] != "not_rated").sum(), below


def values_of(found, row):
    return {
        path: choice.values[digit]
        for choice, digit in zip(found.choices, found.digits[row], strict=True)
        for path in choice.paths
    }


@pytest.fixture(scope="module")
def whole():
    return multiverse(Assessment(EDITION, METHOD))


def test_a_thousand_combinations_at_random_are_those_of_rate(whole):
    for row in np.random.default_rng(1).choice(len(whole.digits), 1000, replace=False):
        share, _ = share_by_rate(METHOD, values_of(whole, row))
        assert whole.share[row] == pytest.approx(share, abs=1e-9), values_of(whole, row)


def test_there_are_more_than_ten_thousand_combinations_each_once(whole):
    assert len(whole.digits) == whole.total == prod(len(choice.values) for choice in whole.choices)
    assert whole.total >= 10_000
    assert len(np.unique(whole.digits, axis=0)) == whole.total


def test_the_first_combination_is_the_rule_in_force(whole):
    assert whole.share[0] == pytest.approx(100 * 180 / 209)
    assert values_of(whole, 0)["waits_62_day.benchmark"] == 85.0


def test_the_share_of_an_area_is_that_of_the_combinations_that_rate_it():
    method = small()
    found = multiverse(Assessment(EDITION, method))
    assert len(found.digits) == 48
    below = [share_by_rate(method, values_of(found, row))[1] for row in range(48)]
    np.testing.assert_allclose(found.area_share, np.mean(below, axis=0))
    np.testing.assert_allclose(areas_below(found)["share"], np.mean(below, axis=0))


@pytest.mark.parametrize("name", WITH_CHOICES)
def test_combinations_of_every_methodology_that_has_choices_are_those_of_rate(name):
    method = load_methodology(name)
    found = multiverse(Assessment(EDITION, method), 300)
    for row in (0, *np.random.default_rng(2).choice(len(found.digits), 25)):
        assert found.share[row] == pytest.approx(share_by_rate(method, values_of(found, row))[0])


def test_a_scenario_keeps_its_own_value_among_the_plausible_ones():
    method = small(**{"waits_62_day.benchmark": 83.5, "one_year_survival.low_by": "value"})
    choices = plausible_choices(method)
    assert choices[0].values == (83.5, 85.0, 82.0, "standard", "england")
    # Set apart, low and high vary each by itself.
    assert [choice.paths for choice in choices[2:4]] == [
        ("one_year_survival.low_by",),
        ("one_year_survival.high_by",),
    ]
    found = multiverse(Assessment(EDITION, method))
    assert found.share[0] == pytest.approx(share_by_rate(method, {})[0])


def test_further_numbers_are_put_half_way_until_there_are_enough():
    choices = refined(plausible_choices(METHOD), 1_000_000, METHOD)
    assert prod(len(choice.values) for choice in choices) >= 1_000_000
    bars = next(choice for choice in choices if choice.paths == ("waits_62_day.benchmark",)).values
    assert set(bars) > {85.0, 82.0, 80.0, "england", 83.5, 81.0}
    assert all(round(10 * bar) == pytest.approx(10 * bar) for bar in bars if bar != "england")
    counts = next(choice for choice in choices if choice.paths == ("needs.low_at_least",)).values
    assert counts == (1, 2)


def test_a_draw_has_no_combination_twice_and_is_the_same_each_time():
    choices = plausible_choices(METHOD)
    first, again = combinations_of(choices, 2000), combinations_of(choices, 2000)
    assert (first == again).all()
    assert len(np.unique(first, axis=0)) == len(first) == 2000
    assert [choice.now for choice in choices] == first[0].tolist()


def test_processes_and_a_dask_cluster_of_two_workers_find_what_threads_find():
    assessment = Assessment(EDITION, METHOD)
    here = multiverse(assessment, 3000)
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        elsewhere = multiverse(assessment, 3000, workers=dask_cluster(cluster.scheduler_address))
    beside = multiverse(assessment, 3000, workers=processes(2))
    for other in (elsewhere, beside):
        np.testing.assert_array_equal(other.share, here.share)
        np.testing.assert_array_equal(other.area_share, here.area_share)


def test_no_scheduler_is_a_sentence(monkeypatch):
    monkeypatch.setattr("scoring.analysis.multiverse_workers._SECONDS", 0.2)
    with pytest.raises(DataError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        multiverse(Assessment(EDITION, METHOD), 10, workers=dask_cluster("tcp://127.0.0.1:9"))


def test_progress_goes_from_block_to_block_to_the_end():
    said = []
    multiverse(Assessment(EDITION, METHOD), 3000, progress=lambda done, total: said.append((done, total)))
    assert said == [(1024, 3000), (2048, 3000), (3000, 3000)]


def test_the_multiverse_is_read_in_a_sentence(whole):
    said = multiverse_sentence(Assessment(EDITION, METHOD), whole)
    assert said.startswith(
        "Over 24,576 plausible combinations of choices, between 10% and 100% of areas are below"
    )
    assert "NHS England 2016 gives 86%, more than 61% of the combinations do" in said
    assert "42 areas are below in at least 95% of combinations, none in at most 5%; for the other 167" in said
    assert areas_sentence(whole) in said


def test_the_table_has_a_row_for_each_combination(whole):
    table = combinations_table(whole)
    assert len(table) == whole.total
    assert table["early_diagnosis.low_by, early_diagnosis.high_by"].value_counts().to_dict() == {
        "value": whole.total / 2,
        "95": whole.total / 2,
    }


def test_the_curve_rises_from_the_lowest_share_to_the_highest(whole):
    curve = specification_curve(whole)
    assert len(curve) == 400
    assert curve["share"].is_monotonic_increasing
    assert (curve["place"].iloc[0], curve["place"].iloc[-1]) == (0, 100)
    assert (curve["share"].iloc[0], curve["share"].iloc[-1]) == (whole.share.min(), whole.share.max())


def test_the_choices_along_the_curve_are_those_of_its_parts(whole):
    along = choices_along_curve(whole)
    sums = along.groupby(["choice", "start"])["portion"].sum()
    np.testing.assert_allclose(sums, 1)
    # Over the whole curve each value is as frequent as any other.
    weighted = (
        (along["portion"] * (along["end"] - along["start"])).groupby([along["choice"], along["value"]]).sum()
    )
    for place, choice in enumerate(whole.choices):
        np.testing.assert_allclose(weighted[place], 100 / len(choice.values), atol=1e-9)
    # Where few are below par, two low indicators are needed.
    needed = next(p for p, choice in enumerate(whole.choices) if choice.paths == ("needs.low_at_least",))
    first = along[(along["choice"] == needed) & (along["start"] == 0)].set_index("value")["portion"]
    assert first[1] == 1


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{path: waits_62_day.bar, values: [85.0], reason: why}", "is no constant of the rule"),
        ("{path: waits_62_day.benchmark, values: [185.0], reason: why}", "outside the allowed 0 to 100"),
        ("{path: waits_62_day.benchmark, values: [standards], reason: why}", "it may be england"),
        ("{path: waits_62_day.low_by, values: [95], reason: why}", "it may be value"),
        ("{path: needs.low_at_least, values: [1.5], reason: why}", "it may be a whole number"),
        ("{path: figures, values: [smooth], reason: why}", "it may be as_given"),
        ("{path: waits_62_day.benchmark, values: [85.0]}", "reason: it is missing"),
        ("{path: waits_62_day.benchmark, values: [], reason: why}", "values: it is empty"),
        ("{path: [waits_62_day.low_by, waits_62_day.low_by], values: [value], reason: why}", "twice"),
    ],
)
def test_a_choice_that_is_none_is_refused_with_the_reason(entry, reason):
    text = methodology_yaml(METHOD.model_copy(update={"plausible": ()}))
    with pytest.raises(DataError, match=reason):
        parse_methodology(f"{text}\nplausible:\n  - {entry}\n", "own")


def test_a_file_without_choices_is_as_valid_as_before_and_has_no_multiverse():
    method = parse_methodology(methodology_yaml(METHOD.model_copy(update={"plausible": ()})), "own")
    assert method.plausible == ()
    with pytest.raises(DataError, match="has no plausible choices to combine"):
        multiverse(Assessment(EDITION, method))


def test_choices_are_kept_in_the_file_that_is_written_and_left_out_with_their_indicator():
    again = parse_methodology(methodology_yaml(METHOD), "again")
    assert again.plausible == METHOD.plausible
    waits = load_edition("cancer-waits-2018-q1")
    for name, method in library().items():
        try:
            fitted = waits.fitted(method)
        except DataError:
            continue
        kept = set(fitted.values) | {"figures"}
        assert all(set(choice.paths) <= kept for choice in fitted.plausible), name
