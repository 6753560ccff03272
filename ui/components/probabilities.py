"""How sure a rating is and what would change it, as pages show it."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from reports.tables import contents
from reports.tables.columns import Column
from reports.tables.provenance import rating_words
from scoring import RATING_LABELS, RATINGS, Assessment, Edition, Methodology
from scoring.analysis import probability_words
from scoring.analysis.agreement import agreement_sentences, methodology_columns
from scoring.analysis.probability import probability_sentence
from scoring.analysis.probability_words import time_word
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from ui.components import downloads, html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.tables import AREA_WIDTH, rating_colour, ratings_in_order
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.view import OWN

TRUE_RATES = {
    "shrunken": "drawn towards all areas where numbers are small",
    "plain": "exactly what was observed",
}
_SHORT = {"top": "Top", "well": "Well", "needs": "Needs", "greatest": "Greatest", "not_rated": "–"}


def _mostly_estimated(edition: Edition) -> bool:
    return bool((edition.indicators["basis"] != "published").mean() > 0.5)


def assumption_in_view(method: Methodology) -> str:
    """Say what a probability means here, and how it was worked out."""
    view = state.view()
    return probability_words.assumption(
        Assessment(data.edition(view.edition), method), shrink=view.true_rates == "shrunken"
    )


def true_rates_picker() -> None:
    """Draw the choice of what each area's true rate is assumed to be."""
    choice(
        "Each area's true rate is assumed to be",
        TRUE_RATES,
        "true_rates",
        state.view().true_rates,
        state.take_true_rates,
    )


def chances() -> pd.DataFrame:
    """Return the probabilities of the scenario in force."""
    view = state.view()
    return data.probabilities(view.edition, state.method(), view.true_rates)


def area_section(assessment: Assessment, area_code: str) -> None:
    """Draw the probability of each rating of one area, and what would lift it."""
    edition, method = assessment.edition, assessment.method
    row = chances().set_index("area_code").loc[area_code]
    st.subheader("How sure is this rating?", anchor=False)
    if method.aggregation == "not_rated":
        st.markdown("There is no overall rating, so there are no probabilities to show.")
        return
    estimated = "" if row["basis"] == "published" else " (est.)"
    by_rule = " By the rule alone, moderation aside." if area_code in method.moderation else ""
    st.markdown(
        markdown.escape(probability_sentence(row, edition.short_names[area_code])) + estimated + by_rule
    )
    html.draw(html.probability_bars({rating: float(row[rating]) for rating in RATINGS}))
    st.caption(markdown.escape(assumption_in_view(method)))
    st.subheader("What would it take?", anchor=False)
    sentences = targets_sentences(edition, what_would_it_take(assessment, area_code))
    st.markdown("\n".join(f"- {markdown.escape(sentence)}" for sentence in sentences))


def certainty_headline(table: pd.DataFrame, method: Methodology) -> str:
    """Say how many ratings are far from certain."""
    if method.aggregation == "not_rated":
        return (
            "This methodology gives no overall rating, so there are no probabilities to show. Other methodologies are "
            "compared below."
        )
    unsure = int((table["shown"] < 0.9).sum())
    toss = int((table["shown"] < 0.5).sum())
    edition = data.edition(state.view().edition)
    basis = ", most of them estimates" if _mostly_estimated(edition) else ""
    return (
        f"**By these figures{basis}, {unsure} of {len(table)} ratings are less than 90% sure.** If the "
        f"{time_word(edition)} were repeated, chance alone would give them a different rating more than one time in "
        f"ten. For {toss} areas a different rating would be at least as likely."
    )


