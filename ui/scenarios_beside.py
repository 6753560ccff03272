"""Two scenarios side by side: both maps in the same colours, the counts, and the areas that differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from charts import RATING_WORDS, Text, words_for
from saved import Scenario
from scoring import RATING_LABELS, DataError, Edition, Methodology, compare, count_ratings, movers
from ui import data, html, scenario, state
from ui.colours import rating_colouring
from ui.maps import draw_map
from ui.picker import area_table
from ui.saved_links import is_as_saved, saved_view
from ui.scenarios import below_well, rule_in_words, summary
from ui.tables import movers_columns
from ui.view import View
from ui.widgets import choice

_IN_FORCE, _BASELINE = "in force", "baseline"
_CHOSEN = "side_by_side"


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: its letter and name, the view of it, and its ratings."""

    letter: str
    name: str
    view: View
    edition: Edition
    method: Methodology
    ratings: pd.DataFrame

    @classmethod
    def of(cls, letter: str, name: str, shown: View) -> "Side":
        """Rate a view."""
        method = state.method(of=shown)
        return cls(
            letter, name, shown, data.edition(shown.edition), method, data.ratings(shown.edition, method)
        )


def beside_section(scenarios: tuple[Scenario, ...]) -> None:
    """Draw the choice of two scenarios, and both beside each other."""
    st.subheader("Two scenarios side by side", anchor=False)
    names = _choices(scenarios)
    left, right = _chosen(names)
    boxes = st.columns(2, gap="medium")
    for box, letter, key in zip(boxes, "AB", (left, right), strict=True):
        with box:
            choice(letter, names, f"side_{letter}", key, _chooser(letter))
    sides = [
        Side.of(letter, names[key], _view_of(key, scenarios)) for letter, key in (("A", left), ("B", right))
    ]
    st.html(html.rating_bars({side.letter: count_ratings(side.ratings) for side in sides}))
    if any((side.ratings["basis"] != "published").any() for side in sides):
        st.caption("Paler on the maps: at least one figure is an estimate.")
    # The maps stand at one height also where the words above one of them take more lines.
    columns = st.columns(2, gap="medium", vertical_alignment="bottom")
    for column, side in zip(columns, sides, strict=True):
        with column:
            _map(side)
    _differences(*sides)


def _choices(scenarios: tuple[Scenario, ...]) -> dict[str, str]:
    shown = state.view()
    own = {_IN_FORCE: "The scenario in force", _BASELINE: "The baseline of the scenario in force"}
    if shown.opened and is_as_saved(shown):
        own[_IN_FORCE] += f": {shown.opened.name}"
    return own | {str(each.id): each.name for each in scenarios if not summary(each).problem}


def _chosen(names: Mapping[str, str]) -> tuple[str, str]:
    """Return what was chosen for both sides, or else the baseline beside what differs from it."""
    chosen = st.session_state.get(_CHOSEN, {})
    saved = [key for key in names if key not in (_IN_FORCE, _BASELINE)]
    other = _IN_FORCE if state.view().is_scenario or not saved else saved[0]
    left, right = chosen.get("A"), chosen.get("B")
    return left if left in names else _BASELINE, right if right in names else other


def _chooser(letter: str) -> Callable[[str], None]:
    def choose(key: str) -> None:
        st.session_state[_CHOSEN] = {**st.session_state.get(_CHOSEN, {}), letter: key}

    return choose


def _view_of(key: str, scenarios: tuple[Scenario, ...]) -> View:
    shown = state.view()
    if key == _IN_FORCE:
        return shown
    if key == _BASELINE:
        return replace(shown, method=shown.baseline, changes=shown.baseline_changes)
    return saved_view(next(each for each in scenarios if str(each.id) == key))


def _map(side: Side) -> None:
    st.markdown(f"**{side.letter}: {html.plain(side.name)}**")
    st.caption(html.plain(f"{side.edition.meta.title}. {rule_in_words(side.edition, side.method)}."))
    st.markdown(f"{below_well(side.ratings)} of {len(side.ratings)} areas are below “performing well”.")
    how, table = rating_colouring(side.ratings)
    draw_map(
        table,
        how,
        [Text("Rating", words_for("rating", RATING_WORDS))],
        key=f"side_{side.letter}_map",
        alt_text=f"Map {side.letter} of the ratings. The table under both maps lists the areas that differ.",
        edition_name=side.view.edition,
    )


def _differences(a: Side, b: Side) -> None:
    """Draw the areas that A and B rate differently, or say why they cannot be compared."""
    st.markdown("##### Areas that A and B rate differently")
    try:
        moves = compare(a.ratings, b.ratings)
    except DataError:
        st.info(
            html.plain(
                f"A is of {len(a.ratings)} areas ({a.edition.meta.geography}), B of {len(b.ratings)} "
                f"({b.edition.meta.geography}), and they are not the same areas, so they cannot be compared one by one."
            )
        )
        return
    if moves.empty:
        st.markdown(f"None: A and B give all {len(a.ratings)} areas the same ratings.")
        return
    better, worse, same = scenario.direction_counts(moves, len(a.ratings))
    st.markdown(
        f"**{len(moves)} of {len(a.ratings)}:** {better} better in B, {worse} worse in B, {same} the same."
    )
    columns = movers_columns()
    if a.view.edition == b.view.edition:
        table = scenario.movers_shown(movers(a.edition, a.method, b.method))
    else:
        # Between editions figures differ as well as rules; no single reason can be given.
        table = _without_reasons(moves, b)
        del columns["reason"]
    columns["move"] = st.column_config.TextColumn("A → B", width=255)
    area_table(
        table,
        key="side_by_side_table",
        columns=columns,
        alt="Table of the areas that the two scenarios rate differently.",
        height=min(420, 38 + 35 * len(table)),
    )


def _without_reasons(moves: pd.DataFrame, b: Side) -> pd.DataFrame:
    labels = [moves[name].map(RATING_LABELS) for name in ("rating_before", "rating_after")]
    return moves[["area_code"]].assign(
        short_name=moves["area_code"].map(b.edition.short_names),
        move=labels[0] + " → " + labels[1],
        basis=moves["area_code"].map(b.ratings.set_index("area_code")["basis"]),
    )
