"""Slides, opened as PowerPoint opens them: what every one of them carries, and that nothing leaves it."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
from PIL import Image
from pptx.opc.constants import CONTENT_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from reports.slides.deck import slides_bytes
from reports.slides.tables import pages
from reports.slides.template import OWN, Template
from reports.slides.text import TextMeasure
from reports.templates.make_board_pack import make
from scoring import DataError
from tests.reports.slides.decks import (
    LINK,
    PACKS,
    alt_of,
    as_bytes,
    figures_of,
    footer_of,
    named,
    notes_of,
    opened,
    pack,
    title_of,
    wide_deck,
)

everywhere = pytest.mark.parametrize("name", PACKS)


@everywhere
def test_every_title_is_the_message_of_a_screen_in_order(name):
    shown = pack(name)
    titles = [title_of(slide).partition(" (1 of ")[0] for slide in shown.deck.slides]
    first = [title for title in titles if not any(f" ({n} of " in title for n in range(2, 60))]
    assert first == [screen.title for screen in shown.screens]


@everywhere
def test_slides_are_16_to_9_and_nothing_leaves_them(name):
    deck = pack(name).deck
    width, height = deck.slide_width, deck.slide_height
    assert width / height == pytest.approx(16 / 9, abs=0.001)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert min(shape.left, shape.top) >= 0
            assert shape.left + shape.width <= width + 2, (title_of(slide), shape.name)
            assert shape.top + shape.height <= height + 2, (title_of(slide), shape.name)


@everywhere
def test_nothing_is_empty_and_no_placeholder_is_left_unfilled(name):
    for slide in pack(name).deck.slides:
        assert len(slide.shapes) >= 4, title_of(slide)
        for shape in slide.shapes:
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), (title_of(slide), shape.name)


@everywhere
def test_every_picture_chart_and_table_has_a_text_alternative(name):
    for slide in pack(name).deck.slides:
        for shape in figures_of(slide):
            assert len(alt_of(shape)) > 30, (title_of(slide), shape.name)


@everywhere
def test_every_slide_says_edition_methodology_basis_source_licence_date_and_link(name):
    shown = pack(name)
    about = shown.case.about
    counts = {screen.about.basis for screen in shown.screens}
    for slide in shown.deck.slides:
        text = footer_of(slide)
        assert any(f"Figures: {basis}" in text for basis in counts), text
        # What is told over time is of a series and of no rule; all else is of the edition.
        trend = "two-proportion z test" in text
        of = ("Cancer waits by",) if trend else (about.edition, about.methodology)
        assert all(part in text for part in (*of, about.publisher, about.licence, "31 January 2026")), text
        assert ("changes: none" in text) == (trend or not shown.case.method.changes)
        links = [
            run.hyperlink.address for p in named(slide, "Footer").text_frame.paragraphs for run in p.runs
        ]
        assert LINK in links
        assert named(slide, "Slide number") is not None


@everywhere
def test_every_slide_has_notes_with_method_source_and_the_whole_link(name):
    shown = pack(name)
    for slide in shown.deck.slides:
        notes = notes_of(slide)
        about = shown.case.about
        for part in (about.methodology, about.publisher, about.attribution, LINK, "Periods: "):
            assert part in notes


@everywhere
def test_slides_with_estimates_say_what_est_means_and_others_do_not(name):
    shown = pack(name)
    by_title = {screen.title: screen for screen in shown.screens}
    for slide in shown.deck.slides:
        title = title_of(slide)
        for number in range(1, 60):
            title = title.partition(f" ({number} of ")[0]
        assert footer_of(slide).startswith("est.: estimated") == by_title[title].estimated


@everywhere
def test_the_shapes_are_in_the_order_in_which_they_are_seen(name):
    for slide in pack(name).deck.slides:
        shown = [s for s in slide.shapes if s.name not in ("Footer", "Slide number")]
        assert shown[0] == slide.shapes.title
        rest = [(s.left > pack(name).deck.slide_width // 3, s.top) for s in shown[1:]]
        assert rest == sorted(rest), title_of(slide)


def test_the_map_is_a_sharp_picture_with_areas_in_all_colours_of_their_ratings():
    (slide,) = [slide for slide in pack("october").deck.slides if any(s.name == "Map" for s in slide.shapes)]
    picture = named(slide, "Map")
    image = Image.open(BytesIO(picture.image.blob)).convert("RGB")
    # At least 150 pixels an inch of the slide.
    assert image.height / (picture.height / 914400) > 150
    colours = {colour for _, colour in image.getcolors(1_000_000)}
    assert len(colours) > 50


def test_figures_fill_placeholders_of_the_layout_so_that_a_new_layout_moves_them():
    for slide in pack("october").deck.slides:
        for shape in figures_of(slide):
            if re.fullmatch(r"Chart \d", shape.name):
                continue  # a placeholder holds one shape: of the strips of an area it is the first
            assert shape.is_placeholder
            assert shape.placeholder_format.idx in {
                p.placeholder_format.idx for p in slide.slide_layout.placeholders
            }


def test_our_template_is_what_its_script_makes():
    made = opened(as_bytes(make()))
    kept = opened(OWN.read_bytes())
    assert [layout.name for layout in made.slide_layouts] == [layout.name for layout in kept.slide_layouts]
    for one, other in zip(made.slide_layouts, kept.slide_layouts, strict=True):
        assert one.part.blob == other.part.blob
    assert made.slide_master.part.blob == kept.slide_master.part.blob


def _with_template(template, screens=slice(None)):
    shown = pack("icb quarter")
    return opened(slides_bytes(shown.screens[screens], shown.case.edition, shown.case.ratings, template))


FEW = slice(3)
"""Screens enough for what is of the file as a whole, or of any one slide."""


def test_a_template_of_an_organisation_is_used_with_its_own_looks_and_without_its_slides():
    own = wide_deck()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "A slide of the organisation"
    deck = _with_template(as_bytes(own))
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Only"}
    assert [title_of(s) for s in deck.slides] == [title_of(s) for s in pack("icb quarter").deck.slides]
    for slide in deck.slides:
        assert footer_of(slide)
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            below = (
                shape == slide.shapes.title or shape.top >= slide.shapes.title.top + slide.shapes.title.height
            )
            assert below, shape.name


def test_a_smaller_template_in_16_to_9_has_smaller_type():
    small = _with_template(as_bytes(wide_deck(10, 5.625)), FEW)
    large = _with_template(as_bytes(wide_deck()), FEW)
    size = [d.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.size for d in (small, large)]
    assert size[0] < size[1]


def test_our_own_template_given_as_a_file_is_the_same_as_none():
    deck = _with_template(OWN)
    assert {slide.slide_layout.name for slide in deck.slides} >= {"Board pack: map", "Board pack: area"}


def _without_titles():
    deck = wide_deck()
    for layout in deck.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type in (1, 3):
                shape.element.getparent().remove(shape.element)
    return deck


def _with_sections():
    """A deck whose slides are in sections and in a show of some slides, as PowerPoint writes them."""
    deck = wide_deck()
    deck.slides.add_slide(deck.slide_layouts[0])
    number = deck.slides[0].slide_id
    deck.element.append(
        parse_xml(
            f'<p:custShowLst {nsdecls("p", "r")}><p:custShow name="Short" id="0"><p:sldLst>'
            '<p:sld r:id="rId7"/></p:sldLst></p:custShow></p:custShowLst>'
        )
    )
    deck.element.append(
        parse_xml(
            f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
            '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
            f'<p14:section name="Start" id="{{6B0D4B3E-0000-4000-8000-000000000000}}"><p14:sldIdLst>'
            f'<p14:sldId id="{number}"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>'
        )
    )
    return deck


def test_nothing_names_slides_of_the_template_that_are_gone():
    deck = _with_template(as_bytes(_with_sections()), FEW)
    names = zipfile.ZipFile(BytesIO(as_bytes(deck))).namelist()
    assert len(names) == len(set(names))
    assert not deck.element.xpath('.//*[local-name()="sectionLst" or local-name()="custShowLst"]')


@pytest.mark.parametrize("kind", ["PML_TEMPLATE_MAIN", "PML_SLIDESHOW_MAIN", "PML_PRES_MACRO_MAIN"])
def test_templates_shows_and_presentations_with_macros_make_plain_presentations(kind):
    deck = wide_deck()
    deck.part._content_type = getattr(CONTENT_TYPE, kind)
    assert _with_template(as_bytes(deck), FEW).part.content_type == CONTENT_TYPE.PML_PRESENTATION_MAIN


def _damaged(name, content):
    """A template in which one part is something else, or not there."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(OWN.read_bytes())) as whole, zipfile.ZipFile(buffer, "w") as broken:
        for entry in whole.namelist():
            if entry != name:
                broken.writestr(entry, whole.read(entry))
            elif content is not None:
                broken.writestr(entry, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["[Content_Types].xml", "ppt/presentation.xml", "ppt/slideLayouts/slideLayout1.xml"]
)
@pytest.mark.parametrize("content", [None, b"<no xml", b"<other/>"])
def test_a_damaged_template_is_refused_in_words(name, content):
    with pytest.raises(DataError, match=r"^The template cannot be opened: "):
        Template(_damaged(name, content))


