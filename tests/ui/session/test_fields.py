"""Every field of the view is declared once with all that links, undo and other editions need of it."""

from dataclasses import fields

import pytest

from scoring import load_methodology
from scoring.methodology.files import methodology_yaml
from tests.ui.components.test_pages import DORSET
from ui.session.address import parse_address, to_address
from ui.session.fields import declarations
from ui.session.other_editions import moved
from ui.session.saved_links import SIDES, content_of
from ui.session.view import View, start_of

WAITS, EARLIER, OCTOBER = "cancer-waits-2019-q2", "cancer-waits-2019-q1", "october-2016"
BENCHMARK = "waits_62_day.benchmark"
OWN = methodology_yaml(load_methodology("waiting-standards")).replace("id: waiting-standards", "id: mine")

OTHERWISE = {
    "edition": {},
    "own": {"method": "own", "own": OWN},
    "method": {"method": "own", "own": OWN},
    "changes": {"changes": {BENCHMARK: 82.0}},
    "baseline": {"baseline": "own", "own": OWN},
    "baseline_changes": {"baseline_changes": {BENCHMARK: 82.0}},
    "area": {"area": DORSET},
    "own_groups": {"own_groups": {"South coast": (DORSET,)}},
    "group_kind": {"group_kind": "region"},
    "group": {"group": "E54000041", "group_kind": "stp"},
    "colour": {"colour": "change"},
    "outline": {"outline": "regions"},
    "shape": {"shape": "hexagons"},
    "true_rates": {"true_rates": "plain"},
    "followed": {"followed": "waits_62_day"},
    "since": {"since": EARLIER},
    "periods": {"periods": 7},
    "missed_by": {"missed_by": "interval"},
    "question": {"question": "postcode-lottery"},
    "half": {"half": "comparison"},
    "scope": {"scope": "all"},
    "parts": {"parts": ("method", "areas")},
    "screen": {"screen": 3},
}
"""For every field that a link carries by itself, parts of a view in which it is not as at the start."""


def linked():
    return {
        name for name, declared in declarations(View).items() if declared.part not in ("saved", "session")
    }


def test_every_field_is_declared():
    assert list(declarations(View)) == [field.name for field in fields(View)]
    for name, declared in declarations(View).items():
        assert declared.parameter or declared.part == "session" or name in ("changes", "baseline_changes")
        assert declared.kind or declared.part != "look", f"{name}: nobody would read or write it"


def test_every_field_that_a_link_carries_is_tried_below():
    assert set(OTHERWISE) == linked()


def test_no_two_fields_have_one_parameter():
    named = [each.parameter for each in declarations(View).values() if each.parameter]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("name", sorted(linked()))
def test_a_link_carries_every_field(name):
    shown = start_of(WAITS)
    for part, value in OTHERWISE[name].items():
        setattr(shown, part, value)
    assert name == "edition" or getattr(shown, name) != getattr(start_of(WAITS), name)
    again = parse_address(to_address(shown))
    assert again == shown
    assert again.ignored == []


@pytest.mark.parametrize("name", sorted(linked()))
def test_every_field_means_something_or_is_as_at_the_start_in_another_edition(name):
    shown = start_of(WAITS)
    for part, value in OTHERWISE[name].items():
        setattr(shown, part, value)
    there, _ = moved(shown, OCTOBER)
    assert parse_address(to_address(there), there.own) == there
    if name in (
        "area",
        "own_groups",
        "shape",
        "true_rates",
        "periods",
        "missed_by",
        "scope",
        "parts",
        "screen",
    ):
        assert getattr(there, name) == getattr(shown, name)
    if name in ("colour", "since"):
        assert getattr(there, name) == getattr(start_of(OCTOBER), name)


def test_what_is_saved_is_the_figures_and_the_rule():
    assert content_of(start_of(WAITS)) == content_of(View(**vars(start_of(WAITS)) | OTHERWISE["shape"]))
    for name in declarations(View, "rule"):
        changed = View(**vars(start_of(WAITS)) | OTHERWISE[name])
        assert content_of(changed) != content_of(start_of(WAITS))


def test_the_parameters_are_those_of_links_that_are_out_there():
    assert {each.parameter for each in declarations(View).values() if each.parameter} == {
        *(
            "edition",
            "own",
            "method",
            "baseline",
            "area",
            "groups",
            "by",
            "group",
            "colour",
            "outline",
            "shape",
        ),
        *("true_rates", "followed", "since", "periods", "missed_by", "question", "half"),
        *("scope", "parts", "screen"),
        *("scenario", "a", "b"),
    }
    assert SIDES == {"a": "_baseline", "b": "_scenario"}
