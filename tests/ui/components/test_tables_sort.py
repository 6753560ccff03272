"""A click on a heading sorts by what a column holds: figures as numbers, ratings by quality, periods in time."""

import re
from io import BytesIO

import pandas as pd
import pyarrow as pa
import pytest

from scoring import RATING_LABELS, load_edition
from tests.ui.load_data.test_load import load
from tests.ui.opening import open_app
from tests.ui.scenarios.test_scenarios import save
from ui.components.tables import (
    NO_VALUE,
    figures_in_words,
    moves_in_order,
    numbers_as_such,
    ratings_in_order,
    worded,
)

DORSET, WAITS, BOARDS = "E38000045", "cancer-waits-2016-q1", "icb-waits-2024-q2"
BAR = {"waits_62_day.benchmark": "82"}
_NUMBER = r"[+\-−–<>≥≤]?\s?\d[\d,]*(\.\d+)?\s?(%|points|km|per [\d,]+)?"
NUMBERS = re.compile(rf"{_NUMBER}(\s*(to|–)\s*{_NUMBER})?(\s*\(.*\))?(\s*est\.)?")
"""A figure, a range of two, or one with what belongs to it in brackets."""
UNORDERED = {*RATING_LABELS.values(), "Top", "Well", "Needs", "Greatest"}
PAGES = [
    ("pages/england.py", {}),
    ("pages/england.py", {"edition": WAITS}),
    ("pages/england.py", {"edition": "cancer-waits-2018-q2", "colour": "change"}),
    ("pages/area.py", {"area": DORSET}),
    ("pages/area.py", {"area": DORSET, "edition": WAITS}),
    ("pages/alliance.py", {"area": DORSET, **BAR}),
    ("pages/lottery.py", {"area": DORSET}),
    ("pages/lottery.py", {"measure": "waits_62_day"}),
    ("pages/how_sure.py", {"area": DORSET}),
    ("pages/watch_list.py", {"edition": BOARDS}),
    ("pages/data_and_methods.py", {}),
]


def shown(frame) -> pd.DataFrame:
    """Return what the cells of a table of the page show."""
    styled = frame.proto.arrow_data.styler.display_values
    return pa.ipc.open_stream(BytesIO(styled)).read_pandas() if styled else frame.value


def faults(app) -> list[str]:
    """Return the columns of all tables of a page that would sort as text what is a number or a rating."""
    found = []
    for number, frame in enumerate(app.dataframe):
        for name, column in frame.value.items():
            if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
                continue
            texts = [text for text in column.dropna().astype(str) if text not in ("", NO_VALUE, "–")]
            if texts and all(NUMBERS.fullmatch(text) for text in texts):
                found.append(f"table {number}, {name}: {texts[:3]}")
            if set(texts) and set(texts) <= UNORDERED:
                found.append(f"table {number}, {name}: {texts[:3]}")
    return found


@pytest.mark.parametrize(("page", "address"), PAGES)
def test_no_table_of_a_page_has_numbers_or_ratings_that_sort_as_text(page, address):
    app = open_app(page, **address)
    assert not app.exception
    assert app.dataframe
    assert faults(app) == []


def test_no_table_of_saved_scenarios_or_of_two_side_by_side_sorts_numbers_as_text(store):
    save(store, "One")
    save(store, "Two", **{"waits_62_day.benchmark": "83"})
    app = open_app("pages/scenarios.py", b="Two", a="One")
    assert not app.exception
    assert app.dataframe
    assert faults(app) == []


def test_no_table_of_a_file_that_is_loaded_sorts_numbers_as_text():
    rows = "".join(
        f"{code},waits_62_day,{value}\n" for code, value in ((DORSET, "8.5"), ("E38000046", "120"))
    )
    app = load(("figures.csv", f"area_code,indicator,value\n{rows}".encode()))
    assert app.dataframe
    assert faults(app) == []


def test_what_a_cell_shows_has_unit_and_mark_and_what_it_holds_is_the_number():
    app = open_app("pages/england.py", edition="october-2016")
    [frame] = app.dataframe
    edition = load_edition("october-2016")
    figures = edition.indicators[edition.indicators["indicator"] == "waits_62_day"].set_index("area_code")
    values, words = frame.value["waits_62_day"], shown(frame)["waits_62_day"]
    names = {name: code for code, name in edition.short_names.items()}
    for name, value, text in zip(frame.value["short_name"], values, words, strict=True):
        row = figures.loc[names[name]]
        assert value == pytest.approx(row["value"], abs=0.051)
        assert text == f"{value:.1f}%" + ("" if row["basis"] == "published" else " est.")
    dorset = frame.value["short_name"] == "Dorset"
    assert "62-day waits" not in frame.value.loc[dorset, "estimated"].iloc[0]


def test_figures_that_are_equal_but_for_their_basis_keep_their_own_words():
    meta = load_edition("october-2016").meta.indicators["waits_62_day"]
    columns = figures_in_words([83.04, 83.0, float("nan"), 9.5], meta, "waits", [True, False, False, True])
    assert columns["waits"][:2] == [83.0, 83.0]
    cells = worded(pd.DataFrame(columns)).to_string(delimiter="|").splitlines()[1:]
    assert [line.split("|")[1] for line in cells] == ["83.0% est.", "83.0%", NO_VALUE, "9.5% est."]


def test_ratings_sort_from_the_best_to_the_worst_and_not_by_the_alphabet():
    held = ratings_in_order(["needs", "greatest", "not_rated", "top", "well"])
    best_first = [words for _, words in sorted(zip(*held.values(), strict=True))]
    assert best_first == list(RATING_LABELS.values())


def test_moves_sort_by_the_rating_before_and_then_by_the_one_after():
    held = moves_in_order(["needs", "well", "needs"], ["top", "needs", "greatest"])
    assert [words for _, words in sorted(zip(*held.values(), strict=True))] == [
        "Performing well → Needs improvement",
        "Needs improvement → Top performing",
        "Needs improvement → Greatest need for improvement",
    ]


def test_periods_sort_in_time_and_not_by_the_name_of_their_month():
    [frame, *_] = open_app("pages/area.py", area=DORSET, edition=WAITS).dataframe
    periods = pd.DataFrame({"held": frame.value["Period"], "shown": shown(frame)["Period"]}).sort_values(
        "held"
    )
    years = [int(text[-4:]) for text in periods["shown"]]
    assert years == sorted(years)
    assert not periods["shown"].str.match(r"\d").any()


def test_texts_of_a_file_that_are_all_numbers_are_numbers_written_as_they_were():
    table = numbers_as_such(
        pd.DataFrame({"a": ["1,000", "9.50", None], "b": ["9", "about 9", "1"], "c": None})
    )
    assert table["a"].tolist()[:2] == [1000.0, 9.5]
    assert table["a_in_words"].tolist()[:2] == ["1,000", "9.50"]
    assert list(table) == ["a", "a_in_words", "b", "c"]
