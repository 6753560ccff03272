"""Pictures and profiles from the command line."""

import pypdf
import pytest

from reports.__main__ import _parser, main
from tests.empty_options import refused
from tests.reports.figures.test_pictures import pixels


def test_a_profile_of_one_area_and_of_an_alliance(tmp_path, capsys):
    one, several = tmp_path / "one.pdf", tmp_path / "several.pdf"
    assert main(["profile", "Dorset", "--out", str(one)]) == 0
    assert (
        main(["profile", "--alliance", "Wessex", "--set", "waits_62_day.benchmark=82", "--out", str(several)])
        == 0
    )
    assert len(pypdf.PdfReader(one).pages) == 1
    pages = pypdf.PdfReader(several).pages
    assert len(pages) == 8
    assert "profile --alliance Wessex --set waits_62_day.benchmark=82" in pages[0].extract_text().replace(
        "\n", " "
    )
    assert f"Written: {several}" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
@pytest.mark.parametrize(
    "what", [["map", "--area", "Dorset"], ["strip", "--area", "Dorset", "--indicator", "waits_62_day"]]
)
def test_a_picture_in_the_form_that_its_name_asks_for(tmp_path, what, ending):
    file = tmp_path / f"picture.{ending}"
    assert main(["picture", *what, "--out", str(file)]) == 0
    assert (pixels(file.read_bytes()) < 250).any(axis=-1).mean() > 0.02


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["picture", "map", "--out", "map.gif"], "map.gif should end in .svg, .png, .pdf"),
        (
            ["profile", "Dorset", "--out", "one.docx"],
            "one.docx should end in .pdf, which is what is written.",
        ),
        (["package", "--out", "all.csv"], "all.csv should end in .zip, which is what is written."),
        (
            ["slides", "--areas", "Dorset", "--out", "a.ppt"],
            "a.ppt should end in .pptx, which is what is written.",
        ),
        (["picture", "strip", "--out", "strip.svg"], "A strip needs --area and --indicator."),
        (["picture", "strip", "--area", "Dorset", "--indicator", "x"], "There is no indicator 'x'."),
        (["profile", "Nowhere"], "There is no area 'Nowhere'"),
        (["profile", "--alliance", "Nowhere"], "Nowhere"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(arguments, sentence, capsys):
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_an_empty_value_is_refused_for_every_option_of_every_command(capsys):
    for call, said in refused(_parser(), capsys).items():
        assert "it is empty; give a value" in said, call
        assert len(said.splitlines()) == 1, call


@pytest.mark.parametrize(
    "given",
    [
        ["slides", "--all", "--parts", ","],
        ["slides", "--areas", " ; "],
        ["pack", "--all", "--contents", ",,"],
    ],
)
def test_a_list_with_nothing_in_it_is_refused(capsys, given):
    assert main(given) == 2
    assert f"reports: {given[-2]} {given[-1]!r} is empty;" in capsys.readouterr().err
