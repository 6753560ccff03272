"""A methodology is fitted to an edition that lacks indicators which it may lack, and refused otherwise."""

import pandas as pd
import pytest

from scoring import Assessment, DataError, explain, load_edition, load_methodology, methodology_ids, rate
from scoring.methodology.model import Methodology

STANDARDS = load_methodology("waiting-standards")


@pytest.fixture(scope="module")
def boards():
    return load_edition("icb-waits-2025-q3")


def test_october_2016_can_be_rated_by_all_methodologies_but_the_one_about_waits_alone(edition):
    assert set(methodology_ids()) - set(methodology_ids(edition.meta.indicators)) == {"waiting-standards"}


def test_cancer_waits_can_be_rated_by_waiting_standards_alone(boards):
    assert methodology_ids(boards.meta.indicators) == ["waiting-standards"]


def test_two_week_waits_are_left_out_where_there_are_none(boards):
    fitted = boards.fitted(STANDARDS)
    assert list(fitted.indicators) == ["waits_28_day", "waits_31_day", "waits_62_day"]
    assert not [path for path in fitted.parameters if path.startswith("waits_2_week")]
    assert explain(Assessment(boards, fitted), "E54000041").rating == "needs"


def test_the_fitted_methodology_rates_as_the_whole_one(boards):
    whole, fitted = (rate(boards.indicators, method) for method in (STANDARDS, boards.fitted(STANDARDS)))
    columns = ["area_code", "rating", "low_count", "high_count", "rated_indicators"]
    pd.testing.assert_frame_equal(whole[columns], fitted[columns])


def test_a_methodology_whose_indicators_are_all_there_stays_as_it_is(edition):
    method = load_methodology("nhs-england-2016")
    assert edition.fitted(method) is method
    assert load_edition("cancer-waits-2021-q2").fitted(STANDARDS) is STANDARDS


def test_changes_stay_changes_and_those_of_what_is_left_out_go(boards):
    changed = STANDARDS.with_changes({"waits_62_day.benchmark": 70, "waits_2_week.benchmark": 90})
    assert boards.fitted(changed).changes == {"waits_62_day.benchmark": 70}


def test_limits_on_what_is_left_out_go_with_it(boards):
    document = STANDARDS.model_dump()
    limit = {"label": "Two weeks", "benchmark": 93, "breached_by": "value", "caps_at": "needs"}
    document["limits"] = {"two_weeks": limit | {"indicator": "waits_2_week"}}
    about = {"meaning": "Invented for tests.", "source": "Invented for tests."}
    document["parameters"] |= {f"two_weeks.{name}": about for name in ("benchmark", "breached_by", "caps_at")}
    assert not boards.fitted(Methodology.model_validate(document)).limits


def test_an_edition_with_too_few_indicators_is_refused_in_a_sentence(edition):
    with pytest.raises(DataError) as refusal:
        edition.fitted(STANDARDS)
    assert str(refusal.value) == (
        "Cancer ratings of October 2016 has no indicator waits_28_day, waits_2_week and waits_31_day, which the "
        "methodology uses. It needs 3 of its 4."
    )


def test_an_indicator_that_must_not_be_lacking_is_never_left_out(boards):
    document = STANDARDS.model_dump() | {"may_lack": ["waits_28_day"]}
    with pytest.raises(DataError, match="has no indicator waits_2_week, which the methodology uses"):
        boards.fitted(Methodology.model_validate(document))


def test_only_indicators_of_the_rule_may_be_lacking():
    with pytest.raises(
        ValueError, match="may_lack has stillbirths; the indicators are waits_2_week, waits_28_day"
    ):
        Methodology.model_validate(STANDARDS.model_dump() | {"may_lack": ["stillbirths"]})


def test_editions_of_waits_are_shown_by_the_standards_first(boards, edition):
    assert boards.meta.default_methodology == "waiting-standards"
    assert edition.meta.default_methodology == "nhs-england-2016"
