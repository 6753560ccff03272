"""The locks say exactly what is installed, and that it is what the lists of requirements ask for."""

import re

import pytest

from tests.paths import ROOT

PIN = re.compile(r"^([\w.-]+)(?:\[\w+\])?==([^\s;\\]+)", re.MULTILINE)
NAMES = ("requirements", "requirements-dev")


def pins(text: str) -> dict[str, set[str]]:
    """Return the versions of each package, of which there are several where systems or Pythons differ."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(text):
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


def locked(name: str) -> dict[str, set[str]]:
    return pins((ROOT / f"{name}.lock").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_has_every_pin_of_its_list_in_the_same_version(name):
    wanted = pins((ROOT / f"{name}.txt").read_text())
    assert len(wanted) > 10
    assert {package: locked(name).get(package) for package in wanted} == wanted, "Run: python3 run.py lock"


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_of_a_lock_has_a_hash_and_comes_from_no_address(name):
    text = (ROOT / f"{name}.lock").read_text()
    entries = [entry for entry in re.split(r"\n(?=\w)", text) if not entry.startswith("#")]
    assert len(entries) >= len(locked(name))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    assert "://" not in text


def test_the_app_is_tested_with_the_versions_that_it_runs_with():
    tests = locked("requirements-dev")
    differing = {
        name: versions for name, versions in locked("requirements").items() if tests.get(name) != versions
    }
    assert not differing, "Run: python3 run.py lock"
