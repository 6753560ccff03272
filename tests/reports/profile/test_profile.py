"""The one-page profile: one page an area, its figures those of `rate` and `explain`, readable by a screen reader."""

import dataclasses
import io
import re
import subprocess
from datetime import date

import numpy as np
import pypdf
import pypdfium2
import pytest

from reports.profile import content as profile_data
from reports.profile import typesetting
from reports.profile.document import TEMPLATE, profile_bytes
from reports.profile.typesetting import typeset
from reports.tables.area_words import figure_in_words
from scoring import RATING_LABELS, Assessment, DataError, explain, load_edition, load_methodology, rate
from scoring.analysis.probability import rating_probabilities
from tests.reports.figures.test_pictures import count, pixels

DORSET, LONG_NAME = "E38000045", "E38000153"
LINK = "http://127.0.0.1:8501/area?area={}&waits_62_day.benchmark=82"


def fitted(edition_name, method_name=None):
    edition = load_edition(edition_name)
    own = edition.meta.default_methodology
    return (
        edition,
        edition.fitted(load_methodology(method_name or own)),
        edition.fitted(load_methodology(own)),
    )


def profile(edition, method, baseline, *areas, **options):
    return profile_bytes(
        Assessment(edition, method), baseline, areas, LINK.format, made_on=date(2026, 1, 31), **options
    )


