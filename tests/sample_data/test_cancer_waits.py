"""Editions of cancer waits by quarter: complete, equal to what NHS England published, and made by their script."""

import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from geodata import GEOGRAPHIES, embedded_boundaries
from scoring import edition_ids, edition_metadata, load_edition, load_methodology, rate, wilson_interval
from scoring.paths import EDITION_FOLDER

CCG = [name for name in edition_ids() if name.startswith("cancer-waits-")]
ICB = [name for name in edition_ids() if name.startswith("icb-waits-")]
every_edition = pytest.mark.parametrize("name", [*CCG, *ICB])
SCRIPT = EDITION_FOLDER / "cancer-waits" / "make.py"

# As printed in NHS England's commissioner workbooks of the months, added up by hand: in time, and patients.
FACTS = [
    # Dorset, 11J, 62 days: January to March 2016; April to June 2018 and January to March 2019.
    ("cancer-waits-2016-q1", "E38000045", "waits_62_day", 526, 635),
    ("cancer-waits-2018-q2", "E38000045", "waits_62_day", 669, 808),
    ("cancer-waits-2019-q1", "E38000045", "waits_62_day", 699, 833),
    # Darlington, 00C: 42 of 66 from January to March 2016.
    ("cancer-waits-2016-q1", "E38000042", "waits_62_day", 42, 66),
    # Birmingham and Solihull, 15E, made of three CCGs in April 2018.
    ("cancer-waits-2018-q2", "E38000220", "waits_62_day", 416, 487),
    # Hampshire, Southampton and Isle of Wight, D9Y0V, July to September 2021.
    ("cancer-waits-2021-q3", "E38000253", "waits_28_day", 14690, 18069),
    ("cancer-waits-2021-q3", "E38000253", "waits_2_week", 15584, 17934),
    ("cancer-waits-2021-q3", "E38000253", "waits_31_day", 2716, 2849),
    # Dorset Integrated Care Board, QVV, July to September 2025.
    ("icb-waits-2025-q3", "E54000041", "waits_28_day", 10638, 14124),
    ("icb-waits-2025-q3", "E54000041", "waits_31_day", 1633, 1751),
    ("icb-waits-2025-q3", "E54000041", "waits_62_day", 649, 1018),
]
ENGLAND = [
    ("cancer-waits-2016-q1", "waits_62_day", 26617, 32511),
    ("icb-waits-2025-q3", "waits_28_day", 661267, 881467),
    ("icb-waits-2025-q3", "waits_31_day", 89838, 97413),
    ("icb-waits-2025-q3", "waits_62_day", 32563, 51672),
]


def test_there_are_23_quarters_of_ccgs_and_8_of_integrated_care_boards():
    quarters = [f"{year}-q{quarter}" for year in range(2016, 2022) for quarter in (1, 2, 3, 4)]
    assert [f"cancer-waits-{quarter}" for quarter in quarters[:-1]] == CCG
    assert (len(ICB), ICB[0], ICB[-1]) == (8, "icb-waits-2023-q4", "icb-waits-2025-q3")


def test_each_quarter_has_the_areas_of_its_time():
    areas = {name: len(load_edition(name).areas) for name in [*CCG, *ICB]}
    counts = [209] * 5 + [207] * 4 + [195] * 4 + [191] * 4 + [135] * 4 + [106] * 2 + [42] * 8
    assert list(areas.values()) == counts


@every_edition
def test_every_area_with_figures_has_a_shape(name):
    edition = load_edition(name)
    shapes = embedded_boundaries(edition.meta.geography_id).areas["area_code"]
    assert set(edition.indicators["area_code"]) == set(edition.areas["area_code"]) == set(shapes)
    assert len(shapes) == GEOGRAPHIES[edition.meta.geography_id].areas


@every_edition
def test_every_figure_is_published_with_its_interval_and_source(name):
    figures = load_edition(name).indicators
    assert set(figures["basis"]) == {"published"}
    assert figures["source"].str.fullmatch(r"NHS England, Cancer Waiting Times \((final|provisional)\)").all()
    there = figures.dropna(subset="value")
    lower, upper = wilson_interval(there["numerator"], there["denominator"])
    pd.testing.assert_series_equal(
        there["value"], 100 * there["numerator"] / there["denominator"], check_names=False, atol=5e-5
    )
    assert abs(there["lower_ci"] - lower).max() < 1e-4
    assert abs(there["upper_ci"] - upper).max() < 1e-4
    assert figures.loc[figures["value"].isna(), "note"].astype(str).str.startswith("No figures for ").all()


WITH_ENGLAND = [*CCG[: CCG.index("cancer-waits-2020-q2")], *ICB]


@pytest.mark.parametrize("name", WITH_ENGLAND)
def test_englands_own_rows_are_its_published_counts(name):
    counts = pd.read_csv(EDITION_FOLDER / name / "counts.csv", dtype={"ods_code": str})
    england = counts[counts["ods_code"] == "England"]
    assert len(england)
    for indicator, about in load_edition(name).meta.indicators.items():
        added = england[[f"{indicator}_in_time", f"{indicator}_patients"]].sum()
        assert tuple(added) == (about.england_numerator, about.england_denominator)


@every_edition
def test_englands_value_is_that_of_its_counts(name):
    for about in load_edition(name).meta.indicators.values():
        assert about.england_value == pytest.approx(
            100 * about.england_numerator / about.england_denominator, abs=5e-5
        )


