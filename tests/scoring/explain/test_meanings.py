"""One sentence each on the words of a breakdown."""

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.explain.meanings import outcome_means, press_word_means, what_decides

EDITION = load_edition("october-2016")


def test_an_outcome_says_what_it_means_and_what_was_compared():
    said = outcome_means("low", "82.7% against the standard of 85%")
    assert said == "Low: worse than what it is compared with. Here: 82.7% against the standard of 85%."
    assert outcome_means("high", "x").startswith("High: better")
    assert outcome_means("missing", "no value") == ""


def test_a_word_of_the_press_says_for_what_it_stands():
    assert press_word_means("needs").startswith(
        "“Requires improvement” is how the press put “needs improvement”"
    )
    assert press_word_means("not_rated") == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "Judged by the whole 95% interval, but 62-day waits for Low by value.",
        ),
        (
            {f"{name}.{side}_by": "value" for name in EDITION.meta.indicators for side in ("low", "high")},
            "",
        ),
        (
            {"waits_62_day.high_by": "value"},
            "Judged by the whole 95% interval, but 62-day waits by value.",
        ),
        (
            {"waits_62_day.low_by": "95"},
            "Judged by the whole 95% interval, not the value alone.",
        ),
        (
            {"one_year_survival.low_by": "99.8"},
            "Judged by the whole interval, but 62-day waits for Low by value.",
        ),
    ],
)
def test_where_more_than_the_value_decides_it_is_said_of_which_indicators(changes, said):
    method = load_methodology("nhs-england-2016").with_changes(changes)
    assert what_decides(Assessment(EDITION, method)) == said


def test_a_methodology_that_adds_scores_up_judges_by_no_interval():
    assert what_decides(Assessment(EDITION, EDITION.fitted(load_methodology("combined-z")))) == ""


def test_a_funnel_has_control_limits():
    method = EDITION.fitted(load_methodology("funnel"))
    assert what_decides(Assessment(EDITION, method)).startswith(
        "Judged by the control limits of a funnel, not the value"
    )
