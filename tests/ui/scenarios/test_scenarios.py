"""Saved scenarios on the screen and in links."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saved import FORMAT, Content, Store, database_address
from scoring import compare, count_ratings, load_edition, load_methodology, rate
from scoring.methodology.files import methodology_yaml
from tests.october import METHODOLOGIES
from tests.ui.components.test_pages import DORSET, PAGES, texts
from tests.ui.instrument import open_settings, press
from tests.ui.opening import open_app
from tests.ui.session.test_address import CODES, changes, own_groups
from ui import serve
from ui.components.saved_scenarios import opened_view
from ui.session import links
from ui.session.address import parse_address, to_address
from ui.session.saved_links import content_of, is_as_saved, open_link, shortest_address
from ui.session.saved_links import store as the_store
from ui.session.view import View

PAGE = "pages/scenarios.py"
METHOD = load_methodology("nhs-england-2016")
BAR = {"waits_62_day.benchmark": "82"}
TOO_LONG = methodology_yaml(METHOD).replace("id: nhs-england-2016", "id: mine") + "".join(
    f"# {i * 7919 % 10007} {i * 104729 % 1299709}\n" for i in range(2000)
)
NOWHERE = "postgresql://tester:secret@127.0.0.1:1/none"


def save(store, name, **address):
    return store.scenarios.add(name, "", content_of(parse_address(address)))


def box(app, kind, start):
    """Return the widget whose key starts so."""
    [found] = [w for w in app.get(kind) if w.key and w.key.startswith(start)]
    return found


def links_shown(app):
    """Return the links to scenarios that a page shows; that to the comparison is another."""
    return [code.value for code in app.code if "half=" not in code.value]


def click(app, label):
    [button] = [button for button in app.button if button.label == label]
    button.click().run()
    assert not app.exception
    return app


# Links


def test_the_long_methodology_of_these_tests_fits_no_link():
    assert not links.fits_address(TOO_LONG)


@settings(max_examples=40, deadline=None)
@given(
    looks=st.fixed_dictionaries(
        {
            "area": st.sampled_from([None, *CODES]),
            "outline": st.sampled_from(["none", "stps"]),
            "own_groups": own_groups | st.just({}),
        }
    ),
    sides=st.tuples(st.sampled_from(METHODOLOGIES), st.sampled_from(METHODOLOGIES)),
    changed=changes,
    of_baseline=st.booleans(),
    own=st.sampled_from([None, "method", "baseline"]),
)
def test_any_view_that_is_saved_and_opened_has_the_same_address(looks, sides, changed, of_baseline, own):
    shown = View(**looks, method=sides[0], baseline=sides[1])
    side = "baseline" if of_baseline else "method"
    setattr(shown, side, "nhs-england-2016")
    setattr(shown, "baseline_changes" if of_baseline else "changes", changed)
    if own:
        shown.own = TOO_LONG
        setattr(shown, own, "own")
    store = the_store()
    for old in store.scenarios.all():
        store.scenarios.delete(old)
    shown.opened = store.scenarios.add("Any view", "", content_of(shown))
    short = shortest_address(shown)
    assert short["scenario"] == "Any view"
    assert set(short) <= {"scenario", "area", "outline", "groups"}
    again = open_link(short)
    assert again.ignored == []
    assert to_address(again) == to_address(shown)
    assert shortest_address(again) == short
    assert again == shown


@pytest.mark.parametrize("edition", ["cancer-waits-2019-q2", "icb-waits-2025-q3"])
def test_the_edition_is_part_of_a_scenario(store, edition):
    save(store, "There", edition=edition)
    again = open_link({"scenario": "there"})
    assert again.edition == edition
    assert shortest_address(again) == {"scenario": "There"}
    assert to_address(again) == {"edition": edition}


def test_what_is_at_the_start_is_saved_too_since_a_start_may_change(store):
    assert save(store, "Plain").content == Content(
        {"edition": "october-2016", "method": "nhs-england-2016", "baseline": "nhs-england-2016"}
    )


def test_the_look_of_the_map_and_the_area_are_no_part_of_a_scenario(store):
    looks = {"area": DORSET, "colour": "basis", "outline": "stps", "shape": "hexagons", "by": "stp"}
    assert save(store, "Looks", **BAR, **looks).content == save(store, "None", **BAR).content


def test_the_rest_of_a_short_link_applies_on_top(store):
    save(store, "Bar", **BAR)
    again = open_link({"scenario": " BAR ", "area": "Dorset", "colour": "basis", "top.high_at_least": "1"})
    assert again.changes == {"waits_62_day.benchmark": 82.0, "top.high_at_least": 1}
    assert (again.area, again.colour) == (DORSET, "basis")
    # It is not the saved scenario any more, so the address says all of it.
    assert "scenario" not in shortest_address(again)


def test_a_name_that_nobody_saved_is_said_and_the_rest_of_the_link_applies():
    app = open_app(scenario="Atlantis *bold*", area=DORSET, **BAR)
    [warning] = app.warning
    assert "scenario “Atlantis \\*bold\\*”, which is not saved in this app" in warning.value
    assert app.session_state["view"].area == DORSET
    assert "164 of 209 areas are rated below" in texts(app)


def test_constants_that_do_not_exist_any_more_are_said(store):
    store.scenarios.add(
        "Older",
        "",
        Content({"edition": "october-2016", "method": "nhs-england-2016", "gone.bar": "3", **BAR}),
    )
    app = open_app(PAGE, scenario="older")
    said = " ".join(warning.value for warning in app.warning)
    assert "gone.bar 3" in said
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82.0}


def test_the_address_bar_keeps_the_name_until_something_is_moved_and_takes_it_back_with_undo(store):
    save(store, "Bar", **BAR)
    app = open_settings(scenario="bar", area=DORSET)
    assert dict(app.query_params) == {"scenario": "Bar", "area": DORSET}
    [bar] = [w for w in app.get("number_input") if "62-day" in w.label]
    bar.set_value(80.0).run()
    assert not app.exception
    assert dict(app.query_params) == {"waits_62_day.benchmark": "80", "area": DORSET}
    press(app, "undo")
    assert dict(app.query_params) == {"scenario": "Bar", "area": DORSET}


# The page


def test_a_scenario_is_saved_with_its_name_and_opened_in_another_session(store):
    app = open_app(PAGE, area=DORSET, **BAR)
    box(app, "text_input", "save_name").set_value(" 62-day  waits at 82% ")
    box(app, "text_input", "save_description").set_value("For the board")
    click(app, "Save")
    assert [message.value for message in app.success] == ["Saved as “62-day waits at 82%”."]
    assert dict(app.query_params) == {"scenario": "62-day waits at 82%", "area": DORSET}
    [kept] = store.scenarios.all()
    assert kept.description == "For the board"
    assert links_shown(app)[:2] == [
        "/what-if?scenario=62-day%20waits%20at%2082%25&area=E38000045",
        "/what-if?area=E38000045&waits_62_day.benchmark=82",
    ]
    other = open_app(scenario=kept.name)
    assert "164 of 209 areas are rated below" in texts(other)


def test_a_name_that_is_taken_is_refused_and_what_was_typed_is_still_there(store):
    save(store, "Taken")
    app = open_app(PAGE, **BAR)
    box(app, "text_input", "save_name").set_value("TAKEN")
    box(app, "button", "FormSubmitter:save").click().run()
    assert "There is a saved scenario “TAKEN” already" in app.warning[0].value
    assert box(app, "text_input", "save_name").value == "TAKEN"
    assert len(store.scenarios.all()) == 1


def test_changes_are_saved_over_what_was_opened_unless_somebody_was_faster(store):
    seen = save(store, "Shared", **BAR)
    app = open_app(PAGE, scenario="shared")
    assert "save_changes" not in [button.key for button in app.button]
    app.session_state["view"].changes = {"waits_62_day.benchmark": 80.0}
    app.run()
    click(app, "Save the changes to “Shared”")
    saved = store.scenarios.find("Shared")
    assert (saved.content.parameters["waits_62_day.benchmark"], saved.revision) == ("80", 2)
    assert dict(app.query_params) == {"scenario": "Shared"}

    app.session_state["view"].changes = {"waits_62_day.benchmark": 75.0}
    app.run()
    store.scenarios.change(saved, seen.content)
    click(app, "Save the changes to “Shared”")
    assert any("Somebody changed “Shared” in the meantime" in warning.value for warning in app.warning)
    assert store.scenarios.find("Shared").content == seen.content
    # Nothing of one's own is lost either.
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 75.0}
    click(app, "Open the newer one")
    assert dict(app.query_params) == {"scenario": "Shared"}
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82.0}


def test_the_table_says_what_each_changes_and_what_it_does(store):
    save(store, "Bar", **BAR)
    save(store, "Funnel", method="funnel")
    save(store, "Boards", edition="icb-waits-2025-q3")
    table = open_app(PAGE).dataframe[0].value
    assert list(table["Name"]) == ["Boards", "Funnel", "Bar"]
    edition = load_edition("october-2016")
    before = rate(edition.indicators, METHOD)
    for name, method in (
        ("Funnel", edition.fitted(load_methodology("funnel"))),
        ("Bar", METHOD.with_changes({"waits_62_day.benchmark": 82})),
    ):
        row = table[table["Name"] == name].iloc[0]
        after = rate(edition.indicators, method)
        counts = count_ratings(after)
        assert row["Below performing well"] == counts["needs"] + counts["greatest"]
        assert row["Areas that move"] == len(compare(before, after))
    assert "threshold 82% (was 85%)" in table["What it changes"].iloc[2]
    assert "Integrated Care Board" in table["SavedFigures"].iloc[0]


def test_a_scenario_is_duplicated_renamed_deleted_and_put_back(store):
    made = save(store, "First", **BAR)
    app = open_app(PAGE)
    click(app, "Duplicate")
    assert [scenario.name for scenario in store.scenarios.all()] == ["First (copy)", "First"]
    # The copy is picked now.
    box(app, "text_input", "name-scenario").set_value("Second")
    box(app, "text_area", "description-scenario").set_value("Another")
    box(app, "button", "FormSubmitter:rename_form-scenario").click().run()
    assert store.scenarios.find("second").description == "Another"
    click(app, "Yes, delete it")
    assert [scenario.name for scenario in store.scenarios.all()] == ["First"]
    click(app, "Undo")
    assert {scenario.name for scenario in store.scenarios.all()} == {"First", "Second"}
    assert store.scenarios.find("first") == made


def test_a_scenario_is_opened_with_the_area_in_view_and_without_what_does_not_exist_there(store):
    made = save(store, "Bar", **BAR)
    boards = save(store, "Boards", edition="icb-waits-2025-q3")
    app = open_app(PAGE, area=DORSET, colour="early_diagnosis")
    box(app, "selectbox", "pick_scenario").set_value(str(made.id)).run()
    click(app, "Open")
    assert dict(app.query_params) == {"scenario": "Bar", "area": DORSET, "colour": "early_diagnosis"}
    box(app, "selectbox", "pick_scenario").set_value(str(boards.id)).run()
    click(app, "Open")
    assert dict(app.query_params) == {"scenario": "Boards", "area": "E54000041"}
    assert any("Dorset is part of NHS Dorset ICB" in info.value for info in app.info)


def test_opening_on_the_page_and_by_link_is_the_same(store):
    for name, address in (
        ("Bar", BAR),
        ("Both", {"method": "funnel", "baseline.waits_62_day.benchmark": "80"}),
        ("Waits", {"edition": "cancer-waits-2019-q2"}),
    ):
        made = save(store, name, **address)
        for start in (
            View(),
            parse_address({"edition": "icb-waits-2025-q3"}),
            parse_address({"method": "funnel"}),
        ):
            opened, _ = opened_view(start, made)
            linked = open_link({"scenario": name})
            assert content_of(opened) == content_of(linked) == made.content
            assert is_as_saved(opened)


def test_a_scenario_of_a_newer_version_says_why_it_cannot_be_opened(store, monkeypatch):
    monkeypatch.setattr("saved.repositories.FORMAT", FORMAT + 1)
    save(store, "Newer", **BAR)
    monkeypatch.undo()
    monkeypatch.setenv("RATINGS_DATABASE", store._address)
    app = open_app(PAGE)
    assert "“Newer” cannot be opened. It was saved by a newer version" in app.warning[0].value
    assert "Open" not in [button.label for button in app.button]
    linked = open_app(scenario="newer")
    assert "It was saved by a newer version of this app" in linked.warning[0].value


def test_a_methodology_too_long_for_a_link_is_saved_and_linked_by_name(store):
    shown = View(method="own", own=TOO_LONG)
    store.scenarios.add("Long", "", content_of(shown))
    app = open_app(PAGE, scenario="long")
    assert dict(app.query_params) == {"scenario": "Long"}
    assert not app.warning
    assert links_shown(app)[0] == "/what-if?scenario=Long"
    assert "too long for a link" in texts(app)


def test_a_scenario_that_asks_for_what_the_figures_have_not_says_so_wherever_it_is_shown(store):
    asked = {
        "edition": "cancer-waits-2019-q2",
        "method": "waiting-standards",
        "waits_62_day.benchmark": "peers",
    }
    store.scenarios.add("Peers", "", Content(asked))
    why = "mean of similar areas, and the figures have none"
    listed = open_app(PAGE)
    assert why in listed.warning[0].value
    assert listed.dataframe[0].value["What it changes"].iloc[0].startswith("Only in part: ")
    click(listed, "Open")
    linked = open_app(scenario="peers")
    for app in (listed, linked, open_app(PAGE, a="peers")):
        assert why in " ".join(warning.value for warning in app.warning)
    assert linked.session_state["view"].changes == {}
    assert linked.session_state["view"].edition == "cancer-waits-2019-q2"


# Groups


def test_a_group_of_ones_own_is_saved_and_taken_into_another_session(store):
    app = open_app(PAGE, groups="South coast:11J,11A")
    click(app, "Save as a new group")
    [kept] = store.groups.all()
    assert (kept.name, kept.areas) == ("South coast", ("E38000045", "E38000198"))
    other = open_app(PAGE)
    click(other, "Use in this session")
    assert other.session_state["view"].own_groups == {"South coast": kept.areas}
    assert dict(other.query_params)["groups"] == "South coast:11J,11A"
    alone = open_app(PAGE, groups="South coast:11J")
    click(alone, "Put these areas into the saved group “South coast”")
    assert store.groups.find("south coast").areas == ("E38000045",)


def test_a_group_whose_name_a_link_writes_otherwise_is_known_again(store):
    store.groups.add("Dorset, Kent", "", [DORSET], "ccg-april-2016", "october-2016")
    app = open_app(PAGE)
    click(app, "Use in this session")
    assert app.session_state["view"].own_groups == {"Dorset Kent": (DORSET,)}
    click(app, "Put these areas into the saved group “Dorset, Kent”")


def test_a_group_is_taken_into_other_areas_as_far_as_they_are_known(store):
    store.groups.add("Mixed", "", ["E38000045", "E99999999"], "ccg-april-2016", "october-2016")
    app = open_app(PAGE, edition="cancer-waits-2021-q3")
    assert "E99999999" in texts(app)
    click(app, "Use in this session")
    # Dorset stayed as it was.
    assert app.session_state["view"].own_groups == {"Mixed": (DORSET,)}
    # And lies as a whole in the board of its STP's code.
    boards = open_app(PAGE, edition="icb-waits-2025-q3")
    click(boards, "Use in this session")
    assert boards.session_state["view"].own_groups == {"Mixed": ("E54000041",)}


# Without a database


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_while_the_database_is_away(page, monkeypatch):
    monkeypatch.setenv("RATINGS_DATABASE", NOWHERE)
    app = open_app(page, scenario="Any", area=DORSET)
    said = [warning.value for warning in app.warning]
    if page == "pages/england.py":
        assert (
            "which cannot be read (open the link again later). The database of saved scenarios cannot be reached"
            in said[0]
        )
    assert app.session_state["view"].area == DORSET
    assert "secret" not in texts(app) + " ".join(said)


def test_the_page_goes_on_without_a_database_and_uses_it_when_it_is_back(monkeypatch, store):
    save(store, "Bar", **BAR)
    good = database_address()
    monkeypatch.setenv("RATINGS_DATABASE", NOWHERE)
    app = open_app(PAGE, **BAR)
    assert any("cannot be reached just now" in warning.value for warning in app.warning)
    assert "19 of 209:" in texts(app)
    assert "Save" not in [button.label for button in app.button]
    assert links_shown(app)[0] == "/what-if?waits_62_day.benchmark=82"
    monkeypatch.setenv("RATINGS_DATABASE", good)
    app.run()
    assert not app.warning
    assert "Save" in [button.label for button in app.button]


def test_a_database_that_goes_while_somebody_saves_is_said_and_nothing_typed_is_lost(monkeypatch):
    app = open_app(PAGE, **BAR)
    there = database_address()
    box(app, "text_input", "save_name").set_value("Mine")
    box(app, "text_input", "save_description").set_value("For the board")
    monkeypatch.setenv("RATINGS_DATABASE", NOWHERE)
    click(app, "Save")
    assert "cannot be reached just now" in app.error[0].value
    assert app.session_state["view"].changes == {"waits_62_day.benchmark": 82.0}
    monkeypatch.setenv("RATINGS_DATABASE", there)
    app.run()
    assert box(app, "text_input", "save_name").value == "Mine"
    assert box(app, "text_input", "save_description").value == "For the board"
    click(app, "Save")
    assert Store(there).scenarios.find("mine").description == "For the board"
    assert box(app, "text_input", "save_name").value == ""


def test_a_database_that_was_asked_for_and_cannot_be_used_is_said_at_the_start(monkeypatch, caplog):
    for address, said in ((NOWHERE, "cannot be reached just now"), ("nonsense:secret", "cannot be read")):
        monkeypatch.setenv("RATINGS_DATABASE", address)
        serve.try_database()
        assert said in caplog.text
    assert "secret" not in caplog.text


def click_first_save(app):
    """Click the button of the form for a new name, which stands above those that rename."""
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception


def test_saving_the_same_again_under_its_name_as_a_second_click_does_saves_nothing_more(store):
    app = open_app(PAGE, **BAR)
    for _ in range(2):
        box(app, "text_input", "save_name").set_value("Twice")
        click_first_save(app)
        assert "Saved as “Twice”." in [success.value for success in app.success]
    [one] = store.scenarios.all()
    assert (one.name, one.revision) == ("Twice", 1)


def test_a_second_click_that_comes_with_the_address_of_before_saves_nothing_more_and_is_no_fault(store):
    app = open_app(PAGE, **BAR)
    for _ in range(2):
        # The second click is on the same form, and was sent before the browser heard of the saved scenario.
        app.session_state["view"].opened = None
        app.session_state["save_forms"] = 0
        app.run()
        box(app, "text_input", "save_name").set_value("Twice")
        click_first_save(app)
        assert "Saved as “Twice”." in [success.value for success in app.success]
    assert [scenario.name for scenario in store.scenarios.all()] == ["Twice"]


def test_another_description_under_a_name_that_is_taken_is_refused_and_kept(store):
    app = open_app(PAGE, **BAR)
    for description in ("First", "Second"):
        box(app, "text_input", "save_name").set_value("Twice")
        box(app, "text_input", "save_description").set_value(description)
        click_first_save(app)
    assert "already" in app.warning[0].value + " ".join(error.value for error in app.error)
    assert box(app, "text_input", "save_description").value == "Second"
    assert store.scenarios.find("Twice").description == "First"
