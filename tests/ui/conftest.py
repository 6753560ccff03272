"""Pages run as they do behind `ui.serve`: the folder pages/ belongs to st.navigation alone."""

import pytest
from streamlit.runtime.pages_manager import PagesManager

from saved import DATABASE_VARIABLE, Store, database_address


class PagesByNavigation(PagesManager):
    """Streamlit's test runner would find the folder pages/ anew at every run; see ui/serve.py."""

    def __init__(self, *args, **kwargs):
        PagesManager.uses_pages_directory = False
        super().__init__(*args, **kwargs)


@pytest.fixture(autouse=True)
def own_database(monkeypatch, tmp_path):
    """Nothing that a test saves is left anywhere."""
    monkeypatch.setenv(DATABASE_VARIABLE, f"sqlite:///{tmp_path / 'saved' / 'scenarios.sqlite'}")


@pytest.fixture(autouse=True)
def pages_by_navigation(monkeypatch):
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", PagesByNavigation)


@pytest.fixture
def store():
    """What the app saves in."""
    return Store(database_address())
