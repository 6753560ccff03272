"""All plausible choices at once, as the page Care or chance? shows them."""

import pytest

from tests.ui.components.test_downloads import offered
from tests.ui.components.test_pages import texts
from tests.ui.opening import open_app

PAGE = "pages/how_sure.py"


@pytest.fixture
def few(monkeypatch):
    """So few combinations that a test need not wait."""
    monkeypatch.setattr("ui.uncertainty.multiverse.PAGE_COMBINATIONS", 300)


def test_all_combinations_are_rated_when_somebody_asks(few):
    app = open_app(PAGE, **{"waits_62_day.benchmark": "81.7"})
    assert "plausible combinations of choices" not in texts(app)
    app.button(key="multiverse").click().run()
    assert not app.exception
    said = texts(app)
    assert "Over 300 of " in said
    assert "What is plausible, and why" in [expander.label for expander in app.expander]
    assert "ambition for 2020" in said
    assert "multiverse" in offered(app)
    assert any("share" in frame.value and len(frame.value) == 209 for frame in app.dataframe)


def test_a_methodology_without_plausible_choices_says_so():
    app = open_app(PAGE, method="met-or-not")
    assert "does not say which other choices would be plausible" in texts(app)
