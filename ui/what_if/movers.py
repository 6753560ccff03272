"""Who moves, below the instrument: drawn by the browser, which has the ratings; the reasons are sent from here."""

from typing import Any

import pandas as pd
import streamlit as st

from scoring import Assessment
from scoring.analysis.contributions import Contributions
from scoring.analysis.contributions_words import because_words
from scoring.analysis.moves import reasons_of
from ui.components.scripts import script_from
from ui.session import state
from ui.what_if.facts import facts_in_view
from ui.what_if.instrument import comparison_key

MOVERS_SHOWN = 10
"""Without being asked for all: reasons of many would make every change slow to send."""
_KEY, _WANTED = "what_if_movers", "movers_wanted"
_FIRST = {"way": "all", "everyone": False}
_movers = st.components.v2.component("what_if_movers", js=script_from("what_if/movers.js", "movers"))


def draw_movers(
    was: Assessment, now: Assessment, moves: pd.DataFrame, contributed: Contributions | None
) -> None:
    """Draw who moves from the baseline to the scenario (the rows of `moves`), and why.

    With what `contributions` found, also because of which change.
    """
    area = state.view().area
    shown = pd.concat([_shown(moves), moves[moves["area_code"] == area]]).drop_duplicates("area_code")
    reasons = reasons_of(was, now, shown["area_code"])
    places = [str(now.places[code]) for code in shown["area_code"]]
    because = [] if contributed is None else because_words(contributed, shown["area_code"].tolist())
    _movers(
        key=_KEY,
        data={
            "facts": facts_in_view()["key"],
            "of": comparison_key(was, now),
            "wanted": st.session_state.get(_WANTED, _FIRST),
            "why": dict(zip(places, reasons, strict=True)),
            "because": dict(zip(places, because, strict=False)),
        },
        default={"wanted": None},
        on_wanted_change=_take_wanted,
    )


def _shown(moves: pd.DataFrame) -> pd.DataFrame:
    """Return the moves that are in view: the furthest first, as the browser has them."""
    wanted = st.session_state.get(_WANTED, _FIRST)
    fitting = moves if wanted["way"] == "all" else moves[moves["direction"] == wanted["way"]]
    ordered = fitting.sort_values("steps", ascending=False, kind="stable")
    return ordered if wanted["everyone"] else ordered.head(MOVERS_SHOWN)


def _take_wanted() -> None:
    wanted: Any = st.session_state[_KEY]["wanted"]
    if isinstance(wanted, dict) and wanted.get("way") in ("all", "up", "down", "rated", "unrated"):
        st.session_state[_WANTED] = {"way": wanted["way"], "everyone": wanted.get("everyone") is True}
