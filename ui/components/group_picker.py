"""Choosing a group of areas: the kind, the group, and a person's own groups."""

import pandas as pd
import streamlit as st

from scoring import Edition
from scoring.editions.groups import group_kinds
from ui.components import markdown
from ui.components.widgets import choice, widget
from ui.session import links, state
from ui.session.view import OWN, first_kind, groups_of

PLURALS = {
    "alliance": "Cancer Alliances",
    "stp": "STPs",
    "region": "Regions",
    "local_office": "Local offices",
    OWN: "My own groups",
}
NEW = "A new group"


def group_pickers(edition: Edition, none: str = "") -> None:
    """Draw the choice of the kind of groups, and of one group.

    `none` says what is shown where no group is chosen: then the group of the area in view is not chosen for it.
    """
    view = state.view()
    kinds = [*group_kinds(edition), *([OWN] if view.own_groups else [])]
    belonging = groups_of(view)
    names = dict(zip(belonging["group_code"], belonging["group"], strict=True))
    with st.container(horizontal=True):
        choice(
            "Kind of group",
            {kind: PLURALS[kind] for kind in kinds},
            "group_kind",
            view.group_kind,
            state.show_groups,
        )
        start = view.group if none else current_group(belonging)
        box = widget(f"group-{view.group_kind}", start, state.show_group)
        st.session_state.setdefault(box.key, box.start)
        st.selectbox(
            "Group",
            list(names),
            index=None,
            format_func=lambda code: names.get(code, code),
            key=box.key,
            on_change=box.report,
            placeholder=none or "Choose one",
        )


def current_group(belonging: pd.DataFrame) -> str | None:
    """Return the code of the chosen group, or else of the one in which the area in view is counted."""
    view = state.view()
    if view.group is not None:
        return view.group
    there = belonging[(belonging["area_code"] == view.area) & belonging["counted"]]
    return None if there.empty else str(there["group_code"].iloc[0])


def own_group_editor(edition: Edition) -> None:
    """Draw the box in which somebody puts together a group, changes one, or takes it away."""
    view = state.view()
    st.header("A group of my own", anchor=False)
    beside = PLURALS[first_kind(view.edition)]
    st.caption(
        f"Combine areas under a name. Your group then appears with the {beside} wherever a group can be chosen, "
        "can be outlined on the map of England, and is part of the link to this page. On What if, under “Save and "
        "compare”, you can save it for others and use groups that others have saved."
    )
    which = st.selectbox("Group to change", [NEW, *view.own_groups], key="own_group") or NEW
    old = None if which == NEW else which
    key = f"own_group-{which}"
    with st.form(f"form-{key}", border=True):
        name = st.text_input("Name", value=old or "", max_chars=links.LONGEST_NAME, key=f"{key}-name")
        chosen = st.multiselect(
            "Areas",
            list(edition.short_names),
            default=list(view.own_groups.get(which, ())),
            format_func=edition.short_names.__getitem__,
            key=f"{key}-areas",
            placeholder="Type names, for example Dorset",
        )
        kept = st.form_submit_button("Keep this group", type="primary")
    if kept:
        _keep(links.group_name(name), chosen, old)
    if old is not None:
        st.button("Remove this group", key=f"{key}-drop", on_click=state.drop_own_group, args=(old,))


def _keep(name: str, chosen: list[str], old: str | None) -> None:
    """Keep a group and show it, or say what it still lacks."""
    others = state.view().own_groups.keys() - {old}
    if not name:
        st.warning("The group needs a name. The areas you chose are still there.")
    elif not chosen:
        st.warning("The group needs at least one area.")
    elif name in others:
        st.warning(
            f"There is a group called {markdown.escape(name)} already. Choose another name, or change that group."
        )
    elif len(others) >= links.MOST_GROUPS:
        st.warning(f"You can have up to {links.MOST_GROUPS} groups. Remove one first.")
    else:
        state.keep_own_group(name, chosen, old)
        st.rerun()
