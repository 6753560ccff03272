"""The page of Cancer Alliances and other groups, run without a browser."""

import json

import pytest

from scoring import Assessment, load_edition, load_methodology, movers
from tests.ui.components.test_pages import DORSET, find, texts
from tests.ui.opening import open_app

PAGE = "pages/alliance.py"
WESSEX, LANCASHIRE = "E56000016", "E56000018"


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def test_without_an_area_all_alliances_stand_side_by_side():
    app = open_app(PAGE)
    assert "Choose a group" in texts(app)
    assert "Cancer Alliances side by side" in [element.value for element in app.header]
    assert len(charts(app)) == 2  # for a wide screen and a narrow one


def test_the_area_in_view_leads_to_its_alliance():
    app = open_app(PAGE, area=DORSET)
    assert (
        "**Wessex** (2.6 million people). West Hampshire is most clearly below: early diagnosis 44.0% est. against "
        "England's 50.7% (diagnosed in 2014). Five of eight miss the standard for 62-day waits (January to March "
        "2016), Portsmouth by most: 71.7% against 85%. Two are low on early diagnosis (est.). In the cancer ratings of "
        "October 2016, of eight areas, one is performing well and seven need improvement.\n\nNewer published figures "
        "of 62-day waits: by July to September 2021 Wessex as a whole fell from 83.9% to 78.0%, more than chance would "
        "explain; Portsmouth had 86.7% in July to September 2021, meeting the standard" in texts(app)
    )
    assert find(app, "selectbox", "group-alliance").value == WESSEX
    assert "296 of 1,839 patients waited longer than 62 days; the standard allows 275." in texts(app)


def test_a_row_each_for_the_group_and_its_areas_and_the_rating_in_words():
    app = open_app(PAGE, group=WESSEX)
    wide = charts(app)[0]
    words = json.dumps(wide)
    for name in ("Wessex, all areas", "Dorset", "Isle of Wight"):
        assert name in words
    titles = [panel["title"]["text"] for panel in wide["hconcat"]]
    assert titles == [
        "Rating",
        "Early diagnosis, %",
        "62-day waits, %",
        "One-year survival, %",
        "Patient experience, %",
    ]


def test_sorting_by_an_indicator_puts_the_best_area_under_the_group():
    app = open_app(PAGE, group=WESSEX)
    app.selectbox(key="group_sort").set_value("waits_62_day").run()
    order = charts(app)[0]["hconcat"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]
    edition = load_edition()
    waits = edition.indicators[edition.indicators["indicator"] == "waits_62_day"].set_index("area_code")[
        "value"
    ]
    codes = edition.areas.loc[edition.areas["alliance_code"] == WESSEX, "area_code"]
    best = waits[codes].sort_values(ascending=False, kind="stable").index
    assert order[0] == "Wessex, all areas"
    assert waits[best].tolist() == [
        waits[{n: c for c, n in edition.short_names.items()}[name]] for name in order[1:]
    ]


