"""Saved scenarios as pages show them: in words and figures, with what became of the last thing that was done."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Literal
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from saved import Content, DatabaseError, Group, RefusedError, Scenario
from scoring import Assessment, count_ratings, describe_changes
from ui.components import markdown
from ui.components.widgets import page_visit
from ui.session import results as data
from ui.session import state
from ui.session.address import parse_address
from ui.session.fields import declarations
from ui.session.other_editions import moved
from ui.session.saved_links import content_of, is_as_saved, saved_view, store
from ui.session.view import View

_WHAT_IF = "what-if"
"""The page on which scenarios are made, and which links to them open."""
_WRITING = "writing_to_the_database"
_Kind = Literal["success", "warning", "error"]


@dataclass(frozen=True)
class Kept:
    """What the database holds, the last changed first; if it is away, `problem` says so and nothing else is known."""

    scenarios: tuple[Scenario, ...] = ()
    groups: tuple[Group, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Said:
    """What became of the last thing that was done, where on which visit of a page, and how to take it back."""

    where: str
    kind: _Kind
    text: str
    undo: Callable[[], str] | None = None
    visit: int = field(default_factory=page_visit)


def kept() -> Kept:
    """Read what the database holds."""
    try:
        return Kept(tuple(store().scenarios.all()), tuple(store().groups.all()))
    except DatabaseError as problem:
        return Kept(problem=str(problem))


def attempt(where: str, action: Callable[[], str], undo: Callable[[], str] | None = None) -> None:
    """Do something with the database, and remember a sentence on what became of it, for `last_said` in its place.

    Streamlit may begin the run of a second click while that of the first still writes: the second waits, and finds what
    the first has done.
    """
    try:
        with st.session_state.setdefault(_WRITING, threading.Lock()):
            said = Said(where, "success", action(), undo)
    except RefusedError as refusal:
        said = Said(where, "warning", str(refusal))
    except DatabaseError as problem:
        said = Said(where, "error", str(problem))
    st.session_state[state.SAID] = said


def last_said(where: str) -> None:
    """Say what became of the last thing, if it was done in this place, until something else is; offer to take it back.

    A second click may come when what the first did is said already, and may not take that away again.
    """
    # The place is kept also while it is empty, so that what stands below is not drawn anew.
    with st.container():
        said: Said | None = st.session_state.get(state.SAID)
        if said is None or (said.where, said.visit) != (where, page_visit()):
            return
        {"success": st.success, "warning": st.warning, "error": st.error}[said.kind](
            markdown.escape(said.text)
        )
        if said.undo:
            st.button("Undo", key=f"undo_{where}", on_click=attempt, args=(where, said.undo))


# In words and figures


def rule_in_words(assessment: Assessment) -> str:
    """Say what is rated by: the methodology, and each of its changes."""
    return "; ".join([assessment.method.title, *describe_changes(assessment)])


def scenario_in_words(shown: View) -> str:
    """Say what a scenario changes: its changes alone if it is its baseline with changes, else both rules."""
    scenario = state.assessment(of=shown)
    if not shown.is_scenario:
        return f"Nothing changed: {rule_in_words(scenario)}"
    if shown.method == shown.baseline and not shown.baseline_changes:
        return "; ".join(describe_changes(scenario))
    baseline = state.assessment("baseline", of=shown)
    return f"{rule_in_words(scenario)}. Compared with: {rule_in_words(baseline)}"


@dataclass(frozen=True)
class SavedFigures:
    """The results of a scenario.

    Attributes
    ----------
    areas, below, moves : int
        How many areas there are, are below "performing well", and move against the baseline.
    ratings : str
        Short text that is the same as long as every area has the same rating.
    """

    areas: int
    below: int
    moves: int
    ratings: str


def figures_of(shown: View) -> SavedFigures:
    """Return the figures of a scenario."""
    before, after = (
        data.ratings(shown.edition, state.method(side, of=shown)) for side in ("baseline", "scenario")
    )
    # Only how many, for each row of a table: `compare` says more and takes ten times as long.
    was, now = (ratings.set_index("area_code")["rating"] for ratings in (before, after))
    listed = "\n".join(f"{code} {rating}" for code, rating in sorted(now.items()))
    same = hashlib.sha256(listed.encode()).hexdigest()[:16]
    return SavedFigures(len(after), below_well(after), int(now.ne(was).sum()), same)


def below_well(ratings: pd.DataFrame) -> int:
    """Return how many areas are rated below "performing well"."""
    counts = count_ratings(ratings)
    return int(counts["needs"] + counts["greatest"])


def content_to_save() -> Content:
    """Return what is saved of the view of this session, with its results today."""
    content = content_of(state.view())
    # Of the edition itself: figures that somebody loaded are not saved.
    outcome = figures_of(parse_address(content.parameters, content.own))
    return replace(content, outcome=asdict(outcome))


@dataclass(frozen=True)
class Summary:
    """What there is to say of a saved scenario; `problem` is why it cannot be opened, empty if it can."""

    words: str = ""
    figures: SavedFigures | None = None
    edition: str = ""
    ignored: tuple[str, ...] = ()
    problem: str = ""


def summary(scenario: Scenario) -> Summary:
    """Return what there is to say of a saved scenario."""
    return Summary(problem=scenario.problem) if scenario.problem else _summary(scenario.content.key, scenario)


@st.cache_data(show_spinner="Rating the saved scenarios …", max_entries=1000)
def _summary(content: str, _scenario: Scenario) -> Summary:
    """Return the summary of a scenario; it is kept by the scenario's content."""
    shown = saved_view(_scenario)
    title = data.edition(shown.edition).meta.title
    return Summary(scenario_in_words(shown), figures_of(shown), title, tuple(shown.ignored))


