"""What the instrument of What if is sent, and what it takes from a browser."""

import json

import numpy as np
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from scoring import RATINGS, breakdown, load_edition, load_methodology, rate
from tests.october import METHODOLOGIES
from tests.ui.instrument import open_settings, sent
from tests.ui.opening import open_app
from ui.session import state
from ui.session.view import View
from ui.what_if import encoding, instrument

DORSET = "E38000045"
WAITS = "waits_62_day.benchmark"


def read(turns, known, at, rows):
    """Every row of a table, from one that is known and what changes: as look_up.js reads it."""
    changes, position, i = [], 0, 0
    while i < len(turns):
        while turns[i] == "_":
            position, i = position + 63, i + 1
        far, high, low, both = (encoding._LETTERS.index(letter) for letter in turns[i : i + 4])
        position, i = position + far, i + 4
        changes.append((position, 64 * high + low, both >> 3, both & 7))
    row = np.array(known)
    for position, place, before, _ in reversed(changes):
        if position <= at:
            row[place] = before
    found = np.empty((rows, len(row)), int)
    for number in range(rows):
        for position, place, _, after in changes:
            if position == number:
                row[place] = after
        found[number] = row
    return found


TABLES = arrays.arrays(
    int, some.tuples(some.integers(1, 200), some.integers(1, 70)), elements=some.integers(0, 4)
)


@given(TABLES, some.randoms(use_true_random=False))
def test_every_row_follows_from_any_that_is_known(table, chance):
    at = chance.randrange(len(table))
    assert (read(encoding.turns(table), table[at], at, len(table)) == table).all()


@given(
    arrays.arrays(
        np.int8, some.tuples(some.integers(0, 30), some.integers(1, 5)), elements=some.integers(0, 4)
    )
)
def test_two_numbers_share_a_letter(numbers):
    text = encoding.pairs(numbers)
    found = [part for letter in text for part in divmod(encoding._LETTERS.index(letter), 8)]
    assert found[: numbers.size] == numbers.ravel().tolist()
    assert len(text) == (numbers.size + 1) // 2


@given(some.integers(1, 2000))
def test_changes_that_lie_far_apart_are_found(gap):
    table = np.zeros((gap + 2, 3), int)
    table[gap:, 2] = 4
    assert (read(encoding.turns(table), table[0], 0, len(table)) == table).all()


def test_it_is_sent_the_ratings_of_both_sides():
    data = sent(open_app("pages/what_if.py", area=DORSET, **{WAITS: "82"}))
    edition, method = load_edition("october-2016"), load_methodology("nhs-england-2016")
    for side, changes in (("before", {}), ("after", {WAITS: 82})):
        ratings = rate(edition.indicators, method.with_changes(changes))["rating"]
        assert [RATINGS[int(digit)] for digit in data[side]] == list(ratings)
    assert data["changes"] == "Changed: 62-day waits: threshold 82% (was 85%)."
    assert data["reason"].startswith("Dorset is top performing because")


@pytest.mark.parametrize("method", METHODOLOGIES)
def test_a_change_of_any_methodology_is_small(method):
    """Bytes of a release: shapes, names and figures travel once, and of ratings only what changes."""
    data = sent(open_app("pages/what_if.py", area=DORSET, method=method, baseline=method))
    assert len(json.dumps(data)) < (8_500 if method == "nhs-england-2016" else 20_000)


def taken(monkeypatch, moved):
    """The changes of each side after the browser has sent something."""
    changed = {}
    monkeypatch.setattr(st, "session_state", {instrument._KEY: {"moved": moved}})
    monkeypatch.setattr(state, "unchanged_method", lambda side: load_methodology("nhs-england-2016"))
    monkeypatch.setattr(state, "change_parameters", lambda changes, side: changed.update({side: changes}))
    of = instrument.Assessment(load_edition("october-2016"), load_methodology("nhs-england-2016"))
    instrument._take_moved({"scenario": of, "baseline": of})
    return changed


