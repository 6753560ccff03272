"""An area whose rating every methodology gives may still have it by chance, and then both are said."""

from scoring import load_edition, load_methodology
from scoring.analysis.agreement import agreement
from scoring.analysis.methodology_table import usable_methodologies
from scoring.analysis.probability import rating_probabilities
from scoring.analysis.probability_words import reconciled_sentences

EDITION = load_edition()
METHODS = usable_methodologies(EDITION)[0]
METHOD = load_methodology("nhs-england-2016")


def test_south_reading_is_in_greatest_need_by_all_and_unlikely_to_be():
    agreed = agreement(EDITION.indicators, METHODS)
    chances = rating_probabilities(EDITION.indicators, METHOD)
    (sentence,) = reconciled_sentences(EDITION, agreed, chances)
    chance = chances.set_index("area_code").loc[EDITION.find_area("South Reading"), "greatest"]
    assert f"{100 * chance:.0f}% likely" in sentence
    assert sentence.startswith("South Reading is rated “greatest need for improvement” by every one of ")
    assert "(est.). Both are true, since " in sentence


def test_likely_ratings_and_a_single_methodology_need_no_sentence():
    chances = rating_probabilities(EDITION.indicators, METHOD)
    certain = chances.assign(top=0.0, well=0.0, needs=0.0, greatest=0.6)
    same = agreement(EDITION.indicators, METHODS).assign(**{METHODS[0].id: "greatest"})
    assert reconciled_sentences(EDITION, same, certain) == []
    alone = agreement(EDITION.indicators, METHODS[:1])
    assert reconciled_sentences(EDITION, alone, chances.assign(greatest=0.0, needs=0.0)) == []
