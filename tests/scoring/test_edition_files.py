"""An edition is a folder of files: one that cannot be used is refused with the file and the fault."""

import shutil

import pandas as pd
import pytest

from scoring import DataError, UnknownNameError, edition_ids, load_edition, load_methodology, rate
from scoring.edition import EDITION_FOLDER

FILES = ("metadata.yaml", "areas.csv", "indicators.csv", "published_ratings.csv")


@pytest.fixture
def folder(tmp_path):
    """A copy of the edition of October 2016 that a test may damage."""
    for name in FILES:
        shutil.copy(EDITION_FOLDER / "october-2016" / name, tmp_path)
    return tmp_path


def refusal_of(folder):
    with pytest.raises(DataError) as refusal:
        load_edition(folder)
    message = str(refusal.value)
    assert len(message.splitlines()) == 1
    return message.replace(str(folder), "FOLDER").replace("\\", "/")


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edition_may_be_a_folder_anywhere(folder, ratings):
    copied = rate(load_edition(folder).indicators, load_methodology("nhs-england-2016"))
    pd.testing.assert_frame_equal(copied.set_index("area_code"), ratings)


def test_october_2016_is_an_edition_with_209_areas_and_four_indicators(edition):
    assert "october-2016" in edition_ids()
    assert len(edition.areas) == 209
    assert list(edition.meta.indicators) == [
        "early_diagnosis",
        "waits_62_day",
        "one_year_survival",
        "patient_experience",
    ]
    assert len(edition.indicators) == 209 * 4


def test_an_edition_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownNameError, match=r"^There is no edition 'may-1968'\. There is: .*october-2016"):
        load_edition("may-1968")


@pytest.mark.parametrize("name", ["areas.csv", "indicators.csv"])
def test_a_missing_table_is_refused(folder, name):
    (folder / name).unlink()
    assert refusal_of(folder) == f"There is no file FOLDER/{name}, which an edition needs."


def test_published_ratings_are_not_needed(folder):
    (folder / "published_ratings.csv").unlink()
    assert load_edition(folder).published_ratings.empty


@pytest.mark.parametrize(
    ("name", "old", "column"),
    [
        ("areas.csv", "short_name", "short_name"),
        ("indicators.csv", "lower_ci", "lower_ci"),
        ("published_ratings.csv", "rating,", "rating"),
    ],
)
def test_a_table_without_a_needed_column_is_refused(folder, name, old, column):
    rewrite(folder / name, old, old.replace(column, "something"))
    assert refusal_of(folder) == f"FOLDER/{name} has no column {column}."


def test_a_table_with_nothing_in_it_is_refused(folder):
    (folder / "areas.csv").write_text("", encoding="utf-8")
    assert refusal_of(folder) == "FOLDER/areas.csv cannot be read: No columns to parse from file."


def test_a_word_among_the_numbers_is_refused(folder):
    rewrite(folder / "indicators.csv", ",48.5,352,", ",many,352,")
    assert (
        refusal_of(folder)
        == "FOLDER/indicators.csv cannot be read: could not convert string to float: 'many'."
    )


def test_metadata_without_an_edition_are_refused(folder):
    rewrite(folder / "metadata.yaml", "\nedition:\n", "\nissue:\n")
    said = "FOLDER/metadata.yaml does not describe an edition: it needs a block named edition."
    assert refusal_of(folder) == said
    (folder / "metadata.yaml").write_text("", encoding="utf-8")
    assert refusal_of(folder) == said


def test_metadata_that_are_not_yaml_are_refused(folder):
    (folder / "metadata.yaml").write_text("edition: [", encoding="utf-8")
    assert refusal_of(folder).startswith("FOLDER/metadata.yaml is not YAML: ")


def test_an_indicator_without_its_period_is_refused(folder):
    rewrite(folder / "metadata.yaml", "    period: Diagnosed in 2014\n", "")
    assert refusal_of(folder) == "FOLDER/metadata.yaml, early_diagnosis.period: it is missing."


def test_a_direction_that_does_not_exist_is_refused(folder):
    rewrite(folder / "metadata.yaml", "higher_is_better", "sideways")
    assert refusal_of(folder).startswith(
        "FOLDER/metadata.yaml, early_diagnosis.direction: "
        "it should be 'higher_is_better' or 'lower_is_better' (given: 'sideways')"
    )
