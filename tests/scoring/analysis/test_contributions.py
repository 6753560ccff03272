"""Which change did what: against every order of the changes, each rated by `rate`."""

from itertools import combinations, permutations

import numpy as np
import pytest

from scoring import RATINGS, Assessment, compare, load_edition, load_methodology, parse_methodology, rate
from scoring.analysis.contributions import changes_between, contributions
from scoring.analysis.contributions_words import (
    because_words,
    change_labels,
    contributions_sentence,
    contributions_table,
    shares_sentence,
    signed_areas,
)
from scoring.paths import METHODOLOGY_FOLDER

EDITION = load_edition()
METHOD = load_methodology("nhs-england-2016")
BY_VALUE = {"one_year_survival.low_by": "value", "one_year_survival.high_by": "value"}
TWO = {"waits_62_day.benchmark": 82.0, **BY_VALUE}
SIX = {
    "waits_62_day.benchmark": 82.0,
    "one_year_survival.low_by": "value",
    "needs.low_at_least": 2,
    "early_diagnosis.benchmark": 52.0,
    "top.high_at_least": 2,
    "greatest.low_at_least": 2,
}
SCENARIOS = {
    "two": ("nhs-england-2016", {}, "nhs-england-2016", TWO),
    "six": ("nhs-england-2016", {}, "nhs-england-2016", SIX),
    "back to a figure": (
        "nhs-england-2016",
        {"early_diagnosis.benchmark": 60.0},
        "nhs-england-2016",
        BY_VALUE,
    ),
    "figures and moderation": (
        "nhs-england-2016",
        {"moderation.E38000045": "well | reason | somebody | 2016-09-30"},
        "nhs-england-2016",
        {
            "early_diagnosis.benchmark": "peers",
            "one_year_survival.benchmark": 71.0,
            "value_decimals": 0,
            "moderation.E38000001": "top | reason | somebody | 2016-09-30",
        },
    ),
    "another methodology": (
        "nhs-england-2016",
        {"waits_62_day.benchmark": 80.0},
        "funnel",
        {
            "waits_62_day.benchmark": 82.0,
            "waits_62_day.low_by": "funnel_99.8",
            "over_dispersion.kind": "none",
        },
    ),
    "a mean": (
        "mean-points",
        {},
        "mean-points",
        {"waits_62_day.weight": 2.0, "top.score_at_least": 1.4, "points.low": 0.25},
    ),
    "a quota": (
        "composite-arithmetic",
        {},
        "composite-arithmetic",
        {"waits_62_day.weight": 3.0, "early_diagnosis.weight": 0.5},
    ),
    "a limit": (
        "limiting-judgement",
        {},
        "limiting-judgement",
        {"needs.low_at_least": 3, "waits_62_day.benchmark": 80.0},
    ),
}


def sides(name):
    before, own, after, changes = SCENARIOS[name]
    pair = load_methodology(before).with_changes(own), load_methodology(after).with_changes(changes)
    return tuple(Assessment(EDITION, method) for method in pair)


def rated(before, after, changes, chosen):
    """Return the ratings with some changes, by `with_changes` and `rate`; a swap goes first."""
    method = before.method
    if changes[0].is_swap:
        if 0 not in chosen:
            return before.ratings
        method = load_methodology(after.method.id)
    values = {path: value for place in sorted(chosen) for path, value in changes[place].values.items()}
    return rate(EDITION.indicators, method.with_changes(values))


def below(ratings):
    return int(ratings["rating"].isin(("needs", "greatest")).sum())


