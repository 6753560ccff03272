"""Similar areas and neighbours on the page Area, and what they say of other editions."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from scoring import RATING_LABELS, load_edition, load_methodology, rate
from scoring.analysis.differences import peer_differences
from scoring.analysis.differences_words import peer_sentence
from tests.paths import OTHER_UNITS
from tests.ui.components.test_pages import DORSET, texts
from tests.ui.components.test_tables_sort import shown as words_of
from tests.ui.opening import open_app
from ui.components import markdown

SIMILAR_AREAS = {
    "number": 3,
    "alike_within": 0.5,
    "source": "Invented for tests",
    "variables": {
        "population": {
            "label": "Population",
            "noun": "size",
            "higher": "larger",
            "lower": "smaller",
            "column": "population",
            "source": "Invented for tests",
        }
    },
}
SECTIONS = """
import streamlit as st
from ui.session import state
from ui.area.neighbours import neighbours_section
from ui.area.similar import similar_section

view = state.View(edition={folder!r}, method="own", own={own!r}, area={area!r})
st.session_state["view"] = view
for section in (similar_section, neighbours_section):
    section(state.assessment(), state.assessment().ratings, view.area)
"""


@pytest.fixture(scope="module")
def edition():
    return load_edition("october-2016")


def area_page(area: str, **address: str) -> AppTest:
    return open_app("pages/area.py", area=area, **address)


def headings(app: AppTest) -> list[str]:
    return [heading.value for heading in app.subheader]


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    [found] = [frame.value for frame in app.dataframe if column in frame.value]
    return found


def words_with(app: AppTest, column: str) -> pd.DataFrame:
    """Return what the cells show of the table with a column."""
    [found] = [words_of(frame) for frame in app.dataframe if column in frame.value]
    return found


def sections(tmp_path: Path, area: str, *, neighbours: str | None = None, **changes: object) -> AppTest:
    """Draw both sections for an area of the edition in other units, which has neither of its own."""
    folder = shutil.copytree(OTHER_UNITS, tmp_path / "edition")
    meta = yaml.safe_load((folder / "metadata.yaml").read_text())
    if changes.pop("similar", False):
        meta["similar_areas"] = SIMILAR_AREAS
    (folder / "metadata.yaml").write_text(yaml.safe_dump(meta, sort_keys=False))
    if neighbours:
        pairs = [line.split(",") for line in neighbours.split()]
        lines = [f"{a},{b},{km}\n{b},{a},{km}\n" for a, b, km in pairs]
        (folder / "neighbours.csv").write_text("area_code,neighbour_code,shared_border_km\n" + "".join(lines))
    rule = yaml.safe_load((folder / "other-units.yaml").read_text()) | changes
    code = load_edition(folder).find_area(area)
    script = SECTIONS.format(folder=str(folder), own=yaml.safe_dump(rule, sort_keys=False), area=code)
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    return app


def test_the_area_page_lists_the_ten_similar_areas_with_their_rating_by_the_scenario(edition):
    app = area_page(DORSET, **{"waits_62_day.benchmark": "82"})
    table = table_with(app, "distance")
    ten = edition.similar[edition.similar["area_code"] == DORSET]
    assert table["short_name"].tolist() == [edition.short_names[code] for code in ten["similar_code"]]
    assert table["why"].iloc[0] == "similar deprivation, age, share of children and density; smaller"
    scenario = load_methodology("nhs-england-2016").with_changes({"waits_62_day.benchmark": 82.0})
    ratings = rate(edition.indicators, scenario).set_index("area_code")["rating"]
    labels = [RATING_LABELS[ratings[code]] for code in ten["similar_code"]]
    assert words_with(app, "distance")["rating"].tolist() == labels
    assert table["early_diagnosis"].iloc[0] == 54.1
    assert words_with(app, "distance")["early_diagnosis"].iloc[0] == "54.1% est."


def test_the_area_page_says_how_each_figure_stands_beside_similar_areas(edition):
    shown = texts(area_page(DORSET))
    every = peer_differences(edition.indicators, edition.similar)
    for row in every[every["area_code"] == DORSET].itertuples():
        assert markdown.escape(peer_sentence(row, edition.meta.indicators[row.indicator])) in shown
    assert "by deprivation 29%, size 18%, age 24%, share of children 12% and density 18%" in shown
    assert "there is no agreed choice" in shown
    assert "Dropkin 2018" in shown


def test_the_differences_are_drawn_with_the_ten_areas():
    charts = area_page(DORSET).get("vega_lite_chart")
    [chart] = [chart.proto for chart in charts if "difference_lower" in chart.proto.spec]
    assert "Dorset less the mean of its similar areas" in chart.alt


def test_neighbours_stand_with_the_longest_border_first_and_each_gap_with_its_probability():
    app = area_page(DORSET)
    table = table_with(app, "shared_border_km")
    assert table["short_name"].tolist() == [
        "Somerset",
        "West Hampshire",
        "Wiltshire",
        "Northern, Eastern and Western Devon",
    ]
    assert table["shared_border_km"].tolist() == [90.06, 56.82, 36.77, 19.84]
    words = words_with(app, "shared_border_km")
    assert words["waits_62_day_gap"].iloc[1] == "87.3% (+4.6, better 97%)"
    assert words["early_diagnosis_gap"].iloc[1] == "44.0% est. (−11.4, worse 100%)"
    assert table["rating_order"].iloc[2] == "better 62% est."


def test_the_isle_of_wight_has_similar_areas_and_no_neighbours(edition):
    app = area_page(edition.find_area("Isle of Wight"))
    assert "Isle of Wight shares no land border with another area" in texts(app)
    assert table_with(app, "distance")["short_name"].nunique() == 10


def test_every_table_can_be_downloaded_with_its_source(edition):
    app = area_page(DORSET, **{"waits_62_day.benchmark": "82"})
    labels = [popover.proto.popover.label for popover in app.get("popover")]
    assert {
        "Download the similar areas",
        "Download the differences",
        "Download the neighbours and gaps",
    } <= set(labels)


@pytest.mark.parametrize("method", ["headline-only", "peer-group", "funnel", "combined-z"])
def test_both_sections_work_under_every_kind_of_methodology(method):
    app = area_page(DORSET, method=method)
    assert {"Similar areas", "Neighbours"} <= set(headings(app))
    assert not app.warning


def test_an_edition_without_similar_areas_and_borders_shows_neither(tmp_path):
    app = sections(tmp_path, "Aldermoor")
    assert headings(app) == []


def test_other_units_have_a_chart_each_and_say_which_way_is_worse(tmp_path):
    pairs = "T00000003,T00000001,4.5\nT00000003,T00000012,12\n"
    app = sections(tmp_path, "Coldwater", similar=True, neighbours=pairs)
    shown = texts(app)
    # Percent, per 100,000, per million and points have no axis in common.
    assert len(app.get("vega_lite_chart")) == 4
    assert "higher, and so worse, by" in shown
    table = table_with(app, "shared_border_km")
    assert table["short_name"].tolist() == ["Larkstone", "Aldermoor"]
    assert pd.isna(table["carer_index_gap"].iloc[0])
    assert table["early_deaths_gap"].iloc[1] == 8.2
    words = words_with(app, "shared_border_km")
    assert words["early_deaths_gap"].iloc[1].startswith("8.2 per 100,000 (−11.8, better ")


def test_an_area_that_is_not_rated_or_lacks_a_figure_is_compared_all_the_same(tmp_path):
    pairs = "T00000012,T00000001,4.5\n"
    app = sections(tmp_path, "Larkstone", similar=True, neighbours=pairs, minimum_indicators=4)
    shown = texts(app)
    assert "Carers' experience: nothing to compare" in shown
    assert "no value, against" in shown
    assert len(app.get("vega_lite_chart")) == 3


def test_a_neighbour_that_is_not_rated_is_shown_as_such(tmp_path):
    pairs = "T00000001,T00000012,4.5\n"
    app = sections(tmp_path, "Aldermoor", neighbours=pairs, minimum_indicators=4)
    table = table_with(app, "shared_border_km")
    assert words_with(app, "shared_border_km")["rating"].tolist() == ["Not rated"]
    assert table["rating_order"].tolist() == ["–"]