def test_a_thumb_that_was_moved_changes_the_side_that_it_was_of(monkeypatch):
    moved = {"id": "a-1", "scenario": {WAITS: 82.3, "needs.low_at_least": 2}, "baseline": {WAITS: 80}}
    changes = taken(monkeypatch, moved)
    assert changes == {"scenario": {WAITS: 82.3, "needs.low_at_least": 2}, "baseline": {WAITS: 80.0}}
    assert isinstance(changes["scenario"]["needs.low_at_least"], int)


def test_back_at_the_figure_of_england_means_england(monkeypatch):
    changes = taken(monkeypatch, {"scenario": {"one_year_survival.benchmark": 70.2}})
    assert changes == {"scenario": {"one_year_survival.benchmark": "england"}}


@pytest.mark.parametrize(
    "junk",
    [
        None,
        "82",
        [],
        {"baseline": {}},
        {"scenario": [WAITS]},
        {"scenario": {"no.such": 1}},
        {"scenario": {WAITS: "82"}},
        {"scenario": {WAITS: True}},
        {"scenario": {WAITS: float("nan")}},
        {"scenario": {"needs.low_at_least": float("inf")}},
        {"id": ["a"], "scenario": 82},
    ],
)
def test_what_no_thumb_could_send_changes_nothing(monkeypatch, junk):
    assert taken(monkeypatch, junk) == {}


@pytest.mark.parametrize("code", [["E38000045"], "no area", 5, {"code": 1}])
def test_what_is_no_area_chooses_none(monkeypatch, code):
    chosen = []
    monkeypatch.setattr(
        st, "session_state", {instrument._KEY: {"area": {"id": "a", "code": code}}, "view": View()}
    )
    monkeypatch.setattr(state, "choose_area", chosen.append)
    instrument._take_area()
    assert chosen == []


@pytest.mark.parametrize("method", ["combined-z", "composite-arithmetic", "rank-quartiles", "worst-counts"])
def test_a_rule_that_only_scores_says_the_score_of_each_indicator_and_no_low_or_high(method):
    data = sent(open_app("pages/what_if.py", area=DORSET, method=method, baseline=method))
    rows = breakdown(load_edition("october-2016").indicators, load_methodology(method))
    scores = rows.loc[rows["area_code"] == DORSET, "score"]
    assert data["scores"] == [f"{score:.2f}".replace("-", "−") for score in scores]
    assert data["compared"] == ["–"] * 4


def test_thresholds_beside_the_judgement_are_those_of_the_scenario():
    data = sent(open_app("pages/what_if.py", area=DORSET, **{WAITS: "82", f"baseline.{WAITS}": "90"}))
    assert data["compared"] == ["50.7%", "82.0%", "70.2%", "89.0%"]
    assert data["scores"] is None


def test_englands_own_value_as_a_threshold_is_no_change_in_a_link_and_by_hand():
    app = open_app("pages/what_if.py", **{"one_year_survival.benchmark": "70.2"})
    assert dict(app.query_params) == {}
    assert (sent(app)["changed"], sent(app)["changes"]) == (False, "")
    app = open_settings()
    [number] = [
        each for each in app.get("number_input") if each.key.startswith("one_year_survival.benchmark-number")
    ]
    number.set_value(70.3).run()
    assert "threshold 70.3% (was England's 70.2%)" in sent(app)["changes"]
    [number] = [
        each for each in app.get("number_input") if each.key.startswith("one_year_survival.benchmark-number")
    ]
    number.set_value(70.2).run()
    assert dict(app.query_params) == {}
    assert sent(app)["changes"] == ""


def test_what_decides_is_sent_with_the_chosen_area():
    assert sent(open_app("pages/what_if.py"))["decides"] == ""
    said = sent(open_app("pages/what_if.py", area="E38000045"))["decides"]
    assert said == "Judged by the whole 95% interval, but 62-day waits for Low by value."
