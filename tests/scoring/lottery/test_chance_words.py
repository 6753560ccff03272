"""Care or chance, in one sentence."""

from dataclasses import replace

import pandas as pd
import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.explain.basis_words import estimated_sentence
from scoring.lottery.chance_words import care_or_chance_sentence
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
        (30.0, (0.5, 0.95), "Partly chance."),
        (60.0, (0.99, 0.95), "Much of it may be chance."),
        (5.0, (0.99, 0.95), "Little of it is chance."),
        (5.0, (0.5, 0.95), "Partly chance."),
        (float("nan"), (0.99, 0.95), "Little of it is chance."),
    ],
)
def test_the_answer_goes_by_the_part_of_chance_and_by_how_many_ratings_are_unsure(share, shown, answer):
    found = replace(FUNNEL, chance_percent=share)
    assert care_or_chance_sentence(ASSESSMENT, chances(*shown), NONE, found)[0] == answer


def test_what_is_not_known_is_left_out():
    _, said = care_or_chance_sentence(ASSESSMENT, chances(0.5, 0.95), NONE, None)
    assert said == "By these figures, most of them estimates, 1 of 2 ratings are less than 90% sure."
    unrated = Assessment(EDITION, load_methodology("headline-only"))
    assert care_or_chance_sentence(unrated, chances(1.0), NONE, None) == (
        "These figures do not tell care from chance.",
        "",
    )


def test_how_much_is_estimated_in_a_line():
    assert estimated_sentence(EDITION) == "607 of 836 figures are estimated"
    assert estimated_sentence(load_edition("cancer-waits-2021-q3")) == "All figures are published"
