"""Care or chance, in one sentence."""

from dataclasses import replace

import pandas as pd
import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.explain.basis_words import estimated_sentence
from scoring.lottery.chance_words import care_or_chance_answer
from scoring.lottery.funnel import funnel

EDITION = load_edition("october-2016")
ASSESSMENT = Assessment(EDITION, load_methodology("nhs-england-2016"))
FUNNEL = funnel(EDITION, "waits_62_day")
NONE = pd.DataFrame()


def chances(*shown: float) -> pd.DataFrame:
    return pd.DataFrame({"shown": shown})


@pytest.mark.parametrize(
    ("share", "shown", "answer"),
    [
        (30.0, (0.5, 0.95), "In part."),
        (60.0, (0.99, 0.95), "Perhaps not: much of it may be chance."),
        (5.0, (0.99, 0.95), "Yes: little of it is chance."),
        (5.0, (0.5, 0.95), "In part."),
        (float("nan"), (0.99, 0.95), "Yes: little of it is chance."),
    ],
)
def test_the_answer_goes_by_the_part_of_chance_and_by_how_many_ratings_are_unsure(share, shown, answer):
    found = replace(FUNNEL, chance_percent=share)
    assert care_or_chance_answer(ASSESSMENT, chances(*shown), NONE, found).short == answer


def test_what_is_not_known_is_left_out():
    said = care_or_chance_answer(ASSESSMENT, chances(0.5, 0.95), NONE, None)
    assert said.sentence == "1 of 2 ratings is less than 90% sure (est.)."
    unrated = Assessment(EDITION, load_methodology("headline-only"))
    unknown = care_or_chance_answer(unrated, chances(1.0), NONE, None)
    assert (unknown.short, unknown.sentence) == ("These figures do not tell.", "")


def test_three_numbers_make_one_sentence_of_at_most_thirty_words():
    borders = pd.DataFrame({"sure": [8], "borders": [524]}, index=["rating"])
    said = care_or_chance_answer(ASSESSMENT, chances(*[0.5] * 121, *[0.95] * 88), borders, FUNNEL)
    assert said.sentence == (
        "Chance explains about 30% of the spread of 62-day waits, 121 of 209 ratings are less than 90% sure (est.), "
        "and neighbours' ratings clearly differ across only 8 of 524 borders (est.)."
    )
    assert len(said.sentence.replace(" (est.)", "").split()) <= 30


def test_how_much_is_estimated_in_a_line():
    assert estimated_sentence(EDITION) == "607 of 836 figures are estimated"
    assert estimated_sentence(load_edition("cancer-waits-2021-q3")) == "All figures are published"
