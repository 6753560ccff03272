"""What the sections of the postcode lottery have in common: the measure, the borders, words."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from scoring import Assessment, DataError, Edition, Methodology
from scoring.analysis.sensitivity_words import how_many_estimated
from scoring.editions.model import IndicatorMeta
from scoring.lottery.measures import RATING
from ui.components import markdown
from ui.components.chart_text import Lines, wrapped_for_phones
from ui.lottery import results as lottery_data
from ui.session import state

_MEASURE = "lottery_measure"


def measures(assessment: Assessment) -> dict[str, str]:
    """Return what can be looked at, in words: the methodology's indicators, and the rating if it gives one."""
    edition, method = assessment.edition, assessment.method
    labels = {
        indicator: meta.short_label
        for indicator, meta in edition.meta.indicators.items()
        if indicator in method.indicators
    }
    return labels if method.aggregation == "not_rated" else labels | {RATING: "Rating"}


def best_known(assessment: Assessment) -> str:
    """Return the indicator with the fewest estimates, the first of these; one without a figure comes last."""
    figures = assessment.edition.indicators[assessment.edition.indicators["value"].notna()]
    estimated = figures["basis"].ne("published").groupby(figures["indicator"]).sum()
    return min((m for m in measures(assessment) if m != RATING), key=lambda name: estimated.get(name, np.inf))


def measure_picker(assessment: Assessment) -> str:
    """Draw the choice of what the page looks at, and return it: an indicator, or RATING."""
    labels = measures(assessment)
    if st.session_state.get(_MEASURE) not in labels:
        st.session_state[_MEASURE] = best_known(assessment)
    return st.selectbox("Measure", list(labels), format_func=labels.__getitem__, key=_MEASURE)


def gaps_in_view(method: Methodology) -> pd.DataFrame:
    """Return the gap across every border, by the true rates that the view takes."""
    view = state.view()
    return lottery_data.gaps(view.edition, method, view.true_rates)


def border_counts_in_view(method: Methodology) -> pd.DataFrame:
    """Return how many borders differ in each measure, and how many of these orders are sure, by measure."""
    view = state.view()
    return lottery_data.border_counts(view.edition, method, view.true_rates)


def section(title: str, draw: Callable[..., None], *arguments: Any) -> None:
    """Draw a section of the page under its heading, or why the figures do not allow it."""
    # A section that grows, as when an area is chosen, must not move those below: their charts would be drawn anew.
    with st.container(key=f"section_{title.lower().replace(' ', '-')}"):
        st.header(title, anchor=False)
        try:
            draw(*arguments)
        except DataError as problem:
            st.info(markdown.escape(str(problem)))


def meaning(*sentences: str) -> None:
    """Draw what a figure means and what it does not."""
    st.caption(markdown.escape(" ".join(sentences)))


def after(first: str, second: str) -> str:
    """Return a sentence that follows another, without saying once more what both rest on."""
    opening = re.match(r"By these figures, \w+ of them estimates, ", second)
    if opening is None or not first.startswith(opening.group()):
        return second
    rest = second.removeprefix(opening.group())
    return rest[0].upper() + rest[1:]


def most_estimated(edition: Edition, indicators: Iterable[str]) -> bool:
    """Return whether most figures of these indicators are estimates."""
    figures = edition.indicators[edition.indicators["indicator"].isin(list(indicators))]
    return bool((figures["basis"] != "published").mean() > 0.5)


def basis_words(edition: Edition, indicator: str) -> str:
    """Say how many of an indicator's figures are estimates, as the subtitle of a chart of hollow points."""
    basis = edition.indicators.loc[edition.indicators["indicator"] == indicator, "basis"]
    estimated = int((basis != "published").sum())
    return f"{estimated} of {len(basis)} figures est. (hollow)" if estimated else "all figures published"


def indicator_subtitle(edition: Edition, indicator: str, *more: str) -> Lines:
    """Return the subtitle of a chart of an indicator: period, source, basis, and further lines."""
    meta = edition.meta.indicators[indicator]
    return wrapped_for_phones(f"{meta.period}; {meta.publisher}; {basis_words(edition, indicator)}", *more)


def rating_subtitle(assessment: Assessment, *more: str) -> Lines:
    """Return the subtitle of a chart of ratings or of several measures: edition, methodology, basis, more."""
    estimated = how_many_estimated(assessment)
    notes = [f"Hollow: est., as {estimated} figures are"] if estimated else []
    return wrapped_for_phones(
        f"{assessment.edition.meta.title}; {assessment.method.short_title}", *notes, *more
    )


def axis_words(meta: IndicatorMeta) -> str:
    """Return the title of an indicator's axis, with its unit."""
    return f"{meta.short_label}, {meta.unit}"


def basis_column(estimated: pd.Series) -> pd.Series:
    """Return 'est.' or 'published'."""
    return estimated.map({True: "est.", False: "published"})


def with_est(text: str, estimated: object) -> str:
    """Return a figure in words, with 'est.' behind if it is an estimate."""
    return f"{text} est." if estimated else text


def with_point_columns(edition: Edition, table: pd.DataFrame, across: str) -> pd.DataFrame:
    """Add what charts of points need: names, which area is chosen, and on which side its name has room.

    `across` is the column of the horizontal axis.
    """
    view = state.view()
    middle = (table[across].min() + table[across].max()) / 2
    return table.assign(
        short_name=table["area_code"].map(edition.short_names),
        chosen=table["area_code"] == view.area,
        to_the_left=table[across] > middle,
        turn=np.int8(view.turn % 128),
    )
