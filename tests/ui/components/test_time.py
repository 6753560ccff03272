"""Time on the screen: the slider and the player, changes on the map, the trend of an area, the watch list."""

import json

import pytest

from scoring import area_trend, change_between, edition_metadata, linked_figures, load_series, watch_list
from tests.ui.components.test_pages import DORSET, find, texts
from tests.ui.opening import open_app
from ui.area.trend import _gaps
from ui.components.change import colouring_of_change
from ui.session import results as data

QUARTER, BOARDS = "cancer-waits-2019-q2", "icb-waits-2025-q3"


@pytest.fixture(scope="module")
def series():
    return load_series("cancer-waits-ccg")


@pytest.fixture(scope="module")
def linked(series):
    return linked_figures(series, "ccg-april-2019")


def test_the_slider_moves_the_map_through_the_periods_and_across_boundaries():
    app = open_app(edition=QUARTER)
    slider = find(app, "select_slider", "period_slider")
    assert len(slider.options) == 23
    assert slider.options[0] == "January to March 2016"
    slider.set_value("cancer-waits-2021-q1").run()
    assert not app.exception
    assert app.session_state["view"].edition == "cancer-waits-2021-q1"
    assert "ccg-april-2020.json" in app.get("vega_lite_chart")[0].proto.spec
    assert find(app, "selectbox", "edition_period").value == "cancer-waits-2021-q1"


def test_an_edition_of_one_time_has_no_slider():
    app = open_app()
    assert not app.get("select_slider")
    assert not [button for button in app.button if button.key == "play"]


def test_play_becomes_pause_and_back_and_another_page_stops_it():
    app = open_app(edition=QUARTER)
    app.button(key="play").click().run()
    assert app.session_state["playing"]
    app.button(key="pause").click().run()
    assert not app.session_state["playing"]
    app.button(key="play").click().run()
    app.switch_page("pages/area.py").run()
    assert "playing" not in app.session_state


def test_play_at_the_last_period_starts_at_the_first():
    app = open_app(edition=BOARDS)
    app.button(key="play").click().run()
    assert app.session_state["view"].edition == "icb-waits-2023-q4"


def test_one_scale_of_colours_holds_for_all_periods():
    def scale(edition):
        spec = open_app(edition=edition, colour="waits_62_day").get("vega_lite_chart")[0].proto.spec
        return json.dumps(json.loads(spec)).split('"domain": ')[1][:20]

    assert scale("icb-waits-2023-q4") == scale(BOARDS)
    assert data.scale_of(BOARDS, "waits_62_day") == data.scale_of("icb-waits-2024-q1", "waits_62_day")


def test_the_map_of_changes_counts_clear_ones_against_a_year_before(linked):
    app = open_app(edition=QUARTER, colour="change", followed="waits_62_day")
    table = change_between(linked, "waits_62_day", "cancer-waits-2018-q2", QUARTER)
    up, down = ((table["direction"] == name).sum() for name in ("up", "down"))
    assert (
        f"from April to June 2018 to April to June 2019: {up} areas clearly better, {down} clearly worse"
        in texts(app)
    )
    assert "The changes as a table" in [element.value for element in app.header]


def test_another_period_and_indicator_can_be_compared_and_are_in_the_link():
    app = open_app(edition=QUARTER, colour="change")
    find(app, "selectbox", "since").set_value("cancer-waits-2016-q1").run()
    find(app, "selectbox", "followed").set_value("waits_2_week").run()
    assert not app.exception
    view = app.session_state["view"]
    assert (view.since, view.followed) == ("cancer-waits-2016-q1", "waits_2_week")
    assert "Two-week waits, from January to March 2016 to April to June 2019" in texts(app)
    assert "without an exact predecessor or without a figure" in texts(app)
    assert "since" in str(dict(app.query_params))


def test_the_first_period_has_nothing_to_be_compared_with():
    app = open_app(edition="cancer-waits-2016-q1", colour="change")
    assert "No earlier period has figures for 62-day waits" in texts(app)


def test_areas_without_an_exact_predecessor_are_neither_clear_nor_unclear(linked):
    app = open_app(edition=QUARTER, colour="change", since="cancer-waits-2016-q1")
    assert not app.exception
    table = change_between(linked, "waits_62_day", "cancer-waits-2016-q1", QUARTER)
    assert (table["direction"] == "no value").any()
    assert table.loc[table["direction"] == "no value", "note"].ne("").all()
    edition = data.edition(QUARTER)
    _, shown, lines = colouring_of_change(edition, edition.areas["area_code"])
    grey = shown[shown["change"].isna()]
    assert grey["faint"].isna().all()
    assert lines[0].label == "Change in 62-day waits"


