"""Copies of the product's own editions and methodologies, for tests that damage them."""

import sys

import pytest

from scoring.editions.model import EDITIONS_VARIABLE
from scoring.methodology.files import METHODOLOGIES_VARIABLE
from tests.damage import copy_editions, copy_methodologies

MAIN = sys.modules["__main__"]


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
