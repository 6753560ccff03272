"""The typeface of pictures and documents, which comes with the app: a server may have no fonts at all."""

from functools import cache
from pathlib import Path

import font_source_sans_pro
import vl_convert
from PIL import ImageFont

from scoring import DataError
from scoring.errors import listed

FAMILY = "Source Sans Pro"
STACK = f"{FAMILY}, Helvetica, Arial, sans-serif"
"""What a picture asks for: a viewer of an SVG file takes the first that it has."""
FOLDER = Path(font_source_sans_pro.font_directory)
_FILES = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
_MEASURED_AT = 100


def check() -> None:
    """Raise a DataError if the typeface is not there: a renderer would set everything in another, or in none."""
    if missing := [name for name in _FILES.values() if not (FOLDER / name).is_file()]:
        raise DataError(
            f"The typeface of pictures and documents is not there (missing: {listed(missing)}). Whoever runs this app "
            "must install what requirements.txt lists again."
        )


@cache
def register() -> None:
    """Let the renderer of charts know the typeface; see `check`."""
    check()
    vl_convert.register_font_directory(str(FOLDER))


def width_of(text: str, size: float, weight: int = 400) -> float:
    """Return how wide a text is in pixels, in a weight of 400 or 600."""
    return _font(weight).getlength(text) * size / _MEASURED_AT


def wrapped(text: str, width: float, size: float, weight: int = 400) -> list[str]:
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


@cache
def _font(weight: int) -> ImageFont.FreeTypeFont:
    # Without a layout library the same file gives the same widths on every machine.
    check()
    try:
        return ImageFont.truetype(FOLDER / _FILES[weight], _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        raise DataError(f"The typeface of pictures and documents is damaged: {_FILES[weight]}.") from None
