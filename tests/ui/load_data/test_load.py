"""Loading figures and boundaries: the report, all or nothing, this session only, and the way back."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata import embedded_boundaries
from geodata.reading.formats import ACCEPTED
from importers.web.fetch import FetchProblem
from scoring import load_edition
from tests.importers.small_files import BOARDS, april_2025, book, january_2016
from tests.ui.components.test_pages import texts
from tests.ui.opening import open_app
from ui import paths

DORSET = "E38000045"
ONE_FIGURE = b"area_code,indicator,numerator,denominator\nE38000045,waits_62_day,90,100\n"
PAGES = [
    "pages/england.py",
    "pages/what_if.py",
    "pages/area.py",
    "pages/alliance.py",
    "pages/lottery.py",
    "pages/how_sure.py",
    "pages/data_and_methods.py",
]
AREAS_OF_JANUARY = [
    (row.area_code, row.ods_code, row.area_name.upper(), 100, 70 + i % 30)
    for i, row in enumerate(load_edition().areas.head(208).itertuples())
]


def load(*files: tuple[str, bytes], app: AppTest | None = None) -> AppTest:
    app = app or open_app("pages/load.py", area=DORSET)
    app.file_uploader(key="load_files").set_value(
        [(*file, "application/octet-stream") for file in files]
    ).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def verdicts(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.error, *app.warning, *app.success]).replace("\\", "")


def widget(app: AppTest, kind: str, label: str):
    [found] = [w for w in app.get(kind) if w.label.replace("\\", "") == label]
    return found


def buttons(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.fixture(autouse=True)
def static_folder(tmp_path, monkeypatch):
    """Boundaries are published here, not where the app of this computer has its own."""
    for path in Path(paths.STATIC_FOLDER).glob("*.json"):
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.setattr(paths, "STATIC_FOLDER", tmp_path)
    return tmp_path


def test_a_loaded_figure_is_on_every_page_and_the_way_back_leads_to_the_old_one():
    app = press(load(("mine.csv", ONE_FIGURE)), "use_figures")
    assert "now used on every page. Only you can see them" in verdicts(app)
    for page in PAGES:
        app.switch_page(page).run()
        assert not app.exception
        assert "Only you can see them, until" in texts(app)
    app.switch_page("pages/area.py").run()
    assert "90.0% est." in texts(app)
    assert "55.4%" in texts(app), "other figures stay"
    press(app, "return_edition")
    assert "82.7%" in texts(app)
    assert "Only you can see them, until" not in texts(app)


def test_nothing_is_used_before_somebody_says_so():
    app = load(("mine.csv", ONE_FIGURE))
    assert "208 areas are not in the file" in verdicts(app)
    app.switch_page("pages/area.py").run()
    assert "82.7%" in texts(app)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("minutes.csv", b"Present,Apologies\nthe chair,none\n", "has no column of areas"),
        ("report.pdf", b"%PDF-1.7", "is a PDF document"),
        ("waits.xlsx", b"PK\x03\x04 and then nothing", "waits.xlsx"),
        ("waits.xlsm", b"PK\x03\x04", "may hold macros"),
        ("empty.csv", b"", "is empty"),
        ("shapes.geojson", b'{"type": "FeatureCollection"', "shapes.geojson"),
    ],
)
def test_a_hopeless_file_is_a_sentence_and_takes_nothing_away(name, content, sentence):
    app = press(load(("mine.csv", ONE_FIGURE)), "use_figures")
    app = load((name, content), app=app)
    assert "Cannot be used" in verdicts(app)
    assert sentence in verdicts(app)
    assert not {"use_figures", "use_boundaries"} & buttons(app)
    app.switch_page("pages/area.py").run()
    assert "90.0% est." in texts(app)


def test_one_hopeless_file_among_others_means_that_none_is_used():
    app = load(("mine.csv", ONE_FIGURE), ("report.pdf", b"%PDF-1.7"))
    assert "use_figures" not in buttons(app)
    assert "Nothing can be used while report.pdf cannot be read" in texts(app).replace("\\", "")


def test_more_files_than_are_read_at_once_are_refused_in_a_sentence():
    app = load(*[(f"{number}.csv", ONE_FIGURE) for number in range(25)])
    assert "Choose at most 24 files" in verdicts(app)
    assert "use_figures" not in buttons(app)


def test_the_report_lists_refused_rows_with_row_column_value_and_reason():
    rows = b"area_code,indicator,value\nE38000045,waits_62_day,81.5\nE38000046,waits_62_day,eighty\n"
    app = load(("mine.csv", rows))
    assert "1 row is not used" in verdicts(app)
    [table] = [frame.value for frame in app.dataframe if "Why it is not used" in frame.value]
    [row] = table.to_dict("records")
    assert (row["Row"], row["Column"], row["Content"]) == (3, "value", "eighty")
    assert row["Why it is not used"] == "is not a number"


def test_areas_that_are_not_in_the_file_keep_their_figure_or_lose_it_as_somebody_says():
    app = load(("mine.csv", ONE_FIGURE))
    app.radio(key="load_keep").set_value(False).run()
    press(app, "use_figures")
    app.switch_page("pages/england.py").run()
    [table] = [frame.value for frame in app.dataframe if len(frame.value) == 209]
    assert table["waits_62_day"].notna().sum() == 1
    assert table["early_diagnosis"].notna().all()


def test_months_of_waiting_times_are_added_up_and_published():
    january = book({"62-DAY": january_2016(AREAS_OF_JANUARY)})
    february = book({"62-DAY": january_2016(AREAS_OF_JANUARY, period="PERIOD: February 2016")})
    app = press(load(("january.xlsx", january), ("february.xlsx", february)), "use_figures")
    assert "208 areas, from january.xlsx and february.xlsx" in texts(app).replace("\\", "")
    app.switch_page("pages/data_and_methods.py").run()
    shown = texts(app)
    assert "January 2016 and February 2016" in shown
    assert "208 published, 0 estimated or supplied by you" in shown


def test_a_month_that_is_not_chosen_is_not_added():
    january = book({"62-DAY": january_2016(AREAS_OF_JANUARY)})
    february = book({"62-DAY": january_2016(AREAS_OF_JANUARY, period="PERIOD: February 2016")})
    app = load(("january.xlsx", january), ("february.xlsx", february))
    widget(app, "multiselect", "Months to add together").set_value(["January 2016"]).run()
    press(app, "use_figures")
    app.switch_page("pages/data_and_methods.py").run()
    assert "January 2016 and February" not in texts(app)


def test_figures_of_other_areas_are_reported_and_the_reason_why_they_cannot_be_used_is_said():
    app = load(("april-2025.xlsx", book({"62-DAY": april_2025()})))
    assert "figures of ICBs and commissioning hubs" in verdicts(app)
    assert "Choose an edition of the same areas" in verdicts(app)
    assert "use_figures" not in buttons(app)
    assert BOARDS[0][0] in texts(app)


def test_a_file_of_boards_leads_to_the_edition_of_boards_where_it_can_be_used():
    boards = load_edition("icb-waits-2025-q2").areas
    head = ["ODS code", "Integrated Care Board", "Total", "Within 62 days"]
    rows = [[ods, name, 40, 30] for ods, name in zip(boards["ods_code"], boards["area_name"], strict=True)]
    content = book({"62": [["62-DAY WAIT, URGENT SUSPECTED CANCER"], ["April 2025"], head, *rows]})
    app = press(load(("boards.xlsx", content)), "load_fitting_edition")
    assert "load_fitting_edition" not in buttons(app)
    press(app, "use_figures")
    assert "now used on every page. Only you can see them" in verdicts(app)


def test_the_meaning_of_columns_can_be_corrected():
    app = load(("ours.csv", b"organisation,n1,n2\n11J,90,100\n00C,15,25\n99E,40,40\n"))
    assert "has no column that can be recognised as figures" in verdicts(app)
    widget(app, "selectbox", "Numerator").set_value("n1").run()
    widget(app, "selectbox", "Denominator").set_value("n2").run()
    widget(app, "selectbox", "All figures are for").set_value("waits_62_day").run()
    assert not app.exception
    assert "206 areas are not in the file" in verdicts(app)
    press(app, "use_figures")
    app.switch_page("pages/area.py").run()
    assert "90.0% est." in texts(app)


def test_an_indicator_of_fingertips_is_used_as_the_one_that_somebody_names():
    header = "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value,Count,Denominator"
    rows = [
        f"{number},Screening,{area},x,CCGs,Persons,All ages,{period},{value},{value},100"
        for number, area, period, value in [
            (7, DORSET, "2015/16", 61),
            (7, DORSET, "2014/15", 51),
            (7, "E38000046", "2015/16", 62),
        ]
    ]
    app = load(("fingertips.csv", "\n".join([header, *rows]).encode()))
    assert "Choose which indicator" in verdicts(app)
    widget(app, "selectbox", "Use Screening (2015/16) as").set_value("early_diagnosis").run()
    press(app, "use_figures")
    app.switch_page("pages/area.py").run()
    assert "61.0%" in texts(app)
    assert "61.0% est." not in texts(app)


def test_each_indicator_keeps_its_own_period_from_the_file_to_the_pages():
    waits = b"11J,waits_62_day,Dec-15,70\n11J,waits_62_day,Mar-16,80\n"
    app = load(("mine.csv", b"code,indicator,period,value\n" + waits + b"11J,early_diagnosis,2014,50\n"))
    notes = " ".join(caption.value for caption in app.caption).replace("\\", "")
    assert "Older, left out: Dec-15 (1 row)" in notes
    assert (
        widget(app, "text_input", "Period of 62-day waits in mine.csv, as it should be shown").value
        == "March 2016"
    )
    label = "Period of Early diagnosis in mine.csv, as it should be shown"
    assert widget(app, "text_input", label).value == "2014"
    widget(app, "text_input", label).set_value("Diagnosed in 2014").run()
    press(app, "use_figures")
    app.switch_page("pages/data_and_methods.py").run()
    assert "March 2016 (1 area)" in texts(app)
    assert "Diagnosed in 2014 (1 area)" in texts(app)


def test_of_periods_that_nobody_can_read_somebody_chooses_one():
    content = b"code,indicator,period,value\n11J,waits_62_day,First,70\n11J,waits_62_day,Second,80\n"
    app = load(("mine.csv", content))
    assert "Cannot be used" in verdicts(app)
    widget(app, "selectbox", "Which period").set_value("Second").run()
    assert "Cannot be used" not in verdicts(app)
    assert (
        widget(app, "text_input", "Period of the figures in mine.csv, as it should be shown").value
        == "Second"
    )


def test_of_periods_of_fingertips_that_nobody_can_read_somebody_chooses_one():
    header = "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value,Count,Denominator"
    rows = [f"7,Screening,{DORSET},x,CCGs,Persons,All ages,{period},61,61,100" for period in ("Old", "New")]
    app = load(("fingertips.csv", "\n".join([header, *rows]).encode()))
    assert "it is not clear which period of Screening is the newest, Old and New" in verdicts(app)
    box = widget(app, "selectbox", "Screening")
    assert box.value is None
    box.set_value(next(option for option in box.options if "New" in option)).run()
    assert not app.exception
    assert "nobody can tell" not in verdicts(app)


def test_a_name_that_is_nearly_one_is_used_once_somebody_says_so():
    app = load(("mine.csv", b"area,indicator,value\nDorst,waits_62_day,81\nAshford,waits_62_day,82\n"))
    assert "1 area in the file is unknown here" in verdicts(app)
    widget(app, "multiselect", "Names that nearly match an area: use").set_value(["Dorst"]).run()
    assert not app.exception
    assert "unknown here" not in verdicts(app)
    press(app, "use_figures")
    app.switch_page("pages/area.py").run()
    assert "81.0% est." in texts(app)


def test_a_link_says_that_figures_were_loaded_and_whoever_opens_it_elsewhere_is_told_that_they_are_missing():
    app = press(load(("mine.csv", ONE_FIGURE)), "use_figures")
    address = {
        name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()
    }
    assert address["figures"] == "loaded"
    assert "loaded-" not in json.dumps(address), "the name of the figures is nobody else's business"
    other = open_app(**address)
    assert "which links do not include" in verdicts(other)
    assert "Only you can see them, until" not in texts(other)


def test_the_name_of_loaded_figures_cannot_be_guessed_and_is_never_the_same():
    names = set()
    for _ in range(2):
        app = press(load(("mine.csv", ONE_FIGURE)), "use_figures")
        names.add(app.session_state["view"].edition)
    assert len(names) == 2
    assert all(re.fullmatch(r"loaded-[\w-]{22}", name) for name in names)


def test_an_address_that_cannot_be_fetched_is_a_sentence(monkeypatch):
    def no_network(address: str):
        raise FetchProblem("example.org cannot be reached: there is no network, or no such site.")

    monkeypatch.setattr("ui.load_data.files.fetch", no_network)
    app = open_app("pages/load.py")
    app.text_input(key="load_address_text").set_value("https://example.org/waits.xlsx")
    [fetch] = [button for button in app.button if button.label == "Fetch the file"]
    fetch.click().run()
    assert not app.exception
    assert "there is no network" in verdicts(app)


def test_loaded_boundaries_are_drawn_for_this_session_under_a_name_that_cannot_be_guessed(static_folder):
    shapes = embedded_boundaries().areas.head(200)
    app = load(("shapes.geojson", shapes.to_crs(4326).to_json().encode()))
    assert "9 areas are not in the file" in verdicts(app)
    press(app, "use_boundaries")
    assert "now used on every map. Only you can see them" in verdicts(app)
    made = sorted((static_folder / "user").iterdir())
    file = min(made, key=lambda path: len(path.name))
    assert [path.name for path in made] == [f"{file.stem}{end}.json" for end in ("-hexagons", "-inset", "")]
    assert re.fullmatch(r"session-[\w-]{32}\.json", file.name)
    app.switch_page("pages/england.py").run()
    assert file.name in app.get("vega_lite_chart")[0].proto.spec
    assert file.name not in open_app().get("vega_lite_chart")[0].proto.spec
    press(app, "return_shapes")
    assert file.name not in app.get("vega_lite_chart")[0].proto.spec


def test_kml_is_read_and_what_was_put_right_is_worth_a_look(tmp_path):
    shapes = embedded_boundaries().areas.head(3)
    shapes.to_crs(4326).to_file(tmp_path / "shapes.kml", driver="LIBKML")
    app = load(("shapes.kml", (tmp_path / "shapes.kml").read_bytes()))
    assert "206 areas are not in the file" in verdicts(app)
    shapes.to_crs(4326).set_crs(27700, allow_override=True).to_file(tmp_path / "shapes.gpkg")
    app = load(("shapes.gpkg", (tmp_path / "shapes.gpkg").read_bytes()))
    assert "1 thing to check" in verdicts(app)


def test_the_page_names_every_format_of_boundaries_and_so_does_the_refusal_of_another():
    app = load(("areas.dxf", b"0\nSECTION\n"))
    assert any(ACCEPTED in words.value for words in app.markdown)
    assert "KML, KMZ, GML, FlatGeobuf" in verdicts(app)
