"""Every page, run without a browser."""

import re

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from scoring import (
    count_ratings,
    load_edition,
    load_methodology,
    parse_methodology,
    rate,
    scenario_yaml,
)
from scoring.analysis.agreement import agreement
from scoring.analysis.probability import rating_probabilities
from scoring.methodology.files import methodology_yaml
from tests.october import METHODOLOGIES
from tests.ui.instrument import open_settings, press, sent, split, words_sent
from tests.ui.opening import open_app

PAGES = [
    "pages/england.py",
    "pages/what_if.py",
    "pages/scenarios.py",
    "pages/area.py",
    "pages/alliance.py",
    "pages/care_or_chance.py",
    "pages/lottery.py",
    "pages/watch_list.py",
    "pages/how_sure.py",
    "pages/board_pack.py",
    "pages/load.py",
    "pages/data_and_methods.py",
]
TITLES = {
    "pages/england.py": "Cancer care ratings across England",
    "pages/what_if.py": "What if?",
    "pages/area.py": "One area, indicator by indicator",
    "pages/alliance.py": "Cancer Alliances, area by area",
    "pages/care_or_chance.py": "Care or chance?",
    "pages/watch_list.py": "Watch list",
    "pages/board_pack.py": "Board pack",
    "pages/load.py": "Your own data",
    "pages/data_and_methods.py": "Data and methods",
}
BEFORE = {
    "pages/lottery.py": "pages/care_or_chance.py",
    "pages/how_sure.py": "pages/care_or_chance.py",
    "pages/scenarios.py": "pages/what_if.py",
}
"""Addresses from before, with the page of which each shows a part."""
DORSET = "E38000045"


@pytest.fixture(scope="module")
def edition():
    return load_edition("october-2016")


def find(app: AppTest, kind: str, name: str):
    """Return a widget by its name; a number at the end of its key counts how often it was made anew."""
    [found] = [w for w in app.get(kind) if w.key and re.fullmatch(re.escape(name) + r"-\d+", w.key)]
    return found


def texts(app: AppTest) -> str:
    html = " ".join(element.proto.body for element in app.get("html"))
    values = [element.value for element in [*app.markdown, *app.caption, *app.info]]
    return html + " ".join([*values, *words_sent(app)])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_one_title_of_its_own_without_an_area_and_with_one(page):
    for address in ({}, {"area": DORSET}):
        [title] = open_app(page, **address).title
        assert title.value == TITLES[BEFORE.get(page, page)]


def test_no_two_pages_have_one_title():
    assert set(TITLES) == set(PAGES) - set(BEFORE)
    assert len(set(TITLES.values())) == len(TITLES)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_is_estimated_and_whose_figures_they_are(page):
    shown = texts(open_app(page))
    assert "607 are estimates" in shown
    assert "Contains OS data © Crown copyright and database right" in shown
    assert "reconstruction" in shown


def test_england_counts_the_areas_below_performing_well():
    assert "180 of 209 areas are rated below" in texts(open_app())


COLOURS = [
    "rating",
    "probability",
    "agreement",
    "basis",
    "early_diagnosis",
    "waits_62_day",
    "one_year_survival",
    "patient_experience",
]


def map_of(app: AppTest) -> tuple[str, list[bytes]]:
    """Return the spec and the data of the map of England."""
    proto = app.get("vega_lite_chart")[0].proto
    return proto.spec, [dataset.data.data for dataset in proto.datasets]


def test_each_colouring_draws_another_map():
    drawn = []
    for colour in COLOURS:
        app = open_app(colour=colour)
        assert find(app, "selectbox", "colour_picker").value == colour
        drawn.append(map_of(app))
    assert all(one not in drawn[:place] for place, one in enumerate(drawn))


def test_the_map_can_show_outlines_of_groups():
    app = open_app()
    find(app, "selectbox", "outline_picker").set_value("alliances").run()
    assert not app.exception
    assert app.query_params["outline"] == ["alliances"] or app.query_params["outline"] == "alliances"
    assert "alliances" in app.get("vega_lite_chart")[0].proto.spec


def test_picking_an_area_shows_its_breakdown_and_puts_it_into_the_address():
    app = open_app()
    find(app, "selectbox", "area_picker").set_value(DORSET).run()
    for figure in ("55.4%", "82.7%", "71.6%", "91.1%"):
        assert figure in texts(app)
    assert "Dorset needs improvement because one of four indicators, 62-day waits, is low" in texts(app)
    assert "E38000045" in str(dict(app.query_params))


def test_estimated_figures_are_marked_in_the_breakdown():
    assert "est.</button></span>" in texts(open_app(area="E38000149"))