def test_the_area_page_has_every_indicator_of_the_series_over_time(linked):
    app = open_app("pages/area.py", edition=QUARTER, area=DORSET)
    charts = [chart.proto for chart in app.get("vega_lite_chart") if "over time" in chart.proto.alt]
    assert [chart.alt.partition(" in Dorset")[0] for chart in charts] == [
        "Two-week waits",
        "31-day waits",
        "62-day waits",
        "28-day diagnosis",
    ]
    rows = area_trend(linked, DORSET, "waits_62_day")
    first, last = rows["value"].iloc[0], rows["value"].iloc[-1]
    assert f"{first:.1f}% in January to March 2016, {last:.1f}% in July to September 2021" in charts[2].alt
    shown = texts(app)
    assert "Standard 85%, here from January to March 2016 to July to September 2021." in shown
    assert "Standard 75%, here from April to June 2021" in shown


def test_a_gap_says_why(linked):
    apart = linked[linked["note"].str.contains("did not exist as it is now")]
    code = apart["area_code"].iloc[0]
    app = open_app("pages/area.py", edition=QUARTER, area=code)
    reason = apart["note"].iloc[0].rstrip(".")
    assert "Gap, January to March 2016 to" in texts(app)
    assert reason.replace("&", "\\&")[:40] in texts(app).replace("\\", "")
    [(why, rows), *_] = _gaps(area_trend(linked, code, "waits_62_day"))
    assert why.startswith(reason)
    assert rows["value"].isna().all()


def test_an_area_of_october_2016_leads_to_its_waits_over_time():
    app = open_app("pages/area.py", area=DORSET)
    app.button(key="over_time").click().run()
    assert not app.exception
    # The newest of the series, not the last before CCGs merged.
    assert app.session_state["view"].edition == "cancer-waits-2021-q3"
    area = app.session_state["view"].area
    assert data.edition("cancer-waits-2021-q3").short_names[area] == "Dorset"
    assert "Over time" in [element.value for element in app.subheader]


PAGE = "pages/watch_list.py"


@pytest.mark.parametrize(("periods", "by"), [(1, "value"), (4, "value"), (4, "interval"), (14, "value")])
def test_the_watch_list_holds_who_missed_the_standard_in_each_of_the_last_periods(linked, periods, by):
    app = open_app(PAGE, edition=QUARTER, followed="waits_62_day", periods=str(periods), missed_by=by)
    last = edition_metadata()[QUARTER].date
    until = linked[linked["date"].dt.date <= last]
    there = watch_list(until, "waits_62_day", periods=periods, by=by)
    there = there[there["on_watch_list"]]
    assert f"**{len(there)} of 191 areas missed the standard of 85% for 62-day waits" in texts(app)
    table = app.dataframe[0].value
    assert table["missed_in_a_row"].tolist() == there["missed_in_a_row"].tolist()


def test_the_watch_list_is_chosen_on_the_page_and_is_in_the_link():
    app = open_app(PAGE, edition=BOARDS)
    find(app, "number_input", "watch_periods").set_value(8).run()
    find(app, "selectbox", "missed_by").set_value("interval").run()
    find(app, "selectbox", "followed").set_value("waits_28_day").run()
    assert not app.exception
    view = app.session_state["view"]
    assert (view.periods, view.missed_by, view.followed) == (8, "interval", "waits_28_day")
    assert "in each of eight periods, October to December 2023 to July to September 2025" in texts(app)


def test_no_more_periods_are_asked_for_than_there_are():
    app = open_app(PAGE, edition="icb-waits-2024-q1", periods="20")
    assert "in each of two periods" in texts(app)


def test_an_edition_of_one_time_leads_to_those_with_a_watch_list():
    app = open_app(PAGE)
    assert "a watch list needs several" in texts(app)
    app.button(key=f"watch-{BOARDS}").click().run()
    assert not app.exception
    assert "42 of 42 areas missed" in texts(app)


def test_with_a_group_the_watch_list_opens_on_its_newest_figures_and_says_what_it_became():
    app = open_app(PAGE, group="E56000016")
    view = app.session_state["view"]
    assert view.edition == BOARDS
    assert view.group == "Wessex"
    assert app.dataframe[0].value["short_name"].tolist() == ["Dorset", "Hampshire and Isle of Wight"]
    assert "**2 of 2 areas of Wessex missed the standard of 85% for 62-day waits" in texts(app)
    told = " ".join(element.value for element in app.info)
    assert "Wessex's eight CCGs are now in two Integrated Care Boards" in told


def test_the_watch_list_is_of_the_group_that_is_chosen_on_it():
    app = open_app(PAGE, edition=BOARDS)
    assert "of 42 areas missed" in texts(app)
    app = open_app(PAGE, edition=BOARDS, group="South West")
    edition = data.edition(BOARDS)
    inside = edition.areas.loc[edition.areas["region"] == "South West", "short_name"]
    assert set(app.dataframe[0].value["short_name"]) == set(inside)
    assert f"of {len(inside)} areas of South West missed" in texts(app)