@pytest.mark.parametrize("name", SCENARIOS)
def test_shares_are_what_each_change_adds_on_average_over_all_orders(name):
    before, after = sides(name)
    found = contributions(before, after)
    number = len(found.changes)
    first = (0,) if found.changes[0].is_swap else ()
    value = {
        frozenset(some): below(rated(before, after, found.changes, some))
        for size in range(number + 1)
        for some in combinations(range(number), size)
        if not some or set(first) <= set(some)
    }
    rest = [place for place in range(number) if place not in first]
    added = np.zeros(number)
    orders = [(*first, *order) for order in permutations(rest)]
    for order in orders:
        for turn, place in enumerate(order):
            added[place] += value[frozenset(order[: turn + 1])] - value[frozenset(order[:turn])]
    np.testing.assert_allclose(found.shares, added / len(orders), atol=1e-9)
    assert found.shares.sum() == pytest.approx(below(after.ratings) - below(before.ratings))


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_change_alone_moves_those_whom_rate_moves(name):
    before, after = sides(name)
    found = contributions(before, after)
    swap = found.changes[0].is_swap
    for place in range(len(found.changes)):
        start = rated(before, after, found.changes, {0} if swap and place else set())
        alone = rated(before, after, found.changes, {0, place} if swap else {place})
        moved = compare(start, alone)["direction"].value_counts()
        row = found.table.loc[place]
        assert [row["up"], row["down"], row["below"]] == [
            moved.get("up", 0),
            moved.get("down", 0),
            below(alone),
        ]
    together = compare(before.ratings, after.ratings)["direction"].value_counts()
    row = found.table.iloc[-1]
    assert [row["up"], row["down"]] == [together.get("up", 0), together.get("down", 0)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_smallest_sets_that_move_an_area_are_those_that_rate_finds(name):
    before, after = sides(name)
    found = contributions(before, after)
    moved = compare(before.ratings, after.ratings)
    assert set(found.because) == set(moved["area_code"])
    number = len(found.changes)
    sets = [
        some
        for size in range(1, number + 1)
        for some in combinations(range(number), size)
        if not found.changes[0].is_swap or 0 in some
    ]
    results = {some: rated(before, after, found.changes, some).set_index("area_code") for some in sets}
    for code, rating in zip(moved["area_code"], moved["rating_after"], strict=True):
        enough = [some for some in sets if results[some].loc[code, "rating"] == rating]
        least = min(len(some) for some in enough)
        assert set(found.because[code]) == {some for some in enough if len(some) == least}


def test_the_analysts_question_is_answered_in_a_sentence():
    found = contributions(*sides("two"))
    assert contributions_sentence(found) == (
        "62-day waits threshold at 82% alone: 19 up. One-year survival by value alone: 1 up, 16 down. "
        "Together: 17 up, 15 down."
    )
    assert shares_sentence(found) == (
        "Areas below “performing well” go from 180 to 172; each change's fair share: 62-day waits threshold "
        "at 82% −14, one-year survival by value +6."
    )
    assert list(contributions_table(found)["below"]) == [164, 184, 172]


def test_low_and_high_set_alike_are_one_change_and_set_otherwise_two():
    assert len(changes_between(METHOD, METHOD.with_changes(BY_VALUE))) == 1
    apart = METHOD.with_changes({"one_year_survival.low_by": "value", "one_year_survival.high_by": "99.8"})
    assert len(changes_between(METHOD, apart)) == 2


def test_fewer_than_two_changes_are_not_taken_apart():
    same = Assessment(EDITION, METHOD)
    assert contributions(same, same) is None
    assert contributions(same, Assessment(EDITION, METHOD.with_changes(BY_VALUE))) is None
    funnel = Assessment(EDITION, load_methodology("funnel"))
    assert contributions(same, funnel) is None
    # Nothing was judged for that.
    assert "judgement" not in same.__dict__
    assert "judgement" not in funnel.__dict__


def test_a_file_of_the_same_methodology_with_other_constants_is_changed_and_not_another():
    text = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
    other = parse_methodology(text.replace("benchmark: 85.0", "benchmark: 82.0"), "file")
    changes = changes_between(METHOD, other)
    assert [dict(change.values) for change in changes] == [{"waits_62_day.benchmark": 82.0}]
    reordered = text.replace("  greatest: {low_at_least: 3}\n", "").replace(
        "  top: {high", "  greatest: {low_at_least: 3}\n  top: {high"
    )
    assert changes_between(METHOD, parse_methodology(reordered, "file"))[0].is_swap


def test_another_methodology_comes_first_and_its_changes_after_it():
    found = contributions(*sides("another methodology"))
    assert found.changes[0].is_swap
    labels = change_labels(found)
    assert labels[:2] == ["the methodology Funnel", "62-day waits threshold at 82%"]
    assert "Then 62-day waits threshold at 82%: " in contributions_sentence(found)


def test_what_a_rule_takes_only_together_is_one_change():
    method = load_methodology("mean-points")
    alone = {f"{name}.weight": 0.0 for name in method.indicators}
    start = method.with_changes({**alone, "waits_62_day.weight": 1.0})
    # A rule without any weight is refused.
    after = start.with_changes({"waits_62_day.weight": 0.0, "early_diagnosis.weight": 1.0})
    assert contributions(Assessment(EDITION, start), Assessment(EDITION, after)) is None
    scale = load_methodology("composite-geometric")
    moved = scale.with_changes({"scale.lowest": 200.0, "scale.highest": 300.0, "waits_62_day.weight": 2.0})
    found = contributions(Assessment(EDITION, scale), Assessment(EDITION, moved))
    assert [set(change.values) for change in found.changes] == [
        {"waits_62_day.weight"},
        {"scale.lowest", "scale.highest"},
    ]


def test_more_changes_than_are_shared_are_still_told_apart_alone():
    many = {**SIX, "patient_experience.benchmark": 90.0, "one_year_survival.benchmark": 71.0}
    many |= {"patient_experience.low_by": "value"}
    before, after = Assessment(EDITION, METHOD), Assessment(EDITION, METHOD.with_changes(many))
    found = contributions(before, after)
    assert len(found.changes) == 9
    assert np.isnan(found.shares).all()
    assert shares_sentence(found) == ""
    for place, change in enumerate(found.changes):
        alone = rate(EDITION.indicators, METHOD.with_changes(change.values))
        assert [RATINGS[code] for code in found.alone[place]] == list(alone["rating"])
    words = because_words(found, list(found.because))
    assert set(map(len, found.because.values())) >= {0, 1}
    assert "Several changes together" in words
    assert "further changes move fewer." in contributions_sentence(found)


def test_a_reason_names_the_changes_of_the_smallest_set():
    found = contributions(*sides("six"))
    words = because_words(found, list(found.because))
    for sets, text in zip(found.because.values(), words, strict=True):
        if len(sets) == 1 and len(sets[0]) == 1:
            assert text.lower() == change_labels(found)[sets[0][0]].lower()
        if len(sets) == 2 and len(sets[0]) == 1:
            assert text.endswith(", either alone")
        if len(sets) == 1 and len(sets[0]) == 2:
            assert text.endswith(" together")


@pytest.mark.parametrize(("share", "text"), [(5.0, "+5"), (-13.5, "−13.5"), (0.04, "0"), (1 / 3, "+0.3")])
def test_a_share_has_its_sign(share, text):
    assert signed_areas(share) == text
