"""A file that somebody brings is opened within limits, or refused in one plain sentence."""

import io
import re
import struct
import zipfile
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import NO_RESULT, FileRefused, Limits, SheetRow, open_file, open_sheets
from importers.files.safe_files import ACCEPTED
from tests.importers.small_files import book, csv_bytes
from tests.scoring.random_tables import fuzz, law

SMALL = Limits(
    file_bytes=100_000, unpacked_bytes=1_000_000, rows=50, columns=20, cells=5_000, part_tags=2_000
)


def rows_of(content: bytes, name: str, limits: Limits = SMALL) -> list[tuple]:
    return [row.cells for sheet in open_sheets(content, name, limits) for row in sheet.rows]


def refusal(content, name: str, limits: Limits = SMALL) -> str:
    with pytest.raises(FileRefused) as caught:
        rows_of(content, name, limits)
    message = str(caught.value)
    assert "\n" not in message
    assert re.fullmatch(r".+[.]", message)
    return message


def repacked(content: bytes, changes: dict[str, bytes | None], **options) -> bytes:
    """A zip with parts added, replaced or (None) left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


PLAIN = book({"Figures": [["area", "value"], ["Dorset", 12.5], [], ["Wirral", None, "note"]], "Empty": []})
SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def sheet_of(inside: bytes) -> bytes:
    return repacked(PLAIN, {SHEET: SHEET_START + inside + b"</sheetData></worksheet>"})


def test_a_workbook_comes_out_as_numbered_rows_of_plain_values():
    sheets = [(s.name, s.hidden, list(s.rows)) for s in open_sheets(PLAIN, "plain.xlsx")]
    figures = [
        SheetRow(1, ("area", "value")),
        SheetRow(2, ("Dorset", 12.5)),
        SheetRow(4, ("Wirral", None, "note")),
    ]
    assert sheets == [("Figures", False, figures), ("Empty", False, [])]


def test_a_path_and_an_upload_are_read_as_bytes_are(tmp_path):
    (tmp_path / "plain.xlsx").write_bytes(PLAIN)
    upload = io.BytesIO(PLAIN)
    upload.name = "C:\\folder\\plain.xlsx"
    assert open_file(tmp_path / "plain.xlsx") == open_file(upload) == open_file(PLAIN, "plain.xlsx")


def test_dates_are_dates_and_formulas_are_their_stored_results_only():
    dated = book({"a": [[datetime(2016, 1, 1), "=1+1", '=HYPERLINK("http://x","y")']]})
    assert rows_of(dated, "a.xlsx") == [(datetime(2016, 1, 1), NO_RESULT, NO_RESULT)]
    stored = sheet_of(
        b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>two</v></c></row>'
    )
    assert rows_of(stored, "a.xlsx") == [(2, "two")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_tables_in_every_usual_encoding_and_separator_are_alike(encoding, separator):
    content = csv_bytes(
        ["área", "wert", "x"],
        ["Dorset", "12", ""],
        ["", "", ""],
        ["Wirral", "£5 – 6"],
        separator=separator,
        encoding=encoding,
    )
    rows = [row for sheet in open_sheets(content, "a.csv") for row in sheet.rows]
    assert rows == [
        SheetRow(1, ("área", "wert", "x")),
        SheetRow(2, ("Dorset", "12")),
        SheetRow(4, ("Wirral", "£5 – 6")),
    ]


def test_quotes_hold_separators_and_line_breaks():
    assert rows_of(b'a,"b,\nc"\n"say ""x""",2', "a.csv") == [("a", "b,\nc"), ('say "x"', "2")]


def test_a_parquet_file_has_its_columns_in_the_first_row():
    stream = io.BytesIO()
    pd.DataFrame({"area": ["Dorset", None, "Dorset"], "value": [1.5, None, 2.0]}).to_parquet(stream)
    assert rows_of(stream.getvalue(), "a.parquet") == [("area", "value"), ("Dorset", 1.5), ("Dorset", 2.0)]


