"""A person's scenario as it is now, with its links and saving it, and those that are saved."""

from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from saved import LONGEST_DESCRIPTION, LONGEST_NAME, Scenario, ScenarioShelf
from scoring import Edition
from ui.components import markdown
from ui.components.saved_scenarios import (
    Kept,
    attempt,
    content_to_save,
    figures_of,
    last_said,
    left_out,
    link_to,
    open_scenario,
    scenario_in_words,
    since_saved,
    summary,
)
from ui.components.tables import WRAPPED
from ui.components.widgets import page_visit, widget
from ui.scenarios.saved_items import SCENARIO, item_buttons, item_picker, pick, picked, suggest, when_saved
from ui.session import loaded, state
from ui.session.address import to_address
from ui.session.saved_links import fits_link, is_as_saved, saved_view, shortest_address, store
from ui.session.view import HALVES, View

_COUNT, _TYPED, _BY_FORM = "save_forms", "save_typed", "saved_by_form"
_Place = Literal["in force", "toolbar"]
"""Where it is saved, which is where it says what became of that."""
_LOOKED_AT = "save_box_looked_at"
_THEN = "When it was saved"
_SHORT_NAME, _SHORT_WORDS = 32, 50
"""So many letters fit into a line of their columns."""


def save_control() -> None:
    """Draw the control in the top row of What if that saves the scenario, and answers where it stands."""
    box = st.popover("Save", icon=":material/save:", key="save_box", on_change="rerun")
    # What is inside is made when somebody looks at it, and stays: a name that was typed must not be forgotten when
    # a slider is touched, which closes the box.
    if box.open:
        st.session_state[_LOOKED_AT] = page_visit()
    if st.session_state.get(_LOOKED_AT) == page_visit():
        with box:
            last_said("toolbar")
            _ways_to_save("toolbar")


def in_force(edition: Edition, kept: Kept) -> None:
    """Draw a person's scenario as it is now, and the ways to save it."""
    shown = state.view()
    opened = shown.opened
    st.subheader("Your scenario", anchor=False)
    last_said("in force")
    what, way_back = st.columns([5, 1], vertical_alignment="center")
    name = ""
    if opened is not None:
        name = f"**{markdown.escape(opened.name)}**{'' if is_as_saved(shown) else ', changed since it was opened'}. "
    figures = figures_of(shown)
    move = "area moves" if figures.moves == 1 else "areas move"
    moves = f", and {figures.moves or 'no'} {move} against the baseline" if shown.is_scenario else ""
    what.markdown(
        f"{name}{markdown.escape(scenario_in_words(shown))}. {markdown.escape(edition.meta.title)}: "
        f"{figures.below} of {figures.areas} areas are below “performing well”{moves}."
    )
    if shown.is_scenario:
        way_back.button(
            "Back to the baseline", on_click=state.reset_scenario, key="reset_saved", width="stretch"
        )
    links_of(replace(shown, half=HALVES[0]))
    if not kept.problem:
        _ways_to_save("in force")


def _ways_to_save(where: _Place) -> None:
    shown = state.view()
    opened = shown.opened
    if loaded.figures(shown.edition):
        st.caption("Only the rule is saved, not the figures you loaded, which nobody else can see.")
    if opened is not None and not is_as_saved(shown):
        _save_over(
            opened,
            f"Save the changes to “{markdown.escape(opened.name)}”",
            "was saved with your changes",
            where,
        )
    elif opened is not None and since_saved(opened):
        _save_over(
            opened, f"Save “{markdown.escape(opened.name)}” as it is now", "was saved as it is now", where
        )
    _save_new(where)


def links_of(shown: View) -> None:
    """Draw the links that show a view again, to be copied."""
    short, long = st.columns(2, gap="medium")
    if is_as_saved(shown):
        with short:
            st.caption("Short link: needs this app's database")
            st.code(link_to(shortest_address(shown)), language=None, wrap_lines=True)
    with long if is_as_saved(shown) else st.container():
        st.caption("Long link: contains everything")
        if fits_link(shown):
            st.code(link_to(to_address(shown)), language=None, wrap_lines=True)
        else:
            st.markdown(
                "Its own methodology is too long for a link: use the short one, or send its file as well."
            )


