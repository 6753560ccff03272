"""What was said of the view before is gone with it."""

import pytest

from tests.ui.opening import open_app

DORSET, WILTSHIRE = "E38000045", "E38000206"


def said(app) -> str:
    return " ".join(element.value for element in [*app.caption, *app.warning, *app.info]).replace("\\", "")


def search(app, text: str):
    return app.text_input(key="place").set_value(text).run()


def pick(app, code: str):
    [box] = [box for box in app.selectbox if box.label == "Find an area"]
    return box.select(code).run()


def buttons(app) -> list[str]:
    return [button.key for button in app.button if (button.key or "").startswith("place-")]


def test_the_line_of_a_search_is_gone_once_another_area_is_chosen_elsewhere():
    app = search(open_app(), "DT1 1XJ")
    assert "Dorset: DT1 1XJ" in said(app)
    pick(app, WILTSHIRE)
    assert "DT1 1XJ" not in said(app)
    assert app.text_input(key="place").value == ""
    assert app.query_params["area"] in (WILTSHIRE, [WILTSHIRE])


def test_the_line_of_a_search_stays_while_its_area_is_in_view():
    app = search(open_app(), "DT1 1XJ")
    app.selectbox(key="colour_picker-0").select("basis").run()
    assert "Dorset: DT1 1XJ" in said(app)
    search(app, "BA14 8JN")
    assert "Dorset: " not in said(app)


def test_that_nothing_was_found_is_no_more_said_once_an_area_is_chosen():
    app = search(open_app(), "Atlantis")
    assert "There is no match for 'Atlantis'" in said(app)
    pick(app, DORSET)
    assert "Atlantis" not in said(app)


def test_what_several_areas_fit_stays_to_choose_from_until_an_area_is_chosen_elsewhere():
    app = search(open_app("pages/area.py", area=WILTSHIRE), "Bristol")
    listed = buttons(app)
    if len(listed) < 2:
        pytest.skip("one area only")
    app.button(key=listed[0]).click().run()
    assert buttons(app) == listed
    app.button(key=listed[1]).click().run()
    assert buttons(app) == listed
    pick(app, DORSET)
    assert buttons(app) == []
    assert "areas fit" not in said(app)


def test_what_of_a_link_was_ignored_is_said_until_the_next_thing_is_done():
    app = open_app(area="Atlantis")
    assert "area Atlantis" in said(app)
    app.switch_page("pages/area.py").run()
    assert "area Atlantis" in said(app)
    pick(app, DORSET)
    assert "Atlantis" not in said(app)
