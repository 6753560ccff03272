"""The page Care or chance?, and the addresses of its parts from before, run without a browser."""

import re

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.probability import rating_probabilities
from scoring.lottery.borders import border_gaps, border_summary
from scoring.lottery.funnel import funnel
from tests.ui.components.test_pages import DORSET, texts
from tests.ui.opening import open_app

PAGE = "pages/care_or_chance.py"
FIRST = {"how-sure": "Choice of methodology", "postcode-lottery": "Across the border"}
BEFORE = {"how-sure": "pages/how_sure.py", "postcode-lottery": "pages/lottery.py"}
_LISTS = ("No difference when moved", "Less than these", "**In greatest need by every", "- **", "- From ")
"""Lists of names, which are no sentences."""


def headers(app) -> list[str]:
    return [element.value for element in app.header]


def test_the_first_sentence_answers_with_the_three_numbers_of_the_science():
    edition, method = load_edition("october-2016"), load_methodology("nhs-england-2016")
    [first] = [
        html for element in open_app(PAGE).get("html") if 'class="answer"' in (html := element.proto.body)
    ]
    said = re.sub("<.*?>", "", first)
    unsure = int((rating_probabilities(edition.indicators, method)["shown"] < 0.9).sum())
    rated = border_summary(border_gaps(Assessment(edition, method))).set_index("measure").loc["rating"]
    assert said.startswith("Is the postcode lottery real? In part. Chance explains")
    assert f"{unsure} of 209 ratings are less than 90% sure (est.)" in said
    assert f"clearly differ across only {rated['sure']} of {rated['borders']} borders (est.)" in said
    assert (
        f"about {funnel(edition, 'waits_62_day').chance_percent:.0f}% of the spread of 62-day waits" in said
    )
    assert re.findall('data-section="(.*?)"', first) == ["beyond-chance", "chance", "across-the-border"]
    assert len(said.replace(" (est.)", "").split("?")[1].split()) <= 32


@pytest.mark.parametrize("question", FIRST)
@pytest.mark.parametrize("address", [{}, {"edition": "cancer-waits-2021-q3"}, {"method": "mean-points"}])
def test_no_sentence_of_the_page_is_longer_than_thirty_words(question, address):
    app = open_app(PAGE, question=question, area=DORSET, **address)
    said = [element.value for element in [*app.markdown, *app.caption, *app.info]]
    said += [element.proto.body for element in app.get("html") if 'class="answer"' in element.proto.body]
    sentences = [
        sentence
        for text in said
        for line in re.sub(r"<.*?>| \(est\)", "", text.replace("est.", "est")).splitlines()
        for sentence in re.split(r"(?<=[.?!])[*]* (?=[\w“*])", line)
        if not sentence.startswith(_LISTS)
    ]
    assert [sentence for sentence in sentences if len(sentence.split()) > 30] == []


@pytest.mark.parametrize("question", FIRST)
def test_only_the_part_that_is_asked_for_is_drawn_and_it_is_in_the_address(question):
    app = open_app(PAGE)
    [picker] = [group for group in app.get("button_group") if group.key.startswith("question-")]
    picker.set_value(question).run()
    assert not app.exception
    assert headers(app)[0] == FIRST[question]
    assert not set(FIRST.values()) - {FIRST[question]} & set(headers(app))
    assert app.session_state["view"].question == question
    assert headers(open_app(PAGE, question=question)) == headers(app)


@pytest.mark.parametrize("question", BEFORE)
def test_an_address_from_before_shows_its_part_with_its_parameters(question):
    app = open_app(BEFORE[question], area=DORSET, true_rates="plain", **{"waits_62_day.benchmark": "82"})
    assert [element.value for element in app.title] == ["Care or chance?"]
    assert headers(app)[0] == FIRST[question]
    view = app.session_state["view"]
    assert (view.area, view.true_rates, view.changes) == (DORSET, "plain", {"waits_62_day.benchmark": 82})


def test_figures_without_ratings_borders_or_a_funnel_leave_a_sentence():
    assert "This methodology gives no rating.</strong> Chance" in texts(
        open_app(PAGE, method="headline-only")
    )
    assert "Is the postcode lottery real?" in texts(open_app(PAGE, edition="icb-waits-2024-q1"))
