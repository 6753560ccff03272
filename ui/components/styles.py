"""Style sheets: the files of `ui/static`, and the colours of ratings, which are those of charts and slides."""

import re
from functools import lru_cache

from markupsafe import Markup

from charts.palette import RATING_COLOURS, RATING_TEXT_COLOURS
from ui.paths import STYLES_AND_SCRIPTS

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@lru_cache(maxsize=8)
def style(*names: str) -> Markup:
    """Return style sheets, such as `app`, as HTML for a page, without their comments."""
    sheets = [
        _COMMENT.sub("", (STYLES_AND_SCRIPTS / f"{name}.css").read_text(encoding="utf-8")) for name in names
    ]
    if "app" in names:
        sheets += [
            f".{rating} {{background:{colour}; color:{RATING_TEXT_COLOURS[rating]}}}\n"
            for rating, colour in RATING_COLOURS.items()
        ]
    # Style sheets are files of this app, and no place for a text from elsewhere.
    return Markup(f"<style>\n{''.join(sheets)}</style>")  # noqa: S704
