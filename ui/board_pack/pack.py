"""The board pack of this session: its areas, its screens, and the choice of both."""

from dataclasses import replace

import streamlit as st

from reports.figures.map_shapes import MapShapes
from reports.screens.parts import parted
from reports.story.story import (
    PARTS,
    Case,
    Choice,
    Screen,
    case_of,
    choose_all,
    choose_areas,
    choose_group,
    screens_of,
)
from scoring import Edition
from ui.board_pack.screens import draw_screen, screen_footer
from ui.components import downloads
from ui.components.area_picker import area_picker
from ui.components.group_picker import current_group, group_pickers
from ui.components.widgets import choice as choose
from ui.components.widgets import widget
from ui.session import results as data
from ui.session import state
from ui.session.view import OWN, groups_of

_TOLD = "pack_told"
_PREVIEW = (1240, 760)
"""Pixels of the window that a preview stands for."""
SCOPE_LABELS = {"group": "A group of areas", "area": "One area", "all": "All areas"}
NATIONAL = ("national", "changes", "sure", "method")
"""The parts about all areas, which are told while no area or group is chosen."""
ADDRESS = "board-pack"
"""The last part of the page's address."""


def chosen_areas(edition: Edition) -> Choice | None:
    """Return the areas and parts that are chosen; None if no area or group is."""
    view = state.view()
    if view.scope == "all":
        return choose_all(edition, view.parts)
    if view.scope == "area":
        return choose_areas(edition, [view.area], view.parts) if view.area else None
    belonging = groups_of(view)
    group = current_group(belonging)
    if group is None:
        return None
    if view.group_kind != OWN:
        return choose_group(edition, view.group_kind, group, view.parts)
    codes = belonging.loc[belonging["group_code"] == group, "area_code"]
    return choose_areas(edition, codes, view.parts, title=group)


def told(edition: Edition, chosen: Choice) -> tuple[Case, list[Screen]]:
    """Return the pack's case and its screens; they are worked out once and kept until something else is chosen.

    Raises
    ------
    DataError
        If the figures lack something that the methodology needs.
    """
    address = pack_link()
    source = data.map_source(state.view().edition)
    shapes = MapShapes(source.url, source.inset_url, source.area_codes) if source.url else None
    of = (state.view().edition, address, chosen, state.method(), state.method("baseline"), shapes)
    if (kept := st.session_state.get(_TOLD)) and kept[0] == of:
        return kept[1]
    with st.spinner("Writing the screens …"):
        case = case_of(state.assessment(), state.method("baseline"), chosen, address, shapes=shapes)
        result = case, parted(screens_of(case))
    st.session_state[_TOLD] = (of, result)
    return result


def pack_link() -> str:
    """Return the address at which the page Board pack shows this, whatever screen is shown."""
    place = (st.context.url or "").rpartition("/")[0]
    return downloads.link(replace(state.view(), screen=1), f"{place}/{ADDRESS}")


def area_link(code: str) -> str:
    """Return the address at which the page Area shows an area again."""
    place = (st.context.url or "").rpartition("/")[0]
    return downloads.link(replace(state.view(), area=code, screen=1), f"{place}/area")


def areas_picker(edition: Edition) -> None:
    """Draw the choice of the areas that the pack is of."""
    view = state.view()
    box = widget("scope", view.scope, lambda scope: state.pack(scope=scope))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Which areas",
            list(SCOPE_LABELS),
            default=box.start,
            format_func=SCOPE_LABELS.__getitem__,
            key=box.key,
            on_change=box.report,
            required=True,
            width="content",
        )
        if view.scope == "group":
            group_pickers(edition)
        elif view.scope == "area":
            area_picker(edition)


def parts_picker(chosen: Choice) -> None:
    """Draw the choice of the parts of the pack."""

    def change(parts: list[str]) -> None:
        wanted = tuple(part for part in PARTS if part in parts)
        state.pack(parts=wanted)

    box = widget("parts", chosen.parts, change, tuple)
    st.pills(
        "What it shows",
        list(PARTS),
        selection_mode="multi",
        default=box.start,
        format_func=PARTS.__getitem__,
        key=box.key,
        on_change=box.report,
    )


def preview(screens: list[Screen]) -> None:
    """Draw one of the screens, small, and what leads to the others."""
    place = min(state.view().screen, len(screens))
    back, which, on, big = st.columns([1, 6, 1, 2], vertical_alignment="bottom")
    back.button(
        "Back", on_click=state.pack, kwargs={"screen": place - 1}, disabled=place == 1, width="stretch"
    )
    with which:
        words = {str(i): f"{i} of {len(screens)}: {one.title}" for i, one in enumerate(screens, start=1)}
        choose("Screen", words, "screen", str(place), lambda chosen: state.pack(screen=int(chosen)))
    on.button(
        "Next",
        on_click=state.pack,
        kwargs={"screen": place + 1},
        disabled=place == len(screens),
        width="stretch",
    )
    if big.button("Present", icon=":material/slideshow:", type="primary", width="stretch"):
        st.switch_page("pages/present.py", query_params=st.query_params.to_dict())
    with st.container(border=True):
        draw_screen(screens[place - 1], *_PREVIEW, heading="h3")
        screen_footer(screens[place - 1], f"{place} of {len(screens)}")
