"""Which tests are slow, and copies of the product's own editions and methodologies for tests that damage them."""

import gc
import sys

import pytest
from hypothesis import settings

from charts import spec_and_data
from scoring.editions.model import EDITIONS_VARIABLE
from scoring.methodology.files import METHODOLOGIES_VARIABLE
from tests import kept_editions
from tests.damage import copy_editions, copy_methodologies

# No chart that a test makes is drawn unchecked, but for those of pages: tests/ui/conftest.py.
spec_and_data.CHECKED = True

# Before any test module is imported: many have editions at their top.
kept_editions.keep()

MAIN = sys.modules["__main__"]

# For an hour in which something new may be found: see tests/scoring/random_tables.py.
settings.register_profile("thorough")

SLOW = (
    "tests/ui/",
    "tests/reports/",
    "tests/saved/",
    "tests/charts/test_maps.py",
    "tests/charts/test_screens.py",
    "tests/geodata/cartogram/test_hexagons.py",
    "tests/geodata/reading/",
    "tests/geodata/topology/",
    "tests/geodata/test_embedded_boundaries.py",
    "tests/geodata/test_every_",
    "tests/geodata/test_geodata_command_line.py",
    "tests/importers/test_detect.py",
    "tests/importers/test_importers_command_line.py",
    "tests/importers/test_into_edition.py",
    "tests/importers/waits/test_cancer_waits.py",
    "tests/importers/waits/test_waits_laws.py",
    "tests/sample_data/test_adding_an_edition.py",
    "tests/sample_data/test_cancer_waits.py",
    "tests/sample_data/test_estimates.py",
    "tests/sample_data/test_wilson_published.py",
    "tests/scoring/analysis/test_draws.py",
    "tests/scoring/analysis/test_goal_seek.py",
    "tests/scoring/analysis/test_multiverse.py",
    "tests/scoring/analysis/test_positions.py",
    "tests/scoring/analysis/test_sweep.py",
    "tests/scoring/analysis/test_targets.py",
    "tests/scoring/analysis/test_trend.py",
    "tests/scoring/cli/",
    "tests/scoring/editions/test_catalogue.py",
    "tests/scoring/editions/test_places.py",
    "tests/scoring/explain/",
    "tests/scoring/lottery/test_borders.py",
    "tests/scoring/lottery/test_clustering.py",
    "tests/scoring/lottery/test_command.py",
    "tests/scoring/lottery/test_deprivation.py",
    "tests/scoring/methodology/test_damaged_methodologies.py",
    "tests/scoring/rating/test_every_methodology.py",
    "tests/scoring/rating/test_laws.py",
)
"""Where tests run the whole app, make documents, or go through all editions, areas or methodologies: what
`python3 run.py test --fast` leaves out."""


LONGEST = (
    "tests/browser/test_accessibility_in_chromium.py",
    "tests/browser/test_app_in_chromium.py",
    "tests/ui/components/test_pages.py",
    "tests/ui/server/test_broken_files.py",
    "tests/scoring/rating/test_every_methodology.py",
    "tests/ui/",
    "tests/reports/",
    "tests/saved/",
    "tests/scoring/cli/",
    "tests/sample_data/",
    "tests/scoring/",
)
"""Files that are begun first, so that no processor waits for one of them at the end."""

MEASURED = "tests/scoring/"
"""Whose tests are to run every line of the science; measuring the lines in pages and documents takes too long."""
UNMEASURED = (
    "tests/scoring/analysis/test_positions.py::test_every_position_of_every_slider",
    "tests/scoring/analysis/test_positions.py::test_states_with_several_changes",
    "tests/scoring/rating/test_every_methodology.py",
)
"""Which do the same thousands of times: what lines they run others run too, and counting them takes half a minute."""


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage while modules are imported, and among what they made never again: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), 99)
    )
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if not item.nodeid.startswith(MEASURED) or item.nodeid.startswith(UNMEASURED):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def the_main_module_is_of_the_tests():
    """Undo what a page run in this process leaves: a process that a test starts would run the app as its main."""
    sys.modules["__main__"] = MAIN


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """A folder of a few editions, in use until the end of the test."""
    folder = copy_editions(tmp_path)
    monkeypatch.setenv(EDITIONS_VARIABLE, str(folder))
    return folder


@pytest.fixture
def methodologies(tmp_path, monkeypatch):
    """A folder of all methodologies, in use until the end of the test."""
    folder = copy_methodologies(tmp_path)
    monkeypatch.setenv(METHODOLOGIES_VARIABLE, str(folder))
    return folder