def test_the_worst_area_comes_first_in_the_chart():
    app = open_app(PAGE, group=WESSEX)
    order = charts(app)[0]["hconcat"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert order[:3] == ["Wessex, all areas", "West Hampshire", "Portsmouth"]
    assert "Worst first: by rating, then by number of low indicators" in texts(app)


def test_what_would_lift_each_area_is_a_table_nearest_first():
    app = open_app(PAGE, group=WESSEX)
    said = texts(app)
    assert (
        "South Eastern Hampshire is nearest: 1 more patient treated within 62 days (January to March 2016)"
        in said
    )
    nearest, next_one = (
        said.index(f"<td>{name}</td>") for name in ("South Eastern Hampshire", "Fareham and Gosport")
    )
    assert nearest < next_one
    assert "What would lift each area" not in texts(open_app(PAGE, group=WESSEX, method="headline-only"))


def test_the_group_is_followed_over_time_with_a_test_and_process_limits():
    said = texts(open_app(PAGE, group=WESSEX))
    assert (
        "**No: worse from January to March 2016 to July to September 2021; no clear change since October"
        in said
    )
    assert (
        "fell from 83.9% (January to March 2016) to 78.0% (July to September 2021), more than chance" in said
    )
    assert "two-proportion z test" in said
    assert "cannot be added up over time" in texts(open_app(PAGE, group=LANCASHIRE))


def test_what_first_is_of_the_newest_period_alone_and_says_what_the_group_became():
    said = texts(open_app(PAGE, group=WESSEX))
    assert "First Dorset: 63.8% in July to September 2025." in said
    assert "<td>At least 24 months in a row, since October to December 2023</td>" in said
    assert "Wessex's eight CCGs are now in two Integrated Care Boards: Dorset (one CCG);" in said
    table = said[said.index("Against a year before") :]
    assert "2021" not in table[: table.index("</table>")]


def test_figures_of_one_period_are_not_told_to_lack_a_watch_list_below_their_own():
    said = texts(open_app(PAGE, group=WESSEX))
    assert "cover one period only" not in said
    assert "Missed the standard for how long" not in said


def test_cumbria_is_explained_and_marked_where_part_of_it_lies():
    app = open_app(PAGE, group=LANCASHIRE)
    assert "Cumbria lies 64% in North East and Cumbria and 36% in Lancashire and South Cumbria" in texts(app)
    assert "Cumbria (36% of it)" in json.dumps(charts(app)[0], ensure_ascii=False)


def test_movers_of_the_group_are_those_of_the_rule():
    app = open_app(PAGE, group=WESSEX, **{"waits_62_day.benchmark": "80"})
    edition, method = load_edition(), load_methodology("nhs-england-2016")
    moved = movers(
        Assessment(edition, method),
        Assessment(edition, method.with_changes({"waits_62_day.benchmark": 80.0})),
    )
    inside = edition.areas.loc[edition.areas["alliance_code"] == WESSEX, "area_code"]
    moved = moved[moved["area_code"].isin(inside)]
    assert len(moved)
    for row in moved.itertuples():
        assert f"<td>{row.short_name}</td>" in texts(app)
        assert row.reason in texts(app)


@pytest.mark.parametrize("method", ["headline-only", "mean-points", "ambitions-2020", "peer-group"])
def test_the_page_stands_under_other_methodologies(method):
    app = open_app(PAGE, group=WESSEX, method=method)
    assert not app.exception
    assert "Wessex" in texts(app)


@pytest.mark.parametrize("kind", ["stp", "region", "local_office"])
def test_other_kinds_of_groups(kind):
    app = open_app(PAGE, area=DORSET, by=kind)
    compared = [chart for chart in charts(app) if "hconcat" in chart or "vconcat" in chart]
    assert len(compared) == 4


def test_a_group_of_ones_own_is_kept_shown_changed_and_taken_away():
    app = open_app(PAGE)
    app.text_input(key="own_group-A new group-name").set_value("South: coast")
    app.multiselect(key="own_group-A new group-areas").set_value([DORSET, "E38000198"])
    app.button[0].click().run()
    assert not app.exception
    assert "**South coast**" in texts(app)
    assert app.query_params["groups"] in ("South coast:11J,11A", ["South coast:11J,11A"])
    app.selectbox(key="own_group").set_value("South coast").run()
    [drop] = [button for button in app.button if button.label == "Remove this group"]
    drop.click().run()
    assert not app.exception
    assert "groups" not in app.query_params


def test_a_group_without_a_name_or_areas_is_not_kept_and_nothing_is_lost():
    app = open_app(PAGE)
    app.multiselect(key="own_group-A new group-areas").set_value([DORSET])
    app.button[0].click().run()
    assert "needs a name" in app.warning[0].value
    assert app.multiselect(key="own_group-A new group-areas").value == [DORSET]


def test_a_group_of_ones_own_can_be_outlined_on_the_map_of_england():
    address = {"groups": "South coast:11J,11A", "outline": "own"}
    app = open_app("pages/england.py", **address)
    assert "datum.grouped" in app.get("vega_lite_chart")[0].proto.spec
    assert find(app, "selectbox", "outline_picker").value == "own"


def test_an_area_of_another_alliance_brings_its_alliance_along():
    app = open_app(PAGE, group=LANCASHIRE)
    app.switch_page("pages/area.py").run()
    find(app, "selectbox", "area_picker").set_value(DORSET).run()
    app.switch_page(PAGE).run()
    assert find(app, "selectbox", "group-alliance").value == WESSEX


def test_a_group_of_ones_own_is_found_by_the_search_for_a_place():
    app = open_app(groups="South coast:11J,11A")
    app.text_input(key="place").set_value("south coast").run()
    assert [b.label for b in app.button if b.key.startswith("place-")] == [
        "Dorset (South coast)",
        "West Hampshire (South coast)",
    ]


def test_for_how_long_each_area_of_the_group_has_missed_a_standard():
    app = open_app(PAGE, edition="icb-waits-2025-q3", area="QVV")
    assert "Missed the standard for how long" in [element.value for element in app.header]
    inside = app.session_state["view"]
    assert inside.area is not None
    shown = texts(app)
    assert "missed the standard of 85% for 62-day waits in each of four periods" in shown
    assert "of 42 areas missed" not in shown
    find(app, "number_input", "watch_periods").set_value(2).run()
    assert "in each of two periods" in texts(app)


def test_figures_of_one_time_lead_to_the_watch_list_of_the_group_by_its_newest_figures():
    app = open_app(PAGE, group=WESSEX)
    links = [link.proto.label for link in app.get("page_link")]
    assert "Watch list of this group, by its newest quarterly figures" in links


def test_only_the_chart_of_the_first_screen_is_drawn_before_the_browser_asks_for_more(monkeypatch):
    monkeypatch.setattr("ui.components.later._near", lambda name: False)
    app = open_app(PAGE, group=WESSEX)
    assert len(charts(app)) == 1
    assert "hconcat" in charts(app)[0]


def test_similar_areas_of_the_group_are_compared_in_a_sentence_and_a_table():
    said = texts(open_app(PAGE, group=WESSEX))
    assert "Three of eight areas are worse than their ten similar areas by more than chance" in said
    assert "<td>71.7%, −13.2: worse</td>" in said
    assert "Beside similar areas" not in texts(open_app(PAGE, edition="cancer-waits-2018-q2", group=WESSEX))


def test_why_groups_with_published_waits_are_estimates_is_said_beside_all_groups():
    said = texts(open_app(PAGE))
    assert "Lancashire and South Cumbria and North East and Cumbria share Cumbria" in said
