"""How often the rule is applied, which is what a change of a threshold costs most."""

import pytest

import scoring.analysis.positions
import scoring.assessment
from scoring.rating import judge as rule
from tests.ui.components.test_pages import find
from tests.ui.instrument import open_settings
from tests.ui.opening import open_app

BENCHMARK = "waits_62_day.benchmark"


@pytest.fixture
def judgements(monkeypatch):
    """The methodologies by which all areas were judged since the list was last emptied."""
    asked = []
    judge = rule.judge

    def counted(grid, method, sampled=None):
        asked.append("positions" if sampled else method.values[BENCHMARK])
        return judge(grid, method, sampled)

    for module in (rule, scoring.assessment, scoring.analysis.positions):
        monkeypatch.setattr(module, "judge", counted)
    return asked


def test_a_moved_threshold_is_judged_once(judgements):
    app = open_settings()
    for value in (83.9, 71.3):
        judgements.clear()
        find(app, "number_input", f"{BENCHMARK}-number").set_value(value).run()
        assert not app.exception
        # Once as it is, and once for all positions of all sliders.
        assert judgements == [value, "positions"]


def test_a_threshold_that_somebody_looked_at_before_is_not_judged_again(judgements):
    app = open_settings()
    find(app, "number_input", f"{BENCHMARK}-number").set_value(83.7).run()
    judgements.clear()
    find(app, "number_input", f"{BENCHMARK}-number").set_value(85.0).run()
    find(app, "number_input", f"{BENCHMARK}-number").set_value(83.7).run()
    assert judgements == []


@pytest.mark.parametrize("page", ["pages/england.py", "pages/alliance.py", "pages/what_if.py"])
def test_a_page_opened_with_a_scenario_judges_the_baseline_and_the_scenario_at_most_once(page, judgements):
    value = {"pages/england.py": "81.3", "pages/alliance.py": "81.4", "pages/what_if.py": "81.6"}[page]
    open_app(page, area="E38000045", **{BENCHMARK: value})
    assert judgements.count(float(value)) == 1
    assert judgements.count(85) <= 1
