"""The October 2016 edition, the rule of 2016, and the repository on the path."""

import sys

import pytest

from tests.paths import ROOT

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def edition():
    from scoring import load_edition

    return load_edition("october-2016")


@pytest.fixture(scope="session")
def method():
    from scoring import load_methodology

    return load_methodology("nhs-england-2016")


@pytest.fixture(scope="session")
def ratings(edition, method):
    """What the rule of 2016 gives: one row an area, by code."""
    from scoring import rate

    return rate(edition.indicators, method).set_index("area_code")
