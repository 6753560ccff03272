"""What stands beside the map of England while no area is chosen: regions, the best rated, and who is close."""

import pandas as pd
import streamlit as st

from scoring import RATING_LABELS, RATINGS, Assessment, Edition
from scoring.analysis.closest import Closest, closest_to_par
from scoring.analysis.ratings_words import below_sentence, split_of_below
from scoring.analysis.targets_words import patients_words
from scoring.editions.groups import group_kinds, group_ratings
from ui.components import html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.tables import all_areas_columns, all_areas_table
from ui.session import results as data
from ui.session import state

_MOST_BEST, _MOST_CLOSEST = 8, 5


def first_sentence(ratings: pd.DataFrame) -> str:
    """Say how many areas are below par, and what to ask of it."""
    if (ratings["rating"] == "not_rated").all():
        return f"**{below_sentence(ratings)}.** Colour the map by an indicator, or choose an area to see all."
    return (
        f"**{below_sentence(ratings)}:** {split_of_below(ratings)}. How much of that is care, and how much is the "
        "threshold?"
    )


def overview(assessment: Assessment) -> None:
    """Draw the split by region, the best-rated areas, and those that the fewest patients part from doing well."""
    if assessment.method.aggregation == "not_rated":
        return
    with st.container(key="overview"):
        _regions(assessment)
        _best(assessment)
        if closest := _closest(state.view().edition, assessment.method.model_dump_json(), assessment):
            st.markdown("**Closest to performing well**")
            for one in closest:
                _close(assessment, one)


def all_areas(edition: Edition, ratings: pd.DataFrame) -> None:
    """Draw the table that says what the map shows, in which an area can be chosen."""
    st.caption("Choose a row to see that area's breakdown. Click a heading to sort.")
    area_choice_table(
        all_areas_table(edition, ratings),
        key="all_areas",
        columns=all_areas_columns(edition, ratings),
        alt="Table of all areas with rating, number of low and high indicators, and the figures.",
    )


def _regions(assessment: Assessment) -> None:
    edition = assessment.edition
    if "region" not in group_kinds(edition):
        return
    belonging = data.members(state.view().edition, "region")
    split = group_ratings(assessment.ratings, belonging, None).sort_values(["below", "group"])
    st.markdown("**By region**")
    html.draw(html.rating_rows(split.assign(chosen=False), legend=False))


def _best(assessment: Assessment) -> None:
    ratings = assessment.ratings
    best = next((rating for rating in RATINGS if (ratings["rating"] == rating).any()), "not_rated")
    if best == "not_rated":
        return
    names = assessment.edition.short_names
    codes = sorted(ratings.loc[ratings["rating"] == best, "area_code"], key=names.__getitem__)
    mark = ", est." if (ratings.loc[ratings["rating"] == best, "basis"] != "published").any() else ""
    st.markdown(f"**{RATING_LABELS[best]} ({len(codes)}{mark})**")
    with st.container(horizontal=True, key="best_rated"):
        for code in codes[:_MOST_BEST]:
            _leads_to(code, names[code], "best")
        if (more := len(codes) - _MOST_BEST) > 0:
            st.markdown(f"and {more} more, in the table below")


def _close(assessment: Assessment, one: Closest) -> None:
    words = patients_words(one.change, assessment.edition.meta.indicators[one.change.indicator])
    mark = " (est.)" if one.change.estimated else ""
    with st.container(horizontal=True):
        _leads_to(one.area_code, one.short_name, "close")
        st.markdown(f"{markdown.escape(words)}{mark}")


def _leads_to(code: str, name: str, where: str) -> None:
    st.button(
        markdown.escape(name),
        key=f"{where}-{code}",
        on_click=state.choose_area,
        args=(code,),
        type="tertiary",
    )


@st.cache_data(show_spinner=False, max_entries=100)
def _closest(edition_name: str, rule: str, _assessment: Assessment) -> list[Closest]:
    """Return the areas closest to doing well, kept by the edition and the methodology as text."""
    return closest_to_par(_assessment, _MOST_CLOSEST)
