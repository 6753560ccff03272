"""A saved scenario says when it is not what it was, since figures or methodologies have changed."""

from dataclasses import asdict, replace

import pytest

from saved.models import ScenarioRow
from scoring import count_ratings, load_edition, rate
from tests.ui.opening import open_app
from tests.ui.scenarios.test_scenarios import BAR, METHOD, PAGE, box, click, save
from ui.components import saved_scenarios as scenarios
from ui.components.saved_scenarios import figures_of
from ui.session import results as data
from ui.session.saved_links import saved_view


def plain(text):
    """Return what the page shows of Markdown."""
    return text.replace("\\", "")


def note(store, scenario, **otherwise):
    """Note another outcome than today's, as if figures or methodology had changed since."""
    today = asdict(figures_of(saved_view(scenario)))
    return store.scenarios.change(scenario, replace(scenario.content, outcome=today | otherwise))


def test_what_comes_of_a_scenario_is_noted_when_it_is_saved(store):
    app = open_app(PAGE, **BAR)
    box(app, "text_input", "save_name").set_value("Bar")
    click(app, "Save")
    [kept] = store.scenarios.all()
    edition = load_edition("october-2016")
    after = rate(edition.indicators, METHOD.with_changes({"waits_62_day.benchmark": 82}))
    counts = count_ratings(after)
    outcome = dict(kept.content.outcome)
    assert len(outcome.pop("ratings")) == 16
    assert outcome == {"areas": 209, "below": counts["needs"] + counts["greatest"], "moves": 19}
    again = open_app(PAGE, scenario="bar")
    assert not again.warning
    assert "When it was saved" not in again.dataframe[0].value


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"below": 160}, "When it was saved, 160 of 209 areas were below “performing well”; now 164: "),
        (
            {"areas": 208},
            "When it was saved, 164 of 208 areas were below “performing well”; now 164 of 209: ",
        ),
        (
            {"ratings": "other"},
            "When it was saved, 164 of 209 areas were below “performing well”, as now, but some ratings "
            "differed: ",
        ),
        ({"moves": 5}, "When it was saved, 5 of 209 areas moved against its baseline; now 19: "),
    ],
)
def test_a_scenario_that_is_not_what_it_was_says_so_when_opened_and_in_the_list(store, otherwise, said):
    note(store, save(store, "Bar", **BAR), **otherwise)
    said += "the figures or the methodology have changed since."
    for page in ("pages/england.py", "pages/what_if.py", PAGE):
        app = open_app(page, scenario="bar")
        [warning] = app.warning
        assert plain(warning.value) == f"“Bar” gives different results from when it was saved. {said}"
    listed = open_app(PAGE)
    [warning] = listed.warning
    assert plain(warning.value) == said
    assert listed.dataframe[0].value["When it was saved"].iloc[0]
    click(listed, "Open")
    assert plain(listed.warning[0].value).endswith(said)
    # Whoever finds that right says so once.
    click(listed, "Save “Bar” as it is now")
    assert not listed.warning
    assert not open_app(scenario="bar").warning


def test_a_changed_constant_of_a_methodology_is_seen(store, monkeypatch):
    app = open_app(PAGE, **BAR)
    box(app, "text_input", "save_name").set_value("Bar")
    click(app, "Save")
    changed = METHOD.with_changes({"waits_62_day.benchmark": 80})
    usual = data.changed_methodology
    monkeypatch.setattr(data, "changed_methodology", lambda *of: changed if of[3] else usual(*of))
    monkeypatch.setattr("ui.components.saved_scenarios._summary", scenarios._summary.__wrapped__)
    below = sum(
        count_ratings(rate(load_edition("october-2016").indicators, changed))[r]
        for r in ("needs", "greatest")
    )
    assert below != 164
    [warning] = open_app(scenario="bar").warning
    assert f"164 of 209 areas were below “performing well”; now {below}: " in plain(warning.value)


def test_a_scenario_of_the_first_format_opens_without_a_warning(store):
    made = save(store, "Old", **BAR)
    with store.session(writes=True) as session:
        session.get(ScenarioRow, made.id).format = 1
    app = open_app(PAGE, scenario="old")
    assert not app.warning
    assert dict(app.query_params) == {"scenario": "Old"}
