"""Pages run as they do behind `ui.serve`: the folder pages/ belongs to st.navigation alone."""

from functools import cache

import pytest
from streamlit.components.v2.manifest_scanner import scan_component_manifests
from streamlit.runtime.pages_manager import PagesManager

from charts import spec_and_data
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


# A server looks once for components that packages bring; Streamlit's test runner would at every opening, for longer
# than most pages take.
installed_components = cache(scan_component_manifests)


@pytest.fixture(autouse=True)
def components_looked_for_once(monkeypatch):
    monkeypatch.setattr(
        "streamlit.components.v2.manifest_scanner.scan_component_manifests", installed_components
    )


@pytest.fixture(autouse=True)
def charts_are_drawn_unchecked(monkeypatch):
    """Checking a chart takes as long as making it: tests of charts do, and test_specs.py for those of all pages."""
    monkeypatch.setattr(spec_and_data, "CHECKED", False)


@pytest.fixture(autouse=True)
def parts_are_drawn_at_once(monkeypatch):
    """No browser is there to say that it stands, so all of a page is drawn; see components/test_later.py."""
    monkeypatch.setattr("ui.components.later._near", lambda name: True)


@pytest.fixture
def store():
    """What the app saves in."""
    return Store(database_address())
