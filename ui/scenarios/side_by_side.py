"""Two scenarios side by side: both maps in the same colours, and a map and a table of the areas that differ."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts import RATING_WORDS, Text, by_category, rating_entries, words_for
from charts.palette import DIRECTION_COLOURS
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
from ui.components.saved_scenarios import (
    Kept,
    below_well,
    front_page,
    left_out,
    link_to,
    rule_in_words,
    summary,
)
from ui.components.tables import WRAPPED, movers_columns, moves_in_order
from ui.components.widgets import choice
from ui.session import state
from ui.session.saved_links import SIDES, beside_address, is_as_saved, saved_view, shortest_address
from ui.session.view import BASELINE, IN_FORCE, OWN, View, start_of

_HEIGHT = 430
"""Pixels of a map; three stand side by side."""
_WAYS = {
    "up": "Better in B",
    "down": "Worse in B",
    "rated": "Rated in B only",
    "unrated": "Rated in A only",
    "same": "The same",
}


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
    offered = _offered(kept)
    _follow(offered)
    if len(offered) == 2 and not state.view().is_scenario:
        st.markdown("There is nothing to compare yet. Move a threshold, or save a scenario.")
        return
    keys = {name: _key(getattr(state.view(), name)) for name in SIDES}
    names = {key: one if isinstance(one, str) else one.name for key, one in offered.items()}
    same_words = hash(tuple(names.values()))
    *boxes, link = st.columns(3, gap="medium", vertical_alignment="bottom")
    for box, (name, key) in zip(boxes, keys.items(), strict=True):
        with box:
            letter = name.upper()
            choice(f"Scenario {letter}", names, f"side_{letter}-{same_words}", key, _chooser(name, offered))
    a, b = (Side.of(name.upper(), names[key], _view_of(key, offered)) for name, key in keys.items())
    if a.view.edition == b.view.edition and a.method == b.method:
        st.markdown("A and B are the same. Choose another scenario for one of them.")
        return
    with link:
        _link()
    with st.container(key="side_bars"):
        html.draw(html.rating_bars({side.letter: count_ratings(side.ratings) for side in (a, b)}))
    differences = Differences.between(a, b)
    # A row of headings and a row of maps, however many lines the words of one of them take.
    with st.container(key="sides"):
        first, second, third = st.columns(3, gap="medium")
        with first:
            _map(a)
        with second:
            _map(b)
        with third:
            _map_of_differences(a, b, differences)
    _table_of_differences(a, b, differences)


def _without_what_is_not_beside(shown: View) -> View:
    """Return a view without the thresholds of a scenario or a baseline that is on neither side.

    They would say nothing in a link to the comparison, and be taken for a part of it.
    """
    sides = (shown.a, shown.b)
    first = start_of(shown.edition)
    if IN_FORCE not in sides:
        shown = replace(shown, method=first.method, changes={}, opened=None)
    if BASELINE not in sides:
        shown = replace(shown, baseline=first.baseline, baseline_changes={})
    return shown if OWN in (shown.method, shown.baseline) else replace(shown, own="")


def _link() -> None:
    """Draw the link to the comparison, wherever it is looked at."""
    shown = _without_what_is_not_beside(replace(state.view(), half="comparison"))
    with st.popover("Link to this comparison", icon=":material/link:", key="side_link"):
        if state.link_is_complete():
            st.code(link_to(shortest_address(shown) | beside_address(shown)), language=None, wrap_lines=True)
        else:
            st.markdown(
                "Your own methodology is too long for a link. Save the scenario, then compare it by its name."
            )


@dataclass(frozen=True)
class Differences:
    """The areas that A and B rate differently: the columns of `compare`, or why the two cannot be compared."""

    moves: pd.DataFrame | None
    why_not: str = ""

    @classmethod
    def between(cls, a: Side, b: Side) -> "Differences":
        """Compare two sides."""
        try:
            return cls(compare(a.ratings, b.ratings))
        except DataError:
            return cls(
                None,
                f"A is of {len(a.ratings)} areas ({a.edition.meta.geography}), B of {len(b.ratings)} "
                f"({b.edition.meta.geography}), so the two cannot be compared area by area.",
            )

    def in_words(self, areas: int) -> str:
        """Return how many of the areas go which way."""
        if self.moves is None:
            return self.why_not
        if self.moves.empty:
            return f"None: A and B give all {areas} areas the same ratings."
        ways = scenario.direction_counts(self.moves, areas)
        said = [
            f"{number} {_WAYS[way][:1].lower()}{_WAYS[way][1:]}"
            for way, number in ways.items()
            if number or way in ("up", "down", "same")
        ]
        return f"{len(self.moves)} of {areas}: {', '.join(said)}."


def _offered(kept: Kept) -> dict[str, str | Scenario]:
    """Return what can stand side by side: words or a saved scenario, by key."""
    shown = state.view()
    in_force = "Your scenario now"
    if shown.opened and is_as_saved(shown):
        in_force += f": {shown.opened.name}"
    own = {IN_FORCE: in_force, BASELINE: "The baseline of your scenario"}
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


_HEADING = Markup("<p><b>{}</b><br>{}</p>")
_RULE = Markup('<p class="quiet">{}</p>')


def _map(side: Side) -> None:
    how, table = rating_colouring(side.ratings)
    with st.container():
        below = f"{below_well(side.ratings)} of {len(side.ratings)} areas are below “performing well”."
        paler = (
            " Paler: estimates; dark outline: published." if "faint" in table and table["faint"].any() else ""
        )
        rule = f"{side.edition.meta.title}. {rule_in_words(side.assessment)}.{paler}"
        html.draw(_HEADING.format(f"{side.letter}: {side.name}", below) + _RULE.format(rule))
        if side.view.ignored and side.view is not state.view():
            st.warning(left_out(side.view.ignored))
    with st.container():
        draw_map(
            table,
            how,
            [Text("Rating", words_for("rating", RATING_WORDS))],
            key=f"side_{side.letter}_map",
            alt_text=f"Map {side.letter} of the ratings. The table under the maps lists the areas that differ.",
            height=_HEIGHT,
            edition_name=side.view.edition,
            picture=_picture(side, faded="faint" in table),
        )


def _map_of_differences(a: Side, b: Side, differences: Differences) -> None:
    with st.container():
        html.draw(_HEADING.format("Where they differ", differences.in_words(len(b.ratings))))
        if differences.moves is None or differences.moves.empty:
            return
        ways = scenario.direction_counts(differences.moves, len(b.ratings))
        keys = [(DIRECTION_COLOURS[way], f"{_WAYS[way]}: {number}") for way, number in ways.items() if number]
        html.draw(html.legend(keys))
    with st.container():
        places = b.ratings.set_index("area_code").loc[a.ratings["area_code"]].reset_index()
        draw_map(
            scenario.moves_table(a.ratings.reset_index(drop=True), places),
            by_category(scenario.DIRECTION, DIRECTION_COLOURS),
            [Text("A", words_for("before", RATING_WORDS)), Text("B", words_for("after", RATING_WORDS))],
            key="side_difference_map",
            alt_text="Map of the areas that A and B rate differently. The table under the maps lists them.",
            height=_HEIGHT,
            edition_name=b.view.edition,
            picture=Picture(
                b.assessment,
                title=f"{len(differences.moves)} of {len(b.ratings)} areas are rated differently",
                subtitle=tuple(f"{side.letter}: {side.name}" for side in (a, b)),
                legend=keys,
                shows="where they differ",
                address=downloads.link(b.view, front_page()),
            ),
        )


def _picture(side: Side, *, faded: bool) -> Picture:
    """Return what the map of a side says as a picture, with the link to it on the page of England."""
    return Picture(
        side.assessment,
        title=below_sentence(side.ratings),
        subtitle=(f"{side.letter}: {side.name}", *((PALER,) if faded else ())),
        legend=rating_entries(count_ratings(side.ratings)),
        faded=faded,
        shows=f"map {side.letter}",
        address=downloads.link(side.view, front_page()),
    )


def _table_of_differences(a: Side, b: Side, differences: Differences) -> None:
    """Draw the areas that A and B rate differently, if they can be compared and there are any."""
    moves = differences.moves
    if moves is None or moves.empty:
        return
    st.header("Areas that A and B rate differently", anchor=False)
    columns = movers_columns()
    same_figures = a.view.edition == b.view.edition
    if same_figures:
        table = scenario.movers_shown(movers(*(state.assessment(of=one.view) for one in (a, b))))
    else:
        # Between editions figures differ as well as rules; no single reason can be given.
        table = _without_reasons(moves, b)
        del columns["reason"]
    columns["move"] = st.column_config.TextColumn("A → B", width=235)
    area_choice_table(
        table,
        key="side_by_side_table",
        columns=columns,
        alt="Table of the areas that the two scenarios rate differently.",
        height=min(500, 38 + WRAPPED * len(table)),
        row_height=WRAPPED,
    )
    downloads.popover(
        "Download the areas that differ",
        "side-by-side",
        partial(table_of_differences, a, b, None if same_figures else moves, downloads.link(beside=True)),
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
