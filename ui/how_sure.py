"""How sure a rating is and what would change it, as pages show it."""

import pandas as pd
import streamlit as st

from scoring import RATING_LABELS, RATINGS, Edition, Methodology, methodology_ids
from scoring.agreement import agreement_sentences
from scoring.probability import probability_sentence
from scoring.targets import what_would_it_take
from scoring.targets_words import targets_sentences
from ui import data, html, state

ASSUMPTION = (
    "The question is: had the same year been repeated with the same true rates, what would the rating have been? "
    "Each area's true rate is taken to be its own, drawn towards that of all areas as far as its numbers are small. "
    "Indicators vary independently. Where figures are estimated, so is the probability."
)


def area_section(edition: Edition, method: Methodology, area_code: str) -> None:
    """Draw the probability of each rating of one area, and what would lift it."""
    view = state.view()
    table = data.probabilities(view.edition, view.method, view.changes).set_index("area_code")
    row = table.loc[area_code]
    st.subheader("How sure is this rating?", anchor=False)
    estimated = "" if row["basis"] == "published" else " (est.)"
    st.markdown(html.plain(probability_sentence(row, edition.short_names[area_code])) + estimated)
    st.html(html.probability_bar({rating: float(row[rating]) for rating in RATINGS}))
    st.caption(ASSUMPTION)
    st.subheader("What would it take?", anchor=False)
    sentences = targets_sentences(edition, what_would_it_take(edition, method, area_code))
    st.markdown("\n".join(f"- {html.plain(sentence)}" for sentence in sentences))


def headline(table: pd.DataFrame) -> str:
    """Say how many ratings are far from certain."""
    unsure = int((table["shown"] < 0.9).sum())
    toss = int((table["shown"] < 0.5).sum())
    return (
        f"**By these figures, most of them estimates, {unsure} of {len(table)} ratings are less than 90% "
        "sure:** had the year been repeated, chance alone would "
        f"have given another rating more often than one time in ten. For {toss} areas another rating would have been "
        "as likely or likelier."
    )


def probability_table(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, least sure first: names, rating, and probabilities in percent."""
    names = edition.areas[["area_code", "short_name"]]
    percent = {rating: 100 * table[rating] for rating in RATINGS if table[rating].max() > 0}
    shown = table[["area_code", "basis"]].assign(
        rating=table["rating"].map(RATING_LABELS), sure=100 * table["shown"], **percent
    )
    return shown.merge(names, on="area_code").sort_values("sure", ignore_index=True)


def probability_columns(table: pd.DataFrame) -> dict[str, object]:
    """Return the columns of `probability_table` to show, with their headings."""
    number = st.column_config.NumberColumn
    columns: dict[str, object] = {
        "short_name": st.column_config.TextColumn("Area", pinned=True),
        "rating": "Rating",
        "sure": number("Its probability, %", format="%.0f"),
    }
    columns |= {r: number(f"{RATING_LABELS[r]}, %", format="%.0f") for r in RATINGS if r in table}
    return columns | {"basis": "Basis"}


def agreement_table(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row an area, those on which methodologies disagree most first, ratings in words."""
    names = edition.areas[["area_code", "short_name"]]
    words = {name: table[name].map(RATING_LABELS) for name in methodology_ids()}
    shown = table.assign(**words).merge(names, on="area_code")
    return shown.sort_values(["different_ratings", "lowest", "short_name"], ascending=[False, False, True])


def agreement_columns() -> dict[str, object]:
    """Return the columns of `agreement_table` to show, with their headings."""
    columns: dict[str, object] = {
        "short_name": st.column_config.TextColumn("Area", pinned=True),
        "different_ratings": st.column_config.NumberColumn("Different ratings"),
    }
    columns |= {name: data.methodology(name).short_title for name in methodology_ids()}
    return columns | {"basis": "Basis"}


def agreement_text(table: pd.DataFrame) -> str:
    """Say how far methodologies agree."""
    first, second = agreement_sentences(table, len(methodology_ids()))
    return f"**{first}** {second}"
