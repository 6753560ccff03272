"""Texts in Markdown, of which Streamlit reads most of what it shows."""

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>#$~&|]|:(?=[:\w+-])|^[-+=]|(?<=^\s)[-+=]")
"""A colon before a blank begins nothing, and the names of most widgets have one, which screen readers read out."""
_NUMBER_OF_A_LIST = re.compile(r"^(\s?\d+)([.)])")
_SEEN_LATER = re.compile(
    r"(?<=:)(?=//|material[/_]|streamlit:)|(?<=www)(?=\.)|(?<=@)"
    r"|(?:(?<=\s[-<>~])|(?<=^[-<>~]))(?=(?:->|[->=])(?:\s|$))",
    re.IGNORECASE,
)
"""Places in addresses, icons and arrows that Streamlit looks for once more after Markdown was read, escaped or not."""
_JOINER = "\u2060"
"""A character that is not seen, and at which no line is broken."""


def escape(text: str) -> str:
    """Return text that Markdown shows as it is written, in one line: for all that was typed, loaded or in a link.

    Nothing in it becomes a link, a picture, an icon, a formula, a colour, a heading or a list, wherever Streamlit
    reads Markdown: also in labels, help and notices. Options of boxes to choose from, placeholders, cells of tables,
    charts and `st.text` read none; there text is given as it is.
    """
    line = re.sub(r"\s+", " ", text)
    line = _SIGNS.sub(r"\\\g<0>", _SEEN_LATER.sub(_JOINER, line))
    return _NUMBER_OF_A_LIST.sub(r"\1\\\2", line)
