"""Finding an area by postcode, or by a name that may be misspelt: one box, and buttons for what it may mean."""

import streamlit as st

from geodata import DEFAULT_GEOGRAPHY, PostcodeError, find_postcode, looks_like_postcode
from scoring import Edition, search_areas
from scoring.explain.words import whole_percent
from ui.components import markdown
from ui.session import results as data
from ui.session import state

MOST_SHOWN = 12
_CCG = "E38"
"""How the codes of CCGs begin, by the coding system of the Office for National Statistics."""

_LED_TO = "place_led_to"
"""The area in view after the last search."""


def place_search(edition: Edition) -> None:
    """Draw the box, and what was found; a single area is chosen at once."""
    if st.session_state.get("place") and st.session_state.get(_LED_TO) != state.view().area:
        # Another area was chosen elsewhere: what was found before is not about it.
        st.session_state["place"] = ""
    st.text_input(
        "Postcode, place or alliance",
        key="place",
        placeholder=f"For example {_examples(edition)}",
        on_change=_choose_the_only_one,
        args=(edition,),
    )
    text = (st.session_state.get("place") or "").strip()
    if not text:
        return
    problem, found = _found(text, edition)
    if problem:
        st.warning(markdown.escape(problem))
        return
    if len(found) == 1:
        [(code, about)] = found
        st.caption(markdown.escape(f"{edition.short_names[code]}: {about}"))
        return
    st.caption(f"{len(found)} areas fit; choose one.")
    with st.container(horizontal=True):
        for code, about in found[:MOST_SHOWN]:
            label = f"{edition.short_names[code]} ({about})"
            st.button(markdown.escape(label), key=f"place-{code}", on_click=_choose, args=(code,))
    if len(found) > MOST_SHOWN:
        rest = ", ".join(edition.short_names[code] for code, _ in found[MOST_SHOWN:])
        st.caption(markdown.escape(f"Also: {rest}. Type more of the name to choose one."))


def _examples(edition: Edition) -> str:
    places = ["DT1 1XJ", "DT1"] if edition.areas["area_code"].str.startswith(_CCG).all() else []
    names = ["Somerset", *(["Wessex"] if "alliance" in edition.areas else ["South West"])]
    return f"{', '.join([*places, *names[:-1]])} or {names[-1]}"


def _choose_the_only_one(edition: Edition) -> None:
    _, found = _found((st.session_state.get("place") or "").strip(), edition)
    st.session_state[_LED_TO] = state.view().area
    if len(found) == 1:
        _choose(found[0][0])


def _choose(code: str) -> None:
    state.choose_area(code)
    st.session_state[_LED_TO] = code


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
    # Postcodes are known for the CCGs of April 2016; later ones are found if those became a part of them as a whole.
    start = data.edition_for(DEFAULT_GEOGRAPHY)
    if start is None:
        return (
            "Postcodes cannot be looked up, because the figures of the areas they refer to are missing. Try a name.",
            [],
        )
    codes = {code: data.successor(code, start, edition) for code in answer.areas["area_code"]}
    if None in codes.values():
        return f"It is not known which area of {edition.meta.title} {answer.text} is in: try a name.", []
    known = answer.areas.assign(area_code=answer.areas["area_code"].map(codes))
    if answer.kind == "full":
        return None, [(code, answer.text) for code in known["area_code"]]
    shares = known.groupby("area_code", sort=False)["share"].sum()
    return None, [
        (str(code), f"{whole_percent(100 * share)} of {answer.text}") for code, share in shares.items()
    ]


def _by_name(text: str, edition: Edition) -> tuple[str | None, list[tuple[str, str]]]:
    for name, codes in state.view().own_groups.items():
        if text.casefold() == name.casefold():
            return None, [(code, name) for code in codes]
    hits = search_areas(edition.areas, text)
    if hits.empty:
        return f"There is no match for {text!r}. Try a postcode, or part of an area's name.", []
    return None, [
        (row.area_code, "name" if row.matched_by == "name" else row.matched_text) for row in hits.itertuples()
    ]
