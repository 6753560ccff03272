"""A sheet becomes a frame of texts under the right header, or is refused before it takes much memory."""

from datetime import date, datetime

import pytest

from importers import FileRefused, Limits, Sheet, SheetRow
from importers.tables.frames import text_frame


def sheet(*rows):
    return Sheet(
        "Figures", iter(SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    )


def test_the_header_is_the_row_with_the_known_words_not_the_fullest_one():
    table = text_frame(
        sheet(["A", "note", "of", "many", "words"], ["area", "value"], ["11J", 5]), ("area", "value")
    )
    assert table.header_row == 2
    assert table.frame.to_dict("list") == {"area": ["11J"], "value": ["5"]}
    assert table.frame.index.tolist() == [3]


def test_cells_of_every_kind_become_texts():
    cells = [
        5,
        0.1 + 0.2,
        True,
        date(2016, 1, 31),
        datetime(2016, 1, 31),
        datetime(2016, 1, 31, 9),
        " x ",
        None,
    ]
    frame = text_frame(sheet("abcdefgh", cells)).frame
    expected = ["5", "0.3", "True", "2016-01-31", "2016-01-31", "2016-01-31 09:00:00", "x"]
    assert frame.iloc[0, :7].tolist() == expected
    assert frame.iloc[0, 7:].isna().all()


def test_no_two_columns_share_a_name_and_none_is_blank():
    frame = text_frame(sheet(["a", "a", None, "column C", "a (B)"], [1, 2, 3, 4, 5])).frame
    assert frame.columns.tolist() == ["a", "a (B)", "column C", "column C (D)", "a (B) (E)"]
    assert frame.iloc[0].tolist() == ["1", "2", "3", "4", "5"]


def test_a_row_wider_than_the_header_is_refused_since_its_figures_may_have_moved():
    with pytest.raises(
        FileRefused, match=r"row 3 has a cell in column C, where the header in row 1 has no name"
    ):
        text_frame(sheet(["area", "value"], ["Dorset", 5], ["Bath", "Somerset", 6]))


def test_a_table_that_spans_too_many_empty_cells_is_refused():
    rows = [["11J"] for _ in range(9)]
    with pytest.raises(FileRefused, match="spans more than 20 cells"):
        text_frame(sheet(["area", "b", "c"], *rows), limits=Limits(cells=20))


@pytest.mark.parametrize(("rows", "words"), [([], "is empty"), ([["area"]], "no rows under it")])
def test_a_sheet_without_rows_is_refused(rows, words):
    with pytest.raises(FileRefused, match=words):
        text_frame(sheet(*rows))
