"""Pages with a broken file beside the good ones: no page fails, and each says which file and why."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import asgi
from scoring import edition_ids
from tests.damage import BOARDS, EARLIER, EDITIONS, METHODOLOGIES, QUARTER, rewrite
from tests.ui.components.test_pages import PAGES, find, texts
from tests.ui.opening import open_app
from ui.server.trouble import say_in_words
from ui.session import results as data

EVERY_PAGE = PAGES


@pytest.fixture(autouse=True)
def files_of_the_product_afterwards(request, monkeypatch):
    """Nothing that was worked out from damaged files is left for the next test."""
    yield
    monkeypatch.undo()
    data.look_at_files()


def warned(app):
    return " ".join(element.value.replace("\\", "") for element in app.warning)


def go_through_pages(app):
    """Open all pages in turn, and return what each warns of."""
    said = {}
    for page in EVERY_PAGE:
        app.switch_page(page).run()
        assert not app.exception, page
        said[page] = warned(app)
    app.switch_page("pages/present.py").run()
    assert not app.exception
    return said


@pytest.mark.parametrize("kind", ["no YAML", "a folder"])
def test_every_page_names_a_broken_methodology_and_works_without_it(methodologies, kind):
    damage, why = METHODOLOGIES[kind]
    damage(methodologies / "funnel.yaml")
    for page, said in go_through_pages(open_app()).items():
        assert "The methodology methodologies/funnel.yaml is left out: " in said, page
        assert why in said
    app = open_app("pages/what_if.py")
    offered = find(app, "selectbox", "method").options
    assert len(offered) > 5
    assert not any("unnel" in title for title in offered)


@pytest.mark.parametrize(
    "kind", ["metadata without YAML", "figures without a column", "areas elsewhere", "the series of others"]
)
def test_every_page_names_a_broken_edition_and_shows_another(editions, kind):
    file, damage, why = EDITIONS[kind]
    damage(editions / BOARDS / file)
    for page, said in go_through_pages(open_app(edition=QUARTER)).items():
        assert f"The edition sample_data/{BOARDS} is left out: " in said, page
        assert why in said
    periods = find(open_app(edition="icb-waits-2025-q2"), "selectbox", "edition_period").options
    assert periods == ["April to June 2025"]


FIGURES = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
FEW_FIGURES = {
    "no row of an indicator": (EARLIER, lambda table: table[table["indicator"] != "waits_62_day"]),
    "an indicator without a value": (
        EARLIER,
        lambda table: table.assign(
            **{name: table[name].mask(table["indicator"] == "waits_62_day", "") for name in FIGURES}
        ),
    ),
    "no value at all": (EARLIER, lambda table: table.assign(**dict.fromkeys(FIGURES, ""))),
    "one area": (EARLIER, lambda table: table[table["area_code"] == "E38000001"]),
    "one area, of similar ones": ("october-2016", lambda table: table[table["area_code"] == "E38000001"]),
}
"""An edition, and which of its figures it keeps."""


@pytest.mark.parametrize(("name", "keep"), FEW_FIGURES.values(), ids=FEW_FIGURES.keys())
def test_every_page_opens_with_an_edition_of_few_figures(editions, name, keep):
    path = editions / name / "indicators.csv"
    keep(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)
    said = go_through_pages(open_app(edition=name))
    assert not any("left out" in warning for warning in said.values())


def test_a_broken_period_is_no_step_of_the_slider_and_no_point_of_the_trend(editions):
    (editions / EARLIER / "indicators.csv").write_text("area_code\n", encoding="utf-8")
    app = open_app("pages/area.py", edition=QUARTER, area="15N")
    assert "Over time" in [header.value for header in app.subheader]
    assert EARLIER not in edition_ids()
    assert not open_app(edition=QUARTER).get("select_slider")


def test_without_the_usual_edition_every_page_opens_with_another_and_says_so(editions):
    rewrite(editions / "october-2016" / "metadata.yaml", "edition:\n", "edition: {\n")
    app = open_app()
    for page, said in go_through_pages(app).items():
        assert "sample_data/october-2016 is left out: metadata.yaml is not YAML" in said, page
        assert "opens with different figures from usual" in said
    assert app.session_state["view"].edition == BOARDS


def test_without_any_edition_a_page_says_so(editions, monkeypatch, tmp_path):
    for folder in editions.glob("*/metadata.yaml"):
        folder.write_text("nothing: [", encoding="utf-8")
    app = open_app()
    assert app.title[0].value == "There are no figures to show"
    assert "sample_data/october-2016" in warned(app)


def test_without_the_usual_methodology_another_rates_and_is_named(methodologies):
    (methodologies / "nhs-england-2016.yaml").write_text("title: [", encoding="utf-8")
    app = open_app()
    for page, said in go_through_pages(app).items():
        assert "methodologies/nhs-england-2016.yaml is left out: it is not YAML: line" in said, page
        assert "The default_methodology of sample_data/october-2016 is left out" in said
    assert app.session_state["view"].method != "nhs-england-2016"


def test_a_link_to_a_broken_edition_or_methodology_is_said_and_the_rest_shown(editions, methodologies):
    (editions / BOARDS / "indicators.csv").unlink()
    (methodologies / "funnel.yaml").write_bytes(b"\xff")
    assert f"edition {BOARDS}" in warned(open_app(edition=BOARDS))
    app = open_app("pages/what_if.py", method="funnel")
    assert "method funnel" in warned(app)
    assert app.session_state["view"].method == "nhs-england-2016"


def test_an_edition_that_breaks_while_somebody_looks_at_it_gives_way_and_is_back_when_mended(editions):
    app = open_app(edition=BOARDS)
    figures = editions / BOARDS / "indicators.csv"
    good = figures.read_bytes()
    figures.write_bytes(b"")
    app.run()
    assert not app.exception
    assert "that you were looking at can no longer be used" in texts(app)
    assert app.session_state["view"].edition == "october-2016"
    figures.write_bytes(good)
    app.run()
    assert not warned(app)
    find(app, "selectbox", "edition_set").set_value("cancer-waits-icb").run()
    assert app.session_state["view"].edition == BOARDS


def test_a_methodology_that_breaks_while_somebody_rates_by_it_gives_way_and_is_named(methodologies):
    app = open_app(method="worst-counts")
    (methodologies / "worst-counts.yaml").write_bytes(b"- a\n")
    app.run()
    assert not app.exception
    assert "The methodology worst-counts can no longer be used" in texts(app)
    assert "methodologies/worst-counts.yaml is left out: it does not describe a methodology" in warned(app)
    assert app.session_state["view"].method == "nhs-england-2016"


def test_a_methodology_that_all_figures_of_a_set_need_is_named_with_them(methodologies):
    (methodologies / "waiting-standards.yaml").write_bytes(b"- a\n")
    app = open_app()
    assert "methodologies/waiting-standards.yaml is left out" in warned(app)
    assert "No methodology is left that can rate these figures" in warned(app)
    assert "180 of 209 areas" in texts(app)


def test_a_figure_that_is_corrected_is_shown_at_once(editions):
    app = open_app("pages/area.py", edition=BOARDS, area="E54000041")
    before = texts(app)
    path = editions / BOARDS / "indicators.csv"
    figures = pd.read_csv(path, dtype=str)
    here = figures["area_code"] == "E54000041"
    figures.loc[here, "value"] = "12.3"
    figures.loc[here, ["numerator", "denominator", "lower_ci", "upper_ci"]] = None
    figures.to_csv(path, index=False)
    app.run()
    assert "12.3%" not in before
    assert "12.3%" in texts(app)


@pytest.mark.parametrize("content", [None, b"PK\x03\x04 cut off"])
def test_without_postcodes_names_still_find_areas_and_the_file_is_named(monkeypatch, tmp_path, content):
    from geodata import postcodes

    table = tmp_path / "postcodes.npz"
    if content is not None:
        table.write_bytes(content)
    monkeypatch.setattr(postcodes, "POSTCODE_TABLE", table)
    postcodes.postcode_table.cache_clear()
    app = open_app()
    app.text_input(key="place").set_value("DT1 1XJ").run()
    assert not app.exception
    assert "Postcodes cannot be looked up: postcodes.npz is" in warned(app)
    app.text_input(key="place").set_value("Dorset").run()
    assert app.session_state["view"].area == "E38000045"
    assert "postcodes.npz is" in texts(open_app("pages/data_and_methods.py")).replace("\\", "")


@pytest.mark.parametrize("content", [None, b"area_code,column\nE38000001,x\n"])
def test_without_the_table_of_hexagons_there_is_the_true_map_and_the_file_is_named(
    monkeypatch, tmp_path, content
):
    from geodata.cartogram import hexagons

    table = tmp_path / "hexagons.csv"
    if content is not None:
        table.write_bytes(content)
    monkeypatch.setattr(hexagons, "EMBEDDED_LAYOUT", table)
    hexagons.embedded_layout.cache_clear()
    data._map_source.clear()
    app = open_app(shape="hexagons")
    assert "There is no map of hexagons: hexagons.csv is" in warned(app)
    assert app.get("vega_lite_chart")
    hexagons.embedded_layout.cache_clear()
    data._map_source.clear()


# What nobody has thought of


def failing_page():
    import streamlit as st

    from scoring import DataError
    from ui.server.trouble import say_in_words

    st.title("A page")
    for problem in (KeyError("secret/path"), DataError("There is *no* such figure.")):
        assert say_in_words(problem)


def test_an_unforeseen_failure_is_a_sentence_with_a_reference_that_the_log_has_and_a_way_on(caplog):
    app = AppTest.from_function(failing_page).run()
    assert not app.exception
    unforeseen, foreseen = (error.value for error in app.error)
    [reference] = re.findall(r"under the reference (\w+)\.", unforeseen)
    assert f"Reference {reference}: KeyError" in caplog.text
    assert "secret/path" not in unforeseen
    assert foreseen.endswith(r"There is \*no\* such figure.")
    app.button[0].click().run()
    assert not app.exception


def test_the_app_is_served_with_words_of_its_own_for_failures():
    assert asgi.app._on_script_error is say_in_words
    assert asgi.app._script_path.name == "app.py"
