"""What can be done with saved scenarios and groups, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from saved import FORMAT, Content, DatabaseError, RefusedError, Store, content
from saved.models import ScenarioRow
from tests.saved.conftest import CONTENT

OTHER = Content({"edition": "october-2016", "method": "own"}, "id: mine\ntitle: “Mein” ✓\n" * 4000)


def names(store):
    return [scenario.name for scenario in store.scenarios.all()]


def test_an_empty_database_has_nothing_and_does_not_mind(store):
    assert store.scenarios.all() == []
    assert store.groups.all() == []
    assert store.scenarios.find("anything") is None


def test_what_is_saved_is_found_by_another_process_as_it_was(store, address):
    made = store.scenarios.add("  62-day   waits at 82% ", "For the board.\nUrgent.", OTHER)
    assert made.name == "62-day waits at 82%"
    assert (made.revision, made.created) == (1, made.changed)
    assert datetime.now(UTC) - made.created < timedelta(minutes=1)
    other = Store(address)
    assert other.scenarios.all() == [made]
    assert other.scenarios.find("62-DAY WAITS at 82% ") == made
    assert other.scenarios.find("62-day waits at 82%").content == OTHER
    other.close()


def test_no_two_have_the_same_name_whatever_its_case_and_the_spaces_around_it(store):
    store.scenarios.add("Straße im Süden", "", CONTENT)
    for same in ("Straße im Süden", " STRASSE IM SÜDEN ", "Straße im Su\u0308den"):
        with pytest.raises(RefusedError, match="already"):
            store.scenarios.add(same, "", CONTENT)
    assert len(store.scenarios.all()) == 1
    # A group may be called like a scenario.
    store.groups.add("Straße im Süden", "", ["E38000045"], "ccg-april-2016", "october-2016")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "a&b",
        "a=b",
        "a/b",
        "a?b",
        "a#b",
        "a\x00b",
        "a|b",
        "<b>",
        "ends.",
        "-starts",
        "x" * 61,
        "a\u202eb",
        "\ufdfa" * 60,
    ],
)
def test_a_name_that_no_link_carries_is_refused(store, name):
    with pytest.raises(RefusedError):
        store.scenarios.add(name, "", CONTENT)
    assert store.scenarios.all() == []


@pytest.mark.parametrize(
    "name", ["a\x00b", "\ud800", "x" * 10_000, "\ufdfa" * 10_000, "'; DROP TABLE scenarios; --", ""]
)
def test_nothing_is_found_under_a_name_that_nothing_can_have(store, name):
    made = store.scenarios.add("There", "", CONTENT)
    assert store.scenarios.find(name) is None
    assert store.scenarios.all() == [made]


def test_a_changed_scenario_keeps_its_number_and_comes_first(store):
    first = store.scenarios.add("First", "d", CONTENT)
    store.scenarios.add("Second", "", CONTENT)
    assert names(store) == ["Second", "First"]
    changed = store.scenarios.change(first, OTHER)
    assert (changed.id, changed.revision, changed.content, changed.description) == (first.id, 2, OTHER, "d")
    assert changed.changed > first.changed
    assert names(store) == ["First", "Second"]


def test_who_comes_second_is_told_and_nothing_is_overwritten(store):
    seen = store.scenarios.add("Shared", "", CONTENT)
    winner = store.scenarios.change(seen, OTHER)
    for late in (
        lambda: store.scenarios.change(seen, CONTENT),
        lambda: store.scenarios.rename(seen, "Mine", ""),
        lambda: store.scenarios.delete(seen),
    ):
        with pytest.raises(RefusedError, match="Somebody changed “Shared” in the meantime"):
            late()
    assert store.scenarios.all() == [winner]
    store.scenarios.delete(winner)
    with pytest.raises(RefusedError, match="“Shared” has been deleted in the meantime"):
        store.scenarios.change(seen, CONTENT)
    with pytest.raises(RefusedError, match="deleted in the meantime"):
        store.scenarios.duplicate(seen)


def test_a_scenario_is_renamed_and_described(store):
    made = store.scenarios.add("Old", "", CONTENT)
    store.scenarios.add("Taken", "", CONTENT)
    renamed = store.scenarios.rename(made, "OLD", "Now in capitals")
    assert (renamed.name, renamed.description, renamed.id) == ("OLD", "Now in capitals", made.id)
    with pytest.raises(RefusedError, match="There is a saved scenario “taken” already"):
        store.scenarios.rename(renamed, "taken", "")
    assert store.scenarios.find("old") == renamed


def test_duplicates_get_names_of_their_own(store):
    made = store.scenarios.add("x" * 60, "d", CONTENT)
    copies = [store.scenarios.duplicate(made) for _ in range(3)]
    assert [copy.name for copy in copies] == [
        "x" * 53 + " (copy)",
        "x" * 51 + " (copy 2)",
        "x" * 51 + " (copy 3)",
    ]
    assert all(copy.content == CONTENT for copy in copies)
    assert all(copy.description == "d" for copy in copies)


def test_what_was_deleted_is_put_back_as_it_was(store):
    made = store.scenarios.change(store.scenarios.add("Gone", "d", CONTENT), OTHER)
    store.scenarios.delete(made)
    assert store.scenarios.find("Gone") is None
    later = store.scenarios.add("Later", "", CONTENT)
    assert later.id != made.id
    assert store.scenarios.restore(made) == made
    assert store.scenarios.find("gone") == made
    store.scenarios.delete(made)
    store.scenarios.add("GONE", "", CONTENT)
    with pytest.raises(RefusedError, match="already"):
        store.scenarios.restore(made)


def test_groups_are_kept_alike(store):
    areas = ["E38000045", "E38000198"]
    made = store.groups.add("South coast", "", areas, "ccg-april-2016", "october-2016")
    assert made.areas == tuple(areas)
    changed = store.groups.change(made, areas[:1], "ccg-april-2016", "october-2016")
    with pytest.raises(RefusedError, match="Somebody changed “South coast”"):
        store.groups.change(made, areas, "ccg-april-2016", "october-2016")
    copy = store.groups.duplicate(changed)
    assert (copy.name, copy.areas) == ("South coast (copy)", ("E38000045",))
    store.groups.delete(copy)
    assert store.groups.restore(copy) == copy
    with pytest.raises(RefusedError, match="There is a saved group “south coast” already"):
        store.groups.rename(copy, "south coast", "")


def test_what_is_too_long_is_refused(store):
    with pytest.raises(RefusedError, match="2,001 characters; it may have 2,000"):
        store.scenarios.add("Long", "x" * 2001, CONTENT)
    with pytest.raises(RefusedError, match="too many to be saved"):
        store.scenarios.add("Long", "", Content({}, "x" * 200_001))
    with pytest.raises(RefusedError, match="too many to be saved"):
        store.scenarios.add("Long", "", Content({"a": "x" * 200_001}))
    assert store.scenarios.all() == []


def test_signs_that_cannot_be_shown_are_left_out_of_a_description(store):
    assert store.scenarios.add("Signs", " a\x00b\r\nc\ud800 ", CONTENT).description == "ab\nc"


# Formats of content


def save_in_format(store, name, number):
    made = store.scenarios.add(name, "", CONTENT)
    with store.session(writes=True) as session:
        session.get(ScenarioRow, made.id).format = number


def test_content_of_an_older_format_is_brought_up_to_date_step_by_step(store, monkeypatch):
    store.scenarios.add("Old", "", Content({"bar": "82"}))
    upgrades = {
        FORMAT: lambda old: Content({"threshold": old.parameters["bar"]}, old.own),
        FORMAT + 1: lambda old: Content({"waits.benchmark": old.parameters["threshold"]}, old.own),
    }
    for module in ("saved.content", "saved.repositories"):
        monkeypatch.setattr(f"{module}.FORMAT", FORMAT + 2)
    monkeypatch.setattr(content, "UPGRADES", upgrades)
    old = store.scenarios.find("Old")
    assert old.content == Content({"waits.benchmark": "82"})
    assert not old.problem
    # It is read so, and stays as it is until somebody saves it.
    with store.session() as session:
        assert session.get(ScenarioRow, old.id).format == FORMAT
    assert store.scenarios.change(old, old.content).format == FORMAT + 2


def test_what_came_of_a_scenario_is_kept_with_it_and_is_not_known_of_format_1(store):
    outcome = {"areas": 209, "below": 164, "moves": 19, "ratings": "0123456789abcdef"}
    made = store.scenarios.add("New", "", replace(CONTENT, outcome=outcome))
    assert store.scenarios.find("new").content.outcome == outcome
    # It says nothing of what is rated and how.
    assert made.content == CONTENT
    assert store.scenarios.duplicate(made).content.outcome == outcome
    store.scenarios.delete(made)
    assert store.scenarios.restore(made).content.outcome == outcome
    save_in_format(store, "Old", 1)
    old = store.scenarios.find("old")
    assert (old.content, old.content.outcome, old.problem, old.format) == (CONTENT, None, "", FORMAT)


def test_content_of_a_newer_format_is_listed_with_the_reason_and_not_touched(store):
    save_in_format(store, "Newer", 99)
    newer = store.scenarios.find("newer")
    assert "newer version" in newer.problem
    copy = store.scenarios.duplicate(newer)
    assert copy.problem == newer.problem
    store.scenarios.delete(copy)
    assert store.scenarios.restore(copy) == copy
    renamed = store.scenarios.rename(newer, "Newest", "")
    assert (renamed.problem, renamed.format) == (newer.problem, 99)


def test_content_of_a_format_that_is_known_no_more_says_so(store):
    save_in_format(store, "Ancient", 0)
    assert "so old that this one cannot read it" in store.scenarios.find("ancient").problem


# Other databases


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nonsense", "cannot be read. It should be like postgresql://"),
        ("mysql://a:secret@host/name", "SQLite or PostgreSQL; the address given names mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:////proc/none/s.sqlite", "folder of the database of saved scenarios cannot be made"),
        ("postgresql://a:secret@host:port/name", "cannot be read"),
    ],
)
def test_a_wrong_address_is_said_without_its_password(wrong, said, caplog):
    store = Store(wrong)
    for _ in range(2):
        with pytest.raises(DatabaseError, match=said) as problem:
            store.scenarios.all()
        assert "secret" not in str(problem.value) + caplog.text
