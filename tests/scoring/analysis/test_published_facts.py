"""What is published of the ratings themselves is known from the edition's metadata, with its source."""

from dataclasses import replace

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.published_facts import published_split

EDITION = load_edition()
RULE = load_methodology("nhs-england-2016")


def test_the_split_of_october_2016_is_published_under_its_rule():
    assert published_split(Assessment(EDITION, RULE)) == "Health Service Journal, 4 October 2016"


def test_under_another_or_a_changed_rule_it_is_not_even_with_equal_counts():
    assert published_split(Assessment(EDITION, RULE.with_changes({"waits_62_day.benchmark": 84.99}))) is None
    assert published_split(Assessment(EDITION, load_methodology("met-or-not"))) is None


def test_with_other_figures_it_is_not():
    figures = EDITION.indicators
    waits = figures["indicator"] == "waits_62_day"
    columns = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
    gone = figures.assign(**{column: figures[column].mask(waits) for column in columns})
    assert published_split(Assessment(replace(EDITION, indicators=gone), RULE)) is None
    assert (
        published_split(Assessment(load_edition("icb-waits-2025-q3"), load_methodology("waiting-standards")))
        is None
    )
