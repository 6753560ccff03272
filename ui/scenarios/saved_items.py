"""What can be done with one saved scenario or group: rename, describe, duplicate, delete, put back."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from saved import LONGEST_DESCRIPTION, LONGEST_NAME, Item, Repository
from ui.components import markdown
from ui.components.saved_scenarios import attempt
from ui.components.widgets import choice

SCENARIO, GROUP = "scenario", "group"
"""The kinds of what is saved."""

_PICKED = "saved_picked"


def picked(what: str, items: Sequence[Item]) -> Any:
    """Return the item that is picked among those of a kind; the first if none is, None if there are none."""
    wanted = st.session_state.get(f"{_PICKED}-{what}")
    return next((item for item in items if item.id == wanted), items[0] if items else None)


def pick(what: str, number: int | None) -> None:
    """Pick the item with a number."""
    st.session_state[f"{_PICKED}-{what}"] = number


def suggest(what: str, number: int) -> None:
    """Pick the item with a number, unless somebody picked one."""
    st.session_state.setdefault(f"{_PICKED}-{what}", number)


def item_picker(label: str, what: str, items: Sequence[Item]) -> None:
    """Draw the box that picks one of the items, in step with their table."""
    names = {str(item.id): item.name for item in items}
    name = f"pick_{what}-{hash(tuple(names.values()))}"
    choice(label, names, name, str(picked(what, items).id), lambda number: pick(what, int(number)))


def when_saved(item: Item) -> str:
    """Say when an item was saved and changed."""
    made, changed = (f"{time.day} {time:%B %Y, %H:%M} UTC" for time in (item.created, item.changed))
    return f"Saved {made}" + (f"; changed {changed}." if item.revision > 1 else ".")


def item_buttons(shelf: Callable[[], Repository[Any]], item: Item, what: str) -> None:
    """Draw the buttons that duplicate an item, rename or describe it, and delete it; for a horizontal container."""

    def duplicate() -> str:
        made = shelf().duplicate(item)
        pick(what, made.id)
        return f"“{item.name}” was duplicated as “{made.name}”."

    # Keys carry what is shown, so that a button or form never does something to another item than the one seen.
    key = f"{what}-{item.id}-{item.revision}"
    st.button("Duplicate", key=f"duplicate-{key}", on_click=attempt, args=(what, duplicate))
    with st.popover("Rename or describe", key=f"rename_box-{key}"):
        _rename_form(shelf, item, what, key)
    with st.popover("Delete", key=f"delete_box-{key}"):
        st.markdown(f"Delete “{markdown.escape(item.name)}” for everybody?")
        st.button(
            "Yes, delete it", key=f"delete-{key}", type="primary", on_click=_delete, args=(shelf, item, what)
        )


def _delete(shelf: Callable[[], Repository[Any]], item: Item, what: str) -> None:
    def delete() -> str:
        shelf().delete(item)
        return f"“{item.name}” was deleted."

    def put_back() -> str:
        pick(what, shelf().restore(item).id)
        return f"“{item.name}” is back."

    attempt(what, delete, put_back)


def _rename_form(shelf: Callable[[], Repository[Any]], item: Item, what: str, key: str) -> None:
    with st.form(f"rename_form-{key}", border=False):
        st.text_input("Name", item.name, max_chars=LONGEST_NAME, key=f"name-{key}")
        st.text_area("Description", item.description, max_chars=LONGEST_DESCRIPTION, key=f"description-{key}")

        def rename() -> str:
            name, description = st.session_state[f"name-{key}"], st.session_state[f"description-{key}"]
            made = shelf().rename(item, name, description)
            return f"Saved as “{made.name}”."

        st.form_submit_button("Save", type="primary", on_click=attempt, args=(what, rename))