def test_a_template_with_a_theme_that_is_no_xml_is_refused_and_one_without_is_used():
    theme = "ppt/theme/theme1.xml"
    with pytest.raises(DataError, match=r"^The template cannot be opened: "):
        Template(_damaged(theme, b"<no xml"))
    for content in (None, b"<other/>"):
        Template(_damaged(theme, content))


def test_a_template_that_unpacks_to_more_than_a_server_has_is_refused_before_it_is_unpacked():
    huge = BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.xml", b" " * 100_000_000)
    with pytest.raises(DataError, match="too large"):
        Template(huge.getvalue())


@pytest.mark.parametrize(("rows", "least"), [(1, 18), (3, 18), (10, 12)])
def test_tables_with_few_rows_are_set_large(rows, least):
    shown = pack("scenario")
    grid = next(s.table for s in shown.screens if s.kind == "changes" and s.table is not None)
    some = replace(grid, frame=pd.concat([grid.frame] * 10).head(rows))
    template = Template()
    ((_, size),) = pages(some, template.places("table only")["Figure"], TextMeasure(template), template.scale)
    assert size >= least


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"no presentation", "cannot be opened: it must be a PowerPoint presentation"),
        (as_bytes(wide_deck(10, 7.5)), "10.0 by 7.5 inches. A board pack is in 16:9"),
        (as_bytes(_without_titles()), "no layout with a title placeholder at the top"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_in_words(template, words):
    with pytest.raises(DataError, match=words):
        _with_template(template)


def test_a_pack_without_a_screen_is_refused():
    shown = pack("icb quarter")
    with pytest.raises(DataError, match="nothing to show"):
        slides_bytes([], shown.case.edition, shown.case.ratings)


def test_progress_goes_from_nothing_to_all_and_names_what_is_made():
    shown, told = pack("icb quarter"), []
    slides_bytes(
        shown.screens, shown.case.edition, shown.case.ratings, progress=lambda *step: told.append(step)
    )
    done = [part for part, _ in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0.0, 1.0)
    assert [what for _, what in told[:-1]] == [screen.title for screen in shown.screens]
