"""The scenario in force: in words, with its links, and saving it."""

import streamlit as st

from saved import LONGEST_DESCRIPTION, LONGEST_NAME, Scenario
from scoring import Edition
from ui import database, html, loaded, state
from ui.address import to_address
from ui.saved_items import SCENARIO, pick
from ui.saved_links import content_of, fits_link, is_as_saved, shortest_address
from ui.scenarios import Kept, attempt, figures_of, in_words, last_said, link_to, open_scenario

_COUNT, _WHERE = "save_forms", "in force"


def in_force(edition: Edition, kept: Kept) -> None:
    """Draw the scenario in force, and the ways to save it."""
    shown = state.view()
    _follow_the_database(kept)
    opened = shown.opened
    st.subheader("The scenario in force", anchor=False)
    last_said(_WHERE)
    what, way_back = st.columns([5, 1], vertical_alignment="center")
    name = ""
    if opened is not None:
        name = (
            f"**{html.plain(opened.name)}**{'' if is_as_saved(shown) else ', changed since it was opened'}. "
        )
    figures = figures_of(shown)
    move = "area moves" if figures.moves == 1 else "areas move"
    moves = f", and {figures.moves or 'no'} {move} against the baseline" if shown.is_scenario else ""
    what.markdown(
        f"{name}{html.plain(in_words(shown))}. {html.plain(edition.meta.title)}: {figures.below} of {figures.areas} "
        f"areas are below “performing well”{moves}."
    )
    if shown.is_scenario:
        way_back.button(
            "Back to the baseline", on_click=state.reset_scenario, key="reset_saved", width="stretch"
        )
    links_of(shown)
    if kept.problem:
        return
    if loaded.figures(shown.edition):
        st.caption("The figures that you loaded are not saved, only the rule: nobody else can see them.")
    if opened is not None and not is_as_saved(shown):
        _save_changes(opened)
    _save_new()


def links_of(shown: state.View) -> None:
    """Draw the links that show a view again, to be copied."""
    short, long = st.columns(2, gap="medium")
    if is_as_saved(shown):
        with short:
            st.caption("Short link: needs this app's database")
            st.code(link_to(shortest_address(shown)), language=None, wrap_lines=True)
    with long if is_as_saved(shown) else st.container():
        st.caption("Long link: carries everything itself")
        if fits_link(shown):
            st.code(link_to(to_address(shown)), language=None, wrap_lines=True)
        else:
            st.markdown(
                "Its own methodology is too long for a link: use the short one, or send its file along."
            )


def _follow_the_database(kept: Kept) -> None:
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
            f"Somebody has changed “{html.plain(now.name)}” since you opened it. You see it as it was. Save yours "
            "under another name, or open the newer one."
        )
        if not now.problem:
            st.button("Open the newer one", key="open_newer", on_click=open_scenario, args=(now,))


def _save_changes(opened: Scenario) -> None:
    def save() -> str:
        shown = state.view()
        shown.opened = database.store().scenarios.change(opened, content_of(shown))
        return f"“{opened.name}” was saved with your changes."

    st.button(
        f"Save the changes to “{html.plain(opened.name)}”",
        key="save_changes",
        on_click=attempt,
        args=(_WHERE, save),
        icon=":material/save:",
    )


def _save_new() -> None:
    count = st.session_state.setdefault(_COUNT, 0)
    with st.form(f"save-{count}", border=True):
        name, description, button = st.columns([3, 5, 1], vertical_alignment="bottom")
        name.text_input(
            "Save it under a new name",
            max_chars=LONGEST_NAME,
            key=f"save_name-{count}",
            placeholder="62-day bar at 82%",
        )
        description.text_input(
            "Description of the scenario (may be left out)",
            max_chars=LONGEST_DESCRIPTION,
            key=f"save_description-{count}",
            placeholder="What it is for, and who asked for it",
        )
        button.form_submit_button("Save", type="primary", on_click=_save, args=(count,), width="stretch")


def _save(count: int) -> None:
    name, description = (st.session_state[f"save_{part}-{count}"] for part in ("name", "description"))

    def save() -> str:
        shown = state.view()
        made = database.store().scenarios.add(name, description, content_of(shown))
        shown.opened = made
        pick(SCENARIO, made.id)
        # An empty form for the next; one that was refused keeps what was typed.
        st.session_state[_COUNT] = count + 1
        return f"Saved as “{made.name}”."

    attempt(_WHERE, save)
