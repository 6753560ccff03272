"""What stands below the first screen waits for the browser; tests/browser/test_doors_in_chromium.py sees it come."""

import json

import pytest

from tests.ui.opening import open_app


@pytest.fixture(autouse=True)
def parts_are_drawn_at_once():
    """Not here."""


def test_the_table_is_drawn_when_the_browser_says_that_it_is_near_and_in_every_later_run():
    app = open_app()
    assert not app.dataframe
    parts = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "later"]
    states = app._tree.get_widget_states()
    for part in parts:
        told = states.widgets.add()
        told.id = part.id
        told.json_value = json.dumps({"near": True})
    app._run(states)
    assert not app.exception
    assert len(app.dataframe) == 1
    app.run()
    assert len(app.dataframe) == 1
