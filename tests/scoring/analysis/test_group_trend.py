"""A group over time: patients added up, carried across mergers and into Integrated Care Boards, and tested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

from geodata import embedded_boundaries
from scoring import linked_figures, load_edition, load_series, series_ids, watch_list
from scoring.analysis.group_history import group_histories, missed_in_a_row
from scoring.analysis.group_history_words import (
    better_sentence,
    change_sentence,
    history_headline,
    history_sentences,
    missing_periods,
)
from scoring.analysis.group_trend import (
    carry_group,
    carry_to_boards,
    group_trend,
    two_proportions_test,
)
from scoring.editions.groups import members

EDITION = load_edition()
CCGS, BOARDS = load_series("cancer-waits-ccg"), load_series("cancer-waits-icb")
EVERY = [load_series(name) for name in series_ids()]
BELONGING = members(EDITION, "alliance")
WAITS = "waits_62_day"
FIRST, LAST = "ccg-april-2016", "ccg-april-2021"


def codes(alliance):
    return BELONGING.loc[BELONGING["group"] == alliance, "area_code"].tolist()


def history(alliance):
    return group_histories(EDITION, {alliance: codes(alliance)}, WAITS, EVERY)[alliance]


def test_the_first_and_last_quarter_of_wessex_are_its_patients_added_up_by_hand():
    rows = group_trend(CCGS, FIRST, codes("Wessex"), WAITS)
    assert (rows["numerator"].iloc[0], rows["denominator"].iloc[0]) == (1543, 1839)
    # Dorset 653 of 868, Portsmouth 111 of 128, and Hampshire, Southampton and Isle of Wight 1,125 of 1,425.
    assert (rows["numerator"].iloc[-1], rows["denominator"].iloc[-1]) == (653 + 111 + 1125, 868 + 128 + 1425)
    low, high = proportion_confint(1889, 2421, method="wilson")
    assert rows[["lower_ci", "upper_ci"]].iloc[-1].tolist() == pytest.approx([100 * low, 100 * high])
    assert len(rows) == 23
    assert rows["value"].notna().all()


def test_beside_a_group_stand_england_and_the_standard_of_each_period_also_where_it_has_no_figure():
    rows = group_trend(CCGS, FIRST, codes("East Midlands"), WAITS)
    metas = [edition.meta.indicators[WAITS] for edition in CCGS.editions]
    assert rows["england"].tolist() == [meta.england_value for meta in metas]
    assert rows["standard"].tolist() == [meta.standard for meta in metas]
    lacking = rows[rows["value"].isna()]
    assert lacking[["numerator", "denominator", "lower_ci", "upper_ci"]].isna().all(axis=None)


def test_a_group_is_the_same_from_either_end_of_its_history():
    then = carry_group(CCGS, FIRST, codes("Wessex"), LAST)
    assert then.exact
    back = carry_group(CCGS, LAST, then.codes, FIRST)
    assert back.exact
    assert set(back.codes) == set(codes("Wessex"))
    late = group_trend(CCGS, LAST, then.codes, WAITS)
    assert late.equals(group_trend(CCGS, FIRST, codes("Wessex"), WAITS))


def test_a_group_that_is_not_whole_has_no_figure_and_says_with_whom_it_shared_an_area():
    rows = group_trend(CCGS, FIRST, codes("East Midlands"), WAITS)
    lacking = rows[rows["value"].isna()]
    assert len(lacking) == 10
    assert lacking["note"].str.contains("Hardwick").all()


def test_a_period_without_one_area_has_no_figure():
    rows = group_trend(CCGS, FIRST, codes("Greater Manchester"), WAITS).set_index("edition")
    assert rows["value"].isna().sum() == 1
    assert "Central Manchester" in rows.loc["cancer-waits-2017-q1", "note"]


def test_wessex_is_two_boards_and_greater_manchester_cannot_be_said():
    wessex = carry_to_boards(CCGS, FIRST, codes("Wessex"), BOARDS.editions[-1])
    assert wessex.exact
    names = BOARDS.editions[-1].short_names
    assert sorted(names[code] for code in wessex.codes) == ["Dorset", "Hampshire and Isle of Wight"]
    manchester = carry_to_boards(CCGS, FIRST, codes("Greater Manchester"), BOARDS.editions[-1])
    assert not manchester.exact
    assert "other boundaries" in manchester.note


def test_portsmouth_alone_is_no_board():
    alone = carry_to_boards(CCGS, FIRST, [EDITION.find_area("Portsmouth")], BOARDS.editions[-1])
    assert not alone.exact
    assert "also include" in alone.note


CARRIED = {
    alliance: carry_to_boards(CCGS, FIRST, codes(alliance), BOARDS.editions[-1])
    for alliance in sorted(BELONGING["group"].unique())
}


@pytest.mark.parametrize("alliance", [alliance for alliance, carried in CARRIED.items() if carried.exact])
def test_boards_that_a_group_became_have_the_land_of_its_areas(alliance):
    carried = CARRIED[alliance]
    one = land(FIRST)[codes(alliance)].sum()
    assert land("icb-april-2023")[list(carried.codes)].sum() == pytest.approx(one, rel=0.005)


def test_a_group_that_cannot_be_carried_says_why():
    left = [carried for carried in CARRIED.values() if not carried.exact]
    assert left
    assert all(carried.note for carried in left)


def land(geography):
    """Square metres of each area, by its code."""
    return embedded_boundaries(geography).areas.set_index("area_code").area


counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_the_test_is_that_of_statsmodels(one, other):
    found = two_proportions_test(one, other)
    pooled = (one[0] + other[0]) / (one[1] + other[1])
    if pooled in (0, 1):
        assert found.p == 1
        return
    z, p = proportions_ztest([other[0], one[0]], [other[1], one[1]])
    assert found.z == pytest.approx(z, abs=1e-9)
    assert found.p == pytest.approx(p, abs=1e-9)


def test_dorset_fell_by_more_than_chance_as_clerks_would_say_it():
    dorset = group_histories(EDITION, {"Dorset": [EDITION.find_area("Dorset")]}, WAITS, EVERY)["Dorset"]
    assert change_sentence(dorset.parts[0], periods=False) == (
        "fell from 82.8% to 75.2%, more than chance would explain"
    )
    said = history_sentences(dorset)
    assert said[0] == (
        "62-day waits fell from 82.8% (January to March 2016) to 75.2% (July to September 2021), more than chance "
        "would explain (p < 0.001)."
    )
    assert any("urgent GP referral" in sentence and "not compared" in sentence for sentence in said)


def test_wessex_says_whether_it_is_getting_better_and_whether_the_standard_is_reliably_met():
    wessex = history("Wessex")
    # The fall of its CCGs, by more than chance, is not hidden behind its boards' unclear change.
    assert better_sentence(wessex) == (
        "No: worse from January to March 2016 to July to September 2021; no clear change since October to "
        "December 2023."
    )
    assert history_headline(wessex) == (
        "Wessex, 62-day waits: fell from 83.9% to 78.0% (2016–2021), more than chance; by board 64.1% to 63.9% "
        "(2023–2025), may be chance"
    )
    said = " ".join(history_sentences(wessex))
    assert "process limits 60.9% to 69.9% (provisional: eight periods)" in said
    assert "it will go on missing the standard of 85%" in said
    assert [missing_periods(part) for part in wessex.parts] == [[], []]


def test_a_group_that_ends_says_why():
    manchester = history("Greater Manchester")
    assert len(manchester.parts) == 1
    assert "cannot be followed into Integrated Care Boards" in history_sentences(manchester)[-1]
    assert better_sentence(manchester) == "No, worse since January to March 2016."


def test_figures_of_no_series_have_no_history():
    assert group_histories(EDITION, {"Wessex": codes("Wessex")}, "patient_experience", EVERY) == {}
    board = load_edition("icb-waits-2025-q3")
    region = members(board, "region")
    inside = region.loc[region["group"] == "South West", "area_code"]
    assert len(group_histories(board, {"South West": inside}, WAITS, EVERY)["South West"].parts) == 1


def test_periods_missed_in_a_row_are_those_of_the_watch_list():
    linked = linked_figures(CCGS)
    listed = watch_list(linked, WAITS).set_index("area_code")
    last = CCGS.editions[-1]
    inside = {code: [code] for code in list(last.short_names)[:40]}
    for code, history in group_histories(last, inside, WAITS, [CCGS]).items():
        if history.parts[-1].rows["value"].notna().iloc[-1]:
            assert missed_in_a_row(history.parts[-1]) == listed.loc[code, "missed_in_a_row"], code