def test_the_area_page_names_the_published_rating_and_its_source():
    shown = texts(open_app("pages/area.py", area=DORSET))
    assert "**Published rating:** Needs improvement – the same as the one computed here." in shown
    assert "dorsetecho.co.uk" in shown


def test_an_area_with_a_missing_month_carries_a_note(edition):
    wolverhampton = edition.find_area("06A")
    assert "Treat it with care" in texts(open_app(area=wolverhampton))
    assert "Treat it with care" in texts(open_app("pages/area.py", area=wolverhampton))


def test_an_estimated_interval_of_a_published_value_is_marked():
    assert "71.0% to 72.2% est." in texts(open_app("pages/area.py", area=DORSET))


def test_moving_the_62_day_threshold_changes_the_counts(edition):
    app = open_settings()
    find(app, "number_input", "waits_62_day.benchmark-number").set_value(82.0).run()
    method = load_methodology("nhs-england-2016")
    before = count_ratings(rate(edition.indicators, method))
    after = count_ratings(rate(edition.indicators, method.with_changes({"waits_62_day.benchmark": 82})))
    assert split(app) == [before, after]
    assert after["needs"] < before["needs"]
    assert find(app, "number_input", "waits_62_day.benchmark-number").value == 82.0


def test_moving_a_threshold_back_to_england_is_no_change():
    app = open_settings(**{"early_diagnosis.benchmark": "48"})
    find(app, "number_input", "early_diagnosis.benchmark-number").set_value(50.7).run()
    assert app.session_state["view"].changes == {}


def test_counts_and_comparisons_of_the_rule_can_be_changed():
    app = open_settings()
    find(app, "number_input", "greatest.low_at_least").set_value(2).run()
    find(app, "selectbox", "waits_62_day.low_by").set_value("99.8").run()
    assert not app.exception
    assert app.session_state["view"].changes == {"greatest.low_at_least": 2, "waits_62_day.low_by": "99.8"}


def test_reset_takes_every_change_back():
    app = open_app("pages/what_if.py", **{"waits_62_day.benchmark": "82", "top.high_at_least": "2"})
    press(app, "back")
    assert app.session_state["view"].changes == {}
    assert sent(app)["changed"] is False


def test_a_scenario_follows_to_every_other_page_and_is_announced_there():
    # A watch list goes by the standards that were in force, and loading is about figures.
    about_ratings = [page for page in PAGES if page not in ("pages/watch_list.py", "pages/load.py")]
    for page in about_ratings:
        shown = texts(open_app(page, **{"waits_62_day.benchmark": "82"}))
        assert "62-day waits: threshold 82% (was 85%)" in shown


def test_a_link_that_is_partly_nonsense_keeps_the_rest_and_says_so():
    app = open_app(area="Atlantis", colour="mauve", **{"waits_62_day.benchmark": "82", "foo": "1"})
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82}
    [warning] = [w.value for w in app.warning]
    assert warning == (
        "Part of the link was not understood and is ignored: colour mauve, area Atlantis, foo 1."
    )


@pytest.mark.parametrize("value", ["abc", "nan", "inf", "101", "-1", "", "1e400", "82;drop"])
def test_a_link_with_an_impossible_threshold_is_ignored_in_words(value):
    app = open_app(**{"waits_62_day.benchmark": value})
    assert app.session_state["view"].changes == {}
    assert "is ignored" in app.warning[0].value


def test_a_threshold_beyond_every_value_leaves_the_page_working():
    for value, end in (("0", 53.0), ("100", 99.0)):
        app = open_settings(**{"waits_62_day.benchmark": value})
        assert find(app, "number_input", "waits_62_day.benchmark-number").value == end
        assert f"62-day waits: threshold {value}% (was 85%)" in texts(app)


def test_data_and_methods_shows_every_constant_with_its_source_and_every_fact():
    shown = texts(open_app("pages/data_and_methods.py"))
    method = load_methodology("nhs-england-2016")
    for about in method.parameters.values():
        assert escape(about.source.split(".")[0][:40]) in shown
    assert "36 of 36 ratings stated in print" in shown
    assert "Health Service Journal" in shown


@pytest.mark.parametrize("method", [name for name in METHODOLOGIES if name != "nhs-england-2016"])
def test_every_methodology_can_be_chosen_and_is_compared_with_the_baseline(edition, method):
    app = open_app("pages/what_if.py")
    find(app, "selectbox", "method").set_value(method).run()
    assert not app.exception
    before = count_ratings(rate(edition.indicators, load_methodology("nhs-england-2016")))
    after = count_ratings(rate(edition.indicators, load_methodology(method)))
    assert split(app) == [before, after]
    for page in PAGES:
        app.switch_page(page).run()
        assert not app.exception
        assert load_methodology(method).title in texts(app)


