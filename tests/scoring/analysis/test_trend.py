"""Time: figures across mergers, changes with intervals, and areas that miss a standard again and again."""

import doctest
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import DataError, UnknownNameError, load_series, series_ids, wilson_interval
from scoring.analysis import trend
from scoring.analysis.trend import (
    area_trend,
    change_between,
    difference_limits,
    linked_figures,
    watch_list,
)
from scoring.editions.model import Edition, EditionMeta
from scoring.editions.series import link_areas, series_of
from tests.scoring.random_tables import law

# Three sets of areas. From the first to the second A and B become M, C gives a part to D (so both have new codes),
# and E stays. From the second to the third M and C2 become N.
AREAS = {"first": "ABCDE", "second": ["M", "C2", "D2", "E"], "third": ["N", "D2", "E"]}
BECAME = [
    ("first", "A", "second", "M", 10),
    ("first", "B", "second", "M", 20),
    ("first", "C", "second", "C2", 30),
    ("first", "C", "second", "D2", 5),
    ("first", "D", "second", "D2", 40),
    ("second", "M", "third", "N", 30),
    ("second", "C2", "third", "N", 30),
]
SUCCESSORS = pd.DataFrame(
    BECAME, columns=["geography_id", "area_code", "later_geography_id", "later_area_code", "census_areas"]
)


def made_up_edition(month, geography, counts, standard=85.0):
    """An edition of 62-day waits: `counts` are (in time, patients) by area, None for a gap."""
    rows = [(code, *(pair or (np.nan, np.nan))) for code, pair in counts.items()]
    figures = pd.DataFrame(rows, columns=["area_code", "numerator", "denominator"])
    lower, upper = wilson_interval(figures["numerator"], figures["denominator"])
    figures = figures.assign(
        indicator="waits",
        value=100 * figures["numerator"] / figures["denominator"],
        lower_ci=lower,
        upper_ci=upper,
        basis="published",
        source="Invented",
        note=["" if pair else f"No figures for {code}" for code, pair in counts.items()],
    )
    areas = pd.DataFrame({"area_code": list(counts), "ods_code": list(counts), "area_name": list(counts)})
    about = {"label": "Waits", "short_label": "Waits", "definition": "Invented", "unit": "%"}
    about |= {"direction": "higher_is_better", "period": "Invented", "publisher": "Tests"}
    meta = EditionMeta(
        id=f"m{month}",
        title=f"Month {month}",
        period=f"month {month}",
        date=date(2016, month, 1),
        publisher="Tests",
        licence="MIT",
        attribution="Invented",
        geography=geography,
        geography_id=geography,
        indicators={"waits": {**about, "england_value": 80.0, "standard": standard}},
    )
    return Edition(meta, areas.assign(short_name=areas["area_name"]), figures, pd.DataFrame())


FIRST = {"A": (8, 10), "B": (15, 20), "C": (30, 30), "D": (36, 40), "E": (45, 50)}
SECOND = {"M": (21, 30), "C2": (24, 30), "D2": (36, 45), "E": (40, 50)}
THIRD = {"N": (48, 60), "D2": (27, 45), "E": (30, 50)}


@pytest.fixture(scope="module")
def made_up():
    editions = [made_up_edition(3, "third", THIRD), made_up_edition(1, "first", FIRST)]
    return series_of("made-up", [*editions, made_up_edition(2, "second", SECOND)], SUCCESSORS)


@pytest.fixture(scope="module")
def ccgs():
    return load_series("cancer-waits-ccg")


@pytest.fixture(scope="module")
def linked(ccgs):
    return linked_figures(ccgs)


def exact_links(series, then, now):
    links = link_areas(series, then, now)
    return links[links["exact"]].groupby("area_code")["then_code"].agg(list).to_dict()


def test_editions_are_in_the_order_of_their_dates(made_up):
    assert [edition.meta.id for edition in made_up.editions] == ["m1", "m2", "m3"]
    assert made_up.geographies == ("first", "second", "third")