def left_out(ignored: Sequence[str]) -> str:
    """Say which parts of a saved scenario do not apply here, or cannot rate the figures."""
    return f"Part of it does not apply here and is left out: {markdown.escape(', '.join(ignored))}."


def since_saved(scenario: Scenario) -> str:
    """Say how the results of a saved scenario today differ from those when it was saved; nothing if they do not."""
    noted, now = scenario.content.outcome, summary(scenario).figures
    if noted is None or now is None or noted == asdict(now):
        return ""
    then = SavedFigures(**noted)
    if (then.areas, then.below) != (now.areas, now.below):
        of_all = f" of {now.areas}" if then.areas != now.areas else ""
        what = f"{then.below} of {then.areas} areas were below “performing well”; now {now.below}{of_all}"
    elif then.ratings != now.ratings:
        what = f"{then.below} of {then.areas} areas were below “performing well”, as now, but some ratings differed"
    else:
        what = f"{then.moves} of {then.areas} areas moved against its baseline; now {now.moves}"
    return f"When it was saved, {what}: the figures or the methodology have changed since."


def since_opened() -> str:
    """Say of the saved scenario that is shown what `since_saved` says of it."""
    opened = state.view().opened
    if opened is None or not is_as_saved(state.view()):
        return ""
    said = since_saved(opened)
    return said and f"“{opened.name}” gives different results from when it was saved. {said}"


# Opening


def open_scenario(scenario: Scenario) -> None:
    """Show a saved scenario, with area and looks as they are, as far as they mean something in its edition."""
    state.show(*opened_view(state.view(), scenario))


def opened_view(shown: View, scenario: Scenario) -> tuple[View, list[str]]:
    """Return a view with a saved scenario in it, and what was left behind on the way, in sentences."""
    wanted = saved_view(scenario)
    rule = {name: getattr(wanted, name) for name in declarations(View, "rule")}
    told: list[str] = []
    result = replace(shown, **rule)
    if content_of(shown).parameters["edition"] != wanted.edition:
        # Its own rule fits there, so that only the looks may have to be left behind.
        result, told = moved(replace(result, changes={}, baseline_changes={}), wanted.edition)
    return replace(result, **rule, opened=scenario, ignored=wanted.ignored), told


# Links


def front_page() -> str:
    """Return the address of the first page."""
    return (st.context.url or "").rpartition("/")[0] + "/"


def link_to(address: dict[str, str]) -> str:
    """Return a link to What if with query parameters; spaces in it survive in a mail."""
    page = f"{front_page()}{_WHAT_IF}"
    return f"{page}?{urlencode(address, quote_via=quote)}" if address else page
