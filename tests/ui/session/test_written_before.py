"""Links and scenarios that were written before the project's modules were moved and renamed still open as then.

`written_before` was made by the code of commit 2af2697 itself: its links, what its own view was of each and how every
area was rated, and its database. The files are never made anew by later code: they are the outside witness.
"""

import hashlib
import json
import sqlite3
from urllib.parse import parse_qsl

import pytest

from scoring import count_ratings, load_methodology
from tests.paths import ROOT
from ui.session import results, state
from ui.session.address import parse_address
from ui.session.saved_links import open_link
from ui.session.view import View

BEFORE = ROOT / "tests" / "ui" / "session" / "written_before"


def written(name: str) -> list[dict]:
    return [json.loads(line) for line in (BEFORE / name).read_text().splitlines()]


LINKS, SCENARIOS = written("links.jsonl"), written("scenarios.jsonl")


def figures(shown: View) -> dict:
    """Return how many areas have each rating, and a text that is the same as long as each area has the same."""
    ratings = results.ratings(shown.edition, state.method(of=shown))
    listed = "\n".join(sorted(f"{area.area_code} {area.rating}" for area in ratings.itertuples()))
    return {
        "counts": dict(count_ratings(ratings)),
        "ratings": hashlib.sha256(listed.encode()).hexdigest()[:16],
    }


def plain(value: object) -> object:
    """Return a value as JSON holds it."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("before", LINKS, ids=lambda before: before["link"][:80])
def test_a_link_shows_what_it_showed(before):
    shown = parse_address(dict(parse_qsl(before["link"])))
    start = parse_address({"edition": shown.edition})
    # What is not in the list was as at the start of the edition.
    for name, at_start in vars(start).items():
        if name not in ("turn", "opened", "a", "b"):
            assert plain(getattr(shown, name)) == before["view"].get(name, plain(at_start)), name
    assert figures(shown) == {name: before[name] for name in ("counts", "ratings")}


def test_the_links_have_every_parameter_of_every_methodology_of_these_figures():
    """So that a renamed parameter cannot slip through: a link that says all of a methodology at once is among them."""
    said: dict[str, set[str]] = {}
    for before in LINKS:
        address = dict(parse_qsl(before["link"]))
        said.setdefault(address.get("method", "nhs-england-2016"), set()).update(address)
    for name in said.keys() - {"own", "waiting-standards"}:
        assert set(load_methodology(name).parameters) <= said[name], name


@pytest.fixture
def saved_before(store, tmp_path):
    """The database of then, in its place."""
    file = tmp_path / "saved" / "scenarios.sqlite"
    file.parent.mkdir(exist_ok=True)
    with sqlite3.connect(file) as database:
        database.executescript((BEFORE / "saved.sql").read_text())
    database.close()
    return store


def test_all_that_was_saved_is_there(saved_before):
    assert {scenario.name for scenario in saved_before.scenarios.all()} == {
        dict(parse_qsl(before["link"]))["scenario"] for before in SCENARIOS
    }
    assert not any(scenario.problem for scenario in saved_before.scenarios.all())
    [group] = saved_before.groups.all()
    assert (group.name, set(group.areas)) == ("South coast", {"E38000045", "E38000198", "E38000101"})


@pytest.mark.parametrize("before", SCENARIOS, ids=lambda before: before["link"])
def test_a_saved_scenario_opens_from_its_short_link_as_it_was(saved_before, before):
    shown = open_link(dict(parse_qsl(before["link"])))
    assert not shown.ignored
    assert plain({name: getattr(shown, name) for name in before["view"]}) == before["view"]
    assert figures(shown) == {name: before[name] for name in ("counts", "ratings")}
