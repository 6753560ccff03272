"""What becomes of areas between two rules, in words: no rating is neither better nor worse."""

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.moves import moves
from ui.components.before_after import direction_counts, move_keys

EDITION = load_edition("october-2016")
RULE, NONE = (Assessment(EDITION, load_methodology(name)) for name in ("nhs-england-2016", "headline-only"))


def test_an_area_that_is_no_longer_rated_is_not_worse():
    table = moves(RULE, NONE)
    assert direction_counts(table, 209) == {"up": 0, "down": 0, "rated": 0, "unrated": 209, "same": 0}
    words = ["Better rating: 0", "Worse rating: 0", "No longer rated: 209", "Same rating: 0"]
    assert [word for _, word in move_keys(table, 209)] == words


def test_an_area_that_is_newly_rated_is_not_better():
    assert direction_counts(moves(NONE, RULE), 209)["rated"] == 209


def test_a_lower_bar_only_lifts():
    lower = Assessment(EDITION, RULE.method.with_changes({"waits_62_day.benchmark": 82.0}))
    keys = [word for _, word in move_keys(moves(RULE, lower), 209)]
    assert keys == ["Better rating: 19", "Worse rating: 0", "Same rating: 190"]
