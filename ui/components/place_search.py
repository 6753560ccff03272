"""Finding an area by postcode, town, or a name that may be misspelt: one box, and buttons for what it may mean."""

import pandas as pd
import streamlit as st

from geodata import DEFAULT_GEOGRAPHY, PostcodeError, find_postcode, find_towns, looks_like_postcode
from scoring import Edition, search_areas
from scoring.explain.words import whole_percent
from ui.components import markdown
from ui.session import results as data
from ui.session import state

MOST_SHOWN = 12
_CCG = "E38"
"""How the codes of CCGs begin, by the coding system of the Office for National Statistics."""

_AS_TYPED = 80.0
"""The score of an area from which its name has what was typed, and is no guess at a misspelt one."""

_LED_TO = "place_led_to"
"""The area in view after the last search."""


def place_search(edition: Edition) -> None:
    """Draw the box, and what was found; a single area is chosen at once."""
    if st.session_state.get("place") and st.session_state.get(_LED_TO) != state.view().area:
        # Another area was chosen elsewhere: what was found before is not about it.
        st.session_state["place"] = ""
    st.text_input(
        "Postcode, town, area or alliance",
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
        st.caption(markdown.escape(": ".join(filter(None, [edition.short_names[code], about]))))
        return
    st.caption(f"{len(found)} areas fit; choose one.")
    with st.container(horizontal=True):
        for code, about in found[:MOST_SHOWN]:
            label = edition.short_names[code] + (f" ({about})" if about else "")
            st.button(markdown.escape(label), key=f"place-{code}", on_click=_choose, args=(code,))
    if len(found) > MOST_SHOWN:
        rest = ", ".join(edition.short_names[code] for code, _ in found[MOST_SHOWN:])
        st.caption(markdown.escape(f"Also: {rest}. Type more of the name to choose one."))


def _examples(edition: Edition) -> str:
    places = ["DT1 1XJ", "Poole"] if edition.areas["area_code"].str.startswith(_CCG).all() else []
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
        return _not_known(edition, answer.text), []
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
    named = [
        (row.area_code, "" if row.matched_by == "name" else row.matched_text) for row in hits.itertuples()
    ]
    as_typed = not hits.empty and hits["score"].max() >= _AS_TYPED
    towns = find_towns(text)
    # The beginning of a town says less than the name of an area, and more than a guess at a misspelt one.
    if len(towns) and (towns["exact"].any() or not as_typed):
        # What lies in several areas with its name, as Leeds does, is found by that.
        whole = towns.groupby(["name", "easting", "northing"])["area_code"].transform("count") == 1
        in_towns = _in_towns(towns[whole] if as_typed else towns, edition)
        if not in_towns and not as_typed:
            return _not_known(edition, str(towns["name"].iloc[0])), []
        named = [*(named if as_typed else []), *in_towns]
    if not named:
        return (
            f"There is no match for {text!r}. This box knows postcodes of England and their beginnings, towns and "
            "villages of about 500 people or more, and the names of areas and of their groups.",
            [],
        )
    return None, [
        (code, about) for place, (code, about) in enumerate(named) if code not in dict(named[:place])
    ]


def _in_towns(towns: pd.DataFrame, edition: Edition) -> list[tuple[str, str]]:
    """Return the areas of towns (code, which town), those that are known in this edition."""
    start = data.edition_for(DEFAULT_GEOGRAPHY)
    if start is None:
        return []
    found = []
    for (name, *_), parts in towns.groupby(["name", "easting", "northing"], sort=False):
        codes = {data.successor(code, start, edition): None for code in parts["area_code"]}
        about = str(name) if len(codes) == 1 else f"part of {name}"
        found += [(code, about) for code in codes if code is not None]
    return found


def _not_known(edition: Edition, place: str) -> str:
    return f"It is not known which area of {edition.meta.title} {place} is in: try a name."
