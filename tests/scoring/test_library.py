"""The library of methodologies as a table and as docs/methodologies.md."""

from pathlib import Path

import pandas as pd
import pytest

from scoring import compare, count_ratings, load_methodology, methodology_ids, rate
from scoring.library import library_document, library_markdown, library_table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "methodologies.md"
METHODS = [load_methodology(name) for name in methodology_ids()]


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
    assert list(table.index) == methodology_ids()
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
