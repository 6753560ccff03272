"""One sentence each on the words of a breakdown."""

from scoring.explain.meanings import outcome_means, press_word_means


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