def pages_of(content: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u200b", "")) for page in pages]


@pytest.fixture(scope="module")
def dorset():
    return profile(*fitted("october-2016"), DORSET)


def elements(reader: pypdf.PdfReader) -> list[dict]:
    """Return every element of the structure of a tagged PDF, in the order in which it is read."""
    found = []

    def walk(part):
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            if "/S" in part:
                found.append(part)
            walk(part.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_page_says_what_rate_and_explain_say(dorset):
    edition, method, _ = fitted("october-2016")
    [page] = pages_of(dorset)
    result = explain(Assessment(edition, method), DORSET)
    assert result.sentence in page
    assert RATING_LABELS[result.rating] in page
    for row in result.indicators.itertuples():
        meta = edition.meta.indicators[row.indicator]
        assert meta.short_label in page
        assert figure_in_words(row.value, row.basis, meta) in page
    assert "14 more patients treated within 62 days" in page
    assert "93% needs improvement" in page
    assert "Somerset (needs improvement, est.)" in page
    for words in (
        "Changes: none",
        "Open Government Licence v3.0",
        "Made on 31 January 2026",
        "607 are estimates",
    ):
        assert words in page


def test_the_link_at_the_foot_can_be_clicked(dorset):
    page = pypdf.PdfReader(io.BytesIO(dorset)).pages[0]
    links = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]
    assert set(links) == {LINK.format(DORSET)}


def test_a_screen_reader_finds_language_title_headings_table_and_pictures_in_words(dorset):
    reader = pypdf.PdfReader(io.BytesIO(dorset))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title == "Cancer care profile of NHS Dorset CCG: Cancer ratings of October 2016"
    kinds = [part["/S"] for part in elements(reader)]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == 5 and kinds.count("/H3") == 4
    assert kinds.count("/Table") == 1 and kinds.count("/TH") == 8
    alternatives = [part["/Alt"] for part in elements(reader) if part["/S"] == "/Figure" and "/Alt" in part]
    assert any(words.startswith("Map of England: where NHS Dorset CCG lies") for words in alternatives)
    assert any("82.7% against the standard of 85%" in words for words in alternatives)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_its_typeface_is_in_the_file(dorset):
    fonts = [
        font.get_object()
        for font in pypdf.PdfReader(io.BytesIO(dorset)).pages[0]["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert "SourceSansPro" in font["/BaseFont"]
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & described.keys()


def test_every_area_has_one_page_of_its_own():
    edition, method, baseline = fitted("icb-waits-2025-q2")
    told = []
    codes = list(edition.short_names)
    pages = pages_of(
        profile(edition, method, baseline, *codes, progress=lambda done, what: told.append((done, what)))
    )
    assert len(pages) == len(codes) == 42
    ratings = rate(edition.indicators, method).set_index("area_code")["rating"]
    for code, page in zip(codes, pages, strict=True):
        assert edition.short_names[code] in page
        assert RATING_LABELS[ratings[code]] in page
        assert f"area={code}" in page
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][0] == 0 and told[-1] == (1.0, "Done")


@pytest.mark.parametrize("method_name", ["combined-z", "headline-only", "peer-group", "funnel", "shrunken"])
def test_other_methodologies_fit_on_their_page(method_name):
    edition, method, baseline = fitted("october-2016", method_name)
    pages = pages_of(profile(edition, method, baseline, DORSET, LONG_NAME))
    assert len(pages) == 2
    for code, page in zip((DORSET, LONG_NAME), pages, strict=True):
        result = explain(Assessment(edition, method), code)
        assert RATING_LABELS[result.rating] in page
        assert result.sentence in page
        assert "By the baseline, NHS England 2016, reconstructed:" in page


def test_estimates_are_marked_and_their_points_are_hollow():
    edition, method, baseline = fitted("october-2016")
    [page] = pages_of(profile(edition, method, baseline, LONG_NAME))
    assert "est.: based on estimated figures" in page
    estimated = edition.indicators[
        (edition.indicators["area_code"] == LONG_NAME) & (edition.indicators["basis"] != "published")
    ]
    assert len(estimated) == 3
    for row in estimated.itertuples():
        # Over its strip and in the table.
        assert (
            page.count(figure_in_words(row.value, "estimated", edition.meta.indicators[row.indicator])) >= 2
        )
    assert page.count("estimated (hollow)") == 3


def test_an_area_without_enough_figures_is_not_rated_and_says_so():
    edition, method, baseline = fitted("october-2016")
    figures = edition.indicators.copy()
    lost = (figures["area_code"] == DORSET) & figures["indicator"].isin(
        ["early_diagnosis", "one_year_survival"]
    )
    figures.loc[lost, ["value", "numerator", "denominator", "lower_ci", "upper_ci"]] = np.nan
    edition = dataclasses.replace(edition, indicators=figures)
    [page] = pages_of(profile(edition, method, baseline, DORSET))
    assert "Dorset is not rated because only two of four indicators have a value" in page
    assert page.count("Diagnosed in 2014 · no value") == 1


def test_what_is_long_is_set_smaller_and_stays_on_its_page():
    edition, method, baseline = fitted("october-2016", "limiting-judgement")
    reason = "a reason that goes on and on " * 60
    changes = {
        "waits_62_day.benchmark": 82.0,
        f"moderation.{DORSET}": f"top | {reason}| A panel | 2016-09-30",
    }
    scenario = method.with_changes(changes)
    content = profile(edition, scenario, baseline, DORSET)
    [page] = pages_of(content)
    assert page.count("a reason that goes on and on") == 60
    assert "62-day waits: threshold 82% (was 85%)" in page
    assert "Neighbours, longest border first" in page
    last = edition.neighbours[edition.neighbours["area_code"] == DORSET].sort_values("shared_border_km")
    assert f"{edition.short_names[last['neighbour_code'].iloc[0]]} (needs improvement" in page
    seen = pixels(content)
    assert (seen[:, :20] == 255).all() and (seen[:, -20:] == 255).all()


def test_a_long_link_stays_inside_the_page_and_is_whole_where_it_is_clicked():
    edition, method, baseline = fitted("october-2016")
    link = f"http://127.0.0.1:8501/area?own={'x' * 4000}"
    content = profile_bytes(Assessment(edition, method), baseline, [DORSET], lambda _: link)
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    assert {note.get_object()["/A"]["/URI"] for note in page["/Annots"]} == {link}
    assert "(cut: take the whole link" in pages_of(content)[0]
    assert (pixels(content)[:, -20:] == 255).all()


def test_figures_in_other_units_have_a_page_too(other_units):
    edition, method = other_units
    codes = list(edition.short_names)
    assert len(pages_of(profile(edition, method, method, *codes))) == len(codes)


def test_the_probability_is_the_one_of_how_sure():
    edition, method, baseline = fitted("cancer-waits-2018-q1")
    chances = rating_probabilities(edition.indicators, method).set_index("area_code").loc[DORSET]
    [page] = pages_of(profile(edition, method, baseline, DORSET))
    assert f"{100 * chances['needs']:.0f}% needs improvement" in page
    assert "est." not in page
    assert "Similar areas" not in page.replace("similar areas", "")


def test_the_page_is_drawn():
    edition, method, baseline = fitted("cancer-waits-2018-q1")
    seen = pixels(profile(edition, method, baseline, DORSET))
    assert count(seen, "#3a6ea5") > 5_000, "badge, bar and map"
    assert count(seen, "#a3271c") > 200, "the point and the lines of the standard"


def test_the_same_input_gives_the_same_bytes():
    case = fitted("icb-waits-2025-q2")
    area = next(iter(case[0].short_names))
    assert profile(*case, area) == profile(*case, area)


def test_no_area_and_an_unknown_one_are_refused_in_a_sentence():
    edition, method, baseline = fitted("october-2016")
    with pytest.raises(DataError, match="Choose at least one area"):
        profile(edition, method, baseline)
    with pytest.raises(DataError, match="There are no figures for"):
        profile(edition, method, baseline, "E99999999")


def test_every_axis_holds_what_is_drawn_on_it():
    edition, method, _ = fitted("october-2016")
    result = explain(Assessment(edition, method), DORSET)
    for name, (low, high) in profile_data.axes(edition, result.indicators).items():
        values = edition.indicators.loc[edition.indicators["indicator"] == name, "value"]
        assert low <= values.min() and values.max() <= high


def test_a_document_that_cannot_be_set_is_refused_in_a_sentence():
    with pytest.raises(DataError, match=r"^The document cannot be set: "):
        typeset(TEMPLATE, {"title": "Nothing else"}, date(2026, 1, 31))


def _box(page, words: str) -> tuple[float, float]:
    """Return where words begin and end from left to right on a page."""
    text = page.get_textpage()
    first, length = text.search(words).get_next()
    return text.get_charbox(first)[0], text.get_charbox(first + length - 1)[2]


def test_the_labels_of_england_and_the_standard_do_not_run_into_each_other():
    page = pypdfium2.PdfDocument(profile(*fitted("cancer-waits-2018-q2"), DORSET))[0]
    for left, right in (
        ("England 91.4%", "Standard 93%"),
        ("Standard 96%", "England 97.5%"),
        ("England 80.8%", "Standard 85%"),
    ):
        assert _box(page, left)[1] < _box(page, right)[0]


def test_progress_moves_while_pages_are_set_and_who_leaves_ends_the_work(monkeypatch):
    monkeypatch.setattr(typesetting, "_BEAT", 0.02)
    told = []
    profile(*fitted("october-2016"), DORSET, progress=lambda *step: told.append(step))
    setting = [(done, words) for done, words in told if words.startswith("Typesetting 1 page")]
    assert len(setting) > 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    started = []
    begin = subprocess.Popen

    def recorded(*arguments, **options):
        started.append(begin(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", recorded)

    def leave(_done, words):
        if " s)" in words:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile(*fitted("october-2016"), DORSET, progress=leave)
    assert [process.poll() for process in started] == [-9]