def test_the_baseline_can_be_another_methodology(edition):
    app = open_app("pages/what_if.py", baseline="met-or-not")
    before = count_ratings(rate(edition.indicators, load_methodology("met-or-not")))
    assert split(app)[0] == before
    assert split(app)[1]["well"] == 22


def test_changing_the_methodology_forgets_changes_that_mean_nothing_there():
    app = open_app("pages/what_if.py", **{"needs.low_at_least": "2"})
    find(app, "selectbox", "method").set_value("met-or-not").run()
    assert app.session_state["view"].changes == {}


def test_the_area_page_says_how_sure_the_rating_is_and_what_would_lift_it():
    shown = texts(open_app("pages/area.py", area=DORSET))
    assert "Dorset: 93% needs improvement, 4% top performing, 3% performing well. (est.)" in shown
    assert "14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%)" in shown
    assert "Early diagnosis: not with this indicator alone." in shown


def test_how_sure_counts_unsure_ratings_and_agreeing_methodologies(edition):
    shown = texts(open_app("pages/how_sure.py"))
    chances = rating_probabilities(edition.indicators, load_methodology("nhs-england-2016"))
    assert f"{int((chances['shown'] < 0.9).sum())} of 209 ratings are less than 90%" in shown
    # One of the library gives no overall rating.
    assert f"by every one of {len(METHODOLOGIES) - 1} methodologies" in shown


def of_baseline(app: AppTest) -> AppTest:
    """Turn the controls of What if to the baseline."""
    [side] = [group for group in app.get("button_group") if group.key == "side"]
    return side.set_value("baseline").run()


def test_every_constant_of_every_methodology_has_a_control():
    for name in METHODOLOGIES:
        method = load_methodology(name)
        app = open_settings(method=name)
        keys = [w.key for kind in ("number_input", "selectbox") for w in app.get(kind) if w.key]
        for path in method.values:
            wanted = f"{path}-kind" if method.values[path] == "peers" else path
            assert any(key.startswith(wanted) for key in keys), (name, path)


def test_the_baseline_can_be_edited_too(edition):
    app = of_baseline(open_settings())
    find(app, "number_input", "baseline.waits_62_day.benchmark-number").set_value(82.0).run()
    assert not app.exception
    method = load_methodology("nhs-england-2016")
    before = count_ratings(rate(edition.indicators, method.with_changes({"waits_62_day.benchmark": 82})))
    assert split(app)[0] == before
    assert split(app)[1]["well"] == 22
    assert app.query_params["baseline.waits_62_day.benchmark"] in ("82", ["82"])
    press(app, "back")
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82}


def test_undo_takes_back_one_change_after_another():
    app = open_settings()
    assert not sent(app)["undoable"]
    find(app, "number_input", "waits_62_day.benchmark-number").set_value(82.0).run()
    find(app, "selectbox", "method").set_value("met-or-not").run()
    press(app, "undo")
    assert app.session_state["view"].method == "nhs-england-2016"
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82}
    press(app, "undo")
    assert app.session_state["view"].changes == {}
    assert not sent(app)["undoable"]


def bring(app: AppTest, text: str) -> AppTest:
    app.text_area(key="own_text").set_value(text)
    app.button(key="use_own").click()
    return app.run()


def test_a_scenario_that_was_downloaded_gives_the_same_ratings_when_it_is_pasted(edition):
    changes = {"waits_62_day.benchmark": 82.0, "moderation.E38000045": "top | Why | Who | 2016-09-30"}
    scenario = load_methodology("significance-everywhere").with_changes(changes)
    app = bring(open_app("pages/what_if.py"), scenario_yaml(scenario))
    view = app.session_state["view"]
    assert (view.method, view.changes) == ("significance-everywhere", changes)
    counts = count_ratings(rate(edition.indicators, scenario))
    assert split(app)[1] == counts


def test_a_methodology_of_ones_own_is_used_everywhere_and_travels_in_the_link(edition):
    text = methodology_yaml(load_methodology("mean-points")).replace("id: mean-points", "id: mine")
    text = text.replace("title: Mean of points", "title: Points of our board", 1).replace(
        "high: 2.0", "high: 3.0"
    )
    app = bring(open_app("pages/what_if.py"), text)
    assert not app.error
    assert app.session_state["view"].method == "own"
    counts = count_ratings(rate(edition.indicators, parse_methodology(text, "mine")))
    link = {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}
    for page in PAGES:
        shown = texts(open_app(page, **link))
        assert "Points of our board" in shown
    assert f"{counts['needs'] + counts['greatest']} of 209 areas are rated below" in texts(open_app(**link))


