"""docs/adding-an-edition.md adds a quarter of cancer waits: its steps are done here, and give what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scoring import load_edition, load_series
from scoring.paths import EDITION_FOLDER

ROOT = EDITION_FOLDER.parent
DOCUMENT = (ROOT / "docs" / "adding-an-edition.md").read_text(encoding="utf-8")
NAME = "icb-waits-2025-q3"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, flags=re.DOTALL)


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """Do the steps in a copy of the repository without the quarter; return the copy and what the last step printed."""
    copy = tmp_path_factory.mktemp("repository")
    without = shutil.ignore_patterns(NAME, "__pycache__")
    for folder in ("scoring", "sample_data"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=without)
    printed = ""
    for command in (line for block in blocks("sh") for line in block.splitlines()):
        words = command.replace("python ", f"{sys.executable} ", 1).split()
        environment = {**os.environ, "PYTHONPATH": str(copy)}
        done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=True)
        printed = done.stdout
        if words[0] == "mkdir":
            shutil.copy(EDITION_FOLDER / NAME / "counts.csv", copy / words[1])
    return copy, printed


def test_the_steps_give_the_edition_as_it_is_here(added):
    for file in sorted((EDITION_FOLDER / NAME).iterdir()):
        assert (added[0] / "sample_data" / NAME / file.name).read_bytes() == file.read_bytes()


def test_the_document_shows_how_the_counts_begin_and_what_is_printed(added):
    counts, ratings = blocks("csv")
    assert (EDITION_FOLDER / NAME / "counts.csv").read_text(encoding="utf-8").startswith(counts)
    assert added[1].startswith(ratings)


def test_the_example_in_the_document_runs():
    names = {}
    exec(blocks("python")[0], names)
    assert names["dorset"]["edition"].iloc[-1] == NAME
    assert names["dorset"]["numerator"].iloc[-1] == 649


def test_the_quarter_is_part_of_its_series():
    assert [edition.meta.id for edition in load_series("cancer-waits-icb").editions][-1] == NAME


def test_every_field_that_the_document_names_is_one_of_the_metadata():
    fields = set(re.findall(r"`(\w+)`", DOCUMENT.split("| field | says |")[1].replace("ccg-april", "")))
    assert fields <= set(type(load_edition(NAME).meta).model_fields)
    assert Path(ROOT / "sample_data" / "areas" / "README.md").is_file()
