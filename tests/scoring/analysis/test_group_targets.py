"""What would lift each area of a group: the same figures as of each area by itself, nearest first."""

import pandas as pd
import pytest

from scoring import Assessment, load_edition, load_methodology, methodology_ids, rate
from scoring.analysis.group_targets import group_targets, group_targets_frame, nearest_target
from scoring.analysis.group_targets_words import (
    lift_headline,
    nearest_sentence,
    targets_in_words,
)
from scoring.analysis.targets import what_would_it_take
from scoring.editions.groups import members
from scoring.methodology.parts import RATINGS

EDITION = load_edition()
BELONGING = members(EDITION, "alliance")
RULE = Assessment(EDITION, load_methodology("nhs-england-2016"))


def codes(alliance):
    return BELONGING.loc[BELONGING["group"] == alliance, "area_code"].tolist()


def wessex(method="nhs-england-2016"):
    assessment = Assessment(EDITION, load_methodology(method))
    return assessment, group_targets(assessment, codes("Wessex"))


def test_wessex_is_known_area_by_area_nearest_first():
    assessment, found = wessex()
    table = targets_in_words(assessment, found)
    assert table[["Area", "More patients", "In which indicator"]].to_numpy().tolist() == [
        ["South Eastern Hampshire", "1", "62-day waits"],
        ["Fareham and Gosport", "3", "62-day waits"],
        ["Isle of Wight", "6", "62-day waits"],
        ["North Hampshire", "6 est.", "62-day waits (5) and patient experience (1 est.)"],
        ["Dorset", "14", "62-day waits"],
        ["Portsmouth", "14", "62-day waits"],
        ["Southampton", "14 est.", "Early diagnosis"],
        ["West Hampshire", "123 est.", "Early diagnosis"],
    ]
    # All four figures of Dorset are published, so its ratings are no estimates; the others' are.
    dorset = table.set_index("Area").loc["Dorset"]
    assert (dorset["Rating now"], dorset["New rating"]) == ("Needs improvement", "Top performing")
    assert nearest_sentence(EDITION, found) == (
        "South Eastern Hampshire is nearest: 1 more patient treated within 62 days (January to March 2016) would lift "
        "it to performing well."
    )
    # 1 + 3 + 6 + 14 + 14
    assert lift_headline(assessment, "Wessex", found) == (
        "Wessex: 38 more patients treated within 62 days would lift five of eight areas (January to March 2016, est.)"
    )


@pytest.mark.parametrize("method", ["nhs-england-2016", "mean-points", "worst-counts", "limiting-judgement"])
def test_the_group_has_the_targets_of_its_areas_by_themselves(method):
    assessment = Assessment(EDITION, load_methodology(method))
    for alliance in ("Wessex", "Peninsula", "West Yorkshire"):
        found = group_targets(assessment, codes(alliance))
        assert {area.targets.area_code for area in found} == set(codes(alliance))
        for area in found:
            alone = what_would_it_take(assessment, area.targets.area_code)
            assert area.targets == alone
            ways = [way for way in (*alone.singles.values(), alone.pair) if way is not None]
            counts = [way.patients for way in ways if way.patients is not None]
            assert (area.nearest is None) == (not ways)
            if counts:
                assert area.nearest.patients == min(counts)


def test_fewer_patients_come_first_and_what_nothing_lifts_comes_last():
    for alliance in BELONGING["group"].unique()[:6]:
        found = group_targets(RULE, codes(alliance))
        patients = [area.nearest.patients if area.nearest else None for area in found]
        known = [number for number in patients if number is not None]
        assert known == sorted(known)
        assert patients[: len(known)] == known


def test_rated_again_with_the_patients_the_areas_have_the_new_ratings():
    _, found = wessex()
    frame = group_targets_frame(found).dropna(subset=["patients"])
    key = ["area_code", "indicator"]
    assert frame["area_code"].nunique() == 8
    for _, rows in frame.groupby("area_code"):
        figures = EDITION.indicators.merge(rows[[*key, "patients"]], on=key, how="left")
        more = figures["patients"].fillna(0).astype(float)
        figures["numerator"] += more
        changed = more > 0
        new = 100 * figures["numerator"] / figures["denominator"]
        figures.loc[changed, "value"] = new[changed]
        figures.loc[changed, ["lower_ci", "upper_ci"]] = float("nan")
        after = rate(figures.drop(columns="patients"), RULE.method).set_index("area_code")["rating"]
        assert after[rows["area_code"].iloc[0]] == rows["rating_reached"].iloc[0]


def test_the_frame_has_a_row_for_each_change_of_the_nearest_way():
    _, found = wessex()
    frame = group_targets_frame(found)
    wanted = [
        (area.targets.area_code, change.indicator, change.patients, area.nearest.patients)
        for area in found
        for change in area.nearest.changes
    ]
    columns = ["area_code", "indicator", "patients", "patients_in_all"]
    assert list(frame[columns].itertuples(index=False, name=None)) == wanted
    # Five more treated in time, and one who rates the care well.
    north_hampshire = frame[frame["area_code"] == EDITION.find_area("North Hampshire")]
    assert north_hampshire[["patients", "patients_in_all"]].to_numpy().tolist() == [[5, 6], [1, 6]]


OF_THESE_FIGURES = [
    name
    for name in methodology_ids()
    if set(load_methodology(name).indicators) <= set(EDITION.meta.indicators)
]


@pytest.mark.parametrize("method", OF_THESE_FIGURES)
def test_every_methodology_says_something_of_every_area(method):
    assessment, found = wessex(method)
    table = targets_in_words(assessment, found)
    assert len(table) == 8
    assert (table != "").all(axis=None)
    assert lift_headline(assessment, "Wessex", found).startswith("Wessex: ")
    for area in found:
        if area.nearest is not None:
            assert RATINGS.index(area.nearest.rating) < RATINGS.index(area.targets.rating)


def test_areas_that_no_number_of_patients_lifts_are_counted_in_words():
    _, found = wessex()
    none = [area for area in found if area.targets.short_name == "Dorset"]
    lone = [type(none[0])(none[0].targets, None)]
    assert nearest_sentence(EDITION, lone) == "1 area is not lifted by any number of patients."
    assert targets_in_words(RULE, lone)["In which indicator"].tolist() == [
        "No number of patients is enough, in one indicator or in two together"
    ]
    assert (
        lift_headline(RULE, "Wessex", lone) == "Wessex: no number of patients in one indicator would lift it"
    )


def test_an_area_without_figures_is_left_out_and_one_named_twice_counts_once():
    code = codes("Wessex")[0]
    assert len(group_targets(RULE, [code, code, "E99999999"])) == 1
    assert nearest_target(what_would_it_take(RULE, code)) == group_targets(RULE, [code])[0].nearest


def test_without_areas_the_frame_has_its_columns():
    frame = group_targets_frame([])
    assert frame.empty
    assert isinstance(frame, pd.DataFrame)
    assert list(frame)[:4] == ["area_code", "rating", "rating_reached", "indicator"]
