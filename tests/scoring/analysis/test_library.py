"""The library of methodologies as a table and a document, and the guide to adding one."""

from typing import get_args

import pandas as pd
import pytest

from scoring import compare, count_ratings, load_methodology, parse_methodology, rate
from scoring.analysis.methodology_table import library_document, library_markdown, library_table
from scoring.methodology.files import library
from scoring.methodology.model import Methodology
from scoring.methodology.parts import (
    COMPARISONS,
    NAMED_BENCHMARKS,
    Aggregation,
    Band,
    IndicatorRule,
    Limit,
    Moderation,
    OverDispersion,
    Parameter,
    Points,
    Scale,
    Score,
)
from tests.october import METHODOLOGIES
from tests.paths import ROOT

DOCUMENT = ROOT / "docs" / "methodologies.md"
GUIDE = (ROOT / "docs" / "adding-a-methodology.md").read_text(encoding="utf-8")
METHODS = [load_methodology(name) for name in METHODOLOGIES]


@pytest.fixture(scope="module")
def table(edition):
    return library_table(edition.indicators, METHODS).set_index("methodology")


@pytest.fixture(scope="module")
def document(edition):
    return library_document(edition, METHODS)


def test_the_committed_document_is_what_the_command_makes(document):
    made_by = "python -m scoring methodologies --format document --out docs/methodologies.md"
    assert DOCUMENT.read_text(encoding="utf-8") == document, f"Make it anew: {made_by}"


def test_counts_and_moves_are_those_of_rate_and_compare(edition, table):
    baseline = rate(edition.indicators, load_methodology("nhs-england-2016"))
    assert list(table.index) == METHODOLOGIES
    for method in METHODS:
        ratings, row = rate(edition.indicators, method), table.loc[method.id]
        counts = count_ratings(ratings)
        assert {name: row[name] for name in counts} == counts
        assert row["below_well"] == counts["needs"] + counts["greatest"]
        assert row["moved"] == len(compare(baseline, ratings))
        assert sum(counts.values()) == 209


def test_the_rule_of_2016_moves_nobody_and_gives_the_published_split(table):
    row = table.loc["nhs-england-2016"]
    assert row[["top", "well", "needs", "greatest", "moved"]].tolist() == [7, 22, 156, 24, 0]
    assert set(table["basis"]) == {"estimated"}


def test_without_the_rule_of_2016_no_moves_are_counted(edition):
    table = library_table(edition.indicators, METHODS[:2])
    assert table["moved"].isna().all()
    assert "| – |" in library_markdown(table)


def test_every_parameter_stands_with_its_meaning_and_source(document):
    for method in METHODS:
        section = document.split(f'<a id="{method.id}"></a>')[1].split("\n## ")[0]
        assert " ".join(method.description.split()) in section
        assert " ".join(method.source.split()) in section
        for path, about in method.parameters.items():
            [line] = [line for line in section.splitlines() if f"`{path}`" in line]
            assert " ".join(about.meaning.split()) in line
            assert line.endswith(f"{' '.join(about.source.split())} |")


def test_the_document_says_which_figures_are_estimates(document):
    assert (
        "607 of the 836 figures are estimates: 203 of early diagnosis, 199 of one-year survival and 205 of patient"
        in document
    )
    assert "4 of 209 areas are rated on published values alone" in document


def test_rows_of_a_table_have_as_many_cells_as_its_head(document):
    widths = pd.Series(
        [line.replace("\\|", "").count("|") for line in document.splitlines() if line[:1] == "|"]
    )
    assert set(widths) == {6, 10}


def test_the_guide_names_every_building_block():
    table = GUIDE.split("| block | what it may be |")[1].split("**A scenario")[0]
    parts = [Band, IndicatorRule, Limit, Moderation, OverDispersion, Parameter, Points, Scale]
    fields = {name for part in parts for name in part.model_fields}
    about = {"id", "title", "short_title", "status", "description", "source"}
    blocks = set(Methodology.model_fields) - about
    words = {*COMPARISONS, *NAMED_BENCHMARKS, *get_args(Aggregation), *get_args(Score)}
    assert [name for name in sorted(blocks | fields | words) if name not in table] == []


def test_the_scenario_in_the_guide_can_be_loaded():
    text = GUIDE.split("```yaml\n")[1].split("```")[0]
    scenario = parse_methodology(text, "the guide")
    assert scenario.values["waits_62_day.benchmark"] == 82
    assert scenario.moderation["E38000045"].rating == "well"


def test_every_methodology_of_the_library_is_told_in_one_sentence():
    for name, method in library().items():
        summary = method.summary.strip()
        assert summary.endswith("."), name
        assert 30 < len(summary) <= 140, name
