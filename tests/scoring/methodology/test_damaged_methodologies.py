"""Methodologies damaged at random: one sentence, or still a rule that rates."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import DataError, Methodology, load_edition, load_methodology, parse_methodology, rate
from scoring.methodology.files import methodology_ids
from scoring.paths import METHODOLOGY_FOLDER
from tests.scoring.random_tables import examples, law

TEXTS = {
    name: (METHODOLOGY_FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in methodology_ids()
}
DAMAGE = [
    "",
    ":",
    "[",
    "- ",
    "\t",
    "{",
    "}",
    "&a *a",
    "!!int x",
    '"',
    "yes",
    "2016-99-01",
    "null",
    "-1",
    "1e999",
    ".",
]


FIGURES = load_edition("october-2016").indicators.iloc[:48]


def rates_or_says_why_not(method):
    try:
        rated = rate(FIGURES, method)
    except DataError as refusal:
        assert "is compared with the" in str(refusal)
    else:
        assert len(rated) == 12


@settings(law, max_examples=examples(120))
@given(st.data())
def test_any_damaged_file_is_refused_with_one_sentence_or_still_a_methodology(data):
    lines = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))].splitlines()
    # Mostly above the entries for parameters, where the rule is.
    end = lines.index("parameters:") + 8
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, min(end, len(lines) - 1)))
        what = data.draw(st.sampled_from(["cut", "drop", "twice", "value"]))
        start = data.draw(st.integers(0, len(lines[place])))
        rest = data.draw(st.sampled_from(DAMAGE))
        if what == "drop":
            del lines[place]
        elif what == "twice":
            lines.insert(place, lines[place])
        elif what == "value":
            lines[place] = f"{lines[place].partition(':')[0]}: {rest}"
        else:
            lines[place] = lines[place][:start] + rest
    try:
        result = parse_methodology("\n".join(lines), "mine.yaml")
    except DataError as refusal:
        assert str(refusal).startswith("mine.yaml")
        assert "\n" not in str(refusal)
        assert "Input should" not in str(refusal)
        assert len(str(refusal)) < 1200
    else:
        assert isinstance(result, Methodology)
        rates_or_says_why_not(result)


@settings(law, max_examples=examples(60))
@given(st.data())
def test_any_change_is_refused_with_one_sentence_or_makes_a_methodology(data):
    method = load_methodology(data.draw(st.sampled_from(methodology_ids())))
    paths = [*method.values, "moderation.E38000045", "moderation_applied", "moderation.", "id", ""]
    values = st.sampled_from(
        [None, True, "", " ", "none", "nan", "inf", "-0", "1_0", 10**400, -1e308, [], {}, "95", "value", "england",
         "peers", 0, 1, 3, "3.0", "additive", "needs", "yes", "well | a | b | 2016-09-30", "| | |", b"x"]
    )  # fmt: skip
    changes = data.draw(st.dictionaries(st.sampled_from(paths), values, min_size=1, max_size=3))
    try:
        changed = method.with_changes(changes)
    except DataError as refusal:
        assert "\n" not in str(refusal)
        assert "Input should" not in str(refusal)
    else:
        assert method.with_changes(changed.changes) == changed
        rates_or_says_why_not(changed)
