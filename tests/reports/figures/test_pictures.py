"""Pictures to take away: titled, with a line of sources, the same each time, and never empty."""

import io
import re
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from charts.palette import RATING_COLOURS
from reports.figures.map_shapes import embedded_shapes
from reports.figures.pictures import picture_bytes
from reports.figures.rating_map import rating_map
from scoring import DataError, count_ratings, load_edition, load_methodology, rate

SOURCE = "October 2016; NHS England. Open Government Licence v3.0.\nhttp://127.0.0.1:8501/england?area=11J"
MESSAGE = "180 of 209 areas are below “performing well” & that is <most>"


def pixels(picture: bytes) -> np.ndarray:
    """Return a picture of any form as pixels."""
    if picture.startswith(b"%PDF"):
        return np.asarray(pypdfium2.PdfDocument(picture)[0].render(scale=2).to_pil().convert("RGB"))
    if not picture.startswith(b"\x89PNG"):
        import vl_convert

        picture = vl_convert.svg_to_png(picture.decode(), scale=2)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def count(picture: np.ndarray, colour: str) -> int:
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(picture.astype(int) - wanted).max(axis=-1) <= 2).sum())


def is_drawn(picture: bytes) -> bool:
    return bool((pixels(picture) < 250).any(axis=-1).mean() > 0.02)


def map_of(edition_name: str, **options):
    edition = load_edition(edition_name)
    method = edition.fitted(load_methodology(edition.meta.default_methodology))
    ratings = rate(edition.indicators, method)
    return ratings, rating_map(edition, ratings, **options)


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize(
    "edition_name", ["cancer-waits-2016-q1", "cancer-waits-2021-q1", "icb-waits-2025-q2"]
)
def test_every_rating_covers_its_part_of_the_map(edition_name, form):
    ratings, (spec, datasets) = map_of(edition_name)
    seen = pixels(picture_bytes(spec, datasets, form, title=MESSAGE, source=SOURCE))
    swatch = 26 * 26
    for rating, number in count_ratings(ratings).items():
        covered = count(seen, RATING_COLOURS[rating]) - (swatch if rating != "not_rated" else 0)
        least = 150 * number if len(ratings) > 100 else 2_000 * number
        assert covered >= least - swatch, (rating, number, covered)
    assert sum(count(seen, colour) for colour in RATING_COLOURS.values()) > 250_000


def test_london_is_drawn_once_more_in_a_frame_of_its_own():
    _, (spec, datasets) = map_of("cancer-waits-2016-q1")
    with_inset = pixels(picture_bytes(spec, datasets, "png"))
    spec = spec | {"layer": [part for part in spec["layer"] if "-inset" not in str(part)]}
    without = pixels(picture_bytes(spec, datasets, "png"))
    assert with_inset.shape == without.shape
    rows, columns = np.nonzero((with_inset != without).any(axis=-1))
    height, width = without.shape[:2]
    assert columns.max() < 0.45 * width
    assert (columns.max() - columns.min()) * (rows.max() - rows.min()) > 0.05 * height * width


def test_an_area_that_is_highlighted_is_outlined():
    _, (spec, datasets) = map_of("cancer-waits-2016-q1")
    _, (marked, more) = map_of("cancer-waits-2016-q1", highlighted=["E38000045"])
    assert count(pixels(picture_bytes(marked, more, "png")), "#111111") > 500
    assert count(pixels(picture_bytes(spec, datasets, "png")), "#111111") < 50


def test_title_counts_and_sources_are_text_in_the_picture():
    _, (spec, datasets) = map_of("october-2016")
    picture = picture_bytes(
        spec, datasets, "svg", title=MESSAGE, subtitle=["By the rule"], source=SOURCE
    ).decode()
    for text in (
        "180 of 209 areas are below “performing well” &amp; that is &lt;most&gt;",
        ">By the rule<",
        ">Needs improvement: 156<",
        ">Paler: at least one figure is an estimate<",
        ">London × 3<",
        ">October 2016; NHS England. Open Government Licence v3.0.<",
        ">http://127.0.0.1:8501/england?area=11J<",
    ):
        assert text in picture


def test_signs_that_no_picture_can_hold_are_left_out():
    _, (spec, datasets) = map_of("icb-waits-2025-q2")
    assert is_drawn(picture_bytes(spec, datasets, "png", title="A\x0btitle\x00", source="From\x1fhere"))


def test_a_chart_whose_data_are_not_there_is_refused_and_not_drawn_empty():
    _, (spec, _datasets) = map_of("icb-waits-2025-q2")
    with pytest.raises(DataError, match="The picture would be empty"):
        picture_bytes(spec, {}, "svg")


def test_a_long_line_is_wrapped_inside_the_picture():
    _, (spec, datasets) = map_of("icb-waits-2025-q2")
    short = picture_bytes(spec, datasets, "png", title="Title", source="Source")
    link = "http://127.0.0.1:8501/england?" + "waits_62_day.benchmark=82&" * 30
    long = picture_bytes(
        spec, datasets, "png", title="A long title " * 20, source=f"{'Many words ' * 60}\n{link}"
    )
    assert pixels(long).shape[1] == pixels(short).shape[1]
    assert pixels(long).shape[0] > pixels(short).shape[0]
    for side in (pixels(long)[:, :20], pixels(long)[:, -20:]):
        assert (side == 255).all()


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_input_gives_the_same_bytes(form):
    _, (spec, datasets) = map_of("october-2016")
    first, second = (picture_bytes(spec, datasets, form, title=MESSAGE, source=SOURCE) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/map.json",
        "app/static/../app.py",
        "/etc/passwd",
        "app/static/user/gone.json",
        "file:///x",
    ],
)
def test_data_from_elsewhere_are_refused_in_a_sentence(address):
    spec = {"data": {"url": address}, "mark": "point", "height": 100}
    with pytest.raises(DataError, match=r"^The (picture asks for data|shapes).*\.$"):
        picture_bytes(spec, {}, "svg")


def test_the_typeface_is_embedded_in_a_pdf():
    _, (spec, datasets) = map_of("icb-waits-2025-q2")
    assert b"SourceSansPro" in picture_bytes(spec, datasets, "pdf", title=MESSAGE)


def test_a_map_draws_other_shapes_where_somebody_brought_some():
    edition = load_edition("icb-waits-2025-q2")
    other = embedded_shapes(load_edition("cancer-waits-2021-q1"))
    _, (spec, _) = map_of(edition.meta.id, shapes=other)
    assert other.url in str(spec)
    assert embedded_shapes(edition).url not in str(spec)


def test_areas_without_boundaries_have_no_map_and_it_is_said():
    edition = load_edition("icb-waits-2025-q2")
    elsewhere = replace(edition, meta=edition.meta.model_copy(update={"geography_id": "moon-2020"}))
    ratings = rate(edition.indicators, edition.fitted(load_methodology(edition.meta.default_methodology)))
    with pytest.raises(DataError, match="the boundaries of its areas are not known"):
        rating_map(elsewhere, ratings)


def test_an_svg_brings_its_typeface_along_in_both_weights_with_the_signs_that_it_has():
    _, (spec, datasets) = map_of("october-2016")
    content = picture_bytes(spec, datasets, "svg", title=MESSAGE, source=SOURCE).decode()
    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", content)
    assert [int(weight) for weight, _ in faces] == [400, 600]
    shown = set(re.sub(r"<style>.*?</style>|<[^>]+>", "", content)) - {"\n"}
    for _, packed in faces:
        with TTFont(io.BytesIO(b64decode(packed))) as font:
            assert {ord(sign) for sign in shown if sign.isascii()} <= set(font.getBestCmap())
