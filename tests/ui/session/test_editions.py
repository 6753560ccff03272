"""Editions on the screen: the bar that chooses one, and what goes along to another edition."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import embedded_boundaries
from scoring import edition_metadata, load_edition, load_methodology
from scoring.methodology.files import methodology_yaml
from tests.ui.components.test_pages import DORSET, PAGES, find, texts
from tests.ui.opening import open_app
from ui.session import results as data
from ui.session.address import parse_address, to_address
from ui.session.other_editions import moved
from ui.session.view import View, colours, outlines, start_of

EDITIONS = sorted(edition_metadata())
QUARTER, BOARDS = "cancer-waits-2019-q2", "icb-waits-2025-q3"
EVERY_PAGE = PAGES


@pytest.mark.parametrize("page", EVERY_PAGE)
@pytest.mark.parametrize(("edition", "area"), [(QUARTER, DORSET), (BOARDS, "E54000041"), (BOARDS, "")])
def test_every_page_shows_every_kind_of_edition(page, edition, area):
    app = open_app(page, edition=edition, **({"area": area} if area else {}))
    shown = texts(app)
    assert edition_metadata()[edition].title in shown
    assert "All figures are published" in shown
    assert not app.warning
    for untrue in ("estimates", "four figures", "Four indicators", "209", "Most figures"):
        assert untrue not in shown
    assert not re.search(r"\bnan\b", shown)


def test_the_bar_offers_the_sets_of_editions_and_the_periods_of_each():
    app = open_app()
    assert find(app, "selectbox", "edition_set").options == [
        "Cancer ratings of October 2016",
        "Cancer waits by CCG",
        "Cancer waits by Integrated Care Board",
    ]
    find(app, "selectbox", "edition_set").set_value("cancer-waits-icb").run()
    assert not app.exception
    assert app.session_state["view"].edition == BOARDS
    assert "42 of 42 areas are rated below" in texts(app)
    period = find(app, "selectbox", "edition_period")
    assert period.options[0] == "July to September 2025"
    assert len(period.options) == 8
    period.set_value("icb-waits-2023-q4").run()
    assert not app.exception
    assert "October to December 2023" in texts(app)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_an_edition_can_be_chosen_on_every_page(page):
    app = open_app(page, area=DORSET)
    find(app, "selectbox", "edition_set").set_value("cancer-waits-ccg").run()
    assert not app.exception
    assert app.session_state["view"].area == DORSET
    find(app, "selectbox", "edition_set").set_value("october-2016").run()
    assert not app.exception
    assert app.session_state["view"].method == "nhs-england-2016"


def test_what_is_left_behind_is_said_until_the_next_thing_is_done():
    app = open_app(area=DORSET, **{"waits_62_day.benchmark": "82"})
    find(app, "selectbox", "edition_set").set_value("cancer-waits-icb").run()
    told = " ".join(element.value for element in app.info)
    assert "NHS England 2016, reconstructed cannot rate these figures" in told
    assert "Dorset is part of NHS Dorset ICB in these figures." in told
    assert app.session_state["view"].area == "E54000041"
    assert "One change of the rule could not be kept" in told
    find(app, "selectbox", "colour_picker").set_value("waits_62_day").run()
    assert "cannot rate" not in " ".join(element.value for element in app.info)


def test_a_merged_area_is_followed_to_the_area_that_it_became_a_part_of():
    bristol = load_edition("cancer-waits-2016-q1").find_area("Bristol")
    view, told = moved(View(area=bristol), "cancer-waits-2018-q3")
    assert load_edition("cancer-waits-2018-q3").short_names[view.area].startswith("Bristol, North Somerset")
    assert "Bristol is part of Bristol, North Somerset" in " ".join(told)
    back, told = moved(view, "cancer-waits-2016-q1")
    assert back.area is None
    assert "is not one of the 209 Clinical Commissioning Groups" in told[0]


@pytest.mark.parametrize("edition", ["october-2016", "cancer-waits-2021-q3"])
def test_areas_that_are_followed_to_a_board_lie_in_it_by_the_boundaries(edition):
    here, there = load_edition(edition), load_edition(BOARDS)
    ccgs, boards = (
        embedded_boundaries(name).areas.set_index("area_code").geometry
        for name in (here.meta.geography_id or "ccg-april-2016", "icb-april-2023")
    )
    followed = {code: data.successor(code, here, there) for code in here.short_names}
    found = {code: board for code, board in followed.items() if board}
    assert len(found) == {"october-2016": 132, "cancer-waits-2021-q3": 62}[edition]
    for code, board in found.items():
        inside = ccgs[code].intersection(boards[board]).area / ccgs[code].area
        assert inside > 0.9999, here.short_names[code]


def test_an_area_that_no_board_is_known_to_hold_as_a_whole_is_let_go_and_that_is_said():
    glossop = load_edition("cancer-waits-2021-q3").find_area("Tameside and Glossop")
    view, told = moved(replace(start_of("cancer-waits-2021-q3"), area=glossop), BOARDS)
    assert view.area is None
    assert told[0] == (
        "Tameside and Glossop is not one of the 42 Integrated Care Boards of England, April 2023, and no single one is "
        "known to hold all of it: choose another."
    )


def test_a_postcode_of_dorset_leads_to_its_board():
    app = open_app(edition=BOARDS)
    app.text_input(key="place").set_value("DT1 1XJ").run()
    assert not app.exception
    assert app.session_state["view"].area == "E54000041"


def test_changes_are_kept_where_they_fit():
    shown = start_of("cancer-waits-2021-q3")
    shown.changes = {"waits_62_day.benchmark": 70.0, "waits_28_day.benchmark": 77.0}
    view, told = moved(shown, QUARTER)
    assert view.changes == {"waits_62_day.benchmark": 70.0}
    assert told == ["One change of the rule could not be kept."]


def test_a_methodology_of_ones_own_goes_along_if_it_can_rate_the_edition():
    own = methodology_yaml(load_methodology("waiting-standards")).replace("id: waiting-standards", "id: mine")
    shown = start_of(QUARTER)
    shown.method, shown.own = "own", own
    assert moved(shown, BOARDS)[0].method == "own"
    view, told = moved(shown, "october-2016")
    assert view.method == "nhs-england-2016"
    assert "cannot rate these figures" in told[0]


def test_groups_colours_and_outlines_that_an_edition_lacks_give_way():
    shown = View(
        group_kind="stp", group="E54000047", colour="early_diagnosis", outline="alliances", shape="hexagons"
    )
    view, _ = moved(shown, BOARDS)
    assert (view.group_kind, view.group, view.colour, view.outline) == ("region", None, "rating", "none")


@pytest.mark.parametrize(
    ("address", "ignored"),
    [
        ({"edition": "october-2061"}, ["edition october-2061"]),
        ({"edition": BOARDS, "area": DORSET}, [f"area {DORSET}"]),
        ({"edition": BOARDS, "method": "nhs-england-2016"}, ["method nhs-england-2016"]),
        ({"edition": BOARDS, "by": "alliance"}, ["by alliance"]),
        ({"edition": BOARDS, "outline": "stps"}, ["outline stps"]),
        ({"edition": BOARDS, "colour": "early_diagnosis"}, ["colour early_diagnosis"]),
        ({"edition": BOARDS, "waits_2_week.benchmark": "90"}, ["waits_2_week.benchmark 90"]),
        ({"edition": BOARDS, "since": QUARTER}, [f"since {QUARTER}"]),
        ({"edition": BOARDS, "since": BOARDS}, [f"since {BOARDS}"]),
        ({"edition": BOARDS, "followed": "early_diagnosis"}, ["followed early_diagnosis"]),
        ({"edition": BOARDS, "periods": "0"}, ["periods 0"]),
        ({"edition": BOARDS, "periods": "many"}, ["periods many"]),
        ({"colour": "change"}, ["colour change"]),
        ({"missed_by": "luck"}, ["missed_by luck"]),
    ],
)
def test_what_a_link_asks_of_an_edition_that_lacks_it_is_ignored_in_words(address, ignored):
    assert parse_address(address).ignored == ignored


@st.composite
def views(draw):
    """Return a view of some edition that a person can come to."""
    view = start_of(draw(st.sampled_from(EDITIONS)))
    edition = load_edition(view.edition)
    view.area = draw(st.sampled_from([None, *edition.short_names]))
    view.colour = draw(st.sampled_from(colours(view.edition)))
    view.outline = draw(st.sampled_from(outlines(view.edition, own=False)))
    view.followed = draw(st.sampled_from([None, *edition.meta.indicators]))
    series = [m for m in edition_metadata().values() if m.series and m.series == edition.meta.series]
    earlier = [m.id for m in series if m.date < edition.meta.date]
    view.since = draw(st.sampled_from([None, *earlier]))
    view.periods = draw(st.integers(1, 24))
    view.missed_by = draw(st.sampled_from(["value", "interval"]))
    benchmark = draw(st.none() | st.integers(0, 800).map(lambda n: n / 10))
    if benchmark is not None:
        view.changes = {"waits_62_day.benchmark": benchmark}
    return view


@settings(max_examples=40, deadline=None)
@given(view=views())
def test_a_link_to_any_edition_gives_the_same_view(view):
    assert parse_address(to_address(view)) == view


@settings(max_examples=40, deadline=None)
@given(view=views(), name=st.sampled_from(EDITIONS))
def test_a_view_taken_to_another_edition_is_one_that_a_link_can_carry(view, name):
    there, _ = moved(view, name)
    assert there.edition == name
    assert parse_address(to_address(there)) == there


def test_a_postcode_finds_the_area_that_it_is_in_at_the_time_of_the_edition():
    app = open_app(edition="cancer-waits-2018-q3")
    app.text_input(key="place").set_value("BS1 4ST").run()
    assert (
        load_edition("cancer-waits-2018-q3").short_names[app.session_state["view"].area].startswith("Bristol")
    )
    app = open_app(edition=BOARDS)
    app.text_input(key="place").set_value("M1 1AE").run()
    assert "try a name" in app.warning[0].value


def test_a_comparison_that_the_other_edition_cannot_make_is_left_and_said():
    shown = View(
        method="waiting-standards", baseline="waiting-standards", changes={"waits_62_day.benchmark": "peers"}
    )
    there, told = moved(shown, "cancer-waits-2019-q2")
    assert there.changes == {}
    assert any("similar areas" in sentence for sentence in told)


def test_a_group_goes_along_to_the_boards_that_it_became_and_back():
    there, told = moved(replace(start_of("october-2016"), group="E56000016"), BOARDS)
    assert there.group == "Wessex"
    names = load_edition(BOARDS).short_names
    assert sorted(names[code] for code in there.own_groups["Wessex"]) == [
        "Dorset",
        "Hampshire and Isle of Wight",
    ]
    assert "Wessex's eight CCGs are now in two Integrated Care Boards" in " ".join(told)
    back, _ = moved(there, "october-2016")
    assert back.group == "E56000016"


def test_a_group_that_no_boards_are_known_to_make_up_is_not_left_behind_without_a_word():
    there, told = moved(replace(start_of("october-2016"), group="E57000001"), BOARDS)
    assert there.group is None
    assert any("is not a group of these figures" in sentence for sentence in told)


def test_a_methodology_that_nobody_chose_is_not_said_to_be_left_behind():
    assert not any("cannot rate" in sentence for sentence in moved(start_of("october-2016"), BOARDS)[1])
    chosen = replace(start_of("october-2016"), method="funnel")
    assert any("cannot rate" in sentence for sentence in moved(chosen, BOARDS)[1])
