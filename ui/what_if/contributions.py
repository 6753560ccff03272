"""Which change did what: a line under the map, and its table one step away."""

from functools import partial
from math import isnan

import streamlit as st

from reports.tables.columns import Column
from reports.tables.table import Table
from scoring import Assessment
from scoring.analysis.contributions import Contributions, contributions
from scoring.analysis.contributions_words import (
    contributions_sentence,
    contributions_table,
    shares_sentence,
    signed_areas,
)
from scoring.explain.words import counted
from ui.components import downloads, html, markdown

_SHARE = (
    "A change's fair share is what it adds to the number of areas below “performing well”, averaged over all orders in "
    "which the changes can be made (Shapley value)."
)


def contributions_section(before: Assessment, after: Assessment) -> Contributions | None:
    """Draw who moves because of which change, and return it; nothing where there are fewer than two changes."""
    found = contributions(before, after)
    if found is None:
        return None
    st.markdown(f"**Which change did what?** {markdown.escape(contributions_sentence(found))}")
    with st.expander("Each change in figures", key="which_change"):
        if sentence := shares_sentence(found):
            st.markdown(markdown.escape(sentence))
        html.draw(
            html.rows_table(["Change", *_HEADINGS.values()], _rows(found), numbers=tuple(_HEADINGS.values()))
        )
        shares = found.table["share"].notna().any()
        st.caption(markdown.escape(_SHARE if shares else _too_many(len(found.changes))))
        downloads.table_download(
            "Download this table",
            "changes",
            "What each change does alone, and all together",
            partial(Table.of, contributions_table(found), more=_COLUMNS),
            of=after,
        )
    return found


_HEADINGS = {
    "up": "Up",
    "down": "Down",
    "below": "Below “performing well”",
    "share": "Fair share of the difference",
}
_COLUMNS = {
    "change": Column("Change"),
    "up": Column("Areas that move up", "count"),
    "down": Column("Areas that move down", "count"),
    "rated": Column("Areas newly rated", "count"),
    "unrated": Column("Areas no longer rated", "count"),
    "below": Column("Areas below performing well", "count"),
    "share": Column("Fair share of the difference, areas", "number"),
}


def _rows(found: Contributions) -> list[list[str]]:
    table = contributions_table(found)
    shares = ["–" if isnan(share) else signed_areas(share) for share in table["share"]]
    words = (text[:1].upper() + text[1:] for text in table["change"])
    columns = (table[name].astype(str) for name in ("up", "down", "below"))
    return [list(row) for row in zip(words, *columns, shares, strict=True)]


def _too_many(number: int) -> str:
    return f"Fair shares are worked out for up to eight changes; here are {counted(number, 'change')}."
