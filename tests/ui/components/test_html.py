"""HTML on pages: no text becomes HTML by mistake."""

import re

import pandas as pd
from markupsafe import Markup

from tests.paths import ROOT
from ui.components import html

HOSTILE = "<script>alert('x')</script> & \"more\""
ESCAPED = str(Markup.escape(HOSTILE))


def test_html_is_drawn_in_one_place_which_takes_markup_alone():
    sources = [path for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    drawn = {path.name for path in sources if re.search(r"(?<!html)\.html\(", path.read_text("utf-8"))}
    unsafe = {path.name for path in sources if "unsafe_allow_html" in path.read_text("utf-8")}
    assert drawn == {"html.py"}
    assert not unsafe


def test_every_text_in_a_table_a_legend_and_bars_is_escaped():
    counts = dict.fromkeys(("top", "well", "needs", "greatest", "not_rated"), 1)
    group = pd.DataFrame([{"group": HOSTILE, "areas": 5, "chosen": True, **counts}])
    for made in (
        html.table(pd.DataFrame([[HOSTILE, 1]], columns=["Area", "Value"]), ("Value",)),
        html.table(pd.DataFrame([["Dorset"]], columns=[HOSTILE])),
        html.legend([("#005eb8", HOSTILE)]),
        html.rating_bars({HOSTILE: counts}),
        html.rating_rows(group),
    ):
        assert ESCAPED in made
        assert "<script" not in made


def test_html_in_a_table_stays_html():
    link = Markup('<a href="https://example.org">{}</a>').format(HOSTILE)
    assert link in html.rows_table(["Source"], [[link]])
