"""The baseline and the scenario compared, as the What if page shows them."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from charts import RATING_WORDS, Text, area_map, by_category, rating_codes, words_for
from charts.palette import DIRECTION_COLOURS
from scoring import (
    RATING_LABELS,
    Assessment,
    Methodology,
    describe_changes,
)
from ui.components import markdown
from ui.components.maps import map_parts
from ui.components.pictures import Drawn, Picture
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.state import Side
from ui.session.view import OWN

_DRAWN, _WHOLE = "drawn_outside_fragment", "drawn_whole"
BASELINE, SCENARIO = "Baseline", "Your scenario"


def methodology_pickers() -> None:
    """Draw the choice of the methodology and of the baseline it is compared with."""
    view = state.view()
    titles = {name: method.title for name, method in data.methodologies(view.own, view.edition).items()}
    if OWN in titles:
        titles[OWN] = f"Your own: {titles[OWN]}"

    def choose_baseline(name: str) -> None:
        state.choose_method(name, "baseline")

    choice("Methodology of your scenario", titles, "method", view.method, state.choose_method)
    choice("Compared with (baseline)", titles, "baseline", view.baseline, choose_baseline)


def methodology_summary() -> None:
    """Draw what the methodology of the scenario does, in a sentence, if its file says so."""
    if summary := state.unchanged_method().summary.strip():
        st.caption(markdown.escape(summary))


def remember_drawn() -> None:
    """Remember what the page shows outside its fragment, for `redraw_if_changed`, when it begins to be drawn."""
    st.session_state[_DRAWN], st.session_state[_WHOLE] = _outside_fragment(), False


def page_is_whole() -> None:
    """Remember that all of the page has been drawn."""
    st.session_state[_WHOLE] = True


def redraw_if_changed() -> None:
    """Run the whole page again if a change in its fragment, such as undo, changed what stands outside of it.

    So it is where the last run of the page was ended before it was through, by a thumb that was let go meanwhile.
    """
    context = get_script_run_ctx()
    alone = context is not None and bool(context.fragment_ids_this_run)
    ended_early = alone and not st.session_state[_WHOLE]
    if ended_early or st.session_state[_DRAWN] != _outside_fragment():
        st.rerun()


def _outside_fragment() -> tuple[object, ...]:
    view, method = state.view(), state.method()
    return view.method, view.baseline, view.own, dict(method.moderation), method.moderation_applied


def side_picker() -> Side:
    """Draw the choice of what the controls change, and return it."""
    sides: dict[Side, str] = {"scenario": SCENARIO, "baseline": BASELINE}
    chosen = st.segmented_control(
        "Change", list(sides), default="scenario", format_func=sides.__getitem__, key="side", required=True
    )
    return chosen or "scenario"


DIRECTION_WORDS = {
    "up": "Better rating",
    "down": "Worse rating",
    "rated": "Newly rated",
    "unrated": "No longer rated",
    "same": "Same rating",
}
_NONE = rating_codes(pd.Series(["not_rated"]))[0]
DIRECTION = (
    f"datum.after === datum.before ? 'same' : datum.before === {_NONE} ? 'rated' : datum.after === {_NONE} ? "
    "'unrated' : datum.after < datum.before ? 'up' : 'down'"
)
"""The direction of a move on the map of moves: ratings are sent as positions, best first, not rated last."""


def moves_table(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of the map of moves: area_code, before and after (positions in RATINGS), est (bool)."""
    return pd.DataFrame(
        {
            "area_code": before["area_code"],
            "before": rating_codes(before["rating"]),
            "after": rating_codes(after["rating"]),
            "est": before["basis"] != "published",
        }
    )


def moves_tooltip() -> list[Text]:
    """Return the tooltip of the map of moves, which reads the columns of `moves_table`."""
    estimated = " + (datum.est ? ' est.' : '')"
    return [
        Text(BASELINE, words_for("before", RATING_WORDS) + estimated),
        Text(SCENARIO, words_for("after", RATING_WORDS) + estimated),
    ]


def moves_drawing(before: pd.DataFrame, after: pd.DataFrame) -> Callable[[], Drawn]:
    """Return what makes the map of moves once somebody asks for its picture, outside of any session."""
    view = replace(state.view())
    source = data.map_source(view.edition)

    def draw() -> Drawn:
        colouring = by_category(DIRECTION, DIRECTION_COLOURS)
        table = moves_table(before, after)
        sent, options = map_parts(table, colouring, moves_tooltip(), height=600, view=view, source=source)
        return area_map(**options), sent

    return draw


def direction_counts(moves: pd.DataFrame, areas: int) -> dict[str, int]:
    """Return how many areas go each way, by the keys of DIRECTION_WORDS."""
    counted = moves["direction"].value_counts()
    moved = {way: int(counted.get(way, 0)) for way in DIRECTION_WORDS}
    return {**moved, "same": areas - len(moves)}


def move_keys(moves: pd.DataFrame, areas: int) -> list[tuple[str, str]]:
    """Return the legend of the map of moves: colours, with how many areas go each way that there is."""
    return [
        (DIRECTION_COLOURS[way], f"{DIRECTION_WORDS[way]}: {count}")
        for way, count in direction_counts(moves, areas).items()
        if count or not way.endswith("rated")
    ]


def moves_picture(
    of: Assessment, baseline: Methodology, moves: pd.DataFrame, keys: list[tuple[str, str]]
) -> Picture:
    """Return what the map of moves says as a picture."""
    edition = of.edition
    changed = "; ".join(describe_changes(Assessment(edition, baseline)))
    against = f"Compared with {baseline.title}{f', changed: {changed}' if changed else ''}"
    estimates = (
        " Most figures are estimates." if (edition.indicators["basis"] != "published").mean() > 0.5 else ""
    )
    title = (
        f"{len(moves) or 'No'} {'area changes' if len(moves) < 2 else 'areas change'} rating in this scenario"
    )
    return Picture(of, "", title, (f"{against}.{estimates}",), keys)


def movers_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the movers as the page shows them: area_code, short_name, move, reason, basis."""
    before, after = (table[name].map(RATING_LABELS) for name in ("rating_before", "rating_after"))
    return pd.DataFrame(
        {
            "area_code": table["area_code"],
            "short_name": table["short_name"],
            # Plain text: moves that sort by quality would send 4 kB more at every change of a threshold.
            "move": before + " → " + after,
            "reason": table["reason"],
            "basis": table["basis"],
        }
    )
