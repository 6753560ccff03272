"""What it would take: enough, and one patient fewer is not."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import RATINGS, Assessment, DataError, load_edition, load_methodology, rate, wilson_interval
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.rating.intervals import known_figures
from tests.scoring.random_tables import INDICATORS, law, scenarios, tables

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")
DORSET = "E38000045"


def changed(figures, changes, fewer=None):
    """The figures of one area after changes; the indicator `fewer` is one patient or step short of its target.

    One short of the first patient is the present figure, as it is given.
    """
    figures = figures.copy()
    for change in changes:
        row = figures["indicator"] == change.indicator
        way = figures.loc[row, "direction"].iloc[0]
        short = change.indicator == fewer
        if change.patients is not None:
            if short and change.patients == 1:
                continue
            numerator = change.numerator - way * short
            figures.loc[row, MOVED] = after(figures[row], numerator)
        else:
            step = change.points - 0.1 * short
            for column in ("value", "lower_ci", "upper_ci"):
                figures.loc[row, column] = (figures.loc[row, column] + way * step).round(9)
    return figures


MOVED = ["value", "numerator", "lower_ci", "upper_ci"]


def after(row, numerator):
    """Value, numerator and limits of the figure of one row once so many are counted.

    Limits that are not those of the counts move with the value, and stay on the scale.
    """
    total = row["denominator"].iloc[0]
    value = 100 * numerator / total
    if known_figures(row).counted.item():
        return value, numerator, *wilson_interval(numerator, total)
    by = value - row["value"].iloc[0]
    lower, upper = (row[end].iloc[0] + by for end in ("lower_ci", "upper_ci"))
    return value, numerator, round(max(lower, 0), 9), round(min(upper, 100), 9)


def position(figures, method):
    return RATINGS.index(rate(figures, method)["rating"].iloc[0])


def every_target(targets):
    return [t for t in [*targets.singles.values(), targets.pair] if t is not None]


def check_enough_and_no_more(figures, method, targets):
    now = position(figures, method)
    for target in every_target(targets):
        assert RATINGS[position(changed(figures, target.changes), method)] == target.rating
        assert RATINGS.index(target.rating) < now
        for change in target.changes:
            assert position(changed(figures, target.changes, fewer=change.indicator), method) >= now, change


def check_the_impossible(figures, method, targets):
    """No number of patients in an indicator without a target is enough."""
    now = position(figures, method)
    for indicator, target in targets.singles.items():
        row = figures["indicator"] == indicator
        total = figures.loc[row, "denominator"].iloc[0]
        if target is None and not isnan(total):
            best = figures.copy()
            count = total if figures.loc[row, "direction"].iloc[0] > 0 else 0
            best.loc[row, MOVED] = after(figures[row], count)
            if count != figures.loc[row, "numerator"].iloc[0]:
                assert position(best, method) >= now


def check_the_pair(targets):
    alone = [t.patients for t in targets.singles.values() if t is not None and t.patients is not None]
    if targets.pair is not None:
        assert len(targets.pair.changes) == 2
        assert all(change.patients >= 1 for change in targets.pair.changes)
        assert all(targets.pair.patients < patients for patients in alone)


def test_dorset_needs_14_more_patients_within_62_days(edition, method):
    # 540 / 635 = 85.04, which is 85.0; 539 / 635 = 84.88, which is 84.9.
    (change,) = what_would_it_take(Assessment(edition, method), DORSET).singles["waits_62_day"].changes
    assert (change.patients, change.numerator_before, change.numerator, change.denominator) == (
        14,
        526,
        540,
        635,
    )
    assert change.value == pytest.approx(100 * 540 / 635)
    assert (change.lower_ci, change.upper_ci) == pytest.approx(wilson_interval(540, 635))
    assert not change.estimated


def test_dorset_in_words(edition, method):
    assert targets_sentences(edition, what_would_it_take(Assessment(edition, method), DORSET)) == [
        "Early diagnosis: not with this indicator alone.",
        "62-day waits: 14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%) would make "
        "Dorset top performing. The value given for 62-day waits is 82.7%; its counts, 526 of 635, give 82.8%.",
        "One-year survival: not with this indicator alone.",
        "Patient experience: not with this indicator alone.",
    ]


def test_every_area_of_2016_has_targets_that_are_enough_and_no_more(edition, method):
    figures = dict(list(edition.indicators.groupby("area_code")))
    for code in edition.areas["area_code"][::6]:
        targets = what_would_it_take(Assessment(edition, method), code)
        check_enough_and_no_more(figures[code], method, targets)
        check_the_impossible(figures[code], method, targets)
        check_the_pair(targets)


@law
@given(tables(most_areas=1), scenarios())
def test_targets_are_enough_and_one_fewer_is_not(table, changes):
    method = RULE.with_changes(changes)
    if table.empty:
        return
    targets = what_would_it_take(Assessment(replace(EDITION, indicators=table), method), "A0")
    check_enough_and_no_more(table, method, targets)
    check_the_impossible(table, method, targets)
    check_the_pair(targets)
    assert all(sentence.endswith(".") for sentence in targets_sentences(EDITION, targets))


@law
@given(st.sampled_from(sorted(EDITION.areas["area_code"])), scenarios(), st.booleans())
def test_targets_are_enough_and_one_fewer_is_not_for_real_areas_and_other_rules(code, changes, turned):
    figures = EDITION.indicators[EDITION.indicators["area_code"] == code]
    if turned:
        figures = figures.assign(direction=-1)
    method = RULE.with_changes(changes)
    targets = what_would_it_take(Assessment(replace(EDITION, indicators=figures), method), code)
    check_enough_and_no_more(figures, method, targets)
    check_the_impossible(figures, method, targets)
    check_the_pair(targets)


def small(counts, direction=1):
    """An area with small counts (numerator, denominator) for three indicators and the survival index."""
    figures = EDITION.indicators[EDITION.indicators["area_code"] == DORSET].copy()
    for indicator, (numerator, denominator) in counts.items():
        row = figures["indicator"] == indicator
        limits = wilson_interval(numerator, denominator)
        columns = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
        figures.loc[row, columns] = 100 * numerator / denominator, numerator, denominator, *limits
    return figures.assign(direction=direction)


def test_the_cheapest_pair_is_the_cheapest_of_all_pairs_of_numerators(edition, method):
    counts = {"early_diagnosis": (9, 40), "waits_62_day": (24, 30), "patient_experience": (20, 28)}
    figures = small(counts)
    now = position(figures, method)
    assert RATINGS[now] == "greatest"
    lenient = method.with_changes({"greatest.low_at_least": 2})
    targets = what_would_it_take(Assessment(replace(edition, indicators=figures), lenient), DORSET)
    assert not any(targets.singles.values())
    names = list(counts)
    cheapest = 1000
    for one, other in [(0, 1), (0, 2), (1, 2)]:
        (a, n), (b, m) = counts[names[one]], counts[names[other]]
        for more in range(1, n - a + 1):
            for further in range(1, m - b + 1):
                if more + further < cheapest:
                    after = counts | {names[one]: (a + more, n), names[other]: (b + further, m)}
                    if position(small(after), lenient) < now:
                        cheapest = more + further
    assert targets.pair.patients == cheapest


def test_a_pair_is_said_with_its_patients_in_all(edition, method):
    said = targets_sentences(
        edition, what_would_it_take(Assessment(edition, method), edition.find_area("Brighton and Hove"))
    )
    assert said[-1] == (
        "62-day waits and patient experience together: 5 more patients treated within 62 days (144 of 169 "
        'instead of 139, 85.2%) and 3 more patients who answered "excellent" or "very good" (248 of 290 '
        "instead of 245, 85.5% est.), 8 est. in all, would lift Brighton and Hove to needs improvement."
    )


def test_an_index_is_lifted_in_points_with_the_same_interval(edition, method):
    targets = what_would_it_take(Assessment(edition, method), edition.find_area("Barnsley"))
    (change,) = targets.singles["one_year_survival"].changes
    before = edition.indicators.set_index(["area_code", "indicator"]).loc[targets.area_code]
    before = before.loc["one_year_survival"]
    assert change.patients is None
    assert change.value == pytest.approx(before["value"] + change.points)
    assert change.upper_ci - change.value == pytest.approx(before["upper_ci"] - before["value"])
    assert targets_sentences(edition, targets)[2] == (
        "One-year survival: 1.5 points higher (69.1% est.) would lift Barnsley to performing well."
    )


def test_figures_that_rest_on_estimates_are_marked(edition, method):
    said = targets_sentences(
        edition, what_would_it_take(Assessment(edition, method), edition.find_area("Waltham Forest"))
    )
    assert said[0] == (
        "Early diagnosis: 7 more cases found at stage 1 or 2 (335 of 712 instead of 328, 47.1% est.) would "
        "lift Waltham Forest to needs improvement."
    )


def test_the_best_rating_has_no_next(edition, method):
    targets = what_would_it_take(Assessment(edition, method), edition.find_area("Leeds North"))
    assert targets.already_best
    assert targets.singles == {}
    assert targets_sentences(edition, targets) == ["Already the best rating."]


def test_the_best_rating_is_that_of_the_methodology(edition, method):
    bands = {name: band for name, band in method.bands.items() if name != "top"}
    two = method.model_copy(update={"bands": bands})
    assert what_would_it_take(Assessment(edition, two), edition.find_area("Leeds North")).already_best


def test_nothing_may_be_enough(edition, method):
    said = targets_sentences(
        edition, what_would_it_take(Assessment(edition, method), edition.find_area("Thurrock"))
    )
    assert said[:4] == [
        f"{edition.meta.indicators[name].short_label}: not with this indicator alone." for name in INDICATORS
    ]
    assert said[4:] == ["No two indicators with counts are enough together."]


def without(edition, *indicators):
    figures = edition.indicators.copy()
    gone = (figures["area_code"] == DORSET) & figures["indicator"].isin(indicators)
    return replace(edition, indicators=figures.assign(value=figures["value"].mask(gone)))


def test_an_area_that_is_not_rated_has_a_sentence(edition, method):
    fewer = without(edition, "early_diagnosis", "one_year_survival")
    targets = what_would_it_take(Assessment(fewer, method), DORSET)
    assert targets.singles == {}
    assert targets.missing == ("early_diagnosis", "one_year_survival")
    assert targets_sentences(edition, targets) == [
        "Dorset is not rated: four indicators must have a value, and there is none for early diagnosis and "
        "one-year survival."
    ]


def test_an_indicator_without_a_value_is_said_to_have_none(edition, method):
    fewer = without(edition, "early_diagnosis")
    lenient = method.with_changes({"minimum_indicators": 3})
    said = targets_sentences(edition, what_would_it_take(Assessment(fewer, lenient), DORSET))
    assert said[-1] == "Early diagnosis: no value."
    assert "would lift Dorset to performing well." in said[0]


def test_for_lower_is_better_fewer_are_enough(edition, method):
    figures = small({"waits_62_day": (20, 200)}, direction=1)
    waits = figures["indicator"] == "waits_62_day"
    figures["direction"] = np.where(waits, -1, 1)
    strict = method.with_changes({"waits_62_day.benchmark": 9.5})
    targets = what_would_it_take(Assessment(replace(edition, indicators=figures), strict), DORSET)
    # 19 of 200 is 9.5, which meets 9.5.
    assert targets_sentences(edition, targets)[1] == (
        "62-day waits: 1 fewer patient treated within 62 days (19 of 200 instead of 20, 9.5%) would make "
        "Dorset top performing."
    )


def test_a_rate_that_is_no_percentage_moves_in_its_own_unit(edition, method):
    meta = edition.meta.indicators["waits_62_day"].model_copy(update={"unit": "index points", "decimals": 0})
    metas = {**edition.meta.indicators, "waits_62_day": meta}
    figures = small({"waits_62_day": (80, 100)})
    rates = replace(edition, meta=edition.meta.model_copy(update={"indicators": metas}), indicators=figures)
    assert targets_sentences(rates, what_would_it_take(Assessment(rates, method), DORSET))[1] == (
        "62-day waits: 5 index points higher (85 index points) would make Dorset top performing."
    )


def test_counts_that_are_not_whole_are_no_patients(edition, method):
    figures = small({"waits_62_day": (82.7, 100)})
    (change,) = (
        what_would_it_take(Assessment(replace(edition, indicators=figures), method), DORSET)
        .singles["waits_62_day"]
        .changes
    )
    assert (change.patients, change.points) == (None, 2.3)


def test_an_area_without_figures_is_a_sentence(edition, method):
    empty = replace(edition, indicators=edition.indicators.iloc[:0])
    with pytest.raises(DataError, match=r"^There are no figures for Dorset\.$"):
        what_would_it_take(Assessment(empty, method), DORSET)
