"""The breakdown of one area: its rating, why, and its indicators beside England and the standard."""

import streamlit as st

from scoring import RATING_LABELS, Edition, Methodology, explain
from scoring.explain import Explanation
from scoring.words import number_word
from ui import html, state


def area_summary(edition: Edition, method: Methodology) -> None:
    """Draw the breakdown of the chosen area, or how to choose one."""
    area = state.view().area
    if area is None:
        st.info(
            "Click an area on the map, or find it by name, to see its "
            f"{number_word(len(edition.meta.indicators))} indicators and why it is rated so."
        )
        return
    result = explain(edition, method, area)
    st.subheader(result.short_name, anchor=False)
    heading(result)
    st.html(html.breakdown_table(result.indicators, edition))
    notes = "<br>".join(html.escape(note) for note in area_notes(edition, area).values())
    st.html(f'<p class="quiet">{notes}</p>')
    st.page_link("pages/area.py", label=f"More about {result.short_name}", icon=":material/arrow_forward:")


def heading(result: Explanation) -> None:
    """Draw the rating as a badge, with its basis, and the sentence that explains it."""
    basis = (
        "" if result.basis == "published" else ' <span class="est">est.: rests on estimated figures</span>'
    )
    layers = [
        f'<span class="badge layer">{word}</span>'
        for word, is_there in (("moderated", result.moderation), ("capped by a limit", result.limited_by))
        if is_there
    ]
    st.html(f"<p>{html.badge(result.rating)} {' '.join(layers)}{basis}</p>")
    st.markdown(html.plain(result.sentence))


def published_rating(edition: Edition, result: Explanation) -> None:
    """Say what rating was published for the area, where known, beside the one computed here."""
    known = edition.published_ratings
    if known.empty:
        return
    row = known[known["area_code"] == result.area_code]
    if row.empty:
        st.markdown("**Published rating:** not found. The 209 ratings are not available as a table.")
        return
    found = row.iloc[0]
    same = "the same as" if found["rating"] == result.rating else "different from"
    certainty = "" if found["certainty"] == "stated" else ", inferred by elimination from a list of others"
    st.markdown(
        f"**Published rating:** {RATING_LABELS[found['rating']]}{certainty} – {same} the one computed here. "
        f"Source: [{found['publisher']}]({found['url']})"
    )


def area_notes(edition: Edition, area_code: str) -> dict[str, str]:
    """Return the notes that the edition has on the figures of an area, by indicator."""
    if "note" not in edition.indicators:
        return {}
    rows = edition.indicators[
        (edition.indicators["area_code"] == area_code) & edition.indicators["note"].notna()
    ]
    return {
        r.indicator: f"{edition.meta.indicators[r.indicator].short_label}: {r.note}"
        for r in rows.itertuples()
    }


def about_area(edition: Edition, code: str) -> str:
    """Return name, codes, groups and population of an area in a line; what is not known is left out."""
    about = edition.areas.set_index("area_code").loc[code].dropna()
    groups = {"alliance": "Cancer Alliance: ", "stp": "STP: ", "region": ""}
    parts = [f"{about['area_name']} ({code}, {about['ods_code']})"]
    parts += [f"{label}{about[name]}" for name, label in groups.items() if name in about]
    if "population" in about:
        parts.append(f"{about['population']:,.0f} people (mid-2015)")
    return " · ".join(parts)
