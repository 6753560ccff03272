"""Headings of charts, in lines that fit on a phone."""

import textwrap

Lines = tuple[str, ...]

_TITLE_WIDTH, _SUBTITLE_WIDTH = 46, 62
"""Letters in a line of a chart's heading that fit on a phone."""


def wrapped_for_phones(*paragraphs: str, width: int = _SUBTITLE_WIDTH) -> Lines:
    """Return texts in lines that fit on a phone, each text on lines of its own."""
    return tuple(line for text in paragraphs for line in textwrap.wrap(text, width))


def title_lines(text: str) -> Lines:
    """Return a chart's title in lines that fit on a phone."""
    return wrapped_for_phones(text, width=_TITLE_WIDTH)
