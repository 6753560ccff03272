"""What is in a file: the ratings as `rate` gives them, under full words, with the notes of the edition."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tables.columns import COLUMNS
from reports.tables.contents import (
    areas_table,
    constants_table,
    figures_table,
    group_figures_table,
    group_ratings_table,
    movers_table,
    ratings_table,
    transitions_table,
)
from reports.tables.provenance import about
from reports.tables.table import NOTES_KEY, Table, csv_bytes, file_name, parquet_bytes, restored, slug
from reports.tables.workbook import MOST_ROWS, workbook_bytes
from scoring import (
    RATING_LABELS,
    Assessment,
    DataError,
    describe_changes,
    load_methodology,
    methodology_ids,
    movers,
    rate,
    read_indicators,
)
from scoring.editions.groups import group_figures, group_ratings, members
from tests.reports.conftest import LINK
from tests.reports.reading import FORMATS, from_csv

formats = pytest.mark.parametrize(("write", "read"), FORMATS.values(), ids=FORMATS)


@formats
def test_every_format_holds_the_ratings_as_rate_gives_them(edition, scenario, said, write, read):
    table = restored(read(write(ratings_table(Assessment(edition, scenario), said))))
    expected = rate(edition.indicators, scenario)
    expected["rating"] = expected["rating"].map(RATING_LABELS)
    expected["rule_rating"] = expected["rule_rating"].map(RATING_LABELS)
    words = ["limited_by", "moderation"]
    table[words] = table[words].astype(object).fillna("")
    pd.testing.assert_frame_equal(table[list(expected)], expected, check_dtype=False)
    assert table.set_index("area_code").loc["E38000045", "moderation"].startswith("=HYPERLINK")


@formats
def test_figures_that_go_out_and_in_again_give_the_same_ratings(edition, said, write, read, tmp_path):
    rule = load_methodology("nhs-england-2016")
    figures = restored(read(write(figures_table(Assessment(edition, rule), said))))
    assert len(figures) == len(edition.indicators)
    path = tmp_path / "figures.csv"
    figures.to_csv(path, index=False)
    again = read_indicators(path, edition)
    for method in map(load_methodology, methodology_ids()):
        pd.testing.assert_frame_equal(rate(again, method), rate(edition.indicators, method))


@formats
def test_figures_in_other_units_give_the_same_ratings(other_units, write, read, tmp_path):
    edition, method = other_units
    said = about("Figures", Assessment(edition, method), LINK)
    path = tmp_path / "figures.csv"
    restored(read(write(figures_table(Assessment(edition, method), said)))).to_csv(path, index=False)
    pd.testing.assert_frame_equal(
        rate(read_indicators(path, edition), method), rate(edition.indicators, method)
    )


def test_the_figures_of_one_area_are_its_four(edition, scenario, said):
    table = figures_table(Assessment(edition, scenario), said, area="E38000045")
    assert table.frame["area_name"].unique().tolist() == ["NHS Dorset CCG"]
    assert list(table.frame["benchmark"]) == [50.7, 82.0, 70.2, 89.0]


def test_groups_go_out_with_their_ratings_and_figures(edition, scenario, said):
    belonging = members(edition, "alliance")
    figures = group_figures(edition, belonging)
    table = group_figures_table(figures, edition, said)
    assert from_csv(csv_bytes(table))["Value"].tolist() == pytest.approx(figures["value"].tolist())
    counts = group_ratings_table(
        group_ratings(rate(edition.indicators, scenario), belonging, None), said
    ).titled
    assert counts["Areas"].sum() == 209
    assert counts["Share of rated areas below performing well, %"].max() == 100


def test_ratings_of_some_areas_are_those_among_all(edition, scenario, said):
    some = edition.areas["area_code"].head(5)
    table = ratings_table(Assessment(edition, scenario), said, areas=list(some)).frame
    expected = rate(edition.indicators, scenario).head(5)["rating"].map(RATING_LABELS)
    assert list(table["rating"]) == list(expected)


def test_movers_are_those_of_the_comparison(edition, scenario, said):
    sides = Assessment(edition, load_methodology("nhs-england-2016")), Assessment(edition, scenario)
    table = movers_table(*sides, said)
    expected = movers(*sides)
    assert list(table.frame["area_code"]) == list(expected["area_code"])
    assert list(table.frame["reason"]) == list(expected["reason"])
    for name in scenario.indicators:
        shown = table.frame[name].dropna().astype(float)
        assert (shown.round(edition.meta.indicators[name].decimals) - shown).abs().max() < 1e-9


def test_transitions_count_every_area_once_and_movers_off_the_diagonal(edition, scenario, said):
    sides = Assessment(edition, load_methodology("nhs-england-2016")), Assessment(edition, scenario)
    counts = transitions_table(*sides, said).frame.iloc[:, 1:].to_numpy()
    assert counts.sum() == len(edition.areas)
    assert counts.sum() - counts.trace() == len(movers(*sides))


def test_every_constant_is_there_with_what_it_was(edition, scenario, said):
    table = constants_table(Assessment(edition, scenario), said).frame.set_index("path")
    assert set(table.index) == set(scenario.values)
    assert list(table.loc["waits_62_day.benchmark", ["setting", "original_setting"]]) == ["82%", "85%"]


def test_columns_have_one_name_each_in_full_words():
    titles = [column.title for column in COLUMNS.values()]
    assert len(set(titles)) == len(titles)
    assert COLUMNS["lower_ci"].title == "Lower 95% limit"
    assert not [title for title in titles if "_" in title]


NOTES = {
    "Edition": "Cancer ratings of October 2016",
    "Published on": "4 October 2016",
    "Changes to the methodology": "62-day waits: threshold 82% (was 85%)",
    "Thresholds of the indicators": "62-day waits: 82%",
    "Confidence limits": "62-day waits: 95%, 209 derived",
    "Period of the figures": "62-day waits: January to March 2016",
    "Last update of the figures": "One-year survival: 18 April 2016",
    "Source of the figures": "62-day waits: NHS England, Cancer Waiting Times (indicator 122b)",
    "Methodology link of the source": "Early diagnosis: https://www.england.nhs.uk/commissioning/ccg-assess/",
    "Basis of the figures": "Early diagnosis: 203 estimated, 6 published",
    "Licence": "Open Government Licence v3.0",
    "Attribution": "Contains public sector information",
    "File made on": "2026-01-31",
    "Link to this view": LINK,
}


def carried(edition, scenario, said, ending) -> dict[str, str]:
    """Return the notes of a file of the ratings."""
    table = ratings_table(Assessment(edition, scenario), said)
    if ending == "csv":
        first = from_csv(csv_bytes(table)).iloc[0]
        notes = {
            name.removeprefix("Note: "): first[name] for name in first.index if name.startswith("Note: ")
        }
        return {name[:1].upper() + name[1:]: text for name, text in notes.items()}
    if ending == "parquet":
        return json.loads(pq.read_schema(BytesIO(parquet_bytes(table))).metadata[NOTES_KEY])
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(table)))["Notes"]
    return {what.value: says.value for what, says in sheet.iter_rows(min_row=2)}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_each_file_carries_what_users_of_the_publication_missed(edition, scenario, said, ending):
    notes = carried(edition, scenario, said, ending)
    for title, text in NOTES.items():
        assert text in notes[title], title


def test_every_row_of_a_csv_file_says_its_scenario_and_the_first_says_all(edition, scenario, said):
    table = from_csv(csv_bytes(ratings_table(Assessment(edition, scenario), said)))
    assert set(table["Note: changes to the methodology"]) == {
        "; ".join(describe_changes(Assessment(edition, scenario)))
    }
    assert set(table["Note: link to this view"]) == {LINK}
    assert table["Note: attribution"].notna().tolist() == [True] + 208 * [False]


def test_a_file_that_compares_names_the_baseline(edition, scenario):
    baseline = load_methodology("mean-points")
    notes = about("Movers", Assessment(edition, scenario), LINK, baseline=baseline).notes()
    assert notes["Compared with"] == "Mean of points (changes: none)"


@pytest.fixture(scope="module")
def book(edition, scenario, said):
    return openpyxl.load_workbook(BytesIO(workbook_bytes(figures_table(Assessment(edition, scenario), said))))


def test_a_workbook_has_a_frozen_header_filters_and_sheets_of_notes(book):
    assert book.sheetnames == ["Data", "Notes", "Indicators"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    assert book.properties.title == "Ratings of all areas"
    assert book["Indicators"].max_row == 5


def test_numbers_of_a_workbook_have_formats_and_estimates_are_marked(book):
    sheet = book["Data"]
    place = {cell.value: cell.column_letter for cell in sheet[1]}
    value, limit, basis = (place[name] for name in ("Value", "Lower 95% limit", "Basis"))
    seen = {sheet[f"{basis}{row}"].value: sheet[f"{value}{row}"].number_format for row in range(2, 20)}
    assert seen == {"published": '#,##0.0"%"', "estimated": '#,##0.0"% est."'}
    assert sheet[f"{limit}2"].number_format == '#,##0.0"% est."'
    assert sheet[f"{place['Denominator']}3"].number_format == "#,##0"
    assert all(isinstance(sheet[f"{value}{row}"].value, int | float) for row in range(2, 838))
    assert all(sheet.column_dimensions[letter].width <= 50 for letter in place.values())
    assert sheet.column_dimensions[place["Area"]].width > 30


def test_a_table_too_long_for_a_sheet_is_refused(said):
    table = Table.of(pd.DataFrame({"score": range(MOST_ROWS)}), said)
    with pytest.raises(DataError, match="holds 1,048,575 under its header"):
        workbook_bytes(table)


def test_a_table_without_rows_still_carries_its_notes_in_a_workbook(edition, said):
    empty = Table.of(edition.areas.head(0), said)
    assert openpyxl.load_workbook(BytesIO(workbook_bytes(empty)))["Notes"].max_row > 10
    assert len(from_csv(csv_bytes(empty))) == 0


def test_a_column_that_no_dictionary_knows_is_called_by_its_name(edition, said):
    table = areas_table(edition, said)
    more = Table.of(edition.areas.assign(rural_share=1.0), said)
    assert more.columns["rural_share"].title == "Rural share"
    assert "Cancer Alliance" in table.titled


def test_a_file_name_says_edition_areas_content_methodology_and_date(edition, scenario):
    day = date(2026, 1, 31)
    name = file_name("ratings", "csv", Assessment(edition, scenario), made_on=day)
    assert name == "october-2016_all-209-areas_ratings_nhs-england-2016-changed_2026-01-31.csv"
    name = file_name(
        "figures", "xlsx", Assessment(edition, load_methodology("funnel")), areas="Dorset", made_on=day
    )
    assert name == "october-2016_dorset_figures_funnel_2026-01-31.xlsx"


@given(st.lists(st.text("abcdefgh9", min_size=1, max_size=20), min_size=1, max_size=12))
def test_a_file_name_is_never_cut_in_a_word(words):
    found = slug(" ".join(words))
    assert len(found) <= 60
    assert found.split("-") == words[: len(found.split("-"))]
