"""Saved groups of areas: keeping those of this session, and taking saved ones into it."""

import pandas as pd
import streamlit as st

from saved import LONGEST_DESCRIPTION, LONGEST_NAME, Group, GroupShelf, RefusedError, is_same_name
from scoring import Edition, edition_metadata
from scoring.errors import listed
from scoring.explain.words import counted
from ui.components import html, markdown
from ui.components.saved_scenarios import Kept, attempt, last_said
from ui.scenarios.saved_items import GROUP, item_buttons, item_picker, picked, when_saved
from ui.session import links, state
from ui.session import results as data
from ui.session.saved_links import store

_NAMES_SHOWN = 40


def groups_section(edition: Edition, kept: Kept) -> None:
    """Draw the groups of this session, which can be saved, and those that are saved."""
    st.subheader("Groups of areas", anchor=False)
    last_said(GROUP)
    mine = state.view().own_groups
    if mine:
        listing = "; ".join(
            f"**{markdown.escape(name)}** ({counted(len(codes), 'area')})" for name, codes in mine.items()
        )
        st.markdown(f"Yours in this session: {listing}.")
    else:
        st.markdown("You have created none in this session; you can do so on My alliance.")
    if kept.problem:
        return
    if mine:
        _save_form(edition, kept)
    if kept.groups:
        _saved(edition, kept)
    else:
        st.markdown("No group is saved yet.")


def _save_form(edition: Edition, kept: Kept) -> None:
    with st.expander("Save one of your groups"):
        mine = list(state.view().own_groups)
        which = st.selectbox("Your group", mine, key="group_to_save")
        if which is None:
            return
        old = next(
            (group for group in kept.groups if is_same_name(links.group_name(group.name), which)), None
        )
        with st.form(f"save_group-{which}", border=False):
            st.text_input("Name of the group", which, max_chars=LONGEST_NAME, key=f"group_name-{which}")
            st.text_area(
                "Description of the group (optional)",
                max_chars=LONGEST_DESCRIPTION,
                key=f"group_description-{which}",
                height=68,
            )
            st.form_submit_button(
                "Save as a new group",
                type="primary",
                on_click=attempt,
                args=(GROUP, lambda: _add(edition, which)),
            )
        if old is not None:
            st.button(
                f"Put these areas into the saved group “{markdown.escape(old.name)}”",
                key=f"group_over-{old.id}",
                on_click=attempt,
                args=(GROUP, lambda: _put(edition, which, old)),
            )


def _add(edition: Edition, which: str) -> str:
    name, description = (st.session_state[f"group_{part}-{which}"] for part in ("name", "description"))
    made = _shelf().add(name, description, *_contents(edition, which))
    return f"The group “{made.name}” was saved."


def _put(edition: Edition, which: str, old: Group) -> str:
    _shelf().change(old, *_contents(edition, which))
    return f"The saved group “{old.name}” now has the areas of your group."


def _contents(edition: Edition, which: str) -> tuple[tuple[str, ...], str, str]:
    return state.view().own_groups[which], data.geography_of(edition), edition.meta.id


def _shelf() -> GroupShelf:
    return store().groups


def _saved(edition: Edition, kept: Kept) -> None:
    table = pd.DataFrame(
        {
            "Name": [group.name for group in kept.groups],
            "Areas": [_areas_in_words(group) for group in kept.groups],
        }
    )
    if any(group.description for group in kept.groups):
        table["Description"] = [group.description for group in kept.groups]
    html.draw(html.table(table))
    item_picker("Saved group", GROUP, kept.groups)
    group: Group = picked(GROUP, kept.groups)
    st.caption(when_saved(group))
    codes, lost = _areas_here(group, edition)
    if lost:
        st.caption(markdown.escape(f"Not in these figures, and left out when you use it: {listed(lost)}."))
    with st.container(horizontal=True):
        st.button(
            "Use in this session",
            key=f"take-{group.id}-{group.revision}",
            type="primary",
            on_click=_take,
            args=(group, codes),
            disabled=not codes,
        )
        item_buttons(_shelf, group, GROUP)


def _take(group: Group, codes: tuple[str, ...]) -> None:
    name = links.group_name(group.name)
    mine = state.view().own_groups

    def take() -> str:
        if name not in mine and len(mine) >= links.MOST_GROUPS:
            raise RefusedError(
                f"You can have up to {links.MOST_GROUPS} groups in a session. Remove one first."
            )
        state.keep_own_group(name, codes, name)
        return f"“{name}” is now one of your groups: see it on My alliance, or outline it on the map."

    attempt(GROUP, take)


def _areas_in_words(group: Group) -> str:
    names = data.edition(group.edition).short_names if group.edition in edition_metadata() else {}
    return listed([names.get(code, code) for code in group.areas], _NAMES_SHOWN)


def _areas_here(group: Group, edition: Edition) -> tuple[tuple[str, ...], list[str]]:
    """Return the areas of a group in an edition, also those that its areas became a part of, and what is not there."""
    there = data.edition(group.edition) if group.edition in edition_metadata() else edition
    found = {code: data.successor(code, there, edition) for code in group.areas}
    names = there.short_names
    return (
        tuple(sorted({code for code in found.values() if code is not None})),
        [names.get(code, code) for code, now in found.items() if now is None],
    )