def test_a_merged_area_is_linked_to_its_parts_and_one_that_won_a_part_to_nothing(made_up):
    assert exact_links(made_up, "first", "second") == {"M": ["A", "B"], "E": ["E"]}
    assert exact_links(made_up, "second", "third") == {"N": ["C2", "M"], "D2": ["D2"], "E": ["E"]}


def test_a_part_that_went_elsewhere_on_the_way_breaks_the_link(made_up):
    assert exact_links(made_up, "first", "third") == {"E": ["E"]}
    links = link_areas(made_up, "first", "third").set_index("area_code")
    assert links.loc["N", "note"].iloc[0] == "N did not exist as it is now: it has parts of A, B and C"


def test_forward_an_area_is_linked_to_itself_alone(made_up):
    assert exact_links(made_up, "third", "first") == {"E": ["E"]}
    links = link_areas(made_up, "second", "first").set_index("area_code")
    assert links.loc["A", "note"] == "A no longer existed as it was: it was in M"
    assert links.loc["C", "note"].tolist() == ["C no longer existed as it was: it was in C2 and D2"] * 2


def test_parts_are_added_up_by_hand(made_up):
    figures = linked_figures(made_up, "second").set_index(["edition", "area_code"])
    row = figures.loc[("m1", "M")]
    assert (row["numerator"], row["denominator"], row["areas_added"]) == (23, 30, 2)
    assert row["value"] == pytest.approx(76.6667, abs=1e-4)
    assert (row["lower_ci"], row["upper_ci"]) == pytest.approx([float(x) for x in wilson_interval(23, 30)])
    assert (row["england"], row["standard"]) == (80, 85)


def test_a_gap_has_a_note_and_no_figure(made_up):
    figures = linked_figures(made_up, "second").set_index(["edition", "area_code"])
    assert figures.loc[("m1", "D2"), ["value", "numerator", "denominator"]].isna().all()
    assert figures.loc[("m1", "D2"), "note"] == "D2 did not exist as it is now: it has parts of C and D"
    assert figures.loc[("m3", "M"), "note"] == "M no longer existed as it was: it was in N"
    assert figures.loc[("m3", "M"), ["areas_added", "basis"]].tolist() == [0, ""]
    assert figures.loc[("m1", "M"), "basis"] == "published"


def test_a_sum_without_one_of_its_parts_is_no_sum():
    earlier = made_up_edition(1, "first", {**FIRST, "B": None})
    series = series_of("made-up", [earlier, made_up_edition(2, "second", SECOND)], SUCCESSORS)
    row = linked_figures(series).set_index(["edition", "area_code"]).loc[("m1", "M")]
    assert row[["value", "numerator", "denominator", "lower_ci", "upper_ci"]].isna().all()
    assert (row["areas_added"], row["note"]) == (2, "No figures for B")


def test_counts_that_do_not_give_their_value_stay_with_their_area_and_are_no_part_of_a_sum():
    earlier = made_up_edition(1, "first", FIRST)
    weighted = earlier.indicators["area_code"].isin(["A", "E"])
    earlier.indicators.loc[weighted, ["value", "lower_ci", "upper_ci"]] = 70.0, 69.0, 71.0
    series = series_of("made-up", [earlier, made_up_edition(2, "second", SECOND)], SUCCESSORS)
    rows = linked_figures(series).set_index(["edition", "area_code"])
    assert rows.loc[("m1", "E"), ["value", "numerator", "denominator"]].tolist() == [70, 45, 50]
    assert rows.loc[("m1", "M"), ["value", "numerator", "denominator"]].isna().all()


def test_a_code_that_ends_without_a_successor_is_refused():
    editions = [made_up_edition(1, "first", FIRST), made_up_edition(2, "second", SECOND)]
    series = series_of("made-up", editions, SUCCESSORS[1:])
    with pytest.raises(DataError, match=r"does not say what became of A of first by second\."):
        linked_figures(series)