def follow_the_database(kept: Kept) -> None:
    """Take notice of what others did to the scenario that is open."""
    shown = state.view()
    opened = shown.opened
    if opened is None or kept.problem:
        return
    now = next((scenario for scenario in kept.scenarios if scenario.id == opened.id), None)
    if now is None or now.content == opened.content:
        shown.opened = now  # deleted, or only its name or description changed
    elif now.revision != opened.revision:
        st.warning(
            f"Somebody has changed “{markdown.escape(now.name)}” since you opened it. You are looking at the "
            "earlier version. Save yours under another name, or open the newer one."
        )
        if not now.problem:
            st.button("Open the newer one", key="open_newer", on_click=open_scenario, args=(now,))


def _save_over(opened: Scenario, label: str, what: str, where: _Place) -> None:
    def save() -> str:
        shown, shelf, content = state.view(), _shelf(), content_to_save()
        now = shown.opened
        # A second click ends the run of the first where the session is next asked for something: what was saved is
        # noted before that, and not saved again.
        if not (now and now.id == opened.id and now.revision > opened.revision and now.content == content):
            shown.opened = shelf.change(opened, content)
        return f"“{opened.name}” {what}."

    st.button(
        label,
        key="save_changes",
        on_click=attempt,
        args=(where, save),
        icon=":material/save:",
    )


def _save_new(where: _Place) -> None:
    count = st.session_state.setdefault(_COUNT, 0)
    # While the database is away there is no form, and Streamlit forgets what was typed into it.
    typed_name, typed_description = st.session_state.get(_TYPED, ("", ""))
    with st.form(f"save-{count}", border=True):
        wide = where == "in force"
        name, description, button = (
            st.columns([3, 5, 1], vertical_alignment="bottom") if wide else (st.container() for _ in range(3))
        )
        name.text_input(
            "Save it under a new name",
            typed_name,
            max_chars=LONGEST_NAME,
            key=f"save_name-{count}",
            placeholder="62-day bar at 82%",
        )
        description.text_input(
            "Description of the scenario (optional)",
            typed_description,
            max_chars=LONGEST_DESCRIPTION,
            key=f"save_description-{count}",
            placeholder="What it is for, and who asked for it",
        )
        button.form_submit_button(
            "Save", type="primary", on_click=_save, args=(count, where), width="stretch"
        )


def _save(count: int, where: _Place) -> None:
    name, description = (st.session_state[f"save_{part}-{count}"].strip() for part in ("name", "description"))

    def save() -> str:
        shown, shelf, content = state.view(), _shelf(), content_to_save()
        by_form: dict[int, Scenario] = st.session_state.setdefault(_BY_FORM, {})
        # As above: by the first of two clicks it may be saved already, whatever address the second came with.
        made = by_form.get(count) or shown.opened
        if not (made and made.content == content and (made.name, made.description) == (name, description)):
            st.session_state[_TYPED] = name, description
            made = shelf.add(name, description, content)
            by_form.clear()
            by_form[count] = made
        shown.opened = made
        pick(SCENARIO, made.id)
        # An empty form for the next; one that was refused keeps what was typed.
        st.session_state[_COUNT] = count + 1
        st.session_state.pop(_TYPED, None)
        return f"Saved as “{made.name}”."

    attempt(where, save)


