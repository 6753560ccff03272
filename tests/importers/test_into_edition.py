"""Imported figures in place of an edition's: what is replaced, what stays, what is said of it."""

from dataclasses import replace

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from importers.detect import import_file
from importers.into_edition import fingertips_part, own_part, with_parts
from importers.waits.into_edition import months_of, waits_part
from importers.waits.read import read_cancer_waits
from scoring import DataError, load_methodology, rate
from tests.importers.small_files import april_2025, book, csv_bytes, january_2016

DORSET, DARLINGTON = "E38000045", "E38000042"


def read(edition, content: bytes, name: str = "mine.csv"):
    return import_file(name, content, edition)


def put(edition, *parts, keep: bool = True):
    files = [file for part in parts for file in part.files]
    return with_parts(edition, parts, keep=keep, base=edition.meta, files=files)


def figure(edition, area: str, indicator: str = "waits_62_day") -> pd.Series:
    table = edition.indicators.set_index(["area_code", "indicator"])
    return table.loc[(area, indicator)]


def waits(edition, *months: str, **changes):
    return {
        f"{month}.xlsx": read_cancer_waits(
            book({"62-DAY": january_2016(period=f"PERIOD: {month}", **changes)}), f"{month}.xlsx", edition
        )
        for month in months
    }


@pytest.fixture
def own(edition):
    return own_part(
        read(edition, b"area_code,indicator,numerator,denominator\nE38000045,waits_62_day,90,100\n")
    )


def test_only_the_figures_of_the_file_change_and_the_edition_itself_stays_as_it_was(edition, own):
    before = edition.indicators.copy()
    made = put(edition, own)
    pd.testing.assert_frame_equal(edition.indicators, before)
    old, new = (
        table.set_index(["area_code", "indicator"])["value"].sort_index()
        for table in (before, made.indicators)
    )
    changed = old.index[old != new]
    assert list(changed) == [(DORSET, "waits_62_day")]
    assert figure(made, DORSET)["value"] == 90


def test_without_keeping_areas_that_the_file_lacks_have_no_figure_and_may_be_not_rated(edition, own):
    made = put(edition, own, keep=False)
    waits_62 = made.indicators[made.indicators["indicator"] == "waits_62_day"]
    assert list(waits_62["area_code"]) == [DORSET]
    assert len(rate(made.indicators, load_methodology("nhs-england-2016"))) == 209


def test_ones_own_figures_are_estimates_whatever_the_file_says_and_their_source_says_who_brought_them(
    edition,
):
    rows = b"area_code,indicator,value,basis,source\nE38000045,waits_62_day,90,published,The Echo\n"
    made = put(edition, own_part(read(edition, rows)))
    row = figure(made, DORSET)
    assert row["basis"] == "estimated"
    assert row["source"] == "Supplied by you (mine.csv): The Echo; the file calls it published"


def test_official_figures_are_published_and_have_wilsons_interval(edition):
    part = waits_part(waits(edition, "January 2016"), ["January 2016"], edition)
    row = figure(put(edition, part), DORSET)
    assert (row["value"], row["numerator"], row["denominator"]) == (80, 80, 100)
    assert (row["basis"], row["interval_basis"]) == ("published", "derived")
    oracle = proportion_confint(80, 100, method="wilson")
    assert (row["lower_ci"], row["upper_ci"]) == pytest.approx(tuple(100 * limit for limit in oracle))


def test_months_are_added_up_and_england_too(edition):
    part = waits_part(
        waits(edition, "January 2016", "February 2016"), ["January 2016", "February 2016"], edition
    )
    made = put(edition, part)
    assert figure(made, DORSET)["denominator"] == 200
    meta = made.meta.indicators["waits_62_day"]
    assert meta.period.startswith("January 2016 and February 2016 (3 areas); the others: ")
    assert meta.england_value == pytest.approx(100 * 135 / 165)
    assert figure(made, DORSET)["england"] == meta.england_value
    assert meta.model_extra["england_numerator"] is None, "the old count is not that of the new value"


def test_an_area_without_one_of_the_months_has_no_figure_and_is_named(edition):
    files = waits(edition, "January 2016")
    short = [area for area in january_2016() if area[:1] != [DARLINGTON]]
    february = book(
        {
            "62-DAY": [
                ["PERIOD: February 2016"] if row[:1] == ["PERIOD: January 2016"] else row for row in short
            ]
        }
    )
    files["february.xlsx"] = read_cancer_waits(february, "february.xlsx", edition)
    part = waits_part(files, ["January 2016", "February 2016"], edition)
    assert set(part.table["area_code"]) == {DORSET, "E38000007"}
    [note] = part.notes
    assert note.startswith("62-day waits: without a figure in every chosen month (207): ")


def test_the_same_month_twice_with_other_figures_is_refused(edition):
    areas = [(DORSET, "11J", "NHS DORSET CCG", 100, 70)]
    files = waits(edition, "January 2016") | {
        "again.xlsx": next(iter(waits(edition, "January 2016", areas=areas).values()))
    }
    with pytest.raises(DataError, match="two different figures for January 2016"):
        waits_part(files, ["January 2016"], edition)


def test_the_same_month_twice_with_the_same_figures_counts_once(edition):
    files = waits(edition, "January 2016")
    files |= {"copy.xlsx": next(iter(files.values()))}
    part = waits_part(files, ["January 2016"], edition)
    assert part.table.set_index("area_code").loc[DORSET, "denominator"] == 100


def test_months_are_in_the_order_of_time(edition):
    files = waits(edition, "February 2016", "January 2016", "December 2015")
    assert months_of([result.table for result in files.values()]) == [
        "December 2015",
        "January 2016",
        "February 2016",
    ]


def test_figures_of_boards_are_refused_with_both_geographies_named(edition):
    result = read_cancer_waits(book({"62-DAY": april_2025()}), "april.xlsx", edition)
    with pytest.raises(DataError, match=r"figures of ICBs .*209 Clinical Commissioning Groups"):
        waits_part({"april.xlsx": result}, ["April 2025"], edition)


def test_two_files_for_one_indicator_are_refused(edition, own):
    with pytest.raises(DataError, match="Two files have figures for 62-day waits"):
        put(edition, own, replace(own, files=("other.csv",)))


def test_an_indicator_in_another_unit_is_not_taken_for_one_in_percent(edition):
    header = ["Indicator ID", "Indicator Name", "Area Code", "Area Type", "Time period", "Value"]
    rows = [[9, "Deaths per 100,000", DORSET, "CCGs", "2015", 31.5]]
    imported = read(
        edition, csv_bytes(header, *[[f'"{c}"' if "," in str(c) else c for c in row] for row in rows])
    )
    with pytest.raises(DataError, match="per 100,000"):
        fingertips_part(imported, {"fingertips_9": "early_diagnosis"}, edition)


def test_title_and_description_say_what_was_loaded_and_count_what_is_marked(edition, own):
    made = put(edition, own)
    assert made.meta.title == "Cancer ratings of October 2016, with figures from mine.csv"
    assert (
        "Of all 836 figures 608 are estimates or were supplied by you" in made.meta.model_extra["description"]
    )
    assert made.meta.id == "october-2016-with-loaded-figures"