def test_an_edition_without_its_areas_named_is_no_part_of_a_series():
    edition = made_up_edition(1, "first", FIRST)
    nameless = Edition(
        edition.meta.model_copy(update={"geography_id": None}),
        edition.areas,
        edition.indicators,
        pd.DataFrame(),
    )
    with pytest.raises(DataError, match="m1 of the series made-up has no geography_id"):
        series_of("made-up", [nameless], SUCCESSORS)


def test_a_trend_is_the_periods_of_one_area_in_order(made_up):
    rows = area_trend(linked_figures(made_up), "E", "waits")
    assert rows["value"].tolist() == [90, 80, 60]
    assert rows["period"].tolist() == ["month 1", "month 2", "month 3"]


@pytest.mark.parametrize(("area", "indicator"), [("Z", "waits"), ("E", "deaths")])
def test_what_the_series_does_not_have_is_refused(made_up, area, indicator):
    with pytest.raises(UnknownNameError, match=r"The series has no (area|indicator) '(Z|deaths)'"):
        area_trend(linked_figures(made_up), area, indicator)


def test_unknown_series_and_areas_are_refused_with_what_there_is(ccgs):
    with pytest.raises(UnknownNameError, match="There is: cancer-waits-ccg and cancer-waits-icb"):
        load_series("dementia")
    with pytest.raises(UnknownNameError, match="has no areas 'ccg-1948'"):
        linked_figures(ccgs, "ccg-1948")


def test_changes_by_hand(made_up):
    change = change_between(linked_figures(made_up), "waits", "m1", "m3").set_index("area_code")
    lower, upper = wilson_interval([45, 30], [50, 50])
    assert change.loc["E", "change"] == pytest.approx(-30)
    assert change.loc["E", "lower_ci"] == pytest.approx(-30 - np.hypot(60 - lower[1], upper[0] - 90))
    assert change.loc["E", "upper_ci"] == pytest.approx(-30 + np.hypot(upper[1] - 60, 90 - lower[0]))
    assert change["direction"].to_dict() == {"N": "no value", "D2": "no value", "E": "down"}
    assert change.loc["N", "note"] == "N did not exist as it is now: it has parts of A, B and C"


# R. G. Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]


@pytest.mark.parametrize(("one", "other", "lower", "upper"), NEWCOMBE)
def test_limits_of_a_difference_are_those_that_newcombe_printed(one, other, lower, upper):
    figures = [(100 * a / n, *wilson_interval(a, n)) for a, n in (one, other)]
    assert np.array(difference_limits(*figures)) / 100 == pytest.approx([lower, upper], abs=6e-5)


def test_the_watch_list_by_hand(made_up):
    table = watch_list(linked_figures(made_up), "waits", periods=2).set_index("area_code")
    assert table["missed_in_a_row"].to_dict() == {"D2": 2, "E": 2, "N": 2}
    assert table["since"].to_dict() == {"D2": "month 2", "E": "month 2", "N": "month 2"}
    assert table.index.tolist() == ["D2", "E", "N"]
    assert table["distance"].tolist() == [-25, -25, -5]
    assert table["on_watch_list"].all()


def test_three_periods_leave_none_on_the_list_since_one_met_it_and_two_have_a_gap(made_up):
    table = watch_list(linked_figures(made_up), "waits", periods=3).set_index("area_code")
    assert not table["on_watch_list"].any()
    assert table["periods_with_value"].to_dict() == {"D2": 2, "E": 3, "N": 2}
    assert table.loc["N", "note"].startswith("N did not exist as it is now")


def test_by_interval_only_those_whose_whole_interval_misses_the_standard_count(made_up):
    table = watch_list(linked_figures(made_up), "waits", periods=1, by="interval").set_index("area_code")
    assert table["on_watch_list"].to_dict() == {"D2": True, "E": True, "N": False}


