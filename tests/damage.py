"""Copies of the product's own files that a test may damage, and the kinds of damage that a file can have."""

import os
import shutil
from pathlib import Path

import pytest

from scoring.paths import EDITION_FOLDER, METHODOLOGY_FOLDER

EARLIER, QUARTER = "cancer-waits-2019-q2", "cancer-waits-2020-q2"
"""Two periods of a series, with a merger of areas between them."""
BOARDS = "icb-waits-2025-q3"
KEPT = ("october-2016", EARLIER, QUARTER, "icb-waits-2025-q2", BOARDS)
AREAS = ("areas/ccg-april-2019", "areas/ccg-april-2020", "areas/icb-april-2023")


_IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
LIKE_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if _IS_ROOT else []
"""What a command is begun with so that files are refused to it: root may read and write every file."""
may_be_refused = pytest.mark.skipif(
    not hasattr(os, "geteuid") or (_IS_ROOT and not shutil.which("setpriv")),
    reason="files are refused to nobody here",
)


def copy_editions(place: Path) -> Path:
    """Return a folder of five editions of four sets of areas, as `sample_data`."""
    folder = place / "sample_data"
    for name in (*KEPT, *AREAS):
        shutil.copytree(EDITION_FOLDER / name, folder / name, ignore=shutil.ignore_patterns("inputs", "*.py"))
    shutil.copy(EDITION_FOLDER / "areas" / "successors.csv", folder / "areas" / "successors.csv")
    return folder


def copy_methodologies(place: Path) -> Path:
    """Return a folder of all methodologies."""
    return Path(shutil.copytree(METHODOLOGY_FOLDER, place / "methodologies"))


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def swap(old: str, new: str):
    """Return damage: one text in a file in place of another."""
    return lambda path: rewrite(path, old, new)


def content(new: bytes):
    """Return damage: other content."""
    return lambda path: path.write_bytes(new)


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nowhere"))


def endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


METHODOLOGIES = {
    "no YAML": (swap("title:", "title: ["), "is not YAML: line"),
    "an unknown field": (swap("title:", "colour: red\ntitle:"), "colour: there is no such field"),
    "a wrong type": (
        swap("value_decimals: 1", "value_decimals: many"),
        "value_decimals: it should be a whole number",
    ),
    "not UTF-8": (content(b"title: caf\xe9\n"), "is not UTF-8 text: see line 1"),
    "a folder": (folder_instead, "is a folder and should be a file"),
    "a link to nowhere": (broken_link, "is missing"),
    "a device without end": (endless, "is a pipe or a device and should be a file"),
    "far too large": (content(b"#" * 2_000_001), "is larger than 2 MB"),
    "nothing in it": (content(b""), "does not describe a methodology"),
    "a field twice": (swap("title:", "title: Twice\ntitle:"), "is given twice, first in line"),
    "a list": (content(b"- a\n- b\n"), "does not describe a methodology"),
    "levels without end": (content(b"a: " + b"[" * 60000), "nests them too deeply"),
    "a scenario of itself": (
        content(b"scenario_of: funnel\n"),
        "scenario_of is 'funnel', so that it is a scenario of itself. Name a methodology.",
    ),
    "a scenario of nothing": (
        content(b"scenario_of: nowhere\n"),
        "scenario_of is 'nowhere', and there is no such methodology. There is: ambitions-2020",
    ),
    "the id of another": (swap("id: funnel", "id: headline-only"), "id is 'headline-only'"),
}
"""Damage to funnel.yaml, and what is said of it."""

EDITIONS = {
    "metadata without YAML": (
        "metadata.yaml",
        swap("edition:\n", "edition: [\n"),
        "metadata.yaml is not YAML: line",
    ),
    "metadata in another encoding": (
        "metadata.yaml",
        content("edition: é".encode("utf-16")),
        "is not UTF-8 text",
    ),
    "metadata with a field twice": (
        "metadata.yaml",
        swap("  period:", "  title: x\n  period:"),
        "title is given twice",
    ),
    "metadata without a title": (
        "metadata.yaml",
        swap("  title:", "  titel:"),
        "metadata.yaml, title: it is missing",
    ),
    "metadata that are a list": ("metadata.yaml", content(b"- a\n"), "needs a block named edition"),
    "metadata that are missing": ("metadata.yaml", Path.unlink, "metadata.yaml is missing"),
    "metadata that are a folder": ("metadata.yaml", folder_instead, "metadata.yaml is a folder"),
    "a date that there is not": (
        "metadata.yaml",
        swap("date: 2025-09-30", "date: 2025-09-31"),
        "is not YAML",
    ),
    "the id of another": (
        "metadata.yaml",
        swap(f"id: {BOARDS}", "id: october-2016"),
        "should be that of the folder",
    ),
    "a geography that is none": (
        "metadata.yaml",
        swap("geography_id: icb-april-2023", "geography_id: nowhere"),
        "geography_id is 'nowhere', and its areas are those of 'icb-april-2023'",
    ),
    "a geography of others": (
        "metadata.yaml",
        swap("geography_id: icb-april-2023", "geography_id: ccg-april-2020"),
        "geography_id is 'ccg-april-2020', and its areas are others",
    ),
    "no geography": (
        "metadata.yaml",
        swap("  geography_id: icb-april-2023\n", ""),
        "geography_id: it is missing",
    ),
    "a geography of a wrong type": (
        "metadata.yaml",
        swap("geography_id: icb-april-2023", "geography_id: [1]"),
        "geography_id: it should be text",
    ),
    "the series of others": (
        "metadata.yaml",
        swap("series: cancer-waits-icb", "series: cancer-waits-ccg"),
        "series is 'cancer-waits-ccg', and its areas are of another kind",
    ),
    "a series of a wrong type": (
        "metadata.yaml",
        swap("series: cancer-waits-icb", "series: {a: 1}"),
        "series: it should be text",
    ),
    "facts that are none": (
        "metadata.yaml",
        swap("indicators:\n", "facts: many\nindicators:\n"),
        "facts should be a list of blocks with fact, value and source",
    ),
    "sources that are none": (
        "metadata.yaml",
        swap("    short_label:", "    sources: 5\n    short_label:"),
        "sources should be a list of texts",
    ),
    "areas elsewhere": (
        "metadata.yaml",
        swap("areas_folder: ../areas/icb-april-2023", "areas_folder: ../areas/none"),
        "There is no file sample_data/areas/none/areas.csv",
    ),
    "figures that are missing": ("indicators.csv", Path.unlink, "There is no file indicators.csv"),
    "figures without a column": (
        "indicators.csv",
        swap("lower_ci", "lower"),
        "indicators.csv has no column lower_ci",
    ),
    "figures without a basis": (
        "indicators.csv",
        swap("basis", "base"),
        "indicators.csv has no column basis",
    ),
    "figures with nothing": ("indicators.csv", content(b""), "indicators.csv cannot be read: No columns"),
    "figures in another encoding": (
        "indicators.csv",
        content(b"area_code\n\xff\xfe\n"),
        "indicators.csv is not UTF-8",
    ),
    "figures that are a folder": ("indicators.csv", folder_instead, "indicators.csv is a folder"),
    "figures with a word": ("indicators.csv", swap(",published", ",x,published"), "indicators.csv"),
}
"""Damage to a file of the edition BOARDS, and what is said of it."""
