"""Choosing an edition: boxes beside the title of every page."""

import streamlit as st

from scoring import edition_metadata
from scoring.editions.model import EditionMeta
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.other_editions import moved

_SET_WIDTH, _PERIOD_WIDTH = 300, 200
"""Pixels."""


def edition_picker() -> None:
    """Draw the choice of a set of editions, and of the period if there are several in it."""
    name = state.view().edition
    metas = edition_metadata()
    if name not in metas:
        return  # figures that somebody loaded: the notice about them offers the way back
    newest = {_set_of(meta): meta for meta in sorted(metas.values(), key=lambda meta: meta.date)}
    titles = {key: title_of_set(meta) for key, meta in newest.items()}
    order = sorted(titles, key=lambda key: (key in {meta.series for meta in metas.values()}, titles[key]))
    with st.container(horizontal=True, key="noprint_edition"):
        choice(
            "Figures",
            {key: titles[key] for key in order},
            "edition_set",
            _set_of(metas[name]),
            lambda chosen: choose(newest[chosen].id),
            width=_SET_WIDTH,
            seen=False,
        )
        if periods := data.periods(name):
            periods = dict(reversed(periods.items()))
            choice("Period", periods, "edition_period", name, choose, width=_PERIOD_WIDTH, seen=False)


def newest_of_series() -> dict[str, str]:
    """Return the newest edition of every series, by the title of the series."""
    metas = sorted(edition_metadata().values(), key=lambda meta: meta.date)
    return {title_of_set(meta): meta.id for meta in metas if meta.series}


def _set_of(meta: EditionMeta) -> str:
    """Return the series of an edition, or itself if it stands alone."""
    return meta.series or meta.id


def title_of_set(meta: EditionMeta) -> str:
    """Return the title of an edition without its period: the period is chosen beside it."""
    return meta.title.removesuffix(f", {meta.period}") if meta.series else meta.title


def choose(name: str) -> None:
    """Show another edition, with as much of the view as means something there."""
    if name != state.view().edition:
        state.show(*moved(state.view(), name))