def test_another_standard_may_be_asked_for_and_lower_may_be_better(made_up):
    figures = linked_figures(made_up)
    assert watch_list(figures, "waits", periods=1, standard=60).set_index("area_code")[
        "on_watch_list"
    ].to_dict() == {"D2": False, "E": False, "N": False}
    lower = watch_list(figures, "waits", periods=1, standard=70, higher_is_better=False)
    assert lower.set_index("area_code")["on_watch_list"].to_dict() == {"N": True, "D2": False, "E": False}


def test_a_value_that_rounds_to_the_standard_meets_it():
    series = series_of("made-up", [made_up_edition(1, "third", {"N": (8496, 10000)})], SUCCESSORS)
    assert not watch_list(linked_figures(series), "waits", periods=1)["on_watch_list"].any()


@st.composite
def partitions(draw):
    """Sets of areas in which ten small areas merge, split and move, with counts for each small area and time."""
    small = range(10)
    owners = [draw(st.lists(st.integers(0, 4), min_size=10, max_size=10)) for _ in range(3)]
    counts = [
        [(draw(st.integers(0, n)), n) for n in draw(st.lists(st.integers(1, 50), min_size=10, max_size=10))]
        for _ in owners
    ]
    editions, rows = [], []
    for time, owner in enumerate(owners):
        sums = {
            f"t{time}-{k}": tuple(
                map(sum, zip(*(counts[time][i] for i in small if owner[i] == k), strict=True))
            )
            for k in sorted(set(owner))
        }
        editions.append(made_up_edition(time + 1, f"g{time}", sums))
    for time in (0, 1):
        rows += sorted(
            {
                (
                    f"g{time}",
                    f"t{time}-{owners[time][i]}",
                    f"g{time + 1}",
                    f"t{time + 1}-{owners[time + 1][i]}",
                    1,
                )
                for i in small
            }
        )
    return owners, counts, series_of("random", editions, pd.DataFrame(rows, columns=SUCCESSORS.columns))


@law
@given(partitions())
def test_linked_counts_are_those_of_the_small_areas_within_and_of_no_others(drawn):
    owners, counts, series = drawn
    figures = linked_figures(series).set_index(["edition", "area_code"])
    for time in range(3):
        for k in set(owners[2]):
            row = figures.loc[(f"m{time + 1}", f"t2-{k}")]
            inside = [i for i in range(10) if owners[2][i] == k]
            if row["areas_added"]:
                expected = [sum(counts[time][i][j] for i in inside) for j in (0, 1)]
                assert [row["numerator"], row["denominator"]] == expected
            else:
                assert row["note"]


@law
@given(partitions())
def test_an_area_is_linked_whenever_the_table_of_successors_allows_it(drawn):
    owners, _, series = drawn
    figures = linked_figures(series).set_index(["edition", "area_code"])
    for k in set(owners[2]):
        inside = {i for i in range(10) if owners[2][i] == k}
        parts = {owners[1][i] for i in inside}
        whole = {i for i in range(10) if owners[1][i] in parts} == inside
        assert bool(figures.loc[("m2", f"t2-{k}"), "areas_added"]) == whole


def test_there_are_two_series():
    assert series_ids() == ["cancer-waits-ccg", "cancer-waits-icb"]


def test_only_areas_whose_borders_moved_are_not_linked(linked):
    apart = linked[linked["areas_added"] == 0].groupby("area_code")["edition"].agg(["min", "max"])
    assert apart.to_dict("index") == {
        # North Cumbria and Morecambe Bay, from Cumbria and Lancashire North in April 2017; Morecambe Bay, Greater
        # Preston and Fylde and Wyre once more in April 2018.
        "E38000215": {"min": "cancer-waits-2016-q1", "max": "cancer-waits-2017-q1"},
        "E38000226": {"min": "cancer-waits-2016-q1", "max": "cancer-waits-2018-q1"},
        "E38000227": {"min": "cancer-waits-2016-q1", "max": "cancer-waits-2018-q1"},
        "E38000228": {"min": "cancer-waits-2016-q1", "max": "cancer-waits-2018-q1"},
    }


