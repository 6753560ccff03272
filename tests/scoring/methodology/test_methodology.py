"""A methodology is a file that is checked when it is read: each refusal with its sentence."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    RATINGS,
    DataError,
    Methodology,
    UnknownNameError,
    load_methodology,
    methodology_ids,
    parse_methodology,
)
from scoring.paths import METHODOLOGY_FOLDER
from scoring.rating.compiled import compile_rule
from scoring.rating.judge import Counts, band
from tests.scoring.random_tables import fuzz

TEXT = (METHODOLOGY_FOLDER / "nhs-england-2016.yaml").read_text(encoding="utf-8")
RULE = load_methodology("nhs-england-2016")
SOURCE = "    source: Inferred. There is no national standard for it.\n"
INPUT = "it should be "
KINDS = "'value', '95', '99.8', 'funnel_95' or 'funnel_99.8'"


def replaced(old, new):
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


REFUSALS = {
    "an unknown field": (TEXT + "colour: red\n", "colour: there is no such field (given: 'red')."),
    "a missing field": (replaced("short_title: NHS England 2016\n", ""), "short_title: it is missing."),
    "a constant without a source": (
        replaced(SOURCE, ""),
        "parameters.patient_experience.benchmark.source: it is missing.",
    ),
    "a constant without an entry": (
        replaced("  value_decimals:\n", "  decimals:\n"),
        "parameters has no entry (meaning and source) for value_decimals.",
    ),
    "an entry for nothing": (
        TEXT + "  well.low_at_least: {meaning: none, source: none}\n",
        "parameters describes well.low_at_least, which the rule does not use.",
    ),
    "text where a number belongs": (
        replaced("minimum_indicators: 4", "minimum_indicators: four"),
        f"minimum_indicators: {INPUT}a whole number (given: 'four').",
    ),
    "yes where a number belongs": (
        replaced("minimum_indicators: 4", "minimum_indicators: yes"),
        f"minimum_indicators: {INPUT}a number or text, not yes or no (given: yes).",
    ),
    "no indicators needed": (
        replaced("minimum_indicators: 4", "minimum_indicators: 0"),
        f"minimum_indicators: {INPUT}at least 1 (given: 0).",
    ),
    "a last band with a condition": (
        replaced("  well: {}", "  well: {high_at_least: 1}")
        + "  well.high_at_least: {meaning: high, source: none}\n",
        "the last band must have no condition, so that every area gets a rating.",
    ),
    "no bands": (
        replaced(TEXT[TEXT.index("  greatest: {") : TEXT.index("\nparameters:")], "  {}\n"),
        "the last band must have no condition, so that every area gets a rating.",
    ),
    "an unknown rating": (
        replaced("  well: {}", "  fine: {}"),
        f"fine: {INPUT}'top', 'well', 'needs' or 'greatest' (given: 'fine').",
    ),
    "an unknown comparison": (
        replaced("low_by: value", "low_by: guess"),
        f"waits_62_day.low_by: {INPUT}{KINDS} (given: 'guess').",
    ),
    "an unknown benchmark": (
        replaced("benchmark: 85.0", "benchmark: europe"),
        f"waits_62_day.benchmark: {INPUT}a number, 'england', 'standard' or 'peers' (given: 'europe').",
    ),
    "yes as a benchmark": (
        replaced("benchmark: 85.0", "benchmark: yes"),
        f"waits_62_day.benchmark: {INPUT}a number, 'england', 'standard' or 'peers' (given: yes).",
    ),
    "an endless benchmark": (
        replaced("benchmark: 85.0", "benchmark: .inf"),
        f"waits_62_day.benchmark: {INPUT}a number, 'england', 'standard' or 'peers' (given: inf).",
    ),
    "a benchmark out of its own bounds": (
        replaced("benchmark: 85.0", "benchmark: 185"),
        "waits_62_day.benchmark is 185, outside the allowed 0 to 100.",
    ),
    "an unknown way to aggregate": (
        replaced("aggregation: counts", "aggregation: magic"),
        f"aggregation: {INPUT}'counts', 'worst', 'mean', 'geometric_mean', 'mazziotta_pareto', 'combined_z' or "
        "'not_rated' (given: 'magic').",
    ),
    "a list": ("- a\n- b\n", None),
    "nothing": ("", None),
    "a bracket left open": ("title: [1\nbands: {", "line 2, expected ',' or ']', but got ':'."),
    "a tab": ("\ttitle: x", "line 1, found character '\\t' that cannot start any token."),
    "a day that does not exist": ("title: 2016-13-01", "month must be in 1..12."),
}


@pytest.mark.parametrize(("text", "said"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_file_is_refused_with_its_fault(text, said):
    with pytest.raises(DataError) as refusal:
        parse_methodology(text, "mine.yaml")
    message = str(refusal.value)
    not_yaml = said and said.startswith(("line ", "month "))
    if said is None:
        assert message == "mine.yaml does not describe a methodology: it should be fields with values."
    else:
        assert message == f"mine.yaml{' is not YAML' if not_yaml else ''}: {said}"


def test_a_methodology_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownNameError) as refusal:
        load_methodology("nhs-england-1948")
    assert str(refusal.value).startswith("There is no methodology 'nhs-england-1948'. There is: ")
    assert "nhs-england-2016" in str(refusal.value)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(DataError, match=r"^mine\.yaml is not UTF-8 text: see line 1\. Save it as UTF-8\.$"):
        load_methodology(path)


@pytest.mark.parametrize("name", methodology_ids())
def test_every_constant_of_every_methodology_has_a_meaning_and_a_source(name):
    method = load_methodology(name)
    assert method.id == name
    assert set(method.parameters) == set(method.values)
    for parameter in method.parameters.values():
        assert len(parameter.meaning) > 10
        assert len(parameter.source) > 10
    assert method.source
    assert method.status


def test_the_rule_of_2016_is_the_one_described():
    waits = RULE.indicators["waits_62_day"]
    assert (waits.benchmark, waits.low_by, waits.high_by) == (85.0, "value", "95")
    for name in ("early_diagnosis", "one_year_survival", "patient_experience"):
        rule = RULE.indicators[name]
        assert (rule.benchmark, rule.low_by, rule.high_by) == ("england", "95", "95")
    assert list(RULE.bands) == ["greatest", "needs", "top", "well"]
    assert RULE.values["greatest.low_at_least"] == 3
    assert RULE.values["needs.low_at_least"] == 1
    assert RULE.values["top.high_at_least"] == 3
    assert RULE.status == "reconstruction"
    assert "reconstructed" in RULE.title


def test_ratings_are_listed_best_first():
    assert RATINGS == ("top", "well", "needs", "greatest", "not_rated")


CHANGE_REFUSALS = [
    ({"waits_62_day.benchmark": 120}, "waits_62_day.benchmark is 120, outside the allowed 0 to 100."),
    ({"waits_62_day.benchmark": -0.1}, "waits_62_day.benchmark is -0.1, outside the allowed 0 to 100."),
    ({"top.high_at_least": 5}, "top.high_at_least is 5, outside the allowed 0 to 4."),
    (
        {"top.high_at_least": 2.5},
        f"top.high_at_least: {INPUT}a whole number (given: 2.5).",
    ),
    (
        {"waits_62_day.benchmark": "high"},
        f"waits_62_day.benchmark: {INPUT}a number, 'england', 'standard' or 'peers' (given: 'high').",
    ),
    (
        {"waits_62_day.benchmark": "nan"},
        f"waits_62_day.benchmark: {INPUT}a number, 'england', 'standard' or 'peers' (given: nan).",
    ),
    (
        {"waits_62_day.low_by": "97"},
        f"waits_62_day.low_by: {INPUT}{KINDS} (given: '97').",
    ),
    (
        {"waits_62_day.low_by": "inf"},
        f"waits_62_day.low_by: {INPUT}{KINDS} (given: 'inf').",
    ),
    (
        {"waits_62_day.low_by": None},
        "waits_62_day: low_by and high_by must both be given, or neither.",
    ),
]


@pytest.mark.parametrize(("changes", "said"), CHANGE_REFUSALS)
def test_a_change_that_the_rule_does_not_allow_is_refused(changes, said):
    with pytest.raises(DataError) as refusal:
        RULE.with_changes(changes)
    assert str(refusal.value) == f"nhs-england-2016: {said}"


@pytest.mark.parametrize("path", ["waits.benchmark", "benchmark", "well.low_at_least", "id", "", "a.b.c"])
def test_a_parameter_that_the_rule_does_not_have_is_refused_with_those_it_has(path):
    with pytest.raises(UnknownNameError) as refusal:
        RULE.with_changes({path: 1})
    assert str(refusal.value).startswith(
        f"nhs-england-2016 has no parameter {path!r}; it has early_diagnosis.benchmark, "
    )


@pytest.mark.parametrize(
    ("path", "given", "meant"),
    [
        ("waits_62_day.benchmark", "82", 82.0),
        ("waits_62_day.benchmark", "82.5", 82.5),
        ("waits_62_day.benchmark", "england", "england"),
        ("waits_62_day.low_by", 95, "95"),
        ("waits_62_day.low_by", 99.8, "99.8"),
        ("top.high_at_least", "2", 2),
        ("top.high_at_least", 2.0, 2),
    ],
)
def test_text_that_reads_as_a_number_counts_as_that_number(path, given, meant):
    changed = RULE.with_changes({path: given})
    assert changed.values[path] == meant
    assert changed.changes == {path: meant}


def test_a_scenario_leaves_the_rule_it_came_from_alone():
    before = RULE.model_dump()
    RULE.with_changes({"waits_62_day.benchmark": 82}).with_changes({"top.high_at_least": 1})
    assert RULE.model_dump() == before
    assert RULE.changes == {}


def test_a_methodology_of_ones_own_can_be_changed_twice_and_back():
    own = parse_methodology(TEXT.replace("id: nhs-england-2016", "id: my-own"), "mine.yaml")
    once = own.with_changes({"waits_62_day.benchmark": 82})
    twice = once.with_changes({"top.high_at_least": 2})
    assert twice.changes == {"waits_62_day.benchmark": 82, "top.high_at_least": 2}
    assert twice.with_changes({"waits_62_day.benchmark": 85, "top.high_at_least": 3}) == own


def test_a_scenario_written_as_a_file_reads_back_as_a_rule_of_its_own():
    scenario = RULE.with_changes({"waits_62_day.benchmark": 82})
    again = parse_methodology(
        yaml.safe_dump(scenario.model_dump(mode="json", exclude_none=True)), "saved.yaml"
    )
    assert again.values == scenario.values
    assert again.changes == {}


def test_the_order_of_bands_decides():
    bands = TEXT[TEXT.index("  greatest: {") : TEXT.index("\nparameters:")]
    turned = parse_methodology(
        TEXT.replace(
            bands,
            "  needs: {low_at_least: 1}\n  greatest: {low_at_least: 3}\n"
            "  top: {high_at_least: 3}\n  well: {}\n",
        ),
        "mine.yaml",
    )
    three_low = Counts(low=3, very_low=0, high=0)
    assert RATINGS[band(compile_rule(RULE), three_low, 4)] == "greatest"
    assert RATINGS[band(compile_rule(turned), three_low, 4)] == "needs"


@fuzz
@given(st.data())
def test_a_damaged_file_is_refused_with_one_sentence_or_still_a_methodology(data):
    lines = TEXT.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        start = data.draw(st.integers(0, len(lines[place])))
        rest = data.draw(
            st.sampled_from(["", ":", "[", "- ", "\t", "{", "&a *a", "!!int x", '"', "yes", "2016-99-01"])
        )
        lines[place] = lines[place][:start] + rest + data.draw(st.sampled_from(["", lines[place][start:]]))
    try:
        result = parse_methodology("\n".join(lines), "mine.yaml")
    except DataError as refusal:
        assert str(refusal).startswith("mine.yaml")
        assert "\n" not in str(refusal)
    else:
        assert isinstance(result, Methodology)
