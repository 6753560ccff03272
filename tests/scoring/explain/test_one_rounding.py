"""One rounding everywhere: a figure is the same in a sentence, a bar, a table, a slide and a file."""

import ast
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Assessment, explain, load_edition, load_methodology
from scoring.explain.words import describe_benchmark, describe_probability, whole_percent
from tests.paths import ROOT
from tests.scoring.random_tables import law
from ui.components.html import probability_bars

EDITION = load_edition("october-2016")
BY_HAND = {
    75.5: "76%",
    12.5: "13%",
    0.5: "1%",
    95.46: "95%",
    28.5: "29%",
    0.0: "0%",
    -0.2: "0%",
    100.0: "100%",
}


@pytest.mark.parametrize(("percent", "text"), BY_HAND.items())
def test_a_whole_percentage_is_rounded_half_up(percent, text):
    assert whole_percent(percent) == text


@law
@given(st.decimals(0, 100, places=3))
def test_a_whole_percentage_is_that_of_decimal_arithmetic(percent):
    assert whole_percent(float(percent)) == f"{percent.quantize(Decimal(1), ROUND_HALF_UP)}%"


def test_a_bar_says_of_a_probability_what_a_sentence_says():
    chances = {"top": 0.001, "well": 0.755, "needs": 0.245, "greatest": 0.0, "not_rated": 0.0}
    said = re.findall("<i>(.*?)</i>", probability_bars(chances))
    assert said == [describe_probability(0.001), "76%", "25%", "0%"]


def test_no_other_code_writes_a_percentage_without_decimals():
    found = {
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for package in ("charts", "reports", "scoring", "ui")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and re.search(r"\.0%", ast.unparse(node.format_spec))
    }
    assert found == set()


def test_england_is_written_with_the_decimals_of_the_figures_beside_it():
    meta = EDITION.meta.indicators["patient_experience"]
    assert describe_benchmark(89.0, meta, "england") == "England's 89.0%"
    assert (
        describe_benchmark(85.0, EDITION.meta.indicators["waits_62_day"], "standard") == "the standard of 85%"
    )


def test_reasons_have_one_decimal_unless_two_are_needed_to_show_the_side():
    assessment = Assessment(EDITION, load_methodology("nhs-england-2016"))
    more = []
    for code in assessment.places:
        for row in explain(assessment, code).indicators.itertuples():
            for edge in re.findall(r"end (\d+\.\d\d+)%", row.reason):
                meta = EDITION.meta.indicators[row.indicator]
                more.append(abs(round(float(edge), meta.decimals) - meta.england_value) < 1e-9)
    assert all(more), "an end with two decimals is one that would look level with England's figure"