WRONG = {
    "": "There is nothing to use yet",
    "title: [": "The pasted text is not YAML",
    "scenario_of: nhs-england-1948": "there is no such methodology",
    "scenario_of: nhs-england-2016\nchanges: {waits_62_day.benchmark: 820}": "outside the allowed 0 to 100",
    "scenario_of: nhs-england-2016\nchanges: {waits.benchmark: 82}": "has no parameter",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_a_methodology_with_a_fault_is_refused_in_words_and_changes_nothing(text, said):
    app = open_app("pages/what_if.py", **{"waits_62_day.benchmark": "82"})
    bring(app, text)
    assert said.replace("_", "\\_") in app.error[0].value or said in app.error[0].value
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82}
    assert app.text_area(key="own_text").value == text


def test_an_area_can_be_moderated_with_reason_and_one_switch_removes_it():
    app = open_app("pages/what_if.py", area=DORSET)
    [moderate] = [button for button in app.button if button.label == "Moderate this area"]
    app = moderate.click().run()
    assert "fill in Reason and By whom" in app.error[0].value
    app.text_input(key="moderate_reason").set_value("Waits recovered | peer review")
    app.text_input(key="moderate_by").set_value("Clinical panel")
    [moderate] = [button for button in app.button if button.label == "Moderate this area"]
    app = moderate.click().run()
    [(path, value)] = app.session_state["view"].changes.items()
    assert path == f"moderation.{DORSET}"
    assert value.startswith("well | Waits recovered / peer review | Clinical panel | ")
    link = {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}
    for page in ("pages/england.py", "pages/area.py"):
        assert "Waits recovered / peer review (Clinical panel," in texts(open_app(page, **link))
    [switch] = [toggle for toggle in app.toggle if toggle.label == "Apply expert moderation"]
    app = switch.set_value(False).run()
    assert app.session_state["view"].changes["moderation_applied"] == "no"
    assert sent(app)["after"] == sent(app)["before"]


def test_probabilities_can_take_plain_rates_for_the_truth(edition):
    shown = texts(open_app("pages/how_sure.py", true_rates="plain"))
    chances = rating_probabilities(edition.indicators, load_methodology("nhs-england-2016"), shrink=False)
    assert f"{int((chances['shown'] < 0.9).sum())} of 209 ratings are less than 90%" in shown
    assert "assumed to be exactly what was observed in the year" in shown


def test_a_board_member_reads_how_many_areas_are_below_par_under_every_method(edition):
    methods = [load_methodology(name) for name in METHODOLOGIES]
    table = agreement(edition.indicators, methods)
    number = int((table["below"] == table["methodologies"]).sum())
    assert f"**{number} of 209 areas are below “performing well” by every one of 15" in texts(
        open_app("pages/how_sure.py")
    )


def test_no_overall_rating_leaves_every_page_working():
    for page in PAGES:
        shown = texts(open_app(page, method="headline-only", area=DORSET))
        assert "Traceback" not in shown
    assert "gives no area an overall rating" in texts(open_app(method="headline-only"))
    assert "There is no overall rating, so there are no probabilities to" in texts(
        open_app("pages/area.py", method="headline-only", area=DORSET)
    )


@pytest.mark.parametrize("page", ["pages/england.py", "pages/area.py"])
@pytest.mark.parametrize("typed", ["DT1 1XJ", "dt11xj", "Dorset", "dorsett", "11J", "e38000045"])
def test_a_postcode_name_or_code_chooses_its_area(page, typed):
    app = open_app(page)
    app.text_input(key="place").set_value(typed).run()
    assert not app.exception
    assert app.session_state["view"].area == DORSET


def test_a_part_of_a_postcode_lists_its_areas_with_shares():
    app = open_app()
    app.text_input(key="place").set_value("EC1N").run()
    labels = [button.label for button in app.button if (button.key or "").startswith("place-")]
    assert len(labels) > 1
    assert all("% of EC1N" in label for label in labels)
    [first] = [button for button in app.button if button.label == labels[0]]
    first.click().run()
    assert app.session_state["view"].area is not None


@pytest.mark.parametrize(
    ("typed", "said"), [("CF10 1AA", "Wales"), ("ZZ9 9ZZ", "ZZ9 9ZZ"), ("xqzxqz", "There is no match for")]
)
def test_what_is_no_place_here_gets_a_plain_sentence(typed, said):
    app = open_app()
    app.text_input(key="place").set_value(typed).run()
    assert said in app.warning[0].value
    assert app.session_state["view"].area is None


def test_data_and_methods_shows_the_split_of_every_methodology_and_who_owns_postcodes():
    app = open_app("pages/data_and_methods.py")
    assert any(len(frame.value) == len(METHODOLOGIES) for frame in app.dataframe)
    assert "Royal Mail" in texts(app)