def test_a_zip_with_one_table_is_that_table():
    assert rows_of(zipped(**{"folder/a.csv": b"a,b\n1,2", "readme.md": b"x"}), "a.zip") == [
        ("a", "b"),
        ("1", "2"),
    ]
    assert rows_of(zipped(**{"plain.xlsx": PLAIN}), "a.zip") == rows_of(PLAIN, "plain.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "a.csv is empty."),
        (PLAIN, "a.csv", "a.csv is an Excel workbook, but its ending says text."),
        (b"a,b\n1,2", "a.xlsx", "a.xlsx is text, but its ending says an Excel workbook."),
        (b"a,b\n1,2", "a.parquet", "a.parquet is text, but its ending says a Parquet file."),
        (zipped(x=b"y"), "a.xlsx", "a.xlsx is a zip archive, but its ending says an Excel workbook."),
        (PLAIN, "a.xls", f"a.xls has an ending that is not read here. Use {ACCEPTED}."),
        (b"<html><table></table></html>", "a.xlsx", "a.xlsx is a web page or XML, not a table."),
        (b"%PDF-1.7 x", "a.csv", "a.csv is a PDF document."),
        (b"\x1f\x8b\x08 x", "a.csv", "a.csv is packed with gzip; unpack it first."),
        (PLAIN, "a.xlsm", "a.xlsm is a kind of workbook that may hold macros."),
        (repacked(PLAIN, {"xl/vbaProject.bin": b"x"}), "a.xlsx", "a.xlsx holds macros."),
        (repacked(PLAIN, {"xl/embeddings/b.xlsx": b"x"}), "a.xlsx", "a.xlsx holds another archive"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99),
            "a.xls",
            "a.xls is a workbook of the old kind (.xls).",
        ),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "a.xlsx is protected by a password.",
        ),
        (b"PAR1 nothing PAR1", "a.parquet", "a.parquet is damaged or cut short."),
        (b"a,b\n\x81\x8d,2", "a.csv", "a.csv has characters in an unknown encoding."),
        (b"a,b\n1,\x01\x02\x03", "a.csv", "a.csv is not text but something else, or damaged."),
        (b'a,b\n"1,2', "a.csv", "a.csv, row 2 cannot be read as a row of a table: unexpected end of data."),
        (b"a,b\n" + b"x" * 40_000 + b",1", "a.csv", "a.csv, row 2, column A holds 40,000 characters"),
        (b'a,b\n"' + b"x" * 90_000, "a.csv", "a.csv, row 2"),
        (b"a\n" * 51, "a.csv", "a.csv has more than 50 rows."),
        (b"," * 30 + b"1", "a.csv", "a.csv, row 1 has a value in column AE; at most 20 columns are read."),
        (b"a,b\n1,2\n" * 20_000, "a.csv", "a.csv is larger than 0.1 MB."),
        (
            zipped(**{"../a.csv": b"a,b"}),
            "a.zip",
            "a.zip holds a file that points out of the archive: '../a.csv'.",
        ),
        (zipped(**{"C:\\a.csv": b"a,b"}), "a.zip", "a.zip holds a file that points out of the archive"),
        (
            repacked(PLAIN, {"/etc/a.xml": b"<a/>"}),
            "a.xlsx",
            "a.xlsx holds a file that points out of the archive",
        ),
        (zipped(**{"b.zip": zipped(x=b"y")}), "a.zip", "a.zip holds another archive."),
        (zipped(**{"b.csv": zipped(x=b"y")}), "a.zip", "a.zip holds another archive."),
        (zipped(**{"b.txt": b"a", "c.csv": b"a"}), "a.zip", "a.zip holds 2 tables"),
        (zipped(**{"b.md": b"a"}), "a.zip", "a.zip holds no table"),
    ],
)
def test_a_file_that_is_not_read_says_why(content, name, sentence):
    assert refusal(content, name).startswith(sentence)