@every_edition
def test_areas_and_all_other_commissioners_together_are_england(name):
    edition = load_edition(name)
    counts = pd.read_csv(EDITION_FOLDER / name / "counts.csv", dtype={"ods_code": str})
    for indicator, about in edition.meta.indicators.items():
        own = edition.indicators[edition.indicators["indicator"] == indicator]
        complete = own.dropna(subset="value")
        codes = edition.areas.set_index("area_code").loc[complete["area_code"], "ods_code"]
        others = counts[~counts["ods_code"].isin([*codes, "England"])]
        assert (
            complete["denominator"].sum() + others[f"{indicator}_patients"].sum() == about.england_denominator
        )
        assert complete["numerator"].sum() + others[f"{indicator}_in_time"].sum() == about.england_numerator


def test_england_has_a_row_until_march_2020_and_from_october_2023():
    with_row = [
        name
        for name in [*CCG, *ICB]
        if "England" in set(pd.read_csv(EDITION_FOLDER / name / "counts.csv", dtype=str)["ods_code"])
    ]
    assert with_row == WITH_ENGLAND


@pytest.mark.parametrize(("name", "area", "indicator", "in_time", "patients"), FACTS)
def test_figures_are_those_of_the_workbooks(name, area, indicator, in_time, patients):
    rows = load_edition(name).indicators.set_index(["area_code", "indicator"])
    row = rows.loc[(area, indicator)]
    assert (row["numerator"], row["denominator"]) == (in_time, patients)


@pytest.mark.parametrize(("name", "indicator", "in_time", "patients"), ENGLAND)
def test_england_is_that_of_the_workbooks(name, indicator, in_time, patients):
    meta = load_edition(name).meta.indicators[indicator]
    assert (meta.england_numerator, meta.england_denominator) == (in_time, patients)


def test_the_first_quarter_has_the_counts_of_the_october_2016_ratings(edition):
    def counts(of):
        rows = of.indicators[of.indicators["indicator"] == "waits_62_day"]
        return rows.set_index("area_code")[["numerator", "denominator"]].dropna()

    quarter = counts(load_edition("cancer-waits-2016-q1"))
    rated = counts(edition).loc[quarter.index]
    same = (quarter == rated).all(axis=1)
    assert len(quarter) == 208
    assert same.sum() >= 190


def test_only_areas_that_lack_a_month_have_no_value():
    lacking = {
        (name, row.area_code, row.indicator)
        for name in [*CCG, *ICB]
        for row in load_edition(name).indicators.itertuples()
        if pd.isna(row.value)
    }
    manchester = {"E38000032", "E38000123", "E38000158"}
    measures = ("waits_2_week", "waits_31_day", "waits_62_day")
    assert lacking == {
        ("cancer-waits-2016-q1", "E38000210", "waits_62_day"),
        ("cancer-waits-2017-q3", "E38000002", "waits_2_week"),
        ("cancer-waits-2017-q3", "E38000002", "waits_62_day"),
        *(("cancer-waits-2017-q1", code, measure) for code in manchester for measure in measures),
    }


def test_53_months_in_which_a_hospital_seems_not_to_have_reported_are_noted():
    noted = set()
    for name in CCG:
        edition = load_edition(name)
        codes = edition.areas.set_index("area_code")["ods_code"]
        for row in edition.indicators.dropna(subset="note").itertuples():
            months = re.findall(r"reported for (\w+ \d{4})", row.note)
            noted |= {(codes[row.area_code], month) for month in months}
    assert len(noted) == 53


def test_editions_name_their_series_and_a_methodology_that_can_rate_them():
    for name, meta in edition_metadata().items():
        edition = load_edition(name)
        method = edition.fitted(load_methodology(meta.default_methodology))
        ratings = rate(edition.indicators, method)
        assert len(ratings) == len(edition.areas)
        assert (ratings["rating"] == "not_rated").sum() <= 3
        assert (meta.series is None) == (name == "october-2016")


def test_the_files_are_what_the_script_makes():
    check = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert (check.returncode, check.stderr) == (0, "")


def damaged(tmp_path, change):
    folder = tmp_path / "cancer-waits-2016-q2"
    shutil.copytree(EDITION_FOLDER / folder.name, folder)
    counts = pd.read_csv(folder / "counts.csv", dtype=str)
    change(counts).to_csv(folder / "counts.csv", index=False)
    run = subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    return run.stderr


def one_patient_more(counts):
    counts.loc[0, "waits_62_day_patients"] = str(int(counts.loc[0, "waits_62_day_patients"]) + 1)
    return counts


def test_counts_that_do_not_add_up_to_england_are_refused(tmp_path):
    assert "2016-04: the rows of waits_62_day_patients add up to" in damaged(tmp_path, one_patient_more)


def test_a_quarter_without_one_of_its_months_is_refused(tmp_path):
    said = damaged(tmp_path, lambda counts: counts[counts["month"] != "2016-05"])
    assert "has the months 2016-04, 2016-06; an edition is one whole quarter." in said


def test_an_area_that_is_there_twice_is_refused(tmp_path):
    assert "00C twice in 2016-04" in damaged(tmp_path, lambda counts: pd.concat([counts, counts[:1]]))
