"""The areas of a group beside their similar areas: counts by brute force, words and the command line."""

import json

import numpy as np
import pytest

from scoring import load_edition
from scoring.__main__ import main
from scoring.analysis.group_peers import group_beside_similar
from scoring.analysis.group_peers_words import similar_in_words, similar_sentence
from scoring.editions.groups import members

EDITION = load_edition()
BELONGING = members(EDITION, "alliance")
ALLIANCES = sorted(BELONGING["group"].unique())


def codes(alliance):
    return BELONGING.loc[BELONGING["group"] == alliance, "area_code"].tolist()


def worse_by_hand(code, indicator):
    """Newcombe's interval of the difference, from the figures and the mean of the ten similar areas."""
    figures = EDITION.indicators[EDITION.indicators["indicator"] == indicator].set_index("area_code")
    own = figures.loc[code]
    half = 1.959963984540054 * own["peers_error"]
    others = EDITION.similar.loc[EDITION.similar["area_code"] == code, "similar_code"]
    assert own["peers"] == pytest.approx(figures.loc[others, "value"].mean())
    assert len(others) == 10
    upper = own["value"] - own["peers"] + np.hypot(own["upper_ci"] - own["value"], half)
    return upper < 0


@pytest.mark.parametrize("alliance", ["Wessex", "Peninsula", "Kent and Medway"])
def test_who_is_worse_is_so_by_hand(alliance):
    rows = group_beside_similar(EDITION, codes(alliance))
    assert len(rows) == 4 * len(codes(alliance))
    figures = EDITION.indicators.set_index(["area_code", "indicator"])
    for row in rows.itertuples():
        limits = figures.loc[(row.area_code, row.indicator), ["lower_ci", "upper_ci"]]
        if limits.notna().all():
            assert (row.verdict == "worse") == worse_by_hand(row.area_code, row.indicator)


def test_wessex_is_told_how_many_are_worse_and_on_what():
    assert similar_sentence(EDITION, group_beside_similar(EDITION, codes("Wessex"))) == (
        "Three of eight areas are worse than their ten similar areas by more than chance: two on early diagnosis "
        "(South Eastern Hampshire and West Hampshire; diagnosed in 2014, est.); one on 62-day waits (Portsmouth; "
        "January to March 2016); one on one-year survival (Portsmouth; diagnosed in 2013, followed up to 2014, est.); "
        "one on patient experience (West Hampshire; survey of 2014, est.)."
    )


@pytest.mark.parametrize("alliance", ALLIANCES)
def test_numbers_in_the_sentence_are_singular_or_plural_with_their_verb(alliance):
    said = similar_sentence(EDITION, group_beside_similar(EDITION, codes(alliance)))
    assert said.startswith("One of ") == (
        " areas is worse than its ten" in said and not said.startswith("None")
    )


def test_one_area_is_it():
    dorset = group_beside_similar(EDITION, [EDITION.find_area("Dorset")])
    assert similar_sentence(EDITION, dorset) == (
        "It is not worse than its ten similar areas by more than chance."
    )


def test_the_table_keeps_the_order_of_the_areas_and_marks_estimates():
    order = list(reversed(codes("Wessex")))
    table = similar_in_words(EDITION, group_beside_similar(EDITION, order))
    assert table["Area"].tolist() == [EDITION.short_names[code] for code in order]
    portsmouth = table.set_index("Area").loc["Portsmouth"]
    assert portsmouth["62-day waits"] == "71.7%, −13.2: worse"
    assert portsmouth["One-year survival"] == "69.0%, −1.6 est.: worse"


def test_boards_have_no_similar_areas():
    boards = load_edition("icb-waits-2025-q3")
    assert similar_sentence(boards, group_beside_similar(boards, list(boards.short_names))) == ""


def test_the_command_line_prints_the_same_rows(capsys):
    assert main(["similar", "--alliance", "Wessex", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = group_beside_similar(EDITION, codes("Wessex"))
    printed = printed if isinstance(printed, list) else printed["rows"]
    assert [row["verdict"] for row in printed] == rows["verdict"].tolist()
    assert main(["similar", "--alliance", "Wessex", "--by", "stp"]) == 2