@pytest.mark.parametrize("row", [b"," * 2_000_000, b'"\n",' * 500_000])
def test_a_row_of_text_without_end_is_refused(row):
    assert refusal(b"a,b\n" + row, "a.csv", Limits()).startswith(
        "a.csv, row 2 is longer than 1,000,000 characters"
    )


def test_a_long_sheet_of_wide_rows_is_no_bomb():
    rows = b"".join(b'<row r="%d">' % i + b"<c/>" * 900 + b"<c><v>1</v></c></row>" for i in range(1, 100))
    assert len(rows_of(sheet_of(rows), "a.xlsx", Limits(part_tags=2_000))) == 99


def test_there_is_no_such_file_or_it_is_a_folder(tmp_path):
    for path, words in ((tmp_path / "none.csv", "There is no file"), (tmp_path, "cannot be opened")):
        with pytest.raises(FileRefused, match=words):
            open_file(path)


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, "xl/styles.xml", "[Content_Types].xml"])
def test_declared_entities_are_refused_wherever_they_stand(name):
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        part = archive.read(name)
    start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    assert "declares XML entities" in refusal(
        repacked(PLAIN, {name: part[:start] + bomb + part[start:]}), "a.xlsx"
    )
    wide = (
        b'<?xml version="1.0" encoding="utf-16"?>'.decode() + bomb.decode() + part[start:].decode()
    ).encode("utf-16")
    assert "another encoding than UTF-8" in refusal(repacked(PLAIN, {name: wide}), "a.xlsx")
    # A library may know encodings in which '<' is written otherwise.
    seven = b'<?xml version="1.0" encoding="utf-7"?>' + bomb + part[start:]
    assert "another encoding than UTF-8" in refusal(repacked(PLAIN, {name: seven}), "a.xlsx")


def test_a_zip_bomb_is_refused_by_what_it_declares():
    bomb = repacked(PLAIN, {"xl/media/image1.png": bytes(2_000_000)})
    assert len(bomb) < 20_000
    assert refusal(bomb, "a.xlsx") == "a.xlsx would unpack to 2.0 MB; the limit is 1.0 MB."
    assert (
        refusal(zipped(**{"a.csv": b"a,b\n" * 200_000}), "a.zip") == "a.csv in a.zip is larger than 0.1 MB."
    )


def test_a_zip_that_declares_less_than_it_holds_is_refused():
    content = bytearray(repacked(PLAIN, {SHEET: SHEET_START + b" " * 2_000_000}))
    size = struct.pack("<I", len(SHEET_START) + 2_000_000)
    assert content.count(size) == 2
    lying = bytes(content).replace(size, struct.pack("<I", 1_000))
    assert refusal(lying, "a.xlsx") == "a.xlsx is damaged or cut short. Copy or download it again."


@pytest.mark.parametrize(
    "inside",
    [
        b'<row r="1">' + b'<c r="A1"/>' * 3_000 + b"</row>",
        b"<!-- <row " + b"-->" + b'<row r="1">' + b"<c/><!-- <row -->" * 3_000 + b"</row>",
        b"</sheetData><cols>" + b'<col min="1"/>' * 3_000 + b"</cols><sheetData>",
    ],
)
def test_a_part_with_more_tags_than_memory_has_room_for_is_refused(inside):
    assert "has a part that is too large to be read" in refusal(sheet_of(inside), "a.xlsx")


def test_a_sheet_of_more_cells_than_can_be_filled_is_refused_before_it_is_read():
    rows = b"<row>" + b"<c/>" * 900 + b"</row>"
    limits = Limits(workbook_cells=10_000)
    assert "more than 10,000 cells, empty ones included" in refusal(sheet_of(rows * 12), "a.xlsx", limits)


