"""The typeface of pictures and documents, which comes with the app: a server may have no fonts at all."""

import re
from base64 import b64encode
from collections.abc import Collection
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import font_source_sans_pro
import vl_convert
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import ImageFont

from reports.paths import TYPEFACES
from scoring import DataError
from scoring.errors import listed

FAMILY = "Source Sans Pro"
STACK = f"{FAMILY}, Helvetica, Arial, sans-serif"
"""What a picture asks for: a viewer of an SVG file takes the first that it has."""
FOLDER = Path(font_source_sans_pro.font_directory)
FILES = {400: FOLDER / "SourceSansPro-Regular.ttf", 600: FOLDER / "SourceSansPro-Semibold.ttf"}
"""Of each weight that is measured."""
FALLBACK = "DejaVu Sans"
"""The typeface of signs that the first lacks, such as stars, Hebrew or Arabic."""
FALLBACK_FILE = TYPEFACES / "DejaVuSans.ttf"
_MEASURED_AT = 100


def require_typeface() -> None:
    """Raise a DataError if the typeface is not there: a renderer would set everything in another, or in none."""
    if missing := [file.name for file in (*FILES.values(), FALLBACK_FILE) if not file.is_file()]:
        raise DataError(
            f"The typeface of pictures and documents is missing ({listed(missing)}). Whoever runs this app needs "
            "to reinstall the packages in requirements.txt."
        )


@cache
def register() -> None:
    """Let the renderer of charts know the typefaces; see `check`."""
    require_typeface()
    vl_convert.register_font_directory(str(FOLDER))
    vl_convert.register_font_directory(str(FALLBACK_FILE.parent))


def in_first(sign: str) -> bool:
    """Return whether the typeface has a shape of a character."""
    return sign.isascii() or ord(sign) in _shapes(FILES[400])


def in_fallback(sign: str) -> bool:
    """Return whether the typeface of what the first lacks has a shape of a character."""
    return ord(sign) in _shapes(FALLBACK_FILE)


@lru_cache(maxsize=4)
def _shapes(path: Path) -> frozenset[int]:
    """Return the code points that a typeface has shapes of; every weight has those of the regular one."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def embedded(signs: Collection[str]) -> str:
    """Return a style element that brings along the shapes of some characters in every weight that is measured."""
    faces = [
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_subset(file, ''.join(sorted(signs)))}) format('woff')}}"
        for weight, file in FILES.items()
    ]
    return f"<style>{''.join(faces)}</style>"


@lru_cache(maxsize=64)
def _subset(path: Path, signs: str) -> str:
    """Return a typeface with the shapes of some characters only, as WOFF in base64."""
    options = subset.Options()
    options.flavor, options.recalc_timestamp, options.layout_features = "woff", False, []
    with subset.load_font(path, options) as font:
        smaller = subset.Subsetter(options)
        smaller.populate(text=signs)
        smaller.subset(font)
        buffer = BytesIO()
        subset.save_font(font, buffer, options)
    return b64encode(buffer.getvalue()).decode()


def runs(text: str) -> list[tuple[str, bool]]:
    """Return text in parts, each with whether the fallback is to set it; words beside each other are one part."""
    if text.isascii():
        return [(text, False)]
    kinds = "".join(" " if sign.isspace() else "1" if in_first(sign) else "2" for sign in text)
    places = [0, *(end for found in _FALLBACK_RUN.finditer(kinds) for end in found.span()), len(text)]
    parts = [(text[start:end], number % 2 == 1) for number, (start, end) in enumerate(pairwise(places))]
    return [part for part in parts if part[0]]


_FALLBACK_RUN = re.compile("2(?: *2)*")


def width_of(text: str, size: float, weight: int = 400) -> float:
    """Return how wide a text is in pixels, in a weight of 400 or 600."""
    lengths = (_font(None if is_fallback else weight).getlength(part) for part, is_fallback in runs(text))
    return sum(lengths) * size / _MEASURED_AT


def wrapped_to_width(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """Return a text in lines of at most `width` pixels; a word that is wider, such as a link, is cut into parts."""
    lines = [""]
    for word in _short_enough(text.split(), width, size, weight):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _short_enough(words: list[str], width: float, size: float, weight: int) -> list[str]:
    parts = []
    for word in words:
        rest = word
        while rest:
            most = len(rest)
            while most > 1 and width_of(rest[:most], size, weight) > width:
                most -= 1
            parts.append(rest[:most])
            rest = rest[most:]
    return parts


@lru_cache(maxsize=10)
def _font(weight: int | None) -> ImageFont.FreeTypeFont:
    """Return the typeface in a weight, or without one the fallback."""
    file = FALLBACK_FILE if weight is None else FILES[weight]
    # Without a layout library the same file gives the same widths on every machine.
    require_typeface()
    try:
        return ImageFont.truetype(file, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        raise DataError(f"The typeface of pictures and documents is damaged: {file.name}.") from None
