"""What people write by hand is in every document, whatever characters it has; one that fails takes no other along."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest
from lxml import etree

from reports.__main__ import main
from reports.figures.pictures import picture_bytes
from reports.figures.rating_map import rating_map
from reports.pack import archive as packs
from reports.pack.archive import missing_from, pack_bytes
from reports.profile.document import profile_bytes
from reports.slides.deck import slides_bytes
from reports.story.story import case_of, choose_areas, screens_of
from reports.tables.contents import ratings_table
from reports.tables.package import package_bytes
from reports.tables.provenance import about
from reports.tables.table import csv_bytes, parquet_bytes
from reports.tables.workbook import workbook_bytes
from scoring import Assessment, DataError, load_edition, load_methodology, rate
from scoring.clean_text import one_line
from tests.reports.slides.decks import opened

POOLE = "E38000045"
DAY = date(2026, 3, 4)
HARMLESS = {
    "a non-breaking hyphen": "Re\u2011audit",
    "a star": "five \u2605",
    "Chinese": "\u65e5\u672c",
    "an emoji of several characters": "\U0001f469\u200d\u2695\ufe0f",
    "Arabic": "\u0645\u0631\u062d\u0628\u0627",
    "Hebrew": "\u05e9\u05dc\u05d5\u05dd",
    "a combining accent": "cafe\u0301 q\u0301",
    "marks of a typesetter": r"#let $x$ @ref \n *a* _b_ [c] <d> `e`",
    "marks of XML": "<b>&amp; ]]>",
    "a long word": "W" * 400,
    "a formula": "=1+1",
}
UNSEEN = {
    "a tab": ("a\tb", "a b"),
    "a vertical tab": ("a\vb", "a b"),
    "the end of a line": ("a\r\nb\u2028c\x85d", "a b c d"),
    "a character of zero": ("a\x00b", "ab"),
    "other control characters": ("a\x01\x08\x1b\x7f\x9fb", "ab"),
    "half a character": ("a\ud800b\udc00", "ab"),
    "two halves of one": ("a\ud83d\ude00b", "a\U0001f600b"),
    "no characters": ("a\ufffe\uffff\ufdd0\U0001ffffb", "ab"),
    "marks without width": ("a\u200b\ufeff\u2060\u00adb", "ab"),
    "a turned order": ("a\u202eb\u2066c\u2069", "abc"),
    "signs of one program": ("\uf0b7 a", "a"),
}


def moderated(reason: str):
    method = load_methodology("nhs-england-2016")
    return method.with_changes({f"moderation.{POOLE}": f"top | {reason} | {reason} | 2016-05-06"})


@pytest.fixture(scope="module")
def edition():
    return load_edition("october-2016")


def renamed(edition, name: str):
    # As objects: columns of text proper refuse half a character at once.
    areas = edition.areas.astype({"short_name": object, "area_name": object})
    areas.loc[areas["area_code"] == POOLE, ["short_name", "area_name"]] = name
    return replace(edition, areas=areas)


def profile(edition, method) -> str:
    baseline = load_methodology("nhs-england-2016")
    made = profile_bytes(
        Assessment(edition, method), baseline, [POOLE], "http://127.0.0.1/{}".format, made_on=DAY
    )
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    return " ".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize(("given", "kept"), UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_can_see_is_taken_out_where_text_comes_in(edition, given, kept):
    assert one_line(given) == kept
    assert moderated(given).moderation[POOLE].reason == kept
    assert renamed(edition, given).short_names[POOLE] == kept


@pytest.mark.parametrize("given", HARMLESS.values(), ids=HARMLESS)
def test_what_can_be_read_is_kept_where_text_comes_in(given):
    assert moderated(given).moderation[POOLE].reason == one_line(given)
    assert one_line(one_line(given)) == one_line(given)


def test_a_reason_of_nothing_but_unseen_characters_is_empty_and_refused():
    with pytest.raises(DataError, match=r"reason: it is empty"):
        moderated("\x00\u200b")


def test_a_non_breaking_hyphen_is_written_plainly_and_the_page_says_so(edition):
    page = profile(edition, moderated("Re\u2011audit agreed"))
    assert "Re-audit agreed" in page
    assert "The typeface lacks some characters: non-breaking hyphen (U+2011) is written “-”." in page


def test_a_star_and_other_scripts_are_set_in_a_second_typeface_and_the_page_says_so(edition):
    page = profile(edition, moderated("\u2605 \u05e9\u05dc\u05d5\u05dd"))
    assert page.count("\u2605") >= 3  # reason, by whom, note
    assert "set in DejaVu Sans: \u2605" in page


def test_what_no_typeface_has_is_a_square_and_the_page_names_it(edition):
    page = profile(edition, moderated("seen \u65e5\u672c"))
    assert "seen \u25a1\u25a1" in page
    assert "“\u25a1” stands for cjk unified ideograph-65e5 (U+65E5)" in page


def test_a_page_of_plain_text_has_no_note_on_its_typeface(edition):
    assert "The typeface lacks" not in profile(edition, moderated("Peer review – “agreed”, £5 ≥ é"))


ALL_OF_IT = " ".join((*HARMLESS.values(), *(given for given, _ in UNSEEN.values())))


@pytest.fixture(scope="module")
def everything(edition):
    """Every kind of character in a name of an area and in a moderation."""
    return renamed(edition, f"Dor\u2605set {ALL_OF_IT[:60]}"), moderated(ALL_OF_IT)


def test_a_profile_can_be_made_of_every_kind_of_character_and_stays_on_its_page(everything):
    assert r"#let $x$ @ref \n *a* _b_ [c] <d> `e`" in profile(*everything)
    made = profile_bytes(
        Assessment(*everything), load_methodology("nhs-england-2016"), [POOLE], str, made_on=DAY
    )
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1


def test_a_pack_of_every_kind_of_character_is_whole_and_every_file_of_it_can_be_opened(everything):
    edition, method = everything
    baseline = load_methodology("nhs-england-2016")
    case = case_of(
        Assessment(edition, method), baseline, choose_areas(edition, [POOLE], ["national", "areas"]), "link"
    )
    content = pack_bytes(case)
    assert not missing_from(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kinds = {name.rpartition(".")[2]: archive.read(name) for name in archive.namelist()}
    assert sorted(kinds) == ["pdf", "png", "pptx", "svg", "xlsx"]
    assert opened(kinds["pptx"]).slides
    assert openpyxl.load_workbook(io.BytesIO(kinds["xlsx"]))["Ratings"].max_row == 2
    assert etree.fromstring(kinds["svg"]).tag.endswith("svg")


def test_tables_of_every_kind_of_character_can_be_read_back(everything):
    said = about("Ratings", Assessment(*everything), "link", made_on=DAY)
    table = ratings_table(Assessment(*everything), said)
    name = everything[0].short_names[POOLE]
    assert name.encode() in csv_bytes(table)
    assert name in set(pq.read_table(io.BytesIO(parquet_bytes(table)))["Area"].to_pylist())
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(table)))["Data"]
    assert name in {cell.value for row in sheet.iter_rows() for cell in row}
    with zipfile.ZipFile(io.BytesIO(package_bytes(Assessment(*everything), said))) as archive:
        assert json.loads(archive.read("datapackage.json"))["notes"]


@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_a_picture_says_which_characters_its_typeface_lacks(edition, form):
    spec, data = rating_map(edition, rate(edition.indicators, load_methodology("nhs-england-2016")))
    made = picture_bytes(spec, data, form, title="Re\u2011audit \u2605 \u65e5", source="From here")
    if form == "svg":
        assert "Re-audit " in made.decode()
        assert "The typeface lacks some characters" in made.decode()
    if form == "pdf":
        text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
        assert "\u2605" in text
        assert "stands for cjk unified ideograph-65e5" in " ".join(text.split())


def test_no_text_of_a_chart_on_a_slide_is_a_formula_in_its_workbook(edition):
    named = renamed(edition, '=HYPERLINK("http://x.invalid")')
    method = load_methodology("nhs-england-2016")
    case = case_of(
        Assessment(named, method), method, choose_areas(named, [POOLE, "11A"], ["group", "indicators"]), ""
    )
    deck = opened(slides_bytes(screens_of(case), named, case.ratings))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert charts
    for chart in charts:
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        formulas = [cell.value for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
        # The chart's own: the ends of lines are other cells of its table.
        assert all(re.fullmatch(r"=[A-Z]\d+", formula) for formula in formulas), formulas


def small_case(edition):
    method = load_methodology("nhs-england-2016")
    return case_of(Assessment(edition, method), method, choose_areas(edition, [POOLE], ["national"]), "")


def test_a_document_that_fails_leaves_the_others_in_the_pack_which_says_why(edition, monkeypatch):
    def refuse(_):
        raise DataError("The document cannot be set: no ink.")

    monkeypatch.setitem(packs._MAKERS, "profiles", refuse)
    content = pack_bytes(small_case(edition), ["profiles", "workbook"])
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "txt"]
    assert missing_from(content).splitlines() == [
        "This pack is incomplete.",
        "One-page profiles (.pdf) could not be made. The document cannot be set: no ink.",
    ]


def test_a_fault_of_the_app_in_one_document_leaves_the_others_and_shows_no_traceback(edition, monkeypatch):
    monkeypatch.setitem(packs._MAKERS, "slides", lambda _: 1 / 0)
    told = missing_from(pack_bytes(small_case(edition), ["slides", "workbook"]))
    assert "Slides (.pptx) could not be made. This is a fault in the app" in told
    assert "division" not in told


def test_a_pack_of_which_nothing_can_be_made_is_refused_with_the_reason(edition):
    with pytest.raises(
        DataError, match=r"Slides \(\.pptx\) could not be made\. The template cannot be opened"
    ):
        pack_bytes(small_case(edition), ["slides"], template=b"no presentation")


def test_the_command_writes_what_can_be_made_says_what_is_missing_and_does_not_exit_as_if_all_were_well(
    tmp_path, capsys
):
    path, template = tmp_path / "pack.zip", tmp_path / "damaged.pptx"
    template.write_bytes(b"no presentation")
    command = ["pack", "--areas", "Dorset", "--parts", "national", "--contents", "slides,workbook"]
    assert main([*command, "--template", str(template), "--out", str(path)]) == 1
    assert missing_from(path.read_bytes())
    assert "reports: This pack is incomplete. Slides (.pptx) could not be made." in capsys.readouterr().err
