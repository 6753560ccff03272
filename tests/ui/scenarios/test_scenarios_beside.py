"""Two scenarios side by side: what is compared, what is in the link, and the file of the areas that differ."""

import re

import pytest

from reports.tables.table import csv_bytes, parquet_bytes
from reports.tables.workbook import workbook_bytes
from scoring import compare, load_edition, load_methodology, movers, rate
from tests.ui.components.test_pages import DORSET, texts
from tests.ui.opening import open_app
from tests.ui.scenarios.test_scenarios import BAR, METHOD, NOWHERE, PAGE, box, save
from ui.scenarios.side_by_side import Side, table_of_differences
from ui.session.address import parse_address
from ui.session.saved_links import saved_view


def choose(app, letter, value):
    box(app, "selectbox", f"side_{letter}").set_value(value).run()
    assert not app.exception


def differing(app):
    """Return the table of the areas that differ."""
    [table] = [each.value for each in app.dataframe if "move" in each.value]
    return table


def test_the_baseline_and_the_scenario_in_force_stand_side_by_side(store):
    app = open_app(PAGE, **BAR)
    shown = texts(app)
    assert "180 of 209 areas are below" in shown
    assert "164 of 209 areas are below" in shown
    assert "19 of 209: 19 better in B, 0 worse in B, 190 the same." in shown
    maps = app.get("vega_lite_chart")
    assert len(maps) == 3
    # One legend for both: the same colours for the same ratings.
    scales = [re.findall(r'"scale": ?\{[^{}]*\}', chart.proto.spec) for chart in maps]
    assert scales[0] == scales[1]
    assert scales[0]
    labels = [popover.proto.popover.label for popover in app.get("popover")]
    assert {"Picture of map A", "Picture of map B"} <= set(labels)
    table = differing(app)
    assert len(table) == 19
    assert table["reason"].str.contains("82%").all()


def test_two_editions_of_the_same_areas_are_compared_without_reasons(store):
    one = save(store, "Early", edition="cancer-waits-2018-q2")
    two = save(store, "Late", edition="cancer-waits-2018-q3")
    app = open_app(PAGE)
    choose(app, "A", str(one.id))
    choose(app, "B", str(two.id))
    moves = compare(*(rate_of(saved_view(side)) for side in (one, two)))
    table = differing(app)
    assert len(table) == len(moves) > 0
    assert "reason" not in table
    assert f"{len(moves)} of " in texts(app)


def rate_of(shown):
    edition = load_edition(shown.edition)
    return rate(edition.indicators, edition.fitted(load_methodology(shown.method)))


def test_editions_of_other_areas_are_shown_and_the_reason_why_they_are_not_compared(store):
    save(store, "Boards", edition="icb-waits-2025-q3")
    app = open_app(PAGE, b="boards")
    assert "42 of 42 areas are below" in texts(app)
    assert "so the two cannot be compared area by area" in texts(app)


def test_what_stands_side_by_side_is_in_the_link_of_every_page(store):
    one = save(store, "Bar", **BAR)
    app = open_app(PAGE, area=DORSET)
    assert dict(app.query_params) == {"area": DORSET}
    assert "A and B are the same. Choose another scenario for one of them." in texts(app)
    choose(app, "B", str(one.id))
    assert dict(app.query_params) == {"area": DORSET, "b": "Bar"}
    shown = texts(app)
    other = open_app(PAGE, **dict(app.query_params))
    assert not other.warning
    assert "19 of 209: 19 better in B" in shown
    assert "19 of 209: 19 better in B" in texts(other)
    choose(other, "A", str(one.id))
    choose(other, "B", "_baseline")
    assert dict(other.query_params) == {"area": DORSET, "a": "Bar", "b": "_baseline"}
    assert "19 of 209: 0 better in B, 19 worse in B" in texts(other)
    other.switch_page("pages/what_if.py").run()
    assert dict(other.query_params) == {"area": DORSET, "a": "Bar", "b": "_baseline"}
    other.switch_page(PAGE).run()
    assert dict(other.query_params) == {"area": DORSET, "a": "Bar", "b": "_baseline"}


def test_a_side_follows_its_scenario_when_it_is_renamed_and_says_when_it_is_deleted(store):
    one = save(store, "Bar", **BAR)
    app = open_app(PAGE, b="bar")
    renamed = store.scenarios.rename(one, "Other name", "")
    app.run()
    assert dict(app.query_params) == {"b": "Other name"}
    store.scenarios.delete(renamed)
    app.run()
    assert (
        "“Other name” was deleted or cannot be rated any more: choose another for B." in app.warning[0].value
    )
    assert dict(app.query_params) == {}
    app.run()
    assert not app.warning


@pytest.mark.parametrize(
    "name", ["Nobody saved this", "x" * 10_000, "<b>\u202e💥'; DROP TABLE scenarios; --"]
)
def test_a_side_that_nobody_saved_is_said(store, name):
    app = open_app(PAGE, a=name, scenario=name, **BAR)
    [warning] = app.warning
    assert warning.value.count("which is not saved in this app") == 2
    assert len(warning.value) < 500
    assert dict(app.query_params) == BAR
    assert "19 of 209:" in texts(app)


def test_a_side_stays_while_the_database_is_away(store, monkeypatch):
    save(store, "Bar", **BAR)
    app = open_app(PAGE, b="bar")
    monkeypatch.setenv("RATINGS_DATABASE", NOWHERE)
    app.run()
    assert "cannot be reached just now" in app.warning[0].value
    assert dict(app.query_params) == {"b": "Bar"}
    assert "19 of 209:" in texts(app)


def test_there_is_nothing_to_compare_where_nothing_is_moved_and_nothing_saved():
    app = open_app(PAGE)
    assert "No scenarios have been saved yet." in texts(app)
    assert "No group is saved yet." in texts(app)
    assert "There is nothing to compare yet." in texts(app)
    assert not app.get("vega_lite_chart")


def test_the_areas_that_differ_are_taken_away_with_the_reason_and_the_link(store):
    both = [Side.of(letter, letter, parse_address(address)) for letter, address in (("A", {}), ("B", BAR))]
    table = table_of_differences(*both, None, "somewhere?b=Bar")
    expected = movers(*(side.assessment for side in both))
    assert list(table.frame["area_code"]) == list(expected["area_code"])
    assert table.frame["reason"].str.contains("82%").all()
    notes = table.about.notes()
    assert notes["Link to this view"] == "somewhere?b=Bar"
    assert "threshold 82% (was 85%)" in notes["Content"]
    assert notes["Compared with"].startswith(METHOD.title)
    early, late = (
        Side.of(letter, letter, parse_address({"edition": f"cancer-waits-2018-q{letter}"})) for letter in "23"
    )
    moves = compare(early.ratings, late.ratings)
    table = table_of_differences(early, late, moves, "somewhere")
    assert len(table.frame) == len(moves)
    assert "reason" not in table.frame
    assert early.edition.meta.title in table.about.title
    for written in (csv_bytes, workbook_bytes, parquet_bytes):
        assert written(table)