def test_manchester_is_the_sum_of_its_three_ccgs(ccgs):
    rows = area_trend(linked_figures(ccgs, "ccg-april-2017"), "E38000217", "waits_62_day").set_index(
        "edition"
    )
    parts = ccgs.editions[0].indicators
    parts = parts[parts["area_code"].isin(["E38000032", "E38000123", "E38000158"])]
    parts = parts[parts["indicator"] == "waits_62_day"]
    first = rows.loc["cancer-waits-2016-q1"]
    assert first["areas_added"] == 3
    assert [first["numerator"], first["denominator"]] == parts[["numerator", "denominator"]].sum().tolist()
    assert rows.loc["cancer-waits-2017-q1", "note"] == "No figures for March 2017"


def test_norfolk_and_waveney_is_whole_although_norwich_won_a_part_of_south_norfolk_in_2017(ccgs):
    rows = linked_figures(ccgs, "ccg-april-2020")
    rows = area_trend(rows, "E38000239", "waits_62_day")
    assert rows.loc[0, "areas_added"] == 5
    norwich = area_trend(linked_figures(ccgs, "ccg-april-2017"), "E38000218", "waits_62_day")
    assert (
        norwich.loc[0, "note"]
        == "Norwich did not exist as it is now: it has parts of Norwich and South Norfolk"
    )


def test_cumbria_ends_in_2017_with_a_note(ccgs):
    rows = area_trend(linked_figures(ccgs, "ccg-april-2016"), "E38000041", "waits_62_day").set_index(
        "edition"
    )
    assert rows.loc[:"cancer-waits-2017-q1", "value"].notna().all()
    after = rows.loc["cancer-waits-2017-q2":]
    assert after["value"].isna().all()
    assert after["note"].iloc[0] == (
        "Cumbria no longer existed as it was: it was in North Cumbria and Morecambe Bay"
    )


def test_all_linked_areas_and_the_rest_add_up_to_the_areas_of_the_time(ccgs, linked):
    for edition in ccgs.editions:
        own = edition.indicators[edition.indicators["indicator"] == "waits_31_day"]
        rows = linked[(linked["edition"] == edition.meta.id) & (linked["indicator"] == "waits_31_day")]
        links = link_areas(ccgs, edition.meta.geography_id, "ccg-april-2021")
        used = links.loc[links["exact"], "then_code"]
        assert used.is_unique
        inside = own[own["area_code"].isin(used)]
        lost = rows[rows["areas_added"].gt(0) & rows["value"].isna()]["area_code"]
        incomplete = links[links["area_code"].isin(lost)]["then_code"]
        assert rows["denominator"].sum() == inside[~inside["area_code"].isin(incomplete)]["denominator"].sum()


def test_thurrock_has_missed_62_days_in_every_quarter_since_2016(linked):
    table = watch_list(linked, "waits_62_day", periods=23).set_index("area_code")
    assert table.loc["E38000185", "on_watch_list"]
    assert table.loc["E38000185", "since"] == "January to March 2016"


def test_the_watch_list_shortens_as_more_periods_are_asked_for(linked):
    lengths = [watch_list(linked, "waits_62_day", periods=n)["on_watch_list"].sum() for n in range(1, 24)]
    assert lengths == sorted(lengths, reverse=True)
    by_interval = [
        watch_list(linked, "waits_62_day", periods=n, by="interval")["on_watch_list"].sum() for n in (1, 4, 8)
    ]
    assert all(sure <= lengths[n - 1] for sure, n in zip(by_interval, (1, 4, 8), strict=True))


def test_the_examples_in_the_documentation_run():
    assert doctest.testmod(trend).failed == 0
