"""The October 2016 edition, and a server's worth of small files."""

import pytest

from scoring import load_edition, load_methodology


@pytest.fixture(scope="session")
def edition():
    return load_edition("october-2016")


@pytest.fixture(scope="session")
def method():
    return load_methodology("nhs-england-2016")
