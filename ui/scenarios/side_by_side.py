"""Two scenarios side by side: both maps in the same colours, the counts, and the areas that differ."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from charts import RATING_WORDS, Text, rating_entries, words_for
from reports.figures.rating_map import PALER
from reports.tables.contents import area_table as table_of_areas
from reports.tables.contents import movers_table
from reports.tables.provenance import about
from reports.tables.table import Table
from saved import Scenario
from scoring import DataError, compare, count_ratings, movers
from scoring.analysis.ratings_words import below_sentence
from scoring.assessment import Assessed
from ui.components import before_after as scenario
from ui.components import downloads, html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.colours import rating_colouring
from ui.components.maps import draw_map
from ui.components.pictures import Picture
from ui.components.saved_scenarios import Kept, below_well, left_out, rule_in_words, summary
from ui.components.tables import movers_columns, moves_in_order
from ui.components.widgets import choice
from ui.session import state
from ui.session.saved_links import SIDES, is_as_saved, saved_view
from ui.session.view import BASELINE, IN_FORCE, View


@dataclass(frozen=True)
class Side(Assessed):
    """One of the two that are compared: its letter and name, the view of it, and what it rates how."""

    letter: str
    name: str
    view: View

    @classmethod
    def of(cls, letter: str, name: str, shown: View) -> "Side":
        """Rate a view."""
        return cls(state.assessment(of=shown), letter, name, shown)

    @property
    def ratings(self) -> pd.DataFrame:
        """How this side rates the areas; the columns of `rate`."""
        return self.assessment.ratings


def beside_section(kept: Kept) -> None:
    """Draw the choice of two scenarios, and both side by side."""
    st.header("Two scenarios side by side", anchor=False)
    offered = _offered(kept)
    _follow(offered)
    if len(offered) == 2 and not state.view().is_scenario:
        st.markdown(
            "There is nothing to compare yet. Change something on the page What if, or save a scenario."
        )
        return
    keys = {name: _key(getattr(state.view(), name)) for name in SIDES}
    names = {key: one if isinstance(one, str) else one.name for key, one in offered.items()}
    same_words = hash(tuple(names.values()))
    for box, (name, key) in zip(st.columns(2, gap="medium"), keys.items(), strict=True):
        with box:
            letter = name.upper()
            choice(f"Scenario {letter}", names, f"side_{letter}-{same_words}", key, _chooser(name, offered))
    a, b = (Side.of(name.upper(), names[key], _view_of(key, offered)) for name, key in keys.items())
    if a.view.edition == b.view.edition and a.method == b.method:
        st.markdown("A and B are the same. Choose another scenario for one of them.")
        return
    html.draw(html.rating_bars({side.letter: count_ratings(side.ratings) for side in (a, b)}))
    if any((side.ratings["basis"] != "published").any() for side in (a, b)):
        st.caption("Paler on the maps: at least one figure is an estimate.")
    # The maps stand at one height also where the words above one of them take more lines.
    columns = st.columns(2, gap="medium", vertical_alignment="bottom")
    for column, side in zip(columns, (a, b), strict=True):
        with column:
            _map(side)
    _differences(a, b)


def _offered(kept: Kept) -> dict[str, str | Scenario]:
    """Return what can stand side by side: words or a saved scenario, by key."""
    shown = state.view()
    in_force = "The scenario in force"
    if shown.opened and is_as_saved(shown):
        in_force += f": {shown.opened.name}"
    own = {IN_FORCE: in_force, BASELINE: "The baseline of the scenario in force"}
    # Without a database, what was opened before is at hand still.
    scenarios = (
        [one for one in (shown.a, shown.b) if isinstance(one, Scenario)] if kept.problem else kept.scenarios
    )
    return own | {_key(each): each for each in scenarios if not summary(each).problem}


def _key(one: str | Scenario) -> str:
    return one if isinstance(one, str) else str(one.id)


def _follow(offered: dict[str, str | Scenario]) -> None:
    """Take notice of what became of the saved scenarios that stand side by side."""
    shown = state.view()
    for name, start in SIDES.items():
        chosen = getattr(shown, name)
        if isinstance(chosen, Scenario):
            now = offered.get(_key(chosen), start)
            setattr(shown, name, now)
            if now == start:
                st.warning(
                    f"“{markdown.escape(chosen.name)}” was deleted or cannot be rated any more: choose another for "
                    f"{name.upper()}."
                )


def _chooser(name: str, offered: dict[str, str | Scenario]) -> Callable[[str], None]:
    def choose(key: str) -> None:
        state.put_beside(**{name: key if key in SIDES.values() else offered[key]})

    return choose


def _view_of(key: str, offered: dict[str, str | Scenario]) -> View:
    shown, one = state.view(), offered[key]
    if isinstance(one, Scenario):
        return saved_view(one)
    if key == BASELINE:
        return replace(shown, method=shown.baseline, changes=shown.baseline_changes, ignored=[])
    return shown


def _map(side: Side) -> None:
    st.markdown(f"**{side.letter}: {markdown.escape(side.name)}**")
    st.caption(markdown.escape(f"{side.edition.meta.title}. {rule_in_words(side.assessment)}."))
    if side.view.ignored and side.view is not state.view():
        st.warning(left_out(side.view.ignored))
    st.markdown(f"{below_well(side.ratings)} of {len(side.ratings)} areas are below “performing well”.")
    how, table = rating_colouring(side.ratings)
    draw_map(
        table,
        how,
        [Text("Rating", words_for("rating", RATING_WORDS))],
        key=f"side_{side.letter}_map",
        alt_text=f"Map {side.letter} of the ratings. The table under both maps lists the areas that differ.",
        edition_name=side.view.edition,
        picture=_picture(side, faded="faint" in table),
    )


def _picture(side: Side, *, faded: bool) -> Picture:
    """Return what the map of a side says as a picture, with the link to it on the page of England."""
    place = (st.context.url or "").rpartition("/")[0]
    return Picture(
        side.assessment,
        title=below_sentence(side.ratings),
        subtitle=(f"{side.letter}: {side.name}", *((PALER,) if faded else ())),
        legend=rating_entries(count_ratings(side.ratings)),
        faded=faded,
        shows=f"map {side.letter}",
        address=downloads.link(side.view, f"{place}/"),
    )


def _differences(a: Side, b: Side) -> None:
    """Draw the areas that A and B rate differently, or say why they cannot be compared."""
    st.markdown("### Areas that A and B rate differently")
    try:
        moves = compare(a.ratings, b.ratings)
    except DataError:
        st.info(
            markdown.escape(
                f"A is of {len(a.ratings)} areas ({a.edition.meta.geography}), B of {len(b.ratings)} "
                f"({b.edition.meta.geography}), so the two cannot be compared area by area."
            )
        )
        return
    if moves.empty:
        st.markdown(f"None: A and B give all {len(a.ratings)} areas the same ratings.")
        return
    ways = scenario.direction_counts(moves, len(a.ratings))
    one_sided = [(ways["rated"], "rated in B only"), (ways["unrated"], "rated in A only")]
    others = "".join(f"{number} {words}, " for number, words in one_sided if number)
    st.markdown(
        f"**{len(moves)} of {len(a.ratings)}:** {ways['up']} better in B, {ways['down']} worse in B, "
        f"{others}{ways['same']} the same."
    )
    columns = movers_columns()
    same_figures = a.view.edition == b.view.edition
    if same_figures:
        table = scenario.movers_shown(movers(*(state.assessment(of=one.view) for one in (a, b))))
    else:
        # Between editions figures differ as well as rules; no single reason can be given.
        table = _without_reasons(moves, b)
        del columns["reason"]
    columns["move"] = st.column_config.TextColumn("A → B", width=255)
    area_choice_table(
        table,
        key="side_by_side_table",
        columns=columns,
        alt="Table of the areas that the two scenarios rate differently.",
        height=min(420, 38 + 35 * len(table)),
    )
    st.caption("To send this comparison, copy the address of this page.")
    again = downloads.link(beside=True)
    downloads.popover(
        "Download the areas that differ",
        "side-by-side",
        partial(table_of_differences, a, b, None if same_figures else moves, again),
        of=b.assessment,
        areas=f"{len(moves)}-areas",
    )


def table_of_differences(a: Side, b: Side, moves: pd.DataFrame | None, again: str) -> Table:
    """Return the areas that A and B rate differently, with the reason if both are of the same figures."""
    sides = " and ".join(
        f"{side.letter} ({side.name}; {side.edition.meta.title}; {rule_in_words(side.assessment)})"
        for side in (a, b)
    )
    said = about(
        f"Areas that {sides} rate differently: before is A, after is B",
        b.assessment,
        again,
        baseline=a.method if moves is None else None,
    )
    if moves is None:
        return movers_table(a.assessment, b.assessment, said)
    return table_of_areas(moves.drop(columns="steps"), b.edition, said)


def _without_reasons(moves: pd.DataFrame, b: Side) -> pd.DataFrame:
    return moves[["area_code"]].assign(
        short_name=moves["area_code"].map(b.edition.short_names),
        **moves_in_order(moves["rating_before"], moves["rating_after"]),
        basis=moves["area_code"].map(b.ratings.set_index("area_code")["basis"]),
    )
