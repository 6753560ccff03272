"""Copies of the product's own editions and methodologies, for tests that damage them."""

import pytest

from scoring.edition import EDITIONS_VARIABLE
from scoring.methodology_files import METHODOLOGIES_VARIABLE
from tests.damage import copy_editions, copy_methodologies


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
