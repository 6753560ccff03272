"""A part of the product that documents need and that is not there is named, in place of a library's own words."""

from datetime import date

import pytest

from reports.figures import fonts
from reports.profile import typesetting
from reports.slides import template as slide_template
from reports.slides.template import Template
from scoring import DataError


@pytest.mark.parametrize("content", [None, b"", b"no presentation"])
def test_a_template_of_our_own_that_is_missing_or_damaged_is_named(monkeypatch, tmp_path, content):
    file = tmp_path / "board-pack.pptx"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(slide_template, "OWN", file)
    with pytest.raises(
        DataError, match=r"Slides cannot be made: board-pack\.pptx, which comes with the app, is missing"
    ):
        Template()


def test_a_template_that_somebody_gives_is_not_taken_for_ours():
    with pytest.raises(DataError, match="The template cannot be opened"):
        Template(b"no presentation")


def test_a_document_whose_template_is_missing_is_said(tmp_path):
    with pytest.raises(DataError, match=r"profile\.typ, which comes with the app, is missing"):
        typesetting.typeset(tmp_path / "profile.typ", {}, date(2026, 1, 31))


def test_a_missing_typeface_is_named_before_anything_is_drawn_or_set(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    monkeypatch.setattr(
        fonts, "FILES", {weight: tmp_path / file.name for weight, file in fonts.FILES.items()}
    )
    fonts.register.cache_clear()
    fonts._font.cache_clear()
    for use in (
        fonts.register,
        lambda: fonts.width_of("Dorset", 10),
        lambda: typesetting.typeset(tmp_path / "any.typ", {}, date(2026, 1, 31)),
    ):
        with pytest.raises(
            DataError, match=r"missing \(SourceSansPro-Regular\.ttf and SourceSansPro-Semibold\.ttf\)"
        ):
            use()
    for file in fonts.FILES.values():
        file.write_bytes(b"no typeface")
    with pytest.raises(DataError, match=r"damaged: SourceSansPro-Regular\.ttf"):
        fonts.width_of("Dorset", 10)