def probability_table(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, least sure first: names, rating, and probabilities in percent."""
    names = edition.areas[["area_code", "short_name"]]
    percent = {rating: 100 * table[rating] for rating in RATINGS if table[rating].max() > 0}
    shown = table[["area_code", "basis"]].assign(
        **ratings_in_order(table["rating"]), sure=100 * table["shown"], **percent
    )
    return shown.merge(names, on="area_code").sort_values("sure", ignore_index=True)


def probability_columns(table: pd.DataFrame) -> dict[str, object]:
    """Return the columns of `probability_table` to show, with their headings."""
    number = st.column_config.NumberColumn
    columns: dict[str, object] = {
        "short_name": st.column_config.TextColumn("Area", pinned=True, width=AREA_WIDTH),
        "rating": "Rating",
        "sure": number("Its probability, %", format="%.0f"),
    }
    columns |= {r: number(f"{RATING_LABELS[r]}, %", format="%.0f") for r in RATINGS if r in table}
    return columns | {"basis": "Basis"}


def probability_download(assessment: Assessment, table: pd.DataFrame) -> None:
    """Draw the download of the probabilities."""
    rates = TRUE_RATES[state.view().true_rates]
    first = table[["area_code", "rating"]].assign(
        probability_of_rating=100 * table["shown"], **{rating: 100 * table[rating] for rating in RATINGS}
    )
    frame = first.assign(true_rates=rates, basis=table["basis"])
    downloads.table_download(
        "Download the probabilities",
        "probabilities",
        "Probability of each rating of all areas",
        partial(contents.area_table, frame, assessment.edition),
        of=assessment,
    )


def agreed() -> pd.DataFrame:
    """Return every area's rating by every methodology of the library, and by the scenario if it is changed."""
    view, method = state.view(), state.method()
    # A methodology of the library as it is has its column already.
    own = method if view.changes or view.method == OWN else None
    return data.agreement_of_methodologies(view.edition, own)


def agreement_text(table: pd.DataFrame) -> str:
    """Say how far methodologies agree, the most important first."""
    first, *others = map(markdown.escape, agreement_sentences(table))
    return "\n".join([f"**{first}**", "", *(f"- {sentence}" for sentence in others)])


def agreed_in_one_sentence(edition: Edition) -> str:
    """Say how many areas are below par under every methodology, and if that is based on estimates."""
    basis = " Most figures are estimates." if _mostly_estimated(edition) else ""
    return f"{agreement_sentences(agreed())[0]}{basis}"


def agreement_section(assessment: Assessment) -> None:
    """Draw how far methodologies agree, and which areas hang on the choice; a sentence if there is only one."""
    edition, method = assessment.edition, assessment.method
    table = agreed()
    if len(methodology_columns(table)) < 2:
        st.markdown(
            f"Of the methodologies in the library only one can rate these figures: {markdown.escape(method.title)}. "
            "Change its thresholds on the page “What if”, and this page compares the two."
        )
        return
    st.markdown(agreement_text(table))
    agreement_lists(edition, table)
    basis = (
        " Most figures are estimates, so these counts are estimates too."
        if _mostly_estimated(edition)
        else ""
    )
    st.caption(
        "The same figures, rated by every methodology of the library that gives ratings, each without changes; "
        f"areas on which they disagree most come first.{basis} Choose a row to see why."
    )
    area_choice_table(
        agreement_table(edition, table),
        key="agreement",
        columns=agreement_columns(table),
        alt="Table of all areas with their rating by each methodology, most disagreement first.",
        style=rating_cells,
    )
    agreement_download(assessment, table)


def agreement_table(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, those on which methodologies disagree most first, ratings in one word."""
    names = edition.areas[["area_code", "short_name"]]
    ratings: dict[str, Any] = {}
    for name in methodology_columns(table):
        ratings |= ratings_in_order(table[name], name, _SHORT)
    shown = table.assign(**ratings).merge(names, on="area_code")
    return shown.sort_values(["different_ratings", "lowest", "short_name"], ascending=[False, False, True])


def agreement_columns(table: pd.DataFrame) -> dict[str, object]:
    """Return the columns of `agreement_table` to show, with their headings."""
    number, total = st.column_config.NumberColumn, int(table["methodologies"].iloc[0])
    columns: dict[str, object] = {
        "short_name": st.column_config.TextColumn("Area", pinned=True, width=AREA_WIDTH),
        "below": number(
            f"Below par, of {total}", help="How many methodologies put it below “performing well”"
        ),
        "lowest": number(f"Lowest, of {total}", help="How many give “greatest need for improvement”"),
        "agreeing": number("Agree", help="How many methodologies give the rating that most of them give"),
        "different_ratings": number("Different ratings"),
    }
    titles = {data.SCENARIO: "Your scenario"}
    columns |= {
        name: st.column_config.TextColumn(titles.get(name) or data.methodology(name).short_title)
        for name in methodology_columns(table)
    }
    return columns | {"basis": "Basis"}


def rating_cells(styled: Styler) -> Styler:
    """Return an agreement table with its cells in the colours of the ratings."""
    ratings = [name for name, kind in styled.data.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    return styled.map(rating_colour, subset=[name for name in ratings if name not in ("short_name", "basis")])


def agreement_lists(edition: Edition, table: pd.DataFrame) -> None:
    """Draw which areas every methodology puts lowest, and which only one does and which one it is."""
    methods = methodology_columns(table)
    every = table.loc[table["lowest"] == len(methods), "area_code"].map(edition.short_names).sort_values()
    st.markdown(
        f"**In greatest need by every methodology ({len(every)}):** {markdown.escape(', '.join(every)) or 'none'}."
    )
    once = table[table["lowest"] == 1]
    with st.expander(f"In greatest need by one methodology only ({len(once)})"):
        which = once[methods].eq("greatest").idxmax(axis=1) if len(once) else pd.Series(dtype=str)
        for name, areas in once.groupby(which):
            title = "Your scenario" if name == data.SCENARIO else data.methodology(str(name)).title
            listed = ", ".join(sorted(areas["area_code"].map(edition.short_names)))
            st.markdown(f"- **{markdown.escape(title)}** ({len(areas)}): {markdown.escape(listed)}")


def agreement_download(assessment: Assessment, table: pd.DataFrame) -> None:
    """Draw the download of the ratings by every methodology."""
    methods = methodology_columns(table)
    columns = {
        name: Column("Your scenario" if name == data.SCENARIO else data.methodology(name).title)
        for name in methods
    }
    frame = table.assign(**{name: rating_words(table[name]) for name in methods})
    downloads.table_download(
        "Download the matrix",
        "agreement",
        "Ratings of all areas by every methodology",
        partial(contents.area_table, frame, assessment.edition, more=columns),
        of=assessment,
    )
