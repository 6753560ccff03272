"""What to look at first: a group by its newest published figures, and whether these say otherwise than those shown."""

import pandas as pd
import streamlit as st

from scoring import Assessment
from scoring.analysis.group_newest import Newest
from scoring.analysis.group_newest_words import (
    HOW_WATCHED,
    became_sentences,
    furthest_on,
    newer_sentence,
    watched_areas,
    what_first_sentence,
)
from ui.components import html, markdown
from ui.components.history import histories_of, history_indicator
from ui.session import results as data
from ui.session import state


def newest_of_group(assessment: Assessment, inside: pd.DataFrame) -> Newest | None:
    """Return the newest figures of a group, whose rows of `groups_of` are given; None if no series has its areas."""
    whole = inside["share"] == 1
    return data.newest(
        state.view().edition,
        str(inside["group"].iloc[0]),
        tuple(inside.loc[whole, "area_code"]),
        tuple(inside.loc[~whole, "area_code"]),
        history_indicator(assessment.edition, state.view().followed),
    )


def newer_figures(assessment: Assessment, inside: pd.DataFrame) -> str:
    """Say what newer published figures say of the group and of its area that is furthest below; empty without any."""
    indicator = history_indicator(assessment.edition, state.view().followed)
    if indicator not in assessment.method.indicators:
        return ""
    furthest = furthest_on(assessment, list(inside["area_code"]), indicator)
    own = {}
    if furthest is not None:
        own = histories_of(
            state.view().edition, {assessment.edition.short_names[furthest]: (furthest,)}, indicator
        )
    name, codes = str(inside["group"].iloc[0]), tuple(inside["area_code"])
    together = None
    if len(codes) > 1 and (inside["share"] == 1).all():
        together = histories_of(state.view().edition, {name: codes}, indicator).get(name)
    newest = newest_of_group(assessment, inside)
    return newer_sentence(assessment, indicator, next(iter(own.values()), None), newest, together)


def what_first_section(assessment: Assessment, inside: pd.DataFrame) -> None:
    """Draw which areas of a group to look at first, all by figures of the newest period; nothing without a series."""
    newest = newest_of_group(assessment, inside)
    if newest is None or not newest.histories:
        return
    st.header("What first?", anchor=False)
    meta = newest.edition.meta.indicators[history_indicator(assessment.edition, state.view().followed)]
    st.markdown(
        markdown.escape(" ".join(filter(None, [what_first_sentence(newest), *became_sentences(newest)])))
    )
    html.draw(html.table(watched_areas(newest), ("Latest",)))
    about = f"{meta.short_label}, {meta.period}, all published."
    st.caption(markdown.escape(f"{about} {HOW_WATCHED}"))
