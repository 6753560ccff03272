"""Every chart and map of every page can be taken away as a picture that says what it is, and none is empty."""

import html

import pytest

from scoring import load_edition
from tests.reports.figures.test_pictures import pixels
from tests.ui.components.test_pages import DORSET
from tests.ui.opening import open_app
from ui.components import pictures
from ui.components.pictures import FORMS, Latest

FORMS_OF_FILES = [form for form, _ in FORMS.values()]
OFFERED = {
    "pages/england.py": {"england_map"},
    "pages/what_if.py": {"moves"},
    "pages/area.py": {
        "strip-early_diagnosis",
        "strip-waits_62_day",
        "strip-one_year_survival",
        "strip-patient_experience",
        "peers-0",
        "area_history",
    },
    "pages/alliance.py": {"group_areas-wide", "groups-wide", "group_over_time"},
    "pages/lottery.py": {
        "borders_widest",
        "borders_own",
        "funnel",
        "lottery_map",
        "lottery_morans",
        "lottery_joins",
        "gradient",
        "spread",
    },
    "pages/how_sure.py": {"tornado"},
    "pages/data_and_methods.py": set(),
}


@pytest.fixture
def offers(monkeypatch):
    """What pages offer, by what it shows."""
    found: dict[str, Latest] = {}
    draw = pictures.latest_download

    def recorded(what, latest, *others, **more):
        found[what] = latest
        draw(what, latest, *others, **more)

    monkeypatch.setattr(pictures, "latest_download", recorded)
    return found


@pytest.mark.parametrize("page", OFFERED)
def test_every_button_for_a_picture_says_of_what_and_no_two_of_a_page_say_the_same(page, monkeypatch):
    named: dict[str, str] = {}
    draw = pictures.latest_download

    def recorded(what, latest, of, areas="", shows=""):
        named[what] = shows
        draw(what, latest, of, areas, shows)

    monkeypatch.setattr(pictures, "latest_download", recorded)
    open_app(page, area=DORSET)
    # The app opens on the page of England.
    here = {what: shows for what, shows in named.items() if what in OFFERED[page]}
    assert "" not in here.values() and "the chart" not in here.values()
    assert len(set(here.values())) == len(here)


def text_of(picture: bytes) -> str:
    return html.unescape(picture.decode())


def is_a_chart(picture: bytes) -> bool:
    """Return whether there is more in a picture than its words: ink over its whole middle."""
    seen = pixels(picture)
    height, width = seen.shape[:2]
    middle = seen[height // 4 : 3 * height // 4, width // 10 : 9 * width // 10]
    inked = (middle < 250).any(axis=-1)
    return inked.mean() > 0.005 and (inked.any(axis=1).mean() > 0.5)


@pytest.mark.parametrize("page", OFFERED)
def test_every_chart_of_a_page_is_a_picture_that_says_what_it_is(page, offers):
    open_app(page, area=DORSET)
    # The app opens on the page of England.
    assert set(offers) - OFFERED[page] <= {"england_map"} and OFFERED[page] <= set(offers)
    for what in OFFERED[page]:
        said = text_of(offers[what].as_file("svg"))
        assert "<title></title>" not in said, what
        for words in (
            "Cancer ratings of October 2016",
            "Open Government Licence v3.0",
            "Link to this view: ",
            "Made on",
        ):
            assert words in said, (what, words)
        for form in FORMS_OF_FILES:
            assert is_a_chart(offers[what].as_file(form)), (what, form)


def test_the_picture_of_a_sweep_is_offered_once_it_is_drawn(offers):
    app = open_app("pages/what_if.py")
    assert "sweep" not in offers
    app.selectbox(key="sweep-nhs-england-2016").select("waits_62_day.benchmark").run()
    said = text_of(offers["sweep"].as_file("svg"))
    assert "Areas in each rating by “62-day waits: threshold”" in said
    assert is_a_chart(offers["sweep"].as_file("png"))


@pytest.mark.parametrize("colour", ["probability", "agreement", "basis", "waits_62_day"])
def test_a_map_says_what_it_is_coloured_by(offers, colour):
    open_app(colour=colour)
    said = text_of(offers["england_map"].as_file("svg"))
    words = {
        "basis": "At least one figure estimated: ",
        "waits_62_day": "62-day waits, % (January to March 2016)",
    }
    assert words.get(colour, "area by area") in said


@pytest.mark.parametrize("edition_name", ["cancer-waits-2021-q1", "icb-waits-2025-q2"])
def test_charts_over_time_are_pictures(offers, edition_name):
    area = load_edition(edition_name).areas["area_code"].iloc[0]
    open_app("pages/area.py", edition=edition_name, area=area)
    drawn = [what for what in offers if what.startswith("trend-")]
    assert len(drawn) >= 3
    assert all(is_a_chart(offers[what].as_file("png")) for what in drawn)


def test_the_map_of_hexagons_is_a_picture(offers):
    open_app(shape="hexagons")
    assert is_a_chart(offers["england_map"].as_file("pdf"))