def test_a_part_that_is_held_whole_may_not_be_large():
    styles = b"<styleSheet>" + b"<xf/>" * 3_000 + b"</styleSheet>"
    assert "has a part that is too large" in refusal(repacked(PLAIN, {"xl/styles.xml": styles}), "a.xlsx")


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        (b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>', "has a row number beyond 1,048,576"),
        (b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "a.xlsx spans more than 5,000 cells"),
        (b'<row r="1"><c r="Z1"><v>1</v></c></row>', "row 1 has a value in column Z"),
        (b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "sheet Figures is damaged"),
        (b'<row r="1"><c r="1A"><v>x</v></c></row>', "sheet Figures is damaged"),
        (b'<row r="1"><c', "a.xlsx is damaged"),
        (
            b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (i, i) for i in range(1, 60)),
            "more than 50 rows",
        ),
    ],
)
def test_a_sheet_that_is_damaged_or_too_large_says_where(inside, sentence):
    assert sentence in refusal(sheet_of(inside), "a.xlsx")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_workbook_or_zip_cut_short_is_refused(share):
    for content, name in ((PLAIN, "a.xlsx"), (zipped(**{"a.csv": b"a,b\n1,2"}), "a.zip")):
        assert "damaged" in refusal(content[: max(int(share * len(content)), 5)], name)


def test_a_zip_with_a_password_is_refused():
    content = bytearray(zipped(**{"a.csv": b"a,b\n1,2"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert refusal(bytes(content), "a.zip") == "a.zip is protected by a password. Save it without one."


def test_a_parquet_file_of_long_repeated_text_or_lists_is_refused():
    stream = io.BytesIO()
    pd.DataFrame({"a": ["x" * 40_000] * 40}).to_parquet(stream)
    assert "has a cell of 40,000 characters" in refusal(stream.getvalue(), "a.parquet")
    stream = io.BytesIO()
    pd.DataFrame({"a": [[1], [2]]}).to_parquet(stream)
    assert "has lists or records in column 'a'" in refusal(stream.getvalue(), "a.parquet")


def test_a_long_text_that_many_cells_share_is_counted_in_each():
    stream = io.BytesIO()
    pd.DataFrame({"a": ["x" * 30_000] * 40}).to_parquet(stream)
    assert "has more than 1,000,000 characters in its cells" in refusal(stream.getvalue(), "a.parquet")


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    rows_of(PLAIN, "a.xlsx")
    rows_of(zipped(**{"plain.xlsx": PLAIN}), "a.zip")
    refusal(PLAIN[:-40], "a.xlsx")
    assert list(tmp_path.iterdir()) == []


CELLS = (
    st.none()
    | st.integers(-(10**12), 10**12)
    | st.text("abc,;\"'\t é£=", min_size=1, max_size=8)
    | st.booleans()
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8)


def without_blanks(table) -> list[tuple]:
    found = []
    for number, row in enumerate(table, start=1):
        cells = [None if isinstance(cell, str) and not cell.strip() else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            found.append((number, tuple(cells)))
    return found


@law
@given(TABLES)
def test_what_was_written_into_a_workbook_comes_out(table):
    formulas = [
        [NO_RESULT if isinstance(c, str) and c.startswith("=") and len(c) > 1 else c for c in row]
        for row in table
    ]
    [sheet] = open_sheets(book({"a": table}), "a.xlsx")
    assert [(row.number, row.cells) for row in sheet.rows] == without_blanks(formulas)


@fuzz
@given(st.data())
def test_damage_anywhere_gives_rows_or_a_sentence(data):
    name, content = data.draw(
        st.sampled_from([("a.xlsx", PLAIN), ("a.zip", zipped(**{"a.csv": b"a,b\n1,2"}))])
    )
    content = bytearray(content)
    start = data.draw(st.integers(0, len(content) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))
    content[start : start + len(noise)] = noise
    try:
        rows_of(bytes(content), name)
    except FileRefused as refused:
        assert str(refused).endswith(".")


@fuzz
@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".zip", ".parquet"]))
def test_any_bytes_give_rows_or_a_sentence(content, ending):
    try:
        rows_of(content, f"a{ending}")
    except FileRefused as refused:
        assert str(refused).endswith(".")
