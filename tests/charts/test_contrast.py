"""Words in the colours of the palette can be read: 4.5 to 1, by the formula of WCAG."""

import pytest

from charts.palette import INK, MUTED, OUTCOME_COLOURS, RATING_COLOURS, RATING_TEXT_COLOURS


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_21_for_black_on_white_and_the_4_16_of_the_captions_that_streamlit_draws():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767d85", "#ffffff") == pytest.approx(4.16, abs=0.005)


@pytest.mark.parametrize("outcome", OUTCOME_COLOURS)
def test_an_outcome_in_its_colour_can_be_read_on_the_page(outcome):
    assert contrast(OUTCOME_COLOURS[outcome], "#ffffff") >= 4.5


@pytest.mark.parametrize("rating", RATING_COLOURS)
def test_a_rating_can_be_read_on_its_colour(rating):
    assert contrast(RATING_TEXT_COLOURS[rating], RATING_COLOURS[rating]) >= 4.5


@pytest.mark.parametrize("colour", [INK, MUTED])
def test_words_of_charts_can_be_read(colour):
    assert contrast(colour, "#ffffff") >= 4.5
