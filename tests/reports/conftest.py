from datetime import date

import pytest

from reports.tables.provenance import about
from scoring import Assessment, load_edition, load_methodology
from tests.paths import OTHER_UNITS

LINK = "http://127.0.0.1:8501/england?waits_62_day.benchmark=82"


@pytest.fixture(scope="session")
def edition():
    return load_edition("october-2016")


@pytest.fixture(scope="session")
def other_units():
    return load_edition(OTHER_UNITS), load_methodology(OTHER_UNITS / "other-units.yaml")


@pytest.fixture(scope="session")
def scenario():
    """Thresholds changed, one area moderated by a text that a spreadsheet would run."""
    changes = {
        "waits_62_day.benchmark": 82.0,
        "moderation.E38000045": 'top | =HYPERLINK("http://x.invalid") | @someone | 2016-09-30',
    }
    return load_methodology("nhs-england-2016").with_changes(changes)


@pytest.fixture(scope="session")
def said(edition, scenario):
    return about("Ratings of all areas", Assessment(edition, scenario), LINK, made_on=date(2026, 1, 31))