def saved_section(kept: Kept) -> None:
    """Draw all saved scenarios, and what can be done with one."""
    st.subheader("Saved scenarios", anchor=False)
    last_said(SCENARIO)
    if not kept.scenarios:
        st.markdown(
            "No scenarios have been saved yet. Move a threshold, then save what you see under a name."
        )
        return
    opened = state.view().opened
    if opened is not None:
        suggest(SCENARIO, opened.id)
    _table(kept.scenarios)
    item_picker("Saved scenario", SCENARIO, kept.scenarios)
    scenario: Scenario = picked(SCENARIO, kept.scenarios)
    if scenario.description:
        st.text(scenario.description)
    st.caption(when_saved(scenario))
    said = summary(scenario)
    if said.problem:
        st.warning(f"“{markdown.escape(scenario.name)}” cannot be opened. {markdown.escape(said.problem)}")
    if said.ignored:
        st.warning(left_out(said.ignored))
    is_shown = opened is not None and opened.id == scenario.id and is_as_saved(state.view())
    if not is_shown and (since := since_saved(scenario)):
        st.warning(markdown.escape(since))  # of the one that is shown, the head of the page says it
    if said.words:
        st.markdown(markdown.escape(f"{said.words}."))
    with st.container(horizontal=True):
        if not said.problem:
            st.button(
                "Open",
                key=f"open-{scenario.id}",
                type="primary",
                on_click=open_scenario,
                args=(scenario,),
                icon=":material/folder_open:",
            )
            with st.popover("Links", icon=":material/link:", key=f"links-{scenario.id}-{scenario.revision}"):
                links_of(saved_view(scenario))
        item_buttons(_shelf, scenario, SCENARIO)


def _shelf() -> ScenarioShelf:
    return store().scenarios


def _table(scenarios: tuple[Scenario, ...]) -> None:
    numbers = [scenario.id for scenario in scenarios]

    def chosen(selected: Any) -> int:
        rows = selected["selection"]["rows"]
        return numbers[rows[0]] if rows else picked(SCENARIO, scenarios).id

    # Other rows make another table, in which the numbers of the selected rows would mean other scenarios.
    rows = widget(
        f"saved_rows-{hash(tuple(numbers))}",
        picked(SCENARIO, scenarios).id,
        lambda number: pick(SCENARIO, number),
        chosen,
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    table = _rows(scenarios)
    is_long = (table["Name"].str.len() > _SHORT_NAME) | (table["What it changes"].str.len() > _SHORT_WORDS)
    row_height = WRAPPED if is_long.any() else None
    st.dataframe(
        table,
        key=rows.key,
        on_select=rows.report,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [numbers.index(rows.start)]}},
        hide_index=True,
        height=min(420, 38 + (row_height or 35) * len(numbers)),
        row_height=row_height,
        column_config={
            "Name": text(pinned=True, width=240),
            "What it changes": text(width=350),
            "Below performing well": number(help="How many areas are rated below “performing well”"),
            _THEN: text(help="Where the figures or the methodology have changed since it was saved"),
            "Areas that move": number(help="How many areas have a different rating from its baseline"),
            "SavedFigures": text("Figures", width=210),
            "Changed": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone="UTC"),
        },
        alt="Table of the saved scenarios: what each changes, how many areas are below performing well, and how many "
        "move against its baseline.",
    )


def _rows(scenarios: tuple[Scenario, ...]) -> pd.DataFrame:
    """Return a row a scenario; what came of them when they were saved only if it is another today."""
    rows = pd.DataFrame([_row(scenario) for scenario in scenarios])
    return rows if rows[_THEN].any() else rows.drop(columns=_THEN)


def _row(scenario: Scenario) -> dict[str, Any]:
    said = summary(scenario)
    then = scenario.content.outcome if since_saved(scenario) else None
    only = "Only in part: " if said.ignored else ""
    return {
        "Name": scenario.name,
        "What it changes": said.problem or f"{only}{said.words}",
        "Below performing well": said.figures.below if said.figures else None,
        _THEN: f"{then['below']} of {then['areas']}, {then['moves']} moved" if then else "",
        "Areas that move": said.figures.moves if said.figures else None,
        "SavedFigures": said.edition,
        "Changed": scenario.changed,
    }
