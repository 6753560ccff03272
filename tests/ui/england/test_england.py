"""What stands beside the map of England, run without a browser."""

import pytest

from scoring import Assessment, load_edition, load_methodology
from scoring.analysis.closest import closest_to_par
from tests.ui.components.test_pages import DORSET, texts
from tests.ui.opening import open_app

ASSESSMENT = Assessment(load_edition("october-2016"), load_methodology("nhs-england-2016"))


def keys(app, where: str) -> list[str]:
    return [
        button.key.removeprefix(f"{where}-")
        for button in app.button
        if (button.key or "").startswith(f"{where}-")
    ]


def test_before_an_area_is_chosen_regions_the_best_and_the_closest_stand_beside_the_map():
    app = open_app()
    shown = texts(app)
    for title in ("By region", "Top performing (7, est.)", "Closest to performing well"):
        assert f"**{title}**" in shown
    assert "Midlands and East of England" in shown
    top = ASSESSMENT.ratings.loc[ASSESSMENT.ratings["rating"] == "top", "area_code"]
    assert set(keys(app, "best")) == set(top)
    assert keys(app, "close") == [one.area_code for one in closest_to_par(ASSESSMENT, 5)]


def test_a_name_beside_the_map_chooses_its_area_whose_breakdown_takes_the_place():
    app = open_app()
    code = keys(app, "close")[0]
    app.button(key=f"close-{code}").click().run()
    assert not app.exception
    assert app.session_state["view"].area == code
    assert "By region" not in texts(app)


def test_a_chosen_area_has_its_neighbours_with_their_ratings_and_each_leads_there():
    app = open_app(area=DORSET)
    assert "**Next door:**" in texts(app)
    [wiltshire] = [button for button in app.button if button.label == "Wiltshire (top performing est.)"]
    wiltshire.click().run()
    assert app.session_state["view"].area == "E38000206"


@pytest.mark.parametrize(
    "address",
    [
        {"method": "headline-only"},
        {"method": "combined-z"},
        {"edition": "icb-waits-2025-q3"},
        {"edition": "cancer-waits-2016-q1", "waits_62_day.benchmark": "0"},
    ],
    ids=str,
)
def test_whatever_the_figures_and_the_rule_there_is_a_first_sentence(address):
    app = open_app(**address)
    assert app.markdown[0].value.startswith("**")
