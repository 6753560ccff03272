"""Finding an area by postcode, or by a name that may be misspelt: one box, and buttons for what it may mean."""

import streamlit as st

from geodata import PostcodeError, find_postcode, looks_like_postcode
from scoring import Edition, search_areas
from ui import html, state

MOST_SHOWN = 12


def place_search(edition: Edition) -> None:
    """Draw the box, and what was found; a single area is chosen at once."""
    st.text_input(
        "Postcode, place or alliance",
        key="place",
        placeholder="For example DT1 1XJ, DT1, Somerset or Wessex",
        on_change=_choose_the_only_one,
        args=(edition,),
    )
    text = (st.session_state.get("place") or "").strip()
    if not text:
        return
    problem, found = _found(text, edition)
    if problem:
        st.warning(html.plain(problem))
        return
    if len(found) == 1:
        [(code, about)] = found
        st.caption(html.plain(f"{edition.short_names[code]}: {about}"))
        return
    st.caption(f"{len(found)} areas fit; choose one.")
    with st.container(horizontal=True):
        for code, about in found[:MOST_SHOWN]:
            label = f"{edition.short_names[code]} ({about})"
            st.button(html.plain(label), key=f"place-{code}", on_click=state.choose_area, args=(code,))
    if len(found) > MOST_SHOWN:
        rest = ", ".join(edition.short_names[code] for code, _ in found[MOST_SHOWN:])
        st.caption(html.plain(f"Also: {rest}. Type more of the name to choose one."))


def _choose_the_only_one(edition: Edition) -> None:
    _, found = _found((st.session_state.get("place") or "").strip(), edition)
    if len(found) == 1:
        state.choose_area(found[0][0])


def _found(text: str, edition: Edition) -> tuple[str | None, list[tuple[str, str]]]:
    """Return a sentence if nothing was found, and the areas (code, why) that the text may mean."""
    if not text:
        return None, []
    return _by_postcode(text, edition) if looks_like_postcode(text) else _by_name(text, edition)


def _by_postcode(text: str, edition: Edition) -> tuple[str | None, list[tuple[str, str]]]:
    try:
        answer = find_postcode(text)
    except PostcodeError as problem:
        return str(problem), []
    known = answer.areas[answer.areas["area_code"].isin(list(edition.short_names))]
    if known.empty:
        return (
            f"{answer.text} cannot be placed: postcodes are known by the CCGs of April 2016, and those of "
            f"{answer.text} are none of the areas of {edition.meta.title}. Look for the area by its name.",
            [],
        )
    if answer.kind == "full":
        return None, [(code, answer.text) for code in known["area_code"]]
    return None, [(r.area_code, f"{r.share:.0%} of {answer.text}") for r in known.itertuples()]


def _by_name(text: str, edition: Edition) -> tuple[str | None, list[tuple[str, str]]]:
    for name, codes in state.view().own_groups.items():
        if text.casefold() == name.casefold():
            return None, [(code, name) for code in codes]
    hits = search_areas(edition.areas, text)
    if hits.empty:
        return f"Nothing here is called {text!r}. Try a postcode, or part of an area's name.", []
    return None, [
        (row.area_code, "name" if row.matched_by == "name" else row.matched_text) for row in hits.itertuples()
    ]
