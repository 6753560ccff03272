"""The board pack page and Present: the screens that the choice asks for, and where they are kept."""

import zipfile
from io import BytesIO

from markupsafe import escape
from streamlit.testing.v1 import AppTest

from reports.story.story import choose_group, story
from scoring import Assessment, DataError, load_edition, load_methodology
from tests.ui.components.test_pages import DORSET, find, texts
from tests.ui.opening import open_app
from ui.board_pack import files as pack_files

PACK, PRESENT = "pages/board_pack.py", "pages/present.py"


def told(**changes) -> list[str]:
    edition, method = load_edition(), load_methodology("nhs-england-2016")
    scenario = method.with_changes(changes)
    return [
        screen.title
        for screen in story(
            Assessment(edition, scenario), method, choose_group(edition, "alliance", "Wessex"), ""
        )
    ]


def test_without_an_area_or_group_the_page_asks_for_one():
    assert "Choose a group or an area above" in texts(open_app(PACK))


def test_the_alliance_of_the_area_in_view_is_told_screen_by_screen():
    app = open_app(PACK, area=DORSET)
    assert [option.partition(": ")[2] for option in app.selectbox(key="screen-0").options] == told()


def test_a_scenario_adds_what_it_changes():
    app = open_app(PACK, area=DORSET, **{"waits_62_day.benchmark": "82"})
    titles = [option.partition(": ")[2] for option in app.selectbox(key="screen-0").options]
    assert titles == told(**{"waits_62_day.benchmark": 82.0})
    assert "Under this scenario 19 areas move up and none down (est.)" in titles


def test_parts_that_are_taken_away_are_not_told_and_are_in_the_link():
    app = open_app(PACK, area=DORSET)
    find(app, "button_group", "parts").set_value(["national", "method"]).run()
    assert not app.exception
    assert len(app.selectbox(key="screen-0").options) == 2
    assert app.query_params["parts"] == "national,method"


def test_the_screen_is_in_the_link_and_forgotten_with_the_next_thing_that_is_done_elsewhere():
    app = open_app(PACK, area=DORSET, screen="3")
    assert app.query_params["screen"] == ["3"] or app.query_params["screen"] == "3"
    assert escape(told()[2]) in texts(app)
    app.switch_page("pages/area.py").run()
    assert (
        "screen" in app.query_params
    )  # another page alone is an entry of the browser's history, and no second one
    [box] = [box for box in app.selectbox if box.label == "Find an area"]
    box.select("E38000206").run()
    assert "screen" not in app.query_params


def test_one_area_and_all_areas_can_be_chosen():
    one = open_app(PACK, area=DORSET, scope="area")
    assert any("Dorset misses one of four: 62-day waits" in o for o in one.selectbox(key="screen-0").options)
    everything = open_app(PACK, scope="all")
    assert 3 <= len(everything.selectbox(key="screen-0").options) < 30


def test_present_shows_one_message_with_edition_methodology_and_source():
    app = open_app(PRESENT, area=DORSET, screen="2")
    assert escape(told()[1]) in texts(app)
    assert f"2 of {len(told())}" in texts(app)
    assert "Cancer ratings of October 2016" in texts(app)
    assert "Open Government Licence" in texts(app)


def test_present_without_a_choice_tells_the_national_picture():
    assert "180 of 209 areas are rated below “performing well”" in texts(open_app(PRESENT))


def test_a_link_to_a_screen_that_is_not_there_shows_the_last_one():
    assert f"{len(told())} of {len(told())}" in texts(open_app(PRESENT, area=DORSET, screen="99"))


def test_a_screen_that_is_no_number_is_said_to_be_ignored():
    app = open_app(PACK, area=DORSET, screen="four")
    assert "screen four" in " ".join(warning.value for warning in app.warning)


def small_zip() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("figures.xlsx", b"")
    return buffer.getvalue()


def make(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label == "Make the board pack").click().run()
    assert not app.exception
    return app


def is_ready(app: AppTest) -> bool:
    return any("ready" in said.value for said in app.success)


def test_what_was_made_stays_when_another_cannot_be_made(monkeypatch):
    monkeypatch.setattr(pack_files, "pack_bytes", lambda *_: small_zip())
    app = make(open_app(PACK, area=DORSET))
    assert is_ready(app)

    def refuse(*_):
        raise DataError("The template cannot be opened.")

    monkeypatch.setattr(pack_files, "pack_bytes", refuse)
    make(app)
    assert [error.value for error in app.error] == ["The template cannot be opened."]
    assert is_ready(app)


def test_what_was_made_is_there_after_another_page_until_something_else_is_chosen(monkeypatch):
    monkeypatch.setattr(pack_files, "pack_bytes", lambda *_: small_zip())
    app = make(open_app(PACK, area=DORSET))
    app.switch_page("pages/area.py").run()
    app.switch_page(PACK).run()
    assert is_ready(app)
    find(app, "button_group", "parts").set_value(["national"]).run()
    assert not is_ready(app)
    assert "Make it again" in texts(app)


def test_a_second_pack_waits_until_the_first_is_made_and_says_so():
    said = []

    class Bar:
        def progress(self, _done, words):
            said.append(words)
            pack_files._ONE_AT_A_TIME.release()

    pack_files._ONE_AT_A_TIME.acquire()
    with pack_files._alone(Bar()):
        assert pack_files._ONE_AT_A_TIME.locked()
    assert said == [pack_files.WAITING]
    assert not pack_files._ONE_AT_A_TIME.locked()


def test_the_heading_of_the_preview_is_below_those_of_the_page_and_that_of_present_is_the_first():
    assert f'<h3 class="message">{escape(told()[0])}</h3>' in texts(open_app(PACK, area=DORSET))
    assert f'<h1 class="message">{escape(told()[0])}</h1>' in texts(open_app(PRESENT, area=DORSET))


def test_ratings_and_low_figures_have_their_colours_as_on_slides():
    said = texts(open_app(PRESENT, area=DORSET, screen="1"))
    assert '<td><span class="badge needs">Needs improvement est.</span></td>' in said
    assert "71.7%, low</b></td>" in said
    assert "&lt;span" not in said
