"""The pack: its spreadsheet has the figures of the slides, its ZIP has everything, from the command line too."""

import zipfile
from dataclasses import replace
from io import BytesIO

import altair as alt
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from charts.screens import LINES
from reports.__main__ import main
from reports.figures.screen_charts import screen_chart
from reports.pack.archive import CONTENTS, pack_bytes
from reports.pack.workbook import pack_workbook_bytes
from reports.story.story import PARTS, case_of, choose_areas
from scoring import (
    RATING_LABELS,
    Assessment,
    DataError,
    count_ratings,
    load_edition,
    load_methodology,
    movers,
    rate,
)
from tests.reports.slides.decks import PACKS, opened, pack, title_of


def sheets_of(content):
    return pd.read_excel(BytesIO(content), sheet_name=None, keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("name", PACKS)
def test_the_workbook_has_the_ratings_and_figures_of_the_chosen_areas(name):
    case = pack(name).case
    sheets = sheets_of(pack_workbook_bytes(case))
    ratings = rate(case.edition.indicators, case.method)
    ratings = ratings[ratings["area_code"].isin(case.choice.areas)]
    assert list(sheets["Ratings"]["Rating"]) == list(ratings["rating"].map(RATING_LABELS))
    figures = case.edition.indicators[case.edition.indicators["area_code"].isin(case.choice.areas)]
    assert len(sheets["Figures"]) == len(figures)
    assert sorted(sheets["Figures"]["Value"].dropna()) == pytest.approx(sorted(figures["value"].dropna()))
    counts = count_ratings(rate(case.edition.indicators, case.method))
    assert dict(zip(sheets["All areas"]["Rating"], sheets["All areas"]["Areas"], strict=True)) == {
        RATING_LABELS[rating]: number for rating, number in counts.items()
    }
    assert {"Notes", "Indicators", "Constants"} <= set(sheets)
    assert ("How sure" in sheets) == case.has_ratings
    assert ("Targets" in sheets) == case.has_ratings
    # As pages and slides call it.
    assert "similar" not in set(sheets["Figures"]["Outcome"])
    assert ("Similar areas" in sheets) == (not case.edition.similar.empty)
    if "Similar areas" in sheets:
        assert set(sheets["Similar areas"]["Area code"]) == set(sheets["Ratings"]["Area code"])
    if case.has_ratings:
        assert set(sheets["Targets"]["Area code"]) == set(sheets["Ratings"]["Area code"])
    assert case.about.link in set(sheets["Notes"]["Detail"])


def test_the_workbook_has_the_movers_of_the_chosen_areas():
    case = pack("scenario").case
    moves = movers(Assessment(case.edition, case.baseline), Assessment(case.edition, case.method))
    moves = moves[moves["area_code"].isin(case.choice.areas)]
    sheet = sheets_of(pack_workbook_bytes(case))["Movers"]
    assert list(sheet["Reason"]) == list(moves["reason"])
    assert "Movers" not in sheets_of(pack_workbook_bytes(pack("october").case))


@pytest.fixture(scope="module")
def archive():
    told = []
    content = pack_bytes(pack("icb quarter").case, progress=lambda *step: told.append(step))
    done = [part for part, _ in told]
    assert done == sorted(done)
    assert done[-1] == 1.0
    return zipfile.ZipFile(BytesIO(content))


def test_the_zip_has_slides_workbook_and_every_picture_in_every_form(archive):
    names = archive.namelist()
    assert archive.testzip() is None
    assert sum(name.endswith(".pptx") for name in names) == 1
    assert sum(name.endswith(".xlsx") for name in names) == 1
    pictures = [screen for screen in pack("icb quarter").screens if screen.chart is not None]
    for form in ("svg", "png", "pdf"):
        # A chart each, and the map.
        assert (
            sum(name.startswith("pictures/") and name.endswith(form) for name in names) == len(pictures) + 1
        )
    (profiles,) = [name for name in names if name.endswith("pdf") and not name.startswith("pictures/")]
    assert len(PdfReader(BytesIO(archive.read(profiles))).pages) == len(pack("icb quarter").case.choice.areas)
    (slides,) = [name for name in names if name.endswith(".pptx")]
    deck = opened(archive.read(slides))
    assert [title_of(slide) for slide in deck.slides] == [
        screen.title for screen in pack("icb quarter").screens
    ]


def test_no_picture_of_the_zip_is_empty(archive):
    for name in archive.namelist():
        if name.endswith(".png"):
            image = Image.open(BytesIO(archive.read(name))).convert("RGB")
            colours = image.getcolors(1_000_000)
            white = max(number for number, _ in colours)
            assert len(colours) > 20
            assert white < 0.97 * image.width * image.height, name


@pytest.mark.parametrize("name", PACKS)
def test_charts_of_screens_are_valid_vega_lite_of_any_size(name):
    for screen in pack(name).screens[:8]:
        if screen.chart is not None:
            for size, height in ((9.0, 200), (40.0, 1_600)):
                spec, datasets = screen_chart(screen.chart, size=size, height=height)
                # By the schema alone: to have Altair make its objects of it as well takes eight times as long.
                alt.LayerChart.validate(spec)
                assert spec["layer"]
                assert not any(data.empty for data in datasets.values() if data is not datasets.get(LINES))


def test_what_a_pack_may_not_hold_is_refused_in_words():
    case = pack("icb quarter").case
    with pytest.raises(DataError, match="A pack cannot contain film"):
        pack_bytes(case, ["film"])
    with pytest.raises(DataError, match="choose at least one"):
        pack_bytes(case, [])


def test_a_pack_of_areas_without_figures_is_refused_and_not_empty():
    edition = load_edition("october-2016")
    figures = edition.indicators[edition.indicators["area_code"] != "E38000045"]
    method = load_methodology("nhs-england-2016")
    lacking = replace(edition, indicators=figures)
    case = case_of(Assessment(lacking, method), method, choose_areas(lacking, ["Dorset"], ["areas"]), "")
    for contents in (["profiles"], ["pictures"], ["profiles", "pictures"]):
        with pytest.raises(DataError, match="none of these areas has figures"):
            pack_bytes(case, contents)


def test_slides_from_the_command_line_are_those_of_the_story(tmp_path, capsys):
    path = tmp_path / "deck.pptx"
    command = [
        "slides",
        "--alliance",
        "Wessex",
        "--parts",
        "national,group",
        "--set",
        "waits_62_day.benchmark=82",
    ]
    assert main([*command, "--out", str(path)]) == 0
    deck = opened(path.read_bytes())
    assert [title_of(slide) for slide in deck.slides] == [
        "Wessex: 4 of 8 areas need improvement (est.)",
        "164 of 209 areas are rated below “performing well” (est.)",
    ]
    notes = deck.slides[0].notes_slide.notes_text_frame.text
    assert "python -m reports slides --alliance Wessex" in notes
    shown = capsys.readouterr()
    assert shown.out == f"Written: {path}\n"
    assert "100%" in shown.err


@pytest.mark.parametrize(
    "choice",
    [
        ["--areas", "Dorset,11A"],
        ["--areas", "Dorset; Newham"],
        ["--by", "region", "--group", "London"],
        ["--all"],
    ],
)
def test_areas_may_be_chosen_in_several_ways(tmp_path, choice):
    path = tmp_path / "deck.pptx"
    assert main(["slides", *choice, "--parts", "national", "--out", str(path)]) == 0
    assert len(opened(path.read_bytes()).slides) == 1


def test_a_pack_from_the_command_line_has_a_name_that_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["pack", "--areas", "Dorset", "--contents", "workbook"]
    assert main(command) == 0
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("october-2016_dorset_board-pack_nhs-england-2016_")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--areas", "Nowhere"], "There is no area 'Nowhere'"),
        (["--alliance", "Nowhere"], "is not the name of one group"),
        (["--areas", "Dorset", "--parts", "cover"], f"no part 'cover'. The parts are: {', '.join(PARTS)}"),
        (["--areas", "Dorset", "--template", "nowhere.pptx"], "There is no file nowhere.pptx"),
        (["--alliance", "X", "--edition", "icb-waits-2024-q2"], "has no groups of the kind 'alliance'"),
    ],
)
def test_wrong_use_is_one_sentence(arguments, words, capsys):
    assert main(["slides", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["slides", "--all", "--by", "region"], "--by gives the kind of a --group, so it needs --group."),
        (["slides", "--alliance", "Wessex", "--by", "stp"], "--by gives the kind of a --group"),
        (
            ["pack", "--all", "--contents", "workbook", "--parts", "national"],
            "--parts is for slides and their pictures, and --contents includes neither.",
        ),
        (
            ["pack", "--all", "--contents", "profiles,pictures", "--template", "own.pptx"],
            "--template is for slides, which --contents does not include.",
        ),
        (
            ["picture", "map", "--indicator", "waits_62_day"],
            "--indicator is for a strip; a map shows ratings.",
        ),
    ],
)
def test_an_option_without_an_effect_is_refused(command, words, capsys):
    assert main(command) == 2
    assert words in capsys.readouterr().err


def test_contents_that_there_are_not_are_refused(capsys):
    assert main(["pack", "--all", "--contents", "film"]) == 2
    assert f"It can contain: {', '.join(CONTENTS)}" in capsys.readouterr().err
