"""The newest figures of a group: the boards that it became, what is left out, what to look at first."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

from scoring import (
    Assessment,
    linked_figures,
    load_edition,
    load_methodology,
    load_series,
    series_ids,
    watch_list,
)
from scoring.analysis.group_history import group_histories
from scoring.analysis.group_newest import group_newest
from scoring.analysis.group_newest_words import (
    became_sentences,
    furthest_on,
    newer_sentence,
    watched_areas,
    what_first_sentence,
)
from scoring.editions.groups import members

EDITION = load_edition()
EVERY = [load_series(name) for name in series_ids()]
BOARDS = load_series("cancer-waits-icb")
BELONGING = members(EDITION, "alliance")
WAITS = "waits_62_day"
ALLIANCES = sorted(BELONGING["group"].unique())


def newest(alliance):
    inside = BELONGING[BELONGING["group"] == alliance]
    whole = inside["share"] == 1
    parts = inside.loc[~whole, "area_code"]
    return group_newest(EDITION, alliance, inside.loc[whole, "area_code"], WAITS, EVERY, parts=parts)


def newer(alliance, edition=EDITION, belonging=BELONGING):
    codes = belonging.loc[belonging["group"] == alliance, "area_code"].tolist()
    assessment = Assessment(edition, edition.fitted(load_methodology(edition.meta.default_methodology)))
    furthest = furthest_on(assessment, codes, WAITS)
    own = group_histories(edition, {edition.short_names[furthest]: [furthest]}, WAITS, EVERY)
    found = group_newest(edition, alliance, codes, WAITS, EVERY)
    return newer_sentence(assessment, WAITS, next(iter(own.values()), None), found)


def test_how_the_group_as_a_whole_fared_is_said_before_the_area_that_was_furthest_below():
    codes = BELONGING.loc[BELONGING["group"] == "Wessex", "area_code"].tolist()
    together = group_histories(EDITION, {"Wessex": codes}, WAITS, EVERY)["Wessex"]
    assessment = Assessment(EDITION, EDITION.fitted(load_methodology(EDITION.meta.default_methodology)))
    said = newer_sentence(assessment, WAITS, None, None, together)
    assert said == (
        "Newer published figures of 62-day waits: by July to September 2021 Wessex as a whole fell from 83.9% to "
        "78.0%, more than chance would explain."
    )


def test_wessex_is_two_boards_and_nothing_of_it_is_left_out():
    assert became_sentences(newest("Wessex")) == [
        "Wessex's eight CCGs are now in two Integrated Care Boards: Dorset (one CCG); Hampshire and Isle of Wight "
        "(seven CCGs).",
        "None is left out.",
    ]


def test_what_boards_with_other_boundaries_took_in_is_said_by_name():
    said = " ".join(became_sentences(newest("East of England")))
    assert said.startswith("19 of East of England's 20 CCGs are now in five Integrated Care Boards:")
    assert said.endswith(
        "Left out: Cambridgeshire and Peterborough (boards with other boundaries took them in)."
    )
    said = " ".join(became_sentences(newest("Thames Valley")))
    assert "Swindon (their board, Bath and North East Somerset, Swindon and Wiltshire, also includes" in said


def test_a_group_without_boards_of_its_own_is_seen_as_it_was_last():
    found = newest("Greater Manchester")
    assert not found.are_later
    assert found.edition.meta.id == "cancer-waits-2021-q3"
    assert "those of July to September 2021, of ten areas" in became_sentences(found)[0]


def test_a_board_that_also_has_a_part_of_another_area_is_not_its_own():
    # Lancashire and South Cumbria is more than its eight CCGs that are whole: 36% of Cumbria too.
    assert "E54000048" not in {board.code for board in newest("Lancashire and South Cumbria").boards}


@pytest.mark.parametrize("alliance", ALLIANCES)
def test_every_area_is_in_one_board_or_left_out(alliance):
    found = newest(alliance)
    kept = [name for board in found.boards for name in board.of]
    left = {name for names in found.dropped.values() for name in names}
    inside = BELONGING.loc[BELONGING["group"] == alliance, "area_code"]
    assert {*kept, *left} == {EDITION.short_names[code] for code in inside}


@pytest.mark.parametrize("alliance", ALLIANCES)
def test_what_is_listed_is_all_of_one_period(alliance):
    found = newest(alliance)
    for history in found.histories.values():
        assert len(history.parts) == 1
        assert set(history.parts[0].rows["edition"]) <= {
            one.meta.id for one in EVERY_EDITION[found.are_later]
        }
    assert found.edition.meta.period in what_first_sentence(found)


EVERY_EDITION = {False: load_series("cancer-waits-ccg").editions, True: BOARDS.editions}


def test_what_first_is_that_of_the_watch_list_and_of_the_counts():
    table = watched_areas(newest("Wessex")).set_index("Area")
    listed = watch_list(linked_figures(BOARDS), WAITS).set_index("area_code")
    last = BOARDS.editions[-1].indicators.query("indicator == @WAITS").set_index("area_code")
    before = BOARDS.editions[-5].indicators.query("indicator == @WAITS").set_index("area_code")
    assert BOARDS.editions[-5].meta.period == "July to September 2024"
    for board in newest("Wessex").boards:
        row = table.loc[board.name]
        months = 3 * listed.loc[board.code, "missed_in_a_row"]
        assert (
            row["Missed the standard"] == f"At least {months} months in a row, since October to December 2023"
        )
        now, then = last.loc[board.code], before.loc[board.code]
        low, high = proportion_confint(now["numerator"], now["denominator"], method="wilson")
        assert row["95% interval"] == f"{100 * low:.1f}% to {100 * high:.1f}%, all below the standard"
        counts = [now["numerator"], then["numerator"]], [now["denominator"], then["denominator"]]
        z, p = proportions_ztest(*counts)
        assert row["Against a year before"].startswith("Better" if z > 0 else "Worse")
        assert f"(p = {p:.2f})" in row["Against a year before"]
    assert list(table.index) == ["Dorset", "Hampshire and Isle of Wight"]


def test_the_sentence_names_the_first_row():
    for alliance in ALLIANCES:
        found = newest(alliance)
        table = watched_areas(found)
        assert what_first_sentence(found).startswith(
            f"First {table['Area'].iloc[0]}: {table['Latest'].iloc[0]} in "
        )


def test_newer_figures_say_that_portsmouth_met_the_standard_since():
    assert newer("Wessex") == (
        "Newer published figures of 62-day waits: Portsmouth had 86.7% in July to September 2021, meeting the standard "
        "of 85%; in July to September 2025 both boards missed the standard of 85% (Dorset 63.8%, Hampshire and Isle of "
        "Wight 64.0%)."
    )


def test_the_newest_figures_have_none_newer():
    last = BOARDS.editions[-1]
    assert newer("South West", last, members(last, "region")) == ""


def test_a_change_that_rounds_to_five_in_a_hundred_shows_on_which_side_it_is():
    said = watched_areas(newest("North East and Cumbria")).set_index("Area").loc["County Durham"]
    chance = said["Against a year before"]
    assert "more than chance (p = 0.04" in chance


def test_figures_of_no_series_have_none_newer():
    assert group_newest(EDITION, "Wessex", BELONGING["area_code"][:3], "patient_experience", EVERY) is None
    assert isinstance(watched_areas(newest("Wessex")), pd.DataFrame)
